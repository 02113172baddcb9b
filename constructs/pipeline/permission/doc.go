// Package permission says what builds and releases may do, as statements of IAM policies: exact actions on exact
// resources, the same whoever acts, a project of AWS CodeBuild or a job of GitHub Actions or GitLab CI.
//
// It follows the programs of package program: what they do not do, nobody is allowed. It makes no role and trusts nobody.
package permission
