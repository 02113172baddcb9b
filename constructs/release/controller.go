package release

import (
	"fmt"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// CodeDeploy hands the deployments of an ECS service to AWS CodeDeploy instead of ECS itself: for teams whose approvals,
// hooks or dashboards are built on it. Canary and Linear become its time-based shifts, BlueGreen its all-at-once.
//
// New services should not use it: ECS does the same with less, and CloudFormation may no longer change most of a
// service that CodeDeploy deploys (ECS developer guide, "CodeDeploy blue/green deployments for Amazon ECS").
type CodeDeploy struct {
	// TerminateAfter is how long the old tasks stay after the requests moved, whole minutes from 0 to 2 days
	// (CodeDeploy API, "BlueInstanceTerminationOption"). Default: the strategy's Bake.
	TerminateAfter *time.Duration
	// WaitForReroute is how long the new tasks wait for somebody to move the requests, whole minutes from 0 to 2 days;
	// the deployment ends when nobody does. Default: 0, they move at once.
	WaitForReroute time.Duration
	// Frozen is what the service's output "Frozen" said after its first deployment: what CloudFormation may no longer
	// change. With it, such a change is refused before it reaches CloudFormation. Default: nothing was deployed yet.
	Frozen string
}

// Validate reports every field that is out of range.
func (d CodeDeploy) Validate() error {
	c := check.Of("release.CodeDeploy")
	two := 48 * time.Hour
	if d.TerminateAfter != nil {
		after := *d.TerminateAfter
		c.That("DEP-009", "TerminateAfter", after, 0 <= after && after <= two && after%time.Minute == 0, "want whole minutes from 0s to 48h")
	}
	c.That("DEP-009", "WaitForReroute", d.WaitForReroute, 0 <= d.WaitForReroute && d.WaitForReroute <= two && d.WaitForReroute%time.Minute == 0, "want whole minutes from 0s to 48h")
	c.That("DEP-009", "Frozen", d.Frozen, len(d.Frozen) <= 1024, fmt.Sprintf("want what the output Frozen says, at most 1024 characters, not %d", len(d.Frozen)))
	return c.Err()
}

// Terminate is how long the old tasks stay, with bake for what was left out.
func (d CodeDeploy) Terminate(bake time.Duration) time.Duration {
	if d.TerminateAfter == nil {
		return bake
	}
	return *d.TerminateAfter
}
