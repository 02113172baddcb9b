package source_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/test/source"
)

func TestEveryExportedNameAndEveryPropIsDocumented(t *testing.T) {
	findings, err := source.Documented(root)
	caught(t, findings, err)
}

func TestDocumentedCatchesSilence(t *testing.T) {
	const purpose = "// Package x is.\npackage x\n\n"
	filled := func(says, method, value string) string { // a type whose method fills its one field
		return purpose + "// P is.\ntype P struct {\n\tA T // A is. " + says + "\n}\n\n" +
			"// Fills.\nfunc (p P) " + method + "() P {\n\tp.A = " + value + "\n\treturn p\n}\n"
	}
	for _, p := range []struct {
		name, text string
		rules      []string
	}{
		{"a package without purpose", "package x\n", []string{"DOC-PACKAGE"}},
		{"an exported function", purpose + "func F() {}\n", []string{"DOC-NAME"}},
		{"an exported type", purpose + "type T int\n", []string{"DOC-NAME"}},
		{"an exported method", purpose + "// T is.\ntype T int\n\nfunc (t *T) M() {}\n", []string{"DOC-NAME"}},
		{"an exported constant", purpose + "const (\n\tA = 1\n)\n", []string{"DOC-NAME"}},
		{"an exported constant of a group", purpose + "// Numbers.\nconst (\n\tA = 1\n)\n", nil},
		{"a method of a private type", purpose + "type t int\n\nfunc (t) M() {}\n", nil},
		{"a method everybody knows", purpose + "// T is.\ntype T int\n\nfunc (t T) String() string { return \"\" }\n", nil},
		{"a default nobody is told", filled("Required.", "withDefaults", "1"), []string{"DOC-DEFAULT"}},
		{"a public default nobody is told", filled("Required.", "WithDefaults", "1"), []string{"DOC-DEFAULT"}},
		{"a default that is told", filled("Default: 1.", "WithDefaults", "1"), nil},
		{"a field that says nothing of either", filled("", "withDefaults", "p.A.WithDefaults()"), []string{"DOC-DEFAULT"}},
		{"a field whose type has the defaults", filled("Required.", "withDefaults", "p.A.WithDefaults()"), nil},
		{"a prop that says nothing of either", purpose + "// P is.\ntype XProps struct {\n\tA int // A is.\n}\n",
			[]string{"DOC-DEFAULT"}},
		{"a prop that is required", purpose + "// P is.\ntype XProps struct {\n\tA int // A is. Required.\n}\n", nil},
	} {
		t.Run(p.name, func(t *testing.T) {
			findings, err := source.Documented(project(t, map[string]string{"x/x.go": p.text}))
			caught(t, findings, err, p.rules...)
		})
	}
}
