# Everything a person or CI does with this repository. Two commands are enough on a fresh machine:
#   make demo   sets itself up, simulates the full-size twin, runs the whole pipeline, prints what it found
#   make test   sets itself up and runs every check that needs no root
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

LAKE ?= lake
CUSTOMERS ?= 20099
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .cache/uv/bin/uv)
BIN := .venv/bin

.PHONY: help install demo check test lint format types imports test-cov bench fidelity docs lock clean

help: ## Show these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.cache/uv/bin/uv: requirements-bootstrap.lock
	@echo "Installing uv into .cache/uv"
	@$(PYTHON) -m venv .cache/uv
	@.cache/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@touch $@

.venv/installed: requirements.lock pyproject.toml $(filter .cache/%,$(UV))
	@test -x $(BIN)/python || $(UV) venv --quiet --python '>=3.11,<3.14' .venv
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

install: .venv/installed ## Set up uv and the locked environment

demo: .venv/installed ## Simulate the full-size twin and run everything on it
	@test -e $(LAKE)/raw/churn_label.csv || $(BIN)/spanishgas simulate --lake $(LAKE) --customers $(CUSTOMERS)
	@$(BIN)/spanishgas run --lake $(LAKE)

check: lint types imports .venv/installed ## Format, lint, types, imports and the quick tests: run it all day
	@$(BIN)/pytest -n auto -m 'not full_size'

test: lint types imports .venv/installed ## Every check that needs no root, the full-size run included
	@$(BIN)/pytest -n 2 --dist loadgroup

lint: .venv/installed ## Format and lint
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/ruff check --quiet .

format: .venv/installed ## Rewrite the code in the project's format
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

types: .venv/installed ## Strict type check of src
	@$(BIN)/basedpyright --level error > .cache-types.log || { cat .cache-types.log; rm -f .cache-types.log; exit 1; }
	@rm -f .cache-types.log

imports: .venv/installed ## Import contracts
	@$(BIN)/lint-imports --no-cache > .cache-imports.log || { cat .cache-imports.log; rm -f .cache-imports.log; exit 1; }
	@rm -f .cache-imports.log

test-cov: .venv/installed ## Quick tests with coverage
	@$(BIN)/pytest -n auto -m 'not full_size' --cov --cov-report=term-missing:skip-covered

bench: .venv/installed ## Measure, and write docs/benchmarks.md (about half an hour, 10 GB of disk)
	@$(BIN)/python benchmarks/bench.py

fidelity: .venv/installed ## Published statistics against the twin of the demo, and docs/fidelity.md
	@$(BIN)/spanishgas fidelity --lake $(LAKE) --out docs/fidelity.md

docs: .venv/installed ## Rewrite the pages that are written from the code
	@$(BIN)/python -c 'from spanishgas.tables.dictionary import data_dictionary as d; print(d(), end="")' > docs/tables.md
	@$(BIN)/python docs/architecture.py docs/architecture.svg
	@$(BIN)/python docs/picture.py $(LAKE) docs/run.svg

lock: .venv/installed ## Renew the locks after a change of dependencies
	@$(UV) pip compile --quiet --universal --generate-hashes --group dev --output-file requirements.lock pyproject.toml
	@echo 'uv' | $(UV) pip compile --quiet --universal --generate-hashes --output-file requirements-bootstrap.lock -

clean: ## Remove the environment and caches (not the lake)
	@rm -rf .venv .cache .pytest_cache .ruff_cache .hypothesis dist build
