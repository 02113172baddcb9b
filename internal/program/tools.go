package program

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// oldestNode is the oldest Node.js that the CDK supports (AWS CDK guide, "Node.js versions").
const oldestNode = 22

// versions reads what node --version prints, such as "v24.21.0".
var versions = regexp.MustCompile(`^v(\d+)\.\d+\.\d+`)

// checkNode refuses a Node.js that is missing, broken or too old, before jsii would start it.
func checkNode() error {
	if os.Getenv("JSII_RUNTIME") != "" {
		return nil // somebody brings a runtime of their own
	}
	node := cmp.Or(os.Getenv("JSII_NODE"), "node")
	const fix = "install Node.js 24 from https://nodejs.org, or set JSII_NODE to one"
	patient, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	said, err := exec.CommandContext(patient, node, "--version").Output()
	version := versions.FindSubmatch(said)
	if err != nil || version == nil {
		return fmt.Errorf("%s: cannot run it, and the CDK needs Node.js; %s [RUN-001]", node, fix)
	}
	if major, err := strconv.Atoi(string(version[1])); err != nil || major < oldestNode {
		return fmt.Errorf("%s: is %s, and the CDK needs Node.js %d or newer; %s [RUN-001]", node, version[0], oldestNode, fix)
	}
	return nil
}

// checkCLI refuses the release of the CDK CLI that npm calls the latest: it was published by accident and cannot read
// what we write. Version is empty when no CLI runs the program.
func checkCLI(version string) error {
	if strings.HasPrefix(version, "3.") {
		return fmt.Errorf("aws-cdk %s: cannot read the assembly; want the 2.x release of package.json [RUN-002]", version)
	}
	return nil
}
