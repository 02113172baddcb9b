package fleet

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"
)

//go:embed host/boot.sh
var boot string

// firstRelease is how long new hosts may fail the load balancer's checks: the first ones run nothing until the first
// release arrives. Later ones come into service with the container running.
const firstRelease = 15 * time.Minute

// warmUp is how long a new host's numbers do not count for scaling.
const warmUp = 2 * time.Minute

// describe defines what a host is: who may connect to it, and how it is started. The image of the operating system is
// looked up at each start, so that every new host is patched and the template stays as it is.
func (s *Service) describe() {
	p := s.props
	s.securities = s.newSecurityGroup()
	profile := awsiam.NewCfnInstanceProfile(s, jsii.String("Profile"), &awsiam.CfnInstanceProfileProps{Roles: &[]any{s.role}})
	named := []*awscdk.CfnTag{{Key: jsii.String("Name"), Value: jsii.String(p.fleet())}}
	s.template = awsec2.NewCfnLaunchTemplate(s, jsii.String("Template"), &awsec2.CfnLaunchTemplateProps{
		LaunchTemplateData: &awsec2.CfnLaunchTemplate_LaunchTemplateDataProperty{
			ImageId:                           jsii.String("resolve:ssm:" + p.system()),
			InstanceType:                      &p.Instances.Types[0],
			IamInstanceProfile:                &awsec2.CfnLaunchTemplate_IamInstanceProfileProperty{Arn: profile.AttrArn()},
			SecurityGroupIds:                  &[]*string{s.securities.AttrGroupId()},
			InstanceInitiatedShutdownBehavior: jsii.String("terminate"),
			EbsOptimized:                      true,
			Monitoring:                        &awsec2.CfnLaunchTemplate_MonitoringProperty{Enabled: true},
			// The second hop is the container's: it acts as its host.
			MetadataOptions: &awsec2.CfnLaunchTemplate_MetadataOptionsProperty{
				HttpEndpoint: jsii.String("enabled"), HttpTokens: jsii.String("required"), HttpPutResponseHopLimit: jsii.Number(2),
			},
			BlockDeviceMappings: []any{&awsec2.CfnLaunchTemplate_BlockDeviceMappingProperty{
				DeviceName: jsii.String("/dev/xvda"),
				Ebs: &awsec2.CfnLaunchTemplate_EbsProperty{
					VolumeSize: jsii.Number(p.Instances.Disk), VolumeType: jsii.String("gp3"), Encrypted: true, DeleteOnTermination: true,
				},
			}},
			TagSpecifications: []any{
				&awsec2.CfnLaunchTemplate_TagSpecificationProperty{ResourceType: jsii.String("instance"), Tags: &named},
				&awsec2.CfnLaunchTemplate_TagSpecificationProperty{ResourceType: jsii.String("volume"), Tags: &named},
			},
			UserData: awscdk.Fn_Base64(jsii.String(p.userData())),
		},
	})
	awscdk.Validations_Of(s.template).Acknowledge(&awscdk.Acknowledgment{
		Id:     jsii.String("CloudFormation-Validate::E1152"),
		Reason: jsii.String("A launch template may name the parameter of an image in the place of an image (AWS::EC2::LaunchTemplate, ImageId)."),
	})
}

// system is the public parameter that holds the id of the newest image of Amazon Linux 2023 (Amazon Linux 2023 user
// guide, "Launch the latest AL2023 AMI").
func (p ServiceProps) system() string {
	if p.Instances.ARM {
		return "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
	}
	return "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

// newSecurityGroup lets the load balancer in, and everything out.
func (s *Service) newSecurityGroup() awsec2.CfnSecurityGroup {
	return awsec2.NewCfnSecurityGroup(s, jsii.String("Group"), &awsec2.CfnSecurityGroupProps{
		GroupDescription: jsii.String("Hosts of " + s.props.Name),
		VpcId:            &s.props.Place.VpcID,
		SecurityGroupIngress: []any{&awsec2.CfnSecurityGroup_IngressProperty{
			IpProtocol: jsii.String("tcp"), FromPort: jsii.Number(s.props.Port), ToPort: jsii.Number(s.props.Port),
			SourceSecurityGroupId: &s.props.Listener.SecurityGroup, Description: jsii.String("The load balancer"),
		}},
		SecurityGroupEgress: []any{&awsec2.CfnSecurityGroup_EgressProperty{
			IpProtocol: jsii.String("-1"), CidrIp: jsii.String("0.0.0.0/0"), Description: jsii.String("Anywhere; the network decides what is reachable"),
		}},
	})
}

// registries finds the registry's address in a repository's ARN.
var registries = regexp.MustCompile(`^arn:(aws[a-z-]*):ecr:([a-z0-9-]+):(\d{12}):repository/`)

// userData sets a fresh host up: what differs between fleets is assigned first, quoted for the shell.
func (p ServiceProps) userData() string {
	domain := "amazonaws.com"
	if p.Place.Partition == "aws-cn" {
		domain = "amazonaws.com.cn"
	}
	registry := ""
	if m := registries.FindStringSubmatch(p.Image.Repository()); m != nil {
		registry = fmt.Sprintf("%s.dkr.ecr.%s.%s", m[3], m[2], domain)
	}
	var b strings.Builder
	b.WriteString("#!/bin/sh\n")
	for _, one := range [][2]string{
		{"region", p.Place.Region}, {"settings", p.path() + "/settings"}, {"registry", registry},
		{"installer", fmt.Sprintf("https://aws-codedeploy-%[1]s.s3.%[1]s.%[2]s/latest/install", p.Place.Region, domain)},
	} {
		fmt.Fprintf(&b, "%s=%s\n", one[0], quoted(one[1]))
	}
	return b.String() + boot
}

// quoted is value as one word of the shell.
func quoted(value string) string { return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'" }
