# Everything a developer or CI does, by name. `make` alone lists it.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
# Twice quiet: a warning about the machine's own package settings is no business of ours, an error is.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet --quiet
# What is built here is this checkout alone, with the tools already installed: nothing unpinned is fetched.
INSTALL_SELF := $(PIP) install --no-deps --no-build-isolation --editable .

RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev
BENCH := $(VENV)/.installed-bench

UV := uv==0.13.9
HTMX := 4.0.1
TINOS := 0.4.2

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run demo test lint format bench pages vendor lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN) ## Serve the demonstration on PORT (default 8000), with a database of its own
	@exec $(BIN)/lhtq serve --demo --port $(PORT)

demo: $(RUN) ## Load the demonstration's records, without serving them
	@$(BIN)/lhtq demo load

test: $(DEV) ## Lint, then run every test, one worker for each core; ARGS go to pytest
	@sh deploy/browser.sh
	@sh deploy/office.sh
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest --numprocesses auto $(ARGS)

lint: $(DEV) ## Check style, types, the floors and the templates
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --output-format concise
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

format: $(DEV) ## Put the code into its form
	$(BIN)/ruff check --fix --quiet
	$(BIN)/ruff format --quiet

bench: $(BENCH) ## Measure; ARGS go to the bench
	@$(BIN)/python -m tests.bench $(ARGS)

pages: $(DEV) ## Print docs/permissions.md and take the pictures of the README anew
	@sh deploy/browser.sh
	@$(BIN)/python -m tests.house.permissions
	@$(BIN)/python -m tests.browser.pictures

vendor: ## Fetch htmx and the face of documents afresh, exactly as they are published
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	npm pack --silent --pack-destination "$$folder" htmx.org@$(HTMX) >/dev/null && \
	tar -xzf "$$folder/htmx.org-$(HTMX).tgz" -C "$$folder" && \
	mkdir -p static/vendor && rm -f static/vendor/htmx-* && \
	cp "$$folder/package/dist/htmx.min.js" static/vendor/htmx-$(HTMX).min.js && \
	cp "$$folder/package/LICENSE" static/vendor/htmx-LICENSE.txt && \
	chmod 644 static/vendor/htmx-* && \
	(cd static/vendor && sha256sum htmx-* >SHA256SUMS && cat SHA256SUMS) && \
	npm pack --silent --pack-destination "$$folder" @expo-google-fonts/tinos@$(TINOS) >/dev/null && \
	tar -xzf "$$folder/expo-google-fonts-tinos-$(TINOS).tgz" -C "$$folder" && \
	cp "$$folder"/package/*/Tinos_*.ttf lhtq/documents/fonts/ && \
	cp "$$folder/package/LICENSE_FONT" lhtq/documents/fonts/Tinos-LICENSE.txt && \
	chmod 644 lhtq/documents/fonts/* && \
	cd lhtq/documents/fonts && sha256sum Tinos_*.ttf Tinos-LICENSE.txt >SHA256SUMS && cat SHA256SUMS

# A week lets others find a bad release first.
lock: ## Pin every dependency afresh, to releases at least a week old
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	$(PYTHON) -m venv "$$folder" && \
	"$$folder/bin/python" -m pip --disable-pip-version-check --quiet --quiet install $(UV) && \
	pin() { \
	  "$$folder/bin/uv" --no-config pip compile pyproject.toml --quiet --upgrade --exclude-newer '7 days' \
	    --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --group build \
	    --annotation-style line --custom-compile-command 'make lock' "$$@"; \
	} && \
	pin --output-file deploy/requirements.txt && \
	pin --extra dev --constraint deploy/requirements.txt --output-file deploy/requirements-dev.txt && \
	pin --extra bench --constraint deploy/requirements-dev.txt --output-file deploy/requirements-bench.txt

clean: ## Remove what was installed or built; .data, the records, stays
	@rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	@find . -path ./.data -prune -o -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "LHTQ needs Python 3.11 or later, and $(PYTHON) is not. Try: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(RUN): deploy/requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the app needs …"
	@$(PIP) install --require-hashes --requirement $<
	@$(INSTALL_SELF)
	@touch $@

# These hold the app's requirements too, so both stamps are true.
$(DEV): deploy/requirements-dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes --requirement $<
	@$(INSTALL_SELF)
	@touch $(RUN) $@

$(BENCH): deploy/requirements-bench.txt $(DEV)
	@echo "Installing what the bench needs …"
	@$(PIP) install --require-hashes --requirement $<
	@touch $@
