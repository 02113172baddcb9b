package config_test

import (
	"fmt"
	"strings"
	"testing"
)

// What the files of these rows share.
const (
	served = ", host: a.example.com"
	own    = "    in: { dev: { ingress: { certificate: \"arn:aws:acm:eu-west-1:111111111111:certificate/c\" } }, " +
		"prod: { ingress: { certificate: \"arn:aws:acm:eu-west-1:333333333333:certificate/c\" } } }\n"
)

var (
	long   = strings.Repeat("l", 32)
	none   = edits{"zones: [a, b, c] }\n  prod", "zones: [a, b, c], nat: none }\n  prod"}
	joined = edits{"{ cidr: 10.10.0.0/16, zones: [a, b, c] }",
		"{ vpc: vpc-12345678, cidr: 10.10.0.0/16, zones: [a, b], private: [subnet-1234567a, subnet-1234567b] }"}
)

// public is an ingress with more keys.
func public(more string) string { return "    ingress: { public: true" + more + " }\n" }

// with is some edits and then more.
func with(some edits, more ...string) edits { return append(append(edits{}, some...), more...) }

// named is a service called name, in the place of small's worker, of an application and an environment with the longest
// names.
func named(name, runtime, lines string) edits {
	dev := strings.Repeat("e", 20)
	return edits{"app: shop", "app: " + strings.Repeat("a", 20), "  dev:\n    account", "  " + dev + ":\n    account",
		"      dev:\n", "      " + dev + ":\n", worker, "  " + name + ":\n    runtime: " + runtime + "\n" + lines}
}

func many(n int, line func(i int) string) (all string) {
	for i := range n {
		all += line(i)
	}
	return all
}

// agreementRows are what one construct refuses that others take: a file says it in the words of the file.
var agreementRows = []row{
	{"the longest names with a FIFO queue", named(long, "fargate", "    queue: { fifo: true }\n"),
		`21:3: services.llllllllllllllllllllllllllllllll: in eeeeeeeeeeeeeeeeeeee: its dead-letter queue would be aaaaaaaaaaaaaaaaaaaa-eeeeeeeeeeeeeeeeeeee-llllllllllllllllllllllllllllllll-dead-letters.fifo, 92 characters of at most 80: want a shorter name [SVC-001]`},
	{"the longest names with a job", named(long, "fargate", "    schedule: { every: 1h }\n"),
		`21:3: services.llllllllllllllllllllllllllllllll: in eeeeeeeeeeeeeeeeeeee: its schedule group would be aaaaaaaaaaaaaaaaaaaa-eeeeeeeeeeeeeeeeeeee-llllllllllllllllllllllllllllllll, 74 characters of at most 64: want a shorter name [SVC-001]`},
	{"the longest names in Service Connect", named(long, "fargate", "    ingress: { internal: true }\n"),
		`21:3: services.llllllllllllllllllllllllllllllll: in eeeeeeeeeeeeeeeeeeee: its name in Service Connect would be aaaaaaaaaaaaaaaaaaaa-eeeeeeeeeeeeeeeeeeee-llllllllllllllllllllllllllllllll, 74 characters of at most 64: want a shorter name [SVC-001]`},
	{"the longest names in Service Connect on ec2", named(long, "ec2", "    ingress: { internal: true }\n"),
		`21:3: services.llllllllllllllllllllllllllllllll: in eeeeeeeeeeeeeeeeeeee: its name in Service Connect would be aaaaaaaaaaaaaaaaaaaa-eeeeeeeeeeeeeeeeeeee-llllllllllllllllllllllllllllllll, 74 characters of at most 64: want a shorter name [SVC-001]`},
	{"long names on apprunner", named("ll", "apprunner", public("")),
		`21:3: services.ll: in eeeeeeeeeeeeeeeeeeee: its App Runner service would be aaaaaaaaaaaaaaaaaaaa-eeeeeeeeeeeeeeeeeeee-ll, 44 characters of at most 40: want a shorter name [SVC-001]`},
	{"the longest names of a worker with volumes", named(long, "fargate", "    volumes: { data: { path: /data } }\n"), ""},
	{"a name on eks", onEKS("", ""), ""},
	{"the name of another's new version on eks", with(onEKS("", ""), "  mailer:\n", "  mailer-next:\n"),
		`23:3: services.mailer-next: ends in -next, as the new version of another service does on EKS: want another name [SVC-002]`},
	{"application called aws- on eks", with(onEKS("", ""), "app: shop", "app: aws-shop"),
		`2:6: app: "aws-shop": service mailer runs on eks, and no parameter of Systems Manager starts with aws or ssm: want another name [APP-001]`},
	{"application called aws- on fargate", edits{"app: shop", "app: aws-shop"}, ""},
	{"application called ssm on a fleet", with(on("fleet", public(served)+own), "app: shop", "app: ssmshop"),
		`2:6: app: "ssmshop": service mailer runs on fleet, and no parameter of Systems Manager starts with aws or ssm: want another name [APP-001]`},
	{"application called amazon on a fleet with shells", with(on("fleet", public(served)+"    exec: true\n"+own), "app: shop", "app: amazon"),
		`2:6: app: "amazon": service mailer is a fleet with exec, and no document of Systems Manager starts with aws, amazon or amzn: want another name [APP-001]`},
	{"a namespace of Kubernetes' own", with(onEKS("", ""), "app: shop", "app: kube", "  dev:\n    acc", "  system:\n    acc", "      dev:\n", "      system:\n"),
		`6:3: environments.system: its services on eks would be in namespace kube-system, which is not theirs: want another name [EKS-004]`},
	{"accelerators that the instances have not", on("ec2", "    gpu: 1\n"),
		`23:10: services.mailer.gpu: 1: environments.dev.capacity.ec2 has no types with accelerators of NVIDIA: give it some, such as [g6.xlarge] [SVC-025]`},
	{"accelerators that managed instances have not", on("managed", "    gpu: 1\n"),
		`23:10: services.mailer.gpu: 1: an instance of environments.dev.capacity.managed has none: give gpus: 1 there [SVC-025]`},
	{"a task greater than the instances", on("ec2", "    size: { cpu: 4096 }\n"),
		`23:18: services.mailer.size.cpu: 4096: the greatest instance of environments.dev.capacity.ec2 has 2 virtual CPUs: want at most 2048, or greater instances there [SVC-010]`},
	{"a task greater than managed instances", on("managed", "    size: { cpu: 16384, memory: 64 }\n"),
		`23:18: services.mailer.size.cpu: 16384: the greatest instance of environments.dev.capacity.managed has 8 virtual CPUs: want at most 8192, or greater instances there [SVC-010]`},
	{"a task with all the memory of a managed instance", on("managed", "    size: { memory: 32768 }\n"),
		`23:21: services.mailer.size.memory: 32768: an instance of environments.dev.capacity.managed has at most 32768 MiB, and the system takes a part: want less, or a greater maxMemory there [SVC-010]`},
	{"accelerators in one environment", with(on("managed", "    gpu: 1\n"), "    alerts: [oncall@example.com]\n", "    capacity: { managed: { gpus: 1 } }\n"),
		`23:10: services.mailer.gpu: 1: in dev: an instance of environments.dev.capacity.managed has none: give gpus: 1 there [SVC-025]`},
	{"apprunner where it is not", with(on("apprunner", public("")), "region: eu-west-1\n    network: { cidr: 10.10", "region: eu-north-1\n    network: { cidr: 10.10", "arn:aws:acm:eu-west-1:111111111111", "arn:aws:acm:eu-north-1:111111111111"),
		`22:14: services.mailer.runtime: "apprunner": in dev: App Runner is not in eu-north-1: want express, or another runtime [ENV-009]`},
	{"express where it is not", edits{worker, "", "      prod:\n        ingress: { certificate: \"arn:aws:acm:eu-west-1:333333333333:certificate/c3\" }", "      prod:\n        port: 80",
		"region: eu-west-1\n    network: { cidr: 10.30", "region: us-gov-west-1\n    network: { cidr: 10.30", small[strings.Index(small, "delivery:"):], "",
		"  web:\n    runtime: fargate", "  web:\n    runtime: express", "strategy: rolling", "strategy: canary", ", host: shop.example.com", "", "    in:\n      dev:\n        ingress: { certificate: \"arn:aws:acm:eu-west-1:111111111111:certificate/c1\" }\n      prod:\n        port: 80\n", ""},
		`22:14: services.web.runtime: "express": in prod: Express Mode is not in us-gov-west-1: want fargate, or another runtime [ENV-009]`},
	{"a command that App Runner takes apart", on("apprunner", public("")+"    command: [/app, \"a b\"]\n"),
		`24:21: services.mailer.command[1]: "a b": want letters, digits and @%+=:,./_- only: App Runner takes the command as one line and splits it at spaces [SVC-024]`},
	{"an image that App Runner cannot pull", on("apprunner", public("")+"    image: nginx:1.29\n"),
		`24:12: services.mailer.image: "nginx:1.29": want an image of ECR or of public.ecr.aws: App Runner pulls from nowhere else [IMG-003]`},
	{"an image of ECR on apprunner", on("apprunner", public("")+"    image: 444444444444.dkr.ecr.eu-west-1.amazonaws.com/web:1\n"), ""},
	{"a variable of App Runner's", on("apprunner", public("")+"    config: { AWSAPPRUNNER_X: x }\n"),
		`24:31: services.mailer.config.AWSAPPRUNNER_X: "AWSAPPRUNNER_X": App Runner keeps names that start with AWSAPPRUNNER for itself; choose another name [SVC-020]`},
	{"a secret that Docker's client on a host obeys", on("fleet", public(served)+"    secrets: { LD_PRELOAD: \"arn:aws:ssm:eu-west-1:111111111111:parameter/a\" }\n"+own),
		`24:28: services.mailer.secrets.LD_PRELOAD: "LD_PRELOAD": the host's Docker client, which is root, would obey it; choose another name [SVC-020]`},
	{"the variable of the queue", on("fargate", "    queue: { maxAge: 1m }\n    config: { QUEUE_URL: x }\n"),
		`24:26: services.mailer.config.QUEUE_URL: "QUEUE_URL": the service sets this variable itself; choose another name [SVC-020]`},
	{"a variable of Pod Identity's", onEKS("    secrets: { AWS_CONTAINER_CREDENTIALS_FULL_URI: \"arn:aws:ssm:eu-west-1:111111111111:parameter/a\" }\n", ""),
		`25:52: services.mailer.secrets.AWS_CONTAINER_CREDENTIALS_FULL_URI: "AWS_CONTAINER_CREDENTIALS_FULL_URI": EKS Pod Identity sets this variable itself; choose another name [SVC-020]`},
	{"codes that a kubelet does not take", onEKS(public(served)+"    health: { codes: \"404\" }\n"+own, ""),
		`26:22: services.mailer.health.codes: "404": want codes from 200 to 399: a kubelet takes no others for ready [SVC-019]`},
	{"a directory where secrets are", onEKS("    writable: [/mnt/secrets/a]\n", ""),
		`25:16: services.mailer.writable[0]: "/mnt/secrets/a": secrets are mounted there: want another directory [SVC-023]`},
	{"a user beyond what container runtimes take", onEKS("    user: \"2147483648\"\n", ""),
		`25:11: services.mailer.user: "2147483648": want numbers up to 2147483647 [SEC-003]`},
	{"more words than a manifest holds", onEKS("    config: { A: "+strings.Repeat("x", 4096)+", B: "+strings.Repeat("x", 1000)+" }\n", ""),
		`25:13: services.mailer.config: "5152 characters": want at most 4800 together: variables, command and paths are in one manifest; put long values into a file or a parameter [EKS-004]`},
	{"more words than a parameter holds", on("fleet", public(served)+"    config: { A: "+strings.Repeat("x", 4096)+", B: "+strings.Repeat("x", 4000)+" }\n"+own),
		`24:13: services.mailer.config: "8152 characters": want at most 6800 together: the hosts read variables, command and paths from one parameter; put long values into a file or a secret [LIM-001]`},
	{"more words than a task definition holds", on("fargate", "    config: {"+many(15, func(i int) string { return fmt.Sprintf("V%d: %s, ", i, strings.Repeat("x", 4000)) })+"}\n"),
		`23:13: services.mailer.config: "60440 characters with all that the containers are told": want at most 57344 together: a task definition holds no more; put long values into a file or a parameter [LIM-001]`},
	{"half a job on spare capacity", on("fargate", "    schedule: { every: 1h }\n    spot: { share: 50 }\n"),
		`24:20: services.mailer.spot.share: 50: want 100, or leave it out: a job is one task [SVC-016]`},
	{"a job on spare capacity", on("fargate", "    schedule: { every: 1h }\n    spot: { share: 100 }\n"), ""},
	{"a job on spare capacity and not", on("fargate", "    schedule: { every: 1h }\n    spot: { share: 100, floor: 1 }\n"),
		`24:32: services.mailer.spot.floor: 1: want none: a job is one task [SVC-016]`},
	{"more hosts than CodeDeploy deploys to, by default", on("fleet", public(served)+"    scale: { min: 300 }\n    deploy: { batch: half }\n"+own),
		`24:5: services.mailer.scale.max: 600: want at most 500: CodeDeploy deploys to no more hosts at once [SVC-015]`},
	{"a release of hosts that takes longer than CodeDeploy waits", on("fleet", public(served)+"    scale: { min: 100, max: 200 }\n"+own),
		`21:3: services.mailer.deploy.bake: 5m: want at most 3m: 200 groups of hosts wait one after the other, and CodeDeploy ends a deployment after 12h [DEP-004]`},
	{"hosts that are watched longer than CodeDeploy waits", on("fleet", public(served)+"    scale: { min: 2, max: 40 }\n    deploy: { bake: 30m }\n"+own),
		`25:21: services.mailer.deploy.bake: 30m: want at most 16m: 40 groups of hosts wait one after the other, and CodeDeploy ends a deployment after 12h [DEP-004]`},
	{"ten alarms of a fleet", on("fleet", public(served)+"    deploy: { alarms: [a, b, c, d, e, f, g, h, i, j] }\n"+own),
		`24:23: services.mailer.deploy.alarms: 10: want at most 9: CodeDeploy watches 10 alarms, the service's own among them [DEP-007]`},
	{"90 seconds until hosts are routed to", on("fleet", public(served)+"    deploy: { strategy: blue-green, waitForReroute: 90s }\n"+own),
		`24:53: services.mailer.deploy.waitForReroute: 1m30s: want whole minutes from 0s to 48h [DEP-009]`},
	{"a fleet that is not public in one environment", on("fleet", public(served)+"    in: { dev: { ingress: { public: false } }, prod: { ingress: { certificate: \"arn:aws:acm:eu-west-1:333333333333:certificate/c\" } } }\n"),
		`24:37: services.mailer.in.dev.ingress.public: false: fleet runs public services only: give public: true, or runtime: fargate [SVC-021]`},
	{"seven alarms with CodeDeploy", edits{"strategy: rolling", "strategy: canary, controller: codedeploy, alarms: [a, b, c, d, e, f, g]"},
		`31:65: services.web.deploy.alarms: 7: want at most 6: CodeDeploy watches 10, and the service has 4 [DEP-009]`},
	{"a port for testers of an internal service", edits{"ingress: { internal: true }", "ingress: { internal: true }\n    deploy: { strategy: canary, test: { port: 8443 } }"},
		`21:47: services.api.deploy.test.port: 8443: Service Connect has no other port for testers: give header [LB-003]`},
	{"a hook of another region", edits{"strategy: rolling", "strategy: canary, hooks: [{ at: [POST_SCALE_UP], function: \"arn:aws:lambda:us-east-1:111111111111:function:smoke\" }]"},
		`31:74: services.web.deploy.hooks[0].function: "arn:aws:lambda:us-east-1:111111111111:function:smoke": want a function in the environment's region, eu-west-1 [DEP-010]`},
	{"express in an existing VPC without public subnets", with(joined, on("express", public(""))...),
		`23:24: services.mailer.ingress.public: true: in dev: needs public subnets: give environments.dev.network.public [NET-011]
30:24: services.web.ingress.public: true: in dev: needs public subnets: give environments.dev.network.public [NET-011]`},
	{"eks without NAT", with(none, onEKS("", "")...),
		`10:59: environments.dev.network.nat: "none": service mailer runs on eks, which calls more than endpoints reach: want single or per-zone [NET-008]`},
	{"a fleet without NAT", with(none, on("fleet", public(served)+own)...),
		`9:59: environments.dev.network.nat: "none": service mailer runs on fleet, which calls more than endpoints reach: want single or per-zone [NET-008]`},
	{"ec2 without NAT", with(none, on("ec2", "")...), ""},
	{"endpoints that lack what services need", with(edits{"zones: [a, b, c] }\n  prod", "zones: [a, b, c], nat: none, endpoints: [ecr.api, ecr.dkr, kms, logs, secretsmanager, ssm, sts] }\n  prod"}, on("ec2", "    queue: { maxAge: 1m }\n    exec: true\n")...),
		`9:76: environments.dev.network.endpoints: a list: without nat, exec needs ssmmessages, and a queue needs sqs, and an instance of the cluster needs ecs, ecs-agent, ecs-telemetry too [NET-008]`},
	{"an e-mail address with two dots", edits{"oncall@example.com", "on..call@example.com"},
		`16:14: environments.prod.alerts[0]: "on..call@example.com": want an e-mail address [OBS-005]`},
	{"a runbook beyond ASCII", edits{"    port: 8080", "    runbook: https://wiki.example.com/é"},
		`25:14: services.web.runbook: "https://wiki.example.com/é": want an https address in plain ASCII [OBS-005]`},
	{"tags that IAM takes for one", edits{"cost-center: retail", "cost-center: retail, Cost-Center: x"},
		`4:30: tags.Cost-Center: differs from cost-center only by case, and IAM takes the two for one: want another name [TAG-001]`},
	{"tags that IAM takes for one, of the file and of an environment", edits{"    alerts: [oncall@example.com]", "    tags: { Cost-Center: x }"},
		`16:13: environments.prod.tags.Cost-Center: differs from cost-center only by case, and IAM takes the two for one: want another name [TAG-001]`},
	{"a key of another partition", edits{"    port: 8080", "    secretKeys: [\"arn:aws-cn:kms:cn-north-1:111111111111:key/11111111-2222-3333-4444-555555555555\"]"},
		`25:18: services.web.secretKeys[0]: "arn:aws-cn:kms:cn-north-1:111111111111:key/11111111-2222-3333-4444-555555555555": want an ARN in partition aws [ENV-010]`},
	{"a role of another partition", onEKS("", ", viewers: [arn:aws-cn:iam::111111111111:role/x]"),
		`8:73: environments.dev.eks.viewers[0]: "arn:aws-cn:iam::111111111111:role/x": want an ARN in partition aws [ENV-010]
13:73: environments.prod.eks.viewers[0]: "arn:aws-cn:iam::111111111111:role/x": want an ARN in partition aws [ENV-010]`},
	{"configuration that looks like an ARN", edits{"LOG_LEVEL: info", "LOG_LEVEL: arn:aws-cn:x"}, ""},
	{"a port that was deployed otherwise", edits{"strategy: rolling", "strategy: canary, controller: codedeploy, frozen: Port=80 Exec=false"},
		`25:11: services.web.port: 8080: want 80, as it was deployed: CloudFormation cannot change it on a service that CodeDeploy deploys; a second service may have another [DEP-012]`},
	{"frozen nonsense", edits{"strategy: rolling", "strategy: canary, controller: codedeploy, frozen: nonsense"},
		`31:65: services.web.deploy.frozen: "nonsense": want what the output frozen says [DEP-012]`},
	{"capacity that was deployed otherwise", edits{"strategy: rolling", "strategy: canary, controller: codedeploy, frozen: Capacity=ec2"},
		`24:14: services.web.runtime: FARGATE: want ec2, as it was deployed: CloudFormation cannot change it on a service that CodeDeploy deploys; a second service may have another [DEP-012]`},
	{"a volume with a name of the task's own", on("fargate", "    volumes: { writable-a: { path: /data } }\n"),
		`23:28: services.mailer.volumes.writable-a: "writable-a": want another beginning: writable- is what the task's own directories are called [SVC-028]`},
	{"a volume where shells are logged", on("fargate", "    exec: true\n    volumes: { a: { path: /var/lib/amazon } }\n"),
		`24:27: services.mailer.volumes.a.path: "/var/lib/amazon": what opens a shell writes there: want another directory, or leave exec out [SVC-028]`},
	{"a sidecar's image of an account that nobody knows", on("fargate", "    sidecars: { a: { image: 999999999999.dkr.ecr.eu-west-1.amazonaws.com/x:1 } }\n"),
		`23:29: services.mailer.sidecars.a.image: "999999999999.dkr.ecr.eu-west-1.amazonaws.com/x:1": nobody grants this pull: want an image of the environment's account or of delivery's [IMG-003]`},
	{"a sidecar's image of another registry without NAT", with(none, on("fargate", "    sidecars: { a: { image: nginx:1.29 } }\n")...),
		`23:29: services.mailer.sidecars.a.image: "nginx:1.29": in dev: want an image in ECR: without NAT there is no way to another registry [NET-008]`},
	{"ten sidecars", on("fargate", "    sidecars: { "+many(10, func(i int) string { return fmt.Sprintf("s%d: { image: a/b:1 }, ", i) })+" }\n"),
		`23:15: services.mailer.sidecars: 10: want at most 9: a task has 10 containers [SVC-017]`},
	{"arm64 on nodes of x86_64", onEKS("    architecture: arm64\n", ", withoutAutoMode: true, nodeGroups: [{ name: a, types: [m7i.large], min: 1, max: 2 }]"),
		`23:3: services.mailer: no node of environments.dev.eks takes its pods: give it a node group of arm64 without taints, or leave withoutAutoMode out [EKS-003]`},
	{"a public service without Auto Mode", onEKS(public(served)+own, ", withoutAutoMode: true, nodeGroups: [{ name: a, types: [m7i.large], min: 1, max: 2 }]"),
		`25:24: services.mailer.ingress.public: true: EKS Auto Mode makes the load balancers, and environments.dev.eks has withoutAutoMode: leave it out there, or give internal: true [EKS-003]`},
	{"secrets on Fargate profiles alone", onEKS("    in: { dev: { secrets: { A: \"arn:aws:ssm:eu-west-1:111111111111:parameter/a\" } } }\n", ", withoutAutoMode: true, fargateProfiles: [{ name: a, selectors: [{ namespace: \"*\" }, { namespace: kube-system }] }]"),
		`25:27: services.mailer.in.dev.secrets: a mapping: a driver on nodes mounts them, and environments.dev.eks has Fargate profiles only: give it a node group [EKS-006]`},
	{"deployers that deploy nowhere, and one that is an administrator", onEKS("", ", deployers: [{ role: arn:aws:iam::111111111111:role/x }, { role: arn:aws:iam::111111111111:role/platform, groups: [a] }]"),
		`8:75: environments.dev.eks.deployers[0].namespaces: missing: give the namespaces it deploys into, or its Kubernetes groups [EKS-005]
8:127: environments.dev.eks.deployers[1].role: "arn:aws:iam::111111111111:role/platform": want each role once: it is admins[0] already [EKS-005]
13:75: environments.prod.eks.deployers[0].namespaces: missing: give the namespaces it deploys into, or its Kubernetes groups [EKS-005]
13:127: environments.prod.eks.deployers[1].role: "arn:aws:iam::111111111111:role/platform": want each role once: it is admins[0] already [EKS-005]`},
}

func TestWhatAConstructWouldRefuseTheFileRefuses(t *testing.T) { try(t, agreementRows) }
