"""Whatever the text, spans are exact, intervals are ordered, and reading ends."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.claims.document import open_document
from enduse.claims.lead import assemble
from enduse.claims.modality import MODALITIES
from enduse.claims.reading import read

WORDS = [
    "the", "chips", "servers", "were", "not", "said", "Nvidia", "and", "but", "which", "China", "via",
    "Malaysia", "H100", "2,400", "several thousand", "dismantled", "denied", "no evidence of", "that",
    "to", "in March 2025", "(Reuters) -", '"', ",", ".", ";", "between 400 and 600",
    "serial 1652322004417", "report", "it", "Pte Ltd.", "U.S.",
    "according to people familiar with the matter", "\n", "’s", "Correction:", "indictment", "1.2 million",
    "?", "—",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=60))
def test_any_text_is_read_without_inventing_a_span(words: list[str]) -> None:
    document = open_document(("Chips " + " ".join(words)).encode(), "any.txt")
    lead = assemble([read(document)])
    for a in lead.assertions:
        assert document.text[a.start : a.end] == a.span
        assert a.modality in MODALITIES
        low, high = a.predicates.get("quantity", (0, None))
        assert high is None or low <= high
        if "from" in a.predicates and "to" in a.predicates:
            assert a.predicates["from"] <= a.predicates["to"]
    assert lead.record()["origins"] >= 1


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=3, max_size=200))
def test_any_letters_are_read_or_refused(text: str) -> None:
    from enduse.errors import InputError

    try:
        assemble([read(open_document(text.encode("utf-8", "replace"), "any.txt"))])
    except InputError as error:
        assert "\n" not in str(error)
