"""The law asked of every shipment at once, once a pattern."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from enduse.model import countries, parts
from enduse.model.measures import Interval
from enduse.rules import approved, through_time, transfer, translate
from enduse.rules.answer import resolve, saying
from enduse.rules.facts import Value, facts, truth, with_assumptions
from enduse.rules.judgement import Judgement, either
from enduse.rules.lawbook import LawBook
from enduse.rules.rule import FIRST_DAY, Rule
from enduse.store import Query, View, named

UNKNOWN_PART = parts.from_specification({}, datacentre=None, us_market=None)
"""What is asked about where the catalogue has no such part."""

_PART_FACTS = (*transfer.part_facts(UNKNOWN_PART), "us_market")
_PLACE_FACTS = tuple(transfer.place_facts("US", date(2026, 1, 1)))
_NO_VERDICTS = pa.schema([("question", pa.int64()), ("pattern", pa.int64())]).empty_table()
_NO_OUTCOMES = pa.schema([
    ("pattern", pa.int64()), *((name, pa.string()) for name in (
        "rule", "verdict", "licence", "classification", "policy", "exceptions", "missing", "cites", "because")),
]).empty_table()  # fmt: skip

_NEVER_GIVEN = tuple(facts()[name] for name in ("certifications", "location_verified"))
"""Assumed facts of which evidence never speaks."""


@dataclass(frozen=True)
class Recipient:
    """What of a recipient bears on the law; two parties alike in it are one recipient."""

    headquarters: str | None = None
    parent: str | None = None
    approvals: tuple[bool | None, ...] | None = None
    listed: bool = False
    owned: str | None = None


def ask(view: View, book: LawBook) -> Query:
    """The rows of `determinations` for every shipment of the timeline, by the law of its day."""
    view.keep("law_transfers", named(__package__, "law_transfers"))
    epochs = _lay_days(view, book)
    _lay_parts(view)
    codes = _lay_countries(view)
    _lay_recipients(view, epochs, codes)
    _lay_places(view, epochs)
    view.keep("law_questions", named(__package__, "law_questions"))
    _answer(view, book, epochs)
    return named(__package__, "determinations")


def _lay_days(view: View, book: LawBook) -> dict[int, date]:
    """Number the stretches of unchanged law and give each day its number; the days that stand for them."""
    starts = through_time.changes(book)
    days = view.table("SELECT DISTINCT day FROM law_transfers ORDER BY day").column("day").to_pylist()
    numbered = {day: bisect_right(starts, day) for day in days}
    view.register("law_days", pa.table({
        "day": pa.array(list(numbered), pa.date32()), "epoch": pa.array(list(numbered.values()), pa.int64()),
    }))  # fmt: skip
    return {epoch: starts[epoch - 1] if epoch else day for day, epoch in numbered.items()}


def _lay_parts(view: View) -> None:
    written = view.table("SELECT DISTINCT written_part FROM law_transfers").column("written_part").to_pylist()
    found = parts.matches(written)
    ids = {name: number for number, name in enumerate(sorted(set(found.values())), start=1)}
    view.register("law_parts", pa.table({
        "written_part": pa.array(list(found), pa.string()),
        "part_id": pa.array([ids[name] for name in found.values()], pa.int64()),
    }))  # fmt: skip
    view.register("law_part_names", pa.table({
        "part_id": pa.array(list(ids.values()), pa.int64()), "part": pa.array(list(ids), pa.string()),
    }))  # fmt: skip
    known = [(0, UNKNOWN_PART), *((number, parts.catalogue()[name]) for name, number in ids.items())]
    view.register("law_part_facts", _fact_table(
        [{"part_id": number, **with_assumptions(transfer.part_facts(part))[0]}
         for number, part in known], _PART_FACTS))  # fmt: skip


def _lay_countries(view: View) -> dict[str, str]:
    text = """
        SELECT written_origin AS written FROM law_transfers UNION SELECT written_destination FROM law_transfers
        UNION SELECT headquarters FROM parties
    """
    written = [word for word in view.table(text).column("written").to_pylist() if word]
    codes = {word: code for word in written if (code := countries.code_of(word))}
    codes.update({code: code for code in codes.values()})
    listed = sorted(codes)
    view.register("law_countries", pa.table({
        "written": pa.array(listed, pa.string()),
        "code": pa.array([codes[word] for word in listed], pa.string()),
        "governed": pa.array([transfer.governed(codes[word]) for word in listed], pa.string()),
    }))  # fmt: skip
    return codes


def _lay_places(view: View, epochs: Mapping[int, date]) -> None:
    codes = view.table("SELECT DISTINCT code FROM law_countries ORDER BY code").column("code").to_pylist()
    rows = [
        {"epoch": epoch, "code": code, **transfer.place_facts(code, day)}
        for epoch, day in epochs.items()
        for code in codes
    ]
    view.register("law_place_facts", _fact_table(rows, _PLACE_FACTS, keys=("epoch", "code")))


def _lay_recipients(view: View, epochs: Mapping[int, date], codes: Mapping[str, str]) -> None:
    ids: dict[Recipient, int] = {Recipient(): 0}
    days = list(epochs.values())
    owners: dict[str, list[str]] = {}
    for row in view.rows(named(__package__, "law_parents")):
        owners.setdefault(row["party"], []).append(row["headquarters"])
    of_party = {
        row["party"]: _recipient(row, owners.get(row["party"], ()), codes, days)
        for row in view.rows(named(__package__, "law_parties"))
    }
    for recipient in of_party.values():
        ids.setdefault(recipient, len(ids))
    view.register("law_recipients", pa.table({
        "party": pa.array(list(of_party), pa.string()),
        "recipient": pa.array([ids[recipient] for recipient in of_party.values()], pa.int64()),
    }))  # fmt: skip
    rows = [
        {"recipient": number, "epoch": epoch, **_recipient_facts(recipient, place, day)}
        for recipient, number in ids.items()
        for place, (epoch, day) in enumerate(epochs.items())
    ]
    elsewhere = (*_PART_FACTS, *_PLACE_FACTS, "kind", "origin")
    names = tuple(name for name in facts() if name not in elsewhere)
    table = _fact_table(rows, names, keys=("recipient", "epoch", "approval_assumed"))
    view.register("law_recipient_facts", table)


def _recipient(
    row: Mapping[str, Any], owned_from: Sequence[str], codes: Mapping[str, str], days: list[date]
) -> Recipient:
    seat = codes.get(row["headquarters"] or "")
    owners = [codes[word] for word in owned_from if word in codes]
    owners.sort(key=lambda code: transfer.in_macau_d5(code, days[-1]) is not True)
    approvals = [approved.approval(row["name"], day) for day in days] if row["name"] else []
    home = next((one.headquarters for one in approvals if one.headquarters), None)
    return Recipient(
        headquarters=seat or home,
        parent=owners[0] if owners else None,
        approvals=tuple(one.approved for one in approvals) or None,
        listed=row["end_user_listed"],
        owned=row["owned"],
    )


def _recipient_facts(recipient: Recipient, place: int, day: date) -> dict[str, Value]:
    known = transfer.seat_facts(recipient.headquarters, recipient.parent, day)
    if recipient.approvals is not None:
        known["end_user_approved_uae"] = recipient.approvals[place]
    if recipient.listed:
        known["end_user_listed"] = True
    if recipient.owned is not None:
        known["owned_by_listed"] = truth(recipient.owned, "control")
    filled, assumed = with_assumptions(known)
    return {**filled, "approval_assumed": facts()["end_user_approved_uae"] in assumed}


def _fact_table(
    rows: list[dict[str, Any]], names: Iterable[str], keys: tuple[str, ...] = ("part_id",)
) -> pa.Table:
    """Facts as columns, an interval as two."""
    columns: dict[str, pa.Array] = {key: pa.array([row[key] for row in rows]) for key in keys}
    for name in names:
        values = [row[name] for row in rows]
        if facts()[name].is_interval:
            columns[f"{name}_min"] = pa.array([_ends(value).low for value in values], pa.float64())
            columns[f"{name}_max"] = pa.array([_ends(value).high for value in values], pa.float64())
        else:
            columns[name] = pa.array(values, pa.bool_() if facts()[name].type == "boolean" else pa.string())
    return pa.table(columns)


def _ends(value: Value) -> Interval:
    return value if isinstance(value, Interval) else Interval()


def _answer(view: View, book: LawBook, epochs: Mapping[int, date]) -> None:
    """Verdicts of every question, stretch by stretch, and what follows from each pattern of them."""
    verdicts, outcomes = [_NO_VERDICTS], [_NO_OUTCOMES]
    for epoch, day in epochs.items():
        view.keep("law_slice", named(__package__, "law_slice"), epoch=epoch)
        view.keep("law_letters", translate.letters_sql(book, day, "law_slice", ("question", "assembly", "gaps")))
        view.keep("law_patterns", named(__package__, "law_patterns"))
        offset = sum(map(len, outcomes))
        verdicts.append(view.table(named(__package__, "law_verdicts"), offset=offset))
        outcomes.append(_outcomes(view, book, day, offset))
    view.register("law_verdicts", pa.concat_tables(verdicts))
    view.register("law_outcomes", pa.concat_tables(outcomes))


def _outcomes(view: View, book: LawBook, day: date, offset: int) -> pa.Table:
    examples = view.rows(
        "SELECT law_patterns.place, law_patterns.letters, law_slice.* "
        "FROM law_patterns JOIN law_slice ON law_slice.question = law_patterns.example ORDER BY place"
    )
    bearing = translate.bearing(book, day)
    outcomes = [{"pattern": row["place"] + offset, **_outcome(row, book, day, bearing)} for row in examples]
    return pa.Table.from_pylist(outcomes, schema=_NO_OUTCOMES.schema)


def _outcome(row: Mapping[str, Any], book: LawBook, day: date, bearing: tuple[Rule, ...]) -> dict[str, str | None]:
    if day < FIRST_DAY:
        return {"verdict": "not_in_force", "rule": bearing[0].name if bearing else book.ordered[0].name,
                "because": f"before the first rule on AI chips, {FIRST_DAY}"}  # fmt: skip
    truths = {rule.name: translate.LETTERS[letter] for rule, letter in zip(bearing, row["letters"], strict=True)}
    assumed = (*_NEVER_GIVEN, facts()["end_user_approved_uae"]) if row["approval_assumed"] else _NEVER_GIVEN
    judgement = Judgement(book, day, _known(row, truths, book), assumed, truths)
    found = resolve(judgement, assembly=row["assembly"])
    leading = found.deciding[0] if found.deciding else _asked(judgement)
    said = "; ".join(saying(judgement, rule) for rule in found.resting)
    return {
        "rule": leading.name if leading else book.ordered[0].name,
        "verdict": judgement.word(leading) if leading else "not_in_force",
        "licence": found.licence,
        "classification": ", ".join(found.classification) or None,
        "policy": found.policy,
        "exceptions": ", ".join(one.name for one in found.exceptions if one.available == "yes") or None,
        "missing": ", ".join(found.missing) or None,
        "cites": "; ".join(dict.fromkeys(text for rule in found.resting for text in rule.cites(day))) or None,
        "because": f"licence {found.licence.replace('_', ' ')}" + (f": {said}" if said else ""),
    }


def _asked(judgement: Judgement) -> Rule | None:
    """The rule that would have asked for a licence, had it been met."""
    asked = judgement.rules(yields="licence")
    return next((rule for rule in asked if rule.kind == "destination"), None)


def _known(row: Mapping[str, Any], truths: Mapping[str, bool | None], book: LawBook) -> dict[str, Value]:
    known: dict[str, Value] = {}
    for fact in facts().values():
        known[fact.name] = (
            Interval(row[f"{fact.name}_min"], row[f"{fact.name}_max"]) if fact.is_interval else row[fact.name]
        )
    for rule in book.rules:
        if rule.defines:
            before = known.get(rule.defines, False)
            known[rule.defines] = either(before if isinstance(before, bool) else None, truths.get(rule.name, False))
    return known
