//go:build verify

package test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"

	"github.com/shipway-cdk/shipway/internal/nag"
	"github.com/shipway-cdk/shipway/test/gate"
)

// TestSecurityRulesHaveNoUnexplainedExceptions runs cdk-nag's AwsSolutions over everything that can be chosen. Every
// finding is acknowledged on its resource with a reason, every acknowledgement is of a finding, and they are few.
func TestSecurityRulesHaveNoUnexplainedExceptions(t *testing.T) {
	all, found := []gate.Stack{}, []gate.Verdict{}
	for _, path := range append([]string{shipped}, variants(t)...) {
		t.Run(title(path), func(t *testing.T) {
			stacks, verdicts := judged(t, path, nil)
			refuse(t, gate.Nag(verdicts))
			refuse(t, gate.Acknowledged(stacks, verdicts))
			all, found = append(all, stacks...), append(found, verdicts...)
		})
	}
	t.Run("all together", func(t *testing.T) {
		refuse(t, gate.Acknowledged(all, found))
		for _, one := range gate.Acknowledgements(all) {
			t.Log(one)
		}
	})
}

// TestSecurityRulesCatchAPlantedBucket shows that the rules look into every environment, and that internal/nag writes
// what they read.
func TestSecurityRulesCatchAPlantedBucket(t *testing.T) {
	plant := func(acknowledge ...nag.Acknowledgement) []gate.Finding {
		_, verdicts := judged(t, shipped, func(app awscdk.App) {
			stack := awscdk.NewStack(first(app), jsii.String("Planted"), nil)
			bucket := awss3.NewCfnBucket(stack, jsii.String("Bucket"), nil)
			nag.Acknowledge(bucket, acknowledge...)
		})
		var planted []gate.Finding
		for _, f := range gate.Nag(verdicts) {
			if filepath.Base(filepath.Dir(f.Path)) == "Planted" {
				planted = append(planted, f)
			}
		}
		return planted
	}
	open := plant()
	if len(open) < 2 {
		t.Fatalf("an open bucket has %d findings, want its logs and its TLS: %v", len(open), open)
	}
	const why = "this bucket is planted by a test"
	if left := plant(nag.Acknowledgement{Rule: open[0].Rule, Reason: why}); len(left) != len(open)-1 {
		t.Errorf("%s is acknowledged, and %d of %d findings are left: %v", open[0].Rule, len(left), len(open), left)
	}
}

// judged synthesizes a file with the rules on every stage, and returns the stacks and what the rules say of them.
func judged(t *testing.T, path string, change func(awscdk.App)) ([]gate.Stack, []gate.Verdict) {
	t.Helper()
	_, directory := synthesize(t, path, func(app awscdk.App) {
		if change != nil {
			change(app)
		}
		// Aspects stop at the border of a stage.
		for _, stage := range *app.Node().Children() {
			rules := cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{Reports: jsii.Bool(true)})
			awscdk.Aspects_Of(stage).Add(rules, nil)
		}
	})
	stacks, err := gate.Read(directory)
	if err != nil {
		t.Fatal(err)
	}
	reports, err := filepath.Glob(filepath.Join(directory, "AwsSolutions-*-NagReport.csv"))
	if err != nil || len(reports) == 0 || len(reports) != filled(stacks) {
		t.Fatalf("%d reports for %d stacks with resources (%v)", len(reports), filled(stacks), err)
	}
	var verdicts []gate.Verdict
	for _, report := range reports {
		file, err := os.Open(report)
		if err != nil {
			t.Fatal(err)
		}
		one, err := gate.ReadVerdicts(file)
		file.Close()
		if err != nil {
			t.Fatalf("%s: %v", report, err)
		}
		verdicts = append(verdicts, one...)
	}
	return stacks, verdicts
}

// filled is how many stacks have resources: cdk-nag reports on those.
func filled(stacks []gate.Stack) (n int) {
	for _, s := range stacks {
		if len(s.Template.Resources) > 0 {
			n++
		}
	}
	return n
}

// first is the app's first stage.
func first(app awscdk.App) awscdk.Stage { return awscdk.Stage_Of((*app.Node().Children())[0]) }
