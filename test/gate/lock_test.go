package gate_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/test/gate"
)

// subnet is an environment with one subnet, which CloudFormation can only replace to change its range.
func subnet(t *testing.T, id, cidr, path string) []gate.Stack {
	s := named(t, "dev/Network",
		`{"Resources": {"`+id+`": {"Type": "AWS::EC2::Subnet", "Properties": {"CidrBlock": "`+cidr+`"}}}}`)
	s.Paths = map[string]string{id: path}
	return []gate.Stack{s}
}

func TestChangesCatchesWhatWouldBeReplaced(t *testing.T) {
	kept := gate.Lock(subnet(t, "A", "10.0.0.0/24", "dev/Network/A"))
	reasoned := func(reason string) string { return strings.Split(kept, "\n")[1] + "\t# " + reason + "\n" }
	renamed := subnet(t, "A", "10.0.0.0/24", "dev/Network/A")
	renamed[0].Name = "other"
	for _, p := range []struct {
		name       string
		now        []gate.Stack
		migrations string
		rules      []string
		updatable  bool
	}{
		{"nothing changed", subnet(t, "A", "10.0.0.0/24", "dev/Network/A"), "", nil, true},
		{"another logical ID", subnet(t, "B", "10.0.0.0/24", "dev/Network/A"), "", []string{"LOCK-GONE", "LOCK-NEW"},
			false},
		{"another range", subnet(t, "A", "10.0.1.0/24", "dev/Network/A"), "", []string{"LOCK-REPLACED"}, false},
		{"another stack name", renamed, "", []string{"LOCK-REPLACED"}, false},
		{"no stack", nil, "", []string{"LOCK-GONE", "LOCK-GONE"}, false},
		{"moved in the tree only", subnet(t, "A", "10.0.0.0/24", "dev/Network/Tier/A"), "", []string{"LOCK-STALE"},
			true},
		{"meant, with a reason", subnet(t, "A", "10.0.1.0/24", "dev/Network/A"),
			reasoned("the old range overlaps with the office"), []string{"LOCK-STALE"}, true},
		{"meant, without a reason", subnet(t, "A", "10.0.1.0/24", "dev/Network/A"), reasoned("REASON"),
			[]string{"LOCK-REPLACED"}, false},
		{"meant for another state", subnet(t, "A", "10.0.1.0/24", "dev/Network/A"),
			strings.ReplaceAll(reasoned("the old range overlaps with the office"), "10.0.0", "10.0.9"), []string{"LOCK-REPLACED"}, false},
	} {
		t.Run(p.name, func(t *testing.T) {
			changes := gate.Changes(kept, gate.Lock(p.now), p.migrations)
			caught(t, changes, p.rules...)
			if gate.Updatable(changes) != p.updatable {
				t.Errorf("Updatable is %t, want %t", !p.updatable, p.updatable)
			}
		})
	}
}

func TestLockHoldsWhatHasStateANameOrAnAddress(t *testing.T) {
	lock := gate.Lock([]gate.Stack{planted(t, `{"Resources": {
		"State":   {"Type": "AWS::KMS::Key"},
		"Name":    {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/shop/dev"}},
		"Address": {"Type": "AWS::EC2::EIP"},
		"Typed":   {"Type": "AWS::Synthetics::Group", "Properties": {"GroupName": "g"}},
		"None":    {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Cpu": "256"}}}}`)})
	for _, id := range []string{"\t-\t", "\tState\t", "\tName\t", "\tAddress\t", "\tTyped\t"} {
		if !strings.Contains(lock, id) {
			t.Errorf("the lock does not have %q:\n%s", id, lock)
		}
	}
	if strings.Contains(lock, "None") {
		t.Errorf("the lock has a task definition, which every change replaces:\n%s", lock)
	}
}
