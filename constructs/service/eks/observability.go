package eks

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"github.com/shipway-cdk/shipway/constructs/policy"
	"github.com/shipway-cdk/shipway/constructs/service/eks/manifest"
)

// observability is what the CloudWatch agent and Fluent Bit are told, as version 6.2.0 of the add-on and every newer one
// takes it. Services' alarms read the metrics of Enhanced Container Insights (Classic); those of OTel Container Insights
// have other names and can be asked in PromQL only, so they are off, which is a second bill less (Amazon CloudWatch user
// guide, "Migrate from Enhanced Container Insights (Classic) to OTel Container Insights").
func (c *Cluster) observability() policy.Object {
	return policy.Object{
		"containerInsights":     policy.Object{"enabled": true},
		"otelContainerInsights": policy.Object{"enabled": false},
		"containerLogs": policy.Object{"enabled": true, "fluentBit": policy.Object{"config": policy.Object{
			"extraFiles": policy.Object{"application-log.conf": c.lines()}, // the files of nodes and of their daemons stay the add-on's
		}}},
		// Application Signals would restart pods to put its agents into them: a service asks for that itself.
		"manager": policy.Object{"applicationSignals": policy.Object{"autoMonitor": policy.Object{"monitorAllServices": false}}},
	}
}

// lines is where containers' lines go, for Fluent Bit. A line of a service goes to the service's own log group as the
// container wrote it, as on ECS, in a stream of its pod. All others go to the cluster's, with what is known of their pod:
// those of add-ons, of pods that were not made from a service's manifests, and the first ones of a pod that the node does
// not tell of yet. A template stands for a name that only the line says, and must end with it (Fluent Bit manual, "Amazon
// CloudWatch" and "Record accessor syntax").
func (c *Cluster) lines() string {
	return fmt.Sprintf(`[INPUT]
    Name tail
    Tag application.*
    Path /var/log/containers/*.log
    Exclude_Path /var/log/containers/aws-node*, /var/log/containers/kube-proxy*
    multiline.parser docker, cri
    DB /var/fluent-bit/state/containers.db
    Read_from_Head On
    Refresh_Interval 10
    Rotate_Wait 30
    Skip_Long_Lines On
    storage.type filesystem
[FILTER]
    Name kubernetes
    Match application.*
    Kube_Tag_Prefix application.var.log.containers.
    Use_Kubelet On
    Buffer_Size 0
    Labels On
    Annotations Off
    Merge_Log On
    Merge_Log_Key log_processed
[FILTER]
    Name rewrite_tag
    Match application.*
    Rule $kubernetes['labels']['%[1]s'] ^%[2]s$ service.$TAG false
    Emitter_Name services
    Emitter_Storage.type filesystem
[OUTPUT]
    Name cloudwatch_logs
    Match service.*
    region %[3]s
    log_group_template %[4]s
    log_group_name %[5]s
    log_stream_template $kubernetes['pod_name']
    log_stream_prefix unknown-
    log_key log
    auto_create_group false
    Retry_Limit 5
[OUTPUT]
    Name cloudwatch_logs
    Match application.*
    region %[3]s
    log_group_name %[5]s
    log_stream_template $kubernetes['namespace_name'].$kubernetes['pod_name'].$kubernetes['container_name']
    log_stream_prefix unknown-
    auto_create_group false
    Retry_Limit 5
`, manifest.OwnerLabel, manifest.Owner, c.props.Region, c.serviceGroup("$kubernetes['labels']['"+manifest.NameLabel+"']"), c.insightsGroup("application"))
}

// insights defines the log groups of Container Insights. The agents would make them: without encryption, and for ever.
func (c *Cluster) insights() []awscdk.CfnResource {
	return []awscdk.CfnResource{
		c.logs("ApplicationLogs", c.insightsGroup("application")),
		c.logs("DataplaneLogs", c.insightsGroup("dataplane")),
		c.logs("HostLogs", c.insightsGroup("host")),
		c.logs("PerformanceLogs", c.insightsGroup("performance")),
	}
}

// recording is what the CloudWatch agent and Fluent Bit do: write to the log groups that are there, the cluster's and
// its services', and send metrics and traces.
func (c *Cluster) recording() identity {
	groups := []string{c.place.ARN("logs", "log-group:"+c.insightsGroup("*")), c.place.ARN("logs", "log-group:"+c.serviceGroup("*"))}
	return c.podRole("ObservabilityRole", "amazon-cloudwatch", "cloudwatch-agent",
		"The agents name a log stream after each node and pod, and services come after the cluster; finding log groups, looking at EC2, traces and metrics have no resource type.",
		policy.Allow("Log", groups, "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
		// Finding log groups has no resource type (service authorization reference, Amazon CloudWatch Logs).
		policy.Allow("Find", "*", "logs:DescribeLogGroups"),
		when(policy.Allow("Measure", "*", "cloudwatch:PutMetricData"), policy.Object{"StringEquals": policy.Object{
			"cloudwatch:namespace": []string{"ApplicationSignals", "CWAgent", "ContainerInsights", "ContainerInsights/Prometheus"},
		}}),
		// Looking at EC2 and sending traces have no resource type (service authorization reference of each service).
		policy.Allow("Look", "*", "ec2:DescribeTags", "ec2:DescribeVolumes"),
		policy.Allow("Trace", "*", "xray:GetSamplingRules", "xray:GetSamplingStatisticSummaries", "xray:GetSamplingTargets",
			"xray:PutTelemetryRecords", "xray:PutTraceSegments"),
	)
}
