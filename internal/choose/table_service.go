package choose

import "github.com/shipway-cdk/shipway/constructs/service"

// kinds are the conditions on who calls the service, how, and what it keeps.
var kinds = []Condition{
	{
		Name: "internal", Flag: "kind", Title: "Only other services call it",
		holds: func(c Constraints) bool { return c.Kind == Internal },
		Verdicts: verdicts{
			service.Express:   no("From shipway.yaml an Express service answers the internet; in private subnets it would answer all of the VPC, without a name in Service Connect.", pageExpress),
			service.Fargate:   plus("Callers find it by its name through Service Connect, without a load balancer to pay for.", pageConnect),
			service.AppRunner: no("App Runner gives every service a public address; a private one needs an endpoint in each network that calls.", pageAppService),
			service.Fleet:     no("A fleet is reached through the load balancer that faces the internet.", pageFleet),
		},
	},
	{
		Name: "worker", Flag: "kind", Title: "It takes messages of a queue",
		holds: func(c Constraints) bool { return c.Kind == Worker },
		Verdicts: verdicts{
			service.Express:   no("Express scales on requests and on processor use, and wants a port that answers HTTP; a worker has neither.", pageExpress),
			service.Fargate:   plus("The number of tasks follows the age of the messages.", pageScaling),
			service.EKS:       no("Following a queue takes an add-on that Auto Mode does not bring; Shipway's workers run on ECS.", pageEKS),
			service.AppRunner: no("App Runner throttles the processor of an instance without requests, so nothing would work off the queue.", pageAppService),
			service.Fleet:     no("A fleet's hosts are found healthy, and released to, through a load balancer; a worker has none.", pageFleet),
		},
	},
	{
		Name: "job", Flag: "kind", Title: "It starts by the clock and ends",
		holds: func(c Constraints) bool { return c.Kind == Job },
		Verdicts: verdicts{
			service.Express:   no("Express keeps tasks running behind a load balancer; a job ends.", pageExpress),
			service.Fargate:   plus("A job costs nothing but the time it runs.", pageFargate),
			service.Managed:   mind("The first task after a pause waits for an instance to start.", pageManaged),
			service.EC2:       mind("The instances that the job runs on are paid for between its runs too.", pageCapacity),
			service.EKS:       no("Shipway's jobs are ECS tasks that EventBridge Scheduler starts.", pageEKS),
			service.AppRunner: no("App Runner keeps a web service running; a job ends.", pageAppService),
			service.Fleet:     no("A fleet keeps software running on hosts; a job ends.", pageFleet),
		},
	},
	{
		Name: "public tcp or udp", Flag: "protocol", Title: "The internet calls it, but not by HTTP",
		holds:    func(c Constraints) bool { return c.Kind == Web && c.Protocol != HTTP },
		Verdicts: everywhere(no("Shipway's way in from the internet is an Application Load Balancer, which passes on HTTP only.", pageBalancer)),
	},
	{
		Name: "internal tcp", Flag: "protocol", Title: "Other services call it by TCP, not by HTTP",
		holds: func(c Constraints) bool { return c.Kind == Internal && c.Protocol == TCP },
		Verdicts: verdicts{
			service.Express:   no("Express forwards HTTP requests only.", pageExpress),
			service.Fargate:   no("Shipway tells Service Connect that the port speaks HTTP, which breaks any other protocol.", pageConnect),
			service.Managed:   no("Shipway tells Service Connect that the port speaks HTTP, which breaks any other protocol.", pageConnect),
			service.EC2:       no("Shipway tells Service Connect that the port speaks HTTP, which breaks any other protocol.", pageConnect),
			service.EKS:       plus("A Kubernetes Service passes on TCP connections of any protocol.", pageEKSService),
			service.AppRunner: no("App Runner passes on HTTP/1 requests only.", pageAppCode),
			service.Fleet:     no("An Application Load Balancer passes on HTTP only.", pageBalancer),
		},
	},
	{
		Name: "internal udp", Flag: "protocol", Title: "Other services call it by UDP",
		holds:    func(c Constraints) bool { return c.Kind == Internal && c.Protocol == UDP },
		Verdicts: everywhere(no("Neither Service Connect nor the load balancer, nor the Kubernetes Service that Shipway writes, carries UDP.", pageConnect)),
	},
	{
		Name: "several ports", Flag: "ports", Title: "It listens on several ports",
		holds: func(c Constraints) bool { return c.Ports > 1 },
		Verdicts: verdicts{
			service.Express:   no("An Express service has one container port.", pageExpress),
			service.Fargate:   mind(otherPorts, pageFargate),
			service.Managed:   mind(otherPorts, pageManaged),
			service.EC2:       mind(otherPorts, pageEC2),
			service.EKS:       mind("shipway.yaml names one port, which the Kubernetes Service opens; another one takes a manifest of your own.", pageEKSService),
			service.AppRunner: no("An App Runner service has one port.", pageAppCode),
			service.Fleet:     mind("shipway.yaml names one port, which the load balancer calls; open the others from Go, with the security group.", pageFleet),
		},
	},
	{
		Name: "files", Flag: "state", Title: "Tasks share files that outlive them",
		holds: func(c Constraints) bool { return c.State == Files },
		Verdicts: verdicts{
			service.Express:   no("An Express service mounts no volume.", pageExpress),
			service.Fargate:   plus("Tasks mount an Amazon EFS file system, encrypted on disk and on the way.", pageEFS),
			service.Managed:   plus("Tasks mount an Amazon EFS file system, encrypted on disk and on the way.", pageEFS),
			service.EC2:       plus("Tasks mount an Amazon EFS file system, encrypted on disk and on the way.", pageEFS),
			service.EKS:       no("Auto Mode brings a driver for EBS, not for EFS; Shipway's pods share no files.", pageEKS),
			service.AppRunner: no("App Runner has no file system that outlives an instance.", pageAppCode),
			service.Fleet:     no("Shipway's fleets mount no shared file system.", pageFleet),
		},
	},
	{
		Name: "host disk", Flag: "state", Title: "A host's disk must still be there after a release",
		holds: func(c Constraints) bool { return c.State == Disk },
		Verdicts: verdicts{
			service.Express:   no(goneDisk, pageFargateDisk),
			service.Fargate:   no(goneDisk, pageFargateDisk),
			service.Managed:   no("A task may start on another instance, and every instance is replaced after 14 days at most.", pageManagedMove),
			service.EC2:       no("A task may start on another instance, and Shipway's are replaced after 14 days.", pageEC2),
			service.EKS:       no("A pod may start on another node, and Auto Mode replaces nodes after 21 days at most.", pageEKSData),
			service.AppRunner: no("App Runner has no disk that outlives an instance.", pageAppCode),
			service.Fleet:     no("What a container writes on Shipway's fleets goes with the container, and hosts are replaced after 14 days.", pageFleet),
		},
	},
}

const (
	otherPorts = "shipway.yaml names one port, which callers get; the service is a network peer, so open the others to their callers from Go."
	goneDisk   = "A task's disk goes with the task."
)

// everywhere is the same verdict for all places.
func everywhere(v Verdict) verdicts {
	all := verdicts{}
	for _, runtime := range service.Runtimes {
		all[runtime] = v
	}
	return all
}
