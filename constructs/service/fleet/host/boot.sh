# Makes a fresh Amazon Linux 2023 a host of the fleet. CodeDeploy's agent comes last: it starts to deploy at once.
# A host that cannot be set up ends itself, and Auto Scaling starts another one.
set -eu
trap '[ "$?" -eq 0 ] || shutdown -h now' EXIT

dnf install --assumeyes amazon-ecr-credential-helper docker jq ruby

mkdir -p /etc/fleet/docker
printf 'AWS_REGION=%s\nFLEET_SETTINGS=%s\n' "$region" "$settings" >/etc/fleet/host
if [ -n "$registry" ]; then
	printf '{"credHelpers":{"%s":"ecr-login"}}\n' "$registry" >/etc/fleet/docker/config.json
fi
systemctl enable --now docker

directory=$(mktemp -d -p /root)
curl --fail --silent --show-error --location --retry 5 --retry-all-errors --output "$directory/install" "$installer"
chmod 0700 "$directory/install"
"$directory/install" auto
systemctl enable --now codedeploy-agent
