package program

import (
	"errors"
	"flag"
	"maps"
	"testing"
)

const flagList = "-c, -config, -debug, -fresh, -help, -out, -quiet"

func TestAMistypedCommandLineIsOneLine(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-colour"}, "-colour: unknown flag; want " + flagList + " [CLI-001]"},
		{[]string{"--fersh"}, "-fersh: unknown flag; want " + flagList + "; did you mean -fresh? [CLI-001]"},
		{[]string{"-fre\x1bsh"}, `-fre\u001bsh: unknown flag; want ` + flagList + "; did you mean -fresh? [CLI-001]"},
		{[]string{"prod"}, "prod: not a flag; want " + flagList + " [CLI-001]"},
		{[]string{"-quiet", "prod", "-fresh"}, "prod: not a flag; want " + flagList + " [CLI-001]"},
		{[]string{"-config"}, "-config: a value is missing [CLI-001]"},
		{[]string{"-config", ""}, `-config "": is empty [CLI-001]`},
		{[]string{"-config", "a.yaml", "-config", "b.yaml"}, `-config "b.yaml": is given twice [CLI-001]`},
		{[]string{"-out", "a", "--out=b"}, `-out "b": is given twice [CLI-001]`},
		{[]string{"-c", "env"}, `-c "env": want KEY=VALUE [CLI-001]`},
		{[]string{"-c", "=prod"}, `-c "=prod": want KEY=VALUE [CLI-001]`},
		{[]string{"-c", "aws:cdk:x=1"}, `-c "aws:cdk:x=1": keys that start with aws: are CDK's own [CLI-001]`},
		{[]string{"-quiet=perhaps"}, `-quiet "perhaps": parse error [CLI-001]`},
		{[]string{"---"}, "bad flag syntax: --- [CLI-001]"},
	} {
		_, err := ParseOptions(c.args)
		refused(t, err, c.want)
	}
}

func TestWithoutArgumentsTheProjectsFilesAreUsed(t *testing.T) {
	o, err := ParseOptions(nil)
	if err != nil {
		t.Fatal(err)
	}
	if o.Config != "shipway.yaml" || o.Out != "cdk.out" || o.Quiet || o.Fresh || o.Debug {
		t.Errorf("the defaults are %+v", o)
	}
}

func TestTheCLIsDirectoryIsUsedUnlessOneIsGiven(t *testing.T) {
	t.Setenv("CDK_OUTDIR", "from-cli")
	if o, _ := ParseOptions(nil); o.Out != "from-cli" {
		t.Errorf("the directory is %q, want the CLI's", o.Out)
	}
	if o, _ := ParseOptions([]string{"-out", "mine"}); o.Out != "mine" {
		t.Errorf("the directory is %q, want the one given", o.Out)
	}
}

func TestContextValuesKeepTheirEqualsSigns(t *testing.T) {
	o, err := ParseOptions([]string{"-c", "env=dev", "-c", "a=b=c", "-c", "env=prod"})
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"env": "prod", "a": "b=c"}; !maps.Equal(o.Context, want) {
		t.Errorf("the context is %v, want %v", o.Context, want)
	}
}

func TestHelpIsNoMistake(t *testing.T) {
	for _, arg := range []string{"-h", "-help", "--help"} {
		if _, err := ParseOptions([]string{arg}); !errors.Is(err, flag.ErrHelp) {
			t.Errorf("%s gives %v, want flag.ErrHelp", arg, err)
		}
	}
}
