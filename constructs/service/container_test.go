package service_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// variables is what CheckVariables says about a service in account 111111111111 and eu-west-1.
func variables(config, secrets map[string]string) string {
	c := check.Of("test")
	service.CheckVariables(c, [2]string{"Config", "Secrets"}, config, secrets, "111111111111", "eu-west-1")
	return said(c.Err())
}

func TestVariablesHaveNamesThatAProcessCanRead(t *testing.T) {
	const form = "want a name of letters, digits and underscores that does not start with a digit [SVC-020]"
	for name, want := range map[string]string{
		"LOG_LEVEL": "", "_a1": "",
		"": form, "1A": form, "A B": form, "A=B": form, "A-B": form, "É": form, strings.Repeat("A", 256): form,
		"AWS_REGION":    "ECS sets this variable itself; choose another name [SVC-020]",
		"ECS_AGENT_URI": "ECS sets this variable itself; choose another name [SVC-020]",
	} {
		got := variables(map[string]string{name: "x"}, nil)
		if want == "" && got != "" || !strings.HasSuffix(got, want) {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
}

func TestAVariableIsGivenOnce(t *testing.T) {
	got := variables(map[string]string{"A": "x"}, map[string]string{"A": "arn:aws:ssm:eu-west-1:111111111111:parameter/a"})
	if want := `Config.A is "A": Secrets has it too; give it once [SVC-020]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestConfigurationHoldsNoSecretAndShowsNone(t *testing.T) {
	for name, value := range map[string]string{
		"DB_PASSWORD": "hunter2", "API_KEY": "hunter2", "TOKEN": "hunter2", "github_token": "hunter2", "APIKEY": "hunter2",
		"A": "AKIAIOSFODNN7EXAMPLE", "B": "x ASIAIOSFODNN7EXAMPLE x", "C": "-----BEGIN RSA PRIVATE KEY-----",
		"D": "ghp_" + strings.Repeat("a", 36),
	} {
		got := variables(map[string]string{name: value}, nil)
		if !strings.HasSuffix(got, "[SEC-001]") || strings.Contains(got, value) {
			t.Errorf("%s: got %q", name, got)
		}
	}
	for name, value := range map[string]string{"TOKENIZER": "x", "KEYBOARD": "x", "PASSWORD": "", "A": "AKIA", "MONKEY": "x"} {
		if got := variables(map[string]string{name: value}, nil); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestSecretsAreReferencesToTheServicesOwnPlace(t *testing.T) {
	const form = "want the ARN of a Secrets Manager secret or an SSM parameter [SEC-002]"
	const secret = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:"
	for reference, want := range map[string]string{
		secret + "web/database-AbCdEf":                       "",
		secret + "web-AbCdEf:username::":                     "",
		"arn:aws:ssm:eu-west-1:111111111111:parameter/web/a": "",
		"${Token[Secret.12]}":                                "",
		"":                                                   form,
		"hunter2":                                            form,
		"arn:aws:s3:::bucket":                                form,
		secret:                                               form,
		secret + "web-AbCdEf:::::":                           form,
		"arn:aws:ssm:eu-west-1:111111111111:secret:a":                        form,
		"arn:aws:secretsmanager:us-east-1:111111111111:secret:web-AbCdEf":    "want a reference in the service's region, eu-west-1 [SEC-002]",
		"arn:aws:secretsmanager:eu-west-1:222222222222:secret:web-AbCdEf":    "want a reference in the service's account, 111111111111 [SEC-002]",
		"arn:aws:secretsmanager:eu-west-1:111111111111:parameter/web-AbCdEf": form,
	} {
		got := variables(nil, map[string]string{"S": reference})
		if want == "" && got != "" || !strings.HasSuffix(got, want) || reference == "hunter2" && strings.Contains(got, reference) {
			t.Errorf("%q:\ngot  %s\nwant %s", reference, got, want)
		}
	}
}

func TestAContainerNeverRunsAsRoot(t *testing.T) {
	for user, allowed := range map[string]bool{
		"65532": true, "65532:65532": true, "1000:1000": true, "0010": true,
		"": false, "0": false, "00": false, "root": false, "0:1000": false, "1000:0": false, "1000:": false, ":1000": false,
		"1000:1000:1000": false, "-1": false, "1e3": false, "nobody": false, "12345678901": false,
	} {
		c := check.Of("test")
		service.CheckUser(c, "User", user)
		if got := c.Err() == nil; got != allowed {
			t.Errorf("%q: allowed is %t, want %t", user, got, allowed)
		}
	}
}
