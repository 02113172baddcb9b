package eks

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// Place is the cluster that a service runs in, as plain values.
type Place struct {
	// Name is the cluster's name. Required.
	Name string
	// Account is the 12-digit AWS account. Required.
	Account string
	// Region is the AWS region, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition. Default: "aws".
	Partition string
	// Key is the ARN of the key that encrypts the log groups "/<name>/*"; its policy must let CloudWatch Logs use it for
	// them. Required.
	Key string
}

func (p Place) withDefaults() Place {
	p.Partition = cmp.Or(p.Partition, "aws")
	return p
}

// place is where the cluster is.
func (p Place) place() policy.Place {
	return policy.Place{Partition: p.Partition, Account: p.Account, Region: p.Region}
}

func (p Place) validate() error {
	p = p.withDefaults()
	c := check.Of("eks.Place")
	checkCluster(c, p.Name)
	c.Place(p.Account, p.Region, p.Partition)
	if !check.Token(p.Key) {
		c.Key("Key", p.Key)
	}
	return c.Err()
}

// clusterName is what EKS takes (EKS API reference, "CreateCluster").
var clusterName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$`)

// checkCluster reports a cluster's name that EKS does not take, and one under which Parameter Store keeps nothing of ours
// (AWS Systems Manager user guide, "About requirements and constraints for parameter names").
func checkCluster(c *check.Checks, name string) {
	c.That("SVC-001", "Name", name, clusterName.MatchString(name), "want 1 to 100 letters, digits, dashes and underscores, starting with a letter or digit")
	start := strings.ToLower(name)
	c.That("SVC-001", "Name", name, !strings.HasPrefix(start, "aws") && !strings.HasPrefix(start, "ssm"), "want a name that does not start with aws or ssm: no parameter's may")
}
