package service

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

var (
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,254}$`)
	accessKey    = regexp.MustCompile(`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{36,}\b`)
	secretName   = regexp.MustCompile(`(?i)(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY)(?:$|_)`)
	secretSuffix = regexp.MustCompile(`-[A-Za-z0-9]{6}$`)
	secretARN    = regexp.MustCompile(`^arn:(aws[a-z-]*):(secretsmanager|ssm):([a-z0-9-]+):(\d{12}):(secret:[A-Za-z0-9/_+=.@-]+(?::[^:]*:[^:]*:[^:]*)?|parameter/[A-Za-z0-9/_.-]+)$`)
)

// reservedVariables are set by ECS in every task (ECS developer guide, "Container environment variables").
var reservedVariables = []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "ECS_CONTAINER_METADATA_URI", "ECS_CONTAINER_METADATA_URI_V4", "ECS_AGENT_URI"}

// CheckVariables reports names and values that cannot be the plain configuration and the secret references of one
// container. fields are the two field names to report under; account and region, when known, are where references
// must point. Values of configuration are never printed.
func CheckVariables(c *check.Checks, fields [2]string, config, secrets map[string]string, account, region string) {
	for _, field := range []struct {
		name string
		of   map[string]string
	}{{fields[0], config}, {fields[1], secrets}} {
		for _, name := range slices.Sorted(maps.Keys(field.of)) {
			at := field.name + "." + name
			c.That("SVC-020", at, name, variableName.MatchString(name), "want a name of letters, digits and underscores that does not start with a digit")
			c.That("SVC-020", at, name, !slices.Contains(reservedVariables, name), "ECS sets this variable itself; choose another name")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(config)) {
		_, both := secrets[name]
		at := fields[0] + "." + name
		c.That("SVC-020", at, name, !both, fmt.Sprintf("%s has it too; give it once", fields[1]))
		c.Hidden("SEC-001", at, !Credential(config[name]), "looks like a credential; store it in Secrets Manager and name it under "+fields[1])
		c.Hidden("SEC-001", at, !secretName.MatchString(name) || config[name] == "", "sounds like a secret; store it in Secrets Manager and name it under "+fields[1])
	}
	for _, name := range slices.Sorted(maps.Keys(secrets)) {
		at, reference := fields[1]+"."+name, secrets[name]
		if check.Token(reference) {
			continue
		}
		m := secretARN.FindStringSubmatch(reference)
		if m == nil || (m[2] == "ssm") != strings.HasPrefix(m[5], "parameter/") {
			c.Hidden("SEC-002", at, false, "want the ARN of a Secrets Manager secret or an SSM parameter")
			continue
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(m[5], "secret:"), ":")
		c.That("SEC-002", at, reference, m[2] == "ssm" || secretSuffix.MatchString(name),
			"want the whole ARN, with the dash and six characters that Secrets Manager adds to the name: permission is given to it alone")
		c.That("SEC-002", at, reference, region == "" || m[3] == region, "want a reference in the service's region, "+region)
		c.That("SEC-002", at, reference, account == "" || m[4] == account, "want a reference in the service's account, "+account)
	}
}

// Credential says whether text holds an access key of AWS, a token of GitHub or a private key.
func Credential(text string) bool { return accessKey.MatchString(text) }

// CheckOwnVariables reports variables that runtime, or a worker with a queue, sets itself. fields are as in
// [CheckVariables].
func CheckOwnVariables(c *check.Checks, fields [2]string, config, secrets map[string]string, runtime Runtime, queue bool) {
	for i, of := range []map[string]string{config, secrets} {
		for _, name := range slices.Sorted(maps.Keys(of)) {
			at := fields[i] + "." + name
			c.That("SVC-020", at, name, !queue || name != QueueVariable, "the service sets this variable itself; choose another name")
			c.That("SVC-020", at, name, runtime != EKS || !slices.Contains(podVariables, name), "EKS Pod Identity sets this variable itself; choose another name")
			c.That("SVC-020", at, name, runtime != AppRunner || !strings.HasPrefix(name, "AWSAPPRUNNER"),
				"App Runner keeps names that start with AWSAPPRUNNER for itself; choose another name")
			c.That("SVC-020", at, name, runtime != Fleet || i == 0 || !steers(name),
				"the host's Docker client, which is root, would obey it; choose another name")
		}
	}
}

// QueueVariable is where a worker finds the URL of its queue.
const QueueVariable = "QUEUE_URL"

// podVariables are set by EKS Pod Identity in every container (EKS user guide, "Understand how EKS Pod Identity works").
var podVariables = []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"}

// steers says whether a variable changes what a fleet's Docker client does, which reads secrets from its environment to
// hand them on: whom it talks to, what it loads, and what it starts (Docker CLI reference, "Environment variables"; ld.so(8)
// and environ(7) of the Linux manual). Plain configuration never is in that environment. The script that starts the
// container refuses the same names.
func steers(name string) bool {
	return slices.Contains(steering, name) || strings.HasPrefix(name, "DOCKER_") || strings.HasPrefix(name, "LD_") ||
		strings.HasSuffix(strings.ToUpper(name), "_PROXY")
}

var steering = []string{"PATH", "HOME", "GODEBUG", "GLIBC_TUNABLES", "GCONV_PATH"}

// mostUser is the greatest number of a user or a group: 31 bits, for Docker, containerd and Kubernetes alike (moby, "uids
// and gids must be in range 0-2147483647").
const mostUser = 1<<31 - 1

// CheckUser reports a container user that is, or may be, root.
func CheckUser(c *check.Checks, field, user string) {
	uid, gid, hasGroup := strings.Cut(user, ":")
	number := func(s string) (int, bool) {
		n, err := strconv.Atoi(s)
		return n, (err == nil || errors.Is(err, strconv.ErrRange)) && strings.Trim(s, "0123456789") == "" && n != 0
	}
	id, numeric := number(uid)
	group, grouped := number(gid)
	c.That("SEC-003", field, user, numeric && (!hasGroup || grouped), `want a numeric user other than root, such as "65532" or "1000:1000"`)
	c.That("SEC-003", field, user, !numeric || max(id, group) <= mostUser, fmt.Sprintf("want numbers up to %d", mostUser))
}
