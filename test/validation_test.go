//go:build verify

package test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/test/gate"
)

// TestCloudFormationAcceptsEveryTemplate runs CDK's own validation over everything that can be chosen, with the flags
// that make its warnings count: no findings.
func TestCloudFormationAcceptsEveryTemplate(t *testing.T) {
	app := built(t)
	for _, path := range append([]string{shipped}, variants(t)...) {
		t.Run(title(path), func(t *testing.T) {
			directory := assembled(t, app, root, path)
			text, err := os.ReadFile(filepath.Join(directory, "validation-report.json"))
			if err != nil {
				t.Fatalf("nothing was validated: %v", err)
			}
			findings, err := gate.Validation(text)
			if err != nil {
				t.Fatal(err)
			}
			refuse(t, findings)
		})
	}
}

// mistake is a stack added to the program: CloudFormation has no retention of 13 days. CDK would only warn.
const mistake = `package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/stacks"
)

func init() {
	build = func(app awscdk.App, file config.File, only string) {
		stacks.Build(app, file, only)
		stack := awscdk.NewStack(app, jsii.String("Planted"), nil)
		awslogs.NewCfnLogGroup(stack, jsii.String("Logs"), &awslogs.CfnLogGroupProps{RetentionInDays: jsii.Number(13)})
	}
}
`

// TestAFindingFailsTheProgram builds the program with a planted mistake: it ends with 3 and says so in one line.
func TestAFindingFailsTheProgram(t *testing.T) {
	place := t.TempDir()
	planted, app := filepath.Join(place, "planted.go"), filepath.Join(place, "app")
	write(t, planted, []byte(mistake))
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(root, "planted.go"): planted}})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(place, "overlay.json")
	write(t, overlay, replace)
	if build := run(t, root, nil, "go", "build", "-overlay", overlay, "-o", app, "."); build.code != 0 {
		t.Fatalf("the planted program does not build:\n%s%s", build.out, build.err)
	}
	got := run(t, root, nil, app, "-fresh", "-quiet", "-out", filepath.Join(place, "cdk.out"))
	said := got.out + got.err
	if got.code != 3 {
		t.Errorf("the program ended with %d, want 3:\n%s", got.code, said)
	}
	if !strings.Contains(said, "Planted/Logs") || !strings.Contains(said, "W3030") {
		t.Errorf("want a line with Planted/Logs and W3030, got:\n%s", said)
	}
	for _, never := range []string{"goroutine ", "panic:", "    at ", "ValidationFailed"} {
		if strings.Contains(said, never) {
			t.Errorf("the message has %q:\n%s", never, said)
		}
	}
}
