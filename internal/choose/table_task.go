package choose

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/service"
)

// Local disk that a task may use, in GiB. Fargate gives 20 and sells up to 200 (ECS Developer Guide, "Fargate task
// ephemeral storage for Amazon ECS"); App Runner gives 3 with the image in it (App Runner Developer Guide, "Developing
// application code for App Runner").
const (
	givenScratch, mostScratch, appRunnerScratch = 20, 200, 3
)

// mostAppRunner is how many instances of a service App Runner runs at most (App Runner Developer Guide, "Managing App
// Runner automatic scaling").
const mostAppRunner = 25

// mostFleet is how many hosts one deployment reaches (CodeDeploy User Guide, "CodeDeploy quotas").
const mostFleet = 500

// tasks are the conditions on what one task needs, and on how many there are.
var tasks = []Condition{
	{
		Name: "gpu", Flag: "gpu", Title: "A task needs a GPU",
		holds: func(c Constraints) bool { return c.GPU > 0 },
		Verdicts: verdicts{
			service.Express:   no("Express runs on Fargate, which has no GPUs.", pageFargate),
			service.Fargate:   no("Fargate has no GPUs.", pageFargate),
			service.Managed:   plus("Instances with GPUs are among those that ECS can choose.", pageManaged),
			service.EC2:       plus("Instances with GPUs start from the machine image that AWS makes for them.", pageGPU),
			service.EKS:       no("Shipway's Kubernetes services ask for no GPUs.", pageEKS),
			service.AppRunner: no("App Runner has no GPUs.", pageAppSizes),
			service.Fleet:     no("Shipway's fleets hand no GPU to the container.", pageFleet),
		},
	},
	{
		Name: "gpu on arm64", Flag: "architecture", Title: "A task needs a GPU and is built for arm64",
		holds: func(c Constraints) bool { return c.GPU > 0 && c.Architecture == ARM },
		Verdicts: verdicts{
			service.Managed: no("ECS has no machine image for GPUs on arm64.", pageGPU),
			service.EC2:     no("ECS has no machine image for GPUs on arm64.", pageGPU),
		},
	},
	{
		Name: "whole host", Flag: "whole-host", Title: "A container must have a host to itself",
		holds: func(c Constraints) bool { return c.WholeHost },
		Verdicts: verdicts{
			service.Express:   no(noHosts, pageExpress),
			service.Fargate:   no("Each task has a virtual machine to itself, but no host of yours.", pageFargate),
			service.Managed:   no("Services share the instances that ECS starts.", pageManaged),
			service.EC2:       no("Services share the instances of the cluster.", pageEC2),
			service.EKS:       no("Pods share nodes.", pageEKS),
			service.AppRunner: no(noHosts, pageAppService),
			service.Fleet:     plus("One container has its whole host.", pageFleet),
		},
	},
	{
		Name: "larger than fargate", Flag: "cpu", Title: "A task is larger than " + words(largest(service.Fargate)),
		holds: beyond(service.Fargate),
		Verdicts: verdicts{
			service.Express: no("The largest Express task is Fargate's: "+words(largest(service.Fargate))+".", pageSizes),
			service.Fargate: no("Shipway's largest Fargate task has "+words(largest(service.Fargate))+".", pageSizes),
			service.Managed: plus("A task may have up to 192 virtual CPUs.", pageSizes),
			service.EC2:     plus("A task may have up to 192 virtual CPUs.", pageSizes),
		},
	},
	{
		Name: "larger than app runner", Flag: "cpu", Title: "A task is larger than " + words(largest(service.AppRunner)),
		holds: beyond(service.AppRunner),
		Verdicts: verdicts{
			service.AppRunner: no("The largest App Runner instance has "+words(largest(service.AppRunner))+".", pageAppSizes),
		},
	},
	{
		Name: "much scratch", Flag: "scratch", Title: fmt.Sprintf("A task uses more than %d GiB of local disk", givenScratch),
		holds: func(c Constraints) bool { return c.Scratch > givenScratch },
		Verdicts: verdicts{
			service.Express: no(fmt.Sprintf("An Express task has %d GiB of local disk.", givenScratch), pageFargateDisk),
			service.Fargate: mind(fmt.Sprintf("Disk beyond %d GiB is paid for, and not in the floor.", givenScratch), pageFargateDisk),
			service.Managed: mind("Give the instances' data volume room for it.", pageManaged),
			service.EC2:     mind("Give the instances' root volume room for it.", pageEC2),
			service.EKS:     mind("Auto Mode's nodes have 80 GiB for all their pods; more takes a node class of your own.", pageEKSClass),
			service.Fleet:   mind("Give the hosts' root volume room for it.", pageFleet),
		},
	},
	{
		Name: "scratch beyond fargate", Flag: "scratch", Title: fmt.Sprintf("A task uses more than %d GiB of local disk", mostScratch),
		holds: func(c Constraints) bool { return c.Scratch > mostScratch },
		Verdicts: verdicts{
			service.Fargate: no(fmt.Sprintf("A Fargate task has at most %d GiB of local disk.", mostScratch), pageFargateDisk),
		},
	},
	{
		Name: "scratch beyond app runner", Flag: "scratch", Title: fmt.Sprintf("A task uses %d GiB of local disk or more", appRunnerScratch),
		holds: func(c Constraints) bool { return c.Scratch >= appRunnerScratch },
		Verdicts: verdicts{
			service.AppRunner: no(fmt.Sprintf("An App Runner instance has %d GiB of disk, with the image in it.", appRunnerScratch), pageAppCode),
		},
	},
	{
		Name: "arm64", Flag: "architecture", Title: "The image is built for arm64",
		holds: func(c Constraints) bool { return c.Architecture == ARM },
		Verdicts: verdicts{
			service.EKS:       mind("Nodes for it come from a node pool that an administrator applies to the cluster once.", pageEKSPools),
			service.AppRunner: no("App Runner runs x86_64 images only.", pageAppService),
		},
	},
	{
		Name: "spot", Flag: "spot", Title: "Tasks may be stopped with two minutes' notice",
		holds: func(c Constraints) bool { return c.Spot && c.Kind != Job },
		Verdicts: verdicts{
			service.Express: mind("Express runs on demand only.", pageExpress),
			service.Fargate: first("Tasks beyond the first ones run on Fargate Spot, for up to 70 % less.", pageFargateSpot),
		},
	},
	{
		Name: "many instances", Flag: "tasks", Title: fmt.Sprintf("More than %d tasks run at least", mostAppRunner),
		holds: func(c Constraints) bool { return c.Tasks > mostAppRunner },
		Verdicts: verdicts{
			service.AppRunner: no(fmt.Sprintf("App Runner runs at most %d instances of a service.", mostAppRunner), pageAppScaling),
		},
	},
	{
		Name: "many hosts", Flag: "tasks", Title: fmt.Sprintf("More than %d tasks run at least", mostFleet),
		holds: func(c Constraints) bool { return c.Tasks > mostFleet },
		Verdicts: verdicts{
			service.Fleet: no(fmt.Sprintf("CodeDeploy deploys to at most %d hosts at once.", mostFleet), pageFleetQuota),
		},
	},
}

// words says a size in virtual CPUs and GiB.
func words(size service.Size) string {
	return fmt.Sprintf("%d virtual CPUs and %d GiB", size.CPU/1024, size.Memory/1024)
}
