package gate

import (
	"slices"
	"strings"
)

// Alarms checks that every alarm reaches somebody who then knows what to do, and says what missing data and a single
// bad point mean.
func Alarms(s Stack) []Finding {
	var r report
	s.each(func(id string, res Resource) {
		switch res.Type {
		case "AWS::CloudWatch::Alarm":
			r.reach(s.at(id), res.Properties)
			r.judge(s.at(id), res.Properties)
		case "AWS::CloudWatch::CompositeAlarm":
			r.reach(s.at(id), res.Properties)
		}
	})
	return r
}

// reach wants an action and a link to what to do.
func (r *report) reach(path string, p map[string]any) {
	if len(items(p["AlarmActions"])) == 0 || text(p["ActionsEnabled"]) == "false" {
		r.add(path, "ALARM-ACTION", "tells nobody: want AlarmActions, enabled")
	}
	if !strings.Contains(text(p["AlarmDescription"]), "https://") {
		r.add(path, "ALARM-RUNBOOK", "description has no link: want the https address of its runbook")
	}
}

// judge wants missing data handled and M of N points given, over a span that CloudWatch takes.
func (r *report) judge(path string, p map[string]any) {
	missing := text(p["TreatMissingData"])
	if !slices.Contains([]string{"breaching", "notBreaching", "ignore", "missing"}, missing) {
		r.add(path, "ALARM-MISSING", "TreatMissingData is %q: want breaching, notBreaching, ignore or missing", missing)
	}
	m, hasM := number(p["DatapointsToAlarm"])
	n, hasN := number(p["EvaluationPeriods"])
	if !hasM || !hasN || m < 1 || m > n {
		r.add(path, "ALARM-POINTS", "%q of %q points: want DatapointsToAlarm from 1 to EvaluationPeriods, both given",
			text(p["DatapointsToAlarm"]), text(p["EvaluationPeriods"]))
	}
	periods := []any{p["Period"]}
	for _, metric := range items(p["Metrics"]) {
		periods = append(periods, dig(metric, "MetricStat", "Period"), dig(metric, "Period"))
	}
	for _, period := range periods {
		seconds, given := number(period)
		span := 24.0 * 3600
		if seconds >= 3600 {
			span *= 7
		}
		if given && seconds*n > span {
			r.add(path, "ALARM-SPAN", "%g periods of %g s: CloudWatch evaluates at most %g s", n, seconds, span)
		}
	}
}

// retentions are the days CloudWatch Logs can keep (PutRetentionPolicy).
var retentions = []float64{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
	3288, 3653}

// Logs checks that every log group is kept for a stated time and encrypted with a key of ours.
func Logs(s Stack) []Finding {
	var r report
	s.each(func(id string, res Resource) {
		if res.Type != "AWS::Logs::LogGroup" {
			return
		}
		if days, given := number(res.Properties["RetentionInDays"]); !given || !slices.Contains(retentions, days) {
			r.add(s.at(id, "RetentionInDays"), "LOG-RETENTION", "is %q: want one of CloudWatch's numbers of days",
				text(res.Properties["RetentionInDays"]))
		}
		if text(res.Properties["KmsKeyId"]) == "" {
			r.add(s.at(id, "KmsKeyId"), "LOG-KEY", "is missing: want a customer managed key")
		}
	})
	return r
}
