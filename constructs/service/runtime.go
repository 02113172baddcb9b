package service

// Runtime is what runs a service.
type Runtime string

// The runtimes.
const (
	// Fargate is Amazon ECS on AWS Fargate: no instances to care for.
	Fargate Runtime = "fargate"
	// EC2 is Amazon ECS on instances of an Auto Scaling group of the cluster's own.
	EC2 Runtime = "ec2"
	// Managed is Amazon ECS Managed Instances: EC2 instances that ECS chooses, patches and replaces.
	Managed Runtime = "managed"
	// Express is Amazon ECS Express Mode: ECS makes the load balancer and the scaling itself.
	Express Runtime = "express"
	// EKS is Kubernetes on Amazon EKS.
	EKS Runtime = "eks"
	// AppRunner is AWS App Runner, which is closed to new customers since 2026-04-30 (App Runner developer guide,
	// "AWS App Runner availability change").
	AppRunner Runtime = "apprunner"
	// Fleet is an Auto Scaling group behind a load balancer that AWS CodeDeploy deploys to.
	Fleet Runtime = "fleet"
)

// Runtimes are all of them, in the order in which pages list them.
var Runtimes = []Runtime{Fargate, EC2, Managed, Express, EKS, AppRunner, Fleet}

// AppRunnerRegions are where App Runner is (AWS General Reference, "AWS App Runner endpoints and quotas").
var AppRunnerRegions = []string{
	"ap-northeast-1", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "eu-central-1", "eu-west-1", "eu-west-2",
	"eu-west-3", "us-east-1", "us-east-2", "us-west-2",
}

// ECS says whether tasks of an ECS service run there, side by side with those of the other two.
func (r Runtime) ECS() bool { return r == Fargate || r == EC2 || r == Managed }
