package check_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/check"
)

func TestSecretsFitIntoOnePolicy(t *testing.T) {
	for name, row := range map[string]struct {
		characters int
		key, want  string
	}{
		"most":      {8000, "arn:aws:kms:eu-west-1:111111111111:key/1", ""},
		"more":      {8001, "arn:aws:kms:eu-west-1:111111111111:key/1", "LIM-001"},
		"not a key": {1, "alias/shop", "SecretKeys[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			c := check.Of("Props")
			c.Secrets(map[string]string{"A": strings.Repeat("a", row.characters)}, []string{row.key})
			if err := c.Err(); (err == nil) != (row.want == "") || err != nil && !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %q", err, row.want)
			}
		})
	}
}
