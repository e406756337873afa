# make demo, make test: each is all that a fresh clone needs. Root may let Debian bring what is missing.
.PHONY: help setup develop demo test check fmt bench
.DEFAULT_GOAL := help

PYTHON := .venv/bin/python
SIZE ?= small
BENCHES ?= pages gradebook term-close transcripts import

help:  ## This list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/'

setup:  ## Install what running needs; leaves .venv/bin/khue
	@tools/bootstrap

develop:  ## Install what checks and tests need, too
	@tools/bootstrap --dev

demo: setup  ## A whole province on this machine: prints the address and one account per role
	@exec .venv/bin/khue demo --serve

test: develop  ## Everything that is checked
	@exec $(PYTHON) -m tools.gate $(TESTS)

check: develop  ## The quick checks alone
	@exec $(PYTHON) -m tools.gate --lint

fmt: develop  ## Format code and templates, mend what lints can mend, collect new words
	@$(PYTHON) -m ruff check --quiet --fix-only && $(PYTHON) -m ruff format --quiet
	@find khue -path '*/templates/*' -name '*.html' -exec $(PYTHON:python=djade) --target-version 5.2 {} +
	@$(PYTHON) -m tools.messages update

bench: setup  ## The figures of docs/benchmarks.md
	@for name in $(BENCHES); do .venv/bin/khue bench $$name --size $(SIZE) --json || exit; done
