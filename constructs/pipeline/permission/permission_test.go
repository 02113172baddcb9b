package permission_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/permission"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/test/gate/authorization"
)

const images = "arn:aws:ecr:eu-west-1:444444444444:repository/shop/web"

// release is a valid release of a kind, with nothing but what is required.
func release(kind program.Kind) permission.Release {
	r := permission.Release{
		Place: policy.Place{Partition: "aws", Account: "333333333333", Region: "eu-west-1"}, Kind: kind, Stack: "shop-prod-web",
	}
	switch kind {
	case program.Hosts:
		r.Revisions, r.Key = "arn:aws:s3:::shop-prod-web-revisions", "revision.zip"
		fallthrough
	case program.Tasks:
		r.Application, r.Group = "shop-prod-web", "shop-prod-web"
	case program.Manifests:
		r.Cluster, r.Service = "shop-prod", "web"
	}
	return r
}

// lines are statements as text, one line for each: its actions, its resources, its conditions.
func lines(t *testing.T, statements []policy.Object) string {
	t.Helper()
	var b strings.Builder
	for _, one := range statements {
		for key := range one {
			if !slices.Contains([]string{"Sid", "Effect", "Action", "Resource", "Condition"}, key) {
				t.Errorf("a statement has %s", key)
			}
		}
		fmt.Fprintf(&b, "%v on %v", one["Action"], one["Resource"])
		if condition, limited := one["Condition"]; limited {
			text, err := json.Marshal(condition)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, " if %s", text)
		}
		b.WriteString("\n")
	}
	return b.String()
}

const updating = `[cloudformation:UpdateStack] on arn:aws:cloudformation:eu-west-1:333333333333:stack/shop-prod-web/* if {"Null":{"cloudformation:RoleArn":"true","cloudformation:StackPolicyUrl":"true","cloudformation:TemplateUrl":"true"}}
[cloudformation:CancelUpdateStack cloudformation:DescribeStackEvents cloudformation:DescribeStacks] on arn:aws:cloudformation:eu-west-1:333333333333:stack/shop-prod-web/*
[cloudwatch:DescribeAlarms] on arn:aws:cloudwatch:eu-west-1:333333333333:alarm:*
`

const deploying = `[codedeploy:CreateDeployment codedeploy:GetDeployment codedeploy:ListDeployments codedeploy:UpdateDeploymentGroup] on arn:aws:codedeploy:eu-west-1:333333333333:deploymentgroup:shop-prod-web/shop-prod-web
[codedeploy:GetApplicationRevision codedeploy:RegisterApplicationRevision] on arn:aws:codedeploy:eu-west-1:333333333333:application:shop-prod-web
[codedeploy:GetDeploymentConfig] on arn:aws:codedeploy:eu-west-1:333333333333:deploymentconfig:*
[codedeploy:StopDeployment] on *
`

func TestAReleaseMayDoWhatItsKindTakesAndNothingElse(t *testing.T) {
	for kind, want := range map[program.Kind]string{
		program.Stack: updating,
		program.Tasks: updating + deploying,
		program.Hosts: updating + `[s3:PutObject] on arn:aws:s3:::shop-prod-web-revisions/revision.zip if {"StringEquals":{"aws:ResourceAccount":"333333333333"}}` + "\n" + deploying,
		program.Manifests: updating + `[eks:DescribeCluster] on arn:aws:eks:eu-west-1:333333333333:cluster/shop-prod
[ssm:GetParameter] on arn:aws:ssm:eu-west-1:333333333333:parameter/shop-prod/web/release
[ssm:GetParametersByPath] on arn:aws:ssm:eu-west-1:333333333333:parameter/shop-prod/web/manifests/*
`,
	} {
		if got := lines(t, release(kind).Statements()); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", kind, got, want)
		}
	}
}

func TestAnImageIsBuiltFromTheRepositoriesNamed(t *testing.T) {
	want := `[ecr:GetAuthorizationToken] on *
[ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer] on ` + images + "-base\n"
	if got := lines(t, permission.Push([]string{images}, images+"-base")[:2]); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLookingForDriftReadsThroughCloudFormationAlone(t *testing.T) {
	r := release(program.Stack)
	r.Drift = []string{"ecs:DescribeServices", "ecs:DescribeServices", "cloudwatch:DescribeAlarms"}
	want := updating + `[cloudformation:DetectStackDrift cloudformation:DetectStackResourceDrift] on arn:aws:cloudformation:eu-west-1:333333333333:stack/shop-prod-web/*
[cloudformation:BatchDescribeTypeConfigurations cloudformation:DescribeStackDriftDetectionStatus] on *
[cloudwatch:DescribeAlarms ecs:DescribeServices] on * if {"ForAnyValue:StringEquals":{"aws:CalledVia":"cloudformation.amazonaws.com"}}
`
	if got := lines(t, r.Statements()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCountingIsAskedFor(t *testing.T) {
	r := release(program.Stack)
	r.Counts = true
	if got, want := lines(t, r.Statements()), updating+"[cloudwatch:GetMetricStatistics] on *\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestABuildPushesToItsRepositories(t *testing.T) {
	want := `[ecr:GetAuthorizationToken] on *
[ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:CompleteLayerUpload ecr:DescribeImages ecr:GetDownloadUrlForLayer ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart] on [` + images + `]
[ecr:BatchGetImage ecr:DescribeImageScanFindings ecr:StartImageScan] on [` + images + `]
[inspector2:ListCoverage inspector2:ListFindings] on *
`
	if got := lines(t, append(permission.Push([]string{images}), permission.Scan(images)...)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhoPushesSignsByOneProfileOrNotAtAll(t *testing.T) {
	const profile = "arn:aws:signer:eu-west-1:111111111111:/signing-profiles/shop"
	if got, want := lines(t, permission.Sign(profile)), "[signer:SignPayload] on "+profile+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := permission.Sign(""); got != nil {
		t.Errorf("without a profile it is %v", got)
	}
}

// TestEveryActionExistsAndIsHeldToAResource asks AWS's own table: an action that takes a resource is never allowed on all,
// but for the reads of CloudFormation, whose resources nobody can name before.
func TestEveryActionExistsAndIsHeldToAResource(t *testing.T) {
	all := append(permission.Push([]string{images}), permission.Scan(images)...)
	for _, kind := range program.Kinds {
		r := release(kind)
		r.Counts = true
		all = append(all, r.Statements()...)
	}
	for _, one := range all {
		for _, name := range one["Action"].([]string) {
			action, known := authorization.Find(name)
			if !known || action.Name != name {
				t.Errorf("%s does not exist", name)
			}
			if one["Resource"] == "*" && action.HasResource {
				t.Errorf("%s is allowed on everything", name)
			}
		}
	}
}

func refused(r permission.Release) (all []string) {
	var refusal *check.Error
	if errors.As(r.Validate(), &refusal) {
		for _, one := range refusal.Problems {
			all = append(all, one.Code+" "+one.Field)
		}
	}
	return all
}

func TestNothingIsNamedByPattern(t *testing.T) {
	for _, kind := range program.Kinds {
		if got := refused(release(kind)); got != nil {
			t.Errorf("%s: %v", kind, got)
		}
	}
	for want, change := range map[string]func() permission.Release{
		"IAM-002 Stack":       func() permission.Release { r := release(program.Stack); r.Stack = "shop-*"; return r },
		"ENV-005 Account":     func() permission.Release { r := release(program.Stack); r.Place.Account = "*"; return r },
		"ENV-008 Region":      func() permission.Release { r := release(program.Stack); r.Place.Region = "*"; return r },
		"ENV-010 Partition":   func() permission.Release { r := release(program.Stack); r.Place.Partition = ""; return r },
		"IAM-002 Application": func() permission.Release { r := release(program.Tasks); r.Application = "*"; return r },
		"IAM-002 Group":       func() permission.Release { r := release(program.Tasks); r.Group = ""; return r },
		"IAM-002 Revisions":   func() permission.Release { r := release(program.Hosts); r.Revisions = "arn:aws:s3:::*"; return r },
		"IAM-002 Key":         func() permission.Release { r := release(program.Hosts); r.Key = "*"; return r },
		"IAM-002 Cluster":     func() permission.Release { r := release(program.Manifests); r.Cluster = "a/b"; return r },
		"IAM-002 Service":     func() permission.Release { r := release(program.Manifests); r.Service = "*"; return r },
		"IAM-002 Drift[0]":    func() permission.Release { r := release(program.Stack); r.Drift = []string{"ecs:*"}; return r },
		"IAM-002 Drift[1]": func() permission.Release {
			r := release(program.Stack)
			r.Drift = []string{"iam:GetRole", "iam:CreateRole"}
			return r
		},
		"IAM-002 Drift": func() permission.Release {
			r := release(program.Stack)
			r.Drift = slices.Repeat([]string{"ecs:DescribeServices"}, 101)
			return r
		},
	} {
		if got := refused(change()); !slices.Equal(got, []string{want}) {
			t.Errorf("got %v, want %s", got, want)
		}
	}
}

func TestWhatAKindDoesNotTouchIsRefused(t *testing.T) {
	r := release(program.Hosts)
	r.Cluster, r.Service = "a", "b"
	if got := refused(r); !slices.Equal(got, []string{"IAM-002 Cluster", "IAM-002 Service"}) {
		t.Error(got)
	}
	r = release(program.Tasks)
	r.Kind = program.Stack
	if got := refused(r); !slices.Equal(got, []string{"IAM-002 Application", "IAM-002 Group"}) {
		t.Error(got)
	}
}

func TestStatementsAreValuesOfTheirOwn(t *testing.T) {
	r := release(program.Tasks)
	clear(r.Statements()[0])
	if len(r.Statements()[0]) == 0 {
		t.Error("one caller changes what another is given")
	}
}
