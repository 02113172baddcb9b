package test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/internal/program"
	"github.com/shipway-cdk/shipway/stacks"
	"github.com/shipway-cdk/shipway/test/gate"
)

// shipped is the file the project ships, below its root.
const shipped = "shipway.yaml"

// root is where the project is: the directory above this one, wherever a test goes.
var root = func() string {
	above, err := filepath.Abs("..")
	if err != nil {
		panic(err)
	}
	return above
}()

// scenario is a file that people could write, and the stacks it becomes.
type scenario struct {
	file   config.File
	stacks []gate.Stack
}

// known are the scenarios that a test has synthesized already, by file or by its text.
var known = map[string]scenario{}

// load synthesizes a file, once for all tests, as the program does but without CDK's own validation.
func load(t *testing.T, path string) scenario {
	t.Helper()
	if one, done := known[path]; done {
		return one
	}
	file, directory := synthesize(t, path, nil)
	stacks, err := gate.Read(directory)
	if err != nil {
		t.Fatal(err)
	}
	known[path] = scenario{file, stacks}
	return known[path]
}

// synthesize writes the cloud assembly of the file at path, below the project's root, and returns its directory. The
// context is the program's own. Change may add to the app before it is written.
func synthesize(t *testing.T, path string, change func(awscdk.App)) (config.File, string) {
	t.Helper()
	path = filepath.Join(root, path)
	file, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	directory := filepath.Join(t.TempDir(), "cdk.out")
	run := prepare(t, program.Options{Config: path, Out: directory, Fresh: true}, file)
	app := awscdk.NewApp(&awscdk.AppProps{
		AutoSynth: jsii.Bool(false), Outdir: &directory, PostCliContext: &run.Context,
	})
	stacks.Build(app, file, "")
	if change != nil {
		change(app)
	}
	app.Synth(nil)
	return file, directory
}

// prepare is what the program does before it synthesizes, done at the project's root: it reads cdk.json there.
func prepare(t *testing.T, options program.Options, file config.File) *program.Run {
	t.Helper()
	t.Setenv("HOME", t.TempDir()) // a ~/.cdk.json of whoever runs the test is not part of it
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chdir(root); err != nil {
		t.Fatal(err)
	}
	run, refused := program.Prepare(options, file)
	if err := os.Chdir(here); err != nil {
		t.Fatal(err)
	}
	if refused != nil {
		t.Fatal(refused)
	}
	return run
}

// variants are the files beside the shipped one: what a user may choose that the shipped file does not, and the systems
// under examples.
func variants(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"test/testdata/variants/*.yaml", "examples/*/shipway.yaml"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no files like %s: %v", pattern, err)
		}
		for _, path := range found {
			path, err = filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, path)
		}
	}
	return all
}

// title is a file's name for a subtest: that of its directory where all have the same.
func title(path string) string {
	if directory := filepath.Dir(path); directory != "." && filepath.Base(path) == shipped {
		return filepath.Base(directory)
	}
	return strings.TrimSuffix(filepath.Base(path), ".yaml")
}

// refuse fails the test with every finding.
func refuse[F any](t *testing.T, findings []F) {
	t.Helper()
	for _, f := range findings {
		t.Error(f)
	}
}
