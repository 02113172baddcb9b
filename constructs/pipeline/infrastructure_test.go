package pipeline_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// cdkStage is a stage of the app in account.
func cdkStage(name, account string) pipeline.CDKStage {
	return pipeline.CDKStage{Name: name, Account: account, Region: region}
}

// infrastructureProps deploy the app to one environment beside its own account.
func infrastructureProps(change ...func(*pipeline.InfrastructureProps)) *pipeline.InfrastructureProps {
	props := &pipeline.InfrastructureProps{
		App: "shop", Account: tools, Region: region, Source: delivery.CodeCommit{Repository: "shop"},
		Own:       pipeline.InfrastructureWave{Stages: []pipeline.CDKStage{cdkStage("Delivery", tools)}},
		Waves:     []pipeline.InfrastructureWave{{Stages: []pipeline.CDKStage{cdkStage("dev", dev)}}},
		Artifacts: store, Key: key, Alerts: []string{alerts},
	}
	for _, one := range change {
		one(props)
	}
	return props
}

// ground is the template of one pipeline of an app whose props were changed.
func ground(t *testing.T, change ...func(*pipeline.InfrastructureProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	pipeline.NewInfrastructure(stack, "Web", infrastructureProps(change...))
	return synthtest.Of(t, stack)
}

// everywhere has everything the pipeline of an app can have: an approval, a window, regions side by side.
func everywhere(p *pipeline.InfrastructureProps) {
	p.Source = delivery.CodeCommit{Repository: "shop", PullRequests: true}
	p.AlertsKeys = []string{key}
	p.Own.Approval = &delivery.Approval{Within: time.Hour}
	eu, us := cdkStage("prod-eu", prod), cdkStage("prod-us", prod)
	eu.Alarms, eu.Drift, eu.Bake, eu.Within = []string{"shop-prod-eu-web-errors", "shop-prod-eu-full"}, true, 10*time.Minute, time.Hour
	us.Region = "us-east-1"
	p.Waves = append(p.Waves, pipeline.InfrastructureWave{
		Name: "prod", Stages: []pipeline.CDKStage{eu, us}, Approval: &delivery.Approval{Message: "Tell the shop first."},
		Window: &delivery.Window{Zone: "Europe/Berlin"}, OnFailure: delivery.RollBack,
	})
}

const groundwork = `Source: 1 Source CodeCommit -> SourceOutput
Synth: 1 Synth shop-delivery-infrastructure-synth <- SourceOutput -> SynthOutput
Synth: 1 Secrets shop-delivery-infrastructure-secrets <- SourceOutput
Diff-Delivery: 1 Diff shop-delivery-infrastructure-diff <- SynthOutput -> Diff0Output STAGES=Delivery
Approve-Delivery: BeforeEntry {"Conditions":[{"Result":"SKIP","Rules":[{"Configuration":{"Operator":"NE","Value":"0","Variable":"#{Diff-Delivery.CHANGES}"},"Name":"Changes","Region":"eu-west-1","RuleTypeId":{"Category":"Rule","Owner":"AWS","Provider":"VariableCheck","Version":"1"}}]}]}
Approve-Delivery: 1 Approve Manual
Delivery: 1 Deploy-Delivery shop-delivery-infrastructure-deploy-Delivery <- SynthOutput EXECUTION=#{codepipeline.PipelineExecutionId} ASSEMBLY=#{Diff-Delivery.ASSEMBLY}
Delivery: 2 Verify-Delivery shop-delivery-infrastructure-verify-Delivery <- SynthOutput EXECUTION=#{codepipeline.PipelineExecutionId}
Diff-dev: 1 Diff shop-delivery-infrastructure-diff <- SynthOutput -> Diff1Output STAGES=dev
dev: 1 Deploy-dev shop-delivery-infrastructure-deploy-dev <- SynthOutput EXECUTION=#{codepipeline.PipelineExecutionId} ASSEMBLY=#{Diff-dev.ASSEMBLY}
dev: 2 Verify-dev shop-delivery-infrastructure-verify-dev <- SynthOutput EXECUTION=#{codepipeline.PipelineExecutionId}
Diff-prod: 1 Diff shop-delivery-infrastructure-diff <- SynthOutput -> Diff2Output STAGES=prod-eu prod-us
Approve-prod: BeforeEntry {"Conditions":[{"Result":"SKIP","Rules":[{"Configuration":{"Operator":"NE","Value":"0","Variable":"#{Diff-prod.CHANGES}"},"Name":"Changes","Region":"eu-west-1","RuleTypeId":{"Category":"Rule","Owner":"AWS","Provider":"VariableCheck","Version":"1"}}]}]}
Approve-prod: 1 Approve Manual
prod: BeforeEntry {"Conditions":[{"Result":"FAIL","Rules":[{"Configuration":{"Cron":"* * 9-16 ? * MON,TUE,WED,THU,FRI *","TimeZone":"Europe/Berlin"},"Name":"Window","Region":"eu-west-1","RuleTypeId":{"Category":"Rule","Owner":"AWS","Provider":"DeploymentWindow","Version":"1"}}]}]}
prod: OnFailure {"Result":"ROLLBACK"}
prod: 1 Deploy-prod-eu shop-delivery-infrastructure-deploy-prod-eu <- SynthOutput EXECUTION=#{codepipeline.PipelineExecutionId} ASSEMBLY=#{Diff-prod.ASSEMBLY}
prod: 2 Verify-prod-eu shop-delivery-infrastructure-verify-prod-eu <- SynthOutput EXECUTION=#{codepipeline.PipelineExecutionId}
prod: 1 Deploy-prod-us shop-delivery-infrastructure-deploy-prod-us <- SynthOutput EXECUTION=#{codepipeline.PipelineExecutionId} ASSEMBLY=#{Diff-prod.ASSEMBLY}
prod: 2 Verify-prod-us shop-delivery-infrastructure-verify-prod-us <- SynthOutput EXECUTION=#{codepipeline.PipelineExecutionId}
`

func TestAnAppGoesFromACommitToItsEnvironments(t *testing.T) {
	got := strings.Split(described(ground(t, everywhere)), "\n")
	want := strings.Split(groundwork, "\n")
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("line %d: got\n%s\nwant\n%s", i+1, strings.Join(got[i:min(i+1, len(got))], ""), strings.Join(want[i:min(i+1, len(want))], ""))
		}
	}
}

// A pipeline that has changed itself begins a new run, which goes the new way.
func TestThePipelineOfAnAppBeginsAnewWhenItWasChanged(t *testing.T) {
	got := ground(t).One(pipelines).Properties
	if got["RestartExecutionOnUpdate"] != true || got["Name"] != "shop-delivery-infrastructure" || got["ExecutionMode"] != "SUPERSEDED" {
		t.Errorf("got %v %v %v", got["RestartExecutionOnUpdate"], got["Name"], got["ExecutionMode"])
	}
	if got := synth(t).One(pipelines).Properties["RestartExecutionOnUpdate"]; got != false {
		t.Errorf("the pipeline of a service: %v", got)
	}
}

func TestWhoApprovesAnInfrastructureKnowsHowMuchChanges(t *testing.T) {
	all := actions(ground(t, func(p *pipeline.InfrastructureProps) {
		p.Waves[0].Approval = &delivery.Approval{Message: "Tell the shop first.", Topic: alerts + "2", Within: time.Hour}
	}).One(pipelines))
	asked := all[slices.IndexFunc(all, func(a object) bool { return a["Name"] == "Approve" })]
	want := object{
		"NotificationArn": alerts + "2",
		"CustomData": "Tell the shop first. | shop infrastructure to dev: #{Diff-dev.CHANGES} changes. Resources: #{Diff-dev.ADDED} added, #{Diff-dev.CHANGED} changed, " +
			"#{Diff-dev.REPLACED} of them replaced or perhaps, #{Diff-dev.REMOVED} removed. Permissions grow: #{Diff-dev.WIDENS}. Source #{Source.CommitId}, run #{codepipeline.PipelineExecutionId}.",
		"ExternalEntityLink": "https://eu-west-1.console.aws.amazon.com/codesuite/codebuild/111111111111/projects/shop-delivery-infrastructure-diff/build/#{Diff-dev.BUILD}/log?region=eu-west-1",
	}
	if diff := synthtest.Diff(want, asked["Configuration"]); len(diff) > 0 || asked["TimeoutInMinutes"] != 60.0 {
		t.Error(diff, asked["TimeoutInMinutes"])
	}
	for name, variables := range map[string][]string{"Diff": program.Diff().Exports} {
		for _, one := range []string{"CHANGES", "ADDED", "CHANGED", "REPLACED", "REMOVED", "WIDENS", "BUILD"} {
			if !slices.Contains(variables, one) {
				t.Errorf("%s does not say %s", name, one)
			}
		}
	}
}

// What a build needs beside artifacts and look that hands something on.
const (
	handOn  = "HandOn: s3:PutObject on arn:aws:s3:::shop-delivery-111111111111-eu-west-1/shop-delivery-infra*/SynthOutp*/*" + here
	compare = "HandOn: s3:PutObject on arn:aws:s3:::shop-delivery-111111111111-eu-west-1/shop-delivery-infra*/Diff*/*" + here
	encrypt = "Key: kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey on " + other
)

// ownLogs lets a build of the app's pipeline called name write its log.
func ownLogs(name string) string {
	return "Log: logs:CreateLogStream logs:PutLogEvents on arn:aws:logs:eu-west-1:111111111111:log-group:/shop-delivery/infrastructure/" + name + ":log-stream:*"
}

// bootstrapped are the roles of cdk bootstrap called names in account and region.
func bootstrapped(account, region string, names ...string) string {
	all := make([]string, len(names))
	for i, one := range names {
		all[i] = "arn:aws:iam::" + account + ":role/cdk-hnb659fds-" + one + "-role-" + account + "-" + region
	}
	return strings.Join(all, " ")
}

func TestABuildEntersNoEnvironmentButItsOwn(t *testing.T) {
	got := ground(t, everywhere)
	for name, at := range map[string][2]string{"Delivery": {tools, region}, "dev": {dev, region}, "prodeu": {prod, region}, "produs": {prod, "us-east-1"}} {
		same(t, may(t, got, "WebStages"+name+"Role"), []string{
			ownLogs("deploy"), artifacts, look, decrypt, "Enter: sts:AssumeRole on " + bootstrapped(at[0], at[1], "deploy", "file-publishing", "lookup"),
		})
	}
	const projects = "arn:aws:codebuild:eu-west-1:111111111111:project/shop-delivery-infrastructure-"
	want := "codebuild.amazonaws.com if ArnEquals aws:SourceArn " + projects + "deploy-prod-eu " + projects + "verify-prod-eu and StringEquals aws:SourceAccount 111111111111"
	if said := trust(t, got, "WebStagesprodeuRole"); said != want {
		t.Errorf("got %s, want %s", said, want)
	}
}

func TestWhatComparesMayOnlyLook(t *testing.T) {
	same(t, may(t, ground(t, everywhere), "WebDiffRole"), []string{
		ownLogs("diff"), artifacts, look, compare, encrypt,
		"Look: sts:AssumeRole on " + strings.Join([]string{
			bootstrapped(tools, region, "lookup"), bootstrapped(dev, region, "lookup"), bootstrapped(prod, region, "lookup"), bootstrapped(prod, "us-east-1", "lookup"),
		}, " "),
	})
}

// The lines of the source run with nothing but what they read and hand on; those of a pull request with less.
func TestTheAppsOwnCodeMayEnterNothing(t *testing.T) {
	got := ground(t, everywhere)
	same(t, may(t, got, "WebSynthRole"), []string{ownLogs("synth"), artifacts, look, handOn, encrypt})
	same(t, may(t, got, "WebSecretsRole"), []string{ownLogs("secrets"), artifacts, look, decrypt})
	same(t, may(t, got, "WebPullRequestRole"), []string{ownLogs("pullrequest"), "Source: codecommit:GitPull on arn:aws:codecommit:eu-west-1:111111111111:shop"})
}

func TestThePipelineOfAnAppStartsItsBuildsAndAsks(t *testing.T) {
	const project = "arn:aws:codebuild:eu-west-1:111111111111:project/shop-delivery-infrastructure-"
	all := may(t, ground(t, everywhere), "WebPipelineRole")
	for _, want := range []string{
		"Builds: codebuild:BatchGetBuilds codebuild:StartBuild on " + project + strings.Join([]string{
			"synth", "secrets", "diff", "deploy-*", "verify-*"}, " "+project),
		"Ask: sns:Publish on " + alerts, "AskKey: kms:Decrypt kms:GenerateDataKey on " + key,
	} {
		if !slices.Contains(all, want) {
			t.Errorf("no permission %s in\n%s", want, strings.Join(all, "\n"))
		}
	}
	if len(all) != 7 {
		t.Errorf("got %d statements:\n%s", len(all), strings.Join(all, "\n"))
	}
}

// laid is the project of the app's pipeline called name.
func laid(t *testing.T, got *synthtest.Template, name string) object {
	t.Helper()
	for _, one := range got.Resources(projects) {
		if one.Properties["Name"] == "shop-delivery-infrastructure-"+name {
			return one.Properties
		}
	}
	t.Fatalf("no project %s", name)
	return nil
}

func TestBuildsOfAnAppRunOneProgramEach(t *testing.T) {
	got := ground(t, everywhere)
	for name, run := range map[string]program.Program{
		"synth": program.Synth(), "diff": program.Diff(), "deploy-prod-eu": program.Deploy(), "verify-prod-eu": program.Settle(), "secrets": program.Secrets(),
	} {
		want := buildspec.Spec{Build: []buildspec.Command{buildspec.Execute(run)}, Exported: run.Exports}
		switch name {
		case "synth":
			want.Artifacts = buildspec.Artifacts{Base: "cdk.out", Files: []string{"**/*"}}
		case "diff":
			want.Artifacts = buildspec.Artifacts{Files: []string{"diff.txt"}}
		}
		if text := spec(laid(t, got, name)); text != want.Render() {
			t.Errorf("%s runs\n%s", name, text)
		}
	}
	if text := spec(laid(t, got, "pullrequest")); contains(text, "artifacts:") || !contains(text, `line SYNTH`) {
		t.Error("a pull request is not synthesized, or hands something on")
	}
}

func TestBuildsOfAnAppAreToldWhere(t *testing.T) {
	got := ground(t, everywhere)
	for name, want := range map[string]map[string]string{
		"synth":       {"TEST": "make test", "VERIFY": "make verify", "SYNTH": "make synth", "OUTPUT": "cdk.out", "GO": "1.26.8"},
		"pullrequest": {"TEST": "make test", "VERIFY": "make verify", "SYNTH": "make synth", "OUTPUT": "cdk.out", "GO": "1.26.8"},
		"diff":        {},
		"deploy-prod-eu": {"STAGE": "prod-eu", "REGION": region, "ROLE": bootstrapped(prod, region, "lookup"), "TIMEOUT": "3600",
			"ALARMS": "shop-prod-eu-web-errors shop-prod-eu-full", "DRIFT": "on"},
		"verify-prod-eu": {"STAGE": "prod-eu", "REGION": region, "ROLE": bootstrapped(prod, region, "lookup"), "TIMEOUT": "3600",
			"ALARMS": "shop-prod-eu-web-errors shop-prod-eu-full", "BAKE": "600"},
		"deploy-dev": {"STAGE": "dev", "REGION": region, "ROLE": bootstrapped(dev, region, "lookup"), "TIMEOUT": "7200"},
	} {
		if said := toldBy(laid(t, got, name)); !maps.Equal(said, want) {
			t.Errorf("%s: got %v, want %v", name, said, want)
		}
	}
	for name, minutes := range map[string]float64{"deploy-prod-eu": 90, "verify-prod-eu": 75, "deploy-dev": 150, "verify-dev": 125, "diff": 30, "synth": 60} {
		if p := laid(t, got, name); p["TimeoutInMinutes"] != minutes || p["Environment"].(object)["PrivilegedMode"] != false {
			t.Errorf("%s may run for %v minutes, with Docker %v", name, p["TimeoutInMinutes"], p["Environment"].(object)["PrivilegedMode"])
		}
	}
}

func TestFailuresOfAnInfrastructureAreTold(t *testing.T) {
	stack := synthtest.Stack(t)
	one := pipeline.NewInfrastructure(stack, "Web", infrastructureProps())
	if got := len(one.Signals()); got != 2 {
		t.Errorf("%d signals", got)
	}
	for _, name := range []string{"Pipeline", "Synth", "Secrets", "Diff", "Deploy-Delivery", "Deploy-dev", "Start"} {
		if one.CfnRole(name) == nil {
			t.Errorf("no role %s", name)
		}
	}
	if one.Name() != "shop-delivery-infrastructure" {
		t.Error(one.Name())
	}
	told := 0
	for _, rule := range synthtest.Of(t, stack).Resources("AWS::Events::Rule") {
		if text := asJSON(rule.Properties); contains(text, `"pipeline":["shop-delivery-infrastructure"]`) && contains(text, alerts) {
			told++
		}
	}
	if told != 2 {
		t.Errorf("%d rules tell", told)
	}
}

func TestAnAppIsPulledFromWhereItIs(t *testing.T) {
	got := ground(t, func(p *pipeline.InfrastructureProps) {
		p.Source = delivery.Connection{ARN: connected, Repository: "acme/shop", PullRequests: true}
		p.Partition, p.Qualifier, p.Boundary = "aws-us-gov", "shop1", "arn:aws:iam::111111111111:policy/limit"
	})
	if len(got.Resources(pipelines)) != 2 {
		t.Error("no pipeline for pull requests")
	}
	for id, role := range got.Resources("AWS::IAM::Role") {
		if role.Properties["PermissionsBoundary"] != "arn:aws:iam::111111111111:policy/limit" {
			t.Errorf("%s has no boundary", id)
		}
	}
	if said := strings.Join(may(t, got, "WebStagesdevRole"), "\n"); !contains(said, "arn:aws-us-gov:iam::222222222222:role/cdk-shop1-deploy-role-222222222222-eu-west-1") {
		t.Error(said)
	}
}

func TestInfrastructureRefusesItsProps(t *testing.T) {
	chats := func(n int) (all []string) {
		for i := range n {
			all = append(all, fmt.Sprint(alerts, i))
		}
		return all
	}
	stages := func(n int) (all []pipeline.CDKStage) {
		for i := range n {
			all = append(all, cdkStage("s"+string(rune('a'+i)), dev))
		}
		return all
	}
	waves := func(n int, approval *delivery.Approval) func(*pipeline.InfrastructureProps) {
		return func(p *pipeline.InfrastructureProps) {
			p.Waves = nil
			for _, s := range stages(n) {
				p.Waves = append(p.Waves, pipeline.InfrastructureWave{Stages: []pipeline.CDKStage{s}, Approval: approval})
			}
		}
	}
	one := func(change func(*pipeline.CDKStage)) func(*pipeline.InfrastructureProps) {
		return func(p *pipeline.InfrastructureProps) { change(&p.Waves[0].Stages[0]) }
	}
	wave := func(change func(*pipeline.InfrastructureWave)) func(*pipeline.InfrastructureProps) {
		return func(p *pipeline.InfrastructureProps) { change(&p.Waves[0]) }
	}
	type props = pipeline.InfrastructureProps
	for name, row := range map[string]struct {
		change func(*props)
		want   []string
	}{
		"nothing wrong":   {func(*props) {}, nil},
		"everything":      {everywhere, nil},
		"no other wave":   {func(p *props) { p.Waves = nil }, nil},
		"an archive":      {func(p *props) { p.Source = delivery.Bucket{Name: "shop-source", Key: "app.zip"} }, nil},
		"a bad app":       {func(p *props) { p.App = "Shop" }, []string{"INJ-003 App"}},
		"a bad partition": {func(p *props) { p.Partition = "aws-eu" }, []string{"ENV-010 Partition"}},
		"images":          {func(p *props) { p.Source = delivery.Registry{Repository: "shop/web"} }, []string{"PIPE-002 Source"}},
		"a bad source":    {func(p *props) { p.Source = delivery.CodeCommit{Repository: "x.git"} }, []string{"PIPE-001 Source.Repository"}},
		"a far connection": {func(p *props) {
			p.Source = delivery.Connection{ARN: strings.Replace(connected, "eu-west-1", "us-east-1", 1), Repository: "a/b"}
		}, []string{"PIPE-002 Source.ARN"}},
		"two lines":            {func(p *props) { p.Synth.Test = "make\nreboot" }, []string{"INJ-001 Synth.Test"}},
		"a long line":          {func(p *props) { p.Synth.Verify = strings.Repeat("x", 4001) }, []string{"INJ-001 Synth.Verify"}},
		"a secret in plain":    {func(p *props) { p.Synth.Test = "make {{resolve:ssm:x}}" }, []string{"INJ-003 Synth.Test"}},
		"4000 characters":      {func(p *props) { p.Synth.Synth = strings.Repeat("x", 4000) }, nil},
		"some Go":              {func(p *props) { p.Synth.Go = "1.26" }, []string{"BLD-002 Synth.Go"}},
		"an old Go":            {func(p *props) { p.Synth.Go = "1.20.0" }, []string{"BLD-002 Synth.Go"}},
		"the first exact Go":   {func(p *props) { p.Synth.Go = "1.21.0" }, nil},
		"templates above":      {func(p *props) { p.Synth.Output = "../cdk.out" }, []string{"PATH-001 Synth.Output"}},
		"a huge machine":       {func(p *props) { p.Synth.Machine.Size = "HUGE" }, []string{"PIPE-004 Synth.Machine.Size"}},
		"Docker":               {func(p *props) { p.Synth.Machine.Docker = true }, []string{"PIPE-004 Synth.Machine.Docker"}},
		"no stage of its own":  {func(p *props) { p.Own.Stages = nil }, []string{"PIPE-003 Own.Name", "PIPE-003 Own.Stages"}},
		"its own elsewhere":    {func(p *props) { p.Own.Stages[0].Account, p.Own.Stages[0].Region = dev, "us-east-1" }, []string{"PIPE-003 Own.Stages[0].Account", "PIPE-003 Own.Stages[0].Region"}},
		"20 waves":             {waves(20, nil), nil},
		"21 waves":             {waves(21, nil), []string{"PIPE-003 Waves"}},
		"15 approvals":         {waves(15, &delivery.Approval{}), nil},
		"16 approvals":         {waves(16, &delivery.Approval{}), []string{"PIPE-003 Waves"}},
		"10 stages":            {wave(func(w *pipeline.InfrastructureWave) { w.Name, w.Stages = "all", stages(10) }), nil},
		"11 stages":            {wave(func(w *pipeline.InfrastructureWave) { w.Name, w.Stages = "all", stages(11) }), []string{"PIPE-003 Waves[0].Stages"}},
		"two without a name":   {wave(func(w *pipeline.InfrastructureWave) { w.Stages = stages(2) }), []string{"PIPE-003 Waves[0].Name"}},
		"a wave called so":     {wave(func(w *pipeline.InfrastructureWave) { w.Name = "Synth" }), []string{"PIPE-003 Waves"}},
		"a wave with dots":     {wave(func(w *pipeline.InfrastructureWave) { w.Name = "eu.west" }), []string{"PIPE-003 Waves[0].Name"}},
		"a hasty approval":     {wave(func(w *pipeline.InfrastructureWave) { w.Approval = &delivery.Approval{Within: time.Minute} }), []string{"PIPE-003 Waves[0].Approval.Within"}},
		"nobody asked":         {func(p *props) { p.Alerts, p.Waves[0].Approval = nil, &delivery.Approval{} }, []string{"OBS-005 Waves[0].Approval.Topic", "OBS-005 Alerts"}},
		"a window of nothing":  {wave(func(w *pipeline.InfrastructureWave) { w.Window = &delivery.Window{From: 9, To: 9} }), []string{"PIPE-003 Waves[0].Window.To"}},
		"another failure":      {wave(func(w *pipeline.InfrastructureWave) { w.OnFailure = 9 }), []string{"PIPE-003 Waves[0].OnFailure"}},
		"a stage twice":        {one(func(s *pipeline.CDKStage) { s.Name = "delivery" }), []string{"PIPE-003 Waves[0].Stages[0].Name"}},
		"a stage with a star":  {one(func(s *pipeline.CDKStage) { s.Name = "*" }), []string{"PIPE-003 Waves[0].Name", "PIPE-003 Waves[0].Stages[0].Name"}},
		"a bad account":        {one(func(s *pipeline.CDKStage) { s.Account = "1" }), []string{"ENV-005 Waves[0].Stages[0].Account"}},
		"a bad region":         {one(func(s *pipeline.CDKStage) { s.Region = "mars" }), []string{"ENV-008 Waves[0].Stages[0].Region"}},
		"an alarm in two":      {one(func(s *pipeline.CDKStage) { s.Alarms = []string{"a b"} }), []string{"INJ-001 Waves[0].Stages[0].Alarms[0]"}},
		"an alarm twice":       {one(func(s *pipeline.CDKStage) { s.Alarms = []string{"a", "a"} }), []string{"INJ-001 Waves[0].Stages[0].Alarms[1]"}},
		"4 minutes":            {one(func(s *pipeline.CDKStage) { s.Within = 4 * time.Minute }), []string{"PIPE-004 Waves[0].Stages[0].Within"}},
		"35 hours":             {one(func(s *pipeline.CDKStage) { s.Within = 35 * time.Hour }), nil},
		"36 hours":             {one(func(s *pipeline.CDKStage) { s.Within = 36 * time.Hour }), []string{"PIPE-004 Waves[0].Stages[0].Within"}},
		"a day":                {one(func(s *pipeline.CDKStage) { s.Bake = 24 * time.Hour }), nil},
		"more than a day":      {one(func(s *pipeline.CDKStage) { s.Bake = 24*time.Hour + time.Second }), []string{"PIPE-003 Waves[0].Stages[0].Bake"}},
		"half a second":        {one(func(s *pipeline.CDKStage) { s.Bake = time.Second / 2 }), []string{"PIPE-003 Waves[0].Stages[0].Bake"}},
		"no store":             {func(p *props) { p.Artifacts = pipeline.Store{} }, []string{"PIPE-003 Artifacts.Bucket", "SEC-004 Artifacts.Key", "PIPE-003 Artifacts.Account", "PIPE-003 Artifacts.Region"}},
		"a bad key":            {func(p *props) { p.Key = "x" }, []string{"SEC-004 Key"}},
		"8 days":               {func(p *props) { p.LogDays = 8 }, []string{"OBS-001 LogDays"}},
		"a topic key":          {func(p *props) { p.AlertsKeys = []string{"x"} }, []string{"SEC-004 AlertsKeys[0]"}},
		"a chat's name":        {func(p *props) { p.Chats = []string{"x"} }, []string{"OBS-005 Chats[0]"}},
		"six topics":           {func(p *props) { p.Chats = chats(5) }, []string{"OBS-005 Alerts"}},
		"five topics":          {func(p *props) { p.Chats = chats(4) }, nil},
		"a bad boundary":       {func(p *props) { p.Boundary = "x" }, []string{"IAM-003 Boundary"}},
		"a long qualifier":     {func(p *props) { p.Qualifier = "hnb659fds01" }, []string{"INJ-003 Qualifier"}},
		"a qualifier's length": {func(p *props) { p.Qualifier = "hnb659fds0" }, nil},
		"nothing at all": {func(p *props) { *p = props{} }, []string{
			"INJ-003 App", "ENV-005 Account", "ENV-008 Region", "PIPE-002 Source", "PIPE-003 Own.Name", "PIPE-003 Own.Stages",
			"PIPE-003 Artifacts.Bucket", "SEC-004 Artifacts.Key", "SEC-004 Key", "OBS-005 Alerts",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := synthtest.Refused(infrastructureProps(row.change).Validate()); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}
