package stacks

import "strings"

// samples are texts by the key that they are for: usual ones, the longest, and those that one runtime takes and another
// does not.
func (g *generator) samples() map[string][]string {
	arn := func(service, rest string) string {
		return "arn:" + g.place.partition + ":" + service + ":" + g.place.region + ":" + g.place.account + ":" + rest
	}
	registry := g.place.account + ".dkr.ecr." + g.place.region + ".amazonaws.com"
	if g.place.partition == "aws-cn" {
		registry += ".cn"
	}
	long := strings.Repeat("x", 4000)
	return map[string][]string{
		"text": {"some-text", "x", "a b", "é"},
		"time": {"0s", "250ms", "1s", "2s", "5s", "15s", "20s", "30s", "90s", "2m", "5m", "10m", "59m", "1h", "2h", "12h", "24h", "25h", "48h", "168h", "336h", "8760h"},

		"image": {"public.ecr.aws/nginx/nginx:1.29", "nginx:1.29", "ghcr.io/a/b@sha256:" + strings.Repeat("a", 64), registry + "/tools/proxy:1.2",
			registry + "/proxy@sha256:" + strings.Repeat("b", 64), "444444444444.dkr.ecr." + g.place.region + ".amazonaws.com/shop/web:1"},
		"services.architecture": {"x86_64", "x86_64", "arm64"},
		"delivery.account":      {"444444444444", g.place.account},
		"services.command":      {"/app/web", "--verbose", "--name=x", "two words", "$HOME", "é", "a'b", `a"b`, `a\b`},
		"user":                  {"65532", "1000:1000", "65532:65532", "007:7", "2147483647:2147483648", "4294967294", "4294967295", "4294967296:1", "9999999999"},
		"writable":              {"/tmp", "/var/cache/app", "/data", "/mnt/secrets/x", "/var/lib/amazon", "/a.b-c/d_e", "/a/b/c/d/e/f/g"},
		"services.config":       {"info", "", "a b", "é", "a\nb", "{", long, `"quoted"`, "a,b=c", "https://example.com"},
		"services.config names": {"LOG_LEVEL", "A", "lower", "_x", "QUEUE_URL", "AWSAPPRUNNER_X", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
			"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "PORT", "PATH", "AWS_PROFILE", strings.Repeat("L", 255)},
		"services.secrets": {arn("secretsmanager", "secret:shop/db-AbCdEf"), arn("secretsmanager", "secret:shop/db-AbCdEf:password::"), arn("ssm", "parameter/shop/flags"),
			arn("ssm", "parameter/flags"), arn("secretsmanager", "secret:"+strings.Repeat("s", 120)+"-AbCdEf")},
		"services.secrets names":  {"DATABASE", "A", "QUEUE_URL", "AWSAPPRUNNER_X"},
		"secretKeys":              {arn("kms", "key/11111111-2222-3333-4444-555555555555"), arn("kms", "key/mrk-11111111222233334444555555555555")},
		"repository":              {arn("ecr", "repository/proxy")},
		"volumes names":           {"data", "writable-1", "secrets", strings.Repeat("v", 32)},
		"services.volumes names":  {"data", "uploads", "writable-1", strings.Repeat("v", 32)},
		"services.sidecars names": {"proxy", "logs", strings.Repeat("p", 32)},
		"volumes.path":            {"/data", "/tmp", "/var/lib/amazon", "/uploads"},
		"path":                    {"/", "/healthz", "/a/b?c=d", "/ü"},
		"sidecars.path":           {"/"},
		"codes":                   {"200", "200-299", "200,204", "200-499", "404", "302,307"},
		"runbook":                 {"https://wiki.example.com/web", "https://wiki.example.com/" + strings.Repeat("é", 300), "https://w.example.com/" + strings.Repeat("x", 478)},
		"certificate":             {arn("acm", "certificate/11111111-2222-3333-4444-555555555555"), arn("acm", "certificate/"+strings.Repeat("c", 64)), arn("acm", "certificate/c1"), arn("acm", "certificate/c2")},
		"host":                    {"shop.example.com", strings.Repeat("a.", 60) + "example"},
		"ingress.paths":           {"/*", "/", "/api/*", "/a", "/b?", "/very/" + strings.Repeat("l", 100)},
		"cron":                    {"0 3 * * ? *", "0/5 * * * ? *", "0 9 ? * MON-FRI 2026-2030", "0 0 L * ? *"},
		"timezone":                {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"},
		"sidecars.health":         {"/healthy", "--quiet"},

		"deploy.alarms": {"checkout-errors", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", strings.Repeat("a", 255), "é"},
		"function":      {arn("lambda", "function:smoke"), arn("lambda", "function:smoke:live")},
		"details":       {`{"suite":"smoke"}`, "{}"},
		"header":        {"x-preview"},
		"test.value":    {"next", "a=b"},
		"frozen":        {"Port=8080 Exec=false", "Port=80 Exec=true", "Capacity=FARGATE", "Capacity=ec2", "nonsense", "Port=8080 Exec=false Capacity=FARGATE Subnets=subnet-00000010,subnet-00000011"},

		"types":                   {"m7i.large", "m7g.large", "g6.xlarge", "t3.micro", "g5g.xlarge", "p5.48xlarge", "m7i.metal-24xl", "c7g.medium", "inf2.xlarge", "u-6tb1.metal"},
		"alerts":                  {"oncall@example.com", "a..b@example.com", ".a@example.com", "a.@example.com", "a+b@example.co.uk", "{x}@example.com", "a=b?c@example.com", "o'neil@example.com"},
		"tags":                    {"retail", "a b", "é"},
		"tags names":              {"cost-center", "Cost-Center", "stage"},
		"environments.tags names": {"cost-center", "Cost-Center", "stage"},

		"version":                 {"1.36", "1.35", "1.34"},
		"from":                    {"203.0.113.0/24", "198.51.100.7/32"},
		"eks.viewers":             {"arn:" + g.place.partition + ":iam::111111111111:role/support"},
		"role":                    {"arn:" + g.place.partition + ":iam::111111111111:role/release"},
		"namespaces":              {"shop", "portal"},
		"groups":                  {"deployers"},
		"nodeGroups.name":         {"a", "b", "c"},
		"fargateProfiles.name":    {"a", "b", "c"},
		"ami":                     {"AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD", "BOTTLEROCKET_x86_64", "BOTTLEROCKET_ARM_64_NVIDIA"},
		"release":                 {"1.36.4-20260917"},
		"nodeGroups.labels":       {"search", ""},
		"labels":                  {"search", "small"},
		"nodeGroups.labels names": {"team", "example.com/size"},
		"selectors.labels names":  {"team"},
		"taints.key":              {"nvidia.com/gpu", "dedicated"},
		"taints.value":            {"true", ""},
		"selectors.namespace":     {"batch", "kube-system", "*"},
		"eks.addOnVersions":       {"v0.8.0-eksbuild.2"},
		"eks.addOnVersions names": {"metrics-server", "coredns", "vpc-cni"},
		"instance":                {"arn:" + g.place.partition + ":sso:::instance/ssoins-0123456789abcdef"},
		"instanceRegion":          {g.place.region},
		"argocd.admins":           {"11111111-2222-3333-4444-555555555555"},
		"argocd.editors":          {"11111111-2222-3333-4444-666666666666"},
		"argocd.viewers":          {"11111111-2222-3333-4444-777777777777"},
		"vpcEndpoints":            {"vpce-0123456789abcdef0"},
		"argocd.namespace":        {"argocd", "gitops"},
		"sources":                 {arn("codecommit", "manifests")},
	}
}
