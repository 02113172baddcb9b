package delivery

// OnFailure is what CodePipeline does by itself when a stage fails.
type OnFailure int

const (
	// Stop leaves the stage failed: the next run, or a person, goes on.
	Stop OnFailure = iota
	// RetryFailed runs the actions that failed once more: for builds that got no machine, or could not reach something. A
	// version that was taken back stays so, as its release is not among them. In a wave of several environments of a service
	// it is RetryAll: a release among several leaves its failure to its proof, and is not among what failed.
	RetryFailed
	// RetryAll runs the whole stage once more, and so releases a version again that was taken back. An environment that kept
	// the version has nothing to release then, and no longer knows what ran before it: a proof that fails there now takes
	// nothing back, and says so.
	RetryAll
	// RollBack runs the stage with the last version that went through it. It does nothing unless one has since the
	// pipeline itself was changed (CodePipeline user guide, "Configure a stage for automatic rollback").
	RollBack
)
