// Package eks runs a container service on Amazon EKS: what AWS must know of it as CloudFormation resources, and the
// Kubernetes objects that run it as manifests, which CloudFormation keeps and a delivery pipeline applies.
//
// No cluster is called while a stack is deployed. Every object is an AWS::SSM::Parameter below
// "/<cluster>/<service>/manifests/<phase>/", so that cdk diff shows each change of one and a rollback of the stack brings
// the old one back; "/<cluster>/<service>/release" says in which order the phases follow, what to wait for, what to watch
// and how to go back. An administrator of the cluster applies the phase 00-setup once, and again when cdk diff shows a
// change of it: the namespace, who may deploy into it, and the class of the load balancer; and before the first service
// the objects at [Cluster.Setup]. All others need no more than membership in the Kubernetes group [DeployerGroup]. A
// phase is applied by hand with
//
//	aws ssm get-parameters-by-path --recursive --path /shop-dev/api/manifests/01-rolling |
//	  jq '.Parameters | sort_by(.Name)[].Value | fromjson' | kubectl apply --server-side --force-conflicts -f -
//	kubectl --namespace shop-dev rollout status deployment/api
//
// The cluster itself is a [Cluster]: who reaches and enters it, what it runs on and what comes with it.
//
// Packages below render the objects (see [github.com/shipway-cdk/shipway/constructs/service/eks/manifest]). This package
// never creates a network or a repository, and knows no pipeline and no dashboard; it offers signals to whoever watches.
package eks
