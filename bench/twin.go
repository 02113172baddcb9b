package main

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// twin is the JavaScript program that makes the calls of a recording, without jsii: same classes, same arguments, same
// order. What an earlier call returned (an object, a token) is used by name, never as recorded.
type twin struct {
	packages []string
	modules  map[string]bool   // modules are the submodules of aws-cdk-lib in use.
	imports  map[string]string // imports are the names of the other packages in use.
	objects  map[string]string // objects holds the expression for each object id.
	tokens   []token           // tokens are strings to be replaced by names, longest first.
	numbers  map[string]string // numbers holds the expression for each number that stands for a token.
	body     strings.Builder
	count    int
	problems []error
}

// write is rec as a JavaScript program. replaced are strings of this one run, such as the output directory, with the
// expression to use instead.
func write(rec *recording, replaced map[string]string) (string, error) {
	t := &twin{packages: rec.Packages, modules: map[string]bool{}, imports: map[string]string{},
		objects: map[string]string{}, numbers: map[string]string{}}
	for from, to := range replaced {
		t.learn(from, to)
	}
	for _, c := range rec.Calls {
		for _, back := range c.Callbacks {
			t.fail("JavaScript called %s of the Go object %s: configure it at construction instead", back.Member, back.Object)
		}
		t.call(c)
	}
	if err := errors.Join(t.problems...); err != nil {
		return "", err
	}
	return t.header(len(rec.Calls)) + t.body.String(), nil
}

// header is the top of the program: where it comes from, and its imports.
func (t *twin) header(calls int) string {
	var head strings.Builder
	fmt.Fprintf(&head, "\"use strict\";\n// Written by bench from the %d calls of one run of the Go program.\n", calls)
	fmt.Fprintf(&head, "const cdk = require(\"aws-cdk-lib\");\n")
	for _, name := range slices.Sorted(maps.Keys(t.imports)) {
		fmt.Fprintf(&head, "const %s = require(%q);\n", t.imports[name], name)
	}
	if len(t.modules) > 0 {
		fmt.Fprintf(&head, "const { %s } = cdk;\n", strings.Join(slices.Sorted(maps.Keys(t.modules)), ", "))
	}
	return head.String() + "\n"
}

// call writes one statement.
func (t *twin) call(c call) {
	var expression, hint string
	switch c.Kind {
	case "create":
		if c.Type == "Object" {
			t.fail("the Go program passed an object of its own to JavaScript: pass a CDK object instead")
			return
		}
		hint = c.Type[strings.LastIndex(c.Type, ".")+1:]
		if len(c.Args) > 1 && text(c.Args[1]) != "" {
			hint = text(c.Args[1])
		}
		expression = "new " + t.class(c.Type) + t.arguments(c.Args)
	case "invoke":
		hint, expression = c.Member, t.name(c.Object)+"."+c.Member+t.arguments(c.Args)
	case "sinvoke":
		hint, expression = c.Member, t.class(c.Type)+"."+c.Member+t.arguments(c.Args)
	case "get":
		hint, expression = c.Member, t.name(c.Object)+"."+c.Member
	case "sget":
		hint, expression = c.Member, t.class(c.Type)+"."+c.Member
	case "set":
		expression = t.name(c.Object) + "." + c.Member + " = " + t.literal(c.Args[0], "")
	case "sset":
		expression = t.class(c.Type) + "." + c.Member + " = " + t.literal(c.Args[0], "")
	default:
		t.fail("a call of kind %q", c.Kind)
	}
	t.count++
	variable := variable(hint, t.count)
	if t.remember(c.Result, variable) {
		fmt.Fprintf(&t.body, "const %s = ", variable)
	}
	fmt.Fprintf(&t.body, "%s;\n", expression)
}

// arguments is a list of arguments in parentheses. Absent ones at the end are left out.
func (t *twin) arguments(args []any) string {
	for len(args) > 0 && args[len(args)-1] == nil {
		args = args[:len(args)-1]
	}
	list := make([]string, 0, len(args))
	for _, arg := range args {
		list = append(list, t.literal(arg, ""))
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// class is the expression for a jsii type: its package's import, submodules, name.
func (t *twin) class(fqn string) string {
	home := ""
	for _, name := range t.packages {
		if strings.HasPrefix(fqn, name+".") && len(name) > len(home) {
			home = name
		}
	}
	path := strings.TrimPrefix(fqn, home+".")
	module, _, nested := strings.Cut(path, ".")
	switch {
	case home == "":
		t.fail("the type %s is in no package that was loaded", fqn)
	case home == "aws-cdk-lib" && nested:
		t.modules[module] = true
		return path
	case home == "aws-cdk-lib":
		return "cdk." + path
	}
	t.imports[home] = notWord.ReplaceAllString(home, "_")
	return t.imports[home] + "." + path
}

var notWord = regexp.MustCompile(`[^A-Za-z0-9]+`)

// variable is a readable name that no other call has.
func variable(hint string, number int) string {
	word := notWord.ReplaceAllString(hint, "")
	if word == "" || word[0] <= '9' { // no name starts with a digit
		word = "it" + word
	}
	return strings.ToLower(word[:1]) + word[1:] + strconv.Itoa(number)
}

func (t *twin) name(id string) string {
	if t.objects[id] == "" {
		t.fail("the object %s was returned by no call", id)
	}
	return t.objects[id]
}

func (t *twin) fail(format string, a ...any) {
	t.problems = append(t.problems, fmt.Errorf("cannot write the twin: "+format, a...))
}
