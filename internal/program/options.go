package program

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Options are what the command line asks for.
type Options struct {
	Config  string            // Config is the file that describes the app. Default: shipway.yaml.
	Out     string            // Out is where the cloud assembly goes. Default: CDK_OUTDIR, else cdk.out.
	Context map[string]string // Context has the -c values, on top of those of cdk.json.
	Quiet   bool              // Quiet prints nothing but mistakes and findings.
	Fresh   bool              // Fresh never uses a finished assembly again.
	Debug   bool              // Debug shows the stack behind an error.
}

// What a run reads and writes unless told otherwise.
const (
	defaultConfig = "shipway.yaml"
	defaultOut    = "cdk.out"
)

// Usage is what -help prints.
const Usage = `Synthesizes shipway.yaml into a cloud assembly. "npx cdk synth" runs it too.

  -config FILE   read FILE instead of shipway.yaml
  -c KEY=VALUE   set a context value; -c env=NAME handles one environment only
  -out DIR       write the assembly to DIR instead of cdk.out
  -fresh         synthesize even if nothing changed
  -quiet         print nothing but mistakes and findings
  -debug         show the stack behind an error
  -help          print this

Exit codes: 0 fine, 2 bad input, 3 findings, 70 a bug in Shipway, 130 interrupted.
`

// flagNames are the flags of [Usage] for a message.
var flagNames = []string{"-c", "-config", "-debug", "-fresh", "-help", "-out", "-quiet"}

// ParseOptions reads the arguments after the program's name. Its error is one line, or [flag.ErrHelp].
func ParseOptions(args []string) (Options, error) {
	o := Options{Context: map[string]string{}}
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Func("config", "", once(&o.Config))
	flags.Func("out", "", once(&o.Out))
	flags.Func("c", "", o.context)
	flags.BoolVar(&o.Quiet, "quiet", false, "")
	flags.BoolVar(&o.Fresh, "fresh", false, "")
	flags.BoolVar(&o.Debug, "debug", os.Getenv("CDK_DEBUG") == "true", "")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return o, err
	} else if err != nil {
		return o, usage(err.Error())
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("%s: not a flag; want %s [CLI-001]", oneLine(flags.Arg(0)), strings.Join(flagNames, ", "))
	}
	if o.Config == "" {
		o.Config = defaultConfig
	}
	if o.Out == "" {
		o.Out = os.Getenv("CDK_OUTDIR")
	}
	if o.Out == "" {
		o.Out = defaultOut
	}
	return o, nil
}

// once is a flag value that must not be given twice, nor be empty.
func once(field *string) func(string) error {
	return func(given string) error {
		switch {
		case given == "":
			return errors.New("is empty")
		case *field != "":
			return errors.New("is given twice")
		}
		*field = given
		return nil
	}
}

// context is one -c value. Keys of CDK's own are refused, as its CLI does.
func (o *Options) context(given string) error {
	key, value, assigned := strings.Cut(given, "=")
	switch {
	case !assigned || key == "":
		return errors.New("want KEY=VALUE")
	case strings.HasPrefix(key, "aws:"):
		return errors.New("keys that start with aws: are CDK's own")
	}
	o.Context[key] = value
	return nil
}

// invalid is how the flag package names a value it refuses.
var invalid = regexp.MustCompile(`(?s)^invalid (?:boolean )?value (".*") for (?:flag )?(-\S+): (.*)$`)

// usage rewrites the flag package's words.
func usage(said string) error {
	if name, found := strings.CutPrefix(said, "flag provided but not defined: "); found {
		text := oneLine(name) + ": unknown flag; want " + strings.Join(flagNames, ", ")
		if near := check.Nearest("-"+strings.TrimLeft(name, "-"), flagNames); near != "" {
			text += "; did you mean " + near + "?"
		}
		return errors.New(text + " [CLI-001]")
	}
	if name, found := strings.CutPrefix(said, "flag needs an argument: "); found {
		return fmt.Errorf("%s: a value is missing [CLI-001]", name)
	}
	if invalid := invalid.FindStringSubmatch(said); invalid != nil {
		return fmt.Errorf("%s %s: %s [CLI-001]", invalid[2], oneLine(invalid[1]), invalid[3])
	}
	return fmt.Errorf("%s [CLI-001]", oneLine(said))
}
