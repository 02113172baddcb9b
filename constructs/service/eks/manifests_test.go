package eks_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const parameterType = "AWS::SSM::Parameter"

// kept are the values of the parameters below path, in the order of their names.
func kept(got *synthtest.Template, path string) (names []string, values map[string]any) {
	values = map[string]any{}
	for _, one := range got.Resources(parameterType) {
		if name := one.Properties["Name"].(string); strings.HasPrefix(name, path) {
			names = append(names, name)
			values[name] = one.Properties["Value"]
		}
	}
	slices.Sort(names)
	return names, values
}

func TestEveryObjectOfEveryPhaseIsAParameter(t *testing.T) {
	for _, strategy := range []release.Strategy{release.Rolling{}, release.Canary{}, release.Linear{}, release.BlueGreen{}} {
		stack := synthtest.Stack(t)
		s := eks.NewService(stack, "Api", publicProps(strategy))
		got := synthtest.Of(t, stack)
		for _, phase := range s.Release().All() {
			names, values := kept(got, s.Manifests(phase.Name)+"/")
			if len(names) != len(phase.Objects) {
				t.Fatalf("%s has %d parameters, want %d", phase.Name, len(names), len(phase.Objects))
			}
			for i, o := range phase.Objects {
				if name := s.Manifests(phase.Name) + "/" + o.Name; names[i] != name || values[name] != o.JSON {
					t.Errorf("parameter %d of %s is %s, want %s with the object", i, phase.Name, names[i], name)
				}
			}
		}
		got.Has(parameterType, synthtest.Props{"Name": s.Plan(), "Value": s.Release().Plan(s.AlarmNames())})
	}
}

// parameterName is what Parameter Store takes as a name (AWS Systems Manager API, "PutParameter").
var parameterName = regexp.MustCompile(`^(/[a-zA-Z0-9_.-]+){2,15}$`)

func TestParametersAreAllowedByParameterStore(t *testing.T) {
	got := synth(t, publicProps(release.Linear{Percent: 33.3}))
	for id, one := range got.Resources(parameterType) {
		name, value := one.Properties["Name"].(string), one.Properties["Value"].(string)
		if !parameterName.MatchString(name) || strings.Contains(value, "{{") || one.Properties["Type"] != "String" {
			t.Errorf("%s: name %s, type %v, value %s", id, name, one.Properties["Type"], value)
		}
		if one.Properties["Tier"] != "Intelligent-Tiering" {
			t.Errorf("%s is in tier %v: one that grew could never shrink again", id, one.Properties["Tier"])
		}
	}
}

func TestTheFirstDeploymentHasNoPods(t *testing.T) {
	stack := synthtest.Stack(t)
	props := publicProps(release.Canary{})
	props.Image = image.Released(stack, ourImages)
	eks.NewService(stack, "Api", props)
	got := synthtest.Of(t, stack)
	for id, one := range got.All() {
		text, _ := json.Marshal(one.Properties)
		holds := strings.Contains(string(text), `{"Ref":"Image"}`)
		if (one.Condition == "Released") != holds {
			t.Errorf("%s exists under %q, and holds the image: %t", id, one.Condition, holds)
		}
	}
	names, values := kept(got, "/shop-dev/api/manifests/04-promote/60-deployment")
	if len(names) != 1 {
		t.Fatalf("the Deployment is kept in %v", names)
	}
	parts := values[names[0]].(fields)["Fn::Join"].([]any)[1].([]any)
	if len(parts) != 3 || !strings.HasSuffix(parts[0].(string), `"image":"`) || !strings.HasPrefix(parts[2].(string), `",`) {
		t.Errorf("the image stands in %v", parts)
	}
}

func TestAReleaseChangesNoTemplate(t *testing.T) {
	text := func() string {
		stack := synthtest.Stack(t)
		props := publicProps(release.BlueGreen{})
		props.Image = image.Released(stack, ourImages)
		eks.NewService(stack, "Api", props)
		all, err := json.Marshal(synthtest.Of(t, stack).All())
		if err != nil {
			t.Fatal(err)
		}
		return string(all)
	}
	if one, other := text(), text(); one != other {
		t.Error("the same props give two templates")
	}
}

func TestThePlanNamesEveryAlarm(t *testing.T) {
	stack := synthtest.Stack(t)
	props := publicProps(release.Canary{Alarms: []string{"checkout-failures"}})
	props.Ingress = eks.Public{Hosts: []string{"shop.example.com"}, Certificate: certificate, Balancer: balancer}
	s := eks.NewService(stack, "Api", props)
	want := []string{"shop-dev-api-memory", "shop-dev-api-crashing", "shop-dev-api-unhealthy", "shop-dev-api-errors", "checkout-failures"}
	if got := s.AlarmNames(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	defined := []string{}
	for _, one := range synthtest.Of(t, stack).Resources("AWS::CloudWatch::Alarm") {
		defined = append(defined, one.Properties["AlarmName"].(string))
	}
	slices.Sort(defined)
	slices.Sort(want)
	if fmt.Sprint(defined) != fmt.Sprint(want[1:]) {
		t.Errorf("alarms are %v, want %v", defined, want[1:])
	}
}
