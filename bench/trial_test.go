package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// assembled writes templates into a directory, by path.
func assembled(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for path, text := range texts {
		file := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTemplatesAreComparedByteForByte(t *testing.T) {
	one := map[string]string{"a.template.json": "{}", "sub/b.template.json": "{}", "manifest.json": "1"}
	for name, c := range map[string]struct {
		other map[string]string
		want  string
	}{
		"the same, beside files that are no templates": {map[string]string{"a.template.json": "{}", "sub/b.template.json": "{}"}, ""},
		"one byte more": {map[string]string{"a.template.json": "{}", "sub/b.template.json": "{} "}, "sub/b.template.json is not the same"},
		"one missing":   {map[string]string{"a.template.json": "{}"}, "sub/b.template.json is not the same"},
		"one more":      {map[string]string{"a.template.json": "{}", "sub/b.template.json": "{}", "c.template.json": "{}"}, "2 in"},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := sameTemplates(assembled(t, one), assembled(t, c.other))
			if c.want == "" && (err != nil || n != 2) {
				t.Errorf("%d templates are the same, %v; want 2", n, err)
			}
			if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("the error is %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestAnAssemblyWithoutTemplatesProvesNothing(t *testing.T) {
	if _, err := sameTemplates(t.TempDir(), t.TempDir()); err == nil {
		t.Error("two empty assemblies pass for the same")
	}
}

func TestResourcesAreCountedByStackWithoutMetadata(t *testing.T) {
	dir := assembled(t, map[string]string{
		"manifest.json": `{"artifacts":{"x":{"type":"cdk:cloud-assembly"}}}`,
		"assembly-dev/manifest.json": `{"artifacts":{"devWeb":{"type":"aws:cloudformation:stack","displayName":"dev/Web",
			"properties":{"templateFile":"devWeb.template.json"}}}}`,
		"assembly-dev/devWeb.template.json": `{"Resources":{"A":{"Type":"AWS::SQS::Queue"},"B":{"Type":"AWS::SNS::Topic"},
			"M":{"Type":"AWS::CDK::Metadata"}}}`,
	})
	found, err := resources(dir)
	if err != nil || found["dev/Web"] != 2 || len(found) != 1 {
		t.Errorf("found %v, %v; want 2 resources in dev/Web", found, err)
	}
}
