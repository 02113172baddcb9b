package pipeline

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/internal/nag"
)

// may is a role as values: who acts as it, and what it may do.
type may struct {
	id, name, description, boundary string // no name: CloudFormation gives one
	trust                           policy.Object
	statements                      []policy.Object
	wildcards                       string // why some resources have no full name
}

// grant defines the role under scope. Its wildcards are acknowledged one by one, with why.
func (m may) grant(scope constructs.Construct) awsiam.CfnRole {
	props := &awsiam.CfnRoleProps{
		Description: &m.description, AssumeRolePolicyDocument: m.trust,
		Policies: []any{&awsiam.CfnRole_PolicyProperty{PolicyName: jsii.String("Own"), PolicyDocument: policy.Document(m.statements...)}},
	}
	if m.name != "" {
		props.RoleName = &m.name
	}
	if m.boundary != "" {
		props.PermissionsBoundary = m.boundary
	}
	role := awsiam.NewCfnRole(scope, &m.id, props)
	if all := wildcards(m.statements); len(all) > 0 {
		nag.Acknowledge(role, nag.Acknowledgement{Rule: "AwsSolutions-IAM5", Reason: m.wildcards, Only: all})
	}
	return role
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

func resources(statement policy.Object) []string {
	if one, isText := statement["Resource"].(string); isText {
		return []string{one}
	}
	all, _ := statement["Resource"].([]string)
	return all
}

// rolePolicy is how long the policy of a role may be, so that it stays below the 10,240 characters of a role's inline
// policies (IAM user guide, "IAM and AWS STS quotas") whatever its tokens become.
const rolePolicy = 8000

// fits reports field unless statements fit into the policies of one role.
func fits(c *check.Checks, field string, statements []policy.Object) {
	text, err := json.Marshal(policy.Document(statements...))
	if err != nil {
		panic(err) // unreachable: statements are strings and lists of them
	}
	c.That("IAM-002", field, fmt.Sprintf("%d characters of permissions", len(text)), len(text) <= rolePolicy,
		fmt.Sprintf("want at most %d for one role: release to fewer environments, or in two pipelines", rolePolicy))
}

// acted lets the AWS service principal act as a role for exactly the resources with arns in the account, and for
// nobody else's.
func acted(principal, account string, arns ...string) policy.Object {
	return policy.Document(policy.Object{
		"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": policy.Service(principal),
		"Condition": policy.Object{
			"StringEquals": policy.Object{"aws:SourceAccount": account}, "ArnEquals": policy.Object{"aws:SourceArn": arns},
		},
	})
}

// lent lets the role with arn, of another account, act as a role. It must say externalID where that is not empty.
func lent(arn, externalID string) policy.Object {
	statement := policy.Object{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": policy.Object{"AWS": arn}}
	if externalID != "" {
		statement["Condition"] = policy.Object{"StringEquals": policy.Object{"sts:ExternalId": externalID}}
	}
	return policy.Document(statement)
}
