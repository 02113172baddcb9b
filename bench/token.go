package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// token is a string that JavaScript made up in one run, and the expression that yields it in another.
type token struct{ text, expression string }

// remember notes everything in a result that later calls may refer to, as reached through expression. It reports
// whether there was anything.
func (t *twin) remember(result any, expression string) bool {
	switch v := unwrap(result).(type) {
	case string:
		if strings.Contains(v, "Token[") && !t.known(v) {
			t.learn(v, expression)
			return true
		}
	case json.Number:
		if encodesToken(v) && t.numbers[v.String()] == "" {
			t.numbers[v.String()] = expression
			return true
		}
	case []any:
		found := false
		for i, element := range v {
			found = t.remember(element, fmt.Sprintf("%s[%d]", expression, i)) || found
		}
		return found
	case map[string]any:
		if id := reference(v); id != "" {
			if t.objects[id] != "" {
				return false
			}
			t.objects[id] = expression
			return true
		}
		found := false
		for key, element := range v {
			found = t.remember(element, expression+"["+quote(key)+"]") || found
		}
		return found
	}
	return false
}

func (t *twin) known(s string) bool {
	return slices.ContainsFunc(t.tokens, func(k token) bool { return k.text == s })
}

// learn makes every later s an expression.
func (t *twin) learn(s, expression string) {
	t.tokens = append(t.tokens, token{s, expression})
	slices.SortStableFunc(t.tokens, func(a, b token) int { return len(b.text) - len(a.text) })
}

// string is s as an expression, with the tokens inside it by name.
func (t *twin) string(s string) string {
	for _, k := range t.tokens {
		if s == k.text {
			return k.expression
		}
	}
	pieces := []string{s} // plain text at even places, expressions at odd ones
	for _, k := range t.tokens {
		for i := 0; i < len(pieces); i += 2 {
			if before, after, found := strings.Cut(pieces[i], k.text); found {
				pieces = slices.Replace(pieces, i, i+1, before, k.expression, after)
			}
		}
	}
	if strings.Contains(strings.Join(pieces, ""), "Token[") {
		t.fail("the token in %q was returned by no call", s)
	}
	if len(pieces) == 1 {
		return quote(s)
	}
	var out strings.Builder
	for i, piece := range pieces {
		if i%2 == 1 {
			out.WriteString("${" + piece + "}")
			continue
		}
		plain := strings.Trim(quote(piece), `"`)
		out.WriteString(templated.Replace(plain))
	}
	return "`" + out.String() + "`"
}

// templated turns the inside of a quoted string into the inside of a template string.
var templated = strings.NewReplacer("`", "\\`", "${", "\\${", `\"`, `"`, `\\`, `\\`)

func (t *twin) number(n json.Number) string {
	if !encodesToken(n) {
		return n.String()
	}
	expression := t.numbers[n.String()]
	if expression == "" {
		t.fail("the token in the number %s was returned by no call", n)
	}
	return expression
}

// encodesToken says whether CDK made up n to stand for a value that is only known when deploying: such numbers lie
// far below any that a template holds.
func encodesToken(n json.Number) bool {
	f, err := strconv.ParseFloat(n.String(), 64)
	return err == nil && f < -1e288
}
