package config_test

import (
	"fmt"
	"strings"
	"testing"
)

// deployed is web of small with another deploy.
func deployed(deploy string) edits {
	return edits{"deploy: { strategy: rolling }", "deploy: " + deploy}
}

// dev is some edits, and what differs in dev.
func dev(some edits, lines string) edits { return with(some, "      dev:\n", "      dev:\n"+lines) }

// tester is the i-th of some services that only dev has in public, with a certificate and a port for testers of its own.
func tester(i int) string {
	return fmt.Sprintf("  t%d: { runtime: fargate, ingress: { public: true, host: t%d.example.com }, deploy: { strategy: canary, test: { port: %d } }, "+
		"in: { prod: { ingress: { public: false }, deploy: { strategy: rolling } }, "+
		"dev: { ingress: { certificate: \"arn:aws:acm:eu-west-1:111111111111:certificate/t%d\" } } } }\n", i, i, 9000+i, i)
}

// combinationRows are keys that are right by themselves, and what is said of them together; and values that say nothing.
var combinationRows = []row{
	{"a queue with all defaults", on("fargate", "    queue: {}\n"), ""},
	{"a schedule that says nothing", on("fargate", "    schedule: {}\n"),
		`23:5: services.mailer.schedule.cron: missing: give when the job starts: cron or every [SVC-027]`},
	{"mappings and lists that say nothing", on("fargate", "    sidecars: {}\n    volumes: {}\n    config: {}\n    secrets: {}\n    scale: {}\n    size: {}\n    deploy: {}\n    spot: {}\n    command: []\n    writable: []\n    secretKeys: []\n    in: {}\n"), ""},
	{"an override that says nothing", on("fargate", "    in: { dev: {} }\n"), ""},
	{"health that says nothing, of a worker", on("fargate", "    health: {}\n"),
		`23:13: services.mailer.health: a mapping: only a public service has a load balancer that checks its health [SVC-021]`},
	{"spot that says nothing, on ec2", on("ec2", "    spot: {}\n"),
		`23:11: services.mailer.spot: a mapping: only fargate has it: leave it out [SVC-021]`},
	{"a sidecar that says nothing", on("fargate", "    sidecars: { a: {} }\n"),
		`23:17: services.mailer.sidecars.a.image: missing: give the image it runs [IMG-001]`},
	{"a volume that says nothing", on("fargate", "    volumes: { a: {} }\n"),
		`23:16: services.mailer.volumes.a.path: missing: give the directory where the container sees it [SVC-028]`},
	{"hooks that say nothing", deployed("{ strategy: canary, hooks: [], test: {} }"), ""},
	{"a hook that says nothing", deployed("{ strategy: canary, hooks: [{}] }"),
		`31:41: services.web.deploy.hooks[0].at: missing: give the stages at which it runs [DEP-010]`},
	{"a hook that is nothing", deployed("{ strategy: canary, hooks: [~] }"),
		`31:41: services.web.deploy.hooks[0]: nothing: want a mapping, such as { at: [POST_TEST_TRAFFIC_SHIFT] } [CFG-015]`},
	{"a cluster that says nothing", with(on("eks", ""), "    protect: true\n", "    protect: true\n    eks: {}\n"),
		`6:3: environments.dev.eks: missing: a service runs on eks: give the IAM roles that administer the cluster, such as { admins: [ARN] } [EKS-005]
15:5: environments.prod.eks.admins: missing: give the ARN of an IAM role that administers the cluster: nobody else is let in [EKS-005]`},
	{"a cluster that is nothing", with(on("eks", ""), "    protect: true\n", "    protect: true\n    eks:\n"),
		`6:3: environments.dev.eks: missing: a service runs on eks: give the IAM roles that administer the cluster, such as { admins: [ARN] } [EKS-005]
15:9: environments.prod.eks: nothing: want a mapping, such as { version: "1.36" } [CFG-015]`},
	{"capacity that says nothing", edits{"    protect: true\n", "    protect: true\n    capacity: {}\n"}, ""},
	{"instances that say nothing, for nobody", edits{"    protect: true\n", "    protect: true\n    capacity: { ec2: {} }\n"}, ""},
	{"instances that say nothing, and instances that are nothing", with(on("ec2", ""), "    protect: true\n", "    protect: true\n    capacity: { ec2: {}, managed: }\n"),
		`15:35: environments.prod.capacity.managed: nothing: want a mapping, such as { minCpu: 4 } [CFG-015]`},
	{"nothing, in the place of everything", on("fargate", "    queue:\n    schedule: ~\n    sidecars: null\n    volumes:\n    port:\n    size:\n    exec:\n    command:\n    stop:\n    deploy:\n    config: { A: ~ }\n    in:\n"),
		`23:11: services.mailer.queue: nothing: want a mapping, such as { maxAge: 1m } [CFG-015]
24:15: services.mailer.schedule: nothing: want a mapping, such as { cron: "0 3 * * ? *" } [CFG-015]
25:15: services.mailer.sidecars: nothing: want a mapping of sidecars by name [CFG-015]
26:13: services.mailer.volumes: nothing: want a mapping of volumes by name [CFG-015]
27:10: services.mailer.port: nothing: want a whole number, 1 to 65535 [CFG-015]
28:10: services.mailer.size: nothing: want a mapping, such as { cpu: 512 } [CFG-015]
29:10: services.mailer.exec: nothing: want true or false [CFG-015]
30:13: services.mailer.command: nothing: want a list, such as [a, b] [CFG-015]
31:10: services.mailer.stop: nothing: want a time with its unit, 2s to 2m [CFG-015]
32:12: services.mailer.deploy: nothing: want a mapping, such as { strategy: canary } [CFG-015]
33:18: services.mailer.config.A: nothing: want text [CFG-015]
34:8: services.mailer.in: nothing: want a mapping of environments by name [CFG-015]`},
	{"numbers in quotes", on("fargate", "    port: \"80\"\n    size: { cpu: \"256\", memory: \"512\" }\n    scale: { min: \"2\", max: '4', rest: \"30s\" }\n    exec: \"true\"\n    stop: \"30s\"\n"),
		`23:11: services.mailer.port: "80": want a whole number, 1 to 65535, without quotes [SVC-003]
24:18: services.mailer.size.cpu: "256": want a whole number, 128 to 196608, without quotes [SVC-010]
24:33: services.mailer.size.memory: "512": want a whole number, 64 to 33554432 MiB, without quotes [SVC-010]
25:19: services.mailer.scale.min: "2": want a whole number, 1 to 5000, without quotes [SVC-014]
25:29: services.mailer.scale.max: "4": want a whole number, 1 to 5000, without quotes [SVC-015]
26:11: services.mailer.exec: "true": want true or false, without quotes [CFG-014]`},
	{"numbers without them", edits{"app: shop", "app: 12", "owner: team-shop", "owner: 1.5"},
		`2:6: app: 12: want text: put it in quotes [CFG-015]
3:8: owner: 1.5: want text: put it in quotes [CFG-015]`},
	{"letters beyond ASCII", edits{"app: shop", "app: café", "  mailer:\n", "  mailér:\n", "LOG_LEVEL", "LÖG"},
		`2:6: app: "café": want lower case letters, digits and single dashes, starting with a letter, at most 20 [APP-001]
21:3: services."mailér": want lower case letters, digits and single dashes, starting with a letter, at most 32 [SVC-001]
30:20: services.web.config."LÖG": "LÖG": want a name of letters, digits and underscores that does not start with a digit [SVC-020]`},
	{"a header without a value", deployed("{ strategy: canary, test: { header: x } }"),
		`31:49: services.web.deploy.test.header: "x": with it, deploy.test.value is missing: give what header must hold [LB-003]`},
	{"a value without a header", deployed("{ strategy: canary, test: { value: x } }"),
		`31:48: services.web.deploy.test.value: "x": want none without a header that must hold it [LB-003]`},
	{"a canary that rolls in one environment", dev(deployed("{ strategy: canary, percent: 10, canaryBake: 5m, hooks: [{ at: [POST_SCALE_UP] }], test: { header: x-a, value: b } }"), "        deploy: { strategy: rolling }\n"), ""},
	{"a roll that is a canary in one environment", dev(deployed("{ strategy: rolling, minHealthy: 50, max: 150 }"), "        deploy: { strategy: canary }\n"), ""},
	{"a key of the canary that one environment has", dev(deployed("{ percent: 10 }"), "        deploy: { strategy: canary }\n"),
		`31:24: services.web.deploy.percent: 10: in prod: only linear and canary have it: leave it out [DEP-005]`},
	{"CodeDeploy that rolls in one environment, by ECS", dev(deployed("{ controller: codedeploy, strategy: canary, terminateAfter: 5m, frozen: Port=8080 }"), "        deploy: { strategy: rolling, controller: ecs }\n"), ""},
	{"CodeDeploy that rolls in one environment", dev(deployed("{ controller: codedeploy, strategy: canary }"), "        deploy: { strategy: rolling }\n"),
		`34:29: services.web.in.dev.deploy.strategy: "rolling": CodeDeploy moves the requests of tasks, it does not replace tasks one by one: use canary, linear or blue-green, or leave the controller out [DEP-005]`},
	{"a key of CodeDeploy's that one environment has", dev(deployed("{ strategy: canary, terminateAfter: 5m }"), "        deploy: { controller: codedeploy }\n"),
		`31:49: services.web.deploy.terminateAfter: "5m": in prod: only CodeDeploy has it: leave it out, or give controller: codedeploy [DEP-005]`},
	{"a second fleet that waits, but not in one environment", on("fleet", public(served)+"    deploy: { strategy: blue-green, waitForReroute: 1h }\n"+strings.Replace(own, "{ dev: { ", "{ dev: { deploy: { strategy: rolling }, ", 1)), ""},
	{"a fleet in batches, and a second one in one environment", on("fleet", public(served)+"    deploy: { batch: half }\n"+strings.Replace(own, "{ dev: { ", "{ dev: { deploy: { strategy: blue-green }, ", 1)), ""},
	{"a service that is a job in one environment", edits{"      dev:\n", "      dev:\n        schedule: { every: 1h }\n", "deploy: { strategy: rolling }", "user: 1000:1000"},
		`25:11: services.web.port: 8080: in dev: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]
27:12: services.web.scale: a mapping: in dev: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]
28:13: services.web.health: a mapping: in dev: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]
29:14: services.web.ingress: a mapping: in dev: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]`},
	{"a worker that is a job in one environment", on("fargate", "    in: { dev: { schedule: { every: 1h } } }\n"), ""},
	{"a worker that has a queue in one environment", on("fargate", "    in: { dev: { queue: { maxAge: 1m } } }\n"), ""},
	{"a public service that is internal in one environment, with a port for testers", edits{"strategy: rolling", "strategy: canary, test: { port: 8443 }", "        ingress: {", "        ingress: { public: false, internal: true,"},
		`31:47: services.web.deploy.test.port: 8443: in dev: Service Connect has no other port for testers: give header [LB-003]`},
	{"a canary that answers nobody in one environment", edits{"strategy: rolling", "strategy: canary", "        ingress: {", "        ingress: { public: false,"},
		`31:25: services.web.deploy.strategy: "canary": in dev: no requests arrive that could be moved little by little: use rolling [DEP-005]`},
	{"a sidecar that grows too much in one environment", on("fargate", "    sidecars: { a: { image: a/b:1 } }\n    in: { dev: { sidecars: { a: { memory: 600 } } } }\n"),
		`23:15: services.mailer.sidecars: "600 MiB together": in dev: want less than the task's 512 MiB, so that the service has some left [SVC-011]`},
	{"a sidecar of one environment without an image", on("fargate", "    in: { dev: { sidecars: { a: { memory: 100 } } } }\n"),
		`23:30: services.mailer.in.dev.sidecars.a.image: missing: give the image that the sidecar runs [IMG-001]`},
	{"a volume of one environment without a place", on("fargate", "    in: { dev: { volumes: { a: { readOnly: true } } } }\n"),
		`23:29: services.mailer.in.dev.volumes.a.path: missing: give the directory where the container sees it [SVC-028]`},
	{"a volume where one environment writes", on("fargate", "    volumes: { a: { path: /data } }\n    in: { dev: { writable: [/data] } }\n"),
		`23:27: services.mailer.volumes.a.path: "/data": in dev: writable names it too: want it once [SVC-028]`},
	{"a job that does everything", on("fargate", "    schedule: { every: 1h }\n    scale: { min: 1 }\n    health: { path: / }\n    ingress: { internal: true }\n    queue: { maxAge: 1m }\n    deploy: { bake: 1m }\n    port: 80\n    exec: true\n"),
		`24:12: services.mailer.scale: a mapping: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]
25:13: services.mailer.health: a mapping: only a public service has a load balancer that checks its health [SVC-021]
26:14: services.mailer.ingress: a mapping: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]
27:12: services.mailer.queue: a mapping: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]
28:13: services.mailer.deploy: a mapping: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]
29:11: services.mailer.port: 80: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]
30:11: services.mailer.exec: true: a job on a schedule has none: leave it out, or leave schedule out [SVC-021]`},
	{"CodeDeploy on spare capacity", with(deployed("{ strategy: canary, controller: codedeploy }"), "    config:", "    spot: { share: 50 }\n    config:"), ""},
	{"CodeDeploy of a worker with a queue", on("fargate", "    queue: { maxAge: 1m }\n    deploy: { strategy: blue-green, controller: codedeploy }\n"),
		`24:25: services.mailer.deploy.strategy: "blue-green": CodeDeploy moves requests of a load balancer: make the service public, or leave the controller out [DEP-005]`},
	{"a floor without spare capacity", on("fargate", "    spot: { floor: 2 }\n"),
		`23:20: services.mailer.spot.floor: 2: want none without a share: everything runs on demand then [SVC-016]`},
	{"a sidecar on the port for testers", with(deployed("{ strategy: canary, test: { port: 8443 } }"), "    config:", "    sidecars: { a: { image: a/b:1, port: 8443 } }\n    config:"), ""},
	{"volumes of a fleet", on("fleet", public(served)+"    volumes: { a: { path: /data } }\n"+own),
		`24:14: services.mailer.volumes: a mapping: only fargate, ec2 and managed have it: leave it out [SVC-021]`},
	{"two fleets at one host and path", edits{worker, "  mailer:\n    runtime: fleet\n" + public(served) + own + "  other:\n    runtime: fleet\n" + public(served) + own},
		`27:36: services.other.ingress.host: "a.example.com": service mailer answers all paths there too: give paths, or another host [LB-003]`},
	{"six ports for testers", edits{"  mailer:\n", many(6, tester) + "  mailer:\n"},
		`6:3: environments.dev: 7 certificates: want at most 5 on one load balancer with 5 ports for testers [LIM-001]
26:118: services.t5.deploy.test.port: 9005: in dev: a load balancer has 5 of them: want one of 9000, 9001, 9002, 9003, 9004, which services may share [LB-003]`},
	{"as many certificates as listeners for testers leave room for", edits{"  mailer:\n", many(4, tester) + "  mailer:\n"}, ""},
	{"certificates and ports for testers", edits{"  mailer:\n", many(5, tester) + "  mailer:\n"},
		`6:3: environments.dev: 6 certificates: want at most 5 on one load balancer with 5 ports for testers [LIM-001]`},
}

func TestKeysThatContradictEachOtherAreRefused(t *testing.T) { try(t, combinationRows) }
