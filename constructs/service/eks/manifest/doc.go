// Package manifest renders a service as the Kubernetes objects that run it on Amazon EKS, in the order in which they are
// applied, and a release of it as phases: what to apply, what to wait for, and how to go back.
//
// The objects are built from Kubernetes' own typed structs, so an unknown kind or a misspelt field does not compile. The
// same value gives the same bytes. The package imports no AWS package, talks to no cluster and never holds the value of a
// secret.
package manifest
