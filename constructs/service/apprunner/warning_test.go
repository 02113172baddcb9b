package apprunner_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/service/apprunner"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// report is what synthesis wrote about the app.
func report(t *testing.T, got *synthtest.Template) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(got.Directory(), "validation-report.json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSynthesisSaysThatAppRunnerIsClosedAndGoesOn(t *testing.T) {
	got := synth(t, nil)
	for _, want := range []string{apprunner.ClosedWarning, `"severity": "warning"`, "2026-04-30", "express", "fargate", `"Test/Api"`} {
		if text := report(t, got); !strings.Contains(text, want) {
			t.Errorf("the report does not say %s:\n%s", want, text)
		}
	}
}

// The stack is of a program that takes every warning for an error.
func TestWhoStaysAcknowledgesTheWarning(t *testing.T) {
	stack := synthtest.Stack(t)
	apprunner.NewService(stack, "Api", minimalProps())
	awscdk.Validations_Of(stack).Acknowledge(&awscdk.Acknowledgment{
		Id: jsii.String(apprunner.ClosedWarning), Reason: jsii.String("It moves to Fargate in spring."),
	})
	synthtest.Of(t, stack).Count("AWS::AppRunner::Service", 1)
}
