package config

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/constructs/delivery"
)

// verifyDoc is how a release proves itself, as it is written.
type verifyDoc struct {
	delivery.Verify
	path string // below the service's own host
}

func approvalKeys(a *delivery.Approval) mapping {
	return mapping{
		{name: "within", field: "Within", is: span{&a.Within, 5 * time.Minute, 60 * day, "PIPE-003"},
			says: "Time that the answer may take, in whole minutes; after that the run fails.", absent: "7d", example: "2d"},
		{name: "message", field: "Message", is: text{to: &a.Message, form: something, want: "a sentence", most: 300, code: "INJ-001"},
			says: "What the person who is asked reads first.", absent: "none", example: "Has support been told?"},
	}
}

func windowKeys(w *delivery.Window) mapping {
	return mapping{
		{name: "days", field: "Days", is: week{&w.Days}, says: "Days of the week.", absent: "[mon, tue, wed, thu, fri]", example: "[mon, tue, wed, thu]"},
		{name: "from", field: "From", is: number(&w.From, 0, 23, "PIPE-003"), says: "Hour at which it opens.", absent: "9", example: "8"},
		{name: "to", field: "To", is: number(&w.To, 1, 24, "PIPE-003"), says: "Hour at which it closes, later than `from`.", absent: "17", example: "16"},
		{name: "zone", field: "Zone", is: named(&w.Zone, "a time zone, such as Europe/Berlin", "PIPE-003"),
			says: "Time zone of the hours.", absent: "UTC", example: "Europe/Berlin"},
	}
}

// week is a list of days of the week.
type week struct{ to *[]time.Weekday }

// weekdays are the words for days, Sunday first as in package time.
var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func (w week) list(to *[]string) list {
	each := func(to *string) shape {
		return choice{set: func(word string) { *to = word }, options: slices.Concat(weekdays[1:], weekdays[:1]), code: "PIPE-003"}
	}
	return list{to: to, each: each, most: len(weekdays), code: "PIPE-003", empty: "want at least one day"}
}

func (w week) read(s *scope, at place, node *yaml.Node) {
	var words []string
	w.list(&words).read(s, at, node)
	*w.to = nil
	for _, word := range words {
		if day := slices.Index(weekdays, word); day >= 0 {
			*w.to = append(*w.to, time.Weekday(day))
		}
	}
}

func (w week) schema() *schema { return w.list(nil).schema() }

// failures are the words for what the pipeline does when a release fails.
var failures = []string{
	delivery.Stop: "stop", delivery.RetryFailed: "retry", delivery.RetryAll: "retry-all", delivery.RollBack: "roll-back",
}

func failure(to *delivery.OnFailure) choice {
	return choice{options: failures, code: "PIPE-003",
		set:     func(word string) { *to = delivery.OnFailure(slices.Index(failures, word)) },
		refused: map[string]string{"rollback": "it is called roll-back here", "retry-failed": "it is called retry here"}}
}

func verifyKeys(v *verifyDoc) mapping {
	return mapping{
		{name: "path", field: "Path", is: text{to: &v.path, form: proven, want: "a path such as /healthz", most: 250, code: "INJ-001"},
			says: "Path at the service's own host that must answer, for a public service with a `host`.", absent: "none", example: "/healthz"},
		{name: "url", field: "URL", is: named(&v.URL, "an address such as https://shop.example.com/healthz", "INJ-001"),
			says: "Address that must answer instead, which builds in delivery's account can reach, on `eks` those in the cluster's network; there of 150 characters at most.", absent: "none", example: "https://status.example.com/web"},
		{name: "status", field: "Status", is: named(&v.Status, "codes such as 200-299,404", "PIPE-003"),
			says: "HTTP codes that are right.", absent: `"200"`, example: `"200-299"`},
		{name: "attempts", field: "Attempts", is: number(&v.Attempts, 1, 1000, "PIPE-003"),
			says: "Times that it is asked, 5 seconds apart, until it answers right.", absent: "30", example: "60"},
		{name: "bake", field: "Bake", is: span{&v.Bake, 0, 24 * time.Hour, "PIPE-003"},
			says: "Time that the service's alarms must stay quiet after the release, in whole seconds.", absent: "0s", example: "10m"},
		{name: "points", field: "Points", is: number(&v.Points, 0, 999999999, "PIPE-003"),
			says: "Requests that must have been answered before the release counts as proven, for a public service on `fargate`, " +
				"`ec2`, `managed` or `fleet`.",
			absent: "none are waited for", example: "1000"},
		{name: "test", field: "Test", is: shell(&v.Test),
			says:   "Line of shell, run in delivery's account with the source after the release, that must end well; it is told URL, ENVIRONMENT and IMAGE.",
			absent: "none", example: `"k6 run load/shop.js"`},
		{name: "testMachine", field: "TestMachine", is: machine(&v.TestMachine.Size),
			says: "Machine that runs `test`.", absent: "small", example: "medium"},
		{name: "testWithin", field: "TestWithin", is: span{&v.TestMachine.Timeout, 5 * time.Minute, time.Hour, "PIPE-004"},
			says: "Time that `test` may take, in whole minutes.", absent: "30m", example: "20m"},
	}
}
