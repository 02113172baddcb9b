package config

import (
	"fmt"
	"strings"
)

// checkNames reports services whose pipeline would give something the name that another pipeline gives.
func (p *pipelines) checkNames() {
	for _, one := range p.names {
		for _, other := range p.names {
			clash := one.Clash(other)
			if !strings.HasPrefix(one.Service, other.Service+"-") || clash == "" {
				continue
			}
			kind, name, _ := strings.Cut(other.Clash(one), " ")
			of := "service " + segment(other.Service)
			if other.Application {
				of = "the application itself"
			}
			for _, n := range p.file.services {
				if n.name == one.Service {
					want := fmt.Sprintf("the pipeline of %s has the %s %s: want another name", of, kind, name)
					p.file.scope.refuse(n.at, n.at.node, "", want, "SVC-002")
				}
			}
		}
	}
}

// checkStages reports waves with the name of another stage of a pipeline, whatever the case of its letters.
func (p *pipelines) checkStages() {
	stages := map[string]string{}
	add := func(names ...string) {
		for _, name := range names {
			stages[strings.ToLower(name)] = name
		}
	}
	delivery := p.file.delivery
	add("Source")
	if len(delivery.Services) > 0 {
		add("Test", "Image")
	}
	if delivery.Infrastructure != nil {
		add("Synth", "Diff-Delivery", "Approve-Delivery", "Delivery")
	}
	for _, e := range p.environments {
		if e.Approval != nil {
			add("Approve-" + e.Wave)
		}
		if delivery.Infrastructure != nil {
			add("Diff-" + e.Wave)
		}
	}
	seen := map[string]bool{}
	for _, e := range p.environments {
		own, taken := stages[e.Wave]
		switch {
		case !taken || seen[e.Wave] || e.unnamed || e.scope.spoiled("Wave"):
		case e.scope.given("Wave"):
			e.scope.reject("Wave", fmt.Sprintf("pipelines have a stage %s: want another name", own), "PIPE-003")
		default:
			want := fmt.Sprintf("pipelines have a stage %s: want another name, or a wave of another name", own)
			e.scope.refuse(e.scope.root, e.scope.root.node, "", want, "PIPE-003")
		}
		seen[e.Wave] = true
	}
}
