package program

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// assembly is a finished cloud assembly as read from its files.
type assembly struct {
	groups  []group
	pending bool // pending: a lookup's answer is missing, so the templates hold made-up values
}

// group is the stacks of one environment, or those outside of any.
type group struct {
	name   string
	target string // target is "account region" when all stacks of the group share it
	stacks []stack
}

// stack is one CloudFormation stack.
type stack struct {
	id        string // id is what cdk commands call the stack, such as "dev/Network"
	resources int
	bytes     int // bytes is the template's size
	notes     []annotation
}

// annotation is a message that a construct left in the assembly.
type annotation struct {
	path, severity, text string
}

// artifact is one entry of a manifest.
type artifact struct {
	name        string
	Type        string            `json:"type"`
	Environment string            `json:"environment"`
	DisplayName string            `json:"displayName"`
	Metadata    map[string][]note `json:"metadata"`
	// MetadataFile holds the metadata when it is not in the manifest.
	MetadataFile string `json:"additionalMetadataFile"`
	Properties   struct {
		TemplateFile  string `json:"templateFile"`
		DirectoryName string `json:"directoryName"`
		DisplayName   string `json:"displayName"`
	} `json:"properties"`
}

// note is one metadata entry of a construct.
type note struct {
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// artifacts are a manifest's entries in the order they were made, which is that of shipway.yaml.
type artifacts []artifact

// UnmarshalJSON keeps the order that a map would lose.
func (a *artifacts) UnmarshalJSON(text []byte) error {
	object := json.NewDecoder(bytes.NewReader(text))
	if _, err := object.Token(); err != nil {
		return err
	}
	for object.More() {
		name, err := object.Token()
		if err != nil {
			return err
		}
		one := artifact{name: fmt.Sprint(name)}
		if err := object.Decode(&one); err != nil {
			return err
		}
		*a = append(*a, one)
	}
	return nil
}

// readAssembly reads the assembly in dir and the ones nested in it.
func readAssembly(dir string) (assembly, error) {
	var a assembly
	err := a.read(dir, "")
	return a, err
}

// read adds the stacks of the assembly in dir to the group called name.
func (a *assembly) read(dir, name string) error {
	var manifest struct {
		Artifacts artifacts `json:"artifacts"`
		Missing   []any     `json:"missing"`
	}
	if err := readJSON(filepath.Join(dir, "manifest.json"), &manifest); err != nil {
		return err
	}
	a.pending = a.pending || len(manifest.Missing) > 0
	here := group{name: name}
	for _, one := range manifest.Artifacts {
		switch one.Type {
		case "aws:cloudformation:stack":
			made, err := readStack(dir, one)
			if err != nil {
				return err
			}
			here.add(made, one.Environment)
		case "cdk:cloud-assembly":
			if err := a.read(filepath.Join(dir, one.Properties.DirectoryName), one.Properties.DisplayName); err != nil {
				return err
			}
		}
	}
	if len(here.stacks) > 0 {
		a.groups = append(a.groups, here)
	}
	return nil
}

// add adds a stack that goes to environment, such as "aws://111111111111/eu-west-1".
func (g *group) add(made stack, environment string) {
	target := strings.Replace(strings.TrimPrefix(environment, "aws://"), "/", " ", 1)
	if len(g.stacks) > 0 && g.target != target || strings.Contains(target, "unknown-") {
		target = ""
	}
	g.target = target
	g.stacks = append(g.stacks, made)
}

// readStack reads a stack's template and messages.
func readStack(dir string, one artifact) (stack, error) {
	made := stack{id: one.DisplayName}
	if made.id == "" {
		made.id = one.name
	}
	file := filepath.Join(dir, one.Properties.TemplateFile)
	text, err := os.ReadFile(file)
	if err != nil {
		return made, err
	}
	var template struct{ Resources map[string]json.RawMessage }
	if err := json.Unmarshal(text, &template); err != nil {
		return made, fmt.Errorf("%s: %w", file, err)
	}
	made.bytes, made.resources = len(text), len(template.Resources)
	metadata := one.Metadata
	if one.MetadataFile != "" {
		if err := readJSON(filepath.Join(dir, one.MetadataFile), &metadata); err != nil {
			return made, err
		}
	}
	for path, notes := range metadata {
		for _, n := range notes {
			if severity, _ := strings.CutPrefix(n.Type, "aws:cdk:"); severity == "error" || severity == "warning" {
				made.notes = append(made.notes, annotation{strings.TrimPrefix(path, "/"), severity, n.text()})
			}
		}
	}
	return made, nil
}

// text is the message of a note, or its JSON when it is no message.
func (n note) text() string {
	var text string
	if json.Unmarshal(n.Data, &text) != nil {
		return string(n.Data)
	}
	return text
}

// readJSON decodes one file of an assembly.
func readJSON(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
