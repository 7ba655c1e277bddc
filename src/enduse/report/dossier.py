"""All that is said of one unit, lot, site or party."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from enduse.errors import UnknownName
from enduse.report import words
from enduse.report.case import QUERIES
from enduse.report.citations import split
from enduse.store import View, named

SECTIONS = (
    "about", "identities", "timeline", "holdings", "accounts", "series", "findings", "posterior", "lines", "law",
    "screening",
)  # fmt: skip
"""Each is a query `subject_NAME`."""

SHOWN_EVENTS = 24
"""Lines of a timeline on a terminal, first and last; the JSON has all."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Dossier:
    """One subject: what registers, events, accounts, findings, score and law say of it."""

    kind: str
    subject: str
    as_of: datetime
    sections: Mapping[str, Rows]
    gap: Mapping[str, Any] | None
    sources: Mapping[str, str]

    def json(self) -> dict[str, Any]:
        """Everything as plain values."""
        sections = {("account" if name == "accounts" else name): rows for name, rows in self.sections.items()}
        return {
            "kind": self.kind,
            "subject": self.subject,
            "as_of": self.as_of,
            **sections,
            "longest_gap": self.gap,
            "sources": [{"file": file, "sha256": sha256} for file, sha256 in self.sources.items()],
        }

    def lines(self) -> list[str]:
        """The same for a terminal."""
        lines = [f"{self.kind} {self.subject}, as of {words.day(self.as_of)}"]
        lines += [f"  {row['says']}{_at(row['source'])}" for row in self.sections["about"]]
        for title, told in (
            ("names", [_identity(row) for row in self.sections["identities"]]),
            ("timeline", _shortened([_event(row) for row in self.sections["timeline"]])),
            ("held", [_holding(row) for row in self.sections["holdings"]]),
            ("account", [_account(row) for row in self.sections["accounts"]]),
            ("balances", [_balance(row) for row in self.sections["series"]]),
            ("dark", [_gap(self.gap)] if self.gap else []),
            ("findings", [line for row in self.sections["findings"] for line in _finding(row)]),
            ("score", [_posterior(row) for row in self.sections["posterior"]]),
            ("because", [_line(row) for row in self.sections["lines"]]),
            ("law", [_law(row) for row in self.sections["law"]]),
            ("screening", [_screening(row) for row in self.sections["screening"]]),
            ("sources", [f"{file}  sha256 {sha256}" for file, sha256 in self.sources.items()]),
        ):
            if told:
                lines += [title, *(f"  {line}" for line in told)]
        return lines


def subject(view: View, name: str) -> Dossier:
    """The dossier of whatever the name stands for: a serial or other identifier, a lot, a site, a party.

    Raises:
        UnknownName: if the evidence speaks of nothing of that name.
    """
    found = view.one(named(QUERIES, "subject_named"), name=name)
    if found is None:
        known = [row["name"] for row in view.rows(named(QUERIES, "names_like"), name=name)]
        raise UnknownName("enduse show", "unit, lot, site or party", name, known)
    which = {"kind": found["kind"], "subject": found["subject"]}
    view.register("subject_units", view.table(named(QUERIES, "subject_units"), **which))
    sections = {section: view.rows(named(QUERIES, f"subject_{section}"), **which) for section in SECTIONS}
    gap = view.one(named(QUERIES, "subject_gap"), **which) if found["kind"] == "unit" else None
    return Dossier(found["kind"], found["subject"], view.as_of, sections, gap, _sources(view, sections))


def _sources(view: View, sections: Mapping[str, Rows]) -> dict[str, str]:
    """The files that the sections cite, with their hashes."""
    cited = {
        row[key]
        for rows in sections.values()
        for row in rows
        for key in ("source", "evidence")
        if isinstance(row.get(key), str)
    }
    cited |= {one for row in sections["findings"] for one in row["evidence"] or ()}
    files = {split(reference)[0] for reference in cited}
    hashes = {row["file"]: row["exhibit"] for row in view.rows(named(QUERIES, "files"))}
    return {file: hashes[file] for file in sorted(files) if file in hashes}


def _at(source: str | None) -> str:
    return f"  [{source}]" if source else ""


def _shortened(lines: list[str]) -> list[str]:
    if len(lines) <= SHOWN_EVENTS:
        return lines
    half = SHOWN_EVENTS // 2
    return [*lines[:half], f"… {words.count(len(lines) - SHOWN_EVENTS, 'line')} more (--json has all)", *lines[-half:]]


def _identity(row: Mapping[str, Any]) -> str:
    since = f" from {words.day(row['bound_from'])}" if row["bound_from"] else ""
    until = f" to {words.day(row['bound_to'])}" if row["bound_to"] else ""
    return f"{row['identifier_kind']} {row['identifier']}{since}{until} · {row['grade']}{_at(row['source'])}"


def _event(row: Mapping[str, Any]) -> str:
    who = row["unit"] or words.count(row["units"], "unit")
    where = " → ".join(part for part in (row["site"], row["to_site"]) if part)
    parties = " → ".join(part for part in (row["from_party"], row["to_party"]) if part)
    parts = [part for part in (where, parties, row["grade"], row["document"], row["note"]) if part]
    return f"{row['happened']:%Y-%m-%d}  {row['event']:<15} {who}  {' · '.join(parts)}{_at(row['source'])}"


def _holding(row: Mapping[str, Any]) -> str:
    until = f"{row['held_to']:%Y-%m-%d}" if row["held_to"] else "still"
    where = row["site"] or row["state"]
    holder = row["party"] or "unknown holder"
    return f"{row['held_from']:%Y-%m-%d} to {until}  {where} · {holder} · {row['state']}{_at(row['source'])}"


def _account(row: Mapping[str, Any]) -> str:
    return (
        f"{row['site'] or 'in transit'} · {row['party'] or 'unknown holder'} · {row['part'] or 'unknown part'}: "
        f"book {words.number(row['book'])}, verified {words.number(row['verified'])}, "
        f"stale {words.number(row['stale'])}, never {words.number(row['never_verified'])}, "
        f"missing {words.number(row['muf'])}{_at(row['evidence'])}"
    )


def _balance(row: Mapping[str, Any]) -> str:
    closed = f"{row['basis']} closed {words.day(row['period_to'])} · {row['party'] or 'unknown holder'}: "
    book, answered, missing = (words.number(row[name]) for name in ("book", "physical", "cumuf"))
    state = f"book {book}, answered {answered}, missing {missing}"
    if row["sigma"] is None:
        return f"{closed}{state}; no inventory, {row['inventory']}{'; ALARM' if row['alarm'] else ''}"
    honest = f"honest sites {row['expected']:.1f} ± {row['sigma']:.1f}"
    alarm = "; ALARM" if row["alarm"] else ""
    return f"{closed}{state} ({honest}); Page's sum {row['page']:.1f} of {row['threshold']:.1f}{alarm}"


def _gap(gap: Mapping[str, Any]) -> str:
    return f"longest {words.count(gap['days'], 'day')}, {words.day(gap['since'])} to {words.day(gap['until'])}"


def _finding(row: Mapping[str, Any]) -> list[str]:
    many = f" ({words.count(row['units'], 'unit')} alike)" if row["units"] > 1 else ""
    lines = [
        f"{words.decibans(row['db']):>9}  {words.sentence(row['says'])}{many}{_at(', '.join(row['evidence'] or ()))}"
    ]
    if row["innocent"]:
        lines.append(f"{'':>9}  fits too: {row['innocent'][0]}")
    return lines


def _posterior(row: Mapping[str, Any]) -> str:
    leg = f" · {row['leg']}" if row["leg"] else ""
    weight = f"prior {row['prior']:.3g}, evidence {words.decibans(row['db'])}"
    return f"{words.probability(row['probability']):>10}  {words.HYPOTHESES[row['hypothesis']]} ({weight}){leg}"


def _line(row: Mapping[str, Any]) -> str:
    return f"{words.decibans(row['db']):>9}  {row['says']}{_at(row['origin'])}"


def _law(row: Mapping[str, Any]) -> str:
    said = words.plain(row["outcome"] or row["verdict"])
    many = f" ({words.count(row['units'], 'unit')})" if row["units"] > 1 else ""
    return f"{row['on']:%Y-%m-%d}  {row['rule']}: {said}{many}; {row['because'] or ''}{_at(row['source'])}"


def _screening(row: Mapping[str, Any]) -> str:
    return (
        f"{row['kind']} {row['says']}: {words.plain(row['verdict'])}{' · ' + row['because'] if row['because'] else ''}"
    )
