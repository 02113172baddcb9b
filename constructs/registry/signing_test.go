package registry_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/registry"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	profiles       = "AWS::Signer::SigningProfile"
	configurations = "AWS::ECR::SigningConfiguration"
)

func minimalSigning(change ...func(*registry.SigningProps)) *registry.SigningProps {
	props := &registry.SigningProps{Name: "storefront", Account: synthtest.Account, Region: synthtest.Region}
	for _, one := range change {
		one(props)
	}
	return props
}

func signing(t *testing.T, change ...func(*registry.SigningProps)) *synthtest.Template {
	t.Helper()
	stack := synthtest.Stack(t)
	registry.NewSigning(stack, "Signing", minimalSigning(change...))
	return synthtest.Of(t, stack)
}

func TestEveryImageIsSignedByAProfileThatStays(t *testing.T) {
	got := signing(t)
	profile := got.One(profiles)
	got.Has(profiles, synthtest.Props{
		"ProfileName": "storefront", "PlatformId": "Notation-OCI-SHA384-ECDSA", "SignatureValidityPeriod": synthtest.Props{"Type": "MONTHS", "Value": 135},
	})
	if profile.DeletionPolicy != "RetainExceptOnCreate" || profile.UpdateReplacePolicy != "Retain" {
		t.Errorf("deleted by %q, replaced by %q", profile.DeletionPolicy, profile.UpdateReplacePolicy)
	}
	got.Has(configurations, synthtest.Props{"Rules": []any{synthtest.Props{
		"SigningProfileArn": map[string]any{"Fn::GetAtt": []any{profile.ID, "Arn"}}, "RepositoryFilters": synthtest.Absent(),
	}}})
}

func TestOnlyTheRepositoriesNamedAreSigned(t *testing.T) {
	got := signing(t, func(p *registry.SigningProps) { p.Repositories, p.Months = []string{"storefront/*", "tools"}, 12 })
	got.Has(configurations, synthtest.Props{"Rules": []any{synthtest.Props{"RepositoryFilters": []any{
		synthtest.Props{"Filter": "storefront/*", "FilterType": "WILDCARD_MATCH"}, synthtest.Props{"Filter": "tools", "FilterType": "WILDCARD_MATCH"},
	}}}})
	got.Has(profiles, synthtest.Props{"SignatureValidityPeriod": synthtest.Props{"Value": 12}})
}

func TestTheProfileIsKnownBeforeItIs(t *testing.T) {
	for partition, want := range map[string]string{
		"": "arn:aws:signer:eu-west-1:111111111111:/signing-profiles/storefront", "aws-cn": "arn:aws-cn:signer:eu-west-1:111111111111:/signing-profiles/storefront",
	} {
		one := registry.NewSigning(synthtest.Stack(t), "Signing", minimalSigning(func(p *registry.SigningProps) { p.Partition = partition }))
		if one.ProfileARN() != want {
			t.Errorf("got %s, want %s", one.ProfileARN(), want)
		}
	}
}

func TestSigningRefuses(t *testing.T) {
	named := func(names ...string) func(*registry.SigningProps) {
		return func(p *registry.SigningProps) { p.Repositories = names }
	}
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprintf("repository-%d", i)
	}
	for name, row := range map[string]struct {
		change func(*registry.SigningProps)
		want   []string
	}{
		"nothing wrong":    {func(*registry.SigningProps) {}, nil},
		"a long name":      {func(p *registry.SigningProps) { p.Name = strings.Repeat("x", 64) }, nil},
		"a longer name":    {func(p *registry.SigningProps) { p.Name = strings.Repeat("x", 65) }, []string{"IMG-008 Name"}},
		"a dash":           {func(p *registry.SigningProps) { p.Name = "store-front" }, []string{"IMG-008 Name"}},
		"136 months":       {func(p *registry.SigningProps) { p.Months = 136 }, []string{"IMG-008 Months"}},
		"-1 months":        {func(p *registry.SigningProps) { p.Months = -1 }, []string{"IMG-008 Months"}},
		"100 repositories": {named(many[:100]...), nil},
		"101 repositories": {named(many...), []string{"IMG-008 Repositories"}},
		"one twice":        {named("a", "a"), []string{"IMG-008 Repositories[1]"}},
		"an ARN":           {named("arn:aws:ecr:x"), []string{"IMG-008 Repositories[0]"}},
		"upper case":       {named("Web"), []string{"IMG-008 Repositories[0]"}},
		"nothing at all":   {func(p *registry.SigningProps) { *p = registry.SigningProps{} }, []string{"IMG-008 Name", "ENV-005 Account", "ENV-008 Region"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := synthtest.Refused(minimalSigning(row.change).Validate()); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
	if got := synthtest.Panics(t, func() { registry.NewSigning(synthtest.Stack(t), "Signing", nil) }); got.ID != "Signing" {
		t.Error(got)
	}
}

func TestSigningCanBeChanged(t *testing.T) {
	stack := synthtest.Stack(t)
	one := registry.NewSigning(stack, "Signing", minimalSigning())
	one.Profile().SetPlatformId(jsii.String("AWSLambda-SHA384-ECDSA"))
	one.Configuration().SetRules([]any{})
	got := synthtest.Of(t, stack)
	got.Has(profiles, synthtest.Props{"PlatformId": "AWSLambda-SHA384-ECDSA"})
	got.Has(configurations, synthtest.Props{"Rules": []any{}})
}
