package eks

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
)

// setup keeps what the cluster needs once, before its first service. All of it is about Auto Mode: node groups have an
// add-on that enforces network policies, and any processor.
func (c *Cluster) setup() {
	if c.Setup() == "" {
		return
	}
	room := constructs.NewConstruct(c, jsii.String("Setup"))
	for _, object := range manifest.Cluster(c.props.ARM) {
		parameter(room, object.Name, c.Setup()+"/"+object.Name, object.JSON)
	}
}

// Setup is the path of the parameters that hold the Kubernetes objects the cluster needs once: "/<name>/setup". It is
// empty without Auto Mode. An administrator applies them when the cluster is there, and again when cdk diff shows a change
// of one:
//
//	aws ssm get-parameters-by-path --path /shop-dev/setup |
//	  jq '.Parameters | sort_by(.Name)[].Value | fromjson' | kubectl apply --server-side --force-conflicts -f -
func (c *Cluster) Setup() string {
	if c.props.Spec.WithoutAutoMode {
		return ""
	}
	return manifest.ClusterPath(c.props.Name)
}
