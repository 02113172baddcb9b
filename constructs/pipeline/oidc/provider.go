package oidc

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// ProviderProps describes whose tokens an account trusts. Source is required.
type ProviderProps struct {
	// Source is a branch whose jobs will act in the account; only who signs its tokens counts here. Required.
	Source Source
}

// Validate reports every prop that NewProvider would refuse, all at once.
func (p ProviderProps) Validate() error {
	c := check.Of("oidc.ProviderProps")
	c.Require("API-001", "Source", p.Source != nil, "give oidc.GitHub or oidc.GitLab")
	if p.Source != nil {
		checkHost(c, p.Source.host())
	}
	return c.Err()
}

// Provider is an account's trust in the tokens that GitHub or GitLab signs. By itself it lets nobody in: roles do, each for
// the tokens that it names.
//
// An account has one for each signer, and refuses a second (IAM API, "CreateOpenIDConnectProvider"): where there is one
// already, define none. It has no list of thumbprints: IAM finds the certificate's authority itself. It costs nothing.
type Provider struct {
	constructs.Construct
	provider awsiam.CfnOIDCProvider
}

// NewProvider defines the trust under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewProvider(scope constructs.Construct, id string, props *ProviderProps) *Provider {
	given := check.Given(props)
	check.Must(id, given.Validate())

	p := &Provider{}
	constructs.NewConstruct_Override(p, scope, &id)
	p.provider = awsiam.NewCfnOIDCProvider(p, jsii.String("Provider"), &awsiam.CfnOIDCProviderProps{
		Url: jsii.String("https://" + given.Source.host()), ClientIdList: jsii.Strings(audience),
	})
	p.provider.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil) // roles of other stacks count on it
	return p
}

// ARN is the provider's ARN, for [BuildRoleProps] and [ReleaseRoleProps] in the same stack: roles are then made after it.
func (p *Provider) ARN() string { return *p.provider.Ref() }

// CfnOIDCProvider is the L1 provider, for what ProviderProps does not cover.
func (p *Provider) CfnOIDCProvider() awsiam.CfnOIDCProvider { return p.provider }
