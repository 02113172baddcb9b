package delivery

import (
	"cmp"
	"regexp"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Approval asks a person before a wave begins. They read the image's digest, the version of the source and the run, and a
// link to the page of the commit or of the image says the rest. No name is told: the author of a commit is whoever it says
// itself, some sources say none, and an approval that refers to what its source does not say fails. Nor is the commit's
// message, which may be anybody's.
type Approval struct {
	// Topic is the ARN of the SNS topic that is told. Default: the first of PipelineProps.Alerts.
	Topic string
	// Within is how long the answer may take, 5 m to 60 days in whole minutes; after that the run fails. Default: 7 days.
	Within time.Duration
	// Message is what the person reads first, up to 300 characters. Default: none.
	Message string
}

var topicARN = regexp.MustCompile(`^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$`)

// Validate reports everything wrong with the approval, all at once.
func (a Approval) Validate() error {
	c := check.Of("delivery.Approval")
	c.That("OBS-005", "Topic", a.Topic, a.Topic == "" || topicARN.MatchString(a.Topic), "want the ARN of an SNS topic")
	within := a.WithDefaults().Within
	c.That("PIPE-003", "Within", within, 5*time.Minute <= within && within <= 60*24*time.Hour && within%time.Minute == 0, "want whole minutes from 5m to 60 days")
	Text(c, "Message", a.Message, 300)
	return c.Err()
}

// WithDefaults fills what was left out.
func (a Approval) WithDefaults() Approval {
	a.Within = cmp.Or(a.Within, 7*24*time.Hour)
	return a
}
