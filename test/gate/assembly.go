package gate

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Stack is one stack of a cloud assembly: what the manifest says about it, and its template.
type Stack struct {
	// ID is the construct path, such as "dev/Network".
	ID string
	// Name is the CloudFormation name, such as "storefront-dev-network".
	Name string
	// Account and Region are where it is deployed.
	Account, Region string
	// Protected says whether termination protection is on.
	Protected bool
	// Needs are the IDs of the stacks that are deployed before it, sorted.
	Needs []string
	// Text is the template as written.
	Text []byte
	// Template is the template decoded.
	Template Template
	// Paths are construct paths by logical ID.
	Paths map[string]string
}

// Template is a decoded CloudFormation template.
type Template struct {
	Parameters map[string]Parameter
	Resources  map[string]Resource
	Outputs    map[string]map[string]any
	Metadata   map[string]any
}

// Parameter is a value the template is given when it is deployed.
type Parameter struct {
	Type    string
	Default any
}

// Resource is one resource of a template.
type Resource struct {
	Type                string
	Condition           string
	Properties          map[string]any
	Metadata            map[string]any
	DeletionPolicy      string
	UpdateReplacePolicy string
}

// Stage is the first part of the ID: the environment, or the delivery stage.
func (s Stack) Stage() string { stage, _, _ := strings.Cut(s.ID, "/"); return stage }

// Unit is the last part of the ID, such as "Network".
func (s Stack) Unit() string { return s.ID[strings.LastIndexByte(s.ID, '/')+1:] }

// at is the path of a resource, or of a property below it, in findings.
func (s Stack) at(parts ...string) string { return s.ID + ": " + strings.Join(parts, ".") }

// each calls visit with every resource in the order of logical IDs.
func (s Stack) each(visit func(id string, r Resource)) {
	for _, id := range sorted(s.Template.Resources) {
		visit(id, s.Template.Resources[id])
	}
}

// manifest is what we read of an assembly's manifest.json.
type manifest struct {
	Artifacts map[string]struct {
		Type        string
		Environment string
		DisplayName string
		Properties  struct {
			DirectoryName         string
			TemplateFile          string
			StackName             string
			TerminationProtection bool
		}
		Dependencies           []string
		AdditionalMetadataFile string
		Metadata               map[string][]entry
	}
}

// entry is one piece of metadata of a construct.
type entry struct {
	Type string
	Data any
}

// Read returns the stacks of the assembly in directory and of the assemblies nested in it, sorted by ID.
func Read(directory string) ([]Stack, error) {
	var m manifest
	if err := decode(filepath.Join(directory, "manifest.json"), &m); err != nil {
		return nil, err
	}
	var stacks []Stack
	for _, id := range sorted(m.Artifacts) {
		a := m.Artifacts[id]
		switch a.Type {
		case "cdk:cloud-assembly":
			nested, err := Read(filepath.Join(directory, a.Properties.DirectoryName))
			if err != nil {
				return nil, err
			}
			stacks = append(stacks, nested...)
		case "aws:cloudformation:stack":
			place := strings.Split(strings.TrimPrefix(a.Environment, "aws://"), "/")
			if len(place) != 2 {
				return nil, fmt.Errorf("%s: environment is %q: want aws://account/region", id, a.Environment)
			}
			s := Stack{ID: a.DisplayName, Name: a.Properties.StackName, Account: place[0], Region: place[1],
				Protected: a.Properties.TerminationProtection, Paths: map[string]string{}}
			for _, need := range a.Dependencies {
				if other, isStack := m.Artifacts[need]; isStack && other.Type == a.Type {
					s.Needs = append(s.Needs, other.DisplayName)
				}
			}
			slices.Sort(s.Needs)
			if err := s.load(directory, a.Properties.TemplateFile, a.AdditionalMetadataFile, a.Metadata); err != nil {
				return nil, err
			}
			stacks = append(stacks, s)
		}
	}
	slices.SortFunc(stacks, func(a, b Stack) int { return strings.Compare(a.ID, b.ID) })
	return stacks, nil
}

// load reads the stack's template and its construct paths, which CDK keeps in the manifest or in a file beside it.
func (s *Stack) load(directory, template, metadata string, inline map[string][]entry) error {
	var err error
	if s.Text, err = os.ReadFile(filepath.Join(directory, template)); err != nil {
		return err
	}
	if s.Template, err = Decode(s.Text); err != nil {
		return fmt.Errorf("%s: %w", template, err)
	}
	if metadata != "" {
		if err := decode(filepath.Join(directory, metadata), &inline); err != nil {
			return err
		}
	}
	for path, entries := range inline {
		for _, e := range entries {
			if id, isText := e.Data.(string); isText && e.Type == "aws:cdk:logicalId" {
				s.Paths[id] = strings.TrimPrefix(path, "/")
			}
		}
	}
	return nil
}

// Decode reads a template.
func Decode(text []byte) (t Template, err error) {
	err = json.Unmarshal(text, &t)
	return t, err
}

func decode(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}
