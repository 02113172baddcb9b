package eks_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
	"github.com/shipway-cdk/shipway/constructs/service/eks/spec"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func TestPodsLogToGroupsThatWereThereBefore(t *testing.T) {
	got := cluster(t, func(p *eks.ClusterProps) { p.LogDays = 7 })
	agent := named(got)[spec.Observability]
	for _, kind := range []string{"application", "dataplane", "host", "performance"} {
		id := got.Has(groups, synthtest.Props{"LogGroupName": "/aws/containerinsights/shop-dev/" + kind, "RetentionInDays": 7, "KmsKeyId": synthtest.Any()})
		if !slices.Contains(agent.DependsOn, id) {
			t.Errorf("the agents depend on %v, want %s: they would make the group themselves", agent.DependsOn, id)
		}
	}
	for _, action := range actions(permissions(role(t, got, "The pods of cloudwatch-agent"))) {
		if action == "logs:CreateLogGroup" || action == "logs:PutRetentionPolicy" {
			t.Errorf("the agents may %s", action)
		}
	}
}

func TestTheAgentsWriteToThisClustersGroupsAndKnownNamespaces(t *testing.T) {
	got := cluster(t, nil)
	role := role(t, got, "The pods of cloudwatch-agent")
	for _, one := range permissions(role) {
		switch one["Sid"] {
		case "Log":
			want := []any{
				"arn:aws:logs:eu-west-1:111111111111:log-group:/aws/containerinsights/shop-dev/*", "arn:aws:logs:eu-west-1:111111111111:log-group:/shop-dev/*",
			}
			if wrong := synthtest.Diff(want, one["Resource"]); len(wrong) > 0 {
				t.Error(wrong)
			}
		case "Measure":
			if wrong := synthtest.Diff(object{"StringEquals": object{"cloudwatch:namespace": synthtest.Containing("ContainerInsights")}}, one["Condition"]); len(wrong) > 0 {
				t.Error(wrong)
			}
		}
	}
	want := object{"ServiceAccount": "cloudwatch-agent", "RoleArn": object{"Fn::GetAtt": []any{role.ID, "Arn"}}}
	if wrong := synthtest.Diff([]any{want}, named(got)[spec.Observability].Properties["PodIdentityAssociations"]); len(wrong) > 0 {
		t.Error(wrong)
	}
}

// settings are what the add-on with the agents is told.
func settings(t *testing.T, got *synthtest.Template) (values object) {
	t.Helper()
	if err := json.Unmarshal([]byte(named(got)[spec.Observability].Properties["ConfigurationValues"].(string)), &values); err != nil {
		t.Fatal(err)
	}
	return values
}

func TestTheMetricsThatAlarmsReadAreMeasuredAndNoneTwice(t *testing.T) {
	want := object{"containerInsights": object{"enabled": true}, "otelContainerInsights": object{"enabled": false}, "containerLogs": object{"enabled": true}}
	if wrong := synthtest.Diff(want, settings(t, cluster(t, nil))); len(wrong) > 0 {
		t.Error(wrong)
	}
}

func TestNoAgentIsPutIntoPodsUnasked(t *testing.T) {
	want := object{"manager": object{"applicationSignals": object{"autoMonitor": object{"monitorAllServices": false}}}}
	if wrong := synthtest.Diff(want, settings(t, cluster(t, nil))); len(wrong) > 0 {
		t.Error(wrong)
	}
}

// section is one section of a Fluent Bit configuration: its kind, and its properties by name.
type section map[string]string

// sections reads a Fluent Bit configuration in its classic form.
func sections(t *testing.T, text string) (all []section) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		key, value, pair := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case strings.HasPrefix(line, "["):
			all = append(all, section{"kind": strings.Trim(line, "[]")})
		case !strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "     ") || !pair || len(all) == 0:
			t.Fatalf("%q is no property of a section", line)
		default:
			all[len(all)-1][key] = strings.TrimSpace(value)
		}
	}
	return all
}

// lines is how the log agent of got reads and sends containers' lines.
func lines(t *testing.T, got *synthtest.Template) []section {
	t.Helper()
	files := settings(t, got)["containerLogs"].(object)["fluentBit"].(object)["config"].(object)["extraFiles"].(object)
	if len(files) != 1 {
		t.Fatalf("the agent is told %d files, want the one of containers' lines and none else", len(files))
	}
	return sections(t, files["application-log.conf"].(string))
}

// only is the section of kind that has name.
func only(t *testing.T, all []section, kind, name, match string) section {
	t.Helper()
	for _, one := range all {
		if one["kind"] == kind && one["Name"] == name && one["Match"] == match {
			return one
		}
	}
	t.Fatalf("no %s %s of %s in %v", kind, name, match, all)
	return nil
}

func TestLinesOfAServiceGoToItsOwnGroupAsTheyAre(t *testing.T) {
	all := lines(t, cluster(t, nil))
	rule := "$kubernetes['labels']['" + manifest.OwnerLabel + "'] ^" + manifest.Owner + "$ service.$TAG false"
	if got := only(t, all, "FILTER", "rewrite_tag", "application.*")["Rule"]; got != rule {
		t.Errorf("got  %s\nwant %s", got, rule)
	}
	if only(t, all, "FILTER", "kubernetes", "application.*")["Labels"] != "On" {
		t.Error("the rule reads labels that nobody adds")
	}
	s := eks.NewService(synthtest.Stack(t), "Api", workerProps())
	out := only(t, all, "OUTPUT", "cloudwatch_logs", "service.*")
	group := strings.ReplaceAll(out["log_group_template"], "$kubernetes['labels']['"+manifest.NameLabel+"']", "api")
	if group != s.LogGroup() || out["log_key"] != "log" {
		t.Errorf("lines go to %s as %q, want %s as the container wrote them", group, out["log_key"], s.LogGroup())
	}
}

func TestAllOtherLinesGoToTheClustersGroup(t *testing.T) {
	got := cluster(t, nil)
	out := only(t, lines(t, got), "OUTPUT", "cloudwatch_logs", "application.*")
	got.Has(groups, synthtest.Props{"LogGroupName": out["log_group_name"]})
	if _, whole := out["log_key"]; whole {
		t.Error("lines of pods that share a group do not say whose they are")
	}
}

func TestTheLogAgentMakesNoGroupAndStaysInItsRegion(t *testing.T) {
	for _, one := range lines(t, cluster(t, nil)) {
		if one["kind"] != "OUTPUT" {
			continue
		}
		if one["auto_create_group"] != "false" || one["region"] != region || one["log_group_name"] != "/aws/containerinsights/shop-dev/application" {
			t.Errorf("%v", one)
		}
	}
}

// TestNoLineIsSentTwiceOrReadByNobody: what the two other files of the add-on read is left to them.
func TestNoLineIsSentTwiceOrReadByNobody(t *testing.T) {
	read := lines(t, cluster(t, nil))[0]
	if read["kind"] != "INPUT" || read["Path"] != "/var/log/containers/*.log" || read["Exclude_Path"] != "/var/log/containers/aws-node*, /var/log/containers/kube-proxy*" ||
		read["Read_from_Head"] != "On" {
		t.Errorf("%v", read)
	}
}
