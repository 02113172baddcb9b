package eks_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const roles = "AWS::IAM::Role"

// role is the only role whose description starts so.
func role(t *testing.T, got *synthtest.Template, description string) synthtest.Resource {
	t.Helper()
	for _, r := range got.Resources(roles) {
		if strings.HasPrefix(r.Properties["Description"].(string), description) {
			return r
		}
	}
	t.Fatalf("no role starts with %s", description)
	return synthtest.Resource{}
}

// permissions are the statements of r, a role or a policy.
func permissions(r synthtest.Resource) (all []object) {
	documents := []any{r.Properties["PolicyDocument"]}
	if policies, is := r.Properties["Policies"].([]any); is {
		documents = nil
		for _, p := range policies {
			documents = append(documents, p.(object)["PolicyDocument"])
		}
	}
	for _, document := range documents {
		if document, is := document.(object); is {
			for _, one := range document["Statement"].([]any) {
				all = append(all, one.(object))
			}
		}
	}
	return all
}

// texts is a JSON string or list of them.
func texts(value any) (all []string) {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		for _, one := range v {
			all = append(all, texts(one)...)
		}
	}
	return all
}

// actions are what statements allow, sorted and each once.
func actions(statements []object) (all []string) {
	for _, one := range statements {
		all = append(all, texts(one["Action"])...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// trusted is who may act as r, and when.
func trusted(r synthtest.Resource) object {
	return r.Properties["AssumeRolePolicyDocument"].(object)["Statement"].([]any)[0].(object)
}

func TestOnlyThisClusterActsAsItsControlPlane(t *testing.T) {
	condition := object{"StringEquals": object{"aws:SourceAccount": account}, "ArnLike": object{"aws:SourceArn": arn}}
	for _, c := range []struct {
		change func(*eks.ClusterProps)
		action []any
	}{{nil, []any{"sts:AssumeRole", "sts:TagSession"}}, {onNodes, []any{"sts:AssumeRole"}}} {
		got := trusted(role(t, cluster(t, c.change), "The control plane"))
		want := object{"Effect": "Allow", "Action": c.action, "Principal": object{"Service": "eks.amazonaws.com"}, "Condition": condition}
		if wrong := synthtest.Diff(want, got); len(wrong) > 0 {
			t.Error(wrong)
		}
	}
}

// autoMode are the actions of AWS's four managed policies for Auto Mode, without EC2-Classic and Outposts (AWS Managed
// Policy Reference, August 2026).
var autoMode = []string{
	"acm:DescribeCertificate", "acm:ListCertificates", "cognito-idp:DescribeUserPoolClient", "ec2:AssignIpv6Addresses",
	"ec2:AssignPrivateIpAddresses", "ec2:AssociateTrunkInterface", "ec2:AttachNetworkInterface", "ec2:AttachVolume",
	"ec2:AuthorizeSecurityGroupIngress", "ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:CreateNetworkInterface",
	"ec2:CreateSecurityGroup", "ec2:CreateSnapshot", "ec2:CreateTags", "ec2:CreateVolume", "ec2:DescribeAccountAttributes",
	"ec2:DescribeAddresses", "ec2:DescribeInstances", "ec2:DescribeInternetGateways", "ec2:DescribeNetworkInterfaces",
	"ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcPeeringConnections",
	"ec2:DescribeVpcs", "ec2:DetachNetworkInterface", "ec2:DetachVolume", "ec2:DisassociateTrunkInterface",
	"ec2:EnableFastSnapshotRestores", "ec2:GetSecurityGroupsForVpc", "ec2:ModifyNetworkInterfaceAttribute", "ec2:ModifyVolume",
	"ec2:RevokeSecurityGroupIngress", "ec2:RunInstances", "ec2:UnassignIpv6Addresses", "ec2:UnassignPrivateIpAddresses",
	"elasticloadbalancing:AddListenerCertificates", "elasticloadbalancing:AddTags", "elasticloadbalancing:CreateListener",
	"elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateRule", "elasticloadbalancing:CreateTargetGroup",
	"elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyListenerAttributes",
	"elasticloadbalancing:ModifyLoadBalancerAttributes", "elasticloadbalancing:ModifyRule", "elasticloadbalancing:ModifyTargetGroup",
	"elasticloadbalancing:ModifyTargetGroupAttributes", "elasticloadbalancing:RegisterTargets",
	"elasticloadbalancing:RemoveListenerCertificates", "elasticloadbalancing:SetIpAddressType",
	"elasticloadbalancing:SetSecurityGroups", "elasticloadbalancing:SetSubnets", "elasticloadbalancing:SetWebAcl",
	"iam:AddRoleToInstanceProfile", "iam:CreateServiceLinkedRole", "iam:PassRole", "shield:CreateProtection",
	"shield:DeleteProtection", "shield:TagResource", "wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "wafv2:GetWebACL",
	"wafv2:GetWebACLForResource",
}

// everywhere are what EKS asks of the control plane of any cluster (EKS user guide, "Amazon EKS cluster IAM role"), and
// the tidying of addresses that nodes left behind.
var everywhere = []string{
	"ec2:CreateTags", "ec2:DeleteNetworkInterface", "ec2:DescribeAvailabilityZones", "ec2:DescribeDhcpOptions",
	"ec2:DescribeInstanceTopology", "ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces", "ec2:DescribeVpcs", "kms:DescribeKey",
}

func TestTheControlPlaneMayWhatAWSListsAndNoMore(t *testing.T) {
	got := cluster(t, nil)
	statements := append(permissions(role(t, got, "The control plane")), permissions(got.One("AWS::IAM::ManagedPolicy"))...)
	want := slices.Concat(autoMode, everywhere)
	slices.Sort(want)
	if want = slices.Compact(want); !slices.Equal(actions(statements), want) {
		t.Errorf("got  %q\nwant %q", actions(statements), want)
	}
	plain := cluster(t, onNodes)
	plain.HasNo("AWS::IAM::ManagedPolicy")
	if got := actions(permissions(role(t, plain, "The control plane"))); !slices.Equal(got, everywhere) {
		t.Errorf("without Auto Mode: got %q\nwant %q", got, everywhere)
	}
}

// unbound are the statements about all resources of a type that no tag holds to the cluster: what instances start from,
// the networks addresses are in, what load balancers are guarded by, and tags that only what makes a thing may set.
var unbound = []string{"AddressesIn", "Certificates", "Guard", "Profile", "SignIn", "StartFrom", "Tag", "TagBalancers", "Tidy"}

func TestATagHoldsTheControlPlaneToItsOwnResources(t *testing.T) {
	got := cluster(t, nil)
	for _, one := range append(permissions(role(t, got, "The control plane")), permissions(got.One("AWS::IAM::ManagedPolicy"))...) {
		sid := one["Sid"].(string)
		for _, resource := range texts(one["Resource"]) {
			looks := resource == "*" && !slices.ContainsFunc(texts(one["Action"]), writes)
			condition, _ := json.Marshal(one["Condition"])
			if strings.Contains(resource, "*") && !looks && !slices.Contains(unbound, sid) && !strings.Contains(string(condition), "shop-dev") {
				t.Errorf("%s allows %q on %s to other clusters too", sid, one["Action"], resource)
			}
			if resource != "*" && !strings.Contains(resource, account) && !strings.HasSuffix(resource, "::image/*") {
				t.Errorf("%s names another account: %s", sid, resource)
			}
		}
	}
}

// writes says whether an action without a resource type changes something that a tag could hold to a cluster. Trunks
// and the old web ACLs of load balancers cannot be held.
func writes(action string) bool {
	_, name, _ := strings.Cut(action, ":")
	held := []string{"AssociateTrunkInterface", "DisassociateTrunkInterface", "SetWebAcl"}
	return !strings.HasPrefix(name, "Describe") && !strings.HasPrefix(name, "List") && !slices.Contains(held, name)
}

func TestOnlyTheNodeRoleIsPassedAndOnlyToEC2(t *testing.T) {
	got := cluster(t, nil)
	node := role(t, got, "The nodes that EKS Auto Mode starts")
	for _, one := range permissions(role(t, got, "The control plane")) {
		if one["Sid"] != "Pass" {
			continue
		}
		want := object{
			"Action": []any{"iam:PassRole"}, "Resource": object{"Fn::GetAtt": []any{node.ID, "Arn"}},
			"Condition": object{"StringEquals": object{"iam:PassedToService": "ec2.amazonaws.com"}},
		}
		if wrong := synthtest.Diff(want, one); len(wrong) > 0 {
			t.Error(wrong)
		}
		return
	}
	t.Error("no role is passed")
}

func TestNodesPullTheNamedImagesAndThoseOfAddOns(t *testing.T) {
	const addOns = "arn:aws:ecr:eu-west-1:602401143452:repository/*"
	for _, c := range []struct {
		repositories []string
		want         []any
	}{{nil, []any{addOns}}, {[]string{images, images}, []any{images, addOns}}} {
		for _, description := range []string{"The nodes that EKS Auto Mode starts", "The nodes of the node groups", "Starts the pods"} {
			got := cluster(t, func(p *eks.ClusterProps) {
				everything(p)
				p.PullRepositories = c.repositories
			})
			statements := permissions(role(t, got, description))
			pull := object{"Sid": "Pull", "Resource": c.want, "Action": []any{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}}
			if !slices.ContainsFunc(statements, func(one object) bool { return len(synthtest.Diff(pull, one)) == 0 }) {
				t.Errorf("%s: %v lacks %v", description, statements, pull)
			}
		}
	}
}

func TestANodeMayGetPodsTheirRolesAndPullImages(t *testing.T) {
	statements := permissions(role(t, cluster(t, nil), "The nodes that EKS Auto Mode starts"))
	want := []string{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer", "eks-auth:AssumeRoleForPodIdentity"}
	if got := actions(statements); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if wrong := synthtest.Diff(object{"Sid": "Pods", "Resource": arn}, statements[0]); len(wrong) > 0 {
		t.Error(wrong)
	}
}

func TestAddOnsComeFromTheRegistryOfTheirRegion(t *testing.T) {
	for place, registry := range map[string]string{
		"us-east-1": "602401143452", "me-south-1": "558608220178", "eu-south-2": "455263428931", "ap-east-2": "533267051163",
	} {
		got := cluster(t, func(p *eks.ClusterProps) { p.Region = place })
		want := fmt.Sprintf("arn:aws:ecr:%s:%s:repository/*", place, registry)
		if text, _ := json.Marshal(permissions(role(t, got, "The nodes"))); !strings.Contains(string(text), want) {
			t.Errorf("%s: %s lacks %s", place, text, want)
		}
	}
}

func TestChinaHasItsOwnNames(t *testing.T) {
	got := cluster(t, func(p *eks.ClusterProps) { p.Region, p.Partition = "cn-north-1", "aws-cn" })
	text, _ := json.Marshal(got.All())
	for _, want := range []string{"arn:aws-cn:ecr:cn-north-1:918309763551:repository/*", "ec2.amazonaws.com.cn", "arn:aws-cn:eks::aws:cluster-access-policy/"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the template lacks %s", want)
		}
	}
	ours := strings.NewReplacer(admin, "", "arn:aws:kms:eu-west-1:", "").Replace(string(text)) // what the fixture gives
	if _, rest, there := strings.Cut(ours, "arn:aws:"); there {
		t.Errorf("the template names the other partition: arn:aws:%.80s", rest)
	}
}

func TestNobodyIsTrustedWholesale(t *testing.T) {
	for _, change := range []func(*eks.ClusterProps){nil, onNodes, onFargate, everything} {
		got := cluster(t, change)
		for id, r := range got.Resources(roles) {
			text, _ := json.Marshal(r.Properties)
			for _, never := range []string{":root", "iam::aws:policy/", `"AWS":`, `"Action":"*"`, `:*"]`} {
				if strings.Contains(string(text), never) {
					t.Errorf("%s holds %s", id, never)
				}
			}
		}
	}
}

func TestPodsOfAnAddOnActAsItAlone(t *testing.T) {
	got := cluster(t, onNodes)
	for description, who := range map[string][2]string{
		"The pods of cloudwatch-agent": {"amazon-cloudwatch", "cloudwatch-agent"}, "The pods of aws-node": {"kube-system", "aws-node"},
	} {
		want := object{
			"Effect": "Allow", "Action": []any{"sts:AssumeRole", "sts:TagSession"}, "Principal": object{"Service": "pods.eks.amazonaws.com"},
			"Condition": object{"StringEquals": object{
				"aws:RequestTag/eks-cluster-arn": arn, "aws:RequestTag/kubernetes-namespace": who[0], "aws:RequestTag/kubernetes-service-account": who[1],
			}},
		}
		if wrong := synthtest.Diff(want, trusted(role(t, got, description))); len(wrong) > 0 {
			t.Error(description, wrong)
		}
	}
}

func TestFargateActsForThisClustersProfiles(t *testing.T) {
	got := trusted(role(t, cluster(t, onFargate), "Starts the pods"))
	want := object{
		"Principal": object{"Service": "eks-fargate-pods.amazonaws.com"}, "Action": "sts:AssumeRole",
		"Condition": object{
			"StringEquals": object{"aws:SourceAccount": account},
			"ArnLike":      object{"aws:SourceArn": "arn:aws:eks:eu-west-1:111111111111:fargateprofile/shop-dev/*"},
		},
	}
	if wrong := synthtest.Diff(want, got); len(wrong) > 0 {
		t.Error(wrong)
	}
}

// IAM takes 10,240 characters of policies in a role and 6,144 in a managed policy (IAM quotas).
func TestTheLongestNameLeavesRoomInEveryPolicy(t *testing.T) {
	got := cluster(t, func(p *eks.ClusterProps) {
		everything(p)
		p.Name = strings.Repeat("n", 100)
	})
	for kind, limit := range map[string]int{roles: 10240, "AWS::IAM::ManagedPolicy": 6144} {
		for id, r := range got.Resources(kind) {
			text, _ := json.Marshal(permissions(r))
			if len(text) > limit*8/10 {
				t.Errorf("%s has %d characters of policies, want at most 80 %% of %d", id, len(text), limit)
			}
		}
	}
}
