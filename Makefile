# `make` alone says what there is. Everything runs in .venv, which is made on first use.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
.PHONY: help demo demo-intake test up bench evaluate lint format clean

IDEA ?= Build a todo app
# Through the environment and unexpanded: an idea may hold quotes, dollars and backticks.
override export IDEA := $(value IDEA)
PY := .venv/bin/python
PATHS := manage.py ideamine runs ledger qav phases tests

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | awk -F '\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'

demo: .venv/installed ## run an idea to its dossier: make demo IDEA="Build a todo app"
	@printf '%s' "$$IDEA" | $(PY) manage.py start_run - --wait

demo-intake: .venv/installed ## run the first phase only
	@printf '%s' "$$IDEA" | $(PY) manage.py start_run - --wait --until intake

up: .venv/installed ## start the whole platform: web on 127.0.0.1:8000, workers, control worker, beat
	@$(PY) manage.py up

test: .venv/installed-dev ## run the test suite and print the coverage
	@$(PY) -m pytest -n 2 --dist loadfile --cov --cov-report=term --cov-fail-under=85 $(ARGS)

bench: .venv/installed-dev ## measure; prints JSON
	@$(PY) -m tests.performance.bench $(ARGS)

evaluate: .venv/installed-dev ## show what runs and their judges are worth, in tables: make evaluate ARGS="mutation planted"
	@$(PY) -m tests.evaluation $(ARGS)

lint: .venv/installed-dev ## check style, and that settings and migrations fit the code
	@$(PY) -m ruff check $(PATHS)
	@$(PY) -m ruff format --check $(PATHS)
	@$(PY) manage.py makemigrations --check --dry-run

format: .venv/installed-dev ## rewrite the code in the house style
	@$(PY) -m ruff check --fix $(PATHS)
	@$(PY) -m ruff format $(PATHS)

clean: ## stop the embedded engines; remove .venv, var/ and what tests left
	@if [ -x $(PY) ]; then $(PY) -m ideamine.embedded remove; fi
	@rm -rf .venv var .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov staticfiles

.venv/installed: requirements.txt
	@sh .ci/make-venv .venv
	@echo "installing requirements (once; takes a minute or two)"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
