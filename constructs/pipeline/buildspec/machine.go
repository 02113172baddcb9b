package buildspec

import (
	"cmp"
	"time"

	"github.com/shipway-cdk/shipway/constructs/check"
)

// Size is how large the machine of a build is.
type Size string

// The sizes of machines: Small has 2 vCPUs and 4 GiB, Medium 4 and 8, Large 8 and 16, XLarge up to 36 and 72, and Double up to
// 72 and 144 (CodeBuild API, "ProjectEnvironment", computeType).
const (
	Small  Size = "BUILD_GENERAL1_SMALL"
	Medium Size = "BUILD_GENERAL1_MEDIUM"
	Large  Size = "BUILD_GENERAL1_LARGE"
	XLarge Size = "BUILD_GENERAL1_XLARGE"
	Double Size = "BUILD_GENERAL1_2XLARGE"
)

// Machine is what a build runs on: Amazon Linux 2023 in the newest standard image of CodeBuild, which has everything that
// the programs of a pipeline call.
//
// A Small one costs 0.005 USD for each minute that it runs, a Medium one 0.01 and a Large one 0.02; the first 100 minutes of
// Small are free each month, and what does not run costs nothing (AWS CodeBuild pricing, us-east-1). A run of a pipeline with tests of 3
// minutes, an image of 4, a scan of 1 and three releases of 6 minutes each is 26 minutes on Small: 0.13 USD.
type Machine struct {
	// Size is how large it is. Default: Small.
	Size Size
	// Arm says whether its processor is AWS Graviton. Images for arm64 are built on it without emulation. Default: false, x86-64.
	Arm bool
	// Docker lets the build run Docker, and so act as root on its machine: only for building images, and without secrets.
	// Default: false.
	Docker bool
	// Timeout is how long the build may run, whole minutes from 5 m to 36 h (CodeBuild API, "CreateProject"). Default: 1 h.
	Timeout time.Duration
	// Queue is how long it may wait for a machine, whole minutes from 5 m to 8 h (CodeBuild API, "CreateProject"). Default: 8 h.
	Queue time.Duration
}

// WithDefaults fills the fields that were left zero.
func (m Machine) WithDefaults() Machine {
	m.Size = cmp.Or(m.Size, Small)
	m.Timeout = cmp.Or(m.Timeout, time.Hour)
	m.Queue = cmp.Or(m.Queue, 8*time.Hour)
	return m
}

// Validate reports every field that CodeBuild would refuse.
func (m Machine) Validate() error {
	m = m.WithDefaults()
	c := check.Of("buildspec.Machine")
	c.OneOf("PIPE-004", "Size", string(m.Size), string(Small), string(Medium), string(Large), string(XLarge), string(Double))
	c.That("PIPE-004", "Timeout", m.Timeout, 5*time.Minute <= m.Timeout && m.Timeout <= 36*time.Hour && m.Timeout%time.Minute == 0, "want whole minutes from 5m to 36h")
	c.That("PIPE-004", "Queue", m.Queue, 5*time.Minute <= m.Queue && m.Queue <= 8*time.Hour && m.Queue%time.Minute == 0, "want whole minutes from 5m to 8h")
	return c.Err()
}

// Type is the type of the environment: "LINUX_CONTAINER" or "ARM_CONTAINER".
func (m Machine) Type() string {
	if m.Arm {
		return "ARM_CONTAINER"
	}
	return "LINUX_CONTAINER"
}

// Image is the image of the environment, the newest of Amazon Linux (aws/aws-codebuild-docker-images).
func (m Machine) Image() string {
	if m.Arm {
		return "aws/codebuild/amazonlinux-aarch64-standard:4.0"
	}
	return "aws/codebuild/amazonlinux-x86_64-standard:6.0"
}
