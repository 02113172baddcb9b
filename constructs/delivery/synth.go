package delivery

import (
	"cmp"
	"regexp"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
)

// Synth is how the application's own pipeline makes CloudFormation templates of a commit: lines of shell that are run as
// they are, one after the other in one build, until one fails.
type Synth struct {
	// Test is the line that runs the tests. Default: "make test".
	Test string
	// Verify is the line that runs everything else that must hold before something is deployed. Default: "make verify".
	Verify string
	// Synth is the line that writes the templates into Output. Default: "make synth".
	Synth string
	// Go is the exact version of Go. The go command fetches it, and takes it only with the checksum that Go's own database
	// has (Go toolchains, "Go toolchain selection"). Default: "1.26.8". Node.js is the one that program.Synth pins.
	Go string
	// Output is the directory of the templates, below the source. Default: "cdk.out".
	Output string
	// Machine runs the lines; Docker must be left out. Default: buildspec.Large, 1 h to run, 8 h to wait for a machine.
	Machine buildspec.Machine
}

// WithDefaults fills what was left out.
func (s Synth) WithDefaults() Synth {
	s.Test = cmp.Or(s.Test, "make test")
	s.Verify = cmp.Or(s.Verify, "make verify")
	s.Synth = cmp.Or(s.Synth, "make synth")
	s.Go = cmp.Or(s.Go, "1.26.8")
	s.Output = cmp.Or(s.Output, "cdk.out")
	s.Machine.Size = cmp.Or(s.Machine.Size, buildspec.Large)
	s.Machine = s.Machine.WithDefaults()
	return s
}

// goVersion matches releases of Go since those name their toolchain in full: 1.21.0.
var goVersion = regexp.MustCompile(`^1\.(?:2[1-9]|[3-9]\d)\.\d{1,2}$`)

// Validate reports everything wrong with the lines, all at once.
func (s Synth) Validate() error {
	s = s.WithDefaults()
	c := check.Of("delivery.Synth")
	for _, one := range []struct{ field, line string }{{"Test", s.Test}, {"Verify", s.Verify}, {"Synth", s.Synth}} {
		line(c, one.field, one.line)
	}
	c.That("BLD-002", "Go", s.Go, goVersion.MatchString(s.Go), "want an exact version since 1.21.0, such as 1.26.8")
	buildspec.Inside(c, "Output", s.Output)
	c.Within("Machine", s.Machine.Validate())
	c.That("PIPE-004", "Machine.Docker", s.Machine.Docker, !s.Machine.Docker, "want it left out: the lines are the source's own code, and Docker makes them root")
	return c.Err()
}
