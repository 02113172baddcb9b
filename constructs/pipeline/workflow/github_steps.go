package workflow

import (
	"path"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// The runners that GitHub keeps. They have every tool of the programs (actions/runner-images, "Ubuntu 24.04").
const (
	hosted    = "ubuntu-24.04"
	hostedArm = "ubuntu-24.04-arm"
)

// runner is where a job runs.
func runner(labels []string) any {
	if len(labels) == 0 {
		return hosted
	}
	return labels
}

// builder is where the image is built: without emulation where that can be.
func (g github) builder() any {
	if len(g.s.Runner) == 0 && slices.Equal(g.s.Platforms, []string{"linux/arm64"}) {
		return hostedArm
	}
	return runner(g.s.Runner)
}

// source is the step that checks out the source, and leaves no token behind.
func source(more ...entry) object {
	return object{checkout.step(), {"with", append(object{{"persist-credentials", false, ""}}, more...), ""}}
}

// scripts is the step that checks out the programs alone: a job that releases needs no source.
func scripts() object { return source(entry{"sparse-checkout", githubScripts, ""}) }

// runs is the step that runs a program. What it is told are entries of the step, or of its job.
func runs(name string, p program.Program, more ...entry) object {
	step := append(object{{"name", name, ""}}, more...)
	return append(step, entry{"run", "sh " + path.Join(githubScripts, "run.sh") + " " + p.Name, ""})
}

// keep is the step that keeps files of the job for 90 days.
func keep(name, as, missing string, when entry, paths ...string) object {
	step := object{{"name", name, ""}, when}
	with := object{{"name", as, ""}, {"path", paths[0], ""}}
	if len(paths) > 1 {
		with[1].value = script(strings.Join(paths, "\n") + "\n")
	}
	return append(step, upload.step(), entry{"with", append(with, entry{"if-no-files-found", missing, ""}, entry{"retention-days", 90, ""}), ""})
}

// expressions are what GitHub puts in for what only a run knows. They stand in the values of variables, never in a script.
var expressions = map[moment]string{
	commit: "${{ github.sha }}", run: "${{ github.run_id }}", image: "${{ needs.image.outputs.image }}",
}

// env is the entry with variables, or none without one.
func env(groups ...[]variable) entry {
	var all object
	for _, v := range slices.Concat(groups...) {
		text := v.text
		if v.when != never {
			text = expressions[v.when]
		}
		all = append(all, entry{v.name, text, ""})
	}
	if all == nil {
		return entry{}
	}
	return entry{"env", all, ""}
}
