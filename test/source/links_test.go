package source_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/test/source"
)

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	findings, err := source.Links(root)
	caught(t, findings, err)
}

func TestLinksCatchesWhatLeadsNowhere(t *testing.T) {
	for _, p := range []struct {
		name, text string
		rules      []string
	}{
		{"a page", "[a](docs/a.md)", nil},
		{"a section of a page", "[a](docs/a.md#the-key-of-x)", nil},
		{"a section of its own", "# Here\n[a](#here)", nil},
		{"a directory", "[a](docs)", nil},
		{"the web", "[a](https://example.com/nowhere)", nil},
		{"code", "`[a](nowhere.md)`\n```\n[a](nowhere.md)\n```\n", nil},
		{"no page", "[a](docs/b.md)", []string{"LINK-FILE"}},
		{"no section of a page", "[a](docs/a.md#nowhere)", []string{"LINK-SECTION"}},
		{"no section of its own", "[a](#nowhere)", []string{"LINK-SECTION"}},
		{"a heading that is code", "```\n# here\n```\n[a](#here)", []string{"LINK-SECTION"}},
	} {
		t.Run(p.name, func(t *testing.T) {
			findings, err := source.Links(project(t, map[string]string{
				"README.md": p.text, "docs/a.md": "# A\n\n## The key of \\<x\\>\n",
			}))
			caught(t, findings, err, p.rules...)
		})
	}
}

func TestLinksReadsWhatCodeNames(t *testing.T) {
	findings, err := source.Links(project(t, map[string]string{
		"docs/a.md": "# A\n", "x/x.go": "package x\n\n// See docs/a.md and docs/b.md.\nconst page = \"https://example.com/docs/a.md#b\"\n",
	}))
	caught(t, findings, err, "LINK-FILE", "LINK-SECTION")
}
