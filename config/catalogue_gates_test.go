package config_test

import (
	"strings"
	"testing"
)

// gateRows are ways into an environment that no pipeline knows.
var gateRows = []row{
	{"an approval that says more", with(delivered(code), "    approve: true\n", `    approve: { within: 7d, message: "Has support been told?" }`+"\n"),
		""},
	{"an approval of nothing", with(delivered(code), "    approve: true\n", "    approve: {}\n"),
		""},
	{"an approval that takes four minutes", with(delivered(code), "    approve: true\n", "    approve: { within: 4m }\n"),
		`15:24: environments.prod.approve.within: "4m": want 5m to 1440h [PIPE-003]`},
	{"an approval that takes 61 days", with(delivered(code), "    approve: true\n", "    approve: { within: 61d }\n"),
		`15:24: environments.prod.approve.within: "61d": want 5m to 1440h [PIPE-003]`},
	{"an approval that takes half a minute more", with(delivered(code), "    approve: true\n", "    approve: { within: 5m30s }\n"),
		"15:24: environments.prod.approve.within: 5m30s: want whole minutes from 5m to 60 days [PIPE-003]"},
	{"an approval that reads the pipeline", with(delivered(code), "    approve: true\n", `    approve: { message: "#{Source.CommitMessage}" }`+"\n"),
		`15:25: environments.prod.approve.message: "#{Source.CommitMessage}": want at most 300 characters, no control characters and no #{…} [INJ-001]`},
	{"an approval that is a word", with(delivered(code), "    approve: true\n", "    approve: please\n"),
		`15:14: environments.prod.approve: "please": want true or false [CFG-014]`},
	{"an approval in quotes", with(delivered(code), "    approve: true\n", `    approve: "true"`+"\n"),
		`15:14: environments.prod.approve: "true": want true or false, without quotes [CFG-014]`},
	{"a window", with(delivered(code), "    approve: true\n", `    approve: true
    window: { days: [sat, sun], from: 0, to: 24, zone: UTC+01:00 }
`),
		""},
	{"a window that closes before it opens", with(delivered(code), "    approve: true\n", `    approve: true
    window: { from: 20 }
`),
		"16:5: environments.prod.window.to: 17: want 21 to 24 [PIPE-003]"},
	{"a window of hours that are none", with(delivered(code), "    approve: true\n", `    approve: true
    window: { from: 24, to: 0 }
`),
		`16:21: environments.prod.window.from: 24: want 0 to 23 [PIPE-003]
16:29: environments.prod.window.to: 0: want 1 to 24 [PIPE-003]`},
	{"a window on days that are none", with(delivered(code), "    approve: true\n", `    approve: true
    window: { days: [mon, mon, monday] }
`),
		`16:27: environments.prod.window.days[1]: Monday: want each day once [PIPE-003]
16:32: environments.prod.window.days[2]: "monday": want one of mon, tue, wed, thu, fri, sat, sun [PIPE-003]`},
	{"a window on one day twice", with(delivered(code), "    approve: true\n", `    approve: true
    window: { days: [mon, mon] }
`),
		"16:27: environments.prod.window.days[1]: Monday: want each day once [PIPE-003]"},
	{"a window on no day", with(delivered(code), "    approve: true\n", `    approve: true
    window: { days: [] }
`),
		"16:21: environments.prod.window.days: an empty list: want at least one day [PIPE-003]"},
	{"a window in a zone that is none", with(delivered(code), "    approve: true\n", `    approve: true
    window: { zone: CEST }
`),
		`16:21: environments.prod.window.zone: "CEST": want a name of the IANA time zone database, such as "Europe/Berlin"; did you mean CET? [PIPE-003]`},
	{"a window in a city that is none", with(delivered(code), "    approve: true\n", `    approve: true
    window: { zone: Europe/Berln }
`),
		`16:21: environments.prod.window.zone: "Europe/Berln": want a name of the IANA time zone database, such as "Europe/Berlin"; did you mean Europe/Berlin? [PIPE-003]`},
	{"a window in a zone that no pipeline reads", with(delivered(code), "    approve: true\n", `    approve: true
    window: { zone: America/Argentina/Buenos_Aires }
`),
		`16:21: environments.prod.window.zone: "America/Argentina/Buenos_Aires": want a continent and a city, such as America/Buenos_Aires, which is all that CodePipeline reads, or an offset such as UTC+01:00 [PIPE-003]`},
	{"a window further off than any place", with(delivered(code), "    approve: true\n", `    approve: true
    window: { zone: UTC+14:30 }
`),
		`16:21: environments.prod.window.zone: "UTC+14:30": want UTC, or an offset from UTC-12:00 to UTC+14:00 [PIPE-003]`},
	{"a window in a zone of letters", with(delivered(code), "    approve: true\n", `    approve: true
    window: { zone: CET }
`),
		""},
	{"a failure that is none", with(delivered(code), "    approve: true\n", `    approve: true
    failure: rollback
`),
		`16:14: environments.prod.failure: "rollback": it is called roll-back here [PIPE-003]`},
	{"a failure", with(delivered(code), "    approve: true\n", `    approve: true
    failure: roll-back
`),
		""},
	{"a wave of one", with(delivered(code), "    approve: true\n", `    approve: true
    wave: eu
`),
		""},
	{"a wave with a name that is none", with(delivered(code), "    approve: true\n", `    approve: true
    wave: Europe
`),
		`16:11: environments.prod.wave: "Europe": want lower case letters, digits and single dashes, starting with a letter, at most 20 [PIPE-003]`},
	{"a wave that another environment enters otherwise", with(delivered(code), "    approve: true\n", `    approve: true
    wave: dev
`),
		"15:14: environments.prod.approve: true: want the same as in dev, which is in the same wave [PIPE-003]"},
	{"a wave called like a stage", with(delivered(code), "    approve: true\n", `    approve: true
    wave: image
`),
		`16:11: environments.prod.wave: "image": pipelines have a stage Image: want another name [PIPE-003]`},
	{"a wave called like an approval", with(delivered(code), "    approve: true\n", "    approve: true\n", "  prod:\n    acc", "    wave: approve-prod\n  prod:\n    acc"),
		`10:11: environments.dev.wave: "approve-prod": pipelines have a stage Approve-prod: want another name [PIPE-003]`},
	{"an environment called like a stage", append(with(delivered(code), "  dev:\n    acc", "  test:\n    acc"), "      dev:\n", "      test:\n"),
		"6:3: environments.test: pipelines have a stage Test: want another name, or a wave of another name [PIPE-003]"},
	{"an environment called like a stage in a wave of its own", append(with(delivered(code), "  dev:\n    acc", "  test:\n    wave: tests\n    acc"), "      dev:\n", "      test:\n"),
		""},
	{"an environment called like a stage without a pipeline", edits{"  dev:\n    acc", "  source:\n    acc", "      dev:\n", "      source:\n"},
		""},
	{"a wave called like the tools' stage", with(delivered(code, "  infrastructure: true\n"), "    approve: true\n", "    approve: true\n    wave: delivery\n"),
		`16:11: environments.prod.wave: "delivery": pipelines have a stage Delivery: want another name [PIPE-003]`},
	{"a wave called so where the application itself has no pipeline", with(delivered(code), "    approve: true\n", "    approve: true\n    wave: delivery\n"),
		""},
	{"a wave of two", with(delivered(code), "    approve: true\n", "    approve: true\n    wave: all\n    failure: retry\n    window: { days: [tue, mon] }\n", "  prod:\n    acc", "    wave: all\n    approve: true\n    failure: retry\n    window: { days: [mon, tue], from: 9 }\n  prod:\n    acc"),
		""},
	{"a wave of two that differ", with(delivered(code), "    approve: true\n", "    approve: true\n    wave: all\n    failure: retry\n    window: { days: [mon] }\n", "  prod:\n    acc", "    wave: all\n    approve: { within: 1h }\n    window: { days: [mon], to: 12 }\n  prod:\n    acc"),
		`18:14: environments.prod.approve: true: want the same as in dev, which is in the same wave [PIPE-003]
20:14: environments.prod.failure: "retry": want the same as in dev, which is in the same wave [PIPE-003]
21:13: environments.prod.window: a mapping: want the same as in dev, which is in the same wave [PIPE-003]`},
	{"a wave of which one has more", with(delivered(code), "  prod:\n    acc", "    failure: retry\n    approve: true\n  prod:\n    acc", "    protect: true\n", "    wave: dev\n    protect: true\n"),
		`16:11: environments.prod.wave: "dev": dev is in it with failure, and prod without: want the same in both, or another wave [PIPE-003]`},
	{"a wave of which the one it is called after has less", with(delivered(code), "  prod:\n    acc", "    failure: retry\n    approve: true\n    wave: prod\n  prod:\n    acc"),
		`12:11: environments.dev.wave: "prod": dev is in it with failure, and prod without: want the same in both, or another wave [PIPE-003]`},
	{"a wave with others between", with(delivered(code), "  prod:\n    acc", "  qa:\n    account: \"222222222222\"\n    region: eu-west-1\n    network: { cidr: 10.40.0.0/16, zones: [a, b, c] }\n  prod:\n    acc", "      prod:\n", "      qa:\n        ingress: { certificate: \"arn:aws:acm:eu-west-1:222222222222:certificate/c2\" }\n      prod:\n", "    approve: true\n", "    approve: true\n    wave: dev\n"),
		`20:11: environments.prod.wave: "dev": dev has it too, and others come between: want neighbours, or another wave [PIPE-003]`},
	{"a wave called like an environment behind others", with(delivered(code), "  prod:\n    acc", "  qa:\n    account: \"222222222222\"\n    region: eu-west-1\n    network: { cidr: 10.40.0.0/16, zones: [a, b, c] }\n  prod:\n    acc", "      prod:\n", "      qa:\n        ingress: { certificate: \"arn:aws:acm:eu-west-1:222222222222:certificate/c2\" }\n      prod:\n", "  dev:\n    acc", "  dev:\n    wave: prod\n    acc"),
		`7:11: environments.dev.wave: "prod": prod has it too, and others come between: want neighbours, or another wave [PIPE-003]`},
}

func TestWaysIntoAnEnvironmentThatCannotBeAreRefused(t *testing.T) { try(t, gateRows) }

// verifyRows are proofs that could never hold, or never be asked for.
var verifyRows = []row{
	{"a path", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { path: /healthz, status: "200-299,404", attempts: 1000, bake: 24h, points: 999999999 }
`),
		""},
	{"an address", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { url: "https://status.example.com/web", attempts: 1 }
`),
		""},
	{"a path and an address", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { path: /healthz, url: "https://status.example.com/web" }
`),
		`26:36: services.web.verify.url: "https://status.example.com/web": path says an address too: want one of them [PIPE-003]`},
	{"a path without a slash", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { path: healthz }
`),
		`26:21: services.web.verify.path: "healthz": want a path such as /healthz [INJ-001]`},
	{"a path of 260 characters", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { path: /`+strings.Repeat("x", 240)+" }\n"),
		`26:21: services.web.verify.path: "https://shop.example.com/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…": want an address of at most 250 characters, such as https://shop.example.com/healthz [INJ-001]`},
	{"an address that is a command", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { url: "https://a.example.com/$(id)" }
`),
		`26:20: services.web.verify.url: "https://a.example.com/$(id)": want an address of at most 250 characters, such as https://shop.example.com/healthz [INJ-001]`},
	{"an address of another kind", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { url: ftp://a.example.com }
`),
		`26:20: services.web.verify.url: "ftp://a.example.com": want an address of at most 250 characters, such as https://shop.example.com/healthz [INJ-001]`},
	{"codes that are none", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { path: /, status: ok, attempts: 0, bake: 25h, points: -1 }
`),
		`26:32: services.web.verify.status: "ok": want codes such as 200-299,404 [PIPE-003]
26:46: services.web.verify.attempts: 0: want 1 to 1000 [PIPE-003]
26:55: services.web.verify.bake: "25h": want 0s to 24h [PIPE-003]
26:68: services.web.verify.points: -1: want 0 to 999999999 [PIPE-003]`},
	{"a bake of half seconds", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { bake: 500ms }
`),
		"26:21: services.web.verify.bake: 500ms: want whole seconds from 0s to 24h [PIPE-003]"},
	{"a release that takes longer than a build", with(delivered(code), "    deploy: { strategy: rolling }", "    deploy: { strategy: blue-green, bake: 17h }"),
		"31:13: services.web.deploy: 18h: want at most 17h45m for a release, an hour of it for itself: a pipeline waits no longer [PIPE-004]"},
	{"a bake that takes longer than a build", with(delivered(code), "    deploy: { strategy: rolling }", "    deploy: { strategy: blue-green, bake: 10h }\n    verify: { bake: 14h }"),
		"32:21: services.web.verify.bake: 14h: want at most 13h30m after a release that may take 11h: the build must still have time to go back [PIPE-004]"},
	{"a bake that a build just lasts", with(delivered(code), "    deploy: { strategy: rolling }", "    deploy: { strategy: blue-green, bake: 10h }\n    verify: { bake: 13h30m }"),
		""},
	{"a bake that a build in the cluster does not last", with(onEKS("    verify: { bake: 2h }\n", ""), tools, tools+code),
		"25:21: services.mailer.verify.bake: 2h: want at most 1h5m, as long as the release may take: builds in the cluster know no other time [PIPE-003]"},
	{"an address that a build in the cluster is just told", with(onEKS("    verify: { url: \"https://a.example.com/"+strings.Repeat("x", 128)+"\" }\n", ""), tools, tools+code),
		""},
	{"an address that is longer", with(onEKS("    verify: { url: \"https://a.example.com/"+strings.Repeat("x", 129)+"\" }\n", ""), tools, tools+code),
		`25:20: services.mailer.verify.url: "https://a.example.com/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…": want an address of at most 150 characters: the action tells it, as builds in the cluster know no other [PIPE-003]`},
	{"a cluster in another region than its pipeline", append(with(onEKS("", ""), tools, tools+code), "  region: eu-west-1\n", "  region: us-west-2\n"),
		`24:14: services.mailer.runtime: "eks": in dev: a pipeline reaches clusters in delivery's own region, eu-west-1: want that region, another runtime, or no source [PIPE-002]
36:33: services.web.in.dev.ingress.certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/c1": want a certificate in the environment's region, us-west-2 [LB-001]`},
	{"a release into a cluster that takes longer than a build", with(onEKS("    ingress: { internal: true }\n    deploy: { bake: 11h }\n", ""), tools, tools+code),
		"26:13: services.mailer.deploy: 12h: want at most 11h50m for a release, an hour of it for itself: a pipeline waits no longer [PIPE-004]"},
	{"an alarm that no pipeline of the application itself can name", with(delivered(code, "  infrastructure: true\n"), "    deploy: { strategy: rolling }", "    image: nginx:1.29\n    deploy: { alarms: [checkout errors] }"),
		`32:24: services.web.deploy.alarms[0]: "checkout errors": want a name in plain ASCII without spaces: a pipeline watches it too [DEP-007]`},
	{"a test", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { test: "k6 run load/shop.js", testMachine: large, testWithin: 1h }
`),
		""},
	{"a test without a source", with(delivered("  source: { registry: {} }\n"+told), "    port: 8080\n", "    port: 8080\n    verify: { test: k6 }\n"),
		`26:21: services.web.verify.test: "k6": pushed images have no source to run it from: leave it out [PIPE-003]`},
	{"a test that is none", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { test: "k6\nrun", testMachine: huge, testWithin: 61m }
`),
		`26:21: services.web.verify.test: "k6\nrun": want one line of shell without control characters [INJ-001]
26:45: services.web.verify.testMachine: "huge": want one of small, medium, large, xlarge, 2xlarge [PIPE-004]
26:63: services.web.verify.testWithin: "61m": want 5m to 1h [PIPE-004]`},
	{"a test that holds a password", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { test: "curl https://u:p@h" }
`),
		"26:21: services.web.verify.test: set (value not shown): looks like a credential, which everybody could read who may read the template: leave it out [SEC-001]"},
	{"a test of half minutes", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { test: k6, testWithin: 330s }
`),
		"26:37: services.web.verify.testWithin: 5m30s: want whole minutes from 5m to 36h [PIPE-004]"},
	{"a machine without a test", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { testMachine: large, testWithin: 20m }
`),
		`26:28: services.web.verify.testMachine: "large": there is no test: give test, or leave it out [PIPE-003]
26:47: services.web.verify.testWithin: "20m": there is no test: give test, or leave it out [PIPE-003]`},
	{"codes of no answer", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { status: "200", attempts: 3 }
`),
		`26:23: services.web.verify.status: "200": there is no address to ask: give path or url, or leave it out [PIPE-003]`},
	{"what only a public service has", with(delivered(code), worker, worker+"    verify: { path: /healthz, points: 10, bake: 1m }\n"),
		`23:21: services.mailer.verify.path: "/healthz": only a public service with a host answers there: give url, or leave it out [PIPE-003]
23:39: services.mailer.verify.points: 10: only a public service on fargate, ec2, managed and fleet has requests counted: leave it out [PIPE-003]`},
	{"an address of a worker", with(delivered(code), worker, worker+"    verify: { url: \"http://mailer.example.com:8080/healthz?deep=1\" }\n"),
		""},
	{"an address in one environment", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { path: /healthz }
`, "      dev:\n", "      dev:\n        verify: { url: \"https://status.example.com/web\" }\n"),
		""},
	{"both in one environment", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { bake: 5m }
`, "      dev:\n", "      dev:\n        verify: { path: /, url: \"https://status.example.com/web\" }\n"),
		`35:33: services.web.in.dev.verify.url: "https://status.example.com/web": path says an address too: want one of them [PIPE-003]`},
	{"public in one environment", with(delivered(code), "    port: 8080\n", `    port: 8080
    verify: { path: /healthz, points: 10, status: "200" }
`, "        ingress: { certificate: \"arn:aws:acm:eu-west-1:111111111111:certificate/c1\" }", "        ingress: { public: false, internal: true }"),
		""},
	{"only where it is not public", with(delivered(code), "        ingress: { certificate: \"arn:aws:acm:eu-west-1:111111111111:certificate/c1\" }", "        ingress: { public: false, internal: true }\n        verify: { path: /healthz, points: 10, attempts: 3 }"),
		`35:25: services.web.in.dev.verify.path: "/healthz": only a public service with a host answers there: give url, or leave it out [PIPE-003]
35:43: services.web.in.dev.verify.points: 10: only a public service on fargate, ec2, managed and fleet has requests counted: leave it out [PIPE-003]`},
	{"a path that another service answers", with(delivered(code), "host: shop.example.com }", "host: shop.example.com, paths: [/api/*, '/v?'] }\n    verify: { path: \"/healthz?deep=1\" }"),
		`30:21: services.web.verify.path: "/healthz?deep=1": the service answers /api/* and /v? at its host: want a path there [PIPE-003]`},
	{"a path that the service answers", with(delivered(code), "host: shop.example.com }", "host: shop.example.com, paths: [/api/*, '/v?'] }\n    verify: { path: \"/v1?deep=1\" }"),
		""},
	{"requests on apprunner", with(delivered(code), worker, "  mailer:\n    runtime: apprunner\n    ingress: { public: true }\n    verify: { path: /, points: 3 }\n"),
		`24:21: services.mailer.verify.path: "/": only a public service with a host answers there: give url, or leave it out [PIPE-003]
24:32: services.mailer.verify.points: 3: only a public service on fargate, ec2, managed and fleet has requests counted: leave it out [PIPE-003]`},
	{"an alarm that no pipeline can name", with(delivered(code), "    deploy: { strategy: rolling }", "    deploy: { alarms: [checkout errors, café, a] }"),
		`31:24: services.web.deploy.alarms[0]: "checkout errors": want a name in plain ASCII without spaces: a pipeline watches it too [DEP-007]
31:41: services.web.deploy.alarms[1]: "café": want a name in plain ASCII without spaces: a pipeline watches it too [DEP-007]`},
	{"an alarm that no pipeline must name", edits{"    deploy: { strategy: rolling }", "    deploy: { alarms: [checkout errors] }"},
		""},
	{"an image that is fixed in one environment", with(delivered(code), "      dev:\n", "      dev:\n        image: nginx:1.29\n        verify: { bake: 1m }\n"),
		"35:17: services.web.in.dev.verify: a mapping: its image is fixed, so nothing is released: leave it out [PIPE-003]"},
	{"an image that is fixed in one environment, with what all share", with(delivered(code), "      dev:\n", "      dev:\n        image: nginx:1.29\n", "    port: 8080\n", "    port: 8080\n    verify: { path: /healthz }\n"),
		""},
}

func TestProofsThatCannotBeAreRefused(t *testing.T) { try(t, verifyRows) }
