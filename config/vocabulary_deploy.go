package config

import (
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/release"
)

// deployDoc is how a release takes over, as it is written: the keys of every strategy side by side.
type deployDoc struct {
	strategy, shared           release.Name // shared is before what differs
	codeDeploy, sharedDeploy   bool
	rolling                    release.Rolling
	percent                    float64
	stepBake, canaryBake, bake time.Duration
	alarms                     []string
	hooks                      []release.Hook
	test                       release.Test
	terminate, reroute         time.Duration
	frozen                     string
}

func deployKeys(d *deployDoc) mapping {
	strategy := choice{options: []string{"rolling", "linear", "canary", "blue-green"}, code: "DEP-005",
		set: func(word string) { d.strategy = release.Name(word) },
		refused: map[string]string{
			"bluegreen": "it is called blue-green here", "blue_green": "it is called blue-green here",
			"recreate": "want rolling with minHealthy: 0", "all-at-once": "want blue-green",
		}}
	controller := choice{options: []string{"ecs", "codedeploy"}, code: "DEP-005",
		set: func(word string) { d.codeDeploy = word == "codedeploy" }}
	batch := choice{options: []string{"one", "half", "all"}, code: "DEP-009",
		set: func(word string) { d.rolling.Batch = release.Batch(word) }}
	healthy := whole{set: func(n int) { d.rolling.MinHealthyPercent = &n }, low: 0, high: 100, code: "DEP-002"}
	return mapping{
		{name: "strategy", field: "Strategy", is: strategy,
			says: "Rolling replaces tasks a few at a time; linear and canary move requests little by little; blue-green moves them all at once. " +
				"A fleet that runs does not change from one to another: CloudFormation refuses it, and a second service takes over.",
			absent: "rolling; canary on `express`", example: "canary"},
		{name: "minHealthy", field: "MinHealthyPercent", is: healthy,
			says: "Rolling: percentage of the tasks that stay healthy meanwhile.", absent: "100", example: "50"},
		{name: "max", field: "MaxPercent", is: number(&d.rolling.MaxPercent, 100, 200, "DEP-002"),
			says: "Rolling: percentage of the tasks that may run meanwhile, more than `minHealthy`.", absent: "200", example: "150"},
		{name: "batch", field: "Batch", is: batch,
			says: "Rolling on a fleet: hosts that are out of service at a time.", absent: "as many as `minHealthy` leaves", example: "half"},
		{name: "percent", field: "Percent", is: decimal{to: &d.percent, low: 0.1, high: 100, code: "DEP-002"},
			says:   "Linear: percentage of the requests that each step moves. Canary: percentage that the canary gets.",
			absent: "10 for linear, 5 for canary", example: "10"},
		{name: "stepBake", field: "StepBake", is: span{&d.stepBake, 0, 24 * time.Hour, "DEP-004"},
			says: "Linear: time that each step is watched, in whole minutes.", absent: "6m", example: "3m"},
		{name: "canaryBake", field: "CanaryBake", is: span{&d.canaryBake, 0, 24 * time.Hour, "DEP-004"},
			says: "Canary: time that the canary is watched, in whole minutes.", absent: "10m", example: "30m"},
		{name: "bake", field: "Bake", is: span{&d.bake, 0, 24 * time.Hour, "DEP-004"},
			says:   "Time that alarms are watched afterwards, in whole minutes; with linear, canary and blue-green the old version stays as long.",
			absent: "5m; 10m for blue-green", example: "10m"},
		{name: "alarms", field: "Alarms", is: list{to: &d.alarms, each: argument, most: 100, code: "DEP-007"},
			says:   "Existing CloudWatch alarms that also undo the release, besides the service's own.",
			absent: "none", example: "[checkout-errors]"},
		{name: "hooks", field: "Hooks", is: hooks(d),
			says:   "Steps of your own at stages of the deployment: a Lambda function that says whether to go on, or a pause.",
			absent: "none"},
		{name: "test", field: "Test", is: testKeys(&d.test),
			says: "How testers reach the new version before others do.", absent: "they cannot"},
		{name: "controller", field: "Controller", is: controller,
			says:   "Who deploys to `fargate` and `ec2`: ECS itself, or AWS CodeDeploy for teams whose tools are built on it.",
			absent: "ecs", example: "codedeploy"},
		{name: "terminateAfter", field: "TerminateAfter", is: span{&d.terminate, 0, 48 * time.Hour, "DEP-009"},
			says: "CodeDeploy: time that old tasks stay after the requests moved, in whole minutes.", absent: "`bake`", example: "1h"},
		{name: "waitForReroute", field: "WaitForReroute", is: span{&d.reroute, 0, 48 * time.Hour, "DEP-009"},
			says:   "CodeDeploy: time that new tasks wait for somebody to move the requests, in whole minutes.",
			absent: "they move at once", example: "1h"},
		{name: "frozen", field: "Frozen", is: text{to: &d.frozen, want: "what the stack's output Frozen says", code: "DEP-009"},
			says:   "CodeDeploy: what the stack's output Frozen said after the first deployment. Changes that CloudFormation could not make are refused with it.",
			absent: "nothing was deployed yet"},
	}
}

func hooks(d *deployDoc) shape {
	return items{what: "hooks, such as [{ at: [POST_TEST_TRAFFIC_SHIFT] }]", most: 10, code: "DEP-010",
		of:    func() mapping { return hookKeys(&release.Hook{}) },
		start: func(n int) { d.hooks = make([]release.Hook, n) },
		each:  func(i int) mapping { return hookKeys(&d.hooks[i]) }}
}

func hookKeys(h *release.Hook) mapping {
	stage := func(to *string) shape {
		words := make([]string, len(release.Stages))
		for i, s := range release.Stages {
			words[i] = string(s)
		}
		return choice{set: func(word string) { *to = word }, options: words, code: "DEP-010"}
	}
	otherwise := choice{options: []string{"ROLLBACK", "CONTINUE"}, set: func(word string) { h.GoOn = word == "CONTINUE" }, code: "DEP-010"}
	return mapping{
		{name: "at", field: "Stages", is: stages{h, stage}, says: "Stages of the deployment, by ECS's names.",
			give: "give the stages at which it runs", code: "DEP-010", example: "[POST_TEST_TRAFFIC_SHIFT]"},
		{name: "function", field: "Function", is: text{to: &h.Function, want: "the ARN of a Lambda function", code: "DEP-010"},
			says: "ARN of the Lambda function that decides.", absent: "a pause until somebody decides",
			example: "arn:aws:lambda:eu-west-1:111111111111:function:smoke-test"},
		{name: "details", field: "Details", is: text{to: &h.Details, want: "a JSON object", code: "DEP-010"},
			says: "JSON object that the function gets with each call.", absent: "none", example: `'{"suite":"smoke"}'`},
		{name: "timeout", field: "Timeout", is: span{&h.Timeout, time.Minute, 14 * 24 * time.Hour, "DEP-010"},
			says: "Time that the decision may take, in whole minutes.", absent: "1h for a function, 24h for a pause", example: "2h"},
		{name: "otherwise", field: "GoOn", is: otherwise,
			says: "What happens when nothing was decided in time.", absent: "ROLLBACK", example: "CONTINUE"},
	}
}

// stages is a list of stages of a hook.
type stages struct {
	of   *release.Hook
	each func(to *string) shape
}

func (l stages) list(to *[]string) list {
	return list{to: to, each: l.each, most: len(release.Stages), code: "DEP-010", empty: "want at least one stage"}
}

func (l stages) read(s *scope, at place, node *yaml.Node) {
	var words []string
	l.list(&words).read(s, at, node)
	l.of.Stages = nil
	for _, word := range words {
		l.of.Stages = append(l.of.Stages, release.Stage(word))
	}
}

func (l stages) schema() *schema { return l.list(nil).schema() }

func testKeys(t *release.Test) mapping {
	return mapping{
		{name: "header", field: "Header", is: text{to: &t.Header, want: "letters, digits and dashes", most: 40, code: "LB-003"},
			says: "Request header that leads to the new version.", absent: "none", example: "x-preview"},
		{name: "value", field: "Value", is: text{to: &t.Value, want: "printable characters", most: 128, code: "LB-003"},
			says: "What the header must hold. It is no secret.", absent: "required with `header`", example: "next"},
		{name: "port", field: "Port", is: number(&t.Port, 1024, 65535, "LB-003"),
			says: "Port of the load balancer that leads to the new version, from inside the VPC only.", absent: "none", example: "8443"},
	}
}
