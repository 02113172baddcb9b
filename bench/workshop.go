package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/internal/nodeenv" // its init has set JSII_NODE as it does for the program
)

// workshop is the temporary directory that every project under test is made in, and the tools they run on.
type workshop struct {
	dir     string
	project string   // project is the root of this project: its binary, settings and CLI are under test.
	node    string   // node is what the Go program runs: the project's own, or the system's where that is new enough.
	options string   // options are the NODE_OPTIONS the Go program sets for it.
	system  string   // system is the Node on PATH, which a JavaScript project gets when it asks for none.
	load    string   // load is how busy the machine was before the first run.
	env     []string // env is the environment of every command: nobody's settings, and no word with the network.
}

// ours are the variables that decide how fast a run is. No command inherits them: each is given what it is meant to have.
var ours = []string{"CDK_", "JSII_", "NODE_", "npm_", "MAKE", "MFLAGS", "BENCH_", "GOFLAGS", "AWS_", "PATH="}

// open sets up a workshop for the project in the working directory. Close it by removing its dir.
func open() (*workshop, error) {
	project, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	w := &workshop{project: project, node: os.Getenv("JSII_NODE"), options: nodeenv.Options, load: "unknown"}
	if average, err := os.ReadFile("/proc/loadavg"); err == nil {
		w.load = strings.Join(strings.Fields(string(average))[:3], ", ")
	}
	for _, file := range []string{"bin/app", "node_modules/.bin/cdk", "cdk.json", "shipway.yaml", "bench/package.json"} {
		if _, err := os.Stat(filepath.Join(project, file)); err != nil {
			return nil, fmt.Errorf("%s is missing: run `make bench` in the project's root", file)
		}
	}
	path := slices.DeleteFunc(filepath.SplitList(os.Getenv("PATH")), func(dir string) bool {
		return strings.HasSuffix(dir, filepath.FromSlash("node_modules/.bin"))
	})
	for _, dir := range path {
		if file := filepath.Join(dir, "node"); w.system == "" && executable(file) {
			w.system = file
		}
	}
	if w.system == "" {
		return nil, errors.New("node is not on PATH")
	}
	if w.node == "" {
		w.node = w.system
	}
	w.env = append(slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return slices.ContainsFunc(ours, func(prefix string) bool { return strings.HasPrefix(variable, prefix) })
	}), "PATH="+strings.Join(path, string(filepath.ListSeparator)), "CDK_DISABLE_CLI_TELEMETRY=true",
		"CDK_DISABLE_VERSION_CHECK=1", "AWS_EC2_METADATA_DISABLED=true", "JSII_NODE="+w.node)
	w.dir, err = os.MkdirTemp("", "bench.*")
	return w, err
}

func executable(file string) bool {
	info, err := os.Stat(file)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// install puts the packages of the twin into bench/node_modules, unless those of the lock file are there already.
func (w *workshop) install(ctx context.Context) error {
	home := filepath.Join(w.project, "bench")
	lock, err := os.ReadFile(filepath.Join(home, "package-lock.json"))
	if err != nil {
		return err
	}
	done := filepath.Join(home, "node_modules", ".installed")
	if have, err := os.ReadFile(done); err == nil && string(have) == string(lock) {
		return nil
	}
	npm := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
	npm.Dir, npm.Stderr = home, os.Stderr
	if err := npm.Run(); err != nil {
		return fmt.Errorf("npm ci in bench: %w", err)
	}
	return os.WriteFile(done, lock, 0o644)
}

// goProject makes the directory of a Go app with n environments.
func (w *workshop) goProject(n int) (string, error) {
	dir := filepath.Join(w.dir, fmt.Sprintf("go-%d", n))
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	shipped, err := os.ReadFile(filepath.Join(w.project, "shipway.yaml"))
	if err != nil {
		return "", err
	}
	file, err := system(shipped, n)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return dir, errors.Join(
		os.WriteFile(filepath.Join(dir, "shipway.yaml"), file, 0o644),
		os.Symlink(filepath.Join(w.project, "bin"), filepath.Join(dir, "bin")),
		os.Symlink(filepath.Join(w.project, "node_modules"), filepath.Join(dir, "node_modules")),
		w.settings(dir, map[string]any{"build": "make -s -C '" + w.project + "' build"}),
	)
}

// jsProject makes the directory of a JavaScript app whose program is twin. A tuned one has the Go program's Node among
// its packages and sets the Go program's options; the other has neither, as a project that was just begun.
func (w *workshop) jsProject(name, twin string, tuned bool) (string, error) {
	dir := filepath.Join(w.dir, name)
	packages := filepath.Join(w.project, "bench", "node_modules")
	modules := filepath.Join(dir, "node_modules")
	if err := os.MkdirAll(filepath.Join(modules, ".bin"), 0o755); err != nil {
		return "", err
	}
	entries, err := os.ReadDir(packages)
	if err != nil {
		return "", err
	}
	app := "node twin.js"
	links := map[string]string{filepath.Join(packages, ".bin", "cdk"): filepath.Join(modules, ".bin", "cdk")}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") {
			links[filepath.Join(packages, entry.Name())] = filepath.Join(modules, entry.Name())
		}
	}
	if tuned {
		links[w.node] = filepath.Join(modules, ".bin", "node")
		app = "NODE_OPTIONS='" + w.options + "' " + app
	}
	for from, to := range links {
		if err := os.Symlink(from, to); err != nil {
			return "", err
		}
	}
	return dir, errors.Join(
		os.WriteFile(filepath.Join(dir, "twin.js"), []byte(twin), 0o644),
		w.settings(dir, map[string]any{"app": app, "build": nil}),
	)
}

// settings writes the project's cdk.json into dir, with changes; nil takes a key away. Its recorded lookups go along.
func (w *workshop) settings(dir string, changes map[string]any) error {
	all := map[string]any{}
	if err := load(filepath.Join(w.project, "cdk.json"), &all); err != nil {
		return err
	}
	for key, value := range changes {
		if all[key] = value; value == nil {
			delete(all, key)
		}
	}
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if lookups, err := os.ReadFile(filepath.Join(w.project, "cdk.context.json")); err == nil {
		if err := os.WriteFile(filepath.Join(dir, "cdk.context.json"), lookups, 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "cdk.json"), text, 0o644)
}
