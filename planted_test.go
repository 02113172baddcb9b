package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
)

// planted makes the binary of these tests the program, with the stacks of [plant] instead of its own.
const planted = "SHIPWAY_TEST_PLANTED"

func TestMain(m *testing.M) {
	if mistake, isProgram := os.LookupEnv(planted); isProgram {
		build = func(app awscdk.App, file config.File, only string) { plant(app, file, only, mistake) }
		os.Exit(run())
	}
	code := m.Run()
	jsii.Close()
	os.Exit(code)
}

// plant defines a queue for each environment, and a mistake.
func plant(app awscdk.App, file config.File, only, mistake string) {
	for _, environment := range file.Environments {
		if only != "" && only != environment.Name {
			continue
		}
		stage := awscdk.NewStage(app, &environment.Name, &awscdk.StageProps{
			Env: &awscdk.Environment{Account: &environment.Account, Region: &environment.Region},
		})
		stack := awscdk.NewStack(stage, jsii.String("Web"), nil)
		delay := 10
		if mistake == "template" {
			delay = 99999
		}
		queue(stack, "Queue", delay)
		switch mistake {
		case "message":
			awscdk.Annotations_Of(stack).AddError(jsii.String("no owner"))
		case "duplicate":
			queue(stack, "Queue", delay)
		case "bug":
			var nobody *config.Delivery
			_ = nobody.Account
		}
	}
}

func queue(stack awscdk.Stack, id string, delay int) {
	awscdk.NewCfnResource(stack, &id, &awscdk.CfnResourceProps{
		Type:       jsii.String("AWS::SQS::Queue"),
		Properties: &map[string]any{"DelaySeconds": delay},
	})
}

const shipway = `version: 1
app: storefront
owner: team-storefront
environments:
  dev:
    account: "111111111111"
    region: eu-west-1
    network: { cidr: 10.10.0.0/16, zones: [a, b], nat: single }
  prod:
    account: "333333333333"
    region: eu-west-1
    network: { cidr: 10.30.0.0/16, zones: [a, b, c], nat: per-zone }
    protect: true
    approve: true
services:
  web: { runtime: fargate, port: 8080 }
`

// project is a directory with a shipway.yaml and the project's cdk.json.
func project(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	cdk, err := os.ReadFile("cdk.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"shipway.yaml": []byte(shipway), "cdk.json": cdk} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// outcome is what a run of the program left.
type outcome struct {
	code        int
	out, err    string
	temporaries int // files it left in the temporary directory
}

// start runs the program in dir with a mistake. Variables come on top of the environment; arguments are separated by
// spaces.
func start(t *testing.T, dir, mistake, args string, variables ...string) outcome {
	t.Helper()
	temporary := t.TempDir()
	program := command(dir, mistake, args, append(variables, "TMPDIR="+temporary)...)
	var out, err bytes.Buffer
	program.Stdout, program.Stderr = &out, &err
	_ = program.Run() // the exit code says it
	left, _ := filepath.Glob(filepath.Join(temporary, "jsii-runtime*"))
	return outcome{program.ProcessState.ExitCode(), out.String(), err.String(), len(left)}
}

// command is a run of the program that is not started yet.
func command(dir, mistake, args string, variables ...string) *exec.Cmd {
	program := exec.Command(os.Args[0], strings.Fields(args)...)
	program.Dir = dir
	program.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "CDK_")
	})
	program.Env = append(program.Env, planted+"="+mistake, "CDK_VALIDATION=false")
	program.Env = append(program.Env, variables...)
	return program
}

// expect fails unless the run ended with the exit code and these lines, and left nothing behind.
func (o outcome) expect(t *testing.T, code int, lines ...string) {
	t.Helper()
	want := strings.Join(lines, "\n")
	if want != "" {
		want += "\n"
	}
	if o.code != code || o.err != want || o.out != "" {
		t.Errorf("exit code %d\nstandard error:\n%s\nstandard output:\n%s\nwant %d and on standard error\n%s",
			o.code, o.err, o.out, code, want)
	}
	if o.temporaries > 0 {
		t.Error("the run left its runtime in the temporary directory")
	}
}

// assembly is every file of dir/cdk.out, nil without one.
func assembly(t *testing.T, dir string) map[string]string {
	t.Helper()
	var files map[string]string
	root := filepath.Join(dir, "cdk.out")
	_ = filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if files == nil {
			files = map[string]string{}
		}
		files[strings.TrimPrefix(path, root+"/")] = string(text)
		return nil
	})
	return files
}

// belowTheCLI are the variables of a run that the CDK CLI started for "cdk synth".
func belowTheCLI(t *testing.T, dir string) []string {
	t.Helper()
	var project struct {
		Context map[string]any `json:"context"`
	}
	text, err := os.ReadFile(filepath.Join(dir, "cdk.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &project); err != nil {
		t.Fatal(err)
	}
	maps.Copy(project.Context, map[string]any{
		"aws:cdk:disable-version-reporting":         true,
		"aws:cdk:bundling-stacks":                   []string{"**"},
		"@aws-cdk/core:failSynthOnValidationErrors": false,
	})
	context, err := json.Marshal(project.Context)
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"CDK_CONTEXT_JSON=" + string(context), "CDK_OUTDIR=cdk.out", "CDK_CLI_VERSION=2.1148.1",
		"CDK_CLI_ASM_VERSION=54.0.0", "CDK_DEFAULT_REGION=us-east-1",
	}
}
