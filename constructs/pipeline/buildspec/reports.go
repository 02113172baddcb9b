package buildspec

import (
	"regexp"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Format is the format of a report.
type Format string

// The formats that CodeBuild reads: the first six are of tests, the others of coverage (CodeBuild user guide, "Build
// specification reference for CodeBuild", reports/file-format). Go's own are none of them: program.Test writes them as
// JUnitXML and Cobertura.
const (
	CucumberJSON Format = "CUCUMBERJSON"
	JUnitXML     Format = "JUNITXML"
	NUnitXML     Format = "NUNITXML"
	NUnit3XML    Format = "NUNIT3XML"
	TestNGXML    Format = "TESTNGXML"
	VisualStudio Format = "VISUALSTUDIOTRX"
	Clover       Format = "CLOVERXML"
	Cobertura    Format = "COBERTURAXML"
	JaCoCo       Format = "JACOCOXML"
	SimpleCov    Format = "SIMPLECOV"
)

// formats are all of them.
var formats = []string{
	string(CucumberJSON), string(JUnitXML), string(NUnitXML), string(NUnit3XML), string(TestNGXML), string(VisualStudio),
	string(Clover), string(Cobertura), string(JaCoCo), string(SimpleCov),
}

// Coverage says whether the format is one of coverage, and so whose report group is of the type CODE_COVERAGE.
func (f Format) Coverage() bool {
	return f == Clover || f == Cobertura || f == JaCoCo || f == SimpleCov
}

// Report are files of one format that CodeBuild shows and keeps.
type Report struct {
	// Format is what the files are. Required.
	Format Format
	// Files are paths below Base, or patterns such as "**/*.xml". Required.
	Files []string
	// Base is the directory of the files, below the source's. Default: the source's.
	Base string
}

// reportName matches the name of a report group, or its ARN.
var reportName = regexp.MustCompile(`^(arn:aws[a-z-]*:codebuild:[a-z0-9-]+:\d{12}:report-group/)?[A-Za-z0-9][A-Za-z0-9_-]{1,127}$`)

func (r Report) check(c *check.Checks, name string) {
	at := "Reports[" + name + "]"
	c.That("BLD-005", at, name, reportName.MatchString(name), "want the name of a report group, 2 to 128 letters, digits, - and _, or its ARN")
	c.OneOf("BLD-005", at+".Format", string(r.Format), formats...)
	c.Require("BLD-005", at+".Files", len(r.Files) > 0, "give the files of the report")
	checkPaths(c, at+".Files", r.Files)
	checkBase(c, at+".Base", r.Base)
}

// render writes the report below its name.
func (r Report) render(y *writer, name string) {
	y.open(encode(name))
	y.field("file-format", encode(string(r.Format)))
	if r.Base != "" {
		y.field("base-directory", encode(r.Base))
	}
	y.list("files", r.Files)
	y.close()
}
