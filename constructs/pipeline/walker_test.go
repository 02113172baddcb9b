package pipeline_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// walker is CodePipeline and CodeBuild as far as a run goes: it goes through the stages of a template, runs what their builds
// run against stand-in tools, and hands variables on. Actions of one run order run side by side; the next order of a stage
// begins only when all of them have succeeded, and so does the next stage.
type walker struct {
	t        *testing.T
	root     string
	pipeline synthtest.Resource
	projects map[string]object
	said     map[string]map[string]string // what actions have said, by namespace
	walked   []string                     // the actions that have run, ! behind those that failed, | between stages
	ended    []string                     // how they ended, as CodePipeline says it
	log      strings.Builder
	before   func(action string) // called before each action
}

// cloud is the stand-in for AWS: a stack is a file that holds its image. What the test plants goes wrong.
const cloud = `#!/bin/sh
while :; do case $1 in --region | --output) shift 2 ;; *) break ;; esac; done
printf '%s: %s\n' "$ACTION" "$*" >>"$WORLD/calls"
stack() { name=$1; case $name in arn:*) name=${name#*stack/}; name=${name%/*} ;; esac; id=arn:aws:cloudformation:eu-west-1:222222222222:stack/$name/1; }
case "$1 $2" in
"sts assume-role") echo '{"Credentials":{"AccessKeyId":"a","SecretAccessKey":"b","SessionToken":"c"}}' ;;
"cloudformation describe-stacks")
	stack "$4"
	read -r status <"$WORLD/stacks/$name.status"
	printf '{"Stacks":[{"StackId":"%s","StackStatus":"%s","Parameters":[{"ParameterKey":"Image","ParameterValue":"%s"}]}]}\n' "$id" "$status" "$(cat "$WORLD/stacks/$name")"
	;;
"cloudformation update-stack")
	jq -r '.StackName, .ClientRequestToken, (.Parameters[] | select(.ParameterKey == "Image").ParameterValue)' "${4#file://}" >"$WORLD/update"
	{ read -r id; read -r token; read -r image; } <"$WORLD/update"
	stack "$id"
	echo "$token" >"$WORLD/stacks/$name.token"
	if [ -e "$WORLD/plant/rollback-$name" ]; then
		echo UPDATE_ROLLBACK_COMPLETE >"$WORLD/stacks/$name.status"
	else
		echo UPDATE_COMPLETE >"$WORLD/stacks/$name.status"
		echo "$image" >"$WORLD/stacks/$name"
	fi
	;;
"cloudformation describe-stack-events")
	stack "$4"
	printf '{"StackEvents":[{"StackId":"%s","PhysicalResourceId":"%s","LogicalResourceId":"Service","ClientRequestToken":"%s","ResourceStatus":"%s","ResourceStatusReason":"the tasks do not start"}]}\n' \
		"$id" "$id" "$(cat "$WORLD/stacks/$name.token")" "$(cat "$WORLD/stacks/$name.status")"
	;;
"cloudwatch describe-alarms")
	echo x >>"$WORLD/looks-$ACTION"
	state=OK
	[ ! -e "$WORLD/plant/alarm-$ACTION" ] || [ "$(wc -l <"$WORLD/looks-$ACTION")" -lt 2 ] || state=ALARM
	printf '%s' "$4" | jq -c --arg state "$state" '{MetricAlarms: [.AlarmNames[] | {AlarmName: ., StateValue: $state}]}'
	;;
"codepipeline list-action-executions") cat "$WORLD/actions" ;;
"ecr batch-get-image") echo '{"images":[{"imageManifest":"{}"}]}' ;;
"ecr describe-image-scan-findings") printf '{"imageScanStatus":{"status":"COMPLETE"},"imageScanFindings":{"findingSeverityCounts":{"HIGH":%s}}}\n' "$(cat "$WORLD/plant/high" 2>/dev/null || echo 0)" ;;
*) echo "nobody answers aws $*" >&2; exit 99 ;;
esac
`

var others = map[string]string{
	"curl":  "echo 200\n",
	"sleep": "read -r now <\"$WORLD/clock\"; echo $((now + $1)) >\"$WORLD/clock\"\n",
	"date":  "cat \"$WORLD/clock\"\n",
}

// walk returns a walker for the pipeline of a template, whose stacks have images.
func walk(t *testing.T, got *synthtest.Template, stacks map[string]string) *walker {
	t.Helper()
	for _, tool := range []string{"dash", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s IS NOT INSTALLED: no run was walked", strings.ToUpper(tool))
		}
	}
	w := &walker{t: t, root: t.TempDir(), pipeline: got.One(pipelines), projects: map[string]object{}, said: map[string]map[string]string{}}
	w.said["codepipeline"] = map[string]string{"PipelineExecutionId": "run-1"}
	for _, one := range got.Resources(projects) {
		w.projects[one.Properties["Name"].(string)] = one.Properties
	}
	w.write("bin/aws", cloud)
	for name, text := range others {
		w.write("bin/"+name, "#!/bin/sh\n"+text)
	}
	w.write("clock", "1000000\n")
	w.write("source/Dockerfile", "FROM scratch\n")
	w.write("tmp/empty", "")
	for name, image := range stacks {
		w.write("stacks/"+name, image+"\n")
		w.write("stacks/"+name+".status", "UPDATE_COMPLETE\n")
	}
	return w
}

func (w *walker) write(path, text string) {
	w.t.Helper()
	to := filepath.Join(w.root, path)
	if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, []byte(text), 0o755)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *walker) read(path string) string {
	text, _ := os.ReadFile(filepath.Join(w.root, path))
	return strings.TrimSpace(string(text))
}

// through goes through all stages until one fails, and returns the actions that have run.
func (w *walker) through() string {
	w.t.Helper()
	for i, one := range w.pipeline.Properties["Stages"].([]any) {
		if i > 0 {
			w.walked = append(w.walked, "|")
		}
		if !w.stage(one.(object)) {
			break
		}
	}
	return strings.Join(w.walked, " ")
}

func (w *walker) stage(stage object) bool {
	all := stage["Actions"].([]any)
	for order := 1.0; order <= 9; order++ {
		held := true
		for _, one := range beside(all, order) {
			held = w.act(one) && held
		}
		if !held {
			return false
		}
	}
	return true
}

// beside are the actions of a run order, those last that wait for another one.
func beside(all []any, order float64) (actions []object) {
	for _, waits := range []bool{false, true} {
		for _, one := range all {
			action := one.(object)
			proof := strings.HasPrefix(action["Name"].(string), "Verify-")
			if action["RunOrder"] == order && proof == waits {
				actions = append(actions, action)
			}
		}
	}
	return actions
}

var reference = regexp.MustCompile(`#\{([^.}]+)\.([^}]+)\}`)

// resolve puts in what earlier actions have said. CodePipeline fails an action that refers to what nobody has said.
func (w *walker) resolve(text string) (string, bool) {
	known := true
	return reference.ReplaceAllStringFunc(text, func(ref string) string {
		m := reference.FindStringSubmatch(ref)
		value, is := w.said[m[1]][m[2]]
		known = known && is
		return value
	}), known
}

// act runs one action, and says whether it has succeeded.
func (w *walker) act(action object) bool {
	name := action["Name"].(string)
	if w.before != nil {
		w.before(name)
	}
	held := w.succeeds(name, action)
	if !held {
		name += "!"
	}
	w.walked = append(w.walked, name)
	w.note(action["Name"].(string), held)
	return held
}

// note writes down how an action ended, where CodePipeline says it.
func (w *walker) note(name string, held bool) {
	status := map[bool]string{true: "Succeeded", false: "Failed"}[held]
	w.ended = append(w.ended, fmt.Sprintf(`{"actionName":%q,"status":%q,"startTime":"2026-11-23T10:%02d:00Z"}`, name, status, len(w.ended)))
	w.write("actions", `{"actionExecutionDetails":[`+strings.Join(w.ended, ",")+"]}\n")
}

// succeeds does what an action does.
func (w *walker) succeeds(name string, action object) bool {
	settings := action["Configuration"].(object)
	switch action["ActionTypeId"].(object)["Provider"] {
	case "CodeCommit":
		w.said["Source"] = map[string]string{"CommitId": "0123456789abcdef0123456789abcdef01234567"}
		return true
	case "Manual":
		_, known := w.resolve(settings["CustomData"].(string))
		return known
	}
	project := settings["ProjectName"].(string)
	if strings.HasSuffix(project, "-image") {
		w.said["Image"] = map[string]string{"IMAGE": next, "DIGEST": next[strings.Index(next, "@")+1:]}
		return true
	}
	environment := []string{"PATH=" + filepath.Join(w.root, "bin") + ":" + os.Getenv("PATH"), "WORLD=" + w.root, "ACTION=" + name, "TMPDIR=" + filepath.Join(w.root, "tmp")}
	for one, value := range toldBy(w.projects[project]) {
		environment = append(environment, one+"="+value)
	}
	text, _ := settings["EnvironmentVariables"].(string)
	text, known := w.resolve(text)
	if !known {
		return false
	}
	for _, one := range parse("[" + strings.Trim(text, "[]") + "]") {
		environment = append(environment, one.Name+"="+one.Value)
	}
	return w.builds(name, action, environment, spec(w.projects[project]))
}

// builds runs the commands of a build specification in one shell, and hands on what it exports.
func (w *walker) builds(name string, action object, environment []string, text string) bool {
	var spec struct {
		Env struct {
			Exported []string `yaml:"exported-variables"`
		}
		Phases struct{ Build struct{ Commands []string } }
	}
	if err := yaml.Unmarshal([]byte(text), &spec); err != nil {
		w.t.Fatal(err)
	}
	var lines []string
	for _, command := range spec.Phases.Build.Commands {
		lines = append(lines, command, "[ $? -eq 0 ] || exit 1")
	}
	for _, one := range spec.Env.Exported {
		lines = append(lines, fmt.Sprintf(`printf %%s "$%s" >"$WORLD/exported-%s"`, one, one))
	}
	build := exec.Command("dash", "-c", strings.Join(lines, "\n"))
	build.Dir, build.Env = filepath.Join(w.root, "source"), environment
	said, err := build.CombinedOutput()
	fmt.Fprintf(&w.log, "--- %s\n%s\n", name, said)
	if strings.Contains(string(said), "nobody answers") {
		w.t.Errorf("%s: %s", name, said)
	}
	if namespace, _ := action["Namespace"].(string); namespace != "" && err == nil {
		w.said[namespace] = map[string]string{}
		for _, one := range spec.Env.Exported {
			w.said[namespace][one] = w.read("exported-" + one)
		}
	}
	return err == nil
}

// touched are the stacks that calls to AWS have named, sorted.
func (w *walker) touched() (all []string) {
	for _, m := range regexp.MustCompile(`stack-name (?:\S*stack/)?(shop-[a-z]+-web)`).FindAllStringSubmatch(w.read("calls"), -1) {
		all = append(all, m[1])
	}
	return slices.Compact(slices.Sorted(slices.Values(all)))
}
