// Package spec says what an EKS cluster is to be, as plain values: its Kubernetes version, who reaches and enters it,
// what it runs on and what comes with it.
//
// It is pure Go: constructs/service/eks builds what it describes, and config refuses a file whose cluster would not
// come up.
package spec
