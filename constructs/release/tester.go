package release

import (
	"encoding/json"
	"regexp"

	"github.com/shipway-cdk/shipway/constructs/check"
)

var (
	headerName  = regexp.MustCompile(`^[A-Za-z0-9-]{1,40}$`)
	headerValue = regexp.MustCompile(`^[!-)+->@-~]{1,128}$`)
)

// Given says whether testers can reach the new version at all.
func (t Test) Given() bool { return t != Test{} }

// Validate reports every field that is out of range.
func (t Test) Validate() error {
	c := check.Of("release.Test")
	c.That("LB-003", "Header", t.Header, t.Header == "" || headerName.MatchString(t.Header), "want 1 to 40 letters, digits and dashes")
	c.Require("LB-003", "Value", t.Header == "" || t.Value != "", "give what Header must hold")
	c.That("LB-003", "Value", t.Value, t.Value == "" || headerValue.MatchString(t.Value), "want 1 to 128 printable characters without spaces and wildcards")
	c.That("LB-003", "Value", t.Value, t.Value == "" || t.Header != "", "want none without a Header that must hold it")
	c.That("LB-003", "Port", t.Port, t.Port == 0 || 1024 <= t.Port && t.Port <= 65535, "want 1024 to 65535")
	c.That("LB-003", "Port", t.Port, t.Port == 0 || t.Header == "", "want one of Header and Port")
	return c.Err()
}

func jsonObject(text string) bool {
	var object map[string]any
	return json.Unmarshal([]byte(text), &object) == nil
}
