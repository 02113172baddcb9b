package permission

import "github.com/shipway-cdk/shipway/constructs/policy"

// Sign are the statements of whoever pushes images that Amazon ECR signs, beside those of [Push]: it signs as who pushes, by
// the signing profile with the ARN profile (Amazon ECR user guide, "Managed signing"). None without a profile.
func Sign(profile string) []policy.Object {
	if profile == "" {
		return nil
	}
	return []policy.Object{policy.Allow("Sign", profile, "signer:SignPayload")}
}
