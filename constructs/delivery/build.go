package delivery

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// Build is how a commit becomes an image: tests and a search for secrets, then the image, then what the registry finds
// in it. Only Repository is required.
type Build struct {
	// Repository is the ARN of the ECR repository that the image is pushed to, in the account of the pipeline. Required,
	// unless the source is a [Registry].
	Repository string
	// Context is the directory that is built, below the source. Default: ".", all of it.
	Context string
	// Dockerfile is the path of the Dockerfile below the source. Default: Dockerfile in Context.
	Dockerfile string
	// Platforms are what the image runs on, "linux/amd64" and "linux/arm64". Default: "linux/amd64". The build's machine
	// is the first one; the other is emulated, which is slow unless the Dockerfile compiles for $TARGETPLATFORM.
	Platforms []string
	// NoCache builds every layer anew. Default: false, layers are kept in Repository under a tag that starts with
	// "cache-", which must be one that may move.
	NoCache bool
	// Bases are the ARNs of other ECR repositories that the image is built from. Default: none.
	Bases []string
	// Signer is the ARN of the AWS Signer profile by which Amazon ECR signs what is pushed, where the registry does:
	// registry.NewSigning gives it. Default: none, the build may not sign.
	Signer string
	// Machine builds the image. Docker and Arm must be left out: it has Docker, and is of the kind of the first platform.
	// Default: buildspec.Small, 1 h to build, 8 h to wait for a machine.
	Machine buildspec.Machine
	// Tools are where the image's tools come from, for networks that do not reach the internet. Default: their makers.
	Tools Tools
	// Tests are what must hold before an image is built. Default: none but the search for secrets.
	Tests Tests
	// NoSecretsScan leaves out the search for secrets in the source. Default: false.
	NoSecretsScan bool
}

// Tools are addresses that replace the makers' own. The programs take nothing but the versions they name.
type Tools struct {
	BuildKit string // BuildKit is BuildKit's image by digest.
	SBOM     string // SBOM is the image by digest of what lists materials.
	Emulator string // Emulator is the image by digest of what emulates platforms.
	Gitleaks string // Gitleaks is an https address that holds the archives of gitleaks' release.
}

// WithDefaults fills what was left out.
func (b Build) WithDefaults() Build {
	b.Context = cmp.Or(b.Context, ".")
	if len(b.Platforms) == 0 {
		b.Platforms = []string{"linux/amd64"}
	}
	return b
}

var (
	ecrARN    = regexp.MustCompile(`^arn:(aws[a-z-]*):ecr:([a-z0-9-]+):(\d{12}):repository/(.+)$`)
	signerARN = regexp.MustCompile(`^arn:aws[a-z-]*:signer:[a-z0-9-]+:\d{12}:/signing-profiles/[a-zA-Z0-9_]{2,64}$`)
	mirror    = regexp.MustCompile(`^https://[\w./~%+@-]{1,200}$`)
	byDigest  = regexp.MustCompile(`^[\w./:-]{1,255}@sha256:[0-9a-f]{64}$`)
)

// Validate reports everything that CodeBuild or the programs would refuse, all at once.
func (b Build) Validate() error {
	b = b.WithDefaults()
	c := check.Of("delivery.Build")
	c.That("IMG-003", "Repository", b.Repository, ecrARN.MatchString(b.Repository), "want the ARN of an ECR repository")
	buildspec.Inside(c, "Context", b.Context)
	if b.Dockerfile != "" {
		buildspec.Inside(c, "Dockerfile", b.Dockerfile)
	}
	for i, one := range b.Platforms {
		c.OneOf("IMG-001", fmt.Sprintf("Platforms[%d]", i), one, "linux/amd64", "linux/arm64")
		c.That("IMG-001", fmt.Sprintf("Platforms[%d]", i), one, slices.Index(b.Platforms, one) == i, "want each platform once")
	}
	c.That("IMG-003", "Bases", len(b.Bases), len(b.Bases) <= 20, "want at most 20 repositories")
	for i, arn := range b.Bases {
		c.That("IMG-003", fmt.Sprintf("Bases[%d]", i), arn, ecrARN.MatchString(arn), "want the ARN of an ECR repository")
	}
	c.That("IMG-008", "Signer", b.Signer, b.Signer == "" || signerARN.MatchString(b.Signer),
		"want the ARN of a signing profile, such as arn:aws:signer:eu-west-1:111111111111:/signing-profiles/storefront")
	c.Within("Machine", b.Machine.Validate())
	c.That("PIPE-004", "Machine.Docker", b.Machine.Docker, !b.Machine.Docker, "want it left out: building an image always has it")
	c.That("PIPE-004", "Machine.Arm", b.Machine.Arm, !b.Machine.Arm, "want it left out: the first platform says it")
	b.Tools.check(c)
	c.Within("Tests", b.Tests.Validate())
	return c.Err()
}

func (t Tools) check(c *check.Checks) {
	for _, one := range []struct{ field, given string }{{"BuildKit", t.BuildKit}, {"SBOM", t.SBOM}, {"Emulator", t.Emulator}} {
		c.That("IMG-002", "Tools."+one.field, one.given, one.given == "" || byDigest.MatchString(one.given), "want an image by its digest")
	}
	c.That("INJ-001", "Tools.Gitleaks", t.Gitleaks, t.Gitleaks == "" || mirror.MatchString(t.Gitleaks), "want an https address")
}

// Registry is where the image is pushed to: the place, and the name of the repository. The build must be valid.
func (b Build) Registry() (place policy.Place, repository string) {
	m := ecrARN.FindStringSubmatch(b.Repository)
	return policy.Place{Partition: m[1], Region: m[2], Account: m[3]}, m[4]
}
