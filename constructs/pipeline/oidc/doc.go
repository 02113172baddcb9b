// Package oidc lets the jobs of GitHub Actions and GitLab CI act in an AWS account without a stored key: the account trusts
// the tokens that GitHub or GitLab signs for a job, and a role says which repository, branch, workflow file and
// environment a token must be of.
//
// Nothing is trusted by pattern. A role that builds is for one branch of one repository; a role that releases is for
// one environment besides. Roles may do exactly what package permission says, and nobody else may become them.
package oidc
