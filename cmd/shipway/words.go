package main

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/internal/choose"
)

// commands are the subcommands for a message.
var commands = []string{"choose", "workflow", "picture", "help"}

// unknownCommand says which subcommands there are.
func unknownCommand(given string) string {
	text := fmt.Sprintf("%s: unknown command; want one of %s", check.Print(given), strings.Join(commands, ", "))
	if near := check.Nearest(given, commands); near != "" {
		text += "; did you mean " + near + "?"
	}
	return text + " [" + choose.Invalid + "]"
}

// mistake is one line about a flag and its value. Without a value the flag itself is wrong.
func mistake(flag, value, want string) string {
	if value != "" {
		flag += " " + check.Print(value)
	}
	return fmt.Sprintf("%s: %s [%s]", flag, want, choose.Invalid)
}

// reason is why the operating system refused, without a path.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// undefined is what the flag package says of a flag that does not exist, and needless of one without its value.
var (
	undefined = regexp.MustCompile(`(?s)^flag provided but not defined: (.*)$`)
	needless  = regexp.MustCompile(`(?s)^flag needs an argument: (.*)$`)
)

// syntax rewrites what the flag package says of the form of an argument.
func syntax(said string, flags []string) string {
	if found := undefined.FindStringSubmatch(said); found != nil {
		name := found[1]
		want := "unknown flag; shipway choose -h lists them"
		if near := check.Nearest("-"+strings.TrimLeft(name, "-"), flags); near != "" {
			want += "; did you mean " + near + "?"
		}
		return mistake(strings.Trim(check.Print(name), `"`), "", want)
	}
	if found := needless.FindStringSubmatch(said); found != nil {
		return mistake(found[1], "", "a value is missing")
	}
	return mistake(strings.Trim(check.Print(said), `"`), "", "want a flag such as -gpu 1")
}
