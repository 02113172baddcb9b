package policy_test

import (
	"reflect"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

func TestImagesArePulledFromTheirRepositoriesOnly(t *testing.T) {
	repository := "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"
	want := []policy.Object{
		policy.Allow("Login", "*", "ecr:GetAuthorizationToken"),
		policy.Allow("Pull", repository, "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
	}
	if got := policy.Pull(repository); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := policy.Pull("", repository, repository); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want each repository once: %v", got, want)
	}
	want[1]["Resource"] = []string{repository, repository + "-proxy"}
	if got := policy.Pull(repository, repository+"-proxy"); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := policy.Pull(""); got != nil {
		t.Errorf("a public image needs %v, want nothing", got)
	}
}

func TestEachSecretIsReadByItsOwnName(t *testing.T) {
	secret, parameter := "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf", "arn:aws:ssm:eu-west-1:111111111111:parameter/flags"
	key := "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555"
	got := policy.ReadSecrets(map[string]string{"A": secret + ":url::", "B": secret, "C": parameter}, []string{key})
	want := []policy.Object{
		policy.Allow("Secrets", []string{secret}, "secretsmanager:GetSecretValue"),
		policy.Allow("Parameters", []string{parameter}, "ssm:GetParameters"),
		policy.Allow("SecretKeys", []string{key}, "kms:Decrypt"),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := policy.ReadSecrets(nil, nil); got != nil {
		t.Errorf("without secrets: %v, want nothing", got)
	}
}
