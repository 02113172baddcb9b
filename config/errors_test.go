package config_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/config"
)

// plants are mistakes that have nothing to do with each other, and how each is reported.
var plants = []row{
	{"", edits{"app: shop", "app: Shop"}, "app [APP-001]"},
	{"", edits{"owner: team-shop", "owner: \"<>\""}, "owner [APP-002]"},
	{"", edits{"cost-center: retail", "\"aws:x\": retail"}, "tags.\"aws:x\" [TAG-001]"},
	{"", edits{`    account: "111111111111"`, `    account: "11"`}, "environments.dev.account [ENV-005]"},
	{"", edits{"region: eu-west-1\n    network: { cidr: 10.10", "region: eu-west\n    network: { cidr: 10.10"}, "environments.dev.region [ENV-008]"},
	{"", edits{"10.10.0.0/16", "10.10.0.1/16"}, "environments.dev.network.cidr [NET-002]"},
	{"", edits{"zones: [a, b, c] }\n  prod", "zones: [a] }\n  prod"}, "environments.dev.network.zones [NET-007]"},
	{"", edits{"    protect: true", "    protect: yes"}, "environments.prod.protect [CFG-014]"},
	{"", edits{"10.30.0.0/16, zones", "10.30.0.0/16, nat: nat, zones"}, "environments.prod.network.nat [NET-008]"},
	{"", edits{"[oncall@example.com]", "[oncall]"}, "environments.prod.alerts[0] [OBS-005]"},
	{"", edits{"    alerts:", "    logs: { days: 13 }\n    alerts:"}, "environments.prod.logs.days [OBS-001]"},
	{"", edits{"internal: true }", "internal: true, host: a.example.com }"}, "services.api.ingress.host [SVC-021]"},
	{"", edits{"  api:\n    runtime: fargate", "  api:\n    runtime: ec3"}, "services.api.runtime [SVC-021]"},
	{"", edits{worker, worker + "    stop: 999s\n"}, "services.mailer.stop [DEP-011]"},
	{"", edits{worker, worker + "    writable: [/]\n"}, "services.mailer.writable[0] [SVC-023]"},
	{"", edits{worker, worker + "    user: root\n"}, "services.mailer.user [SEC-003]"},
	{"", edits{worker, worker + "    image: a b\n"}, "services.mailer.image [IMG-001]"},
	{"", edits{worker, worker + "    comand: [x]\n"}, "services.mailer.comand [CFG-008]"},
	{"", edits{"port: 8080", "port: 70000"}, "services.web.port [SVC-003]"},
	{"", edits{"cpu: 256", "cpu: 300"}, "services.web.size.cpu [SVC-010]"},
	{"", edits{"min: 2, max: 4", "min: 5, max: 4"}, "services.web.scale.max [SVC-015]"},
	{"", edits{"path: /healthz", "path: healthz"}, "services.web.health.path [SVC-019]"},
	{"", edits{"path: ", "timeout: 20s, path: "}, "services.web.health.timeout [SVC-019]"},
	{"", edits{"host: shop.example.com", "host: shop"}, "services.web.ingress.host [LB-001]"},
	{"", edits{"LOG_LEVEL: info", "LOG_LEVEL: info, A: \"${B}\""}, "services.web.config.A [CFG-017]"},
	{"", edits{"LOG_LEVEL: ", "DB_PASSWORD: hunter2, LOG_LEVEL: "}, "services.web.config.DB_PASSWORD [SEC-001]"},
	{"", edits{"strategy: rolling", "strategy: canari"}, "services.web.deploy.strategy [DEP-005]"},
	{"", edits{"strategy: ", "max: 100, strategy: "}, "services.web.deploy.max [DEP-001]"},
	{"", edits{"      dev:\n", "      dev:\n        exec: maybe\n"}, "services.web.in.dev.exec [CFG-014]"},
	{"", edits{"      prod:\n", "      prod:\n        secrets: { S: x }\n"}, "services.web.in.prod.secrets.S [SEC-002]"},
	{"", edits{`    in:`, "    runbook: http://x\n    in:"}, "services.web.runbook [OBS-005]"},
	{"", edits{`  account: "444444444444"`, `  account: 444444444444`}, "delivery.account [ENV-001]"},
	{"", edits{"delivery:\n", "delivery:\n  registry: { keep: 1 }\n"}, "delivery.registry.keep [IMG-005]"},
}

func TestEveryMistakeIsReportedOnceAndNothingElse(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	for trial := range 50 {
		k := 1 + trial%len(plants)
		file, want := small, map[string]bool{}
		for _, i := range random.Perm(len(plants))[:k] {
			p := plants[i]
			if !strings.Contains(file, p.edits[0]) {
				t.Fatalf("%q is not in the file", p.edits[0])
			}
			file = strings.Replace(file, p.edits[0], p.edits[1], 1)
			want[p.want] = true
		}
		_, err := config.Parse("shipway.yaml", []byte(file))
		var problems *config.Errors
		if !errors.As(err, &problems) {
			t.Fatalf("%d mistakes, %v: %v", k, want, err)
		}
		for i, p := range problems.Problems {
			if id := fmt.Sprintf("%s [%s]", p.Path, p.Code); !want[id] {
				t.Errorf("%d mistakes: nobody planted %s", k, p)
			}
			if i > 0 && p.Line < problems.Problems[i-1].Line {
				t.Errorf("%d mistakes: %s stands before the one above it", k, p)
			}
		}
		if len(problems.Problems) != k {
			t.Errorf("%d mistakes, %d reported:\n%s", k, len(problems.Problems), err)
		}
		if shown := strings.Count(err.Error(), "\n") + 1; shown != min(k, 21) {
			t.Errorf("%d mistakes on %d lines", k, shown)
		}
		if more := fmt.Sprintf("\nand %d more", k-20); strings.HasSuffix(err.Error(), more) != (k > 20) {
			t.Errorf("%d mistakes end in %q", k, err.Error()[len(err.Error())-20:])
		}
	}
}

func TestASecretIsNeverPrinted(t *testing.T) {
	const secret = "hunter2hunter2"
	for _, file := range []string{
		strings.Replace(small, "LOG_LEVEL: info", "DB_PASSWORD: "+secret, 1),
		strings.Replace(small, "LOG_LEVEL: info", "LOG_LEVEL: [ "+secret+" ]", 1),
		strings.Replace(small, "LOG_LEVEL: info", "LOG_LEVEL: \"${A}"+secret+"\"", 1),
		strings.Replace(small, "LOG_LEVEL: info", "LOG_LEVEL: !x "+secret, 1),
		strings.Replace(small, "LOG_LEVEL: info", "LOG_LEVEL: &x "+secret, 1),
		strings.Replace(small, "LOG_LEVEL: info", "LOG_LEVEL: \"\\u202e"+secret+"\"", 1),
		strings.Replace(small, "LOG_LEVEL: info", "LOG_LEVEL: { "+secret+": x }", 1),
		strings.Replace(small, "LOG_LEVEL: info", "LOG_LEVEL: "+strings.Repeat(secret, 1000), 1),
		strings.Replace(small, "    config:", "    secrets: { A: "+secret+" }\n    config:", 1),
	} {
		if got := lines(t, file); got == "" || strings.Contains(got, secret) {
			t.Error(got)
		}
	}
	const key = "AKIAIOSFODNN7EXAMPLE"
	for _, old := range []string{"shop.example.com", "retail", "team-shop", "eu-west-1", "fargate", "rolling", "/healthz", "oncall@example.com"} {
		if got := lines(t, strings.ReplaceAll(small, old, "'"+key+" {'")); got == "" || strings.Contains(got, key) {
			t.Errorf("%s: %s", old, got)
		}
	}
}

func TestALineIsALineWhateverIsInIt(t *testing.T) {
	for _, odd := range []string{`"a\nb"`, `"a\x1b[31mb"`, `"a\u202eb"`, `"a\u2028b"`, `"a\u200bb"`, `"a\rb"`, `"a\0b"`} {
		for _, old := range []string{"shop\n", "team-shop", "retail", "cost-center", "dev:", "eu-west-1", "info", "LOG_LEVEL", "/healthz"} {
			tail := old[len(strings.TrimRight(old, "\n:")):]
			got := lines(t, strings.Replace(small, old, odd+tail, 1))
			if got == "" && old == "info" { // configuration may have several lines
				continue
			}
			if got == "" || strings.ContainsAny(strings.ReplaceAll(got, "\n", ""), "\x00\x1b\r\u202e\u2028\u200b") {
				t.Errorf("%s for %s: %q", odd, old, got)
			}
			for line := range strings.SplitSeq(got, "\n") {
				if !strings.HasSuffix(line, "]") {
					t.Errorf("%s for %s: %q is not a whole line", odd, old, line)
				}
			}
		}
	}
}
