package program_test

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// deployment is what CodeDeploy says of a deployment.
func deployment(status string, more ...any) string {
	info := object{"deploymentId": "d-1", "status": status}
	for i := 0; i < len(more); i += 2 {
		info[more[i].(string)] = more[i+1]
	}
	return encode(object{"deploymentInfo": info})
}

// Why deployments end badly.
var (
	alarmed = []any{"errorInformation", object{"code": "ALARM_ACTIVE", "message": "One or more alarms have been activated:\nweb-Errors"}}
	undone  = append(slices.Clone(alarmed), "rollbackInfo", object{"rollbackDeploymentId": "d-2"})
)

// group is a world whose stack CodeDeploy deploys.
func group(t *testing.T, shell []string, kind program.Kind) *world {
	w := home(t, shell)
	w.set("APPLICATION", "shop", "GROUP", "web", "TIMEOUT", "60")
	w.says("deploy.list-deployments", `{"deployments":[]}`)
	w.says("deploy.create-deployment", `{"deploymentId":"d-1"}`)
	w.says("deploy.get-deployment", deployment("Created"), deployment("InProgress"), deployment("Succeeded"))
	w.says("deploy.stop-deployment", `{"status":"Pending"}`)
	if kind == program.Hosts {
		w.set("BUCKET", "revisions-1", "BUNDLE", "bundle")
		w.write("source/bundle/appspec.yml", "version: 0.0\n")
		w.write("source/bundle/fleet/image", "what the bundle was made with\n")
		w.write("source/bundle/hooks/start", "#!/bin/sh\n")
		w.says("s3api.put-object", `{"VersionId":"v-7"}`)
	}
	return w
}

// back is what the stack goes through when the release goes on to a failure, and the old image is put back.
func back() []string {
	return append(slices.Clone(good), stack("UPDATE_COMPLETE", image), stack("UPDATE_COMPLETE", image), stack("UPDATE_IN_PROGRESS", old), stack("UPDATE_COMPLETE", old))
}

func TestCodeDeployDeploysWhatTheStackSays(t *testing.T) {
	for _, shell := range shells() {
		w := group(t, shell, program.Tasks)
		w.succeeds(program.Release(program.Tasks))
		want := object{
			"applicationName": "shop", "deploymentGroupName": "web",
			"revision": object{"revisionType": "AppSpecContent", "appSpecContent": object{"content": spec(image)}},
		}
		if got := w.asked(0, "aws", "deploy", "create-deployment"); encode(got) != encode(want) {
			t.Errorf("got\n%s\nwant\n%s", encode(got), encode(want))
		}
		if got := w.sequence(); got != "update-stack create-deployment" {
			t.Errorf("it does %s", got)
		}
	}
}

func TestTheStackItselfStartsTheFirstTasks(t *testing.T) {
	w := group(t, in(0), program.Tasks)
	w.says("cloudformation.describe-stacks", stack("CREATE_COMPLETE", ""), stack("UPDATE_COMPLETE", image))
	w.succeeds(program.Release(program.Tasks))
	if got := w.sequence(); got != "update-stack" {
		t.Errorf("it does %s", got)
	}
	if got := w.calls("aws", "deploy"); len(got) > 0 {
		t.Errorf("CodeDeploy is asked, which has no group yet: %q", got)
	}
}

func TestAFleetGetsExactlyTheRevisionThatWasUploaded(t *testing.T) {
	for i, before := range some([]string{old, ""}) {
		w := group(t, in(i), program.Hosts)
		w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", before), stack("UPDATE_COMPLETE", image))
		w.write("bin/aws", strings.Replace(record+tools["aws"], "name=$1.$2\n", "name=$1.$2\ncase $2 in put-object) cp \"$8\" \"$WORLD/uploaded.zip\" ;; esac\n", 1))
		w.succeeds(program.Release(program.Hosts))
		if got := w.sequence(); got != "update-stack put-object create-deployment" {
			t.Errorf("it does %s", got)
		}
		put := w.calls("aws", "s3api", "put-object")[0]
		if want := []string{"--bucket", "revisions-1", "--key", "revision.zip", "--body"}; !slices.Equal(put[3:8], want) || !slices.Equal(put[9:], []string{"--expected-bucket-owner", "111111111111"}) {
			t.Errorf("it uploads %q", put)
		}
		revision := object{"revisionType": "S3", "s3Location": object{"bucket": "revisions-1", "key": "revision.zip", "bundleType": "zip", "version": "v-7"}}
		if got := w.asked(0, "aws", "deploy", "create-deployment")["revision"]; encode(got) != encode(revision) {
			t.Errorf("it deploys %s", encode(got))
		}
		archive, err := zip.OpenReader(filepath.Join(w.root, "uploaded.zip"))
		if err != nil {
			t.Fatal(err)
		}
		defer archive.Close()
		files := map[string]string{}
		for _, file := range archive.File {
			if content, err := file.Open(); err == nil && !file.FileInfo().IsDir() {
				text, _ := io.ReadAll(content)
				files[file.Name] = string(text)
			}
		}
		want := map[string]string{"appspec.yml": "version: 0.0\n", program.ImageFile: image + "\n", "hooks/start": "#!/bin/sh\n"}
		if fmt.Sprint(files) != fmt.Sprint(want) {
			t.Errorf("the revision is %q", files)
		}
		if got := w.read("source/bundle/fleet/image"); got != "what the bundle was made with\n" {
			t.Errorf("the bundle itself is changed: %q", got)
		}
	}
}

// What CodeDeploy could not bring must not stay the stack's image.
func TestAFailedDeploymentPutsTheOldImageBack(t *testing.T) {
	const gone = "update-stack create-deployment update-stack"
	for i, c := range some([]struct {
		name              string
		deployments       []string
		created, sequence string
		want              []string
	}{
		{name: "failed", deployments: []string{deployment("InProgress"), deployment("Failed", "errorInformation", object{"code": "HEALTH_CONSTRAINTS", "message": "too many hosts failed"})},
			sequence: gone, want: []string{"the deployment d-1 is Failed: HEALTH_CONSTRAINTS: too many hosts failed"}},
		{name: "an alarm", deployments: append([]string{deployment("Stopped", undone...)}, deployment("InProgress"), deployment("Succeeded")),
			sequence: gone, want: []string{"the deployment d-1 is Stopped: ALARM_ACTIVE: One or more alarms have been activated: web-Errors; CodeDeploy went back by d-2"}},
		{name: "cannot go back", deployments: []string{deployment("Failed", undone...), deployment("Failed")},
			sequence: gone, want: []string{"CodeDeploy could not go back by d-2"}},
		{name: "goes back for too long", deployments: []string{deployment("Failed", undone...), deployment("InProgress")},
			sequence: gone, want: []string{"CodeDeploy still goes back by d-2"}},
		{name: "stopped by a person", deployments: []string{deployment("Stopped")}, sequence: gone, want: []string{"the deployment d-1 is Stopped: nobody says why"}},
		{name: "never ends", deployments: []string{deployment("InProgress")}, sequence: "update-stack create-deployment stop-deployment update-stack",
			want: []string{"the release took longer than 60 seconds; the deployment d-1 is still InProgress"}},
		{name: "too slow", deployments: append(slices.Repeat([]string{deployment("Ready")}, 6), deployment("Stopped", alarmed...)), sequence: "update-stack create-deployment stop-deployment update-stack",
			want: []string{"the release took longer than 60 seconds; the deployment d-1 is Stopped"}},
		{name: "refused", created: "!An error occurred (DeploymentLimitExceededException) when calling the CreateDeployment operation: already has an active Deployment", sequence: gone,
			want: []string{"cannot deploy to web", "already has an active Deployment"}},
	}) {
		for _, kind := range []program.Kind{program.Tasks, program.Hosts} {
			if !thorough && (i+int(kind))%2 > 0 {
				continue
			}
			t.Run(kind.String()+" "+c.name, func(t *testing.T) {
				t.Parallel()
				w := group(t, in(i+int(kind)), kind)
				w.says("cloudformation.describe-stacks", back()...)
				if kind == program.Hosts { // it does not look again before it deploys
					w.says("cloudformation.describe-stacks", slices.Delete(back(), len(good), len(good)+1)...)
				}
				if c.created != "" {
					w.says("deploy.create-deployment", c.created)
				}
				if c.deployments != nil {
					w.says("deploy.get-deployment", c.deployments...)
				}
				w.fails(program.Release(kind), append(c.want, "the release failed: ", "; "+name+" has "+old)...)
				if got := strings.Replace(w.sequence(), "put-object ", "", 1); got != c.sequence {
					t.Errorf("it does %q, want %q", got, c.sequence)
				}
				for _, stop := range w.calls("aws", "deploy", "stop-deployment") {
					if want := []string{"--deployment-id", "d-1", "--auto-rollback-enabled"}; !slices.Equal(stop[3:], want) {
						t.Errorf("it is stopped with %q", stop)
					}
				}
				last := w.asked(1, "aws", "cloudformation", "update-stack")
				if text := encode(last); !strings.Contains(text, `{"ParameterKey":"Image","ParameterValue":"`+old+`"}`) || !strings.Contains(text, `"RollbackTriggers":[]`) {
					t.Errorf("it goes back with %s", text)
				}
			})
		}
	}
}

func TestWhatCannotBeUploadedPutsTheOldImageBack(t *testing.T) {
	for answer, want := range someOf(map[string]string{
		"!An error occurred (AccessDenied) when calling the PutObject operation: Access Denied": "cannot upload the revision to revisions-1",
		`{"ETag":"x"}`: "the bucket revisions-1 keeps no versions",
	}) {
		w := group(t, in(0), program.Hosts)
		w.says("cloudformation.describe-stacks", slices.Delete(back(), len(good), len(good)+1)...)
		w.says("s3api.put-object", answer)
		w.fails(program.Release(program.Hosts), want, "has "+old)
		if got := w.sequence(); got != "update-stack put-object update-stack" {
			t.Errorf("it does %s", got)
		}
	}
}

// CodeDeploy gets nothing to do when CloudFormation itself has gone back, and the stack needs no second way back.
func TestARolledBackStackIsNotDeployed(t *testing.T) {
	rare(t)
	for _, kind := range some([]program.Kind{program.Tasks, program.Hosts}) {
		w := group(t, in(0), kind)
		w.says("cloudformation.describe-stacks", bad...)
		w.says("cloudformation.describe-stack-events", failed)
		w.fails(program.Release(kind), "circuit breaker was triggered", "has "+old)
		if got := w.sequence(); got != "update-stack" {
			t.Errorf("%s does %s", kind, got)
		}
	}
}

func TestAnotherDeploymentIsNotDisturbed(t *testing.T) {
	for _, kind := range some([]program.Kind{program.Tasks, program.Hosts}) {
		w := group(t, in(0), kind)
		w.says("deploy.list-deployments", `{"deployments":["d-9"]}`)
		w.fails(program.Release(kind), "the deployment d-9 of web still runs")
		if got := w.sequence(); got != "" {
			t.Errorf("%s does %s", kind, got)
		}
	}
}

// A newer release owns the stack: going back would undo that one.
func TestASupersededReleaseDoesNotGoBack(t *testing.T) {
	rare(t)
	w := group(t, in(0), program.Tasks)
	w.says("cloudformation.describe-stacks", append(slices.Clone(good), stack("UPDATE_COMPLETE", another))...)
	w.fails(program.Release(program.Tasks), "superseded", "has "+another)
	if got := w.sequence(); got != "update-stack" {
		t.Errorf("it does %s", got)
	}
}

// A build that was killed leaves the new image in the stack. The next release deploys it, and says so when it cannot.
func TestAReleaseThatWasCutOffIsDoneAgain(t *testing.T) {
	rare(t)
	again := func() *world {
		w := group(t, in(0), program.Tasks)
		w.says("cloudformation.describe-stacks", stack("UPDATE_COMPLETE", image))
		w.says("cloudformation.update-stack", "!No updates are to be performed.")
		return w
	}
	w := again()
	w.succeeds(program.Release(program.Tasks))
	if got := w.sequence(); got != "update-stack create-deployment" {
		t.Errorf("it does %s", got)
	}
	w = again()
	w.says("deploy.get-deployment", deployment("Failed"))
	w.fails(program.Release(program.Tasks), "the deployment d-1 is Failed", "could not go back: what ran before is not known")
}

func TestABundleIsFilesOfARevision(t *testing.T) {
	for what, spoil := range someOf(map[string]func(w *world){
		"want a directory with the files": func(w *world) { w.set("BUNDLE", "elsewhere") },
		"want files, not links":           func(w *world) { w.link("source/bundle/hooks/stop", "/etc/passwd") },
	}) {
		w := group(t, in(0), program.Hosts)
		spoil(w)
		w.fails(program.Release(program.Hosts), what)
		if got := w.sequence(); got != "" {
			t.Errorf("it does %s", got)
		}
	}
}

func TestAnAppSpecIsNeeded(t *testing.T) {
	rare(t)
	w := group(t, in(0), program.Tasks)
	bare := func(running string) string {
		var said map[string][]object
		if err := json.Unmarshal([]byte(stack("UPDATE_COMPLETE", running)), &said); err != nil {
			t.Fatal(err)
		}
		delete(said["Stacks"][0], "Outputs")
		return encode(said)
	}
	w.says("cloudformation.describe-stacks", bare(old), bare(image), bare(image), bare(image), bare(old))
	w.fails(program.Release(program.Tasks), "the stack storefront-dev-web has no output AppSpec", "has "+old)
}
