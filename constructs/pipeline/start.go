package pipeline

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

// start defines the rule that starts a run with exactly what was pushed. A connected repository has a trigger instead.
func (p *Pipeline) start() {
	seen := originOf(p.props.Source, p.props.place()).event
	if seen == nil {
		return
	}
	rule := p.props.rule("start")
	p.roles["Start"] = may{
		id: "StartRole", boundary: p.props.Boundary, description: "Starts the pipeline of " + p.props.App + " " + p.props.Service,
		trust:      acted("events.amazonaws.com", p.props.Account, p.props.place().ARN("events", "rule/"+rule)),
		statements: []policy.Object{policy.Allow("Start", p.props.arn(), "codepipeline:StartPipelineExecution")},
	}.grant(p)
	awsevents.NewCfnRule(p, jsii.String("Start"), &awsevents.CfnRuleProps{
		Name: &rule, Description: jsii.String("Starts the pipeline of " + p.props.App + " " + p.props.Service), EventPattern: seen.pattern,
		Targets: []any{&awsevents.CfnRule_TargetProperty{
			Id: jsii.String("Pipeline"), Arn: jsii.String(p.props.arn()), RoleArn: p.roles["Start"].AttrArn(),
			InputTransformer: &awsevents.CfnRule_InputTransformerProperty{
				InputPathsMap: map[string]string{"revision": seen.revision},
				InputTemplate: jsii.String(compact(map[string]any{"sourceRevisions": []any{map[string]string{
					"actionName": sourceStage, "revisionType": seen.kind, "revisionValue": "<revision>",
				}}})),
			},
		}},
	})
}
