"""The page: self-contained, every link leads somewhere, same bytes twice, true when there is nothing."""

from __future__ import annotations

import re
from datetime import datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from enduse import pipeline, report
from enduse.errors import UnknownName
from enduse.store import Store, View

SCENARIO = Path(__file__).resolve().parent.parent.parent / "scenarios" / "inspected-then-dismantled" / "evidence"


class Outline(HTMLParser):
    """Ids, links, headings and loaded resources of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.headings: list[int] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag in ("script", "img", "iframe", "object", "link"):
            self.loads.append(given.get("src") or given.get("href", ""))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.fixture(scope="module")
def view() -> View:
    store = Store.open(None)
    pipeline.load(store, [SCENARIO])
    return pipeline.examine(store).view


@pytest.fixture(scope="module")
def page(view: View) -> str:
    return report.render(view, title="A hall that was emptied (synthetic)")


def test_the_page_loads_nothing(page: str) -> None:
    outline = Outline(page)
    assert [load for load in outline.loads if not load.startswith("data:")] == []
    assert "<script" not in page and 'http-equiv="Content-Security-Policy"' in page
    assert "@import" not in page and "url(http" not in page


def test_every_link_leads_to_a_place_in_the_page_and_ids_are_unique(page: str) -> None:
    outline = Outline(page)
    assert len(outline.ids) == len(set(outline.ids))
    assert {link[1:] for link in outline.links} <= set(outline.ids)
    assert all(link.startswith("#") for link in outline.links)


def test_headings_descend_one_step_at_a_time(page: str) -> None:
    headings = Outline(page).headings
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(headings))


def test_the_same_view_gives_the_same_bytes(view: View, page: str) -> None:
    assert report.render(view, title="A hall that was emptied (synthetic)") == page


def test_reasons_cite_rows_with_their_file_and_hash(page: str) -> None:
    assert re.search(r'<sup class="cite"><a href="#fact-\d+">F\d+</a>', page)
    assert re.search(r'<tr id="fact-1">.*events\.csv.*row \d+', page, re.DOTALL)
    assert re.search(r'<td class="hash">[0-9a-f]{64}</td>', page)


def test_the_page_is_marked_synthetic_and_claims_no_proof(page: str) -> None:
    assert "<strong>Synthetic.</strong>" in page
    assert "Nothing here proves diversion" in page
    assert "Not legal advice" in page and "never persons" in page


def test_with_no_evidence_the_page_says_that_nothing_stands_out() -> None:
    view = Store.open(None).view(datetime(2026, 8, 31))
    pipeline.derive(view)
    page = report.render(view)
    assert "Nothing stands out. That is no proof that nothing is gone" in page
    assert Outline(page).headings[0] == 1
    assert len(report.answer(view).lines()) < 20


def test_show_tells_all_of_a_site_and_suggests_the_nearest_name(view: View) -> None:
    dossier = report.subject(view, "hall a")
    assert (dossier.kind, dossier.subject) == ("site", "A")
    assert {"timeline", "account", "findings", "posterior", "law", "sources"} <= set(dossier.json())
    assert any("CRATES-1" in line for line in report.subject(view, "CRATES-1").lines())
    with pytest.raises(UnknownName) as unknown:
        report.subject(view, "Hal A")
    assert "Hall A" in str(unknown.value)
