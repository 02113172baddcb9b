package choose

import (
	"strings"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// enough is how many services make a Kubernetes cluster worth its price and its care to a team that runs one already:
// our choice.
const enough = 5

// team are the conditions on what the team knows and what it needs of Kubernetes.
var team = []Condition{
	{
		Name: "kubernetes api", Flag: "kubernetes", Title: "The software needs the Kubernetes API",
		holds: func(c Constraints) bool { return c.Kubernetes == Required },
		Verdicts: verdicts{
			service.Express: no(noAPI, pageEKS), service.Fargate: no(noAPI, pageEKS), service.Managed: no(noAPI, pageEKS),
			service.EC2: no(noAPI, pageEKS), service.AppRunner: no(noAPI, pageEKS), service.Fleet: no(noAPI, pageEKS),
			service.EKS: plus("It is the only one that has the Kubernetes API.", pageEKS),
		},
	},
	{
		Name: "no kubernetes", Flag: "kubernetes", Title: "Nobody in the team has run Kubernetes",
		holds: func(c Constraints) bool { return c.Kubernetes == NoSkill },
		Verdicts: verdicts{
			service.EKS: no("Nobody here has run Kubernetes, and a cluster wants a new version within 14 months, add-ons and access looked after.", pageEKSVersions),
		},
	},
	{
		Name: "kubernetes team", Flag: "kubernetes", Title: "The team runs Kubernetes and has 5 services or more",
		holds: func(c Constraints) bool { return c.Kubernetes == Strong && c.Services >= enough },
		Verdicts: verdicts{
			service.EKS: first("The team runs Kubernetes already, and its services share the price and the care of one cluster.", pageEKS),
		},
	},
	{
		Name: "kubernetes for few", Flag: "services", Title: "The team runs Kubernetes, but has fewer than 5 services",
		holds: func(c Constraints) bool { return c.Kubernetes == Strong && c.Services < enough },
		Verdicts: verdicts{
			service.EKS: mind("A cluster for so few services costs more to run and to care for than they do.", pageEKSVersions),
		},
	},
}

const noAPI = "It has no Kubernetes API."

// govCloud says whether the region is one of AWS GovCloud (US).
func govCloud(c Constraints) bool { return strings.HasPrefix(c.Region, "us-gov-") }

// rules are the conditions that an auditor, the account and the traffic bring.
var rules = []Condition{
	{
		Name: "private", Flag: "compliance", Title: "Nothing may be reachable from the internet",
		holds: func(c Constraints) bool { return c.Compliance.Private },
		Verdicts: verdicts{
			service.Express:   no("From shipway.yaml an Express service faces the internet.", pageExpress),
			service.AppRunner: no("App Runner runs outside of your network, behind a public address.", pageAppService),
			service.Fleet:     no("A fleet is reached through the load balancer that faces the internet.", pageFleet),
		},
	},
	{
		Name: "own image", Flag: "compliance", Title: "Hosts must start from your own machine image",
		holds: func(c Constraints) bool { return c.Compliance.OwnImage },
		Verdicts: verdicts{
			service.Express:   no(noHosts, pageExpress),
			service.Fargate:   no(noHosts, pageFargate),
			service.Managed:   no("The machine image of Managed Instances is AWS's own.", pageManaged),
			service.EC2:       mind("Shipway starts the image that AWS makes for ECS; yours goes into the cluster's launch template, from Go.", pageAMI),
			service.EKS:       no("The machine image of Auto Mode is AWS's own.", pageEKSData),
			service.AppRunner: no(noHosts, pageAppService),
			service.Fleet:     mind("Shipway starts Amazon Linux; yours goes into the launch template, from Go.", pageFleet),
		},
	},
	{
		Name: "dedicated hosts", Flag: "compliance", Title: "No other customer may use the hardware",
		holds: func(c Constraints) bool { return c.Compliance.DedicatedHosts },
		Verdicts: verdicts{
			service.Express:   no("Fargate isolates tasks by virtual machine, on hardware that customers share.", pageFargate),
			service.Fargate:   no("Fargate isolates tasks by virtual machine, on hardware that customers share.", pageFargate),
			service.Managed:   no("Managed Instances are not placed on Dedicated Hosts.", pageManaged),
			service.EC2:       mind("The tenancy goes into the launch template, from Go, and the hosts' price replaces the instances'.", pageDedicated),
			service.EKS:       no("Auto Mode's nodes are not placed on Dedicated Hosts.", pageEKSData),
			service.AppRunner: no("App Runner's hardware is shared by customers.", pageAppService),
			service.Fleet:     mind("The tenancy goes into the launch template, from Go, and the hosts' price replaces the instances'.", pageDedicated),
		},
	},
	{
		Name: "fips", Flag: "compliance", Title: "Cryptographic modules must be validated, outside of GovCloud",
		holds: func(c Constraints) bool { return c.Compliance.FIPS && !govCloud(c) },
		Verdicts: verdicts{
			service.Express:   no("Fargate has FIPS 140 modules in AWS GovCloud (US) only.", pageFargateFIPS),
			service.Fargate:   no("Fargate has FIPS 140 modules in AWS GovCloud (US) only.", pageFargateFIPS),
			service.Managed:   mind("A capacity provider of Managed Instances has a switch for FIPS mode, in some regions; set it from Go.", pageLaunch),
			service.EC2:       mind("The instances need a machine image in FIPS mode, which goes into the launch template, from Go.", pageAMI),
			service.EKS:       mind("Nodes need a node class of your own with FIPS mode switched on.", pageEKSClass),
			service.AppRunner: no("App Runner says nothing of FIPS 140 for what runs in it.", pageAppService),
			service.Fleet:     mind("The hosts need a machine image in FIPS mode, which goes into the launch template, from Go.", pageAMI),
		},
	},
	{
		Name: "fips in govcloud", Flag: "compliance", Title: "Cryptographic modules must be validated, in GovCloud",
		holds: func(c Constraints) bool { return c.Compliance.FIPS && govCloud(c) },
		Verdicts: verdicts{
			service.Fargate: mind("The account setting fargateFIPSMode switches FIPS mode on.", pageFargateFIPS),
		},
	},
	{
		Name: "fips on arm64", Flag: "architecture", Title: "Cryptographic modules must be validated, and the image is built for arm64",
		holds: func(c Constraints) bool { return c.Compliance.FIPS && c.Architecture == ARM },
		Verdicts: verdicts{
			service.Fargate: no("Fargate has FIPS 140 modules on x86_64 only.", pageFargateFIPS),
		},
	},
	{
		Name: "new account", Flag: "account", Title: "The account had no App Runner before 2026-04-30",
		holds: func(c Constraints) bool { return c.Account == New },
		Verdicts: verdicts{
			service.AppRunner: no("App Runner has taken no new customers since 2026-04-30.", pageAppRunner),
		},
	},
	{
		Name: "region without app runner", Flag: "region", Title: "It runs in AWS GovCloud (US) or in China",
		holds: func(c Constraints) bool { return c.partition() != "aws" },
		Verdicts: verdicts{
			service.Express:   no("CloudFormation knows Express Mode in partition aws only.", pageExpressType),
			service.AppRunner: no("App Runner is not offered there.", pageAppRegions),
		},
	},
	{
		Name: "app runner customer", Flag: "account", Title: "The account had App Runner before 2026-04-30",
		holds: func(c Constraints) bool { return c.Account == AppRunner },
		Verdicts: verdicts{
			service.AppRunner: mind("AWS adds no features to App Runner, and points to Express: plan the move.", pageAppRunner),
		},
	},
	{
		Name: "spiky", Flag: "traffic", Title: "Work multiplies within a minute",
		holds: func(c Constraints) bool { return c.Traffic == Spiky },
		Verdicts: verdicts{
			service.Express: plus("New tasks wait for no instance.", pageFargate),
			service.Fargate: plus("New tasks wait for no instance.", pageFargate),
			service.Managed: mind("A task that finds no room waits until an instance has started.", pageManaged),
			service.EC2:     mind("A task that finds no room waits until an instance has started.", pageCapacity),
			service.EKS:     mind("A pod that finds no room waits until a node has started.", pageEKS),
			service.Fleet:   mind("A new host starts, registers and gets its release before it answers: minutes.", pageFleet),
		},
	},
	{
		Name: "idle", Flag: "traffic", Title: "There is no work for hours",
		holds: func(c Constraints) bool { return c.Traffic == Idle && c.Kind != Job },
		Verdicts: verdicts{
			service.Express:   mind(neverZero, pageScaling),
			service.Fargate:   mind(neverZero, pageScaling),
			service.Managed:   mind(neverZero, pageScaling),
			service.EC2:       mind(neverZero, pageScaling),
			service.EKS:       mind("A cluster costs the same when nobody calls.", pageEKS),
			service.AppRunner: plus("An instance without requests costs its memory only.", pageAppService),
			service.Fleet:     mind("Hosts cost the same when nobody calls.", pageFleet),
		},
	},
}

const (
	noHosts   = "There are no hosts of yours."
	neverZero = "At least one task of a service runs, and costs the same when nobody calls."
)
