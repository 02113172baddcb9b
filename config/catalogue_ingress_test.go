package config_test

import "testing"

var ingressRows = []row{
	{"no host", edits{", host: shop.example.com", ""},
		"29:5: services.web.ingress.host: missing: give the DNS name that the service answers for [LB-001]"},
	{"host Shop.example.com", edits{"host: shop.example.com", "host: Shop.example.com"},
		`29:36: services.web.ingress.host: "Shop.example.com": want a DNS name in lower case, such as shop.example.com [LB-001]`},
	{"host shop", edits{"host: shop.example.com", "host: shop"},
		`29:36: services.web.ingress.host: "shop": want a DNS name in lower case, such as shop.example.com [LB-001]`},
	{"host *.example.com", edits{"host: shop.example.com", `host: "*.example.com"`},
		`29:36: services.web.ingress.host: "*.example.com": want a DNS name in lower case, such as shop.example.com [LB-001]`},
	{"host http://x.example.com", edits{"host: shop.example.com", "host: http://x.example.com"},
		`29:36: services.web.ingress.host: "http://x.example.com": want a DNS name in lower case, such as shop.example.com [LB-001]`},
	{"host a_b.example.com", edits{"host: shop.example.com", "host: a_b.example.com"},
		`29:36: services.web.ingress.host: "a_b.example.com": want a DNS name in lower case, such as shop.example.com [LB-001]`},
	{"no certificate in one environment", edits{
		`        ingress: { certificate: "arn:aws:acm:eu-west-1:333333333333:certificate/c3" }`,
		"        port: 80",
	}, "29:5: services.web.ingress.certificate: missing: in prod: give the ARN of the ACM certificate for the host [LB-001]"},
	{"certificate that is none", edits{"arn:aws:acm:eu-west-1:333333333333:certificate/c3", "nonsense"},
		`36:33: services.web.in.prod.ingress.certificate: "nonsense": want the ARN of an ACM certificate [LB-001]`},
	{"certificate of another service", edits{
		"arn:aws:acm:eu-west-1:333333333333:certificate/c3",
		"arn:aws:iam::333333333333:server-certificate/c3",
	}, `36:33: services.web.in.prod.ingress.certificate: "arn:aws:iam::333333333333:server-certificate/c3": want the ARN of an ACM certificate [LB-001]`},
	{"certificate of another region", edits{
		"arn:aws:acm:eu-west-1:333333333333:certificate/c3",
		"arn:aws:acm:us-east-1:333333333333:certificate/c3",
	}, `36:33: services.web.in.prod.ingress.certificate: "arn:aws:acm:us-east-1:333333333333:certificate/c3": want a certificate in the environment's region, eu-west-1 [LB-001]`},
	{"certificate of another account", edits{
		"arn:aws:acm:eu-west-1:333333333333:certificate/c3",
		"arn:aws:acm:eu-west-1:999999999999:certificate/c3",
	}, `36:33: services.web.in.prod.ingress.certificate: "arn:aws:acm:eu-west-1:999999999999:certificate/c3": want a certificate in the environment's account, 333333333333 [LB-001]`},
	{"certificate of another partition", edits{
		"arn:aws:acm:eu-west-1:333333333333:certificate/c3",
		"arn:aws-cn:acm:eu-west-1:333333333333:certificate/c3",
	}, `36:33: services.web.in.prod.ingress.certificate: "arn:aws-cn:acm:eu-west-1:333333333333:certificate/c3": want an ARN in partition aws [ENV-010]`},
	{"certificate of one environment for all", edits{
		`        ingress: { certificate: "arn:aws:acm:eu-west-1:333333333333:certificate/c3" }`,
		"        port: 80",
		"host: shop.example.com",
		`host: shop.example.com, certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/c3"`,
	}, `29:67: services.web.ingress.certificate: "arn:aws:acm:eu-west-1:111111111111:certificate/c3": in prod: want a certificate in the environment's account, 333333333333 [LB-001]`},
	{"rule with priority: 0", edits{"host: shop.example.com", "host: shop.example.com, priority: 0"},
		"29:64: services.web.ingress.priority: 0: want 1 to 50000 [LB-003]"},
	{"rule with priority: 50001", edits{"host: shop.example.com", "host: shop.example.com, priority: 50001"},
		"29:64: services.web.ingress.priority: 50001: want 1 to 50000 [LB-003]"},
	{"rule with paths: []", edits{"host: shop.example.com", "host: shop.example.com, paths: []"},
		"29:61: services.web.ingress.paths: an empty list: want at least one path [LB-003]"},
	{"rule with paths: [api]", edits{"host: shop.example.com", "host: shop.example.com, paths: [api]"},
		`29:62: services.web.ingress.paths[0]: "api": want a path pattern such as /api/*, at most 128 characters [LB-003]`},
	{"rule with paths: [/a, /a]", edits{"host: shop.example.com", "host: shop.example.com, paths: [/a, /a]"},
		`29:66: services.web.ingress.paths[1]: "/a": want each path once [LB-003]`},
	{"rule with paths: [/a, /b, /c, /d, /e]", edits{
		"host: shop.example.com",
		"host: shop.example.com, paths: [/a, /b, /c, /d, /e]",
	}, "29:61: services.web.ingress.paths: 5 items: want at most 4 [LB-003]"},
	{"public and internal", edits{"public: true,", "public: true, internal: true,"},
		"29:40: services.web.ingress.internal: true: want one of internal and public [SVC-021]"},
	{"neither public nor internal", edits{"{ internal: true }", "{ }"},
		"20:5: services.api.ingress.public: missing: give public: true or internal: true [SVC-021]"},
	{"host of an internal service", edits{"{ internal: true }", "{ internal: true, host: a.example.com }"},
		`20:38: services.api.ingress.host: "a.example.com": only a public service has it: leave it out [SVC-021]`},
	{"public here, internal there", edits{
		"      dev:\n        ingress: {",
		"      dev:\n        ingress: { public: false, internal: true,",
	}, ""},
	{"public maybe", edits{"public: true,", "public: maybe,"},
		`29:24: services.web.ingress.public: "maybe": want true or false [CFG-014]`},
	{"two services at one host", edits{worker, second("mailer", "")},
		`31:36: services.web.ingress.host: "shop.example.com": service mailer answers all paths there too: give paths, or another host [LB-003]`},
	{"two services at one host and path", edits{
		worker,
		second("mailer", ", paths: [/a, /b]"),
		"host: shop.example.com }\n    config",
		"host: shop.example.com, paths: [/b] }\n    config",
	}, `31:62: services.web.ingress.paths[0]: "/b": service mailer answers it at this host: want another path [LB-003]`},
	{"two services at one host whose paths overlap", edits{worker, second("mailer", ", paths: [/a]")},
		"31:5: services.web.ingress.priority: missing: its paths and those of service mailer overlap: give both a " +
			"priority, the lower one is asked first [LB-003]"},
	{"two services at one host whose paths overlap in a given order", edits{
		worker,
		second("mailer", ", paths: [/a], priority: 7"),
		"host: shop.example.com }\n    config",
		"host: shop.example.com, priority: 8 }\n    config",
	}, ""},
	{"two services at one host on different paths", edits{
		worker,
		second("mailer", ", paths: [/a, /b/*]"),
		"host: shop.example.com }\n    config",
		"host: shop.example.com, paths: [/a/c, /c/*] }\n    config",
	}, ""},
	{"two services of one priority", edits{
		worker,
		second("mailer", ", paths: [/a], priority: 7"),
		"host: shop.example.com }\n    config",
		"host: shop.example.com, priority: 7 }\n    config",
	}, "31:64: services.web.ingress.priority: 7: service mailer has it too: want another [LB-003]"},
	{"two services whose names lead to one priority", edits{"  web:", "  bxd:", worker, second("cta", ", paths: [/a]")},
		"23:5: services.cta.ingress.priority: missing: its name and that of service bxd lead to 42842: give one [LB-003]"},
	{"priority that another's name leads to", edits{worker, second("mailer", ", paths: [/a], priority: 27826")},
		"23:77: services.mailer.ingress.priority: 27826: the name of service web leads to it: want another [LB-003]"},
}

func TestRequestsThatCannotArriveAreRefused(t *testing.T) { try(t, ingressRows) }

// second is a public service beside web, at the same host.
func second(name, more string) string {
	certificate := func(account string) string {
		return `{ ingress: { certificate: "arn:aws:acm:eu-west-1:` + account + `:certificate/c" } }`
	}
	return "  " + name + ":\n    runtime: fargate\n    ingress: { public: true, host: shop.example.com" + more + " }\n" +
		"    in: { dev: " + certificate("111111111111") + ", prod: " + certificate("333333333333") + " }\n"
}
