package delivery

import "time"

// A release that takes all of its time still needs as much to go back, within one build, which lasts at most 36 hours
// (CodeBuild quotas, "Build timeout in minutes"), and half an hour of that for everything else.
const (
	// MostWithin is the longest that a release may take: 17 h 45 m.
	MostWithin = (36*time.Hour - 30*time.Minute) / 2
	// MostInside is the longest for one that runs inside an environment, 11 h 50 m: its builds are defined without the
	// pipeline, and leave a bake as much time as the release.
	MostInside = (36*time.Hour - 30*time.Minute) / 3
)

// Within is how long a release may take whose strategy waits so long by itself: an hour more.
func Within(waits time.Duration) time.Duration { return time.Hour + waits }

// MostBake is how long a version may bake after a release that may take within: 24 h, and no longer than one build, in
// which it still can go back.
func MostBake(within time.Duration) time.Duration {
	return min(24*time.Hour, 2*(MostWithin-within))
}

// MostEnvironments is how many environments one pipeline releases to. What its builds do is in its template, some 50 KB for
// each environment, and a template has at most 1 MB (CloudFormation quotas).
const MostEnvironments = 16
