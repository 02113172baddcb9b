package gate

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
)

// GoldenFile is where the template of s is kept once it was reviewed, below the directory of golden templates.
func GoldenFile(s Stack) string { return filepath.FromSlash(s.ID) + ".template.json" }

// Golden compares every template with the one that was reviewed last, byte by byte.
func Golden(stacks []Stack, directory string) ([]Finding, error) {
	reviewed, err := files(directory)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var r report
	for _, s := range stacks {
		text, found := reviewed[GoldenFile(s)]
		switch {
		case !found:
			r.add(s.ID, "GOLDEN-NEW", "has no golden template")
		case !bytes.Equal(text, s.Text):
			at := difference(text, s.Text)
			r.add(s.ID, "GOLDEN-CHANGED", "differs from %s in line %d: %q, now %q", GoldenFile(s),
				1+bytes.Count(text[:at], []byte("\n")), around(text, s.Text), around(s.Text, text))
		}
	}
	for _, name := range sorted(reviewed) {
		if !slices.ContainsFunc(stacks, func(s Stack) bool { return GoldenFile(s) == name }) {
			r.add(name, "GOLDEN-GONE", "is the template of a stack that is gone")
		}
	}
	return r, nil
}
