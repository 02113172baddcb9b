package ecs_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestOnlyTasksOfThisAccountAssumeTheRoles(t *testing.T) {
	for id, role := range synth(t, nil).Resources("AWS::IAM::Role") {
		differences := synthtest.Diff(object{"Statement": []any{object{
			"Principal": object{"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole",
			"Condition": object{
				"StringEquals": object{"aws:SourceAccount": account},
				"ArnLike":      object{"aws:SourceArn": "arn:aws:ecs:eu-west-1:111111111111:*"},
			},
		}}}, role.Properties["AssumeRolePolicyDocument"])
		if len(differences) > 0 {
			t.Errorf("%s: %v", id, differences)
		}
	}
}

// statements are the sids, actions and resources of every inline policy, as one text each.
func statements(t *testing.T, got *synthtest.Template) (all []string) {
	t.Helper()
	for _, role := range got.Resources("AWS::IAM::Role") {
		policies, _ := role.Properties["Policies"].([]any)
		for _, one := range policies {
			document := one.(object)["PolicyDocument"].(object)
			for _, statement := range document["Statement"].([]any) {
				text, err := json.Marshal(statement)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, string(text))
			}
		}
	}
	return all
}

func TestATaskMayDoNothingUntilGranted(t *testing.T) {
	for _, statement := range statements(t, synth(t, nil)) {
		if !strings.Contains(statement, `"Sid":"Log"`) {
			t.Errorf("unasked-for permission: %s", statement)
		}
	}
}

func TestStartingATaskReadsExactlyItsSecrets(t *testing.T) {
	key := "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555"
	all := strings.Join(statements(t, synth(t, func(p *ecs.ServiceProps) {
		p.Secrets = map[string]string{"A": secret + ":url::", "B": secret, "C": parameter}
		p.SecretKeys = []string{key}
	})), "\n")
	for _, want := range []string{
		`{"Action":"secretsmanager:GetSecretValue","Effect":"Allow","Resource":"` + secret + `","Sid":"Secrets"}`,
		`{"Action":"ssm:GetParameters","Effect":"Allow","Resource":"` + parameter + `","Sid":"Parameters"}`,
		`{"Action":"kms:Decrypt","Effect":"Allow","Resource":"` + key + `","Sid":"SecretKeys"}`,
	} {
		if !strings.Contains(strings.NewReplacer(`["`, `"`, `"]`, `"`).Replace(all), want) {
			t.Errorf("no statement %s in\n%s", want, all)
		}
	}
}

func TestExecIsOffUnlessAskedFor(t *testing.T) {
	synth(t, nil).Has("AWS::ECS::Service", synthtest.Props{"EnableExecuteCommand": false})
}

func TestExecSessionsAreLoggedAndEncrypted(t *testing.T) {
	got := synth(t, func(p *ecs.ServiceProps) { p.Exec = true; p.Writable = []string{"/tmp", "/var/lib/amazon"} })
	got.Has("AWS::ECS::Service", synthtest.Props{"EnableExecuteCommand": true})
	got.Has("AWS::ECS::Cluster", synthtest.Props{"Configuration": object{"ExecuteCommandConfiguration": object{
		"Logging": "OVERRIDE", "KmsKeyId": synthtest.Any(),
		"LogConfiguration": object{"CloudWatchLogGroupName": "/shop-dev/exec", "CloudWatchEncryptionEnabled": true},
	}}})
	got.Has("AWS::Logs::LogGroup", synthtest.Props{"LogGroupName": "/shop-dev/exec", "KmsKeyId": synthtest.Any()})
	got.Has("AWS::ECS::TaskDefinition", synthtest.Props{"ContainerDefinitions": []any{object{"MountPoints": []any{
		object{"ContainerPath": "/tmp"}, object{"ContainerPath": "/var/lib/amazon"}, object{"ContainerPath": "/var/log/amazon"},
	}}}})
	if all := strings.Join(statements(t, got), ""); !strings.Contains(all, "ssmmessages:OpenDataChannel") {
		t.Errorf("the task may not open a session: %s", all)
	}
}
