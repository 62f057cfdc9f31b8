# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
#
# A thin front for Meson: every target here is a line that a person could type.
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
NINJA = ninja -C $(BUILD)
# The tools of Debian, whatever else is first in PATH.
PYTHON ?= /usr/bin/python3

.PHONY: all deps run check install geoip fuzz coverage bench format lint schema pot clean
all: $(BUILD)/build.ninja
	@$(NINJA) >$(BUILD)/make.log 2>&1 || { cat $(BUILD)/make.log; exit 1; }
	@echo "built $(BUILD)/wary"

$(BUILD)/build.ninja:
	@mkdir -p $(BUILD)
	@meson setup $(BUILD) --prefix=$(PREFIX) --libdir=lib >$(BUILD)/setup.log 2>&1 || { cat $(BUILD)/setup.log; echo "Is everything installed? Run: make deps"; exit 1; }

deps:
	@packaging/deps.sh

run: deps
	@$(MAKE) --no-print-directory all
	@$(MAKE) --no-print-directory examples
	@packaging/run-examples.sh $(BUILD)

.PHONY: examples
examples: $(BUILD)/build.ninja
	@$(PYTHON) tests/gen/examples.py $(BUILD)/examples

check: deps
	@$(MAKE) --no-print-directory all
	@tests/check.sh $(BUILD)

install: $(BUILD)/build.ninja
	@meson configure $(BUILD) -Dprefix=$(PREFIX) >/dev/null
	@$(MAKE) --no-print-directory all
	@DESTDIR=$(DESTDIR) meson install -C $(BUILD) --no-rebuild >/dev/null && echo "installed below $(DESTDIR)$(PREFIX)"

# Countries of servers, for wary check --geoip: fetched with npm, kept outside the tree's history.
geoip:
	@packaging/geoip.sh $(BUILD)/geoip

fuzz: deps
	@tests/fuzz/run.sh $(FUZZ_SECONDS)

coverage: deps
	@tests/fuzz/coverage.sh

bench:
	@packaging/deps.sh bench
	@$(MAKE) --no-print-directory all
	@$(PYTHON) tests/bench/bench.py $(BUILD)/wary $(BENCH)

format:
	@packaging/deps.sh lint
	@git ls-files '*.c' '*.h' | grep -v model.def | xargs clang-format -i

lint:
	@packaging/deps.sh lint
	@$(MAKE) --no-print-directory all
	@tests/lint.sh $(BUILD)

schema: all
	@$(BUILD)/wary schema evidence > data/schema/wary.evidence-1.schema.json

pot:
	@$(PYTHON) po/update.py

clean:
	@rm -rf $(BUILD) build-san build-fuzz
