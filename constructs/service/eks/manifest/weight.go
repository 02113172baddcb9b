package manifest

import (
	"fmt"
	"math"
	"strings"
)

// weight is a share of the requests in tenths of a percent, 0 to 1000.
type weight int

// The shares at which nothing and everything goes to the next track.
const (
	none  weight = 0
	whole weight = 1000
)

// share is percent as a weight.
func share(percent float64) weight { return weight(math.Round(percent * 10)) }

// weights are what a load balancer weighs the stable and the next target group with: percents where they are whole, else
// tenths, and at most 999 (Elastic Load Balancing API, "TargetGroupTuple").
func (w weight) weights() (old, new int) {
	if w%10 == 0 {
		return int(whole-w) / 10, int(w) / 10
	}
	return int(whole - w), int(w)
}

// percent is the share as a number of percent.
func (w weight) percent() float64 { return float64(w) / 10 }

// name is the share as part of a phase's name: "05", "33.3", "100".
func (w weight) name() string {
	text := fmt.Sprintf("%04.1f", w.percent())
	return strings.TrimSuffix(text, ".0")
}

// of is how many of most pods the share needs, at least one.
func (w weight) of(most int) int32 {
	return int32(max(1, (most*int(w)+int(whole)-1)/int(whole)))
}
