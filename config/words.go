package config

import (
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Limits on what a container can be told. A manifest, and what the hosts of a fleet read, is one parameter of Systems
// Manager of at most 8192 characters (Systems Manager quotas, "Maximum size for an advanced parameter"), of which some are
// the same for every service. The role that reads secrets has one policy, and that of hosts says more in it.
const (
	mostManifest   = 4800
	mostClass      = 7600
	mostSettings   = 6800
	mostHostedARNs = 6000
)

// checkWords reports more words than what holds them has room for.
func (d *serviceDoc) checkWords() {
	c := check.Of("service")
	references := map[string]string{}
	characters := 0
	add := func(container string, secrets map[string]string) {
		for name, arn := range secrets {
			references[container+"/"+name] = arn
			characters += len(arn)
		}
	}
	add("", d.Secrets)
	for name, one := range d.sidecars {
		add(name, one.Secrets)
	}
	c.Secrets(references, nil)
	given := func(code, field string, words, most int, why string) {
		c.That(code, field, fmt.Sprintf("%d characters", words), words <= most, fmt.Sprintf("want at most %d together: %s", most, why))
	}
	switch d.Runtime {
	case service.Fargate, service.EC2, service.Managed, service.Express:
		words := service.Words(d.Config, d.Secrets, d.Command, d.Writable)
		for _, one := range d.sidecars {
			words += one.Words()
		}
		service.CheckWords(c, "Config", words)
	case service.EKS:
		given("EKS-004", "Config", d.podWords(), mostManifest, "variables, command and paths are in one manifest; put long values into a file or a parameter")
		given("EKS-004", "Secrets", d.classWords(), mostClass, "they are in one manifest; put several values into one secret")
	case service.Fleet:
		given("LIM-001", "Config", d.hostWords(), mostSettings, "the hosts read variables, command and paths from one parameter; put long values into a file or a secret")
		given("LIM-001", "Secrets", characters, mostHostedARNs, "the role that reads them has one policy; put several values into one secret")
	}
	d.scope.rules("", c.Err())
}

// podWords is at most how many characters of a Deployment are the service's own.
func (d *serviceDoc) podWords() int {
	n := service.Words(d.Config, nil, d.Command) + 3*len(d.Health.Path)
	for _, value := range d.Config {
		n += strings.Count(value, "$") // a second one keeps Kubernetes from replacing it
	}
	for _, word := range d.Command {
		n += strings.Count(word, "$")
	}
	for _, path := range d.Writable {
		n += 110 + len(path)
	}
	for name := range d.Secrets {
		n += 110 + 2*len(name)
	}
	if len(d.Secrets) > 0 {
		n += 330
	}
	return n
}

// classWords is at most how many characters of a SecretProviderClass are the service's own.
func (d *serviceDoc) classWords() (n int) {
	for name, arn := range d.Secrets {
		n += 220 + len(arn) + 5*len(name)
	}
	return n
}

// hostWords is at most how many characters of a fleet's settings are the service's own.
func (d *serviceDoc) hostWords() int {
	n := service.Words(d.Config, nil, d.Command) + len(d.Health.Path)
	for _, path := range d.Writable {
		n += 90 + 2*len(path)
	}
	for name, arn := range d.Secrets {
		n += 70 + 2*len(name) + len(arn)
	}
	return n
}
