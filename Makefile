# Two commands set up what they need in .venv: `make seeds` and `make test`.
PYTHON ?= python3.11
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt

# findings that docs/security.md gives a reason for
KNOWN := CVE-2025-50181 CVE-2025-66418 CVE-2025-66471 CVE-2026-21441 CVE-2026-44431 CVE-2026-44432 \
	CVE-2026-97687 CVE-2026-97688 CVE-2026-97689
KNOWN_IN_DOCCANO := GHSA-rxmx-cgf3-gfph GHSA-7jvh-4mqp-gf66 CVE-2024-1135 CVE-2024-6827 CVE-2024-49768 \
	CVE-2024-49769 CVE-2022-40897 CVE-2024-6345 CVE-2025-47273 CVE-2025-65430 CVE-2025-65431 CVE-2026-97764

.PHONY: seeds test lint audit clean

# the main job on the sample articles
seeds: .venv/core
	@$(BIN)/quotes extract seeds

test: .venv/dev lint
	$(BIN)/pytest

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# what is known against the pinned versions; needs the network, and fails for what it cannot ask about
audit: .venv/audit/bin/pip-audit
	$< --strict --no-deps --disable-pip $(KNOWN:%=--ignore-vuln %) -r constraints.txt
	$< --strict --no-deps --disable-pip $(KNOWN_IN_DOCCANO:%=--ignore-vuln %) \
		-r quotes/annotation/inside/requirements.txt

clean:
	rm -rf .venv

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/audit/bin/pip-audit:
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/python -m pip install -qq --disable-pip-version-check pip-audit==2.10.1

.venv/core: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) --editable .
	@touch $@

.venv/dev: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) --editable '.[dev]'
	@touch $@ .venv/core
