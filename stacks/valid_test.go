package stacks

import (
	"errors"
	"fmt"
	"strings"

	"github.com/shipway-cdk/shipway/config"
	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/pipeline"
	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/constructs/service/eks"
)

// refusals are what the constructs of everything that file describes would refuse, each with whose props they are.
func refusals(file config.File) (all []string) {
	add := func(of string, err error) {
		var found *check.Error
		if !errors.As(err, &found) {
			return
		}
		for _, p := range found.Problems {
			if p.Code != "API-001" { // a network and a key are there only once they are defined
				all = append(all, of+": "+found.Props+": "+p.String())
			}
		}
	}
	if file.Delivery != nil {
		images := deliveryHome(file, *file.Delivery)
		for _, one := range images.services {
			add("delivery/"+one, images.repository(one).Validate())
		}
		t := tools{file, *file.Delivery}
		if t.Sign {
			add("delivery", t.signing().Validate())
		}
		add("delivery", t.hearing().Validate())
		add("delivery", t.keeping().Validate())
		for _, one := range t.Services {
			add("delivery/"+one.Name, t.pipeline(one, kept(t), keyOf(t)).Validate())
		}
		if t.Infrastructure != nil {
			add("delivery/infrastructure", t.itself(kept(t), keyOf(t)).Validate())
		}
	}
	for _, e := range file.Environments {
		d := deployment{file: file, Environment: e}
		on := outlined(d)
		if d.Existing != nil {
			add(e.Name, d.existing().Validate())
		} else {
			add(e.Name, d.vpc().Validate())
		}
		add(e.Name, d.hearing().Validate())
		cluster := d.ecsCluster(on.topic)
		cluster.SubnetIDs = on.network.PrivateSubnets()
		add(e.Name, cluster.Validate())
		if balancer := d.balancer(on.network); len(balancer.Certificates) > 0 {
			add(e.Name, balancer.Validate())
		}
		if d.Kubernetes != nil {
			kubernetes := d.eksCluster(on.topic)
			kubernetes.SubnetIDs = on.network.PrivateSubnets()
			add(e.Name, kubernetes.Validate())
		}
		for _, s := range e.Services {
			if len(s.Volumes) > 0 {
				add(e.Name+"/"+s.Name, d.files(s, on.network).Validate())
			}
			if delivers(file, s) {
				add(e.Name+"/"+s.Name, admitted(instance{deployment: d, Service: s, shared: on}))
			}
			add(e.Name+"/"+s.Name, judge(instance{deployment: d, Service: s, shared: on, image: pinned(d, s)}, cluster))
		}
	}
	return all
}

// admitted is what would be refused of what releases may do.
func admitted(i instance) error {
	target := released{i.deployment, i.Service}.target()
	if inside, is := target.(pipeline.Manifests); is {
		return i.inside(inside).Validate()
	}
	return i.outside(target).Validate()
}

// keyOf stands for a key of the tools account.
func keyOf(t tools) string { return t.place().ARN("kms", "key/11111111-2222-3333-4444-555555555555") }

// kept is where pipelines keep artifacts.
func kept(t tools) pipeline.Store {
	store := pipeline.StoreOf(t.file.App, t.Account, t.Region)
	store.Key = keyOf(t)
	return store
}

// judge is what the service's construct would refuse.
func judge(i instance, cluster ecs.ClusterProps) error {
	switch {
	case i.Schedule != nil:
		return i.job().ValidateIn(cluster)
	case i.Runtime == service.Express:
		return i.express().Validate()
	case i.Runtime == service.EKS:
		return i.kubernetes().Validate()
	case i.Runtime == service.AppRunner:
		return i.appRunner().Validate()
	case i.Runtime == service.Fleet:
		return i.fleet().Validate()
	}
	return i.ecs().ValidateIn(cluster)
}

// pinned is the image of s where nothing is defined: one that a release chose.
func pinned(d deployment, s config.Service) image.Image {
	if s.Image != "" {
		return fixed(s)
	}
	at := d.home()
	return image.Fixed(fmt.Sprintf("%s.dkr.ecr.%s.amazonaws.com/%s@sha256:%s", at.at.Account, at.at.Region, at.name(s.Name), strings.Repeat("a", 64)), at.arn(s.Name))
}

// ground is a network as its ids.
type ground struct {
	id, cidr        string
	private, public []string
}

func (g ground) ID() string               { return g.id }
func (g ground) CIDR() string             { return g.cidr }
func (g ground) PrivateSubnets() []string { return g.private }
func (g ground) PublicSubnets() []string  { return g.public }

// outlined is what the services of d share, with tokens and ids in the place of what is not defined.
func outlined(d deployment) *shared {
	place := policy.Place{Partition: d.Partition, Account: d.Account, Region: d.Region}
	token := func(what string) string { return "${Token[" + what + "]}" }
	tokens := func(what string) (all []string) {
		for i := range d.Environment.Network.Zones {
			all = append(all, token(fmt.Sprint(what, i)))
		}
		return all
	}
	network := ground{token("Vpc"), d.Environment.Network.CIDR, tokens("Private"), tokens("Public")}
	if e := d.Existing; e != nil {
		network = ground{e.ID, e.CIDR, e.Private, e.Public}
	}
	all := &shared{
		network: network, key: token("Key"), topic: place.ARN("sns", d.name()+"-alerts"), testers: map[int]string{}, stores: map[string]store{},
		listener: ecs.Listener{ARN: token("Listener"), SecurityGroup: token("Group"), Balancer: token("Balancer")},
	}
	for _, port := range testPorts(d.Services) {
		all.testers[port] = token("Tester")
	}
	for _, s := range d.Services {
		points := map[string]string{}
		for _, v := range s.Volumes {
			points[v.Name] = token("Point")
		}
		all.stores[s.Name] = store{id: token("Files"), group: token("Mounts"), points: points}
	}
	if d.Kubernetes != nil {
		all.kubernetes, all.nodes = eks.Place{Name: d.name(), Account: d.Account, Region: d.Region, Partition: d.Partition, Key: all.key}, token("Nodes")
	}
	return all
}
