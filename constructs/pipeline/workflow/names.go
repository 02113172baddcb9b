package workflow

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// BuildRole is the usual name of the role that builds service: "<app>-delivery-<service>-workflow".
func BuildRole(app, service string) string { return named(app, "delivery", service, "workflow") }

// ReleaseRole is the usual name of the role that releases service to environment: "<app>-<environment>-<service>-workflow". It is
// another than that of a pipeline's role, so that a service can move from one to the other.
func ReleaseRole(app, environment, service string) string {
	return named(app, environment, service, "workflow")
}

// mostName is how long a role's name may be (IAM user guide, "IAM and AWS STS quotas").
const mostName = 64

// named is words joined by dashes. What does not fit gives way to eight digits that depend on all of it.
func named(words ...string) string {
	name := strings.Join(words, "-")
	if len(name) <= mostName {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return strings.TrimRight(name[:mostName-9], "-") + fmt.Sprintf("-%x", sum[:4])
}
