package policy

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Pull are the statements that let the holder pull images of repositories, the ARNs of ECR repositories, of which empty
// ones do not count; none without one.
func Pull(repositories ...string) []Object {
	var each []string
	for _, arn := range repositories {
		if arn != "" && !slices.Contains(each, arn) {
			each = append(each, arn)
		}
	}
	if len(each) == 0 {
		return nil
	}
	var from any = each
	if len(each) == 1 {
		from = each[0]
	}
	return []Object{
		// The registry login has no resource type (service authorization reference, Amazon ECR).
		Allow("Login", "*", "ecr:GetAuthorizationToken"),
		Allow("Pull", from, "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
	}
}

// secretSuffix is the part of a secret reference that selects a JSON key and a version, which no policy names.
var secretSuffix = regexp.MustCompile(`^(arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:[^:]+).*$`)

// ReadSecrets are the statements that let the holder read exactly the Secrets Manager secrets and SSM parameters that
// references name, by variable, and decrypt what keys, the ARNs of KMS keys, encrypt. Each ARN comes once and in order.
func ReadSecrets(references map[string]string, keys []string) (all []Object) {
	var secrets, parameters []string
	for _, arn := range slices.Sorted(maps.Values(references)) {
		if strings.Contains(arn, ":ssm:") {
			parameters = append(parameters, arn)
		} else {
			secrets = append(secrets, secretSuffix.ReplaceAllString(arn, "$1"))
		}
	}
	add := func(sid string, arns []string, action string) {
		if len(arns) > 0 {
			all = append(all, Allow(sid, arns, action))
		}
	}
	add("Secrets", slices.Compact(secrets), "secretsmanager:GetSecretValue")
	add("Parameters", slices.Compact(parameters), "ssm:GetParameters")
	add("SecretKeys", keys, "kms:Decrypt")
	return all
}
