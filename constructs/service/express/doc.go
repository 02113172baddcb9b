// Package express runs a web service on Amazon ECS Express Mode: the task is ours, and ECS makes, owns and shares the
// load balancer, its certificate, the scaling and the deployment in front of it.
//
// Use it for a service that answers HTTP, needs no address of its own and shall cost the least thought. What Express
// Mode cannot do is not in the props: no sidecar, volume, queue, schedule, exec session or Service Connect, no host, no
// path and no deployment but its own canary. Package ecs does all of it.
//
// # What ECS makes outside the stack
//
// ECS makes these for the first service, or for each, and keeps them in step with it (ECS developer guide, "Resources
// created by Amazon ECS Express Mode services"):
//
//   - an Application Load Balancer for each kind of subnet of a VPC, shared by up to 25 services, with its security
//     group, an HTTPS listener on port 443 and a certificate for the domain ecs.<region>.on.aws;
//   - for each service a listener rule for its host below that domain, two target groups that deployments take in
//     turns, a security group that lets the load balancer in, a scalable target with one policy, and an alarm that rolls
//     a bad deployment back.
//
// All of it carries the tag AmazonECSManaged=true, and the service's L1 says which is whose: see [Service.CfnService]
// and its attributes EcsManagedResourceArns…. Deleting the stack deletes what belongs to its service; the load balancer
// goes with the last service in the VPC. What stays after a failed deletion is found by its tag,
//
//	aws resourcegroupstaggingapi get-resources --tag-filters Key=AmazonECSManaged,Values=true
//
// and keeps the VPC from being deleted until somebody deletes it. ECS repairs nothing that is changed by hand, and a
// rule of one's own would keep pointing at one of the two target groups: a name of one's own is a second value of the
// host condition of ECS's rule and a second certificate of its listener, both set by hand after the first deployment
// (ECS developer guide, "Updating Resources Outside of Express Mode").
//
// # Public or private
//
// The subnets decide. In subnets with a route to an internet gateway the load balancer faces the internet, and every
// task gets a public address too; in subnets without one both are private, and the service answers the VPC only. The
// first service of a VPC fixes the load balancer's subnets, so give every service one subnet in each zone. Tasks in
// private subnets reach ECR, CloudWatch Logs and Secrets Manager through a NAT gateway or through VPC endpoints, with
// the gateway endpoint of Amazon S3 for the layers of images; both must be there before the service is: see
// ServiceProps.Network.
//
// # What cannot change later
//
// The service's name, its cluster and its infrastructure role (CloudFormation template reference,
// "AWS::ECS::ExpressGatewayService": replacement, which fails because the name is taken). So do its tags, which is why
// the template gives it none. CloudFormation itself passes on the tags of the stack, so leave those of a stack with such
// a service as they are: a changed one may ask for a replacement, which fails before it touches the service. Load balancer
// and deployment settings cannot be changed at all, not even through the API of ECS. To leave Express Mode, run a service of
// package ecs beside it in the same cluster, give both weighted DNS records, move the weight, and then remove this one.
package express
