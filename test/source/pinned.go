package source

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// pins are the versions that go.mod holds of what decides about our templates. A newer one changes templates, so it
// comes with a change of this table and of the golden templates.
var pins = map[string]string{
	"github.com/aws/aws-cdk-go/awscdk/v2":         "v2.270.0",
	"github.com/aws/constructs-go/constructs/v10": "v10.6.0",
	"github.com/aws/jsii-runtime-go":              "v1.139.0",
	"github.com/cdklabs/cdk-nag-go/cdknag/v2":     "v2.38.2",
}

// CLI is the version of npm's aws-cdk that reads our assemblies. Not the newest: 3.0.0 was published by accident.
const CLI = "2.1148.1"

var requirement = regexp.MustCompile(`(?m)^(?:require)?\s+(\S+) (v\S+)`)

// Pinned checks that the files at root ask for exact versions, and for no package from a place of their own.
func Pinned(root string) ([]Finding, error) {
	var r report
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	given := map[string]string{}
	for _, line := range requirement.FindAllStringSubmatch(string(mod), -1) {
		given[line[1]] = line[2]
	}
	for _, module := range sorted(pins) {
		if given[module] != pins[module] {
			r.add("go.mod", "PIN-MODULE", "%s is %q: want %s", module, given[module], pins[module])
		}
	}
	if regexp.MustCompile(`(?m)^(replace|exclude)\b`).Match(mod) {
		r.add("go.mod", "PIN-MODULE", "replaces or excludes a module: want what the checksum database knows")
	}
	for _, directory := range []string{".", "tools/node"} {
		if err := r.npm(root, directory); err != nil {
			return nil, err
		}
	}
	return r, nil
}

var exact = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// npm checks one package.json and its lock file.
func (r *report) npm(root, directory string) error {
	name := func(file string) string { return filepath.ToSlash(filepath.Join(directory, file)) }
	var asked struct {
		Dependencies, DevDependencies, OptionalDependencies map[string]string
	}
	if err := decode(filepath.Join(root, directory, "package.json"), &asked); err != nil {
		return err
	}
	for _, group := range []map[string]string{asked.Dependencies, asked.DevDependencies, asked.OptionalDependencies} {
		for _, one := range sorted(group) {
			if !exact.MatchString(group[one]) || one == "aws-cdk" && group[one] != CLI {
				r.add(name("package.json"), "PIN-NPM", "%s is %q: want an exact version, of aws-cdk %s", one,
					group[one], CLI)
			}
		}
	}
	var lock struct {
		Packages map[string]struct{ Version, Resolved, Integrity string }
	}
	if err := decode(filepath.Join(root, directory, "package-lock.json"), &lock); err != nil {
		return err
	}
	for _, one := range sorted(lock.Packages) {
		p := lock.Packages[one]
		switch {
		case one == "":
		case p.Resolved != "":
			r.add(name("package-lock.json"), "PIN-HOST", "%s names where it was fetched from: want its hash only", one)
		case p.Integrity == "":
			r.add(name("package-lock.json"), "PIN-NPM", "%s has no hash: want one", one)
		case strings.HasSuffix(one, "node_modules/aws-cdk") && p.Version != CLI:
			r.add(name("package-lock.json"), "PIN-NPM", "aws-cdk is %s: want %s", p.Version, CLI)
		}
	}
	if directory == "." && lock.Packages["node_modules/aws-cdk"].Version == "" {
		r.add(name("package-lock.json"), "PIN-NPM", "has no aws-cdk: want %s", CLI)
	}
	return nil
}

// strict are the flags beyond the recommended ones that we run with.
var strict = map[string]any{"@aws-cdk/core:strictCfnValidateErrors": true}

// Flags checks that the context at root, a cdk.json, has every flag that the library recommends at its recommended
// value, and that both flags that make validation strict are on.
func Flags(cdkJSON string, recommended map[string]any) ([]Finding, error) {
	var file struct{ Context map[string]any }
	if err := decode(cdkJSON, &file); err != nil {
		return nil, err
	}
	var r report
	for _, flags := range []map[string]any{recommended, strict} {
		for _, flag := range sorted(flags) {
			if got, want := fmt.Sprint(file.Context[flag]), fmt.Sprint(flags[flag]); got != want {
				r.add(filepath.Base(cdkJSON), "FLAG", "%s is %s: want %s", flag, got, want)
			}
		}
	}
	if len(recommended) == 0 {
		r.add(filepath.Base(cdkJSON), "FLAG", "the library's list of recommended flags is empty")
	}
	return r, nil
}

// Recommended reads the flags that the library recommends out of the npm package inside its Go module.
func Recommended(module string) (map[string]any, error) {
	packages, err := filepath.Glob(filepath.Join(module, "jsii", "aws-cdk-lib-*.tgz"))
	if err != nil || len(packages) != 1 {
		return nil, fmt.Errorf("%s: %d npm packages: want one (%v)", module, len(packages), err)
	}
	file, err := os.Open(packages[0])
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(bufio.NewReaderSize(file, 1<<20))
	if err != nil {
		return nil, err
	}
	for archive := tar.NewReader(unzipped); ; {
		entry, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s has no recommended-feature-flags.json", packages[0])
		}
		if err != nil {
			return nil, err
		}
		if entry.Name == "package/recommended-feature-flags.json" {
			flags := map[string]any{}
			return flags, json.NewDecoder(archive).Decode(&flags)
		}
	}
}

func decode(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
