# Every command of the project. A fresh clone needs Go 1.25, npm and make; what else a command needs, it sets up once.
# `make help` lists the targets.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

app     := bin/app
shipway := bin/shipway
ready   := node_modules/.ready

# What the binary is made of. Directories are in the list too: their time changes when a file in them goes away.
sources := $(shell find app.go go.mod go.sum config constructs internal stacks \
	-name testdata -prune -o -name '*_test.go' -o -name '*.md' -o -print 2>/dev/null)

# A shell's own ENV names its start-up file: a value with a slash is not an environment of shipway.yaml.
environment := $(if $(findstring /,$(ENV)),,$(ENV))
selection   := $(if $(environment),-c env='$(environment)')

# A missing or too old tool is one line, before anything starts. Asking costs a tenth of a second, so it is done only
# when set-up is due or a tool has left PATH.
goals   := $(filter-out help clean,$(or $(MAKECMDGOALS),help))
tools   := $(if $(goals),go $(if $(filter-out build fmt,$(goals)),npm) $(if $(filter diff,$(goals)),git))
present  = $(firstword $(wildcard $(addsuffix /$(1),$(subst :, ,$(PATH)))))
absent  := $(strip $(foreach tool,$(tools),$(if $(call present,$(tool)),,$(tool))) $(if $(wildcard $(ready)),,$(tools)))
ifneq ($(absent),)
problem := $(shell sh scripts/need.sh $(absent) 2>&1)
ifneq ($(problem),)
$(error $(problem))
endif
endif

help: ## Say what each target does
	@awk -F ':.* ## ' '/^[a-z]+:.* ## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

synth: $(ready) $(app) ## Synthesize every environment into cdk.out (ENV=dev selects one, ARGS='...' is passed on)
	@. scripts/env.sh && exec $(app) $(selection) $(ARGS)

test: $(ready) ## Run every test but those of verify
	@. scripts/env.sh && CDK_VALIDATION=false exec go test $(or $(ARGS),./...)

verify: $(ready) $(app) bin/staticcheck ## Run every check a change must pass beside the tests
	@sh scripts/verify.sh $(ARGS)

diff: $(ready) $(app) ## Show how the templates differ from those of BASE (BASE=main~1; FAIL=1 fails if they do)
	@BASE='$(BASE)' FAIL='$(FAIL)' sh scripts/diff.sh $(selection)

bench: $(ready) $(app) ## Measure synth against its targets
	@. scripts/env.sh && exec go run ./bench $(ARGS)

build: $(app) $(shipway) ## Build the programs, bin/app and bin/shipway, if a source changed
	@:

generate: ## Write what is generated from the code again
	@go generate ./...

fmt: ## Format the Go code
	@find . \( -name node_modules -o -name .venv \) -prune -o -name '*.go' -exec gofmt -l -w {} +

lint: bin/staticcheck ## Run go vet and staticcheck
	@sh scripts/verify.sh vet lint

clean: ## Remove everything a command has made
	@rm -rf bin cdk.out cdk.out.stamp* node_modules tools/node/node_modules .venv examples/*/bin examples/*/cdk.out*

.PHONY: help synth test verify diff bench build generate fmt lint clean

$(ready): package.json package-lock.json tools/node/package.json tools/node/package-lock.json scripts/setup.sh
	@sh scripts/setup.sh
	@touch $@

$(app): $(sources)
	@go build -trimpath -buildvcs=false -ldflags="-s -w" -o $@ .

$(shipway): $(sources) $(wildcard cmd/shipway/*.go)
	@go build -trimpath -buildvcs=false -ldflags="-s -w" -o $@ ./cmd/shipway

bin/staticcheck: tools/go.mod tools/go.sum
	@go build -C tools -trimpath -buildvcs=false -o ../$@ honnef.co/go/tools/cmd/staticcheck
