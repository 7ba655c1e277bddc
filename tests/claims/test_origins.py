"""Nine documents, one origin: derivations, copies found without being told, denials linked to what they deny."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.claims.lead import read_texts
from enduse.claims.origins import near_duplicates, overlap, shingles, signature

FIRST = (
    "The Information\n\nSeveral thousand Nvidia Blackwell chips were installed in data centres in Malaysia, inspected, "
    "dismantled and shipped to China, according to six people familiar with the matter. The servers left between "
    "October 2024 and May 2025. Nvidia said it had seen no evidence of this."
)
SECOND = (
    "Reuters\n\nThousands of Nvidia Blackwell chips reached China through Malaysia, The Information reported. "
    "Nvidia said it had seen no evidence."
)
TRANSLATED = (
    "Source: Liga.net (translated from Ukrainian)\n\nThousands of Blackwell chips of Nvidia were "
    "dismantled in Malaysia "
    "and shipped to China, The Information wrote."
)
COPY = FIRST.replace("The Information\n\n", "Chip Daily\n\n").replace("Several thousand", "Thousands of")
CONFIRMING = (
    "Financial Times\n\nThe Financial Times has independently confirmed with customs records that "
    "Blackwell chips were shipped "
    "from Malaysia to China, as The Information reported."
)
OTHER = "Customs notice\n\nOfficers seized 42 H100 servers at Rotterdam on 3 March 2023."


def lead(*texts: str):  # type: ignore[no-untyped-def]
    return read_texts([(f"text-{number}.txt", text.encode()) for number, text in enumerate(texts)])


def test_reports_that_cite_one_origin_count_as_one() -> None:
    found = lead(FIRST, SECOND, TRANSLATED)
    assert found.origins.origins == 1
    kinds = {(tie.document, tie.kind) for tie in found.origins.derivations}
    assert ("text-1.txt", "cites") in kinds
    assert ("text-2.txt", "translates") in kinds


def test_a_copy_is_found_without_being_told() -> None:
    found = lead(FIRST, COPY)
    assert ("text-1.txt", "text-0.txt", "same_release") in {
        (t.document, t.source, t.kind) for t in found.origins.derivations
    }
    assert found.origins.origins == 1


def test_no_known_tie_counts_as_dependent() -> None:
    found = lead(
        FIRST.replace("The Information\n\n", ""), "Blog\n\nBlackwell chips from Malaysia were shipped to China."
    )
    assert [tie.kind for tie in found.origins.derivations] == ["unknown"]
    assert found.origins.origins == 1


def test_only_a_tie_called_independent_makes_a_second_origin() -> None:
    assert lead(FIRST, CONFIRMING).origins.origins == 2


def test_another_matter_is_another_origin() -> None:
    assert lead(FIRST, OTHER).origins.origins == 2


def test_the_count_is_said_in_words() -> None:
    assert lead(FIRST, SECOND).origins.sentence() == "2 documents, 1 origin, 1 party statement (Nvidia: no_knowledge)"


def test_a_denial_is_linked_to_what_it_denies_not_to_the_headline() -> None:
    text = (
        "Chips reached China\n\nAccording to people familiar with the matter, 2,400 Blackwell chips "
        "were shipped to China. "
        'Nvidia said it has seen no evidence of "phantom data centers". DeepSeek denied the report.'
    )
    found = lead(text)
    claim, unknown, denial = found.assertions
    assert denial.proposition == claim.proposition
    assert unknown.proposition != claim.proposition
    assert next(p for p in found.propositions if p.id == unknown.proposition).related


def test_a_correction_joins_the_claim_and_stays_on_file() -> None:
    found = lead(
        "Chip report\n\nSome 4,000 Blackwell chips were shipped to China, sources said. Correction: the number was 400."
    )
    first, second = found.assertions
    assert (first.modality, second.modality) == ("alleges", "corrects")
    assert first.proposition == second.proposition
    assert found.propositions[0].quantity == (400, 400)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["chips", "servers", "lots", "crates", "moved", "left", "seen", "booked", "again", "never", "here", "there"]
        ),
        min_size=12,
        max_size=60,
    )
)
def test_a_text_is_a_duplicate_of_itself_and_of_itself_with_a_new_head(words: list[str]) -> None:
    text = " ".join(words)
    assert overlap(signature(shingles(text)), signature(shingles(text))) == 1
    assert near_duplicates([("a", text), ("b", text)])


def test_unlike_texts_are_no_duplicates() -> None:
    assert near_duplicates([("a", FIRST), ("b", OTHER)]) == []
