# Two commands do everything: `make example` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: example test check docs clean

$(BIN)/enduse: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --prefer-binary -e '.[test]'
	@touch $(BIN)/enduse

example: $(BIN)/enduse
	$(BIN)/enduse examine examples/phantom-data-centre --out out

test: $(BIN)/enduse
	$(BIN)/python -m pytest

check: $(BIN)/enduse
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(BIN)/enduse
	$(BIN)/python tools/make_docs.py

clean:
	rm -rf .venv out
