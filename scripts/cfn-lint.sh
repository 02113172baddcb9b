#!/bin/sh
# cfn-lint.sh ASSEMBLY: every template of a cloud assembly through cfn-lint, each for its own region. An error or a
# warning fails.
# Where there is no Python, or no package index to install cfn-lint from, it says loudly that nothing was checked.
set -eu
cd "$(dirname "$0")/.."
assembly=$1
pins=tools/cfn-lint/requirements.txt

skip() { # skip WHY FIX
	rule=$(printf '%76s' '' | tr ' ' '#')
	printf '%s\n' "$rule"
	printf '#  %-71s  #\n' "cfn-lint DID NOT RUN: $1" "No template was checked by it. $2"
	printf '%s\n' "$rule"
	exit 0
}

install() {
	command -v python3 >/dev/null || skip "there is no python3" "Install Python 3.11 or newer."
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
		skip "python3 is too old" "Install Python 3.11 or newer."
	rm -rf .venv
	python3 -m venv .venv >/dev/null 2>&1 || skip "python3 has no venv" "Install the venv package of your Python."
	if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$pins" >.venv/log 2>&1; then
		if grep -Eiq 'no matching distribution|connection|timed out|temporary failure|proxy|ssl' .venv/log; then
			skip "the Python package index does not answer" "Run again where it does."
		fi
		cat .venv/log >&2
		echo "cfn-lint could not be installed; the reason is above" >&2
		exit 1
	fi
	cp "$pins" .venv/installed
}

cmp -s "$pins" .venv/installed || install

stacks=$(sh scripts/stacks.sh "$assembly")
if [ -z "$stacks" ]; then
	echo "cfn-lint: $assembly holds no stack" >&2
	exit 1
fi
# W3010 dislikes zones named in a template: they are shipway.yaml's, so that a synth looks nothing up.
# W3005 dislikes a dependency that a reference implies: CDK writes it for its own custom resources.
for region in $(echo "$stacks" | cut -f 3 | sort -u); do
	# Paths of an assembly are made of letters, digits, dots and dashes.
	templates=$(echo "$stacks" | awk -F '\t' -v region="$region" -v room="$assembly" '$3 == region { print room "/" $1 }')
	# shellcheck disable=SC2086
	.venv/bin/cfn-lint --format parseable --non-zero-exit-code warning --ignore-checks W3010 W3005 \
		--regions "$region" --template $templates
done
