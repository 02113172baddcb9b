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
// The package never creates a network, a load balancer or a repository: it is given them. It knows no pipeline and no
// dashboard; it offers signals to whoever watches.
package ecs
