package program_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// drift is what CloudFormation says of a search for drift.
func drift(status, found, reason string) string {
	return encode(object{"DetectionStatus": status, "StackDriftStatus": found, "DriftedStackResourceCount": 2, "DetectionStatusReason": reason})
}

func TestAReleaseMayBeginWhereNothingHasDrifted(t *testing.T) {
	everywhere(t, func(t *testing.T, w *world) {
		w.set("DRIFT", "on", "ALARMS", "web-Errors")
		w.says("cloudformation.describe-stacks", good[0])
		w.says("cloudwatch.describe-alarms", quiet("web-Errors"))
		w.says("cloudformation.detect-stack-drift", `{"StackDriftDetectionId":"drift-1"}`)
		w.says("cloudformation.describe-stack-drift-detection-status", drift("DETECTION_IN_PROGRESS", "", ""), drift("DETECTION_COMPLETE", "IN_SYNC", ""))
		w.succeeds(program.Ready())
		for found, want := range someOf(map[string]string{
			drift("DETECTION_COMPLETE", "DRIFTED", ""):                  "2 resources of the stack storefront-dev-web are not as its template says",
			drift("DETECTION_FAILED", "DRIFTED", "no permission\nhere"): "cannot look for drift of storefront-dev-web: no permission here",
			drift("DETECTION_COMPLETE", "UNKNOWN", "not readable"):      "not readable",
			drift("DETECTION_IN_PROGRESS", "", ""):                      "took longer than 30 seconds",
		}) {
			w.says("cloudformation.describe-stack-drift-detection-status", found)
			w.fails(program.Ready(), want)
		}
		w.says("cloudformation.detect-stack-drift", "!An error occurred (AccessDenied)")
		w.fails(program.Ready(), "cannot look for drift of storefront-dev-web: An error occurred (AccessDenied)")
	})
}

func TestDriftIsLookedForOnlyWhenAskedFor(t *testing.T) {
	w := home(t, in(0))
	w.says("cloudformation.describe-stacks", good[0])
	w.succeeds(program.Ready())
	if got := w.calls("aws", "cloudformation", "detect-stack-drift"); len(got) > 0 {
		t.Errorf("it looks: %q", got)
	}
	w.set("DRIFT", "yes; reboot")
	w.fails(program.Ready(), "DRIFT is yes; reboot: want on or off")
}

// Alarms of a service that never ran say nothing, or are not there yet.
func TestBeforeTheFirstReleaseAlarmsDoNotCount(t *testing.T) {
	w := home(t, in(0))
	w.set("ALARMS", "web-Errors")
	w.says("cloudformation.describe-stacks", stack("CREATE_COMPLETE", ""))
	w.succeeds(program.Ready())
}
