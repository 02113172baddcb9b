package gate

import (
	"encoding/json"
	"slices"
	"strings"
)

// statement is one statement of a policy.
type statement struct {
	path   string
	on     string // the resource's CloudFormation type
	effect string
	body   map[string]any
}

// statements lists every statement of every policy of the stack, wherever in a resource it is written, also when the
// policy is a JSON string.
func statements(s Stack) (all []statement) {
	s.each(func(id string, r Resource) {
		read := "nothing" // the path of the last policy that was read as a string: what is below it has been seen
		walk(r.Properties, s.at(id), func(path string, value any) {
			if strings.HasPrefix(path, read+".") {
				return
			}
			document, isMap := value.(map[string]any)
			if !isMap || strings.HasPrefix(onlyName(document), "Fn::") {
				if document = parsed(value); document != nil {
					read = path
				}
			}
			for _, one := range items(document["Statement"]) {
				body, isMap := one.(map[string]any)
				if effect := text(body["Effect"]); isMap && effect != "" {
					all = append(all, statement{path: label(path, body), on: r.Type, effect: effect, body: body})
				}
			}
		})
	})
	return all
}

func onlyName(v map[string]any) string { name, _ := only(v); return name }

// parsed is a policy document written as a string, alone or put together by an intrinsic function.
func parsed(value any) map[string]any {
	line := text(value)
	var document map[string]any
	if strings.HasPrefix(strings.TrimSpace(line), "{") && json.Unmarshal([]byte(line), &document) == nil {
		return document
	}
	return nil
}

// label names the statement by its Sid when it has one.
func label(path string, body map[string]any) string {
	if sid := text(body["Sid"]); sid != "" {
		return path + "[" + sid + "]"
	}
	return path
}

// allows says whether the statement gives something.
func (s statement) allows() bool { return s.effect == "Allow" }

// services are the service principals of the statement.
func (s statement) services() []string { return texts(dig(s.body["Principal"], "Service")) }

// signers are the identity providers of the statement: whoever has their token is let in.
func (s statement) signers() []string { return texts(dig(s.body["Principal"], "Federated")) }

// claims says whether the statement only holds for tokens whose claim, under a provider's condition key "<host>:<claim>",
// is one of the given values, and each of them is narrow.
func (s statement) claims(claim string, narrow func(value string) bool) bool {
	operators, _ := s.body["Condition"].(map[string]any)
	for _, operator := range []string{"StringEquals", "StringLike"} {
		pairs, _ := operators[operator].(map[string]any)
		for _, key := range sorted(pairs) {
			values := texts(pairs[key])
			wide := slices.ContainsFunc(values, func(value string) bool { return !narrow(value) })
			if strings.HasSuffix(strings.ToLower(key), ":"+claim) && len(values) > 0 && !wide {
				return true
			}
		}
	}
	return false
}

// accounts are the AWS principals: ARNs, account ids or "*".
func (s statement) accounts() []string {
	if everyone, isText := s.body["Principal"].(string); isText {
		return []string{everyone}
	}
	return texts(dig(s.body["Principal"], "AWS"))
}

// limits says whether the statement only holds for given values of one of the condition keys, and for not just any
// value. Operators that also pass when the key is absent do not count.
func (s statement) limits(keys ...string) bool {
	operators, _ := s.body["Condition"].(map[string]any)
	for _, operator := range sorted(operators) {
		if !slices.Contains(equal, strings.TrimPrefix(operator, "ForAnyValue:")) {
			continue
		}
		pairs, _ := operators[operator].(map[string]any)
		for _, key := range sorted(pairs) {
			values := texts(pairs[key])
			named := slices.ContainsFunc(keys, func(k string) bool { return strings.EqualFold(k, key) })
			if named && len(values) > 0 && !slices.Contains(values, "*") {
				return true
			}
		}
	}
	return false
}

// equal are the condition operators that fail when the key is absent.
var equal = []string{"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"}
