// Command app synthesizes shipway.yaml into a cloud assembly for the CDK CLI. It defines no resource, and prints every
// failure without a stack trace.
package main

import (
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	_ "github.com/shipway-cdk/shipway/internal/nodeenv" // its init readies the environment of Node before jsii reads it
	"github.com/shipway-cdk/shipway/internal/program"
	"github.com/shipway-cdk/shipway/stacks"
)

// build defines the stacks; the tests of this program let it plant mistakes.
var build = stacks.Build

func main() { os.Exit(run()) }

// run is the whole program: options, configuration, synthesis unless the last one still holds, verdict. It returns the
// exit code.
func run() int {
	console := program.OpenConsole()
	defer console.Close()
	defer jsii.Close()
	console.OnInterrupt(jsii.Close)
	options, err := program.ParseOptions(os.Args[1:])
	if err != nil {
		return console.Refuse(err)
	}
	console.Heed(options)
	file, err := config.Load(options.Config)
	if err != nil {
		return console.Refuse(err)
	}
	run, err := program.Prepare(options, file)
	if err != nil {
		return console.Refuse(err)
	}
	if !run.Reused() {
		if code := synthesize(console, run, file); code != 0 {
			return code
		}
	}
	return console.Conclude(run)
}

// synthesize builds every stack and writes the cloud assembly. It returns the exit code; CDK's panics end here.
func synthesize(console *program.Console, run *program.Run, file config.File) (code int) {
	if err := run.Begin(); err != nil {
		return console.Refuse(err)
	}
	console.Writing(run)
	var app awscdk.App
	near := func() string { return newest(app) }
	defer func() {
		if panicked := recover(); panicked != nil {
			code = console.Rescue(run, panicked, near)
		}
	}()
	console.Phase("building the stacks")
	app = awscdk.NewApp(&awscdk.AppProps{AutoSynth: jsii.Bool(false), Outdir: &run.Dir, PostCliContext: &run.Context})
	console.Started()
	build(app, file, run.Only)
	console.Phase("writing and checking the templates")
	near = nil // the newest construct is no clue any more
	app.Synth(nil)
	return 0
}

// newest returns the path of the construct added last: the one that failed, or its neighbour.
func newest(under constructs.IConstruct) string {
	children := *under.Node().Children()
	if len(children) == 0 {
		return *under.Node().Path()
	}
	return newest(children[len(children)-1])
}
