# One command for each thing one may want; `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
REPORTS = $(foreach kind,pdf html txt,$(sort $(wildcard samples/reports/*.$(kind))))
SCANS = $(foreach kind,pdf tiff png,$(sort $(wildcard samples/scanned/*.$(kind))))
SHOWN ?= yuyao_2020
DRAWN ?= samples/scanned/dinghai_2020_poor.pdf

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint audit lock fuzz bench-accuracy bench-trust bench-speed bench-archive bench-crash bench-desk bench-scaling \
	bench-hostile clean

MINUTES ?= 20

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## install what is missing: system packages, .venv, the locked packages, gouji

$(READY): requirements.lock pyproject.toml setup.sh
	@PYTHON="$(PYTHON)" bash setup.sh
	@touch $@

demo: setup ## digitise samples/reports and samples/scanned into out, show one table, draw one scan
	@$(BIN)/gouji read $(REPORTS) $(SCANS) -o out --to json,md
	@echo
	@awk '/^##? /{on = /收到和处理|勾稽不符/} on' out/$(SHOWN).md | $(BIN)/python -m rich.markdown $$([ -t 1 ] || echo -w 128) -
	@echo "Above: the requests table of $(SHOWN).pdf, and its author's own slips. All of it, and the other reports: out/*.md, out/*.json"
	@echo
	@$(BIN)/gouji show $(DRAWN) -o out
	@echo "Above: a skewed scan, drawn with what was read where, its cleaned image beside it. Any other: gouji show SOURCE -o out"

$(BIN)/.openers: setup.sh | setup
	@bash setup.sh tests
	@touch $@

test: setup $(BIN)/.openers ## run the tests
	@$(BIN)/python -m pytest

check: lint audit test ## everything that must pass before a change lands

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

audit: setup ## look whether the locked packages have known faults; skipped where that cannot be asked
	@bash audit.sh

lock: setup ## pin the newest versions that pyproject.toml allows, with hashes
	@$(BIN)/python -m pip install --quiet uv
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--generate-hashes --upgrade --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock
	@! grep -nE '^--|://' requirements.lock

bench-accuracy: setup ## measure the accuracy on generated reports and scans of them
	@$(BIN)/python -m bench.accuracy
	@$(BIN)/python -m bench.scans

bench-trust: setup ## measure what identities bring, whether confidences hold, and what one reader alone does
	@$(BIN)/python -m bench.trust --fresh
	@$(BIN)/python -m bench.scans --fresh --peers 0 --kinds office,seal,sideways,faint,poor --plot docs/reliability.svg

bench-speed: setup ## measure the time of one report beside camelot alone
	@$(BIN)/python -m bench.speed

bench-archive: setup ## measure memory and ledger over 10,000 sources
	@$(BIN)/python -m bench.archive --plot docs/archive-memory.svg

bench-crash: setup ## kill 100 runs at random moments and compare what comes out in the end
	@$(BIN)/python -m bench.crash

bench-desk: setup ## measure how fast the desk answers
	@$(BIN)/python -m bench.desk

bench-scaling: setup ## measure what a second worker brings, on this machine and on a Dask cluster
	@$(BIN)/python -m bench.scaling

bench-hostile: setup ## read 2,000 damaged PDFs and 500 damaged images, and count how they end
	@$(BIN)/python -m bench.hostile

fuzz: setup ## try the readers of text with made-up input, MINUTES=20 each
	@$(BIN)/python -m bench.fuzz --minutes $(MINUTES)

clean: ## remove what was made
	rm -rf .venv out build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
