package synthtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Template is the CloudFormation template of one stack, and the test it belongs to.
type Template struct {
	t         testing.TB
	name      string
	directory string
	body      body
}

type body struct {
	Resources  map[string]Resource
	Outputs    map[string]map[string]any
	Parameters map[string]map[string]any
	Conditions map[string]any
}

// Resource is one resource of a template.
type Resource struct {
	// ID is the logical ID.
	ID string `json:"-"`
	// Type is the CloudFormation type, such as "AWS::S3::Bucket".
	Type string
	// Properties are as JSON gives them: map[string]any, []any, string, float64 and bool.
	Properties map[string]any
	// Condition names the condition that must hold for the resource to exist. Empty: it always exists.
	Condition string
	// DependsOn are the logical IDs of resources that come first.
	DependsOn []string
	// DeletionPolicy is what happens when the resource leaves the template. Empty: it is deleted.
	DeletionPolicy string
	// UpdateReplacePolicy is what happens to the old resource when an update replaces it. Empty: it is deleted.
	UpdateReplacePolicy string
	// Metadata is what tools wrote beside the resource.
	Metadata map[string]any
}

// Of synthesizes the app of stack, once for all its stacks, and reads the template of stack.
func Of(t testing.TB, stack awscdk.Stack) *Template {
	t.Helper()
	got := &Template{t: t}
	defer func() {
		if problem := recover(); problem != nil {
			t.Fatalf("synthesis failed: %v", problem)
		}
	}()
	got.read(stack)
	return got
}

// read fills the template. It panics like the kernel does.
func (p *Template) read(stack awscdk.Stack) {
	p.name = *stack.StackName()
	p.directory = *awscdk.Stage_Of(stack).Synth(nil).Directory()
	text, err := os.ReadFile(filepath.Join(p.directory, *stack.TemplateFile()))
	if err != nil {
		panic(err)
	}
	if err := json.Unmarshal(text, &p.body); err != nil {
		panic(err)
	}
	for id, r := range p.body.Resources {
		r.ID = id
		p.body.Resources[id] = r
	}
	delete(p.body.Parameters, "BootstrapVersion") // CDK's own, in every stack
}

// Directory is where the cloud assembly was written.
func (p *Template) Directory() string { return p.directory }

// Missing are the context keys that synthesis wanted and did not get: look-ups that would need credentials.
func (p *Template) Missing() []string {
	p.t.Helper()
	var manifest struct {
		Missing []struct{ Key string }
	}
	text, err := os.ReadFile(filepath.Join(p.directory, "manifest.json"))
	if err == nil {
		err = json.Unmarshal(text, &manifest)
	}
	if err != nil {
		p.t.Fatalf("cannot read the manifest: %v", err)
	}
	var keys []string
	for _, m := range manifest.Missing {
		keys = append(keys, m.Key)
	}
	return keys
}

// Outputs are the template's outputs by logical ID.
func (p *Template) Outputs() map[string]map[string]any { return p.body.Outputs }

// Parameters are the template's parameters by logical ID, without CDK's own BootstrapVersion.
func (p *Template) Parameters() map[string]map[string]any { return p.body.Parameters }

// Conditions are the template's conditions by logical ID.
func (p *Template) Conditions() map[string]any { return p.body.Conditions }

// All are the template's resources by logical ID.
func (p *Template) All() map[string]Resource { return p.body.Resources }

// Resources are the resources of one type by logical ID.
func (p *Template) Resources(kind string) map[string]Resource {
	found := map[string]Resource{}
	for id, r := range p.body.Resources {
		if r.Type == kind {
			found[id] = r
		}
	}
	return found
}

// Resource is the resource with a logical ID. It stops the test when there is none.
func (p *Template) Resource(id string) Resource {
	p.t.Helper()
	found, ok := p.body.Resources[id]
	if !ok {
		p.t.Fatalf("%s has no resource %s; it has:%s", p.name, id, p.list())
	}
	return found
}

// One is the only resource of a type. It stops the test when there is none, or more than one.
func (p *Template) One(kind string) Resource {
	p.t.Helper()
	all := p.Resources(kind)
	if len(all) != 1 {
		p.t.Fatalf("%s has %d of %s, want exactly one; it has:%s", p.name, len(all), kind, p.list())
	}
	for _, r := range all {
		return r
	}
	return Resource{}
}

// Count fails the test unless the template has n resources of a type.
func (p *Template) Count(kind string, n int) {
	p.t.Helper()
	if got := len(p.Resources(kind)); got != n {
		p.t.Errorf("%s has %d of %s, want %d; it has:%s", p.name, got, kind, n, p.list())
	}
}

// HasNo fails the test if the template has a resource of a type.
func (p *Template) HasNo(kind string) {
	p.t.Helper()
	p.Count(kind, 0)
}

func (p *Template) list() string {
	lines := make([]string, 0, len(p.body.Resources))
	for id, r := range p.body.Resources {
		lines = append(lines, fmt.Sprintf("\n  %s %s", r.Type, id))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// Types counts the resources of stack by type, one type a line, sorted: what a runnable example prints. It panics
// when synthesis fails.
func Types(stack awscdk.Stack) string {
	var p Template
	p.read(stack)
	count := map[string]int{}
	for _, r := range p.body.Resources {
		count[r.Type]++
	}
	lines := make([]string, 0, len(count))
	for kind, n := range count {
		lines = append(lines, fmt.Sprintf("%s %d", kind, n))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// Refused are the codes and fields of the problems that err, from a Validate, is made of, such as "SVC-003 Port".
func Refused(err error) (all []string) {
	var refusal *check.Error
	if errors.As(err, &refusal) {
		for _, p := range refusal.Problems {
			all = append(all, p.Code+" "+p.Field)
		}
	}
	return all
}

// Panics runs build and returns the *[check.Error] it panics with. It stops the test when build does not panic, or
// panics with anything else.
func Panics(t testing.TB, build func()) (refusal *check.Error) {
	t.Helper()
	defer func() {
		t.Helper()
		problem := recover()
		if refused, ok := problem.(*check.Error); ok {
			refusal = refused
			return
		}
		if problem == nil {
			t.Fatalf("nothing was refused, want a *check.Error")
		}
		t.Fatalf("want a *check.Error, got a panic with %T: %v", problem, problem)
	}()
	build()
	return nil
}
