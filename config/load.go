package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"unicode/utf8"
)

// maxBytes is the largest file that is read. A shipway.yaml with a hundred services has some 50 kB.
const maxBytes = 1 << 20

// Load reads the file at path. The error is an [*Errors] with everything that is wrong, or nil.
func Load(path string) (File, error) {
	refuse := func(code, given, want string) (File, error) {
		return File{}, &Errors{Problems: []Problem{{File: path, Given: given, Want: want, Code: code}}}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return refuse("CFG-001", "", "config file not found: give its path, or run where it is")
	case err != nil:
		return refuse("CFG-001", "", "config file cannot be reached: "+cause(err))
	case !info.Mode().IsRegular():
		return refuse("CFG-002", "", "not a regular file: give the path of shipway.yaml itself")
	case info.Size() > maxBytes:
		return refuse("CFG-003", fmt.Sprintf("%d bytes", info.Size()), fmt.Sprintf("want at most %d", maxBytes))
	}
	file, err := os.Open(path)
	if err != nil {
		return refuse("CFG-001", "", "config file cannot be opened: "+cause(err))
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	if err != nil {
		return refuse("CFG-001", "", "config file cannot be read: "+cause(err))
	}
	return Parse(path, data)
}

// cause is why the operating system refused, without the path, which is printed already.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// Parse reads data, the content of the file called name. The error is an [*Errors] with everything that is wrong, or
// nil.
func Parse(name string, data []byte) (File, error) {
	r := newReader(name)
	var f File
	if r.text(data) {
		if root := r.document(bytes.TrimPrefix(data, []byte("\ufeff"))); root != nil {
			r.inspect(root, "")
			f = r.resolve(root)
		}
	}
	if len(r.problems) > 0 {
		return File{}, &Errors{Problems: r.result()}
	}
	return f, nil
}

// text reports data that is too long or is not text, and says whether it can be read on.
func (r *reader) text(data []byte) bool {
	if len(data) > maxBytes {
		r.whole("CFG-003", fmt.Sprintf("%d bytes", len(data)), fmt.Sprintf("want at most %d", maxBytes))
		return false
	}
	line, column := 1, 1
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && size == 1 || c == 0 {
			r.whole("CFG-005", fmt.Sprintf("byte %d", i), "not valid UTF-8 text: save the file as UTF-8")
			return false
		}
		if control(c) {
			r.add(Problem{Line: line, Column: column, Path: fmt.Sprintf("line %d", line), Given: fmt.Sprintf("%U", c),
				Want: "control characters are not allowed: delete it", Code: "UNI-001"})
		}
		if i += size; c == '\n' {
			line, column = line+1, 0
		}
		column++
	}
	return len(r.problems) == 0
}

// control says whether YAML forbids c.
func control(c rune) bool {
	return c < ' ' && c != '\t' && c != '\n' && c != '\r' || 0x7f <= c && c < 0xa0 && c != 0x85
}
