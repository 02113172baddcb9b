package service_test

import (
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

func TestWordsAreCountedAsTheyAreWrittenDown(t *testing.T) {
	const entry = len(`{"Name":,"ValueFrom":},`)
	for _, row := range []struct {
		given int
		want  string // beside the entries
		n     int    // entries
	}{
		{service.Words(nil, nil), ``, 0},
		{service.Words(map[string]string{"A": "vvv"}, nil), `"A""vvv"`, 1},
		{service.Words(map[string]string{"A": "v"}, map[string]string{"": "arn"}), `"A""v""""arn"`, 2},
		{service.Words(nil, nil, []string{"a"}, []string{"bc"}), `"a","bc",`, 0},
		{service.Words(map[string]string{"A": "<\"\n>é"}, nil), `"A""\u003c\"\n\u003eé"`, 1},
		{service.Sidecar{Image: "a", Config: map[string]string{"A": "v"}, Command: []string{"b"}, Health: []string{"c"}, Writable: []string{"/d"}}.Words(),
			`"A""v""a","b","c","/d",`, 1},
	} {
		if want := len(row.want) + row.n*entry; row.given != want {
			t.Errorf("%s: counted %d characters, want %d", row.want, row.given, want)
		}
	}
}

func TestATaskIsNotToldMoreThanItsDefinitionHolds(t *testing.T) {
	for words, want := range map[int]string{57344: "", 57345: "Config is \"57345 characters with all that the containers are told\": want at most 57344 together: " +
		"a task definition holds no more; put long values into a file or a parameter [LIM-001]"} {
		c := check.Of("test")
		service.CheckWords(c, "Config", words)
		if got := said(c.Err()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestVariablesThatARuntimeSetsAreNotGiven(t *testing.T) {
	const queue, pod, runner = "QUEUE_URL", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "AWSAPPRUNNER_X"
	for _, row := range []struct {
		name    string
		runtime service.Runtime
		queue   bool
		want    string
	}{
		{queue, service.Fargate, true, "the service sets this variable itself; choose another name"},
		{queue, service.Fargate, false, ""},
		{pod, service.EKS, false, "EKS Pod Identity sets this variable itself; choose another name"},
		{pod, service.Fargate, false, ""},
		{runner, service.AppRunner, false, "App Runner keeps names that start with AWSAPPRUNNER for itself; choose another name"},
		{runner, service.EKS, false, ""},
		{"DOCKER_HOST", service.EKS, false, ""},
	} {
		for _, field := range []string{"Config", "Secrets"} {
			config, secrets := map[string]string{row.name: "x"}, map[string]string(nil)
			if field == "Secrets" {
				config, secrets = secrets, config
			}
			c := check.Of("test")
			service.CheckOwnVariables(c, [2]string{"Config", "Secrets"}, config, secrets, row.runtime, row.queue)
			want := row.want
			if want != "" {
				want = field + "." + row.name + ` is "` + row.name + `": ` + want + " [SVC-020]"
			}
			if got := said(c.Err()); got != want {
				t.Errorf("%s on %s: got %s, want %s", row.name, row.runtime, got, want)
			}
		}
	}
}

// A fleet's Docker client has the secrets in its own environment; it never sees the configuration there.
func TestNoSecretSteersTheDockerClientOfAHost(t *testing.T) {
	const refused = `": the host's Docker client, which is root, would obey it; choose another name [SVC-020]`
	fields := [2]string{"Config", "Secrets"}
	for _, name := range []string{
		"DOCKER_HOST", "DOCKER_CONFIG", "LD_PRELOAD", "LD_LIBRARY_PATH", "PATH", "HOME", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "GODEBUG", "GLIBC_TUNABLES", "GCONV_PATH",
	} {
		c := check.Of("test")
		service.CheckOwnVariables(c, fields, nil, map[string]string{name: "x"}, service.Fleet, false)
		if got, want := said(c.Err()), "Secrets."+name+` is "`+name+refused; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		c = check.Of("test")
		service.CheckOwnVariables(c, fields, map[string]string{name: "x"}, nil, service.Fleet, false)
		if got := said(c.Err()); got != "" {
			t.Errorf("as configuration %s is refused: %s", name, got)
		}
	}
	for _, name := range []string{"MY_DOCKER_HOST", "MYPATH", "HOMEPAGE", "PROXY", "OLD_KEY", "DOCKERHUB_TOKEN"} {
		c := check.Of("test")
		service.CheckOwnVariables(c, fields, nil, map[string]string{name: "x"}, service.Fleet, false)
		if got := said(c.Err()); got != "" {
			t.Errorf("%s is refused: %s", name, got)
		}
	}
}

func TestAUserIsANumberThatContainerRuntimesTake(t *testing.T) {
	const form, most = `want a numeric user other than root, such as "65532" or "1000:1000"`, "want numbers up to 2147483647"
	for user, want := range map[string]string{
		"65532": "", "1000:1000": "", "007": "", "2147483647:2147483647": "",
		"": form, "0": form, "00": form, "root": form, "1000:0": form, "1000:": form, "-1": form, "+1": form, "1 ": form, "1000:root": form,
		"2147483648": most, "1:2147483648": most, strings.Repeat("9", 30): most,
	} {
		c := check.Of("test")
		service.CheckUser(c, "User", user)
		if want != "" {
			want = `User is "` + user + `": ` + want + " [SEC-003]"
		}
		if got := said(c.Err()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestTheRepositoryOfAnImageIsInItsName(t *testing.T) {
	digest := "@sha256:" + strings.Repeat("0", 64)
	for reference, want := range map[string]string{
		"111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1":         "arn:aws:ecr:eu-west-1:111111111111:repository/shop/web",
		"111111111111.dkr.ecr.eu-west-1.amazonaws.com/web" + digest:       "arn:aws:ecr:eu-west-1:111111111111:repository/web",
		"111111111111.dkr.ecr-fips.us-gov-west-1.amazonaws.com/web:1":     "arn:aws-us-gov:ecr:us-gov-west-1:111111111111:repository/web",
		"111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn/web:1":          "arn:aws-cn:ecr:cn-north-1:111111111111:repository/web",
		"111111111111.dkr-ecr.eu-west-1.on.aws/web:1":                     "arn:aws:ecr:eu-west-1:111111111111:repository/web",
		"public.ecr.aws/nginx/nginx:1.29":                                 "",
		"nginx:1.29":                                                      "",
		"example.com/111111111111.dkr.ecr.eu-west-1.amazonaws.com/shop:1": "",
	} {
		image, err := service.ParseImage(reference)
		if got := image.ECR(); err != nil || got != want {
			t.Errorf("%s: got %q, want %q (%v)", reference, got, want, err)
		}
	}
}

func TestTasksAreDividedByTheSmallestWholeNumbers(t *testing.T) {
	for share, want := range map[int][2]int{1: {99, 1}, 25: {3, 1}, 50: {1, 1}, 70: {3, 7}, 100: {0, 1}} {
		demand, spare := service.Spot{Share: share}.Weights()
		if got := [2]int{demand, spare}; got != want {
			t.Errorf("%d %%: got %v, want %v", share, got, want)
		}
	}
}

func TestATaskHasTenContainers(t *testing.T) {
	var all []service.Sidecar
	for i := range 10 {
		all = append(all, service.Sidecar{Name: "s" + string(rune('a'+i)), Image: "a:1"})
	}
	for n, want := range map[int]string{9: "", 10: "Sidecars is 10: want at most 9: a task has 10 containers [SVC-017]"} {
		c := check.Of("test")
		service.CheckSidecars(c, "Sidecars", all[:n], service.Main{Name: "web"})
		if got := said(c.Err()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
