package network

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
)

// ZoneContext is the context entry that says which zones an account has in the network's region: those of the plan.
// An app that has it among its context synthesizes the VPC without asking the account, wherever the VPC stands.
func ZoneContext(account string, network plan.Network) (key string, zones []string) {
	return fmt.Sprintf("availability-zones:account=%s:region=%s", account, network.Region), network.ZoneNames()
}

// knowZones gives the stack of scope the entry of [ZoneContext] unless it has one. It refuses a stack that has
// constructs already, because a context cannot change under them.
func knowZones(scope constructs.Construct, id string, p VpcProps) {
	key, zones := ZoneContext(p.Account, p.Plan)
	c := check.Of("network.VpcProps")
	node := awscdk.Stack_Of(scope).Node()
	if known, isList := node.TryGetContext(&key).([]any); isList {
		for i, zone := range zones {
			c.That("NET-013", fmt.Sprintf("Plan.Zones[%d]", i), p.Plan.Zones[i], slices.Contains(known, any(zone)),
				fmt.Sprintf("want one of %v, the zones in the context entry %s", known, key))
		}
		check.Must(id, c.Err())
		return
	}
	defer func() {
		if recover() != nil {
			c.That("NET-013", "scope", "a stack with other constructs", false,
				"create the VPC before them, or put the entry of network.ZoneContext into the app's context")
			check.Must(id, c.Err())
		}
	}()
	node.SetContext(&key, zones)
}
