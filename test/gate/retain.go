package gate

import "slices"

// stateful are the types whose deletion loses something that no deploy brings back.
var stateful = []string{
	"AWS::Backup::BackupVault", "AWS::CodeCommit::Repository", "AWS::Cognito::UserPool", "AWS::DynamoDB::GlobalTable",
	"AWS::DynamoDB::Table", "AWS::EC2::Volume", "AWS::ECR::Repository", "AWS::EFS::FileSystem", "AWS::EKS::Cluster",
	"AWS::ElastiCache::ReplicationGroup", "AWS::KMS::Key", "AWS::Kinesis::Stream", "AWS::Logs::LogGroup",
	"AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::S3::Bucket", "AWS::SecretsManager::Secret", "AWS::SQS::Queue",
}

// retained are the values of a policy that keep the resource.
var retained = []string{"Retain", "RetainExceptOnCreate"}

// called are the properties that give a stateful resource a name of its own. One that stays although its creation failed
// is in the way of the next attempt, which then ends in "already exists".
var called = []string{"BucketName", "LogGroupName", "Name", "QueueName", "RepositoryName"}

// Retain checks that a stack that must be kept loses no state: termination protection is on, and both policies of its
// stateful resources keep them.
func Retain(s Stack, keep bool) []Finding {
	if !keep {
		return nil
	}
	var r report
	if !s.Protected {
		r.add(s.ID, "KEEP-STACK", "termination protection is off: want it on")
	}
	s.each(func(id string, res Resource) {
		if !slices.Contains(stateful, res.Type) {
			return
		}
		fixed := slices.ContainsFunc(called, func(name string) bool { return res.Properties[name] != nil })
		if fixed && res.DeletionPolicy == "Retain" {
			r.add(s.at(id, "DeletionPolicy"), "KEEP-RETRY", "of %s is Retain: want RetainExceptOnCreate, it has a fixed name", res.Type)
		}
		for _, policy := range []struct{ name, given string }{
			{"DeletionPolicy", res.DeletionPolicy}, {"UpdateReplacePolicy", res.UpdateReplacePolicy},
		} {
			if !slices.Contains(retained, policy.given) {
				r.add(s.at(id, policy.name), "KEEP-STATE", "of %s is %q: want Retain, the environment is protected",
					res.Type, policy.given)
			}
		}
	})
	return r
}
