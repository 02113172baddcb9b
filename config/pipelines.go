package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// pipelines are those of a file, and what nothing heeds where there are none.
type pipelines struct {
	file         *fileDoc
	environments []*environmentDoc
	unsure       bool // whether there may be one that cannot be read
	shared       bool // whether one takes delivery's source
	built        bool // whether one builds an image
	homeless     bool // whether it was said that one has no delivery section
	idle         []idle
	names        []delivery.Names // of what the pipelines make
}

// idle is a key that only a pipeline heeds.
type idle struct {
	scope *scope
	field string
}

func (p *pipelines) any() bool {
	return len(p.file.delivery.Services) > 0 || p.file.delivery.Infrastructure != nil
}

// add takes w among the pipelines, if it is one, and reports what does nothing for a service without.
func (p *pipelines) add(w *way) {
	d := p.file
	p.unsure = p.unsure || w.unsure
	sourced := w.ours || d.scope.given("Delivery.Source")
	piped := w.released && sourced
	if w.unsure {
		return
	}
	w.prove(piped)
	switch {
	case !w.released:
		for _, field := range []string{"Source", "Build"} {
			w.refuse(field, "its image is fixed, so there is nothing to deliver: leave it out, or leave image out")
		}
		return
	case !sourced:
		p.wait(w)
		return
	case !d.scope.given("Delivery"):
		if !p.homeless {
			w.refuse("Source", "needs delivery, the account and region of its pipeline")
		}
		p.homeless, p.unsure = true, true
		return
	}
	p.reach(w)
	p.shared = p.shared || !w.ours
	p.built = p.built || !w.pushed()
	d.delivery.Services = append(d.delivery.Services, w.resolve(d))
	p.names = append(p.names, delivery.Names{
		Service: w.docs[0].Name, Reviews: w.source.connection.PullRequests,
		Tries: slices.ContainsFunc(w.docs, func(doc *serviceDoc) bool { return doc.Verify.Test != "" }),
	})
}

// own says whether the service itself gives field in all environments, and makes that the place of what is said about it.
func (w *way) own(field string) bool {
	at, given := w.docs[0].scope.spots[field]
	if given = given && !at.override; given {
		w.scope.spots[field] = at
	}
	return given
}

// refuse reports what the service itself says at field, if it does.
func (w *way) refuse(field, want string) {
	if w.own(field) {
		w.scope.reject(field, want, "PIPE-002")
	}
}

// wait remembers what a service without a source says for nothing.
func (p *pipelines) wait(w *way) {
	for _, field := range []string{"Build", "Verify"} {
		if w.own(field) {
			p.idle = append(p.idle, idle{w.scope, field})
		}
	}
	for _, doc := range w.docs {
		if doc.scope.spots["Verify"].override {
			p.idle = append(p.idle, idle{doc.scope, "Verify"})
		}
	}
}

// resolveInfrastructure decides whether the application itself has a pipeline.
func (p *pipelines) resolveInfrastructure() {
	d, s, at := p.file, p.file.scope, "Delivery.Infrastructure"
	if s.broken[at] {
		p.unsure = true
		return
	}
	if !d.delivery.infrastructure.on {
		return
	}
	shared := "Delivery.Source"
	if !s.given(at+".Source") && !s.given(shared) {
		p.idle = append(p.idle, idle{s, at})
		return
	}
	s.rulesAs(at, d.delivery.infrastructure.Validate(), inInfrastructure)
	synth := d.delivery.infrastructure.WithDefaults()
	d.delivery.Infrastructure = &synth
	p.names = append(p.names, delivery.Names{Service: "infrastructure", Application: true})
	for _, e := range p.environments {
		for _, doc := range e.docs {
			doc.checkWatched()
		}
	}
	switch {
	case s.given(at + ".Source"):
		d.delivery.InfrastructureSource = d.delivery.infrastructure.source.resolve(s, at+".Source", d.delivery.Region)
	case s.broken[shared]:
	case s.given(shared + ".Registry"):
		s.missing(at+".Source", "give where the application itself comes from: delivery.source has images only", "PIPE-002")
	default:
		p.shared = true
		d.delivery.InfrastructureSource = d.delivery.source.resolve(s, shared, d.delivery.Region)
	}
}

// inInfrastructure is where the file keeps a field of delivery.Synth.
func inInfrastructure(field string) string {
	if field == "Machine.Timeout" {
		return "Within"
	}
	return field
}

// check reports what pipelines lack, and what is given without any.
func (p *pipelines) check() {
	d, s := p.file, p.file.scope
	for i, address := range d.delivery.Alerts {
		if address != "" && slices.Contains(d.delivery.Alerts[:i], address) {
			s.reject(fmt.Sprintf("Delivery.Alerts[%d]", i), "want each address once", "OBS-005")
		}
	}
	p.checkChats()
	s.rulesAs("Delivery.Limits", d.delivery.Limits.Validate(), strings.NewReplacer("[", ".", "]", "").Replace)
	d.delivery.Limits = d.delivery.Limits.WithDefaults()
	leave := func(field, want string) {
		if s.given(field) && !s.broken[field] {
			s.reject(field, want, "PIPE-002")
		}
	}
	switch {
	case p.any():
		p.checkWaves()
		p.checkStages()
		p.checkNames()
		if !s.given("Delivery.Alerts") {
			s.missing("Delivery.Alerts", "give who is told of failures and asked for approvals", "OBS-005")
		}
	case !p.unsure:
		p.refuseAll()
		return
	}
	if p.unsure {
		return
	}
	p.explain(unsourced)
	if !p.shared {
		leave("Delivery.Source", "nothing takes it: leave it out")
	}
	switch {
	case len(d.delivery.Services) == 0:
		p.idle = []idle{{s, "Delivery.Build"}, {s, "Delivery.Limits"}}
		p.explain("no release chooses the image of a service: leave it out")
	case !p.built:
		leave("Delivery.Build", "no image is built: leave it out")
	}
}

// mostChats is how many topics are told beside that of alerts (pipeline.PipelineProps).
const mostChats = 4

// checkChats reports topics that no rule of EventBridge in the tools account tells: they are in its region, and in
// its account unless there is a role for it (Amazon EventBridge user guide, "Sending events to an AWS service in another
// account").
func (p *pipelines) checkChats() {
	d, s := p.file.delivery, p.file.scope
	for i, arn := range d.Chats {
		at, m := fmt.Sprintf("Delivery.Chats[%d]", i), topicARN.FindStringSubmatch(arn)
		switch {
		case m == nil: // reported
		case d.Region != "" && m[2] != d.Region:
			s.reject(at, "want a topic in "+d.Region+", delivery's region", "OBS-005")
		case d.Account != "" && m[3] != d.Account:
			s.reject(at, "want a topic of "+d.Account+", delivery's account", "OBS-005")
		case slices.Contains(d.Chats[:i], arn):
			s.reject(at, "want each topic once", "OBS-005")
		}
	}
}

// reach reports a cluster in another region than delivery's: builds inside it would read artifacts that are kept there.
func (p *pipelines) reach(w *way) {
	home := p.file.delivery.Region
	for i, doc := range w.docs {
		there := p.environments[i].Region
		if doc.Runtime == service.EKS && !doc.scope.given("Image") && home != "" && there != "" && there != home {
			doc.scope.reject("Runtime", fmt.Sprintf("a pipeline reaches clusters in delivery's own region, %s: want that region, another runtime, or no source", home), "PIPE-002")
		}
	}
}

// checkWaves reports more waves than a pipeline has stages for: in the application's own, each has a difference, and an approval
// where one is asked for; the tools account comes first.
func (p *pipelines) checkWaves() {
	var waves []string
	stages, asked := 0, 0
	for _, e := range p.environments {
		if slices.Contains(waves, e.Wave) {
			continue
		}
		waves, stages = append(waves, e.Wave), stages+2
		if e.Approval != nil {
			stages, asked = stages+1, 1
		}
	}
	stages += len([]string{"Source", "Synth", "Diff-Delivery", "Delivery"}) + asked
	switch s := p.file.scope; {
	case len(waves) > mostWaves:
		s.count("Environments", fmt.Sprintf("%d waves", len(waves)), mostWaves, "PIPE-003")
	case p.file.delivery.Infrastructure != nil && stages > mostStages:
		s.count("Environments", fmt.Sprintf("%d stages of the application's own pipeline", stages), mostStages, "PIPE-003")
	}
}

// ofPipelines are the keys of an environment, and of delivery, that only a pipeline heeds, by Go field.
var (
	ofPipelines     = []string{"Approval.Within", "Approval.Message", "Window", "Wave", "OnFailure"}
	ofTheirDelivery = []string{"Delivery.Source", "Delivery.Alerts", "Delivery.Chats", "Delivery.Build", "Delivery.Limits"}
)

// unsourced is what is said about keys that do nothing without a pipeline.
const unsourced = "there is no source, and so no pipeline: give delivery one, or leave it out"

// refuseAll reports everything that only a pipeline heeds, where the file has none.
func (p *pipelines) refuseAll() {
	d := p.file
	for _, e := range p.environments {
		for _, field := range ofPipelines {
			p.idle = append(p.idle, idle{e.scope, field})
		}
	}
	for _, field := range ofTheirDelivery {
		p.idle = append(p.idle, idle{d.scope, field})
	}
	if d.scope.given("Delivery.Source") {
		p.explain("no release chooses the image of a service, so there is no pipeline: leave it out")
		return
	}
	p.explain(unsourced)
}

// explain reports the first key that does nothing, and names the others: what they lack is one mistake, however many keys
// there are.
func (p *pipelines) explain(want string) {
	idles := slices.DeleteFunc(p.idle, func(one idle) bool {
		return one.scope.spots[one.field].value == nil || one.scope.spoiled(one.field)
	})
	slices.SortStableFunc(idles, func(a, b idle) int {
		x, y := a.scope.spots[a.field].value, b.scope.spots[b.field].value
		return cmp.Or(cmp.Compare(x.Line, y.Line), cmp.Compare(x.Column, y.Column))
	})
	if len(idles) == 0 {
		return
	}
	var others []string
	for _, one := range idles[1:] {
		others = append(others, one.scope.spots[one.field].path)
	}
	const shown = 3
	if more := len(others) - shown; more > 0 {
		others = append(others[:shown], fmt.Sprintf("%d more", more))
	}
	if len(others) > 0 {
		want += ", and with it " + listed(others)
	}
	idles[0].scope.reject(idles[0].field, want, "PIPE-003")
}
