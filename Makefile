# `make chat` talks to Waymark in the terminal, `make test` checks it. `make help` lists everything.
# Needed: Go (the version in go.mod), gcc, make. Everything that is made goes to bin/, which git ignores.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.DEFAULT_GOAL := help

# One set of flags for everything, so that what is tested is what runs, and SQLite (C, over a minute) is
# compiled once for each kind of build: netgo and osusergo keep the C library out of look-ups, and SQLite loads
# no extensions.
TAGS := netgo,osusergo,sqlite_omit_load_extension
export GOFLAGS     := $(GOFLAGS) -tags=$(TAGS)
export CGO_ENABLED := 1
export CGO_CFLAGS  := -O2 -g0

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

# A binary without shared libraries, where the C library comes in that form (glibc on Debian does).
STATIC  ?= $(shell printf 'int main(void){return 0;}' | gcc -static -x c - -o /dev/null 2>/dev/null && echo -extldflags=-static)
LDFLAGS := -s -w -X main.version=$(VERSION) $(STATIC)

# Pinned, and kept out of go.mod because the program does not need them.
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
ORACLES     := sms-segments-calculator@1.3.0 opening_hours@3.15.0 postcode@5.1.0 syllable@4.1.0 flesch-kincaid@1.0.5 axe-core@4.11.0
TOOLS       := $(CURDIR)/bin/tools
export NODE_PATH := $(TOOLS)/node_modules

# Where a copy of the Bot API's own schema lies beside this project, every request to Telegram is checked against
# it too; without one, against the table in channels/telegram/telegramtest.
export WAYMARK_BOTAPI_SCHEMA ?= $(firstword $(wildcard $(CURDIR)/../*/data/telegram-bot-api.json))

# Where real lists lie beside this project (outcodes.csv, open-referral-uk/*.json), the importers' tests read them too.
export WAYMARK_SAMPLES ?= $(patsubst %/outcodes.csv,%,$(firstword $(wildcard $(CURDIR)/../*/data/outcodes.csv)))

# Where the facts that the words rest on lie beside this project, what the words say where sources disagree is held
# against them; without, the rules in content/disagreements.yaml stand alone.
export WAYMARK_FACTS ?= $(firstword $(wildcard $(CURDIR)/../*/facts/facts.md))

# make test TIMEOUT=…  FUZZ=…: executions for each fuzz target, not a time. With a time, go up to 1.26 now and
# then fails a target that found nothing (go.dev/issue/75804).
TIMEOUT ?= 30m
FUZZ    ?= 20000x
BENCH   ?= .
COUNT   ?= 1

.PHONY: help
help: ## this list
	@echo "Waymark: an anonymous harm-reduction guide by text message"; echo
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/  make \1 \2/p' Makefile | awk '{printf "  make %-8s", $$2; $$1=$$2=""; sub(/^ +/, "  "); print}'

.PHONY: chat
chat: build ## start a conversation in the terminal; nothing leaves this machine. ARGS="--channel sms" shows the SMS form
	@bin/waymark chat $(ARGS)

.PHONY: test
test: need format promises warm vet race mutants fuzz staticcheck vulnerabilities ## install what the tests need, then run every check there is
	@echo "make test: every check that could run has passed"

.PHONY: build
build: need ## bin/waymark, one static file
	@[ -x bin/waymark ] || echo "Building. The first time this compiles SQLite, which takes a minute or two."
	@go build -trimpath -buildvcs=false -ldflags='$(LDFLAGS)' -o bin/waymark ./cmd/waymark

.PHONY: lint
lint: format promises vet staticcheck words ## formatting, go vet, staticcheck, and the proof of flows and words with its cost table

.PHONY: bench
bench: need ## benchmarks; BENCH=Name picks some, COUNT=10 repeats them for benchstat
	@go test -run='^$$' -bench='$(BENCH)' -benchmem -count=$(COUNT) -timeout=$(TIMEOUT) \
		$$(grep -rlE --include='*_test.go' '^func Benchmark' . | xargs -n1 dirname | sort -u)

# Each target alone: go fuzzes one at a time.
.PHONY: fuzz
fuzz: need ## every fuzz target for a short run; FUZZ=1000000x for a longer one
	@echo "== fuzzing, $(FUZZ) for each target"
	@grep -rHoE --include='*_test.go' '^func Fuzz\w+' . | sort | while IFS=: read -r file func; do \
		echo "$${func#func } in $$(dirname "$$file")"; \
		go test -run='^$$' -fuzz="^$${func#func }\$$" -fuzztime=$(FUZZ) -fuzzminimizetime=100x -timeout=$(TIMEOUT) "$$(dirname "$$file")" < /dev/null; \
	done

.PHONY: cover
cover: need ## how much of the code the tests reach; bin/cover.html shows where
	@mkdir -p bin
	@go test -count=1 -timeout=$(TIMEOUT) -coverpkg=./... -coverprofile=bin/cover.out ./...
	@go tool cover -html=bin/cover.out -o bin/cover.html
	@go tool cover -func=bin/cover.out | tail -n 1

.PHONY: clean
clean: ## remove bin/
	@rm -rf bin

# The parts of the above.

.PHONY: need
need:
	@command -v go >/dev/null || { echo "Go is not installed: see go.dev/doc/install"; exit 1; }
	@command -v gcc >/dev/null || { \
		echo "gcc is missing; trying to install it"; \
		sudo=$$([ "$$(id -u)" = 0 ] || echo "sudo -n"); \
		{ $$sudo apt-get update -qq && $$sudo apt-get install -y -qq gcc libc6-dev; } \
			|| { echo "gcc could not be installed from here: install it and come back"; exit 1; }; }

# Some tests compare our answers with those of other people's programs, where npm can fetch them; recorded answers are
# checked in any case.
.PHONY: oracles
oracles:
	@mkdir -p $(TOOLS); \
	if command -v npm >/dev/null && [ "$$(cat $(TOOLS)/oracles 2>/dev/null)" != "$(ORACLES)" ]; then \
		npm install --prefix $(TOOLS) --no-save --no-audit --no-fund --loglevel=error $(ORACLES) \
			&& echo "$(ORACLES)" > $(TOOLS)/oracles \
			|| echo "npm could not fetch $(ORACLES): recorded answers are checked instead"; \
	fi

# Programs of other makers that some tests need, as Debian's packages: readers for what is printed, a browser for the
# dashboard, and servers that tests start for themselves. Where they cannot be had, those tests say that they did not run.
PROGRAMS := zbarimg=zbar-tools pdftoppm=poppler-utils chromium=chromium pg_lsclusters=postgresql redis-server=redis-server
.PHONY: programs
programs:
	@missing=""; for p in $(PROGRAMS); do command -v $${p%%=*} >/dev/null || missing="$$missing $${p#*=}"; done; \
	if [ -n "$$missing" ]; then \
		sudo=$$([ "$$(id -u)" = 0 ] || echo "sudo -n"); \
		{ $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null; } \
			|| echo "could not install$$missing from here: the tests that need them are passed over"; \
	fi

.PHONY: format
format: need
	@echo "== gofmt"
	@bad=$$(gofmt -l .); [ -z "$$bad" ] || { echo "not formatted (gofmt -w mends it):"; echo "$$bad"; exit 1; }

# The README says which test proves which promise: a test that is renamed or taken away is missed here.
.PHONY: promises
promises:
	@for name in $$(grep -oE '\b(Test|Fuzz)[A-Z][A-Za-z0-9]+' README.md | sort -u); do \
		grep -rqE --include='*_test.go' "^func $$name\(" bot channels cmd content flows \
			|| { echo "README.md names $$name, which is no test"; exit 1; }; \
	done

.PHONY: vet
vet: need
	@echo "== go vet"
	@go vet ./...

# The tests run with the race detector and start the program without it: SQLite is wanted in both forms, and one C
# compiler keeps one core busy.
.PHONY: warm
warm: need
	@echo "== compiling SQLite (the first time takes a minute or two)"
	@go build -race github.com/mattn/go-sqlite3 & go build github.com/mattn/go-sqlite3; wait $$!

.PHONY: race
race: need oracles programs
	@echo "== go test -race"
	@go test -race -count=1 -timeout=$(TIMEOUT) ./...

# Each is the counters with one promise broken; the tests have to notice.
.PHONY: mutants
mutants: need
	@echo "== mutants of the counters"
	@WAYMARK_MUTANTS=1 go test -count=1 -timeout=$(TIMEOUT) -run=TestEveryMutantIsNoticed ./bot/counter ./bot/dashboard

.PHONY: words
words: build
	@bin/waymark lint

# A tool that cannot be fetched is said so and passed over; what it finds is a failure.
.PHONY: staticcheck
staticcheck: need
	@echo "== staticcheck"
	@if GOBIN=$(TOOLS) go install $(STATICCHECK); then $(TOOLS)/staticcheck ./...; \
	else echo "NOT CHECKED: staticcheck could not be fetched"; fi

# govulncheck exits 3 for a vulnerability, and otherwise when it could not look.
.PHONY: vulnerabilities
vulnerabilities: need
	@echo "== govulncheck"
	@if ! GOBIN=$(TOOLS) go install $(GOVULNCHECK); then echo "NOT CHECKED: govulncheck could not be fetched"; exit 0; fi; \
	code=0; $$(command -v timeout >/dev/null && echo timeout 300) $(TOOLS)/govulncheck ./... || code=$$?; \
	case $$code in \
	0) ;; \
	3) echo "known vulnerabilities: see above"; exit 1;; \
	*) echo "NOT CHECKED: govulncheck could not do its work, most likely because the vulnerability database cannot be reached from here";; \
	esac
