"""The audit record, and matches that a person set aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from enduse.errors import InputError
from enduse.screen import audit
from enduse.screen.match import Query, Screener
from enduse.store import Store

NOW = datetime(2026, 11, 1, 12)


def test_a_dismissed_match_stays_below_until_a_side_changes(screener: Screener) -> None:
    entries = screener.register.by_identity
    query = Query("Haige Guangzhou")
    answer = screener.screen(query)
    rows = audit.dismissal(answer, "us_bis_entity_list/haige.cn", entries, "ana", "another company", NOW).to_pylist()

    again = audit.apply_dismissals(answer, rows, entries)
    assert again.matches[0].verdict == "below"
    assert again.matches[0].because[0] == "dismissed on 2026-11-01 by ana: another company"

    asked_otherwise = audit.apply_dismissals(screener.screen(Query("Haige Guangzhou", country="CN")), rows, entries)
    assert asked_otherwise.alert

    changed = replace(
        entries["us_bis_entity_list", "haige.cn"], names=("Guangzhou Haige Communications Group", "Haige")
    )
    reopened = audit.apply_dismissals(answer, rows, {**entries, ("us_bis_entity_list", "haige.cn"): changed})
    assert reopened.alert
    assert reopened.matches[0].because[0].endswith("open again: the entry has changed since")


def test_a_dismissal_needs_a_reason_and_a_match(screener: Screener) -> None:
    answer, entries = screener.screen(Query("Haige Guangzhou")), screener.register.by_identity
    with pytest.raises(InputError, match="expected a reason with --why, found none"):
        audit.dismissal(answer, "us_bis_entity_list/haige.cn", entries, "ana", " ", NOW)
    with pytest.raises(InputError, match="expected LIST/ENTRY of a match of this query, found x/y"):
        audit.dismissal(answer, "x/y", entries, "ana", "why", NOW)


def test_the_audit_record_says_who_asked_what_of_which_editions(screener: Screener) -> None:
    answer = screener.screen(Query("Haige Guangzhou", id="7"))
    store = Store.open(None)
    versions = screener.register.versions
    store.append("screenings", audit.screening_rows([answer], versions, screener.threshold, "ana", "order 12", NOW))
    row = store.table("SELECT * FROM evidence.screenings").to_pylist()[0]
    assert (row["who"], row["why"], row["query_id"], row["decision"]) == (
        "ana",
        "order 12",
        "7",
        answer.matches[0].verdict,
    )
    assert row["editions"] == [f"us_bis_entity_list 2026-07-09 {'ab' * 32}"]
    assert audit.edition_lines(versions, NOW)[0].startswith("us_bis_entity_list 2026-07-09 (115 days old) sha256:abab")
