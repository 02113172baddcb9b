package pipeline

import (
	"fmt"
	"strings"
)

// Names of stages and artifacts that only the pipeline of an infrastructure has.
const (
	synthStage    = "Synth"
	synthArtifact = "SynthOutput"
)

// stages are the pipeline, in order.
func (p InfrastructureProps) stages() []stage {
	common := p.common()
	synth := building("Synth", common.project("synth"), sourceArtifact, 1)
	synth.outputs = []string{synthArtifact}
	all := []stage{common.sourceStage(), {name: synthStage, actions: []action{synth, building("Secrets", common.project("secrets"), sourceArtifact, 1)}}}
	for i, wave := range p.waves() {
		all = append(all, p.diffStage(i, wave))
		if wave.Approval != nil {
			all = append(all, p.approvalStage(wave))
		}
		all = append(all, p.waveStage(wave))
	}
	return all
}

// compared is the namespace of what is said about the wave.
func (w InfrastructureWave) compared() string { return "Diff-" + w.Name }

// diffStage says what the assembly would change in all of the wave. It is a stage of its own, so that the approval may depend on it.
func (p InfrastructureProps) diffStage(number int, w InfrastructureWave) stage {
	names := make([]string, len(w.Stages))
	for i, one := range w.Stages {
		names[i] = one.Name
	}
	diff := building("Diff", p.common().project("diff"), synthArtifact, 1, [2]string{"STAGES", strings.Join(names, " ")})
	diff.outputs, diff.namespace = []string{fmt.Sprintf("Diff%dOutput", number)}, w.compared()
	return stage{name: w.compared(), actions: []action{diff}}
}

// approvalStage asks a person, unless nothing changes.
func (p InfrastructureProps) approvalStage(w InfrastructureWave) stage {
	common := p.common()
	said := func(name string) string { return variable(w.compared(), name) }
	about := fmt.Sprintf("%s infrastructure to %s: %s changes. Resources: %s added, %s changed, %s of them replaced or perhaps, %s removed. Permissions grow: %s. Source %s, run %s.",
		p.App, w.Name, said("CHANGES"), said("ADDED"), said("CHANGED"), said("REPLACED"), said("REMOVED"), said("WIDENS"),
		originOf(p.Source, common.place()).version, execution)
	link := fmt.Sprintf("https://%s/codesuite/codebuild/%s/projects/%s/build/%s/log?region=%s",
		console(common.place()), p.Account, common.project("diff"), said("BUILD"), p.Region)
	one := common.ask(*w.Approval, w.Name, about, link)
	one.skipped = said("CHANGES")
	return one
}

// waveStage deploys the wave's stages side by side, and looks whether they hold.
func (p InfrastructureProps) waveStage(w InfrastructureWave) stage {
	one := stage{name: w.Name, window: w.Window, onFailure: w.OnFailure}
	for _, s := range w.Stages {
		// Exactly what was compared, and approved: a build of the app's own code made it, and might still write it.
		compared := [2]string{"ASSEMBLY", variable(w.compared(), "ASSEMBLY")}
		one.actions = append(one.actions,
			building("Deploy-"+s.Name, p.builder("Deploy", s), synthArtifact, 1, [2]string{"EXECUTION", execution}, compared),
			building("Verify-"+s.Name, p.builder("Verify", s), synthArtifact, 2, [2]string{"EXECUTION", execution}))
	}
	return one
}

// builder is the name of the build that does something to a stage.
func (p InfrastructureProps) builder(do string, s CDKStage) string {
	return p.common().project(strings.ToLower(do) + "-" + s.Name)
}
