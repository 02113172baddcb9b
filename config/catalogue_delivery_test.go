package config_test

import (
	"slices"
	"strings"
	"testing"
)

// What the files of these rows share.
const (
	tools    = "  account: \"444444444444\"\n  region: eu-west-1\n"
	link     = "arn:aws:codeconnections:eu-west-1:444444444444:connection/11111111-2222-3333-4444-555555555555"
	told     = "  alerts: [delivery@example.com]\n"
	code     = "  source: { codecommit: { repository: shop } }\n" + told
	pushedTo = "    source: { registry: {} }\n"
)

// piped is small with a pipeline for each service.
const piped = small + code

// pipelineRows are all that concern a pipeline.
var pipelineRows = slices.Concat(deliveryRows, buildRows, gateRows, verifyRows)

// delivered is what more delivery says.
func delivered(lines ...string) edits { return edits{tools, tools + strings.Join(lines, "")} }

// deliveryRows are sources and pipelines that cannot be.
var deliveryRows = []row{
	{"a repository of CodeCommit", delivered("  source: { codecommit: { repository: shop, branch: release/1, create: true } }\n" + told),
		""},
	{"a connection", delivered(`  source: { connection: { arn: "` + link + `", repository: acme/group/shop, branch: main, paths: ["web/**"], notPaths: ["**/*.md"], commits: https://github.com/acme/shop/commit/ } }` + "\n" + told),
		""},
	{"a bucket", delivered(`  source: { bucket: { name: acme-source, key: web/source.zip, encryption: "arn:aws:kms:eu-west-1:444444444444:key/k1" } }` + "\n" + told),
		""},
	{"pushed images", delivered("  source: { registry: {} }\n" + told),
		""},
	{"no source", delivered("  source: {}\n" + told),
		"40:11: delivery.source: a mapping: want one of codecommit, connection, bucket, registry [PIPE-002]"},
	{"two sources", delivered("  source: { codecommit: { repository: shop }, bucket: { name: acme-source, key: web.zip } }\n" + told),
		"40:55: delivery.source.bucket: a mapping: codecommit is given too: want one source [PIPE-002]"},
	{"a source that is none", delivered("  source: { github: { repository: acme/shop } }\n" + told),
		"40:13: delivery.source.github: unknown key; want one of codecommit, connection, bucket, registry [CFG-008]"},
	{"a source without a repository", delivered("  source: { codecommit: { branch: main } }\n" + told),
		"40:13: delivery.source.codecommit.repository: missing: give the name of the repository [PIPE-001]"},
	{"a source that is a word", delivered("  source: codecommit\n" + told),
		`40:11: delivery.source: "codecommit": want a mapping, such as { codecommit: { repository: storefront } } [CFG-015]`},
	{"a repository with a space", delivered("  source: { codecommit: { repository: a b.git } }\n" + told),
		`40:39: delivery.source.codecommit.repository: "a b.git": want 1 to 100 letters, digits and . _ -, not ending in .git [PIPE-001]`},
	{"a repository that ends in .git", delivered("  source: { codecommit: { repository: x.git } }\n" + told),
		`40:39: delivery.source.codecommit.repository: "x.git": want 1 to 100 letters, digits and . _ -, not ending in .git [PIPE-001]`},
	{"a branch without a name", delivered(`  source: { codecommit: { repository: shop, branch: "" } }` + "\n" + told),
		`40:53: delivery.source.codecommit.branch: "": want the name of a branch [PIPE-001]`},
	{"a branch with two dots", delivered("  source: { codecommit: { repository: shop, branch: a..b } }\n" + told),
		`40:53: delivery.source.codecommit.branch: "a..b": want the name of a branch, without spaces, .. and special characters [PIPE-001]`},
	{"a branch with a space", delivered("  source: { codecommit: { repository: shop, branch: a b } }\n" + told),
		`40:53: delivery.source.codecommit.branch: "a b": want the name of a branch, without spaces, .. and special characters [PIPE-001]`},
	{"a branch with ~", delivered("  source: { codecommit: { repository: shop, branch: a~1 } }\n" + told),
		`40:53: delivery.source.codecommit.branch: "a~1": want the name of a branch, without spaces, .. and special characters [PIPE-001]`},
	{"a branch that is a reference", delivered("  source: { codecommit: { repository: shop, branch: refs/heads/main } }\n" + told),
		`40:53: delivery.source.codecommit.branch: "refs/heads/main": want the name of a branch alone, without refs/heads/: so an event has it [PIPE-001]`},
	{"a branch that is a command", delivered(`  source: { codecommit: { repository: shop, branch: "a` + "`id`" + `" } }` + "\n" + told),
		"40:53: delivery.source.codecommit.branch: \"a`id`\": want the name of a branch, without spaces, .. and special characters [PIPE-001]"},
	{"a connection that is none", delivered("  source: { connection: { arn: github, repository: acme/shop } }\n" + told),
		`40:32: delivery.source.connection.arn: "github": want the ARN of a connection, such as arn:aws:codeconnections:eu-west-1:111111111111:connection/<id> [PIPE-002]`},
	{"a connection of another region", delivered(`  source: { connection: { arn: "arn:aws:codeconnections:eu-central-1:444444444444:connection/11111111-2222-3333-4444-555555555555", repository: acme/shop } }` + "\n" + told),
		`40:32: delivery.source.connection.arn: "arn:aws:codeconnections:eu-central-1:444444444444:connection/11111111-2222-3333-4444-555555555555": want a connection in eu-west-1, the pipeline's region [PIPE-002]`},
	{"a connection of another account", delivered(`  source: { connection: { arn: "arn:aws:codestar-connections:eu-west-1:555555555555:connection/11111111-2222-3333-4444-555555555555", repository: acme/shop } }` + "\n" + told),
		""},
	{"a connection of another partition", delivered(`  source: { connection: { arn: "arn:aws-cn:codeconnections:eu-west-1:444444444444:connection/11111111-2222-3333-4444-555555555555", repository: acme/shop } }` + "\n" + told),
		`40:32: delivery.source.connection.arn: "arn:aws-cn:codeconnections:eu-west-1:444444444444:connection/11111111-2222-3333-4444-555555555555": want an ARN in partition aws [ENV-010]`},
	{"a repository without an owner", delivered(`  source: { connection: { arn: "` + link + `", repository: shop } }` + "\n" + told),
		`40:142: delivery.source.connection.repository: "shop": want the owner and the name, such as acme/shop, not ending in .git [PIPE-001]`},
	{"nine patterns", delivered(`  source: { connection: { arn: "` + link + `", repository: acme/shop, paths: [a, b, c, d, e, f, g, h, i] } }` + "\n" + told),
		"40:160: delivery.source.connection.paths: 9 items: want at most 8 [PATH-001]"},
	{"patterns that lead out", delivered(`  source: { connection: { arn: "` + link + `", repository: acme/shop, paths: [../x, /etc/passwd, a, a, ""] } }` + "\n" + told),
		`40:161: delivery.source.connection.paths[0]: "../x": want a pattern of paths below the repository, such as services/web/** [PATH-001]
40:167: delivery.source.connection.paths[1]: "/etc/passwd": want a pattern of paths below the repository, such as services/web/** [PATH-001]
40:183: delivery.source.connection.paths[3]: "a": want each pattern once [PATH-001]
40:186: delivery.source.connection.paths[4]: "": want a pattern, such as services/web/** [PATH-001]`},
	{"tags and paths", delivered(`  source: { connection: { arn: "` + link + `", repository: acme/shop, tags: ["v*"], notPaths: ["*.md"] } }` + "\n" + told),
		"40:159: delivery.source.connection.tags: 1: want no tags together with paths or notPaths: a tag changes no file [PIPE-002]"},
	{"a page of commits that is not safe", delivered(`  source: { connection: { arn: "` + link + `", repository: acme/shop, commits: "http://github.com/" } }` + "\n" + told),
		`40:162: delivery.source.connection.commits: "http://github.com/": want the beginning of an https address, up to a / or =, which the commit follows [PIPE-001]`},
	{"a page of commits that a commit does not follow", delivered(`  source: { connection: { arn: "` + link + `", repository: acme/shop, commits: "https://github.com/acme/shop/commit" } }` + "\n" + told),
		`40:162: delivery.source.connection.commits: "https://github.com/acme/shop/commit": want the beginning of an https address, up to a / or =, which the commit follows [PIPE-001]`},
	{"a page of commits with a query", delivered(`  source: { connection: { arn: "` + link + `", repository: acme/shop, commits: "https://git.example.com/?h=" } }` + "\n" + told),
		""},
	{"a bucket that is none", delivered("  source: { bucket: { name: Acme_Source, key: web.zip } }\n" + told),
		`40:29: delivery.source.bucket.name: "Acme_Source": want the name of a bucket [PIPE-001]`},
	{"an archive that leads out", delivered("  source: { bucket: { name: acme-source, key: ../web.zip, encryption: alias/x } }\n" + told),
		`40:47: delivery.source.bucket.key: "../web.zip": want the key of one object that ends in .zip, such as web/source.zip [PATH-001]
40:71: delivery.source.bucket.encryption: "alias/x": want the ARN of a KMS key [SEC-004]`},
	{"archives instead of one", delivered(`  source: { bucket: { name: acme-source, key: "*.zip" } }` + "\n" + told),
		`40:47: delivery.source.bucket.key: "*.zip": want the key of one object that ends in .zip, such as web/source.zip [PATH-001]`},
	{"an archive of another kind", delivered(`  source: { bucket: { name: acme-source, key: source.tar.gz } }` + "\n" + told),
		`40:47: delivery.source.bucket.key: "source.tar.gz": want the key of one object that ends in .zip, such as web/source.zip [PATH-001]`},
	{"a tag that is none", delivered("  source: { registry: { tag: a b } }\n" + told),
		`40:30: delivery.source.registry.tag: "a b": want a tag of letters, digits and . _ - [IMG-002]`},
	{"nobody is told", delivered("  source: { codecommit: { repository: shop } }\n"),
		"37:1: delivery.alerts: missing: give who is told of failures and asked for approvals [OBS-005]"},
	{"an empty list is told", delivered("  source: { codecommit: { repository: shop } }\n  alerts: []\n"),
		"41:11: delivery.alerts: an empty list: want at least one address [OBS-005]"},
	{"somebody is told twice", delivered("  source: { codecommit: { repository: shop } }\n  alerts: [a@example.com, a@example.com]\n"),
		`41:27: delivery.alerts[1]: "a@example.com": want each address once [OBS-005]`},
	{"channels of a chat", delivered(code, "  chats: [arn:aws:sns:eu-west-1:444444444444:chat, arn:aws:sns:eu-west-1:444444444444:chat-2]\n"),
		""},
	{"a chat that is none", delivered(code, "  chats: [delivery@example.com, arn:aws:sns:eu-west-1:444444444444:a b]\n"),
		`42:11: delivery.chats[0]: "delivery@example.com": want the ARN of an SNS topic [OBS-005]
42:33: delivery.chats[1]: "arn:aws:sns:eu-west-1:444444444444:a b": want the ARN of an SNS topic [OBS-005]`},
	{"chats elsewhere", delivered(code, "  chats: [arn:aws:sns:us-east-1:444444444444:chat, arn:aws:sns:eu-west-1:555555555555:chat, arn:aws-cn:sns:eu-west-1:444444444444:chat]\n"),
		`42:11: delivery.chats[0]: "arn:aws:sns:us-east-1:444444444444:chat": want a topic in eu-west-1, delivery's region [OBS-005]
42:52: delivery.chats[1]: "arn:aws:sns:eu-west-1:555555555555:chat": want a topic of 444444444444, delivery's account [OBS-005]
42:93: delivery.chats[2]: "arn:aws-cn:sns:eu-west-1:444444444444:chat": want an ARN in partition aws [ENV-010]`},
	{"a chat that is told twice", delivered(code, "  chats: [arn:aws:sns:eu-west-1:444444444444:chat, arn:aws:sns:eu-west-1:444444444444:chat]\n"),
		`42:52: delivery.chats[1]: "arn:aws:sns:eu-west-1:444444444444:chat": want each topic once [OBS-005]`},
	{"five chats", delivered(code, "  chats: [a, b, c, d, e]\n"),
		"42:10: delivery.chats: 5 items: want at most 4 [OBS-005]"},
	{"no chat at all", delivered(code, "  chats: []\n"),
		"42:10: delivery.chats: an empty list: want at least one topic [OBS-005]"},
	{"a chat without a pipeline", delivered("  chats: [arn:aws:sns:eu-west-1:444444444444:chat]\n"),
		"40:10: delivery.chats: a list: there is no source, and so no pipeline: give delivery one, or leave it out [PIPE-003]"},
	{"images that are signed", delivered("  registry: { sign: true }\n"),
		""},
	{"images that are signed by a name", delivered("  registry: { sign: shop }\n"),
		`40:21: delivery.registry.sign: "shop": want true or false [CFG-014]`},
	{"pull requests without tests", delivered("  source: { codecommit: { repository: shop, pullRequests: true } }\n" + told),
		"37:1: delivery.build.test: missing: give the line that tests pull requests [PIPE-003]"},
	{"pull requests with tests", delivered("  source: { codecommit: { repository: shop, pullRequests: true } }\n"+told, "  build: { test: make test }\n"),
		""},
	{"a source of its own", with(delivered(code), worker, worker+"    source: { registry: { tag: latest } }\n"),
		""},
	{"a source of its own that is another one too", with(delivered(code), worker, worker+"    source: { registry: { tag: latest }, codecommit: { repository: x } }\n"),
		"23:25: services.mailer.source.registry: a mapping: codecommit is given too: want one source [PIPE-002]"},
	{"a source of its own without delivery", edits{worker, worker + "    source: { codecommit: { repository: x } }\n    build: { test: make }\n", "delivery:\n" + tools, ""},
		"23:13: services.mailer.source: a mapping: needs delivery, the account and region of its pipeline [PIPE-002]"},
	{"a source that differs", with(delivered(code), "      dev:\n", "      dev:\n        source: { codecommit: { repository: x } }\n"),
		"34:9: services.web.in.dev.source: unknown key; want one of image, port, architecture, gpu, spot, instances, storage, size, scale, health, ingress, queue, schedule, command, user, writable, config, secrets, secretKeys, sidecars, volumes, exec, stop, deploy, verify, runbook [CFG-008]"},
	{"a fixed image with a source", with(delivered(code), worker, worker+"    image: nginx:1.29\n    source: { codecommit: { repository: x } }\n    build: { context: a }\n    verify: { bake: 1m }\n"),
		`24:13: services.mailer.source: a mapping: its image is fixed, so there is nothing to deliver: leave it out, or leave image out [PIPE-002]
25:12: services.mailer.build: a mapping: its image is fixed, so there is nothing to deliver: leave it out, or leave image out [PIPE-002]
26:13: services.mailer.verify: a mapping: its image is fixed, so nothing is released: leave it out [PIPE-003]`},
	{"a source that nothing takes", with(delivered(code), worker, worker+"    image: nginx:1.29\n", "  api:\n    runtime: fargate\n", "  api:\n    runtime: fargate\n    image: nginx:1.29\n", "    port: 8080\n", "    image: nginx:1.29\n"),
		"42:11: delivery.source: a mapping: no release chooses the image of a service, so there is no pipeline: leave it out, and with it delivery.alerts [PIPE-003]"},
	{"delivery's source beside each service's own", with(delivered(code, "  build: { context: a }\n"), worker, worker+pushedTo, "  api:\n    runtime: fargate\n", "  api:\n    runtime: fargate\n"+pushedTo, "    port: 8080\n", pushedTo),
		`42:11: delivery.source: a mapping: nothing takes it: leave it out [PIPE-002]
44:10: delivery.build: a mapping: no image is built: leave it out [PIPE-002]`},
	{"a build of a pushed image", with(delivered(code), worker, worker+pushedTo+"    build: { context: a }\n"),
		"24:12: services.mailer.build: a mapping: somebody else builds the image: leave it out [PIPE-002]"},
	{"a build where nothing is built", delivered("  source: { registry: {} }\n"+told, "  build: { context: a }\n"),
		"42:10: delivery.build: a mapping: no image is built: leave it out [PIPE-002]"},
	{"a build of a service without a source", with(delivered(), "    port: 8080\n", pushedTo, tools, tools+told, worker, worker+"    build: { context: a }\n"),
		"23:12: services.mailer.build: a mapping: there is no source, and so no pipeline: give delivery one, or leave it out [PIPE-003]"},
	{"no pipeline", with(delivered(told, "  build: { context: a }\n  scan: { block: low }\n"), worker, worker+"    verify: { bake: 1m }\n    build: { context: b }\n", "    approve: true\n", "    approve: { within: 1h }\n    window: { from: 8 }\n    failure: retry\n"),
		`15:24: environments.prod.approve.within: "1h": there is no source, and so no pipeline: give delivery one, or leave it out, and with it environments.prod.window, environments.prod.failure, services.mailer.verify and 4 more [PIPE-003]`},
	{"a service called like a stack of delivery", with(edits{}, worker, strings.Replace(worker, "mailer", "artifacts", 1), "  api:\n", "  source:\n", "  web:\n", "  baseline:\n"),
		`18:3: services.source: is the name of Shipway's own stack: want another name [SVC-002]
21:3: services.artifacts: is the name of Shipway's own stack: want another name [SVC-002]
23:3: services.baseline: is the name of Shipway's own stack: want another name [SVC-002]`},
	{"a service called like another one's pull requests", with(delivered(`  source: { connection: { arn: "`+link+`", repository: acme/shop, pullRequests: true } }`+"\n"+told, "  build: { test: make }\n"), "  mailer:\n", "  api-reviews:\n"),
		"21:3: services.api-reviews: the pipeline of service api has the pipeline api-reviews: want another name [SVC-002]"},
	{"a service called so where there are none", with(delivered(code), "  mailer:\n", "  api-reviews:\n"),
		""},
	{"a service called like another one's releases", with(delivered(code), "  mailer:\n", "  api-release:\n"),
		"21:3: services.api-release: the pipeline of service api has the project api-release-*: want another name [SVC-002]"},
	{"a service called like another one's tests of versions", with(delivered(code), "  mailer:\n", "  api-try-dev:\n", "    ingress: { internal: true }\n", "    ingress: { internal: true }\n    verify: { test: make smoke }\n"),
		"22:3: services.api-try-dev: the pipeline of service api has the project api-try-*: want another name [SVC-002]"},
	{"a service called like what the application itself deploys", with(delivered(code, "  infrastructure: true\n"), "  mailer:\n", "  infrastructure-deploy-dev:\n"),
		"21:3: services.infrastructure-deploy-dev: the pipeline of the application itself has the project infrastructure-deploy-*: want another name [SVC-002]"},
	{"limits that are none", delivered(code, "  scan: { block: none, most: { high: -1, worst: 3 }, within: 30s, inspector: 1 }\n"),
		`42:18: delivery.scan.block: "none": it is called nothing here [PIPE-003]
42:38: delivery.scan.most.high: -1: want 0 to 100000 [PIPE-003]
42:42: delivery.scan.most.worst: unknown key; want one of critical, high, medium, low [CFG-008]
42:62: delivery.scan.within: "30s": want 1m to 2h [PIPE-004]
42:78: delivery.scan.inspector: 1: want true or false [CFG-014]`},
	{"an inspector of pushed images", with(delivered(code, "  scan: { inspector: true }\n"), worker, worker+pushedTo),
		"43:22: delivery.scan.inspector: true: images of service mailer are pushed under a tag that moves, and it would look at what has the tag then: leave it out [PIPE-002]"},
	{"no inspector of pushed images", with(delivered(code, "  scan: { inspector: false }\n"), worker, worker+pushedTo),
		""},
	{"limits", delivered(code, "  scan: { block: critical, most: { medium: 10, low: 0 }, within: 2h, inspector: true }\n"),
		""},
	{"a half second", delivered(code, "  scan: { within: 90500ms }\n"),
		"42:19: delivery.scan.within: 1m30.5s: want whole seconds from 1m to 2h [PIPE-004]"},
	{"a pipeline of the application itself", delivered(code, "  infrastructure: true\n"),
		""},
	{"none of the application itself", delivered(code, "  infrastructure: false\n"),
		""},
	{"lines of its own", delivered(code, "  infrastructure: { test: go test ./..., verify: make lint, synth: npx cdk synth, source: { bucket: { name: acme-source, key: a.zip } } }\n"),
		""},
	{"an application itself from nowhere", delivered(told, "  infrastructure: true\n"),
		"40:11: delivery.alerts: a list: there is no source, and so no pipeline: give delivery one, or leave it out, and with it delivery.infrastructure [PIPE-003]"},
	{"an application itself from pushed images", delivered("  source: { registry: {} }\n"+told, "  infrastructure: true\n"),
		"42:3: delivery.infrastructure.source: missing: give where the application itself comes from: delivery.source has images only [PIPE-002]"},
	{"an application itself that is pushed", delivered(code, "  infrastructure: { source: { registry: {} } }\n"),
		"42:31: delivery.infrastructure.source.registry: unknown key; want one of codecommit, connection, bucket [CFG-008]"},
	{"an application itself of two sources", delivered(code, "  infrastructure: { source: { bucket: { name: acme-source, key: a.zip }, codecommit: { repository: x } } }\n"),
		"42:39: delivery.infrastructure.source.bucket: a mapping: codecommit is given too: want one source [PIPE-002]"},
	{"an application itself that is a number", delivered(code, "  infrastructure: 1\n"),
		"42:19: delivery.infrastructure: 1: want true or false [CFG-014]"},
	{"an application itself with a time and a Go of its own", delivered(code, `  infrastructure: { go: "1.26.9", within: 2h }`+"\n"),
		""},
	{"an application itself with half minutes and any Go", delivered(code, `  infrastructure: { go: "1.26", within: 330s }`+"\n"),
		`42:25: delivery.infrastructure.go: "1.26": want an exact version since 1.21.0, such as 1.26.8 [BLD-002]
42:41: delivery.infrastructure.within: 5m30s: want whole minutes from 5m to 36h [PIPE-004]`},
	{"an application itself that takes too long", delivered(code, "  infrastructure: { within: 37h }\n"),
		`42:29: delivery.infrastructure.within: "37h": want 5m to 36h [PIPE-004]`},
	{"an application itself with a token", delivered(code, "  infrastructure: { synth: TOKEN=ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa make }\n"),
		"42:28: delivery.infrastructure.synth: set (value not shown): looks like a credential, which everybody could read who may read the template: leave it out [SEC-001]"},
	{"an application itself with two lines", delivered(code, `  infrastructure: { test: "make\n\ttest", synth: "" }`+"\n"),
		`42:27: delivery.infrastructure.test: "make\n\ttest": want one line of shell without control characters [INJ-001]
42:50: delivery.infrastructure.synth: "": want one line of shell [INJ-001]`},
}

func TestPipelinesThatCannotBeAreRefused(t *testing.T) { try(t, deliveryRows) }
