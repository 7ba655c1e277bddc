"""The bundled example, examined once."""

from __future__ import annotations

from pathlib import Path

import pytest

from enduse import pipeline
from enduse.store import Store

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "examples" / "phantom-data-centre"


@pytest.fixture(scope="session")
def examination() -> pipeline.Examination:
    store = Store.open(None)
    pipeline.load(store, [FOLDER])
    return pipeline.examine(store)


@pytest.fixture(scope="session")
def report_page(examination: pipeline.Examination, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return examination.write(tmp_path_factory.mktemp("example"))
