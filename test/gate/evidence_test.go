package gate_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/test/gate"
)

// written is a directory with these files.
func written(t *testing.T, files map[string]string) string {
	t.Helper()
	directory := t.TempDir()
	for name, text := range files {
		path := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return directory
}

func TestGoldenCatchesATemplateNobodyReviewed(t *testing.T) {
	for _, p := range []struct {
		name  string
		files map[string]string
		rules []string
	}{
		{"as reviewed", map[string]string{"dev/Web.template.json": "{}"}, nil},
		{"another byte", map[string]string{"dev/Web.template.json": "{ }"}, []string{"GOLDEN-CHANGED"}},
		{"a new stack", nil, []string{"GOLDEN-NEW"}},
		{"a stack that is gone", map[string]string{"dev/Web.template.json": "{}", "dev/Old.template.json": "{}"},
			[]string{"GOLDEN-GONE"}},
	} {
		t.Run(p.name, func(t *testing.T) {
			findings, err := gate.Golden([]gate.Stack{planted(t, "{}")}, written(t, p.files))
			if err != nil {
				t.Fatal(err)
			}
			caught(t, findings, p.rules...)
		})
	}
}

func TestSameCatchesOneByte(t *testing.T) {
	first := map[string]string{"manifest.json": "{}", "dev/Web.json": `{"a": 1}`}
	for _, p := range []struct {
		name  string
		files map[string]string
		rules []string
	}{
		{"the same", map[string]string{"manifest.json": "{}", "dev/Web.json": `{"a": 1}`}, nil},
		{"one byte", map[string]string{"manifest.json": "{}", "dev/Web.json": `{"a": 2}`}, []string{"SAME-BYTES"}},
		{"one byte more", map[string]string{"manifest.json": "{}", "dev/Web.json": `{"a": 1} `},
			[]string{"SAME-BYTES"}},
		{"a file less", map[string]string{"manifest.json": "{}"}, []string{"SAME-FILES"}},
		{"a file more", map[string]string{"manifest.json": "{}", "dev/Web.json": `{"a": 1}`, "x": ""},
			[]string{"SAME-FILES"}},
	} {
		t.Run(p.name, func(t *testing.T) {
			findings, err := gate.Same(written(t, first), written(t, p.files))
			if err != nil {
				t.Fatal(err)
			}
			caught(t, findings, p.rules...)
		})
	}
}

func TestNagCatchesWhatNobodyAcknowledged(t *testing.T) {
	verdicts, err := gate.ReadVerdicts(strings.NewReader(`Rule ID,Resource ID,Compliance,Exception Reason,Rule Level,Rule Info
"AwsSolutions-S1","dev/Web/Bucket","Non-Compliant","N/A","Error","The bucket has ""server access logs"" off."
"AwsSolutions-S2","dev/Web/Bucket","Compliant","N/A","Error","Fine."
"AwsSolutions-S3","dev/Web/Bucket","Suppressed","Because.","Error","Known."
"AwsSolutions-S4","dev/Web/Bucket","UNKNOWN","N/A","Error","Could not be read."
`))
	if err != nil {
		t.Fatal(err)
	}
	caught(t, gate.Nag(verdicts), "AwsSolutions-S1", "AwsSolutions-S4")
}

func TestAcknowledgedCatchesExceptionsWithoutNeedOrReason(t *testing.T) {
	const why = "the bucket holds the logs of the others"
	accepting := func(rule string) gate.Stack {
		s := planted(t,
			`{"Resources": {"It": {"Type": "AWS::S3::Bucket", "Metadata": {"cdk_nag": {"rules_to_suppress": [`+rule+`]}}}}}`)
		s.Paths["It"] = "dev/Web/It"
		return s
	}
	found := func(rules ...string) (all []gate.Verdict) {
		for _, rule := range rules {
			all = append(all, gate.Verdict{Rule: rule, Resource: "dev/Web/It", Compliance: "Suppressed"})
		}
		return all
	}
	seven := []string{"AwsSolutions-S1", "AwsSolutions-S2", "AwsSolutions-S3", "AwsSolutions-S4", "AwsSolutions-S5",
		"AwsSolutions-S6", "AwsSolutions-S7"}
	for _, p := range []struct {
		name     string
		stack    gate.Stack
		verdicts []gate.Verdict
		rules    []string
	}{
		{"with need and reason", accepting(`{"id": "AwsSolutions-S1", "reason": "` + why + `"}`),
			found("AwsSolutions-S1"), nil},
		{"without a reason", accepting(`{"id": "AwsSolutions-S1", "reason": "later, perhaps"}`),
			found("AwsSolutions-S1"), []string{"NAG-REASON"}},
		{"without need", accepting(`{"id": "AwsSolutions-S1", "reason": "` + why + `"}`), nil, []string{"NAG-UNUSED"}},
		{"every wildcard", accepting(`{"id": "AwsSolutions-IAM5", "reason": "` + why + `"}`),
			found("AwsSolutions-IAM5"), []string{"NAG-GRANULAR"}},
		{"one wildcard",
			accepting(`{"id": "AwsSolutions-IAM5", "reason": "` + why + `", "applies_to": ["Resource::*"]}`),
			found("AwsSolutions-IAM5"), nil},
		{"a rule that does not exist", accepting(`{"id": "S1", "reason": "` + why + `"}`), found("S1"),
			[]string{"NAG-RULE"}},
		{"the whole stack", planted(t, `{"Metadata": {"cdk_nag": {"rules_to_suppress": []}}}`), nil,
			[]string{"NAG-STACK"}},
		{"too many rules", accepting(`{"id": "` + strings.Join(seven, `", "reason": "`+why+`"}, {"id": "`) + `", "reason": "` + why + `"}`),
			found(seven...), []string{"NAG-MANY"}},
	} {
		t.Run(p.name,
			func(t *testing.T) { caught(t, gate.Acknowledged([]gate.Stack{p.stack}, p.verdicts), p.rules...) })
	}
}

func TestAcknowledgementsAreListedOnce(t *testing.T) {
	const bucket = `{"Type": "AWS::S3::Bucket", "Metadata": {"cdk_nag": {"rules_to_suppress": [{"id": "AwsSolutions-S1", "reason": "logs"}]}}}`
	got := gate.Acknowledgements([]gate.Stack{planted(t, `{"Resources": {"A": `+bucket+`, "B": `+bucket+`}}`)})
	if want := []string{"AwsSolutions-S1 on AWS::S3::Bucket: logs (2 times)"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestValidationCountsWarnings(t *testing.T) {
	findings, err := gate.Validation([]byte(`{"pluginReports": [{"pluginName": "CloudFormation Validate", "violations": [
		{"ruleName": "W3030", "description": "13 is not one of them", "severity": "warning", "violatingConstructs": [{"constructPath": "dev/Web/Logs"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	caught(t, findings, "W3030")
	if want := "dev/Web/Logs: 13 is not one of them (CloudFormation Validate, warning) [W3030]"; findings[0].String() != want {
		t.Errorf("the finding reads %q, want %q", findings[0], want)
	}
}

func TestValidationLetsAdvicePass(t *testing.T) {
	findings, err := gate.Validation([]byte(`{"pluginReports": [{"pluginName": "Construct Annotations", "violations": [
		{"ruleName": "Annotation::shipway:AppRunnerClosed", "description": "closed", "severity": "warning"},
		{"ruleName": "Annotation::shipway:Other", "description": "other", "severity": "warning", "violatingConstructs": [{"constructPath": "dev/Web/Service"}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	caught(t, findings, "Annotation::shipway:Other")
}

func TestReadFindsEveryStackOfNestedAssemblies(t *testing.T) {
	stacks, err := gate.Read("testdata/assembly")
	if err != nil {
		t.Fatal(err)
	}
	if len(stacks) != 2 || stacks[0].ID != "dev/Network" || stacks[1].ID != "dev/Platform" {
		t.Fatalf("read %d stacks: %+v, want dev/Network and dev/Platform", len(stacks), stacks)
	}
	network, platform := stacks[0], stacks[1]
	if network.Name != "shop-dev-network" || network.Account != "111111111111" || network.Region != "eu-west-1" || !network.Protected {
		t.Errorf("the manifest is misread: %+v", network)
	}
	if len(platform.Needs) != 1 || platform.Needs[0] != "dev/Network" {
		t.Errorf("dev/Platform needs %q, want dev/Network", platform.Needs)
	}
	if path := network.Paths["Key"]; path != "dev/Network/Key/Resource" {
		t.Errorf("the path of Key is %q, want dev/Network/Key/Resource, from the file beside the manifest", path)
	}
	if path := platform.Paths["Topic"]; path != "dev/Platform/Topic/Resource" {
		t.Errorf("the path of Topic is %q, want dev/Platform/Topic/Resource, from the manifest", path)
	}
}
