package fleet

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodedeploy"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/release"
)

// mainID is the id that the running service itself has on every other runtime. CloudFormation refuses to change the type
// of a resource, before it touches anything. So it refuses to turn what runs elsewhere, or on a fleet of the other
// strategy, into hosts on which nothing runs yet in one step.
const mainID = "Service"

// deploy defines the application, how many hosts it replaces at a time, and what CodeDeploy may do for it.
//
// What has the id mainID is the application of a rolling fleet and the hosts of a blue-green one: see there.
func (s *Service) deploy() {
	id := mainID
	if _, blueGreen := s.props.blueGreen(); blueGreen {
		id = "Application"
	}
	s.before = append(s.before, awscodedeploy.NewCfnApplication(s, &id, &awscodedeploy.CfnApplicationProps{
		ApplicationName: jsii.String(s.ApplicationName()), ComputePlatform: jsii.String("Server"),
	}))
	if s.config = s.props.predefined(); s.config == "" {
		s.config = *awscodedeploy.NewCfnDeploymentConfig(s, jsii.String("Config"), &awscodedeploy.CfnDeploymentConfigProps{
			ComputePlatform: jsii.String("Server"),
			MinimumHealthyHosts: &awscodedeploy.CfnDeploymentConfig_MinimumHealthyHostsProperty{
				Type: jsii.String("FLEET_PERCENT"), Value: jsii.Number(*s.props.Strategy.(release.Rolling).MinHealthyPercent),
			},
		}).Ref()
	}
	s.deployer()
}

// back are the events after which CodeDeploy deploys the last good revision again.
var back = []string{"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"}

// release defines the deployment group of a fleet whose hosts are replaced in place.
func (s *Service) release() {
	watched := []any{}
	for _, name := range s.Names().Alarms {
		watched = append(watched, &awscodedeploy.CfnDeploymentGroup_AlarmProperty{Name: &name})
	}
	s.deployments = awscodedeploy.NewCfnDeploymentGroup(s, jsii.String("Deployments"), &awscodedeploy.CfnDeploymentGroupProps{
		ApplicationName:      jsii.String(s.ApplicationName()),
		DeploymentGroupName:  jsii.String(s.DeploymentGroupName()),
		DeploymentConfigName: &s.config,
		ServiceRoleArn:       s.codeDeploy.AttrArn(),
		AutoScalingGroups:    &[]*string{s.hosts.Ref()},
		DeploymentStyle: &awscodedeploy.CfnDeploymentGroup_DeploymentStyleProperty{
			DeploymentType: jsii.String("IN_PLACE"), DeploymentOption: jsii.String("WITH_TRAFFIC_CONTROL"),
		},
		LoadBalancerInfo: &awscodedeploy.CfnDeploymentGroup_LoadBalancerInfoProperty{
			TargetGroupInfoList: []any{&awscodedeploy.CfnDeploymentGroup_TargetGroupInfoProperty{Name: s.targets.AttrTargetGroupName()}},
		},
		AlarmConfiguration: &awscodedeploy.CfnDeploymentGroup_AlarmConfigurationProperty{
			Enabled: true, IgnorePollAlarmFailure: false, Alarms: watched,
		},
		AutoRollbackConfiguration: &awscodedeploy.CfnDeploymentGroup_AutoRollbackConfigurationProperty{Enabled: true, Events: jsii.Strings(back...)},
		OutdatedInstancesStrategy: jsii.String("UPDATE"),
	})
	s.released(s.deployments)
}
