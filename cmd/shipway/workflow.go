package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

// workflowHelp is the page of "shipway workflow -h".
const workflowHelp = `shipway workflow writes files for GitHub Actions or GitLab CI that release the
services of shipway.yaml: secrets and tests, the image once, its scan, then one
environment after the other. Synthesize first: the alarms that a release
watches are read from the templates.

  shipway workflow github [flags]
  shipway workflow gitlab [flags]

  -config FILE           read FILE (shipway.yaml)
  -assembly DIR          read the templates below DIR (cdk.out)
  -out DIR               write below DIR, the root of the repository (.)
  -branch NAME           release what is pushed to NAME (the source's, main)
  -repository NAME       only services whose source is NAME, such as acme/shop
  -test LINE             test with this line alone (build.test)
  -runner ENV=LABELS     release to ENV on runners with these labels or tags,
                         with commas between them (GitHub's or GitLab's own)
  -without KEYS          go without what no workflow does, with commas between:
                         build.secrets, scan.inspector, source.tags,
                         verify.test, window
  -force                 overwrite files that somebody else has written
  -h                     print this

A service with a source is tested, built, scanned and verified as shipway.yaml
says; what no workflow does is refused, or said on standard error. One without
a source is built of the Dockerfile in services/NAME, in NAME, or in the root of
the repository, whichever is there first. Exit codes: 0 fine, 2 bad input.
docs/workflows.md has the whole way.
`

// order is what the command line of "shipway workflow" asks for.
type order struct {
	gitlab                                    bool
	config, assembly, out, branch, repository string
	test                                      string
	runners                                   map[string][]string
	without                                   []string
	force                                     bool
}

// workflowFlags are its flags for a message.
var workflowFlags = []string{"-assembly", "-branch", "-config", "-force", "-out", "-repository", "-runner", "-test", "-without"}

// systems are what workflows are written for.
var systems = []string{"github", "gitlab"}

// workflowCommand is "shipway workflow". It returns the exit code.
func workflowCommand(args []string, s streams) int {
	o, err := readOrder(args)
	if errors.Is(err, flag.ErrHelp) {
		return s.print(workflowHelp)
	}
	if err != nil {
		fmt.Fprintln(s.err, err)
		return badInput
	}
	said, missing, err := o.write()
	if err != nil {
		fmt.Fprintln(s.err, err)
		return badInput
	}
	for _, line := range missing {
		fmt.Fprintln(s.err, "not in the workflow: "+line)
	}
	return s.print(said)
}

// readOrder reads the command line. The error is what is wrong, or [flag.ErrHelp].
func readOrder(args []string) (order, error) {
	o := order{config: "shipway.yaml", assembly: "cdk.out", out: ".", runners: map[string][]string{}}
	if len(args) == 0 {
		return o, errors.New("shipway workflow: want " + strings.Join(systems, " or ") + " [CLI-001]")
	}
	if err := o.system(args[0]); err != nil {
		return o, err
	}
	set := flag.NewFlagSet("", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&o.config, "config", o.config, "")
	set.StringVar(&o.assembly, "assembly", o.assembly, "")
	set.StringVar(&o.out, "out", o.out, "")
	set.StringVar(&o.branch, "branch", o.branch, "")
	set.StringVar(&o.repository, "repository", "", "")
	set.StringVar(&o.test, "test", "", "")
	set.BoolVar(&o.force, "force", false, "")
	set.Func("runner", "", o.runner)
	set.Func("without", "", o.leave)
	err := set.Parse(args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		return o, err
	case err != nil:
		return o, errors.New(strings.ReplaceAll(syntax(err.Error(), workflowFlags), "shipway choose", "shipway workflow"))
	case set.NArg() > 0:
		return o, fmt.Errorf("%s: not a flag; shipway workflow -h lists them [CLI-001]", check.Print(set.Arg(0)))
	}
	return o, nil
}

// system takes what workflows are written for.
func (o *order) system(name string) error {
	switch name {
	case "-h", "-help", "--help":
		return flag.ErrHelp
	case "github", "gitlab":
		o.gitlab = name == "gitlab"
		return nil
	}
	text := fmt.Sprintf("%s: want one of %s", check.Print(name), strings.Join(systems, ", "))
	if near := check.Nearest(name, systems); near != "" {
		text += "; did you mean " + near + "?"
	}
	return errors.New(text + " [CLI-001]")
}

// runner takes one "ENV=LABELS".
func (o *order) runner(text string) error {
	environment, labels, ok := strings.Cut(text, "=")
	if !ok || environment == "" || labels == "" {
		return errors.New("want ENV=LABEL,LABEL")
	}
	if _, twice := o.runners[environment]; twice {
		return errors.New("want each environment once")
	}
	o.runners[environment] = strings.Split(labels, ",")
	return nil
}

// leave takes one "KEY,KEY".
func (o *order) leave(text string) error {
	for one := range strings.SplitSeq(text, ",") {
		if !slices.Contains(guards, one) {
			return errors.New("want of " + strings.Join(guards, ", "))
		}
		o.without = append(o.without, one)
	}
	return nil
}

// write writes the files, and says what to do next and what is not in them.
func (o order) write() (said string, missing []string, err error) {
	if info, err := os.Stat(o.out); err != nil || !info.IsDir() {
		return "", nil, fmt.Errorf("%s: want a directory that is there [CLI-002]", check.Print(o.out))
	}
	file, err := config.Load(o.config)
	if err != nil {
		return "", nil, err
	}
	props, missing, err := o.props(file)
	if err != nil {
		return "", nil, err
	}
	if err := props.Validate(); err != nil {
		return "", nil, err
	}
	files := workflow.GitHub
	if o.gitlab {
		files = workflow.GitLab
	}
	all := files(props)
	stale, err := put(o.out, all, o.force)
	if err != nil {
		return "", nil, err
	}
	return o.next(file, props, all, stale), missing, nil
}
