package program_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

func TestAReleaseAmongSeveralLeavesItsFailureToItsProof(t *testing.T) {
	for i, shell := range shells() {
		kind := program.Kinds[i]
		w := released(t, shell, kind)
		w.set("LATER", "on")
		w.says("cloudwatch.describe-alarms", loud("web-Errors"))
		said := w.succeeds(program.Release(kind))
		if !strings.Contains(said, "alarm web-Errors rings") || w.exported("PREVIOUS") != "failed" || w.sequence() != "" {
			t.Errorf("it exports %q, does %q and says\n%s", w.exported("PREVIOUS"), w.sequence(), said)
		}
		w.set("PREVIOUS", w.exported("PREVIOUS"))
		w.fails(program.Verify(kind), "the release failed, and has said why")
		if got := w.sequence(); got != "" {
			t.Errorf("its proof does %s", got)
		}
	}
}

func TestAReleaseAmongSeveralSaysWhatRanBefore(t *testing.T) {
	for _, shell := range shells() {
		w := home(t, shell)
		w.set("LATER", "on")
		w.succeeds(program.Release(program.Stack))
		if got := w.exported("PREVIOUS"); got != old {
			t.Errorf("it exports %s", got)
		}
	}
	w := home(t, in(0))
	w.set("LATER", "perhaps")
	w.fails(program.Release(program.Stack), "LATER is perhaps: want on or off")
}
