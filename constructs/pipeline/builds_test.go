package pipeline_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const projects = "AWS::CodeBuild::Project"

// built is the project called name, without what all names of the pipeline start with.
func built(t *testing.T, got *synthtest.Template, name string) object {
	t.Helper()
	for _, one := range got.Resources(projects) {
		if one.Properties["Name"] == "shop-delivery-web-"+name {
			return one.Properties
		}
	}
	t.Fatalf("no project %s", name)
	return nil
}

// toldBy are the variables of a project.
func toldBy(project object) map[string]string {
	all := map[string]string{}
	variables, _ := project["Environment"].(object)["EnvironmentVariables"].([]any)
	for _, one := range variables {
		all[one.(object)["Name"].(string)] = one.(object)["Value"].(string)
	}
	return all
}

func spec(project object) string { return project["Source"].(object)["BuildSpec"].(string) }

func TestOnlyTheBuildOfTheImageHasDocker(t *testing.T) {
	for _, one := range synth(t, whole).Resources(projects) {
		want := one.Properties["Name"] == "shop-delivery-web-image"
		if got := one.Properties["Environment"].(object)["PrivilegedMode"]; got != want {
			t.Errorf("%s: Docker is %v", one.Properties["Name"], got)
		}
	}
}

func TestOnlyTheTestsOfTheBranchHoldSecrets(t *testing.T) {
	got := synth(t, whole)
	for _, one := range got.Resources(projects) {
		holds := contains(spec(one.Properties), secret)
		if want := one.Properties["Name"] == "shop-delivery-web-test"; holds != want {
			t.Errorf("%s holds a secret: %v", one.Properties["Name"], holds)
		}
	}
	if text := spec(built(t, got, "test")); !contains(text, "secrets-manager:") || !contains(text, "NPM_AUTH") {
		t.Error(text[:400])
	}
}

func TestNoBuildCanBeSeenFromOutsideOrRunForever(t *testing.T) {
	for _, one := range synth(t, whole).Resources(projects) {
		p := one.Properties
		if p["Visibility"] != "PRIVATE" || p["EncryptionKey"] != other || p["BadgeEnabled"] != nil {
			t.Errorf("%s: %v, %v", p["Name"], p["Visibility"], p["EncryptionKey"])
		}
		if minutes := p["TimeoutInMinutes"].(float64); minutes < 5 || minutes > 2160 || p["QueuedTimeoutInMinutes"].(float64) > 480 {
			t.Errorf("%s may run for %v and wait for %v minutes", p["Name"], minutes, p["QueuedTimeoutInMinutes"])
		}
		if image := p["Environment"].(object)["Image"].(string); !strings.HasPrefix(image, "aws/codebuild/amazonlinux-") {
			t.Errorf("%s runs in %s", p["Name"], image)
		}
	}
}

func TestARollbackHasAsMuchTimeAsItsRelease(t *testing.T) {
	got := synth(t, whole)
	for name, want := range map[string]float64{"release-dev-ready": 90, "release-dev-release": 150, "release-dev-verify": 150, "release-staging-verify": 160} {
		if minutes := built(t, got, name)["TimeoutInMinutes"]; minutes != want {
			t.Errorf("%s: got %v minutes, want %v", name, minutes, want)
		}
		if limit := built(t, got, name)["ConcurrentBuildLimit"]; limit != 1.0 {
			t.Errorf("%s: %v run at a time, want one", name, limit)
		}
	}
}

func TestEachBuildWritesToAnEncryptedLogOfItsOwn(t *testing.T) {
	got := synth(t, whole)
	for name, group := range map[string]string{
		"test": "test", "secrets": "secrets", "image": "image", "scan": "scan", "pullrequest": "pullrequest", "judge": "judge",
		"release-dev-ready": "release", "release-fleet-verify": "release",
	} {
		where := built(t, got, name)["LogsConfig"].(object)["CloudWatchLogs"].(object)
		if where["GroupName"] != "/shop-delivery/web/"+group || where["Status"] != "ENABLED" {
			t.Errorf("%s writes to %v", name, where)
		}
		got.Has("AWS::Logs::LogGroup", synthtest.Props{"LogGroupName": "/shop-delivery/web/" + group, "KmsKeyId": key, "RetentionInDays": 90})
	}
	stays := synth(t, func(p *pipeline.PipelineProps) { p.Retain, p.LogDays = true, 365 })
	for id, one := range stays.Resources("AWS::Logs::LogGroup") {
		if one.DeletionPolicy != "RetainExceptOnCreate" || one.Properties["RetentionInDays"] != 365.0 {
			t.Errorf("%s: deleted by %q after %v days", id, one.DeletionPolicy, one.Properties["RetentionInDays"])
		}
	}
}

// TestEveryProgramIsToldWhatItNeeds compares what each build and its action say with what its program reads.
func TestEveryProgramIsToldWhatItNeeds(t *testing.T) {
	got := synth(t, whole)
	said := map[string]map[string]string{}
	for _, action := range actions(got.Resource("WebPipelineF7944AB3")) {
		settings := action["Configuration"].(object)
		if name, is := settings["ProjectName"].(string); is {
			said[name] = map[string]string{}
			if text, given := settings["EnvironmentVariables"].(string); given {
				for _, one := range parse(text) {
					said[name][one.Name] = one.Value
				}
			}
		}
	}
	runs := map[string]program.Program{"test": program.Test(), "secrets": program.Secrets(), "image": program.Image(), "scan": program.Scan()}
	for name, kind := range map[string]program.Kind{"dev": program.Stack, "staging": program.Tasks, "fleet": program.Hosts} {
		runs["release-"+name+"-ready"], runs["release-"+name+"-release"], runs["release-"+name+"-verify"] = program.Ready(), program.Release(kind), program.Verify(kind)
	}
	for name, run := range runs {
		project := built(t, got, name)
		all := toldBy(project)
		maps.Copy(all, said["shop-delivery-web-"+name])
		for _, one := range run.Needs {
			if all[one.Name] == "" && !one.Optional {
				t.Errorf("%s is not told %s: %s", name, one.Name, one.Means)
			}
		}
		for variable := range all {
			reads := slices.ContainsFunc(run.Needs, func(v program.Variable) bool { return v.Name == variable })
			if !reads && variable != "CI" {
				t.Errorf("%s is told %s, which its program does not read", name, variable)
			}
		}
		for _, export := range run.Exports {
			if !contains(spec(project), export) {
				t.Errorf("%s does not export %s", name, export)
			}
		}
	}
}

func TestAReleaseIsToldTheRoleTheStackAndTheAlarms(t *testing.T) {
	got := toldBy(built(t, synth(t, whole), "release-fleet-verify"))
	want := map[string]string{
		"ROLE": "arn:aws:iam::333333333333:role/shop-fleet-web-release", "EXTERNAL_ID": "shop-fleet-web", "REGION": region, "STACK": "shop-fleet-web",
		"ALARMS": "shop-fleet-web-errors", "TIMEOUT": "3600", "APPLICATION": "shop-web", "GROUP": "shop-web", "BUCKET": "shop-fleet-revisions", "BUNDLE": "bundle",
		"POINTS": "1000", "METRIC": `{"Dimensions":[{"Name":"LoadBalancer","Value":"app/shop/1"}],"MetricName":"RequestCount","Namespace":"AWS/ApplicationELB","Statistic":"Sum"}`,
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAProofIsToldWhatMustHold(t *testing.T) {
	got := toldBy(built(t, synth(t, whole), "release-staging-verify"))
	for name, want := range map[string]string{"URL": "https://staging.example.com/healthz", "STATUS": "200-204", "ATTEMPTS": "10", "BAKE": "600"} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

func TestTheImageIsBuiltAsAsked(t *testing.T) {
	by := func(change func(*delivery.Build)) object {
		return built(t, synth(t, func(p *pipeline.PipelineProps) { change(&p.Build) }), "image")
	}
	const address = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/web"
	plain := by(func(*delivery.Build) {})
	if got, want := toldBy(plain), map[string]string{
		"REPOSITORY": address, "CONTEXT": ".", "PLATFORMS": "linux/amd64", "CACHE": address + ":cache-layers", "ATTESTATIONS": ".attestations",
	}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if plain["Environment"].(object)["Type"] != "LINUX_CONTAINER" || !contains(spec(plain), `base-directory: ".attestations"`) {
		t.Error(plain["Environment"], spec(plain)[len(spec(plain))-200:])
	}
	const tool = "registry.example.com/tool@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	whim := by(func(b *delivery.Build) {
		b.Context, b.Dockerfile, b.Platforms, b.NoCache = "web", "web/prod.Dockerfile", []string{"linux/arm64", "linux/amd64"}, true
		b.Machine.Size, b.Tools = buildspec.Large, delivery.Tools{BuildKit: tool, SBOM: tool, Emulator: tool}
	})
	if got, want := toldBy(whim), map[string]string{
		"REPOSITORY": address, "CONTEXT": "web", "DOCKERFILE": "web/prod.Dockerfile", "PLATFORMS": "linux/arm64,linux/amd64", "ATTESTATIONS": ".attestations",
		"BUILDKIT": tool, "SBOM": tool, "EMULATOR": tool,
	}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if machine := whim["Environment"].(object); machine["Type"] != "ARM_CONTAINER" || machine["ComputeType"] != "BUILD_GENERAL1_LARGE" {
		t.Error(machine)
	}
}

func TestTestsAreRunAsAsked(t *testing.T) {
	got := synth(t, whole)
	test := built(t, got, "test")
	if said, want := toldBy(test), map[string]string{
		"TEST_COMMAND": "go test -json ./... > tests.json", "TEST_REPORT": "tests.json", "TEST_FORMAT": "GOJSON",
		"COVERAGE_REPORT": "cover.out", "COVERAGE_FORMAT": "GO", "COVERAGE_MIN": "80", "CI": "true",
	}; !maps.Equal(said, want) {
		t.Errorf("got %v, want %v", said, want)
	}
	if cache := test["Cache"].(object); cache["Type"] != "S3" || cache["Location"] != store.Bucket+"/cache/web/test" {
		t.Error(cache)
	}
	for _, part := range []string{`golang": "1.26"`, `"JUNITXML"`, "reports/junit.xml", `"COBERTURAXML"`, "/root/.cache/go-build"} {
		if !contains(spec(test), part) {
			t.Errorf("no %s in the specification", part)
		}
	}
	synth(t, func(p *pipeline.PipelineProps) { p.Build.NoSecretsScan = true }).Count(projects, 5)
}

func TestASecretsScanTakesItsToolFromAMirror(t *testing.T) {
	got := built(t, synth(t, func(p *pipeline.PipelineProps) { p.Build.Tools.Gitleaks = "https://mirror.example.com/gitleaks" }), "secrets")
	if toldBy(got)["GITLEAKS"] != "https://mirror.example.com/gitleaks" {
		t.Error(toldBy(got))
	}
}
