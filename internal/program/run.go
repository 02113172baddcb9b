package program

import (
	"os"

	"github.com/shipway-cdk/shipway/config"
)

// Run is one synthesis: what it needs, and where it goes.
type Run struct {
	// Dir is where the cloud assembly goes.
	Dir string
	// Context is what the constructs see. It wins over everything else CDK would read.
	Context map[string]any
	// Only is the one environment to build, "" for all.
	Only string

	options Options
	names   []string
	output  *output
	key     string
	reused  bool
}

// Prepare finds out what there is to do for the app that file describes. It only reads. Its error is one line.
func Prepare(o Options, file config.File) (*Run, error) {
	names := make([]string, len(file.Environments))
	for i, environment := range file.Environments {
		names[i] = environment.Name
	}
	if err := checkCLI(os.Getenv("CDK_CLI_VERSION")); err != nil {
		return nil, err
	}
	context, err := loadContext(".", o.Context)
	if err != nil {
		return nil, err
	}
	only, err := selection(context, names)
	if err != nil {
		return nil, err
	}
	output, err := checkOutput(o.Out)
	if err != nil {
		return nil, err
	}
	r := &Run{Dir: o.Out, Context: context, Only: only, options: o, names: names, output: output}
	r.key = r.fingerprint()
	r.reused = r.key != "" && !o.Fresh && reusable(r.Dir, r.key)
	return r, nil
}

// fingerprint is the key of the run's inputs, "" when one of them cannot be read: then nothing is reused.
func (r *Run) fingerprint() string {
	executable, err := os.Executable()
	if err != nil {
		return ""
	}
	program, err := programID(executable)
	if err != nil {
		return ""
	}
	text, err := os.ReadFile(r.options.Config)
	if err != nil {
		return ""
	}
	key, err := keyOf(program, text, r.Context, os.Environ())
	if err != nil {
		return ""
	}
	return key
}

// Reused says that the finished assembly is still right: there is nothing to synthesize.
func (r *Run) Reused() bool { return r.reused }

// Begin makes the output directory ready for a synthesis and looks for Node. Its error is one line.
func (r *Run) Begin() error {
	if err := checkNode(); err != nil {
		return err
	}
	removeStamp(r.Dir)
	return r.output.clear()
}
