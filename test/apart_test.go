//go:build verify

package test

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

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/test/gate"
)

// What CloudFormation has of a deployed stack: the template, byte by byte, and the values of its parameters.
type deployed struct {
	template   []byte
	parameters map[string]string
}

const (
	before = "444444444444.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:0000000000000000000000000000000000000000000000000000000000000000"
	after  = "444444444444.dkr.ecr.eu-west-1.amazonaws.com/shop/web@sha256:1111111111111111111111111111111111111111111111111111111111111111"
)

// running is the service web of prod as it was deployed and released.
func running(t *testing.T, stacks []gate.Stack) deployed {
	t.Helper()
	at := slices.IndexFunc(stacks, func(s gate.Stack) bool { return s.ID == "prod/web" })
	if at < 0 {
		t.Fatal("there is no prod/web")
	}
	one := deployed{stacks[at].Text, map[string]string{}}
	for name := range stacks[at].Template.Parameters {
		one.parameters[name] = "the value of " + name
	}
	if one.parameters["Image"] == "" {
		t.Fatal("nothing is released to prod/web")
	}
	one.parameters["Image"] = before
	return one
}

// updated is the stack after a request to update it, as CloudFormation takes it.
func (d deployed) updated(t *testing.T, request []byte) deployed {
	t.Helper()
	var asked struct {
		UsePreviousTemplate bool
		TemplateBody        string
		Parameters          []struct {
			ParameterKey, ParameterValue string
			UsePreviousValue             bool
		}
	}
	if err := json.Unmarshal(request, &asked); err != nil {
		t.Fatalf("%v in %s", err, request)
	}
	next := deployed{template: []byte(asked.TemplateBody), parameters: map[string]string{}}
	if asked.UsePreviousTemplate {
		next.template = d.template
	}
	for _, p := range asked.Parameters {
		next.parameters[p.ParameterKey] = p.ParameterValue
		if p.UsePreviousValue {
			next.parameters[p.ParameterKey] = d.parameters[p.ParameterKey]
		}
	}
	return next
}

// standIn answers for the AWS CLI: the stack of $WORLD, which gets the image of the newest update at once.
const standIn = `#!/bin/sh
shift 4
case "$1 $2" in
"cloudformation describe-stacks") cat "$WORLD/stacks" ;;
"cloudformation update-stack")
	cp "${4#file://}" "$WORLD/update"
	jq -c --slurpfile asked "$WORLD/update" '.Stacks[0].Parameters |= map(if .ParameterKey == "Image" then .ParameterValue = ([$asked[0].Parameters[] | select(.ParameterKey == "Image").ParameterValue][0]) else . end)' \
		"$WORLD/stacks" >"$WORLD/next" && mv "$WORLD/next" "$WORLD/stacks" && echo '{}' ;;
"cloudformation describe-stack-events")
	jq -c '{StackEvents: [{StackId: .StackName, PhysicalResourceId: .StackName, ResourceStatus: "UPDATE_COMPLETE", ClientRequestToken}]}' "$WORLD/update" ;;
*) echo "not known: $*" >&2 && exit 1 ;;
esac
`

// released runs the program of a release, and is what it asked CloudFormation for.
func released(t *testing.T, d deployed) []byte {
	t.Helper()
	for _, tool := range []string{"sh", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s IS NOT INSTALLED: no release was made", strings.ToUpper(tool))
		}
	}
	world := t.TempDir()
	parameters := []any{}
	for _, name := range slices.Sorted(maps.Keys(d.parameters)) {
		parameters = append(parameters, map[string]string{"ParameterKey": name, "ParameterValue": d.parameters[name]})
	}
	stacks, err := json.Marshal(map[string]any{"Stacks": []any{map[string]any{
		"StackId": "arn:aws:cloudformation:eu-west-1:222222222222:stack/shop-prod-web/1", "StackStatus": "UPDATE_COMPLETE",
		"Capabilities": []string{"CAPABILITY_NAMED_IAM"}, "Parameters": parameters,
	}}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(world, "stacks"), stacks)
	write(t, filepath.Join(world, "aws"), []byte(standIn))
	if err := os.Chmod(filepath.Join(world, "aws"), 0o755); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("sh", "-c", program.Release(program.Stack).Text)
	command.Env = []string{
		"PATH=" + world + ":" + os.Getenv("PATH"), "WORLD=" + world, "TMPDIR=" + world, "REGION=eu-west-1", "STACK=shop-prod-web", "IMAGE=" + after, "TIMEOUT=60",
	}
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("the release failed: %v\n%s", err, said)
	}
	request, err := os.ReadFile(filepath.Join(world, "update"))
	if err != nil {
		t.Fatal(err)
	}
	return request
}

func TestAReleaseCannotMoveTheInfrastructure(t *testing.T) {
	was := running(t, changed(t))
	is := was.updated(t, released(t, was))
	if !bytes.Equal(is.template, was.template) {
		t.Error("the release changed the template")
	}
	if is.parameters["Image"] != after {
		t.Errorf("the image is %s", is.parameters["Image"])
	}
	is.parameters["Image"] = before
	if !maps.Equal(is.parameters, was.parameters) {
		t.Errorf("the release changed parameters: %v, they were %v", is.parameters, was.parameters)
	}
}

// The CDK CLI sends a template with the previous value of each parameter that the stack has, and with the default of a new
// one; it has no other values, as nobody gives it any.
func TestAnInfrastructureChangeCannotMoveTheImage(t *testing.T) {
	was := running(t, changed(t))
	next := running(t, changed(t, "cpu: 256, memory: 512", "cpu: 512, memory: 1024"))
	if bytes.Equal(next.template, was.template) {
		t.Fatal("nothing changed")
	}
	for _, part := range []string{"Parameters", "Conditions"} {
		if one, other := section(t, was.template, part), section(t, next.template, part); !bytes.Equal(one, other) {
			t.Errorf("%s are %s, they were %s", part, other, one)
		}
	}
	var parameters map[string]map[string]any
	if err := json.Unmarshal(section(t, next.template, "Parameters"), &parameters); err != nil {
		t.Fatal(err)
	}
	if given := parameters["Image"]["Default"]; given != "" { // nothing, for the first deployment
		t.Errorf("the template says the image is %v", given)
	}
	for _, program := range program.ForInfrastructure() {
		if strings.Contains(program.Text, "--parameters") || strings.Contains(program.Text, "--no-previous-parameters") {
			t.Errorf("%s gives parameters a value", program.Name)
		}
	}
}

// section is one part of a template as its bytes.
func section(t *testing.T, template []byte, part string) []byte {
	t.Helper()
	parts := map[string]json.RawMessage{}
	if err := json.Unmarshal(template, &parts); err != nil {
		t.Fatal(err)
	}
	if len(parts[part]) == 0 {
		t.Fatalf("the template has no %s", part)
	}
	return parts[part]
}
