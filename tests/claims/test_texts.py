"""Ten short texts and the article that started it: who says what, how firmly, about what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from enduse.claims.lead import Lead, read_texts
from enduse.registry import load_yaml

TEXTS = Path(__file__).parent / "texts"
EXPECTED = load_yaml((TEXTS / "expected.yaml").read_text(encoding="utf-8"), "expected.yaml")
ARTICLE = "press/webpronews_deepseek_blackwell_2025-12.txt"


@pytest.mark.parametrize("name", EXPECTED)
def test_a_text_is_read_as_expected(name: str) -> None:
    record = read_texts([(name, (TEXTS / name).read_bytes())]).record()
    wanted = EXPECTED[name]
    assert str(record["document"]["published"]).replace("None", "null") == wanted["published"]
    assert str(record["origins"]) == wanted["origins"]
    assert len(record["assertions"]) == len(wanted["assertions"])
    for found, told in zip(record["assertions"], wanted["assertions"], strict=True):
        assert " ".join(found["span"].split()).startswith(told["span"])
        assert (found["modality"], found["said_by"]) == (told["modality"], told["said_by"])
        assert found["attributed_to"] == told.get("attributed_to")
        predicates = _plain(found["predicates"])
        for predicate, value in told.get("predicates", {}).items():
            assert predicates[predicate] == value, predicate


def _plain(value: Any) -> Any:
    """Values as the YAML of the tests has them: every scalar as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return "null" if value is None else str(value)


@pytest.fixture(scope="module")
def article(shared_data: Path) -> Lead:
    path = shared_data / ARTICLE
    return read_texts([(path.name, path.read_bytes())])


def test_every_span_is_in_the_article_letter_for_letter(article: Lead) -> None:
    text = article.document.text
    assert all(text[a.start : a.end] == a.span for a in article.assertions)


def test_the_article_alleges_several_thousand_blackwell_chips_through_anonymous_sources(article: Lead) -> None:
    claim = next(a for a in article.assertions if "several thousand" in a.span)
    assert claim.modality == "alleges"
    assert claim.predicates["parts"] == ["Blackwell"]
    assert (claim.predicates["quantity"], claim.predicates["quantity_unit"]) == ([2000, 9999], "chips")
    assert "sources" in (claim.attributed_to or "")


def test_the_makers_statement_is_no_knowledge_and_never_a_denial_of_the_fact(article: Lead) -> None:
    said = [a for a in article.assertions if a.said_by == "Nvidia" and a.matter != "policy"]
    assert len(said) >= 2
    assert {a.modality for a in said} == {"no_knowledge"}


def test_the_laboratorys_silence_is_no_comment(article: Lead) -> None:
    assert [a.modality for a in article.assertions if a.said_by == "DeepSeek"] == ["no_comment"]


def test_the_route_is_told_in_order(article: Lead) -> None:
    steps = [entry["step"] for entry in article.route()]
    wanted = ["installed", "dismantled", "inspected", "shipped"]
    assert [step for step in steps if step in wanted] == wanted
    installed = next(entry for entry in article.route() if entry["step"] == "installed")
    assert "operator" in installed["roles"]
    assert "CN" in next(entry for entry in article.route() if entry["step"] == "dismantled")["countries"]


def test_policy_is_kept_apart(article: Lead) -> None:
    policy = [p for p in article.propositions if p.matter == "policy"]
    custody = {member for p in article.propositions if p.matter == "custody" for member in p.members}
    assert policy
    assert all(not custody & set(p.members) for p in policy)
    relaxed = next(a for a in article.assertions if "relax some restrictions" in a.span)
    assert relaxed.matter == "policy"


def test_the_outlets_lead_to_one_origin(article: Lead) -> None:
    record = article.record()
    assert record["origins"] == 1
    assert {
        "Yahoo Finance",
        "CNBC",
        "Bloomberg",
        "The Information",
        "The Times of India",
        "The Guardian",
        "Liga.net",
        "X",
    } <= set(record["documents_cited"])
    assert "1 origin" in record["counted"]


def test_nothing_is_invented(article: Lead) -> None:
    text = article.document.text
    for a in article.assertions:
        assert "units" not in a.predicates
        assert all(name in text for name in a.predicates.get("parties", ()))
        assert set(a.predicates.get("countries", ())) <= {"CN", "US"}
        assert set(a.predicates.get("parts", ())) <= {"Blackwell", "H200", "Ascend"}
        assert a.attributed_to is None or a.attributed_to in text


def test_what_is_not_read_is_listed_and_nothing_is_lost(article: Lead) -> None:
    reading = article.readings[0]
    covered = sum(a.end - a.start for a in reading.assertions) + sum(u.end - u.start for u in reading.unread)
    assert covered > 0.9 * len(article.document.text)
