package manifest_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/release"
)

const (
	secretARN = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf"
	flagsARN  = "arn:aws:ssm:eu-west-1:111111111111:parameter/shop/flags"
	flatARN   = "arn:aws:ssm:eu-west-1:111111111111:parameter/flags"
)

// class is what a SecretProviderClass says: which files, and which of them becomes which variable.
func class(t *testing.T, secrets map[string]string) (objects, data string) {
	t.Helper()
	s := worker()
	s.Secrets = secrets
	var o struct {
		Metadata struct{ Name string }
		Spec     struct {
			Parameters    map[string]string
			SecretObjects []struct {
				SecretName string
				Data       []struct{ ObjectName, Key string }
			}
		}
	}
	if err := json.Unmarshal([]byte(only(t, s, "25-secretproviderclass")), &o); err != nil {
		t.Fatal(err)
	}
	if o.Spec.Parameters["usePodIdentity"] != "true" || o.Spec.Parameters["region"] != "eu-west-1" || o.Spec.SecretObjects[0].SecretName != o.Metadata.Name {
		t.Errorf("got %+v", o.Spec)
	}
	return o.Spec.Parameters["objects"], fmt.Sprint(o.Spec.SecretObjects[0].Data)
}

func TestSecretsAreMountedByReference(t *testing.T) {
	for _, c := range []struct {
		secrets       map[string]string
		objects, data string
	}{
		{map[string]string{"A": secretARN},
			`[{"objectName":"` + secretARN + `","objectType":"secretsmanager","objectAlias":"whole.A"}]`, "[{whole.A A}]"},
		{map[string]string{"A": secretARN + ":user::", "B": secretARN + ":pass-word::", "C": secretARN},
			`[{"objectName":"` + secretARN + `","objectType":"secretsmanager","objectAlias":"whole.A","jmesPath":[{"path":"user","objectAlias":"A"},{"path":"\"pass-word\"","objectAlias":"B"}]}]`,
			"[{A A} {B B} {whole.A C}]"},
		{map[string]string{"A": secretARN + ":user:AWSPREVIOUS:", "B": secretARN + ":::v1"},
			`[{"objectName":"` + secretARN + `","objectType":"secretsmanager","objectAlias":"whole.A","objectVersionLabel":"AWSPREVIOUS","jmesPath":[{"path":"user","objectAlias":"A"}]},` +
				`{"objectName":"` + secretARN + `","objectType":"secretsmanager","objectAlias":"whole.B","objectVersion":"v1"}]`, "[{A A} {whole.B B}]"},
		{map[string]string{"A": flagsARN, "B": flatARN},
			`[{"objectName":"/shop/flags","objectType":"ssmparameter","objectAlias":"whole.A"},{"objectName":"flags","objectType":"ssmparameter","objectAlias":"whole.B"}]`,
			"[{whole.A A} {whole.B B}]"},
		{map[string]string{"A": "${Token[Secret.Arn.1]}", "B": "${Token[Secret.Arn.1]}:user::"},
			`[{"objectName":"${Token[Secret.Arn.1]}","objectType":"secretsmanager","objectAlias":"whole.A","jmesPath":[{"path":"user","objectAlias":"B"}]}]`, "[{whole.A A} {B B}]"},
	} {
		if objects, data := class(t, c.secrets); objects != c.objects || data != c.data {
			t.Errorf("%v:\ngot  %s %s\nwant %s %s", c.secrets, objects, data, c.objects, c.data)
		}
	}
}

func TestEachVersionFindsTheSecretsItWasMadeFor(t *testing.T) {
	of := objects(t, public(release.Canary{}))
	for class, deployment := range map[string]string{
		"02-next/25-secretproviderclass": "02-next/61-deployment-next", "04-promote/25-secretproviderclass": "04-promote/60-deployment",
	} {
		var o struct{ Metadata struct{ Name string } }
		if err := json.Unmarshal([]byte(of[class]), &o); err != nil {
			t.Fatalf("%s: %v", class, err)
		}
		got := decodePod(t, of[deployment])
		mounted := got.Volumes[1].CSI.VolumeAttributes["secretProviderClass"]
		from := got.Containers[0].Env[2].ValueFrom.SecretKeyRef
		if mounted != o.Metadata.Name || from.Name != o.Metadata.Name || from.Key != "DATABASE_URL" {
			t.Errorf("%s mounts %s and reads %s, want %s", deployment, mounted, from.Name, o.Metadata.Name)
		}
	}
}

// TestOtherReferencesAreAnotherSecret: the driver adds no variable to a Secret that pods of the last version still read.
func TestOtherReferencesAreAnotherSecret(t *testing.T) {
	name := func(secrets map[string]string) string {
		s := worker()
		s.Secrets = secrets
		return decodePod(t, only(t, s, "60-deployment")).Containers[0].Env[1].ValueFrom.SecretKeyRef.Name
	}
	const token = "${Token[Secret.Arn.7]}"
	one, byToken := name(map[string]string{"A": secretARN}), name(map[string]string{"A": token})
	for what, secrets := range map[string]map[string]string{
		"a variable more": {"A": secretARN, "B": secretARN}, "another variable": {"B": secretARN}, "another secret": {"A": flagsARN},
		"another key": {"A": secretARN + ":user::"}, "another version": {"A": secretARN + "::AWSPREVIOUS:"}, "a token": {"A": token},
	} {
		if name(secrets) == one {
			t.Errorf("%s is read from %s too", what, one)
		}
	}
	if again := name(map[string]string{"A": "${Token[Secret.Arn.12]}"}); again != byToken {
		t.Errorf("one token more in the app makes %s out of %s", again, byToken)
	}
	if !label.MatchString(one) || name(map[string]string{"A": secretARN}) != one {
		t.Errorf("got %s", one)
	}
}

func TestPermissionIsAskedForWhatIsReadAndNothingElse(t *testing.T) {
	s := worker()
	s.Secrets = map[string]string{"A": secretARN + ":user::", "B": secretARN, "C": flagsARN, "D": "${Token[Secret.1]}:key::"}
	secrets, parameters := s.SecretARNs()
	if !slices.Equal(secrets, []string{"${Token[Secret.1]}", secretARN}) || !slices.Equal(parameters, []string{flagsARN}) {
		t.Errorf("got %v and %v", secrets, parameters)
	}
}

func TestAServiceWithoutSecretsMountsNone(t *testing.T) {
	for path := range objects(t, worker()) {
		if path == "01-rolling/25-secretproviderclass" {
			t.Error("there is a class of no secrets")
		}
	}
}
