package check_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// problems are the lines below the first of what Err says.
func problems(c *check.Checks) string {
	if c.Err() == nil {
		return ""
	}
	_, lines, _ := strings.Cut(c.Err().Error(), "\n  ")
	return strings.ReplaceAll(lines, "\n  ", "\n")
}

func TestAllProblemsAreSaidAtOnce(t *testing.T) {
	c := check.Of("ecs.ServiceProps")
	c.Require("API-001", "Vpc", false, "give the network the service joins")
	c.Between("SVC-003", "Port", 70000, 1, 65535)
	c.That("SVC-019", "Health.Path", "ok", false, "want a path that starts with a slash")
	c.Hidden("SEC-001", "Config.DB_PASSWORD", false, "sounds like a secret")
	c.OneOf("NET-012", "Endpoint", "log", "logs", "kms")
	c.OneOf("NET-012", "Endpoint", "anything", "logs", "kms")
	const want = `ecs.ServiceProps: 6 to fix
  Vpc is missing: give the network the service joins [API-001]
  Port is 70000: want 1 to 65535 [SVC-003]
  Health.Path is "ok": want a path that starts with a slash [SVC-019]
  Config.DB_PASSWORD is set (value not shown): sounds like a secret [SEC-001]
  Endpoint is "log": want one of logs, kms; did you mean logs? [NET-012]
  Endpoint is "anything": want one of logs, kms [NET-012]`
	if got := fmt.Sprint(c.Err()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestNothingIsSaidWithoutAProblem(t *testing.T) {
	c := check.Of("x")
	c.Require("A-001", "A", true, "")
	c.Between("A-001", "A", 1, 1, 1)
	c.That("A-001", "A", "a", true, "")
	c.Hidden("A-001", "A", true, "")
	c.OneOf("A-001", "A", "a", "a")
	c.Within("A", nil)
	if c.Err() != nil {
		t.Error(c.Err())
	}
}

func TestATokenIsNeverAProblem(t *testing.T) {
	c := check.Of("x")
	c.That("A-001", "A", "${Token[Vpc.12]}", false, "want something else")
	c.OneOf("A-001", "A", "prefix-${Token[Vpc.12]}", "a", "b")
	if c.Err() != nil {
		t.Error(c.Err())
	}
}

func TestProblemsWithinAreNamedFromTheOutside(t *testing.T) {
	inner := check.Of("service.Scaling")
	inner.Between("SVC-014", "Min", 0, 1, 10)
	inner.That("IMG-001", "", "a b", false, "want an image")
	outer := check.Of("ecs.ServiceProps")
	outer.Within("Scaling", inner.Err())
	outer.Within("", inner.Err())
	outer.Within("Image", errors.New("no such file"))
	want := "Scaling.Min is 0: want 1 to 10 [SVC-014]\nScaling is \"a b\": want an image [IMG-001]\n" +
		"Min is 0: want 1 to 10 [SVC-014]\n is \"a b\": want an image [IMG-001]\nImage is refused: no such file"
	if got := problems(outer); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := problems(inner); !strings.HasPrefix(got, "Min is 0") {
		t.Errorf("the inner problems became %s", got)
	}
}

func TestWhatIsPrintedCannotChangeTheScreen(t *testing.T) {
	for given, want := range map[any]string{
		"plain": `"plain"`, "café": `"café"`, `a"b`: `"a\"b"`, "a\nb": `"a\nb"`, "\x1b[31m": `"\x1b[31m"`,
		"a\u202eb": `"a\u202eb"`, "a\u200db": `"a\u200db"`, "рrod": `"\u0440rod"`, "\u0085": `"\u0085"`,
		70000: "70000", true: "true",
	} {
		if got := check.Print(given); got != want {
			t.Errorf("%q is printed as %s, want %s", given, got, want)
		}
	}
}

func TestTheNearestWordIsATypingMistakeAway(t *testing.T) {
	words := []string{"environments", "region", "eu-west-1", "logs", "min", "max"}
	for given, want := range map[string]string{
		"enviroments": "environments", "envrionmnets": "environments", "EU-WEST-1": "eu-west-1", "eu-west-1a": "eu-west-1",
		"regoin": "region", "log": "logs", "mni": "min", "": "", "x": "", "whatever": "", "region": "", "mox": "max",
	} {
		if got := check.Nearest(given, words); got != want {
			t.Errorf("nearest to %q is %q, want %q", given, got, want)
		}
	}
}

func TestMustNamesTheConstruct(t *testing.T) {
	bad := check.Of("ecs.ServiceProps")
	bad.Between("SVC-003", "Port", 0, 1, 65535)
	for _, c := range []struct {
		id   string
		err  error
		want string
	}{
		{"Web", nil, ""},
		{"Web", bad.Err(), "Web: ecs.ServiceProps: 1 to fix\n  Port is 0: want 1 to 65535 [SVC-003]"},
		{"", nil, "construct: 1 to fix\n  id is \"\": want a name without a slash [API-001]"},
		{"a/b", bad.Err(), "construct: 2 to fix\n  Port is 0: want 1 to 65535 [SVC-003]\n  id is \"a/b\": want a name without a slash [API-001]"},
		{"Web", errors.New("no such file"), "Web: construct: 1 to fix\n  props is refused: no such file"},
	} {
		if got := panicOf(func() { check.Must(c.id, c.err) }); got != c.want {
			t.Errorf("%q, %v:\ngot  %s\nwant %s", c.id, c.err, got, c.want)
		}
	}
	if text := bad.Err().Error(); !strings.HasPrefix(text, "ecs.ServiceProps") {
		t.Errorf("Must changed the error it was given to %s", text)
	}
}

// panicOf is the text of the *check.Error that f panics with, or empty.
func panicOf(f func()) (text string) {
	defer func() {
		if err, is := recover().(*check.Error); is {
			text = err.Error()
		}
	}()
	f()
	return ""
}

func TestNilPropsAreZeroProps(t *testing.T) {
	type props struct{ Port int }
	if got := check.Given[props](nil); got != (props{}) {
		t.Errorf("got %+v", got)
	}
	given := &props{Port: 80}
	got := check.Given(given)
	got.Port = 90
	if given.Port != 80 {
		t.Error("the caller's props were changed")
	}
}

func TestPlacesAreNamedAsAWSNamesThem(t *testing.T) {
	c := check.Of("ecs.ClusterProps")
	c.Place("111111111111", "eu-west-1", "aws")
	c.Key("Key", "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555")
	c.Days("LogDays", 30)
	if err := c.Err(); err != nil {
		t.Errorf("refused: %v", err)
	}
	c.Place("1234", "moon", "mars")
	c.Key("Key", "alias/aws/sns")
	c.Days("LogDays", 13)
	for _, code := range []string{"ENV-005", "ENV-008", "ENV-010", "SEC-004", "OBS-001"} {
		if !strings.Contains(c.Err().Error(), code) {
			t.Errorf("%v lacks %s", c.Err(), code)
		}
	}
}
