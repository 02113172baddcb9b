package config_test

import "testing"

// buildRows are builds that CodeBuild, or a careful reader, would refuse.
var buildRows = []row{
	{"everything", delivered(code, `  build: { context: services/web, dockerfile: services/web/Dockerfile, test: "go test -json ./... > tests.json", report: { path: tests.json, format: gojson, min: 10 }, coverage: { path: cover.out, format: go, min: 80 }, runtimes: { golang: "1.26" }, config: { CGO_ENABLED: "0" }, secrets: { NPM: "arn:aws:secretsmanager:eu-west-1:444444444444:secret:npm-AbCdEf" }, secretKeys: ["arn:aws:kms:eu-west-1:444444444444:key/k1"], cache: ["/root/.cache/go-build/**/*"], machine: 2xlarge, testMachine: medium, within: 36h, testWithin: 5m, bases: ["arn:aws:ecr:eu-west-1:444444444444:repository/base"], fresh: true, secretsScan: false }`+"\n"),
		""},
	{"a context that leads out", delivered(code, "  build: { context: ../../etc/passwd }\n"),
		`42:21: delivery.build.context: "../../etc/passwd": want a path below the source, such as reports/junit.xml, without .. and variables [PATH-001]`},
	{"an absolute context", delivered(code, "  build: { context: /etc }\n"),
		`42:21: delivery.build.context: "/etc": want a path below the source, such as reports/junit.xml, without .. and variables [PATH-001]`},
	{"a context without a name", delivered(code, `  build: { context: "" }`+"\n"),
		`42:21: delivery.build.context: "": want a path below the source, such as services/web [PATH-001]`},
	{"a Dockerfile with a variable", delivered(code, `  build: { dockerfile: "$HOME/Dockerfile" }`+"\n"),
		`42:24: delivery.build.dockerfile: "$HOME/Dockerfile": want a path below the source, such as reports/junit.xml, without .. and variables [PATH-001]`},
	{"tests on two lines", delivered(code, `  build: { test: "make\nartifacts: x" }`+"\n"),
		`42:18: delivery.build.test: "make\nartifacts: x": want one line of shell without control characters [INJ-001]`},
	{"tests with a tab", delivered(code, `  build: { test: "make\ttest" }`+"\n"),
		""},
	{"a report without tests", delivered(code, "  build: { report: { path: a.xml, format: junit } }\n"),
		"42:3: delivery.build.test: missing: give the line that runs the tests [PIPE-003]"},
	{"a report of no format", delivered(code, "  build: { test: make, report: { path: a.xml } }\n"),
		"42:24: delivery.build.report.format: missing: give what the report is, such as junit [PIPE-004]"},
	{"a report of an unknown format", delivered(code, "  build: { test: make, report: { path: a.xml, format: nunit } }\n"),
		`42:55: delivery.build.report.format: "nunit": want one of cucumber, gojson, junit; did you mean junit? [PIPE-004]`},
	{"a report nowhere", delivered(code, "  build: { test: make, report: { format: junit, min: 3 } }\n"),
		"42:24: delivery.build.report.path: missing: give the path of the report, below the source [PIPE-004]"},
	{"a report that leads out", delivered(code, "  build: { test: make, report: { path: ../a.xml, format: junit } }\n"),
		`42:40: delivery.build.report.path: "../a.xml": want a path below the source, such as reports/junit.xml, without .. and variables [PATH-001]`},
	{"no test", delivered(code, "  build: { test: make, report: { path: a.xml, format: junit, min: 0 } }\n"),
		"42:67: delivery.build.report.min: 0: want 1 to 1000000 [PIPE-004]"},
	{"coverage without a format", delivered(code, "  build: { test: make, coverage: { path: a.xml } }\n"),
		"42:24: delivery.build.coverage.format: missing: give what the report is, such as cobertura [PIPE-004]"},
	{"coverage of 101 percent", delivered(code, "  build: { test: make, coverage: { path: a.xml, format: go, min: 101 } }\n"),
		"42:66: delivery.build.coverage.min: 101: want 0 to 100 [PIPE-004]"},
	{"a language that is none", delivered(code, `  build: { runtimes: { go: "1.26" } }`+"\n"),
		`42:28: delivery.build.runtimes.go: "go": want one of dotnet, golang, java, nodejs, php, python, ruby, rust [BLD-002]`},
	{"a version that is a number", delivered(code, "  build: { runtimes: { golang: 1.26 } }\n"),
		"42:32: delivery.build.runtimes.golang: 1.26: want text: put it in quotes [CFG-015]"},
	{"a version with a space", delivered(code, `  build: { runtimes: { golang: "1 26" } }`+"\n"),
		`42:32: delivery.build.runtimes.golang: "1 26": want a version, such as 1.26 [BLD-002]`},
	{"variables that tell more than text", delivered(code, `  build: { test: make, config: { A: "a\nartifacts: x", B: "#{Source.CommitMessage}", CODEBUILD_X: x, PATH: x, test_command: x, 1A: x } }`+"\n"),
		`42:37: delivery.build.config.A: set (value not shown): want at most 2000 characters, no control characters and no #{…} [INJ-001]
42:59: delivery.build.config.B: set (value not shown): want at most 2000 characters, no control characters and no #{…} [INJ-001]
42:99: delivery.build.config.CODEBUILD_X: "CODEBUILD_X": want a name of letters, digits and _, which is not AWS's, CodeBuild's or the program's [INJ-003]
42:108: delivery.build.config.PATH: "PATH": want a name of letters, digits and _, which is not AWS's, CodeBuild's or the program's [INJ-003]
42:125: delivery.build.config.test_command: "test_command": want a name of letters, digits and _, which is not AWS's, CodeBuild's or the program's [INJ-003]
42:132: delivery.build.config.1A: "1A": want a name of letters, digits and _, which is not AWS's, CodeBuild's or the program's [INJ-003]`},
	{"variables that are secrets", delivered(code, "  build: { test: make, config: { NPM_TOKEN: x, KEY: AKIAABCDEFGHIJKLMNOP } }\n"),
		`42:45: delivery.build.config.NPM_TOKEN: set (value not shown): want a value that nobody must hide: give what this one holds in secrets [SEC-001]
42:53: delivery.build.config.KEY: set (value not shown): looks like a credential; store it in Secrets Manager and name it under secrets [SEC-001]`},
	{"secrets that are none", delivered(code, `  build: { test: make, secrets: { NPM: hunter2, A.B: "arn:aws:secretsmanager:eu-west-1:444444444444:secret:npm-AbCdEf" } }`+"\n"),
		`42:40: delivery.build.secrets.NPM: set (value not shown): want the ARN of a secret in Secrets Manager [SEC-002]
42:54: delivery.build.secrets."A.B": "A.B": want a name of letters, digits and _, which is not AWS's, CodeBuild's or the program's [INJ-003]`},
	{"a secret that is a variable too", delivered(code, `  build: { test: make, config: { NPM: x }, secrets: { NPM: "arn:aws:secretsmanager:eu-west-1:444444444444:secret:npm-AbCdEf" } }`+"\n"),
		`42:60: delivery.build.secrets.NPM: "NPM": want a name that config does not have [INJ-003]`},
	{"a parameter for a secret", delivered(code, `  build: { test: make, secrets: { NPM: "arn:aws:ssm:eu-west-1:444444444444:parameter/npm" } }`+"\n"),
		"42:40: delivery.build.secrets.NPM: set (value not shown): want the ARN of a secret in Secrets Manager [SEC-002]"},
	{"a key that is none", delivered(code, "  build: { secretKeys: [alias/x] }\n"),
		`42:25: delivery.build.secretKeys[0]: "alias/x": want the ARN of a KMS key [SEC-004]`},
	{"secrets of another partition", delivered(code, `  build: { test: make, secrets: { NPM: "arn:aws-cn:secretsmanager:eu-west-1:444444444444:secret:npm-AbCdEf" } }`+"\n"),
		`42:40: delivery.build.secrets.NPM: "arn:aws-cn:secretsmanager:eu-west-1:444444444444:secret:npm-AbCdEf": want an ARN in partition aws [ENV-010]`},
	{"secrets of another region", delivered(code, `  build: { test: make, secrets: { NPM: "arn:aws:secretsmanager:us-east-1:444444444444:secret:npm-AbCdEf" } }`+"\n"),
		"42:40: delivery.build.secrets.NPM: set (value not shown): want a secret in eu-west-1, the pipeline's region [SEC-002]"},
	{"tests that hold a token", delivered(code, "  build: { test: TOKEN=ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa make }\n"),
		"42:18: delivery.build.test: set (value not shown): looks like a credential, which everybody could read who may read the template: leave it out [SEC-001]"},
	{"a database with its password", delivered(code, `  build: { test: make, config: { DB: "postgres://u:p@h/db", FREE: "postgres://u@h/db" } }`+"\n"),
		"42:38: delivery.build.config.DB: set (value not shown): looks like a credential; store it in Secrets Manager and name it under secrets [SEC-001]"},
	{"secrets without tests", delivered(code, `  build: { secrets: { NPM: "arn:aws:secretsmanager:eu-west-1:444444444444:secret:npm-AbCdEf" } }`+"\n"),
		"42:3: delivery.build.test: missing: give the line that runs the tests [PIPE-003]"},
	{"a cache of the system", delivered(code, `  build: { cache: ["/etc/**/*", "../x"] }`+"\n"),
		`42:20: delivery.build.cache[0]: "/etc/**/*": want a path below the source, or below /root or /codebuild, such as /root/.cache/go-build/**/* [PATH-001]
42:33: delivery.build.cache[1]: "../x": want a path below the source, or below /root or /codebuild, such as /root/.cache/go-build/**/* [PATH-001]`},
	{"a build of one minute", delivered(code, "  build: { within: 1m }\n"),
		`42:20: delivery.build.within: "1m": want 5m to 36h [PIPE-004]`},
	{"a build of 2161 minutes", delivered(code, "  build: { within: 2161m }\n"),
		`42:20: delivery.build.within: "2161m": want 5m to 36h [PIPE-004]`},
	{"a build of half minutes", delivered(code, "  build: { within: 5m30s, testWithin: 90s }\n"),
		`42:20: delivery.build.within: 5m30s: want whole minutes from 5m to 36h [PIPE-004]
42:39: delivery.build.testWithin: "90s": want 5m to 36h [PIPE-004]`},
	{"a machine that is none", delivered(code, "  build: { machine: HUGE, testMachine: 3xlarge }\n"),
		`42:21: delivery.build.machine: "HUGE": want one of small, medium, large, xlarge, 2xlarge [PIPE-004]
42:40: delivery.build.testMachine: "3xlarge": want one of small, medium, large, xlarge, 2xlarge; did you mean xlarge? [PIPE-004]`},
	{"a base that is none", delivered(code, "  build: { bases: [alpine] }\n"),
		`42:20: delivery.build.bases[0]: "alpine": want the ARN of an ECR repository [IMG-003]`},
	{"a base that is an image", delivered(code, "  build: { bases: [444444444444.dkr.ecr.eu-west-1.amazonaws.com/base] }\n"),
		`42:20: delivery.build.bases[0]: "444444444444.dkr.ecr.eu-west-1.amazonaws.com/base": want the ARN of an ECR repository [IMG-003]`},
	{"a key that differs", with(delivered(code, "  build: { test: make, coverage: { path: a.xml, format: go } }\n"), worker, worker+"    build: { coverage: { path: ../b.xml }, within: 90s, machine: tiny }\n"),
		`23:32: services.mailer.build.coverage.path: "../b.xml": want a path below the source, such as reports/junit.xml, without .. and variables [PATH-001]
23:52: services.mailer.build.within: "90s": want 5m to 36h [PIPE-004]
23:66: services.mailer.build.machine: "tiny": want one of small, medium, large, xlarge, 2xlarge [PIPE-004]`},
	{"tests that are taken away", with(delivered(code, "  build: { test: make, config: { A: b } }\n"), worker, worker+`    build: { test: "" }`+"\n"),
		`23:20: services.mailer.build.test: "": want one line of shell [INJ-001]`},
	{"a variable that differs from a secret", with(delivered(code, "  build: { test: make, config: { NPM: b } }\n"), worker, worker+`    build: { secrets: { NPM: "arn:aws:secretsmanager:eu-west-1:444444444444:secret:npm-AbCdEf" } }`+"\n"),
		`23:30: services.mailer.build.secrets.NPM: "NPM": want a name that config does not have [INJ-003]`},
}

func TestBuildsThatCannotBeAreRefused(t *testing.T) { try(t, buildRows) }
