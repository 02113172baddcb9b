package pipeline

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// roleLimit is how long a role's name may be (IAM user guide, "IAM and AWS STS quotas").
const roleLimit = 64

// named is words joined by dashes, at most limit characters long: what does not fit gives way to eight digits that
// depend on all of it. The account of a pipeline and that of an environment come to the same name without asking.
func named(limit int, words ...string) string {
	name := strings.Join(words, "-")
	if len(name) <= limit {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return strings.TrimRight(name[:limit-9], "-") + fmt.Sprintf("-%x", sum[:4])
}

// family is what the name of everything starts with that delivers an application: "shop-delivery".
func family(app string) string { return app + "-delivery" }

// prefix is what the name of everything starts with that delivers one service: "shop-delivery-web". The pipeline is
// called so.
func prefix(app, service string) string { return family(app) + "-" + service }

// runner is the name of the role that CodePipeline acts as for the service.
func runner(app, service string) string { return named(roleLimit, prefix(app, service), "pipeline") }

// releaser is the name of the role that builds act as while they release the service.
func releaser(app, service string) string { return named(roleLimit, prefix(app, service), "release") }

// watcher is the name of the role by which builds inside environments see how the actions of the pipeline end.
func watcher(app, service string) string { return named(roleLimit, prefix(app, service), "watch") }

// rule is the name of a rule of the pipeline, of at most 64 characters (EventBridge API reference, "PutRule").
func (p PipelineProps) rule(does string) string { return named(64, p.name(), does) }

// role is the ARN of the role called name in place's account.
func role(place policy.Place, name string) string {
	return fmt.Sprintf("arn:%s:iam::%s:role/%s", place.Partition, place.Account, name)
}

// The forms of names that people give. The first two are those of shipway.yaml.
var (
	appName     = regexp.MustCompile(`^[a-z](?:-?[a-z0-9]){0,19}$`)
	serviceName = regexp.MustCompile(`^[a-z](?:-?[a-z0-9]){0,31}$`)
	stackName   = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]{0,127}$`)
	roleARN     = regexp.MustCompile(`^arn:aws[a-z-]*:iam::\d{12}:role/(?:[\w+=,.@/-]{1,512}/)?[\w+=,.@-]{1,64}$`)
	policyARN   = regexp.MustCompile(`^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy/(?:[\w+=,.@/-]{1,512}/)?[\w+=,.@-]{1,128}$`)
)

// names reports the fields App and Service unless they can name an application and one of its services.
func names(c *check.Checks, app, service string) {
	c.That("INJ-003", "App", app, appName.MatchString(app), "want 1 to 20 lower case letters, digits and dashes, starting with a letter")
	c.That("INJ-003", "Service", service, serviceName.MatchString(service), "want 1 to 32 lower case letters, digits and dashes, starting with a letter")
}

// boundary reports the field Boundary unless it is empty or the ARN of a policy.
func boundary(c *check.Checks, arn string) {
	c.That("IAM-003", "Boundary", arn, arn == "" || policyARN.MatchString(arn), "want the ARN of an IAM policy, such as arn:aws:iam::111111111111:policy/boundary")
}
