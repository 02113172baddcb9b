package program

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// shop is an assembly with two environments and a tools account.
func shop() assembly {
	return assembly{groups: []group{
		{name: "dev", target: "111111111111 eu-west-1", stacks: []stack{
			{id: "dev/Network", resources: 31, bytes: 24680},
			{id: "dev/Platform", resources: 22, bytes: 18432},
			{id: "dev/Web", resources: 14, bytes: 12189},
		}},
		{name: "prod", target: "333333333333 eu-west-1", stacks: []stack{
			{id: "prod/Network", resources: 45, bytes: 36700},
			{id: "prod/AnOrderServiceWithAVeryLongNameForATable", resources: 1, bytes: 100},
		}},
		{name: "Delivery", stacks: []stack{{id: "Delivery/Registry", resources: 2, bytes: 4096}}},
	}}
}

func TestTheSummaryShowsEveryEnvironmentAndStack(t *testing.T) {
	s := summary{assembly: shop(), elapsed: 5912 * time.Millisecond, next: "npx cdk deploy 'dev/*'"}
	want := `
dev  111111111111 eu-west-1        resources      KiB   findings
  dev/Network                             31     24.1   none
  dev/Platform                            22     18.0   none
  dev/Web                                 14     11.9   none
prod  333333333333 eu-west-1
  prod/Network                            45     35.8   none
  …rviceWithAVeryLongNameForATable         1      0.1   none
Delivery
  Delivery/Registry                        2      4.0   none

6 stacks, 115 resources, no findings: synthesized in 5.9 s
Next: npx cdk deploy 'dev/*'
`
	if got := "\n" + s.String(); got != want {
		t.Errorf("the summary is%s\nwant%s", got, want)
	}
}

func TestTheSummaryCountsFindingsWhereTheyAre(t *testing.T) {
	s := summary{assembly: shop(), elapsed: 90 * time.Millisecond, found: []finding{
		{path: "dev/Network/Vpc"}, {path: "dev/Network"}, {path: "dev/Web/Task", advice: true}, {path: ""},
	}}
	got := s.String()
	for _, want := range []string{
		"dev/Network                             31     24.1   2 findings\n",
		"dev/Platform                            22     18.0   none\n",
		"dev/Web                                 14     11.9   1 warning\n",
		"6 stacks, 115 resources, 3 findings, 1 warning: synthesized in 0.09 s\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the summary lacks %q:\n%s", want, got)
		}
	}
}

func TestAReusedAssemblyIsCalledSo(t *testing.T) {
	s := summary{assembly: shop(), elapsed: 41 * time.Millisecond, reused: true, brief: true, next: "npx cdk deploy"}
	if got, want := s.String(), "6 stacks, 115 resources, no findings: unchanged, reused in 0.04 s\n"; got != want {
		t.Errorf("the summary is %q, want %q", got, want)
	}
}

func TestTheSummaryFitsIn80Columns(t *testing.T) {
	wide := shop()
	wide.groups[1].stacks[1].resources, wide.groups[1].stacks[1].bytes = 500, 1<<20
	var found []finding
	for i := range 22 {
		found = append(found, finding{path: wide.groups[1].stacks[1].id, advice: i < 10})
	}
	s := summary{assembly: wide, found: found, elapsed: time.Minute, next: "npx cdk deploy 'dev/*'"}
	for line := range strings.Lines(s.String()) {
		if width := utf8.RuneCountInString(strings.TrimRight(line, "\n")); width > 80 {
			t.Errorf("%d columns: %s", width, line)
		}
	}
}

func TestColoursAreOnlyThereWhenWanted(t *testing.T) {
	s := summary{assembly: shop(), next: "npx cdk deploy 'dev/*'"}
	if strings.Contains(s.String(), "\x1b") {
		t.Error("there are colours although nobody wants them")
	}
	s.colour = true
	plain := escapes.ReplaceAllString(s.String(), "")
	s.colour = false
	if plain != s.String() {
		t.Errorf("without its colours the summary is\n%s\nwant\n%s", plain, s.String())
	}
}

func TestTheNextCommandCanBeTypedAsItStands(t *testing.T) {
	usual := Run{Dir: defaultOut, names: []string{"dev", "prod"}, options: Options{Config: defaultConfig}}
	one, out, file, none := usual, usual, usual, usual
	one.Only, out.Dir, file.options.Config, none.names = "prod", "out", "other.yaml", []string{"unbuilt"}
	for _, c := range []struct {
		run  Run
		want string
	}{
		{usual, "npx cdk deploy 'Delivery/*'"},
		{one, "npx cdk deploy -c env=prod 'Delivery/*'"},
		{out, "npx cdk deploy --app out 'Delivery/*'"},
		{file, "npx cdk deploy --app cdk.out 'Delivery/*'"},
		{none, "npx cdk deploy 'Delivery/*'"},
	} {
		if got := nextCommand(&c.run, shop()); got != c.want {
			t.Errorf("the next command is %q, want %q", got, c.want)
		}
	}
	alone := assembly{groups: shop().groups[:1]}
	if got := nextCommand(&usual, alone); got != "npx cdk deploy 'dev/*'" {
		t.Errorf("without tools the next command is %q", got)
	}
	if got := nextCommand(&none, alone); got != "npx cdk deploy --all" {
		t.Errorf("of nothing known the next command is %q", got)
	}
}
