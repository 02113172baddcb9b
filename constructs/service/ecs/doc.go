// Package ecs runs containers on Amazon ECS: the cluster, where its tasks run, the task, how requests and messages reach
// it, how it scales, how a new version takes over, and what starts by the clock.
//
// Use it for any container that serves HTTP, works in the background or ends by itself, and needs no Kubernetes. A task
// role and an execution role with exact permissions, an encrypted log group, a read-only root file system, a user other
// than root and word of every failure come with every [Service] and every [Job], a circuit breaker and deployment alarms
// with every service.
//
// # Workers
//
// ServiceProps.Queue gives a service a queue and as many tasks as its messages take. A message may come twice, also to two
// tasks: what it asks for must be the same done once or twice. A task that is stopped, by a release or because fewer are
// needed, has StopWithin to finish; a message it does not finish comes again when Queue.Visibility is over. A message that
// fails Queue.Attempts times goes to the dead-letter queue, and somebody is told. Two alarms stop a deployment: messages
// that wait too long, and messages that fail. One that rings already when a deployment starts is ignored by ECS: mend what
// fails first, and send failed messages back afterwards.
//
// The queues are encrypted with keys of SQS's own. For one of yours, set KmsMasterKeyId on CfnQueue, and give the key to
// the service and to every producer; AWS services that send messages need it in the key's policy.
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
// The package never creates a network, a load balancer, a repository or a file system: it is given them. It knows no
// pipeline and no dashboard; it offers signals to whoever watches.
package ecs
