package program

import (
	"errors"
	"fmt"
	"regexp"
	"runtime/debug"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Rescue turns a panic into what a person can use, removes what the run had written, and is the exit code. It must be
// called by the deferred function that recovered. near gives the path of the construct added last, while that says
// something about the panic.
func (c *Console) Rescue(r *Run, panicked any, near func() string) int {
	c.Phase("")
	stack := debug.Stack()
	where := panicPlace()
	if c.stopped.Load() {
		return interrupted
	}
	r.output.discard()
	text, code := diagnose(panicked, where, near)
	c.say(text)
	if c.debug {
		c.say(string(stack))
	}
	return code
}

// diagnose says in one line what a panic was about, and whose mistake it is.
func diagnose(panicked any, where place, near func() string) (text string, code int) {
	err, isError := panicked.(error)
	var props *check.Error
	switch {
	case isError && errors.As(err, &props):
		return props.Error(), badInput
	case !isError || !where.kernel || broken.MatchString(err.Error()):
		return bug(fmt.Sprint(panicked), where), ourBug
	}
	message := err.Error()
	if _, list, found := strings.Cut(message, "Validation failed with the following errors:"); found {
		return validations(list), hasFindings
	}
	if system := full.FindStringSubmatch(message); system != nil {
		return "cannot write the cloud assembly: " + system[1] + " [CLI-002]", badInput
	}
	line := firstLine(message)
	if lifecycle.MatchString(line) {
		line = strings.TrimSuffix(line, ".") + ": use constructs of the same App, and add them before it synthesizes [API-002]"
	}
	if path := pathNear(near); path != "" && !strings.Contains(line, path) {
		line = "near " + path + ": " + line
	}
	return line + where.suffix(), badInput
}

// broken are the panics of the runtime itself: no construct was refused, something is out of order.
var broken = regexp.MustCompile(`^(JsiiError: @jsii/kernel\.Fault|no response received|this process has been closed|` +
	`incompatible runtime version|invalid character|unexpected (EOF|end of JSON)|write \|1|read \|0|EOF$|` +
	`exec: |fork/exec )`)

// full is what Node says when the disk, not the app, is the problem.
var full = regexp.MustCompile(
	`(?:ENOSPC|EACCES|EROFS|EDQUOT|EPERM): ([a-z ,-]+?),? (?:write|open|mkdir|unlink|rename|copyfile)`)

// lifecycle is what CDK says of a construct that is used in an App that is not its own, or too late.
var lifecycle = regexp.MustCompile(`Cannot reference across apps|Cannot add children to`)

// bug is a panic that no input should cause.
func bug(message string, where place) string {
	return "this is a bug in Shipway, please report it at https://github.com/shipway-cdk/shipway/issues: " +
		firstLine(message) + where.suffix()
}

// listed is one line of the library's list of errors that constructs found in themselves.
var listed = regexp.MustCompile(`^\[([^\]]*)\] (.*)$`)

// validations turns the library's list into lines like those of findings.
func validations(list string) string {
	var lines []string
	for line := range strings.SplitSeq(list, "\n") {
		line = strings.TrimSpace(line)
		if entry := listed.FindStringSubmatch(line); entry != nil {
			lines = append(lines, finding{path: entry[1], message: entry[2]}.String())
		} else if line != "" {
			lines = append(lines, oneLine(line))
		}
	}
	return strings.Join(lines, "\n")
}

// nested is what CDK puts before a message once for every level of a property.
var nested = regexp.MustCompile(`(Resolution error: )+`)

// firstLine is a message's first line, at most 300 characters, without the words that say nothing.
func firstLine(message string) string {
	message = nested.ReplaceAllString(strings.TrimSpace(escapes.ReplaceAllString(message, "")), "")
	line, rest, _ := strings.Cut(message, "\n")
	if strings.HasSuffix(line, ":") {
		next, _, _ := strings.Cut(strings.TrimSpace(rest), "\n")
		line += " " + next
	}
	letters := []rune(oneLine(line))
	if len(letters) > 300 {
		return string(letters[:300]) + "…"
	}
	return string(letters)
}

// pathNear asks for the newest construct; a kernel that is out of order gives none.
func pathNear(near func() string) (path string) {
	defer func() {
		if recover() != nil {
			path = ""
		}
	}()
	if near == nil {
		return ""
	}
	return near()
}
