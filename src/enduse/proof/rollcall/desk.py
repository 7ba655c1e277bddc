"""The roll call in files: what the command line reads, asks for and writes."""

from __future__ import annotations

import csv
import io
import json
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enduse.errors import InputError
from enduse.proof.beside import content, parsed
from enduse.proof.rollcall import answer as answering
from enduse.proof.rollcall import challenge as challenging
from enduse.proof.rollcall import verify as verifying
from enduse.proof.rollcall.answer import Answer, read_answer
from enduse.proof.rollcall.challenge import Challenge, Enrolled, MemoryDemand, Seal, read_challenge
from enduse.proof.rollcall.classes import SLACK_MS, ChipClass, chip_class
from enduse.proof.rollcall.matmul import engine as engine_named
from enduse.proof.rollcall.receipt import Receipt, read_receipt
from enduse.proof.rollcall.receipt import receive as stamp
from enduse.proof.rollcall.reveal import Revealed, read_revealed
from enduse.proof.rollcall.reveal import draw as drawing
from enduse.proof.rollcall.reveal import reveal as revealing
from enduse.proof.rollcall.signing import field, fixed_hex, private_key, written
from enduse.proof.rollcall.tasks import Shape
from enduse.proof.rollcall.transcript import Present

PAGE_WORDS: Final = 1 << 22
"""Words of a memory page, 16 MiB: about a second for the verifier to rebuild one."""

LANES: Final = 1024
STEPS: Final = 1024
MEMORY_OPENINGS: Final = 8

Advance = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """What the user asks of a challenge."""

    chip: str
    side: int
    rounds: int
    tasks: int | None
    openings: int
    deadline_s: float | None
    memory_gib: float = 0.0
    rows: int = 16


@dataclass(frozen=True)
class Issued:
    """A challenge as sent, what stays with the verifier, and what it separates."""

    challenge: Challenge
    seal: Seal
    document: dict[str, Any]
    chip: ChipClass | None

    @property
    def summary(self) -> dict[str, Any]:
        """What ``--json`` prints."""
        made = self.challenge
        share = self.chip.slowest_share(made.shape, made.tasks, made.deadline_ms) if self.chip else None
        return {
            "challenge": made.digest.hex(),
            "class": made.chip_class,
            "units": len(made.roster),
            "tasks": made.tasks,
            "openings": made.openings,
            "deadline_s": made.deadline_ms / 1000,
            "closes_at": written(made.closes_at),
            "slowest_share": share and round(share, 3),
            "basis": self.chip.basis if self.chip else None,
            "caught_with_95": round(caught_share(made.openings), 3),
        }

    def lines(self) -> list[str]:
        """What is printed."""
        made, said = self.challenge, self.summary
        side, skipped, share = made.shape.side, said["caught_with_95"], said["slowest_share"]
        lines = [
            f"asked    {len(made.roster)} units, {made.tasks} tasks of {made.shape.rounds} products "
            f"{side} × {side} each, as {made.chip_class}",
            f"deadline {said['deadline_s']:.1f} s, until {said['closes_at']}",
            f"opens    {made.openings} tasks a unit: a share of {skipped:.0%} skipped is caught with 95 %",
        ]
        if share:
            lines.append(f"in time  only with {share:.0%} of the class's peak or more ({said['basis']})")
        return lines


def caught_share(openings: int, confidence: float = 0.95) -> float:
    """The share of skipped tasks that so many openings catch with this probability: 1 − (1 − p)^(1/k).

    >>> round(caught_share(14), 2)
    0.19
    """
    return float(1 - (1 - confidence) ** (1 / openings))


def issue(asked: Asked, roster: tuple[Enrolled, ...], now: datetime, key: Ed25519PrivateKey | None = None) -> Issued:
    """A challenge with the deadline that its class allows.

    Raises:
        InputError: if numbers are out of bounds, or the class is unknown and tasks or deadline are not given.
    """
    try:
        shape = Shape(asked.side, asked.rounds)
    except ValueError as error:
        raise InputError("rollcall challenge", "a task within bounds", str(error), "Choose other numbers") from None
    stated = asked.tasks is not None and asked.deadline_s is not None
    chip = None if stated else chip_class(asked.chip)
    tasks = asked.tasks if asked.tasks is not None or chip is None else chip.tasks_for(shape)
    assert tasks is not None
    if asked.deadline_s is not None:
        deadline_ms = math.ceil(asked.deadline_s * 1000)
    else:
        assert chip is not None
        deadline_ms = chip.deadline_ms(shape, tasks, SLACK_MS)
    seal = challenging.new_seal(key)
    terms = challenging.Terms(
        chip_class=chip.name if chip else asked.chip,
        shape=shape,
        tasks=tasks,
        openings=min(asked.openings, tasks),
        deadline_ms=deadline_ms,
        rows=min(asked.rows, asked.side),
        memory=_demand(asked.memory_gib),
    )
    made = challenging.issue(seal, roster, terms, _whole_ms(now))
    return Issued(made, seal, challenging.signed(made, seal), chip)


def _whole_ms(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _demand(gib: float) -> MemoryDemand | None:
    if gib <= 0:
        return None
    words = min(PAGE_WORDS, 1 << max(1, math.floor(math.log2(gib * (1 << 28)))))
    pages = max(1, round(gib * (1 << 28) / words))
    try:
        return MemoryDemand(pages, words, LANES, STEPS, MEMORY_OPENINGS)
    except ValueError as error:
        raise InputError("--memory-gib", "memory within bounds", str(error), "Ask for less") from None


def read_roster(text: str) -> tuple[Enrolled, ...]:
    """A roster from a CSV file (unit,site,key) or from names with commas between.

    Raises:
        InputError: if a row names no unit, or a key is none.
    """
    if not Path(text).is_file():
        return tuple(Enrolled(name.strip()) for name in text.split(",") if name.strip())
    rows = list(csv.DictReader(io.StringIO(content(Path(text)).decode("utf-8-sig", "replace"))))
    roster = []
    for number, row in enumerate(rows, 1):
        where = f"{text}:{number}"
        unit, site, key = ((row.get(name) or "").strip() or None for name in ("unit", "site", "key"))
        if unit is None:
            raise InputError(where, "a unit", "none", "Fill the column unit")
        if key is not None:
            fixed_hex(key, 32, where, "a unit's key")
        roster.append(Enrolled(unit, site, key))
    return tuple(roster)


def read_key(path: Path | None) -> Ed25519PrivateKey | None:
    """A private key from a file of 64 hexadecimal digits; None for no file."""
    if path is None:
        return None
    return private_key(content(path).decode("ascii", "replace").strip(), str(path))


def _challenge(path: Path) -> Challenge:
    return read_challenge(parsed(content(path), str(path)), str(path))


def read_seal(path: Path) -> Seal:
    """The verifier's private file.

    Raises:
        InputError: if it is none.
    """
    document, where = parsed(content(path), str(path)), str(path)
    if field(document, "kind", str, where) != challenging.SEAL_KIND:
        raise InputError(where, "a roll call's seal", "another document", "Give the file written with the challenge")
    secret = fixed_hex(field(document, "secret", str, where), 32, where, "a secret")
    return Seal(secret, private_key(field(document, "key", str, where), where))


def answer(
    challenge: Path, unit: str, engine: str, key: Ed25519PrivateKey | None, attestation: Path | None
) -> Answer:
    """Answer a challenge file.

    Raises:
        InputError: if files, unit or engine cannot be used.
    """
    done = answering.answer(_challenge(challenge), unit, engine_named(engine), key)
    if attestation is None:
        return done
    entries = parsed(content(attestation), str(attestation))
    if not isinstance(entries, list) or len(entries) != 1 or not isinstance(entries[0], dict):
        raise InputError(str(attestation), "a list with one evidence", "something else", "Give the unit's own")
    return replace(done, attestation=entries[0])


def receipt_path(path: Path) -> Path:
    """Where an answer's receipt is kept."""
    return path.with_name(f"{path.stem}.receipt.json")


def receive(challenge: Path, path: Path, seal: Path, now: datetime) -> Receipt:
    """Stamp one answer file.

    Raises:
        InputError: if a file is not what it should be, or the answer is to another challenge.
    """
    document = read_answer(parsed(content(path), str(path)), str(path))
    if document.challenge != _challenge(challenge).digest:
        raise InputError(str(path), "an answer to this challenge", "one to another", "Ask the unit again")
    return stamp(document, read_seal(seal), _whole_ms(now))


def _receipt(path: Path) -> Receipt | None:
    beside = receipt_path(path)
    return read_receipt(parsed(content(beside), str(beside)), str(beside)) if beside.is_file() else None


def draw(challenge: Path, answers: Sequence[Path], seal: Path, beacon: str | None = None) -> dict[str, Any]:
    """The tasks that each received unit must reveal.

    Raises:
        InputError: if an answer has no receipt: a draw before it would tell the unit what to do right.
    """
    received = []
    for path in answers:
        receipt = _receipt(path)
        if receipt is None:
            raise InputError(str(path), "an answer with a receipt", "none", "Run rollcall receive when it arrives")
        received.append((read_answer(parsed(content(path), str(path)), str(path)), receipt))
    return drawing(_challenge(challenge), received, read_seal(seal).secret, beacon)


def reveal(challenge: Path, drawn: Path, unit: str, engine: str) -> Revealed:
    """A unit's results of the drawn tasks.

    Raises:
        InputError: if files, unit or engine cannot be used.
    """
    document = parsed(content(drawn), str(drawn))
    return revealing(_challenge(challenge), document, unit, engine_named(engine), str(drawn))


@dataclass(frozen=True)
class Closed:
    """A closed roll call."""

    challenge: Challenge
    transcript: dict[str, Any]
    present: Sequence[Present]

    @property
    def summary(self) -> dict[str, Any]:
        """What ``--json`` prints last."""
        good = [one for one in self.present if one.verdict == "valid"]
        sites: dict[str, dict[str, int]] = {}
        for enrolled in self.challenge.roster:
            site = sites.setdefault(enrolled.site or "unstated", {"asked": 0, "present": 0})
            site["asked"] += 1
            site["present"] += any(one.unit == enrolled.unit for one in good)
        return {
            "class": self.challenge.chip_class,
            "asked": len(self.challenge.roster),
            "answered": len(self.present),
            "present": len(good),
            "sites": sites,
        }

    def lines(self) -> list[str]:
        """What is printed last."""
        said = self.summary
        lines = [f"{said['present']} of {said['asked']} units present and working at once as {said['class']}"]
        lines += [f"  {name}: {site['present']} of {site['asked']}" for name, site in said["sites"].items()]
        return [*lines, "not shown: where they are, and whose they are"]


def close(
    challenge: Path,
    answers: Sequence[Path],
    seal: Path,
    received_at: datetime,
    beacon: str | None = None,
    revealed: Sequence[Path] = (),
    advance: Advance = lambda done, total: None,
) -> Closed:
    """Verify answer files. An answer without a receipt counts as received at ``received_at``.

    Raises:
        InputError: if a file is not what it should be.
    """
    asked, kept = _challenge(challenge), read_seal(seal)
    opened = {one.unit: one.results for one in (read_revealed(parsed(content(p), str(p)), str(p)) for p in revealed)}
    pairs: list[tuple[Answer, Receipt | None]] = []
    for number, path in enumerate(answers):
        advance(number, len(answers))
        read = read_answer(parsed(content(path), str(path)), str(path))
        read = replace(read, results={**read.results, **opened.get(read.unit, {})})
        pairs.append((read, _receipt(path) or stamp(read, kept, _whole_ms(received_at))))
    transcript, present = verifying.close(asked, pairs, kept, beacon)
    return Closed(asked, transcript, present)


def write(path: Path, document: dict[str, Any]) -> None:
    """Write a JSON document."""
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_private(path: Path, document: dict[str, Any]) -> None:
    """Write a JSON document that only its owner may read; never over another one.

    Raises:
        InputError: if the file is already there.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputError(str(path), "no file yet", "one", "Name another with --seal") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(document) + "\n")
