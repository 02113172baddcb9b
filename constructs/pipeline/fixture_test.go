package pipeline_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

type object = map[string]any

const (
	tools      = "111111111111" // synthtest's account
	dev        = "222222222222"
	prod       = "333333333333"
	region     = "eu-west-1"
	repository = "arn:aws:ecr:eu-west-1:111111111111:repository/shop/web"
	key        = "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555"
	other      = "arn:aws:kms:eu-west-1:111111111111:key/66666666-7777-8888-9999-000000000000"
	alerts     = "arn:aws:sns:eu-west-1:111111111111:shop-delivery-alerts"
	connected  = "arn:aws:codeconnections:eu-west-1:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef"
	secret     = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/npm-AbCdEf"
)

// store is what a stack knows of its artifacts.
var store = pipeline.Store{Account: tools, Region: region, Bucket: "shop-delivery-111111111111-eu-west-1", Key: other}

// home is the service in the environment called name of account.
func home(name, account string) pipeline.Home {
	return pipeline.Home{App: "shop", Service: "web", Environment: name, Account: account, Region: region, Alarms: []string{"shop-" + name + "-web-errors"}}
}

// minimalProps release a service on Amazon ECS to one environment.
func minimalProps(change ...func(*pipeline.PipelineProps)) *pipeline.PipelineProps {
	props := &pipeline.PipelineProps{
		App: "shop", Service: "web", Account: tools, Region: region,
		Source:    delivery.CodeCommit{Repository: "shop"},
		Build:     delivery.Build{Repository: repository},
		Waves:     []pipeline.Wave{{Environments: []pipeline.Environment{{Name: "dev", Target: pipeline.Stack{Home: home("dev", dev)}}}}},
		Artifacts: []pipeline.Store{store}, Key: key, Alerts: []string{alerts},
	}
	for _, one := range change {
		one(props)
	}
	return props
}

// synth is the template of one pipeline whose minimal props were changed.
func synth(t *testing.T, change ...func(*pipeline.PipelineProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	pipeline.NewPipeline(stack, "Web", minimalProps(change...))
	return synthtest.Of(t, stack)
}

// may are the permissions of the role whose logical id starts with prefix, one line each: sid, actions, resources and
// condition, with the name of what a reference leads to.
func may(t *testing.T, got *synthtest.Template, prefix string) (all []string) {
	t.Helper()
	for _, id := range slices.Sorted(maps.Keys(got.Resources("AWS::IAM::Role"))) {
		if strings.TrimRight(id, "0123456789ABCDEF") != prefix {
			continue
		}
		for _, one := range got.Resource(id).Properties["Policies"].([]any)[0].(object)["PolicyDocument"].(object)["Statement"].([]any) {
			all = append(all, line(one.(object)))
		}
	}
	if len(all) == 0 {
		t.Fatalf("no role %s", prefix)
	}
	return all
}

// trust is who acts as the role whose logical id starts with prefix, in one line.
func trust(t *testing.T, got *synthtest.Template, prefix string) string {
	t.Helper()
	for id, role := range got.Resources("AWS::IAM::Role") {
		if strings.TrimRight(id, "0123456789ABCDEF") == prefix {
			one := role.Properties["AssumeRolePolicyDocument"].(object)["Statement"].([]any)[0].(object)
			return fmt.Sprintf("%s%s", words(one["Principal"].(object)), given(one))
		}
	}
	t.Fatalf("no role %s", prefix)
	return ""
}

func line(s object) string {
	return fmt.Sprintf("%s: %s on %s%s", s["Sid"], words(s["Action"]), words(s["Resource"]), given(s))
}

func given(s object) string {
	if s["Condition"] == nil {
		return ""
	}
	var all []string
	for _, operator := range slices.Sorted(maps.Keys(s["Condition"].(object))) {
		pairs := s["Condition"].(object)[operator].(object)
		for _, name := range slices.Sorted(maps.Keys(pairs)) {
			all = append(all, operator+" "+name+" "+words(pairs[name]))
		}
	}
	return " if " + strings.Join(all, " and ")
}

// words are a text, a list or a reference as one line.
func words(value any) string {
	switch v := value.(type) {
	case []any:
		texts := make([]string, len(v))
		for i, one := range v {
			texts[i] = words(one)
		}
		return strings.Join(texts, " ")
	case object:
		for name, to := range v {
			switch name {
			case "Fn::Join":
				return strings.ReplaceAll(words(to.([]any)[1]), " ", "")
			case "Fn::GetAtt":
				return "<" + strings.TrimRight(to.([]any)[0].(string), "0123456789ABCDEF") + ">"
			case "Service", "AWS":
				return words(to)
			}
			return "<" + strings.TrimRight(to.(string), "0123456789ABCDEF") + ">"
		}
	}
	return fmt.Sprint(value)
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	for _, one := range got {
		if !slices.Contains(want, one) {
			t.Errorf("unasked-for permission: %s", one)
		}
	}
	for _, one := range want {
		if !slices.Contains(got, one) {
			t.Errorf("no permission %s in\n%s", one, strings.Join(got, "\n"))
		}
	}
}

func trim(id string) string { return strings.TrimRight(id, "0123456789ABCDEF") }

// hosts is a fleet in the environment called name of account.
func hosts(name, account string) pipeline.Hosts {
	return pipeline.Hosts{
		Home: home(name, account), Application: "shop-web", Group: "shop-web", Bucket: "shop-" + name + "-revisions",
		Bundle: map[string]string{"appspec.yml": "version: 0.0\n", "fleet/image": "none\n"},
	}
}

// cluster is a service on EKS in the environment called name of account.
func cluster(name, account string) pipeline.Manifests {
	return pipeline.Manifests{Home: home(name, account), Cluster: "shop-" + name}
}

// whole has everything a pipeline can have: three accounts, every kind of target, gates, an approval and a window.
func whole(p *pipeline.PipelineProps) {
	p.Source = delivery.CodeCommit{Repository: "shop", Create: true, PullRequests: true}
	p.Build.Tests = delivery.Tests{
		Command: "go test -json ./... > tests.json", Report: "tests.json", Format: "GOJSON", Coverage: "cover.out", CoverageFormat: "GO", MinCoverage: 80,
		Runtimes: map[string]string{"golang": "1.26"}, Secrets: map[string]string{"NPM_AUTH": secret + ":auth::"}, Variables: map[string]string{"CI": "true"},
		Cache: []string{"/root/.cache/go-build/**/*"},
	}
	p.Scan = delivery.Scan{Most: map[delivery.Severity]int{delivery.Medium: 10}, Inspector: true}
	p.AlertsKeys = []string{key}
	p.Waves = []pipeline.Wave{
		{Environments: []pipeline.Environment{{Name: "dev", Target: pipeline.Stack{Home: home("dev", dev)}}}, OnFailure: delivery.RetryFailed},
		{
			Environments: []pipeline.Environment{{
				Name: "staging", Target: pipeline.Tasks{Home: home("staging", dev), Application: "shop-web", Group: "web"}, Drift: true,
				Verify: delivery.Verify{URL: "https://staging.example.com/healthz", Status: "200-204", Attempts: 10, Bake: 10 * time.Minute},
			}},
		},
		{
			Name: "prod", Approval: &delivery.Approval{Message: "Look at the dashboard first."}, Window: &delivery.Window{Zone: "Europe/Berlin"}, OnFailure: delivery.RollBack,
			Environments: []pipeline.Environment{
				{Name: "fleet", Target: hosts("fleet", prod), Verify: delivery.Verify{Points: 1000, Metric: delivery.Metric{
					Namespace: "AWS/ApplicationELB", Name: "RequestCount", Dimensions: map[string]string{"LoadBalancer": "app/shop/1"},
				}}},
				{Name: "eks", Target: cluster("eks", prod)},
			},
		},
	}
}

// releaser are the builds of the service on EKS.
func releaser() *pipeline.ClusterReleaserProps {
	return &pipeline.ClusterReleaserProps{
		Target: cluster("eks", prod), Tools: tools, Artifacts: pipeline.StoreOf("shop", tools, region), VpcID: "vpc-0123456789abcdef0",
		SubnetIDs: []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"}, ClusterSecurityGroup: "sg-0123456789abcdef0", Group: "shipway-deployers",
		Key: "arn:aws:kms:eu-west-1:333333333333:key/11111111-2222-3333-4444-555555555555",
	}
}

// many are n roles of another account.
func many(n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf("arn:aws:iam::222222222222:role/reader-%d", i))
	}
	return all
}

func contains(text, part string) bool { return strings.Contains(text, part) }

// actions are all actions of a pipeline, in order.
func actions(pipeline synthtest.Resource) (all []object) {
	for _, stage := range pipeline.Properties["Stages"].([]any) {
		for _, one := range stage.(object)["Actions"].([]any) {
			all = append(all, one.(object))
		}
	}
	return all
}

// described is the only pipeline of a template, a line for each action: its stage, when it runs, its name, what it runs,
// what it is handed and hands on, and what it is told.
func described(got *synthtest.Template) string {
	var b strings.Builder
	for id, one := range got.Resources(pipelines) {
		if trim(id) == "WebPipeline" {
			describe(&b, one)
		}
	}
	return b.String()
}

func describe(b *strings.Builder, pipeline synthtest.Resource) {
	for _, one := range pipeline.Properties["Stages"].([]any) {
		stage := one.(object)
		for _, key := range []string{"BeforeEntry", "OnFailure"} {
			if stage[key] != nil {
				fmt.Fprintf(b, "%s: %s %s\n", stage["Name"], key, asJSON(stage[key]))
			}
		}
		for _, two := range stage["Actions"].([]any) {
			action, settings := two.(object), two.(object)["Configuration"].(object)
			runs := action["ActionTypeId"].(object)["Provider"]
			if runs == "CodeBuild" {
				runs = settings["ProjectName"]
			}
			fmt.Fprintf(b, "%s: %v %s %s", stage["Name"], action["RunOrder"], action["Name"], runs)
			for _, hands := range [][2]string{{"InputArtifacts", "<-"}, {"OutputArtifacts", "->"}} {
				if action[hands[0]] != nil {
					fmt.Fprintf(b, " %s %s", hands[1], action[hands[0]].([]any)[0].(object)["Name"])
				}
			}
			if text, given := settings["EnvironmentVariables"].(string); given {
				for _, v := range parse(text) {
					fmt.Fprintf(b, " %s=%s", v.Name, v.Value)
				}
			}
			b.WriteString("\n")
		}
	}
}

type told struct{ Name, Value string }

func parse(text string) (all []told) {
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		panic(err)
	}
	return all
}

func asJSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}
