package program

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// contextOf is the context of a run as JSON, without the keys that every run has.
func contextOf(t *testing.T, dir string, given map[string]string) string {
	t.Helper()
	context, err := loadContext(dir, given)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{reporting, bundling, untraced, unmarked} {
		delete(context, key)
	}
	text, err := json.Marshal(context)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestADirectRunSeesWhatTheCLIWouldHaveHandedOver(t *testing.T) {
	off := `"pathMetadata": false, "assetMetadata": false, "versionReporting": false`
	for name, c := range map[string]struct {
		files map[string]string
		given map[string]string
		want  string
	}{
		"an empty cdk.json": {
			files: map[string]string{"cdk.json": `{}`},
			want:  `{"aws:cdk:enable-asset-metadata":true,"aws:cdk:enable-path-metadata":true,"aws:cdk:version-reporting":true}`,
		},
		"metadata off": {
			files: map[string]string{"cdk.json": `{` + off + `, "staging": false, "app": "bin/app"}`},
			want:  `{"aws:cdk:disable-asset-staging":true,"aws:cdk:disable-version-reporting":true}`,
		},
		"cdk.json wins over cdk.context.json, the command line over both": {
			files: map[string]string{
				"cdk.json":         `{` + off + `, "context": {"a": true, "b": "project", "env": "dev"}}`,
				"cdk.context.json": `{"b": "lookup", "c": ["x"], "env": "lookup"}`,
			},
			given: map[string]string{"env": "prod"},
			want:  `{"a":true,"aws:cdk:disable-version-reporting":true,"b":"project","c":["x"],"env":"prod"}`,
		},
		"an empty object and a null are no context": {
			files: map[string]string{"cdk.json": `{` + off + `, "context": null}`, "cdk.context.json": `null`},
			want:  `{"aws:cdk:disable-version-reporting":true}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := contextOf(t, files(t, c.files), c.given); got != c.want {
				t.Errorf("the context is\n  %s\nwant\n  %s", got, c.want)
			}
		})
	}
}

func TestBelowTheCLIOnlyItsContextCounts(t *testing.T) {
	dir := files(t, map[string]string{"cdk.json": `{"context": {"a": "file"}}`, "overflow.json": `{"b": "overflow"}`})
	t.Setenv("CDK_CONTEXT_JSON", `{"a": "cli", "env": "dev"}`)
	t.Setenv("CONTEXT_OVERFLOW_LOCATION_ENV", filepath.Join(dir, "overflow.json"))
	want := `{"a":"cli","b":"overflow","env":"prod"}`
	if got := contextOf(t, dir, map[string]string{"env": "prod"}); got != want {
		t.Errorf("the context is %s, want %s", got, want)
	}
}

func TestEveryCommandOfTheCLISeesTheSameContext(t *testing.T) {
	t.Setenv("CDK_CONTEXT_JSON", `{"aws:cdk:bundling-stacks": ["**"]}`)
	synth := contextAll(t)
	t.Setenv("CDK_CONTEXT_JSON", `{"aws:cdk:bundling-stacks": [], "@aws-cdk/core:failSynthOnValidationErrors": true}`)
	if list := contextAll(t); list != synth {
		t.Errorf("cdk ls sees %s, cdk synth %s", list, synth)
	}
}

func contextAll(t *testing.T) string {
	t.Helper()
	context, err := loadContext(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(context)
	return string(text)
}

func TestBadJSONIsOneLineWithItsPlace(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{\n  \"context\": {,}\n}",
			"cdk.json:2:15: not JSON: invalid character ',' looking for beginning of object key string [CLI-001]"},
		{`{"context": `, "cdk.json:1:12: not JSON: unexpected end of JSON input [CLI-001]"},
		{`{"context": "x"}`, "cdk.json:1:15: context: want an object, got string [CLI-001]"},
		{`{"pathMetadata": "no"}`, "cdk.json:1:21: pathMetadata: want true or false, got string [CLI-001]"},
		{`[]`, "cdk.json:1:1: the file: want an object, got array [CLI-001]"},
	} {
		t.Chdir(files(t, map[string]string{"cdk.json": c.text}))
		_, err := loadContext("", nil)
		refused(t, err, c.want)
	}
	t.Chdir(t.TempDir())
	_, err := loadContext("", nil)
	refused(t, err, "cdk.json is not here: run where it is, its feature flags decide what the templates hold [CLI-001]")
	t.Setenv("CDK_CONTEXT_JSON", "nonsense")
	_, err = loadContext("", nil)
	refused(t, err, "CDK_CONTEXT_JSON:1:2: not JSON: invalid character 'o' in literal null (expecting 'u') [CLI-001]")
}

func TestAnUnknownEnvironmentIsRefusedWithTheNames(t *testing.T) {
	names := []string{"dev", "staging", "prod"}
	for _, c := range []struct {
		env  any
		want string
	}{
		{"prd", "-c env=prd: no such environment; want dev, staging, prod; did you mean prod? [CLI-001]"},
		{"", "-c env=: no such environment; want dev, staging, prod [CLI-001]"},
		{true, "-c env=true: no such environment; want dev, staging, prod [CLI-001]"},
		{"\u202eved", `-c env=\u202eved: no such environment; want dev, staging, prod [CLI-001]`},
	} {
		_, err := selection(map[string]any{"env": c.env}, names)
		refused(t, err, c.want)
	}
}

func TestOneEnvironmentOrAllAreSelected(t *testing.T) {
	names := []string{"dev", "prod"}
	if only, err := selection(map[string]any{"env": "prod"}, names); only != "prod" || err != nil {
		t.Errorf("env=prod selects %q, %v", only, err)
	}
	if only, err := selection(map[string]any{}, names); only != "" || err != nil {
		t.Errorf("nothing selects %q, %v", only, err)
	}
}
