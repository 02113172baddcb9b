package files

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/jsii-runtime-go"

	"github.com/shipway-cdk/shipway/constructs/policy"
)

// client are the actions of those who mount a file system (EFS user guide, "Using IAM to control file system data
// access").
var client = []string{"elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess", "elasticfilesystem:ClientWrite"}

// entry is the file system's policy: nobody without TLS, around a mount target, or without an access point. It lets
// nobody in. Without a policy of ours EFS would let in everybody who reaches a mount target; with one, a client needs
// permission, which its own role gives it.
func entry() policy.Object {
	return policy.Document(
		policy.DenyPlain("*", client...),
		deny("OnlyMountTargets", "Bool", "elasticfilesystem:AccessedViaMountTarget", "false"),
		deny("OnlyAccessPoints", "Null", "elasticfilesystem:AccessPointArn", "true"),
	)
}

// deny forbids everybody to use the file system when key has value.
func deny(sid, operator, key, value string) policy.Object {
	statement := policy.With(policy.Allow(sid, "*", client...), policy.Object{"AWS": "*"}, policy.Object{operator: policy.Object{key: value}})
	statement["Effect"] = "Deny"
	return statement
}

// key is the ARN of the key that encrypts the files: the one given, or one that is made, which stays as long as they do.
func (f *FileSystem) key() *string {
	if f.props.Key != "" {
		return &f.props.Key
	}
	key := awskms.NewCfnKey(f, jsii.String("Key"), &awskms.CfnKeyProps{
		Description:       jsii.String("Encrypts the files of " + f.props.Name),
		EnableKeyRotation: true,
		KeyPolicy:         policy.Document(f.place.KeyAdministration(), f.encryption()),
	})
	f.keep(key)
	return key.AttrArn()
}

// encryption lets those of the account who may use the file system use its key, through EFS and in no other way (EFS
// user guide, "Encrypting data at rest", "Amazon EFS key policies for AWS KMS").
func (f *FileSystem) encryption() policy.Object {
	return policy.With(
		policy.Allow("Files", "*", "kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey",
			"kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"),
		policy.Object{"AWS": "arn:" + f.place.Partition + ":iam::" + f.place.Account + ":root"},
		policy.Object{"StringEquals": policy.Object{
			"kms:CallerAccount": f.place.Account,
			"kms:ViaService":    "elasticfilesystem." + f.place.Region + "." + f.place.Domain(),
		}},
	)
}
