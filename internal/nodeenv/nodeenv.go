// Package nodeenv gives the Node process behind CDK the settings it runs best with; it refuses to override what the
// user has set, and to import anything beside os and path/filepath.
//
// The process inherits the environment as it is when the first AWS package initializes, so main is too late. Go
// initializes packages in the order of their import paths as soon as all they import is ready. This one is ready before
// os/exec is, which jsii needs to start a process, and sorts before it: a blank import in main is enough.
package nodeenv

import (
	"os"
	"path/filepath"
)

// Options is the NODE_OPTIONS the process starts with. One V8 worker thread halves the processor time of template
// validation, which is spent in garbage collection; the heap limit repeats jsii's own, which a value of ours replaces.
const Options = "--v8-pool-size=1 --max-old-space-size=4069"

// Settings are the variables that do not depend on where the project is. The banners of jsii about the release of Node
// are silenced: set-up has chosen one that works, and the people who read a synth can do nothing about it.
func Settings() map[string]string {
	return map[string]string{
		"NODE_OPTIONS": Options,
		"JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION":  "1",
		"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20,21,22,23",
		"JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION":    "1",
	}
}

func init() {
	roots := places()
	for name, value := range missing(os.LookupEnv, projectNode(roots), leaving(roots)) {
		_ = os.Setenv(name, value) // fails only for names no environment can hold
	}
}

// missing returns the variables to set: those of ours that lookup does not have. Node is the project's own Node, leave the
// script that lets it end without waiting; either may be "".
func missing(lookup func(string) (string, bool), node, leave string) map[string]string {
	wanted := Settings()
	if leave != "" {
		wanted["NODE_OPTIONS"] += ` --require "` + leave + `"`
	}
	for name := range wanted {
		if _, set := lookup(name); set {
			delete(wanted, name)
		}
	}
	// jsii takes an empty JSII_NODE for none.
	if user, _ := lookup("JSII_NODE"); user == "" && node != "" {
		wanted["JSII_NODE"] = node
	}
	return wanted
}

// places are the directories that may be the project's root: the one above the program's own, which is bin, and the
// nearest one with a go.mod at or above the working directory, for tests and go run.
func places() []string {
	var roots []string
	if program, err := os.Executable(); err == nil {
		roots = append(roots, filepath.Dir(filepath.Dir(program)))
	}
	if here, err := os.Getwd(); err == nil {
		roots = append(roots, moduleRoot(here))
	}
	return roots
}

// moduleRoot returns the nearest directory with a go.mod, from here upwards, or here if there is none.
func moduleRoot(here string) string {
	for dir := here; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return here
		}
	}
}

// projectNode returns the Node that set-up linked into the first of the roots that has one, or "".
func projectNode(roots []string) string { return first(roots, "node_modules", ".bin", "node") }

// leaving returns the script that ends Node without a wait, from the first of the roots that has it, or "". Node reads a
// backslash in its options as an escape: a root that has one goes without.
func leaving(roots []string) string {
	path := first(roots, "internal", "nodeenv", "leave.cjs")
	for _, letter := range path {
		if letter == '\\' || letter == '"' {
			return ""
		}
	}
	return path
}

// first returns the first of the roots' files called elements that there is, or "".
func first(roots []string, elements ...string) string {
	for _, root := range roots {
		path := filepath.Join(append([]string{root}, elements...)...)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}
