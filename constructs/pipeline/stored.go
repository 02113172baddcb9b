package pipeline

import (
	"fmt"

	"github.com/shipway-cdk/shipway/constructs/delivery"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// pushed is an image that somebody else pushes as a source.
func pushed(s delivery.Registry, place policy.Place) origin {
	s = s.WithDefaults()
	arn := place.ARN("ecr", "repository/"+s.Repository)
	return origin{
		provider: "ECR", settings: map[string]string{"RepositoryName": s.Repository, "ImageTag": s.Tag},
		version: variable(sourceStage, "ImageDigest"), statements: []policy.Object{policy.Allow("Source", arn, "ecr:DescribeImages")},
		link: fmt.Sprintf("https://%s/ecr/repositories/private/%s/%s/_/image/%s/details?region=%s",
			console(place), place.Account, s.Repository, variable(sourceStage, "ImageDigest"), place.Region),
		event: &event{
			kind: "IMAGE_DIGEST", revision: "$.detail.image-digest",
			pattern: policy.Object{
				"source": []string{"aws.ecr"}, "detail-type": []string{"ECR Image Action"},
				"detail": policy.Object{
					"action-type": []string{"PUSH"}, "result": []string{"SUCCESS"},
					"repository-name": []string{s.Repository}, "image-tag": []string{s.Tag},
				},
			},
		},
	}
}

// imageOf is the reference to the image that was pushed, by digest.
func imageOf(s delivery.Registry, place policy.Place) string {
	return fmt.Sprintf("%s.dkr.ecr.%s.%s/%s@%s", place.Account, place.Region, place.Domain(), s.Repository, variable(sourceStage, "ImageDigest"))
}

// uploaded is an archive in a bucket as a source.
func uploaded(s delivery.Bucket, place policy.Place) origin {
	arn := fmt.Sprintf("arn:%s:s3:::%s", place.Partition, s.Name)
	// CodePipeline user guide, "Amazon S3 source action reference".
	statements := []policy.Object{
		ours(place, policy.Allow("Source", arn, "s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning")),
		ours(place, policy.Allow("Archive", arn+"/"+s.Key, "s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging")),
	}
	if s.Encryption != "" {
		statements = append(statements, policy.Allow("SourceKey", s.Encryption, "kms:Decrypt"))
	}
	return origin{
		provider: "S3", settings: map[string]string{"S3Bucket": s.Name, "S3ObjectKey": s.Key, "PollForSourceChanges": "false"},
		version: variable(sourceStage, "VersionId"), statements: statements,
		event: &event{
			kind: "S3_OBJECT_VERSION_ID", revision: "$.detail.object.version-id",
			pattern: policy.Object{
				"source": []string{"aws.s3"}, "detail-type": []string{"Object Created"},
				"detail": policy.Object{"bucket": policy.Object{"name": []string{s.Name}}, "object": policy.Object{"key": []string{s.Key}}},
			},
		},
	}
}

// ours limits a statement to what belongs to the account: the name of a bucket does not say whose it is.
func ours(place policy.Place, statement policy.Object) policy.Object {
	statement["Condition"] = policy.Object{"StringEquals": policy.Object{"aws:ResourceAccount": place.Account}}
	return statement
}
