package registry

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssigner"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// SigningProps describes how the images of a registry are signed. Name, Account and Region are required; every other zero
// value means the default written beside it.
type SigningProps struct {
	// Name names the signing profile: 2 to 64 letters, digits and _ (AWS Signer API reference, "PutSigningProfile"). One
	// that was ever used in the account cannot be used again. Required.
	Name string
	// Account is the 12-digit AWS account of the registry. Required.
	Account string
	// Region is the AWS region of the registry, such as "eu-west-1". Required.
	Region string
	// Partition is the AWS partition: "aws", "aws-cn" or "aws-us-gov". Default: "aws".
	Partition string
	// Repositories are the names of repositories, * for any text, whose images are signed. At most 100 (Amazon ECR API
	// reference, "SigningRule"). Default: all of the registry.
	Repositories []string
	// Months is for how many months a signature holds, 1 to 135. Default: 135 (AWS Signer API reference,
	// "PutSigningProfile").
	Months int
}

func (p SigningProps) withDefaults() SigningProps {
	p.Partition = cmp.Or(p.Partition, "aws")
	p.Months = cmp.Or(p.Months, mostMonths)
	return p
}

// Limits of AWS Signer, and of Amazon ECR.
const (
	mostMonths = 135
	mostSigned = 100
)

var (
	profileName  = regexp.MustCompile(`^[a-zA-Z0-9_]{2,64}$`)
	signedFilter = regexp.MustCompile(`^[a-z0-9*](?:[a-z0-9*._/-]{0,254}[a-z0-9*])?$`)
)

// Validate reports every prop that NewSigning would refuse, all at once.
func (p SigningProps) Validate() error {
	p = p.withDefaults()
	c := check.Of("registry.SigningProps")
	c.That("IMG-008", "Name", p.Name, profileName.MatchString(p.Name), "want 2 to 64 letters, digits and _")
	c.Place(p.Account, p.Region, p.Partition)
	c.That("IMG-008", "Repositories", len(p.Repositories), len(p.Repositories) <= mostSigned, fmt.Sprintf("want at most %d", mostSigned))
	for i, name := range p.Repositories {
		at := fmt.Sprintf("Repositories[%d]", i)
		c.That("IMG-008", at, name, signedFilter.MatchString(name), "want the name of a repository, with * for any text, such as storefront/*")
		c.That("IMG-008", at, name, slices.Index(p.Repositories, name) == i, "want each name once")
	}
	c.Between("IMG-008", "Months", p.Months, 1, mostMonths)
	return c.Err()
}

// ProfileARN is the signing profile's ARN, for who pushes. It is known before the profile is deployed.
func (p SigningProps) ProfileARN() string {
	return policy.Place{Partition: p.withDefaults().Partition, Account: p.Account, Region: p.Region}.ARN("signer", "/signing-profiles/"+p.Name)
}

// Signing has Amazon ECR sign every image that is pushed, by a profile of AWS Signer whose key nobody holds: whoever runs
// images can then tell those that were pushed by a role that may sign from all others (Amazon ECR user guide, "Managed
// signing"). Nothing is asked for a signature here: that is a matter of what runs the images, such as an admission
// controller of a cluster.
//
// A registry has one signing configuration per account and region: define it once, in a stack of its own, and not at all
// where somebody else does. Who pushes must be let sign by the profile: give ProfileARN to delivery.Build.Signer. An image
// pushed by anybody else stays without a signature, and the push succeeds all the same: aws ecr
// describe-image-signing-status says what became of an image's signature.
//
// Each signature is an artifact of the repository, stored at the price of images (Amazon ECR pricing); what AWS takes for
// signing itself is on the page AWS Signer pricing.
type Signing struct {
	constructs.Construct
	arn           string
	profile       awssigner.CfnSigningProfile
	configuration awsecr.CfnSigningConfiguration
}

// NewSigning defines the profile and the registry's configuration under scope. It panics with a *check.Error that names
// every bad prop; call props.Validate first to get it as a value.
func NewSigning(scope constructs.Construct, id string, props *SigningProps) *Signing {
	given := check.Given(props)
	check.Must(id, given.Validate())
	p := given.withDefaults()

	s := &Signing{arn: p.ProfileARN()}
	constructs.NewConstruct_Override(s, scope, &id)
	s.profile = awssigner.NewCfnSigningProfile(s, jsii.String("Profile"), &awssigner.CfnSigningProfileProps{
		ProfileName: &p.Name, PlatformId: jsii.String("Notation-OCI-SHA384-ECDSA"),
		SignatureValidityPeriod: &awssigner.CfnSigningProfile_SignatureValidityPeriodProperty{Type: jsii.String("MONTHS"), Value: jsii.Number(p.Months)},
	})
	// What was signed must be verified for as long as it runs.
	s.profile.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	rule := &awsecr.CfnSigningConfiguration_RuleProperty{SigningProfileArn: s.profile.AttrArn()}
	if filters := p.filters(); len(filters) > 0 {
		rule.RepositoryFilters = filters
	}
	s.configuration = awsecr.NewCfnSigningConfiguration(s, jsii.String("Configuration"), &awsecr.CfnSigningConfigurationProps{Rules: []any{rule}})
	return s
}

func (p SigningProps) filters() (all []any) {
	for _, name := range p.Repositories {
		all = append(all, &awsecr.CfnSigningConfiguration_RepositoryFilterProperty{Filter: &name, FilterType: jsii.String("WILDCARD_MATCH")})
	}
	return all
}

// ProfileARN is the signing profile's ARN: see [SigningProps.ProfileARN].
func (s *Signing) ProfileARN() string { return s.arn }

// Profile is the L1 signing profile, for what SigningProps does not cover.
func (s *Signing) Profile() awssigner.CfnSigningProfile { return s.profile }

// Configuration is the L1 signing configuration, for what SigningProps does not cover.
func (s *Signing) Configuration() awsecr.CfnSigningConfiguration { return s.configuration }
