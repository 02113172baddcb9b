package permission

import "github.com/shipway-cdk/shipway/constructs/policy"

// Push are the statements of whoever builds images, from what is in bases or in none, and pushes them to repositories. All are
// ARNs of ECR repositories (Amazon ECR user guide, "IAM permissions for pushing an image").
func Push(repositories []string, bases ...string) []policy.Object {
	all := policy.Pull(bases...)
	if len(all) == 0 {
		// The registry's login has no resource type (service authorization reference, Amazon ECR).
		all = []policy.Object{policy.Allow("Login", "*", "ecr:GetAuthorizationToken")}
	}
	return append(all, policy.Allow("Push", repositories, "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload",
		"ecr:DescribeImages", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart"))
}

// Scan are the statements of whoever reads what is found in the images of repositories, the ARNs of ECR repositories. Where
// Amazon Inspector scans for the registry, its findings are read as Inspector's (Amazon ECR user guide, "IAM permissions
// required for enhanced scanning").
func Scan(repositories ...string) []policy.Object {
	return []policy.Object{
		policy.Allow("Findings", repositories, "ecr:BatchGetImage", "ecr:DescribeImageScanFindings", "ecr:StartImageScan"),
		// Findings of Inspector have no resource type (service authorization reference, Amazon Inspector2).
		policy.Allow("Inspector", "*", "inspector2:ListCoverage", "inspector2:ListFindings"),
	}
}
