package pipeline

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodecommit"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/delivery"
)

// RepositoryProps describes one Git repository in AWS CodeCommit. App and Name are required.
type RepositoryProps struct {
	// App names the application, 1 to 20 lower case letters, digits and dashes. Required.
	App string
	// Name names the repository, as the source of a pipeline does: 1 to 100 letters, digits and . _ -, not ending in
	// .git. Required.
	Name string
}

// Validate reports every prop that NewRepository would refuse, all at once.
func (p RepositoryProps) Validate() error {
	c := check.Of("pipeline.RepositoryProps")
	c.That("INJ-003", "App", p.App, appName.MatchString(p.App), "want 1 to 20 lower case letters, digits and dashes, starting with a letter")
	c.That("PIPE-001", "Name", p.Name, delivery.CodeCommit{Repository: p.Name}.Validate() == nil, "want 1 to 100 letters, digits and . _ -, not ending in .git")
	return c.Err()
}

// Repository is the Git repository in AWS CodeCommit that holds the source of an application. It outlives its stack: what
// was committed is nowhere else.
//
// Use one where several services come from the same repository, and leave delivery.CodeCommit.Create out in each of their
// pipelines. A pipeline with a repository of its own makes it by that field. It is empty at first: pipelines that are
// there by then start with the first push.
//
// It is encrypted under a key that CodeCommit keeps in the account (CodeCommit user guide, "AWS KMS and encryption"). Five
// people cost nothing, each one more 1 USD a month (AWS CodeCommit pricing). Check the page: it changes.
type Repository struct {
	constructs.Construct
	name       string
	repository awscodecommit.CfnRepository
}

// NewRepository defines a repository under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewRepository(scope constructs.Construct, id string, props *RepositoryProps) *Repository {
	given := check.Given(props)
	check.Must(id, given.Validate())

	r := &Repository{name: given.Name}
	constructs.NewConstruct_Override(r, scope, &id)
	r.repository = awscodecommit.NewCfnRepository(r, jsii.String("Code"), &awscodecommit.CfnRepositoryProps{
		RepositoryName: &given.Name, RepositoryDescription: jsii.String("The source of " + given.App),
	})
	r.repository.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	return r
}

// Name is what the repository is called.
func (r *Repository) Name() string { return r.name }

// CfnRepository is the L1 repository, for what RepositoryProps does not cover.
func (r *Repository) CfnRepository() awscodecommit.CfnRepository { return r.repository }
