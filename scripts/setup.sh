#!/bin/sh
# Installs what the commands need beside Go: the pinned CDK CLI and, where the system's Node is not one CDK supports, a
# Node of the project's own, linked as node_modules/.bin/node so that npx and the program both find it.
# make runs it again only when a package.json, a lock file or this script changes.
set -eu
cd "$(dirname "$0")/.."
sh scripts/need.sh go npm

install() { # install DIRECTORY WHAT
	echo "set-up: $2"
	if ! (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null); then
		echo "set-up stopped: npm could not install $2; its reason is above" >&2
		exit 1
	fi
}

# 22 and 24 are the releases CDK supports; 23 had its end of life; newer ones work.
supported() {
	case $1 in
	v22.* | v2[4-9].* | v[3-9][0-9].*) return 0 ;;
	esac
	return 1
}

# npm's "latest" is 3.0.0, published by accident: it cannot read the assemblies of our CDK. Only an exact 2.x will do.
pin=$(sed -n 's/^ *"aws-cdk": *"\(.*\)",*$/\1/p' package.json)
if ! echo "$pin" | grep -Eqx '2\.[0-9]+\.[0-9]+'; then
	echo "package.json asks for aws-cdk $pin: only an exact 2.x release reads our assemblies, pin 2.1148.1" >&2
	exit 2
fi
install . "the CDK CLI"

system=$(node --version)
if supported "$system"; then
	exit 0
fi
install tools/node "Node 24 for this project, because the system's is $system"
for own in tools/node/node_modules/node-*/bin/node; do
	if [ -x "$own" ] && "$own" --version >/dev/null 2>&1; then
		mkdir -p node_modules/.bin
		ln -sf "../../$own" node_modules/.bin/node
		exit 0
	fi
done
echo "node is $system and the project has no Node for $(uname -sm): install Node.js 24 from https://nodejs.org" >&2
exit 2
