package delivery

import (
	"cmp"
	"regexp"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Registry is an image that somebody else builds and pushes to Amazon ECR, in the account and region of the pipeline.
// Each push of the tag starts a run with exactly the image that was pushed: there is nothing to build, and Build must
// be left out.
type Registry struct {
	// Repository names the repository, such as "shop/web". Required.
	Repository string
	// Tag is the tag whose push counts; the repository must let it move. Default: "release".
	Tag string
}

// WithDefaults fills what was left out.
func (s Registry) WithDefaults() Registry {
	s.Tag = cmp.Or(s.Tag, "release")
	return s
}

var (
	ecrName = regexp.MustCompile(`^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$`)
	ecrTag  = regexp.MustCompile(`^\w[\w.-]{0,127}$`)
)

// Validate reports everything wrong with the source, all at once.
func (s Registry) Validate() error {
	s = s.WithDefaults()
	c := check.Of("delivery.Registry")
	c.That("IMG-004", "Repository", s.Repository, 2 <= len(s.Repository) && len(s.Repository) <= 256 && ecrName.MatchString(s.Repository),
		"want the name of an ECR repository, such as shop/web")
	c.That("IMG-002", "Tag", s.Tag, ecrTag.MatchString(s.Tag), "want a tag of letters, digits and . _ -")
	return c.Err()
}

// Bucket is a zip archive of the source in a bucket, in the account and region of the pipeline. Each upload starts a run
// with exactly the version that was uploaded. The bucket must keep versions, and send its events to EventBridge.
type Bucket struct {
	// Name is the bucket's name. Required.
	Name string
	// Key is the archive's key, which ends in .zip: what comes after takes nothing else (CodePipeline user guide, "Amazon S3
	// source action reference"). Required.
	Key string
	// Encryption is the ARN of the KMS key that encrypts the archive. Default: none, S3's own.
	Encryption string
}

var bucketName = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$`)

// Validate reports everything wrong with the source, all at once.
func (s Bucket) Validate() error {
	c := check.Of("delivery.Bucket")
	c.That("PIPE-001", "Name", s.Name, bucketName.MatchString(s.Name) && !strings.Contains(s.Name, ".."), "want the name of a bucket")
	c.That("PATH-001", "Key", s.Key, s.Key != "" && len(s.Key) <= 1000 && Plain(s.Key) && !strings.ContainsAny(s.Key, "*?") && !strings.HasPrefix(s.Key, "/") && !climbs(s.Key) && strings.HasSuffix(s.Key, ".zip"),
		"want the key of one object that ends in .zip, such as web/source.zip")
	if s.Encryption != "" {
		c.Key("Encryption", s.Encryption)
	}
	return c.Err()
}
