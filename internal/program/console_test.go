package program

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// heard is a console that talks into buffers.
func heard() (c *Console, out, err *bytes.Buffer) {
	out, err = &bytes.Buffer{}, &bytes.Buffer{}
	return &Console{out: out, err: err, start: time.Now()}, out, err
}

func TestTheRuntimesFarewellIsNotHeard(t *testing.T) {
	c, _, err := heard()
	c.relayed = make(chan struct{})
	c.pass(strings.NewReader("[WARNING] x is deprecated.\n" +
		"Runtime process exited abnormally: waitid: no child processesnode says\n\n" +
		"Runtime process exited abnormally: signal: killed\n" +
		"Runtime process exited abnormally: wait: no child processes"))
	want := "[WARNING] x is deprecated.\nnode says\nRuntime process exited abnormally: signal: killed\n"
	if err.String() != want {
		t.Errorf("a person reads\n%s\nwant\n%s", err, want)
	}
}

func TestMistakesGoToStandardErrorAndHelpDoesNot(t *testing.T) {
	c, out, err := heard()
	if code := c.Refuse(errors.New("shipway.yaml:1:1: odd\nshipway.yaml:2:1: odd too")); code != badInput {
		t.Errorf("the exit code of a mistake is %d, want %d", code, badInput)
	}
	if out.Len() > 0 || err.String() != "shipway.yaml:1:1: odd\nshipway.yaml:2:1: odd too\n" {
		t.Errorf("standard output has %q, standard error %q", out, err)
	}
	c, out, err = heard()
	if code := c.Refuse(flag.ErrHelp); code != fine || err.Len() > 0 || out.String() != Usage {
		t.Errorf("help has exit code %d and says %q on standard error", code, err)
	}
}

func TestHelpNamesEveryFlag(t *testing.T) {
	for _, name := range flagNames {
		if !strings.Contains(Usage, "\n  "+name+" ") {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestProgressIsOneLineThatGivesWay(t *testing.T) {
	c, _, err := heard()
	c.live, c.start = true, time.Now().Add(time.Hour) // the ticker's turn never comes
	c.Phase("building the stacks")
	c.draw(1200 * time.Millisecond)
	c.draw(2300 * time.Millisecond)
	c.say("[WARNING] odd")
	c.Phase("")
	c.draw(3 * time.Second)
	want := "building the stacks … 1 s\r\x1b[Kbuilding the stacks … 2 s\r\x1b[K[WARNING] odd\n"
	if err.String() != want {
		t.Errorf("the terminal gets %q, want %q", err, want)
	}
}

func TestOnlyATerminalSeesProgress(t *testing.T) {
	c, _, err := heard()
	c.start = time.Now().Add(-time.Hour)
	c.Phase("building the stacks")
	ticks := c.stop != nil
	c.Phase("")
	if ticks || err.Len() > 0 {
		t.Errorf("a pipe gets %q", err)
	}
}

func TestFilesPipesAndNowhereAreNoTerminals(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, f := range []*os.File{file, write, null} {
		if terminal(f) {
			t.Errorf("%s passes for a terminal", f.Name())
		}
	}
}

func TestAQuietRunShowsNeitherSummaryNorProgress(t *testing.T) {
	c, _, _ := heard()
	c.summary, c.live = true, true
	c.Heed(Options{Quiet: true})
	if c.summary || c.live {
		t.Error("the run is not quiet")
	}
}

// concluded is the verdict on the sample, for a run without a key.
func concluded(t *testing.T, report string, change func(*Console, *Run)) (code int, out, err string) {
	t.Helper()
	c, stdout, stderr := heard()
	r := &Run{Dir: sample(t, report), Context: map[string]any{strict: true}, output: &output{}}
	if change != nil {
		change(c, r)
	}
	code = c.Conclude(r)
	return code, stdout.String(), stderr.String()
}

const clean = `{"pluginReports": [{"pluginName": "Construct Annotations", "conclusion": "success", "violations": [
	{"ruleName": "Annotation::age", "description": "too old", "severity": "warning",
		"violatingConstructs": [{"constructPath": "dev/Web"}]}]}]}`

func TestFindingsFailTheRun(t *testing.T) {
	code, out, err := concluded(t, "", nil)
	want := "dev/Web/Queue: error: too small\ndev/Web/Queue: error: {\"Fn::Sub\": \"odd\"}\n"
	if code != hasFindings || out != "" || err != want {
		t.Errorf("exit code %d, standard output %q, standard error %q", code, out, err)
	}
}

func TestAdviceFailsNothing(t *testing.T) {
	code, _, err := concluded(t, clean, nil)
	if code != fine || err != "warning: dev/Web: Annotation::age: too old\n" {
		t.Errorf("exit code %d, standard error %q", code, err)
	}
}

func TestTheSummarySaysWhatToDoNext(t *testing.T) {
	_, out, _ := concluded(t, "", func(c *Console, _ *Run) { c.summary = true })
	if !strings.HasSuffix(out, "\nNext: fix the 2 findings below, then run this again\n") {
		t.Errorf("the summary ends\n%s", out)
	}
	_, out, _ = concluded(t, clean, func(c *Console, r *Run) { c.summary, r.names = true, []string{"prod", "dev"} })
	if !strings.HasSuffix(out, " 'prod/*'\n") {
		t.Errorf("the summary ends\n%s", out)
	}
}

func TestOnlyACleanRunIsStamped(t *testing.T) {
	for name, c := range map[string]struct {
		report string
		change func(*Console, *Run)
		want   bool
	}{
		"clean":       {clean, func(_ *Console, r *Run) { r.key = "k" }, true},
		"findings":    {"", func(_ *Console, r *Run) { r.key = "k" }, false},
		"no key":      {clean, nil, false},
		"interrupted": {clean, func(c *Console, r *Run) { r.key = "k"; c.stopped.Store(true) }, false},
		"a lookup is missing": {clean, func(_ *Console, r *Run) {
			r.key = "k"
			write(t, filepath.Join(r.Dir, "manifest.json"), `{"artifacts": {}, "missing": [{}]}`)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			var dir string
			concluded(t, c.report, func(console *Console, r *Run) {
				if c.change != nil {
					c.change(console, r)
				}
				r.output.dir, dir = r.Dir, r.Dir
			})
			if got := exists(stampFile(dir)); got != c.want {
				t.Errorf("stamped: %v, want %v", got, c.want)
			}
		})
	}
}

func TestAnInterruptDoesNotCostAReusedAssembly(t *testing.T) {
	var dir string
	code, _, _ := concluded(t, clean, func(c *Console, r *Run) {
		c.stopped.Store(true)
		r.reused, r.output.dir, dir = true, r.Dir, r.Dir
	})
	if code != interrupted || !exists(dir, "manifest.json") {
		t.Errorf("exit code %d, and the assembly is gone", code)
	}
}

func TestFiftyFindingsAreEnough(t *testing.T) {
	c, _, err := heard()
	c.list(make([]finding, 53))
	if got := strings.Count(err.String(), "app\n"); got != 50 || !strings.HasSuffix(err.String(), "\nand 3 more\n") {
		t.Errorf("%d findings are shown, and then %q", got, err.String()[err.Len()-40:])
	}
}

func TestBelowTheCLIAReusedAssemblyIsOneLine(t *testing.T) {
	t.Setenv("CDK_CONTEXT_JSON", "{}")
	_, out, err := concluded(t, clean, func(c *Console, r *Run) { c.summary, r.reused = true, true })
	if strings.Count(out, "\n") != 1 || err != "" {
		t.Errorf("standard output %q, standard error %q", out, err)
	}
}
