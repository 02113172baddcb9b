#!/bin/sh
# stacks.sh ASSEMBLY: one line per stack of a cloud assembly: template file (relative to it), id, region; tabs between.
# The manifests are the library's own pretty-printed JSON: one member per line, artifacts indented by four.
set -eu
cd "$1"
find . -name manifest.json | LC_ALL=C sort | while read -r manifest; do
	awk -v room="$(dirname "$manifest")" '
		function value(line) { sub(/^[^:]*: "/, "", line); sub(/",?$/, "", line); return line }
		/^    "/                 { template = region = "" }
		/^      "environment": / { region = value($0); sub(/^.*\//, "", region) }
		/^        "templateFile": / { template = value($0) }
		/^      "displayName": / && template != "" {
			id = value($0)
			sub(/ \(.*/, "", id)
			path = room "/" template
			sub(/^\.\//, "", path)
			printf "%s\t%s\t%s\n", path, id, region
		}
	' "$manifest"
done
