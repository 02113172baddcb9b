// Package stacks composes the constructs into deployable units: for each environment a network, a platform and one
// stack per service, and for the tools account the registry.
//
// It composes and wires; it decides nothing that a construct could decide, and reads nothing but the configuration it
// is given.
package stacks

import (
	"fmt"
	"maps"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/network"
	"github.com/shipway-cdk/shipway/constructs/service"
)

// Build defines every environment of file under app, and the delivery stage if the file has one. With the name of an
// environment in only, it defines that environment alone.
func Build(app awscdk.App, file config.File, only string) {
	for _, environment := range file.Environments {
		if only == "" || only == environment.Name {
			buildEnvironment(app, file, environment)
		}
	}
	if file.Delivery != nil && only == "" {
		buildDelivery(app, tools{file, *file.Delivery})
	}
}

// buildEnvironment defines one stage: where the services run, what they share, and the services.
func buildEnvironment(app awscdk.App, file config.File, environment config.Environment) {
	stage := awscdk.NewStage(app, &environment.Name, &awscdk.StageProps{Env: &awscdk.Environment{
		Account: &environment.Account, Region: &environment.Region,
	}})
	d := deployment{file: file, Environment: environment}
	var vpc *network.Vpc
	if d.Existing == nil {
		vpc = NewNetwork(stage, d).Vpc()
	}
	platform := NewPlatform(stage, d, vpc)
	all := platform.shared(d.Services)
	var kubernetes *Kubernetes
	if d.Kubernetes != nil {
		kubernetes = NewKubernetes(stage, d, platform)
		all.kubernetes, all.nodes = kubernetes.Cluster().Place(), kubernetes.Cluster().SecurityGroupID()
	}
	if images := d.home(); file.Delivery == nil && len(images.services) > 0 {
		NewRegistry(stage, images)
	}
	for _, s := range environment.Services {
		stack := NewService(stage, d, s, all)
		if s.Runtime == service.EKS { // it knows the cluster by name, which says nothing to CDK
			stack.AddStackDependency(kubernetes, nil)
		}
	}
}

// deployment is one environment of one file, with the names that follow from them.
type deployment struct {
	file config.File
	config.Environment
}

// name is "<app>-<environment>", or with parts behind: the form of every physical name.
func (d deployment) name(parts ...string) string {
	return strings.Join(append([]string{d.file.App, d.Name}, parts...), "-")
}

// props are the props of the environment's stack called purpose.
func (d deployment) props(purpose, description string) *awscdk.StackProps {
	return &awscdk.StackProps{
		StackName:             jsii.String(d.name(purpose)),
		Description:           jsii.String(fmt.Sprintf("%s %s: %s", d.file.App, d.Name, description)),
		TerminationProtection: &d.Protect,
		Tags:                  tags(d.Tags, d.file, d.Name),
	}
}

// tags are what the file asks for, and the three that tell whose resource it is.
func tags(asked map[string]string, file config.File, environment string) *map[string]*string {
	all := map[string]*string{}
	for key, value := range asked {
		all[key] = &value
	}
	maps.Copy(all, map[string]*string{"app": &file.App, "environment": &environment, "owner": &file.Owner})
	return &all
}

// output is one named value that people and programs read from a deployed stack.
func output(stack awscdk.Stack, id, description, value string) awscdk.CfnOutput {
	return awscdk.NewCfnOutput(stack, &id, &awscdk.CfnOutputProps{Description: &description, Value: &value})
}
