package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/internal/choose"
)

// answer runs the program. A person answers when there are answers.
func answer(args []string, answers ...string) (out, err string, code int) {
	var stdout, stderr bytes.Buffer
	in := strings.NewReader(strings.Join(answers, "\n"))
	code = run(args, streams{in, &stdout, &stderr, len(answers) > 0})
	return stdout.String(), stderr.String(), code
}

func TestUnknownCommandsGetAUsageLine(t *testing.T) {
	for _, c := range []struct{ given, want string }{
		{"chose", `"chose": unknown command; want one of choose, workflow, picture, help; did you mean choose? [CLI-001]` + "\n"},
		{"deploy", `"deploy": unknown command; want one of choose, workflow, picture, help [CLI-001]` + "\n"},
		{"-gpu", `"-gpu": unknown command; want one of choose, workflow, picture, help [CLI-001]` + "\n"},
		{"\x1b[31m", `"\x1b[31m": unknown command; want one of choose, workflow, picture, help [CLI-001]` + "\n"},
	} {
		if out, err, code := answer([]string{c.given}); out != "" || err != c.want || code != 2 {
			t.Errorf("%q: exit code %d, %q, %q", c.given, code, out, err)
		}
	}
	if out, err, code := answer(nil); out != "" || err != usage || code != 2 {
		t.Errorf("without a command: exit code %d, %q, %q", code, out, err)
	}
}

func TestHelpIsAGoodPage(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"-h"}, {"--help"}} {
		if out, err, code := answer(args); out != usage || err != "" || code != 0 {
			t.Errorf("%q: exit code %d, %q, %q", args, code, out, err)
		}
	}
	for _, args := range [][]string{{"choose", "-h"}, {"choose", "--help"}, {"choose", "-gpu", "x", "-help"}} {
		out, err, code := answer(args)
		if err != "" || code != 0 {
			t.Errorf("%q: exit code %d, %q", args, code, err)
		}
		for _, line := range strings.Split(out, "\n") {
			if len([]rune(line)) > 80 || line != strings.TrimRight(line, " ") {
				t.Errorf("%d columns: %q", len([]rune(line)), line)
			}
		}
		for _, o := range choose.Options() {
			if !strings.Contains(out, "\n  -"+o.Flag+" ") || !strings.Contains(out, o.Says) {
				t.Errorf("-%s is missing", o.Flag)
			}
			for _, w := range o.Words {
				if !strings.Contains(out, "\n      "+w.Name+" ") {
					t.Errorf("-%s %s is missing", o.Flag, w.Name)
				}
			}
		}
	}
}

func TestAllMistakesAreSaidAtOnce(t *testing.T) {
	for _, c := range []struct {
		args string
		want []string
	}{
		{"-gpu x -bugdet 3 -cpu 99999999999999999999 -kind wokrer -kind web foo -compliance private,x -spot=maybe -budget", []string{
			`-gpu "x": want a whole number from 0 to 8 [CLI-001]`,
			`-bugdet: unknown flag; shipway choose -h lists them; did you mean -budget? [CLI-001]`,
			`-cpu "99999999999999999999": want a whole number from 128 to 196608 [CLI-001]`,
			`-kind "wokrer": want one of web, internal, worker, job; did you mean worker? [CLI-001]`,
			`-kind "web": is given twice [CLI-001]`,
			`"foo": not a flag; want -flag value [CLI-001]`,
			`-compliance "private,x": want one of private, own-image, dedicated-hosts, fips [CLI-001]`,
			`-spot "maybe": want true or false [CLI-001]`,
			`-budget: a value is missing [CLI-001]`,
		}},
		{"-kind job -protocol tcp -tasks 3 -gpu -1", []string{
			`-gpu "-1": want a whole number from 0 to 8 [CLI-001]`,
			`-protocol "tcp": nothing calls a job: leave it out [CLI-001]`,
			`-tasks 3: a job starts one task at a time: leave it out [CLI-001]`,
		}},
		{"-x -y z -", []string{
			"-x: unknown flag; shipway choose -h lists them [CLI-001]",
			"-y: unknown flag; shipway choose -h lists them [CLI-001]",
			`"-": not a flag; want -flag value [CLI-001]`,
		}},
		{"---gpu 1 -=3", []string{
			"bad flag syntax: ---gpu: want a flag such as -gpu 1 [CLI-001]",
			"bad flag syntax: -=3: want a flag such as -gpu 1 [CLI-001]",
		}},
		{"-json=1x -json -region= -services 0 -json=false", []string{
			`-json "1x": want true or false [CLI-001]`,
			`-json "true": is given twice [CLI-001]`,
			"-region: want an AWS region, such as eu-west-1 [CLI-001]",
			`-services "0": want a whole number from 1 to 1000 [CLI-001]`,
			`-json "false": is given twice [CLI-001]`,
		}},
		{"-- -gpu", []string{`"-gpu": not a flag; want -flag value [CLI-001]`}},
	} {
		out, err, code := answer(append([]string{"choose"}, strings.Fields(c.args)...))
		if want := strings.Join(c.want, "\n") + "\n"; out != "" || err != want || code != 2 {
			t.Errorf("%s: exit code %d\n%sgot\n%swant\n%s", c.args, code, out, err, want)
		}
	}
}

func TestTheExitCodeSaysWhetherSomethingFits(t *testing.T) {
	for args, want := range map[string]int{
		"choose": 0, "choose -gpu 1": 0, "choose -protocol udp": 3, "choose -json -protocol udp": 3, "choose -gpu": 2, "choose -budget 5": 3,
	} {
		out, err, code := answer(strings.Fields(args))
		if code != want || (out == "") != (want == 2) || (err == "") == (want == 2) {
			t.Errorf("%s: exit code %d, want %d: %q %q", args, code, want, out, err)
		}
	}
}

func TestJSONIsTheSameEveryTimeAndReadsBack(t *testing.T) {
	args := []string{"choose", "-json", "-kind", "internal", "-compliance", "fips, private", "-cpu", "20480"}
	first, _, _ := answer(args)
	second, _, _ := answer(args)
	var read map[string]any
	if err := json.Unmarshal([]byte(first), &read); err != nil || first != second || !strings.HasSuffix(first, "}\n") {
		t.Errorf("%v\n%s\n%s", err, first, second)
	}
	for _, key := range []string{"constraints", "choice", "possible", "rejected", "prices", "lines"} {
		if read[key] == nil {
			t.Errorf("%s is missing in %s", key, first)
		}
	}
}

func TestOnATerminalOnlyWhatMattersIsAsked(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []string
		asked   int
		out     string // how the answer starts
		err     []string
	}{
		{"everything as by default", strings.Split(strings.Repeat("\n", 30), ""), 0, "express: ", []string{"Enter takes what stands in [brackets]"}},
		{"the end of input", []string{""}, 1, "express: ", []string{"No more answers: the rest is as by default.\n", "The same without questions:\n  shipway choose\n"}},
		{"a worker", []string{"worker", ""}, 0, "fargate: ", []string{"  shipway choose -kind worker\n"}},
		{"a typing mistake, then a worker", []string{"wokrer", "worker", ""}, 0, "fargate: ",
			[]string{`"wokrer": want one of web, internal, worker, job; did you mean worker?` + "\n"}},
		{"what cannot be", []string{"web", "http", "-5", "lots", "none", ""}, 0, "express: ",
			[]string{`"-5": want a whole number from 0 to 8`, `"lots": want a whole number from 0 to 8`}},
		{"UDP ends it", []string{"", "udp"}, 2, "Nothing fits.", []string{"  shipway choose -protocol udp\n"}},
		{"an answer without an end of line", []string{"job"}, 0, "fargate: ", []string{"No more answers"}},
		{"escape sequences", []string{"\x1b[2J", "worker", ""}, 0, "fargate: ", []string{`"\x1b[2J": want one of`}},
	} {
		out, err, code := answer([]string{"choose"}, c.answers...)
		if !strings.HasPrefix(out, c.out) || code == 2 {
			t.Errorf("%s: exit code %d\n%s", c.name, code, out)
		}
		if asked := strings.Count(err, "?\n"); c.asked > 0 && asked != c.asked {
			t.Errorf("%s: %d questions, want %d\n%s", c.name, asked, c.asked, err)
		}
		for _, want := range c.err {
			if !strings.Contains(err, want) {
				t.Errorf("%s: %q is missing in\n%s", c.name, want, err)
			}
		}
	}
}

func TestAnInterviewLeadsWhereItsCommandLeads(t *testing.T) {
	for _, answers := range [][]string{
		{"internal", "", "1", ""}, {"", "", "", "20480"}, {"", "", "", "", "", "", "2"}, {"worker", "", "", "", "", "", "", "", "yes"},
	} {
		out, err, _ := answer([]string{"choose"}, append(answers, "")...)
		_, command, _ := strings.Cut(err, "shipway choose")
		command, _, _ = strings.Cut(command, "\n")
		again, _, _ := answer(append([]string{"choose", "-region", "eu-west-1"}, strings.Fields(command)...))
		if out != again {
			t.Errorf("%q\n%s\n%s\n%s", answers, command, out, again)
		}
	}
}

func TestWithoutATerminalNothingIsAsked(t *testing.T) {
	out, err, code := answer([]string{"choose"})
	if !strings.HasPrefix(out, "express: ") || err != "" || code != 0 {
		t.Errorf("exit code %d, %q\n%s", code, err, out)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestAnAnswerThatCannotBeWrittenIsSaid(t *testing.T) {
	var stderr bytes.Buffer
	code := run([]string{"choose", "-gpu", "1"}, streams{strings.NewReader(""), broken{}, &stderr, false})
	if code != 2 || stderr.String() != "cannot write the answer: no space left on device [CLI-002]\n" {
		t.Errorf("exit code %d, %q", code, stderr.String())
	}
}

func TestTheProgramLinksNoCDK(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range strings.Fields(string(out)) {
		if strings.Contains(one, "aws-cdk-go") || strings.Contains(one, "jsii") || strings.Contains(one, "constructs-go") {
			t.Errorf("it links %s", one)
		}
	}
}
