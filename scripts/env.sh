# Sourced, from the project's root, by every command that starts Node or the CDK CLI. What the user has set wins.
# bin/app does the same for itself (internal/nodeenv); tests and the CLI have nobody else to do it.

[ -n "${NODE_OPTIONS+set}" ] ||
	NODE_OPTIONS="--v8-pool-size=1 --max-old-space-size=4069 --require \"$PWD/internal/nodeenv/leave.cjs\""
: "${JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=1}"
: "${JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20,21,22,23}"
: "${JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION=1}"
export NODE_OPTIONS JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION

# The pinned CDK CLI is here, and the project's own Node where the system's is not one CDK supports.
export PATH="$PWD/node_modules/.bin:$PATH"

export CDK_DISABLE_CLI_TELEMETRY=true CDK_DISABLE_VERSION_CHECK=1 AWS_EC2_METADATA_DISABLED=true
