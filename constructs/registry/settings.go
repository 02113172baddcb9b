package registry

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// AccountSettingsProps describes what an account has once per region for all its repositories. Ask for at least one.
type AccountSettingsProps struct {
	// EnhancedScanning lets Amazon Inspector look at every image when it is pushed, and again whenever a vulnerability is
	// published, operating system and language packages alike. Default: false.
	EnhancedScanning bool
	// PullThroughCache keeps copies of what is pulled from the public registries that ask for no credentials:
	// public.ecr.aws below "ecr-public/", registry.k8s.io below "kubernetes/" and quay.io below "quay/". Default: false.
	PullThroughCache bool
}

// Validate reports every prop that NewAccountSettings would refuse, all at once.
func (p AccountSettingsProps) Validate() error {
	c := check.Of("registry.AccountSettingsProps")
	c.Require("IMG-007", "EnhancedScanning or PullThroughCache", p.EnhancedScanning || p.PullThroughCache,
		"ask for at least one")
	return c.Err()
}

// AccountSettings are an account's registry settings in one region.
//
// There is one of each per account and region: define them once, in a stack of their own, and not at all where somebody
// else manages the registry; two owners would undo each other's changes.
//
// An image of a cached registry is pulled as <account>.dkr.ecr.<region>.amazonaws.com/<prefix>/<name>. Its repository
// is created, with tags that move and no lifecycle policy, at the first pull, for which the puller needs
// ecr:CreateRepository and ecr:BatchImportUpstreamImage; other accounts cannot pull from it.
//
// Caching costs the storage of what is cached (Amazon ECR pricing). Enhanced scanning is about 0.09 USD for each image
// pushed and 0.01 USD for each later scan of it (Amazon Inspector pricing). Check the pages: they change.
type AccountSettings struct {
	constructs.Construct
	scanning awsecr.CfnRegistryScanningConfiguration
}

// NewAccountSettings defines the settings under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewAccountSettings(scope constructs.Construct, id string, props *AccountSettingsProps) *AccountSettings {
	given := check.Given(props)
	check.Must(id, given.Validate())

	s := &AccountSettings{}
	constructs.NewConstruct_Override(s, scope, &id)
	if given.EnhancedScanning {
		s.scan()
	}
	if given.PullThroughCache {
		s.cache()
	}
	return s
}

// scan has every repository of the registry scanned without end.
func (s *AccountSettings) scan() {
	props := &awsecr.CfnRegistryScanningConfigurationProps{
		ScanType: jsii.String("ENHANCED"),
		Rules: []any{map[string]any{
			"scanFrequency":     "CONTINUOUS_SCAN",
			"repositoryFilters": []any{map[string]any{"filter": "*", "filterType": "WILDCARD"}},
		}},
	}
	s.scanning = awsecr.NewCfnRegistryScanningConfiguration(s, jsii.String("Scanning"), props)
}

// cache serves public registries from this one.
func (s *AccountSettings) cache() {
	for _, upstream := range []struct{ id, prefix, host string }{
		{"EcrPublic", "ecr-public", "public.ecr.aws"},
		{"Kubernetes", "kubernetes", "registry.k8s.io"},
		{"Quay", "quay", "quay.io"},
	} {
		awsecr.NewCfnPullThroughCacheRule(s, &upstream.id, &awsecr.CfnPullThroughCacheRuleProps{
			EcrRepositoryPrefix: &upstream.prefix, UpstreamRegistryUrl: &upstream.host,
		})
	}
}

// Scanning is the L1 scanning configuration, for what AccountSettingsProps does not cover; nil without
// EnhancedScanning.
func (s *AccountSettings) Scanning() awsecr.CfnRegistryScanningConfiguration { return s.scanning }
