package ecs

import (
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

// ValidateIn reports every prop that NewService would refuse in a cluster of those props, before there is one: for who
// decides about services without defining anything. Cluster is not looked at, and in needs neither Vpc nor Key.
func (p ServiceProps) ValidateIn(in ClusterProps) error {
	p.Cluster = in.outline()
	return p.Validate()
}

// ValidateIn reports every prop that NewJob would refuse in a cluster of those props, before there is one. Cluster is not
// looked at, and in needs neither Vpc nor Key.
func (p JobProps) ValidateIn(in ClusterProps) error {
	p.Cluster = in.outline()
	return p.Validate()
}

// outline is a cluster of those props as far as it is known before it is defined. CloudFormation names its providers.
func (p ClusterProps) outline() *Cluster {
	p = p.withDefaults()
	const named = "${Token[Provider]}"
	return &Cluster{props: p, turns: map[turn]string{}, place: place{
		Place: policy.Place{Partition: p.Partition, Account: p.Account, Region: p.Region}, name: p.Name,
		subnets: jsii.Strings(p.SubnetIDs...), instances: named, managed: named,
	}}
}
