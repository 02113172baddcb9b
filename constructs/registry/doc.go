// Package registry keeps container images in Amazon ECR: a repository whose tags never move and whose images stay as
// long as a rollback may need them, and what an account has once for all its repositories: settings, and how images are
// signed.
//
// It never deletes by age alone, never lets another account push, and knows nothing of what the images run.
package registry
