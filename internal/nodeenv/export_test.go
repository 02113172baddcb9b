package nodeenv

// The tests live outside the package, and this file imports nothing: its init would wait for whatever a test file of
// the package itself imports.
var (
	Leaving     = leaving
	Missing     = missing
	ModuleRoot  = moduleRoot
	ProjectNode = projectNode
)
