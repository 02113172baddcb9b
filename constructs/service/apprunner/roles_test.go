package apprunner_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/service/apprunner"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// statement is one permission as the template has it.
func statement(sid string, resource any, actions ...any) object {
	return object{"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}
}

// rights is the policy called name.
func rights(t *testing.T, got *synthtest.Template, name string) synthtest.Resource {
	t.Helper()
	for _, one := range got.Resources("AWS::IAM::Policy") {
		if one.Properties["PolicyName"] == name {
			return one
		}
	}
	t.Fatalf("no policy %s", name)
	return synthtest.Resource{}
}

// holds checks that the policy called name has exactly the statements want, and belongs to the role that is for purpose.
func holds(t *testing.T, got *synthtest.Template, name, purpose string, want ...object) {
	t.Helper()
	one := rights(t, got, name)
	given, _ := json.Marshal(one.Properties["PolicyDocument"].(object)["Statement"])
	wanted, _ := json.Marshal(want)
	if string(given) != string(wanted) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, given, wanted)
	}
	role := got.Has("AWS::IAM::Role", synthtest.Props{"Description": purpose})
	if differences := synthtest.Diff([]any{object{"Ref": role}}, one.Properties["Roles"]); len(differences) > 0 {
		t.Errorf("%s: %v", name, differences)
	}
}

func TestAppRunnerPullsThisImageAndNothingElse(t *testing.T) {
	got := released(t)
	holds(t, got, "Access", "Pulls the image of api",
		statement("Login", "*", "ecr:GetAuthorizationToken"),
		statement("Pull", repository, "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
		statement("Look", repository, "ecr:DescribeImages"),
	)
	role := got.Has("AWS::IAM::Role", synthtest.Props{"Description": "Pulls the image of api", "Policies": synthtest.Absent()})
	got.Has("AWS::AppRunner::Service", synthtest.Props{"SourceConfiguration": object{
		"AuthenticationConfiguration": object{"AccessRoleArn": object{"Fn::GetAtt": []any{role, "Arn"}}},
	}})
}

func TestTheContainerReadsItsOwnSecrets(t *testing.T) {
	got := synth(t, func(p *apprunner.ServiceProps) {
		p.Secrets = map[string]string{"DATABASE_URL": secret + ":url::", "DATABASE_USER": secret + ":user::", "FLAGS": parameter}
		p.SecretKeys = []string{key}
	})
	holds(t, got, "Secrets", "What api may do",
		statement("Secrets", []any{secret}, "secretsmanager:GetSecretValue"),
		statement("Parameters", []any{parameter}, "ssm:GetParameters"),
		statement("SecretKeys", []any{key}, "kms:Decrypt"),
	)
	role := got.Has("AWS::IAM::Role", synthtest.Props{"Description": "What api may do", "Policies": synthtest.Absent()})
	got.Has("AWS::AppRunner::Service", synthtest.Props{"InstanceConfiguration": object{
		"InstanceRoleArn": object{"Fn::GetAtt": []any{role, "Arn"}},
	}})
}

func TestTracesGoToXRay(t *testing.T) {
	got := synth(t, func(p *apprunner.ServiceProps) { p.Tracing = true })
	holds(t, got, "Traces", "What api may do", statement("Trace", "*",
		"xray:GetSamplingRules", "xray:GetSamplingStatisticSummaries", "xray:GetSamplingTargets",
		"xray:PutTelemetryRecords", "xray:PutTraceSegments"))
	traces := got.Has("AWS::AppRunner::ObservabilityConfiguration", synthtest.Props{"TraceConfiguration": object{"Vendor": "AWSXRAY"}})
	got.Has("AWS::AppRunner::Service", synthtest.Props{"ObservabilityConfiguration": object{
		"ObservabilityEnabled": true, "ObservabilityConfigurationArn": object{"Fn::GetAtt": []any{traces, "ObservabilityConfigurationArn"}},
	}})
}

func TestAServiceThatWasGivenNothingMayDoNothing(t *testing.T) {
	synth(t, nil).HasNo("AWS::IAM::Policy")
}

// A misspelled principal passes every check of a template and fails when the stack is deployed [IAM-001].
func TestRolesAreAppRunnersAndNobodyElses(t *testing.T) {
	got := released(t)
	for purpose, principal := range map[string]string{
		"Pulls the image of api": "build.apprunner.amazonaws.com", "What api may do": "tasks.apprunner.amazonaws.com",
	} {
		got.Has("AWS::IAM::Role", synthtest.Props{"Description": purpose, "ManagedPolicyArns": synthtest.Absent(), "AssumeRolePolicyDocument": object{
			"Statement": []any{object{
				"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": object{"Service": principal},
				"Condition": object{"StringEqualsIfExists": object{"aws:SourceAccount": account}},
			}},
		}})
	}
	got.Count("AWS::IAM::Role", 2)
}

// App Runner assumes its roles at once, and what was created a moment ago may not be known everywhere yet: roles come
// first, their policies next, the service last.
func TestThePoliciesComeBetweenTheRolesAndTheService(t *testing.T) {
	got := released(t)
	dependsOn := got.One("AWS::AppRunner::Service").DependsOn
	for _, name := range []string{"Access", "Secrets", "Traces"} {
		policy := rights(t, got, name)
		if !slices.Contains(dependsOn, policy.ID) {
			t.Errorf("the service depends on %v, want %s among them", dependsOn, policy.ID)
		}
		if text, _ := json.Marshal(policy.Properties["Roles"]); !strings.Contains(string(text), `"Ref"`) {
			t.Errorf("%s does not wait for its role: %s", name, text)
		}
	}
}

func TestAnImageInECRThatIsFixedIsPulledToo(t *testing.T) {
	got := synth(t, func(p *apprunner.ServiceProps) {
		p.Image = image.Fixed("444444444444.dkr.ecr.eu-west-1.amazonaws.com/shop/api:v1", repository)
	})
	got.Has("AWS::AppRunner::Service", synthtest.Props{"SourceConfiguration": object{
		"AuthenticationConfiguration": synthtest.Any(), "ImageRepository": object{"ImageRepositoryType": "ECR"},
	}})
}
