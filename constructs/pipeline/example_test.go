package pipeline_test

import (
	"fmt"
	"time"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/pipeline/buildspec"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// Where the pipelines of an application keep what they hand from one step to the next, in the account for tools.
func ExampleNewArtifacts() {
	stack := synthtest.ExampleStack()
	artifacts := pipeline.NewArtifacts(stack, "Artifacts", &pipeline.ArtifactsProps{
		App: "shop", Account: "111111111111", Region: "eu-west-1",
		Readers: []string{pipeline.ReaderARN(pipeline.Home{App: "shop", Service: "search", Environment: "prod", Account: "333333333333", Region: "eu-west-1"})},
	})
	fmt.Println(artifacts.Store().Bucket)
	fmt.Println(synthtest.Types(stack))
	// Output:
	// shop-delivery-111111111111-eu-west-1
	// AWS::KMS::Alias 1
	// AWS::KMS::Key 1
	// AWS::S3::Bucket 2
	// AWS::S3::BucketPolicy 2
}

// The repository that several services of an application come from.
func ExampleNewRepository() {
	stack := synthtest.ExampleStack()
	source := pipeline.NewRepository(stack, "Source", &pipeline.RepositoryProps{App: "shop", Name: "shop"})
	fmt.Println(source.Name())
	fmt.Println(synthtest.Types(stack))
	// Output:
	// shop
	// AWS::CodeCommit::Repository 1
}

// A service on Amazon ECS, from a push to GitHub through a development environment to production: tests with a least
// coverage, one image for two processors, nothing of high severity in it, ten quiet minutes in development, and then a
// person who says yes, on working days.
func ExampleNewPipeline() {
	stack := synthtest.ExampleStack()
	at := func(environment, account string) pipeline.Target {
		return pipeline.Stack{Home: pipeline.Home{
			App: "shop", Service: "web", Environment: environment, Account: account, Region: "eu-west-1",
			Alarms: []string{"shop-" + environment + "-web-errors", "shop-" + environment + "-web-unhealthy"},
		}}
	}
	delivery := pipeline.NewPipeline(stack, "Web", &pipeline.PipelineProps{
		App: "shop", Service: "web", Account: "111111111111", Region: "eu-west-1",
		Source: delivery.Connection{
			ARN:        "arn:aws:codeconnections:eu-west-1:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef",
			Repository: "acme/shop", Paths: []string{"web/**"}, PullRequests: true, CommitURL: "https://github.com/acme/shop/commit/",
		},
		Build: delivery.Build{
			Repository: "arn:aws:ecr:eu-west-1:111111111111:repository/shop/web", Context: "web", Platforms: []string{"linux/arm64", "linux/amd64"},
			Machine: buildspec.Machine{Size: buildspec.Medium},
			Tests: delivery.Tests{
				Command: "cd web && go test -json -coverprofile cover.out ./... > tests.json", Runtimes: map[string]string{"golang": "1.26"},
				Report: "web/tests.json", Format: "GOJSON", Coverage: "web/cover.out", CoverageFormat: "GO", MinCoverage: 80,
			},
		},
		Waves: []pipeline.Wave{
			{Environments: []pipeline.Environment{{Name: "dev", Target: at("dev", "222222222222"), Verify: delivery.Verify{
				URL: "https://dev.shop.example.com/healthz", Bake: 10 * time.Minute,
			}}}},
			{
				Approval: &delivery.Approval{Within: 24 * time.Hour}, Window: &delivery.Window{Zone: "Europe/Berlin"},
				Environments: []pipeline.Environment{{Name: "prod", Target: at("prod", "333333333333")}},
			},
		},
		Artifacts: []pipeline.Store{{
			Account: "111111111111", Region: "eu-west-1", Bucket: "shop-delivery-111111111111-eu-west-1",
			Key: "arn:aws:kms:eu-west-1:111111111111:key/66666666-7777-8888-9999-000000000000",
		}},
		Key:    "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555",
		Alerts: []string{"arn:aws:sns:eu-west-1:111111111111:shop-delivery-alerts"},
	})
	fmt.Println(delivery.Name(), delivery.ARN())
	fmt.Println(synthtest.Types(stack))
	// Output:
	// shop-delivery-web arn:aws:codepipeline:eu-west-1:111111111111:shop-delivery-web
	// AWS::CodeBuild::Project 11
	// AWS::CodePipeline::Pipeline 2
	// AWS::Events::Rule 2
	// AWS::IAM::Role 8
	// AWS::Logs::LogGroup 6
}

// The pipeline of the app itself: its tools' account first, which asks because it holds the approvals, then development, and
// production in two regions side by side.
func ExampleNewInfrastructure() {
	stack := synthtest.ExampleStack()
	one := pipeline.NewInfrastructure(stack, "Infrastructure", &pipeline.InfrastructureProps{
		App: "shop", Account: "111111111111", Region: "eu-west-1",
		Source: delivery.CodeCommit{Repository: "shop-infrastructure", PullRequests: true},
		Own: pipeline.InfrastructureWave{
			Approval: &delivery.Approval{},
			Stages:   []pipeline.CDKStage{{Name: "Delivery", Account: "111111111111", Region: "eu-west-1"}},
		},
		Waves: []pipeline.InfrastructureWave{
			{Stages: []pipeline.CDKStage{{Name: "dev", Account: "222222222222", Region: "eu-west-1"}}},
			{
				Name: "prod", Approval: &delivery.Approval{Within: 24 * time.Hour}, Window: &delivery.Window{Zone: "Europe/Berlin"},
				Stages: []pipeline.CDKStage{
					{Name: "prod-eu", Account: "333333333333", Region: "eu-west-1", Alarms: []string{"shop-prod-eu-web-errors"}, Bake: 10 * time.Minute},
					{Name: "prod-us", Account: "333333333333", Region: "us-east-1", Alarms: []string{"shop-prod-us-web-errors"}, Bake: 10 * time.Minute},
				},
			},
		},
		Artifacts: pipeline.Store{
			Account: "111111111111", Region: "eu-west-1", Bucket: "shop-delivery-111111111111-eu-west-1",
			Key: "arn:aws:kms:eu-west-1:111111111111:key/66666666-7777-8888-9999-000000000000",
		},
		Key:    "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555",
		Alerts: []string{"arn:aws:sns:eu-west-1:111111111111:shop-delivery-alerts"},
	})
	fmt.Println(one.Name())
	fmt.Println(synthtest.Types(stack))
	// Output:
	// shop-delivery-infrastructure
	// AWS::CodeBuild::Project 13
	// AWS::CodePipeline::Pipeline 1
	// AWS::Events::Rule 5
	// AWS::IAM::Role 12
	// AWS::Logs::LogGroup 6
}

// What the pipeline may do in production, defined in the service's own stack there.
func ExampleNewReleaseRole() {
	stack := synthtest.ExampleStack(synthtest.In("333333333333", "eu-west-1"))
	role := pipeline.NewReleaseRole(stack, "Release", &pipeline.ReleaseRoleProps{
		Target: pipeline.Stack{Home: pipeline.Home{App: "shop", Service: "web", Environment: "prod", Account: "333333333333", Region: "eu-west-1"}},
		Tools:  "111111111111",
	})
	fmt.Println(role.ARN())
	// Output:
	// arn:aws:iam::333333333333:role/shop-prod-web-release
}

// The builds that release a service on EKS from inside the network of its cluster.
func ExampleNewClusterReleaser() {
	stack := synthtest.ExampleStack(synthtest.In("333333333333", "eu-west-1"))
	home := pipeline.Home{App: "shop", Service: "search", Environment: "prod", Account: "333333333333", Region: "eu-west-1"}
	pipeline.NewClusterReleaser(stack, "Release", &pipeline.ClusterReleaserProps{
		Target: pipeline.Manifests{Home: home, Cluster: "shop-prod"}, Tools: "111111111111", Artifacts: pipeline.StoreOf("shop", "111111111111", "eu-west-1"),
		VpcID: "vpc-0123456789abcdef0", SubnetIDs: []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
		ClusterSecurityGroup: "sg-0123456789abcdef0", Group: "shipway-deployers",
		Key: "arn:aws:kms:eu-west-1:333333333333:key/11111111-2222-3333-4444-555555555555",
	})
	fmt.Println(synthtest.Types(stack))
	// Output:
	// AWS::CodeBuild::Project 3
	// AWS::EC2::SecurityGroup 1
	// AWS::EC2::SecurityGroupIngress 1
	// AWS::EKS::AccessEntry 1
	// AWS::IAM::Role 2
	// AWS::Logs::LogGroup 1
}
