package program_test

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
)

// tests is a world whose tests write files, given as pairs of paths and texts.
func tests(t *testing.T, shell []string, files ...string) *world {
	w := newWorld(t, shell)
	w.set("TEST_COMMAND", "echo testing && cp -R ../written/. .")
	w.write("written/.keep", "")
	for i := 0; i < len(files); i += 2 {
		w.write("written/"+files[i], files[i+1])
	}
	return w
}

const goodJUnit = `<?xml version="1.0"?><testsuites><testsuite tests="2"><testcase name="a"/><testcase
	name="b"><system-out><![CDATA[<failure> is only text, and so is <testcase name="x"/>]]></system-out></testcase><!-- <error/> --></testsuite></testsuites>`

func TestTestsThatPassPass(t *testing.T) {
	for _, shell := range shells() {
		w := tests(t, shell)
		if said := w.succeeds(program.Test()); !strings.Contains(said, "testing\n") {
			t.Errorf("it says %q", said)
		}
		w = tests(t, shell)
		w.set("TEST_COMMAND", "exit 7")
		w.fails(program.Test(), "the tests failed: the command ended with 7")
	}
}

func TestReportsDecide(t *testing.T) {
	bad := strings.Replace(goodJUnit, `<testcase name="a"/>`, `<testcase name="a"><failure message="1 &lt; 2"/></testcase>`, 1)
	cucumber := func(status string) string {
		return `[{"elements":[{"type":"background","steps":[{"result":{"status":"passed"}}]},{"type":"scenario","steps":[{"result":{"status":"passed"}},{"result":{"status":"` + status + `"}}]}]}]`
	}
	for i, c := range some([]struct{ name, format, report, pattern, text, want string }{
		{"JUnit", "JUNITXML", "out/a b.xml", "out/*.xml", goodJUnit, ""},
		{"JUnit with a failure", "JUNITXML", "a.xml", "a.xml", bad, "the tests failed: 1 of 2 tests failed"},
		{"JUnit with an error", "JUNITXML", "a.xml", "a.xml", strings.Replace(bad, "<failure ", "<error\n", 1), "1 of 2 tests failed"},
		{"JUnit without tests", "JUNITXML", "a.xml", "a.xml", `<testsuites></testsuites>`, "0 tests ran, want at least 1"},
		{"no report", "JUNITXML", "a.xml", "b.xml", goodJUnit, "TEST_REPORT is b.xml: the tests have written no such file"},
		{"Cucumber", "CUCUMBERJSON", "c.json", "c.json", cucumber("passed"), ""},
		{"Cucumber with a failure", "CUCUMBERJSON", "c.json", "c.json", cucumber("failed"), "1 of 1 tests failed"},
		{"Cucumber with an undefined step", "CUCUMBERJSON", "c.json", "c.json", cucumber("undefined"), "1 of 1 tests failed"},
		{"Cucumber that is none", "CUCUMBERJSON", "c.json", "c.json", "{", "cannot read ./c.json"},
	}) {
		t.Run(c.name, func(t *testing.T) {
			w := tests(t, in(i), c.report, c.text)
			w.set("TEST_REPORT", c.pattern, "TEST_FORMAT", c.format)
			if c.want == "" {
				w.succeeds(program.Test())
				return
			}
			w.fails(program.Test(), c.want)
		})
	}
	w := tests(t, in(0), "a/1.xml", goodJUnit, "b/2.xml", goodJUnit)
	w.set("TEST_REPORT", "*.xml", "TEST_FORMAT", "JUNITXML", "TESTS_MIN", "5", "TEST_COMMAND", "cp -R ../written/. .; exit 2")
	w.fails(program.Test(), "the command ended with 2; 4 tests ran, want at least 5")
}

// events are what go test -json says: one test of each end, one that never ends, a package that does not build, and what is no event.
const goEvents = `{"Action":"run","Package":"example.com/a","Test":"TestGood"}
{"Action":"output","Package":"example.com/a","Test":"TestGood","Output":"it's <good> & \"fine\"\u0007\n"}
{"Action":"pass","Package":"example.com/a","Test":"TestGood","Elapsed":0.5}
{"Action":"run","Package":"example.com/a","Test":"TestSkipped"}
{"Action":"skip","Package":"example.com/a","Test":"TestSkipped"}
# example.com/b: not JSON
{"Action":"pass","Package":"example.com/a","Elapsed":1}
`

const goFailures = `{"Action":"output","Package":"example.com/a","Test":"TestBad","Output":"want ]]> 1\n"}
{"Action":"fail","Package":"example.com/a","Test":"TestBad"}
{"Action":"fail","Package":"example.com/a"}
{"Action":"run","Package":"example.com/b","Test":"TestHangs"}
{"Action":"fail","Package":"example.com/b"}
{"Action":"output","Package":"example.com/c","Output":"does not build\n"}
{"Action":"fail","Package":"example.com/c"}
`

func TestGoIsWrittenAsJUnit(t *testing.T) {
	type testcase struct {
		Class   string  `xml:"classname,attr"`
		Name    string  `xml:"name,attr"`
		Time    float64 `xml:"time,attr"`
		Failure *string `xml:"failure"`
		Skipped *string `xml:"skipped"`
	}
	read := func(w *world) (all []string) {
		var report struct {
			Suites []struct {
				Cases []testcase `xml:"testcase"`
			} `xml:"testsuite"`
		}
		if err := xml.Unmarshal([]byte(w.read("source/reports/junit.xml")), &report); err != nil {
			t.Fatal(err)
		}
		for _, suite := range report.Suites {
			for _, one := range suite.Cases {
				end := "pass"
				if one.Failure != nil {
					end = "fail " + strings.TrimSpace(*one.Failure)
				} else if one.Skipped != nil {
					end = "skip"
				}
				all = append(all, fmt.Sprintf("%s %s %g %s", one.Class, one.Name, one.Time, end))
			}
		}
		return all
	}
	w := tests(t, in(0), "tests.json", goEvents)
	w.set("TEST_REPORT", "tests.json", "TEST_FORMAT", "GOJSON")
	if said := w.succeeds(program.Test()); !strings.Contains(said, "2 tests, 0 of them failed") {
		t.Errorf("it says %q", said)
	}
	if got, want := fmt.Sprint(read(w)), "[example.com/a TestGood 0.5 pass example.com/a TestSkipped 0 skip]"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	w = tests(t, in(1), "tests.json", goEvents+goFailures)
	w.set("TEST_REPORT", "tests.json", "TEST_FORMAT", "GOJSON")
	w.fails(program.Test(), "3 of 5 tests failed")
	want := "[example.com/a TestBad 0 fail want ]]> 1 example.com/a TestGood 0.5 pass example.com/a TestSkipped 0 skip example.com/b TestHangs 0 fail  example.com/c package 0 fail does not build]"
	if got := fmt.Sprint(read(w)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

const profile = `mode: atomic
example.com/a/a.go:3.14,5.2 3 7
example.com/a/a.go:7.14,8.2 1 0
example.com/a/b&"<c>.go:1.1,1.9 4 0
example.com/a/b&"<c>.go:1.1,1.9 4 2
`

func TestCoverageHasALimit(t *testing.T) {
	for i, c := range some([]struct{ format, text, covered string }{
		{"GO", profile, "87.50"},
		{"COBERTURAXML", "<?xml version=\"1.0\"?><!DOCTYPE coverage>\n<coverage lines-valid=\"8\"\n line-rate=\"0.875\"><packages><package line-rate=\"0.1\"/></packages></coverage>", "87.50"},
		{"JACOCOXML", `<report><package><counter type="LINE" missed="9" covered="1"/></package><counter type="INSTRUCTION" missed="9" covered="9"/><counter type="LINE" missed="1" covered="7"/><counter type="CLASS" missed="0" covered="1"/></report>`, "87.50"},
		{"CLOVERXML", `<coverage><project><metrics statements="8" coveredstatements="7"/><file><metrics statements="4" coveredstatements="0"/></file></project></coverage>`, "87.50"},
		{"SIMPLECOV", `{"RSpec":{"coverage":{"a.rb":{"lines":[1,null,2,0,1]},"b.rb":[1,1,1,1]},"timestamp":1}}`, "87.50"},
	}) {
		t.Run(c.format, func(t *testing.T) {
			w := tests(t, in(i), "coverage", c.text)
			w.set("COVERAGE_REPORT", "coverage", "COVERAGE_FORMAT", c.format, "COVERAGE_MIN", "87.5")
			if said := w.succeeds(program.Test()); !strings.Contains(said, c.covered+" % covered") {
				t.Errorf("it says %q, want %s", said, c.covered)
			}
			w.set("COVERAGE_MIN", "87.6")
			w.fails(program.Test(), "the tests failed: "+c.covered+" % is covered, want at least 87.6 %")
			w = tests(t, in(i), "coverage", "nonsense")
			w.set("COVERAGE_REPORT", "coverage", "COVERAGE_FORMAT", c.format)
			w.fails(program.Test(), "cannot read ./coverage")
		})
	}
}

func TestACoverProfileIsWrittenAsCobertura(t *testing.T) {
	w := tests(t, in(0), "cover.out", profile)
	w.set("COVERAGE_REPORT", "cover.out", "COVERAGE_FORMAT", "GO", "REPORTS", "out/reports")
	w.succeeds(program.Test())
	var report struct {
		Rate  string `xml:"line-rate,attr"`
		Files []struct {
			Name  string `xml:"filename,attr"`
			Lines []struct {
				Number int `xml:"number,attr"`
				Hits   int `xml:"hits,attr"`
			} `xml:"lines>line"`
		} `xml:"packages>package>classes>class"`
	}
	if err := xml.Unmarshal([]byte(w.read("source/out/reports/cobertura.xml")), &report); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(report), `{0.8750 [{example.com/a/a.go [{3 7} {4 7} {5 7} {7 0} {8 0}]} {example.com/a/b&"<c>.go [{1 2}]}]}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestReportsStayBelowTheSource(t *testing.T) {
	for i, c := range some([][]string{
		{"REPORTS", "../out", "want a path below the source"}, {"REPORTS", "/tmp/out", "want a path below the source"}, {"REPORTS", "link/out/deep", "it leads out of the source"},
		{"TEST_REPORT", "../secret", "no such file"}, {"TEST_REPORT", "/etc/passwd", "no such file"}, {"TEST_REPORT", "-delete", "no such file"},
		{"TEST_FORMAT", "HTML", "TEST_FORMAT is HTML: want JUNITXML"}, {"TEST_FORMAT", "", "TEST_FORMAT is : want JUNITXML"},
		{"COVERAGE_FORMAT", "GO", "COVERAGE_FORMAT is GO: want GO"}, {"COVERAGE_MIN", "101", "want 0 to 100 percent"}, {"COVERAGE_MIN", "80", "want a COVERAGE_REPORT"},
		{"TESTS_MIN", "many", "TESTS_MIN is no whole number"}, {"TEST_COMMAND", "true\nfalse", "TEST_COMMAND holds control characters"},
	}) {
		w := tests(t, in(i), "a.xml", goodJUnit)
		w.link("source/link", "../tmp")
		w.write("secret", goodJUnit)
		w.set("TEST_REPORT", "a.xml", "TEST_FORMAT", "JUNITXML")
		w.set(c[0], c[1])
		w.fails(program.Test(), c[2])
		if got := w.read("tmp/out"); got != "" {
			t.Errorf("%v: it writes elsewhere", c)
		}
	}
}
