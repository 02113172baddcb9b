package config

import (
	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/network/plan"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
)

// environmentDoc is one environment as it is written.
type environmentDoc struct {
	Environment
	scope       *scope
	unnamed     bool // whether its name is not the one that services know it by
	network     networkDoc
	approve     bool
	approval    delivery.Approval
	window      delivery.Window
	autoPromote bool
	tags        map[string]string
	instances   service.Instances
	managed     service.ManagedInstances
	kubernetes  spec.Cluster
	docs        []*serviceDoc // of the services that run here, sorted by name
}

// networkDoc is either kind of network as it is written.
type networkDoc struct {
	plan.Network
	vpc             string
	public, private []string
	connected       bool
}

func environments(d *fileDoc) shape {
	return entries{
		of:   func() shape { return environmentKeys(&environmentDoc{}) },
		what: "environments", form: name20, want: wantName20, code: "ENV-003", clash: "ENV-004",
		each: func(s *scope, at place, name string, value *yaml.Node) {
			e := &environmentDoc{scope: s.reader.scope(place{path: at.path, node: at.node}, namesOfEnvironment(), "")}
			e.Name = name
			d.environments = append(d.environments, e)
			environmentKeys(e).read(e.scope, e.scope.root, value)
		},
	}
}

func environmentKeys(e *environmentDoc) mapping {
	return mapping{
		{name: "account", field: "Account", is: account(&e.Account), says: "AWS account.",
			give: "give the 12-digit AWS account", code: "ENV-005", example: `"111111111111"`},
		{name: "region", field: "Region", is: region(&e.Region), says: "AWS region.",
			give: "give the AWS region, such as eu-west-1", code: "ENV-008", example: "eu-west-1"},
		{name: "network", field: "Network", is: networkKeys(&e.network),
			says: "The VPC: one to create, or with `vpc` one that exists.",
			give: "give the network to create, such as { cidr: 10.20.0.0/16, zones: [a, b, c] }", code: "NET-001"},
		{name: "protect", field: "Protect", is: truth{&e.Protect},
			says:   "Turns on termination protection, and keeps data and logs when a stack is deleted.",
			absent: "false", example: "true"},
		{name: "approve", field: "Approval", is: toggle{&e.approve, approvalKeys(&e.approval)},
			says: "Makes releases wait for a person before they enter.", absent: "false", example: "true"},
		{name: "autoPromote", field: "AutoPromote", is: truth{&e.autoPromote},
			says: "Says that releases may enter a protected environment unasked.", absent: "false", example: "true"},
		{name: "window", field: "Window", is: windowKeys(&e.window),
			says: "Part of the week in which a release may begin; one that comes earlier waits.", absent: "at any time"},
		{name: "wave", field: "Wave", is: text{to: &e.Wave, form: name20, want: wantName20, code: "PIPE-003"},
			says: "Name of a wave, whose environments get a release side by side. They stand next to each other, and `approve`, `window` and " +
				"`failure` are the same in all of them.",
			absent: "the environment's own name", example: "eu"},
		{name: "failure", field: "OnFailure", is: failure(&e.OnFailure),
			says: "What the pipeline does by itself when a release to the environment fails, which has gone back before: stops; tries what failed " +
				"once more, which releases nothing again that `verify` took back, or all of it, which `retry` is too for a service in a wave of several; " +
				"or takes the wave back to the version before.",
			absent: "stop", example: "retry"},
		{name: "logs", field: "Logs", is: logKeys(e), says: "Logs of the environment.", absent: "see its keys"},
		{name: "capacity", field: "Capacity", is: capacityKeys(e),
			says: "Instances of the cluster, for services on `ec2` and `managed`. Given ones stay when no service runs on them, so that the last can leave.", absent: "those that services run on"},
		{name: "eks", field: "Cluster", is: eksKeys(&e.kubernetes),
			says: "The Kubernetes cluster, for services on `eks`.", absent: "see its keys"},
		{name: "alerts", field: "Alerts", is: list{to: &e.Alerts, each: email, most: 10, code: "OBS-005"},
			says:   "E-mail addresses that alarms are sent to, also those that fail a deployment.",
			absent: "none", example: "[oncall@example.com]"},
		{name: "tags", field: "Tags", is: tags(&e.tags),
			says: "Tags of the environment, on top of the file's.", absent: "none", example: "{ stage: production }"},
	}
}

func capacityKeys(e *environmentDoc) mapping {
	return mapping{
		{name: "ec2", field: "EC2", is: instanceKeys(&e.instances), says: "EC2 instances that services on `ec2` share.", absent: "see its keys"},
		{name: "managed", field: "Managed", is: managedKeys(&e.managed),
			says: "Bounds within which ECS chooses instances for services on `managed`.", absent: "see its keys"},
	}
}

func logKeys(e *environmentDoc) mapping {
	return mapping{
		{name: "days", field: "Days", is: oneOf(&e.LogDays, check.LogDays, "OBS-001"),
			says: "Days that logs are kept.", absent: "30, or 365 where `protect` is true", example: "90"},
	}
}

func networkKeys(n *networkDoc) mapping {
	letter := func(to *string) shape { return text{to: to, want: "a letter, a to f"} }
	way := choice{options: []string{"single", "per-zone", "none"}, code: "NET-008", set: func(word string) {
		n.NAT = map[string]plan.NAT{"single": plan.SingleNAT, "per-zone": plan.NATPerZone, "none": plan.NoNAT}[word]
	}}
	endpoint := func(to *string) shape {
		return choice{set: func(word string) { *to = word }, options: plan.Endpoints(),
			like: "the short name of an AWS service, such as ecr.api or logs", code: "NET-012"}
	}
	return mapping{
		{name: "cidr", field: "CIDR", is: text{to: &n.CIDR, want: "an IPv4 range"},
			says: "IPv4 range of the VPC; one to create is a private range of /16 to /22.",
			give: "give the VPC's IPv4 range, such as 10.20.0.0/16", code: "NET-001", example: "10.20.0.0/16"},
		{name: "zones", field: "Zones", is: list{to: &n.Zones, each: letter, most: 26, code: "NET-007"},
			says: "Letters of 2 to 6 availability zones in ascending order. Append only: places decide addresses.",
			give: "give the letters of the availability zones, such as [a, b, c]", code: "NET-007", example: "[a, b, c]"},
		{name: "nat", field: "NAT", is: way,
			says:   "Way of private subnets to the internet: one gateway, one in each zone, or none.",
			absent: "single", example: "per-zone"},
		{name: "endpoints", field: "Endpoints", is: list{to: &n.Endpoints, each: endpoint, most: 64, code: "NET-012"},
			says:   "AWS services that are reached through interface endpoints.",
			absent: "none, or with `nat: none` what a task needs to start", example: "[sqs, sns]"},
		{name: "connected", field: "Connected", is: truth{&n.connected},
			says:   "Says that other networks reach this one, so that no two connected networks may share addresses.",
			absent: "false", example: "true"},
		{name: "vpc", field: "Existing", is: text{to: &n.vpc, form: vpcID, want: wantVPC, code: "NET-011"},
			says:   "Id of an existing VPC to join. It is never changed.",
			absent: "a VPC is created", example: "vpc-0123456789abcdef0"},
		{name: "public", field: "Public", is: list{to: &n.public, each: subnet, most: plan.Slots, code: "NET-011"},
			says:   "Subnets of the existing VPC with a route to an internet gateway, one per zone.",
			absent: "none, and no public service", example: "[subnet-0123456789abcdef0, subnet-0123456789abcdef1]"},
		{name: "private", field: "Private", is: list{to: &n.private, each: subnet, most: plan.Slots, code: "NET-011"},
			says:   "Subnets of the existing VPC for tasks, one per zone. Required with `vpc`.",
			absent: "none", example: "[subnet-0123456789abcdef2, subnet-0123456789abcdef3]"},
	}
}
