package manifest

import "time"

// plan is a release without its objects, for the program that applies them.
type plan struct {
	Setup  string    `json:"setup"`
	Phases []planned `json:"phases"`
	First  []string  `json:"first"`
	Undo   []string  `json:"undo"`
	Settle int64     `json:"settle"`
	Alarms []string  `json:"alarms"`
}

// planned is one phase; times are in seconds.
type planned struct {
	Name    string   `json:"name"`
	Percent float64  `json:"percent"`
	Wait    []string `json:"wait,omitempty"`
	Within  int64    `json:"within,omitempty"`
	Bake    int64    `json:"bake,omitempty"`
}

// Plan is the release as compact JSON without the objects: the names of the phases in their order, what to wait for and
// to watch, in seconds, and alarms, the names of the CloudWatch alarms to watch.
func (r Release) Plan(alarms []string) string {
	p := plan{Setup: r.Setup.Name, First: r.First, Undo: r.Undo, Settle: int64(Settle / time.Second), Alarms: alarms}
	for _, phase := range r.Phases {
		p.Phases = append(p.Phases, planned{
			Name: phase.Name, Percent: phase.Percent, Wait: phase.Wait,
			Within: int64(phase.Within / time.Second), Bake: int64(phase.Bake / time.Second),
		})
	}
	return string(encode(p))
}
