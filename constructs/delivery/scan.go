package delivery

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Severity is how bad a finding in an image is. The zero value stands for a default.
type Severity int

// The severities, from the worst.
const (
	Critical Severity = iota + 1
	High
	Medium
	Low
	Nothing // Nothing stops no image, whatever is found.
)

// String is the severity as Amazon ECR and Amazon Inspector name it.
func (s Severity) String() string {
	if s < Critical || s > Low {
		return "NOTHING"
	}
	return [...]string{"CRITICAL", "HIGH", "MEDIUM", "LOW"}[s-Critical]
}

// Scan is what may be found in an image before it is released to anybody.
type Scan struct {
	// Block is the least severity of which one finding stops the image; Nothing stops none. Default: High.
	Block Severity
	// Most are how many findings of a severity are let through all the same. Default: none of Block and worse, and any
	// number of the others.
	Most map[Severity]int
	// Within is how long the result may take, 1 m to 2 h. Default: 15 m.
	Within time.Duration
	// Inspector scans by CodePipeline's own Amazon Inspector action, which reads the image itself, beside what the
	// registry finds. It takes an image by its tag, so a [Registry], whose tag moves, cannot have it. PipelineProps.Key must then serve the log group "/aws/codepipeline/<pipeline>", too. Default: false.
	Inspector bool
}

// WithDefaults fills what was left out.
func (s Scan) WithDefaults() Scan {
	s.Block = cmp.Or(s.Block, High)
	s.Within = cmp.Or(s.Within, 15*time.Minute)
	return s
}

// Validate reports everything wrong with the limits, all at once.
func (s Scan) Validate() error {
	s = s.WithDefaults()
	c := check.Of("delivery.Scan")
	c.Between("PIPE-003", "Block", int(s.Block), int(Critical), int(Nothing))
	for _, severity := range severities {
		c.Between("PIPE-003", fmt.Sprintf("Most[%v]", severity), s.Most[severity], 0, 100000)
	}
	known := 0
	for _, severity := range severities {
		if _, given := s.Most[severity]; given {
			known++
		}
	}
	c.That("PIPE-003", "Most", len(s.Most), known == len(s.Most), "want limits for Critical, High, Medium and Low only")
	c.That("PIPE-004", "Within", s.Within, time.Minute <= s.Within && s.Within <= 2*time.Hour && s.Within%time.Second == 0, "want whole seconds from 1m to 2h")
	return c.Err()
}

var severities = []Severity{Critical, High, Medium, Low}

// Limits are how many findings of each severity are let through; a severity that is not there has no limit.
func (s Scan) Limits() map[Severity]string {
	s = s.WithDefaults()
	all := map[Severity]string{}
	for _, severity := range severities {
		if most, given := s.Most[severity]; given {
			all[severity] = strconv.Itoa(most)
		} else if severity <= s.Block && s.Block != Nothing {
			all[severity] = "0"
		}
	}
	return all
}
