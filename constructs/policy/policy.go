// Package policy writes permission documents: who may do exactly what to exactly which resource, on whose behalf.
//
// Documents are plain values that a resource's props take as they are. The package imports no AWS package, knows no
// construct, and has no word for "every action".
package policy

import "fmt"

// Object is one JSON object of a document.
type Object = map[string]any

// Document is a policy document of statements.
func Document(statements ...Object) Object {
	return Object{"Version": "2012-10-17", "Statement": statements}
}

// Allow is a statement that lets whoever holds the document do actions to resources: an ARN, a list of ARNs, or "*"
// for actions that know no resource type.
func Allow(sid string, resources any, actions ...string) Object {
	return Object{"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}
}

// With is statement with a principal and, unless it is nil, a condition: a statement of a resource's own policy.
func With(statement, principal, condition Object) Object {
	statement["Principal"] = principal
	if condition != nil {
		statement["Condition"] = condition
	}
	return statement
}

// DenyPlain is a statement that forbids everybody to do actions to resource without TLS.
func DenyPlain(resource any, actions ...string) Object {
	statement := With(Allow("OnlyTLS", resource, actions...), Object{"AWS": "*"}, Object{"Bool": Object{"aws:SecureTransport": "false"}})
	statement["Effect"] = "Deny"
	return statement
}

// Service is an AWS service as a principal, such as "ecs-tasks.amazonaws.com".
func Service(name string) Object { return Object{"Service": name} }

// Place is where resources live. Its ARNs are plain strings, known before anything is deployed.
type Place struct {
	Partition string // Partition is "aws", "aws-cn" or "aws-us-gov".
	Account   string // Account is the 12-digit AWS account.
	Region    string // Region is the AWS region.
}

// ARN names a resource of service in the place, such as "log-group:/shop-dev/api:*".
func (p Place) ARN(service, resource string) string {
	return fmt.Sprintf("arn:%s:%s:%s:%s:%s", p.Partition, service, p.Region, p.Account, resource)
}

// Domain is the partition's domain for services and endpoints.
func (p Place) Domain() string {
	if p.Partition == "aws-cn" {
		return "amazonaws.com.cn"
	}
	return "amazonaws.com"
}

// From is the condition that a service acts for the resource of service in this place, and for nobody else's: without
// it another account could use the service to reach in (the "confused deputy").
func (p Place) From(service, resource string) Object {
	return Object{
		"StringEquals": Object{"aws:SourceAccount": p.Account},
		"ArnLike":      Object{"aws:SourceArn": p.ARN(service, resource)},
	}
}

// Trust is the document of a role that the AWS service principal may assume for the resource of service here.
func (p Place) Trust(principal, service, resource string) Object {
	return Document(Object{
		"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": Service(principal), "Condition": p.From(service, resource),
	})
}

// TrustIfKnown is the document of a role that the AWS service principal may assume, for this account where the service
// says for whom it comes. It is for services that do not document that they say it: a condition on what they may leave
// out would shut them out, and iam:PassRole decides who gets the role.
func (p Place) TrustIfKnown(principal string) Object {
	return Document(Object{
		"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": Service(principal),
		"Condition": Object{"StringEqualsIfExists": Object{"aws:SourceAccount": p.Account}},
	})
}

// KeyAdministration is the statement of a key's policy that lets the account's own policies give out the key's
// administration and its use. Without it nobody could ever change the key again.
func (p Place) KeyAdministration() Object {
	return With(Allow("Account", "*", keyActions...), Object{"AWS": fmt.Sprintf("arn:%s:iam::%s:root", p.Partition, p.Account)}, nil)
}

// keyActions are KMS's actions on a symmetric key that an account may want to give out (service authorization
// reference, "AWS Key Management Service").
var keyActions = []string{
	"kms:CancelKeyDeletion", "kms:CreateAlias", "kms:CreateGrant", "kms:Decrypt", "kms:DeleteAlias", "kms:DescribeKey",
	"kms:DisableKey", "kms:DisableKeyRotation", "kms:EnableKey", "kms:EnableKeyRotation", "kms:Encrypt",
	"kms:GenerateDataKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants", "kms:ListKeyPolicies",
	"kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant", "kms:RotateKeyOnDemand",
	"kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription",
}

// KeyForLogs is the statement of a key's policy that lets CloudWatch Logs encrypt the log groups of this place whose
// names match one of patterns, such as "/shop-dev/*": a log group's ARN is part of what is encrypted.
func (p Place) KeyForLogs(patterns ...string) Object {
	groups := make([]string, len(patterns))
	for i, pattern := range patterns {
		groups[i] = p.ARN("logs", "log-group:"+pattern)
	}
	return With(
		Allow("Logs", "*", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"),
		Service("logs."+p.Region+"."+p.Domain()),
		Object{
			"ArnLike":              Object{"kms:EncryptionContext:aws:logs:arn": groups},
			"StringEqualsIfExists": Object{"aws:SourceAccount": p.Account},
		},
	)
}

// KeyForAlarms is the statement of a key's policy that lets the alarms of this place notify an encrypted topic. A topic
// under AWS's own key would take their messages and deliver none.
func (p Place) KeyForAlarms() Object {
	return With(Allow("Alarms", "*", "kms:Decrypt", "kms:GenerateDataKey"), Service("cloudwatch.amazonaws.com"), p.From("cloudwatch", "alarm:*"))
}

// KeyForEvents is the statement of a key's policy that lets EventBridge rules notify the encrypted topic. They do not say
// for whose rule they come, and a condition on that would deny them (SNS developer guide, "Managing Amazon SNS
// encryption keys and costs"); SNS itself says which topic it encrypts for.
func (p Place) KeyForEvents(topic string) Object {
	return With(Allow("Events", "*", "kms:Decrypt", "kms:GenerateDataKey"), Service("events.amazonaws.com"),
		Object{"StringEquals": Object{"kms:EncryptionContext:aws:sns:topicArn": topic}})
}
