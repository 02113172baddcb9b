package source

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// runbook is the page that says what to do about each signal.
const runbook = "docs/runbook.md"

// Runbook checks that the runbook has a section for every signal in the code, which is what the link of its alarm or
// message leads to, and that the tables at its top lead to every section.
func Runbook(root string) ([]Finding, error) {
	all, err := parse(root)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(root, runbook))
	if err != nil {
		return nil, err
	}
	var r report
	whole := read(string(text))
	rooms := watchers(all)
	for _, room := range sorted(rooms) {
		n := naming{constants: map[string]string{}, carried: map[string]int{}, ids: map[string]string{}, unknown: map[string]bool{}}
		n.collect(rooms[room])
		for _, id := range sorted(n.ids) {
			if !whole.anchors[strings.ToLower(id)] {
				r.add(n.ids[id], "RUNBOOK-SECTION", "%s has no section in %s: say what it means, what to type, what is "+
					"likely and how to go back", id, runbook)
			}
		}
		for _, place := range sorted(n.unknown) {
			if room != symptoms { // there an id may be anybody's
				r.add(place, "RUNBOOK-ID", "the id of a signal is computed: want a constant, which has a section in %s", runbook)
			}
		}
	}
	top, _, _ := strings.Cut(whole.text, "\n## ")
	for _, title := range heading.FindAllStringSubmatch(whole.text, -1) {
		if strings.HasPrefix(title[0], "## ") && !strings.Contains(top, "](#"+anchor(title[1])+")") {
			r.add(runbook, "RUNBOOK-TABLE", "%s: no table at the top leads to it", title[1])
		}
	}
	return r, nil
}

// symptoms is the room that makes alarms of signals.
const symptoms = "internal/symptom"

// watchers are the files of the rooms that say what can go wrong, by room.
func watchers(all []file) map[string][]file {
	files, speaks := map[string][]file{}, map[string]bool{}
	for _, f := range all {
		room := path.Dir(f.name)
		if f.test() || !strings.HasPrefix(room, "constructs/") && room != symptoms {
			continue
		}
		files[room] = append(files[room], f)
		for _, one := range f.tree.Imports {
			target, _ := strconv.Unquote(one.Path.Value)
			speaks[room] = speaks[room] || target == Module+"/"+symptoms || target == Module+"/constructs/signal"
		}
	}
	for room := range files {
		if !speaks[room] {
			delete(files, room)
		}
	}
	return files
}

// naming finds the ids of signals in one room. An id is a constant, or a parameter of a function that makes a signal of
// it: then each call of that function has one.
type naming struct {
	constants map[string]string
	carried   map[string]int    // carried are the functions that are given an id, and as which parameter.
	ids       map[string]string // ids are their places, by id.
	unknown   map[string]bool   // unknown are the places of ids that only a run would tell.
}

func (n naming) collect(files []file) {
	for _, f := range files {
		ast.Inspect(f.tree, func(node ast.Node) bool {
			if spec, is := node.(*ast.ValueSpec); is {
				for i, value := range spec.Values {
					if text, is := literal(value); is {
						n.constants[spec.Names[i].Name] = text
					}
				}
			}
			return true
		})
	}
	for range 2 { // the second time, all functions that are given an id are known
		for _, f := range files {
			n.read(f)
		}
	}
}

// read looks at signals that are written out, at ids that are set afterwards, and at links.
func (n naming) read(f file) {
	var around []ast.Node
	ast.Inspect(f.tree, func(node ast.Node) bool {
		if node == nil {
			around = around[:len(around)-1]
			return true
		}
		around = append(around, node)
		switch one := node.(type) {
		case *ast.CompositeLit:
			if id, title := field(one, "ID"), field(one, "Title"); id != nil && title != nil {
				n.take(f, id, around)
			}
		case *ast.AssignStmt:
			for i, left := range one.Lhs {
				if to, is := left.(*ast.SelectorExpr); is && to.Sel.Name == "ID" && len(one.Lhs) == len(one.Rhs) {
					n.take(f, one.Rhs[i], around)
				}
			}
		case *ast.CallExpr:
			name := called(one)
			if at, is := n.carried[name]; is && at < len(one.Args) {
				n.take(f, one.Args[at], around)
			} else if name == "RunbookOf" {
				n.take(f, one.Args[0], around)
			}
		}
		return true
	})
}

// take notes the id that value is, or the function around it that is given one.
func (n naming) take(f file, value ast.Expr, around []ast.Node) {
	text, known := literal(value)
	if name, is := value.(*ast.Ident); is {
		if function, at := carrier(name.Name, around); at >= 0 {
			n.carried[function] = at
			return
		}
		text, known = n.constants[name.Name], n.constants[name.Name] != ""
	}
	if known {
		n.ids[text] = f.at(value)
	} else {
		n.unknown[f.at(value)] = true
	}
}

// carrier is the innermost function around that has a name and a parameter called name, and which one it is: -1 is none.
func carrier(name string, around []ast.Node) (string, int) {
	for i, node := range slices.Backward(around) {
		switch one := node.(type) {
		case *ast.FuncDecl:
			if at := parameter(one.Type, name); at >= 0 {
				return one.Name.Name, at
			}
		case *ast.FuncLit:
			if set, is := around[max(0, i-1)].(*ast.AssignStmt); is {
				to, _ := set.Lhs[0].(*ast.Ident)
				if at := parameter(one.Type, name); at >= 0 && to != nil {
					return to.Name, at
				}
			}
		}
	}
	return "", -1
}

// parameter is which parameter of a function is called name: -1 is none.
func parameter(of *ast.FuncType, name string) int {
	at := 0
	for _, group := range of.Params.List {
		for _, one := range group.Names {
			if one.Name == name {
				return at
			}
			at++
		}
	}
	return -1
}

// called is the name of the function that call calls.
func called(call *ast.CallExpr) string {
	switch function := call.Fun.(type) {
	case *ast.Ident:
		return function.Name
	case *ast.SelectorExpr:
		return function.Sel.Name
	}
	return ""
}

// field is the value of a field of a struct that is written out, or nil.
func field(of *ast.CompositeLit, name string) ast.Expr {
	for _, element := range of.Elts {
		if pair, is := element.(*ast.KeyValueExpr); is {
			if key, is := pair.Key.(*ast.Ident); is && key.Name == name {
				return pair.Value
			}
		}
	}
	return nil
}

// literal is the text of a string that is written out.
func literal(value ast.Expr) (string, bool) {
	basic, is := value.(*ast.BasicLit)
	if !is || basic.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(basic.Value)
	return text, err == nil
}
