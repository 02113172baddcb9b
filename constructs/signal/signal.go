// Package signal is the contract between what can go wrong and who watches: an emitter lists its signals, a watcher
// turns them into alarms, dashboards and notifications.
//
// It creates no resource and knows no emitter and no watcher.
package signal

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
)

// Source is anything that can say what may go wrong with it.
type Source interface {
	// Signals lists what to watch, in the order a reader should see it.
	Signals() []Signal
}

// Signal is one thing that can go wrong and the number that shows it.
type Signal struct {
	// ID names the signal within its source, in PascalCase. It becomes a construct id. Required.
	ID string
	// Title says what is wrong, for a person who was just woken up. Required.
	Title string
	// Metric is the number that shows it. Required.
	Metric awscloudwatch.IMetric
	// Level is where the number means trouble: [Above] or [Below]. Required.
	Level Level
	// Severity is how soon a person must look. Default: Ticket, in working hours.
	Severity Severity
	// Runbook is the link to what to do, an https address. Required: a signal nobody can act on is noise.
	Runbook string
	// Of is how many of the latest data points are judged. Default: 5.
	Of int
	// Points is how many of them must be in trouble, 1 to Of. Default: 3, so one bad minute wakes nobody.
	Points int
	// MissingIsTrouble counts missing data points as trouble, for numbers that must always arrive.
	// Default: missing data is fine.
	MissingIsTrouble bool
}

// Level is where a number means trouble. Make one with [Above] or [Below].
type Level struct {
	threshold float64
	below     bool
}

// Above means trouble when the number is greater than threshold.
func Above(threshold float64) Level { return Level{threshold: threshold} }

// Below means trouble when the number is less than threshold.
func Below(threshold float64) Level { return Level{threshold: threshold, below: true} }

// Threshold is the number's limit, in the metric's unit.
func (l Level) Threshold() float64 { return l.threshold }

// IsBelow says whether trouble lies below the threshold rather than above it.
func (l Level) IsBelow() bool { return l.below }

func (l Level) String() string {
	if l.below {
		return fmt.Sprintf("below %g", l.threshold)
	}
	return fmt.Sprintf("above %g", l.threshold)
}

// Severity is how soon a person must look.
type Severity int

const (
	// Ticket can wait for working hours.
	Ticket Severity = iota
	// Page wakes somebody.
	Page
)

// WithDefaults fills the fields that were left zero.
func (s Signal) WithDefaults() Signal {
	if s.Of == 0 {
		s.Of = 5
	}
	if s.Points == 0 {
		s.Points = min(3, s.Of)
	}
	return s
}
