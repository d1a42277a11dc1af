# Everything a maker of Sight does, by name. `make chat` is all that a user needs.
#
# PYTHON chooses the interpreter for .venv: make install PYTHON=python3.12

.DEFAULT_GOAL := help

VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
SUITE ?= tests
# Test processes side by side, each with a home of its own; a file's tests stay together.
JOBS ?= 2

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help install chat test lint format bench services services-stop clean

help: ## Show what can be made.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(STAMP) ## Make .venv and install everything, pinned. Quick when nothing has changed.

$(STAMP): pyproject.toml constraints.txt scripts/find-python scripts/make-venv
	@scripts/make-venv $(VENV) $(PYTHON)
	@echo "installing what pyproject.toml asks for (a few minutes the first time)"
	@$(PY) -m pip install -q -c constraints.txt -e '.[dev]'
	@$(PY) -m pip install -q -c constraints.txt -e '.[embedder]' \
		|| echo "the local embedder could not be built here; documents will be searched by keyword only"
	@touch $@

chat: install ## Serve the assistant on http://localhost:8000.
	@exec $(VENV)/bin/sight chat

test: lint ## Lint, start the services that can be, run all tests, say what was skipped.
	@$(PY) -m scripts.services during $(PY) -m pytest -n $(JOBS) --dist loadfile $(SUITE) $(ARGS)

lint: install ## ruff, pyright and the rules of who may import whom.
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/pyright
	$(VENV)/bin/lint-imports

format: install ## Sort imports, mend what ruff can mend, lay the code out.
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: install ## Run every tests/bench/bench_*.py.
	@set -e; for script in $(sort $(wildcard tests/bench/bench_*.py)); do echo "== $$script"; $(PY) "$$script"; done

services: install ## Start a real Redis and a real Neo4j for the tests, as plain processes.
	@$(PY) -m scripts.services start

services-stop: ## Stop them.
	@"$$(scripts/find-python $(PYTHON))" -m scripts.services stop

clean: services-stop ## Remove what was installed, started and cached.
	@rm -rf $(VENV) .services .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist ./*.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
