package ecs

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodedeploy"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

// GrantPrincipal is the task role: what is granted to the service is granted to its containers.
func (s *Service) GrantPrincipal() awsiam.IPrincipal { return s.TaskRole() }

// TaskRole is the L2 view of the role the containers act as. What is granted to it becomes a policy that exists before
// the service starts.
func (s *Service) TaskRole() awsiam.IRole { return s.task.grants(s.service) }

// Connections opens and closes network paths to and from the tasks.
func (s *Service) Connections() awsec2.Connections { return s.task.peer() }

// Fargate is the L2 view of the ECS service, for AWS's own constructs.
func (s *Service) Fargate() awsecs.IBaseService {
	if s.fargate == nil {
		s.fargate = awsecs.FargateService_FromFargateServiceAttributes(s, jsii.String("View"), &awsecs.FargateServiceAttributes{
			Cluster:    s.props.Cluster.Cluster(),
			ServiceArn: jsii.String(s.ARN()),
		})
	}
	return s.fargate
}

// CfnService is the ECS service, for what ServiceProps does not cover.
func (s *Service) CfnService() awsecs.CfnService { return s.service }

// CfnTaskDefinition is the task definition, for what ServiceProps does not cover.
func (s *Service) CfnTaskDefinition() awsecs.CfnTaskDefinition { return s.task.definition }

// CfnDeploymentGroup is CodeDeploy's deployment group, for what release.CodeDeploy does not cover; nil where ECS deploys.
func (s *Service) CfnDeploymentGroup() awscodedeploy.CfnDeploymentGroup { return s.deployments }

// ARN is the ECS service's ARN, known before it is deployed.
func (s *Service) ARN() string {
	return s.place.ARN("ecs", "service/"+s.place.name+"/"+s.props.Name)
}

// LogGroup is the name of the service's log group, known before it is deployed.
func (s *Service) LogGroup() string { return s.task.logGroup() }

// URL is where the service answers: https and the first host behind a load balancer, http and the name inside its
// cluster, or empty for a worker.
func (s *Service) URL() string { return s.url() }

// TargetGroups are the full names of the service's two target groups, as their metrics know them: requests move from one to
// the other. Empty without a load balancer.
func (s *Service) TargetGroups() (names []string) {
	for _, one := range s.targets {
		if one.name != "" {
			names = append(names, one.name)
		}
	}
	return names
}
