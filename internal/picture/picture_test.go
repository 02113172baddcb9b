package picture

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// update writes the golden pictures again instead of comparing with them: go test ./internal/picture -update, and look.
var update = flag.Bool("update", false, "write the golden pictures again")

// read reads the pipelines of a template below testdata.
func read(t *testing.T, name string) []Pipeline {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".template.json"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := Read(text, "444444444444", "eu-west-1")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// drawn is the picture of a pipeline with these stages, as JSON.
func drawn(t *testing.T, stages string, more ...string) string {
	t.Helper()
	all, err := Read([]byte(`{"Resources": {"P": {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"Name": "web", "Stages": [`+stages+`]}}`+strings.Join(more, "")+`}}`), "", "")
	if err != nil || len(all) != 1 {
		t.Fatalf("%d pipelines, %v", len(all), err)
	}
	return all[0].SVG()
}

func TestPicturesAreTheGoldenOnes(t *testing.T) {
	for _, name := range []string{"web", "whole"} {
		got, file := read(t, name)[0].SVG(), filepath.Join("testdata", name+".svg")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || got != string(want) {
			t.Errorf("%s is another picture, %v: if that is meant, go test ./internal/picture -update, and look at it", file, err)
		}
		if again := read(t, name)[0].SVG(); again != got {
			t.Errorf("%s is not drawn the same way twice", name)
		}
	}
}

func TestEveryGateOfAPipelineIsSeen(t *testing.T) {
	got := read(t, "whole")[0].SVG()
	for _, want := range []string{
		"Starts with a push to main.", "444444444444 · eu-west-1 · each run waits for its turn (QUEUED)", // how runs begin
		"go test -json ./... &gt; tests.json", "at least 80 % covered", "none in the source", // tests
		"0 critical, 0 high, 10 medium", "by Amazon Inspector", // scans
		"as its template says", "1 alarm quiet", "image by digest into", "shop-fleet-web", "CodeDeploy: hosts", "CodeDeploy: tasks", // releases
		"by a build inside it", "333333333333 · eu-west-1",
		"answers 200-204", "1 alarm quiet 10 min", "1000 points seen", // proofs
		"a person, asked by", "shop-delivery-alerts", "sees digest, commit, run", "within 7 days", "Mon to Fri", "9:00 to 17:00", "Europe/Berlin", // gates
		"on failure: retried once", "on failure: roll back", "Told of each stage that fails: shop-delivery-alerts.", "Pull requests are tested on their own, and wait for that to be approved.",
	} {
		if !strings.Contains(got, ">"+want+"<") {
			t.Errorf("%q is not to be seen", want)
		}
	}
}

func TestTriggersAreSaid(t *testing.T) {
	for _, c := range []struct{ trigger, want string }{
		{`"Push": [{"Branches": {"Includes": ["main"]}}]`, "a push to main."},
		{`"Push": [{"Branches": {"Includes": ["main"]}, "FilePaths": {"Includes": ["web/**"], "Excludes": ["**/*.md"]}}]`, "a push to main that changes web/**, not only **/*.md."},
		{`"Push": [{"Tags": {"Includes": ["v*", "w*"]}}]`, "a pushed tag v*, w*."},
		{`"PullRequest": [{"Branches": {"Includes": ["main"]}, "FilePaths": {"Includes": ["**"], "Excludes": ["docs/**"]}}]`, "a pull request to main, not only docs/**."},
	} {
		got := drawn(t, `], "Triggers": [{"GitConfiguration": {`+c.trigger+`}}`)
		if !strings.Contains(got, "Starts with "+c.want) {
			t.Errorf("%s: %q is not said", c.trigger, c.want)
		}
	}
	for _, c := range []struct{ pattern, want string }{
		{`{"source": ["aws.ecr"], "detail": {"image-tag": ["release"]}}`, "an image pushed as release."},
		{`{"source": ["aws.s3"], "detail": {"object": {"key": ["web.zip"]}}}`, "an upload of web.zip."},
		{`{"source": ["shop"], "detail-type": ["Order"]}`, "Order."},
	} {
		got := drawn(t, "", `, "R": {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": `+c.pattern+`, "Targets": [{"Arn": {"Fn::Join": [":", ["arn:aws:codepipeline", {"Ref": "P"}]]}}]}}`)
		if !strings.Contains(got, "Starts with "+c.want) {
			t.Errorf("%s: %q is not said", c.pattern, c.want)
		}
	}
	if got := drawn(t, ""); !strings.Contains(got, "Starts by hand.") {
		t.Error("a start by hand is not said")
	}
}

func TestWhatAStageDependsOnIsSaid(t *testing.T) {
	for _, c := range []struct{ result, settings, first, second string }{
		{"SKIP", `{"Variable": "#{Diff-prod.CHANGES}", "Operator": "NE", "Value": "0"}`, "skipped when", "CHANGES is 0"},
		{"FAIL", `{"Variable": "#{Test.OK}", "Operator": "EQ", "Value": "yes"}`, "fails unless", "OK is yes"},
		{"FAIL", `{"Variable": "#{Test.OK}", "Operator": "MATCHES", "Value": "y.*"}`, "fails unless", "OK matches y.*"},
	} {
		got := drawn(t, `{"Name": "x", "BeforeEntry": {"Conditions": [{"Result": "`+c.result+`", "Rules": [{"Name": "Changes", "RuleTypeId": {"Provider": "VariableCheck"}, "Configuration": `+c.settings+`}]}]}}`)
		if !strings.Contains(got, ">"+c.first+"<") || !strings.Contains(got, ">"+c.second+"<") {
			t.Errorf("%s: %q and %q are not to be seen", c.settings, c.first, c.second)
		}
	}
}

func TestWhatPeopleWroteIsTextAndNothingElse(t *testing.T) {
	name, err := json.Marshal("<script>alert(\"1\")</script> & 'x' \x00\x1b[31m\u202e\ufffe" + strings.Repeat("long", 300))
	if err != nil {
		t.Fatal(err)
	}
	got := drawn(t, `{"Name": `+string(name)+`, "Actions": [{"Name": `+string(name)+`, "ActionTypeId": {"Provider": "CodeBuild"}, "Configuration": {"ProjectName": "p"}}]}`,
		`, "B": {"Type": "AWS::CodeBuild::Project", "Properties": {"Name": "p", "Environment": {"EnvironmentVariables": [{"Name": "TEST_COMMAND", "Value": `+string(name)+`}]}}}`)
	for decoder := xml.NewDecoder(strings.NewReader(got)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if element, is := token.(xml.StartElement); is && element.Name.Local == "script" {
			t.Error("a name became an element")
		}
	}
	if strings.ContainsAny(got, "\x00\x1b\u202e\ufffe") {
		t.Error("what cannot be seen is in the picture")
	}
}

func TestAnythingThatIsATemplateIsDrawn(t *testing.T) {
	for _, stages := range []string{
		``, `{}`, `{"Name": {"Ref": "AWS::Region"}, "Actions": [{}]}`, `"text"`, `{"Actions": "text"}`, `{"Name": "x", "Actions": [7]}`,
		`{"Name": "x", "Actions": [{"Name": {"Fn::If": ["a", "b", "c"]}, "RunOrder": "two", "Configuration": {"EnvironmentVariables": {"Fn::Join": ["", ["[", {"Ref": "X"}, "]"]]}}}]}`,
		`{"Name": "x", "BeforeEntry": {"Conditions": [{"Rules": [{"Name": "Alarm", "RuleTypeId": {"Provider": "CloudWatchAlarm"}}]}]}}`,
		`{"Name": "x", "BeforeEntry": {"Conditions": [{"Rules": [{"Configuration": {"Cron": "0 0 12 ? * L *", "TimeZone": "UTC"}}]}]}}`,
	} {
		if got := drawn(t, stages); xml.Unmarshal([]byte(got), new(struct{})) != nil {
			t.Errorf("%s: no XML:\n%s", stages, got)
		}
	}
	if _, err := Read([]byte("no JSON"), "", ""); err == nil || !strings.Contains(err.Error(), "not a CloudFormation template as JSON") {
		t.Errorf("got %v", err)
	}
	if all, err := Read([]byte("{}"), "", ""); err != nil || len(all) != 0 {
		t.Errorf("a template without a pipeline: %v, %v", all, err)
	}
}

// within reports boxes of a pipeline that leave the sheet, stages that touch, and lines that leave their box.
func within(t *testing.T, p Pipeline) {
	t.Helper()
	cards := make([]card, len(p.stages))
	for i, one := range p.stages {
		cards[i] = cardOf(one)
	}
	place(cards, 0)
	for i, c := range cards {
		if c.x < margin || c.x+c.width() > sheetWidth-margin {
			t.Errorf("%s leaves the sheet", c.stage.name)
		}
		for _, other := range cards[:i] {
			if c.y < other.y+other.height && other.y < c.y+c.height && c.x < other.x+other.width() && other.x < c.x+c.width() {
				t.Errorf("%s lies on %s", c.stage.name, other.stage.name)
			}
		}
		for _, r := range c.rows {
			for _, one := range r.cells {
				if one.x+one.width > c.width()-padding || r.y+r.height > c.height-padding {
					t.Errorf("a box leaves %s", c.stage.name)
				}
				if one.box == nil {
					continue
				}
				for _, line := range one.lines() {
					if wide(line, lineSize) > float64(one.width-2*padding) {
						t.Errorf("%q leaves its box", line)
					}
				}
			}
		}
	}
}

func TestNothingLiesOnAnythingElse(t *testing.T) {
	for _, p := range append(read(t, "web"), read(t, "whole")...) {
		within(t, p)
	}
	for actions := 1; actions <= 10; actions++ {
		s := stage{name: "wave"}
		for i := range actions {
			s.actions = append(s.actions, action{box: box{name: "Release-" + strings.Repeat("e", 10*i+1), lines: []string{strings.Repeat("wide ", 40)}}, order: 1})
		}
		plain := s
		plain.name = "plain"
		s.track()
		within(t, Pipeline{stages: []stage{s, plain, s, plain}})
	}
}

func TestTextIsMeasuredAndBroken(t *testing.T) {
	if len(widths) != '~'-' '+1 {
		t.Fatalf("%d widths", len(widths))
	}
	for _, c := range []struct {
		text  string
		room  float64
		lines []string
	}{
		{"", 100, nil},
		{"one two", 100, []string{"one two"}},
		{"one two three four", 60, []string{"one two", "three four"}},
		{"shop.example.com/healthz", 110, []string{"shop.example.", "com/healthz"}},
		{"a b c d e f g h i j k l m n o p q r s t u v w x y z", 20, []string{"a b", "c d", "e…"}},
	} {
		got := wrap(c.text, lineSize, c.room, 3)
		if strings.Join(got, "|") != strings.Join(c.lines, "|") {
			t.Errorf("%q in %v: %q, want %q", c.text, c.room, got, c.lines)
		}
	}
}
