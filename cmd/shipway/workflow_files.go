package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

// put writes files below directory, none when one of them would take the place of somebody else's. It says which files of
// an earlier time nothing writes any more. No link leads it out of the directory.
func put(directory string, files []workflow.File, force bool) (stale []string, err error) {
	root, err := os.OpenRoot(directory)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot write there: %s [CLI-002]", directory, reason(err))
	}
	defer root.Close()
	var bad refusals
	for _, f := range files {
		text, err := root.ReadFile(f.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			bad.add("CLI-002", "%s: cannot be read: %s", f.Path, reason(err))
		case !force && string(text) != f.Text && !workflow.Ours(string(text)):
			bad.add("CLI-002", "%s: is somebody else's: move what you need of it, or overwrite it with -force", f.Path)
		}
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	for _, f := range files {
		if err := root.MkdirAll(path.Dir(f.Path), 0o755); err != nil {
			return nil, fmt.Errorf("%s: cannot be written: %s [CLI-002]", f.Path, reason(err))
		}
		if err := root.WriteFile(f.Path, []byte(f.Text), 0o644); err != nil {
			return nil, fmt.Errorf("%s: cannot be written: %s [CLI-002]", f.Path, reason(err))
		}
	}
	return leftovers(root, files), nil
}

// leftovers are files of ours, in the directories of files, that are not among them.
func leftovers(root *os.Root, files []workflow.File) (all []string) {
	var directories []string
	for _, f := range files {
		if directory := path.Dir(f.Path); directory != "." && !slices.Contains(directories, directory) {
			directories = append(directories, directory)
		}
	}
	for _, directory := range directories {
		entries, err := fs.ReadDir(root.FS(), directory)
		if err != nil {
			continue
		}
		for _, entry := range entries {
			name := path.Join(directory, entry.Name())
			known := slices.ContainsFunc(files, func(f workflow.File) bool { return f.Path == name })
			text, err := root.ReadFile(name)
			if !known && err == nil && workflow.Ours(string(text)) {
				all = append(all, name)
			}
		}
	}
	slices.Sort(all)
	return all
}

// next says what was written and what is left to do, which no file can.
func (o order) next(file config.File, p workflow.Props, files []workflow.File, stale []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d files are written: commit them.\n", len(files))
	for _, name := range stale {
		fmt.Fprintf(&b, "  %s is of no use any more: delete it.\n", name)
	}
	b.WriteString("\nOnce, before the first release:\n")
	system := "GitHub"
	if o.gitlab {
		system = "GitLab"
	}
	fmt.Fprintf(&b, "  Trust %s in each account and define these roles, with oidc.NewBuildRole\n  and oidc.NewReleaseRole (docs/workflows.md):\n", system)
	for _, s := range p.Services {
		fmt.Fprintf(&b, "    %s%s\n", s.Role, signer(file))
		for _, t := range s.Targets {
			counts := ""
			if t.Variables["POINTS"] != "" {
				counts = ", with Counts"
			}
			fmt.Fprintf(&b, "    %s, sessions of %s%s\n", t.Role, t.Session(), counts)
		}
	}
	if o.gitlab {
		fmt.Fprintf(&b, "  Protect the branch %s, and the environments with approval.\n", p.Branch)
	} else {
		for _, e := range p.Environments {
			reviewers := ""
			if e.Approve {
				reviewers = ", and give it reviewers"
			}
			fmt.Fprintf(&b, "  Make the environment %s, let only the branch %s in%s.\n", e.Name, p.Branch, reviewers)
		}
	}
	var untested []string
	for _, s := range p.Services {
		if s.Tests.Command == "" {
			untested = append(untested, s.Name)
		}
	}
	if len(untested) > 0 {
		fmt.Fprintf(&b, "\nNothing tests %s: say how with build.test, or with -test, such as -test 'go test ./...'.\n", strings.Join(untested, ", "))
	}
	return b.String()
}

// signer says by which profile a build role must be let sign, if the registry signs what is pushed.
func signer(file config.File) string {
	d := file.Delivery
	if !d.Sign {
		return ""
	}
	profile := strings.ReplaceAll(file.App, "-", "_") + "_images"
	return fmt.Sprintf(", with the Signer\n      arn:%s:signer:%s:%s:/signing-profiles/%s", d.Partition, d.Region, d.Account, profile)
}
