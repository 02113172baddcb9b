package pipeline

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/symptom"
)

// Sections of the runbook, and ids of signals.
const (
	undelivered = "Undelivered"
	reversed    = "Reversed"
)

// mostTopics is how many targets a rule has (Amazon EventBridge quotas, "Targets per rule").
const mostTopics = 5

// news is what people are told when CodePipeline says something of this pipeline. Nothing of it is what the source says: a
// commit message may be anybody's.
type news struct {
	id, what    string // of the rule
	kind        string
	detail      policy.Object
	paths       map[string]string // what stands for <…>
	title, text string            // the title goes on in the text: "<title>: <text>"
	book        string            // the page of the runbook; empty: there is none
	chats       bool              // only chats are told
}

// tell defines the rules that tell of stages that fail and of runs that take a stage back, as it happens. Waiting for a
// person is told by the approval itself, with what there is to know; chats cannot read that, and are told that somebody is
// waited for where the pipeline asks.
func (p *Pipeline) tell(asks bool) {
	service := p.props.App + " " + p.props.Service
	p.failed = p.listen(news{
		id: undelivered, what: "Stages of the pipeline that fail", kind: "CodePipeline Stage Execution State Change",
		detail: policy.Object{"state": []string{"FAILED"}}, paths: map[string]string{"stage": "$.detail.stage"},
		title: service + " was not delivered", text: "stage <stage> failed at <time>.", book: p.watch().RunbookOf(undelivered),
	})
	p.reversed = p.listen(news{
		id: reversed, what: "Runs of the pipeline that take a stage back", kind: "CodePipeline Pipeline Execution State Change",
		detail: policy.Object{"state": []string{"STARTED"}, "execution-trigger": policy.Object{"trigger-type": []string{"AutomatedRollback", "ManualRollback"}}},
		paths:  map[string]string{"how": "$.detail.execution-trigger.trigger-type"},
		title:  service + " goes back to an earlier version", text: "<how> at <time>.", book: p.watch().RunbookOf(reversed),
	})
	if len(p.props.Chats) > 0 && asks {
		p.listen(news{
			id: "Waiting", what: "Approvals", kind: "CodePipeline Action Execution State Change",
			detail: policy.Object{"state": []string{"STARTED"}, "type": policy.Object{"category": []string{"Approval"}}}, paths: map[string]string{"stage": "$.detail.stage"},
			title: service + " waits for a person", text: "stage <stage> has begun at <time>.", chats: true,
		})
	}
}

// listen defines a rule of this pipeline's events that tells every topic.
func (p *Pipeline) listen(n news) awsevents.CfnRule {
	n.detail["pipeline"] = []string{p.props.name()}
	n.paths["run"], n.paths["time"] = "$.detail.execution-id", "$.time"
	var targets []any
	target := func(id, topic, template string) {
		targets = append(targets, &awsevents.CfnRule_TargetProperty{
			Id: &id, Arn: &topic, InputTransformer: &awsevents.CfnRule_InputTransformerProperty{InputPathsMap: n.paths, InputTemplate: &template},
		})
	}
	link := p.props.page()
	if !n.chats {
		for i, topic := range p.props.Alerts {
			target(fmt.Sprintf("Alert%d", i+1), topic, fmt.Sprintf(`"%s: %s %s Runbook: %s"`, n.title, n.text, link, n.book))
		}
	}
	for i, topic := range p.props.Chats {
		target(fmt.Sprintf("Chat%d", i+1), topic, p.props.chat(n, link))
	}
	return awsevents.NewCfnRule(p, &n.id, &awsevents.CfnRuleProps{
		Description:  jsii.String(n.what + " of " + p.props.App + " " + p.props.Service),
		EventPattern: policy.Object{"source": []string{"aws.codepipeline"}, "detail-type": []string{n.kind}, "detail": n.detail},
		Targets:      targets,
	})
}

// page is the address of a run's page, whose id stands for <run>.
func (p PipelineProps) page() string {
	return fmt.Sprintf("https://%s/codesuite/codepipeline/pipelines/%s/executions/<run>/timeline?region=%s", console(p.place()), p.name(), p.Region)
}

// chat is the news in the only form that Amazon Q Developer reads beside events of AWS services (Amazon Q Developer in chat
// applications administrator guide, "Custom notifications"). What is said of one run stands together.
func (p PipelineProps) chat(n news, link string) string {
	next := []string{"Look at the run: " + link}
	if n.book != "" {
		next = append(next, "Read what to do: "+n.book)
	}
	return compact(map[string]any{
		"version": "1.0", "source": "custom",
		"content": map[string]any{
			"textType": "client-markdown", "title": n.title, "description": strings.ToUpper(n.text[:1]) + n.text[1:],
			"nextSteps": next, "keywords": []string{p.App, p.Service},
		},
		"metadata": map[string]string{"threadId": "<run>", "summary": n.title},
	})
}

func (p *Pipeline) watch() symptom.Watch {
	return symptom.Watch{Service: p.props.App + " " + p.props.Service, Prefix: p.props.name(), Topics: p.props.Alerts, Runbook: p.props.Runbook}
}

// Signals says what to watch: stages that fail, and versions that are taken back. Neither has an alarm of its own, as
// the events themselves tell.
func (p *Pipeline) Signals() []signal.Signal {
	events := func(id, title string, rule awsevents.CfnRule) symptom.Symptom {
		return symptom.Symptom{
			ID: id, Title: title, Points: 1, Of: 1, CanWait: true,
			Numbers: []symptom.Number{{
				ID: "events", Namespace: "AWS/Events", Metric: "MatchedEvents", Statistic: "Sum", Dimensions: [][2]string{{"RuleName", *rule.Ref()}},
			}},
		}
	}
	return p.watch().Signals([]symptom.Symptom{
		events(undelivered, "a stage of the pipeline failed", p.failed), events(reversed, "a version was taken back by the pipeline", p.reversed),
	})
}
