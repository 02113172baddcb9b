package pipeline

import (
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// connected is a connected repository as a source.
func connected(s delivery.Connection) origin {
	s = s.WithDefaults()
	one := origin{
		provider: "CodeStarSourceConnection",
		settings: map[string]string{"ConnectionArn": s.ARN, "FullRepositoryId": s.Repository, "BranchName": s.Branch, "DetectChanges": "false"},
		version:  variable(sourceStage, "CommitId"), statements: []policy.Object{useOf(s)},
		trigger: &trigger{branches: []string{s.Branch}, paths: s.Paths, notPaths: s.NotPaths},
	}
	if len(s.Tags) > 0 {
		one.trigger = &trigger{tags: s.Tags}
	}
	one.link = s.CommitURL + one.version
	if s.CommitURL == "" {
		one.link = redirected(s, one.version)
	}
	return one
}

// redirected is the address by which CodePipeline itself leads to the page of a version, wherever the provider has it.
func redirected(s delivery.Connection, version string) string {
	parts := strings.Split(s.ARN, ":")
	place := policy.Place{Partition: parts[1], Region: parts[3]}
	return fmt.Sprintf("https://%s/codesuite/settings/connections/redirect?connectionArn=%s&referenceType=COMMIT&FullRepositoryId=%s&Commit=%s",
		console(place), s.ARN, s.Repository, version)
}

// useOf lets a role fetch from the connection. Both prefixes are needed whichever the ARN has (CodePipeline user guide,
// "CodeStarSourceConnection for Bitbucket Cloud, GitHub, …").
func useOf(s delivery.Connection) policy.Object {
	return policy.Allow("Source", s.ARN, "codeconnections:UseConnection", "codestar-connections:UseConnection")
}
