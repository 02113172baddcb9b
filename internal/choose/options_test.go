package choose_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/internal/choose"
)

// option is the one with the flag.
func option(t *testing.T, flag string) choose.Option {
	t.Helper()
	for _, o := range choose.Options() {
		if o.Flag == flag {
			return o
		}
	}
	t.Fatalf("there is no option %s", flag)
	return choose.Option{}
}

func TestOptionsRefuseWhatTheyCannotMean(t *testing.T) {
	for _, c := range []struct{ flag, value, want string }{
		{"kind", "wokrer", "want one of web, internal, worker, job; did you mean worker?"},
		{"kind", "", "want one of web, internal, worker, job"},
		{"protocol", "HTTP", "want one of http, tcp, udp; did you mean http?"},
		{"gpu", "-1", "want a whole number from 0 to 8"},
		{"gpu", "9", "want a whole number from 0 to 8"},
		{"gpu", "1.5", "want a whole number from 0 to 8"},
		{"gpu", "1e1", "want a whole number from 0 to 8"},
		{"cpu", "127", "want a whole number from 128 to 196608"},
		{"cpu", "99999999999999999999", "want a whole number from 128 to 196608"},
		{"memory", "691201", "want a whole number from 64 to 691200"},
		{"tasks", "0", "want a whole number from 1 to 5000"},
		{"services", "1001", "want a whole number from 1 to 1000"},
		{"ports", "21", "want a whole number from 1 to 20"},
		{"scratch", "16385", "want a whole number from 0 to 16384"},
		{"budget", "0", "want a whole number from 1 to 10000000"},
		{"budget", "12.50", "want a whole number from 1 to 10000000"},
		{"compliance", "fips,privat", "want one of private, own-image, dedicated-hosts, fips; did you mean private?"},
		{"compliance", "fips,", "want one of private, own-image, dedicated-hosts, fips"},
		{"region", "ireland", "want an AWS region, such as eu-west-1"},
		{"region", "eu-west-1a", "want an AWS region, such as eu-west-1"},
		{"spot", "maybe", "want true or false"},
		{"architecture", "amd64", "want one of x86_64, arm64; did you mean arm64?"},
	} {
		var got choose.Constraints
		err := option(t, c.flag).Take(&got, c.value)
		if err == nil || err.Error() != c.want || got != (choose.Constraints{}) {
			t.Errorf("-%s %q: got %v and %+v, want %s", c.flag, c.value, err, got, c.want)
		}
	}
}

func TestAnOptionSaysWhatItWasTold(t *testing.T) {
	for _, o := range choose.Options() {
		told := append([]string{}, values[o.Flag]...)
		for _, w := range o.Words {
			told = append(told, w.Name)
		}
		for _, value := range told {
			var c choose.Constraints
			if err := o.Take(&c, value); err != nil || o.Text(c) != value && value != "0" {
				t.Errorf("-%s %s: got %q (%v)", o.Flag, value, o.Text(c), err)
			}
		}
		if o.Asks == "" || o.Says == "" || o.Group == "" || !strings.HasSuffix(o.Asks, "?") {
			t.Errorf("-%s: want a group, words for the help and a question", o.Flag)
		}
		if len(o.Words) > 0 && o.Default() != "" && o.Default() != o.Words[0].Name {
			t.Errorf("-%s: the default is %s, the first word %s", o.Flag, o.Default(), o.Words[0].Name)
		}
	}
}

func TestConstraintsThatContradictEachOtherAreRefusedTogether(t *testing.T) {
	for _, c := range []struct {
		of   choose.Constraints
		want []string
	}{
		{choose.Constraints{}, nil},
		{choose.Constraints{Kind: choose.Worker, Protocol: choose.TCP, Ports: 2, Strategy: "canary", CodeDeploy: true}, []string{
			`-protocol is "tcp": nothing calls a worker: leave it out [CLI-001]`,
			`-ports is 2: nothing calls a worker: leave it out [CLI-001]`,
			`-strategy is "canary": a worker has no requests that could be moved: want rolling [CLI-001]`,
			`-codedeploy is true: a worker has no requests that could be moved: leave it out [CLI-001]`,
		}},
		{choose.Constraints{Kind: choose.Worker, Strategy: "rolling"}, nil},
		{choose.Constraints{Kind: choose.Job, Tasks: 2}, []string{`-tasks is 2: a job starts one task at a time: leave it out [CLI-001]`}},
		{choose.Constraints{Kind: choose.Job, Tasks: 1}, nil},
		{choose.Constraints{Compliance: choose.Compliance{Private: true}}, []string{
			`-compliance is "private": the internet reaches a web service: leave private out, or want -kind internal [CLI-001]`}},
		{choose.Constraints{Kind: "x", GPU: -1, CPU: 1, Region: "x", Budget: -1}, []string{
			`-kind is "x": want one of web, internal, worker, job [CLI-001]`,
			`-gpu is "-1": want a whole number from 0 to 8 [CLI-001]`,
			`-cpu is "1": want a whole number from 128 to 196608 [CLI-001]`,
			`-region is "x": want an AWS region, such as eu-west-1 [CLI-001]`,
			`-budget is "-1": want a whole number from 1 to 10000000 [CLI-001]`,
		}},
	} {
		got := ""
		if err := c.of.Validate(); err != nil {
			_, got, _ = strings.Cut(err.Error(), "\n  ")
		}
		if want := strings.Join(c.want, "\n  "); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.of.Command(), got, want)
		}
	}
}

func TestSizesAreRoundedUpToWhatIsSold(t *testing.T) {
	for _, c := range []struct {
		cpu    int
		memory int
		on     string
		want   string
	}{
		{0, 0, "fargate", "256 512"}, {300, 0, "fargate", "512 1024"}, {256, 700, "fargate", "256 1024"},
		{0, 9000, "fargate", "2048 9216"}, {300, 700, "apprunner", "512 1024"}, {0, 5000, "apprunner", "2048 6144"},
		{300, 700, "ec2", "300 700"}, {0, 0, "ec2", "256 512"}, {20480, 0, "managed", "20480 40960"},
	} {
		of := choose.Constraints{CPU: c.cpu}
		if c.memory > 0 {
			if err := option(t, "memory").Take(&of, itoa(c.memory)); err != nil {
				t.Fatal(err)
			}
		}
		size := of.WithDefaults().SizeOn(runtimeCalled(c.on))
		if got := itoa(size.CPU) + " " + itoa(int(size.Memory)); got != c.want {
			t.Errorf("%d and %d on %s: got %s, want %s", c.cpu, c.memory, c.on, got, c.want)
		}
	}
}
