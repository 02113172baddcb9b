package eks

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// Location is what a service must know of its cluster, as plain values.
type Location struct {
	// Name is the cluster's name. Required.
	Name string
	// Account is the 12-digit AWS account. Required.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition. Default: "aws".
	Partition string
	// Key is the ARN of the key that encrypts the log groups "/<name>/*". Required.
	Key string
}

func (l Location) withDefaults() Location {
	l.Partition = cmp.Or(l.Partition, "aws")
	return l
}

// place is where the cluster is.
func (l Location) place() policy.Place {
	return policy.Place{Partition: l.Partition, Account: l.Account, Region: l.Region}
}

// clusterName keeps away from the beginnings that Parameter Store has for itself (AWS Systems Manager user guide, "About
// requirements and constraints for parameter names").
var clusterName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$`)

func (l Location) validate() error {
	l = l.withDefaults()
	c := check.Of("eks.Location")
	c.That("SVC-001", "Name", l.Name, clusterName.MatchString(l.Name), "want 1 to 100 letters, digits, dashes and underscores, starting with a letter or digit")
	start := strings.ToLower(l.Name)
	c.That("SVC-001", "Name", l.Name, !strings.HasPrefix(start, "aws") && !strings.HasPrefix(start, "ssm"), "want a name that does not start with aws or ssm: no parameter's may")
	c.Place(l.Account, l.Region, l.Partition)
	if !check.Token(l.Key) {
		c.Key("Key", l.Key)
	}
	return c.Err()
}
