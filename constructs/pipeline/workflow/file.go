package workflow

import (
	_ "embed"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// File is one file to commit.
type File struct {
	// Path is where it belongs, below the root of the repository, with slashes.
	Path string
	// Text is the whole file.
	Text string
}

// mark is in the second line of every program that [GitHub] and [GitLab] give, and in the first of every other file.
const mark = "Written by shipway workflow"

// Ours says whether text is that of a file which [GitHub] or [GitLab] has given, so that it may be overwritten. The files of
// [Target.Files] are the caller's own.
func Ours(text string) bool {
	first, rest, _ := strings.Cut(text, "\n")
	second, _, _ := strings.Cut(rest, "\n")
	return strings.HasPrefix(first, "# "+mark) || first == shebang && strings.HasPrefix(second, "# "+mark)
}

// head is the comment that a file starts with.
func head(about string) string {
	return "# " + mark + ": change shipway.yaml and write it again, for what is changed here is lost.\n# " + about + "\n"
}

var (
	//go:embed scripts/run.sh
	runScript string
	//go:embed scripts/enter.sh
	enterScript string
)

// shebang is the first line of every program.
const shebang = "#!/bin/sh"

// scriptFile is the file of a program below directory: the program itself, byte for byte, with the head below its first line.
func scriptFile(directory, name, about, text string) File {
	first, rest, _ := strings.Cut(text, "\n")
	return File{Path: path.Join(directory, name+".sh"), Text: first + "\n" + head(about) + rest}
}

// scripts are the files of the programs that services need, and of those that run them.
func (p Props) scripts(directory string) []File {
	all := []File{scriptFile(directory, "run", "How a step runs a program.", runScript)}
	add := func(programs ...program.Program) {
		for _, one := range programs {
			file := scriptFile(directory, one.Name, "What a step runs.", one.Text)
			if !slices.ContainsFunc(all, func(other File) bool { return other.Path == file.Path }) {
				all = append(all, file)
			}
		}
	}
	add(program.Secrets(), program.Image(), program.Scan())
	for _, s := range p.Services {
		if s.Tests.Command != "" {
			add(program.Test())
		}
		for _, t := range s.Targets {
			add(t.programs()...)
		}
	}
	return all
}

// bundle is where the files of a target are.
func bundle(directory string, s Service, t Target) string {
	return path.Join(directory, "bundle", s.Name, t.Environment)
}

// bundles are the files that programs need beside their values. They are given by the caller, byte for byte.
func (p Props) bundles(directory string) (all []File) {
	for _, s := range p.Services {
		for _, t := range s.Targets {
			for _, name := range slices.Sorted(maps.Keys(t.Files)) {
				all = append(all, File{Path: path.Join(bundle(directory, s, t), name), Text: t.Files[name]})
			}
		}
	}
	return all
}

// sorted are files in the order of their paths.
func sorted(files []File) []File {
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files
}

// environment is the environment called name.
func (p Props) environment(name string) Environment {
	at := slices.IndexFunc(p.Environments, func(e Environment) bool { return e.Name == name })
	return p.Environments[at]
}
