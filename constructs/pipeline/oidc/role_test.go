package oidc_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/pipeline/oidc"
	"github.com/shipway-cdk/shipway/constructs/pipeline/permission"
	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// letsIn is the whole trust of a role that lets in the tokens of host which say equals, and no other.
func letsIn(host string, equals map[string]any) map[string]any {
	conditions := map[string]any{host + ":aud": "sts.amazonaws.com"}
	for claim, value := range equals {
		conditions[host+":"+claim] = value
	}
	return map[string]any{
		"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": map[string]any{"Federated": provider + host},
		"Condition": map[string]any{"StringEquals": conditions},
	}
}

const file = "acme/storefront/.github/workflows/storefront-web.yml@refs/heads/main"

func TestOnlyOneFileOnOneBranchOfOneRepositoryBuilds(t *testing.T) {
	want := letsIn(hub, map[string]any{"sub": []any{"repo:acme/storefront:ref:refs/heads/main"}, "job_workflow_ref": file})
	if got := trust(t, build(t)); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

func TestOnlyJobsOfTheEnvironmentRelease(t *testing.T) {
	want := letsIn(hub, map[string]any{"sub": []any{"repo:acme/storefront:environment:prod"}, "job_workflow_ref": file})
	if got := trust(t, release(t)); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

func TestARepositoryThatTakesOverANameIsNotLetIn(t *testing.T) {
	numbered := github
	numbered.OwnerID, numbered.RepositoryID = 123456, 456789
	want := letsIn(hub, map[string]any{
		"sub":              []any{"repo:acme/storefront:environment:prod", "repo:acme@123456/storefront@456789:environment:prod"},
		"job_workflow_ref": file, "repository_id": "456789",
	})
	if got := trust(t, release(t, func(p *oidc.ReleaseRoleProps) { p.Source = numbered })); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

func TestOnlyOneBranchOfAProjectOnGitLabActs(t *testing.T) {
	want := letsIn("gitlab.com", map[string]any{"sub": []any{"project_path:acme/shop/storefront:ref_type:branch:ref:release/2"}})
	branch := gitlab
	branch.Branch = "release/2"
	for name, role := range map[string]synthtest.Resource{
		"build":   build(t, func(p *oidc.BuildRoleProps) { p.Source = branch }),
		"release": release(t, func(p *oidc.ReleaseRoleProps) { p.Source, p.Environment = branch, "" }),
	} {
		if got := trust(t, role); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got\n%v\nwant\n%v", name, got, want)
		}
	}
}

func TestAnInstanceOfOnesOwnSignsTheTokens(t *testing.T) {
	own := gitlab
	own.Host = "git.acme.example"
	got := trust(t, build(t, func(p *oidc.BuildRoleProps) { p.Source = own }))
	want := letsIn("git.acme.example", map[string]any{"sub": []any{"project_path:acme/shop/storefront:ref_type:branch:ref:main"}})
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

// may are the actions of a role by the resources they are allowed on.
func may(t *testing.T, r synthtest.Resource) map[string][]string {
	t.Helper()
	policies := r.Properties["Policies"].([]any)
	if len(policies) != 1 {
		t.Fatalf("%d policies, want one", len(policies))
	}
	all := map[string][]string{}
	document := policies[0].(map[string]any)["PolicyDocument"].(map[string]any)
	for _, one := range document["Statement"].([]any) {
		statement := one.(map[string]any)
		resources, isList := statement["Resource"].([]any)
		if !isList {
			resources = []any{statement["Resource"]}
		}
		actions, isList := statement["Action"].([]any)
		if !isList {
			actions = []any{statement["Action"]}
		}
		for _, resource := range resources {
			for _, action := range actions {
				all[resource.(string)] = append(all[resource.(string)], action.(string))
			}
		}
	}
	return all
}

func TestWhoBuildsSignsByItsProfileWhereTheRegistryDoes(t *testing.T) {
	const profile = "arn:aws:signer:eu-west-1:111111111111:/signing-profiles/shop"
	got := may(t, build(t, func(p *oidc.BuildRoleProps) { p.Signer = profile }))
	if !reflect.DeepEqual(got[profile], []string{"signer:SignPayload"}) {
		t.Errorf("it may %q", got[profile])
	}
	refused(t, "a profile's name", building(func(p *oidc.BuildRoleProps) { p.Signer = "shop" }).Validate(), "IMG-008 Signer")
}

func TestWhoBuildsPushesToItsRepositoriesAndNothingElse(t *testing.T) {
	for resource := range may(t, build(t)) {
		if resource != images && resource != "*" {
			t.Errorf("it may do something to %s", resource)
		}
	}
	if got := may(t, build(t))["*"]; !reflect.DeepEqual(got, []string{"ecr:GetAuthorizationToken", "inspector2:ListCoverage", "inspector2:ListFindings"}) {
		t.Errorf("it may do %v to everything", got)
	}
}

func TestWhoReleasesMayDoWhatAReleaseTakes(t *testing.T) {
	want := map[string][]string{}
	props := releasing()
	props.Release.Place.Partition = "aws"
	for _, statement := range props.Release.Statements() {
		resources, isList := statement["Resource"].([]string)
		if !isList {
			resources = []string{statement["Resource"].(string)}
		}
		for _, resource := range resources {
			want[resource] = append(want[resource], statement["Action"].([]string)...)
		}
	}
	if got := may(t, release(t)); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

func TestEveryWildcardIsAcknowledgedWithAReason(t *testing.T) {
	nag := func(r synthtest.Resource) any { return r.Metadata["cdk_nag"] }
	want := map[string]any{"rules_to_suppress": []any{map[string]any{
		"id": "AwsSolutions-IAM5", "reason": permission.Wildcards,
		"applies_to": []any{
			"Resource::arn:aws:cloudformation:eu-west-1:111111111111:stack/storefront-prod-web/*", "Resource::arn:aws:cloudwatch:eu-west-1:111111111111:alarm:*",
		},
	}}}
	if got := nag(release(t)); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
}

func TestASessionLastsAsLongAsAsked(t *testing.T) {
	for _, c := range []struct{ asked, want time.Duration }{{0, workflow.Target{}.Session()}, {time.Hour, time.Hour}, {12 * time.Hour, 12 * time.Hour}} {
		role := release(t, func(p *oidc.ReleaseRoleProps) { p.Session = c.asked })
		if got := role.Properties["MaxSessionDuration"]; got != c.want.Seconds() {
			t.Errorf("%s: %v", c.asked, got)
		}
	}
}

func TestRolesAreKnownBeforeTheyAreDeployed(t *testing.T) {
	stack := synthtest.Stack(t)
	b, r := oidc.NewBuildRole(stack, "Build", building()), oidc.NewReleaseRole(stack, "Release", releasing())
	for got, want := range map[string]string{
		b.ARN(): "arn:aws:iam::111111111111:role/storefront-delivery-web-build",
		r.ARN(): "arn:aws:iam::111111111111:role/storefront-prod-web-release",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	got := synthtest.Of(t, stack)
	got.Has(kind, synthtest.Props{"RoleName": "storefront-delivery-web-build"})
	got.Has(kind, synthtest.Props{"RoleName": "storefront-prod-web-release"})
}

func TestRolesCanBeChanged(t *testing.T) {
	stack := synthtest.Stack(t)
	path := "/ci/"
	oidc.NewBuildRole(stack, "Build", building()).CfnRole().SetPath(&path)
	oidc.NewReleaseRole(stack, "Release", releasing()).CfnRole().SetPath(&path)
	for id, role := range synthtest.Of(t, stack).Resources(kind) {
		if role.Properties["Path"] != path {
			t.Errorf("%s has path %v", id, role.Properties["Path"])
		}
	}
}
