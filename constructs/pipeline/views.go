package pipeline

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
)

// Name is what the pipeline is called, known before it is deployed: "<app>-delivery-<service>".
func (p *Pipeline) Name() string { return p.props.name() }

// ARN is the pipeline's ARN, known before it is deployed.
func (p *Pipeline) ARN() string { return p.props.arn() }

// CfnPipeline is the L1 pipeline, for what PipelineProps does not cover.
func (p *Pipeline) CfnPipeline() awscodepipeline.CfnPipeline { return p.pipeline }

// CfnReviews is the L1 pipeline that tests pull requests of a connected repository; nil without one.
func (p *Pipeline) CfnReviews() awscodepipeline.CfnPipeline { return p.reviews }

// CfnRepository is the L1 repository that the pipeline made; nil without one.
func (p *Pipeline) CfnRepository() awscodecommit.CfnRepository { return p.repository }

// CfnRole is the L1 role of the pipeline or of one of its builds, for what PipelineProps does not cover: "Pipeline",
// "Test", "Secrets", "Image", "Scan", "Release", "Try", "Watch", "Start", "Review" or "Judge"; nil where there is none.
func (p *Pipeline) CfnRole(name string) awsiam.CfnRole { return p.roles[name] }
