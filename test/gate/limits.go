package gate

import (
	"regexp"
	"strings"
)

// Budgets of one stack. Each leaves room below CloudFormation's quota, so that a change that runs into the budget can
// still be deployed.
const (
	MaxResources  = 350       // of 500
	MaxOutputs    = 100       // of 200
	MaxParameters = 100       // of 200
	MaxTemplate   = 512 << 10 // bytes, of 1 MiB
)

// policySizes are AWS's quotas for one policy, in characters without white space, by resource type and property.
// Our budget is 80 % of each.
var policySizes = map[string]map[string]int{
	"AWS::IAM::ManagedPolicy":             {"PolicyDocument": 6144},
	"AWS::IAM::Policy":                    {"PolicyDocument": 10240},
	"AWS::IAM::RolePolicy":                {"PolicyDocument": 10240},
	"AWS::IAM::Role":                      {"AssumeRolePolicyDocument": 2048, "Policies": 10240},
	"AWS::KMS::Key":                       {"KeyPolicy": 32768},
	"AWS::S3::BucketPolicy":               {"PolicyDocument": 20480},
	"AWS::SNS::TopicPolicy":               {"PolicyDocument": 30720},
	"AWS::EC2::VPCEndpoint":               {"PolicyDocument": 20480},
	"AWS::ECR::Repository":                {"RepositoryPolicyText": 10240},
	"AWS::ECR::RegistryPolicy":            {"PolicyText": 10240},
	"AWS::Logs::ResourcePolicy":           {"PolicyDocument": 5120},
	"AWS::SecretsManager::ResourcePolicy": {"ResourcePolicy": 20480},
}

// Limits checks the stack against the budgets of CloudFormation and of each policy.
func Limits(s Stack) []Finding {
	var r report
	for _, one := range []struct {
		what       string
		given, max int
	}{
		{"resources", len(s.Template.Resources), MaxResources},
		{"outputs", len(s.Template.Outputs), MaxOutputs},
		{"parameters", len(s.Template.Parameters), MaxParameters},
		{"bytes of template", len(s.Text), MaxTemplate},
	} {
		if one.given > one.max {
			r.add(s.ID, "LIMIT-STACK", "%d %s: want at most %d, split the stack", one.given, one.what, one.max)
		}
	}
	s.each(func(id string, res Resource) {
		for _, property := range sorted(policySizes[res.Type]) {
			quota := policySizes[res.Type][property]
			if size := deployed(res.Properties[property]); size > quota*8/10 {
				r.add(s.at(id, property), "LIMIT-POLICY", "about %d characters: want at most %d, 80 %% of AWS's %d",
					size, quota*8/10, quota)
			}
		}
	})
	return r
}

var placeholder = regexp.MustCompile(`\$\{[^}]*\}`)

// deployed estimates how long a policy is once its references are values: an ARN has some 80 characters.
func deployed(policy any) int {
	var plain func(value any) any
	plain = func(value any) any {
		switch v := value.(type) {
		case map[string]any:
			if name := onlyName(v); name == "Ref" || strings.HasPrefix(name, "Fn::") {
				return text(v)
			}
			all := map[string]any{}
			for key, one := range v {
				all[key] = plain(one)
			}
			return all
		case []any:
			all := make([]any, len(v))
			for i, one := range v {
				all[i] = plain(one)
			}
			return all
		}
		return value
	}
	if policy == nil {
		return 0
	}
	return len(placeholder.ReplaceAllString(compact(plain(policy)), strings.Repeat("x", 80)))
}
