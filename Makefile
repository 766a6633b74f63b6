# Everything a developer runs. `make help` lists it.
#
# `make setup` needs Python 3.11 or later and either Go or a matching opa and
# regal on the PATH. After it, only `lock` and `up` need the network.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# No tool that we call needs to report who calls it.
export DO_NOT_TRACK := 1

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
OPA := $(CURDIR)/.tools/bin/opa
REGAL := $(CURDIR)/.tools/bin/regal
LOCK := $(UV) pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make lock'

DEMO := examples/credit_scoring/.demo

say = @printf '\033[1m==> %s\033[0m\n' $(1)

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

## ---------------------------------------------------------------- set-up

.PHONY: setup
setup: $(VENV)/.lexgate-ready $(OPA) $(REGAL) ## Make .venv and .tools (first time: about five minutes; then nothing)
	@:

# pip only fetches uv, by its hash; uv, which reads hashed locks that old pips
# refuse, does the rest.
$(UV): requirements/uv.txt
	$(call say,'Python environment in $(VENV) (about 10 s)')
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lexgate needs Python 3.11 or later; name one with make PYTHON=…")'
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.lexgate-locked: $(UV) requirements/dev.txt
	$(call say,'Python packages with their hashes (one to three minutes the first time)')
	@# Compiled now: where Python may not write, each command would compile it anew (0.4 s of a gate).
	@$(UV) pip sync --python $(PY) --require-hashes --compile-bytecode \
		requirements/dev.txt requirements/uv.txt 2>&1 \
		| { grep -vE '^ [+~-] ' || true; }
	@touch $@

$(VENV)/.lexgate-ready: $(VENV)/.lexgate-locked pyproject.toml
	$(call say,'Lexgate itself (editable; about 2 s)')
	@$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	@touch $@

$(OPA): tools/opa/go.mod tools/opa/go.sum | $(VENV)/.lexgate-ready
	$(call say,'OPA (about two minutes when it has to be built)')
	@$(PY) -m lexgate.tools_install opa $(dir $@)
	@touch $@

$(REGAL): tools/regal/go.mod tools/regal/go.sum | $(VENV)/.lexgate-ready
	$(call say,'Regal (about one minute when it has to be built)')
	@$(PY) -m lexgate.tools_install regal $(dir $@)
	@touch $@

.PHONY: lock
lock: $(UV) ## Resolve the Python dependencies anew and write requirements/*.txt
	$(call say,'Locks (about 20 s)')
	@$(LOCK) --upgrade --all-extras --output-file requirements/dev.txt pyproject.toml
	@$(LOCK) --upgrade --constraint requirements/dev.txt --output-file requirements/light.txt pyproject.toml
	@$(LOCK) --output-file requirements/uv.txt requirements/uv.in

## ---------------------------------------------------------------- work

.PHONY: fmt
fmt: setup ## Format Rego and Python, and write the generated files anew
	@$(OPA) fmt --write rego
	@$(VENV)/bin/ruff check --fix --quiet .
	@$(VENV)/bin/ruff format .
	@$(PY) -m lexgate.catalogue
	@$(PY) -m lexgate.field_map
	@$(PY) -m lexgate.law_pages
	@$(PY) -m lexgate.bundle
	@$(PY) -m lexgate.evidence_pages

.PHONY: check check-rego check-python check-generated
check: setup check-rego check-python check-generated ## Refuse what is unformatted, mistyped or stale; change nothing

check-rego: setup
	$(call say,'Rego')
	@$(OPA) fmt --diff --fail rego
	@$(OPA) check --strict --bundle rego
	@# A build can corrupt Rego that `opa check` accepts in its source, so the archive is checked too.
	@archive=$$(mktemp -d); trap 'rm -rf "$$archive"' EXIT; \
		(cd rego && $(OPA) build --bundle . --output "$$archive/rego.tar.gz"); \
		$(OPA) check --bundle "$$archive/rego.tar.gz"
	@$(REGAL) lint --config-file .regal/config.yaml rego

check-python: setup
	$(call say,'Python')
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy src collectors tests benchmarks

check-generated: setup
	$(call say,'Generated files and conventions')
	@$(PY) -m lexgate.catalogue --check
	@$(PY) -m lexgate.field_map --check
	@$(PY) -m lexgate.law_pages --check
	@$(PY) -m lexgate.bundle --check
	@$(PY) -m lexgate.evidence_pages --check
	@$(PY) -m lexgate.frozen
	@$(PY) -m lexgate.conventions

.PHONY: test
test: setup ## Run every test: Rego, then Python
	$(call say,'Rego tests')
	@$(OPA) test --bundle rego --fail-on-empty --timeout 60s
	$(call say,'Python tests')
	@$(PY) -m pytest

.PHONY: assure
assure: setup ## Mutate rules and evidence; a stopped run goes on where it was (FRESH=1: from the start)
	$(call say,'The demo: its requests are mutated too (about one minute)')
	@$(PY) examples/credit_scoring/demo.py --quiet
	$(call say,'Mutants of evidence and of rules')
	@$(PY) -m lexgate.assurance --requests $(DEMO)/.lexgate/asked --keys $(DEMO)/keys \
		$(if $(FRESH),--fresh)

.PHONY: bench
bench: setup ## Measure speed and memory beside named alternatives (about ten minutes)
	$(call say,'Benchmarks: best while nothing else runs (about ten minutes)')
	@$(PY) -m benchmarks

## ---------------------------------------------------------------- try it

.PHONY: demo
demo: setup ## Run the credit scoring example from data to decision
	@$(PY) examples/credit_scoring/demo.py

.PHONY: up down
up: setup ## Start the OPA server with its bundles in containers (ORG=folder: with that org)
	@$(PY) sidecar/sidecar.py up $(if $(ORG),--org '$(ORG)')

down: setup ## Stop it; keys and bundles stay in .lexgate/sidecar
	@$(PY) sidecar/sidecar.py down

.PHONY: clean
clean: ## Remove what set-up, builds and tests made
	@rm -rf $(VENV) .tools dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find src collectors tests examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
