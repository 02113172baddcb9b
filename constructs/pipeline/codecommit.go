package pipeline

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// committed is a repository in CodeCommit as a source.
func committed(s delivery.CodeCommit, place policy.Place) origin {
	s = s.WithDefaults()
	return origin{
		provider: "CodeCommit",
		settings: map[string]string{"RepositoryName": s.Repository, "BranchName": s.Branch, "PollForSourceChanges": "false"},
		version:  variable(sourceStage, "CommitId"),
		link: fmt.Sprintf("https://%s/codesuite/codecommit/repositories/%s/commit/%s?region=%s",
			console(place), s.Repository, variable(sourceStage, "CommitId"), place.Region),
		// CodePipeline user guide, "CodeCommit source action reference".
		statements: []policy.Object{policy.Allow("Source", repositoryARN(s, place), "codecommit:CancelUploadArchive", "codecommit:GetBranch",
			"codecommit:GetCommit", "codecommit:GetRepository", "codecommit:GetUploadArchiveStatus", "codecommit:UploadArchive")},
		event: &event{
			kind: "COMMIT_ID", revision: "$.detail.commitId",
			pattern: policy.Object{
				"source": []string{"aws.codecommit"}, "detail-type": []string{"CodeCommit Repository State Change"}, "resources": []string{repositoryARN(s, place)},
				"detail": policy.Object{
					"event":         []string{"referenceCreated", "referenceUpdated"},
					"referenceType": []string{"branch"}, "referenceName": []string{s.Branch},
				},
			},
		},
	}
}

// keep defines the repository where the pipeline is to make it.
func (p *Pipeline) keep() {
	if s, is := p.props.Source.(delivery.CodeCommit); is && s.Create {
		p.repository = NewRepository(p, "Repository", &RepositoryProps{App: p.props.App, Name: s.Repository}).repository
	}
}

func repositoryARN(s delivery.CodeCommit, place policy.Place) string {
	return place.ARN("codecommit", s.Repository)
}

// cloneURL is where Git finds the repository.
func cloneURL(s delivery.CodeCommit, place policy.Place) string {
	return fmt.Sprintf("https://git-codecommit.%s.%s/v1/repos/%s", place.Region, place.Domain(), s.Repository)
}
