"""The verb `lead`: texts in, one record out, with fits where there is evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from enduse.claims import competing
from enduse.claims.claim import Claim, claim_of
from enduse.claims.document import LIMIT_BYTES
from enduse.claims.fit import Fitted, base_rate, fit, fit_all
from enduse.claims.lead import Lead, read_texts
from enduse.claims.leadfile import LeadFile, dump, load_lead
from enduse.claims.lots import lots_of
from enduse.errors import InputError
from enduse.store import View

_LEAD_MARK = b"enduse_lead:"


@dataclass(frozen=True)
class Answer:
    """A lead, the claim in it, and how that meets the lots.

    Attributes:
        fitted: None where there is no evidence, or nothing that could be held against a lot.
        near: leads of the evidence that concern the same lot, site, party or unit.
    """

    lead: Lead
    claim: Claim
    corrected: LeadFile | None
    fitted: Fitted | None = None
    near: tuple[dict[str, str], ...] = ()

    def record(self) -> dict[str, Any]:
        """What `lead --json` prints."""
        record = self.lead.record()
        record["claim"] = self.claim.record()
        record["note"] = None if self.claim.is_checkable else "the lead names nothing that a lot could be held against"
        if self.corrected is not None:
            record["confirmed_by"] = self.corrected.confirmed_by
            record["reliability"] = self.corrected.reliability
            record["statuses"] = [dict(entry) for entry in self.corrected.statuses]
        if self.fitted is None:
            return record
        record["fits"] = [
            {
                "lot": f.lot,
                "verdict": f.verdict,
                "db": f.db,
                "because": f.because,
                "next_check": f.next_check,
                "units": f.units,
                "site": f.site,
                "predicates": [
                    {"predicate": n, "hard": h, "verdict": v, "db": d, "because": b} for n, h, v, d, b in f.predicates
                ],
            }
            for f in self.fitted.fits
        ]
        record["groups"] = self.fitted.sizes()
        record["quantity_says"] = self.fitted.quantity_sentence()
        record["base_rate_says"] = self.fitted.base_rate_sentence()
        record["control"] = self.fitted.control.record()
        record["explanations"] = {f.lot: competing.explanations(f) for f in self.fitted.of("compatible")[:3]}
        record["near"] = list(self.near)
        return record

    def yaml(self) -> str:
        """The lead as a file to correct."""
        return dump(self.lead, self.claim)


def read_paths(paths: Sequence[Path]) -> Answer:
    """Read files, or the files of a folder, as one lead.

    Raises:
        InputError: if a path does not exist, a file cannot be read, or nothing is asserted.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise InputError(str(path), "a text, HTML page or e-mail", "nothing of that name", "Check the path")
        inside = (
            sorted(entry for entry in path.rglob("*") if entry.is_file() and not entry.name.startswith("."))
            if path.is_dir()
            else [path]
        )
        if not inside:
            raise InputError(str(path), "a folder with texts", "an empty one", "Name a file")
        files.extend(inside)
    named = _names(files)
    if len(files) == 1:
        data = _content(files[0])
        if b"\n" + _LEAD_MARK in b"\n" + data[:4000]:
            corrected = load_lead(data.decode("utf-8-sig", errors="replace"), named[0])
            return Answer(corrected.lead, corrected.claim, corrected)
    lead = read_texts([(name, _content(path)) for name, path in zip(named, files, strict=True)])
    return Answer(lead, claim_of(lead), None)


def _names(files: Sequence[Path]) -> list[str]:
    """File names, with folders only where two would be alike."""
    plain = [path.name for path in files]
    return plain if len(set(plain)) == len(plain) else [path.as_posix() for path in files]


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LIMIT_BYTES:
            raise InputError(
                path.name,
                f"a text of at most {LIMIT_BYTES >> 20} MiB",
                f"{size >> 20} MiB",
                "Cut out the part that speaks of the matter",
            )
        return path.read_bytes()
    except OSError:
        raise InputError(path.name, "a file that can be read", "one that cannot", "Check its permissions") from None


def against(answer: Answer, view: View) -> Answer:
    """Hold the lead against the lots of a view in which the ledger's tables have been derived.

    Raises:
        InputError: if the lead was made by an extractor and nobody has confirmed it.
    """
    if answer.corrected is not None and not answer.corrected.is_usable:
        raise InputError(
            answer.lead.document.name,
            "confirmed_by in a lead that an extractor made",
            "none",
            "Check the reading against the text and write who did",
        )
    if not answer.claim.is_checkable:
        return answer
    lots = lots_of(view)
    if not len(lots):
        return answer
    fitted = fit(answer.claim, lots, base_rate(view))
    return Answer(answer.lead, answer.claim, answer.corrected, fitted, tuple(_near(answer, fitted, view)))


def _near(answer: Answer, fitted: Fitted, view: View) -> list[dict[str, str]]:
    """Leads already in the evidence that concern what this one concerns."""
    mine = competing.concerns(answer.claim, fitted)
    found: list[dict[str, str]] = []
    for other in fit_all(view):
        if other.claim.lead == answer.claim.lead:
            continue
        found.extend(
            {"lead": other.claim.lead, "shared_kind": kind, "shared": name}
            for kind, name in sorted(mine & competing.concerns(other.claim, other))
        )
    return found


def lines(answer: Answer) -> list[str]:
    """What a person reads."""
    lead = answer.lead
    told = [f"{lead.document.title}", f"counted     {lead.origins.sentence()}", ""]
    for proposition in lead.propositions:
        modes = ", ".join(f"{count} {mode}" for mode, count in proposition.modes.items())
        told.append(f"{proposition.id:<4}{proposition.text()}  [{modes}]")
        for member in proposition.members:
            a = lead.assertions[member]
            through = f", through {a.attributed_to}" if a.attributed_to else ""
            told.append(f"      {a.modality:<13}{a.said_by}{through}: “{' '.join(a.span.split())[:150]}”")
    unread = sum(len(reading.unread) for reading in lead.readings)
    told.append(f"not read    {unread} sentences name nothing that could be checked (see --json)")
    return told + _fit_lines(answer)


def _fit_lines(answer: Answer) -> list[str]:
    fitted = answer.fitted
    if fitted is None:
        return (
            [] if answer.claim.is_checkable else ["fits        the lead names nothing that a lot could be held against"]
        )
    told = [
        "",
        *(
            line
            for line in (fitted.quantity_sentence(), fitted.base_rate_sentence(), fitted.control.sentence())
            if line
        ),
    ]
    for verdict, size in fitted.sizes().items():
        told.append(f"{verdict.replace('_', ' '):<12}{size['lots']} lots, {size['units']:,} chips")
        for found in fitted.of(verdict)[:5]:
            weight = f"{found.db:+.1f} dB  " if found.db is not None else ""
            told.append(f"   {found.lot}  {weight}{found.because}")
            if found.next_check:
                told.append(f"      next: {found.next_check}")
        if size["lots"] > 5:
            told.append(f"   and {size['lots'] - 5} more")
    return told
