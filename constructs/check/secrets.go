package check

import "fmt"

// mostReferences is how many characters the secrets' ARNs may have, so that the policy of the role that reads them stays
// below the 10,240 characters of a role's inline policies (IAM user guide, "IAM and AWS STS quotas").
const mostReferences = 8000

// Secrets reports the field Secrets of a service when one policy cannot name all of references, ARNs by variable, and the
// field SecretKeys unless keys are ARNs of KMS keys.
func (c *Checks) Secrets(references map[string]string, keys []string) {
	characters := 0
	for _, arn := range references {
		characters += len(arn)
	}
	c.That("LIM-001", "Secrets", fmt.Sprintf("%d characters of ARNs", characters), characters <= mostReferences,
		fmt.Sprintf("want at most %d together: the role that reads them has one policy; put several values into one secret", mostReferences))
	for i, arn := range keys {
		c.Key(fmt.Sprintf("SecretKeys[%d]", i), arn)
	}
}
