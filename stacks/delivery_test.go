package stacks

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/delivery"
)

// toolsOf are the tools of a file called app, with more in its delivery section.
func toolsOf(t *testing.T, app, more string) tools {
	t.Helper()
	file, err := config.Parse("shipway.yaml", []byte(`
version: 1
app: `+app+`
owner: team-shop
environments:
  dev: { account: "111111111111", region: eu-west-1, network: { cidr: 10.10.0.0/16, zones: [a, b] } }
services:
  mailer: { runtime: fargate }
  pushed: { runtime: fargate, source: { registry: {} } }
delivery:
  account: "444444444444"
  region: eu-west-1
  alerts: [delivery@example.com]
  source: { codecommit: { repository: shop } }
  infrastructure: true
`+more))
	if err != nil {
		t.Fatal(err)
	}
	return tools{file, *file.Delivery}
}

func TestWhatSignsIsWhatPipelinesMaySignBy(t *testing.T) {
	for app, want := range map[string]string{
		"shop": "shop_images", "store-front": "store_front_images", "s": "s_images",
	} {
		signed := toolsOf(t, app, "  registry: { sign: true }\n")
		profile := "arn:aws:signer:eu-west-1:444444444444:/signing-profiles/" + want
		if err := signed.signing().Validate(); err != nil || signed.signing().ProfileARN() != profile {
			t.Errorf("%s signs by %s, %v", app, signed.signing().ProfileARN(), err)
		}
		for _, one := range signed.Services {
			want := profile
			if one.Name == "pushed" { // by somebody else
				want = ""
			}
			if got := signed.pipeline(one, kept(signed), keyOf(signed)).Build.Signer; got != want {
				t.Errorf("%s of %s signs by %q, want %q", one.Name, app, got, want)
			}
		}
	}
	unsigned := toolsOf(t, "shop", "")
	for _, one := range unsigned.Services {
		if got := unsigned.pipeline(one, kept(unsigned), keyOf(unsigned)).Build.Signer; got != "" {
			t.Errorf("%s signs by %s, and nothing does", one.Name, got)
		}
	}
}

func TestChatsAreToldByEveryPipeline(t *testing.T) {
	const chat = "arn:aws:sns:eu-west-1:444444444444:chat"
	all := toolsOf(t, "shop", "  chats: ["+chat+"]\n")
	told := [][]string{all.itself(kept(all), keyOf(all)).Chats}
	for _, one := range all.Services {
		told = append(told, all.pipeline(one, kept(all), keyOf(all)).Chats)
	}
	for _, got := range told {
		if !slices.Equal(got, []string{chat}) {
			t.Errorf("%v are told, want %s", got, chat)
		}
	}
	if len(told) != 3 {
		t.Errorf("%d pipelines, want 3", len(told))
	}
}

// crowded are the tools of a file with as many environments as a pipeline takes, in names as long as the file takes them, and
// with everything that a role of a pipeline may be asked for on runtime.
func crowded(t *testing.T, environments int, runtime, services string) tools {
	t.Helper()
	long := func(what string, i int) string {
		name := fmt.Sprintf("%s-%02d-", what, i)
		return name + strings.Repeat("z", 20-len(name))
	}
	var all strings.Builder
	for i := range environments {
		cluster := ""
		if runtime == "eks" {
			cluster = `, eks: { admins: ["arn:aws:iam::111111111111:role/platform"] }`
		}
		fmt.Fprintf(&all, "  %s: { account: \"%d\", region: ap-southeast-1, network: { cidr: 10.10.0.0/16, zones: [a, b] }, wave: %s%s }\n",
			long("environment", i), 100000000000+i, long("wave", i/10), cluster)
	}
	more := ""
	if services == "" {
		services = fmt.Sprintf("services:\n  %s: { runtime: %s, verify: { test: make smoke, bake: 1m } }\n", strings.Repeat("s", 32), runtime)
		more = "  build: { test: make test }\n  scan: { inspector: true }\n"
	}
	file, err := config.Parse("shipway.yaml", []byte(fmt.Sprintf(`
version: 1
app: %s
owner: team-shop
environments:
%s%sdelivery:
  account: "444444444444"
  region: ap-southeast-1
  alerts: [delivery@example.com]
  source: { codecommit: { repository: shop } }
  infrastructure: true
%s`, strings.Repeat("a", 20), all.String(), services, more)))
	if err != nil {
		t.Fatal(err)
	}
	return tools{file, *file.Delivery}
}

func TestRolesOfPipelinesHaveRoomForTheLongestNamesOfAllEnvironments(t *testing.T) {
	for _, runtime := range []string{"fargate", "eks"} {
		all := crowded(t, delivery.MostEnvironments, runtime, "")
		for _, one := range all.Services {
			if err := all.pipeline(one, kept(all), keyOf(all)).Validate(); err != nil {
				t.Errorf("on %s: %v", runtime, err)
			}
		}
		if len(all.Services) != 1 {
			t.Errorf("%d pipelines on %s, want 1", len(all.Services), runtime)
		}
	}
	all := crowded(t, 50, "", "services:\n  web: { runtime: fargate, image: nginx:1.29 }\n")
	if err := all.itself(kept(all), keyOf(all)).Validate(); err != nil {
		t.Error(err)
	}
}
