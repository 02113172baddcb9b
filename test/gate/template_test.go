package gate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/test/gate"
)

func TestLimitsCatchAStackThatGrowsTooLarge(t *testing.T) {
	many := func(section string, n int, each string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprintf(`"N%d": %s`, i, each)
		}
		return fmt.Sprintf(`{%q: {%s}}`, section, strings.Join(all, ","))
	}
	const topic, value = `{"Type": "AWS::SNS::Topic"}`, `{"Value": "v"}`
	long := func(n int) string { return `{"PolicyDocument": "` + strings.Repeat("x", n) + `"}` }
	catches(t, gate.Limits, []plant{
		{"351 resources", many("Resources", 351, topic), []string{"LIMIT-STACK"}},
		{"350 resources", many("Resources", 350, topic), nil},
		{"101 outputs", many("Outputs", 101, value), []string{"LIMIT-STACK"}},
		{"100 outputs", many("Outputs", 100, value), nil},
		{"101 parameters", many("Parameters", 101, `{"Type": "String"}`), []string{"LIMIT-STACK"}},
		{"more than 512 KiB", `{"Outputs": {}` + strings.Repeat(" ", 512<<10) + `}`, []string{"LIMIT-STACK"}},
		{"a policy of 4950 characters", one("AWS::IAM::ManagedPolicy", long(4950)), []string{"LIMIT-POLICY"}},
		{"a policy of 4900 characters", one("AWS::IAM::ManagedPolicy", long(4900)), nil},
		{"a policy that grows with its references", one("AWS::IAM::ManagedPolicy",
			`{"PolicyDocument": ["`+strings.Repeat("x", 4880)+`", {"Fn::GetAtt": ["Key", "Arn"]}]}`), []string{"LIMIT-POLICY"}},
	})
}

func TestReferencesCatchStacksThatHoldEachOther(t *testing.T) {
	const none = `{}`
	network := named(t, "dev/Network", `{"Outputs": {"Vpc": {"Value": "v"}}}`)
	kubernetes := named(t, "dev/Kubernetes", one("AWS::EKS::Cluster", `{"Name": "shop-dev"}`))
	from := func(stack, output string) string {
		return one("AWS::ECS::Cluster",
			fmt.Sprintf(`{"It": {"Fn::GetStackOutput": {"StackName": %q, "OutputName": %q}}}`, stack, output))
	}
	needing := func(s gate.Stack, needs ...string) gate.Stack { s.Needs = needs; return s }
	for _, p := range []struct {
		name  string
		stack gate.Stack
		rules []string
	}{
		{"an import", named(t, "dev/Web", one("AWS::ECS::Cluster", `{"Vpc": {"Fn::ImportValue": "Vpc"}}`)),
			[]string{"REF-IMPORT"}},
		{"an export", named(t, "dev/Web", `{"Outputs": {"It": {"Value": "v", "Export": {"Name": "It"}}}}`),
			[]string{"REF-EXPORT"}},
		{"the foundation needing a service", needing(named(t, "dev/Platform", none), "dev/Web"), []string{"REF-ORDER"}},
		{"one service needing another", needing(named(t, "dev/Web", none), "dev/Orders"), []string{"REF-ORDER"}},
		{"one environment needing another", needing(named(t, "dev/Web", none), "prod/Platform"), []string{"REF-STAGE"}},
		{"an output that is not there", needing(named(t, "dev/Web", from("shop-dev/Network", "Vpx")), "dev/Network"),
			[]string{"REF-MISSING"}},
		{"a stack that is not there", named(t, "dev/Web", from("shop-dev/Data", "Vpc")), []string{"REF-MISSING"}},
		{"a value of a stack that is deployed later", named(t, "dev/Web", from("shop-dev/Network", "Vpc")),
			[]string{"REF-ORDER"}},
		{"a weak reference as declared", needing(named(t, "dev/Web", from("shop-dev/Network", "Vpc")), "dev/Network"),
			nil},
		{"the foundation as declared", needing(named(t, "dev/Platform", none), "dev/Network"), nil},
		{"a cluster of a stack that is deployed later", named(t, "dev/Web", one("AWS::EKS::AccessEntry", `{"ClusterName": "shop-dev"}`)),
			[]string{"REF-ORDER"}},
		{"a cluster as declared",
			needing(named(t, "dev/Web", one("AWS::EKS::AccessEntry", `{"ClusterName": "shop-dev"}`)), "dev/Kubernetes"), nil},
	} {
		t.Run(p.name, func(t *testing.T) { caught(t, gate.References([]gate.Stack{network, kubernetes, p.stack}), p.rules...) })
	}
}

func TestRetainCatchesStateThatADeployCanLose(t *testing.T) {
	bucket := func(policies string) string {
		return `{"Resources": {"It": {"Type": "AWS::S3::Bucket"` + policies + `}}}`
	}
	const retain, remove = `, "DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"`,
		`, "DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"`
	for _, p := range []struct {
		name, template  string
		keep, protected bool
		rules           []string
	}{
		{"kept stack without protection", bucket(retain), true, false, []string{"KEEP-STACK"}},
		{"kept stack that deletes", bucket(remove), true, true, []string{"KEEP-STATE", "KEEP-STATE"}},
		{"kept stack that deletes when replaced",
			bucket(`, "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Delete"`), true, true,
			[]string{"KEEP-STATE"}},
		{"kept stack that says nothing", bucket(""), true, true, []string{"KEEP-STATE", "KEEP-STATE"}},
		{"kept by a name that a second attempt meets",
			bucket(`, "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", "Properties": {"BucketName": "shop"}`), true, true,
			[]string{"KEEP-RETRY"}},
		{"kept", bucket(retain), true, true, nil},
		{"not to be kept", bucket(remove), false, false, nil},
		{"no state", `{"Resources": {"It": {"Type": "AWS::SNS::Topic"}}}`, true, true, nil},
	} {
		t.Run(p.name, func(t *testing.T) {
			s := planted(t, p.template)
			s.Protected = p.protected
			caught(t, gate.Retain(s, p.keep), p.rules...)
		})
	}
}

func TestImagesCatchesATemplateThatKnowsAVersion(t *testing.T) {
	const pinned = "repository@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	stack := func(initial, image, rest string) string {
		return fmt.Sprintf(`{"Parameters": {"Image": {"Type": "String", "Default": %q}}, "Resources": {"Task": {"Type": "AWS::ECS::TaskDefinition",
			"Properties": {"ContainerDefinitions": [{"Name": "app", "Image": %s}]}}%s}}`, initial, image, rest)
	}
	const byParameter = `{"Ref": "Image"}`
	const service = `, "Service": {"Type": "AWS::ECS::Service", "Condition": "Released", "Properties": {}}`
	const scaled = `, "Scale": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {"ServiceNamespace": "ecs"}}`
	catches(t, func(s gate.Stack) []gate.Finding { return gate.Images(s) }, []plant{
		{"a tag", stack("", `"nginx:1.29"`, ""), []string{"IMAGE-PARAMETER"}},
		{"a digest", stack("", `"`+pinned+`"`, ""), []string{"IMAGE-PARAMETER", "IMAGE-DIGEST"}},
		{"an image that is first", stack("nginx", byParameter, ""), []string{"IMAGE-PARAMETER"}},
		{"a reference to something else", stack("", `{"Ref": "Task"}`, ""), []string{"IMAGE-PARAMETER"}},
		{"a digest elsewhere", one("AWS::SSM::Parameter", `{"Value": "`+pinned+`"}`), []string{"IMAGE-DIGEST"}},
		{"a count that fights autoscaling",
			stack("", byParameter, scaled+strings.Replace(service, "{}", `{"DesiredCount": 2}`, 1)),
			[]string{"IMAGE-COUNT"}},
		{"a service before its image",
			stack("", byParameter, strings.Replace(service, `"Condition": "Released", `, "", 1)),
			[]string{"IMAGE-FIRST"}},
		{"by parameter", stack("", byParameter, service+scaled), nil},
		{"a count without autoscaling",
			stack("", byParameter, strings.Replace(service, "{}", `{"DesiredCount": 2}`, 1)), nil},
	})
	t.Run("an image the file pins",
		func(t *testing.T) { caught(t, gate.Images(planted(t, stack("", `"`+pinned+`"`, "")), pinned)) })
}

func TestAlarmsCatchesAnAlarmThatHelpsNobody(t *testing.T) {
	alarm := func(change, to string) string {
		const good = `{"AlarmActions": [{"Ref": "Topic"}], "AlarmDescription": "https://runbooks.example.com/1", "TreatMissingData": "notBreaching",
			"DatapointsToAlarm": 3, "EvaluationPeriods": 5, "Period": 60}`
		if !strings.Contains(good, change) {
			panic("nothing to change: " + change)
		}
		return one("AWS::CloudWatch::Alarm", strings.Replace(good, change, to, 1))
	}
	catches(t, gate.Alarms, []plant{
		{"no action", alarm(`"AlarmActions": [{"Ref": "Topic"}], `, ""), []string{"ALARM-ACTION"}},
		{"actions off", alarm(`{"AlarmActions"`, `{"ActionsEnabled": false, "AlarmActions"`), []string{"ALARM-ACTION"}},
		{"no runbook", alarm("https://runbooks.example.com/1", "too many errors"), []string{"ALARM-RUNBOOK"}},
		{"missing data not handled", alarm(`"TreatMissingData": "notBreaching",`, ""), []string{"ALARM-MISSING"}},
		{"missing data misspelt", alarm(`notBreaching`, "nope"), []string{"ALARM-MISSING"}},
		{"M not given", alarm(`"DatapointsToAlarm": 3, `, ""), []string{"ALARM-POINTS"}},
		{"M greater than N", alarm(`"DatapointsToAlarm": 3`, `"DatapointsToAlarm": 6`), []string{"ALARM-POINTS"}},
		{"more than a day of minutes", alarm(`"EvaluationPeriods": 5`, `"EvaluationPeriods": 1441`),
			[]string{"ALARM-SPAN"}},
		{"more than a week in a metric of an expression", alarm(`"EvaluationPeriods": 5, "Period": 60`,
			`"EvaluationPeriods": 8, "Metrics": [{"MetricStat": {"Period": 86400}}]`), []string{"ALARM-SPAN"}},
		{"more than a week of hours",
			alarm(`"EvaluationPeriods": 5, "Period": 60`, `"EvaluationPeriods": 169, "Period": 3600`),
			[]string{"ALARM-SPAN"}},
		{"composite without action",
			one("AWS::CloudWatch::CompositeAlarm", `{"AlarmDescription": "https://runbooks.example.com/1"}`),
			[]string{"ALARM-ACTION"}},
		{"as it should be", alarm(`60`, `60`), nil},
	})
}

func TestLogsCatchesGroupsKeptForeverOrInTheOpen(t *testing.T) {
	catches(t, gate.Logs, []plant{
		{"kept forever", one("AWS::Logs::LogGroup", `{"KmsKeyId": {"Ref": "Key"}}`), []string{"LOG-RETENTION"}},
		{"kept for days CloudWatch does not sell",
			one("AWS::Logs::LogGroup", `{"KmsKeyId": {"Ref": "Key"}, "RetentionInDays": 13}`),
			[]string{"LOG-RETENTION"}},
		{"without a key", one("AWS::Logs::LogGroup", `{"RetentionInDays": 14}`), []string{"LOG-KEY"}},
		{"kept and locked", one("AWS::Logs::LogGroup", `{"KmsKeyId": {"Ref": "Key"}, "RetentionInDays": 14}`), nil},
	})
}
