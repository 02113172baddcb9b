package ecs_test

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/image"
	"github.com/shipway-cdk/shipway/constructs/release"
	"github.com/shipway-cdk/shipway/constructs/service"
	"github.com/shipway-cdk/shipway/constructs/service/ecs"
	"github.com/shipway-cdk/shipway/internal/synthtest"
)

// A cluster in a VPC that exists, with the key of the environment's logs.
func ExampleNewCluster() {
	stack := synthtest.ExampleStack()
	cluster := ecs.NewCluster(stack, "Cluster", &ecs.ClusterProps{
		Name: "shop-dev", Account: "111111111111", Region: "eu-west-1", Vpc: vpc(stack), Key: key(stack),
	})
	fmt.Println(cluster.Name())
	// Output: shop-dev
}

// A web service behind a load balancer that writes to a queue. Its image is whatever was released last.
func ExampleNewService() {
	stack := synthtest.ExampleStack()
	api := ecs.NewService(stack, "Api", &ecs.ServiceProps{
		Name:     "api",
		Cluster:  minimalCluster(stack),
		Image:    image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"),
		Size:     service.Size{CPU: 512, Memory: 1024},
		Scaling:  service.Scaling{Min: 3, Max: 12, Requests: 1000},
		Ingress:  ecs.LoadBalanced{Listener: listener, Hosts: []string{"shop.example.com"}, Priority: 10},
		Secrets:  map[string]string{"DATABASE_URL": "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf"},
		Strategy: release.Rolling{Alarms: []string{"checkout-failures"}},
		Alerts:   []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	awssqs.NewQueue(stack, jsii.String("Jobs"), nil).GrantSendMessages(api)
	fmt.Println(api.URL())
	fmt.Println(api.LogGroup())
	// Output:
	// https://shop.example.com
	// /shop-dev/api
}

// A cluster with instances that have GPUs, and a service on them that scales from none.
func Example_ec2() {
	stack := synthtest.ExampleStack()
	none := 0
	cluster := ecs.NewCluster(stack, "Cluster", &ecs.ClusterProps{
		Name: "shop-dev", Account: "111111111111", Region: "eu-west-1", Vpc: vpc(stack), Key: key(stack),
		Instances: &service.Instances{Types: []string{"g6.xlarge", "g5.xlarge"}, Min: &none, Max: 4},
		Alerts:    []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	ecs.NewService(stack, "Embeddings", &ecs.ServiceProps{
		Name:     "embeddings",
		Cluster:  cluster,
		Image:    image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/embeddings"),
		Capacity: ecs.EC2{GPUs: 1},
		Size:     service.Size{CPU: 3072, Memory: 12288},
		Alerts:   []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	fmt.Println(cluster.Signals()[0].Title)
	// Output: shop-dev: tasks wait for instances that cannot grow
}

// A service on instances that ECS chooses, with more memory than Fargate sells.
func Example_managed() {
	stack := synthtest.ExampleStack()
	cluster := ecs.NewCluster(stack, "Cluster", &ecs.ClusterProps{
		Name: "shop-dev", Account: "111111111111", Region: "eu-west-1", Vpc: vpc(stack), Key: key(stack),
		Managed: &service.ManagedInstances{MaxCPU: 32, MaxMemory: 262144, ARM: true},
	})
	props := &ecs.ServiceProps{
		Name:     "index",
		Cluster:  cluster,
		Image:    image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/index"),
		Capacity: ecs.Managed{},
		ARM:      true,
		Size:     service.Size{CPU: 16384, Memory: 196608},
		Alerts:   []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	}
	ecs.NewService(stack, "Index", props)
	props.ARM = false
	fmt.Println(props.Validate())
	// Output:
	// ecs.ServiceProps: 1 to fix
	//   ARM is false: want what the cluster's instances are: arm64 [SVC-013]
}

// A worker that keeps every message younger than two minutes, and a web service that sends it messages.
func ExampleNewService_worker() {
	stack := synthtest.ExampleStack()
	cluster := minimalCluster(stack)
	mailer := ecs.NewService(stack, "Mailer", &ecs.ServiceProps{
		Name:    "mailer",
		Cluster: cluster,
		Image:   image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/mailer"),
		Queue:   &service.Queue{MaxAge: 2 * time.Minute, Processing: 500 * time.Millisecond},
		Scaling: service.Scaling{Min: 1, Max: 20},
		Alerts:  []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	web := ecs.NewService(stack, "Web", &ecs.ServiceProps{
		Name:    "web",
		Cluster: cluster,
		Image:   image.Fixed("public.ecr.aws/nginx/nginx:1.29", ""),
		Ingress: ecs.LoadBalanced{Listener: listener, Hosts: []string{"shop.example.com"}, Priority: 10},
		Config:  map[string]string{"MAIL_QUEUE": mailer.QueueURL()},
		Alerts:  []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	mailer.Queue().GrantSendMessages(web)
	fmt.Println(mailer.QueueURL())
	for _, one := range mailer.Signals() {
		fmt.Println(one.Title)
	}
	// Output:
	// https://sqs.eu-west-1.amazonaws.com/111111111111/shop-dev-mailer
	// mailer: tasks use more than 90 % of their memory
	// mailer: messages wait longer than 2m0s
	// mailer: messages failed 5 times and wait in shop-dev-mailer-dead-letters
	// mailer: a deployment failed, or tasks do not start
}

// A report of each night, which somebody hears of when it fails and when it does not come.
func ExampleNewJob() {
	stack := synthtest.ExampleStack()
	report := ecs.NewJob(stack, "Report", &ecs.JobProps{
		Name:     "report",
		Cluster:  minimalCluster(stack),
		Image:    image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/report"),
		Schedule: service.Schedule{Cron: "30 3 * * ? *", TimeZone: "Europe/Berlin"},
		Within:   25 * time.Hour,
		Secrets:  map[string]string{"DATABASE_URL": "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop/db-AbCdEf"},
		Alerts:   []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	awss3.NewBucket(stack, jsii.String("Reports"), nil).GrantPut(report, nil)
	fmt.Println(report.ScheduleARN())
	for _, one := range report.Signals() {
		fmt.Println(one.Title)
	}
	// Output:
	// arn:aws:scheduler:eu-west-1:111111111111:schedule/shop-dev-report/report
	// report: a task failed
	// report: a task could not be started, the reason waits in shop-dev-report-dead-letters
	// report: no task has ended well for 25h0m0s
}

// A canary that a smoke test and a person look at before everybody gets it. Testers send a header of their own.
func ExampleNewService_canary() {
	stack := synthtest.ExampleStack()
	api := ecs.NewService(stack, "Api", &ecs.ServiceProps{
		Name:    "api",
		Cluster: minimalCluster(stack),
		Image:   image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"),
		Ingress: ecs.LoadBalanced{Listener: listener, Hosts: []string{"shop.example.com"}, Priority: 10},
		Strategy: release.Canary{
			Percent: 2.5,
			Test:    release.Test{Header: "X-Shop-Test", Value: "green"},
			Hooks: []release.Hook{
				{Stages: []release.Stage{release.PostTestTrafficShift}, Function: "arn:aws:lambda:eu-west-1:111111111111:function:smoke", Timeout: 10 * time.Minute},
				{Stages: []release.Stage{release.PostScaleUp}, Timeout: 8 * time.Hour},
			},
		},
		Alerts: []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	for _, alarm := range api.DeploymentAlarms() {
		fmt.Println(alarm)
	}
	// Output:
	// shop-dev-api-memory
	// shop-dev-api-errors
	// shop-dev-api-alternateerrors
	// shop-dev-api-unhealthy
}

// An internal service whose versions never answer side by side. The old one stays for an hour.
func ExampleNewService_blueGreen() {
	stack := synthtest.ExampleStack()
	hour := time.Hour
	prices := ecs.NewService(stack, "Prices", &ecs.ServiceProps{
		Name:     "prices",
		Cluster:  minimalCluster(stack),
		Image:    image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/prices"),
		Ingress:  ecs.Connected{},
		Strategy: release.BlueGreen{Bake: &hour, Alarms: []string{"wrong-prices"}},
		Alerts:   []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	fmt.Println(prices.URL())
	fmt.Println(prices.DeploymentAlarms())
	// Output:
	// http://prices:8080
	// [shop-dev-prices-memory shop-dev-prices-errors wrong-prices]
}

// A service whose deployments belong to CodeDeploy. After the first one, what the output Frozen says goes into the
// props, so that nobody asks CloudFormation for what it cannot do any more.
func ExampleNewService_codeDeploy() {
	stack := synthtest.ExampleStack()
	api := ecs.NewService(stack, "Api", &ecs.ServiceProps{
		Name:       "api",
		Cluster:    minimalCluster(stack),
		Image:      image.Released(stack, "arn:aws:ecr:eu-west-1:444444444444:repository/shop/api"),
		Ingress:    ecs.LoadBalanced{Listener: listener, Hosts: []string{"shop.example.com"}, Priority: 10},
		Strategy:   release.Linear{Percent: 20},
		Controller: &release.CodeDeploy{WaitForReroute: time.Hour, Frozen: "Port=8080 Exec=false Capacity=FARGATE"},
		Alerts:     []string{"arn:aws:sns:eu-west-1:111111111111:shop-dev-alerts"},
	})
	fmt.Println(api.AppSpec())
	fmt.Println(api.Frozen())
	// Output:
	// {"version":0.0,"Resources":[{"TargetService":{"Properties":{"CapacityProviderStrategy":[{"Base":0,"CapacityProvider":"FARGATE","Weight":1}],"LoadBalancerInfo":{"ContainerName":"api","ContainerPort":8080},"TaskDefinition":"<TASK_DEFINITION>"},"Type":"AWS::ECS::Service"}}]}
	// Port=8080 Exec=false Capacity=FARGATE Subnets=subnet-0aaaaaaaaaaaaaaaa,subnet-0bbbbbbbbbbbbbbbb
}
