package eks_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestLogsStayWithTheServiceWhereverItRuns(t *testing.T) {
	got := synth(t, workerProps())
	id := got.Has("AWS::Logs::LogGroup", synthtest.Props{"LogGroupName": "/shop-dev/api", "RetentionInDays": 30, "KmsKeyId": place().Key})
	if !strings.HasPrefix(id, "ApiLogs") {
		t.Errorf("the log group is %s; on ECS it is ApiLogs…, and moving would replace it", id)
	}
	if policy := got.Resources("AWS::Logs::LogGroup")[id].DeletionPolicy; policy == "RetainExceptOnCreate" {
		t.Error("logs outlive the stack although nobody asked")
	}
	props := workerProps()
	props.Retain, props.LogDays = true, 365
	got = synth(t, props)
	id = got.Has("AWS::Logs::LogGroup", synthtest.Props{"RetentionInDays": 365})
	if policy := got.Resources("AWS::Logs::LogGroup")[id].DeletionPolicy; policy != "RetainExceptOnCreate" {
		t.Errorf("retained logs have policy %q", policy)
	}
}

func TestOnlyTheServicesPodsBecomeItsRole(t *testing.T) {
	got := synth(t, workerProps())
	role := got.Has("AWS::IAM::Role", synthtest.Props{"AssumeRolePolicyDocument": fields{"Statement": []any{fields{
		"Effect": "Allow", "Action": []any{"sts:AssumeRole", "sts:TagSession"}, "Principal": fields{"Service": "pods.eks.amazonaws.com"},
		"Condition": fields{"StringEquals": fields{
			"aws:RequestTag/eks-cluster-arn":            "arn:aws:eks:eu-west-1:111111111111:cluster/shop-dev",
			"aws:RequestTag/kubernetes-namespace":       "shop-dev",
			"aws:RequestTag/kubernetes-service-account": "api",
		}},
	}}}})
	got.Has("AWS::EKS::PodIdentityAssociation", synthtest.Props{
		"ClusterName": "shop-dev", "Namespace": "shop-dev", "ServiceAccount": "api", "RoleArn": fields{"Fn::GetAtt": []any{role, "Arn"}},
	})
	if policies := got.Resources("AWS::IAM::Role")[role].Properties["Policies"]; policies != nil {
		t.Errorf("a service that was given nothing may do %v", policies)
	}
}

func TestPodsReadExactlyTheirSecrets(t *testing.T) {
	props := workerProps()
	props.Secrets = map[string]string{"A": database + ":user::", "B": database, "C": flags}
	props.SecretKeys = []string{secretsKey}
	synth(t, props).Has("AWS::IAM::Role", synthtest.Props{"Policies": []any{fields{"PolicyDocument": fields{"Statement": []any{
		fields{"Action": []any{"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"}, "Resource": []any{database}},
		fields{"Action": []any{"ssm:GetParameters"}, "Resource": []any{flags}},
		fields{"Action": []any{"kms:Decrypt"}, "Resource": []any{secretsKey}},
	}}}}})
}

func TestWhatIsGrantedToTheServiceItsPodsMayDo(t *testing.T) {
	stack := synthtest.Stack(t)
	s := eks.NewService(stack, "Api", workerProps())
	awssqs.NewQueue(stack, jsii.String("Jobs"), nil).GrantSendMessages(s)
	got := synthtest.Of(t, stack)
	role := got.Has("AWS::IAM::Role", nil)
	got.Has("AWS::IAM::Policy", synthtest.Props{"Roles": []any{fields{"Ref": role}}})
}

func TestWhereAServiceAnswers(t *testing.T) {
	stack := synthtest.Stack(t)
	internal := workerProps()
	internal.Ingress = eks.Internal{}
	for id, c := range map[string]struct {
		props *eks.ServiceProps
		want  string
	}{
		"Public":   {publicProps(nil), "https://shop.example.com"},
		"Internal": {internal, "http://api:8080"},
		"Worker":   {workerProps(), ""},
	} {
		if got := eks.NewService(stack, id, c.props).URL(); got != c.want {
			t.Errorf("%s: got %q, want %q", id, got, c.want)
		}
	}
}

func TestTwoServicesLiveInOneStack(t *testing.T) {
	stack := synthtest.Stack(t)
	eks.NewService(stack, "Api", publicProps(release.Canary{}))
	other := publicProps(nil)
	other.Name = "web"
	eks.NewService(stack, "Web", other)
	synthtest.Of(t, stack).Has("AWS::SSM::Parameter", synthtest.Props{"Name": "/shop-dev/web/manifests/01-rolling/60-deployment"})
}

func TestThereIsAWayToWhatPropsDoNotCover(t *testing.T) {
	stack := synthtest.Stack(t)
	s := eks.NewService(stack, "Api", workerProps())
	s.CfnRole().SetMaxSessionDuration(jsii.Number(7200))
	s.CfnPodIdentityAssociation().SetTargetRoleArn(jsii.String("arn:aws:iam::222222222222:role/shared"))
	got := synthtest.Of(t, stack)
	got.Has("AWS::IAM::Role", synthtest.Props{"MaxSessionDuration": 7200})
	got.Has("AWS::EKS::PodIdentityAssociation", synthtest.Props{"TargetRoleArn": "arn:aws:iam::222222222222:role/shared"})
}
