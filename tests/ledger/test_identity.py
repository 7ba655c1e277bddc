"""Identity is a set of dated bindings: each trap met in real records is a test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enduse.store import View
from tests.ledger.conftest import event

Derive = Callable[..., View]


def bound(unit: str, identifier: str, kind: str, since: str | None = None) -> dict[str, object]:
    return {"unit": unit, "identifier": identifier, "identifier_kind": kind, "from_": since, "grade": "read"}


def units_of(view: View) -> list[str]:
    return [row["unit"] for row in view.rows("SELECT DISTINCT unit FROM timeline ORDER BY unit")]


def test_a_uuid_is_read_as_its_serial(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        events=[event("2025-01-01", "shipping", "1650522003820"), event("2025-06-01", "observing", "GPU-6bf9")],
        identifiers=[bound("1650522003820", "GPU-6bf9", "uuid")],
    )
    assert units_of(view) == ["1650522003820"]


def test_a_serial_is_canonical_whichever_side_it_was_written_on(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        events=[event("2025-01-01", "observing", "GPU-6bf9")],
        identifiers=[bound("GPU-6bf9", "1650522003820", "serial")],
    )
    assert units_of(view) == ["1650522003820"]


def test_a_certificate_leads_over_the_uuid_to_the_serial(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        events=[event("2025-01-01", "observing", "NVIDIA:GH100:48B0")],
        identifiers=[bound("GPU-6bf9", "NVIDIA:GH100:48B0", "certificate"), bound("1650522003820", "GPU-6bf9", "uuid")],
    )
    assert units_of(view) == ["1650522003820"]


@pytest.mark.parametrize("word", ["0000000000000", "N/A", "[N/A]", "REDACTED", "Not Specified", "CPLDSerialNumber"])
def test_a_placeholder_binds_nothing(derive: Derive, word: str) -> None:
    view = derive(
        "2026-01-01",
        events=[event("2025-01-01", "observing", "GPU-11"), event("2025-01-01", "observing", "GPU-22")],
        identifiers=[bound("GPU-11", word, "serial"), bound("GPU-22", word, "serial")],
    )
    assert units_of(view) == ["GPU-11", "GPU-22"]
    assert view.one("SELECT * FROM identities WHERE identifier = $word", word=word) is None


@pytest.mark.parametrize("kind", ["chassis", "slot", "board", "board_part"])
def test_what_a_unit_sits_in_never_merges_units(derive: Derive, kind: str) -> None:
    view = derive(
        "2026-01-01",
        events=[event("2025-01-01", "observing", "1650522003820"), event("2025-01-01", "observing", "1650522003821")],
        identifiers=[bound("1650522003820", "CH-7", kind), bound("1650522003821", "CH-7", kind)],
    )
    assert units_of(view) == ["1650522003820", "1650522003821"]


def test_after_a_swap_the_same_uuid_slot_names_another_unit(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        events=[event("2025-02-01", "observing", "node7-gpu3"), event("2025-08-01", "observing", "node7-gpu3")],
        identifiers=[bound("SN-OLD-1001", "node7-gpu3", "other", "2025-01-01"),
                     bound("SN-NEW-2002", "node7-gpu3", "other", "2025-06-01")],
    )  # fmt: skip
    seen = {row["unit"]: row["happened"].month for row in view.rows("SELECT unit, happened FROM timeline")}
    assert seen == {"SN-OLD-1001": 2, "SN-NEW-2002": 8}


def test_leading_zeros_lost_in_a_spreadsheet_are_found_again(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        events=[event("2025-01-01", "shipping", "0132522003820"), event("2025-02-01", "receiving", "132522003820")],
    )
    assert units_of(view) == ["0132522003820"]


def test_the_same_unit_written_with_blanks_around_it_is_one(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        events=[event("2025-01-01", "shipping", " SN-1001 "), event("2025-02-01", "receiving", "SN-1001")],
    )
    assert units_of(view) == ["SN-1001"]
