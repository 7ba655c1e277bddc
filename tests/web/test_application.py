"""The pages and the JSON say what the command line says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the web is an extra: pip install 'enduse[web]'")
pytest.importorskip("httpx", reason="the web's test client needs httpx")

from enduse import pipeline
from enduse.store import Store

EVENTS = """event,happened,unit,part,site,to_site,grade
receiving,2026-01-09,SN-1001,H100 SXM5,K2,,document
observing,2026-02-09,SN-1001,H100 SXM5,K2,,read
shipping,2026-03-09,SN-1002,H100 SXM5,K2,HUB,document
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from fastapi.testclient import TestClient

    from enduse.web.application import application

    folder: Path = tmp_path_factory.mktemp("evidence")
    (folder / "events.csv").write_text(EVENTS, encoding="utf-8")
    (folder / "case.toml").write_text('title = "Two chips (synthetic)"\nas_of = 2026-04-01\n', encoding="utf-8")
    store = Store.open()
    pipeline.load(store, [folder])
    return TestClient(application(pipeline.examine(store)))


def test_the_front_page_is_the_report_and_loads_nothing_from_elsewhere(client: Any) -> None:
    answer = client.get("/")
    assert answer.status_code == 200 and "Two chips (synthetic)" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_the_summary_is_that_of_examine(client: Any) -> None:
    told = client.get("/examine").json()
    assert (told["events"], told["units"], told["account"]["verified"]) == (3, 2, 1)


def test_show_and_ask_answer_as_json(client: Any) -> None:
    assert "SN-1001" in client.get("/show/SN-1001").text
    names = [question["name"] for question in client.get("/ask").json()]
    assert len(names) >= 10 and client.get(f"/ask/{names[0]}").status_code in (200, 422)


def test_an_unknown_subject_gets_one_sentence_with_the_nearest_name(client: Any) -> None:
    answer = client.get("/show/SN-10O1")
    assert answer.status_code == 422 and "SN-1001" in answer.json()["error"]
