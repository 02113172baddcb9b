package apprunner

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// ClosedWarning is the id of the warning that every service carries. Synthesis prints it and goes on, except where every
// warning is an error: with cdk synth --strict, or with CDK's flag strictCfnValidateErrors in a program that leaves the
// verdict to CDK. Who has decided to stay says so once, on the service, its stack or its app:
//
//	awscdk.Validations_Of(stack).Acknowledge(&awscdk.Acknowledgment{
//		Id: jsii.String(apprunner.ClosedWarning), Reason: jsii.String("It moves to Fargate in spring."),
//	})
const ClosedWarning = "shipway:AppRunnerClosed"

// closed is what the warning says (App Runner developer guide, "AWS App Runner availability change").
const closed = "AWS App Runner is closed to new customers since 2026-04-30 and gets no new features: an account that did not use " +
	"it before cannot create this service. Use runtime express, or runtime fargate, and move what runs here: package apprunner says how"

func (s *Service) warn() {
	awscdk.Validations_Of(s).AddWarning(jsii.String(ClosedWarning), jsii.String(closed))
}
