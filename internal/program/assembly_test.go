package program

import (
	"slices"
	"strings"
	"testing"
)

// sample is an assembly as CDK writes it: two environments, the second with messages of constructs.
func sample(t *testing.T, report string) string {
	t.Helper()
	texts := map[string]string{
		"manifest.json": `{"version": "54.0.0", "artifacts": {
			"assembly-prod": {"type": "cdk:cloud-assembly",
				"properties": {"directoryName": "assembly-prod", "displayName": "prod"}},
			"assembly-dev": {"type": "cdk:cloud-assembly",
				"properties": {"directoryName": "assembly-dev", "displayName": "dev"}},
			"Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}}}`,
		"assembly-prod/manifest.json": `{"artifacts": {
			"prodWeb.assets": {"type": "cdk:asset-manifest", "properties": {"file": "prodWeb.assets.json"}},
			"prodWeb": {"type": "aws:cloudformation:stack", "environment": "aws://333333333333/eu-west-1",
				"properties": {"templateFile": "prodWeb.template.json"}, "displayName": "prod/Web",
				"metadata": {"/prod/Web/Queue": [{"type": "aws:cdk:logicalId", "data": "Queue"}]}},
			"prodApi": {"type": "aws:cloudformation:stack", "environment": "aws://333333333333/eu-west-1",
				"properties": {"templateFile": "prodApi.template.json"}, "displayName": "prod/Api"}}}`,
		"assembly-prod/prodWeb.template.json": `{"Resources": {"Queue": {}, "Topic": {}}}`,
		"assembly-prod/prodApi.template.json": `{"Outputs": {}}`,
		"assembly-dev/manifest.json": `{"artifacts": {
			"devWeb": {"type": "aws:cloudformation:stack", "environment": "aws://111111111111/eu-west-1",
				"properties": {"templateFile": "devWeb.template.json"}, "displayName": "dev/Web",
				"additionalMetadataFile": "devWeb.metadata.json"}}}`,
		"assembly-dev/devWeb.template.json": `{"Resources": {"Queue": {}}}`,
		"assembly-dev/devWeb.metadata.json": `{"/dev/Web/Queue": [
			{"type": "aws:cdk:error", "data": "too small"},
			{"type": "aws:cdk:error", "data": {"Fn::Sub": "odd"}},
			{"type": "aws:cdk:warning", "data": "too old [ack: shipway:age]"},
			{"type": "aws:cdk:warning", "data": "no owner (Nag::Owner)"},
			{"type": "aws:cdk:info", "data": "by the way"}]}`,
	}
	if report != "" {
		texts["validation-report.json"] = report
	}
	return files(t, texts)
}

func TestStacksComeInTheOrderTheyWereDefined(t *testing.T) {
	a, err := readAssembly(sample(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, g := range a.groups {
		ids = append(ids, g.name+" at "+g.target)
		for _, s := range g.stacks {
			ids = append(ids, s.id)
		}
	}
	want := "prod at 333333333333 eu-west-1, prod/Web, prod/Api, dev at 111111111111 eu-west-1, dev/Web"
	if got := strings.Join(ids, ", "); got != want {
		t.Errorf("the stacks are %s, want %s", got, want)
	}
	if web := a.groups[0].stacks[0]; web.resources != 2 || web.bytes != 41 {
		t.Errorf("prod/Web has %d resources in %d bytes", web.resources, web.bytes)
	}
}

func TestAnAssemblyThatAwaitsALookupIsPending(t *testing.T) {
	dir := files(t, map[string]string{"manifest.json": `{"artifacts": {}, "missing": [{"key": "availability-zones"}]}`})
	if a, err := readAssembly(dir); err != nil || !a.pending {
		t.Errorf("pending is %v, %v", a.pending, err)
	}
}

func TestABrokenAssemblyIsAnError(t *testing.T) {
	for _, manifest := range []string{``, `{"artifacts": [`, `{"artifacts": {"x": 3}}`,
		`{"artifacts": {"x": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "gone.json"}}}}`} {
		if _, err := readAssembly(files(t, map[string]string{"manifest.json": manifest})); err == nil {
			t.Errorf("%s is read as an assembly", manifest)
		}
	}
}

// lines are the findings about the sample, with a report if there is one.
func lines(t *testing.T, report string, strict bool) []string {
	t.Helper()
	dir := sample(t, report)
	a, err := readAssembly(dir)
	if err != nil {
		t.Fatal(err)
	}
	found, err := readFindings(dir, a, strict)
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, f := range found {
		text = append(text, f.String())
	}
	return text
}

func TestMessagesOfConstructsAreFindings(t *testing.T) {
	want := []string{
		"warning: dev/Web/Queue: Nag::Owner: no owner",
		`dev/Web/Queue: error: too small`,
		`dev/Web/Queue: error: {"Fn::Sub": "odd"}`,
		"warning: dev/Web/Queue: shipway:age: too old",
	}
	if got := lines(t, "", true); !slices.Equal(got, want) {
		t.Errorf("the findings are\n%s", strings.Join(got, "\n"))
	}
}

const validator = `{"pluginReports": [{"pluginName": "CloudFormation Validate", "conclusion": "failure", "violations": [
	{"ruleName": "W3030", "description": "RetentionInDays: 13 is odd", "severity": "warning",
		"violatingConstructs": [{"constructPath": "prod/Web/Logs"}]},
	{"ruleName": "F1020", "description": "Ref: 'Nope'\nis not known.", "suggestedFix": "Check the Ref",
		"severity": "fatal",
		"violatingConstructs": [{"constructPath": "prod/Web/Queue"}, {"constructPath": "dev/Web/Queue"}]},
	{"ruleName": "I1", "description": "fyi", "severity": "info", "violatingConstructs": [{"constructPath": "dev/Web"}]},
	{"ruleName": "E9", "description": "the app is odd", "severity": "error", "violatingConstructs": []}]},
	{"pluginName": "Construct Annotations", "conclusion": "success", "violations": [
	{"ruleName": "Annotation::age", "description": "too old", "severity": "warning",
		"violatingConstructs": [{"constructPath": "dev/Web"}]}]}]}`

func TestAReportIsOneLinePerViolationInAFixedOrder(t *testing.T) {
	want := []string{
		"app: E9: the app is odd",
		"warning: dev/Web: Annotation::age: too old",
		"dev/Web/Queue: F1020: Ref: 'Nope' is not known; Check the Ref",
		"prod/Web/Logs: W3030: RetentionInDays: 13 is odd",
		"prod/Web/Queue: F1020: Ref: 'Nope' is not known; Check the Ref",
	}
	if got := lines(t, validator, true); !slices.Equal(got, want) {
		t.Errorf("the findings are\n%s", strings.Join(got, "\n"))
	}
}

func TestAValidatorsWarningFailsOnlyAStrictRun(t *testing.T) {
	want := "warning: prod/Web/Logs: W3030: RetentionInDays: 13 is odd"
	if got := lines(t, validator, false); !slices.Contains(got, want) {
		t.Errorf("the findings are\n%s", strings.Join(got, "\n"))
	}
}

func TestAnnotationsInTheReportAreNotCountedTwice(t *testing.T) {
	for _, line := range lines(t, validator, true) {
		if strings.Contains(line, "too small") {
			t.Errorf("the assembly's metadata is read too: %s", line)
		}
	}
}

func TestAValidatorThatFailsItselfIsAFinding(t *testing.T) {
	for report, want := range map[string]string{
		`{"pluginReports": [{"pluginName": "Rego", "conclusion": "failure", "violations": [],
			"metadata": {"error": "no memory left"}}]}`: "app: Rego: no memory left",
		`{"pluginReports": [{"pluginName": "Rego", "conclusion": "failure"}]}`: "app: Rego: failed without saying why",
	} {
		if got := lines(t, report, false); !slices.Contains(got, want) {
			t.Errorf("the findings are %q, want %q among them", got, want)
		}
	}
}

func TestAReportThatCannotBeReadIsNoCleanBill(t *testing.T) {
	dir := sample(t, `{"pluginReports": {`)
	a, err := readAssembly(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readFindings(dir, a, true); err == nil {
		t.Error("half a report passes for one")
	}
}

func TestFindingsAreCountedForTheirOwnStackOnly(t *testing.T) {
	found := []finding{
		{path: "dev/Web"}, {path: "dev/Web/Queue"}, {path: "dev/WebApi/Queue"}, {path: "dev/Web/Old", advice: true}, {},
	}
	if failed, advised := under("dev/Web", found); failed != 2 || advised != 1 {
		t.Errorf("dev/Web has %d findings and %d warnings, want 2 and 1", failed, advised)
	}
}
