package eks

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseksv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
	"github.com/shipway-cdk/shipway/constructs/signal"
)

// Service is a container that runs as pods on Amazon EKS. It is a grantee (pass it to any Grant… method) and a source of
// signals. It is no network peer: pods share their nodes' security group, and a network policy says who may call them.
//
// Use it for a web service, an internal service or a worker where Kubernetes is already known and wanted. Use service/ecs
// for everything else: it needs no cluster, no node and no pipeline that talks to one. Do not use it for a job that ends
// by itself.
//
// Running it costs its share of the nodes (Amazon EKS pricing: EC2's prices, and on Auto Mode a fee for each instance),
// for a [Public] service a load balancer of its own (Elastic Load Balancing pricing: about 20 USD a month before
// requests), 0.10 USD a month for each alarm, logs and metrics by amount (CloudWatch pricing), and 0.05 USD a month for
// each manifest of more than 4 KB (AWS Systems Manager pricing).
type Service struct {
	constructs.Construct
	props    ServiceProps
	rendered manifest.Service
	release  manifest.Release

	role        awsiam.CfnRole
	association awseksv2.CfnPodIdentityAssociation
	grantee     awsiam.IRole
}

var (
	_ awsiam.IGrantable = (*Service)(nil)
	_ signal.Source     = (*Service)(nil)
)

// NewService defines a service under scope. It panics with a *check.Error that names every bad prop; call
// props.Validate first to get it as a value.
func NewService(scope constructs.Construct, id string, props *ServiceProps) *Service {
	given := check.Given(props)
	check.Must(id, given.Validate())

	p := given.withDefaults()
	s := &Service{props: p, rendered: p.rendered()}
	s.release = s.rendered.Release()
	constructs.NewConstruct_Override(s, scope, &id)
	s.record()   // log group
	s.identify() // what the pods may do
	s.guard()    // alarms that undo a release
	s.keep()     // the manifests
	return s
}

// record defines the log group of the containers' lines: see [Service.LogGroup].
func (s *Service) record() {
	logs := awslogs.NewCfnLogGroup(s, jsii.String("Logs"), &awslogs.CfnLogGroupProps{
		LogGroupName:    jsii.String(s.LogGroup()),
		RetentionInDays: jsii.Number(s.props.LogDays),
		KmsKeyId:        &s.props.Cluster.Key,
	})
	if s.props.Retain {
		logs.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	}
}

// LogGroup is the name of the service's log group, known before it is deployed. The agents of a [Cluster] write a
// container's lines there as it wrote them, in a stream named after its pod. Pods on Fargate have no agents beside them,
// and other agents must be told to do the same: this log group then stays empty.
func (s *Service) LogGroup() string { return s.path() }

// path starts the names of everything the service keeps by name: "/<cluster>/<service>".
func (s *Service) path() string { return "/" + s.props.Cluster.Name + "/" + s.props.Name }

// Namespace is where the service's objects are.
func (s *Service) Namespace() string { return s.rendered.Namespace }

// URL is where the service answers: https and the first host behind a load balancer, http and the name inside its
// namespace, or empty for a worker.
func (s *Service) URL() string {
	switch in := s.rendered.Ingress.(type) {
	case Public:
		return "https://" + in.Hosts[0]
	case Internal:
		return fmt.Sprintf("http://%s:%d", s.props.Name, s.rendered.Port)
	}
	return ""
}
