// Package ecs runs a container service on Amazon ECS: the cluster, where its tasks run, the task, how requests reach it,
// how it scales and how a new version takes over.
//
// Use it for any container that serves HTTP or works in the background and needs no Kubernetes. A task role and an
// execution role with exact permissions, an encrypted log group, a read-only root file system, a user other than root, a
// circuit breaker, deployment alarms and word of every failure come with every service.
//
// # Where tasks run
//
// [Fargate] has no hosts to care for and is the default. [EC2] and [Managed] need instances of the cluster:
// ClusterProps.Instances are a group of its own, which ECS grows and shrinks; ClusterProps.Managed are bounds within which
// ECS chooses. Two m7i.large, the least that Instances are by default, cost about 147 USD a month in us-east-1, and their
// disks 5 USD (Amazon EC2 On-Demand pricing, Amazon EBS pricing); managed instances cost nothing without tasks.
//
// Nobody logs in to an instance: it has no SSH key, lets nobody in, and starts no privileged container; a shell in a task is
// ServiceProps.Exec. An instance is never patched. One that is older than Instances.Refresh is replaced by one that starts
// from the newest image, after its tasks have moved; ECS does the same with managed ones after 14 days. A change of
// Instances reaches each instance then, or at once with
//
//	aws autoscaling start-instance-refresh --auto-scaling-group-name GROUP
//
// Taking instances away takes two deployments: first move or remove the services on them, then the instances. An instance
// that ends while nobody completes ECS's draining hook any more waits for the hook's hour, so a stack with instances may
// take an hour to delete, unless Min was 0 and the group empty.
//
// # How a new version takes over
//
// ServiceProps.Strategy replaces tasks (release.Rolling) or runs both versions and moves the requests (release.Linear,
// release.Canary, release.BlueGreen), of a load balancer or of Service Connect. With every one of them ECS goes back by
// itself when tasks do not get healthy or one of [Service.DeploymentAlarms] rings.
//
// Each of a public service's two target groups has an alarm of its own for errors: a canary is judged by its own answers.
// A minute with fewer than 20 requests to it does not count. Service Connect counts both versions together; there the alarm
// rings at half the canary's share.
//
// ECS ignores all of a deployment's alarms when one of them rings as it starts, so that a fix can go out (ECS developer
// guide, "How CloudWatch alarms detect Amazon ECS deployment failures"). Nothing inside the deployment can prevent that
// without preventing the way back, too: CloudFormation goes back by a deployment. Whoever starts one must look first; a
// pipeline can, for Service.DeploymentAlarms are names known before anything is deployed.
//
// The requests stay on the group to which a shift has moved them. CloudFormation must not write the rule meanwhile, and has
// no reason to: only the ingress itself changes it, see [LoadBalanced]. Scaling counts requests on both groups; ECS takes
// no tasks away during a deployment (ECS developer guide, "Automatically scale your Amazon ECS service").
//
// With ServiceProps.Controller AWS CodeDeploy does the same. Then CloudFormation registers revisions of the task, and a
// deployment of CodeDeploy, by the stack's output AppSpec, makes one of them run; [Service.Frozen] is what can no longer
// change. Drift detection reports the service's revision and target group and the weights of its rule: that is
// CodeDeploy's work. It does not stop scaling, which can fail a deployment at the wrong moment.
//
// The package never creates a network, a load balancer or a repository: it is given them. It knows no pipeline and no
// dashboard; it offers signals to whoever watches.
package ecs
