package eks_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	clusters = "AWS::EKS::Cluster"
	groups   = "AWS::Logs::LogGroup"
)

func TestOnlyTheVpcReachesTheAPIUnlessRangesAreNamed(t *testing.T) {
	cluster(t, nil).Has(clusters, synthtest.Props{"ResourcesVpcConfig": object{
		"EndpointPrivateAccess": true, "EndpointPublicAccess": false, "PublicAccessCidrs": synthtest.Absent(),
		"SubnetIds": []any{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
	}})
	cluster(t, func(p *eks.ClusterProps) {
		p.Spec.Endpoint, p.Spec.EndpointCIDRs = spec.Restricted, []string{"203.0.113.0/24", "198.51.100.7/32"}
	}).Has(clusters, synthtest.Props{"ResourcesVpcConfig": object{
		"EndpointPrivateAccess": true, "EndpointPublicAccess": true, "PublicAccessCidrs": []any{"203.0.113.0/24", "198.51.100.7/32"},
	}})
}

func TestAutoModeRunsTheClusterUnlessLeftOut(t *testing.T) {
	cluster(t, nil).Has(clusters, synthtest.Props{
		"Version":                    "1.36",
		"ComputeConfig":              object{"Enabled": true, "NodePools": []any{"general-purpose", "system"}, "NodeRoleArn": synthtest.Any()},
		"StorageConfig":              object{"BlockStorage": object{"Enabled": true}},
		"KubernetesNetworkConfig":    object{"IpFamily": "ipv4", "ElasticLoadBalancing": object{"Enabled": true}},
		"BootstrapSelfManagedAddons": false,
	})
	cluster(t, onNodes).Has(clusters, synthtest.Props{
		"ComputeConfig":              object{"Enabled": false, "NodePools": synthtest.Absent(), "NodeRoleArn": synthtest.Absent()},
		"StorageConfig":              object{"BlockStorage": object{"Enabled": false}},
		"KubernetesNetworkConfig":    object{"ElasticLoadBalancing": object{"Enabled": false}},
		"BootstrapSelfManagedAddons": false,
	})
}

func TestWhatTheAPIStoresIsEncryptedWithAKeyOfItsOwn(t *testing.T) {
	got := cluster(t, nil)
	got.Has("AWS::KMS::Key", synthtest.Props{"EnableKeyRotation": true})
	got.Has(clusters, synthtest.Props{"EncryptionConfig": []any{object{
		"Provider": object{"KeyArn": object{"Fn::GetAtt": []any{got.One("AWS::KMS::Key").ID, "Arn"}}}, "Resources": []any{"secrets"},
	}}})
}

func TestAllControlPlaneLogsGoToAGroupThatWasThereBefore(t *testing.T) {
	got := cluster(t, func(p *eks.ClusterProps) { p.LogDays = 90 })
	got.Has(clusters, synthtest.Props{"Logging": object{"ClusterLogging": object{"EnabledTypes": []any{
		object{"Type": "api"}, object{"Type": "audit"}, object{"Type": "authenticator"}, object{"Type": "controllerManager"}, object{"Type": "scheduler"},
	}}}})
	id := got.Has(groups, synthtest.Props{"LogGroupName": "/aws/eks/shop-dev/cluster", "RetentionInDays": 90, "KmsKeyId": synthtest.Any()})
	if before := got.One(clusters).DependsOn; !slices.Contains(before, id) {
		t.Errorf("the cluster depends on %v, want %s: it would make the group itself", before, id)
	}
}

func TestNobodyIsAnAdministratorByAccident(t *testing.T) {
	cluster(t, nil).Has(clusters, synthtest.Props{"AccessConfig": object{
		"AuthenticationMode": "API", "BootstrapClusterCreatorAdminPermissions": false,
	}})
}

func TestTheClusterLeavesAZoneThatIsIllAndNeverPaysForOldVersions(t *testing.T) {
	cluster(t, nil).Has(clusters, synthtest.Props{
		"ZonalShiftConfig": object{"Enabled": true}, "UpgradePolicy": object{"SupportType": "STANDARD"},
	})
}

func TestAProtectedClusterAndItsKeysAndLogsStay(t *testing.T) {
	for _, protect := range []bool{false, true} {
		got := cluster(t, func(p *eks.ClusterProps) { p.Protect = protect })
		got.Has(clusters, synthtest.Props{"DeletionProtection": protect})
		want := map[bool][2]string{false: {}, true: {"RetainExceptOnCreate", "Retain"}}[protect]
		for _, kind := range []string{clusters, "AWS::KMS::Key", groups} {
			for id, r := range got.Resources(kind) {
				if r.DeletionPolicy != want[0] || r.UpdateReplacePolicy != want[1] {
					t.Errorf("Protect %t: %s has policies %q and %q, want %q", protect, id, r.DeletionPolicy, r.UpdateReplacePolicy, want)
				}
			}
		}
	}
}

func TestLoadBalancersFindTheSubnetsOfANewVpc(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimal(stack)
	props.Vpc = awsec2.NewVpc(stack, jsii.String("Net"), &awsec2.VpcProps{AvailabilityZones: jsii.Strings("eu-west-1a", "eu-west-1b")})
	eks.NewCluster(stack, "Cluster", props)
	got := synthtest.Of(t, stack)
	for public, mark := range map[bool]string{true: "kubernetes.io/role/elb", false: "kubernetes.io/role/internal-elb"} {
		got.Has("AWS::EC2::Subnet", synthtest.Props{
			"MapPublicIpOnLaunch": public, "Tags": synthtest.Containing(object{"Key": mark, "Value": "1"}),
		})
	}
}

func TestAVpcWithoutRoomForNodesIsRefused(t *testing.T) {
	stack := synthtest.Stack(t)
	props := minimal(stack)
	props.Vpc = awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Public"), &awsec2.VpcAttributes{
		VpcId: jsii.String("vpc-0123456789abcdef1"), AvailabilityZones: jsii.Strings("eu-west-1a", "eu-west-1b"),
		PublicSubnetIds: jsii.Strings("subnet-0cccccccccccccccc", "subnet-0dddddddddddddddd"),
	})
	refusal := synthtest.Panics(t, func() { eks.NewCluster(stack, "Cluster", props) })
	if !strings.Contains(refusal.Error(), "SubnetIDs is missing") || !strings.Contains(refusal.Error(), "NET-011") {
		t.Error(refusal)
	}
}

func TestClustersKnowWhereTheyAre(t *testing.T) {
	stack := synthtest.Stack(t)
	c := eks.NewCluster(stack, "Cluster", minimal(stack))
	want := eks.Place{
		Name: "shop-dev", Account: account, Region: region, Partition: "aws",
		Key: "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555",
	}
	if got := c.Place(); got != want || c.Name() != want.Name || c.ARN() != arn {
		t.Errorf("got %+v, %s and %s", got, c.Name(), c.ARN())
	}
	if !check.Token(c.SecurityGroupID()) || !check.Token(c.Issuer()) || !check.Token(c.NodeRole()) {
		t.Errorf("got %s, %s and %s, want tokens", c.SecurityGroupID(), c.Issuer(), c.NodeRole())
	}
	if *c.Cluster().ClusterName() != "shop-dev" || c.Resource() == nil || c.ArgoCD() != nil {
		t.Errorf("the views are of %s, %v and %v", *c.Cluster().ClusterName(), c.Resource(), c.ArgoCD())
	}
}

func TestAClusterIsANetworkPeer(t *testing.T) {
	stack := synthtest.Stack(t)
	c := eks.NewCluster(stack, "Cluster", minimal(stack))
	c.Connections().AllowDefaultPortFrom(awsec2.Peer_Ipv4(jsii.String("10.0.0.0/16")), jsii.String("delivery"))
	synthtest.Of(t, stack).Has("AWS::EC2::SecurityGroupIngress", synthtest.Props{
		"CidrIp": "10.0.0.0/16", "FromPort": 443, "ToPort": 443, "GroupId": synthtest.Text("ClusterSecurityGroupId"),
	})
}

func TestTwoClustersShareAStack(t *testing.T) {
	stack := synthtest.Stack(t)
	blue := minimal(stack)
	green := *blue
	green.Name = "shop-green"
	everything(blue)
	eks.NewCluster(stack, "Blue", blue)
	eks.NewCluster(stack, "Green", &green)
	synthtest.Of(t, stack).Count(clusters, 2)
}

func TestASickClusterIsHeardByWhoeverIsNamed(t *testing.T) {
	cluster(t, nil).HasNo("AWS::CloudWatch::Alarm")
	got := cluster(t, func(p *eks.ClusterProps) { p.Alerts = []string{alerts} })
	got.Count("AWS::CloudWatch::Alarm", 3)
	for name, metric := range map[string]string{
		"shop-dev-cluster-api": "apiserver_request_total_5XX", "shop-dev-cluster-pending": "scheduler_pending_pods_UNSCHEDULABLE",
		"shop-dev-cluster-nodes": "cluster_failed_node_count",
	} {
		got.Has("AWS::CloudWatch::Alarm", synthtest.Props{
			"AlarmName": name, "AlarmActions": []any{alerts}, "TreatMissingData": "notBreaching", "Metrics": synthtest.Text(metric),
		})
	}
	// A node takes a minute or two to start: that alone wakes nobody.
	got.Has("AWS::CloudWatch::Alarm", synthtest.Props{"AlarmName": "shop-dev-cluster-pending", "EvaluationPeriods": 15, "DatapointsToAlarm": 10})
	cluster(t, func(p *eks.ClusterProps) { p.Alerts, p.Spec.WithoutObservability = []string{alerts}, true }).Count("AWS::CloudWatch::Alarm", 2)
}

func TestSignalsNameTheirRunbook(t *testing.T) {
	stack := synthtest.Stack(t)
	all := eks.NewCluster(stack, "Cluster", minimal(stack)).Signals()
	if len(all) != 3 {
		t.Fatalf("%d signals, want 3", len(all))
	}
	for _, s := range all {
		if !strings.HasSuffix(s.Runbook, "/docs/runbook.md#"+strings.ToLower(s.ID)) || !strings.HasPrefix(s.Title, "shop-dev: ") {
			t.Errorf("%+v", s)
		}
	}
}

func TestBadPropsOfAClusterAreRefusedTogether(t *testing.T) {
	refusal := synthtest.Panics(t, func() {
		eks.NewCluster(synthtest.Stack(t), "Cluster", &eks.ClusterProps{
			Name: "a b!", Account: "1", Region: "moon", LogDays: 13, SubnetIDs: []string{"subnet-0aaaaaaaaaaaaaaaa"},
			PullRepositories: []string{"shop/api"}, Alerts: []string{"oncall@example.com"}, Spec: spec.Cluster{Version: "9.99"},
		})
	})
	for _, want := range []string{
		"SVC-001", "ENV-005", "ENV-008", "Vpc is missing", "NET-011", "Key is missing", "OBS-001", "IMG-003", "OBS-005",
		"Spec.Version", "EKS-001", "Spec.Admins",
	} {
		if !strings.Contains(refusal.Error(), want) {
			t.Errorf("%v lacks %s", refusal, want)
		}
	}
}

func TestEachPropOfAClusterHasItsBounds(t *testing.T) {
	two := []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"}
	for _, c := range []struct {
		name   string
		change func(*eks.ClusterProps)
		want   string
	}{
		{"nothing wrong", func(*eks.ClusterProps) {}, ""},
		{"everything", everything, ""},
		{"100 letters", func(p *eks.ClusterProps) { p.Name = strings.Repeat("b", 100) }, ""},
		{"101 letters", func(p *eks.ClusterProps) { p.Name = strings.Repeat("b", 101) }, "SVC-001 Name"},
		{"a dash first", func(p *eks.ClusterProps) { p.Name = "-shop" }, "SVC-001 Name"},
		{"a name of which Parameter Store keeps nothing", func(p *eks.ClusterProps) { p.Name = "SSM-shop" }, "SVC-001 Name"},
		{"Graviton in Auto Mode", func(p *eks.ClusterProps) { p.ARM = true }, ""},
		{"Graviton without Auto Mode", func(p *eks.ClusterProps) { onNodes(p); p.ARM = true }, "EKS-003 ARM"},
		{"two subnets", func(p *eks.ClusterProps) { p.SubnetIDs = two }, ""},
		{"one subnet", func(p *eks.ClusterProps) { p.SubnetIDs = two[:1] }, "NET-011 SubnetIDs"},
		{"a subnet twice", func(p *eks.ClusterProps) { p.SubnetIDs = []string{two[0], two[0]} }, "NET-011 SubnetIDs[1]"},
		{"another partition", func(p *eks.ClusterProps) { p.Partition = "aws-moon" }, "ENV-010 Partition"},
		{"a repository", func(p *eks.ClusterProps) { p.PullRepositories = []string{images} }, ""},
		{"every repository", func(p *eks.ClusterProps) {
			p.PullRepositories = []string{"arn:aws:ecr:eu-west-1:444444444444:repository/*"}
		}, "IMG-003 PullRepositories[0]"},
		{"a topic", func(p *eks.ClusterProps) { p.Alerts = []string{alerts} }, ""},
		{"an address", func(p *eks.ClusterProps) { p.Alerts = []string{"https://example.com"} }, "OBS-005 Alerts[0]"},
	} {
		p := *minimal(synthtest.Stack(t))
		c.change(&p)
		got := ""
		var refused *check.Error
		if errors.As(p.Validate(), &refused) {
			got = refused.Problems[0].Code + " " + refused.Problems[0].Field
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q (%v)", c.name, got, c.want, p.Validate())
		}
	}
}
