#!/bin/sh
# need.sh TOOL...: checks that each tool (go, npm, git) is here and new enough. The first that is not gets one line
# saying what to install, and the exit code is 2.
set -eu
cd "$(dirname "$0")/.."

refuse() {
	echo "$1" >&2
	exit 2
}

need_go() {
	command -v go >/dev/null || refuse "go is missing: install Go 1.25 or newer from https://go.dev/dl"
	# Inside the module, so that a go that may fetch the toolchain go.mod names counts as new enough.
	version=$(go env GOVERSION 2>/dev/null) ||
		version=$(cd / && GOTOOLCHAIN=local go env GOVERSION 2>/dev/null) || version=""
	case $version in
	go1.2[5-9]* | go1.[3-9][0-9]* | go[2-9]* | devel*) ;;
	"") refuse "go does not start: install Go 1.25 or newer from https://go.dev/dl" ;;
	*) refuse "go ${version#go} is too old: install Go 1.25 or newer from https://go.dev/dl" ;;
	esac
}

need_npm() {
	fix="install Node.js 24, which brings npm, from https://nodejs.org"
	command -v node >/dev/null || refuse "node is missing: $fix"
	command -v npm >/dev/null || refuse "npm is missing: $fix"
	version=$(npm --version 2>/dev/null) || refuse "npm does not start: $fix"
	# Lock files of version 3 are read from npm 7 on.
	[ "${version%%.*}" -ge 7 ] || refuse "npm $version is too old: $fix"
}

need_git() {
	command -v git >/dev/null || refuse "git is missing: install git 2.17 or newer from https://git-scm.com"
}

for tool; do
	"need_$tool"
done
