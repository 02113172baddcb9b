// Package delivery holds the values of a service's way from a commit to production: where a version comes from, how it is
// built and tested, what may be found in it, who is asked, when a release may begin and how it proves itself.
//
// They are plain values with rules, which know nothing of AWS CDK: shipway.yaml and [Pipeline] take the same ones.
//
// [Pipeline]: https://pkg.go.dev/github.com/shipway-cdk/shipway/constructs/pipeline#Pipeline
package delivery
