package program

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// module is our module's path.
const module = "github.com/shipway-cdk/shipway"

// place is where a panic came from.
type place struct {
	file   string // file is the innermost file of ours, relative to the module; "" when none took part
	line   int
	kernel bool // kernel: the jsii kernel answered a call with an error
}

// suffix is the place as the end of a message.
func (p place) suffix() string {
	if p.file == "" {
		return ""
	}
	return fmt.Sprintf(" [%s:%d]", p.file, p.line)
}

// panicPlace finds the place in the stack of a deferred function that runs because of a panic.
func panicPlace() place {
	callers := make([]uintptr, 256)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	var p place
	panicking, origin := false, false
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicking, origin, p = true, false, place{}
		case !panicking || strings.HasPrefix(frame.Function, "runtime."):
		default:
			if !origin {
				origin = true
				p.kernel = strings.HasPrefix(frame.Function, "github.com/aws/jsii-runtime-go/runtime.")
			}
			if file, ours := ownFile(frame.Function, frame.File); ours && p.file == "" {
				p.file, p.line = file, frame.Line
			}
		}
	}
	return p
}

// ownFile is a frame's file relative to the module, and whether it is one that can be to blame: this package and check
// only pass mistakes on.
func ownFile(function, file string) (string, bool) {
	function, _, _ = strings.Cut(function, "[")
	name := path.Base(function)
	before, _, _ := strings.Cut(name, ".")
	folder := strings.TrimSuffix(function, name) + before
	if folder == "main" || folder == module { // a test's binary calls the program by its path
		return path.Base(file), true
	}
	inside, ours := strings.CutPrefix(folder, module+"/")
	if !ours || inside == "internal/program" || inside == "constructs/check" {
		return "", false
	}
	return inside + "/" + path.Base(file), true
}
