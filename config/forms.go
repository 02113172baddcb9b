package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Names start with a letter, because stack names and construct ids do; no double dashes, because dashes join names.
var (
	name20   = regexp.MustCompile(`^[a-z](?:-?[a-z0-9]){0,19}$`)
	name32   = regexp.MustCompile(`^[a-z](?:-?[a-z0-9]){0,31}$`)
	anything = regexp.MustCompile(``)
)

const (
	wantName20 = "lower case letters, digits and single dashes, starting with a letter, at most 20"
	wantName32 = "lower case letters, digits and single dashes, starting with a letter, at most 32"
)

// Values with a form that AWS, or the internet, prescribes.
var (
	accountID      = regexp.MustCompile(`^[0-9]{12}$`)
	vpcID          = regexp.MustCompile(`^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$`)
	subnetID       = regexp.MustCompile(`^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$`)
	hostName       = regexp.MustCompile(`^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$`)
	certificateARN = regexp.MustCompile(`^arn:(aws[a-z-]*):acm:([a-z0-9-]+):([0-9]{12}):certificate/[0-9A-Za-z-]{1,64}$`)
	topicARN       = regexp.MustCompile(`^arn:(aws[a-z-]*):sns:([a-z0-9-]+):([0-9]{12}):[A-Za-z0-9_-]{1,256}$`)
	paths          = regexp.MustCompile(`^/[A-Za-z0-9_.$/~@:+&*?-]{0,127}$`)
	directories    = regexp.MustCompile(`^(?:/[A-Za-z0-9_](?:\.?[A-Za-z0-9_-])*)+$`)
	link           = regexp.MustCompile(`^https://[!#-&(-;=?-\[\]-~]+$`)
	emailAddress   = regexp.MustCompile(`^[\w!#%&*+/=?^{|}~-]+(?:\.[\w!#%&*+/=?^{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$`)
	proven         = regexp.MustCompile(`^/[\w./~%?=&+,:@-]*$`)
	tagKey         = regexp.MustCompile(`^[A-Za-z0-9 _.:/=+@-]{1,128}$`)
	tagValue       = regexp.MustCompile(`^[\p{L}\p{N} _.:/=+@-]{1,256}$`)
)

const (
	wantVPC         = "a VPC id: vpc- and 8 or 17 hexadecimal digits"
	wantSubnet      = "a subnet id: subnet- and 8 or 17 hexadecimal digits"
	wantHost        = "a DNS name in lower case, such as shop.example.com"
	wantCertificate = "the ARN of an ACM certificate"
	wantLink        = "an https address in plain ASCII"
	wantTag         = "letters, digits, spaces and _ . : / = + - @, at most 256"
)

func account(to *string) shape {
	return text{to: to, form: accountID, want: "12 digits in quotes", code: "ENV-005", digits: true}
}

func subnet(to *string) shape {
	return text{to: to, form: subnetID, want: wantSubnet, code: "NET-011"}
}

func email(to *string) shape {
	return text{to: to, form: emailAddress, want: "an e-mail address", most: 320, code: "OBS-005"}
}

func topic(to *string) shape {
	return text{to: to, form: topicARN, want: "the ARN of an SNS topic", code: "OBS-005"}
}

// argument is any text: a word of a command, or the name of an alarm.
func argument(to *string) shape { return text{to: to, most: 4096} }

func directory(to *string) shape {
	return text{to: to, form: directories, want: "an absolute path below the root, such as /tmp", code: "SVC-023"}
}

func pathPattern(to *string) shape {
	return text{to: to, form: paths, want: "a path pattern such as /api/*, at most 128 characters", code: "LB-003"}
}

// tags are tags that a person chose. Their names are ASCII, so that two names that look the same are the same.
func tags(to *map[string]string) shape {
	value := func(to *string) shape { return text{to: to, form: tagValue, want: wantTag, code: "TAG-001"} }
	return table{to: to, each: value, what: "text by tag name", most: mostTags, name: tagName, fold: true, code: "TAG-001"}
}

// oneTag says what IAM makes of a tag whose name differs from other only by case (IAM user guide, "Rules for tagging in IAM
// and AWS STS").
func oneTag(other string) string {
	return fmt.Sprintf("differs from %s only by case, and IAM takes the two for one: want another name", segment(other))
}

// ownTags are the tags that say whose a resource is.
var ownTags = []string{"app", "environment", "owner"}

// tagName says what a tag's name should be, or nothing when it is.
func tagName(name string) string {
	lower := strings.ToLower(name)
	switch {
	case slices.Contains(ownTags, lower):
		return "Shipway sets this tag itself: want another name"
	case strings.HasPrefix(lower, "aws:"):
		return "names that start with aws: are reserved"
	case !tagKey.MatchString(name):
		return "want 1 to 128 ASCII letters, digits, spaces and _ . : / = + - @"
	}
	return ""
}
