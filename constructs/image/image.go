// Package image says what a service runs: an image that releases own, or one that the template names.
//
// It creates the CloudFormation parameter and the condition of a released image, and no other resource.
package image

import (
	"fmt"
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Image is what a service runs. Make one with [Released] or [Fixed].
type Image struct {
	reference, repository string
	condition             awscdk.CfnCondition
	problem               error
}

// Reference is the image's address, or a token for it.
func (i Image) Reference() string { return i.reference }

// Repository is the ARN of the ECR repository to pull from; empty for a public image.
func (i Image) Repository() string { return i.repository }

// Condition is the CloudFormation condition under which there is an image; nil: always.
func (i Image) Condition() awscdk.CfnCondition { return i.condition }

// released is the logical id of the condition that there is an image.
const released = "Released"

// Resource is what [Image.Guard] needs of a resource: every L1 has it.
type Resource interface{ AddOverride(path *string, value any) }

// Guard makes resource exist only once there is an image to run.
func (i Image) Guard(resource Resource) {
	if i.condition != nil {
		resource.AddOverride(jsii.String("Condition"), released)
	}
}

// Fixed is an image that the template names, such as "public.ecr.aws/nginx/nginx:1.29" from a public registry, or
// one in ECR together with the ARN of its repository. Use it for software somebody else releases. A tag that may move,
// such as latest, is refused: the same template would run different software.
func Fixed(reference, repositoryARN string) Image {
	parsed, err := service.ParseImage(reference)
	c := check.Of("image.Image")
	c.Within("", err)
	c.That("IMG-002", "", reference, err != nil || !parsed.Moving(), "want a digest, or a tag other than latest")
	c.That("IMG-003", "", repositoryARN, repositoryARN == "" || ecrRepository.MatchString(repositoryARN), "want the ARN of the ECR repository, or none for a public image")
	return Image{reference: reference, repository: repositoryARN, problem: c.Err()}
}

var ecrRepository = regexp.MustCompile(`^arn:(aws[a-z-]*):ecr:([a-z0-9-]+):(\d{12}):repository/(.+)$`)

// Released is an image that releases own: stack gets a CloudFormation parameter Image, repository and digest, and
// a condition Released that holds once the parameter has a value. A release updates the stack with the previous
// template and a new digest; every other deployment keeps the value. So the template is the same bytes whichever
// version runs, and the first deployment, before any image exists, creates everything but the running service.
//
// Call it once per stack. repositoryARN is the ECR repository the image must come from.
func Released(stack awscdk.Stack, repositoryARN string) Image {
	m := ecrRepository.FindStringSubmatch(repositoryARN)
	if m == nil {
		c := check.Of("image.Image")
		c.That("IMG-003", "Repository", repositoryARN, false, "want the ARN of an ECR repository")
		return Image{problem: c.Err()}
	}
	uri := fmt.Sprintf("%s.dkr.ecr.%s.%s/%s", m[3], m[2], policy.Place{Partition: m[1]}.Domain(), m[4])
	parameter := awscdk.NewCfnParameter(stack, jsii.String("Image"), &awscdk.CfnParameterProps{
		Type:                  jsii.String("String"),
		Default:               "",
		AllowedPattern:        jsii.String("^$|^" + regexp.QuoteMeta(uri) + "@sha256:[0-9a-f]{64}$"),
		ConstraintDescription: jsii.String("must be empty or " + uri + "@sha256: and 64 hexadecimal digits"),
		Description:           jsii.String("What runs. Owned by releases: infrastructure deployments keep the previous value. Empty: nothing was released yet."),
	})
	image := map[string]any{"Ref": "Image"}
	condition := awscdk.NewCfnCondition(stack, jsii.String(released), &awscdk.CfnConditionProps{
		Expression: awscdk.Fn_ConditionNot(awscdk.Fn_ConditionEquals(image, "")),
	})
	return Image{reference: *parameter.ValueAsString(), repository: repositoryARN, condition: condition}
}

// Validate reports what is wrong with the image, or that there is none.
func (i Image) Validate() error {
	c := check.Of("image.Image")
	c.Require("IMG-001", "", i.problem != nil || i.reference != "", "give the image to run: image.Released or image.Fixed")
	c.Within("", i.problem)
	return c.Err()
}
