package workflow_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shipway-cdk/shipway/constructs/pipeline/workflow"
)

// pinnedImage is an image by its digest.
var pinnedImage = regexp.MustCompile(`@sha256:[0-9a-f]{64}$`)

// each calls f with every job of every service.
func each(t *testing.T, p workflow.Props, f func(service, name string, job map[string]any)) {
	t.Helper()
	for _, s := range p.Services {
		for name, one := range lab(t, p, s.Name) {
			f(s.Name, name, one.(map[string]any))
		}
	}
}

func TestEveryImageOfAJobIsPinnedToItsDigest(t *testing.T) {
	each(t, props(), func(_, name string, job map[string]any) {
		if !pinnedImage.MatchString(job["image"].(string)) {
			t.Errorf("%s runs in %v", name, job["image"])
		}
		services, _ := job["services"].([]any)
		for _, one := range services {
			if image := one.(map[string]any)["name"].(string); !pinnedImage.MatchString(image) {
				t.Errorf("%s runs beside %v", name, image)
			}
		}
		if (len(services) > 0) != strings.HasSuffix(name, ":image") {
			t.Errorf("%s runs beside %v", name, services)
		}
	})
}

func TestOnlyJobsThatActHaveAToken(t *testing.T) {
	want := map[string]any{"SHIPWAY_ID_TOKEN": map[string]any{"aud": "sts.amazonaws.com"}}
	each(t, props(), func(service, name string, job map[string]any) {
		acts := name != service+":secrets" && name != service+":test"
		if token, has := job["id_tokens"]; has != acts || acts && !reflect.DeepEqual(token, want) {
			t.Errorf("%s has %v", name, token)
		}
		if strings.Contains(block(job), "SESSION_ROLE") != acts {
			t.Errorf("%s: becomes a role is %v", name, !acts)
		}
	})
}

func TestJobsRunForTheBranchAndForWhatChanged(t *testing.T) {
	for service, changes := range map[string][]any{"web": {"services/web/**", "go.mod", ".gitlab/shipway/storefront-web.yml"}, "worker": nil} {
		for name, one := range lab(t, props(func(p *workflow.Props) { p.Branch = "release/2" }), service) {
			rules := one.(map[string]any)["rules"].([]any)
			rule := rules[0].(map[string]any)
			if len(rules) != 1 || rule["if"] != `$CI_COMMIT_BRANCH == "release/2" && ($CI_PIPELINE_SOURCE == "push" || $CI_PIPELINE_SOURCE == "web")` {
				t.Errorf("%s: %v", name, rules)
			}
			if got, _ := rule["changes"].([]any); !slices.Equal(got, changes) {
				t.Errorf("%s starts when %v changes, want %v", name, got, changes)
			}
		}
	}
}

func TestAPersonStartsWhatIsApproved(t *testing.T) {
	each(t, props(), func(_, name string, job map[string]any) {
		rule := job["rules"].([]any)[0].(map[string]any)
		approved := strings.HasSuffix(name, ":release-prod")
		if approved != (rule["when"] == "manual") || approved != (rule["allow_failure"] == false) {
			t.Errorf("%s: %v", name, rule)
		}
	})
}

func TestReleasesOnGitLabNeverOverlap(t *testing.T) {
	seen := map[string]string{}
	each(t, props(), func(service, name string, job map[string]any) {
		environment, releases := strings.CutPrefix(name, service+":release-")
		group, grouped := job["resource_group"].(string)
		if releases != grouped {
			t.Errorf("%s has the group %q", name, group)
		}
		if !releases {
			return
		}
		if other, twice := seen[group]; twice {
			t.Errorf("%s waits for %s, which has nothing to do with it", name, other)
		}
		seen[group] = name
		// GitLab compares the ages of deployments within an environment: services must not share one.
		if got := job["environment"]; !reflect.DeepEqual(got, map[string]any{"name": environment + "/" + service}) || job["stage"] != "release-"+environment {
			t.Errorf("%s is of %v", name, got)
		}
	})
}

func TestJobsOnGitLabFollowEachOther(t *testing.T) {
	needs := func(job any) (all []string) {
		for _, one := range job.(map[string]any)["needs"].([]any) {
			all = append(all, one.(map[string]any)["job"].(string))
		}
		return all
	}
	all := lab(t, props(), "web")
	for name, want := range map[string][]string{
		"web:secrets": nil, "web:test": nil, "web:image": {"web:secrets", "web:test"}, "web:scan": {"web:image"},
		"web:release-dev": {"web:image", "web:scan"}, "web:release-staging": {"web:image", "web:release-dev"}, "web:release-prod": {"web:image", "web:release-staging"},
	} {
		if got := needs(all[name]); !slices.Equal(got, want) {
			t.Errorf("%s needs %v, want %v", name, got, want)
		}
	}
	if len(all) != 7 {
		t.Errorf("%d jobs", len(all))
	}
}

func TestTheRootFileKnowsEveryStageAndService(t *testing.T) {
	root := parse(t, text(t, workflow.GitLab(props()), ".gitlab-ci.yml"))
	want := map[string]any{
		"stages": []any{"check", "image", "scan", "release-dev", "release-staging", "release-prod"},
		"include": []any{
			map[string]any{"local": "/.gitlab/shipway/storefront-web.yml"}, map[string]any{"local": "/.gitlab/shipway/storefront-legacy.yml"},
			map[string]any{"local": "/.gitlab/shipway/storefront-api.yml"}, map[string]any{"local": "/.gitlab/shipway/storefront-worker.yml"},
		},
	}
	if !reflect.DeepEqual(root, want) {
		t.Errorf("got\n%v\nwant\n%v", root, want)
	}
	each(t, props(), func(_, name string, job map[string]any) {
		if !slices.Contains(want["stages"].([]any), job["stage"]) {
			t.Errorf("%s is of the stage %v", name, job["stage"])
		}
	})
}

func TestJobsHaveTheToolsOfTheirPrograms(t *testing.T) {
	names := map[string]string{"aws": "aws-cli"} // by which Alpine calls them
	base := []string{"docker", "sha256sum"}      // of Docker's own image
	each(t, props(), func(service, name string, job map[string]any) {
		if name == "web:test" {
			return // it runs in an image of its own
		}
		installed := strings.Fields(job["before_script"].([]any)[0].(string))
		for line := range strings.Lines(block(job)) {
			for _, tool := range programs()[programOf(line)].Tools {
				if as, other := names[tool]; other {
					tool = as
				}
				if !slices.Contains(installed, tool) && !slices.Contains(base, tool) {
					t.Errorf("%s lacks %s for %s", name, tool, strings.TrimSpace(line))
				}
			}
		}
	})
}

func TestAnImageOfOnesOwnHasTheTools(t *testing.T) {
	own := props(func(p *workflow.Props) { p.Tools = tools })
	each(t, own, func(_, name string, job map[string]any) {
		image := tools
		if name == "web:test" {
			image = golang
		}
		if _, installs := job["before_script"]; installs || job["image"] != image {
			t.Errorf("%s runs in %v and installs: %v", name, job["image"], installs)
		}
	})
}

func TestReportsAreShownWhereGitLabKnowsThem(t *testing.T) {
	for service, want := range map[string]any{
		"web": map[string]any{
			"junit": "reports/junit.xml", "coverage_report": map[string]any{"coverage_format": "cobertura", "path": "reports/cobertura.xml"},
		},
		"api": map[string]any{"junit": "api/junit-*.xml"},
	} {
		kept := lab(t, props(), service)[service+":test"].(map[string]any)["artifacts"].(map[string]any)
		if !reflect.DeepEqual(kept["reports"], want) || kept["when"] != "always" {
			t.Errorf("%s: %v", service, kept)
		}
	}
}

func TestTheImageIsHandedOnByItsDigest(t *testing.T) {
	image := lab(t, props(), "web")["web:image"].(map[string]any)
	if paths := image["artifacts"].(map[string]any)["paths"]; !reflect.DeepEqual(paths, []any{"attestations", ".shipway/web/image"}) {
		t.Errorf("it hands on %v", paths)
	}
	want(t, "the script", block(image), "export EXPORTS='.shipway/web/image'\n")
	for _, name := range []string{"scan", "release-dev", "release-prod"} {
		want(t, name, block(lab(t, props(), "web")["web:"+name]), "IMAGE=$(cat '.shipway/web/image/IMAGE')\n")
	}
}

func TestRunnersOfAnEnvironmentReleaseThere(t *testing.T) {
	each(t, props(), func(_, name string, job map[string]any) {
		tags, _ := job["tags"].([]any)
		if own := strings.HasSuffix(name, ":release-dev"); own != slices.Equal(tags, []any{"self-hosted", "dev"}) || !own && tags != nil {
			t.Errorf("%s runs on %v", name, tags)
		}
	})
}
