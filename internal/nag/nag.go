// Package nag writes a cdk-nag acknowledgement beside the resource it is about, with its reason.
//
// It decides nothing: which rules run, and what happens to a finding nobody acknowledged, is the policy gate's business.
package nag

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// Acknowledgement accepts one finding on one resource.
type Acknowledgement struct {
	// Rule is cdk-nag's rule id, such as "AwsSolutions-ECS2".
	Rule string
	// Reason says why the finding is right to live with here, as a sentence.
	Reason string
	// Only are the findings of the rule it covers, such as "Resource::*". Empty: all of the rule's on the resource.
	Only []string
}

// Acknowledge writes all as cdk-nag metadata of resource, where a reviewer of the template reads it.
func Acknowledge(resource awscdk.CfnResource, all ...Acknowledgement) {
	rules := make([]any, len(all))
	for i, a := range all {
		rule := map[string]any{"id": a.Rule, "reason": a.Reason}
		if len(a.Only) > 0 {
			rule["applies_to"] = a.Only
		}
		rules[i] = rule
	}
	resource.AddMetadata(jsii.String("cdk_nag"), map[string]any{"rules_to_suppress": rules})
}
