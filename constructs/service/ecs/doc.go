// Package ecs runs a container service on Amazon ECS with Fargate: the cluster, the task, how requests reach it, how
// it scales and how a new version takes over.
//
// Use it for any container that serves HTTP or works in the background and needs no GPU and no Kubernetes. A task role
// and an execution role with exact permissions, an encrypted log group, a read-only root file system, a user other than
// root, a circuit breaker and deployment alarms come with every service.
//
// The package never creates a network, a load balancer or a repository: it is given them. It knows no pipeline and no
// dashboard; it offers signals to whoever watches.
package ecs
