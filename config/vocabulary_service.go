package config

import (
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// serviceDoc is one service as it is written for one environment.
type serviceDoc struct {
	Service
	scope            *scope
	deploy           deployDoc
	queue            service.Queue
	schedule         service.Schedule
	sidecars         map[string]*service.Sidecar
	volumes          map[string]*service.Volume
	public, internal bool
	sharedKind       Kind                   // before what differs
	in               map[string]serviceNode // by environment
	verify           verifyDoc
}

func serviceKeys(d *serviceDoc) mapping {
	runtime := choice{options: runtimes(), code: "SVC-021", set: func(word string) { d.Runtime = service.Runtime(word) },
		refused: map[string]string{
			"ecs": "want fargate, ec2 or managed: where ECS runs the tasks", "kubernetes": "it is called eks here",
			"managed-instances": "it is called managed here", "lambda": "Shipway runs containers: want fargate",
			"app-runner": "it is called apprunner here", "codedeploy": "want fargate, ec2 or fleet",
		}}
	in := entries{
		of:   func() shape { return overrideKeys(&serviceDoc{}) },
		what: "environments", form: anything,
		each: func(s *scope, at place, name string, value *yaml.Node) { d.differs(s, at, name, value) },
	}
	return append(mapping{
		{name: "runtime", field: "Runtime", is: runtime, says: "Where the service runs; docs/choosing.md helps to choose.",
			give: "give fargate, or another runtime", code: "SVC-021", example: "fargate"},
		{name: "in", field: "In", is: in, says: "What differs, by environment: the same keys, but for `runtime`, `source` and `build`. " +
			"Mappings are merged, everything else is replaced.", absent: "nothing differs"},
		{name: "source", field: "Source", is: later{func() mapping { return anySource(&sourceDoc{}) }},
			says: "Where versions come from, exactly one of its keys.", absent: "`delivery.source`", as: "delivery.source"},
		{name: "build", field: "Build", is: later{func() mapping { return buildKeys(&buildDoc{}) }},
			says: "How a version becomes an image.", absent: "what `delivery.build` says, key by key", as: "delivery.build"},
	}, overrideKeys(d)...)
}

// runtimes are the words for where a service can run.
func runtimes() (words []string) {
	for _, r := range service.Runtimes {
		words = append(words, string(r))
	}
	return words
}

// differs keeps what differs in the environment called name.
func (d *serviceDoc) differs(s *scope, at place, name string, value *yaml.Node) {
	if d.in == nil {
		d.in = map[string]serviceNode{}
	}
	if slices.Contains(s.environments, name) {
		d.in[name] = serviceNode{name, at, value}
		return
	}
	near := check.Nearest(name, s.environments)
	if _, taken := d.in[near]; near != "" && !taken {
		d.in[near] = serviceNode{name, at, value} // meant for it
	}
	s.partial = true
	if s.unsure {
		return
	}
	want := "no such environment; want one of " + strings.Join(s.environments, ", ")
	if near != "" {
		want = "no such environment; did you mean " + near + "?"
	}
	s.refuse(at, at.node, "", want, "ENV-011")
}

// overrideKeys are the keys of a service that may differ between environments.
func overrideKeys(d *serviceDoc) mapping {
	return mapping{
		{name: "image", field: "Image", is: text{to: &d.Image, want: "an image reference", most: 512, code: "IMG-001"},
			says:   "A fixed image, for software that is not built here.",
			absent: "releases choose the image", example: "public.ecr.aws/nginx/nginx:1.29"},
		{name: "port", field: "Port", is: number(&d.Port, 1, 65535, "SVC-003"),
			says: "TCP port that the container listens on.", absent: "8080 with `ingress`, else none", example: "8080"},
		{name: "architecture", field: "Architecture", is: architecture(&d.ARM),
			says: "Processor that the image is built for.", absent: "x86_64", example: "arm64"},
		{name: "gpu", field: "GPUs", is: number(&d.GPUs, 1, 8, "SVC-025"),
			says: "Accelerators of NVIDIA that a task gets, on `ec2` and `managed`.", absent: "none", example: "1"},
		{name: "spot", field: "Spot", is: spotKeys(&d.Spot),
			says: "Part of the tasks on spare capacity, which may be taken back, on `fargate`.", absent: "none"},
		{name: "instances", field: "Instances", is: hostKeys(&d.Instances),
			says: "Hosts of a `fleet`.", absent: "see its keys"},
		{name: "storage", field: "Storage", is: number(&d.Storage, 21, 200, "SVC-029"),
			says: "Storage of each task's own in GiB, on `fargate`.", absent: "20, which costs nothing", example: "50"},
		{name: "size", field: "Size", is: sizeKeys(&d.Size), says: "CPU and memory of a task.", absent: "see its keys"},
		{name: "scale", field: "Scaling", is: scaleKeys(&d.Scaling), says: "Number of tasks.", absent: "see its keys"},
		{name: "health", field: "Health", is: healthKeys(&d.Health),
			says: "How the load balancer learns that a task can take requests.", absent: "see its keys"},
		{name: "ingress", field: "Ingress", is: ingressKeys(d),
			says: "How requests reach the service.", absent: "a worker, which nothing connects to"},
		{name: "queue", field: "Queue", is: queueKeys(&d.queue),
			says: "Makes the service a worker with an SQS queue of its own; its address is in QUEUE_URL.", absent: "no queue"},
		{name: "schedule", field: "Schedule", is: scheduleKeys(d),
			says: "Makes the service a job, a task that starts by the clock, works and ends.", absent: "no schedule"},
		{name: "command", field: "Command", is: list{to: &d.Command, each: argument, most: 100, code: "SVC-024"},
			says: "Replaces the image's command.", absent: "the image's own", example: "[/app/web, --verbose]"},
		{name: "user", field: "User", is: text{to: &d.User, want: "numbers other than 0", code: "SEC-003"},
			says:   "Numeric user and group that the container runs as.",
			absent: "65532:65532", example: `"1000:1000"`},
		{name: "writable", field: "Writable", is: list{to: &d.Writable, each: directory, most: 10, code: "SVC-023"},
			says:   "Directories that can be written to although the root file system cannot. Each must be a VOLUME of the image that the user may write to: Fargate gives a fresh one to root otherwise.",
			absent: "[/tmp]", example: "[/tmp, /var/cache/app]"},
		{name: "config", field: "Config", is: variables(&d.Config, "text by variable name"),
			says: "Plain configuration, as environment variables.", absent: "none", example: "{ LOG_LEVEL: info }"},
		{name: "secrets", field: "Secrets", is: variables(&d.Secrets, "ARNs by variable name"),
			says:    "ARNs of Secrets Manager secrets or SSM parameters whose values become environment variables.",
			absent:  "none",
			example: "{ DATABASE_URL: arn:aws:secretsmanager:eu-west-1:111111111111:secret:web/database-AbCdEf }"},
		{name: "secretKeys", field: "SecretKeys", is: list{to: &d.SecretKeys, each: argument, most: 10, code: "SEC-004"},
			says: "ARNs of the customer-managed KMS keys that secrets are encrypted with.", absent: "none",
			example: "[arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555]"},
		{name: "sidecars", field: "Sidecars", is: sidecars(d),
			says: "Containers that run beside the service's own in every task, by name.", absent: "none"},
		{name: "volumes", field: "Volumes", is: volumes(d),
			says: "Directories that tasks share and that outlive them, on Amazon EFS, by name.", absent: "none"},
		{name: "exec", field: "Exec", is: truth{&d.Exec},
			says: "Lets people open a shell in a task. Sessions are logged.", absent: "false", example: "true"},
		{name: "stop", field: "StopWithin", is: span{&d.StopWithin, 2 * time.Second, 2 * time.Minute, "DEP-011"},
			says: "Time that a task may take to stop after SIGTERM.", absent: "30s", example: "60s"},
		{name: "deploy", field: "Strategy", is: deployKeys(&d.deploy),
			says: "How a release takes over.", absent: "see its keys"},
		{name: "verify", field: "Verify", is: verifyKeys(&d.verify),
			says: "How a release proves itself; what does not hold is taken back.", absent: "its alarms are looked at once more"},
		{name: "runbook", field: "Runbook",
			is:   text{to: &d.Runbook, form: link, want: wantLink, most: 500, code: "OBS-005"},
			says: "Page that alarms point to.", absent: "Shipway's own", example: "https://wiki.example.com/web"},
	}
}

// variables are environment variables, whose values are never shown. A task definition, at most 64 KiB, has no room for
// more of them (ECS service quotas).
func variables(to *map[string]string, what string) shape {
	value := func(to *string) shape { return text{to: to, most: 4096, code: "SVC-020", hidden: true} }
	return table{to: to, each: value, what: what, most: 200, code: "SVC-020"}
}

func sizeKeys(z *service.Size) mapping {
	memory := number(&z.Memory, 64, 32<<20, "SVC-010")
	memory.unit, memory.notation, memory.further = "MiB", "SVC-012", true
	cpu := number(&z.CPU, 128, 196608, "SVC-010")
	cpu.further = true
	return mapping{
		{name: "cpu", field: "CPU", is: cpu,
			says: "CPU units, 1024 to a virtual CPU; Fargate has 256, 512, 1024, 2048, 4096, 8192 and 16384.", absent: "256", example: "512"},
		{name: "memory", field: "Memory", is: memory,
			says: "Memory in MiB, an amount that the runtime has with the CPU.", absent: "the CPU's least", example: "1024"},
	}
}

func scaleKeys(z *service.Scaling) mapping {
	return mapping{
		{name: "min", field: "Min", is: number(&z.Min, 1, service.MaxTasks, "SVC-014"),
			says: "Least number of tasks. Two survive the loss of a zone.", absent: "2", example: "3"},
		{name: "max", field: "Max", is: number(&z.Max, 1, service.MaxTasks, "SVC-015"),
			says: "Greatest number of tasks.", absent: "twice `min`", example: "12"},
		{name: "cpu", field: "CPU", is: number(&z.CPU, 1, 100, "SVC-022"),
			says: "Percentage of CPU use that scaling aims at.", absent: "60", example: "50"},
		{name: "memory", field: "Memory", is: number(&z.Memory, 1, 100, "SVC-022"),
			says: "Percentage of memory use that scaling aims at.", absent: "memory does not scale", example: "70"},
		{name: "requests", field: "Requests", is: number(&z.Requests, 1, 10_000_000, "SVC-022"),
			says:   "Requests per task and minute that scaling aims at, for a public service.",
			absent: "requests do not scale", example: "1000"},
		{name: "concurrency", field: "Concurrency", is: number(&z.Concurrency, 1, 200, "APR-001"),
			says: "Requests at a time that one instance answers, on `apprunner`.", absent: "100", example: "50"},
		{name: "rest", field: "Rest", is: span{&z.Rest, time.Second, time.Hour, "SVC-022"},
			says: "Time without a change before tasks are removed.", absent: "5m", example: "10m"},
	}
}

func healthKeys(h *service.Health) mapping {
	return mapping{
		{name: "path", field: "Path", is: text{to: &h.Path, want: "a path that starts with a slash", code: "SVC-019"},
			says: "Path that answers when the task is ready.", absent: "/", example: "/healthz"},
		{name: "codes", field: "Codes", is: text{to: &h.Codes, want: "codes from 200 to 499", code: "SVC-019"},
			says: "HTTP codes that mean ready.", absent: `"200"`, example: `"200-299"`},
		{name: "interval", field: "Interval", is: span{&h.Interval, 5 * time.Second, 5 * time.Minute, "SVC-019"},
			says: "Time between two checks.", absent: "15s", example: "10s"},
		{name: "timeout", field: "Timeout", is: span{&h.Timeout, 2 * time.Second, 2 * time.Minute, "SVC-019"},
			says: "Time that one check waits, less than `interval`.", absent: "5s", example: "3s"},
		{name: "healthy", field: "Healthy", is: number(&h.Healthy, 2, 10, "SVC-019"),
			says: "Checks in a row that make a task ready.", absent: "2", example: "3"},
		{name: "unhealthy", field: "Unhealthy", is: number(&h.Unhealthy, 2, 10, "SVC-019"),
			says: "Failed checks in a row that make a task sick.", absent: "3", example: "5"},
		{name: "grace", field: "Grace", is: span{&h.Grace, time.Second, time.Hour, "DEP-011"},
			says: "Time that a new task may fail checks.", absent: "1m", example: "2m"},
	}
}

func ingressKeys(d *serviceDoc) mapping {
	return mapping{
		{name: "public", field: "Public", is: truth{&d.public},
			says: "Answers the internet over HTTPS.", absent: "false", example: "true"},
		{name: "internal", field: "Internal", is: truth{&d.internal},
			says: "Answers the other services of the environment.", absent: "false", example: "true"},
		{name: "host", field: "Host",
			is:   text{to: &d.Ingress.Host, form: hostName, want: wantHost, most: 128, code: "LB-001"},
			says: "DNS name of a public service.", absent: "required with `public`", example: "shop.example.com"},
		{name: "certificate", field: "Certificate",
			is:      text{to: &d.Ingress.Certificate, form: certificateARN, want: wantCertificate, code: "LB-001"},
			says:    "ARN of the ACM certificate for the host, in the environment's account and region.",
			absent:  "required with `public`",
			example: "arn:aws:acm:eu-west-1:111111111111:certificate/11111111-2222-3333-4444-555555555555"},
		{name: "paths", field: "Paths",
			is:   list{to: &d.Ingress.Paths, each: pathPattern, most: 4, code: "LB-003", empty: "want at least one path"},
			says: "Path patterns that the service answers under its host.", absent: "[/*]", example: "[/api/*]"},
		{name: "priority", field: "Priority", is: number(&d.Ingress.Priority, 1, 50000, "LB-003"),
			says:   "Order of the listener rule, unique among the environment's public services.",
			absent: "derived from the service's name", example: "100"},
	}
}
