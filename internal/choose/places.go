package choose

import "github.com/shipway-cdk/shipway/constructs/service"

// Place is a runtime as somebody sees it who chooses one.
type Place struct {
	// Runtime is the word of shipway.yaml.
	Runtime service.Runtime
	// Title is what AWS calls it.
	Title string
	// What says what it is.
	What string
	// Duties says what is left to look after, without a full stop.
	Duties string
	// When and Not say when to take it and when not.
	When, Not string
	// Because is why it is taken where nothing else decides.
	Because string
	// Source is the AWS page that says so.
	Source string
}

// Places are the runtimes in order of preference: the first that is not ruled out is chosen, unless a reason puts
// another in front. The less there is to look after, the earlier a place stands; App Runner stands behind what AWS
// still develops, and a fleet behind what replaces tasks by itself.
func Places() []Place { return append([]Place(nil), places...) }

var places = []Place{
	{
		Runtime: service.Express, Title: "ECS Express Mode",
		What: "ECS makes the load balancer, its address and certificate, scaling and a canary from an image and a port. " +
			"Tasks run on Fargate.",
		Duties:  "nothing but the image",
		When:    "One container that answers HTTP from the internet, and no wish to decide anything else.",
		Not:     "The service is internal, needs files or another way to release, runs in AWS GovCloud (US) or in China, or must be reviewed line by line: what Express makes is not in the template.",
		Because: "It makes the load balancer, the certificate, scaling and a canary from the image: least to decide, least to look after.",
		Source:  pageExpress,
	},
	{
		Runtime: service.Fargate, Title: "ECS on AWS Fargate",
		What:    "Each task gets an isolated machine of its own size. There are no instances.",
		Duties:  "the size of a task",
		When:    "Nearly always: web services, internal services, workers and jobs, with every strategy.",
		Not:     "A task needs a GPU, more than Fargate's sizes or disk, or an auditor wants to see the hosts.",
		Because: "There are no instances to choose, patch or pack, and every strategy works.",
		Source:  pageFargate,
	},
	{
		Runtime: service.Managed, Title: "ECS Managed Instances",
		What: "ECS starts EC2 instances that fit the tasks, patches them, and replaces them after 14 days at most. " +
			"They cost the EC2 price and a fee.",
		Duties:  "the bounds within which ECS chooses instances",
		When:    "Tasks need what Fargate does not sell, such as GPUs, many virtual CPUs or much disk, and nobody wants to run instances.",
		Not:     "Fargate can do it: at list price the fee eats most of what packing saves. Or the hosts must be yours.",
		Because: "It has the hardware of EC2, and AWS chooses, patches and replaces the instances.",
		Source:  pageManaged,
	},
	{
		Runtime: service.EC2, Title: "ECS on EC2",
		What:    "Tasks share instances of an Auto Scaling group in your account, which grows and shrinks with them.",
		Duties:  "instance types, machine image, patching by replacement, room for tasks",
		When:    "The hosts must be yours: own machine image, dedicated hosts, reserved capacity that is paid for already.",
		Not:     "Nobody wants to look after instances.",
		Because: "The hosts are yours, and ECS still places and replaces the tasks.",
		Source:  pageEC2,
	},
	{
		Runtime: service.EKS, Title: "Amazon EKS",
		What:    "Kubernetes with Auto Mode: AWS runs the control plane, starts nodes for pods and replaces them.",
		Duties:  "Kubernetes versions, add-ons, access, manifests",
		When:    "The software needs the Kubernetes API, or a team that runs Kubernetes has several services.",
		Not:     "Nobody runs Kubernetes, or it would be a cluster for one service.",
		Because: "It has the Kubernetes API, and AWS runs the control plane and the nodes.",
		Source:  pageEKS,
	},
	{
		Runtime: service.AppRunner, Title: "AWS App Runner",
		What: "A container that answers HTTP, behind an address that App Runner makes. An instance without requests costs " +
			"its memory only.",
		Duties:  "nothing but the image, and the way out",
		When:    "An account that had App Runner before 2026-04-30 and a service with hours without requests on a small budget.",
		Not:     "The account is new: AWS takes no new customers and adds no features. Plan the move to Express.",
		Because: "The account may still use it, and it is what is left.",
		Source:  pageAppRunner,
	},
	{
		Runtime: service.Fleet, Title: "EC2 fleet with CodeDeploy",
		What:    "One container on each host of an Auto Scaling group behind a load balancer. CodeDeploy brings each version to the hosts.",
		Duties:  "hosts, their start and their health, and a release that takes minutes for each host",
		When:    "CodeDeploy to EC2 is what the organization has approved, or one container must have a whole host.",
		Not:     "Tasks may share hosts: ECS starts a version in seconds, fills hosts, and needs no agent and no scripts.",
		Because: "Each container has a host of its own, and CodeDeploy releases to them in place.",
		Source:  pageFleet,
	},
}

// placeOf is the place with the runtime's name.
func placeOf(runtime service.Runtime) Place {
	for _, p := range places {
		if p.Runtime == runtime {
			return p
		}
	}
	return Place{}
}

// The AWS pages that the table names.
const (
	pageExpress     = `ECS Developer Guide, "Resources created by Amazon ECS Express Mode services"`
	pageFargate     = `ECS Developer Guide, "Amazon ECS task definition differences for Fargate"`
	pageFargateDisk = `ECS Developer Guide, "Fargate task ephemeral storage for Amazon ECS"`
	pageFargateSpot = `ECS Developer Guide, "Amazon ECS clusters for Fargate"`
	pageFargateFIPS = `ECS Developer Guide, "AWS Fargate Federal Information Processing Standard (FIPS-140)"`
	pageSizes       = `ECS Developer Guide, "Task CPU and memory"`
	pageManaged     = `ECS Developer Guide, "Architect for Amazon ECS Managed Instances"`
	pageManagedMove = `ECS Developer Guide, "Migrate from AWS Fargate to Amazon ECS Managed Instances"`
	pageLaunch      = `ECS API Reference, "InstanceLaunchTemplate"`
	pageEC2         = `ECS Developer Guide, "Amazon ECS capacity providers for EC2 workloads"`
	pageGPU         = `ECS Developer Guide, "Amazon ECS task definitions for GPU workloads"`
	pageAMI         = `ECS Developer Guide, "Amazon ECS-optimized Linux AMIs"`
	pageEFS         = `ECS Developer Guide, "Use Amazon EFS volumes with Amazon ECS"`
	pageConnect     = `ECS Developer Guide, "Use Service Connect to connect Amazon ECS services with short names"`
	pageScaling     = `ECS Developer Guide, "Automatically scale your Amazon ECS service"`
	pageCapacity    = `ECS Developer Guide, "Automatically manage Amazon ECS capacity with cluster auto scaling"`
	pageBalancer    = `Elastic Load Balancing guide, "What is an Application Load Balancer?"`
	pageEKS         = `EKS User Guide, "Automate cluster infrastructure with EKS Auto Mode"`
	pageEKSData     = `Security Overview of Amazon EKS Auto Mode, "EKS Auto Mode data plane"`
	pageEKSVersions = `EKS User Guide, "Understand the Kubernetes version lifecycle on EKS"`
	pageEKSClass    = `EKS User Guide, "Create a Node Class for Amazon EKS"`
	pageEKSPools    = `EKS User Guide, "Enable or Disable Built-in NodePools"`
	pageEKSService  = `Kubernetes documentation, "Service"`
	pageAppRunner   = `App Runner Developer Guide, "AWS App Runner availability change"`
	pageExpressType = `CloudFormation resource specification, "AWS::ECS::ExpressGatewayService"`
	pageAppRegions  = `AWS General Reference, "AWS App Runner endpoints and quotas"`
	pageAppService  = `App Runner Developer Guide, "App Runner architecture and concepts"`
	pageAppCode     = `App Runner Developer Guide, "Developing application code for App Runner"`
	pageAppSizes    = `App Runner API Reference, "InstanceConfiguration"`
	pageAppScaling  = `App Runner Developer Guide, "Managing App Runner automatic scaling"`
	pageAppDeploy   = `App Runner Developer Guide, "Deploying a new application version to App Runner"`
	pageFleet       = `CodeDeploy User Guide, "Deployments on an EC2/On-Premises compute platform"`
	pageFleetQuota  = `CodeDeploy User Guide, "CodeDeploy quotas"`
	pageDedicated   = `EC2 User Guide, "Amazon EC2 Dedicated Hosts"`
	pageCodeDeploy  = `CodeDeploy User Guide, "Deployments on an Amazon ECS compute platform"`
)
