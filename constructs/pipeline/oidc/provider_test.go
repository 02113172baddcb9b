package oidc_test

import (
	"reflect"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/pipeline/oidc"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const providers = "AWS::IAM::OIDCProvider"

func TestAnAccountTrustsTokensMadeForItAlone(t *testing.T) {
	for _, c := range []struct {
		source oidc.Source
		url    string
	}{{github, "https://" + hub}, {gitlab, "https://gitlab.com"}, {oidc.GitHub{Host: "token.actions.acme.ghe.com"}, "https://token.actions.acme.ghe.com"}} {
		stack := synthtest.Stack(t)
		oidc.NewProvider(stack, "GitHub", &oidc.ProviderProps{Source: c.source})
		got := synthtest.Of(t, stack).One(providers)
		if want := map[string]any{"Url": c.url, "ClientIdList": []any{"sts.amazonaws.com"}}; !reflect.DeepEqual(got.Properties, want) {
			t.Errorf("got %v, want %v", got.Properties, want)
		}
		if got.DeletionPolicy != "RetainExceptOnCreate" {
			t.Errorf("it is deleted with its stack, and with it the trust of every role: %q", got.DeletionPolicy)
		}
	}
}

func TestARoleIsMadeAfterTheProviderOfItsStack(t *testing.T) {
	stack := synthtest.Stack(t)
	trusted := oidc.NewProvider(stack, "GitHub", &oidc.ProviderProps{Source: github})
	oidc.NewReleaseRole(stack, "Release", releasing(func(p *oidc.ReleaseRoleProps) { p.Provider = trusted.ARN() }))
	got := synthtest.Of(t, stack)
	want := map[string]any{"Federated": map[string]any{"Ref": got.One(providers).ID}}
	if principal := trust(t, got.One(kind))["Principal"]; !reflect.DeepEqual(principal, want) {
		t.Errorf("got %v, want %v", principal, want)
	}
}

func TestAProviderCanBeChanged(t *testing.T) {
	stack := synthtest.Stack(t)
	trusted := oidc.NewProvider(stack, "GitHub", &oidc.ProviderProps{Source: github})
	trusted.CfnOIDCProvider().SetClientIdList(jsii.Strings("sts.amazonaws.com", "https://github.com/acme"))
	synthtest.Of(t, stack).Has(providers, synthtest.Props{"ClientIdList": []any{"sts.amazonaws.com", "https://github.com/acme"}})
}

func TestAProviderNeedsToKnowWhoSigns(t *testing.T) {
	if got := synthtest.Panics(t, func() { oidc.NewProvider(synthtest.Stack(t), "GitHub", nil) }); got.ID != "GitHub" {
		t.Error(got)
	}
	if got := synthtest.Refused(oidc.ProviderProps{Source: oidc.GitLab{Host: "https://gitlab.com"}}.Validate()); !reflect.DeepEqual(got, []string{"IAM-001 Source.Host"}) {
		t.Error(got)
	}
}
