package workflow_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

// refused are the codes and fields that Validate refuses.
func refused(p workflow.Props) (all []string) {
	var refusal *check.Error
	if errors.As(p.Validate(), &refusal) {
		for _, one := range refusal.Problems {
			all = append(all, one.Code+" "+one.Field)
		}
	}
	return all
}

// row is one change to valid props, and what is refused of it: nothing where want is empty.
type row struct {
	name   string
	change func(*workflow.Props)
	want   string
}

func judge(t *testing.T, rows []row) {
	t.Helper()
	for _, r := range rows {
		got := refused(props(r.change))
		if r.want == "" && len(got) > 0 || r.want != "" && !slices.Equal(got, []string{r.want}) {
			t.Errorf("%s: got %v, want %q", r.name, got, r.want)
		}
	}
}

// The places that rows change.
func first(p *workflow.Props) *workflow.Service   { return &p.Services[0] }
func tests(p *workflow.Props) *workflow.Tests     { return &p.Services[0].Tests }
func prod(p *workflow.Props) *workflow.Target     { return &p.Services[0].Targets[2] }
func revision(p *workflow.Props) *workflow.Target { return &p.Services[1].Targets[0] }

func TestNamesThatLeadSomewhereElseAreRefused(t *testing.T) {
	judge(t, []row{
		{"the longest", func(p *workflow.Props) { p.App = strings.Repeat("a", 20) }, ""},
		{"an app", func(p *workflow.Props) { p.App = strings.Repeat("a", 21) }, "APP-001 App"},
		{"an app with a dot", func(p *workflow.Props) { p.App = "a.b" }, "APP-001 App"},
		{"a service", func(p *workflow.Props) { first(p).Name, first(p).Repository = "web/../../x", "storefront/web" }, "SVC-001 Services[0].Name"},
		{"a service twice", func(p *workflow.Props) { p.Services[3].Name = "web" }, "SVC-002 Services[3].Name"},
		{"no service", func(p *workflow.Props) { p.Services = nil }, "SVC-001 Services"},
		{"an environment twice", func(p *workflow.Props) {
			p.Environments = append(p.Environments, p.Environments[0])
		}, "ENV-004 Environments[3].Name"},
		{"an environment", func(p *workflow.Props) {
			p.Environments = append(p.Environments, workflow.Environment{Name: "a b", Account: "111111111111", Region: "eu-west-1"})
		}, "ENV-003 Environments[3].Name"},
		{"an account", func(p *workflow.Props) {
			p.Environments = append(p.Environments, workflow.Environment{Name: "e", Account: "1", Region: "eu-west-1"})
		}, "ENV-005 Environments[3].Account"},
		{"a region", func(p *workflow.Props) {
			p.Environments = append(p.Environments, workflow.Environment{Name: "e", Account: "111111111111", Region: "moon"})
		}, "ENV-008 Environments[3].Region"},
		{"the registry's region", func(p *workflow.Props) { p.Registry.Region = "moon" }, "ENV-008 Registry.Region"},
		{"the registry's partition", func(p *workflow.Props) { p.Registry.Partition = "mars" }, "ENV-010 Registry.Partition"},
		{"a repository", func(p *workflow.Props) { first(p).Repository = "Store/Web" }, "IMG-004 Services[0].Repository"},
		{"a platform", func(p *workflow.Props) { first(p).Platforms = []string{"windows/amd64"} }, "SVC-013 Services[0].Platforms[0]"},
		{"a platform twice", func(p *workflow.Props) { first(p).Platforms = []string{"linux/arm64", "linux/arm64"} }, "SVC-013 Services[0].Platforms[1]"},
		{"a runner", func(p *workflow.Props) { p.Environments[0].Runner = []string{"${{ inputs.x }}"} }, "INJ-003 Environments[0].Runner[0]"},
		{"a builder", func(p *workflow.Props) { first(p).Runner = []string{"a b"} }, "INJ-003 Services[0].Runner[0]"},
		{"a mirror", func(p *workflow.Props) { first(p).Mirror = "http://mirror.example.com" }, "INJ-003 Services[0].Mirror"},
		{"an address", func(p *workflow.Props) { prod(p).Verify.URL = "https://x/$(id)" }, "INJ-003 Services[0].Targets[2].Verify.URL"},
	})
}

func TestOnlyOneBranchIsReleased(t *testing.T) {
	for _, branch := range []string{"*", "release/*", "a b", "a..b", "a~1", "/a", "a/", "a.lock", "-a", "a\nb", `a"`, "a'b", strings.Repeat("a", 201)} {
		judge(t, []row{{branch, func(p *workflow.Props) { p.Branch = branch }, "PIPE-001 Branch"}})
	}
	for _, branch := range []string{"", "main", "release/2.0", strings.Repeat("a", 200)} {
		judge(t, []row{{branch, func(p *workflow.Props) { p.Branch = branch }, ""}})
	}
}

func TestPathsStayInTheRepository(t *testing.T) {
	for _, bad := range []string{"/etc", "..", "../x", "a/../../x", "a//b", "a/", "a b", "a\nb", "$(id)", `a\b`, "-a", "a:b"} {
		judge(t, []row{
			{"Context " + bad, func(p *workflow.Props) { first(p).Context, first(p).Dockerfile = bad, "Dockerfile" }, "PATH-001 Services[0].Context"},
			{"Dockerfile " + bad, func(p *workflow.Props) { first(p).Dockerfile = bad }, "PATH-001 Services[0].Dockerfile"},
			{"Paths " + bad, func(p *workflow.Props) { first(p).Paths = []string{bad} }, "PATH-001 Services[0].Paths[0]"},
			{"Report " + bad, func(p *workflow.Props) { tests(p).Report = bad }, "PATH-001 Services[0].Tests.Report"},
			{"Coverage " + bad, func(p *workflow.Props) { tests(p).Coverage = bad }, "PATH-001 Services[0].Tests.Coverage"},
			{"Files " + bad, func(p *workflow.Props) { revision(p).Files[bad] = "" }, "PATH-001 Services[1].Targets[0].Files[" + bad + "]"},
		})
	}
	many := make([]string, 41)
	for i := range many {
		many[i] = fmt.Sprintf("a%d/**", i)
	}
	judge(t, []row{
		{"forty patterns", func(p *workflow.Props) { first(p).Paths = many[:40] }, ""},
		{"more", func(p *workflow.Props) { first(p).Paths = many }, "PATH-001 Services[0].Paths"},
	})
}

func TestValuesThatWouldNotArriveAsTheyAreAreRefused(t *testing.T) {
	for _, bad := range []string{"a\nb", "a\rb", "\x00", "\x1b[31m", "${{ secrets.X }}", "a\u202eb", "a\u200db", "\u2028", strings.Repeat("a", 2001)} {
		judge(t, []row{
			{"Command " + bad, func(p *workflow.Props) { tests(p).Command = bad }, "INJ-001 Services[0].Tests.Command"},
			{"Variables " + bad, func(p *workflow.Props) { prod(p).Variables["METRIC"] = bad }, "INJ-001 Services[0].Targets[2].Variables[METRIC]"},
		})
	}
	judge(t, []row{
		{"an alarm", func(p *workflow.Props) { prod(p).Alarms = []string{"a\nb"} }, "INJ-001 Services[0].Targets[2].Alarms[0]"},
		{"an alarm of two words", func(p *workflow.Props) { prod(p).Alarms = []string{"a b"} }, "PIPE-003 Services[0].Targets[2].Alarms[0]"},
		{"an alarm twice", func(p *workflow.Props) { prod(p).Alarms = []string{"a", "a"} }, "PIPE-003 Services[0].Targets[2].Alarms[1]"},
		{"the longest", func(p *workflow.Props) { tests(p).Command = strings.Repeat("a", 2000) }, ""},
	})
}

func TestRolesAreOfTheAccountTheyActIn(t *testing.T) {
	judge(t, []row{
		{"no role", func(p *workflow.Props) { first(p).Role = "" }, "IAM-001 Services[0].Role"},
		{"a user", func(p *workflow.Props) { first(p).Role = "arn:aws:iam::444444444444:user/x" }, "IAM-001 Services[0].Role"},
		{"a pattern", func(p *workflow.Props) { first(p).Role = "arn:aws:iam::444444444444:role/*" }, "IAM-001 Services[0].Role"},
		{"the builder of an environment", func(p *workflow.Props) { first(p).Role = role("333333333333", "x") }, "IAM-001 Services[0].Role"},
		{"the releaser of another environment", func(p *workflow.Props) { prod(p).Role = role("222222222222", "x") }, "IAM-001 Services[0].Targets[2].Role"},
		{"with a path", func(p *workflow.Props) { prod(p).Role = "arn:aws:iam::333333333333:role/ci/" + strings.Repeat("a", 64) }, ""},
		{"a name too long", func(p *workflow.Props) { prod(p).Role = role("333333333333", strings.Repeat("a", 65)) }, "IAM-001 Services[0].Targets[2].Role"},
	})
}

func TestImagesOfJobsArePinned(t *testing.T) {
	judge(t, []row{
		{"tools by tag", func(p *workflow.Props) { p.Tools = "tools:1.2" }, "IMG-002 Tools"},
		{"tests by tag", func(p *workflow.Props) { tests(p).Image = "golang:1.26" }, "IMG-002 Services[0].Tests.Image"},
		{"no image", func(p *workflow.Props) { p.Tools = "A B" }, "IMG-001 Tools"},
		{"by digest", func(p *workflow.Props) { p.Tools = tools }, ""},
	})
}

func TestReleasesGoInTheOrderOfEnvironments(t *testing.T) {
	judge(t, []row{
		{"nowhere", func(p *workflow.Props) { first(p).Targets = nil }, "PIPE-003 Services[0].Targets"},
		{"to what is not there", func(p *workflow.Props) { first(p).Targets[0].Environment = "moon" }, "PIPE-003 Services[0].Targets[0].Environment"},
		{"back", func(p *workflow.Props) { slices.Reverse(first(p).Targets[:2]) }, "PIPE-003 Services[0].Targets[1].Environment"},
		{"twice", func(p *workflow.Props) { first(p).Targets[1] = first(p).Targets[0] }, "PIPE-003 Services[0].Targets[1].Environment"},
	})
	if got := refused(workflow.Props{}); !slices.Contains(got, "ENV-002 Environments") || !slices.Contains(got, "APP-001 App") || len(got) != 5 {
		t.Errorf("empty props: %v", got)
	}
}

func TestTimesFitTheirRunnerAndTheirSession(t *testing.T) {
	own := func(p *workflow.Props) { p.Environments[2].Runner = []string{"mine"} }
	judge(t, []row{
		{"the longest on a hosted runner", func(p *workflow.Props) { prod(p).Within, prod(p).Verify.Bake = 110*time.Minute, 10*time.Minute }, ""},
		{"a second longer", func(p *workflow.Props) {
			prod(p).Within, prod(p).Verify.Bake = 110*time.Minute, 10*time.Minute+time.Second
		}, "PIPE-004 Services[0].Targets[2].Within"},
		{"the longest on one of one's own", func(p *workflow.Props) { own(p); prod(p).Within, prod(p).Verify.Bake = 3*time.Hour, 160*time.Minute }, ""},
		{"longer than the role's session", func(p *workflow.Props) {
			own(p)
			prod(p).Within, prod(p).Verify.Bake = 3*time.Hour, 160*time.Minute+time.Second
		}, "PIPE-004 Services[0].Targets[2].Within"},
		{"too long for a role", func(p *workflow.Props) { own(p); prod(p).Within = 3*time.Hour + time.Second }, "PIPE-004 Services[0].Targets[2].Within"},
		{"a bake too long", func(p *workflow.Props) { own(p); prod(p).Verify.Bake = 3*time.Hour + time.Second }, "PIPE-004 Services[0].Targets[2].Verify.Bake"},
		{"a negative bake", func(p *workflow.Props) { prod(p).Verify.Bake = -time.Second }, "PIPE-004 Services[0].Targets[2].Verify.Bake"},
		{"half a second", func(p *workflow.Props) { prod(p).Within = 90500 * time.Millisecond }, "PIPE-004 Services[0].Targets[2].Within"},
		{"the shortest", func(p *workflow.Props) { prod(p).Within = time.Minute }, ""},
		{"shorter", func(p *workflow.Props) { prod(p).Within = 59 * time.Second }, "PIPE-004 Services[0].Targets[2].Within"},
	})
	for _, c := range []struct {
		variables map[string]string
		want      time.Duration
	}{
		{nil, 150 * time.Minute}, {map[string]string{"DRIFT": "on"}, 210 * time.Minute}, {map[string]string{"POINTS": "9"}, 210 * time.Minute},
		{map[string]string{"ATTEMPTS": "900"}, 210 * time.Minute}, {map[string]string{"DRIFT": "on", "POINTS": "9"}, 270 * time.Minute},
	} {
		if got := (workflow.Target{Variables: c.variables, Verify: workflow.Verify{Bake: 10 * time.Minute}}).Session(); got != c.want {
			t.Errorf("%v: got %s, want %s", c.variables, got, c.want)
		}
	}
}

func TestProgramsAreToldWhatTheyReadAndNothingElse(t *testing.T) {
	judge(t, []row{
		{"a stranger", func(p *workflow.Props) { prod(p).Variables["LD_PRELOAD"] = "x" }, "PIPE-003 Services[0].Targets[2].Variables[LD_PRELOAD]"},
		{"one with a field", func(p *workflow.Props) { prod(p).Variables["STACK"] = "x" }, "PIPE-003 Services[0].Targets[2].Variables[STACK]"},
		{"another role", func(p *workflow.Props) { prod(p).Variables["ROLE"] = "x" }, "PIPE-003 Services[0].Targets[2].Variables[ROLE]"},
		{"another kind's", func(p *workflow.Props) { prod(p).Variables["CLUSTER"] = "x" }, "PIPE-003 Services[0].Targets[2].Variables[CLUSTER]"},
		{"a kind", func(p *workflow.Props) { prod(p).Kind = program.Kind(9) }, "PIPE-003 Services[0].Targets[2].Kind"},
		{"a stack", func(p *workflow.Props) { prod(p).Stack = "a*" }, "PIPE-003 Services[0].Targets[2].Stack"},
	})
	for kind, missing := range map[program.Kind]string{program.Tasks: "GROUP", program.Hosts: "BUCKET", program.Manifests: "CLUSTER"} {
		p := every()
		target := &p.Services[slices.Index(program.Kinds, kind)].Targets[0]
		delete(target.Variables, missing)
		if got := refused(p); len(got) == 0 || !strings.HasSuffix(got[0], "Variables["+missing+"]") {
			t.Errorf("%s without %s: %v", kind, missing, got)
		}
	}
	if got := refused(props(func(p *workflow.Props) { revision(p).Files = nil })); len(got) == 0 || !strings.HasSuffix(got[0], "Variables[BUNDLE]") {
		t.Errorf("a fleet without its files: %v", got)
	}
}

func TestTestsSayWhatTheyReport(t *testing.T) {
	judge(t, []row{
		{"a format", func(p *workflow.Props) { tests(p).Format = "TAP" }, "PIPE-004 Services[0].Tests.Format"},
		{"a coverage format", func(p *workflow.Props) { tests(p).CoverageFormat = "LCOV" }, "PIPE-004 Services[0].Tests.CoverageFormat"},
		{"a count of nothing", func(p *workflow.Props) { tests(p).Report, tests(p).Format = "", "" }, "PIPE-004 Services[0].Tests.Least"},
		{"a share of nothing", func(p *workflow.Props) { tests(p).Coverage, tests(p).CoverageFormat = "", "" }, "PIPE-004 Services[0].Tests.LeastCovered"},
		{"more than all", func(p *workflow.Props) { tests(p).LeastCovered = 101 }, "PIPE-004 Services[0].Tests.LeastCovered"},
		{"all", func(p *workflow.Props) { tests(p).LeastCovered = 100 }, ""},
		{"no command", func(p *workflow.Props) { tests(p).Command = "" }, "PIPE-004 Services[0].Tests.Command"},
		{"variables of nothing", func(p *workflow.Props) { *tests(p) = workflow.Tests{Variables: map[string]string{"STAGE": "x"}} }, "PIPE-004 Services[0].Tests.Command"},
		{"a variable", func(p *workflow.Props) { tests(p).Variables = map[string]string{"STAGE": "x"} }, ""},
		{"a program's variable", func(p *workflow.Props) { tests(p).Variables = map[string]string{"TEST_COMMAND": "x"} }, "INJ-003 Services[0].Tests.Variables[TEST_COMMAND]"},
		{"the path", func(p *workflow.Props) { tests(p).Variables = map[string]string{"Path": "x"} }, "INJ-003 Services[0].Tests.Variables[Path]"},
		{"no name", func(p *workflow.Props) { tests(p).Variables = map[string]string{"A=B": "x"} }, "INJ-003 Services[0].Tests.Variables[A=B]"},
		{"two lines in a variable", func(p *workflow.Props) { tests(p).Variables = map[string]string{"STAGE": "a\nb"} }, "INJ-001 Services[0].Tests.Variables[STAGE]"},
		{"45 minutes of scanning", func(p *workflow.Props) { p.ScanWithin = 45 * time.Minute }, ""},
		{"more", func(p *workflow.Props) { p.ScanWithin = 45*time.Minute + time.Second }, "PIPE-004 ScanWithin"},
		{"no time to scan", func(p *workflow.Props) { p.ScanWithin = 59 * time.Second }, "PIPE-004 ScanWithin"},
		{"no tests", func(p *workflow.Props) { *tests(p) = workflow.Tests{} }, ""},
		{"a negative limit", func(p *workflow.Props) { n := -1; p.Limits.Low = &n }, "PIPE-004 Limits.Low"},
	})
}

func TestNobodyAllowsFindingsByLeavingThemOut(t *testing.T) {
	p := props(func(p *workflow.Props) { p.Limits = workflow.Limits{} })
	scan := environ(steps(jobs(t, p, "web")["scan"])[1])
	if scan["CRITICAL"] != "0" || scan["HIGH"] != "0" {
		t.Errorf("the scan is told %v", scan)
	}
	if _, limited := scan["MEDIUM"]; limited {
		t.Errorf("the scan is told %v", scan)
	}
}

func TestBadPropsAreRefusedWithEveryProblem(t *testing.T) {
	for name, write := range map[string]func(){"GitHub": func() { workflow.GitHub(workflow.Props{}) }, "GitLab": func() { workflow.GitLab(workflow.Props{}) }} {
		func() {
			defer func() {
				refusal, is := recover().(*check.Error)
				if !is || refusal.ID != name || len(refusal.Problems) < 3 {
					t.Errorf("%s: %v", name, refusal)
				}
			}()
			write()
		}()
	}
}
