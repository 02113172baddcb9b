package program_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// world is everything a program can see: a source, tools that write down how they were called and answer as the test says,
// and a clock that only waiting moves.
type world struct {
	t           *testing.T
	root        string
	shell       []string
	environment map[string]string
}

// record writes down the words of a call, with the text of files in place of their names.
const record = `#!/bin/sh
{ printf '%s' "${0##*/}"; for word do
	case $word in file://*) printf '\037'; cat "${word#file://}" ;; *) printf '\037%s' "$word" ;; esac
done; printf '\036'; } >>"$WORLD/calls"
`

// answer prints what the test says to the number of times that this was asked, and for the last of them from then on. An
// answer that starts with ! is an error.
const answer = `
number=0
[ ! -e "$WORLD/asked/$name" ] || read -r number <"$WORLD/asked/$name"
echo $((number + 1)) >"$WORLD/asked/$name"
while [ "$number" -gt 0 ] && [ ! -e "$WORLD/answers/$name.$number" ]; do number=$((number - 1)); done
if [ ! -e "$WORLD/answers/$name.$number" ]; then echo "the test has no answer to $name" >&2; exit 99; fi
read -r line <"$WORLD/answers/$name.$number" || :
case $line in
'!'*) printf '\n%s\n' "${line#!}" >&2; exit 254 ;;
*TOKEN*) sed "s/TOKEN/$(cat "$WORLD/token" 2>/dev/null)/g" "$WORLD/answers/$name.$number" ;;
*) printf '%s\n' "$line" ;;
esac
`

// tools are the stand-ins. AWS is somewhere: the AWS CLI takes no empty region, and without one whatever the machine has.
var tools = map[string]string{
	"aws": `[ -z "${AWS_ACCESS_KEY_ID-}" ] || printf '%s\n' "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN $*" >>"$WORLD/taken"
region='' former=''
for word do [ "$former" != --region ] || region=$word; former=$word; done
case $region in '' | -*) echo "$*" | tee -a "$WORLD/nowhere" >&2; exit 99 ;; esac
while :; do case $1 in --region | --output) shift 2 ;; *) break ;; esac; done
name=$1.$2
case $name in cloudformation.update-stack) sed -n 's/.*"ClientRequestToken": "\([^"]*\)".*/\1/p' "${4#file://}" >"$WORLD/token" ;; esac` + answer,
	"kubectl": `[ -z "${AWS_ACCESS_KEY_ID-}" ] || printf '%s\n' "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN kubectl" >>"$WORLD/taken"
name=kubectl.$3
case $* in *" apply "*)
	while [ "$1" != --filename ]; do shift; done
	{ cat "$2"; printf '\036'; } >>"$WORLD/applied"
esac` + answer,
	"docker": `case "$1 $2" in
"login --username") cat >"$WORLD/password" ;;
"buildx build") while [ $# -gt 0 ]; do [ "$1" != --metadata-file ] || cp "$WORLD/metadata" "$2"; shift; done; [ ! -e "$WORLD/broken" ] ;;
"buildx imagetools") case $6 in *SBOM*) name=docker.sbom ;; *Provenance*) name=docker.provenance ;; *) name=docker.config ;; esac` + answer + `;;
esac`,
	"curl":  `name=curl` + answer,
	"sleep": `read -r now <"$WORLD/clock"; echo $((now + $1)) >"$WORLD/clock"`,
	"date":  `case $* in +%s) read -r now <"$WORLD/clock"; echo "$now" ;; *) echo 2026-11-23T10:00:00Z ;; esac`,
	"uname": `echo "${MACHINE:-x86_64}"`,
}

// newWorld returns a world for one shell. It skips the test when the machine lacks what every program calls.
func newWorld(t *testing.T, shell []string) *world {
	t.Helper()
	for _, tool := range []string{shell[0], "jq", "zip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s IS NOT INSTALLED: the programs of pipelines were not run", strings.ToUpper(tool))
		}
	}
	w := &world{t: t, root: t.TempDir(), shell: shell, environment: map[string]string{}}
	for name, text := range tools {
		w.write("bin/"+name, record+text+"\n")
	}
	w.write("clock", "1000000\n")
	for _, directory := range []string{"source", "exports", "tmp", "answers", "asked"} {
		if err := os.MkdirAll(filepath.Join(w.root, directory), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// write writes a file of the world.
func (w *world) write(path, text string) {
	w.t.Helper()
	to := filepath.Join(w.root, path)
	if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, []byte(text), 0o755)); err != nil {
		w.t.Fatal(err)
	}
}

// read is the text of a file of the world, and empty when there is none.
func (w *world) read(path string) string {
	text, _ := os.ReadFile(filepath.Join(w.root, path))
	return string(text)
}

// says makes a tool answer: to the first question, to the second one, and with the last answer to all that follow.
func (w *world) says(question string, answers ...string) {
	w.t.Helper()
	former, _ := filepath.Glob(filepath.Join(w.root, "a*", question+".*"))
	for _, path := range append(former, filepath.Join(w.root, "asked", question)) {
		_ = os.Remove(path)
	}
	for i, text := range answers {
		w.write(fmt.Sprintf("answers/%s.%d", question, i), text+"\n")
	}
}

// set sets variables of the environment, given in pairs.
func (w *world) set(pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		w.environment[pairs[i]] = pairs[i+1]
	}
}

// run runs a program, and returns what it said and whether it succeeded. Nothing of it may be left behind.
func (w *world) run(p program.Program) (string, bool) {
	w.t.Helper()
	w.write("program", p.Text)
	command := exec.Command(w.shell[0], append(slices.Clone(w.shell[1:]), filepath.Join(w.root, "program"))...)
	command.Dir = filepath.Join(w.root, "source")
	command.Env = []string{
		"PATH=" + filepath.Join(w.root, "bin") + ":" + os.Getenv("PATH"), "HOME=" + filepath.Join(w.root, "tmp"),
		"TMPDIR=" + filepath.Join(w.root, "tmp"), "WORLD=" + w.root, "EXPORTS=" + filepath.Join(w.root, "exports"),
	}
	for name, value := range w.environment {
		command.Env = append(command.Env, name+"="+value)
	}
	said, err := command.CombinedOutput()
	if left, _ := os.ReadDir(filepath.Join(w.root, "tmp")); len(left) > 0 {
		w.t.Errorf("%s leaves %v behind", p.Name, left)
	}
	if strings.Contains(string(said), "the test has no answer") {
		w.t.Errorf("%s asks what the test does not answer:\n%s", p.Name, said)
	}
	if calls := w.read("nowhere"); calls != "" {
		w.t.Errorf("%s calls AWS in no region:\n%s", p.Name, calls)
	}
	return string(said), err == nil
}

func (w *world) succeeds(p program.Program) string {
	w.t.Helper()
	said, ok := w.run(p)
	if !ok {
		w.t.Fatalf("%s fails:\n%s", p.Name, said)
	}
	return said
}

// fails wants a failure whose last line says all of want.
func (w *world) fails(p program.Program, want ...string) {
	w.t.Helper()
	said, ok := w.run(p)
	lines := strings.Split(strings.TrimSpace(said), "\n")
	for _, text := range want {
		if ok || !strings.Contains(lines[len(lines)-1], text) {
			w.t.Errorf("%s: want a failure whose last line says %q, got success %v and\n%s", p.Name, text, ok, said)
		}
	}
}

// calls are the words of each call that begins with words, in their order; "*" is any word.
func (w *world) calls(words ...string) (all [][]string) {
	w.t.Helper()
	for _, line := range strings.Split(strings.TrimSuffix(w.read("calls"), "\036"), "\036") {
		call := plain(strings.Split(line, "\037"))
		if len(call) < len(words) {
			continue
		}
		same := true
		for i, word := range words {
			same = same && (word == "*" || word == call[i])
		}
		if same {
			all = append(all, call)
		}
	}
	return all
}

// plain is a call without what every call to AWS says.
func plain(call []string) []string {
	for len(call) > 3 && (call[1] == "--region" || call[1] == "--output") {
		call = append(call[:1], call[3:]...)
	}
	return call
}

// sequence is what was called that changes something, in its order.
func (w *world) sequence() string {
	w.t.Helper()
	var all []string
	for _, call := range w.calls() {
		words := strings.Join(call[:min(3, len(call))], " ")
		for _, change := range []string{"update-stack", "cancel-update-stack", "create-deployment", "stop-deployment", "put-object"} {
			if strings.HasSuffix(words, " "+change) {
				all = append(all, change)
			}
		}
		if call[0] == "kubectl" && slices.Contains(call, "apply") {
			all = append(all, "apply")
		}
	}
	return strings.Join(all, " ")
}

// asked is the JSON that the number of calls which begin with words handed over.
func (w *world) asked(number int, words ...string) map[string]any {
	w.t.Helper()
	calls := w.calls(words...)
	if len(calls) <= number {
		w.t.Fatalf("%v was called %d times", words, len(calls))
	}
	asked := map[string]any{}
	at := slices.Index(calls[number], "--cli-input-json")
	if at < 0 {
		w.t.Fatalf("%v hands over no JSON", calls[number])
	}
	if err := json.Unmarshal([]byte(calls[number][at+1]), &asked); err != nil {
		w.t.Fatal(err)
	}
	return asked
}

// exported is what the program said by name.
func (w *world) exported(name string) string { return w.read("exports/" + name) }

// encode is value as JSON.
func encode(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// link makes a link in the world.
func (w *world) link(path, to string) {
	w.t.Helper()
	if err := os.Symlink(to, filepath.Join(w.root, path)); err != nil {
		w.t.Fatal(err)
	}
}
