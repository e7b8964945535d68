# `make` alone explains. Everything happens in ./.venv; a stamp in it remembers what was installed from which list.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PYTHONDONTWRITEBYTECODE :=# each start of a server or a command would compile all of cme anew
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
# One more than there are processors, as tests in a browser mostly wait; four at most.
TEST_PROCESSES ?= $(shell $(BIN)/python -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')
AT_ONCE = $(PYTEST) -n $(TEST_PROCESSES) --dist worksteal
# With COVERAGE=yes these run unmeasured: they act from outside, and measuring would make them take half as long again.
UNMEASURED := $(addprefix tests/,benchmarks browser chaos hostile security upgrades)
CODE := cme tests migrations
RUN_IT := .venv/.installed-to-run
TEST_IT := .venv/.installed-to-test
# The articles are not ours to keep here. Where the folder is, the files must be: a missing one is an error, not a skip.
ARTICLES := ../shared/sources
article = --fulltext $(1)=$(or $(firstword $(wildcard $(ARTICLES)/$(2)_*)),$(ARTICLES)/$(2)_)
FULLTEXTS = $(call article,cleary-2014,000) $(call article,butrynski-2010,001) $(call article,trahair-2019,002)

.PHONY: help run preview test coverage coverage-goals mutation mutation-small figures wheel-test bench check check-full lint format types bank-check lock wheel clean

help:  ## say what can be made
	@echo "cme: posttests in which every option shows its evidence. What can be made:"
	@awk -F ':.*##' '/^[a-z-]+:.*##/ { printf "  make %-12s%s\n", $$1, $$2 }' Makefile

run: $(RUN_IT)  ## install if needed, create or upgrade the database, publish the bank, serve on 127.0.0.1:8000
	@exec $(BIN)/cme serve

preview: $(RUN_IT)  ## show the bundled bank with its answers, as learners will see it, on 127.0.0.1:8008
	@exec $(BIN)/cme bank preview

test: $(TEST_IT)  ## install if needed, run the tests on SQLite and, where there is a server, on PostgreSQL
ifeq ($(COVERAGE),)
	$(AT_ONCE) $(PYTEST_OPTIONS)
else
	$(AT_ONCE) --cov --cov-report= $(UNMEASURED:%=--ignore=%)
	$(AT_ONCE) $(UNMEASURED)
endif

coverage:  ## run the tests, say which lines and branches of cme/ none of them reaches, hold that against the goals
	@$(MAKE) --no-print-directory test COVERAGE=yes
	@$(MAKE) --no-print-directory coverage-goals

coverage-goals: $(TEST_IT)
	@$(BIN)/python -m tests.coverage_goals

mutation: $(TEST_IT)  ## change scoring, access and certificate code in small ways; 90 % of it must be noticed
	@$(BIN)/python -m tests.mutation $(MUTANTS)

mutation-small: $(TEST_IT)  ## the same for the rules alone (cme/core) and their own tests: a minute
	@$(BIN)/python -m tests.mutation --small

figures: $(TEST_IT)  ## write the table of docs/quality.md from what the proofs and the benchmark recorded
	@$(BIN)/python -m tests.quality

wheel-test: $(TEST_IT)  ## build the wheel, install it elsewhere and open a page from it
	$(PYTEST) -m wheel tests/test_wheel.py

bench: $(TEST_IT)  ## time pages, saves and a large bank against bare floors; details to build/bench.json
	@$(BIN)/python -m tests.benchmarks

check: coverage lint types bank-check wheel-test mutation-small  ## all that continuous integration does

check-full: check  ## check, then the proofs at their full size (nearly three hours on 2 cores)
	$(PYTEST) -n 2 --dist worksteal -m 'slow and not alone'
	$(PYTEST) -m 'slow and alone'
	@$(MAKE) --no-print-directory mutation

lint: $(TEST_IT)  ## ruff: style, mistakes and layout
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

format: $(TEST_IT)  ## let ruff mend style and layout
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

types: $(TEST_IT)  ## mypy --strict
	$(BIN)/mypy

bank-check: $(RUN_IT)  ## check the bundled question bank, warnings too, with the articles where they are at hand
	$(BIN)/cme bank check --strict $(if $(wildcard $(ARTICLES)),$(FULLTEXTS))

lock:  ## write requirements*.txt anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --group install --universal --generate-hashes --no-annotate \
	  --custom-compile-command "make lock" --output-file requirements.txt
	uv pip compile pyproject.toml --group install --group dev --universal --generate-hashes --no-annotate \
	  --custom-compile-command "make lock" --output-file requirements-dev.txt

wheel: $(TEST_IT)  ## build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

clean:  ## remove what was built or installed here; var/, where the data is, stays
	rm -rf .venv build dist htmlcov mutants .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find cme tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps. A virtual environment that was only half made, or whose Python has gone, is made anew.
.venv/.made: $(shell test -x $(BIN)/python || echo no-environment)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "cme needs Python 3.11 or newer as $(PYTHON). Install it, or name it: make run PYTHON=/path/to/python3.11." >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv || \
	  { echo "Python could not make a virtual environment in .venv. On Debian or Ubuntu: apt-get install python3-venv." >&2; exit 1; }
	@touch $@

.PHONY: no-environment
no-environment:

$(RUN_IT): .venv/.made requirements.txt pyproject.toml
	@echo "Installing what cme needs into .venv …"
	@$(PIP) install --quiet --require-hashes -r requirements.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(TEST_IT): $(RUN_IT) requirements-dev.txt
	@echo "Installing what the tests need into .venv …"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@
