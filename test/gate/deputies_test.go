package gate

import "testing"

// An exception without a reason is a hole, and many exceptions are one too.
func TestServicesTrustedWithoutAConditionAreFewAndReasoned(t *testing.T) {
	if len(deputies) > 7 {
		t.Errorf("%d services are trusted without a condition, want at most 6", len(deputies))
	}
	for _, d := range deputies {
		if len(d.reason) < MinReason {
			t.Errorf("%s in %s has no reason", d.service, d.on)
		}
	}
}
