package fleet_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// bootTools answer like the real ones as far as a fresh host can see; curl brings an installer that says it ran.
var bootTools = map[string]string{
	"dnf":      `[ ! -e "$ROOT/no-packages" ]`,
	"curl":     `while [ "$1" != --output ]; do shift; done; printf '#!/bin/sh\necho "installed $1" >>"$ROOT/said"\n' >"$2"`,
	"shutdown": `:`, "systemctl": `:`,
}

// firstScript is what a host of a minimal service runs first.
var firstScript = made(func(t *testing.T) string { return userData(t, released(t, rolling)) })

// booted is a host that ran its user data, and whether that succeeded.
func booted(t *testing.T, files map[string]string) (*host, bool) {
	t.Helper()
	all := map[string]string{"root/.keep": "", "boot.sh": firstScript(t)}
	for name, text := range bootTools {
		all["bin/"+name] = record + text + "\n"
	}
	for path, text := range files {
		all[path] = text
	}
	h := &host{t: t, root: lay(t, all)}
	h.rewrite("boot.sh", "/etc/fleet", h.root+"/etc", "-p /root", "-p "+h.root+"/root")
	command := exec.Command("sh", filepath.Join(h.root, "boot.sh"))
	command.Env = []string{"PATH=" + h.root + "/bin:" + os.Getenv("PATH"), "ROOT=" + h.root}
	said, err := command.CombinedOutput()
	t.Logf("%s", said)
	return h, err == nil
}

func (h *host) read(path string) string {
	h.t.Helper()
	text, err := os.ReadFile(filepath.Join(h.root, path))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(text)
}

func TestAFreshHostKnowsItsFleetAndItsRegistry(t *testing.T) {
	h, ok := booted(t, nil)
	if !ok {
		t.Fatal("the host cannot be set up")
	}
	if got, want := h.read("etc/host"), "AWS_REGION=eu-west-1\nFLEET_SETTINGS=/shop-dev/web/settings\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := h.read("etc/docker/config.json"), `{"credHelpers":{"`+registry+`":"ecr-login"}}`+"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := h.read("said"); got != "installed auto\n" {
		t.Errorf("the installer of CodeDeploy's agent said %q", got)
	}
	if got, want := fmt.Sprint(h.calls("systemctl")), "[[enable --now docker] [enable --now codedeploy-agent]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := h.calls("curl"); len(got) != 1 || !slices.Contains(got[0], "https://aws-codedeploy-eu-west-1.s3.eu-west-1.amazonaws.com/latest/install") || !slices.Contains(got[0], "--fail") {
		t.Errorf("got %q", got)
	}
	if got := h.calls("shutdown"); len(got) > 0 {
		t.Errorf("a good host ends itself: %q", got)
	}
}

func TestAHostThatCannotBeSetUpEndsItself(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"no packages": {"no-packages": ""},
		"no agent":    {"bin/curl": "#!/bin/sh\nexit 22\n"},
	} {
		h, ok := booted(t, files)
		if got := h.calls("shutdown"); ok || len(got) != 1 {
			t.Errorf("%s: want the host to end itself, got success %v and %q", name, ok, got)
		}
		for _, call := range h.calls("systemctl") {
			if slices.Contains(call, "codedeploy-agent") {
				t.Errorf("%s: the host takes deployments: %q", name, strings.Join(call, " "))
			}
		}
	}
}
