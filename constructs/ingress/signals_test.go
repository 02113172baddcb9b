package ingress_test

import (
	"testing"

	"github.com/shipway-cdk/shipway/constructs/ingress"
	"github.com/shipway-cdk/shipway/constructs/signal"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

func signals(t *testing.T, change ...func(*ingress.BalancerProps)) map[string]signal.Signal {
	t.Helper()
	all := map[string]signal.Signal{}
	for _, s := range ingress.NewBalancer(synthtest.Stack(t), "Front", minimalProps(change...)).Signals() {
		all[s.ID] = s
	}
	return all
}

func TestTheBalancerSaysWhatMayGoWrong(t *testing.T) {
	got := signals(t)
	for id, want := range map[string]struct {
		metric   string
		above    float64
		severity signal.Severity
	}{
		"Unanswered": {"HTTPCode_ELB_5XX_Count", 5, signal.Page},
		"Rejected":   {"RejectedConnectionCount", 0, signal.Ticket},
	} {
		s := got[id]
		config := s.Metric.ToMetricConfig().MetricStat
		if *config.MetricName != want.metric || *config.Namespace != "AWS/ApplicationELB" || *config.Statistic != "Sum" ||
			len(*config.Dimensions) != 1 || *(*config.Dimensions)[0].Name != "LoadBalancer" {
			t.Errorf("%s measures %s %s %s", id, *config.Namespace, *config.MetricName, *config.Statistic)
		}
		if s.Level != signal.Above(want.above) || s.Severity != want.severity || s.Title == "" || s.MissingIsTrouble {
			t.Errorf("%s is %+v", id, s)
		}
	}
	if len(got) != 2 {
		t.Errorf("%d signals, want 2", len(got))
	}
}

func TestEverySignalHasItsRunbook(t *testing.T) {
	for id, want := range map[string]string{"Unanswered": "#unanswered", "Rejected": "#rejected"} {
		if got := signals(t)[id].Runbook; got != "https://github.com/shipway-cdk/shipway/blob/main/docs/runbook.md"+want {
			t.Error(got)
		}
	}
	for _, s := range signals(t, func(p *ingress.BalancerProps) { p.Runbook = "https://wiki.example.com/front" }) {
		if s.Runbook != "https://wiki.example.com/front" {
			t.Error(s.Runbook)
		}
	}
}
