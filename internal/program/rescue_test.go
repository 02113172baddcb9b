package program

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/check"
)

const report70 = "this is a bug in Shipway, please report it at https://github.com/shipway-cdk/shipway/issues: "

func TestAPanicBecomesWhatAPersonCanUse(t *testing.T) {
	kernel := place{file: "stacks/network.go", line: 41, kernel: true}
	ours := place{file: "stacks/network.go", line: 41}
	near := func() string { return "dev/Network/Vpc" }
	props := check.Of("ecs.ServiceProps")
	props.Between("", "Port", 70000, 1, 65535)

	for name, c := range map[string]struct {
		panicked any
		where    place
		near     func() string
		want     string
		code     int
	}{
		"props that a constructor refused": {props.Err(), ours, near,
			"ecs.ServiceProps: 1 to fix\n  Port is 70000: want 1 to 65535", badInput},
		"props, wrapped": {fmt.Errorf("web: %w", props.Err()), ours, near,
			"ecs.ServiceProps: 1 to fix\n  Port is 70000: want 1 to 65535", badInput},
		"CDK refuses, without a path": {errors.New("There is already a Construct with name 'Q'"), kernel, near,
			"near dev/Network/Vpc: There is already a Construct with name 'Q' [stacks/network.go:41]", badInput},
		"CDK refuses, with a path": {errors.New("NoCrossStage: 'dev/Network/Vpc' depends on 'prod/X'"), kernel, near,
			"NoCrossStage: 'dev/Network/Vpc' depends on 'prod/X' [stacks/network.go:41]", badInput},
		"CDK refuses while writing": {
			errors.New("Circular: Resolution error: Resolution error: no way.\n    at x.js:1\nRelates to construct:\n <.>"),
			kernel, nil, "Circular: no way. [stacks/network.go:41]", badInput},
		"CDK refuses in colour, over lines": {errors.New("\x1b[31mPolicy errors:\x1b[0m\n  a\u202eb\n  c"), kernel, nil,
			`Policy errors: a\u202eb [stacks/network.go:41]`, badInput},
		"the tree cannot be asked": {errors.New("no"), kernel, func() string { panic("closed") },
			"no [stacks/network.go:41]", badInput},
		"a construct of another app": {errors.New("CannotReferenceAcrossApps: Cannot reference across apps. Consuming and " +
			"producing stacks must be defined within the same CDK app."), kernel, nil,
			"CannotReferenceAcrossApps: Cannot reference across apps. Consuming and producing stacks must be defined within " +
				"the same CDK app: use constructs of the same App, and add them before it synthesizes [API-002] [stacks/network.go:41]",
			badInput},
		"a construct that comes too late": {errors.New(`Cannot add children to "dev/web" during synthesis`), kernel, nil,
			`Cannot add children to "dev/web" during synthesis: use constructs of the same App, and add them before it ` +
				"synthesizes [API-002] [stacks/network.go:41]", badInput},
		"constructs refuse themselves": {errors.New("Failed: Validation failed with the following errors:\n" +
			"  [dev/Web/Task] no container\n  [dev/Web] odd"), kernel, near,
			"dev/Web/Task: no container\ndev/Web: odd", hasFindings},
		"the disk is full": {errors.New("ENOSPC: no space left on device, write"), kernel, nil,
			"cannot write the cloud assembly: no space left on device [CLI-002]", badInput},
		"the disk is not ours": {errors.New("EACCES: permission denied, open '/x/cdk.out/a.json'"), kernel, nil,
			"cannot write the cloud assembly: permission denied [CLI-002]", badInput},
		"a fault of the kernel": {errors.New("JsiiError: @jsii/kernel.Fault Object has no property x"), kernel, near,
			report70 + "JsiiError: @jsii/kernel.Fault Object has no property x [stacks/network.go:41]", ourBug},
		"the kernel is gone": {errors.New("no response received from child process"), kernel, near,
			report70 + "no response received from child process [stacks/network.go:41]", ourBug},
		"a missing field": {"Field *string.Type is required, but has nil value", ours, near,
			report70 + "Field *string.Type is required, but has nil value [stacks/network.go:41]", ourBug},
		"an error of ours": {errors.New("index out of range"), ours, near,
			report70 + "index out of range [stacks/network.go:41]", ourBug},
		"nobody of ours": {"No Object Found", place{}, nil, report70 + "No Object Found", ourBug},
	} {
		t.Run(name, func(t *testing.T) {
			text, code := diagnose(c.panicked, c.where, c.near)
			if text != c.want || code != c.code {
				t.Errorf("exit code %d and\n  %s\nwant %d and\n  %s", code, text, c.code, c.want)
			}
		})
	}
}

func TestAnEndlessMessageIsCut(t *testing.T) {
	line := firstLine("Path: /" + strings.Repeat("node/", 500))
	if letters := []rune(line); len(letters) != 301 || letters[300] != '…' {
		t.Errorf("the line has %d characters", len(letters))
	}
}

func TestAPlaceIsRelativeToTheModule(t *testing.T) {
	for function, want := range map[string]string{
		"github.com/shipway-cdk/shipway/stacks.NewNetwork":                              "stacks/x.go",
		"github.com/shipway-cdk/shipway/constructs/service/ecs.(*Service).run":          "constructs/service/ecs/x.go",
		"github.com/shipway-cdk/shipway/constructs/network.all[github.com/a/b.C].func1": "constructs/network/x.go",
		"main.synthesize":                    "x.go",
		"main.run.func1":                     "x.go",
		"github.com/shipway-cdk/shipway.run": "x.go",
		"github.com/shipway-cdk/shipway/constructs/check.Must":             "",
		"github.com/shipway-cdk/shipway/internal/program.(*Console).Phase": "",
		"github.com/aws/aws-cdk-go/awscdk/v2.NewStack":                     "",
		"github.com/shipway-cdk/shipway-extras/stacks.New":                 "",
	} {
		if got, _ := ownFile(function, "/home/somebody/shipway/x.go"); got != want {
			t.Errorf("%s is in %q, want %q", function, got, want)
		}
	}
}
