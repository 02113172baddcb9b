package stacks

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/release"
)

var (
	seeded = flag.Uint64("seed", 1, "where generated files begin")
	wanted = flag.Int("services", 1000, "how many services are generated")
)

// enough is how many services are generated until everything there is must have been among them.
const enough = 20_000

// accepted takes from written whatever the configuration refuses, until it accepts the rest. It says whether it
// does: a refusal that does not lead to what must go is of no use to anybody.
func accepted(t testing.TB, written object) (config.File, bool) {
	t.Helper()
	for range 40 {
		text, err := json.Marshal(written)
		if err != nil {
			t.Fatal(err)
		}
		file, err := config.Parse("shipway.yaml", text)
		var refused *config.Errors
		if !errors.As(err, &refused) {
			return file, err == nil
		}
		var gone []string
		for _, p := range refused.Problems {
			if !slices.ContainsFunc(gone, func(path string) bool { return strings.HasPrefix(p.Path, path) }) {
				path := cut(written, p.Path)
				if path == "" {
					t.Errorf("nothing to take away: %s", p)
					return config.File{}, false
				}
				gone = append(gone, path)
			}
		}
	}
	t.Error("refused again and again")
	return config.File{}, false
}

// cut deletes what stands at path, or else what should hold it, and returns the path of what it deleted. Environments
// and their networks stay.
func cut(in object, path string) string {
	if path == "app" {
		in["app"] = "shop"
		return path
	}
	var holder object
	var names []string
	here := any(in)
	for _, name := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		mapping, is := here.(object)
		child, known := mapping[name]
		if !is || !known { // a list goes as a whole
			break
		}
		holder, here, names = mapping, child, append(names, name)
	}
	least := map[string]int{"environments": 3, "services": 2, "delivery": 1, "tags": 1}[strings.Split(path, ".")[0]]
	if least == 0 || len(names) < least || names[len(names)-1] == "network" {
		return ""
	}
	last := names[len(names)-1]
	if cluster, is := here.(object); is && last == "eks" && len(cluster) > 1 { // somebody must enter it
		holder[last] = object{"admins": cluster["admins"]}
		return strings.Join(names, ".")
	}
	delete(holder, last)
	return strings.Join(names, ".")
}

// TestWhatTheFileAcceptsNoConstructRefuses is the promise that a mistake in shipway.yaml is told at its place, before
// anything is defined: what the configuration accepts, every construct takes. Among enough services is every key of the
// vocabulary, and every way to release a service that the grid allows.
func TestWhatTheFileAcceptsNoConstructRefuses(t *testing.T) {
	t.Setenv("PATH", "") // nobody can start Node
	seen := map[string]bool{}
	count := 0
	for n := uint64(0); count < *wanted; n++ {
		g := newGenerator(*seeded + n)
		written := g.write(14)
		file, ok := accepted(t, written)
		if !ok {
			t.Fatalf("seed %d", *seeded+n)
		}
		for _, refusal := range refusals(file) {
			t.Errorf("seed %d: %s", *seeded+n, refusal)
		}
		keys(written, vocabulary(), "", seen)
		for _, e := range file.Environments {
			count += len(e.Services)
			for _, s := range e.Services {
				if s.Schedule == nil {
					seen[fmt.Sprintf("%s %t %s %d", s.Runtime, s.Controller != nil, s.Strategy.Name(), s.Ingress.Kind)] = true
				}
			}
		}
		if t.Failed() {
			return
		}
	}
	if count < enough {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(keys(nil, vocabulary(), "", map[string]bool{}))) {
		if !seen[key] {
			t.Errorf("%s was never accepted in %d services", key, count)
		}
	}
	for _, cell := range release.Grid() {
		for kind, shape := range []release.Shape{release.Worker, release.Internal, release.Public} {
			if key := fmt.Sprintf("%s %t %s %d", cell.Runtime, cell.CodeDeploy, cell.Strategy, kind); cell.Works(shape) && !seen[key] {
				t.Errorf("no %s service on %s was released by %s in %d services", shape, cell.Runtime, cell.Strategy, count)
			}
		}
	}
}

// keys adds to seen the path of every key of written, or of everything that schema allows when written is nil. A name that
// the file chooses is a star.
func keys(written any, schema object, path string, seen map[string]bool) map[string]bool {
	all := written == nil
	if items, is := schema["items"].(object); is {
		for _, one := range list(written, all) {
			keys(one, items, path+"[]", seen)
		}
	}
	if of, named := schema["additionalProperties"].(object); named {
		if all {
			keys(nil, of, path+".*", seen)
		}
		for _, one := range mapping(written) {
			keys(one, of, path+".*", seen)
		}
	}
	for _, one := range either(schema) {
		keys(written, one, path, seen)
	}
	properties, _ := schema["properties"].(object)
	for name, of := range properties {
		one, given := mapping(written)[name]
		if all || given && one != nil {
			seen[path+"."+name] = true
			keys(one, of.(object), path+"."+name, seen)
		}
	}
	return seen
}

func mapping(of any) object {
	is, _ := of.(object)
	return is
}

// list is what of holds, or one of nothing.
func list(of any, nothing bool) []any {
	if is, _ := of.([]any); !nothing {
		return is
	}
	return []any{nil}
}
