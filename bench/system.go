package main

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/delivery"
)

// system is the file shipped with n environments, e01 to eNN. Each is the last shipped one, the most complete, with an
// account and an address range of its own; services keep what they say about it. More environments than a pipeline releases to
// have none.
func system(shipped []byte, n int) ([]byte, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(shipped, &document); err != nil {
		return nil, err
	}
	environments := child(document.Content[0], "environments")
	if environments == nil || len(environments.Content) < 2 {
		return nil, fmt.Errorf("the shipped file has no environments")
	}
	last := len(environments.Content) - 2
	like, model := environments.Content[last].Value, environments.Content[last+1]
	account := child(model, "account")
	cidr := child(child(model, "network"), "cidr")
	if account == nil || cidr == nil {
		return nil, fmt.Errorf("environment %s of the shipped file has no account or no network.cidr", like)
	}
	copies := func(value *yaml.Node) *yaml.Node {
		all := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for i := 1; i <= n; i++ {
			other := strings.NewReplacer(
				account.Value, fmt.Sprintf("%012d", 700000000000+i),
				cidr.Value, fmt.Sprintf("10.%d.0.0/16", 100+i),
			)
			all.Content = append(all.Content, plain(fmt.Sprintf("e%02d", i)), replaced(value, other))
		}
		return all
	}
	if services := child(document.Content[0], "services"); services != nil {
		for i := 1; i < len(services.Content); i += 2 {
			specialize(services.Content[i], like, copies)
		}
	}
	*environments = *copies(model)
	if n > delivery.MostEnvironments {
		withoutPipelines(document.Content[0])
	}
	return yaml.Marshal(&document)
}

// withoutPipelines takes away all that pipelines alone heed.
func withoutPipelines(file *yaml.Node) {
	each := func(mapping *yaml.Node, do func(*yaml.Node)) {
		if mapping != nil {
			for i := 1; i < len(mapping.Content); i += 2 {
				do(mapping.Content[i])
			}
		}
	}
	drop(child(file, "delivery"), "source", "build", "scan", "alerts", "infrastructure")
	each(child(file, "environments"), func(e *yaml.Node) { drop(e, "window", "wave", "failure") })
	each(child(file, "services"), func(s *yaml.Node) {
		drop(s, "source", "build", "verify")
		each(child(s, "in"), func(e *yaml.Node) { drop(e, "verify") })
	})
}

// drop takes keys from a mapping.
func drop(mapping *yaml.Node, keys ...string) {
	if mapping == nil {
		return
	}
	for i := len(mapping.Content) - 2; i >= 0; i -= 2 {
		if slices.Contains(keys, mapping.Content[i].Value) {
			mapping.Content = slices.Delete(mapping.Content, i, i+2)
		}
	}
}

// specialize makes what a service says about environment like what it says about every copy of it.
func specialize(service *yaml.Node, like string, copies func(*yaml.Node) *yaml.Node) {
	for i := 0; i < len(service.Content); i += 2 {
		if service.Content[i].Value != "in" {
			continue
		}
		if said := child(service.Content[i+1], like); said != nil {
			*service.Content[i+1] = *copies(said)
		} else {
			service.Content = append(service.Content[:i], service.Content[i+2:]...)
		}
		return
	}
}

// child is the value of a mapping's key, or nil.
func child(mapping *yaml.Node, key string) *yaml.Node {
	if mapping == nil {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// replaced is a copy of node and all below, with replacements in every text.
func replaced(node *yaml.Node, with *strings.Replacer) *yaml.Node {
	copied := *node
	copied.Value = with.Replace(node.Value)
	copied.Content = nil
	for _, part := range node.Content {
		copied.Content = append(copied.Content, replaced(part, with))
	}
	return &copied
}

func plain(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
}
