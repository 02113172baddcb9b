package gate

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
)

// Same compares two directories file by file and byte by byte.
func Same(one, other string) ([]Finding, error) {
	first, err := files(one)
	if err != nil {
		return nil, err
	}
	second, err := files(other)
	if err != nil {
		return nil, err
	}
	var r report
	for _, name := range sorted(first) {
		text, found := second[name]
		switch {
		case !found:
			r.add(name, "SAME-FILES", "is missing the second time")
		case !bytes.Equal(first[name], text):
			r.add(name, "SAME-BYTES", "differs from byte %d on: %q, then %q", difference(first[name], text),
				around(first[name], text), around(text, first[name]))
		}
	}
	for _, name := range sorted(second) {
		if _, found := first[name]; !found {
			r.add(name, "SAME-FILES", "is there only the second time")
		}
	}
	return r, nil
}

// files are the contents of every file below directory, by path.
func files(directory string) (map[string][]byte, error) {
	all := map[string][]byte{}
	err := filepath.WalkDir(directory, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(directory, path)
		if err == nil {
			all[name], err = os.ReadFile(path)
		}
		return err
	})
	return all, err
}

// difference is the first byte at which a and b differ.
func difference(a, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// around is what a holds where it starts to differ from b.
func around(a, b []byte) []byte {
	n := difference(a, b)
	return a[max(0, n-30):min(len(a), n+30)]
}
