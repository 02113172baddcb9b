package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

type refusal struct {
	change func(*pipeline.PipelineProps)
	want   []string
}

func refuse(t *testing.T, rows map[string]refusal) {
	t.Helper()
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			if got := synthtest.Refused(minimalProps(row.change).Validate()); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestPipelineRefusesItsOwnProps(t *testing.T) {
	refuse(t, map[string]refusal{
		"nothing wrong":     {func(*pipeline.PipelineProps) {}, nil},
		"everything":        {whole, nil},
		"an image":          {pushed, nil},
		"no app":            {func(p *pipeline.PipelineProps) { p.App = "" }, []string{"INJ-003 App", "PIPE-003 Waves[0].Environments[0].Target.Home.App"}},
		"a quote":           {func(p *pipeline.PipelineProps) { p.Service = `we"b` }, []string{"INJ-003 Service", "PIPE-003 Waves[0].Environments[0].Target.Home.Service"}},
		"33 characters":     {func(p *pipeline.PipelineProps) { p.Service = strings.Repeat("x", 33) }, []string{"INJ-003 Service", "PIPE-003 Waves[0].Environments[0].Target.Home.Service"}},
		"a bad account":     {func(p *pipeline.PipelineProps) { p.Account, p.Artifacts[0].Account = "1", "1" }, []string{"ENV-005 Account", "IMG-003 Build.Repository"}},
		"no source":         {from(nil), []string{"PIPE-002 Source"}},
		"a build too many":  {from(delivery.Registry{Repository: "shop/web"}), []string{"PIPE-002 Build"}},
		"no build":          {func(p *pipeline.PipelineProps) { p.Build = delivery.Build{} }, []string{"IMG-003 Build.Repository"}},
		"a far repository":  {func(p *pipeline.PipelineProps) { p.Build.Repository = strings.Replace(repository, tools, dev, 1) }, []string{"IMG-003 Build.Repository"}},
		"a key's alias":     {func(p *pipeline.PipelineProps) { p.Key = "alias/x" }, []string{"SEC-004 Key"}},
		"8 days of logs":    {func(p *pipeline.PipelineProps) { p.LogDays = 8 }, []string{"OBS-001 LogDays"}},
		"nobody told":       {func(p *pipeline.PipelineProps) { p.Alerts = nil }, []string{"OBS-005 Alerts"}},
		"a topic's name":    {func(p *pipeline.PipelineProps) { p.Alerts = []string{"alerts"} }, []string{"OBS-005 Alerts[0]"}},
		"a chat's name":     {func(p *pipeline.PipelineProps) { p.Chats = []string{"chat"} }, []string{"OBS-005 Chats[0]"}},
		"5 topics":          {func(p *pipeline.PipelineProps) { p.Chats = slices.Repeat([]string{alerts}, 4) }, nil},
		"6 topics":          {func(p *pipeline.PipelineProps) { p.Chats = slices.Repeat([]string{alerts}, 5) }, []string{"OBS-005 Alerts"}},
		"a bad topic key":   {func(p *pipeline.PipelineProps) { p.AlertsKeys = []string{"x"} }, []string{"SEC-004 AlertsKeys[0]"}},
		"no page":           {func(p *pipeline.PipelineProps) { p.Runbook = "wiki" }, []string{"OBS-005 Runbook"}},
		"a bad boundary":    {func(p *pipeline.PipelineProps) { p.Boundary = "limit" }, []string{"IAM-003 Boundary"}},
		"a boundary of AWS": {func(p *pipeline.PipelineProps) { p.Boundary = "arn:aws:iam::aws:policy/PowerUserAccess" }, nil},
		"nothing at all": {func(p *pipeline.PipelineProps) { *p = pipeline.PipelineProps{} }, []string{
			"INJ-003 App", "INJ-003 Service", "ENV-005 Account", "ENV-008 Region", "PIPE-002 Source", "PIPE-003 Waves", "PIPE-003 Artifacts", "SEC-004 Key", "OBS-005 Alerts",
		}},
	})
}

// What the values of a delivery refuse by themselves is tested with them; here is that a pipeline asks each of them, and what
// it refuses of several together.
func TestPipelineAsksItsSourceItsBuildAndItsScan(t *testing.T) {
	connects := func(change func(*delivery.Connection)) func(*pipeline.PipelineProps) {
		one := delivery.Connection{ARN: connected, Repository: "acme/shop"}
		change(&one)
		return from(one)
	}
	build := func(change func(*delivery.Build)) func(*pipeline.PipelineProps) {
		return func(p *pipeline.PipelineProps) { change(&p.Build) }
	}
	refuse(t, map[string]refusal{
		"a bad repository": {from(delivery.CodeCommit{Repository: "a b"}), []string{"PIPE-001 Source.Repository"}},
		"a bad branch":     {from(delivery.CodeCommit{Repository: "shop", Branch: "a$(id)"}), []string{"PIPE-001 Source.Branch"}},
		"no tests":         {from(delivery.CodeCommit{Repository: "shop", PullRequests: true}), []string{"PIPE-003 Build.Tests.Command"}},
		"no tests, either": {connects(func(c *delivery.Connection) { c.PullRequests = true }), []string{"PIPE-003 Build.Tests.Command"}},
		"a connection":     {connects(func(*delivery.Connection) {}), nil},
		"no owner":         {connects(func(c *delivery.Connection) { c.Repository = "shop" }), []string{"PIPE-001 Source.Repository"}},
		"a far connection": {connects(func(c *delivery.Connection) { c.ARN = strings.Replace(connected, region, "us-east-1", 1) }), []string{"PIPE-002 Source.ARN"}},
		"no key":           {from(delivery.Bucket{Name: "drop"}), []string{"PATH-001 Source.Key"}},
		"upper case":       {func(p *pipeline.PipelineProps) { pushed(p); p.Source = delivery.Registry{Repository: "Shop"} }, []string{"IMG-004 Source.Repository"}},
		"a way out":        {build(func(b *delivery.Build) { b.Dockerfile = "../../etc/passwd" }), []string{"PATH-001 Build.Dockerfile"}},
		"5 minutes":        {build(func(b *delivery.Build) { b.Machine.Timeout = 5 * time.Minute }), nil},
		"2161 minutes":     {build(func(b *delivery.Build) { b.Machine.Timeout = 2161 * time.Minute }), []string{"PIPE-004 Build.Machine.Timeout"}},
		"a password": {build(func(b *delivery.Build) {
			b.Tests.Command, b.Tests.Variables = "make", map[string]string{"DB_PASSWORD": "x"}
		}), []string{"SEC-001 Build.Tests.Variables[DB_PASSWORD]"}},
		"a far secret": {build(func(b *delivery.Build) {
			b.Tests.Command, b.Tests.Secrets = "make", map[string]string{"NPM": strings.Replace(secret, region, "us-east-1", 1)}
		}), []string{"SEC-002 Build.Tests.Secrets[NPM]"}},
		"a tag inspected":     {func(p *pipeline.PipelineProps) { pushed(p); p.Scan.Inspector = true }, []string{"PIPE-002 Scan.Inspector"}},
		"3 hours of scanning": {func(p *pipeline.PipelineProps) { p.Scan.Within = 3 * time.Hour }, []string{"PIPE-004 Scan.Within"}},
	})
}

func TestPipelineRefusesWavesThatCannotBe(t *testing.T) {
	wave := func(change func(*pipeline.Wave)) func(*pipeline.PipelineProps) {
		return func(p *pipeline.PipelineProps) { change(&p.Waves[0]) }
	}
	environment := func(change func(*pipeline.Environment)) func(*pipeline.PipelineProps) {
		return func(p *pipeline.PipelineProps) { change(&p.Waves[0].Environments[0]) }
	}
	verify := func(one delivery.Verify) func(*pipeline.PipelineProps) {
		return environment(func(e *pipeline.Environment) { e.Verify = one })
	}
	const at = "Waves[0].Environments[0]"
	refuse(t, map[string]refusal{
		"no waves":          {func(p *pipeline.PipelineProps) { p.Waves = nil }, []string{"PIPE-003 Waves"}},
		"16 waves":          {waves(16), nil},
		"17 waves":          {waves(17), []string{"PIPE-003 Waves"}},
		"no environments":   {wave(func(w *pipeline.Wave) { w.Name, w.Environments = "x", nil }), []string{"PIPE-003 Waves[0].Environments"}},
		"no name for two":   {wave(func(w *pipeline.Wave) { w.Environments = append(w.Environments, another("b")) }), []string{"PIPE-003 Waves[0].Name"}},
		"a name in two":     {wave(func(w *pipeline.Wave) { w.Name = "a b" }), []string{"PIPE-003 Waves[0].Name"}},
		"the source's name": {wave(func(w *pipeline.Wave) { w.Name = "Source" }), []string{"PIPE-003 Waves"}},
		"almost the source": {wave(func(w *pipeline.Wave) { w.Name = "source" }), []string{"PIPE-003 Waves"}},
		"almost the image":  {wave(func(w *pipeline.Wave) { w.Name = "IMAGE" }), []string{"PIPE-003 Waves"}},
		"a wave twice": {func(p *pipeline.PipelineProps) {
			p.Waves = append(p.Waves, pipeline.Wave{Name: "dev", Environments: []pipeline.Environment{another("b")}})
		}, []string{"PIPE-003 Waves"}},
		"an environment twice": {func(p *pipeline.PipelineProps) {
			p.Waves = append(p.Waves, pipeline.Wave{Name: "b", Environments: p.Waves[0].Environments})
		}, []string{"PIPE-003 Waves[1].Environments[0].Name"}},
		"no target":         {environment(func(e *pipeline.Environment) { e.Target = nil }), []string{"PIPE-003 " + at + ".Target"}},
		"another service":   {environment(func(e *pipeline.Environment) { e.Target = of(func(h *pipeline.Home) { h.Service = "api" }) }), []string{"PIPE-003 " + at + ".Target.Home.Service"}},
		"another partition": {environment(func(e *pipeline.Environment) { e.Target = of(func(h *pipeline.Home) { h.Partition = "aws-cn" }) }), []string{"IAM-001 " + at + ".Target.Home.Partition"}},
		"an alarm in two":   {environment(func(e *pipeline.Environment) { e.Target = of(func(h *pipeline.Home) { h.Alarms = []string{"a b"} }) }), []string{"INJ-001 " + at + ".Target.Home.Alarms[0]"}},
		"4 minutes":         {environment(func(e *pipeline.Environment) { e.Target = of(func(h *pipeline.Home) { h.Within = 4 * time.Minute }) }), []string{"PIPE-004 " + at + ".Target.Home.Within"}},
		"the longest": {environment(func(e *pipeline.Environment) {
			e.Target = of(func(h *pipeline.Home) { h.Within = delivery.MostWithin })
		}), nil},
		"a second longer": {environment(func(e *pipeline.Environment) {
			e.Target = of(func(h *pipeline.Home) { h.Within = delivery.MostWithin + time.Second })
		}), []string{"PIPE-004 " + at + ".Target.Home.Within"}},
		"12 hours inside": {environment(func(e *pipeline.Environment) {
			one := cluster("dev", dev)
			one.Home.Within = 12 * time.Hour
			e.Target = one
		}), []string{"PIPE-004 " + at + ".Target.Home.Within"}},
		"a bake too long": {environment(func(e *pipeline.Environment) {
			e.Target, e.Verify.Bake = of(func(h *pipeline.Home) { h.Within = delivery.MostWithin }), time.Second
		}), []string{"PIPE-004 " + at + ".Verify.Bake"}},
		"a stack's ARN":  {environment(func(e *pipeline.Environment) { e.Target = of(func(h *pipeline.Home) { h.Stack = "arn:aws:x" }) }), []string{"INJ-003 " + at + ".Target.Home.Stack"}},
		"no group":       {environment(func(e *pipeline.Environment) { e.Target = pipeline.Tasks{Home: home("dev", dev), Application: "x"} }), []string{"PIPE-003 " + at + ".Target.Variables[GROUP]"}},
		"no bundle":      {environment(func(e *pipeline.Environment) { one := hosts("dev", dev); one.Bundle = nil; e.Target = one }), []string{"PIPE-003 " + at + ".Target.Variables[BUNDLE]"}},
		"a file outside": {environment(func(e *pipeline.Environment) { one := hosts("dev", dev); one.Bundle["../x"] = ""; e.Target = one }), []string{"PATH-001 " + at + ".Target.Files[../x]"}},
		"no cluster":     {environment(func(e *pipeline.Environment) { e.Target = pipeline.Manifests{Home: home("dev", dev)} }), []string{"PIPE-003 " + at + ".Target.Variables[CLUSTER]"}},
		"a far cluster": {environment(func(e *pipeline.Environment) {
			one := cluster("dev", dev)
			one.Home.Region = "us-east-1"
			e.Target = one
		}), []string{"PIPE-003 " + at + ".Target.Home.Region"}},
		"a long bake inside": {environment(func(e *pipeline.Environment) { e.Target, e.Verify.Bake = cluster("dev", dev), time.Hour+time.Second }), []string{"PIPE-003 " + at + ".Verify.Bake"}},
		"a bake inside":      {environment(func(e *pipeline.Environment) { e.Target, e.Verify.Bake = cluster("dev", dev), time.Hour }), nil},
		"more than a day":    {verify(delivery.Verify{Bake: 24*time.Hour + time.Second}), []string{"PIPE-003 " + at + ".Verify.Bake"}},
		"a topic's name":     {wave(func(w *pipeline.Wave) { w.Approval = &delivery.Approval{Topic: "x"} }), []string{"OBS-005 Waves[0].Approval.Topic"}},
		"a variable":         {wave(func(w *pipeline.Wave) { w.Approval = &delivery.Approval{Message: "#{Source.CommitMessage}"} }), []string{"INJ-001 Waves[0].Approval.Message"}},
		"no way to fail":     {wave(func(w *pipeline.Wave) { w.OnFailure = 4 }), []string{"PIPE-003 Waves[0].OnFailure"}},
		"a zone of none":     {wave(func(w *pipeline.Wave) { w.Window = &delivery.Window{Zone: "CEST"} }), []string{"PIPE-003 Waves[0].Window.Zone"}},
		"no store":           {func(p *pipeline.PipelineProps) { p.Artifacts = nil }, []string{"PIPE-003 Artifacts"}},
		"a store twice":      {func(p *pipeline.PipelineProps) { p.Artifacts = append(p.Artifacts, store) }, []string{"PIPE-003 Artifacts[1].Region"}},
		"no key": {func(p *pipeline.PipelineProps) {
			p.Artifacts = []pipeline.Store{pipeline.StoreOf("shop", tools, region)}
		}, []string{"SEC-004 Artifacts[0].Key"}},
		"somebody's store": {func(p *pipeline.PipelineProps) { one := store; one.Account = dev; p.Artifacts = []pipeline.Store{one} }, []string{"PIPE-003 Artifacts[0].Account"}},
	})
}

// waves are n waves of one environment each.
func waves(n int) func(*pipeline.PipelineProps) {
	return func(p *pipeline.PipelineProps) {
		p.Waves = nil
		for i := range n {
			p.Waves = append(p.Waves, pipeline.Wave{Environments: []pipeline.Environment{another(fmt.Sprintf("e%d", i))}})
		}
	}
}

// another is an environment called name.
func another(name string) pipeline.Environment {
	return pipeline.Environment{Name: name, Target: pipeline.Stack{Home: home(name, dev)}}
}

// of is the minimal target with a home that change changed.
func of(change func(*pipeline.Home)) pipeline.Target {
	one := home("dev", dev)
	change(&one)
	return pipeline.Stack{Home: one}
}

// own is a target of somebody's own.
type own struct{ pipeline.Deployment }

func (o own) Deploy() pipeline.Deployment { return o.Deployment }

func TestATargetOfOnesOwnIsHeldToTheSameRules(t *testing.T) {
	target := func(change func(*pipeline.Deployment)) func(*pipeline.PipelineProps) {
		return func(p *pipeline.PipelineProps) {
			one := pipeline.Deployment{Home: home("dev", dev)}
			change(&one)
			p.Waves[0].Environments[0].Target = own{one}
		}
	}
	const at = "Waves[0].Environments[0].Target."
	refuse(t, map[string]refusal{
		"nothing wrong": {target(func(*pipeline.Deployment) {}), nil},
		"no kind":       {target(func(d *pipeline.Deployment) { d.Kind = 9 }), []string{"PIPE-003 " + at + "Kind"}},
		"AWS's own":     {target(func(d *pipeline.Deployment) { d.Variables = map[string]string{"AWS_REGION": "x"} }), []string{"INJ-003 " + at + "Variables[AWS_REGION]"}},
		"two lines":     {target(func(d *pipeline.Deployment) { d.Variables = map[string]string{"X": "a\nb"} }), []string{"INJ-001 " + at + "Variables[X]"}},
		"too many files": {target(func(d *pipeline.Deployment) {
			d.Kind, d.Variables = program.Hosts, map[string]string{"APPLICATION": "a", "GROUP": "b", "BUCKET": "c"}
			d.Files = map[string]string{"noise": noise(20000)}
		}), []string{"BLD-001 " + at + "Release.Spec"}},
	})
}

// noise is text that hardly gets smaller.
func noise(n int) string {
	var b strings.Builder
	for i := uint32(1); b.Len() < n; i = i*1664525 + 1013904223 {
		fmt.Fprintf(&b, "%08x", i)
	}
	return b.String()
}

func TestPipelinePanicsWithEveryProblem(t *testing.T) {
	if got := synthtest.Panics(t, func() { pipeline.NewPipeline(synthtest.Stack(t), "Web", nil) }); got.ID != "Web" || len(got.Problems) != 9 {
		t.Error(got)
	}
}

func TestRolesInEnvironmentsRefuse(t *testing.T) {
	role := func(change func(*pipeline.ReleaseRoleProps)) error {
		props := pipeline.ReleaseRoleProps{Target: pipeline.Stack{Home: home("prod", prod)}, Tools: tools}
		change(&props)
		return props.Validate()
	}
	inside := func(change func(*pipeline.ClusterReleaserProps)) error {
		props := releaser()
		change(props)
		return props.Validate()
	}
	for name, row := range map[string]struct {
		given error
		want  []string
	}{
		"nothing wrong":       {role(func(*pipeline.ReleaseRoleProps) {}), nil},
		"nothing":             {role(func(p *pipeline.ReleaseRoleProps) { *p = pipeline.ReleaseRoleProps{} }), []string{"PIPE-003 Target", "ENV-005 Tools"}},
		"a cluster":           {role(func(p *pipeline.ReleaseRoleProps) { p.Target = cluster("prod", prod) }), []string{"PIPE-003 Target"}},
		"everything":          {role(func(p *pipeline.ReleaseRoleProps) { p.Drift = []string{"*"} }), []string{"IAM-002 Drift[0]"}},
		"a service":           {role(func(p *pipeline.ReleaseRoleProps) { p.Drift = []string{"ecs:Describe*"} }), []string{"IAM-002 Drift[0]"}},
		"a change":            {role(func(p *pipeline.ReleaseRoleProps) { p.Drift = []string{"ecs:UpdateService"} }), []string{"IAM-002 Drift[0]"}},
		"101 actions":         {role(func(p *pipeline.ReleaseRoleProps) { p.Drift = slices.Repeat([]string{"ecs:DescribeServices"}, 101) }), []string{"IAM-002 Drift"}},
		"a bad boundary":      {role(func(p *pipeline.ReleaseRoleProps) { p.Boundary = "x" }), []string{"IAM-003 Boundary"}},
		"inside":              {inside(func(*pipeline.ClusterReleaserProps) {}), nil},
		"no network":          {inside(func(p *pipeline.ClusterReleaserProps) { p.VpcID, p.SubnetIDs = "vpc", nil }), []string{"NET-001 VpcID", "NET-001 SubnetIDs"}},
		"a bad subnet":        {inside(func(p *pipeline.ClusterReleaserProps) { p.SubnetIDs = []string{"x"} }), []string{"NET-001 SubnetIDs[0]"}},
		"no door":             {inside(func(p *pipeline.ClusterReleaserProps) { p.ClusterSecurityGroup = "" }), []string{"NET-001 ClusterSecurityGroup"}},
		"no group":            {inside(func(p *pipeline.ClusterReleaserProps) { p.Group = "" }), []string{"EKS-001 Group"}},
		"the masters":         {inside(func(p *pipeline.ClusterReleaserProps) { p.Group = "system:masters" }), []string{"EKS-001 Group"}},
		"somebody's store":    {inside(func(p *pipeline.ClusterReleaserProps) { p.Artifacts.Account = dev }), []string{"PIPE-003 Artifacts.Account"}},
		"a far store":         {inside(func(p *pipeline.ClusterReleaserProps) { p.Artifacts.Region = "us-east-1" }), []string{"PIPE-003 Artifacts.Region"}},
		"a key's alias":       {inside(func(p *pipeline.ClusterReleaserProps) { p.Key = "alias/x" }), []string{"SEC-004 Key"}},
		"8 days":              {inside(func(p *pipeline.ClusterReleaserProps) { p.LogDays = 8 }), []string{"OBS-001 LogDays"}},
		"a bad boundary, too": {inside(func(p *pipeline.ClusterReleaserProps) { p.Boundary = "x" }), []string{"IAM-003 Boundary"}},
		"no cluster":          {inside(func(p *pipeline.ClusterReleaserProps) { p.Target.Cluster = "" }), []string{"PIPE-003 Target.Variables[CLUSTER]"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := synthtest.Refused(row.given); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
	if got := synthtest.Panics(t, func() { pipeline.NewReleaseRole(synthtest.Stack(t), "Role", nil) }); got.ID != "Role" {
		t.Error(got)
	}
	if got := synthtest.Panics(t, func() { pipeline.NewClusterReleaser(synthtest.Stack(t), "Inside", nil) }); got.ID != "Inside" {
		t.Error(got)
	}
}
