# Everything that is done to this repository. Each target installs what it needs.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python
COMMA := ,

# The whole workspace as the lock file has it. RUN leaves a developer's tools where they are.
SYNC_RUN = uv=$$(deploy/bootstrap/ensure-uv.sh) && "$$uv" sync --quiet --frozen --all-packages --all-extras --no-dev --inexact
SYNC_DEV = uv=$$(deploy/bootstrap/ensure-uv.sh) && "$$uv" sync --quiet --frozen --all-packages --all-extras --all-groups

TESSDATA = deploy/bootstrap/ensure-tessdata.sh

.PHONY: help up down test conformance lint fmt bench bench-gateway bench-orders bench-notifier bench-readers bench-board eval calibrate clean

help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: ## start the whole system on this machine and show a document going through (UP_ARGS="--port 9000 --detach")
	@$(SYNC_RUN)
	@FREIGHTWIRE_AI_TESSDATA=$$($(TESSDATA)) && export FREIGHTWIRE_AI_TESSDATA || echo "going on without it: scans will not be read" >&2; \
		exec .venv/bin/freightctl up $(UP_ARGS)

down: ## stop what 'make up' started; the data stays
	@.venv/bin/freightctl down

test: ## run all tests against real servers (ARGS="services/orders -k merge")
	@$(SYNC_DEV)
	@deploy/bootstrap/web.sh $(if $(ARGS),,test)
	@deploy/bootstrap/ensure-chromium.sh >/dev/null || echo "going on without it: tests of the board will fail" >&2
	@$(PYTHON) -m freightwire.local_servers || echo "going on without it: tests that stop and start a broker will fail" >&2
	@FREIGHTWIRE_AI_TESSDATA=$$($(TESSDATA)) && export FREIGHTWIRE_AI_TESSDATA || \
		echo "going on without it: tests of scans will fail" >&2; $(PYTHON) -m pytest $(ARGS)

conformance: ## check a gateway against the protocol (GATEWAY=http://… [GATEWAY2=http://…] AMQP=amqp://…; without: our own)
	@$(SYNC_DEV)
	@FREIGHTWIRE_CONFORMANCE_URL="$(GATEWAY)$(if $(GATEWAY2),$(COMMA)$(GATEWAY2))" FREIGHTWIRE_CONFORMANCE_AMQP="$(AMQP)" \
		$(PYTHON) -m pytest tests/contract/gateway $(ARGS)

lint: ## check style, types and the walls between packages
	@$(SYNC_DEV)
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@deploy/bootstrap/web.sh lint

fmt: ## format the code and mend what can be mended by itself
	@$(SYNC_DEV)
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .
	@deploy/bootstrap/web.sh generate fmt

bench: ## measure (ARGS are passed on)
	@$(SYNC_DEV)
	@FREIGHTWIRE_AI_TESSDATA=$$($(TESSDATA)) && export FREIGHTWIRE_AI_TESSDATA; $(PYTHON) -m tests.bench $(ARGS)

bench-gateway: ## measure the gateway beside the kernel and other servers (ARGS="--only fanout")
	@$(SYNC_DEV)
	@$(PYTHON) -m tests.bench.gateway $(ARGS)

bench-orders: ## measure the orders service with a million orders (ARGS="--orders 100000 --keep")
	@$(SYNC_DEV)
	@$(PYTHON) -m tests.bench.orders $(ARGS)

bench-notifier: ## measure how long it takes from an event to its notification (ARGS are passed on)
	@$(SYNC_DEV)
	@$(PYTHON) -m tests.bench.notifier $(ARGS)

bench-readers: ## measure documents through one ai-processor, two, and two of which one is killed (ARGS="--documents 20")
	@$(SYNC_DEV)
	@FREIGHTWIRE_AI_TESSDATA=$$($(TESSDATA)) && export FREIGHTWIRE_AI_TESSDATA && $(PYTHON) -m tests.bench.readers $(ARGS)

bench-board: ## measure the board in Chromium: command to pixel, frames, heap (ARGS="--minutes 2"; ARGS=--keep writes docs/bench/board.json)
	@$(SYNC_DEV)
	@deploy/bootstrap/web.sh
	@$(PYTHON) -m tests.bench.board $(ARGS)

eval: ## measure how well documents are read (ARGS="--quick"; ARGS=--keep writes docs/evaluation.md)
	@$(SYNC_DEV)
	@FREIGHTWIRE_AI_TESSDATA=$$($(TESSDATA)) && export FREIGHTWIRE_AI_TESSDATA || \
		echo "going on without it: scans will count as not read" >&2; $(PYTHON) -m tests.evaluation $(ARGS)

calibrate: ## fit the confidence of what is read to the share that is right
	@$(SYNC_DEV)
	@FREIGHTWIRE_AI_TESSDATA=$$($(TESSDATA)) && export FREIGHTWIRE_AI_TESSDATA && \
		$(PYTHON) -m tests.evaluation --calibrate $(ARGS)

clean: ## stop the system and remove its data, and all caches
	@if [ -x .venv/bin/freightctl ]; then .venv/bin/freightctl down; fi
	@rm -rf .freightwire .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .bench
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
