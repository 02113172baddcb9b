package config_test

import "testing"

// on is the worker of small on another runtime, with more lines.
func on(runtime, lines string) edits {
	return edits{worker, "  mailer:\n    runtime: " + runtime + "\n" + lines}
}

// onEKS is the worker of small on eks with more lines, and clusters with more keys.
func onEKS(lines, keys string) edits {
	admins := "    eks: { admins: [arn:aws:iam::111111111111:role/platform]" + keys + " }\n"
	return append(on("eks", lines), "    account: \"111111111111\"\n", "    account: \"111111111111\"\n"+admins,
		"    account: \"333333333333\"\n", "    account: \"333333333333\"\n"+admins)
}

var runtimeRows = []row{
	{"nothing wrong on ec2", on("ec2", "    size: { cpu: 300, memory: 500 }\n"), ""},
	{"an exec on eks", append(onEKS("", ""), "  mailer:\n", "  exec:\n"), ""},
	{"a service called exec", append(on("fargate", ""), "  mailer:\n", "  exec:\n"),
		"21:3: services.exec: its log group would be that of the cluster's shells: want another name [SVC-002]"},
	{"a service called setup, on fargate", append(on("fargate", ""), "  mailer:\n", "  setup:\n"), ""},
	{"a service called setup, on eks", append(onEKS("", ""), "  mailer:\n", "  setup:\n"),
		"23:3: services.setup: is where EKS keeps what its cluster needs once: want another name [SVC-002]"},
	{"a queue with the name of another one's dead letters", on("fargate", "    queue: {}\n  mailer-dead-letters:\n    runtime: fargate\n    queue: {}\n"),
		"24:3: services.mailer-dead-letters: its queue would have the name of service mailer's dead-letter queue: want another name [SVC-002]"},
	{"dead letters of another kind of queue", on("fargate", "    queue: { fifo: true }\n  mailer-dead-letters:\n    runtime: fargate\n    queue: {}\n"), ""},
	{"one task that cannot be replaced", on("fargate", "    scale: { min: 1, max: 1 }\n    deploy: { minHealthy: 100, max: 150 }\n"),
		"24:37: services.mailer.deploy.max: 150: of 1 task 1 must stay healthy and at most 1 may run, so none is ever replaced: want more, or a smaller minHealthy [DEP-001]"},
	{"one task that half of must stay", on("ec2", "    scale: { min: 1, max: 1 }\n    deploy: { minHealthy: 50, max: 100 }\n"),
		"24:36: services.mailer.deploy.max: 100: of 1 task 1 must stay healthy and at most 1 may run, so none is ever replaced: want more, or a smaller minHealthy [DEP-001]"},
	{"two tasks of which one is replaced", on("fargate", "    scale: { min: 2, max: 2 }\n    deploy: { minHealthy: 100, max: 150 }\n"), ""},
	{"one task that may be stopped first", on("managed", "    scale: { min: 1, max: 1 }\n    deploy: { minHealthy: 0, max: 100 }\n"), ""},
	{"more memory than an instance of ec2 has", on("ec2", "    size: { cpu: 1024, memory: 8192 }\n"),
		"23:32: services.mailer.size.memory: 8192: the greatest instance of environments.dev.capacity.ec2 has 8192 MiB, and the system takes a part: want less, or greater instances there [SVC-010]"},
	{"less memory than an instance of ec2 has", on("ec2", "    size: { cpu: 1024, memory: 8191 }\n"), ""},
	{"a canary that is a job", on("fargate", "    schedule: { every: 1h }\n    deploy: { strategy: canary }\n"),
		"24:13: services.mailer.deploy: a mapping: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]"},
	{"as many tasks on demand as there are", on("fargate", "    scale: { min: 1, max: 2 }\n    spot: { share: 70, floor: 2 }\n"),
		"24:31: services.mailer.spot.floor: 2: want less than the greatest number of tasks, 2: none would ever run on spare capacity [SVC-016]"},
	{"a task less on demand than there are", on("fargate", "    scale: { min: 1, max: 2 }\n    spot: { share: 70, floor: 1 }\n"), ""},
	{"nothing wrong on managed", on("managed", "    size: { cpu: 8192 }\n"), ""},
	{"nothing wrong on express", on("express", "    ingress: { public: true }\n"), ""},
	{"nothing wrong on eks", onEKS("    ingress: { internal: true }\n", ""), ""},
	{"nothing wrong on apprunner", on("apprunner", "    ingress: { public: true }\n    scale: { concurrency: 50 }\n"), ""},
	{"nothing wrong with a queue", on("fargate", "    queue: { maxAge: 1m }\n"), ""},
	{"nothing wrong with a job", on("fargate", "    schedule: { cron: \"0 3 * * ? *\" }\n"), ""},
	{"spot on ec2", on("ec2", "    spot: { share: 50 }\n"), "23:11: services.mailer.spot: a mapping: only fargate has it: leave it out [SVC-021]"},
	{"storage on managed", on("managed", "    storage: 50\n"), "23:14: services.mailer.storage: 50: only fargate has it: leave it out [SVC-021]"},
	{"storage of 10 GiB", on("fargate", "    storage: 10\n"), "23:14: services.mailer.storage: 10: want 21 to 200 [SVC-029]"},
	{"gpu on fargate", on("fargate", "    gpu: 1\n"), "23:10: services.mailer.gpu: 1: only ec2 and managed have it: leave it out [SVC-021]"},
	{"instances on fargate", on("fargate", "    instances: { disk: 50 }\n"), "23:16: services.mailer.instances: a mapping: only fleet has it: leave it out [SVC-021]"},
	{"batch on fargate", on("fargate", "    deploy: { batch: one }\n"), `23:22: services.mailer.deploy.batch: "one": only fleet has it: leave it out [SVC-021]`},
	{"concurrency on fargate", on("fargate", "    scale: { concurrency: 50 }\n"), "23:27: services.mailer.scale.concurrency: 50: only apprunner has it: leave it out [SVC-021]"},
	{"concurrency of 5000", on("apprunner", "    ingress: { public: true }\n    scale: { concurrency: 5000 }\n"), "24:27: services.mailer.scale.concurrency: 5000: want 1 to 200 [APR-001]"},
	{"3 virtual CPUs on apprunner", on("apprunner", "    ingress: { public: true }\n    size: { cpu: 3072 }\n"), "24:18: services.mailer.size.cpu: 3072: want an App Runner size: 256, 512, 1024, 2048 or 4096 cpu units [APR-001]"},
	{"4 virtual CPUs and 2 GiB on apprunner", on("apprunner", "    ingress: { public: true }\n    size: { cpu: 4096, memory: 2048 }\n"), "24:32: services.mailer.size.memory: 2048: with 4096 cpu units want 8192, 10240 or 12288 MiB [APR-001]"},
	{"queue on eks", onEKS("    queue: { maxAge: 1m }\n", ""), "25:12: services.mailer.queue: a mapping: only fargate, ec2 and managed have it: leave it out [SVC-021]"},
	{"schedule on eks", onEKS("    schedule: { every: 1h }\n", ""), "25:15: services.mailer.schedule: a mapping: only fargate, ec2 and managed have it: leave it out [SVC-021]"},
	{"sidecar on express", on("express", "    ingress: { public: true }\n    sidecars: { proxy: { image: a/b:1 } }\n"), "24:15: services.mailer.sidecars: a mapping: only fargate, ec2 and managed have it: leave it out [SVC-021]"},
	{"volume on eks", onEKS("    volumes: { data: { path: /data } }\n", ""), "25:14: services.mailer.volumes: a mapping: only fargate, ec2 and managed have it: leave it out [SVC-021]"},
	{"exec on apprunner", on("apprunner", "    ingress: { public: true }\n    exec: true\n"), "24:11: services.mailer.exec: true: only fargate, ec2, managed and fleet have it: leave it out [SVC-021]"},
	{"arm64 on apprunner", on("apprunner", "    ingress: { public: true }\n    architecture: arm64\n"), `24:19: services.mailer.architecture: "arm64": only fargate, ec2, managed, express, eks and fleet have it: leave it out [SVC-021]`},
	{"host on express", on("express", "    ingress: { public: true, host: a.example.com }\n"), `23:36: services.mailer.ingress.host: "a.example.com": only fargate, ec2, managed, fleet and eks have it: leave it out [SVC-021]`},
	{"internal on apprunner", on("apprunner", "    ingress: { internal: true }\n"), "23:26: services.mailer.ingress.internal: true: only fargate, ec2, managed and eks have it: leave it out [SVC-021]"},
	{"worker on express", on("express", ""), "21:3: services.mailer.ingress: missing: express runs public services only: give public: true, or runtime: fargate [SVC-021]"},
	{"worker on a fleet", on("fleet", ""), "21:3: services.mailer.ingress: missing: fleet runs public services only: give public: true, or runtime: fargate [SVC-021]"},
	{"rolling on express", on("express", "    ingress: { public: true }\n    deploy: { strategy: rolling }\n"),
		`24:25: services.mailer.deploy.strategy: "rolling": Express Mode always deploys its own canary: use canary, or runtime fargate [DEP-005]`},
	{"canary on apprunner", on("apprunner", "    ingress: { public: true }\n    deploy: { strategy: canary }\n"),
		`24:25: services.mailer.deploy.strategy: "canary": App Runner replaces instances itself and offers no other way: use rolling, or runtime fargate [DEP-005]`},
	{"blue-green of an internal service on eks", onEKS("    ingress: { internal: true }\n    deploy: { strategy: blue-green }\n", ""),
		`26:25: services.mailer.deploy.strategy: "blue-green": a Kubernetes Service has no weights: make the service public, or use rolling [DEP-005]`},
	{"CodeDeploy on managed", edits{"strategy: rolling", "strategy: canary, controller: codedeploy", "  web:\n    runtime: fargate", "  web:\n    runtime: managed"},
		`31:45: services.web.deploy.controller: "codedeploy": CodeDeploy deploys to fargate and ec2 only: leave it out [DEP-005]`},
	{"port of a job", on("fargate", "    port: 80\n    schedule: { every: 1h }\n"), "23:11: services.mailer.port: 80: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]"},
	{"deployment of a job", on("fargate", "    deploy: { bake: 5m }\n    schedule: { every: 1h }\n"), "23:13: services.mailer.deploy: a mapping: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]"},
	{"queue of a public service", edits{"    port: 8080", "    queue: { maxAge: 1m }"}, "25:12: services.web.queue: a mapping: a worker takes work from its queue, a service answers requests: leave out one of queue and ingress [SVC-021]"},
	{"message that takes longer than it may wait", on("fargate", "    queue: { maxAge: 1s, processing: 5s }\n"), "23:38: services.mailer.queue.processing: 5s: want 1ms to maxAge, and 12h at most: 1ms to 1s [SVC-026]"},
	{"optional sidecar that the service waits for", on("fargate", "    sidecars: { proxy: { image: a/b:1, first: true, optional: true, health: [/ok] } }\n"), "23:63: services.mailer.sidecars.proxy.optional: true: want false with first and health: the service would wait for a container it can do without [SVC-018]"},
	{"sidecar with the service's name", on("fargate", "    sidecars: { mailer: { image: a/b:1 } }\n"), `23:25: services.mailer.sidecars.mailer: "mailer": want a name that no other container of the task has [SVC-017]`},
	{"sidecar with a name in capitals", on("fargate", "    sidecars: { Proxy: { image: a/b:1 } }\n"), "23:17: services.mailer.sidecars.Proxy: want lower case letters, digits and single dashes, starting with a letter, at most 32 [SVC-017]"},
	{"sidecar without an image", on("fargate", "    sidecars: { proxy: { port: 80 } }\n"), "23:17: services.mailer.sidecars.proxy.image: missing: give the image it runs [IMG-001]"},
	{"sidecar on the service's port", on("fargate", "    port: 80\n    sidecars: { proxy: { image: a/b:1, port: 80 } }\n"), "24:46: services.mailer.sidecars.proxy.port: 80: want a port that no other container of the task listens on [SVC-003]"},
	{"sidecar with all of the memory", on("fargate", "    sidecars: { proxy: { image: a/b:1, memory: 512 } }\n"), `23:15: services.mailer.sidecars: "512 MiB together": want less than the task's 512 MiB, so that the service has some left [SVC-011]`},
	{"two volumes at one place", on("fargate", "    volumes: { a: { path: /data }, b: { path: /data } }\n"), `23:47: services.mailer.volumes.b.path: "/data": volume a is there too: want another directory [SVC-028]`},
	{"volume at the root", on("fargate", "    volumes: { a: { path: / } }\n"), `23:27: services.mailer.volumes.a.path: "/": want an absolute path below the root, such as /tmp [SVC-023]`},
	{"instances of another architecture", edits{worker, "  mailer:\n    runtime: ec2\n",
		"    alerts: [oncall@example.com]\n", "    alerts: [oncall@example.com]\n    capacity: { ec2: { architecture: arm64 } }\n"},
		"22:3: services.mailer.architecture: missing: in prod: environments.prod.capacity.ec2 has instances of arm64: want the same architecture [SVC-013]"},
	{"more instances than the most", edits{worker, "  mailer:\n    runtime: ec2\n",
		"    alerts: [oncall@example.com]\n", "    alerts: [oncall@example.com]\n    capacity: { ec2: { min: 5, max: 2 } }\n"},
		"17:37: environments.prod.capacity.ec2.max: 2: want min to 1000: 5 to 1000 [SVC-025]"},
	{"accelerators on arm64", edits{worker, "  mailer:\n    runtime: managed\n    architecture: arm64\n",
		"    alerts: [oncall@example.com]\n", "    alerts: [oncall@example.com]\n    capacity: { managed: { architecture: arm64, gpus: 1 } }\n"},
		"17:55: environments.prod.capacity.managed.gpus: 1: want none on arm64: ECS has no image for gpus there [SVC-013]\n24:19: services.mailer.architecture: \"arm64\": in dev: environments.dev.capacity.managed has instances of x86_64: want the same architecture [SVC-013]"},
	{"a number of hosts", on("fleet", "    ingress: { public: true, host: a.example.com, certificate: c }\n    instances: { min: 2 }\n"), "23:64: services.mailer.ingress.certificate: \"c\": want the ARN of an ACM certificate [LB-001]\n" +
		"24:18: services.mailer.instances.min: unknown key; want one of types, disk, spot, refresh [CFG-008]"},
	{"memory of hosts", on("fleet", "    ingress: { public: true, host: a.example.com, certificate: c }\n    scale: { memory: 50 }\n"), "23:64: services.mailer.ingress.certificate: \"c\": want the ARN of an ACM certificate [LB-001]\n" +
		"24:22: services.mailer.scale.memory: 50: only fargate, ec2, managed, express and eks have it: leave it out [SVC-021]"},
	{"more hosts than CodeDeploy deploys to", on("fleet", "    ingress: { public: true, host: a.example.com, certificate: c }\n    scale: { max: 501 }\n"), "23:64: services.mailer.ingress.certificate: \"c\": want the ARN of an ACM certificate [LB-001]\n" +
		"24:19: services.mailer.scale.max: 501: want at most 500: CodeDeploy deploys to no more hosts at once [SVC-015]"},
	{"two targets on express", on("express", "    ingress: { public: true }\n    scale: { cpu: 50, memory: 50 }\n"), `24:31: services.mailer.scale.memory: 50: want one target: Express Mode follows one number [SVC-022]`},
	{"health codes on express", on("express", "    ingress: { public: true }\n    health: { codes: \"204\" }\n"), `24:22: services.mailer.health.codes: "204": only fargate, ec2, managed, eks and fleet have it: leave it out [SVC-021]`},
	{"26 instances kept ready on apprunner", on("apprunner", "    ingress: { public: true }\n    scale: { min: 26, max: 30 }\n"), `24:19: services.mailer.scale.min: 26: want 1 to 25, the most that App Runner keeps ready [APR-001]`},
	{"more at least than at most on apprunner", on("apprunner", "    ingress: { public: true }\n    scale: { min: 5, max: 2 }\n"), `24:27: services.mailer.scale.max: 2: want min to 5000: 5 to 5000 [SVC-015]`},
	{"a check each minute on apprunner", on("apprunner", "    ingress: { public: true }\n    health: { interval: 1m }\n"), `24:25: services.mailer.health.interval: 1m: want whole seconds from 1s to 20s [SVC-019]`},
	{"CPU scaling on apprunner", on("apprunner", "    ingress: { public: true }\n    scale: { cpu: 50 }\n"), `24:19: services.mailer.scale.cpu: 50: only fargate, ec2, managed, express, eks and fleet have it: leave it out [SVC-021]`},
	{"a bake on express", on("express", "    ingress: { public: true }\n    deploy: { bake: 20m }\n"), `24:21: services.mailer.deploy.bake: "20m": Express Mode always moves 5 %, watches for 3m, moves the rest and watches for 3m: leave it out, or use runtime fargate [DEP-005]`},
	{"percent on express", on("express", "    ingress: { public: true }\n    deploy: { strategy: canary, percent: 20 }\n"), `24:42: services.mailer.deploy.percent: 20: Express Mode always moves 5 %, watches for 3m, moves the rest and watches for 3m: leave it out, or use runtime fargate [DEP-005]`},
	{"a bake on apprunner", on("apprunner", "    ingress: { public: true }\n    deploy: { bake: 20m }\n"), `24:21: services.mailer.deploy.bake: "20m": App Runner always doubles the instances and stops the old ones when the new are healthy: leave it out, or use runtime fargate [DEP-005]`},
	{"hooks on eks", onEKS("    ingress: { public: true, host: a.example.com, certificate: c }\n    deploy: { strategy: canary, hooks: [{ at: [POST_SCALE_UP] }] }\n", ""), "25:64: services.mailer.ingress.certificate: \"c\": want the ARN of an ACM certificate [LB-001]\n" +
		"26:40: services.mailer.deploy.hooks: a list: no controller calls hooks on EKS: leave them out, or use runtime fargate [DEP-010]"},
	{"a port for testers on eks", onEKS("    ingress: { public: true, host: a.example.com, certificate: c }\n    deploy: { strategy: canary, test: { port: 8443 } }\n", ""), "25:64: services.mailer.ingress.certificate: \"c\": want the ARN of an ACM certificate [LB-001]\n" +
		"26:47: services.mailer.deploy.test.port: 8443: on EKS testers reach the new version by a header: give header [LB-003]"},
	{"two hosts side by side", on("fleet", "    ingress: { public: true, host: a.example.com, certificate: c }\n    deploy: { max: 200 }\n"), "23:64: services.mailer.ingress.certificate: \"c\": want the ARN of an ACM certificate [LB-001]\n" +
		"24:20: services.mailer.deploy.max: 200: a host runs one container, so the new one never runs beside the old one: leave it out [DEP-001]"},
	{"batch and percentage", on("fleet", "    ingress: { public: true, host: a.example.com, certificate: c }\n    deploy: { batch: one, minHealthy: 50 }\n"), "23:64: services.mailer.ingress.certificate: \"c\": want the ARN of an ACM certificate [LB-001]\n" +
		"24:22: services.mailer.deploy.batch: \"one\": want one of batch and minHealthy [DEP-009]"},
	{"no host to begin with", on("fleet", "    ingress: { public: true, host: a.example.com, certificate: c }\n    deploy: { minHealthy: 100 }\n"), "23:64: services.mailer.ingress.certificate: \"c\": want the ARN of an ACM certificate [LB-001]\n" +
		"24:27: services.mailer.deploy.minHealthy: 100: want at most 50: of 2 hosts one must be free to be replaced [DEP-009]"},
	{"half of one host", on("fleet", "    ingress: { public: true, host: a.example.com, certificate: c }\n    scale: { min: 1 }\n    deploy: { batch: half }\n"), "23:64: services.mailer.ingress.certificate: \"c\": want the ARN of an ACM certificate [LB-001]\n" +
		"25:22: services.mailer.deploy.batch: \"half\": want one or all: half of one host is none [DEP-009]"},
	{"fractions of a percent with CodeDeploy", edits{"strategy: rolling", "strategy: canary, controller: codedeploy, percent: 2.5"}, `31:66: services.web.deploy.percent: 2.5: want a whole number: CodeDeploy moves no fractions of a percent [DEP-009]`},
	{"no wait with CodeDeploy", edits{"strategy: rolling", "strategy: linear, controller: codedeploy, stepBake: 0s"}, `31:67: services.web.deploy.stepBake: 0s: want at least 1m: CodeDeploy waits between two steps [DEP-009]`},
	{"a header with CodeDeploy", edits{"strategy: rolling", "strategy: canary, controller: codedeploy, test: { header: x, value: y }"}, `31:73: services.web.deploy.test.header: "x": want a port: CodeDeploy moves whole test listeners [LB-003]`},
	{"a pause with CodeDeploy", edits{"strategy: rolling", "strategy: canary, controller: codedeploy, hooks: [{ at: [POST_SCALE_UP] }]"}, `31:65: services.web.deploy.hooks[0].function: missing: want a function: CodeDeploy pauses at waitForReroute only [DEP-010]`},
	{"testers before the first turn", edits{"strategy: rolling", "strategy: canary, test: { header: x-preview, value: next }", "host: shop.example.com }", "host: shop.example.com, priority: 1 }"}, `29:64: services.web.ingress.priority: 1: want 2 or more: testers are asked for first [LB-003]`},
	{"testers in another's turn", edits{"strategy: rolling", "strategy: canary, test: { header: x-preview, value: next }", "host: shop.example.com }", "host: shop.example.com, priority: 11 }",
		worker, "  mailer:\n    runtime: fargate\n    ingress: { public: true, host: b.example.com, certificate: c, priority: 10 }\n"}, "23:64: services.mailer.ingress.certificate: \"c\": want the ARN of an ACM certificate [LB-001]\n" +
		"30:64: services.web.ingress.priority: 11: service mailer has the turn before it, where testers are asked for: want another [LB-003]"},
	{"four paths and testers", edits{"strategy: rolling", "strategy: canary, test: { header: x-preview, value: next }", "host: shop.example.com }", "host: shop.example.com, paths: [/a, /b, /c, /d] }"}, `29:61: services.web.ingress.paths: 4 paths beside a host and a header: want at most 3 [LB-003]`},
	{"requests on eks", onEKS("    ingress: { public: true, host: a.example.com, certificate: c }\n    scale: { requests: 50 }\n", ""), "25:64: services.mailer.ingress.certificate: \"c\": want the ARN of an ACM certificate [LB-001]\n" +
		"26:24: services.mailer.scale.requests: 50: only fargate, ec2, managed, express and fleet have it: leave it out [SVC-021]"},
	{"a service on eks and nobody who administers it", on("eks", ""),
		"6:3: environments.dev.eks: missing: a service runs on eks: give the IAM roles that administer the cluster, such as { admins: [ARN] } [EKS-005]\n" +
			"10:3: environments.prod.eks: missing: a service runs on eks: give the IAM roles that administer the cluster, such as { admins: [ARN] } [EKS-005]"},
	{"a cluster that nobody uses", edits{"    protect: true\n", "    protect: true\n    eks: { admins: [arn:aws:iam::111111111111:role/platform] }\n"},
		"15:10: environments.prod.eks: a mapping: no service runs on eks: leave it out [SVC-016]"},
	{"Kubernetes 9.99", onEKS("", `, version: "9.99"`), "8:72: environments.dev.eks.version: \"9.99\": want one of 1.36, 1.35, 1.34 [EKS-001]\n" +
		"13:72: environments.prod.eks.version: \"9.99\": want one of 1.36, 1.35, 1.34 [EKS-001]"},
	{"Kubernetes out of support", onEKS("", `, version: "1.30"`), "8:72: environments.dev.eks.version: \"1.30\": standard support ended on 2025-07-23 and extended support costs six times as much: want one of 1.36, 1.35, 1.34 [EKS-001]\n" +
		"13:72: environments.prod.eks.version: \"1.30\": standard support ended on 2025-07-23 and extended support costs six times as much: want one of 1.36, 1.35, 1.34 [EKS-001]"},
	{"Kubernetes without quotes", onEKS("", ", version: 1.36"), "8:72: environments.dev.eks.version: 1.36: want text: put it in quotes [CFG-015]\n" +
		"13:72: environments.prod.eks.version: 1.36: want text: put it in quotes [CFG-015]"},
	{"an open endpoint", onEKS("", ", endpoint: restricted, from: [0.0.0.0/0]"), "8:92: environments.dev.eks.from[0]: \"0.0.0.0/0\": that is the whole internet: want the ranges of your offices or your VPN [EKS-002]\n" +
		"13:92: environments.prod.eks.from[0]: \"0.0.0.0/0\": that is the whole internet: want the ranges of your offices or your VPN [EKS-002]"},
	{"a public endpoint", onEKS("", ", endpoint: public"), "8:73: environments.dev.eks.endpoint: \"public\": want restricted, with the public ranges that reach the API [EKS-002]\n" +
		"13:73: environments.prod.eks.endpoint: \"public\": want restricted, with the public ranges that reach the API [EKS-002]"},
	{"a restricted endpoint for nobody", onEKS("", ", endpoint: restricted"), "8:5: environments.dev.eks.from: missing: give the public ranges that reach the API: EKS lets in the whole internet otherwise [EKS-002]\n" +
		"13:5: environments.prod.eks.from: missing: give the public ranges that reach the API: EKS lets in the whole internet otherwise [EKS-002]"},
	{"five nodes of at most two", onEKS("", ", nodeGroups: [{ name: a, types: [m7g.large], min: 5, max: 2, desired: 9 }]"), "8:112: environments.dev.eks.nodeGroups[0].min: 5: want 0 to max: 0 to 2 [EKS-003]\n" +
		"13:112: environments.prod.eks.nodeGroups[0].min: 5: want 0 to max: 0 to 2 [EKS-003]"},
	{"nothing to run on", onEKS("", ", withoutAutoMode: true"), "8:5: environments.dev.eks.nodeGroups: 0: want Auto Mode, a group that starts with a node, or a Fargate profile: nothing could run [EKS-003]\n" +
		"13:5: environments.prod.eks.nodeGroups: 0: want Auto Mode, a group that starts with a node, or a Fargate profile: nothing could run [EKS-003]"},
	{"an image for another processor", onEKS("", ", nodeGroups: [{ name: a, types: [m7g.large], max: 2, ami: AL2023_x86_64_STANDARD }]"), "8:95: environments.dev.eks.nodeGroups[0].types[0]: \"m7g.large\": want x86_64 instances for AL2023_x86_64_STANDARD [EKS-003]\n" +
		"13:95: environments.prod.eks.nodeGroups[0].types[0]: \"m7g.large\": want x86_64 instances for AL2023_x86_64_STANDARD [EKS-003]"},
	{"Argo CD without Identity Center", onEKS("", ", argocd: { public: true }"), "8:63: environments.dev.eks.argocd.admins: missing: give the id of a group that runs Argo CD [EKS-007]\n" +
		"8:63: environments.dev.eks.argocd.instance: missing: give the ARN of the IAM Identity Center instance [EKS-007]\n" +
		"13:63: environments.prod.eks.argocd.admins: missing: give the id of a group that runs Argo CD [EKS-007]\n" +
		"13:63: environments.prod.eks.argocd.instance: missing: give the ARN of the IAM Identity Center instance [EKS-007]"},
	{"an add-on that the cluster has not", onEKS("", ", addOnVersions: { coredns: v1.2.3-eksbuild.1 }"), "8:78: environments.dev.eks.addOnVersions: \"coredns\": want one of metrics-server, amazon-cloudwatch-observability [EKS-006]\n" +
		"13:78: environments.prod.eks.addOnVersions: \"coredns\": want one of metrics-server, amazon-cloudwatch-observability [EKS-006]"},
	{"a clock that nobody can read", on("fargate", "    schedule: { cron: \"0 25 * * ? *\" }\n"), `23:23: services.mailer.schedule.cron: "0 25 * * ? *": want for the hour 0 to 23, alone, in a list or in a range, not "25" [SVC-027]`},
	{"a clock of five fields", on("fargate", "    schedule: { cron: \"0 3 * * *\" }\n"), `23:23: services.mailer.schedule.cron: "0 3 * * *": want six fields with one space between: minute, hour, day of month, month, day of week and year [SVC-027]`},
	{"two clocks", on("fargate", "    schedule: { cron: \"0 3 * * ? *\", every: 1h }\n"), `23:45: services.mailer.schedule.every: 1h: want none with cron: one of the two says when the job starts [SVC-027]`},
	{"an alarm between two starts", on("fargate", "    schedule: { every: 48h, within: 25h }\n"), `23:37: services.mailer.schedule.within: 25h: want at least every, 48h, or it rings between two starts [SVC-027]`},
	{"an alarm after half an hour", on("fargate", "    schedule: { every: 5m, within: 90m }\n"), `23:36: services.mailer.schedule.within: 1h30m: want whole hours from 1h to 168h [SVC-027]`},
	{"no clock", on("fargate", "    schedule: { paused: true }\n"), `23:5: services.mailer.schedule.cron: missing: give when the job starts: cron or every [SVC-027]`},
	{"a time zone that is none", on("fargate", "    schedule: { cron: \"0 3 * * ? *\", timezone: Europe/Berln }\n"), `23:48: services.mailer.schedule.timezone: "Europe/Berln": want a name of the IANA time zone database, such as "Europe/Berlin"; did you mean Europe/Berlin? [SVC-027]`},
	{"a secret's key that is none", on("fargate", "    secretKeys: [alias/x]\n"), `23:18: services.mailer.secretKeys[0]: "alias/x": want the ARN of a KMS key [SEC-004]`},
}

func TestRuntimesAndShapesThatCannotWorkAreRefused(t *testing.T) { try(t, runtimeRows) }
