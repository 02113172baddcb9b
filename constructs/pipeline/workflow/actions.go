package workflow

// action is an action that workflows use, by the commit that it is: a version may move to another, a commit cannot.
type action struct{ name, commit, version string }

// The actions, all of them GitHub's own. Each commit was found behind its version in the workflows of many independent
// public repositories, and not only in one; signing in to AWS, Docker and Amazon ECR takes commands and no action.
var (
	// checkout: "actions/checkout@de0fac2e… # v6.0.2" in a public search of workflows, November 2026.
	checkout = action{"actions/checkout", "de0fac2e4500dabe0009e67214ff5f5447ce83dd", "v6.0.2"}
	// upload: "actions/upload-artifact@b7c566a7… # v6.0.0" in a public search of workflows, November 2026.
	upload = action{"actions/upload-artifact", "b7c566a772e6b6bfb58ed0dc250532a479d7789f", "v6.0.0"}
)

// Actions are the actions that [GitHub] uses, as "owner/name@commit", for an organization that allows only those it lists.
func Actions() []string {
	return []string{checkout.name + "@" + checkout.commit, upload.name + "@" + upload.commit}
}

// step is the entry that a step uses the action with.
func (a action) step() entry { return entry{"uses", a.name + "@" + a.commit, a.version} }

// The images that jobs of GitLab run in unless Tools is given, by digest. Both are the Docker Official Image; the digests are
// those of many independent public repositories for these tags, November 2026.
const (
	dockerCLI    = "docker:29.7.2-cli@sha256:3f4743208d2338c934d7b8bcfbe1bb54c0b2355c510ad5e0f31c0c4a54bd704e"
	dockerDaemon = "docker:29.7.2-dind@sha256:3ef33f2e220b79ed3ef3b99d81746f06f306cd6340e2cb7331d17ae996e74cb6"
)
