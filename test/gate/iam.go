package gate

import (
	"regexp"
	"slices"
	"strings"

	"github.com/shipway-cdk/shipway/test/gate/authorization"
)

// IAM checks every policy statement of the stack: exact actions, resources where the action takes one, and nobody let
// in by name only.
func IAM(s Stack) []Finding {
	var r report
	for _, one := range statements(s) {
		if !one.allows() {
			continue
		}
		r.negations(one)
		if one.on == "AWS::EC2::VPCEndpoint" {
			r.endpoint(one)
			continue
		}
		r.actions(one)
		r.resources(one)
		r.passing(one)
		r.serviceTrust(one)
		r.accountTrust(one)
		r.tokenTrust(one)
	}
	s.each(func(id string, res Resource) {
		for _, arn := range texts(res.Properties["ManagedPolicyArns"]) {
			if strings.Contains(arn, ":iam::aws:policy/") {
				r.add(s.at(id, "ManagedPolicyArns"), "IAM-MANAGED", "%s is AWS's to change: want own statements", arn)
			}
		}
		if res.Type == "AWS::Lambda::Permission" {
			r.permission(s.at(id), res.Properties)
		}
	})
	return r
}

// negations refuses statements that allow everything except something.
func (r *report) negations(one statement) {
	for _, key := range []string{"NotAction", "NotResource", "NotPrincipal"} {
		if _, given := one.body[key]; given {
			r.add(one.path, "IAM-NOT", "%s allows everything not named: want what is allowed by name", key)
		}
	}
}

// endpoint wants a statement of a VPC endpoint to say who passes, or what. Such a policy permits nothing by itself: it
// is a filter on top of what callers may do, so one that names the callers may let all their actions through.
func (r *report) endpoint(one statement) {
	if !one.limits(callers...) {
		r.actions(one)
	}
}

// actions wants each action by its full and existing name.
func (r *report) actions(one statement) {
	for _, name := range texts(one.body["Action"]) {
		prefix, _, _ := strings.Cut(name, ":")
		switch _, known := authorization.Find(name); {
		case strings.ContainsAny(name, "*?"):
			r.add(one.path, "IAM-ACTION", "action %s has a wildcard: want every action by name", name)
		case !authorization.Service(prefix):
			r.add(one.path, "IAM-UNKNOWN", "action %s: service %s is not in test/gate/authorization: add it there",
				name, prefix)
		case !known:
			r.add(one.path, "IAM-UNKNOWN", "action %s does not exist", name)
		}
	}
}

// resources wants a resource for every action that takes one. In a KMS key policy "*" is the key itself.
func (r *report) resources(one statement) {
	if one.on == "AWS::KMS::Key" {
		return
	}
	for _, arn := range texts(one.body["Resource"]) {
		if !everything(arn) {
			continue
		}
		for _, name := range texts(one.body["Action"]) {
			// A metric belongs to a namespace, not to a resource: the only resource of this action is the optional data
			// set, and IAM limits the rest by condition.
			metric := strings.EqualFold(name, "cloudwatch:PutMetricData") && one.limits("cloudwatch:namespace")
			if action, _ := authorization.Find(name); action.HasResource && !metric {
				r.add(one.path, "IAM-RESOURCE", "%s on %s: the action takes a resource, name it", name, arn)
			}
		}
	}
}

// everything says whether arn stands for every resource of a service.
func everything(arn string) bool {
	parts := strings.SplitN(arn, ":", 6)
	return strings.Trim(arn, "*") == "" || len(parts) == 6 && strings.Trim(parts[5], "*:/") == ""
}

// passing wants to know which service a role is passed to, and which role.
func (r *report) passing(one statement) {
	passes := func(action string) bool { return strings.EqualFold(action, "iam:PassRole") }
	if !slices.ContainsFunc(texts(one.body["Action"]), passes) {
		return
	}
	if !one.limits("iam:PassedToService") {
		r.add(one.path, "IAM-PASSROLE", "iam:PassRole to any service: want the condition iam:PassedToService")
	}
	for _, arn := range texts(one.body["Resource"]) {
		if strings.Contains(arn, "*") {
			r.add(one.path, "IAM-PASSROLE", "iam:PassRole of %s: want the roles by name", arn)
		}
	}
}

// deputies are the service principals, each with those below it, that cannot be held to an account or a resource, by
// resource type and with the reason. At most seven.
var deputies = []deputy{
	{"AWS::S3::BucketPolicy", "logdelivery.elasticloadbalancing.amazonaws.com",
		"Elastic Load Balancing documents no such keys for its logs; the account is in the path that it may write to"},
	{"AWS::IAM::Role", "lambda.amazonaws.com",
		"Lambda documents no such keys for a function's role; iam:PassRole decides which function gets it"},
	{"AWS::IAM::Role", "ec2.amazonaws.com",
		"EC2 documents no such keys for an instance's role; iam:PassRole decides which instance gets it"},
	{"AWS::IAM::Role", "ecs.amazonaws.com",
		"ECS documents no such keys for an infrastructure role; iam:PassRole decides which cluster or service gets it"},
	{"AWS::SNS::TopicPolicy", "events.amazonaws.com",
		"EventBridge documents that a topic's policy for it must have no condition; from another account it comes as a role"},
	{"AWS::IAM::Role", "apprunner.amazonaws.com",
		"App Runner documents no such keys for its two roles; iam:PassRole decides which service gets them"},
	{"AWS::IAM::Role", "capabilities.eks.amazonaws.com",
		"EKS documents no such keys for a capability's role, which must be of the cluster's own account"},
}

// deputy is an exception to what a service principal must say of itself.
type deputy struct{ on, service, reason string }

// serviceTrust wants every AWS service that is let in to say for whom it comes.
func (r *report) serviceTrust(one statement) {
	for _, service := range one.services() {
		plain := strings.TrimSuffix(regional.ReplaceAllString(service, ".amazonaws.com"), ".cn")
		if !slices.Contains(principals, plain) {
			r.add(one.path, "IAM-PRINCIPAL", "service principal %s is not one we know: check its name, then list it",
				service)
		}
		keys := []string{"aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID"}
		if plain == "logs.amazonaws.com" && one.on == "AWS::KMS::Key" {
			keys = append(keys, "kms:EncryptionContext:aws:logs:arn") // what CloudWatch Logs sends in their place
		}
		if plain == "events.amazonaws.com" && one.on == "AWS::KMS::Key" {
			keys = append(keys, "kms:EncryptionContext:aws:sns:topicArn") // what Amazon SNS sends in their place
		}
		if plain == "pods.eks.amazonaws.com" {
			keys = append(keys, "aws:RequestTag/eks-cluster-arn") // what EKS Pod Identity sends in their place
		}
		listed := slices.ContainsFunc(deputies, func(d deputy) bool { return d.on == one.on && strings.HasSuffix("."+plain, "."+d.service) })
		if !listed && !one.limits(keys...) {
			r.add(one.path, "IAM-DEPUTY", "%s acts for anybody: want the condition aws:SourceAccount or aws:SourceArn",
				service)
		}
	}
}

// regional is the end of a service principal that names its region, such as "logs.eu-west-1.amazonaws.com".
var regional = regexp.MustCompile(`\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com|\.\$\{AWS::Region\}\.amazonaws\.com`)

// principals are the AWS services that our policies may name, each spelled as in its own documentation. A wrong name
// is accepted by every other check and fails when the stack is deployed.
var principals = []string{
	"application-autoscaling.amazonaws.com", "build.apprunner.amazonaws.com", "capabilities.eks.amazonaws.com",
	"cloudformation.amazonaws.com", "cloudwatch.amazonaws.com", "codebuild.amazonaws.com", "codedeploy.amazonaws.com",
	"codepipeline.amazonaws.com", "codestar-notifications.amazonaws.com", "delivery.logs.amazonaws.com",
	"ec2.amazonaws.com", "ecs.amazonaws.com", "ecs-tasks.amazonaws.com", "eks-fargate-pods.amazonaws.com",
	"eks.amazonaws.com", "events.amazonaws.com", "lambda.amazonaws.com",
	"logdelivery.elasticloadbalancing.amazonaws.com", "logging.s3.amazonaws.com", "logs.amazonaws.com",
	"pods.eks.amazonaws.com", "pullthroughcache.ecr.amazonaws.com", "s3.amazonaws.com", "scheduler.amazonaws.com",
	"sns.amazonaws.com", "synthetics.amazonaws.com", "tasks.apprunner.amazonaws.com",
	"vpc-flow-logs.amazonaws.com", "xray.amazonaws.com",
}

// wholeAccount matches an account's root, in words or as a bare account id.
var wholeAccount = regexp.MustCompile(`:root$|^\d{12}$|^\$\{AWS::AccountId\}$`)

// callers are the condition keys that say who calls.
var callers = []string{"aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:SourceArn", "aws:SourceAccount"}

// accountTrust wants principals by role, not by account and never everybody. A role that does not exist yet is named
// by condition. KMS keys are the exception: without their account's root nobody could administer them.
func (r *report) accountTrust(one statement) {
	for _, who := range one.accounts() {
		switch {
		case who == "*" && !one.limits(callers...):
			r.add(one.path, "IAM-ANYONE",
				"principal * lets everybody in: want a principal, or a condition that names one")
		case wholeAccount.MatchString(who) && one.on != "AWS::KMS::Key" && !one.limits("aws:PrincipalArn"):
			r.add(one.path, "IAM-ROOT", "principal %s is everybody in the account: want the role by name", who)
		}
	}
}

// tokenTrust wants whoever comes with a token of an identity provider, such as a job on GitHub, to be named by it. A
// provider signs for everybody who uses it, and for whatever they ask: so a condition must say who, and for whom.
func (r *report) tokenTrust(one statement) {
	if len(one.signers()) == 0 {
		return
	}
	if !one.claims("sub", oneSubject) {
		r.add(one.path, "IAM-FEDERATED", "everybody whom the provider knows is let in: want StringEquals or StringLike on its :sub, with the owner before any wildcard")
	}
	if !one.claims("aud", func(value string) bool { return !strings.ContainsAny(value, "*?") }) {
		r.add(one.path, "IAM-FEDERATED", "tokens for anybody are taken: want StringEquals on the provider's :aud")
	}
}

// owned matches the beginning of a subject that says whose it is, such as "repo:acme/".
var owned = regexp.MustCompile(`^[^:]+:.*[A-Za-z0-9}]`)

// oneSubject says whether value names somebody before its first wildcard: "repo:acme/*" does, "repo:*" does not.
func oneSubject(value string) bool {
	before, _, wild := strings.Cut(strings.ReplaceAll(value, "?", "*"), "*")
	return !wild && value != "" || owned.MatchString(before)
}

// permission is Lambda's way to let a service in.
func (r *report) permission(path string, p map[string]any) {
	service := text(p["Principal"])
	if strings.HasSuffix(service, ".amazonaws.com") && text(p["SourceArn"])+text(p["SourceAccount"]) == "" {
		r.add(path, "IAM-DEPUTY", "%s may call for anybody: want SourceAccount or SourceArn", service)
	}
}
