package registry

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// Repository holds the images of one service.
//
// Use one per service, in the account that builds, and let the accounts that run it pull. Do not copy images between
// accounts: a digest then means one image everywhere. It is not for artifacts that need other rules, such as Helm
// charts that are tagged again and again.
//
// Storage is about 0.10 USD per GB and month and pulls within a region are free (Amazon ECR pricing); a KMS key of your
// own is 1 USD a month plus requests (AWS KMS pricing). Check the pages: they change.
type Repository struct {
	constructs.Construct
	name       string
	place      policy.Place
	repository awsecr.CfnRepository
}

// NewRepository defines a repository under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewRepository(scope constructs.Construct, id string, props *RepositoryProps) *Repository {
	given := check.Given(props)
	check.Must(id, given.Validate())
	p := given.withDefaults()

	r := &Repository{name: p.Name, place: policy.Place{Partition: p.Partition, Account: p.Account, Region: p.Region}}
	constructs.NewConstruct_Override(r, scope, &id)
	r.repository = awsecr.NewCfnRepository(r, jsii.String("Images"), &awsecr.CfnRepositoryProps{
		RepositoryName:                     &p.Name,
		ImageTagMutability:                 jsii.String(p.mutability()),
		ImageTagMutabilityExclusionFilters: p.exclusions(),
		ImageScanningConfiguration:         &awsecr.CfnRepository_ImageScanningConfigurationProperty{ScanOnPush: true},
		EncryptionConfiguration:            p.encryption(),
		LifecyclePolicy:                    map[string]any{"lifecyclePolicyText": p.lifecycle()},
		RepositoryPolicyText:               p.pulls(),
		EmptyOnDelete:                      p.Disposable,
	})
	if !p.Disposable {
		r.repository.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
	return r
}

// URI is what image references start with, such as "111111111111.dkr.ecr.eu-west-1.amazonaws.com/storefront/web". It is
// known before the repository is deployed, so other stacks, accounts and regions need no reference to its stack.
func (r *Repository) URI() string {
	return fmt.Sprintf("%s.dkr.ecr.%s.%s/%s", r.place.Account, r.place.Region, r.place.Domain(), r.name)
}

// ARN is the repository's ARN, for policies. It is known before the repository is deployed.
func (r *Repository) ARN() string { return r.place.ARN("ecr", "repository/"+r.name) }

// Name is the repository's name.
func (r *Repository) Name() string { return r.name }

// Repository is the L1 repository, for what RepositoryProps does not cover.
func (r *Repository) Repository() awsecr.CfnRepository { return r.repository }

func (p RepositoryProps) mutability() string {
	if len(p.Moving) == 0 {
		return "IMMUTABLE"
	}
	return "IMMUTABLE_WITH_EXCLUSION"
}

func (p RepositoryProps) exclusions() any {
	if len(p.Moving) == 0 {
		return nil
	}
	filters := make([]any, len(p.Moving))
	for i, pattern := range p.Moving {
		filters[i] = map[string]any{
			"imageTagMutabilityExclusionFilterType": "WILDCARD", "imageTagMutabilityExclusionFilterValue": pattern,
		}
	}
	return filters
}

func (p RepositoryProps) encryption() *awsecr.CfnRepository_EncryptionConfigurationProperty {
	if p.Key == "" {
		return &awsecr.CfnRepository_EncryptionConfigurationProperty{EncryptionType: jsii.String("AES256")}
	}
	return &awsecr.CfnRepository_EncryptionConfigurationProperty{EncryptionType: jsii.String("KMS"), KmsKey: &p.Key}
}

// pulls lets roles of other accounts pull. An account as principal only lets that account decide which of its roles
// may; the condition lets us decide too, by the roles' names. Roles themselves cannot be principals: they are made
// after the repository, and a policy that names a missing role is refused.
func (p RepositoryProps) pulls() any {
	if len(p.PullAccounts) == 0 {
		return nil
	}
	accounts := slices.Sorted(slices.Values(p.PullAccounts))
	var roles []string
	for _, account := range accounts {
		for _, role := range p.PullRoles {
			roles = append(roles, fmt.Sprintf("arn:%s:iam::%s:role/%s", p.Partition, account, role))
		}
	}
	return policy.Document(policy.With(
		policy.Allow("Pull", nil, "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
		policy.Object{"AWS": accounts},
		policy.Object{"ArnLike": policy.Object{"aws:PrincipalArn": roles}},
	))
}

// never is a count no repository passes: it is as many images as one may hold (Amazon ECR quotas, "Images per
// repository").
const never = 100000

// rule is one rule of a lifecycle policy, in the JSON that ECR reads.
type rule struct {
	Priority    int            `json:"rulePriority"`
	Description string         `json:"description"`
	Selection   map[string]any `json:"selection"`
	Action      map[string]any `json:"action"`
}

// lifecycle says which images go, always by count. ECR does not let a rule expire an image whose tags match a rule of
// higher priority (ECR user guide, "Automate the cleanup of images"), so the rules that protect come first and expire
// nothing. Then every kind of moving tag has its own count, or caches would push builds out. An image that a kept
// multi-platform image refers to stays with it.
func (p RepositoryProps) lifecycle() string {
	var rules []rule
	add := func(description string, keep int, selection map[string]any) {
		selection["countType"], selection["countNumber"] = "imageCountMoreThan", keep
		rules = append(rules, rule{len(rules) + 1, description, selection, map[string]any{"type": "expire"}})
	}
	tagged := func(pattern string) map[string]any {
		return map[string]any{"tagStatus": "tagged", "tagPatternList": []string{pattern}}
	}
	for _, pattern := range p.Protected {
		add("Keep every image tagged "+pattern, never, tagged(pattern))
	}
	for _, pattern := range p.Moving {
		add(fmt.Sprintf("Keep the newest %d tagged %s", p.Keep, pattern), p.Keep, tagged(pattern))
	}
	add(fmt.Sprintf("Keep the newest %d tagged", p.Keep), p.Keep, tagged("*"))
	add(fmt.Sprintf("Keep the newest %d without a tag", p.Keep), p.Keep, map[string]any{"tagStatus": "untagged"})
	text, err := json.Marshal(map[string]any{"rules": rules})
	if err != nil {
		panic(err) // unreachable: the rules are strings and numbers
	}
	return string(text)
}
