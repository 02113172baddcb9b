package permission

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/shipway-cdk/shipway/constructs/check"
	"github.com/shipway-cdk/shipway/constructs/pipeline/program"
	"github.com/shipway-cdk/shipway/constructs/policy"
)

// Release is what the releases of one service into one environment touch.
type Release struct {
	// Place is where the stack is. Required.
	Place policy.Place
	// Kind is how a version reaches what runs it. The zero value is program.Stack.
	Kind program.Kind
	// Stack is the name of the service's stack. Required.
	Stack string
	// Application and Group name the CodeDeploy application and its deployment group. Required for program.Tasks and
	// program.Hosts.
	Application, Group string
	// Revisions is the ARN of the bucket that keeps the revisions of a fleet, and Key the one object in it that a release
	// writes. Required for program.Hosts.
	Revisions, Key string
	// Cluster is the name of the EKS cluster, and Service the service's name in it: its objects are kept below
	// "/<cluster>/<service>/". Required for program.Manifests.
	Cluster, Service string
	// Counts lets the proof of a version count a metric: for the variables METRIC and POINTS of program.Verify.
	Counts bool
	// Drift are the actions by which CloudFormation reads the stack's resources to find drift, such as "ecs:DescribeServices",
	// for DRIFT=on of program.Ready. CloudFormation reads as whoever asks (CloudFormation user guide, "Considerations when
	// detecting drift"), who may do so through CloudFormation alone. Nothing is compared without.
	Drift []string
}

// Wildcards says why the wildcards in the statements of a release are right, for cdk-nag.
const Wildcards = "Only CloudFormation knows the end of a stack's ARN; reading alarms and metrics, ending a deployment and looking for drift have no narrower resources."

// Statements are what whoever releases may do: look at alarms, put another image into the stack, and what the kind of the
// release takes. CloudFormation changes what the stack is made of as the role that the stack was deployed with, which nobody
// needs to pass (CloudFormation user guide, "CloudFormation service role").
//
// They let nobody make or delete a stack, use a change set, give the stack another service role, or bring a template or a
// stack policy from an address. They do not stop whoever holds them from bringing a template, a stack policy or other
// parameters within the request: IAM knows no condition on those. Nor can an update be held to some types of resources:
// UpdateStack takes the list that cloudformation:ResourceTypes looks at only in place of the capabilities (CloudFormation
// API, "UpdateStack"), which every stack with a named role needs. That a release changes the parameter Image and nothing else
// is what [program.Release] does: give the statements to nobody but what runs the programs.
func (r Release) Statements() []policy.Object {
	all := r.updating()
	switch r.Kind {
	case program.Tasks:
		all = append(all, r.deployments()...)
	case program.Hosts:
		revision := policy.Allow("Revision", r.Revisions+"/"+r.Key, "s3:PutObject")
		// Only the bucket of this account, whatever one of that name elsewhere holds.
		revision["Condition"] = policy.Object{"StringEquals": policy.Object{"aws:ResourceAccount": r.Place.Account}}
		all = append(append(all, revision), r.deployments()...)
	case program.Manifests:
		path := "parameter/" + r.Cluster + "/" + r.Service
		all = append(all,
			policy.Allow("Cluster", r.Place.ARN("eks", "cluster/"+r.Cluster), "eks:DescribeCluster"),
			policy.Allow("Plan", r.Place.ARN("ssm", path+"/release"), "ssm:GetParameter"),
			policy.Allow("Objects", r.Place.ARN("ssm", path+"/manifests/*"), "ssm:GetParametersByPath"))
	}
	if r.Counts {
		// Reading statistics has no resource type (service authorization reference, Amazon CloudWatch).
		all = append(all, policy.Allow("Count", "*", "cloudwatch:GetMetricStatistics"))
	}
	if len(r.Drift) > 0 {
		all = append(all, r.comparing()...)
	}
	return all
}

// stack is the ARN of the stack, whose last part CloudFormation makes.
func (r Release) stack() string { return r.Place.ARN("cloudformation", "stack/"+r.Stack+"/*") }

// updating are the statements of whoever puts another image into the stack, and sees what becomes of it.
func (r Release) updating() []policy.Object {
	update := policy.Allow("Update", r.stack(), "cloudformation:UpdateStack")
	update["Condition"] = policy.Object{"Null": policy.Object{
		"cloudformation:RoleArn": "true", "cloudformation:StackPolicyUrl": "true", "cloudformation:TemplateUrl": "true",
	}}
	return []policy.Object{
		update,
		policy.Allow("Stack", r.stack(), "cloudformation:CancelUpdateStack", "cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks"),
		// Alarms are read by name, and permitted all at once.
		policy.Allow("Alarms", r.Place.ARN("cloudwatch", "alarm:*"), "cloudwatch:DescribeAlarms"),
	}
}

// comparing are the statements of whoever has CloudFormation compare the stack with its template.
func (r Release) comparing() []policy.Object {
	read := policy.Allow("Read", "*", slices.Compact(slices.Sorted(slices.Values(r.Drift)))...)
	read["Condition"] = policy.Object{"ForAnyValue:StringEquals": policy.Object{"aws:CalledVia": "cloudformation.amazonaws.com"}}
	return []policy.Object{
		policy.Allow("Drift", r.stack(), "cloudformation:DetectStackDrift", "cloudformation:DetectStackResourceDrift"),
		// The status of a detection, and settings of types, have no resource type (service authorization reference, AWS
		// CloudFormation).
		policy.Allow("Detection", "*", "cloudformation:BatchDescribeTypeConfigurations", "cloudformation:DescribeStackDriftDetectionStatus"),
		read,
	}
}

// deployments are the statements of whoever has CodeDeploy deploy a revision (CodeDeploy user guide, "CodeDeploy
// permissions reference"), also while the group's alarms ring: a deployment that does not look at them takes the permission
// to update its group (CodeDeploy API, "CreateDeployment").
func (r Release) deployments() []policy.Object {
	return []policy.Object{
		policy.Allow("Deployments", r.Place.ARN("codedeploy", "deploymentgroup:"+r.Application+"/"+r.Group),
			"codedeploy:CreateDeployment", "codedeploy:GetDeployment", "codedeploy:ListDeployments", "codedeploy:UpdateDeploymentGroup"),
		policy.Allow("Revisions", r.Place.ARN("codedeploy", "application:"+r.Application),
			"codedeploy:GetApplicationRevision", "codedeploy:RegisterApplicationRevision"),
		policy.Allow("Pace", r.Place.ARN("codedeploy", "deploymentconfig:*"), "codedeploy:GetDeploymentConfig"),
		// Stopping a deployment has no resource type (service authorization reference, AWS CodeDeploy).
		policy.Allow("Stop", "*", "codedeploy:StopDeployment"),
	}
}

var (
	stackName   = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]{0,127}$`)
	deployName  = regexp.MustCompile(`^[a-zA-Z0-9._+=,@-]{1,100}$`)
	bucketARN   = regexp.MustCompile(`^arn:aws[a-z-]*:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	objectKey   = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9._/-]{0,254}$`)
	readAction  = regexp.MustCompile(`^[a-z0-9-]{2,40}:(?:BatchGet|Describe|Get|Head|List)[A-Za-z0-9]{0,80}$`)
	clusterName = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_-]{0,99}$`)
)

// mostReads is how many actions Drift has at most, so that a role's policies stay below 10,240 characters (IAM user guide, "IAM
// and AWS STS quotas").
const mostReads = 100

// Validate reports what no statement can name exactly.
func (r Release) Validate() error {
	c := check.Of("permission.Release")
	c.Place(r.Place.Account, r.Place.Region, r.Place.Partition)
	c.That("IAM-002", "Stack", r.Stack, stackName.MatchString(r.Stack), "want the name of one stack: no wildcard")
	c.That("IAM-002", "Drift", len(r.Drift), len(r.Drift) <= mostReads, fmt.Sprintf("want at most %d actions", mostReads))
	for i, action := range r.Drift {
		c.That("IAM-002", fmt.Sprintf("Drift[%d]", i), action, readAction.MatchString(action), "want the full name of an action that reads, such as ecs:DescribeServices")
	}
	want := func(needed bool, field, value string, form *regexp.Regexp, what string) {
		if needed {
			c.That("IAM-002", field, value, form.MatchString(value), "want "+what+": no wildcard")
		} else {
			c.That("IAM-002", field, value, value == "", "want none: a release of kind "+r.Kind.String()+" does not touch it")
		}
	}
	deploys := r.Kind == program.Tasks || r.Kind == program.Hosts
	want(deploys, "Application", r.Application, deployName, "the name of one CodeDeploy application")
	want(deploys, "Group", r.Group, deployName, "the name of one deployment group")
	want(r.Kind == program.Hosts, "Revisions", r.Revisions, bucketARN, "the ARN of one bucket")
	want(r.Kind == program.Hosts, "Key", r.Key, objectKey, "the key of one object")
	want(r.Kind == program.Manifests, "Cluster", r.Cluster, clusterName, "the name of one EKS cluster")
	want(r.Kind == program.Manifests, "Service", r.Service, clusterName, "the name of one service")
	return c.Err()
}
