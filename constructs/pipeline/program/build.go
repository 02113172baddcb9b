package program

// Test runs the tests of the source: TEST_COMMAND, then it reads what its reports say. It fails when the command fails, when a
// report tells of a failed test, when fewer than TESTS_MIN tests ran, and when coverage is below COVERAGE_MIN: CodeBuild
// shows reports, and fails no build because of one.
//
// TEST_COMMAND is a line of shell, and the only value of any program that is. Where Go says it, as go test -json and as a cover
// profile, the program writes what build services read: junit.xml and cobertura.xml below REPORTS.
func Test() Program {
	return Program{
		Name: "test",
		Text: text("base", "paths", "test"),
		Needs: []Variable{
			{Name: "TEST_COMMAND", Means: "the line of shell that runs the tests"},
			{Name: "TEST_REPORT", Means: "the path of the tests' report below the source, or a pattern in which * is any text; default: none is read", Optional: true},
			{Name: "TEST_FORMAT", Means: "JUNITXML, CUCUMBERJSON or GOJSON, what go test -json writes; required with TEST_REPORT", Optional: true},
			{Name: "TESTS_MIN", Means: "how many tests must have run where there is a report; default: 1", Optional: true},
			{Name: "COVERAGE_REPORT", Means: "the path of the coverage report below the source, or a pattern; default: none is read", Optional: true},
			{Name: "COVERAGE_FORMAT", Means: "COBERTURAXML, JACOCOXML, CLOVERXML, SIMPLECOV or GO, a cover profile; required with COVERAGE_REPORT", Optional: true},
			{Name: "COVERAGE_MIN", Means: "the least coverage in percent, of lines or, for GO and CLOVERXML, of statements; default: 0", Optional: true},
			{Name: "REPORTS", Means: "the directory below the source for junit.xml and cobertura.xml; default: reports", Optional: true},
		},
		Tools: []string{"jq"},
	}
}

// Secrets looks for secrets in the source, and in its history where there is one, with gitleaks 8.30.1. The tool is downloaded
// from its own release, and used only when it has the checksum that this program holds. A finding fails the program, and is
// named by file and line without the secret. The source may allow findings in .gitleaks.toml and .gitleaksignore.
func Secrets() Program {
	return Program{
		Name: "secrets",
		Text: text("base", "secrets"),
		Needs: []Variable{
			{Name: "GITLEAKS", Means: "an https address that holds the archives of the release, for networks that do not reach GitHub; default: the release on GitHub", Optional: true},
		},
		Tools: []string{"curl", "git", "jq", "sha256sum", "tar"},
	}
}

// CacheTag is the tag for CACHE where the layers are kept beside the images. It is one that a registry lets move: the
// repositories of constructs/registry do.
const CacheTag = "cache-layers"

// Image builds the image of CONTEXT once, with BuildKit, pushes it under a tag that never moves, and exports what it is by
// digest. A tag that this commit has already is not built again, so that a step can be retried; one that another commit has is refused.
//
// What is pushed carries a bill of materials (SPDX) and its provenance (SLSA) as attestations; the program also writes both below
// ATTESTATIONS, as sbom.spdx.json and provenance.json, or for several platforms as sbom-linux-amd64.spdx.json and so on.
// Labels name the commit, the time and the run of the pipeline. Platforms that the machine is not are emulated, which is slow: let
// the Dockerfile cross-compile (FROM --platform=$BUILDPLATFORM). Docker must run, which takes a privileged build: give it no
// secrets.
func Image() Program {
	return Program{
		Name: "image",
		Text: text("base", "paths", "aws", "image"),
		Needs: []Variable{
			{Name: "REPOSITORY", Means: "the address of the repository in Amazon ECR, without a tag"},
			{Name: "TAG", Means: "the tag, which must be this commit's alone"},
			{Name: "COMMIT", Means: "the commit that is built, for the image's label"},
			{Name: "CONTEXT", Means: "the directory that is built, below the source; default: the source", Optional: true},
			{Name: "DOCKERFILE", Means: "the path of the Dockerfile below the source; default: Dockerfile in CONTEXT", Optional: true},
			{Name: "PLATFORMS", Means: "linux/amd64, linux/arm64, or both with a comma; default: the machine's own", Optional: true},
			{Name: "CACHE", Means: "a repository and a tag that may move, for the layers of the build; default: no cache", Optional: true},
			{Name: "EXECUTION", Means: "the run of the pipeline, for the image's label; default: none", Optional: true},
			{Name: "ATTESTATIONS", Means: "the directory below the source for the bill of materials and the provenance; default: the source", Optional: true},
			{Name: "BUILDKIT", Means: "the image of BuildKit by digest, such as a mirror's; default: moby/buildkit v0.31.2", Optional: true},
			{Name: "SBOM", Means: "the image of what lists materials, by digest; default: docker/buildkit-syft-scanner 1.11.0", Optional: true},
			{Name: "EMULATOR", Means: "the image of what emulates platforms, by digest; default: tonistiigi/binfmt qemu-v10.2.3", Optional: true},
		},
		Exports: []string{"IMAGE", "DIGEST"},
		Tools:   []string{"aws", "docker", "jq"},
	}
}

// Scan waits for what Amazon ECR or Amazon Inspector finds in IMAGE, in every platform of it, and fails when there is more of a severity
// than its limit allows, when an image cannot be scanned, and when no result comes within TIMEOUT. That nothing was found is believed
// when Amazon ECR says when the scan ended (imageScanCompletedAt), or when Amazon Inspector says that it has looked (Inspector API,
// "ListCoverage", lastScannedAt) and nothing is there after that.
func Scan() Program {
	limit := func(name string) Variable {
		return Variable{Name: name, Means: "how many findings of this severity are allowed; default: any number", Optional: true}
	}
	return Program{
		Name: "scan",
		Text: text("base", "aws", "scan"),
		Needs: []Variable{
			{Name: "IMAGE", Means: "the image, by its digest"},
			limit("CRITICAL"), limit("HIGH"), limit("MEDIUM"), limit("LOW"),
			{Name: "TIMEOUT", Means: "how many seconds the result may take; default: 900", Optional: true},
		},
		Tools: []string{"aws", "jq"},
	}
}
