package fleet

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Names are what a pipeline, perhaps of another account, must know of a fleet before anything of it is deployed.
type Names struct {
	// Application names the CodeDeploy application: "<place>-<service>".
	Application string
	// Group names its only deployment group: "<place>-<service>", of a release.BlueGreen "<place>-<service>-blue-green".
	Group string
	// Bucket names the bucket that revisions are uploaded to: "<place>-<service>-<account>-<region>" in lower case.
	Bucket string
	// Key is where in the bucket: [RevisionKey].
	Key string
	// Alarms are the names of the alarms that stop a deployment: the service's share of errors, and the strategy's own.
	// Sick hosts are not among them: CodeDeploy waits for each host to be healthy, and before the first release all of
	// them are sick.
	Alarms []string
}

// Names are the fleet's names. Of the props they take Name, Strategy, and the Name, Account and Region of Place; nothing
// else needs to be known yet.
func (p ServiceProps) Names() Names {
	return Names{
		Application: p.fleet(), Group: p.group(), Bucket: p.bucket(), Key: RevisionKey,
		Alarms: append([]string{p.watch().Name("Errors")}, alarms(p.Strategy)...),
	}
}

// mostHead is how much of a bucket's name is left for the fleet's: a bucket's name has at most 63 characters (Amazon S3
// user guide, "General purpose bucket naming rules"), an account 12, and no region more than 14.
const mostHead = 63 - len("-111111111111-ap-southeast-1")

// bucket names the bucket of revisions. What does not fit, and what lower case takes away, gives way to eight digits that
// depend on all of the fleet's name. Account and region come last, as they may be tokens, whose length nobody knows.
func (p ServiceProps) bucket() string {
	name := p.fleet()
	head := strings.ToLower(name)
	if !check.Token(name) && (head != name || len(head) > mostHead) {
		sum := sha256.Sum256([]byte(name))
		head = strings.TrimRight(head[:min(len(head), mostHead-9)], "-") + fmt.Sprintf("-%x", sum[:4])
	}
	return head + "-" + p.Place.Account + "-" + p.Place.Region
}
