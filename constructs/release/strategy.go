package release

import (
	"fmt"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Strategy is how a new version takes over. The set is closed: [Rolling], [Linear], [Canary], [BlueGreen].
type Strategy interface {
	// Validate reports every field that is out of range.
	Validate() error
	// Name is what shipway.yaml calls the strategy.
	Name() Name
	// Longest is how long a deployment waits by the strategy's own will: its watches, and the longest that its hooks may
	// take. Starting and stopping what runs takes as long again as it takes.
	Longest() time.Duration
	strategy()
}

// Name is what shipway.yaml calls a strategy.
type Name string

// The strategies' names.
const (
	RollingName   Name = "rolling"
	LinearName    Name = "linear"
	CanaryName    Name = "canary"
	BlueGreenName Name = "blue-green"
)

// Names are all of them, in the order in which pages list them.
var Names = []Name{RollingName, LinearName, CanaryName, BlueGreenName}

// Batch is how many hosts of a fleet are replaced at a time.
type Batch string

// The batches of CodeDeploy's own deployment configurations (CodeDeploy user guide, "Working with deployment
// configurations").
const (
	// BatchDefault leaves it to MinHealthyPercent.
	BatchDefault Batch = ""
	// BatchOne replaces one host after the other.
	BatchOne Batch = "one"
	// BatchHalf replaces up to half of the hosts at once.
	BatchHalf Batch = "half"
	// BatchAll replaces all hosts at once; the service is down meanwhile.
	BatchAll Batch = "all"
)

// longest is how long a deployment may wait: CloudFormation gives up on it after 36 h and refuses a template whose
// watches come to more than 33 h (CloudFormation template reference, "AWS::ECS::Service LinearConfiguration",
// "CanaryConfiguration"). We count the hooks, too: it waits for them as well.
const longest = 33 * time.Hour

// checkBake reports a wait that is not whole minutes from 0 to 24 h (ECS API, "DeploymentConfiguration").
func checkBake(c *check.Checks, field string, wait time.Duration) {
	c.That("DEP-004", field, wait, 0 <= wait && wait <= 24*time.Hour && wait%time.Minute == 0, "want whole minutes from 0s to 24h")
}

// counted is wait as part of a total, or nothing for one that [checkBake] refuses by itself.
func counted(wait time.Duration) time.Duration {
	if wait > 24*time.Hour {
		return 0
	}
	return wait
}

// checkAlarms reports what cannot be the name of an alarm.
func checkAlarms(c *check.Checks, names []string) {
	for i, name := range names {
		c.That("DEP-007", fmt.Sprintf("Alarms[%d]", i), name, name != "" && len(name) <= 255, "want the name of an existing CloudWatch alarm, 1 to 255 characters")
	}
}
