"""Transcripts made to break a reader: signed by their own verifier, and wrong in every way."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.errors import InputError
from enduse.proof.rollcall import transcript
from enduse.proof.rollcall.answer import read_answer
from enduse.proof.rollcall.challenge import KIND as CHALLENGE
from enduse.proof.rollcall.challenge import read_challenge
from enduse.proof.rollcall.receipt import read_receipt
from enduse.proof.rollcall.reveal import read_revealed
from enduse.proof.rollcall.signing import sign
from tests.rollcall.calls import DEMAND, call, done, honest

CALL, SEAL = call(memory=DEMAND, rows=2)
GOOD, _ = done(CALL, SEAL, honest(CALL, "A"), honest(CALL, "B"))

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document, by the keys that lead to it."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += places(inner, (*path, key))
    return found


PLACES = places(GOOD)


def changed(path: tuple[Any, ...], new: Any) -> dict[str, Any]:
    """The good transcript with one place replaced, signed again by its own verifier."""
    document = copy.deepcopy(GOOD)
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    call_body = {k: v for k, v in document["challenge"].items() if k != "signature"} if _is_call(document) else None
    if call_body is not None and path[0] == "challenge" and path[-1] != "signature":
        document["challenge"]["signature"] = sign(SEAL.key, CHALLENGE, call_body)
    body = {key: value for key, value in document.items() if key != "signature"}
    document["signature"] = sign(SEAL.key, transcript.KIND, body)
    return document


def _is_call(document: dict[str, Any]) -> bool:
    return isinstance(document.get("challenge"), dict)


@settings(max_examples=400, deadline=None)
@given(path=st.sampled_from(PLACES), new=anything)
def test_a_transcript_signed_again_after_any_change_gives_an_answer_or_one_sentence(
    path: tuple[Any, ...], new: Any
) -> None:
    try:
        proved = transcript.prove(changed(path, new), "t")
    except InputError as error:
        assert "\n" not in str(error)
    else:
        json.dumps(proved.as_json())


NUMBERS = [path for path in PLACES if path[-1] in ("task", "step", "lane")]


@pytest.mark.parametrize("path", NUMBERS, ids=str)
def test_a_number_that_only_equals_the_drawn_one_gives_an_answer(path: tuple[Any, ...]) -> None:
    """JSON has 1.0 and true, and both equal 1."""
    stated: Any = GOOD
    for key in path:
        stated = stated[key]
    for twin in (float(stated), *([bool(stated)] if stated in (0, 1) else [])):
        assert transcript.prove(changed(path, twin), "t").verdict in ("valid", "invalid", "unknown")


@settings(max_examples=200, deadline=None)
@given(document=st.dictionaries(st.sampled_from([*GOOD["challenge"], "leaves", "trace", "results", "unit"]), anything))
def test_other_documents_give_one_sentence(document: dict[str, Any]) -> None:
    for read in (read_challenge, read_answer, read_receipt, read_revealed):
        try:
            read(document, "x")
        except InputError as error:
            assert "\n" not in str(error)


def test_a_call_for_too_much_work_is_not_done_again() -> None:
    """A transcript may not keep its reader busy for hours: without a verifier that is known it is unknown."""
    document, _ = done(CALL, SEAL, honest(CALL, "A"))
    read = transcript.read_transcript(document, "t")
    assert transcript.operations(read) < 1e7
    before = transcript.MAX_OPERATIONS
    transcript.MAX_OPERATIONS = 10.0  # type: ignore[misc]
    try:
        proved = transcript.prove(document, "t")
    finally:
        transcript.MAX_OPERATIONS = before  # type: ignore[misc]
    assert proved.verdict == "unknown"
    assert proved.because[0].startswith("opened tasks were not done again")
