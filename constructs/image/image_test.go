package image_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

const (
	repository = "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"
	digest     = "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

func TestImagesThatCannotBePulledOrMayMoveAreRefused(t *testing.T) {
	for reference, want := range map[string]string{
		"":                             "IMG-001 ",
		"a b":                          "IMG-001 ",
		"Nginx:1.29":                   "IMG-001 ",
		"nginx:1.29:1":                 "IMG-001 ",
		"nginx@sha256:abc":             "IMG-001 ",
		"nginx":                        "IMG-002 ",
		"public.ecr.aws/nginx/nginx":   "IMG-002 ",
		"nginx:latest":                 "IMG-002 ",
		"nginx:1.29":                   "",
		"nginx" + digest:               "",
		"nginx:latest" + digest:        "",
		"localhost:5000/team/app:1":    "",
		"public.ecr.aws/nginx/nginx:1": "",
	} {
		got := strings.Join(synthtest.Refused(image.Fixed(reference, "").Validate()), ", ")
		if got != want {
			t.Errorf("%q: refused with %q, want %q", reference, got, want)
		}
	}
}

func TestARepositoryIsAnARNOfECR(t *testing.T) {
	for _, arn := range []string{"shop/api", "arn:aws:s3:::shop", "arn:aws:ecr:eu-west-1:1:repository/shop"} {
		if got := synthtest.Refused(image.Fixed("nginx:1.29", arn).Validate()); !slices.Equal(got, []string{"IMG-003 "}) {
			t.Errorf("%q: refused with %q, want IMG-003", arn, got)
		}
	}
	if err := image.Fixed("nginx:1.29", repository).Validate(); err != nil {
		t.Error(err)
	}
}

func TestNoImageIsNotAnImage(t *testing.T) {
	if got := synthtest.Refused(image.Image{}.Validate()); !slices.Equal(got, []string{"IMG-001 "}) {
		t.Errorf("refused with %q, want IMG-001", got)
	}
}

func TestAFixedImageIsAlwaysThere(t *testing.T) {
	stack := synthtest.Stack(t)
	fixed := image.Fixed("nginx:1.29", repository)
	fixed.Guard(awssns.NewCfnTopic(stack, jsii.String("Topic"), nil))
	got := synthtest.Of(t, stack)
	if one := got.One("AWS::SNS::Topic"); one.Condition != "" || len(got.Parameters()) > 0 || fixed.Condition() != nil {
		t.Errorf("exists under %q, with parameters %v", one.Condition, got.Parameters())
	}
	if fixed.Reference() != "nginx:1.29" || fixed.Repository() != repository {
		t.Errorf("got %s of %s", fixed.Reference(), fixed.Repository())
	}
}

func TestAReleasedImageIsAParameterThatInfrastructureNeverSets(t *testing.T) {
	stack := synthtest.Stack(t)
	released := image.Released(stack, repository)
	released.Guard(awssns.NewCfnTopic(stack, jsii.String("Topic"), &awssns.CfnTopicProps{DisplayName: jsii.String(released.Reference())}))
	got := synthtest.Of(t, stack)
	parameter := got.Parameters()["Image"]
	if parameter["Default"] != "" || parameter["AllowedPattern"] != `^$|^444444444444\.dkr\.ecr\.eu-west-1\.amazonaws\.com/shop/api@sha256:[0-9a-f]{64}$` {
		t.Errorf("the parameter is %v", parameter)
	}
	if _, there := got.Conditions()["Released"]; !there || got.One("AWS::SNS::Topic").Condition != "Released" {
		t.Errorf("exists under %q of %v, want Released", got.One("AWS::SNS::Topic").Condition, got.Conditions())
	}
	got.Has("AWS::SNS::Topic", synthtest.Props{"DisplayName": synthtest.Props{"Ref": "Image"}})
}

func TestAReleasedImageComesFromARepository(t *testing.T) {
	released := image.Released(synthtest.Stack(t), "shop/api")
	if got := synthtest.Refused(released.Validate()); !slices.Equal(got, []string{"IMG-003 Repository"}) {
		t.Errorf("refused with %q, want IMG-003", got)
	}
}
