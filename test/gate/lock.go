package gate

import (
	"slices"
	"strings"
)

// replacing are the properties that CloudFormation cannot change in place, by type (CloudFormation resource
// specification, "Update requires: Replacement"). A type belongs here when its replacement is felt: an address, a
// name, a connection or data is gone. Task definitions are not here: every new one replaces the last by design.
var replacing = map[string][]string{
	"AWS::ApplicationAutoScaling::ScalableTarget": {"ResourceId", "ScalableDimension", "ServiceNamespace"},
	"AWS::CodeBuild::Project":                     {"Name"},
	"AWS::CodeCommit::Repository":                 {"RepositoryName"},
	"AWS::CodePipeline::Pipeline":                 {"Name"},
	"AWS::EC2::EIP":                               {"Domain", "NetworkBorderGroup"},
	"AWS::EC2::InternetGateway":                   {},
	"AWS::EC2::NatGateway":                        {"AllocationId", "ConnectivityType", "SubnetId"},
	"AWS::EC2::SecurityGroup":                     {"GroupDescription", "GroupName", "VpcId"},
	"AWS::EC2::Subnet":                            {"AvailabilityZone", "CidrBlock", "VpcId"},
	"AWS::EC2::VPC":                               {"CidrBlock", "InstanceTenancy"},
	"AWS::EC2::VPCEndpoint":                       {"ServiceName", "VpcEndpointType", "VpcId"},
	"AWS::ECR::PullThroughCacheRule":              {"EcrRepositoryPrefix", "UpstreamRegistryUrl"},
	"AWS::ECR::Repository":                        {"EncryptionConfiguration", "RepositoryName"},
	"AWS::ECS::Cluster":                           {"ClusterName"},
	"AWS::ECS::Service":                           {"Cluster", "LaunchType", "SchedulingStrategy", "ServiceName"},
	"AWS::EKS::Cluster":                           {"EncryptionConfig", "Name", "RoleArn"},
	"AWS::ElasticLoadBalancingV2::Listener":       {"LoadBalancerArn"},
	"AWS::ElasticLoadBalancingV2::ListenerRule":   {"ListenerArn"},
	"AWS::ElasticLoadBalancingV2::LoadBalancer":   {"Name", "Scheme", "Type"},
	"AWS::ElasticLoadBalancingV2::TargetGroup": {"IpAddressType", "Name", "Port", "Protocol", "ProtocolVersion",
		"TargetType", "VpcId"},
	"AWS::IAM::ManagedPolicy":                    {"Description", "ManagedPolicyName", "Path"},
	"AWS::IAM::Role":                             {"Path", "RoleName"},
	"AWS::KMS::Alias":                            {"AliasName"},
	"AWS::KMS::Key":                              {},
	"AWS::Logs::LogGroup":                        {"LogGroupName"},
	"AWS::S3::Bucket":                            {"BucketName", "ObjectLockEnabled"},
	"AWS::SNS::Topic":                            {"FifoTopic", "TopicName"},
	"AWS::SQS::Queue":                            {"FifoQueue", "QueueName"},
	"AWS::SecretsManager::Secret":                {"Name"},
	"AWS::ServiceDiscovery::HttpNamespace":       {"Name"},
	"AWS::ServiceDiscovery::PrivateDnsNamespace": {"Name", "Vpc"},
}

// Lock lists what must not be replaced by accident, one line each: every stack with its name and place, and every
// resource that holds state, has a name of its own or is felt when replaced. The columns are the stack, the logical
// ID, the type, the construct path and the values that cannot change in place.
func Lock(stacks []Stack) string {
	var lines []string
	for _, s := range stacks {
		lines = append(lines,
			strings.Join([]string{s.ID, "-", "stack", s.ID, s.Name + " in " + s.Account + "/" + s.Region}, "\t"))
		s.each(func(id string, res Resource) {
			if values, locked := pinned(res); locked {
				lines = append(lines, strings.Join([]string{s.ID, id, res.Type, s.Paths[id], values}, "\t"))
			}
		})
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

// pinned are the values of the resource that cannot change in place, and whether the lock wants the resource at all.
func pinned(res Resource) (string, bool) {
	properties, listed := replacing[res.Type]
	noun := res.Type[strings.LastIndexByte(res.Type, ':')+1:]
	if !listed {
		properties = []string{"Name", noun + "Name"}
	}
	values := []string{}
	for _, property := range properties {
		if value := res.Properties[property]; value != nil {
			values = append(values, property+"="+text(value))
		}
	}
	named := !listed && len(values) > 0
	return strings.Join(values, " "), listed || named || slices.Contains(stateful, res.Type)
}

// Changes compares the lock with the one that was kept. What is gone or would be replaced is a finding, unless
// migrations holds its old line followed by "# " and the reason; what is new only has to be written down.
func Changes(kept, now, migrations string) []Finding {
	var r report
	old, current := rows(kept), rows(now)
	allowed := reasons(migrations)
	for _, key := range sorted(old) {
		line, found := current[key]
		switch where := strings.ReplaceAll(key, "\t", ": "); {
		case line == old[key]:
		case found && column(line, 2) == column(old[key], 2) && column(line, 4) == column(old[key], 4):
			r.add(where, "LOCK-STALE", "moved in the construct tree to %s: update the lock", column(line, 3))
		case allowed[old[key]] && found:
			r.add(where, "LOCK-STALE", "migrated: update the lock")
		case allowed[old[key]]:
			r.add(where, "LOCK-STALE", "migrated away: update the lock")
		case !found:
			r.add(where, "LOCK-GONE", "%s would be deleted; %s", column(old[key], 2), toAllow(old[key]))
		default:
			r.add(where, "LOCK-REPLACED", "would be replaced: %s (%s) becomes %s (%s); %s",
				column(old[key], 2), column(old[key], 4), column(line, 2), column(line, 4), toAllow(old[key]))
		}
	}
	for _, key := range sorted(current) {
		if _, known := old[key]; !known {
			r.add(strings.ReplaceAll(key, "\t", ": "), "LOCK-NEW", "is not in the lock: update the lock")
		}
	}
	return r
}

// toAllow says how to allow a line of the lock to go.
func toAllow(line string) string {
	return "if that is meant, add to migrations.txt, with the reason in place of REASON:\n" + line + "\t# REASON"
}

// Updatable says whether every finding of [Changes] goes away by writing the lock down again.
func Updatable(changes []Finding) bool {
	return !slices.ContainsFunc(changes,
		func(f Finding) bool { return f.Rule == "LOCK-GONE" || f.Rule == "LOCK-REPLACED" })
}

// rows are the lines of a lock by stack and logical ID.
func rows(lock string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(lock) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			all[column(line, 0)+"\t"+column(line, 1)] = line
		}
	}
	return all
}

func column(line string, n int) string {
	if columns := strings.Split(line, "\t"); n < len(columns) {
		return columns[n]
	}
	return ""
}

// reasons are the old lines that migrations allows to go, each only with a reason of some length.
func reasons(migrations string) map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(migrations) {
		old, reason, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t# ")
		if reason = strings.TrimSpace(reason); len(reason) >= MinReason && reason != "REASON" {
			all[old] = true
		}
	}
	return all
}
