# make            set up once, then run the study from the raw survey to the manuscript
# make test       set up once, then run the tests          make quick      the fast ones
# make test-all   with the long simulations and reruns
# make example    the same rules on another survey         make lint       style and types
# make bench      the engine's speed beside two others      make clean      remove what the runs made
# make bench-pipeline BASE=main   the time of a whole run beside that of another commit
# make pictures   the pictures of the README, from the results (needs Chromium)
# make lock       renew the lock files from *.in           make unlock     after a run that was killed
#
# make freeze     authors: publish a run (SIGN=key)          make verify     reviewers: run it anew, compare, certify
# make diff       authors: what changed since published    make bundle     one zip for a repository (WHEELS=1: offline)
# make check-docx FILE=back.docx          a Word file that came back, against the results
# make compare-smartpls FILE=report.xlsx  a report of SmartPLS beside the results      make crosscheck   a second engine
# make export-smartpls                    answers and model for SmartPLS, syntax for seminr, cSEM and lavaan
# make start-study NAME=shop              before the data: a list of questions to fill in; again: the files of the study
# make start-study FILE=data/raw/survey.csv NAME=shop (SHEET=, MODEL=, LANGUAGE=en)   drafts studies/shop/   make check-study   checks a study's files
# make instrument CONFIG=studies/<name>/config.yaml       the questionnaire as forms, before there are data (docs/instrument.md)
# make twin CONFIG=studies/<name>/config.yaml (SEED=1)     simulated answers like a survey's, with nobody's row
# make plan (FREEZE=1 DATE=2026-03-31, AFTER_DATA=1)       the analysis plan from a study's files; FREEZE=1 seals it
# These, and make alone, take another study with CONFIG=studies/<name>/config.yaml

PYTHON ?= python3
CORES ?= 4
CONFIG ?= config/config.yaml
# What a user gives is taken as it stands: make expands no $(...) in it, and a recipe reads it from the environment as
# "$$FILE", so that no shell reads it either. This stands before anything that starts a shell.
GIVEN := FILE NAME SHEET MODEL CONFIG CORES BASE SEED SIGN DATE
$(foreach name,$(GIVEN),$(eval override $(name) := $$(value $(name))))
export $(GIVEN)
# LANGUAGE of the environment is the language of the desktop.
ifneq ($(origin LANGUAGE),command line)
override LANGUAGE :=
endif
override LANGUAGE := $(value LANGUAGE)
export LANGUAGE
# The forty jobs of a run, and the processes of the tests, import the same modules: each would compile them again.
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
UV := $(shell command -v uv 2>/dev/null)
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
SNAKEMAKE := $(BIN)/snakemake --cores "$$CORES"

.DEFAULT_GOAL := study
.PHONY: study unlock start-study check-study instrument plan twin example test test-all quick bench bench-pipeline lint freeze verify diff bundle check-docx compare-smartpls export-smartpls crosscheck pictures lock validators clean

study: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py run --configfile="$$CONFIG" --cores="$$CORES"

start-study: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py start-study --name="$$NAME" $(if $(LANGUAGE),--language="$$LANGUAGE") $(if $(SHEET),--sheet="$$SHEET") $(if $(MODEL),--model="$$MODEL") $${FILE:+-- "$$FILE"}

check-study: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py check-study --configfile="$$CONFIG"

instrument: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py instrument --configfile="$$CONFIG"

plan: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py plan --configfile="$$CONFIG" $(if $(FREEZE),--freeze --date="$$DATE") $(if $(AFTER_DATA),--after-data)

twin: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py twin --configfile="$$CONFIG" $(if $(SEED),--seed="$$SEED")

unlock: $(VENV)/run.stamp
	@$(SNAKEMAKE) --configfile="$$CONFIG" --unlock

example: $(VENV)/test.stamp
	@$(BIN)/python examples/mobile_satisfaction/extract_survey.py
	@$(BIN)/python scripts/sentra.py run --configfile=examples/mobile_satisfaction/config.yaml --cores="$$CORES"

test: $(VENV)/test.stamp
	@$(BIN)/pytest --numprocesses=auto --dist=loadscope --no-loadscope-reorder -m "not long"

test-all: $(VENV)/test.stamp
	@$(BIN)/pytest --numprocesses=auto --dist=loadscope --no-loadscope-reorder --hypothesis-profile=new_examples

quick: $(VENV)/test.stamp
	@$(BIN)/pytest --numprocesses=auto --dist=loadscope --no-loadscope-reorder -m "not slow"

bench: $(VENV)/test.stamp
	@$(BIN)/python benchmarks/bench.py

bench-pipeline: $(VENV)/run.stamp
	@$(BIN)/python benchmarks/pipeline.py $(if $(BASE),,$(error say which commit, as in: make $@ BASE=main)) -- "$$BASE"

lint: $(VENV)/test.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/snakefmt --check Snakefile workflow
	@$(BIN)/mypy

freeze: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py freeze --configfile="$$CONFIG" $(if $(SIGN),--sign="$$SIGN")

verify: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py verify --configfile="$$CONFIG" --cores="$$CORES"

diff: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py diff --configfile="$$CONFIG"

bundle: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py bundle --configfile="$$CONFIG" $(if $(WHEELS),--wheels)

# Stops where the file that a command is about is not named; $(1) is an example of one.
named = $(if $(FILE),,$(error say which file, as in: make $@ FILE=$(1)))

check-docx: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py check-docx $(call named,back.docx) --config="$$CONFIG" -- "$$FILE"

compare-smartpls: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py compare-smartpls $(call named,report.xlsx) --config="$$CONFIG" -- "$$FILE"

export-smartpls: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py export-smartpls --config="$$CONFIG"

crosscheck: $(VENV)/test.stamp
	@$(BIN)/python scripts/sentra.py crosscheck --config="$$CONFIG"

pictures: $(VENV)/run.stamp
	@$(BIN)/python scripts/sentra.py pictures --config="$$CONFIG"

# Programs that tests call, in an environment of their own; the tests that need them are skipped without.
validators:
	@$(BIN)/python -m venv .venv-validators
	@.venv-validators/bin/python -m pip install --quiet --requirement requirements-validators.txt

# Needs uv and a network; everything else works without either once $(VENV) is there.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet
lock:
	$(LOCK) --upgrade --output-file requirements.lock requirements.in
	$(LOCK) --upgrade --constraint requirements.lock --output-file requirements-test.lock requirements-test.in

clean:
	rm -rf results examples/*/results studies/*/results .snakemake

# An archive of make bundle WHEELS=1 brings its packages along.
OFFLINE := $(if $(wildcard wheels/*.whl),--no-index --find-links wheels)
ifdef UV
INSTALL := $(UV) pip install --quiet --python $(VENV) --require-hashes --no-deps $(OFFLINE)
$(VENV)/made.stamp:
	@echo "Making $(VENV) with uv"
	@$(UV) venv --quiet --clear --python '>=3.11' $(VENV)
	@touch $@
else
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps $(OFFLINE)
$(VENV)/made.stamp:
	@echo "Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "error: $(PYTHON) is too old: found " + sys.version.split()[0] + "; expected Python 3.11 or later; install it or run make PYTHON=python3.12")'
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@
endif

$(VENV)/run.stamp: requirements.lock | $(VENV)/made.stamp
	@echo "Installing the packages of requirements.lock (once, about a minute)"
	@$(INSTALL) -r requirements.lock
	@touch $@

$(VENV)/test.stamp: requirements-test.lock $(VENV)/run.stamp
	@echo "Installing the packages of requirements-test.lock (once)"
	@$(INSTALL) -r requirements-test.lock
	@touch $@
