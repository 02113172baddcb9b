package gate

import (
	"slices"
	"strings"
)

// Order says which stacks of a stage a stack may be deployed after and take values from, by the last part of the ID.
// Every stack that is not named here is a service's and stands on the environment's foundation.
var Order = map[string][]string{
	"Network":    nil,
	"Platform":   {"Network"},
	"Kubernetes": {"Network", "Platform"},
	"Registry":   nil,
	"Baseline":   nil,
	"Artifacts":  nil,
}

// services is what a service's stack may need: in an environment its foundation, and in the stage of delivery, where it
// has the service's pipeline, what pipelines share.
var services = []string{"Network", "Platform", "Kubernetes", "Artifacts"}

// References checks how stacks depend on each other: as declared in [Order], within their stage, never by an export,
// which would lock the stack that exports.
func References(stacks []Stack) []Finding {
	var r report
	byName, clusters := map[string]Stack{}, map[string]string{} // the stacks of Kubernetes clusters, by the cluster's name
	for _, s := range stacks {
		byName[s.Name] = s
		s.each(func(_ string, res Resource) {
			if res.Type == "AWS::EKS::Cluster" {
				clusters[text(res.Properties["Name"])] = s.ID
			}
		})
	}
	for _, s := range stacks {
		for _, need := range s.Needs {
			r.edge(s, need)
		}
		for _, name := range sorted(s.Template.Outputs) {
			if _, exported := s.Template.Outputs[name]["Export"]; exported {
				r.add(s.at(name), "REF-EXPORT", "exported output: want a weak reference or a name known in Go")
			}
		}
		s.each(func(id string, res Resource) {
			walk(res.Properties, s.at(id), func(path string, value any) { r.reference(s, byName, path, value) })
			if home := clusters[text(res.Properties["ClusterName"])]; strings.HasPrefix(res.Type, "AWS::EKS::") &&
				home != "" && home != s.ID && !slices.Contains(s.Needs, home) {
				r.add(s.at(id, "ClusterName"), "REF-ORDER", "names the cluster of %s but is not deployed after it", home)
			}
		})
	}
	return r
}

// edge wants s to need only what its place in the order allows.
func (r *report) edge(s Stack, need string) {
	allowed, named := Order[s.Unit()]
	if !named {
		allowed = services
	}
	stage, unit, _ := strings.Cut(need, "/")
	switch {
	case stage != s.Stage():
		r.add(s.ID, "REF-STAGE", "needs %s of another stage: environments stand alone", need)
	case !slices.Contains(allowed, unit):
		r.add(s.ID, "REF-ORDER", "needs %s: may need only %s", need,
			strings.Join(append([]string{"nothing"}, allowed...)[min(1, len(allowed)):], ", "))
	}
}

// reference checks one value: no import, and every weak reference points to an output that exists, of a stack that
// may be needed.
func (r *report) reference(s Stack, byName map[string]Stack, path string, value any) {
	v, _ := value.(map[string]any)
	name, argument := only(v)
	switch name {
	case "Fn::ImportValue":
		r.add(path, "REF-IMPORT",
			"Fn::ImportValue locks the stack it imports from: want a weak reference or a name known in Go")
	case "Fn::GetStackOutput":
		from, exists := byName[text(dig(argument, "StackName"))]
		output := text(dig(argument, "OutputName"))
		switch _, found := from.Template.Outputs[output]; {
		case !exists:
			r.add(path, "REF-MISSING", "stack %s is not in this app", text(dig(argument, "StackName")))
		case !found:
			r.add(path, "REF-MISSING", "stack %s has no output %s", from.Name, output)
		case !slices.Contains(s.Needs, from.ID):
			r.add(path, "REF-ORDER", "takes %s from %s but is not deployed after it", output, from.ID)
		}
	}
}
