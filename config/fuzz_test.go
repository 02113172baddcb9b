package config_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// FuzzParse holds what must be true of any file: it is read without a panic, and either every value in it can be
// built, or every line of the answer is one that can be shown.
func FuzzParse(f *testing.F) {
	for _, r := range slices.Concat(fileRows, environmentRows, networkRows, serviceRows, releaseRows, containerRows, ingressRows, runtimeRows, agreementRows, combinationRows, pipelineRows) {
		f.Add([]byte(r.file(f)))
	}
	if data, err := os.ReadFile("testdata/storefront.yaml"); err == nil {
		f.Add(data)
	}
	for _, odd := range []string{"", "a: &a [*a]", strings.Repeat("[", 20_000), strings.Repeat("&a ", 5_000), "{" + strings.Repeat("? ", 500),
		strings.Repeat("- ", 5_000), "a: " + strings.Repeat("9", 5_000), "%YAML 9.9\n---\n", "\"\\U0010FFFF\"", strings.Repeat("a: {", 5_000)} {
		f.Add([]byte(odd))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := config.Parse("shipway.yaml", data)
		if err == nil {
			buildable(t, file)
			return
		}
		var problems *config.Errors
		if !errors.As(err, &problems) || len(problems.Problems) == 0 {
			t.Fatalf("want problems, got %T", err)
		}
		paths := map[string]bool{}
		for _, p := range problems.Problems {
			line := p.String()
			if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) || len(line) > 2000 {
				t.Errorf("%q cannot be shown", line)
			}
			if p.Want == "" || p.Code == "" || p.Path != "" && paths[p.Path] {
				t.Errorf("%q says nothing new", line)
			}
			paths[p.Path] = true
		}
	})
}

// buildable reports a value in a valid file that its construct would refuse.
func buildable(t *testing.T, file config.File) {
	if len(file.Environments) == 0 {
		t.Error("a valid file has no environment")
	}
	deliverable(t, file)
	for _, e := range file.Environments {
		if e.Existing == nil {
			report(t, e.Network.Validate())
			e.Network.Subnets()
		}
		for _, s := range e.Services {
			for _, err := range []error{s.Size.ValidateOn(s.Runtime), s.Scaling.Validate(), s.Health.Validate(), s.Strategy.Validate()} {
				report(t, err)
			}
			own := s.Runtime == service.Express || s.Runtime == service.AppRunner // AWS gives them an address
			routed := own || s.Ingress.Host != "" && s.Ingress.Certificate != "" && (s.Ingress.Priority != 0 || s.Runtime == service.EKS)
			if s.Ingress.Kind == config.Public && !routed {
				t.Errorf("%s/%s: %+v cannot be routed to", e.Name, s.Name, s.Ingress)
			}
			for _, text := range slices.Concat(s.Command, []string{s.Image, s.User, s.Runbook, s.Ingress.Host}) {
				if check.Token(text) {
					t.Errorf("%q is a token", text)
				}
			}
		}
	}
}

// deliverable reports a value of a pipeline that the pipeline would refuse.
func deliverable(t *testing.T, file config.File) {
	for _, e := range file.Environments {
		if e.Approval != nil {
			report(t, e.Approval.Validate())
		}
		if e.Window != nil {
			report(t, e.Window.Validate())
		}
		if e.Wave == "" {
			t.Errorf("%s is in no wave", e.Name)
		}
		for _, s := range e.Services {
			report(t, s.Verify.Validate())
		}
	}
	if file.Delivery == nil {
		return
	}
	report(t, file.Delivery.Limits.Validate())
	for _, one := range file.Delivery.Services {
		report(t, one.Source.Validate())
		if _, pushed := one.Source.(delivery.Registry); pushed {
			continue
		}
		one.Build.Repository = "arn:aws:ecr:eu-west-1:444444444444:repository/shop/web"
		report(t, one.Build.Validate())
	}
	if file.Delivery.Infrastructure != nil {
		report(t, file.Delivery.Infrastructure.Validate())
		report(t, file.Delivery.InfrastructureSource.Validate())
	}
	if piped := len(file.Delivery.Services) > 0 || file.Delivery.Infrastructure != nil; piped && len(file.Delivery.Alerts) == 0 {
		t.Error("nobody is told of what a pipeline does")
	}
}

func report(t *testing.T, err error) {
	if err != nil {
		t.Error(err)
	}
}
