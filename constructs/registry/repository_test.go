package registry_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/registry"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const kind = "AWS::ECR::Repository"

func minimalProps(change ...func(*registry.RepositoryProps)) *registry.RepositoryProps {
	props := &registry.RepositoryProps{
		Name: "storefront/web", Account: synthtest.Account, Region: synthtest.Region,
	}
	for _, c := range change {
		c(props)
	}
	return props
}

// synth is the repository of a stack that holds only one.
func synth(t *testing.T, change ...func(*registry.RepositoryProps)) (*synthtest.Template, synthtest.Resource) {
	t.Helper()
	stack := synthtest.Stack(t)
	registry.NewRepository(stack, "Web", minimalProps(change...))
	got := synthtest.Of(t, stack)
	return got, got.One(kind)
}

// rules are the repository's lifecycle rules in order: the tag pattern, or "untagged", and how many images it keeps.
func rules(t *testing.T, r synthtest.Resource) (all []string) {
	t.Helper()
	var policy struct {
		Rules []struct {
			RulePriority int
			Selection    struct {
				TagStatus, CountType string
				TagPatternList       []string
				CountNumber          int
			}
			Action struct{ Type string }
		}
	}
	text := r.Properties["LifecyclePolicy"].(map[string]any)["LifecyclePolicyText"].(string)
	if err := json.Unmarshal([]byte(text), &policy); err != nil {
		t.Fatal(err)
	}
	for i, rule := range policy.Rules {
		s := rule.Selection
		if rule.RulePriority != i+1 || s.CountType != "imageCountMoreThan" || rule.Action.Type != "expire" || len(s.TagPatternList) > 1 {
			t.Errorf("rule %d is %+v", i, rule)
		}
		all = append(all, fmt.Sprintf("%s %v %d", s.TagStatus, s.TagPatternList, s.CountNumber))
	}
	return all
}

func TestRepositoryDefaults(t *testing.T) {
	got, _ := synth(t)
	got.Has(kind, synthtest.Props{
		"RepositoryName":             "storefront/web",
		"ImageTagMutability":         "IMMUTABLE_WITH_EXCLUSION",
		"ImageScanningConfiguration": synthtest.Props{"ScanOnPush": true},
		"EncryptionConfiguration":    synthtest.Props{"EncryptionType": "AES256", "KmsKey": synthtest.Absent()},
		"RepositoryPolicyText":       synthtest.Absent(),
		"EmptyOnDelete":              false,
	})
	if n := len(got.All()); n != 1 {
		t.Errorf("%d resources, want 1", n)
	}
}

func TestOnlyMovingTagsMove(t *testing.T) {
	filter := func(pattern string) synthtest.Props {
		return synthtest.Props{"ImageTagMutabilityExclusionFilterType": "WILDCARD", "ImageTagMutabilityExclusionFilterValue": pattern}
	}
	for name, row := range map[string]struct {
		moving []string
		want   synthtest.Props
	}{
		"default": {nil, synthtest.Props{"ImageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "ImageTagMutabilityExclusionFilters": []any{filter("cache-*")}}},
		"two": {[]string{"cache-*", "main"}, synthtest.Props{
			"ImageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "ImageTagMutabilityExclusionFilters": []any{filter("cache-*"), filter("main")},
		}},
		"none": {[]string{}, synthtest.Props{"ImageTagMutability": "IMMUTABLE", "ImageTagMutabilityExclusionFilters": synthtest.Absent()}},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := synth(t, func(p *registry.RepositoryProps) { p.Moving = row.moving })
			got.Has(kind, row.want)
		})
	}
}

func TestImagesGoByCountAndReleasedOnesNever(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*registry.RepositoryProps)
		want   []string
	}{
		"default": {func(*registry.RepositoryProps) {}, []string{
			"tagged [release-*] 100000", "tagged [cache-*] 100", "tagged [*] 100", "untagged [] 100",
		}},
		"keep": {func(p *registry.RepositoryProps) { p.Keep = 10 }, []string{
			"tagged [release-*] 100000", "tagged [cache-*] 10", "tagged [*] 10", "untagged [] 10",
		}},
		"protected": {func(p *registry.RepositoryProps) { p.Protected = []string{"v*", "prod-*"} }, []string{
			"tagged [v*] 100000", "tagged [prod-*] 100000", "tagged [cache-*] 100", "tagged [*] 100", "untagged [] 100",
		}},
		"nothing moves": {func(p *registry.RepositoryProps) { p.Moving = []string{} }, []string{
			"tagged [release-*] 100000", "tagged [*] 100", "untagged [] 100",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			_, r := synth(t, row.change)
			if got := rules(t, r); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestOtherAccountsMayOnlyPullAndOnlyAsTheRolesNamed(t *testing.T) {
	got, _ := synth(t, func(p *registry.RepositoryProps) {
		p.PullAccounts = []string{"333333333333", "222222222222"}
		p.PullRoles = []string{"storefront-*"}
	})
	got.Has(kind, synthtest.Props{"RepositoryPolicyText": synthtest.Props{"Statement": []any{synthtest.Props{
		"Effect":    "Allow",
		"Resource":  synthtest.Absent(), // ECR refuses a repository policy that names one
		"Principal": synthtest.Props{"AWS": []any{"222222222222", "333333333333"}},
		"Action":    []any{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"},
		"Condition": synthtest.Props{"ArnLike": synthtest.Props{"aws:PrincipalArn": []any{
			"arn:aws:iam::222222222222:role/storefront-*", "arn:aws:iam::333333333333:role/storefront-*",
		}}},
	}}}})
}

func TestWithoutPullRolesEveryRoleOfTheAccountMayBeLetIn(t *testing.T) {
	got, _ := synth(t, func(p *registry.RepositoryProps) { p.PullAccounts = []string{"222222222222"} })
	got.Has(kind, synthtest.Props{"RepositoryPolicyText": synthtest.Text(`"aws:PrincipalArn":["arn:aws:iam::222222222222:role/*"]`)})
}

func TestImagesUseTheKeyGiven(t *testing.T) {
	key := "arn:aws:kms:eu-west-1:111111111111:key/0123abcd-4567-89ab-cdef-0123456789ab"
	got, _ := synth(t, func(p *registry.RepositoryProps) { p.Key = key })
	got.Has(kind, synthtest.Props{"EncryptionConfiguration": synthtest.Props{"EncryptionType": "KMS", "KmsKey": key}})
}

func TestImagesStayUnlessTheyAreDisposable(t *testing.T) {
	for disposable, want := range map[bool][2]string{false: {"RetainExceptOnCreate", "Retain"}, true: {}} {
		got, r := synth(t, func(p *registry.RepositoryProps) { p.Disposable = disposable })
		got.Has(kind, synthtest.Props{"EmptyOnDelete": disposable})
		if r.DeletionPolicy != want[0] || r.UpdateReplacePolicy != want[1] {
			t.Errorf("with disposable %v deleted by %q, replaced by %q, want %q", disposable, r.DeletionPolicy, r.UpdateReplacePolicy, want)
		}
	}
}

func TestRepositoryRefuses(t *testing.T) {
	named := func(name string) func(*registry.RepositoryProps) {
		return func(p *registry.RepositoryProps) { p.Name = name }
	}
	for name, row := range map[string]struct {
		change func(*registry.RepositoryProps)
		want   []string
	}{
		"nothing wrong":      {func(*registry.RepositoryProps) {}, nil},
		"a long name":        {named(strings.Repeat("x", 256)), nil},
		"a longer name":      {named(strings.Repeat("x", 257)), []string{"IMG-004 Name"}},
		"one character":      {named("x"), []string{"IMG-004 Name"}},
		"no name":            {named(""), []string{"IMG-004 Name"}},
		"upper case":         {named("Web"), []string{"IMG-004 Name"}},
		"two slashes":        {named("a//b"), []string{"IMG-004 Name"}},
		"a slash at the end": {named("web/"), []string{"IMG-004 Name"}},
		"no account":         {func(p *registry.RepositoryProps) { p.Account = "" }, []string{"ENV-005 Account"}},
		"a zone":             {func(p *registry.RepositoryProps) { p.Region = "eu-west-1a" }, []string{"ENV-008 Region"}},
		"partition":          {func(p *registry.RepositoryProps) { p.Partition = "amazon" }, []string{"ENV-010 Partition"}},
		"keeping 9":          {func(p *registry.RepositoryProps) { p.Keep = 9 }, []string{"IMG-005 Keep"}},
		"keeping -1":         {func(p *registry.RepositoryProps) { p.Keep = -1 }, []string{"IMG-005 Keep"}},
		"keeping 10001":      {func(p *registry.RepositoryProps) { p.Keep = 10001 }, []string{"IMG-005 Keep"}},
		"a space in a tag":   {func(p *registry.RepositoryProps) { p.Protected = []string{"a b"} }, []string{"IMG-006 Protected[0]"}},
		"three wildcards":    {func(p *registry.RepositoryProps) { p.Moving = []string{"*a*b*"} }, []string{"IMG-006 Moving[0]"}},
		"six filters":        {func(p *registry.RepositoryProps) { p.Moving = []string{"a", "b", "c", "d", "e", "f"} }, []string{"IMG-006 Moving"}},
		"a tag twice":        {func(p *registry.RepositoryProps) { p.Moving = []string{"a", "a"} }, []string{"IMG-006 Moving[1]"}},
		"all tags move":      {func(p *registry.RepositoryProps) { p.Moving = []string{"*"} }, []string{"IMG-006 Moving[0]"}},
		"released tags move": {func(p *registry.RepositoryProps) { p.Moving = []string{"release-*"} }, []string{"IMG-006 Moving[0]"}},
		"an account's ARN":   {func(p *registry.RepositoryProps) { p.PullAccounts = []string{"arn:aws:iam::222222222222:root"} }, []string{"ENV-005 PullAccounts[0]"}},
		"everybody":          {func(p *registry.RepositoryProps) { p.PullAccounts = []string{"*"} }, []string{"ENV-005 PullAccounts[0]"}},
		"an account twice":   {func(p *registry.RepositoryProps) { p.PullAccounts = []string{"222222222222", "222222222222"} }, []string{"ENV-005 PullAccounts[1]"}},
		"51 accounts": {func(p *registry.RepositoryProps) {
			for i := range 51 {
				p.PullAccounts = append(p.PullAccounts, fmt.Sprintf("2222222222%02d", i))
			}
		}, []string{"IMG-003 PullAccounts"}},
		"a role's ARN":   {func(p *registry.RepositoryProps) { p.PullRoles = []string{"arn:aws:iam::222222222222:role/x"} }, []string{"IMG-003 PullRoles[0]"}},
		"a key's alias":  {func(p *registry.RepositoryProps) { p.Key = "alias/x" }, []string{"SEC-004 Key"}},
		"nothing at all": {func(p *registry.RepositoryProps) { *p = registry.RepositoryProps{} }, []string{"IMG-004 Name", "ENV-005 Account", "ENV-008 Region"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := synthtest.Refused(minimalProps(row.change).Validate()); !slices.Equal(got, row.want) {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestRepositoryPanicsWithEveryProblem(t *testing.T) {
	if got := synthtest.Panics(t, func() { registry.NewRepository(synthtest.Stack(t), "Web", nil) }); got.ID != "Web" || len(got.Problems) != 3 {
		t.Error(got)
	}
}

func TestPropsAreNotChanged(t *testing.T) {
	props := minimalProps(func(p *registry.RepositoryProps) { p.PullAccounts = []string{"333333333333", "222222222222"} })
	registry.NewRepository(synthtest.Stack(t), "Web", props)
	if props.Keep != 0 || props.Protected != nil || props.Partition != "" || props.PullAccounts[0] != "333333333333" {
		t.Errorf("now %+v", props)
	}
}

func TestTheAddressIsKnownBeforeTheRepositoryIs(t *testing.T) {
	for partition, want := range map[string][2]string{
		"":           {"111111111111.dkr.ecr.eu-west-1.amazonaws.com/storefront/web", "arn:aws:ecr:eu-west-1:111111111111:repository/storefront/web"},
		"aws-cn":     {"111111111111.dkr.ecr.eu-west-1.amazonaws.com.cn/storefront/web", "arn:aws-cn:ecr:eu-west-1:111111111111:repository/storefront/web"},
		"aws-us-gov": {"111111111111.dkr.ecr.eu-west-1.amazonaws.com/storefront/web", "arn:aws-us-gov:ecr:eu-west-1:111111111111:repository/storefront/web"},
	} {
		r := registry.NewRepository(synthtest.Stack(t), "Web", minimalProps(func(p *registry.RepositoryProps) { p.Partition = partition }))
		if r.URI() != want[0] || r.ARN() != want[1] || r.Name() != "storefront/web" {
			t.Errorf("%s: %s %s %s, want %s", partition, r.URI(), r.ARN(), r.Name(), want)
		}
	}
}

func TestTwoRepositoriesFitInOneStackAndCanBeChanged(t *testing.T) {
	stack := synthtest.Stack(t)
	registry.NewRepository(stack, "Web", minimalProps())
	other := registry.NewRepository(stack, "Mail", minimalProps(func(p *registry.RepositoryProps) { p.Name = "storefront/mail" }))
	other.Repository().SetImageTagMutability(jsii.String("MUTABLE"))
	got := synthtest.Of(t, stack)
	got.Count(kind, 2)
	got.Has(kind, synthtest.Props{"RepositoryName": "storefront/mail", "ImageTagMutability": "MUTABLE"})
}
