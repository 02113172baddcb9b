package oidc

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// role is a role for the jobs of one branch, with one policy.
type role struct {
	name, description string
	place             policy.Place
	source            Source
	provider          string // ARN; empty: the account's own by the signer's name
	environment       string
	session           time.Duration
	statements        []policy.Object
	allowed           string // why wildcards in the statements are right
}

// trust is the document that lets in the tokens of the source, and no other: all of it by equality.
func (r role) trust() policy.Object {
	host, equals := r.source.host(), policy.Object{}
	for claim, value := range r.source.claims(r.environment) {
		equals[host+":"+claim] = value
	}
	equals[host+":aud"] = audience
	return policy.Document(policy.Object{
		"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
		"Principal": policy.Object{"Federated": r.trusted()}, "Condition": policy.Object{"StringEquals": equals},
	})
}

// trusted is the ARN of the provider whose tokens count.
func (r role) trusted() string {
	return cmp.Or(r.provider, fmt.Sprintf("arn:%s:iam::%s:oidc-provider/%s", r.place.Partition, r.place.Account, r.source.host()))
}

// arn is the role's ARN, known before the role is deployed.
func (r role) arn() string {
	return fmt.Sprintf("arn:%s:iam::%s:role/%s", r.place.Partition, r.place.Account, r.name)
}

// define makes the role below scope.
func (r role) define(scope constructs.Construct) awsiam.CfnRole {
	made := awsiam.NewCfnRole(scope, jsii.String("Role"), &awsiam.CfnRoleProps{
		RoleName:                 &r.name,
		Description:              &r.description,
		MaxSessionDuration:       jsii.Number(r.session.Seconds()),
		AssumeRolePolicyDocument: r.trust(),
		Policies:                 []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Own"), PolicyDocument: policy.Document(r.statements...)}},
	})
	if all := wildcards(r.statements); len(all) > 0 {
		nag.Acknowledge(made, nag.Acknowledgement{Rule: "AwsSolutions-IAM5", Reason: r.allowed, Only: all})
	}
	return made
}

// wildcards are the findings of cdk-nag about the resources of statements.
func wildcards(statements []policy.Object) (all []string) {
	for _, one := range statements {
		for _, arn := range resources(one) {
			if strings.Contains(arn, "*") {
				all = append(all, "Resource::"+arn)
			}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(all)))
}

// resources are the resources of a statement.
func resources(statement policy.Object) []string {
	if list, is := statement["Resource"].([]string); is {
		return list
	}
	one, _ := statement["Resource"].(string)
	return []string{one}
}

// mostCharacters is how long all inline policies of a role may be together, white space not counted (IAM user guide, "IAM
// and AWS STS quotas").
const mostCharacters = 10240

var (
	roleName    = regexp.MustCompile(`^[\w+=,.@-]{1,64}$`)
	providerARN = regexp.MustCompile(`^arn:aws[a-z-]*:iam::\d{12}:oidc-provider/[a-zA-Z0-9./_-]+$`)
)

// check reports what no role can be made of.
func (r role) check(c *check.Checks) {
	c.That("IAM-001", "Name", r.name, roleName.MatchString(r.name), "want 1 to 64 letters, digits and + = , . @ _ -")
	c.Account("Account", r.place.Account)
	c.OneOf("ENV-010", "Partition", r.place.Partition, "aws", "aws-cn", "aws-us-gov")
	c.Require("API-001", "Source", r.source != nil, "give the branch whose jobs get the role: oidc.GitHub or oidc.GitLab")
	if r.source != nil {
		r.source.check(c)
		want := "want the ARN of the account's OIDC provider for " + r.source.host()
		ok := providerARN.MatchString(r.provider) && strings.HasSuffix(r.provider, ":oidc-provider/"+r.source.host())
		c.That("IAM-001", "Provider", r.provider, r.provider == "" || ok, want)
	}
	ok := time.Hour <= r.session && r.session <= 12*time.Hour && r.session%time.Second == 0
	c.That("IAM-001", "Session", r.session, ok, "want whole seconds from 1h to 12h")
	if text, err := json.Marshal(policy.Document(r.statements...)); err == nil {
		c.That("IAM-002", "Name", fmt.Sprintf("a policy of %d characters", len(text)), len(text) <= mostCharacters,
			fmt.Sprintf("want at most %d: give a role less to do", mostCharacters))
	}
}
