package source

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
)

// page is one Markdown file: its text without blocks of code, and the anchors of its headings.
type page struct {
	text    string
	anchors map[string]bool
}

var (
	fence   = regexp.MustCompile("(?ms)^[ \t]*```.*?^[ \t]*```[ \t]*$")
	inCode  = regexp.MustCompile("`[^`\n]*`")
	heading = regexp.MustCompile(`(?m)^#{1,6} +(.+?) *$`)
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	named   = regexp.MustCompile(`docs/[A-Za-z0-9/_.-]*[A-Za-z0-9]\.md(?:#[A-Za-z0-9_-]+)?`)
)

// Links checks that what the documents point to exists, file and section, and so do the documents that Go code names.
// Addresses on the web are not asked.
func Links(root string) ([]Finding, error) {
	pages, err := markdown(root)
	if err != nil {
		return nil, err
	}
	var r report
	for _, name := range sorted(pages) {
		for _, one := range link.FindAllStringSubmatch(inCode.ReplaceAllString(pages[name].text, ""), -1) {
			if !strings.Contains(one[1], ":") {
				r.leads(root, pages, name, one[1], path.Dir(name))
			}
		}
	}
	all, err := parse(root)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		if f.test() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, f.name))
		if err != nil {
			return nil, err
		}
		for _, target := range named.FindAllString(string(text), -1) {
			r.leads(root, pages, f.name, target, ".")
		}
	}
	return r, nil
}

// leads wants target, seen from directory, to be a file and its fragment one of the file's headings.
func (r *report) leads(root string, pages map[string]page, at, target, directory string) {
	file, anchor, _ := strings.Cut(target, "#")
	to := at
	if file != "" {
		to = path.Join(directory, file)
	}
	if _, err := os.Stat(filepath.Join(root, to)); err != nil {
		r.add(at, "LINK-FILE", "%s leads nowhere", target)
	} else if to, known := pages[to]; known && anchor != "" && !to.anchors[anchor] {
		r.add(at, "LINK-SECTION", "%s leads to no heading", target)
	}
}

// markdown reads every Markdown file below root, but for installed packages, test data and what commands have made.
func markdown(root string) (map[string]page, error) {
	pages := map[string]page{}
	err := filepath.WalkDir(root, func(full string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, full)
		if err != nil {
			return err
		}
		if d.IsDir() {
			hidden := strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "testdata"
			if name != "." && (hidden || strings.HasPrefix(d.Name(), "cdk.out")) {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".md" {
			return nil
		}
		text, err := os.ReadFile(full)
		pages[filepath.ToSlash(name)] = read(string(text))
		return err
	})
	return pages, err
}

func read(text string) page {
	p := page{text: fence.ReplaceAllString(text, ""), anchors: map[string]bool{}}
	for _, one := range heading.FindAllStringSubmatch(p.text, -1) {
		p.anchors[anchor(one[1])] = true
	}
	return p
}

// anchor is what GitHub calls a heading in an address: small letters, digits, and dashes for spaces.
func anchor(title string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == ' ':
			return '-'
		case c == '-' || c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c):
			return unicode.ToLower(c)
		}
		return -1
	}, title)
}
