package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// report prints everything that was measured as Markdown, and whether all targets were met.
func (s *session) report(to io.Writer) bool {
	fmt.Fprintf(to, "%s\n", s.machine())
	if len(s.trials) == 0 {
		fmt.Fprintf(to, "Go program by itself, median of %d rounds (least–most):\n\n%s", s.rounds, s.within())
		return true
	}
	fmt.Fprintf(to, "Go program by JavaScript twin, median of %d rounds (least–most):\n\n%s\n", s.rounds, s.twins())
	fmt.Fprintf(to, "Go program by itself:\n\n%s\n", s.within())
	fmt.Fprintf(to, "jsii calls, exact:\n\n%s\n", s.callTable())
	targets, met := s.targets()
	fmt.Fprintf(to, "Targets:\n\n%s", targets)
	return met
}

// machine says what the figures were taken on.
func (s *session) machine() string {
	version := func(path ...string) string {
		var about struct{ Version string }
		if err := load(filepath.Join(append([]string{s.project}, path...)...), &about); err != nil {
			return "?"
		}
		return about.Version
	}
	node := func(path string) string {
		said, err := exec.Command(path, "--version").Output()
		if err != nil {
			return "?"
		}
		return strings.TrimSpace(string(said))
	}
	modules := func(name string) string { return version("bench", "node_modules", name, "package.json") }
	rows := [][]string{
		{"machine", fmt.Sprintf("%d cores, %s, %s/%s", runtime.NumCPU(), processor(), runtime.GOOS, runtime.GOARCH)},
		{"Go program", fmt.Sprintf("%s, Node %s, NODE_OPTIONS=%q", runtime.Version(), node(s.node), s.options)},
		{"untuned twin", fmt.Sprintf("Node %s, the system's, with its defaults", node(s.system))},
		{"tuned twin", fmt.Sprintf("Node %s, NODE_OPTIONS=%q", node(s.node), s.options)},
		{"load", fmt.Sprintf("%s at the start (1, 5 and 15 minutes): ratios get noisy above 0.5", s.load)},
		{"CDK", fmt.Sprintf("aws-cdk-lib %s, constructs %s, CLI %s", modules("aws-cdk-lib"), modules("constructs"),
			version("node_modules", "aws-cdk", "package.json"))},
	}
	out := ""
	for _, row := range rows {
		out += fmt.Sprintf("- %s: %s\n", row[0], row[1])
	}
	return out
}

// processor is the name of the processor, where the system says.
func processor() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "processor unknown"
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if key, value, _ := strings.Cut(lines.Text(), ":"); strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "processor unknown"
}

// twins compares the Go program with both twins, a row per trial.
func (s *session) twins() string {
	rows := [][]string{{"", "Go, s", "Go, MiB", "untuned: wall", "CPU", "peak", "tuned: wall", "CPU", "peak"}}
	for _, t := range s.trials {
		program := t.contenders[inGo].runs
		row := []string{t.name(), fmt.Sprintf("%.2f", typical(program, wall)), fmt.Sprintf("%.0f", typical(program, peak))}
		for _, twin := range []int{untuned, tuned} {
			runs := t.contenders[twin].runs
			row = append(row, over(program, runs, wall).span(), over(program, runs, cpu).String(), over(program, runs, peak).String())
		}
		rows = append(rows, row)
	}
	return table(rows)
}

// within compares the Go program with itself on more or less work.
func (s *session) within() string {
	rows := [][]string{{"", "wall", "CPU", "peak"}}
	add := func(name string, top, bottom []cost) {
		rows = append(rows, []string{name, over(top, bottom, wall).span(), over(top, bottom, cpu).String(), over(top, bottom, peak).String()})
	}
	for _, large := range s.trials {
		for _, small := range s.trials {
			if large.Envs == 10 && small.Envs == 1 && large.way() == small.way() {
				add(large.way()+": 10 environments by 1", large.contenders[inGo].runs, small.contenders[inGo].runs)
			}
		}
	}
	for _, p := range s.pairs {
		add(p.name, p.top.runs, p.bottom.runs)
	}
	return table(rows)
}

// callTable counts the calls of the trials of one way; the others make the same.
func (s *session) callTable() string {
	rows := [][]string{{"environments", "jsii calls", "resources", "calls per added environment", "resources per added environment"}}
	var before *trial
	for _, t := range s.trials {
		if t.way() != s.trials[0].way() {
			continue
		}
		row := []string{fmt.Sprint(t.Envs), fmt.Sprint(t.calls.Total), fmt.Sprint(sum(t.resources)), "", ""}
		if before != nil {
			added := float64(t.Envs - before.Envs)
			row[3] = fmt.Sprintf("%.1f", float64(t.calls.Total-before.calls.Total)/added)
			row[4] = fmt.Sprintf("%.1f", float64(sum(t.resources)-sum(before.resources))/added)
		}
		rows = append(rows, row)
		before = t
	}
	return table(rows)
}

// targets lists what is to be reached and says whether all of it is.
func (s *session) targets() (string, bool) {
	rows, met := [][]string{{"target", "limit", "measured", ""}}, true
	add := func(name string, limit, measured float64) {
		verdict := "met"
		if !(measured > 0 && measured <= limit) {
			verdict, met = "MISSED", false
		}
		rows = append(rows, []string{name, fmt.Sprintf("%.3f", limit), fmt.Sprintf("%.3f", measured), verdict})
	}
	for _, t := range s.trials {
		if !t.CLI || t.Envs == 3 {
			continue
		}
		program := t.contenders[inGo].runs
		by := func(twin int) float64 { return over(program, t.contenders[twin].runs, wall).Median }
		if t.Validation {
			add(t.name()+": wall by untuned twin", 0.70, by(untuned))
			add(t.name()+": wall by tuned twin", 1.20, by(tuned))
		} else {
			add(t.name()+": wall by tuned twin", 1.50, by(tuned))
		}
	}
	add("make synth, nothing changed: wall by the first", 0.10, over(s.synth.top.runs, s.synth.bottom.runs, wall).Median)
	for _, t := range s.trials {
		if t.way() == s.trials[0].way() {
			add(fmt.Sprintf("jsii calls by resources, %d env", t.Envs), 0.999, float64(t.calls.Total)/float64(sum(t.resources)))
		}
	}
	return table(rows), met
}
