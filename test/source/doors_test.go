package source_test

import (
	"fmt"
	"testing"

	"github.com/shipway-cdk/shipway/test/source"
)

func TestDoorsOpenDownwardsOnly(t *testing.T) {
	findings, err := source.Doors(root)
	caught(t, findings, err)
}

func TestDoorsCatchesAFileInTheWrongRoom(t *testing.T) {
	const ours, cdk = "github.com/shipway-cdk/shipway/", "github.com/aws/aws-cdk-go/awscdk/v2"
	for _, p := range []struct {
		name, file, imports, body string
		rules                     []string
	}{
		{"a construct entering a stack", "constructs/network/vpc.go", ours + "stacks", "", []string{"DOOR-SHUT"}},
		{"one runtime entering another", "constructs/service/eks/x.go", ours + "constructs/service/ecs", "",
			[]string{"DOOR-SHUT"}},
		{"observability knowing a runtime", "constructs/observability/watch.go", ours + "constructs/service/ecs", "",
			[]string{"DOOR-SHUT"}},
		{"the pipeline knowing a runtime", "constructs/pipeline/step.go", ours + "constructs/service/ecs", "",
			[]string{"DOOR-SHUT"}},
		{"config importing AWS", "config/load.go", cdk + "/awsec2", "", []string{"DOOR-OUTSIDE"}},
		{"shared values importing AWS", "constructs/service/size.go", cdk, "", []string{"DOOR-OUTSIDE"}},
		{"signal importing more of AWS", "constructs/signal/signal.go", cdk + "/awssns", "", []string{"DOOR-OUTSIDE"}},
		{"signal importing its one AWS package", "constructs/signal/signal.go", cdk + "/awscloudwatch", "", nil},
		{"another module", "stacks/network.go", "github.com/stretchr/testify/assert", "", []string{"DOOR-OUTSIDE"}},
		{"a package that is closed", "constructs/service/ecs/x.go", cdk + "/awsecspatterns", "",
			[]string{"DOOR-CLOSED"}},
		{"assertions in a test", "stacks/network_test.go", cdk + "/assertions", "", []string{"DOOR-CLOSED"}},
		{"assertions in their room", "internal/synthtest/x.go", cdk + "/assertions", "", nil},
		{"test words outside of tests", "stacks/network.go", ours + "internal/synthtest", "", []string{"DOOR-SHUT"}},
		{"test words in a test", "constructs/network/vpc_test.go", ours + "internal/synthtest", "", nil},
		{"an example of several rooms", "constructs/ingress/example_test.go", ours + "constructs/network", "", nil},
		{"a test of its own room", "constructs/network/vpc_test.go", ours + "constructs/network", "", nil},
		{"the program below the stacks", "stacks/x.go", ours + "internal/program", "", []string{"DOOR-SHUT"}},
		{"app.go reaching past the stacks", "app.go", ours + "constructs/network", "", []string{"DOOR-SHUT"}},
		{"the program calling CDK", "internal/program/x.go", cdk, "", []string{"DOOR-OUTSIDE"}},
		{"a room nobody planned", "constructs/common/x.go", "fmt", "", []string{"DOOR-ROOM"}},
		{"a second program linking CDK", "cmd/shipway/main.go", cdk, "", []string{"DOOR-OUTSIDE"}},
		{"an example of the library", "examples/shop/main.go", ours + "constructs/network", "", nil},
		{"an example knowing the file", "examples/shop/main.go", ours + "config", "", []string{"DOOR-SHUT"}},
		{"a stack reading the environment", "stacks/x.go", "os", "", []string{"DOOR-INPUT"}},
		{"a construct reading the clock", "constructs/network/x.go", "time", "var x = time.Now()",
			[]string{"DOOR-INPUT"}},
		{"a construct with durations", "constructs/network/x.go", "time", "var x = time.Second", nil},
		{"a stack reading context", "stacks/x.go", "fmt", "var x = app.Node().TryGetContext(fmt.Sprint())",
			[]string{"DOOR-INPUT"}},
		{"a stack writing a resource", "stacks/x.go", cdk + "/awssns", "var x = awssns.NewCfnTopic(nil, nil, nil)",
			[]string{"DOOR-RESOURCE"}},
		{"a stack writing an output", "stacks/x.go", cdk, "var x = awscdk.NewCfnOutput(nil, nil, nil)", nil},
		{"app.go defining a stack", "app.go", "fmt", "var x = awscdk.NewStack(fmt.Sprint())",
			[]string{"DOOR-RESOURCE"}},
	} {
		t.Run(p.name, func(t *testing.T) {
			text := fmt.Sprintf("package x\n\nimport %q\n\n%s\n", p.imports, p.body)
			findings, err := source.Doors(project(t, map[string]string{p.file: text}))
			caught(t, findings, err, p.rules...)
		})
	}
}

func TestDoorsLeavesOtherModulesAlone(t *testing.T) {
	const foreign = "package x\n\nimport \"github.com/aws/aws-cdk-go/awscdk/v2/awsecspatterns\"\n"
	findings, err := source.Doors(project(t, map[string]string{
		"go.mod": "module x", "node_modules/p/x.go": foreign, "tools/go.mod": "module tools", "tools/x.go": foreign,
		"config/testdata/x.go": foreign, ".cache/x.go": foreign,
	}))
	caught(t, findings, err)
}
