package config_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/config"
)

func TestWhatIsGeneratedIsUpToDate(t *testing.T) {
	for path, want := range map[string][]byte{
		"shipway.schema.json":   config.Schema(),
		"../docs/config.md":     config.Reference(),
		"../docs/strategies.md": config.Strategies(),
	} {
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s does not match the vocabulary (%v): run make generate", path, err)
		}
	}
}

// rule is the part of JSON Schema that the schema uses.
type rule struct {
	Type, Pattern        string
	AnyOf                []*rule
	Enum                 []any
	Minimum, Maximum     *float64
	MaxLength            int
	MinItems, MaxItems   int
	Items                *rule
	Properties           map[string]*rule
	PropertyNames        *rule
	AdditionalProperties json.RawMessage
	Required             []string
	Examples             []any
	Description          string

	form, names *regexp.Regexp
	rest        *rule // for the values of names that the schema does not know; nil: there may be none
}

// prepare compiles the patterns of r and of everything below.
func (r *rule) prepare() *rule {
	r.form = regexp.MustCompile(unicodeEscape.ReplaceAllString(r.Pattern, `\x{$1}`))
	if r.PropertyNames != nil {
		r.names = regexp.MustCompile(r.PropertyNames.Pattern)
	}
	if r.Items != nil {
		r.Items.prepare()
	}
	for _, one := range r.AnyOf {
		if one.prepare(); one.Properties != nil {
			r.Properties = one.Properties // what may be said instead of true
		}
	}
	for _, property := range r.Properties {
		property.prepare()
	}
	if text := string(r.AdditionalProperties); text != "false" {
		r.rest = &rule{}
		if err := json.Unmarshal([]byte(cmp.Or(text, "{}")), r.rest); err != nil {
			panic(err)
		}
		if text != "" {
			r.rest.prepare()
		}
	}
	return r
}

func schema(t testing.TB) *rule {
	var r rule
	decoder := json.NewDecoder(bytes.NewReader(config.Schema()))
	if err := decoder.Decode(&r); err != nil {
		t.Fatal(err)
	}
	return r.prepare()
}

// unicodeEscape is how JavaScript writes what Go writes \x{0080}.
var unicodeEscape = regexp.MustCompile(`\\u([0-9a-f]{4})`)

// refuses is the path of a value that an editor marks, or empty.
func (r *rule) refuses(value any, path string) string {
	bad := false
	if len(r.AnyOf) > 0 {
		accepts := func(one *rule) bool { return one.refuses(value, path) == "" }
		if slices.ContainsFunc(r.AnyOf, accepts) {
			return ""
		}
		return path + "!"
	}
	switch v := value.(type) {
	case string:
		bad = r.Type != "string" || r.MaxLength > 0 && utf8.RuneCountInString(v) > r.MaxLength ||
			!r.form.MatchString(v)
	case bool:
		bad = r.Type != "boolean"
	case float64:
		if v == math.Trunc(v) {
			return r.refuses(int(v), path)
		}
		bad = r.Type != "number" || v < *r.Minimum || v > *r.Maximum
	case int:
		bad = r.Type != "integer" && r.Type != "number" || r.Minimum != nil && float64(v) < *r.Minimum || r.Maximum != nil && float64(v) > *r.Maximum
	case []any:
		bad = r.Type != "array" || len(v) < r.MinItems || r.MaxItems > 0 && len(v) > r.MaxItems
		for i := 0; i < len(v) && !bad; i++ {
			if at := r.Items.refuses(v[i], fmt.Sprintf("%s[%d]", path, i)); at != "" {
				return at
			}
		}
	case map[string]any:
		bad = r.Type != "object" || slices.ContainsFunc(r.Required, func(name string) bool { _, given := v[name]; return !given })
		for name, one := range v {
			of := r.Properties[name]
			if of == nil {
				of = r.rest
			}
			if of == nil || r.names != nil && !r.names.MatchString(name) {
				return path + "." + name
			}
			if at := of.refuses(one, path+"."+name); at != "" {
				return at
			}
		}
	default:
		bad = true
	}
	if len(r.Enum) > 0 && !slices.ContainsFunc(r.Enum, func(one any) bool { return fmt.Sprint(one) == fmt.Sprint(value) }) {
		bad = true
	}
	if bad {
		return path + "!"
	}
	return ""
}

func TestAnEditorMarksOnlyWhatIsRefused(t *testing.T) {
	root := schema(t)
	marked := 0
	rows := slices.Concat(fileRows, environmentRows, networkRows, serviceRows, releaseRows, containerRows, ingressRows, runtimeRows, pipelineRows, plants)
	for _, r := range append(rows, row{name: "nothing"}) {
		var value any
		if err := yaml.Unmarshal([]byte(r.file(t)), &value); err != nil {
			continue // an editor marks the YAML
		}
		at := root.refuses(value, "")
		if at != "" {
			marked++
		}
		if at != "" && r.want == "" {
			t.Errorf("%s: an editor marks %s, but nothing is wrong", r.name, at)
		}
	}
	if marked < 150 {
		t.Errorf("an editor marks only %d of the mistakes", marked)
	}
}

func TestEveryExampleIsAccepted(t *testing.T) {
	// These are right for another account, network, size or kind of service than the file's.
	elsewhere := []string{"queue", "schedule", "gpu", "instances", "concurrency", "spot.floor", "capacity",
		"deploy.batch", "deploy.percent", "stepBake", "canaryBake", "terminateAfter", "waitForReroute", "prod.account", "autoPromote", "network.public", "network.private", "network.vpc",
		"dev.size.cpu", "ingress.internal", "secrets", "verify.status", "verify.attempts", "verify.testMachine", "verify.testWithin"}
	var check func(path string, r *rule)
	check = func(path string, r *rule) {
		for _, example := range r.Examples {
			if at := r.refuses(example, path); at != "" {
				t.Errorf("the schema refuses the example %v of %s", example, at)
			}
			root := nodes(t, piped)
			var value yaml.Node
			if err := value.Encode(example); err != nil {
				t.Fatal(err)
			}
			set(root, strings.Split(path, "."), &value)
			got := lines(t, written(t, root))
			apart := slices.ContainsFunc(elsewhere, func(suffix string) bool { return strings.HasSuffix(path, suffix) })
			if strings.Contains(got, ": "+path+":") && !apart {
				t.Errorf("example %v of %s: %s", example, path, got)
			}
		}
		if r.Type == "object" && len(r.Properties) > 0 && r.Description == "" && path != "" && strings.Count(path, ".") != 1 && !strings.HasSuffix(path, ".one") && path != "services.web.in.dev" {
			t.Errorf("%s has no description", path)
		}
		for name, property := range r.Properties {
			check(strings.TrimPrefix(path+"."+name, "."), property)
		}
		switch other := r.rest; {
		case path == "environments":
			check(path+".prod", other)
		case path == "services":
			check(path+".web", other)
		case path == "services.web.in":
			check(path+".dev", other)
		case strings.HasSuffix(path, ".sidecars"), strings.HasSuffix(path, ".volumes"):
			check(path+".one", other)
		}
	}
	check("", schema(t))
}

// set gives the value at path, adding the mappings on the way.
func set(node *yaml.Node, path []string, value *yaml.Node) {
	for i := 0; i < len(node.Content); i += 2 {
		if node.Content[i].Value == path[0] {
			if len(path) == 1 {
				node.Content[i+1] = value
			} else {
				set(node.Content[i+1], path[1:], value)
			}
			return
		}
	}
	child := value
	if len(path) > 1 {
		child = &yaml.Node{Kind: yaml.MappingNode}
		set(child, path[1:], value)
	}
	node.Content = append(node.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: path[0]}, child)
}

func TestEveryKeyIsExplained(t *testing.T) {
	page := string(config.Reference())
	var check func(r *rule)
	check = func(r *rule) {
		for name, property := range r.Properties {
			if !strings.Contains(page, "| `"+name+"` |") || property.Description == "" {
				t.Errorf("%s is not explained", name)
			}
			check(property)
		}
		if other := r.rest; other != nil && len(other.Properties) > 0 {
			check(other)
		}
	}
	check(schema(t))
}
