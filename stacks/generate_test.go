package stacks

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/shipway-cdk/shipway/config"
)

// object is a mapping of shipway.yaml.
type object = map[string]any

// generator writes files that somebody could write. Which keys there are, and which values they take, it reads in the
// file's own JSON Schema, so that a new key is tried from its first day on; what a text may look like stands in samples.
type generator struct {
	*rand.Rand
	file  object // the schema
	place place
	words map[string][]string
}

// place is where everything in a file lives.
type place struct{ partition, region, account string }

// vocabulary is the file's own JSON Schema.
var vocabulary = sync.OnceValue(func() (schema object) {
	if err := json.Unmarshal(config.Schema(), &schema); err != nil {
		panic(err)
	}
	return schema
})

func newGenerator(seed uint64) *generator {
	return &generator{Rand: rand.New(rand.NewPCG(seed, 17)), file: vocabulary()}
}

// chance is true once in n times.
func (g *generator) chance(n int) bool { return g.IntN(n) == 0 }

func pick[T any](g *generator, of []T) T { return of[g.IntN(len(of))] }

// name is a name of at most most letters: short, as long as it can be, or one that is somebody else's.
func (g *generator) name(most int) string {
	first := pick(g, []string{"", "", "", "aws-", "ssm-", "amazon-", "internal-", "fargate-"})
	if g.chance(6) {
		return fill(first+fmt.Sprintf("x%d", g.IntN(1e6)), most)
	}
	return fmt.Sprintf("%ss%d", first, g.IntN(1e6)) + pick(g, []string{"", "", "-next"})
}

func fill(name string, length int) string {
	return name + strings.Repeat("z", max(0, length-len(name)))
}

// write is a whole file with so many services.
func (g *generator) write(services int) object {
	g.place = place{"aws", "eu-west-1", "111111111111"}
	switch g.IntN(12) {
	case 0:
		g.place = place{"aws-cn", "cn-north-1", "111111111111"}
	case 1:
		g.place = place{"aws-us-gov", "us-gov-west-1", "111111111111"}
	case 2:
		g.place.region = "eu-north-1" // where App Runner is not
	}
	g.words = g.samples()
	environments, names := object{}, []string{}
	for range 1 + g.IntN(2) {
		name := g.name(20)
		environments[name] = g.environment(len(names))
		names = append(names, name)
	}
	g.join(environments)
	file := object{
		"version": 1, "app": g.name(20), "owner": "team-shop", "allowSharedAccount": true, "environments": environments,
	}
	all := object{}
	for range services {
		all[g.name(32)] = g.service(names)
	}
	file["services"] = all
	if !g.chance(3) {
		file["delivery"] = g.delivery()
	}
	if g.chance(5) {
		file["tags"] = g.value(g.at("tags"), "tags")
	}
	return file
}

// join puts the environments into one wave, if at all, and lets releases into all of them by the rules of the first.
func (g *generator) join(environments object) {
	var first object
	for _, name := range slices.Sorted(maps.Keys(environments)) { // in which they are written
		one := environments[name].(object)
		if wave, given := first["wave"]; !given || !g.chance(2) {
			first = one
			continue
		} else if one["wave"] = wave; one["autoPromote"] != nil || one["protect"] != nil && first["approve"] == nil {
			delete(one, "wave")
			continue
		}
		for _, gate := range []string{"approve", "window", "failure"} {
			if one[gate] = first[gate]; one[gate] == nil {
				delete(one, gate)
			}
		}
	}
}

// delivery is the tools account, mostly with a source.
func (g *generator) delivery() object {
	is := g.some(g.at("delivery"), "delivery", 3)
	delete(is, "source")
	is["region"] = g.place.region
	g.report(is["build"])
	if g.chance(2) {
		lines := either(g.at("delivery", "infrastructure"))[1]
		infrastructure := g.some(lines, "infrastructure", 3)
		infrastructure["source"] = g.source(lines["properties"].(object)["source"].(object))
		is["infrastructure"] = infrastructure
	}
	if !g.chance(4) {
		is["source"] = g.source(g.at("delivery", "source"))
		is["alerts"] = g.value(g.at("delivery", "alerts"), "alerts")
	}
	return is
}

// source is one of the sources that schema knows.
func (g *generator) source(schema object) object {
	of := schema["properties"].(object)
	kind := pick(g, slices.Sorted(maps.Keys(of)))
	return object{kind: g.some(of[kind].(object), kind, 3)}
}

// report completes the reports of a build, if there are any.
func (g *generator) report(build any) {
	is, _ := build.(object)
	for _, name := range []string{"report", "coverage"} {
		if one, given := is[name].(object); given {
			schema := g.at("delivery", "build", name)["properties"].(object)
			one["path"], one["format"] = g.value(schema["path"].(object), name+".path"), g.value(schema["format"].(object), name+".format")
			is["test"] = "make test"
		}
	}
}

// try gives a proof that says how its test runs a test.
func (g *generator) try(verify any) {
	if is, given := verify.(object); given && (is["testMachine"] != nil || is["testWithin"] != nil) {
		is["test"] = pick(g, g.words["verify.test"])
	}
}

// environment is one environment of the place.
func (g *generator) environment(nth int) object {
	is := g.some(g.at("environments", ""), "environments", 4)
	is["account"], is["region"], is["network"] = g.place.account, g.place.region, g.network(nth)
	for _, key := range []string{"protect", "approve", "autoPromote"} {
		delete(is, key)
	}
	if g.chance(3) {
		is["protect"], is[pick(g, []string{"approve", "autoPromote"})] = true, true
	}
	if is["autoPromote"] == nil && g.chance(3) {
		is["approve"] = g.value(g.at("environments", "", "approve"), "environments.approve")
	}
	if is["protect"] != nil && is["approve"] == false {
		is["approve"] = true
	}
	if g.chance(2) {
		is["capacity"] = object{"ec2": g.instances(), "managed": g.some(g.at("environments", "", "capacity", "managed"), "managed", 3)}
	}
	cluster := g.some(g.at("environments", "", "eks"), "eks", 8)
	cluster["admins"] = []any{"arn:" + g.place.partition + ":iam::111111111111:role/platform"}
	is["eks"] = cluster
	return is
}

func (g *generator) network(nth int) object {
	zones := []any{"a", "b", "c", "d", "e", "f"}[:2+g.IntN(5)]
	if !g.chance(3) {
		is := object{"cidr": fmt.Sprintf("10.%d.0.0/%d", nth, 16+g.IntN(7)), "zones": zones, "nat": pick(g, []string{"single", "single", "per-zone", "none"})}
		if g.chance(4) {
			is["endpoints"], is["connected"] = g.value(g.at("environments", "", "network", "endpoints"), "endpoints"), g.chance(2)
		}
		return is
	}
	subnets := func(tier int) (ids []any) {
		for i := range zones {
			ids = append(ids, fmt.Sprintf("subnet-%08x", tier*16+i))
		}
		return ids
	}
	is := object{"vpc": "vpc-12345678", "cidr": "10.0.0.0/16", "zones": zones, "private": subnets(1)}
	if g.chance(2) {
		is["public"] = subnets(2)
	}
	return is
}

// instances are a group of instances that go together.
func (g *generator) instances() object {
	is := g.some(g.at("environments", "", "capacity", "ec2"), "ec2", 3)
	delete(is, "architecture")
	switch g.IntN(3) {
	case 0:
		is["types"] = []any{"m7i.large", "m7i.metal-24xl", "t3.micro"}[:1+g.IntN(3)]
	case 1:
		is["types"], is["architecture"] = []any{"m7g.large", "c7g.16xlarge"}[:1+g.IntN(2)], "arm64"
	case 2:
		is["types"] = []any{"g6.xlarge", "p5.48xlarge"}[:1+g.IntN(2)]
	}
	return is
}

// service is a service on any runtime, of any shape and strategy, with some of all the keys there are, and with some that
// differ in one of environments.
func (g *generator) service(environments []string) object {
	runtime := pick(g, []string{"fargate", "fargate", "ec2", "managed", "express", "eks", "eks", "apprunner", "fleet"})
	is := g.some(g.at("services", ""), "services", 9)
	delete(is, "in")
	is["runtime"] = runtime
	g.report(is["build"])
	g.try(is["verify"])
	if is["source"] != nil {
		is["source"] = g.source(g.at("services", "", "source"))
	}
	g.shape(is)
	if g.chance(3) {
		over := g.some(g.at("services", "", "in", ""), "services", 12)
		g.try(over["verify"])
		for _, key := range []string{"deploy", "queue", "instances"} {
			if _, given := is[key]; given && g.chance(2) {
				over[key] = g.some(g.at("services", "", key), key, 5)
			}
		}
		is["in"] = object{pick(g, environments): over}
	}
	return is
}

// shape gives the service something to do, and a way for a new version to take over.
func (g *generator) shape(is object) {
	answers := g.some(g.at("services", "", "ingress"), "ingress", 5)
	deploy := g.some(g.at("services", "", "deploy"), "deploy", 5)
	deploy["strategy"] = pick(g, []string{"rolling", "linear", "canary", "blue-green"})
	for _, key := range []string{"ingress", "queue", "schedule", "deploy"} {
		delete(is, key)
	}
	delete(answers, "public")
	delete(answers, "internal")
	public := is["runtime"] == "express" || is["runtime"] == "apprunner" || is["runtime"] == "fleet"
	switch kind := g.IntN(8); {
	case public || kind < 3:
		answers["public"] = true
		answers["host"] = fmt.Sprintf("h%d.example.com", g.IntN(1e6))
		answers["certificate"] = pick(g, g.words["certificate"])
		is["ingress"] = answers
	case kind < 5:
		is["ingress"] = object{"internal": true}
	case kind == 5:
		is["queue"] = g.some(g.at("services", "", "queue"), "queue", 2)
	case kind == 6:
		is["schedule"] = g.some(g.at("services", "", "schedule"), "schedule", 3)
		return
	}
	if g.chance(2) {
		is["deploy"] = deploy
	}
}

// either are the schemas of which one must take a value; none: there is one only.
func either(schema object) (all []object) {
	alternatives, _ := schema["anyOf"].([]any)
	for _, one := range alternatives {
		all = append(all, one.(object))
	}
	return all
}

// at is the schema of what stands at path; an empty word stands for any name.
func (g *generator) at(path ...string) object {
	here := g.file
	for _, word := range path {
		if word == "" {
			here = here["additionalProperties"].(object)
		} else {
			here = here["properties"].(object)[word].(object)
		}
	}
	return here
}

// some is a mapping with the required keys of schema and one in n of the others.
func (g *generator) some(schema object, name string, n int) object {
	is := object{}
	required, _ := schema["required"].([]any)
	properties := schema["properties"].(object)
	for _, key := range slices.Sorted(maps.Keys(properties)) {
		if slices.Contains(required, any(key)) || g.chance(n) {
			is[key] = g.value(properties[key].(object), name+"."+key)
		}
	}
	return is
}

// value is something that an editor would take for schema.
func (g *generator) value(schema object, name string) any {
	if texts, known := g.words[name]; known && schema["type"] == "string" {
		return pick(g, texts)
	}
	if texts, known := g.words[name[strings.LastIndexByte(name, '.')+1:]]; known && schema["type"] == "string" {
		return pick(g, texts)
	}
	if all := either(schema); len(all) > 0 {
		return g.value(pick(g, all), name)
	}
	switch schema["type"] {
	case "boolean":
		return g.chance(2)
	case "integer":
		return g.number(schema)
	case "number":
		return float64(1+g.IntN(1000)) / 10
	case "array":
		return g.list(schema, name)
	case "object":
		return g.mapping(schema, name)
	}
	if words, closed := schema["enum"].([]any); closed {
		return pick(g, words)
	}
	if pattern, _ := schema["pattern"].(string); strings.Contains(pattern, "ms)") {
		return pick(g, g.words["time"])
	}
	return pick(g, g.words["text"])
}

// number is a bound, one between them, or one that people like.
func (g *generator) number(schema object) any {
	if only, closed := schema["enum"].([]any); closed {
		return pick(g, only)
	}
	low, high := int(schema["minimum"].(float64)), int(schema["maximum"].(float64))
	switch g.IntN(5) {
	case 0:
		return low
	case 1:
		return high
	case 2:
		return low + g.IntN(high-low+1)
	}
	return min(max(low, pick(g, []int{1, 2, 3, 10, 50, 100, 256, 512, 1024, 2048, 4096})), high)
}

func (g *generator) list(schema object, name string) any {
	all := []any{}
	for range pick(g, []int{1, 1, 2, 3, int(min(12, schema["maxItems"].(float64)))}) {
		if one := g.value(schema["items"].(object), name); !slices.ContainsFunc(all, func(other any) bool { return fmt.Sprint(one) == fmt.Sprint(other) }) {
			all = append(all, one)
		}
	}
	return all
}

// mapping is one with keys of its own, or with names.
func (g *generator) mapping(schema object, name string) any {
	of, named := schema["additionalProperties"].(object)
	if !named {
		return g.some(schema, name[strings.LastIndexByte(name, '.')+1:], 2)
	}
	all := object{}
	for range pick(g, []int{0, 1, 1, 2, 3, 90}) {
		word := pick(g, []string{"proxy", "logs", "data"})
		if texts, known := g.words[name+" names"]; known {
			word = pick(g, texts)
		}
		if len(all) >= len(g.words[name+" names"]) && name == "services.secrets" {
			word += fmt.Sprint(g.IntN(1e4))
		}
		all[word] = g.value(of, name)
	}
	return all
}
