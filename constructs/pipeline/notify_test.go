package pipeline_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestAStageThatFailsAndOneThatIsTakenBackTellEverybody(t *testing.T) {
	second := alerts + "-2"
	got := synth(t, func(p *pipeline.PipelineProps) { p.Alerts = []string{alerts, second} })
	const link = "https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/shop-delivery-web/executions/<run>/timeline?region=eu-west-1"
	const book = " Runbook: https://github.com/shipway-cdk/shipway/blob/main/docs/runbook.md#"
	to := func(text string, paths object) []any {
		all := []any{}
		for _, topic := range []string{alerts, second} {
			all = append(all, synthtest.Props{"Arn": topic, "InputTransformer": synthtest.Props{"InputTemplate": text, "InputPathsMap": paths}})
		}
		return all
	}
	got.Has(rules, synthtest.Props{
		"EventPattern": object{
			"source": []any{"aws.codepipeline"}, "detail-type": []any{"CodePipeline Stage Execution State Change"},
			"detail": object{"pipeline": []any{"shop-delivery-web"}, "state": []any{"FAILED"}},
		},
		"Targets": to(`"shop web was not delivered: stage <stage> failed at <time>. `+link+book+`undelivered"`,
			object{"stage": "$.detail.stage", "run": "$.detail.execution-id", "time": "$.time"}),
	})
	got.Has(rules, synthtest.Props{
		"EventPattern": object{
			"source": []any{"aws.codepipeline"}, "detail-type": []any{"CodePipeline Pipeline Execution State Change"},
			"detail": object{
				"pipeline": []any{"shop-delivery-web"}, "state": []any{"STARTED"},
				"execution-trigger": object{"trigger-type": []any{"AutomatedRollback", "ManualRollback"}},
			},
		},
		"Targets": to(`"shop web goes back to an earlier version: <how> at <time>. `+link+book+`reversed"`,
			object{"how": "$.detail.execution-trigger.trigger-type", "run": "$.detail.execution-id", "time": "$.time"}),
	})
}

const chat = "arn:aws:sns:eu-west-1:111111111111:shop-delivery-chat"

// chatted are the messages for chats by the id of their rules, and the paths of what is filled in.
func chatted(t *testing.T, got *synthtest.Template) map[string][2]object {
	t.Helper()
	all := map[string][2]object{}
	for id, one := range got.Resources(rules) {
		targets, _ := one.Properties["Targets"].([]any)
		for _, target := range targets {
			if target.(object)["Arn"] != chat {
				continue
			}
			transformer, message := target.(object)["InputTransformer"].(object), object{}
			if err := json.Unmarshal([]byte(transformer["InputTemplate"].(string)), &message); err != nil {
				t.Fatal(id, err)
			}
			all[trim(id)] = [2]object{message, transformer["InputPathsMap"].(object)}
		}
	}
	return all
}

func TestChatsAreToldInTheirOwnForm(t *testing.T) {
	got := chatted(t, synth(t, func(p *pipeline.PipelineProps) { p.Chats, p.Waves[0].Approval = []string{chat}, &delivery.Approval{} }))
	const link = "Look at the run: https://eu-west-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/shop-delivery-web/executions/<run>/timeline?region=eu-west-1"
	const book = "Read what to do: https://github.com/shipway-cdk/shipway/blob/main/docs/runbook.md#"
	for rule, want := range map[string]struct {
		title, description string
		next               []any
	}{
		"WebUndelivered": {"shop web was not delivered", "Stage <stage> failed at <time>.", []any{link, book + "undelivered"}},
		"WebReversed":    {"shop web goes back to an earlier version", "<how> at <time>.", []any{link, book + "reversed"}},
		"WebWaiting":     {"shop web waits for a person", "Stage <stage> has begun at <time>.", []any{link}},
	} {
		message := object{
			"version": "1.0", "source": "custom", "metadata": object{"threadId": "<run>", "summary": want.title},
			"content": object{
				"textType": "client-markdown", "title": want.title, "description": want.description, "nextSteps": want.next, "keywords": []any{"shop", "web"},
			},
		}
		if diff := synthtest.Diff(message, got[rule][0]); len(diff) > 0 {
			t.Errorf("%s: %v", rule, diff)
		}
	}
	if len(got) != 3 {
		t.Errorf("got %d messages", len(got))
	}
}

// What a source says may be anybody's: a message holds names of the pipeline's own, ids and times.
func TestNoMessageHoldsWhatTheSourceSays(t *testing.T) {
	trusted := []any{"$.detail.stage", "$.detail.execution-id", "$.detail.execution-trigger.trigger-type", "$.time"}
	for rule, one := range chatted(t, synth(t, whole, func(p *pipeline.PipelineProps) { p.Chats = []string{chat} })) {
		for _, path := range one[1] {
			if !slices.Contains(trusted, path) {
				t.Errorf("%s tells %s", rule, path)
			}
		}
	}
}

func TestOnlyChatsAreToldThatAPersonIsWaitedFor(t *testing.T) {
	ask := func(p *pipeline.PipelineProps) { p.Waves[0].Approval = &delivery.Approval{} }
	got := synth(t, ask, func(p *pipeline.PipelineProps) { p.Chats = []string{chat} })
	got.Has(rules, synthtest.Props{
		"EventPattern": object{
			"source": []any{"aws.codepipeline"}, "detail-type": []any{"CodePipeline Action Execution State Change"},
			"detail": object{"pipeline": []any{"shop-delivery-web"}, "state": []any{"STARTED"}, "type": object{"category": []any{"Approval"}}},
		},
		"Targets": []any{synthtest.Props{"Arn": chat}},
	})
	for name, template := range map[string]*synthtest.Template{
		"nobody is asked": synth(t, func(p *pipeline.PipelineProps) { p.Chats = []string{chat} }), "there is no chat": synth(t, ask),
	} {
		for id := range template.Resources(rules) {
			if trim(id) == "WebWaiting" {
				t.Errorf("a message where %s", name)
			}
		}
	}
}

func TestAPipelineSaysWhatToWatch(t *testing.T) {
	one := pipeline.NewPipeline(synthtest.Stack(t), "Web", minimalProps(func(p *pipeline.PipelineProps) { p.Runbook = "https://wiki.example.com/web" }))
	all := one.Signals()
	var ids []string
	for _, s := range all {
		ids = append(ids, s.ID)
		if s.Runbook != "https://wiki.example.com/web" || s.Severity != signal.Ticket || s.Points != 1 || s.Metric == nil || s.Level.Threshold() != 0 {
			t.Errorf("got %+v", s)
		}
	}
	if !slices.Equal(ids, []string{"Undelivered", "Reversed"}) {
		t.Errorf("got %q", ids)
	}
}

func TestAPipelineHasNoAlarmThatSaysTheSameAgain(t *testing.T) {
	synth(t, whole).HasNo("AWS::CloudWatch::Alarm")
}
