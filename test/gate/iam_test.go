package gate_test

import (
	"fmt"
	"testing"

	"github.com/shipway-cdk/shipway/test/gate"
)

// What the planted statements speak of.
const (
	role   = `"arn:aws:iam::111111111111:role/r"`
	queue  = `"arn:aws:sqs:eu-west-1:111111111111:q"`
	task   = `"arn:aws:ecs:eu-west-1:111111111111:task/c/*"`
	bucket = `"arn:aws:s3:::b"`
	logs   = `{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"logs:*\", \"Resource\": \"%s\"}]}`
)

// policy is a resource of that type whose property is a policy with one statement.
func policy(kind, property, statement string) string {
	return one(kind, fmt.Sprintf(`{%q: {"Version": "2012-10-17", "Statement": [%s]}}`, property, statement))
}

// may is a managed policy with one statement.
func may(statement string) string {
	return policy("AWS::IAM::ManagedPolicy", "PolicyDocument", statement)
}

// key is a KMS key whose policy has one statement.
func key(statement string) string { return policy("AWS::KMS::Key", "KeyPolicy", statement) }

// trusts is a role that the service may take, under a condition if there is one.
func trusts(service, condition string) string {
	return policy("AWS::IAM::Role", "AssumeRolePolicyDocument",
		let(`"sts:AssumeRole"`, `{"Service": "`+service+`"}`, "", condition))
}

func allow(actions, resource string) string { return let(actions, "", resource, "") }

// let is a statement that allows something; empty parts are left out.
func let(actions, principal, resource, condition string) string {
	text := `{"Effect": "Allow", "Action": ` + actions
	for _, part := range []struct{ key, value string }{
		{"Principal", principal}, {"Resource", resource}, {"Condition", condition},
	} {
		if part.value != "" {
			text += fmt.Sprintf(", %q: %s", part.key, part.value)
		}
	}
	return text + "}"
}

// when is a condition with one operator, key and value.
func when(operator, key, value string) string {
	return fmt.Sprintf(`{%q: {%q: %q}}`, operator, key, value)
}

func TestIAMCatchesActionsThatAreNotExact(t *testing.T) {
	wildcard, unknown := []string{"IAM-ACTION"}, []string{"IAM-UNKNOWN"}
	root := `{"AWS": "arn:aws:iam::111111111111:root"}`
	catches(t, gate.IAM, []plant{
		{"every action", may(allow(`"*"`, bucket)), wildcard},
		{"a whole service", may(allow(`["s3:*"]`, bucket)), wildcard},
		{"part of a service", may(allow(`"s3:Get*"`, bucket)), wildcard},
		{"a key's whole service", key(let(`"kms:*"`, root, `"*"`, "")), wildcard},
		{"an action AWS does not have", may(allow(`"ecs:RunTasks"`, task)), unknown},
		{"a service the table does not have", may(allow(`"ecss:RunTask"`, task)), unknown},
		{"everything but", may(`{"Effect": "Allow", "NotAction": "iam:PassRole", "Resource": ` + bucket + `}`),
			[]string{"IAM-NOT"}},
		{"in a policy of a role", one("AWS::IAM::Role",
			`{"Policies": [{"PolicyDocument": {"Statement": `+allow(`"sqs:*"`, queue)+`}}]}`), wildcard},
		{"behind a condition of the template",
			may(`{"Fn::If": ["C", ` + allow(`"s3:*"`, bucket) + `, {"Ref": "AWS::NoValue"}]}`), wildcard},
		{"in a policy that is a string", one("AWS::Logs::ResourcePolicy",
			`{"PolicyDocument": "`+fmt.Sprintf(logs, "group")+`"}`), wildcard},
		{"in a string put together", one("AWS::Logs::ResourcePolicy",
			`{"PolicyDocument": {"Fn::Join": ["", ["`+fmt.Sprintf(logs, `", {"Ref": "Group"}, "`)+`"]]}}`), wildcard},
		{"in a string with blanks", one("AWS::Logs::ResourcePolicy",
			`{"PolicyDocument": {"Fn::Sub": "`+fmt.Sprintf(logs, "${Group}")+`"}}`), wildcard},
		{"exact", may(allow(`["ecs:DescribeTasks", "ecs:StopTask"]`, task)), nil},
		{"denied as widely as one likes", may(`{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}`), nil},
	})
}

func TestIAMCatchesMissingResources(t *testing.T) {
	missing := []string{"IAM-RESOURCE"}
	catches(t, gate.IAM, []plant{
		{"any resource", may(allow(`"secretsmanager:GetSecretValue"`, `"*"`)), missing},
		{"one action of several takes one", may(allow(`["ecr:GetAuthorizationToken", "ecr:BatchGetImage"]`, `"*"`)), missing},
		{"any resource of a service", may(allow(`"logs:PutLogEvents"`, `"arn:aws:logs:*:*:*"`)), missing},
		{"any bucket", may(allow(`"s3:ListBucket"`, `{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::*"]]}`)),
			missing},
		{"metrics of any namespace", may(allow(`"cloudwatch:PutMetricData"`, `"*"`)), missing},
		{"metrics of one namespace", may(let(`"cloudwatch:PutMetricData"`, "", `"*"`,
			when("StringEquals", "cloudwatch:namespace", "Shop"))), nil},
		{"an action without resources", may(allow(`["ecr:GetAuthorizationToken", "xray:PutTraceSegments"]`, `"*"`)), nil},
		{"a resource by reference", may(allow(`"kms:Decrypt"`, `{"Fn::GetAtt": ["Key", "Arn"]}`)), nil},
		{"a bucket's objects", may(allow(`"s3:GetObject"`, `"arn:aws:s3:::b/*"`)), nil},
	})
}

func TestIAMCatchesRolesPassedAnywhere(t *testing.T) {
	anywhere := []string{"IAM-PASSROLE"}
	pass := func(operator, roles string) string {
		return may(let(`"iam:PassRole"`, "", roles, when(operator, "iam:PassedToService", "ecs-tasks.amazonaws.com")))
	}
	catches(t, gate.IAM, []plant{
		{"to any service", may(allow(`"iam:PassRole"`, role)), anywhere},
		{"to any service if asked", pass("StringEqualsIfExists", role), anywhere},
		{"any role", pass("StringEquals", `"arn:aws:iam::111111111111:role/*"`), anywhere},
		{"one role to one service", pass("StringEquals", role), nil},
	})
}

func TestIAMCatchesServicesThatActForAnybody(t *testing.T) {
	const tasks = "ecs-tasks.amazonaws.com"
	deputy, ours := []string{"IAM-DEPUTY"}, when("StringEquals", "aws:SourceAccount", "111111111111")
	topic := let(`"sns:Publish"`, `{"Service": "cloudwatch.amazonaws.com"}`, `{"Ref": "Topic"}`, "")
	catches(t, gate.IAM, []plant{
		{"without a condition", trusts(tasks, ""), deputy},
		{"for any account", trusts(tasks, when("StringLike", "aws:SourceAccount", "*")), deputy},
		{"if the account is known", trusts(tasks, when("StringEqualsIfExists", "aws:SourceAccount", "111111111111")), deputy},
		{"a service that does not exist", trusts("ecs-task.amazonaws.com", ours), []string{"IAM-PRINCIPAL"}},
		{"a topic open to a service", policy("AWS::SNS::TopicPolicy", "PolicyDocument", topic), deputy},
		{"a function open to a service", one("AWS::Lambda::Permission", `{"Principal": "events.amazonaws.com"}`), deputy},
		{"a function open to one rule", one("AWS::Lambda::Permission",
			`{"Principal": "events.amazonaws.com", "SourceArn": {"Fn::GetAtt": ["Rule", "Arn"]}}`), nil},
		{"for one account", trusts(tasks, ours), nil},
		{"a service that has no account to say", trusts("tasks.apprunner.amazonaws.com", ""), nil},
		{"for one resource", trusts(tasks, when("ArnLike", "AWS:SourceArn", "arn:aws:ecs:eu-west-1:111111111111:*")), nil},
		{"a key for log groups", key(let(`["kms:Decrypt"]`, `{"Service": "logs.eu-west-1.amazonaws.com"}`, `"*"`,
			when("ArnLike", "kms:EncryptionContext:aws:logs:arn", "arn:aws:logs:eu-west-1:111111111111:*"))), nil},
		{"a function's role, listed", trusts("lambda.amazonaws.com", ""), nil},
		{"an instance's role, listed", trusts("ec2.amazonaws.com", ""), nil},
		{"an infrastructure role, listed", trusts("ecs.amazonaws.com", ""), nil},
		{"a topic open to events, listed", policy("AWS::SNS::TopicPolicy", "PolicyDocument",
			let(`"sns:Publish"`, `{"Service": "events.amazonaws.com"}`, `{"Ref": "Topic"}`, "")), nil},
		{"a queue open to events", policy("AWS::SQS::QueuePolicy", "PolicyDocument",
			let(`"sqs:SendMessage"`, `{"Service": "events.amazonaws.com"}`, `{"Ref": "Queue"}`, "")), deputy},
		{"a key open to events", key(let(`["kms:Decrypt"]`, `{"Service": "events.amazonaws.com"}`, `"*"`, "")), deputy},
		{"a key for events of one topic", key(let(`["kms:Decrypt"]`, `{"Service": "events.amazonaws.com"}`, `"*"`,
			when("StringEquals", "kms:EncryptionContext:aws:sns:topicArn", "arn:aws:sns:eu-west-1:111111111111:alerts"))), nil},
	})
}

func TestIAMCatchesEverybody(t *testing.T) {
	images := func(principal, condition string) string {
		return policy("AWS::ECR::Repository", "RepositoryPolicyText", let(`["ecr:BatchGetImage"]`, principal, "", condition))
	}
	const roleName = "arn:aws:iam::111111111111:role/r"
	catches(t, gate.IAM, []plant{
		{"anybody", images(`"*"`, ""), []string{"IAM-ANYONE"}},
		{"anybody with an AWS account", images(`{"AWS": ["*"]}`, ""), []string{"IAM-ANYONE"}},
		{"a whole account", images(`{"AWS": "arn:aws:iam::111111111111:root"}`, ""), []string{"IAM-ROOT"}},
		{"a whole account by number", images(`{"AWS": "111111111111"}`, ""), []string{"IAM-ROOT"}},
		{"everybody but one", policy("AWS::S3::BucketPolicy", "PolicyDocument",
			`{"Effect": "Allow", "Action": "s3:ListBucket", "NotPrincipal": {"AWS": `+role+`}, "Resource": `+bucket+`}`),
			[]string{"IAM-NOT"}},
		{"AWS's own policy", one("AWS::IAM::Role", `{"ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}`),
			[]string{"IAM-MANAGED"}},
		{"roles of an account, named by condition", images(`{"AWS": "111111111111"}`,
			when("ArnLike", "aws:PrincipalArn", roleName)), nil},
		{"one role", images(`{"AWS": `+role+`}`, ""), nil},
		{"a role named by condition", images(`"*"`, when("ArnEquals", "aws:PrincipalArn", roleName)), nil},
		{"a key's own account", key(let(`["kms:PutKeyPolicy"]`, `{"AWS": "arn:aws:iam::111111111111:root"}`, `"*"`, "")), nil},
		{"nobody without TLS", policy("AWS::S3::BucketPolicy", "PolicyDocument",
			`{"Effect": "Deny", "Action": "s3:*", "Principal": {"AWS": "*"}, "Resource": `+bucket+`}`), nil},
	})
}

func TestIAMCatchesAnEndpointOpenToAll(t *testing.T) {
	passes := func(actions, condition string) string {
		return policy("AWS::EC2::VPCEndpoint", "PolicyDocument", let(actions, `"*"`, `"*"`, condition))
	}
	catches(t, gate.IAM, []plant{
		{"anybody for anything", passes(`"*"`, ""), []string{"IAM-ACTION"}},
		{"one account for anything", passes(`"*"`, when("StringEquals", "aws:PrincipalAccount", "111111111111")), nil},
		{"anybody for one thing", passes(`"s3:GetObject"`, ""), nil},
	})
}

func TestIAMCatchesTokensOfAnybody(t *testing.T) {
	const host = "token.actions.githubusercontent.com"
	federated, both := []string{"IAM-FEDERATED"}, []string{"IAM-FEDERATED", "IAM-FEDERATED"}
	signed := func(condition string) string {
		return policy("AWS::IAM::Role", "AssumeRolePolicyDocument", let(`"sts:AssumeRoleWithWebIdentity"`,
			`{"Federated": "arn:aws:iam::111111111111:oidc-provider/`+host+`"}`, "", condition))
	}
	claims := func(operator, claim, values, other, is string) string {
		beside := map[bool]string{false: "StringEquals", true: "StringLike"}[operator == "StringEquals"]
		return signed(fmt.Sprintf(`{%q: {"%s:%s": %s}, %q: {"%s:%s": %q}}`, operator, host, claim, values, beside, host, other, is))
	}
	subject := func(operator, values string) string {
		return claims(operator, "sub", values, "aud", "sts.amazonaws.com")
	}
	audience := func(operator, values string) string {
		return claims(operator, "aud", values, "sub", "repo:acme/shop:environment:prod")
	}
	catches(t, gate.IAM, []plant{
		{"anybody", signed(""), both},
		{"anybody with a token for AWS", signed(when("StringEquals", host+":aud", "sts.amazonaws.com")), federated},
		{"any subject", subject("StringLike", `"*"`), federated},
		{"any repository", subject("StringLike", `"repo:*"`), federated},
		{"any owner of a repository of that name", subject("StringLike", `"repo:*/shop:ref:refs/heads/main"`), federated},
		{"any kind of subject", subject("StringLike", `"re*"`), federated},
		{"one repository, or any", subject("StringLike", `["repo:acme/shop:*", "repo:?*"]`), federated},
		{"a subject if there is one", subject("StringEqualsIfExists", `"repo:acme/shop:ref:refs/heads/main"`), federated},
		{"all subjects of none", subject("ForAllValues:StringEquals", `"repo:acme/shop:ref:refs/heads/main"`), federated},
		{"everybody but one", subject("StringNotEquals", `"repo:acme/shop:ref:refs/heads/main"`), federated},
		{"no subject", subject("StringEquals", `[]`), federated},
		{"a token for anybody", audience("StringLike", `"*"`), federated},
		{"a token for AWS if it says so", audience("StringEqualsIfExists", `"sts.amazonaws.com"`), federated},
		{"one branch", subject("StringEquals", `"repo:acme/shop:ref:refs/heads/main"`), nil},
		{"one repository", subject("StringLike", `["repo:acme/shop:*", "repo:acme@1/shop@2:*"]`), nil},
		{"one that the template is told", subject("StringEquals", `{"Fn::Sub": "repo:${Repository}:*"}`), nil},
		{"one audience", audience("StringEquals", `"sts.amazonaws.com"`), nil},
	})
}
