# mockprofit: targets for people. `make` alone prints them.

SHELL := /bin/sh
.DEFAULT_GOAL := help

programs := build/bin
# The race detector needs a C compiler; without one the tests run all the same.
race := $(shell command -v $${CC:-cc} >/dev/null 2>&1 && [ "$$(go env CGO_ENABLED)" = 1 ] && echo -race)
version := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)

# A mistyped variable would change nothing, silently: all features would run
# where a few were meant.
variables := TAGS FEATURES RERUN MAIL MAILHOG_IMAGE MAILHOG_SMTP MAILHOG_API MOCK CONTROL MAIL_FROM_MOCK CONTROL_TOKEN \
	BROWSER_PROGRAM PARALLEL SEED TIMEOUT FLAGS BENCHTIME FUZZTIME ASMX_CASES CI CC GORACE CGO_ENABLED
given := $(foreach name,$(.VARIABLES),$(if $(findstring command line,$(origin $(name))),$(name)))
unknown := $(filter-out $(variables) GO% MAKEFLAGS SHELL,$(given))
$(if $(unknown),$(error unknown variable $(unknown): expected one of $(variables)))

.PHONY: help
help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: bdd
bdd: programs ## Run the features with a real MailHog (variables: make bdd-help)
	@$(programs)/bdd

.PHONY: bdd-help
bdd-help: programs ## Print what make bdd can be told
	@$(programs)/bdd --help

.PHONY: test
test: race-notice ## Run all tests: unit tests, then every feature, with the race detector
	@go test $(race) ./...
	@echo "building the mock and the suite$(if $(race), with the race detector) …"
	@go build $(race) -o build/race/ ./mockprofit/cmd/mockprofit ./steps/cmd/bdd
	@$(MAKE) --no-print-directory --silent build/bin/MailHog
	@GORACE="$(GORACE) atexit_sleep_ms=0" build/race/bdd --program build/race/mockprofit

.PHONY: serve
serve: programs ## Run the mock on its own with the demo environment (flags: make serve FLAGS='--smtp host:port')
	@exec $(programs)/mockprofit serve $(FLAGS)

.PHONY: lint
lint: ## Check the form of the code: gofmt, go vet, staticcheck
	@unformatted=$$(gofmt -l features fixtures mockprofit steps); [ -z "$$unformatted" ] || { echo "not formatted by gofmt: $$unformatted"; exit 1; }
	@go vet ./...
	@go tool staticcheck ./...

.PHONY: bench
bench: programs ## Measure: the run of the features, the start and size of the mock, the calls
	@go test -run '^$$' -bench . -benchmem $(if $(BENCHTIME),-benchtime $(BENCHTIME)) -p 1 ./mockprofit/... ./steps/...

# The targets are found by their names, so that none is forgotten. Findings are
# kept in testdata/fuzz of their package, where `make test` meets them again.
fuzztime = $(or $(FUZZTIME),1m)
.PHONY: fuzz
fuzz: ## Fuzz what reads foreign bytes, one target after the other (FUZZTIME=1m each)
	@grep -rhoE --include='*_test.go' '^func Fuzz[A-Za-z]+' mockprofit steps >/dev/null || { echo "no fuzz targets found"; exit 1; }
	@grep -rHoE --include='*_test.go' '^func Fuzz[A-Za-z]+' mockprofit steps | sort | while IFS=: read -r file function; do \
		target=$${function#func }; echo "$$(dirname $$file) $$target, $(fuzztime)"; \
		go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(fuzztime) -fuzzminimizetime 5s ./$$(dirname $$file) </dev/null || exit 1; \
	done
	@echo "no target found anything"

.PHONY: generate
generate: ## Make the generated client anew from the WSDL that the mock serves
	@go generate ./...

.PHONY: clean
clean: ## Remove what was built, reports included
	@rm -rf build

.PHONY: programs
programs: build/bin/MailHog
	@[ -x $(programs)/bdd ] || echo "building the mock and the suite …"
	@go build -ldflags "-X main.version=$(version)" -o $(programs)/ ./mockprofit/cmd/mockprofit ./steps/cmd/bdd

# MailHog is compiled from the module that go.mod pins, static, so that it is
# the whole of a container's image too.
build/bin/MailHog: go.mod
	@echo "building MailHog from its module …"
	@CGO_ENABLED=0 go build -trimpath -o $@ github.com/mailhog/MailHog
	@touch $@

.PHONY: race-notice
race-notice:
ifeq ($(race),)
	@[ -z "$$CI" ] || { echo "CI needs the race detector: install a C compiler"; exit 1; }
	@echo "no C compiler: the tests run without the race detector"
endif
