# The CLI of the AWS CDK, of exactly this version.
cdk_version=2.1148.1
cdk_sum=2b7774d8bd7b230980ba205636e5f50f3621294b3d1ab29823b6d99c625f2756cacfdca65c5c5fb9d04e2f7ad46fc240bac0cd4942e2414d9fb091fb9326365c

# cdk calls it in an empty directory and home, so that neither the assembly nor the machine configures it: a cdk.json may
# name commands and plugins.
cdk() {
	(
		unset NODE_OPTIONS
		cd "$work/home"
		HOME=$work/home CDK_DISABLE_CLI_TELEMETRY=true CDK_DISABLE_VERSION_CHECK=1 AWS_EC2_METADATA_DISABLED=true
		export HOME CDK_DISABLE_CLI_TELEMETRY CDK_DISABLE_VERSION_CHECK AWS_EC2_METADATA_DISABLED
		exec node "$work/cdk/bin/cdk" "$@" --app "$assembly" --exclusively --no-lookups --no-notices --no-color --ci
	)
}

assembly=$(pwd -P)
data .
mkdir "$work/home"
fetch aws-cdk "$cdk_version" "$cdk_sum" "$work/cdk"
