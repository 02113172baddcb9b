package source

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// file is one parsed Go file of the module.
type file struct {
	name string // path below the root, with slashes
	set  *token.FileSet
	tree *ast.File
}

// room is the directory of the file; every system below examples is in one room.
func (f file) room() string {
	if directory := path.Dir(f.name); !strings.HasPrefix(directory, "examples/") {
		return directory
	}
	return "examples"
}

// test says whether only go test compiles the file.
func (f file) test() bool { return strings.HasSuffix(f.name, "_test.go") }

// at is the place of a node, for findings.
func (f file) at(node ast.Node) string {
	return f.name + ":" + strconv.Itoa(f.set.Position(node.Pos()).Line)
}

// parse reads every Go file of the module at root, without the modules nested in it, test data and installed packages.
func parse(root string) ([]file, error) {
	var all []file
	err := filepath.WalkDir(root, func(full string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, full)
		if err != nil {
			return err
		}
		if d.IsDir() {
			_, noModule := os.Stat(filepath.Join(full, "go.mod"))
			hidden := strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "testdata"
			if name != "." && (hidden || noModule == nil) {
				return filepath.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, full, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err == nil {
			all = append(all, file{name: filepath.ToSlash(name), set: set, tree: tree})
		}
		return err
	})
	return all, err
}

// Doors checks what every Go file of the module at root imports against the rooms of the house.
func Doors(root string) ([]Finding, error) {
	all, err := parse(root)
	if err != nil {
		return nil, err
	}
	var r report
	unknown := map[string]bool{}
	for _, f := range all {
		here, known := rooms[f.room()]
		if !known {
			if !unknown[f.room()] {
				r.add(f.room(), "DOOR-ROOM", "is a room without doors: give it a place, see docs/architecture.md")
			}
			unknown[f.room()] = true
			continue
		}
		for _, one := range f.tree.Imports {
			target, _ := strconv.Unquote(one.Path.Value)
			r.enter(f, here, target, f.at(one))
		}
		r.inside(f, here)
	}
	return r, nil
}

// enter checks one import.
func (r *report) enter(f file, here room, target, at string) {
	for _, c := range closed {
		if target == c.path && !slices.Contains(c.but, f.room()) {
			r.add(at, "DOOR-CLOSED", "%s is closed: %s, see docs/architecture.md", target, c.reason)
			return
		}
	}
	inner, ours := strings.CutPrefix(target, Module)
	if inner = strings.TrimPrefix(inner, "/"); ours && inner == "" {
		inner = "."
	}
	first, _, _ := strings.Cut(target, "/")
	switch {
	case ours && !f.opens(here, inner):
		r.add(at, "DOOR-SHUT", "%s may not enter %s, see docs/architecture.md", f.room(), inner)
	case !ours && strings.Contains(first, ".") && !f.reaches(here, target):
		r.add(at, "DOOR-OUTSIDE", "%s may not import %s, see docs/architecture.md", f.room(), target)
	}
}

// opens says whether the file may enter the room called inner.
func (f file) opens(here room, inner string) bool {
	doors := here.doors
	if f.test() {
		doors = slices.Concat(doors, testDoors[""], testDoors[f.room()], []string{f.room()})
	}
	if path.Base(f.name) == "example_test.go" { // an example shows constructs together, as a user puts them
		doors = slices.Concat(doors, library)
	}
	return slices.Contains(doors, inner)
}

// reaches says whether the file may import target of another module.
func (f file) reaches(here room, target string) bool {
	outside := here.outside
	if f.test() {
		outside = slices.Concat(outside, testOutside[f.room()])
	}
	return slices.ContainsFunc(outside, func(start string) bool {
		return target == strings.TrimSuffix(start, "/") || strings.HasPrefix(target, strings.TrimSuffix(start, "/")+"/")
	})
}

// interfaces are the parts of a template that a stack writes itself: what it takes and what it gives.
var interfaces = []string{"NewCfnCondition", "NewCfnOutput", "NewCfnParameter"}

// inside checks what a file does in its own room: pure rooms take nothing from outside their props, and stacks compose
// constructs instead of writing resources.
func (r *report) inside(f file, here room) {
	if f.test() {
		return
	}
	if here.pure {
		for _, one := range f.tree.Imports {
			target, _ := strconv.Unquote(one.Path.Value)
			if functions, listed := impure[target]; listed && functions == nil {
				r.add(f.at(one), "DOOR-INPUT", "%s reads nothing but its props: %s brings in something else", f.room(),
					target)
			}
		}
	}
	ast.Inspect(f.tree, func(node ast.Node) bool {
		call, isSelector := node.(*ast.SelectorExpr)
		if !isSelector {
			return true
		}
		from, _ := call.X.(*ast.Ident)
		name := call.Sel.Name
		switch {
		case from != nil && here.pure && slices.Contains(impure[from.Name], name):
			r.add(f.at(call), "DOOR-INPUT", "%s reads nothing but its props: %s.%s brings in something else", f.room(),
				from.Name, name)
		case f.room() == "stacks" && strings.HasPrefix(name, "NewCfn") && !slices.Contains(interfaces, name):
			r.add(f.at(call), "DOOR-RESOURCE", "stacks compose: %s belongs in a construct", name)
		case here.pure && (name == "TryGetContext" || name == "GetContext") && contextReaders[f.name] == "":
			r.add(f.at(call), "DOOR-INPUT", "%s reads nothing but its props: %s is a hidden one", f.room(), name)
		case f.room() == "." && (strings.HasPrefix(name, "NewCfn") || strings.HasPrefix(name, "NewStack")):
			r.add(f.at(call), "DOOR-RESOURCE", "app.go defines no resource: %s belongs in stacks", name)
		}
		return true
	})
}
