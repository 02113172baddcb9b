package service

import (
	"regexp"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Image is a parsed container image reference.
type Image struct {
	// Repository is the registry host, if any, and the repository, such as "public.ecr.aws/nginx/nginx".
	Repository string
	// Tag is the tag, or empty.
	Tag string
	// Digest is "sha256:" and 64 hexadecimal digits, or empty.
	Digest string
}

var (
	imageRepository = regexp.MustCompile(`^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\d{1,5})?/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$`)
	imageTag        = regexp.MustCompile(`^\w[\w.-]{0,127}$`)
	imageDigest     = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
)

// ParseImage reads a reference such as "public.ecr.aws/nginx/nginx:1.29" or "repository@sha256:…". The error is a
// *check.Error that says which part is wrong.
func ParseImage(reference string) (Image, error) {
	c := check.Of("service.Image")
	rest, digest, hasDigest := strings.Cut(reference, "@")
	name, tag := rest, ""
	if colon := strings.LastIndexByte(rest, ':'); colon > strings.LastIndexByte(rest, '/') {
		name, tag = rest[:colon], rest[colon+1:]
		c.That("IMG-001", "", reference, imageTag.MatchString(tag), "want one tag of letters, digits, dots, dashes and underscores, at most 128 characters")
	}
	c.That("IMG-001", "", reference, imageRepository.MatchString(name) && len(name) <= 255,
		"want an image reference such as registry/repository:tag, the repository in lower case without spaces")
	c.That("IMG-001", "", reference, !hasDigest || imageDigest.MatchString(digest), "want a digest of sha256: and 64 hexadecimal digits")
	return Image{Repository: name, Tag: tag, Digest: digest}, c.Err()
}

// registries are the names of private registries of Amazon ECR: the one of each region, with and without FIPS, and the one
// that is also reached over IPv6 (Amazon ECR user guide, "Amazon ECR endpoints").
var registries = regexp.MustCompile(`^(\d{12})\.(?:dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?|dkr-ecr(?:-fips)?\.([a-z0-9-]+)\.on\.(?:aws|amazonwebservices\.com\.cn))/(.+)$`)

// ECR is the ARN of the private repository of Amazon ECR that the image is in; empty for an image of any other registry,
// which everybody may pull.
func (i Image) ECR() string {
	m := registries.FindStringSubmatch(i.Repository)
	if m == nil {
		return ""
	}
	partition, region := "aws", m[2]+m[3]
	switch {
	case strings.HasPrefix(region, "cn-"):
		partition = "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		partition = "aws-us-gov"
	}
	return "arn:" + partition + ":ecr:" + region + ":" + m[1] + ":repository/" + m[4]
}

// Moving says whether the reference may name another image tomorrow: it has no digest, and no tag or "latest".
func (i Image) Moving() bool {
	return i.Digest == "" && (i.Tag == "" || i.Tag == "latest")
}
