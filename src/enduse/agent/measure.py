"""A landmark measures units: many rounds, the least kept, each record signed."""

from __future__ import annotations

import base64
import csv
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enduse.agent.keys import public_base64
from enduse.agent.wire import CHALLENGE_BYTES, PORT, Answer, base64_of, pack_challenge, unpack_answer
from enduse.errors import InputError
from enduse.model.delay_record import DelayRecord, join_signatures

ROUND_SECONDS = 0.06
"""Between rounds: below the rate at which an agent falls silent."""

DELAYS = ("unit", "landmark", "rtt_ms", "at", "nonce", "signature")
LANDMARKS = ("landmark", "latitude", "longitude", "country", "key")


@dataclass(frozen=True)
class Target:
    """A unit to be measured.

    Attributes:
        key: the unit's public key in base64, if it is known beforehand; another key's answer is then refused.
    """

    unit: str
    host: str
    port: int = PORT
    key: str | None = None


@dataclass
class Session:
    """The rounds with one target: the least round trip, and what went wrong in the others.

    Attributes:
        best: the answer with the least round trip, with that round trip in ms; None if nobody answered.
    """

    target: Target
    rounds: int = 0
    best: tuple[float, Answer] | None = None
    lost: int = 0
    refused: list[str] = field(default_factory=list)


def read_targets(path: Path) -> list[Target]:
    """The targets of a CSV file with columns unit, host and, if wished, port and key.

    Raises:
        InputError: if it is no such file or a row lacks unit, host or a whole port.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputError(str(path), "a CSV file of targets", "nothing readable", "Give unit,host,port,key") from None
    targets = []
    for number, row in enumerate(rows, start=1):
        unit, host, port = (str(row.get(name) or "").strip() for name in ("unit", "host", "port"))
        if not unit or not host or not (port or str(PORT)).isdigit():
            raise InputError(f"{path}:{number}", "unit, host and a port number", f"{row}", "Fill the row")
        targets.append(Target(unit, host, int(port or PORT), (row.get("key") or "").strip() or None))
    return targets


def measure(
    landmark: str, key: Ed25519PrivateKey, target: Target, rounds: int = 20, timeout_seconds: float = 1.0
) -> Session:
    """Challenges one unit again and again and keeps the least round trip.

    The clock is the process's monotonic one, read at sending and at arrival: no clock of any other
    machine enters. Signatures are checked after the arrival is stamped.

    Raises:
        InputError: if the target's address is none.
    """
    session = Session(target)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_DGRAM)[0]
    except OSError:
        raise InputError(f"{target.unit}", "a host address", target.host, "Correct the target") from None
    with socket.socket(family, kind, protocol) as opened:
        opened.connect(address)
        for number in range(rounds):
            if number:
                time.sleep(ROUND_SECONDS)
            _round(opened, landmark, key, session, timeout_seconds)
    return session


def _round(
    opened: socket.socket, landmark: str, key: Ed25519PrivateKey, session: Session, timeout_seconds: float
) -> None:
    session.rounds += 1
    nonce = secrets.token_bytes(32)
    challenge = pack_challenge(landmark, nonce, time.time_ns(), key)
    sent_ns = time.perf_counter_ns()
    deadline = time.monotonic() + timeout_seconds
    try:
        opened.send(challenge)
        while (left := deadline - time.monotonic()) > 0:
            opened.settimeout(left)
            datagram = opened.recv(CHALLENGE_BYTES + 1)
            arrived_ns = time.perf_counter_ns()
            answer = unpack_answer(datagram)
            if answer is None or answer.nonce != nonce:
                continue  # late from an earlier round, or not ours
            refusal = _refusal(answer, landmark, session.target)
            if refusal:
                session.refused.append(refusal)
                continue
            rtt_ms = (arrived_ns - sent_ns) / 1e6
            if session.best is None or rtt_ms < session.best[0]:
                session.best = (rtt_ms, answer)
            return
    except OSError:  # a timeout, or nobody listens there
        pass
    session.lost += 1


def _refusal(answer: Answer, landmark: str, target: Target) -> str | None:
    if answer.unit != target.unit:
        return f"answered as {answer.unit}"
    if target.key and base64_of(answer.key) != target.key:
        return "answered under another key"
    return None if answer.verifies(landmark) else "signature does not verify"


def record(session: Session, landmark: str, key: Ed25519PrivateKey, at: datetime) -> dict[str, str] | None:
    """The row of the delays table, signed by landmark and unit; None if nobody answered."""
    if session.best is None:
        return None
    rtt_ms, answer = session.best
    unit_signature = base64.b64encode(answer.signature).decode()
    kept = DelayRecord(
        answer.unit, landmark, rtt_ms, at, answer.nonce.hex(), base64_of(answer.key), unit_signature
    )  # fmt: skip
    signature = join_signatures(key.sign(kept.signed_bytes()), kept.unit_key, unit_signature)
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    values = (kept.unit, landmark, f"{rtt_ms:.6f}", stamp, kept.nonce, signature)
    return dict(zip(DELAYS, values, strict=True))


def append_rows(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, str]]) -> None:
    """Appends rows to a CSV file, with its header if it is new, and lets them reach the disk."""
    new = not path.exists() or path.stat().st_size == 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns)
        if new:
            writer.writeheader()
        writer.writerows(rows)
        stream.flush()
        os.fsync(stream.fileno())


def measure_all(
    landmark: str,
    key: Ed25519PrivateKey,
    targets: Iterable[Target],
    out: Path,
    rounds: int,
    tell: Callable[[Session], None],
) -> int:
    """Measures every target in turn and appends each record as it is made; returns how many answered."""
    answered = 0
    for target in targets:
        session = measure(landmark, key, target, rounds)
        row = record(session, landmark, key, datetime.now(UTC))
        if row is not None:
            append_rows(out / "delays.csv", DELAYS, [row])
            answered += 1
        tell(session)
    return answered


def introduce(landmark: str, place: tuple[float, float], country: str, key: Ed25519PrivateKey, out: Path) -> None:
    """Writes the landmark's own row of the landmarks table, once."""
    path = out / "landmarks.csv"
    row = dict(zip(LANDMARKS, (landmark, f"{place[0]}", f"{place[1]}", country, public_base64(key)), strict=True))
    if path.exists():
        with path.open(newline="", encoding="utf-8") as stream:
            if any(known == row for known in csv.DictReader(stream)):
                return
    append_rows(path, LANDMARKS, [row])
