package config_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/shipway-cdk/shipway/config"
)

// examples are the shipped shipway.yaml, a copy, because the file itself becomes the user's own, and the same with
// everything that a pipeline heeds.
var examples = []string{"storefront.yaml", "pipelines.yaml"}

// example is the file called name as nodes.
func example(t testing.TB, name string) *yaml.Node {
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return nodes(t, string(data))
}

func nodes(t testing.TB, file string) *yaml.Node {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(file), &document); err != nil {
		t.Fatal(err)
	}
	return document.Content[0]
}

func written(t testing.TB, root *yaml.Node) string {
	data, err := yaml.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// visit calls f with every value below node and its path.
func visit(node *yaml.Node, path string, f func(path string, node *yaml.Node)) {
	for i, child := range node.Content {
		switch {
		case node.Kind == yaml.SequenceNode:
			at := path + "[" + string(rune('0'+i)) + "]"
			f(at, child)
			visit(child, at, f)
		case i%2 == 1:
			at := strings.TrimPrefix(path+"."+node.Content[i-1].Value, ".")
			f(at, child)
			visit(child, at, f)
		}
	}
}

func TestTheOrderOfKeysSaysNothingButWhereReleasesGo(t *testing.T) {
	for _, name := range examples {
		want := parse(t, written(t, example(t, name)))
		random := rand.New(rand.NewPCG(7, 11))
		for range 20 {
			root := example(t, name)
			shuffle := func(path string, node *yaml.Node) {
				if node.Kind != yaml.MappingNode || path == "environments" {
					return
				}
				random.Shuffle(len(node.Content)/2, func(i, j int) {
					c := node.Content
					c[2*i], c[2*j], c[2*i+1], c[2*j+1] = c[2*j], c[2*i], c[2*j+1], c[2*i+1]
				})
			}
			shuffle("", root)
			visit(root, "", shuffle)
			if got := parse(t, written(t, root)); !reflect.DeepEqual(got, want) {
				t.Fatalf("got  %+v\nwant %+v\nof %s", got, want, written(t, root))
			}
		}
	}
}

func TestAValueOfTheWrongKindIsOneMistakeAtItsPath(t *testing.T) {
	for _, name := range examples {
		root, tried := example(t, name), 0
		whole := written(t, root)
		visit(root, "", func(path string, node *yaml.Node) {
			for _, wrong := range []string{"~", "{ x: y }"} {
				right := *node
				*node = *nodes(t, "x: "+wrong).Content[1]
				file := written(t, root)
				*node = right
				if file == whole || node.Kind == yaml.MappingNode && wrong == "{ x: y }" {
					continue // it is of the right kind
				}
				tried++
				_, err := config.Parse("shipway.yaml", []byte(file))
				var problems *config.Errors
				if !errors.As(err, &problems) || len(problems.Problems) != 1 || !strings.HasPrefix(problems.Problems[0].Path, path) {
					t.Errorf("%s: %s as %q:\n%v", name, path, wrong, err)
				}
			}
		})
		if tried < 150 {
			t.Errorf("only %d values were replaced", tried)
		}
	}
}

func TestAKeyThatIsLeftOutIsNoMistakeOrOne(t *testing.T) {
	for _, name := range examples {
		root := example(t, name)
		leaveOut := func(path string, mapping *yaml.Node) {
			if mapping.Kind != yaml.MappingNode || path == "environments" {
				return // everything that names the environment is then wrong too
			}
			all := mapping.Content
			for i := 0; i < len(all); i += 2 {
				mapping.Content = slices.Concat(all[:i], all[i+2:])
				_, err := config.Parse("shipway.yaml", []byte(written(t, root)))
				var problems *config.Errors
				ingress := path == "services.web" && all[i].Value == "ingress" // to which every environment adds
				if errors.As(err, &problems) && len(problems.Problems) != 1 && !ingress {
					t.Errorf("%s: %s without %s:\n%v", name, path, all[i].Value, err)
				}
			}
			mapping.Content = all
		}
		leaveOut("", root)
		visit(root, "", leaveOut)
	}
}
