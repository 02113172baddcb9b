package pipeline

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/delivery"
)

// stage is one stage of a pipeline as values, so that all of it can be judged before anything is defined.
type stage struct {
	name      string
	actions   []action
	skipped   string // a variable: when it is "0", there is nothing to do here
	window    *delivery.Window
	onFailure delivery.OnFailure
}

// action is one action of a stage.
type action struct {
	name, category, provider string
	settings                 map[string]string
	variables                [][2]string // of a build: what only the run knows
	inputs, outputs          []string
	namespace                string // what says the action's own variables
	order                    int
	role, region             string // of another account, and of another region
	minutes                  int    // how long a person may take; 0: no person is asked
}

// building is the action that runs a CodeBuild project on an artifact.
func building(name, project, input string, order int, variables ...[2]string) action {
	return action{
		name: name, category: "Build", provider: "CodeBuild", settings: map[string]string{"ProjectName": project},
		variables: variables, inputs: []string{input}, order: order,
	}
}

// configuration is all the action is told. CodePipeline takes no more than 1000 characters for each of it (CodePipeline
// quotas), so what no run changes is told by the project, and a variable says no type: it is plain text without (CodePipeline
// user guide, "AWS CodeBuild build and test action reference").
func (a action) configuration() map[string]string {
	all := maps.Clone(a.settings)
	if all == nil {
		all = map[string]string{}
	}
	if len(a.variables) > 0 {
		told := make([]map[string]string, len(a.variables))
		for i, one := range a.variables {
			told[i] = map[string]string{"name": one[0], "value": one[1]}
		}
		all["EnvironmentVariables"] = compact(told)
	}
	return all
}

func (a action) declare() *awscodepipeline.CfnPipeline_ActionDeclarationProperty {
	declared := &awscodepipeline.CfnPipeline_ActionDeclarationProperty{
		Name: &a.name, RunOrder: jsii.Number(max(a.order, 1)), Configuration: a.configuration(),
		ActionTypeId: &awscodepipeline.CfnPipeline_ActionTypeIdProperty{
			Category: &a.category, Owner: jsii.String("AWS"), Provider: &a.provider, Version: jsii.String("1"),
		},
	}
	for _, name := range a.inputs {
		declared.InputArtifacts = []any{&awscodepipeline.CfnPipeline_InputArtifactProperty{Name: &name}}
	}
	for _, name := range a.outputs {
		declared.OutputArtifacts = []any{&awscodepipeline.CfnPipeline_OutputArtifactProperty{Name: &name}}
	}
	for _, one := range []struct {
		given string
		to    **string
	}{{a.namespace, &declared.Namespace}, {a.role, &declared.RoleArn}, {a.region, &declared.Region}} {
		if one.given != "" {
			*one.to = jsii.String(one.given)
		}
	}
	if a.minutes > 0 {
		declared.TimeoutInMinutes = jsii.Number(a.minutes)
	}
	return declared
}

func (s stage) declare(region string) *awscodepipeline.CfnPipeline_StageDeclarationProperty {
	actions := make([]any, len(s.actions))
	for i, one := range s.actions {
		actions[i] = one.declare()
	}
	declared := &awscodepipeline.CfnPipeline_StageDeclarationProperty{Name: &s.name, Actions: actions}
	if s.window != nil {
		declared.BeforeEntry = before("FAIL", during(*s.window, region))
	}
	if s.skipped != "" {
		declared.BeforeEntry = before("SKIP", differs(s.skipped, region))
	}
	if failed := after(s.onFailure); failed != nil {
		declared.OnFailure = failed
	}
	return declared
}

// before is what must hold before a stage begins, and what happens when it does not.
func before(result string, rule *awscodepipeline.CfnPipeline_RuleDeclarationProperty) *awscodepipeline.CfnPipeline_BeforeEntryConditionsProperty {
	return &awscodepipeline.CfnPipeline_BeforeEntryConditionsProperty{Conditions: []any{
		&awscodepipeline.CfnPipeline_ConditionProperty{Result: &result, Rules: []any{rule}},
	}}
}

// during is the window as CodePipeline's rule.
func during(w delivery.Window, region string) *awscodepipeline.CfnPipeline_RuleDeclarationProperty {
	w = w.WithDefaults()
	return rule("Window", "DeploymentWindow", region, map[string]string{"Cron": cron(w), "TimeZone": w.Zone})
}

// differs holds when a variable is not "0" (CodePipeline user guide, "VariableCheck").
func differs(variable, region string) *awscodepipeline.CfnPipeline_RuleDeclarationProperty {
	return rule("Changes", "VariableCheck", region, map[string]string{"Variable": variable, "Operator": "NE", "Value": "0"})
}

// rule is a rule of CodePipeline's own.
func rule(name, provider, region string, settings map[string]string) *awscodepipeline.CfnPipeline_RuleDeclarationProperty {
	return &awscodepipeline.CfnPipeline_RuleDeclarationProperty{
		Name: &name, Region: &region, Configuration: settings,
		RuleTypeId: &awscodepipeline.CfnPipeline_RuleTypeIdProperty{
			Category: jsii.String("Rule"), Owner: jsii.String("AWS"), Provider: &provider, Version: jsii.String("1"),
		},
	}
}

// cron matches every second of the window: the rule holds at any time that the expression matches.
func cron(w delivery.Window) string {
	days := make([]string, len(w.Days))
	for i, day := range slices.Sorted(slices.Values(w.Days)) {
		days[i] = strings.ToUpper(day.String()[:3])
	}
	return fmt.Sprintf("* * %d-%d ? * %s *", w.From, w.To-1, strings.Join(days, ","))
}

// after is what CodePipeline does when a stage fails; nil: nothing.
func after(f delivery.OnFailure) *awscodepipeline.CfnPipeline_FailureConditionsProperty {
	switch f {
	case delivery.RetryFailed, delivery.RetryAll:
		mode := map[delivery.OnFailure]string{delivery.RetryFailed: "FAILED_ACTIONS", delivery.RetryAll: "ALL_ACTIONS"}[f]
		return &awscodepipeline.CfnPipeline_FailureConditionsProperty{
			Result: jsii.String("RETRY"), RetryConfiguration: &awscodepipeline.CfnPipeline_RetryConfigurationProperty{RetryMode: &mode},
		}
	case delivery.RollBack:
		return &awscodepipeline.CfnPipeline_FailureConditionsProperty{Result: jsii.String("ROLLBACK")}
	}
	return nil
}

// compact is value as JSON on one line, with every character as it is.
func compact(value any) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // unreachable: values are strings, and maps and lists of them
	}
	return strings.TrimSpace(text.String())
}
