#!/bin/sh
# verify.sh [STEP...]: the checks a change must pass beside the tests, all or the ones named. The first failure stops.
set -eu
cd "$(dirname "$0")/.."
. scripts/env.sh
unset CDK_VALIDATION # off would mean that templates are not validated

format() {
	unformatted=$(find . \( -name node_modules -o -name .venv \) -prune -o -name '*.go' -exec gofmt -l {} +)
	[ -z "$unformatted" ] || {
		echo "$unformatted"
		echo "not formatted: run make fmt"
		return 1
	}
}

vet() {
	go vet ./... && go vet -tags verify . ./test/... ./bench/... ./stacks ./internal/choose ./cmd/shipway \
		./constructs/pipeline ./constructs/pipeline/program ./constructs/pipeline/workflow ./constructs/service/fleet
}

lint() {
	bin/staticcheck -tags verify ./...
}

# manifests asks the Kubernetes API server's own code about every golden manifest.
manifests() {
	go run -C tools/kubernetes . ../../constructs/service/eks/manifest/testdata
}

# systems are the files below examples that the program reads as it reads its own.
systems() {
	for file in examples/*/shipway.yaml; do
		[ ! -e "$file" ] || dirname "$file"
	done
}

# synth writes what cfn_lint reads.
synth() {
	bin/app
	for system in $(systems); do
		echo "verify: $system"
		bin/app -quiet -fresh -config "$system/shipway.yaml" -out "$system/cdk.out" || return 1
	done
}

cfn_lint() {
	sh scripts/cfn-lint.sh cdk.out
	for system in $(systems); do
		sh scripts/cfn-lint.sh "$system/cdk.out" || return 1
	done
}

# promises are the whole app's: architecture, policy, golden templates, determinism, limits, offline, jsii calls, and that
# no construct refuses what the file accepts; and every row of the tests that run programs, in every shell.
promises() {
	go test -count=1 -timeout 30m -tags verify . ./test/... ./bench/... ./stacks ./internal/choose ./cmd/shipway \
		./constructs/pipeline ./constructs/pipeline/program ./constructs/pipeline/workflow ./constructs/service/fleet
}

# readme compiles and runs the program that README.md shows: it is what many copy first.
readme() {
	mkdir -p bin/.readme
	awk '/^```go$/ { on = 1; next } /^```$/ { on = 0 } on' README.md >bin/.readme/main.go
	go vet ./bin/.readme && CDK_OUTDIR=bin/.readme/cdk.out go run ./bin/.readme
}

# examples with a go.mod of their own are what a user's project looks like: nothing else builds them. Their cdk.json
# says how.
examples() {
	for module in examples/*/go.mod; do
		[ -e "$module" ] || continue
		example=$(dirname "$module")
		echo "verify: $example"
		(cd "$example" && go vet ./... && go test ./... && cdk synth --quiet --strict --no-notices) || return 1
	done
}

for step in ${*:-format vet lint manifests synth cfn_lint promises readme examples}; do
	echo "verify: $step"
	start=$(date +%s)
	"$step" </dev/null || {
		echo "verify: $step FAILED after $(($(date +%s) - start)) s"
		exit 1
	}
	echo "verify: $step passed in $(($(date +%s) - start)) s"
done
