# shellcheck shell=sh
# Sourced by the other scripts. It knows where the host was told to look, and trusts neither file nor parameter to be
# a command.

# shellcheck source=/dev/null
. /etc/fleet/host

fail() {
	printf '%s\n' "$*" >&2
	exit 1
}

# released prints the image that the revision in directory $1 names.
released() {
	image=$(cat "$1/image") || fail "the revision names no image"
	case $image in
	'' | -* | *[!A-Za-z0-9._:/@-]*) fail "the revision names no image" ;;
	esac
	printf '%s' "$image"
}

# settings prints what the stack says about the container, as JSON.
settings() {
	answer=$(aws ssm get-parameters --region "$AWS_REGION" --names "$FLEET_SETTINGS" --output json) ||
		fail "cannot read parameter $FLEET_SETTINGS"
	printf '%s' "$answer" | jq --exit-status '.Parameters[0].Value | fromjson' ||
		fail "parameter $FLEET_SETTINGS holds no settings"
}
