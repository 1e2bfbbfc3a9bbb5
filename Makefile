# Every target makes .venv and installs what it needs first; nothing else is typed on a fresh machine.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
CAMEL  ?= .venv-camel
RUN    := $(BIN)/newsstream

.DEFAULT_GOAL := help
.PHONY: help install demo test test-camel test-compiled browser promtool faults lint format wheel bench bench-camel clean

help:  ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

# The program alone, as a user has it
$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		|| { echo "newsstream needs Python 3.11 to 3.13; name one with: make PYTHON=python3.11 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

# With what tests and linters need
$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# The annotator compiled, which needs a C compiler; the same events, faster
$(VENV)-compiled/.installed: $(shell find stream -name '*.py' -o -name '*.[ch]') pyproject.toml hatch_build.py
	$(PYTHON) -m venv $(VENV)-compiled
	rm -rf build/wheel
	HATCH_BUILD_HOOK_ENABLE_CUSTOM=1 $(VENV)-compiled/bin/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir build/wheel .
	$(VENV)-compiled/bin/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps build/wheel/*.whl
	$(VENV)-compiled/bin/python -m pip install --quiet --disable-pip-version-check "$$(echo build/wheel/*.whl)[dev]"
	@touch $@

wheel: $(VENV)-compiled/.installed  ## A wheel with the annotator compiled, in build/wheel; needs a C compiler
	@ls build/wheel/*.whl

# With the frameworks that the benchmark compares the worker with
$(VENV)/.installed-bench: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

$(VENV)-compiled/.installed-bench: $(VENV)-compiled/.installed
	$(VENV)-compiled/bin/python -m pip install --quiet --disable-pip-version-check "$$(echo build/wheel/*.whl)[bench]"
	@touch $@

install: $(VENV)/.installed  ## Install newsstream into .venv

demo: $(VENV)/.installed$(if $(filter kafka,$(BROKER)),-dev)  ## Broker, worker, page, sample articles (DEMO=--once ends by itself; BROKER=kafka takes a real one)
ifeq ($(BROKER),kafka)
	@$(BIN)/python -m tests.kafka.broker sh -c '$(RUN) demo --brokers "$$NEWSSTREAM_BROKERS" $(DEMO)'
else
	@$(RUN) demo $(DEMO)
endif

test: lint browser promtool  ## Linters, types and tests
	$(BIN)/python -m pytest

# The extra `camel`, in an environment of its own: torch comes with gigabytes (README: "Which recogniser")
$(CAMEL)/.installed: pyproject.toml
	$(PYTHON) -m venv $(CAMEL)
	$(CAMEL)/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[camel,dev]'
	@touch $@

test-camel: $(CAMEL)/.installed  ## Tests through CAMeL Tools, in an environment of its own (installs torch)
	$(CAMEL)/bin/python -m pytest tests/annotate/camel

# Where the sources are not beside the tests, so that the compiled modules are what is tested
test-compiled: $(VENV)-compiled/.installed  ## Tests of annotator, events and records on the compiled ones
	rm -rf build/tested && mkdir -p build/tested && cp -r tests pyproject.toml README.md build/tested
	cd build/tested && $(abspath $(VENV)-compiled)/bin/python -m pytest tests/annotate tests/events tests/kafka/test_records.py tests/test_accuracy.py

# The tests of the page need Chromium; where it is missing and cannot be installed, they say so and are skipped
browser:
	@command -v chromium >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null \
		|| { apt-get -qq update && apt-get -qq install -y chromium; } >/dev/null 2>&1 || true

# The alert rules are tested with Prometheus' promtool: where none is installed, Debian's is unpacked into .venv
promtool: $(VENV)/.installed-dev
	@command -v promtool >/dev/null || [ -x $(VENV)/promtool/usr/bin/promtool ] || ! command -v apt-get >/dev/null || { \
		mkdir -p $(VENV)/promtool && cd $(VENV)/promtool \
		&& { apt-get -qq download prometheus || { apt-get -qq update && apt-get -qq download prometheus; }; } \
		&& dpkg -x prometheus_*.deb . && rm -rf prometheus_*.deb usr/share; \
	} >/dev/null 2>&1 || true

faults: $(VENV)/.installed-dev  ## 100,000 articles while brokers, workers and the network fail; needs Java 17 (about 15 minutes)
	@$(BIN)/python -m tests.kafka.faults $(FAULTS)

lint: $(VENV)/.installed-dev  ## Linters and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev  ## Bring the code into its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# With the annotator compiled where there is a C compiler; the sources beside it must not be imported instead
ifneq ($(shell command -v cc),)
bench: $(VENV)-compiled/.installed-bench
bench: export PYTHONSAFEPATH = 1
bench: RUN := $(VENV)-compiled/bin/newsstream
endif
bench: $(VENV)/.installed-bench  ## Speed and memory, as a table and as bench.json (about 15 minutes; on Apache Kafka with Java 17)
	@if PYTHONSAFEPATH= $(BIN)/python -m tests.kafka.broker true; then \
		PYTHONSAFEPATH= $(BIN)/python -m tests.kafka.broker sh -c 'PYTHONSAFEPATH=$(PYTHONSAFEPATH) $(RUN) bench --brokers "$$NEWSSTREAM_BROKERS" --broker-pid "$$NEWSSTREAM_BROKER_PID" --json-file bench.json $(BENCH)'; \
	else \
		$(RUN) bench --json-file bench.json $(BENCH); \
	fi

bench-camel: $(CAMEL)/.installed  ## CAMeL Tools as it comes and newsstream over the same model (installs torch)
	@$(CAMEL)/bin/newsstream bench --only camel $(BENCH)

clean:  ## Remove what the targets made
	rm -rf $(VENV) $(VENV)-compiled $(CAMEL) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis bench.json
