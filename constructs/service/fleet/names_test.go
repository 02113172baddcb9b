package fleet_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service/fleet"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// bare are the props that the account of a pipeline has.
func bare(place, service string) fleet.ServiceProps {
	return fleet.ServiceProps{Name: service, Place: fleet.Place{Name: place, Account: account, Region: region}}
}

func TestAPipelineKnowsTheNamesOfAFleetThatIsNotThere(t *testing.T) {
	rolls, turns := bare("shop-dev", "web"), bare("shop-dev", "web")
	rolls.Strategy = release.Rolling{Alarms: []string{"checkout"}}
	turns.Strategy = release.BlueGreen{Alarms: []string{"checkout"}}
	for name, one := range map[string]struct {
		props  fleet.ServiceProps
		mutate func(*fleet.ServiceProps)
	}{
		"rolling":    {rolls, func(p *fleet.ServiceProps) { p.Strategy = rolls.Strategy }},
		"blue-green": {turns, func(p *fleet.ServiceProps) { p.Strategy = turns.Strategy }},
	} {
		t.Run(name, func(t *testing.T) {
			names, got := one.props.Names(), synth(t, one.mutate)
			check(t, object{"ApplicationName": names.Application}, got.One("AWS::CodeDeploy::Application").Properties)
			check(t, object{"BucketName": names.Bucket}, got.One("AWS::S3::Bucket").Properties)
			if want := []string{"shop-dev-web-errors", "checkout"}; !slices.Equal(names.Alarms, want) {
				t.Errorf("alarms %q, want %q", names.Alarms, want)
			}
			if name == "rolling" {
				got.Has("AWS::CodeDeploy::DeploymentGroup", synthtest.Props{"DeploymentGroupName": names.Group, "AlarmConfiguration": object{
					"Alarms": []any{object{"Name": names.Alarms[0]}, object{"Name": names.Alarms[1]}},
				}})
			} else if group := wanted(t, got)["deployments"].(object)["deploymentGroupName"]; group != names.Group {
				t.Errorf("the keeper makes %v, want %s", group, names.Group)
			}
		})
	}
}

var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$`)

func TestTheBucketOfRevisionsHasANameThatS3Takes(t *testing.T) {
	long, service := strings.Repeat("a", 64), strings.Repeat("b", 32)
	for _, one := range []struct{ place, service, region, want string }{
		{"shop-dev", "web", region, "shop-dev-web-111111111111-eu-west-1"},
		{"Shop-dev", "web", region, "shop-dev-web-f92606a0-111111111111-eu-west-1"},
		{long[:31], "web", "ap-southeast-1", long[:31] + "-web-111111111111-ap-southeast-1"},
		{long, service, "ap-southeast-1", ""},
		{long[:25] + "-dev", service, "ap-southeast-1", ""}, // cut at a dash
	} {
		p := bare(one.place, one.service)
		p.Place.Region = one.region
		got := p.Names().Bucket
		if one.want != "" && got != one.want || !bucketName.MatchString(got) || strings.Contains(got, "--") {
			t.Errorf("%s %s: %q, want %q", one.place, one.service, got, one.want)
		}
	}
}

func TestTwoFleetsNeverShareABucket(t *testing.T) {
	long, seen := strings.Repeat("a", 60), map[string]string{}
	for _, place := range []string{"shop-dev", "Shop-dev", "SHOP-dev", long, long + "b", long + "c"} {
		bucket := bare(place, "web").Names().Bucket
		if before, taken := seen[bucket]; taken {
			t.Errorf("%s and %s: both have %s", before, place, bucket)
		}
		seen[bucket] = place
	}
}

// Wherever a stack is deployed: an account and a region that only CloudFormation knows are part of the name as they are.
func TestTheBucketOfRevisionsTakesAnAccountThatIsAToken(t *testing.T) {
	p := bare("shop-dev", "web")
	p.Place.Account, p.Place.Region = *awscdk.Aws_ACCOUNT_ID(), *awscdk.Aws_REGION()
	if got, want := p.Names().Bucket, "shop-dev-web-"+p.Place.Account+"-"+p.Place.Region; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
