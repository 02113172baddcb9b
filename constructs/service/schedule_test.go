package service_test

import (
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/shipway-cdk/shipway/constructs/service"
)

func TestAScheduleSaysOnceWhenItStarts(t *testing.T) {
	many, less := 186, -1
	for _, c := range []struct {
		given service.Schedule
		want  string
	}{
		{service.Schedule{Cron: "0 3 * * ? *"}, ""},
		{service.Schedule{Cron: "0 3 * * ? *", TimeZone: "Europe/Berlin", Window: 15 * time.Minute, GiveUp: 24 * time.Hour, Paused: true}, ""},
		{service.Schedule{Every: time.Minute, Attempts: new(int)}, ""},
		{service.Schedule{Every: 365 * 24 * time.Hour}, ""},
		{service.Schedule{}, "Cron is missing: give when the job starts: Cron or Every [SVC-027]"},
		{service.Schedule{Cron: "0 3 * * ? *", Every: time.Hour}, "Every is 1h0m0s: want none with Cron: one of the two says when the job starts [SVC-027]"},
		{service.Schedule{Every: 30 * time.Second}, "Every is 30s: want whole minutes from 1m0s to 8760h0m0s [SVC-027]"},
		{service.Schedule{Every: 90 * time.Second}, "Every is 1m30s: want whole minutes from 1m0s to 8760h0m0s [SVC-027]"},
		{service.Schedule{Every: -time.Minute}, "Every is -1m0s: want whole minutes from 1m0s to 8760h0m0s [SVC-027]"},
		{service.Schedule{Every: time.Hour, TimeZone: "Europe/Berlin"}, `TimeZone is "Europe/Berlin": want none with Every: only Cron is read in a time zone [SVC-027]`},
		{service.Schedule{Cron: "0 3 * * ? *", TimeZone: "Europe/Berln"}, `TimeZone is "Europe/Berln": want a name of the IANA time zone database, such as "Europe/Berlin"; did you mean Europe/Berlin? [SVC-027]`},
		{service.Schedule{Cron: "0 3 * * ? *", TimeZone: "CEST"}, `TimeZone is "CEST": want a name of the IANA time zone database, such as "Europe/Berlin"; did you mean CET? [SVC-027]`},
		{service.Schedule{Every: time.Hour, Attempts: &many}, "Attempts is 186: want 0 to 185 [SVC-027]"},
		{service.Schedule{Every: time.Hour, Attempts: &less}, "Attempts is -1: want 0 to 185 [SVC-027]"},
		{service.Schedule{Every: time.Hour, GiveUp: 59 * time.Second}, "GiveUp is 59s: want whole seconds from 1m0s to 24h0m0s [SVC-027]"},
		{service.Schedule{Every: time.Hour, GiveUp: 25 * time.Hour}, "GiveUp is 25h0m0s: want whole seconds from 1m0s to 24h0m0s [SVC-027]"},
		{service.Schedule{Every: time.Hour, Window: 30 * time.Second}, "Window is 30s: want whole minutes from 1m0s to 24h0m0s [SVC-027]"},
		{service.Schedule{Every: time.Hour, Window: 25 * time.Hour}, "Window is 25h0m0s: want whole minutes from 1m0s to 24h0m0s [SVC-027]"},
	} {
		if got := said(c.given.Validate()); got != c.want {
			t.Errorf("%+v:\ngot  %s\nwant %s", c.given, got, c.want)
		}
	}
}

func TestCronIsWhatEventBridgeSchedulerReads(t *testing.T) {
	const open = "want ? in one of day of month and day of week, and a choice in the other"
	const six = "want six fields with one space between: minute, hour, day of month, month, day of week and year"
	for cron, want := range map[string]string{
		"0 3 * * ? *": "", "*/5 * * * ? *": "", "0/15 8-18 ? * MON-FRI *": "", "0 0 1,15 * ? *": "", "0 0 L * ? *": "",
		"0 0 15W * ? *": "", "0 0 ? * 6L *": "", "0 0 ? * 2#1 *": "", "0 0 ? jan,JUL sun 2030-2040": "", "59 23 31 12 ? 2199": "",
		"":                    six,
		"0 3 * * *":           six,
		"0 3 * * ? * *":       six,
		"0  3 * * ? *":        six,
		"0 3 * * ? *\n":       six,
		"cron(0 3 * * ? *)":   `want the six fields alone, such as "0 3 * * ? *"`,
		"0 3 * * * *":         open,
		"0 3 ? * ? *":         open,
		"0 3 1 * MON *":       open,
		"60 3 * * ? *":        `want for the minute 0 to 59, alone, in a list or in a range, not "60"`,
		"? 3 * * ? *":         `want for the minute 0 to 59, alone, in a list or in a range, not "?"`,
		"+5 3 * * ? *":        `want for the minute 0 to 59, alone, in a list or in a range, not "+5"`,
		"*/0 3 * * ? *":       `want for the minute 0 to 59, alone, in a list or in a range, not "*/0"`,
		"1, 3 * * ? *":        `want for the minute 0 to 59, alone, in a list or in a range, not "1,"`,
		"0 24 * * ? *":        `want for the hour 0 to 23, alone, in a list or in a range, not "24"`,
		"0 22-2 * * ? *":      `want for the hour 0 to 23, alone, in a list or in a range, not "22-2"`,
		"0 3 32 * ? *":        `want for the day of month 1 to 31, alone, in a list or in a range, not "32"`,
		"0 3 32W * ? *":       `want for the day of month 1 to 31, alone, in a list or in a range, not "32W"`,
		"0 3 L/2 * ? *":       `want for the day of month 1 to 31, alone, in a list or in a range, not "L/2"`,
		"0 3 * 13 ? *":        `want for the month 1 to 12 or JAN to DEC, alone, in a list or in a range, not "13"`,
		"0 3 * JANUARY ? *":   `want for the month 1 to 12 or JAN to DEC, alone, in a list or in a range, not "JANUARY"`,
		"0 3 ? * 0 *":         `want for the day of week 1 to 7 or SUN to SAT, alone, in a list or in a range, not "0"`,
		"0 3 ? * 2#6 *":       `want for the day of week 1 to 7 or SUN to SAT, alone, in a list or in a range, not "2#6"`,
		"0 3 ? * MON/2 *":     `want for the day of week 1 to 7 or SUN to SAT, alone, in a list or in a range, not "MON/2"`,
		"0 3 * * ? 1969":      `want for the year 1970 to 2199, alone, in a list or in a range, not "1969"`,
		"0 3 * * ? 2030-2029": `want for the year 1970 to 2199, alone, in a list or in a range, not "2030-2029"`,
	} {
		schedule := service.Schedule{Cron: cron}
		if cron == "" {
			continue // without Cron there is no schedule: see above
		}
		got := said(schedule.Validate())
		if want == "" && got != "" || want != "" && !strings.HasSuffix(got, ": "+want+" [SVC-027]") {
			t.Errorf("%q:\ngot  %s\nwant %s", cron, got, want)
		}
	}
}

func TestAScheduleIsWrittenAsEventBridgeSchedulerReadsIt(t *testing.T) {
	for want, given := range map[string]service.Schedule{
		"cron(0 3 * * ? *)": {Cron: "0 3 * * ? *"},
		"rate(1 minute)":    {Every: time.Minute},
		"rate(90 minutes)":  {Every: 90 * time.Minute},
		"rate(1 hour)":      {Every: time.Hour},
		"rate(36 hours)":    {Every: 36 * time.Hour},
		"rate(1 day)":       {Every: 24 * time.Hour},
		"rate(7 days)":      {Every: 7 * 24 * time.Hour},
	} {
		if got := given.Expression(); got != want {
			t.Errorf("%+v is written %s, want %s", given, got, want)
		}
	}
}

func TestTimeZonesAreThoseOfTheDatabase(t *testing.T) {
	text, err := os.ReadFile("zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Fields(string(text))
	if len(names) < 590 {
		t.Errorf("%d names, want all of them", len(names))
	}
	for _, name := range names {
		if _, err := time.LoadLocation(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
