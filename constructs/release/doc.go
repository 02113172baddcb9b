// Package release describes how a new version of a service takes over from the old one: the strategy, how long it is
// watched, and which alarms send it back.
//
// The values are pure Go. A runtime turns a [Strategy] into its own deployment settings and refuses the strategies it
// cannot honestly do.
package release
