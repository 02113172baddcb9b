package pipeline

import (
	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// origin is a source in CodePipeline's words.
type origin struct {
	provider   string
	settings   map[string]string
	version    string          // the variable that says which version it is
	link       string          // a page that shows the version; empty: there is none
	statements []policy.Object // what the pipeline's role needs
	event      *event          // what starts the pipeline by EventBridge; nil: it has a trigger
	trigger    *trigger
}

// event is what EventBridge sees of a new version.
type event struct {
	pattern        policy.Object
	kind, revision string // of what kind the version is, and where in the event its id is
}

// trigger is what of a connected repository starts the pipeline.
type trigger struct{ tags, branches, paths, notPaths []string }

// Names of the first stage, its only action, its namespace and its artifact.
const (
	sourceStage    = "Source"
	sourceArtifact = "SourceOutput"
)

// variable is the reference to what an action says under a name.
func variable(namespace, name string) string { return "#{" + namespace + "." + name + "}" }

// execution is the reference to the run's own id.
var execution = variable("codepipeline", "PipelineExecutionId")

// originOf is the source as a pipeline in place sees it.
func originOf(source delivery.Source, place policy.Place) origin {
	switch from := source.(type) {
	case delivery.CodeCommit:
		return committed(from, place)
	case delivery.Connection:
		return connected(from)
	case delivery.Bucket:
		return uploaded(from, place)
	case delivery.Registry:
		return pushed(from, place)
	}
	return origin{} // unreachable: these are all there are
}

// console is the partition's domain for AWS's own pages.
func console(place policy.Place) string {
	switch place.Partition {
	case "aws-cn":
		return place.Region + ".console.amazonaws.cn"
	case "aws-us-gov":
		return place.Region + ".console.amazonaws-us-gov.com"
	}
	return place.Region + ".console.aws.amazon.com"
}
