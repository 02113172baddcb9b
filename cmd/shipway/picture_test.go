package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// gallery is an assembly whose only stack has pipelines of these names.
func gallery(t *testing.T, names ...string) string {
	t.Helper()
	assembly, resources := t.TempDir(), []string{}
	for _, name := range names {
		resources = append(resources, `"`+strings.ReplaceAll(name, "-", "")+`": {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"Name": "`+name+
			`", "Stages": [{"Name": "Source", "Actions": [{"Name": "Get"}]}]}}`)
	}
	place(t, filepath.Join(assembly, "assembly-Delivery", "Web.template.json"), `{"Resources": {`+strings.Join(resources, ", ")+`}}`)
	place(t, filepath.Join(assembly, "assembly-Delivery", "manifest.json"), `{"artifacts": {"DeliveryWeb": {"type": "aws:cloudformation:stack",
		"environment": "aws://444444444444/eu-west-1", "properties": {"stackName": "storefront-delivery-web", "templateFile": "Web.template.json"}}}}`)
	return assembly
}

func TestTheOnlyPipelineIsDrawn(t *testing.T) {
	out, err, code := answer([]string{"picture", "-assembly", gallery(t, "shop-delivery-web")})
	if code != 0 || err != "" || !strings.HasPrefix(out, "<svg ") || !strings.Contains(out, "shop-delivery-web") || !strings.Contains(out, "444444444444 · eu-west-1") {
		t.Errorf("exit code %d: %s\n%s", code, err, out)
	}
}

func TestAPipelineIsDrawnByItsName(t *testing.T) {
	assembly := gallery(t, "shop-delivery-web", "shop-delivery-api")
	out, err, code := answer([]string{"picture", "-assembly", assembly, "-pipeline", "shop-delivery-api"})
	if code != 0 || err != "" || !strings.Contains(out, "The pipeline shop-delivery-api") {
		t.Errorf("exit code %d: %s\n%s", code, err, out)
	}
	file := filepath.Join(t.TempDir(), "pipeline.svg")
	for range 2 { // the second time over the first
		said, err, code := answer([]string{"picture", "-assembly", assembly, "-pipeline", "shop-delivery-api", "-out", file})
		if code != 0 || err != "" || said != "wrote "+file+"\n" || content(t, file) != out {
			t.Errorf("exit code %d: %s%s", code, said, err)
		}
	}
}

func TestWhatCannotBeDrawnIsSaid(t *testing.T) {
	one, two, none := gallery(t, "shop-delivery-web"), gallery(t, "shop-delivery-web", "shop-delivery-api"), gallery(t)
	broken := gallery(t)
	place(t, filepath.Join(broken, "assembly-Delivery", "Web.template.json"), "no JSON")
	other, directory := filepath.Join(t.TempDir(), "notes.txt"), t.TempDir()
	place(t, other, "mine")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-assembly", two}, "-pipeline: want one of shop-delivery-api, shop-delivery-web [CLI-001]"},
		{[]string{"-assembly", two, "-pipeline", "shop-delivery-wbe"}, `-pipeline "shop-delivery-wbe": want one of shop-delivery-api, shop-delivery-web; did you mean shop-delivery-web? [CLI-001]`},
		{[]string{"-assembly", none}, none + ": no template has a pipeline: give a source below delivery in shipway.yaml, and run make synth [CLI-003]"},
		{[]string{"-assembly", "/nowhere"}, "/nowhere: there is no cloud assembly: run make synth first, or say where it is with -assembly [CLI-003]"},
		{[]string{"-assembly", broken}, broken + ": not a cloud assembly: not a CloudFormation template as JSON: invalid character 'o' in literal null (expecting 'u') [CLI-003]"},
		{[]string{"-assembly", one, "-out", other}, `"` + other + `": is no picture: want a file that is not there, or one that this has drawn [CLI-002]`},
		{[]string{"-assembly", one, "-out", directory}, `"` + directory + `": cannot be written: is a directory [CLI-002]`},
		{[]string{"-assembly", one, "-out", filepath.Join(directory, "a", "b.svg")}, `"` + filepath.Join(directory, "a", "b.svg") + `": cannot be written: no such file or directory [CLI-002]`},
		{[]string{"-pipelnie", "x"}, "-pipelnie: unknown flag; shipway picture -h lists them; did you mean -pipeline? [CLI-001]"},
		{[]string{"web"}, `"web": not a flag; shipway picture -h lists them [CLI-001]`},
		{[]string{"-out"}, "-out: a value is missing [CLI-001]"},
	} {
		out, err, code := answer(append([]string{"picture"}, c.args...))
		if out != "" || err != c.want+"\n" || code != 2 {
			t.Errorf("%q: exit code %d, %q\n got %swant %s", c.args, code, out, err, c.want)
		}
	}
	if text, err := os.ReadFile(other); err != nil || string(text) != "mine" {
		t.Error("another file was overwritten")
	}
}

func TestHelpOfPicturesNamesEveryFlag(t *testing.T) {
	out, err, code := answer([]string{"picture", "-h"})
	if code != 0 || err != "" {
		t.Fatalf("exit code %d: %s", code, err)
	}
	for _, name := range pictureFlags {
		if !strings.Contains(out, "\n  "+name+" ") {
			t.Errorf("%s is missing", name)
		}
	}
	for _, line := range strings.Split(out, "\n") {
		if len([]rune(line)) > 80 {
			t.Errorf("%d columns: %s", len([]rune(line)), line)
		}
	}
}
