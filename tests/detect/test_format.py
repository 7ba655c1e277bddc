"""What a detector file must state, and the sentence for one that does not."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from enduse.detect import detectors
from enduse.detect.detector import parse
from enduse.detect.findings import sentence
from enduse.detect.reference import markdown, typologies
from enduse.errors import InputError

ROOT = Path(__file__).resolve().parent.parent.parent
HEADER = """\
-- question: What is odd?
-- says: "{subject} is odd."
-- subject: unit
-- family: paper
-- m: 0.2
-- u: 0.02
-- basis: argued.
-- typologies: [T01]
-- innocent: [Nothing is odd.]
-- check: Look.
"""
BODY = "SELECT 1 AS subject;\nSELECT 'rows' AS need, 1 AS rows;\n"


def test_a_file_is_its_header_and_two_statements() -> None:
    one = parse("odd", HEADER + BODY)
    assert (one.question, one.m, one.u, one.finds) == ("What is odd?", 0.2, 0.02, "SELECT 1 AS subject")
    assert one.sees == "SELECT 'rows' AS need, 1 AS rows"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            HEADER.replace("-- check: Look.\n", "") + BODY,
            "odd: expected a header with basis, check, family, innocent, m, question, says, subject, typologies, u, "
            "found missing ['check'], unknown nothing. Compare with another detector.",
        ),
        (
            HEADER.replace("m: 0.2", "m: 1") + BODY,
            "odd m: expected a probability between 0 and 1, neither included, found 1. "
            "Nothing is impossible and nothing is certain.",
        ),
        (
            HEADER.replace("family: paper", "family: rumour") + BODY,
            "odd family: expected one of custody, silence, identity, place, count, capacity, paper, party, law, "
            "machine, found rumour. Choose one of them.",
        ),
        (
            HEADER + "SELECT 1;\n",
            "odd: expected two statements, what it finds and what it needs to see, found 1. "
            "End each statement with one semicolon.",
        ),
        (
            HEADER.replace("[Nothing is odd.]", "[a: b]") + BODY,
            "odd innocent: expected a list of sentences, found something else. Quote a sentence that has a colon.",
        ),
    ],
)
def test_a_file_that_does_not_state_its_case_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        parse("odd", text)
    assert str(refused.value) == sentence


def test_each_names_innocent_explanations_a_check_and_known_methods() -> None:
    for one in detectors():
        assert one.innocent and one.check and one.basis, one.name
        assert one.m > one.u, f"{one.name}: a finding that speaks against diversion is not a finding"
        assert set(one.typologies) <= set(typologies()), one.name


def test_every_method_has_a_detector_or_a_reason_why_no_record_shows_it() -> None:
    covered = {number for one in detectors() for number in one.typologies}
    for number, entry in typologies().items():
        assert (number in covered) != ("unseen" in entry), number
    assert len(typologies()) == 27


def test_the_reference_is_as_the_detectors_are() -> None:
    assert (ROOT / "docs" / "detectors.md").read_text(encoding="utf-8") == markdown(), "run make docs"


def test_a_sentence_words_days_and_unknowns() -> None:
    rows = pa.table(
        {"since": pa.array([1775088000000000, None], pa.timestamp("us")), "place": ["K2", None], "chips": [256, 1]}
    )
    told = sentence("{chips} at {place} since {since}.", rows).to_pylist()
    assert told == ["256 at K2 since 2 April 2026.", "1 at unknown since unknown."]
