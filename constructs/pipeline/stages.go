package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/delivery"
)

// Names of stages and of what they hand on. An artifact's name must not be a namespace's (CodePipeline user guide,
// "Variables reference").
const (
	testStage        = "Test"
	imageStage       = "Image"
	imageArtifact    = "ImageOutput"
	findingsArtifact = "FindingsOutput"
)

// stages are the pipeline, in order.
func (p PipelineProps) stages() []stage {
	all := []stage{p.sourceStage()}
	if tests := p.testStage(); len(tests.actions) > 0 {
		all = append(all, tests)
	}
	if image := p.imageStage(); len(image.actions) > 0 {
		all = append(all, image)
	}
	for _, wave := range p.Waves {
		if wave.Approval != nil {
			all = append(all, p.approvalStage(wave))
		}
		all = append(all, p.waveStage(wave))
	}
	return all
}

func (p PipelineProps) sourceStage() stage {
	from := originOf(p.Source, p.place())
	return stage{name: sourceStage, actions: []action{{
		name: sourceStage, category: "Source", provider: from.provider, settings: from.settings, outputs: []string{sourceArtifact}, namespace: sourceStage,
	}}}
}

// testStage looks at the source: tests and the search for secrets, side by side.
func (p PipelineProps) testStage() stage {
	one := stage{name: testStage}
	if !p.builds() {
		return one
	}
	if p.Build.Tests.Command != "" {
		one.actions = append(one.actions, building("Test", p.project("test"), sourceArtifact, 1))
	}
	if !p.Build.NoSecretsScan {
		one.actions = append(one.actions, building("Secrets", p.project("secrets"), sourceArtifact, 1))
	}
	return one
}

// imageStage makes the image, once for all environments, and looks at what is in it.
func (p PipelineProps) imageStage() stage {
	one, order := stage{name: imageStage}, 1
	if p.builds() {
		version := originOf(p.Source, p.place()).version
		image := building("Image", p.project("image"), sourceArtifact, 1,
			[2]string{"TAG", p.tag()}, [2]string{"COMMIT", version}, [2]string{"EXECUTION", execution})
		image.outputs, image.namespace, order = []string{imageArtifact}, imageStage, 2
		one.actions = append(one.actions, image)
	}
	if len(p.Scan.Limits()) > 0 {
		one.actions = append(one.actions, building("Scan", p.project("scan"), p.handedOn(), order, [2]string{"IMAGE", p.image()}))
	}
	if p.Scan.Inspector {
		settings := map[string]string{"InspectorRunMode": "ECRImageScan", "ECRRepositoryName": p.repositoryName(), "ImageTag": p.tag()}
		for severity, most := range p.Scan.Limits() {
			text := severity.String()
			settings[text[:1]+strings.ToLower(text[1:])+"Threshold"] = most
		}
		one.actions = append(one.actions, action{
			name: "Inspector", category: "Invoke", provider: "InspectorScan", settings: settings, outputs: []string{findingsArtifact}, order: order,
		})
	}
	return one
}

// approvalStage asks a person. It is a stage of its own, so that the window of the wave is looked at after the answer.
func (p PipelineProps) approvalStage(w Wave) stage {
	about := fmt.Sprintf("%s %s to %s: image %s, source %s, run %s.", p.App, p.Service, w.name(), p.digest(), originOf(p.Source, p.place()).version, execution)
	return p.ask(*w.Approval, w.name(), about, originOf(p.Source, p.place()).link)
}

// ask is the stage in which a person decides about the wave called name, who is told what about it there is to know, with a
// page to look at.
func (p PipelineProps) ask(a delivery.Approval, name, about, link string) stage {
	if a.Message != "" {
		about = a.Message + " | " + about
	}
	settings := map[string]string{"CustomData": about, "NotificationArn": p.asked(a)}
	if link != "" {
		settings["ExternalEntityLink"] = link
	}
	return stage{name: "Approve-" + name, actions: []action{{
		name: "Approve", category: "Approval", provider: "Manual", settings: settings, minutes: int(a.WithDefaults().Within.Minutes()),
	}}}
}

// asked is the topic that is told when a person must decide.
func (p PipelineProps) asked(a delivery.Approval) string {
	if a.Topic == "" && len(p.Alerts) > 0 {
		return p.Alerts[0]
	}
	return a.Topic
}

// waveStage releases to the wave's environments, side by side: whether it may begin, the release, whether it holds. Each of
// them begins in no environment before the former has succeeded in all (CodePipeline user guide, "Action declaration"): a release
// among several leaves its failure to its proof, so that the others get theirs.
func (p PipelineProps) waveStage(w Wave) stage {
	one := stage{name: w.name(), window: w.Window, onFailure: w.again()}
	for _, e := range w.Environments {
		deployment := e.Target.Deploy()
		for _, s := range steps {
			act := building(s.String()+"-"+e.Name, s.project(p.crewPrefix(e)), p.handedOn(), int(s)+1, p.tell(s, e)...)
			if s == release {
				act.namespace = act.name
				if len(w.Environments) > 1 {
					act.variables = append(act.variables, [2]string{"LATER", "on"})
				}
			}
			if deployment.Inside {
				act.role = deployment.Home.starterARN()
				if deployment.Home.Region != p.Region {
					act.region = deployment.Home.Region
				}
			}
			one.actions = append(one.actions, act)
		}
		if e.Verify.Test != "" {
			one.actions = append(one.actions, p.trial(e))
		}
	}
	return one
}

// tell are the variables of one step in one environment that only the run knows, and those that belong to the wave.
func (p PipelineProps) tell(s step, e Environment) [][2]string {
	all := [][2]string{{"EXECUTION", execution}}
	switch s {
	case ready:
		if e.Drift {
			all = append(all, [2]string{"DRIFT", "on"})
		}
	case release:
		all = append(all, [2]string{"IMAGE", p.image()})
	case verify:
		all = append(all, [2]string{"IMAGE", p.image()}, [2]string{"PREVIOUS", variable(release.String()+"-"+e.Name, "PREVIOUS")})
		if e.Target.Deploy().Inside { // its builds are defined without the pipeline
			all = append(all, p.proof(e)...)
		}
	}
	return all
}

// proof is what the last step in an environment is told in every run.
func (p PipelineProps) proof(e Environment) [][2]string {
	all := proving(e.Verify)
	if e.Verify.Test != "" {
		all = append(all, p.judging(e)...)
	}
	return all
}

// crewPrefix is what the names of the builds start with that release to e.
func (p PipelineProps) crewPrefix(e Environment) string {
	if deployment := e.Target.Deploy(); deployment.Inside {
		return deployment.Home.project()
	}
	return p.project("release-" + e.Name)
}

// builds says whether the pipeline makes its image itself.
func (p PipelineProps) builds() bool {
	_, made := p.Source.(delivery.Registry)
	return !made
}

// project is the name of the pipeline's build called name.
func (p PipelineProps) project(name string) string { return prefix(p.App, p.Service) + "-" + name }

// image is the reference to the image, by digest: the same in every environment.
func (p PipelineProps) image() string {
	if made, is := p.Source.(delivery.Registry); is {
		return imageOf(made, p.place())
	}
	return variable(imageStage, "IMAGE")
}

func (p PipelineProps) digest() string {
	if !p.builds() {
		return variable(sourceStage, "ImageDigest")
	}
	return variable(imageStage, "DIGEST")
}

// tag is the image's tag. A commit has one image, however often it is built.
func (p PipelineProps) tag() string {
	switch from := p.Source.(type) {
	case delivery.Registry:
		return from.WithDefaults().Tag
	case delivery.Bucket:
		return "source-" + variable(sourceStage, "VersionId")
	}
	return variable(sourceStage, "CommitId")
}

// repositoryName names the image's repository.
func (p PipelineProps) repositoryName() string {
	if made, is := p.Source.(delivery.Registry); is {
		return made.Repository
	}
	_, name := p.Build.Registry()
	return name
}

// handedOn is the artifact that later builds start from: none of them needs the source, so the small one.
func (p PipelineProps) handedOn() string {
	if p.builds() {
		return imageArtifact
	}
	return sourceArtifact
}

// insides are the deployments that run in their environments.
func (p PipelineProps) insides() (all []Deployment) {
	for _, e := range p.environments() {
		if d := e.Target.Deploy(); d.Inside {
			all = append(all, d)
		}
	}
	return all
}

// environments are those of all waves, in order.
func (p PipelineProps) environments() (all []Environment) {
	for _, wave := range p.Waves {
		all = slices.Concat(all, wave.Environments)
	}
	return all
}

// proving are the variables of a proof.
func proving(v delivery.Verify) (all [][2]string) {
	add := func(name, value string) {
		if value != "" && value != "0" {
			all = append(all, [2]string{name, value})
		}
	}
	add("URL", v.URL)
	add("STATUS", v.Status)
	add("ATTEMPTS", fmt.Sprint(v.Attempts))
	add("BAKE", fmt.Sprint(int(v.Bake.Seconds())))
	add("POINTS", fmt.Sprint(v.Points))
	if v.Points > 0 {
		add("METRIC", v.Metric.JSON())
	}
	return all
}
