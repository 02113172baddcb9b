// Package files holds files that containers share and that outlive them: an Amazon EFS file system with its key, its
// mount targets and its access points.
//
// It runs nothing and knows no runtime: a service is given the ids that it mounts.
package files
