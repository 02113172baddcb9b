package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

const shipped = "../../shipway.yaml"

// head is the beginning of a file with one environment, and plain is a delivery without a source.
const (
	head  = "version: 1\napp: storefront\nowner: team\nenvironments:\n  dev: { account: \"111111111111\", region: eu-west-1, network: { cidr: 10.0.0.0/16, zones: [a, b] } }\n"
	plain = "delivery: { account: \"444444444444\", region: eu-west-1 }\n"
)

// repository is a directory with a Dockerfile for each path, and the assembly of the shipped file's golden templates.
func repository(t *testing.T, dockerfiles ...string) (root, assembly string) {
	t.Helper()
	root, assembly = t.TempDir(), t.TempDir()
	for _, path := range dockerfiles {
		place(t, filepath.Join(root, path), "FROM scratch\n")
	}
	for _, environment := range []string{"dev", "staging", "prod"} {
		artifacts := map[string]any{"metadata": map[string]any{"type": "cdk:tree"}}
		for _, service := range []string{"web", "orders", "mailer"} {
			file := service + ".template.json"
			text, err := os.ReadFile(filepath.Join("../../test/testdata/golden", environment, file))
			if err != nil {
				t.Fatal(err)
			}
			place(t, filepath.Join(assembly, "assembly-"+environment, file), string(text))
			artifacts[service] = map[string]any{
				"type": "aws:cloudformation:stack", "properties": map[string]any{"templateFile": file, "stackName": "storefront-" + environment + "-" + service},
			}
		}
		text, err := json.Marshal(map[string]any{"artifacts": artifacts})
		if err != nil {
			t.Fatal(err)
		}
		place(t, filepath.Join(assembly, "assembly-"+environment, "manifest.json"), string(text))
	}
	return root, assembly
}

func place(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// built are the Dockerfiles of the shipped file.
var built = []string{"services/web/Dockerfile", "services/orders/Dockerfile", "services/mailer/Dockerfile"}

// written runs "shipway workflow" for the shipped file.
func written(t *testing.T, root, assembly, system string, more ...string) (out, err string, code int) {
	t.Helper()
	return answer(append([]string{"workflow", system, "-config", shipped, "-assembly", assembly, "-out", root, "-without", "window"}, more...))
}

func TestWorkflowsOfTheShippedFileAreWritten(t *testing.T) {
	for system, files := range map[string][]string{
		"github": {".github/workflows/storefront-web.yml", ".github/workflows/storefront-orders.yml", ".github/workflows/storefront-mailer.yml", ".github/shipway/run.sh", ".github/shipway/release-stack.sh"},
		"gitlab": {".gitlab-ci.yml", ".gitlab/shipway/storefront-web.yml", ".gitlab/shipway/run.sh"},
	} {
		root, assembly := repository(t, built...)
		out, err, code := written(t, root, assembly, system)
		if code != 0 {
			t.Fatalf("%s: exit code %d: %s", system, code, err)
		}
		for _, file := range files {
			if !workflow.Ours(content(t, filepath.Join(root, file))) {
				t.Errorf("%s is not ours", file)
			}
		}
		for _, want := range []string{"arn:aws:iam::333333333333:role/storefront-prod-web-workflow, sessions of 2h30m0s\n", "arn:aws:iam::444444444444:role/storefront-delivery-web-workflow\n"} {
			if !strings.Contains(out, want) {
				t.Errorf("%s: it does not say %q:\n%s", system, want, out)
			}
		}
	}
}

func TestAReleaseWatchesTheAlarmsOfItsStack(t *testing.T) {
	root, assembly := repository(t, built...)
	if _, err, code := written(t, root, assembly, "github"); code != 0 {
		t.Fatal(err)
	}
	for _, want := range []string{
		"ALARMS: storefront-prod-web-errors storefront-prod-web-memory storefront-prod-web-unhealthy\n", "STACK: storefront-prod-web\n", "APPROVE: \"yes\"\n",
	} {
		if text := content(t, filepath.Join(root, ".github/workflows/storefront-web.yml")); !strings.Contains(text, want) {
			t.Errorf("it lacks %q:\n%s", want, text)
		}
	}
}

func TestServicesWithoutASourceAreBuiltWhereTheirDockerfileIs(t *testing.T) {
	root, assembly := repository(t, "services/web/Dockerfile", "web/Dockerfile", "orders/Dockerfile", "Dockerfile")
	file := filepath.Join(t.TempDir(), "shipway.yaml")
	place(t, file, head+"services: { web: { runtime: fargate }, orders: { runtime: fargate }, mailer: { runtime: fargate } }\n"+plain)
	_, err, code := answer([]string{"workflow", "github", "-config", file, "-assembly", assembly, "-out", root, "-test", "make 'test'", "-branch", "release/2"})
	if code != 0 || err != "" {
		t.Fatalf("exit code %d: %s", code, err)
	}
	for service, want := range map[string]string{"web": "services/web", "orders": "orders", "mailer": `"."`} {
		text := content(t, filepath.Join(root, ".github/workflows/storefront-"+service+".yml"))
		for _, line := range []string{" CONTEXT: " + want + "\n", `TEST_COMMAND: "make 'test'"`, "branches: [release/2]\n"} {
			if !strings.Contains(text, line) {
				t.Errorf("%s lacks %q", service, line)
			}
		}
	}
}

func TestFilesOfSomebodyElseAreNotOverwritten(t *testing.T) {
	root, assembly := repository(t, built...)
	mine := filepath.Join(root, ".gitlab-ci.yml")
	place(t, mine, "test:\n  script: make\n")
	out, err, code := written(t, root, assembly, "gitlab")
	if code != 2 || out != "" || !strings.Contains(err, ".gitlab-ci.yml: is somebody else's") {
		t.Errorf("exit code %d: %s%s", code, out, err)
	}
	if content(t, mine) != "test:\n  script: make\n" {
		t.Error("it is overwritten")
	}
	if _, missing := os.Stat(filepath.Join(root, ".gitlab")); missing == nil {
		t.Error("the others are written")
	}
	if _, err, code := written(t, root, assembly, "gitlab", "-force"); code != 0 || !workflow.Ours(content(t, mine)) {
		t.Errorf("exit code %d: %s", code, err)
	}
}

func TestFilesOfOursAreWrittenAgain(t *testing.T) {
	root, assembly := repository(t, built...)
	if _, err, code := written(t, root, assembly, "github"); code != 0 {
		t.Fatal(err)
	}
	file := filepath.Join(root, ".github/workflows/storefront-web.yml")
	first := content(t, file)
	place(t, file, first+"# changed by hand\n")
	old := filepath.Join(root, ".github/workflows/storefront-old.yml")
	place(t, old, first)
	out, err, code := written(t, root, assembly, "github")
	if code != 0 || content(t, file) != first {
		t.Errorf("exit code %d: %s", code, err)
	}
	if !strings.Contains(out, ".github/workflows/storefront-old.yml is of no use any more") {
		t.Errorf("a service that is gone goes on being released:\n%s", out)
	}
}

func TestNoLinkLeadsOutOfTheRepository(t *testing.T) {
	root, assembly := repository(t, built...)
	outside := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(root, ".github")); err != nil {
		t.Skip(err)
	}
	_, err, code := written(t, root, assembly, "github", "-force")
	if code != 2 || !strings.Contains(err, "CLI-002") {
		t.Errorf("exit code %d: %s", code, err)
	}
	if left, _ := os.ReadDir(outside); len(left) > 0 {
		t.Errorf("it wrote %v", left)
	}
}

func TestWhatCannotBeReleasedByAWorkflowIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want string
	}{
		"no delivery":   {head + "services:\n  web: { runtime: fargate }\n", "has no delivery"},
		"no image":      {head + plain + "services:\n  web: { runtime: fargate, image: \"public.ecr.aws/nginx/nginx:1.29\" }\n", "no service whose image is built"},
		"no template":   {head + plain + "services:\n  cart: { runtime: fargate }\n", "has no template of storefront-dev-cart: run make synth first"},
		"no Dockerfile": {head + plain + "services:\n  web: { runtime: fargate }\n", "web has no Dockerfile"},
		"a bad file":    {"version: 2\n", "CFG-016"},
	} {
		_, assembly := repository(t)
		root := t.TempDir()
		file := filepath.Join(t.TempDir(), "shipway.yaml")
		place(t, file, c.file)
		out, err, code := answer([]string{"workflow", "github", "-config", file, "-assembly", assembly, "-out", root})
		if code != 2 || out != "" || !strings.Contains(err, c.want) {
			t.Errorf("%s: exit code %d: %q, want %q", name, code, err, c.want)
		}
		if left, _ := os.ReadDir(root); len(left) > 0 {
			t.Errorf("%s: it wrote %v", name, left)
		}
	}
}

func TestMistakesOfAnOrderAreSaid(t *testing.T) {
	root, assembly := repository(t, built...)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"workflow"}, "want github or gitlab [CLI-001]"},
		{[]string{"workflow", "gihtub"}, `"gihtub": want one of github, gitlab; did you mean github? [CLI-001]`},
		{[]string{"workflow", "github", "-froce"}, "-froce: unknown flag; shipway workflow -h lists them; did you mean -force? [CLI-001]"},
		{[]string{"workflow", "github", "-out"}, "-out: a value is missing [CLI-001]"},
		{[]string{"workflow", "github", "here"}, `"here": not a flag; shipway workflow -h lists them [CLI-001]`},
		{[]string{"workflow", "github", "-without", "wave"}, "want of build.secrets, scan.inspector, source.tags, verify.test, window"},
		{[]string{"workflow", "github", "-runner", "prod"}, "want ENV=LABEL,LABEL"},
		{[]string{"workflow", "github", "-config", shipped, "-assembly", assembly, "-out", root, "-runner", "moon=x"}, "-runner moon: ../../shipway.yaml has no such environment [CLI-001]"},
		{[]string{"workflow", "github", "-config", shipped, "-assembly", filepath.Join(root, "none"), "-out", root}, "there is no cloud assembly: run make synth first"},
		{[]string{"workflow", "github", "-config", shipped, "-assembly", assembly, "-out", root, "-without", "window", "-branch", "a b"}, "PIPE-001"},
		{[]string{"workflow", "github", "-config", shipped, "-assembly", assembly, "-out", root, "-without", "window", "-test", "a\nb"}, "INJ-001"},
		{[]string{"workflow", "github", "-config", shipped, "-assembly", assembly, "-out", filepath.Join(root, "none")}, "CLI-002"},
	} {
		if out, err, code := answer(c.args); code != 2 || out != "" || !strings.Contains(err, c.want) {
			t.Errorf("%v: exit code %d: %q, want %q", c.args[1:], code, err, c.want)
		}
	}
}

func TestTheHelpOfWorkflowsIsAGoodPage(t *testing.T) {
	for _, args := range [][]string{{"workflow", "-h"}, {"workflow", "github", "-h"}, {"workflow", "gitlab", "--help"}} {
		out, err, code := answer(args)
		if out != workflowHelp || err != "" || code != 0 {
			t.Errorf("%v: exit code %d, %q", args, code, err)
		}
	}
	for line := range strings.Lines(workflowHelp) {
		if len(line) > 81 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
	for _, flag := range workflowFlags {
		if !strings.Contains(workflowHelp, "\n  "+flag+" ") {
			t.Errorf("%s is missing", flag)
		}
	}
}
