"""One sentence, one mode: asserted, denied, unknown, silent, alleged, charged, admitted, found, corrected."""

from __future__ import annotations

from pathlib import Path

import pytest

from enduse.claims.document import open_document
from enduse.claims.reading import read
from enduse.registry import load_yaml

TABLE = load_yaml((Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8"), "sentences.yaml")


@pytest.mark.parametrize(("sentence", "modality", "said_by"), TABLE, ids=[row[0][:60] for row in TABLE])
def test_a_sentence_commits_itself_as_its_words_do(sentence: str, modality: str, said_by: str) -> None:
    reading = read(open_document(sentence.encode(), "sentence.txt"))
    assert [a.modality for a in reading.assertions] == [modality]
    assertion = reading.assertions[0]
    assert reading.document.text[assertion.start : assertion.end] == assertion.span
    if said_by != "null":
        assert said_by.lower() in f"{assertion.said_by} {assertion.attributed_to}".lower()
