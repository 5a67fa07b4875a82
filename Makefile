# motcua: one command each. Everything is set up from nothing; a second run is warm.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Byte code is kept: without it each of a test run's hundreds of processes compiles the product anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/  -/'

$(VENV)/.core: requirements/build.txt requirements/desk.txt requirements/server.txt requirements/tools.txt pyproject.toml
	@echo "Setting up the Python environment (desk and centre) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/build.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/desk.txt -r requirements/server.txt -r requirements/tools.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements/dev.txt
	@echo "Setting up the tools of the tests ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# pyscard and python-sane compile on Linux: wanted, never required. swig comes from the hashed list, into the environment.
$(VENV)/.devices: $(VENV)/.core requirements/devices-linux.txt
	@if command -v gcc >/dev/null 2>&1 && [ -e /usr/include/PCSC/winscard.h ] && [ -e /usr/include/sane/sane.h ]; then \
	  echo "Building the device drivers (pyscard, python-sane) ..."; \
	  PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --require-hashes -r requirements/devices-linux.txt && touch $@; \
	else \
	  echo "No compiler or headers: real scanners and card readers stay off, the simulators work."; \
	fi

$(VENV)/.installer: $(VENV)/.core requirements/installer.txt
	@echo "Setting up the builder of the installer ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/installer.txt
	@touch $@

# A process of the tests that dies ends the run with its test named: xdist may wait for ever for one that it replaced.
PYTEST := QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --max-worker-restart=0
# The tests come in another order each time; what only one order shows can be seen again by its number.
ORDER := $(or $(ORDER),$(shell date +%s))

demo-packages:
	@sh packaging/apt.sh apt-demo.txt

test-packages:
	@sh packaging/apt.sh apt-demo.txt apt-test.txt

demo: demo-packages ## a clerk's morning: centre, desk, simulators; without a display it is played and checked
	@$(MAKE) -s $(VENV)/.core
	@$(MAKE) -s $(VENV)/.devices || echo "The device drivers could not be built: real scanners and card readers stay off, the simulators work."
	@$(BIN)/python -m rehearsal demo

test: test-packages ## everything: gates, unit tests, real servers, devices, browser, journeys
	@$(MAKE) -s $(VENV)/.dev
	@$(MAKE) -s $(VENV)/.devices
	@$(MAKE) -s gates
	@echo "Tests in the order ORDER=$(ORDER)"
	@$(PYTEST) --randomly-seed=$(ORDER)

check: $(VENV)/.dev ## gates and fast tests, for every minute
	@$(MAKE) -s gates
	@echo "Tests in the order ORDER=$(ORDER)"
	@$(PYTEST) --randomly-seed=$(ORDER) -m "not slow"

# What a desk is made of: its types must also hold on Windows, where its offices run it.
DESK := dossier central_sync token_signing printing scanning sandbox command_line desk_client resources

gates: $(VENV)/.dev ## style, types (of the desk also as Windows has them), layers, dependencies
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 $(DESK)
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/deptry . --no-ansi

installer: demo-packages $(VENV)/.installer ## the desk as one folder: built, looked into, started; its Windows wheels resolved
	@$(MAKE) -s $(VENV)/.devices
	@$(BIN)/python packaging/build_desk.py
	@QT_QPA_PLATFORM=offscreen $(BIN)/python packaging/try_desk.py
	@$(BIN)/python packaging/windows_wheels.py

bench: $(VENV)/.dev $(VENV)/.installer ## measure against goals and limits of the same run; ONLY=word runs a part
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks --only "$(ONLY)"

simulate: $(VENV)/.core ## SEEDS=200 [FROM=0]: towns of desks, centre and a bad line from seeds; every act accounted for
	@$(BIN)/python -m rehearsal simulate "$(or $(SEEDS),200)" "$(or $(FROM),0)"

month: $(VENV)/.core ## a month of the province by real acts: more than 5,000 dossiers, the report of each unit and field
	@$(BIN)/python -m rehearsal month

campaign-kill: $(VENV)/.dev ## 200 deaths of the desk and 60 of the centre under load: one JSON line, 1 when anything was lost
	@$(BIN)/python -m rehearsal.bad_days.kill

campaign-faults: $(VENV)/.dev ## every n-th call of a save, a scan and a sync fails: one JSON line, 1 when anything was lost
	@$(BIN)/python -m rehearsal.bad_days.faults

campaign-disk: $(VENV)/.dev ## the desk's disk is filled to 240 points: one JSON line, 1 when anything was lost
	@$(BIN)/python -m rehearsal.bad_days.disk

campaign-forged: $(VENV)/.dev ## hundreds of forged signatures at a desk and a centre: one JSON line, 1 when any was accepted
	@$(BIN)/python -m tests.forged.campaign

campaign-batch: $(VENV)/.dev ## a batch of signatures dies at every durable step: one JSON line, 1 when a paper is signed twice or lost
	@$(BIN)/python -m tests.token_signing.batch_campaign

clean: ## forget what was built (not the environment)
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: help demo-packages test-packages demo test check gates installer bench simulate month campaign-kill campaign-faults campaign-disk campaign-forged campaign-batch clean
