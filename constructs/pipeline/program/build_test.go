package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

const digest = "sha256:1111111111111111111111111111111111111111111111111111111111111111"

// source is a world with a source that becomes an image, in a registry that scans it.
func source(t *testing.T, shell []string) *world {
	w := newWorld(t, shell)
	w.set("REPOSITORY", repository, "TAG", "c1", "COMMIT", "c1f3", "EXECUTION", "run-1", "IMAGE", image, "TIMEOUT", "60")
	w.write("source/Dockerfile", "FROM scratch\n")
	w.write("metadata", `{"containerimage.digest":"`+digest+`","containerimage.config.digest":"sha256:2"}`)
	w.says("ecr.describe-images", "!An error occurred (ImageNotFoundException) when calling the DescribeImages operation: no")
	w.says("ecr.get-login-password", "p4ssword")
	w.says("docker.sbom", `{"SPDX":{"spdxVersion":"SPDX-2.3"}}`)
	w.says("docker.provenance", `{"SLSA":{"buildDefinition":{}}}`)
	w.says("docker.config", `{"config":{"Labels":{"org.opencontainers.image.revision":"c1f3"}}}`)
	w.says("ecr.batch-get-image", manifest("application/vnd.oci.image.manifest.v1+json"))
	w.says("ecr.describe-image-scan-findings", findings("COMPLETE", object{"LOW": 3}))
	w.says("ecr.start-image-scan", "{}")
	w.write("bin/gitleaks", record+"cat \"$WORLD/leaks\" >\"$WORLD/leaked\" 2>/dev/null; while [ \"$1\" != --report-path ]; do shift; done; cp \"$WORLD/leaks\" \"$2\"; exit \"$(cat \"$WORLD/leaky\")\"\n")
	w.write("leaks", "[]")
	w.write("leaky", "0")
	w.write("bin/sha256sum", record+"cat >\"$WORLD/summed\"; [ ! -e \"$WORLD/forged\" ]\n")
	w.write("bin/tar", record+"cp \"$WORLD/bin/gitleaks\" \"$4/gitleaks\"\n")
	w.says("curl", "")
	return w
}

// manifest is what the registry says of an image, or of the index of several.
func manifest(mediaType string, platforms ...string) string {
	m := object{"mediaType": mediaType}
	if len(platforms) > 0 {
		all := []object{}
		for _, platform := range platforms {
			os, architecture, _ := strings.Cut(platform, "/")
			all = append(all, object{"digest": "sha256:" + platform, "platform": object{"os": os, "architecture": architecture}})
		}
		m["manifests"] = all
	}
	return encode(object{"images": []any{object{"imageManifest": encode(m)}}, "failures": []any{}})
}

// findings is what the registry says of a scan, and when it ended where it is complete.
func findings(status string, counts object) string {
	found := object{"findingSeverityCounts": counts, "findings": []any{}}
	if status == "COMPLETE" {
		found["imageScanCompletedAt"] = "2026-11-23T10:00:00+00:00"
	}
	return encode(object{"imageScanStatus": object{"status": status, "description": "why it is so"}, "imageScanFindings": found})
}

// unfinished is what the registry says of a scan by Amazon Inspector that has found nothing, or not yet.
func unfinished(status string) string {
	return encode(object{"imageScanStatus": object{"status": status}, "imageScanFindings": object{"findings": []any{}}})
}

// covered is what Amazon Inspector says of an image it has looked at, or will.
func covered(reason string, at any) string {
	one := object{"resourceId": "x", "scanStatus": object{"statusCode": "ACTIVE", "reason": reason}}
	if at != nil {
		one["lastScannedAt"] = at
	}
	return encode(object{"coveredResources": []object{one}})
}

func TestAnImageIsBuiltAndPushedOnce(t *testing.T) {
	for _, shell := range shells() {
		w := source(t, shell)
		w.set("CACHE", repository+":cache-web")
		said := w.succeeds(program.Image())
		build := w.calls("docker", "buildx", "build")
		at := slices.Index(build[0], "--metadata-file")
		got := slices.Delete(slices.Clone(build[0]), at, at+2)
		want := []string{"docker", "buildx", "build", "--builder", "shipway", "--file", "./Dockerfile", "--platform", "linux/amd64", "--tag", repository + ":c1", "--push",
			"--attest", "type=provenance,mode=max", "--attest", "type=sbom,generator=docker/buildkit-syft-scanner:1.11.0@sha256:79e7b013cbec16bbb436f312819a49a4a57752b2270c1a9332ae1a10fcc82a68",
			"--label", "org.opencontainers.image.revision=c1f3", "--label", "org.opencontainers.image.created=2026-11-23T10:00:00Z", "--label", "shipway.execution=run-1",
			"--cache-from", "type=registry,ref=" + repository + ":cache-web",
			"--cache-to", "type=registry,ref=" + repository + ":cache-web,mode=max,image-manifest=true,oci-mediatypes=true,ignore-error=true", "--", "."}
		if len(build) != 1 || !slices.Equal(got, want) {
			t.Errorf("got\n%q\nwant\n%q", got, want)
		}
		if got := w.calls("docker", "run"); len(got) > 0 {
			t.Errorf("the machine's own platform is emulated: %q", got)
		}
		for name, want := range map[string]string{"IMAGE": image, "DIGEST": digest} {
			if got := w.exported(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		for file, want := range map[string]string{"sbom.spdx.json": "SPDX-2.3", "provenance.json": "buildDefinition"} {
			if got := w.read("source/" + file); !strings.Contains(got, want) {
				t.Errorf("%s is %q", file, got)
			}
		}
		if w.read("password") != "p4ssword" || strings.Contains(said+w.read("calls"), "p4ssword") {
			t.Error("the password is not handed over by standard input alone")
		}
		if len(w.calls("docker", "logout")) != 1 || len(w.calls("docker", "buildx", "rm")) != 1 {
			t.Error("the builder or the password stays")
		}
	}
}

func TestSeveralPlatformsAreOneImage(t *testing.T) {
	w := source(t, in(0))
	w.set("PLATFORMS", "linux/amd64,linux/arm64", "DOCKERFILE", "build/Dockerfile", "CONTEXT", "app", "ATTESTATIONS", "out")
	w.write("source/build/Dockerfile", "FROM scratch\n")
	w.write("source/app/main.go", "package main\n")
	w.write("source/out/.keep", "")
	w.says("docker.sbom", `{"linux/amd64":{"SPDX":{"name":"amd"}},"linux/arm64":{"SPDX":{"name":"arm"}}}`)
	w.says("docker.provenance", `{"linux/amd64":{"SLSA":{"on":"amd"}},"linux/arm64":{"SLSA":{"on":"arm"}}}`)
	w.succeeds(program.Image())
	if got := w.calls("docker", "run"); len(got) != 1 || got[0][4] != "tonistiigi/binfmt:qemu-v10.2.3@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0" {
		t.Errorf("other platforms are emulated by %q", got)
	}
	got := w.calls("docker", "buildx", "build")[0]
	for _, want := range []string{"linux/amd64,linux/arm64", "build/Dockerfile", "app"} {
		if !slices.Contains(got, want) {
			t.Errorf("no %s in %q", want, got)
		}
	}
	for file, want := range map[string]string{"sbom-linux-amd64.spdx.json": "amd", "sbom-linux-arm64.spdx.json": "arm", "provenance-linux-amd64.json": "amd", "provenance-linux-arm64.json": "arm"} {
		if got := w.read("source/out/" + file); !strings.Contains(got, want) {
			t.Errorf("%s is %q", file, got)
		}
	}
}

func TestATagIsNotBuiltAgain(t *testing.T) {
	w := source(t, in(0))
	w.says("ecr.describe-images", `{"imageDetails":[{"imageDigest":"`+digest+`"}]}`)
	w.succeeds(program.Image())
	if got := w.calls("docker", "buildx", "build"); len(got) > 0 {
		t.Errorf("it is built again: %q", got)
	}
	if got := w.exported("IMAGE"); got != image {
		t.Errorf("IMAGE is %q", got)
	}
	w.says("docker.config", `{"linux/amd64":{"config":{"Labels":{"org.opencontainers.image.revision":"beef"}}}}`)
	w.fails(program.Image(), "the tag c1 is taken by commit beef")
	w.says("docker.config", `{"config":{}}`)
	w.fails(program.Image(), "the tag c1 is taken by commit unknown")
}

func TestWhatCannotBeBuiltIsNoImage(t *testing.T) {
	for want, spoil := range someOf(map[string]func(w *world){
		"cannot build and push " + repository + ":c1":  func(w *world) { w.write("broken", "") },
		"BuildKit does not say what it has pushed":     func(w *world) { w.write("metadata", "{}") },
		"the image has no SBOM":                        func(w *world) { w.says("docker.sbom", "{}") },
		"the image has no Provenance":                  func(w *world) { w.says("docker.provenance", "{}") },
		"cannot enter the registry: An error occurred": func(w *world) { w.says("ecr.get-login-password", "!An error occurred (AccessDenied)") },
		"cannot read the repository storefront/web":    func(w *world) { w.says("ecr.describe-images", "!An error occurred (RepositoryNotFoundException)") },
		"IMAGE is " + repository + "@sha256:x: want":   func(w *world) { w.write("metadata", `{"containerimage.digest":"sha256:x"}`) },
	}) {
		w := source(t, in(1))
		spoil(w)
		w.fails(program.Image(), want)
		if got := w.exported("IMAGE"); got != "" {
			t.Errorf("%s: it exports %q", want, got)
		}
	}
}

func TestImagesAreMadeOfTheSourceAlone(t *testing.T) {
	for i, c := range some([][]string{
		{"CONTEXT", "..", "it leads out of the source"}, {"CONTEXT", "/etc", "want a path below the source"}, {"CONTEXT", "a/../..", "it leads out of the source"},
		{"CONTEXT", "link", "it leads out of the source"}, {"DOCKERFILE", "link/passwd", "it leads out of the source"}, {"DOCKERFILE", "passwd", "it leads out of the source"},
		{"DOCKERFILE", "../../etc/passwd", "there is no such file"}, {"DOCKERFILE", "absent", "there is no such file"}, {"ATTESTATIONS", "link", "it leads out of the source"},
		{"REPOSITORY", "docker.io/library/nginx", "want the address of a repository in ECR"}, {"TAG", "-x", "want a tag"}, {"TAG", "a b", "want a tag"},
		{"PLATFORMS", "linux/amd64,windows/amd64", "want linux/amd64"}, {"CACHE", "a,ref=b", "want a repository and a tag"},
		{"BUILDKIT", "moby/buildkit:latest", "is no image by its digest"}, {"MACHINE", "s390x", "images are not built on s390x"},
	}) {
		w := source(t, in(i))
		w.write("source/a/file", "")
		w.link("source/link", "/etc")
		w.link("source/passwd", "/etc/passwd")
		w.set(c[0], c[1])
		w.fails(program.Image(), c[2])
		if got := append(w.calls("docker"), w.calls("aws")...); len(got) > 0 && c[0] != "MACHINE" {
			if got = w.calls("docker", "buildx", "build"); len(got) > 0 {
				t.Errorf("%v: it builds: %q", c, got)
			}
		}
	}
}

func TestAScanIsComparedWithItsLimits(t *testing.T) {
	many := object{"CRITICAL": 1, "HIGH": 2, "MEDIUM": 30, "LOW": 400, "UNTRIAGED": 5}
	for i, c := range some([]struct {
		limits []string
		want   string
	}{
		{nil, ""},
		{[]string{"CRITICAL", "1", "HIGH", "2", "MEDIUM", "30", "LOW", "400"}, ""},
		{[]string{"CRITICAL", "0"}, "too much was found in " + digest + ": 1 CRITICAL, want at most 0"},
		{[]string{"CRITICAL", "0", "HIGH", "1", "LOW", "399"}, "1 CRITICAL, want at most 0; 2 HIGH, want at most 1; 400 LOW, want at most 399"},
		{[]string{"HIGH", "none"}, "a limit is no whole number"},
	}) {
		w := source(t, in(i))
		w.set(c.limits...)
		w.says("ecr.describe-image-scan-findings", findings("IN_PROGRESS", nil), findings("COMPLETE", many))
		if c.want == "" {
			w.succeeds(program.Scan())
		} else {
			w.fails(program.Scan(), c.want)
		}
	}
}

// The registry scans the images of platforms, and neither their index nor what attests them.
func TestEveryPlatformIsScanned(t *testing.T) {
	w := source(t, in(0))
	w.set("CRITICAL", "0")
	w.says("ecr.batch-get-image", manifest("application/vnd.oci.image.index.v1+json", "linux/amd64", "linux/arm64", "unknown/unknown"))
	w.says("ecr.describe-image-scan-findings", findings("COMPLETE", object{}), findings("COMPLETE", object{"CRITICAL": 1}))
	w.fails(program.Scan(), "too much was found in sha256:linux/arm64: 1 CRITICAL")
	var scanned []string
	for _, call := range w.calls("aws", "ecr", "describe-image-scan-findings") {
		scanned = append(scanned, strings.Join(call[3:], " "))
	}
	want := []string{
		"--registry-id 444444444444 --repository-name storefront/web --image-id imageDigest=sha256:linux/amd64",
		"--registry-id 444444444444 --repository-name storefront/web --image-id imageDigest=sha256:linux/arm64",
	}
	if !slices.Equal(scanned, want) {
		t.Errorf("got %q, want %q", scanned, want)
	}
	w.says("ecr.batch-get-image", manifest("application/vnd.oci.image.index.v1+json", "unknown/unknown"))
	w.fails(program.Scan(), "there is no such image")
	w.says("ecr.batch-get-image", `{"images":[],"failures":[{"failureCode":"ImageNotFound"}]}`)
	w.fails(program.Scan(), "there is no such image")
}

func TestAScanThatNeverComesFails(t *testing.T) {
	missing := "!An error occurred (ScanNotFoundException) when calling the DescribeImageScanFindings operation: Image scan does not exist"
	w := source(t, in(0))
	w.says("ecr.describe-image-scan-findings", missing)
	w.says("ecr.start-image-scan", "!An error occurred (ValidationException)")
	w.fails(program.Scan(), digest+" was not scanned within 60 seconds")
	if got := w.calls("aws", "ecr", "start-image-scan"); len(got) != 1 {
		t.Errorf("a scan is asked for %d times, want once", len(got))
	}
	for status, want := range someOf(map[string]string{
		"FAILED": "cannot be scanned: FAILED why it is so", "UNSUPPORTED_IMAGE": "cannot be scanned: UNSUPPORTED_IMAGE", "LIMIT_EXCEEDED": "cannot be scanned", "FINDINGS_UNAVAILABLE": "cannot be scanned",
		"PENDING": "was not scanned within 60 seconds",
	}) {
		w.says("ecr.describe-image-scan-findings", findings(status, nil))
		w.fails(program.Scan(), want)
	}
	w.says("ecr.describe-image-scan-findings", "!An error occurred (AccessDeniedException)")
	w.fails(program.Scan(), "cannot read what was found", "AccessDenied")
	w.says("ecr.describe-image-scan-findings", missing, findings("COMPLETE", nil))
	w.says("ecr.start-image-scan", "{}")
	w.succeeds(program.Scan())
}

// Amazon Inspector says ACTIVE, and COMPLETE, before it has looked, and counts nothing where it has found nothing (GitHub, aws/aws-sdk
// 289): that nothing was found is believed when it has looked, and not sooner.
func TestNothingFoundIsBelievedOfWhatWasScanned(t *testing.T) {
	const day = "2026-11-23T10:00:00+00:00"
	for i, status := range some([]string{"ACTIVE", "COMPLETE"}) {
		w := source(t, in(i+1))
		w.set("HIGH", "0", "TIMEOUT", "300")
		w.says("ecr.describe-image-scan-findings", findings("PENDING", nil), unfinished(status))
		w.says("inspector2.list-coverage", encode(object{"coveredResources": []any{}}), covered("PENDING_INITIAL_SCAN", nil), covered("SUCCESSFUL", day))
		w.succeeds(program.Scan())
		want := `{"filterCriteria":{"resourceId":[{"comparison":"EQUALS","value":"arn:aws:ecr:eu-west-1:444444444444:repository/storefront/web/` + digest + `"}]}}`
		if got := encode(w.asked(0, "aws", "inspector2", "list-coverage")); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		// What was found between is read once more.
		w.says("inspector2.list-coverage", covered("SUCCESSFUL", day))
		w.says("ecr.describe-image-scan-findings", unfinished(status), findings("ACTIVE", object{"HIGH": 1}))
		w.fails(program.Scan(), "1 HIGH, want at most 0")
		for _, none := range some([]string{covered("PENDING_INITIAL_SCAN", day), covered("SUCCESSFUL", nil), "!An error occurred (AccessDeniedException)", `{"coveredResources":[]}`}) {
			w.says("inspector2.list-coverage", none)
			w.says("ecr.describe-image-scan-findings", unfinished(status))
			w.fails(program.Scan(), "nothing was found in "+digest+" within 300 seconds, and neither Amazon ECR nor Amazon Inspector says that it was scanned")
		}
	}
}

func TestASecretEndsTheBuildWithoutBeingShown(t *testing.T) {
	for _, shell := range shells() {
		w := source(t, shell)
		w.write("leaky", "3")
		w.write("leaks", `[{"File":"config.yml","StartLine":7,"Description":"AWS access key","Secret":"AKIAHIDDEN"}]`)
		said, ok := w.run(program.Secrets())
		if ok || !strings.Contains(said, "config.yml:7: AWS access key\n") || strings.Contains(said, "AKIAHIDDEN") {
			t.Errorf("got success %v and\n%s", ok, said)
		}
		if got := w.calls("gitleaks"); len(got) != 1 || !slices.Contains(got[0], "--redact") {
			t.Errorf("got %q", got)
		}
	}
}

func TestTheHistoryIsSearchedWhereThereIsOne(t *testing.T) {
	w := source(t, in(0))
	w.succeeds(program.Secrets())
	if got := w.calls("gitleaks"); len(got) != 1 || got[0][1] != "dir" {
		t.Errorf("got %q", got)
	}
	w.write("source/.git/HEAD", "ref: refs/heads/main\n")
	w.succeeds(program.Secrets())
	if got := w.calls("gitleaks"); len(got) != 3 || got[1][1] != "dir" || got[2][1] != "git" {
		t.Errorf("got %q", got)
	}
}

func TestTheSearchItselfIsWhatWasPublished(t *testing.T) {
	for machine, want := range map[string][]string{
		"x86_64":  {"gitleaks_8.30.1_linux_x64.tar.gz", "551f6fc83ea457d62a0d98237cbad105af8d557003051f41f3e7ca7b3f2470eb  "},
		"aarch64": {"gitleaks_8.30.1_linux_arm64.tar.gz", "e4a487ee7ccd7d3a7f7ec08657610aa3606637dab924210b3aee62570fb4b080  "},
	} {
		w := source(t, in(0))
		w.set("MACHINE", machine)
		w.succeeds(program.Secrets())
		if got := w.calls("curl")[0]; got[len(got)-1] != "https://github.com/gitleaks/gitleaks/releases/download/v8.30.1/"+want[0] || !slices.Contains(got, "--fail") {
			t.Errorf("it downloads %q", got)
		}
		if got := w.read("summed"); !strings.HasPrefix(got, want[1]) {
			t.Errorf("it wants the checksum %q", got)
		}
		w.write("forged", "")
		w.fails(program.Secrets(), "is not what was published")
	}
	w := source(t, in(0))
	w.write("leaky", "1")
	w.fails(program.Secrets(), "gitleaks could not read the source")
	w.set("GITLEAKS", "http://mirror.example.com")
	w.fails(program.Secrets(), "want https://")
	w.set("GITLEAKS", "https://mirror.example.com/v8")
	w.says("curl", "!404")
	w.fails(program.Secrets(), "cannot download gitleaks 8.30.1 from https://mirror.example.com/v8")
	w.set("MACHINE", "riscv64")
	w.fails(program.Secrets(), "gitleaks is not made for riscv64")
}
