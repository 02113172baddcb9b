package pipeline_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func inside(t *testing.T, change ...func(*pipeline.ClusterReleaserProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t, synthtest.In(prod, region))
	props := releaser()
	for _, one := range change {
		one(props)
	}
	pipeline.NewClusterReleaser(stack, "Web", props)
	return synthtest.Of(t, stack)
}

func TestBuildsInsideAnEnvironmentReachItsClusterAndOneStack(t *testing.T) {
	const (
		there  = "arn:aws:ec2:eu-west-1:333333333333:"
		subnet = there + "subnet/subnet-0aaaaaaaaaaaaaaaa " + there + "subnet/subnet-0bbbbbbbbbbbbbbbb"
		stack  = "arn:aws:cloudformation:eu-west-1:333333333333:stack/shop-eks-web/*"
	)
	same(t, may(t, inside(t), "WebRole"), []string{
		"Log: logs:CreateLogStream logs:PutLogEvents on arn:aws:logs:eu-west-1:333333333333:log-group:/shop-eks/web/release:log-stream:*",
		"Look: ec2:DescribeDhcpOptions ec2:DescribeNetworkInterfaces ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs on *",
		"Join: ec2:CreateNetworkInterface on " + there + "network-interface/* " + there + "security-group/<WebSecurityGroup> " + subnet,
		"Lend: ec2:CreateNetworkInterfacePermission on " + there + "network-interface/* if ArnEquals ec2:Subnet " + subnet +
			" and StringEquals ec2:AuthorizedService codebuild.amazonaws.com",
		"Leave: ec2:DeleteNetworkInterface on " + there + "network-interface/* if ArnEquals ec2:Subnet " + subnet,
		artifacts, look,
		"Key: kms:Decrypt on arn:aws:kms:eu-west-1:111111111111:key/* if ArnLike kms:EncryptionContext:aws:s3:arn " + bucketARN + " " + bucketARN +
			"/* and StringEquals kms:ViaService s3.eu-west-1.amazonaws.com",
		"Update: cloudformation:UpdateStack on " + stack +
			" if Null cloudformation:RoleArn true and Null cloudformation:StackPolicyUrl true and Null cloudformation:TemplateUrl true",
		"Stack: cloudformation:CancelUpdateStack cloudformation:DescribeStackEvents cloudformation:DescribeStacks on " + stack,
		"Alarms: cloudwatch:DescribeAlarms on arn:aws:cloudwatch:eu-west-1:333333333333:alarm:*",
		"Plan: ssm:GetParameter on arn:aws:ssm:eu-west-1:333333333333:parameter/shop-eks/web/release",
		"Objects: ssm:GetParametersByPath on arn:aws:ssm:eu-west-1:333333333333:parameter/shop-eks/web/manifests/*",
		"Cluster: eks:DescribeCluster on arn:aws:eks:eu-west-1:333333333333:cluster/shop-eks",
	})
}

func TestOnlyThePipelineStartsBuildsInsideAnEnvironment(t *testing.T) {
	got := inside(t)
	if said, want := trust(t, got, "WebStarter"), "arn:aws:iam::111111111111:role/shop-delivery-web-pipeline"; said != want {
		t.Errorf("got %s, want %s", said, want)
	}
	const build = "arn:aws:codebuild:eu-west-1:333333333333:project/shop-eks-web-release-"
	same(t, may(t, got, "WebStarter"), []string{
		"Start: codebuild:BatchGetBuilds codebuild:StartBuild on " + build + "ready " + build + "release " + build + "verify",
	})
	want := "codebuild.amazonaws.com if ArnEquals aws:SourceArn " + build + "ready " + build + "release " + build + "verify and StringEquals aws:SourceAccount 333333333333"
	if said := trust(t, got, "WebRole"); said != want {
		t.Errorf("got %s, want %s", said, want)
	}
}

func TestBuildsInsideAnEnvironmentAreInItsNetworkAndItsCluster(t *testing.T) {
	got := inside(t)
	group := object{"Fn::GetAtt": []any{synthtest.Text("WebSecurityGroup"), "GroupId"}}
	got.Count("AWS::CodeBuild::Project", 3)
	for _, name := range []string{"ready", "release", "verify"} {
		got.Has("AWS::CodeBuild::Project", synthtest.Props{
			"Name": "shop-eks-web-release-" + name, "VpcConfig": synthtest.Props{
				"VpcId": "vpc-0123456789abcdef0", "Subnets": []any{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"}, "SecurityGroupIds": []any{group},
			},
		})
	}
	got.Has("AWS::EC2::SecurityGroup", synthtest.Props{"SecurityGroupIngress": synthtest.Absent(), "SecurityGroupEgress": []any{
		synthtest.Props{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"},
	}})
	got.Has("AWS::EC2::SecurityGroupIngress", synthtest.Props{"GroupId": "sg-0123456789abcdef0", "SourceSecurityGroupId": group, "FromPort": 443, "ToPort": 443})
	got.Has("AWS::EKS::AccessEntry", synthtest.Props{
		"ClusterName": "shop-eks", "KubernetesGroups": []any{"shipway-deployers"}, "AccessPolicies": synthtest.Absent(),
		"PrincipalArn": object{"Fn::GetAtt": []any{synthtest.Text("WebRole"), "Arn"}},
	})
}

func TestBuildsInsideAnEnvironmentTakeNoRole(t *testing.T) {
	for id, project := range inside(t).Resources("AWS::CodeBuild::Project") {
		for _, one := range project.Properties["Environment"].(object)["EnvironmentVariables"].([]any) {
			if name := one.(object)["Name"]; name == "ROLE" || name == "EXTERNAL_ID" {
				t.Errorf("%s is told %s", id, name)
			}
		}
	}
}

func TestLogsInsideAnEnvironmentStayWhereTheyAreTo(t *testing.T) {
	for retain, want := range map[bool]string{true: "RetainExceptOnCreate", false: ""} {
		got := inside(t, func(p *pipeline.ClusterReleaserProps) { p.Retain, p.LogDays = retain, 30 }).One("AWS::Logs::LogGroup")
		if got.DeletionPolicy != want || got.Properties["RetentionInDays"] != 30.0 || got.Properties["LogGroupName"] != "/shop-eks/web/release" {
			t.Errorf("with retain %v: %+v", retain, got)
		}
	}
}

func TestAReleaseMayCountInsideAnEnvironment(t *testing.T) {
	said := may(t, inside(t, func(p *pipeline.ClusterReleaserProps) { p.Counts = true }), "WebRole")
	if last := said[len(said)-1]; last != "Count: cloudwatch:GetMetricStatistics on *" {
		t.Error(last)
	}
}

func TestAClusterReleaserCanBeChanged(t *testing.T) {
	stack := synthtest.Stack(t, synthtest.In(prod, region))
	one := pipeline.NewClusterReleaser(stack, "Web", releaser())
	if *one.CfnRole().RoleName() != "shop-eks-web-releaser" || !strings.Contains(*one.SecurityGroup().GroupDescription(), "web") {
		t.Error(*one.CfnRole().RoleName(), *one.SecurityGroup().GroupDescription())
	}
	if got := pipeline.ReaderARN(cluster("eks", prod).Home); got != "arn:aws:iam::333333333333:role/shop-eks-web-releaser" {
		t.Error(got)
	}
}
