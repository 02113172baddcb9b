package permission_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/permission"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// takes are the actions that calls of the AWS CLI take, and those of other tools that reach AWS.
var takes = map[string][]string{
	"cloudformation cancel-update-stack":   {"cloudformation:CancelUpdateStack"},
	"cloudformation describe-stack-events": {"cloudformation:DescribeStackEvents"},
	"cloudformation describe-stacks":       {"cloudformation:DescribeStacks"},
	// CloudFormation user guide, "Detect drift on an entire CloudFormation stack"; the reads of resources come beside.
	"cloudformation detect-stack-drift": {
		"cloudformation:BatchDescribeTypeConfigurations", "cloudformation:DetectStackDrift", "cloudformation:DetectStackResourceDrift", reads,
	},
	"cloudformation describe-stack-drift-detection-status": {"cloudformation:DescribeStackDriftDetectionStatus"},
	"cloudformation update-stack":                          {"cloudformation:UpdateStack"},
	"cloudwatch describe-alarms":                           {"cloudwatch:DescribeAlarms"},
	"cloudwatch get-metric-statistics":                     {"cloudwatch:GetMetricStatistics"},
	// CodeDeploy user guide, "CodeDeploy permissions reference", "CreateDeployment".
	"deploy create-deployment": {
		"codedeploy:CreateDeployment", "codedeploy:GetApplicationRevision", "codedeploy:GetDeploymentConfig", "codedeploy:RegisterApplicationRevision",
	},
	"deploy get-deployment":      {"codedeploy:GetDeployment"},
	"deploy list-deployments":    {"codedeploy:ListDeployments"},
	"deploy stop-deployment":     {"codedeploy:StopDeployment"},
	"ecr batch-get-image":        {"ecr:BatchGetImage"},
	"ecr describe-images":        {"ecr:DescribeImages"},
	"ecr get-login-password":     {"ecr:GetAuthorizationToken"},
	"ecr start-image-scan":       {"ecr:StartImageScan"},
	"eks update-kubeconfig":      {"eks:DescribeCluster"},
	"s3api put-object":           {"s3:PutObject"},
	"ssm get-parameter":          {"ssm:GetParameter"},
	"ssm get-parameters-by-path": {"ssm:GetParametersByPath"},
	// Amazon ECR user guide, "IAM permissions required for enhanced scanning".
	"ecr describe-image-scan-findings": {"ecr:DescribeImageScanFindings", "inspector2:ListCoverage", "inspector2:ListFindings"},
	"inspector2 list-coverage":         {"inspector2:ListCoverage"},
	// A role of the pipeline's own account may look.
	"codepipeline list-action-executions": {},
	// The role of the environment is taken by whoever has nothing but that.
	"sts assume-role": {},
	// Amazon ECR user guide, "IAM permissions for pushing an image": BuildKit also reads what is there already.
	"docker push": {
		"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload",
		"ecr:PutImage", "ecr:UploadLayerPart",
	},
	// CodeDeploy API, "CreateDeployment", overrideAlarmConfiguration.
	"alarms switched off": {"codedeploy:UpdateDeploymentGroup"},
}

// reads stands for what CloudFormation reads on the release's behalf to find drift.
const reads = "ecs:DescribeServices"

var (
	called = regexp.MustCompile(`(?m)(?:^|[\t (|!])(?:act|peek|aws(?: --(?:region|output) \S+)*) ([a-z][a-z0-9]*) ([a-z][a-z0-9-]*)`)
	asked  = regexp.MustCompile(`(?m)(?:^|[\t (|!])(?:act|peek|aws) `)
)

// calls are what programs call, as takes has it.
func calls(t *testing.T, programs ...program.Program) (all []string) {
	t.Helper()
	for _, p := range programs {
		var code strings.Builder
		for line := range strings.Lines(p.Text) {
			line = strings.TrimRight(line, "\n")
			if passes := strings.HasSuffix(line, `"$@"`); !passes && !strings.HasPrefix(strings.TrimSpace(line), "#") {
				code.WriteString(line + "\n") // what passes a call on makes none of its own
			}
		}
		found := called.FindAllStringSubmatch(code.String(), -1)
		for _, words := range found {
			all = append(all, words[1]+" "+words[2])
		}
		if unread := len(asked.FindAllString(code.String(), -1)) - len(found); unread != 0 {
			t.Errorf("%s: %d calls name neither service nor operation: the test reads it wrongly", p.Name, unread)
		}
		for text, call := range map[string]string{"docker buildx build": "docker push", "overrideAlarmConfiguration": "alarms switched off"} {
			if strings.Contains(code.String(), text) {
				all = append(all, call)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// differ says which actions calls take that statements do not allow, and which are allowed for nothing.
func differ(t *testing.T, calls []string, statements []policy.Object) (missing, idle []string) {
	t.Helper()
	var need, may []string
	for _, call := range calls {
		actions, known := takes[call]
		if !known {
			t.Errorf("%s is called, and nobody knows what that takes", call)
		}
		need = append(need, actions...)
	}
	for _, one := range statements {
		may = append(may, one["Action"].([]string)...)
	}
	without := func(all, some []string) []string {
		return slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(all))), func(one string) bool { return slices.Contains(some, one) })
	}
	return without(need, may), without(may, need)
}

// given are the statements that somebody has, and the programs that run with them.
type given struct {
	programs   []program.Program
	statements []policy.Object
}

func everybody() map[string]given {
	all := map[string]given{
		"image": {[]program.Program{program.Image()}, permission.Push([]string{images})},
		"scan":  {[]program.Program{program.Scan()}, permission.Scan(images)},
	}
	for _, kind := range program.Kinds {
		r := release(kind)
		r.Counts, r.Drift = true, []string{reads}
		all[kind.String()] = given{[]program.Program{program.Ready(), program.Release(kind), program.Verify(kind)}, r.Statements()}
	}
	return all
}

// TestExactlyWhatProgramsCallIsAllowed reads the calls out of the programs themselves.
func TestExactlyWhatProgramsCallIsAllowed(t *testing.T) {
	used := map[string]bool{}
	for name, one := range everybody() {
		all := calls(t, one.programs...)
		for _, call := range all {
			used[call] = true
		}
		if missing, idle := differ(t, all, one.statements); len(missing)+len(idle) > 0 {
			t.Errorf("%s: %v are called and not allowed, %v are allowed and not called", name, missing, idle)
		}
	}
	for call := range takes {
		if !used[call] {
			t.Errorf("nothing calls %s", call)
		}
	}
}

func TestAnActionThatIsNotAllowedIsMissed(t *testing.T) {
	for name, one := range everybody() {
		all := calls(t, one.programs...)
		for i, statement := range one.statements {
			for _, action := range statement["Action"].([]string) {
				less := slices.Clone(one.statements)
				less[i] = policy.Object{"Action": slices.DeleteFunc(slices.Clone(statement["Action"].([]string)), func(one string) bool { return one == action })}
				if missing, _ := differ(t, all, less); !slices.Equal(missing, []string{action}) {
					t.Errorf("%s: without %s the test misses %v", name, action, missing)
				}
			}
		}
	}
}
