package service_test

import (
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/service"
)

func TestAQueueKeepsItsTimesInOrder(t *testing.T) {
	const hour, day = time.Hour, 24 * time.Hour
	for _, c := range []struct {
		given service.Queue
		want  string
	}{
		{service.Queue{}, ""},
		{service.Queue{MaxAge: time.Second, Processing: time.Millisecond, Visibility: time.Second, Attempts: 1, Retention: time.Minute, FIFO: true}, ""},
		{service.Queue{MaxAge: 13 * day, Processing: 12 * hour, Visibility: 12 * hour, Attempts: 1000, Retention: 14 * day}, ""},
		{service.Queue{MaxAge: 1500 * time.Millisecond}, "MaxAge is 1.5s: want whole seconds from 1s to 336h0m0s [SVC-026]"},
		{service.Queue{MaxAge: 15 * day, Retention: 16 * day}, "MaxAge is 360h0m0s: want whole seconds from 1s to 336h0m0s [SVC-026]\n" +
			"Retention is 384h0m0s: want whole seconds from 1m0s to 336h0m0s [SVC-026]"},
		{service.Queue{Processing: 6 * time.Minute}, "Processing is 6m0s: want 1ms to MaxAge, and 12h at most: 1ms to 5m0s [SVC-026]"},
		{service.Queue{MaxAge: day, Processing: 13 * hour, Visibility: 12 * hour}, "Processing is 13h0m0s: want 1ms to MaxAge, and 12h at most: 1ms to 12h0m0s [SVC-026]\n" +
			"Visibility is 12h0m0s: want at least Processing, 13h0m0s, or another task takes the message too [SVC-026]"},
		{service.Queue{Visibility: 13 * hour}, "Visibility is 13h0m0s: want whole seconds from 1s to 12h0m0s [SVC-026]"},
		{service.Queue{Processing: time.Minute, Visibility: 59 * time.Second}, "Visibility is 59s: want at least Processing, 1m0s, or another task takes the message too [SVC-026]"},
		{service.Queue{Attempts: 1001}, "Attempts is 1001: want 1 to 1000 [SVC-026]"},
		{service.Queue{Attempts: -1}, "Attempts is -1: want 1 to 1000 [SVC-026]"},
		{service.Queue{MaxAge: hour, Retention: hour}, "Retention is 1h0m0s: want more than MaxAge, 1h0m0s, or messages are lost before they are late [SVC-026]"},
	} {
		if got := said(c.given.Validate()); got != c.want {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.given, got, c.want)
		}
	}
}

func TestATaskMayHaveAsManyMessagesWaitingAsItManagesInTime(t *testing.T) {
	for want, given := range map[int]service.Queue{
		300: {}, 1: {MaxAge: time.Second, Processing: time.Second}, 60: {MaxAge: time.Minute, Processing: time.Second},
		1000: {MaxAge: time.Second, Processing: time.Millisecond},
	} {
		if got := given.WithDefaults().Backlog(); got != want {
			t.Errorf("%+v: got %d, want %d", given, got, want)
		}
	}
}
