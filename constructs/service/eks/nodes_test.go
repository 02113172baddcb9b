package eks_test

import (
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	nodeGroups = "AWS::EKS::Nodegroup"
	templates  = "AWS::EC2::LaunchTemplate"
)

func TestANodeGroupIsWhatItsSpecSays(t *testing.T) {
	got := cluster(t, func(p *eks.ClusterProps) {
		onNodes(p)
		g := &p.Spec.NodeGroups[0]
		g.Desired, g.Spot, g.Release = 3, true, "1.36.4-20260917"
		g.Labels = map[string]string{"team": "shop"}
		g.Taints = []spec.Taint{{Key: "dedicated", Value: "shop", Effect: spec.NoExecute}}
	})
	got.Has(nodeGroups, synthtest.Props{
		"AmiType": "AL2023_ARM_64_STANDARD", "InstanceTypes": []any{"m7g.large", "m6g.large"}, "CapacityType": "SPOT",
		"ScalingConfig":  object{"MinSize": 2, "DesiredSize": 3, "MaxSize": 6},
		"Version":        "1.36",
		"ReleaseVersion": "1.36.4-20260917",
		"Labels":         object{"node-group": "app", "team": "shop"},
		"Taints":         []any{object{"Key": "dedicated", "Value": "shop", "Effect": "NO_EXECUTE"}},
		"UpdateConfig":   object{"MaxUnavailable": 1}, "NodeRepairConfig": object{"Enabled": true},
		"LaunchTemplate": object{"Id": synthtest.Any(), "Version": synthtest.Text("LatestVersionNumber")},
		"NodegroupName":  synthtest.Absent(), "DiskSize": synthtest.Absent(), "RemoteAccess": synthtest.Absent(),
		"Subnets": []any{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
	})
}

func TestPodsCannotBorrowANodesRole(t *testing.T) {
	cluster(t, onNodes).Has(templates, synthtest.Props{"LaunchTemplateData": object{
		"MetadataOptions": object{"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
	}})
}

func TestDisksOfNodesAreEncrypted(t *testing.T) {
	encrypted := func(name string, size any) object {
		return object{"DeviceName": name, "Ebs": object{"Encrypted": true, "VolumeType": "gp3", "DeleteOnTermination": true, "VolumeSize": size}}
	}
	cluster(t, onNodes).Has(templates, synthtest.Props{"LaunchTemplateData": object{
		"BlockDeviceMappings": []any{encrypted("/dev/xvda", 80)},
	}})
	cluster(t, func(p *eks.ClusterProps) {
		onNodes(p)
		p.Spec.NodeGroups[0].AMI, p.Spec.NodeGroups[0].Disk = spec.BottlerocketARM, 200
	}).Has(templates, synthtest.Props{"LaunchTemplateData": object{
		"BlockDeviceMappings": []any{encrypted("/dev/xvda", synthtest.Absent()), encrypted("/dev/xvdb", 200)},
	}})
}

func TestNodeGroupsShareARoleThatLooksAtTheClusterOnly(t *testing.T) {
	got := cluster(t, func(p *eks.ClusterProps) {
		onNodes(p)
		p.Spec.NodeGroups = append(p.Spec.NodeGroups, spec.NodeGroup{Name: "gpu", InstanceTypes: []string{"g6.xlarge"}, Max: 2})
	})
	nodes := role(t, got, "The nodes of the node groups")
	for id, group := range got.Resources(nodeGroups) {
		if wrong := synthtest.Diff(object{"NodeRole": object{"Fn::GetAtt": []any{nodes.ID, "Arn"}}}, group.Properties); len(wrong) > 0 {
			t.Error(id, wrong)
		}
	}
	describes := slices.IndexFunc(permissions(nodes), func(one object) bool {
		return len(synthtest.Diff(object{"Action": []any{"eks:DescribeCluster"}, "Resource": arn}, one)) == 0
	})
	if describes < 0 {
		t.Errorf("the nodes cannot describe their cluster: %v", permissions(nodes))
	}
}

func TestFargateRunsWhatAProfileSelects(t *testing.T) {
	got := cluster(t, onFargate)
	got.Has("AWS::EKS::FargateProfile", synthtest.Props{
		"Selectors":          []any{object{"Namespace": "shop-*", "Labels": []any{object{"Key": "runs", "Value": "fargate"}}}},
		"FargateProfileName": synthtest.Absent(), "Subnets": []any{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
		"PodExecutionRoleArn": object{"Fn::GetAtt": []any{role(t, got, "Starts the pods").ID, "Arn"}},
	})
	dns := named(got)[spec.CoreDNS]
	if dns.Properties["ConfigurationValues"] != `{"computeType":"Fargate"}` || len(dns.DependsOn) != 2 {
		t.Errorf("CoreDNS is told %v and waits for %v", dns.Properties["ConfigurationValues"], dns.DependsOn)
	}
}
