// Package observability is where an environment's alarms are heard: the topic they notify, and the key that keeps
// their messages and the services' logs from other eyes.
//
// It watches through what it is given and imports no runtime and no pipeline.
package observability
