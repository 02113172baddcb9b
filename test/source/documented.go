package source

import (
	"go/ast"
	"path"
	"slices"
	"strings"
)

// Documented checks that every package says what it is for, that every exported name has a comment, and that every
// field of props says what leaving it out means.
func Documented(root string) ([]Finding, error) {
	all, err := parse(root)
	if err != nil {
		return nil, err
	}
	var r report
	purposes, places := map[string]bool{}, []string{}
	for _, f := range all {
		if f.test() {
			continue
		}
		directory := path.Dir(f.name)
		if purposes[directory] = purposes[directory] || f.tree.Doc.Text() != ""; !slices.Contains(places, directory) {
			places = append(places, directory)
		}
		for _, declaration := range f.tree.Decls {
			r.declared(f, declaration)
		}
	}
	defaulted := defaults(all)
	for _, f := range all {
		if !f.test() {
			r.props(f, defaulted)
		}
	}
	for _, directory := range places {
		if !purposes[directory] {
			r.add(directory, "DOC-PACKAGE", "package without a comment: say what it is for, then what it refuses to do")
		}
	}
	return r, nil
}

// declared wants a comment on every exported name. A group of constants or variables may share one.
func (r *report) declared(f file, declaration ast.Decl) {
	want := func(name *ast.Ident, comments ...*ast.CommentGroup) {
		text := ""
		for _, c := range comments {
			text += c.Text()
		}
		if name.IsExported() && text == "" {
			r.add(f.at(name), "DOC-NAME", "%s is exported without a comment", name.Name)
		}
	}
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		if owner := receiver(d); owner == "" || ast.IsExported(owner) {
			// String and Error of a type say what every reader of Go knows.
			if d.Recv == nil || !slices.Contains([]string{"String", "Error"}, d.Name.Name) {
				want(d.Name, d.Doc)
			}
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				want(s.Name, d.Doc, s.Doc, s.Comment)
			case *ast.ValueSpec:
				for _, name := range s.Names {
					want(name, d.Doc, s.Doc, s.Comment)
				}
			}
		}
	}
}

// receiver is the name of the type a method belongs to, or "" for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	kind := d.Recv.List[0].Type
	if pointer, isPointer := kind.(*ast.StarExpr); isPointer {
		kind = pointer.X
	}
	if generic, isGeneric := kind.(*ast.IndexExpr); isGeneric {
		kind = generic.X
	}
	name, _ := kind.(*ast.Ident)
	if name == nil {
		return ""
	}
	return name.Name
}

// defaults are the fields that each type's WithDefaults or withDefaults fills, by room, type and field.
func defaults(all []file) map[string]bool {
	filled := map[string]bool{}
	for _, f := range all {
		for _, declaration := range f.tree.Decls {
			method, isFunction := declaration.(*ast.FuncDecl)
			if !isFunction || !strings.EqualFold(method.Name.Name, "withDefaults") || receiver(method) == "" {
				continue
			}
			of := f.room() + "." + receiver(method)
			filled[of] = true
			ast.Inspect(method, func(node ast.Node) bool {
				assignment, isAssignment := node.(*ast.AssignStmt)
				if !isAssignment {
					return true
				}
				for i, left := range assignment.Lhs {
					field, isField := left.(*ast.SelectorExpr)
					if !isField || len(assignment.Rhs) != len(assignment.Lhs) || fillsItself(assignment.Rhs[i]) {
						continue
					}
					if _, direct := field.X.(*ast.Ident); direct {
						filled[of+"."+field.Sel.Name] = true
					}
				}
				return true
			})
		}
	}
	return filled
}

// fillsItself says whether value is the result of a WithDefaults: the defaults then are the field's own type's.
func fillsItself(value ast.Expr) bool {
	call, isCall := value.(*ast.CallExpr)
	if !isCall {
		return false
	}
	method, isMethod := call.Fun.(*ast.SelectorExpr)
	return isMethod && strings.EqualFold(method.Sel.Name, "withDefaults")
}

// props wants each field of a type with defaults, and of every type called …Props, to say that it is required or what
// leaving it out means.
func (r *report) props(f file, defaulted map[string]bool) {
	ast.Inspect(f.tree, func(node ast.Node) bool {
		named, isType := node.(*ast.TypeSpec)
		if !isType || !named.Name.IsExported() {
			return true
		}
		of := f.room() + "." + named.Name.Name
		fields, isStruct := named.Type.(*ast.StructType)
		if !isStruct || !defaulted[of] && !strings.HasSuffix(named.Name.Name, "Props") {
			return true
		}
		for _, field := range fields.Fields.List {
			says := field.Doc.Text() + field.Comment.Text()
			for _, name := range field.Names {
				switch {
				case !name.IsExported():
				case defaulted[of+"."+name.Name] && !strings.Contains(says, "Default:"):
					r.add(f.at(name), "DOC-DEFAULT", "%s.%s has a default in the code: say it after Default:",
						named.Name.Name, name.Name)
				case !strings.Contains(says, "Default:") && !strings.Contains(says, "Required"):
					r.add(f.at(name), "DOC-DEFAULT", "%s.%s: say Required, or what leaving it out means after Default:",
						named.Name.Name, name.Name)
				}
			}
		}
		return true
	})
}
