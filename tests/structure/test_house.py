"""The house stays as drawn: imports, sizes, names, one writer a table."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from enduse.model.table import tables
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "enduse"
MODULES = sorted(SOURCE.rglob("*.py"))
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base", "manager"}


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_imports_go_downward_only() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_small_named_for_what_it_is_and_captioned(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    assert path.stem not in NAMES_THAT_SAY_NOTHING
    caption = (ast.get_docstring(ast.parse(text)) or "").splitlines()[:1]
    assert caption, "the first line says what the file is"
    assert len(caption[0].split()) <= 14


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_function_is_short_and_takes_few_parameters(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < 60, node.name
            assert len(node.args.args) + len(node.args.kwonlyargs) <= 8 or "verbs" in path.parts, node.name


def test_every_derived_table_has_one_writer_and_the_writer_exists() -> None:
    from enduse.pipeline import STAGES

    written = [name for name, _ in STAGES]
    assert len(written) == len(set(written))
    for table in tables().values():
        package, module = table.writer.split(".")[:2]
        room = SOURCE / package
        assert (room / f"{module}.py").exists() or (room / module).is_dir(), table.name


def test_every_stage_writes_a_declared_table() -> None:
    from enduse.pipeline import STAGES

    derived = {table.name for table in tables().values() if table.kind == "derived"}
    assert {name for name, _ in STAGES} <= derived


def test_sql_takes_named_parameters_only() -> None:
    for path in SOURCE.rglob("*.sql"):
        text = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        assert "?" not in re.sub(r"'[^']*'", "", text), path.name
        assert "{" not in re.sub(r"'[^']*'", "", text), path.name


def test_the_data_dictionary_is_the_model() -> None:
    from enduse.store.tables import data_dictionary

    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == data_dictionary(), "run `make docs`"
