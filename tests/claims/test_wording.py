"""Wording: consistent with, never proves; alleged, charged and found apart; no person ranked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROOMS = (ROOT / "src" / "enduse" / "claims", ROOT / "src" / "enduse" / "estimate")
TEMPLATES = [
    path
    for room in ROOMS
    for path in sorted([*room.rglob("*.py"), room / "words" / "explanations.yaml"])
    if path.exists()
]
SAYS_TOO_MUCH = re.compile(
    r"\b(?:proves?|proven|guilty of|culprits?|suspect list|is true|confirms the claim|definitely|certainly diverted)\b",
    re.I,
)


def sentences(path: Path) -> list[str]:
    """What a template may print: strings that hold a space; patterns of word lists are what texts say, not we."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".yaml":
        return re.findall(r"says: (.+)", text)
    strings = re.findall(r'f?"((?:[^"\\]|\\.)* (?:[^"\\]|\\.)*)"', text)
    return [string for string in strings if not re.search(r"\\[bswd(]|\(\?", string)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_says_more_than_the_evidence(path: Path) -> None:
    for sentence in sentences(path):
        assert not SAYS_TOO_MUCH.search(sentence), sentence


def test_a_fit_is_consistent_with_and_never_more() -> None:
    text = (ROOMS[0] / "fit.py").read_text(encoding="utf-8")
    assert "consistent with the lead" in text
    assert not re.search(r"\brank\w* (?:persons?|people|names)\b", text)


def test_modes_keep_alleged_charged_and_found_apart() -> None:
    from enduse.claims.modality import MODALITIES

    assert {"alleges", "charged", "admits", "court_found"} <= set(MODALITIES)


def test_no_rung_of_the_ladder_says_true() -> None:
    from enduse.model.claims import STATUSES

    assert not {"true", "proven", "confirmed"} & set(STATUSES)
