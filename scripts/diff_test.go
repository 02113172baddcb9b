package scripts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fakeGo builds a program that is the file program.sh beside it, and answers for its version.
const fakeGo = `
case $1 in
env) echo go1.26.8 ;;
build) grep -q . program.sh && mkdir -p bin && cp program.sh bin/app ;;
esac`

// fakeProgram writes an assembly with one stack for each word in the file stacks, NAME=CONTENT, of stage dev.
const fakeProgram = `#!/bin/sh
[ "$CDK_VALIDATION" = false ] || { echo "validation is on"; exit 70; }
room=$CDK_OUTDIR/assembly-dev
mkdir -p "$room"
{
	echo '{'
	echo '  "artifacts": {'
	for stack in $(cat stacks); do
		name=${stack%%=*}
		echo "${stack#*=}" >"$room/dev$name.template.json"
		echo "    \"dev$name.assets\": {"
		echo '      "properties": {'
		echo "        \"file\": \"dev$name.assets.json\","
		echo '      }'
		echo '    },'
		echo "    \"dev$name\": {"
		echo '      "environment": "aws://111111111111/eu-west-1",'
		echo '      "properties": {'
		echo "        \"templateFile\": \"dev$name.template.json\","
		echo '      },'
		echo "      \"displayName\": \"dev/$name (shop-dev-$name)\""
		echo '    },'
	done
	echo '  }'
	echo '}'
} >"$room/manifest.json"
[ ! -e verdict ] || exit "$(cat verdict)"
`

// fakeCLI says which stack it compares with which template.
const fakeCLI = `#!/bin/sh
[ -z "$AWS_PROFILE$AWS_ACCESS_KEY_ID" ] || { echo "has credentials"; exit 1; }
[ ! -e cdk.json ] || { echo "runs where there is a cdk.json"; exit 1; }
while [ $# -gt 0 ]; do
	case $1 in
	--template) template=$2; shift ;;
	--app) app=$2; shift ;;
	esac
	last=$1
	shift
done
name=${last#dev/}
echo "compared $last: $(cat "$template") with $(cat "$app/assembly-dev/dev$name.template.json")"
echo
echo "Number of stacks with differences: 1"
`

// newHistory returns a project in git, whose one commit has the stacks Network and Platform, with the content 1 each.
func newHistory(t *testing.T) *sandbox {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("make diff IS NOT TESTED: git is missing")
	}
	s := newSandbox(t)
	for _, tool := range []string{"git", "chmod"} {
		s.lend(tool)
	}
	s.fake("go", fakeGo)
	s.write("bin/app", fakeProgram)
	s.write("program.sh", fakeProgram)
	s.write("node_modules/.bin/cdk", fakeCLI)
	s.write(".gitignore", "bin\nnode_modules\n")
	s.write("cdk.json", "{}")
	s.write("stacks", "Network=1 Platform=1")
	s.git("init", "--quiet", "--initial-branch=main")
	s.commit("first")
	return s
}

func (s *sandbox) git(arguments ...string) {
	s.t.Helper()
	who := []string{"-c", "user.name=Shipway", "-c", "user.email=shipway@example.com", "-c", "commit.gpgsign=false"}
	if said, code := s.run(nil, "git", append(who, arguments...)...); code != 0 {
		s.t.Fatalf("git %v: %s", arguments, said)
	}
}

func (s *sandbox) commit(subject string) {
	s.t.Helper()
	s.git("add", "--all")
	s.git("commit", "--quiet", "--message", subject)
}

// diff runs the command and checks that it leaves no work tree and no directory behind.
func (s *sandbox) diff(variables ...string) (string, int) {
	s.t.Helper()
	temporary := s.t.TempDir()
	said, code := s.run(append(variables, "TMPDIR="+temporary), "sh", "scripts/diff.sh")
	if trees, _ := s.run(nil, "git", "worktree", "list"); strings.Count(trees, "\n") != 1 {
		s.t.Errorf("a work tree is left behind:\n%s", trees)
	}
	if left, _ := filepath.Glob(filepath.Join(temporary, "*")); len(left) > 0 {
		s.t.Errorf("%v is left behind", left)
	}
	return said, code
}

func TestDiffIsQuietWhenNothingChanged(t *testing.T) {
	s := newHistory(t)
	s.write("README.md", "not a template")
	said, code := s.diff("FAIL=1")
	if code != 0 || !strings.HasSuffix(said, ": 0 changed, 0 new, 0 gone, 2 unchanged\n") {
		t.Errorf("exit code %d, said %q, want 0 and a summary", code, said)
	}
	if strings.Count(said, "\n") != 1 {
		t.Errorf("said %q, want nothing but the summary", said)
	}
}

func TestDiffShowsWhatChangedAndNamesWhatCameAndWent(t *testing.T) {
	s := newHistory(t)
	s.write("stacks", "Network=1 Web=1")
	s.commit("second")
	s.write("stacks", "Web=2 Orders=1 Network=1")
	said, code := s.diff("BASE=main~1", "AWS_PROFILE=shop", "AWS_ACCESS_KEY_ID=A")
	for _, want := range []string{
		"Stack dev/Orders is new\n", "Stack dev/Web is new\n", "Stack dev/Platform is gone\n",
		`"first": 0 changed, 2 new, 1 gone, 1 unchanged` + "\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("said %q, want %q in it", said, want)
		}
	}
	if code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}

	said, _ = s.diff("BASE=main", "AWS_PROFILE=shop", "AWS_ACCESS_KEY_ID=A")
	want := "Stack dev/Orders is new\ncompared dev/Web: 1 with 2\n"
	if !strings.HasPrefix(said, want) || !strings.HasSuffix(said, `"second": 1 changed, 1 new, 0 gone, 1 unchanged`+"\n") {
		t.Errorf("said %q, want %q and one summary", said, want)
	}
}

func TestDiffFailsOnADifferenceWhenAskedTo(t *testing.T) {
	s := newHistory(t)
	s.write("stacks", "Network=1")
	if said, code := s.diff("FAIL=1"); code != 1 {
		t.Errorf("exit code %d, want 1: %s", code, said)
	}
}

func TestDiffComparesWithWhereTheBranchLeftMain(t *testing.T) {
	s := newHistory(t)
	s.git("checkout", "--quiet", "-b", "branch")
	s.write("stacks", "Network=2 Platform=1")
	s.commit("on the branch")
	s.write("stacks", "Network=2 Platform=2")
	s.commit("on the branch again")
	said, _ := s.diff()
	if !strings.HasSuffix(said, `"first": 2 changed, 0 new, 0 gone, 0 unchanged`+"\n") {
		t.Errorf("said %q, want both commits of the branch", said)
	}
}

func TestDiffComparesWithTheCommitBeforeOnACleanMain(t *testing.T) {
	s := newHistory(t)
	s.write("stacks", "Network=2 Platform=1")
	s.commit("second")
	said, _ := s.diff()
	if !strings.HasSuffix(said, `"first": 1 changed, 0 new, 0 gone, 1 unchanged`+"\n") {
		t.Errorf("said %q, want a comparison with the first commit", said)
	}
}

func TestDiffComparesTemplatesWithFindingsToo(t *testing.T) {
	s := newHistory(t)
	s.write("verdict", "3")
	if said, code := s.diff(); code != 0 || !strings.HasSuffix(said, ": 0 changed, 0 new, 0 gone, 2 unchanged\n") {
		t.Errorf("exit code %d, said %q, want 0", code, said)
	}
}

func TestDiffSaysWhyItCannotCompare(t *testing.T) {
	cases := map[string]struct {
		spoil func(s *sandbox)
		base  string
		want  string
	}{
		"no such revision": {
			spoil: func(*sandbox) {},
			base:  "nowhere",
			want:  "BASE is nowhere: want a commit, a branch or a tag\n",
		},
		"a base that does not build": {
			spoil: func(s *sandbox) { s.write("program.sh", ""); s.commit("broken"); s.write("program.sh", fakeProgram) },
			base:  "main",
			want:  `"broken" does not build; the reason is above` + "\n",
		},
		"a work tree that does not synthesize": {
			spoil: func(s *sandbox) { s.write("verdict", "2") },
			base:  "main",
			want:  "diff stopped: the work tree does not synthesize; its reason is above\n",
		},
		"a CLI that fails": {
			spoil: func(s *sandbox) {
				s.write("stacks", "Network=2 Platform=1")
				s.write("node_modules/.bin/cdk", "#!/bin/sh\nexit 1\n")
			},
			base: "main",
			want: "diff stopped: the CDK CLI could not compare dev/Network; its reason is above\n",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := newHistory(t)
			c.spoil(s)
			said, code := s.diff("BASE=" + c.base)
			if code != 2 || !strings.HasSuffix(said, c.want) {
				t.Errorf("exit code %d, said %q, want 2 and %q", code, said, c.want)
			}
		})
	}
}

func TestStacksAreListedWithTemplateIdAndRegion(t *testing.T) {
	s := newSandbox(t)
	s.write("program.sh", fakeProgram)
	s.write("stacks", "Network=1 Web=1")
	if said, code := s.run([]string{"CDK_OUTDIR=out", "CDK_VALIDATION=false"}, "sh", "program.sh"); code != 0 {
		t.Fatal(said)
	}
	said, _ := s.run(nil, "sh", "scripts/stacks.sh", "out")
	want := "assembly-dev/devNetwork.template.json\tdev/Network\teu-west-1\n" +
		"assembly-dev/devWeb.template.json\tdev/Web\teu-west-1\n"
	if said != want {
		t.Errorf("said %q, want %q", said, want)
	}
	for line := range strings.Lines(said) {
		template, _, _ := strings.Cut(line, "\t")
		if _, err := os.Stat(filepath.Join(s.project, "out", template)); err != nil {
			t.Error(err)
		}
	}
}
