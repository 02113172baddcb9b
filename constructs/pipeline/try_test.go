package pipeline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const load = "k6 run load/shop.js && echo \"$URL\""

// tried has every version try itself in development, and on EKS.
func tried(p *pipeline.PipelineProps) {
	proof := delivery.Verify{Test: load, URL: "https://dev.example.com/healthz"}
	p.Waves[0].Environments[0].Verify = proof
	p.Waves = append(p.Waves, pipeline.Wave{Environments: []pipeline.Environment{{Name: "eks", Target: cluster("eks", prod), Verify: delivery.Verify{Test: load}}}})
}

func TestAVersionIsTriedBesideItsProofWhichWaitsForIt(t *testing.T) {
	const want = `dev: 1 Ready-dev shop-delivery-web-release-dev-ready <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId}
dev: 2 Release-dev shop-delivery-web-release-dev-release <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE}
dev: 3 Verify-dev shop-delivery-web-release-dev-verify <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE} PREVIOUS=#{Release-dev.PREVIOUS}
dev: 3 Try-dev shop-delivery-web-try-dev <- SourceOutput IMAGE=#{Image.IMAGE}
eks: 1 Ready-eks shop-eks-web-release-ready <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId}
eks: 2 Release-eks shop-eks-web-release-release <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE}
eks: 3 Verify-eks shop-eks-web-release-verify <- ImageOutput EXECUTION=#{codepipeline.PipelineExecutionId} IMAGE=#{Image.IMAGE} PREVIOUS=#{Release-eks.PREVIOUS} TRIED=Release-eks Try-eks PIPELINE=arn:aws:codepipeline:eu-west-1:111111111111:shop-delivery-web WATCH=arn:aws:iam::111111111111:role/shop-delivery-web-watch
eks: 3 Try-eks shop-delivery-web-try-eks <- SourceOutput IMAGE=#{Image.IMAGE}
`
	all := synth(t, tried)
	if got := described(all); !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	said := toldBy(built(t, all, "release-dev-verify"))
	if said["URL"] != "https://dev.example.com/healthz" || said["TRIED"] != "Release-dev Try-dev" || said["PIPELINE"] != "arn:aws:codepipeline:eu-west-1:111111111111:shop-delivery-web" {
		t.Errorf("the proof is told %v", said)
	}
}

func TestATestOfAVersionRunsTheTeamsLineOnItsSource(t *testing.T) {
	got := synth(t, tried, func(p *pipeline.PipelineProps) {
		p.Waves[1].Environments[0].Verify.TestMachine = buildspec.Machine{Size: buildspec.Large, Arm: true, Timeout: 45 * time.Minute}
	})
	one := built(t, got, "try-dev")
	if said := toldBy(one); len(said) != 3 || said["TEST_COMMAND"] != load || said["URL"] != "https://dev.example.com/healthz" || said["ENVIRONMENT"] != "dev" {
		t.Errorf("it is told %v", said)
	}
	if one["TimeoutInMinutes"] != 30.0 || one["ConcurrentBuildLimit"] != nil || one["Environment"].(object)["PrivilegedMode"] != false || !contains(spec(one), `sh -c "$TEST_COMMAND"`) {
		t.Errorf("it runs as %v", one)
	}
	far := built(t, got, "try-eks")
	if machine := far["Environment"].(object); machine["ComputeType"] != "BUILD_GENERAL1_LARGE" || machine["Type"] != "ARM_CONTAINER" || far["TimeoutInMinutes"] != 45.0 {
		t.Errorf("it runs on %v", far)
	}
	if _, given := toldBy(far)["URL"]; given {
		t.Error("an address that nobody gave")
	}
	short := home("dev", dev)
	short.Within = 10 * time.Minute
	if one := built(t, synth(t, tried, func(p *pipeline.PipelineProps) { p.Waves[0].Environments[0].Target = pipeline.Stack{Home: short} }), "try-dev"); one["TimeoutInMinutes"] != 10.0 {
		t.Errorf("it runs for %v minutes", one["TimeoutInMinutes"])
	}
}

// The test is code of the source: it must reach no environment.
func TestATestOfAVersionMayReadAndLogAndNothingElse(t *testing.T) {
	got := synth(t, tried)
	same(t, may(t, got, "WebTryRole"), []string{logs("try"), artifacts, look, decrypt})
	if said, want := trust(t, got, "WebTryRole"), "codebuild.amazonaws.com if ArnLike aws:SourceArn "+project+"try-* and StringEquals aws:SourceAccount 111111111111"; said != want {
		t.Errorf("got %s, want %s", said, want)
	}
	for _, name := range []string{"try-dev", "try-eks"} {
		role := asJSON(built(t, got, name)["ServiceRole"])
		if !contains(role, "WebTryRole") {
			t.Errorf("%s acts as %s", name, role)
		}
	}
	got.Has("AWS::Logs::LogGroup", synthtest.Props{"LogGroupName": "/shop-delivery/web/try", "KmsKeyId": key})
}

func TestOnlyProofsSeeHowTestsEnd(t *testing.T) {
	const see = "Watch: codepipeline:ListActionExecutions on arn:aws:codepipeline:eu-west-1:111111111111:shop-delivery-web"
	got := synth(t, tried)
	if said := may(t, got, "WebReleaseRole"); !slices.Contains(said, see) {
		t.Errorf("the proof may only %q", said)
	}
	same(t, may(t, got, "WebWatchRole"), []string{see})
	if said, want := trust(t, got, "WebWatchRole"), "333333333333 if ArnEquals aws:PrincipalArn arn:aws:iam::333333333333:role/shop-eks-web-releaser"; said != want {
		t.Errorf("got %s, want %s", said, want)
	}
	there := inside(t, func(p *pipeline.ClusterReleaserProps) { p.Tries = true })
	if said := may(t, there, "WebRole"); !slices.Contains(said, "Watch: sts:AssumeRole on arn:aws:iam::111111111111:role/shop-delivery-web-watch") {
		t.Errorf("the proof may only %q", said)
	}
	for _, said := range may(t, synth(t), "WebReleaseRole") {
		if strings.HasPrefix(said, "Watch") {
			t.Errorf("without a test it may %s", said)
		}
	}
	alone := synth(t, func(p *pipeline.PipelineProps) { p.Waves[0].Environments[0].Verify.Test = load })
	for id := range alone.Resources("AWS::IAM::Role") {
		if trim(id) == "WebWatchRole" {
			t.Error("there is a role for proofs elsewhere, and none of them")
		}
	}
}

func TestATestOutlivesNoProof(t *testing.T) {
	long := func(timeout time.Duration) func(*pipeline.PipelineProps) {
		return func(p *pipeline.PipelineProps) {
			p.Waves[0].Environments[0].Verify = delivery.Verify{Test: load, TestMachine: buildspec.Machine{Timeout: timeout}}
		}
	}
	refuse(t, map[string]refusal{
		"an hour":           {long(time.Hour), nil},
		"more than an hour": {long(time.Hour + time.Minute), []string{"PIPE-003 Waves[0].Environments[0].Verify.TestMachine.Timeout"}},
		"a whole pipeline":  {tried, nil},
	})
}
