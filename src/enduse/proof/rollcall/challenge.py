"""The verifier's challenge: one nonce to all units at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enduse.errors import InputError
from enduse.proof.rollcall.signing import digest, field, fixed_hex, holds, instant, public_hex, sign, written
from enduse.proof.rollcall.tasks import Shape

KIND: Final = "enduse.rollcall.challenge"
SEAL_KIND: Final = "enduse.rollcall.seal"
MAX_TASKS: Final = 1 << 20
MAX_UNITS: Final = 1 << 20


@dataclass(frozen=True)
class Enrolled:
    """A unit on the roster, its claimed site, and its Ed25519 key where one was enrolled before."""

    unit: str
    site: str | None = None
    key: str | None = None

    def record(self) -> dict[str, Any]:
        """The roster entry as JSON."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class MemoryDemand:
    """The memory part of a challenge (see ``memory``)."""

    pages: int
    page_words: int
    lanes: int
    steps: int
    openings: int

    @property
    def bytes(self) -> int:
        """Memory that must be filled, bytes."""
        return 4 * self.pages * self.page_words

    def __post_init__(self) -> None:
        power = self.page_words > 1 and self.page_words & (self.page_words - 1) == 0
        if not power or self.page_words > 1 << 24 or not 0 < self.pages <= 1 << 16:
            raise ValueError("page_words must be a power of two up to 2**24, pages up to 65,536")
        if not 0 < self.lanes <= 1 << 16 or not 0 < self.steps <= 1 << 16 or not 0 < self.openings <= 1024:
            raise ValueError("lanes and steps must be up to 65,536, openings up to 1,024")


@dataclass(frozen=True)
class Challenge:
    """What the verifier asks of every unit of a roster.

    Attributes:
        rows: rows of each opened task that are done again, where its result is given; 0: all.
        sealed: hash of the secret from which the openings will be drawn.
        verifier: the verifier's Ed25519 public key, hexadecimal.
    """

    nonce: bytes
    chip_class: str
    shape: Shape
    tasks: int
    openings: int
    deadline_ms: int
    issued_at: datetime
    roster: tuple[Enrolled, ...]
    sealed: bytes
    verifier: str
    memory: MemoryDemand | None = None
    rows: int = 0

    def record(self) -> dict[str, Any]:
        """The challenge as JSON, unsigned."""
        return {
            "kind": KIND,
            "version": 1,
            "nonce": self.nonce.hex(),
            "class": self.chip_class,
            "side": self.shape.side,
            "rounds": self.shape.rounds,
            "tasks": self.tasks,
            "openings": self.openings,
            "rows": self.rows,
            "deadline_ms": self.deadline_ms,
            "issued_at": written(self.issued_at),
            "units": [enrolled.record() for enrolled in self.roster],
            "sealed": self.sealed.hex(),
            "verifier": self.verifier,
            "memory": vars(self.memory) if self.memory else None,
        }

    @property
    def digest(self) -> bytes:
        """The hash that answers name this challenge by."""
        return digest(KIND, self.record())

    @property
    def closes_at(self) -> datetime:
        """The last instant, by the verifier's clock, at which an answer is in time."""
        return self.issued_at + timedelta(milliseconds=self.deadline_ms)

    def enrolled(self, unit: str) -> Enrolled | None:
        """The roster's entry of a unit."""
        return next((entry for entry in self.roster if entry.unit == unit), None)


@dataclass(frozen=True)
class Seal:
    """What the verifier keeps to itself until every answer is in."""

    secret: bytes
    key: Ed25519PrivateKey

    def record(self) -> dict[str, Any]:
        """The seal as JSON: a private file."""
        return {"kind": SEAL_KIND, "secret": self.secret.hex(), "key": self.key.private_bytes_raw().hex()}


def new_seal(key: Ed25519PrivateKey | None = None) -> Seal:
    """A fresh secret, under a standing key of the verifier or a fresh one."""
    return Seal(secrets.token_bytes(32), key or Ed25519PrivateKey.generate())


def seal_digest(secret: bytes) -> bytes:
    """The hash of the secret that stands in the challenge."""
    return digest(SEAL_KIND, secret.hex())


@dataclass(frozen=True)
class Terms:
    """What is asked of each unit; the fields are those of ``Challenge``."""

    chip_class: str
    shape: Shape
    tasks: int
    openings: int
    deadline_ms: int
    rows: int = 0
    memory: MemoryDemand | None = None


def issue(seal: Seal, roster: tuple[Enrolled, ...], terms: Terms, issued_at: datetime) -> Challenge:
    """A challenge with a fresh nonce.

    Raises:
        InputError: if numbers are out of range or a unit stands twice on the roster.
    """
    challenge = Challenge(
        nonce=secrets.token_bytes(32),
        issued_at=issued_at,
        roster=roster,
        sealed=seal_digest(seal.secret),
        verifier=public_hex(seal.key),
        **vars(terms),
    )
    return _sensible(challenge, "rollcall challenge")


def signed(challenge: Challenge, seal: Seal) -> dict[str, Any]:
    """The challenge as it is sent."""
    record = challenge.record()
    return {**record, "signature": sign(seal.key, KIND, record)}


def read_challenge(document: Any, where: str) -> Challenge:
    """Read a challenge and check its signature under the key that it names.

    Raises:
        InputError: if it is none, or was altered.
    """
    if field(document, "kind", str, where) != KIND or field(document, "version", int, where) != 1:
        raise InputError(where, "a roll-call challenge of version 1", "another document", "Give the challenge")
    memory = document.get("memory")
    try:
        challenge = Challenge(
            nonce=fixed_hex(document.get("nonce"), 32, where, "a nonce"),
            chip_class=field(document, "class", str, where),
            shape=Shape(field(document, "side", int, where), field(document, "rounds", int, where)),
            tasks=field(document, "tasks", int, where),
            openings=field(document, "openings", int, where),
            deadline_ms=field(document, "deadline_ms", int, where),
            issued_at=instant(document.get("issued_at"), where),
            roster=tuple(_enrolled(entry, where) for entry in field(document, "units", list, where)),
            sealed=fixed_hex(document.get("sealed"), 32, where, "a sealed secret"),
            verifier=fixed_hex(document.get("verifier"), 32, where, "a key").hex(),
            memory=None if memory is None else _memory(memory, where),
            rows=field(document, "rows", int, where),
        )
    except ValueError as error:
        raise InputError(where, "a challenge within bounds", str(error), "Issue it again") from None
    record = {name: value for name, value in document.items() if name != "signature"}
    signature = field(document, "signature", str, where)
    if record != challenge.record() or not holds(challenge.verifier, signature, KIND, record):
        raise InputError(where, "a challenge as its verifier signed it", "an altered one", "Fetch it again")
    return _sensible(challenge, where)


def _enrolled(entry: Any, where: str) -> Enrolled:
    key, site = entry.get("key") if isinstance(entry, dict) else None, None
    if isinstance(entry, dict) and entry.get("site") is not None:
        site = field(entry, "site", str, where)
    if key is not None:
        key = fixed_hex(key, 32, where, "a unit's key").hex()
    return Enrolled(field(entry, "unit", str, where), site, key)


def _memory(record: Any, where: str) -> MemoryDemand:
    names = ("pages", "page_words", "lanes", "steps", "openings")
    return MemoryDemand(*(field(record, name, int, where) for name in names))


def _sensible(challenge: Challenge, where: str) -> Challenge:
    units = [entry.unit for entry in challenge.roster]
    if not 0 < len(units) <= MAX_UNITS or len(set(units)) < len(units) or not all(units):
        raise InputError(where, "a roster that names each unit once", f"{len(units)} units", "Mend the roster")
    if not 0 < challenge.tasks <= MAX_TASKS or challenge.deadline_ms <= 0:
        raise InputError(where, f"1 to {MAX_TASKS} tasks and a deadline", f"{challenge.tasks}", "Choose other numbers")
    if not 0 <= challenge.rows <= challenge.shape.side:
        raise InputError(where, f"up to {challenge.shape.side} rows", f"{challenge.rows}", "Choose other numbers")
    if not 0 < challenge.openings <= challenge.tasks:
        found = f"{challenge.openings} of {challenge.tasks}"
        raise InputError(where, "from one opening up to as many as tasks", found, "Choose other numbers")
    return challenge
