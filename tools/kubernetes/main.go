// Command kubernetes checks manifests with the code of the Kubernetes API server itself: it reads every JSON file below
// the directories it is given strictly, fills in defaults, and applies the rules by which the server accepts an object. It
// needs no cluster.
//
// It is a module of its own, since the API server brings many others. Kinds that are not Kubernetes' own are left out:
// their rules are in the cluster.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

func main() {
	checked, left := 0, 0
	for _, root := range os.Args[1:] {
		err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(file) != ".json" || d.Name() == "plan.json" {
				return err
			}
			problems, known := check(file)
			if !known {
				left++
				return nil
			}
			checked++
			if len(problems) > 0 {
				return fmt.Errorf("%s:\n  %s", file, strings.Join(problems, "\n  "))
			}
			return nil
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if checked == 0 {
		fmt.Fprintln(os.Stderr, "no manifest was checked: name the directories they are in")
		os.Exit(1)
	}
	fmt.Printf("%d manifests are accepted, %d of other kinds were left out\n", checked, left)
}

var strict = serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict).UniversalDecoder()

// check is what the API server has against the object in file, and whether it knows its kind.
func check(file string) (problems []string, known bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return []string{err.Error()}, true
	}
	object, _, err := strict.Decode(text, nil, nil)
	if runtime.IsNotRegisteredError(err) {
		return nil, false
	}
	if err != nil {
		return []string{err.Error()}, true
	}
	for _, problem := range validate(object) {
		problems = append(problems, problem.Error())
	}
	return problems, true
}
