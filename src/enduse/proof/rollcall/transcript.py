"""A roll call's transcript: read, and checked again by anybody, offline."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from enduse.errors import InputError
from enduse.model.proof import Check, Proved, Verdict, failed, held, judged, remark, unjudged, worst
from enduse.proof import attestation
from enduse.proof.rollcall import commit, memory
from enduse.proof.rollcall.answer import COMMITMENT, commitment
from enduse.proof.rollcall.challenge import Challenge, read_challenge, seal_digest
from enduse.proof.rollcall.matmul import Engine, NumpyEngine
from enduse.proof.rollcall.opening import drawn, drawn_steps
from enduse.proof.rollcall.receipt import read_receipt
from enduse.proof.rollcall.signing import field, fixed_hex, holds, written
from enduse.proof.rollcall.tasks import leaf, run, task_seed

KIND: Final = "enduse.rollcall.transcript"

MAX_OPERATIONS: Final = 1e14
"""Beyond this, a quarter of an hour on two cores, opened tasks are not done again: a file must not hang a reader."""

MATRIX_OPERATIONS: Final = 64
"""What making one matrix entry costs, in multiplications."""


@dataclass(frozen=True)
class Present:
    """What the roll call shows of one unit.

    Attributes:
        grade: ``attested`` if an enrolled key or the device's own report carries the commitment, else ``read``.
        received_at: by the verifier's clock, ISO 8601; None without a receipt.
    """

    unit: str
    site: str | None
    verdict: Verdict
    grade: str
    received_at: str | None
    because: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """The result as JSON."""
        return {**vars(self), "because": list(self.because)}


@dataclass(frozen=True)
class Transcript:
    """A transcript's parts, with the challenge already read and its signature checked."""

    challenge: Challenge
    secret: bytes
    beacon: str | None
    parts: tuple[dict[str, Any], ...]
    results: dict[str, Verdict]


def read_transcript(document: Any, where: str) -> Transcript:
    """Read a transcript and check the verifier's signature over all of it.

    Raises:
        InputError: if it is none, or was altered since.
    """
    if field(document, "kind", str, where) != KIND or field(document, "version", int, where) != 1:
        raise InputError(where, "a roll-call transcript of version 1", "another document", "Give the transcript")
    challenge = read_challenge(field(document, "challenge", dict, where), f"{where}: challenge")
    body = {name: value for name, value in document.items() if name != "signature"}
    if not holds(challenge.verifier, field(document, "signature", str, where), KIND, body):
        raise InputError(where, "a transcript as its verifier signed it", "an altered one", "Fetch it again")
    secret = fixed_hex(document.get("secret"), 32, where, "a secret")
    if seal_digest(secret) != challenge.sealed:
        raise InputError(where, "the secret that was sealed in the challenge", "another", "Fetch it again")
    beacon = document.get("beacon")
    parts = field(document, "answers", list, where)
    if not all(isinstance(part, dict) and isinstance(part.get("unit"), str) for part in parts):
        raise InputError(where, "answers that name their unit", "one that does not", "Fetch it again")
    stated = {
        str(result.get("unit")): result["verdict"]
        for result in field(document, "results", list, where)
        if isinstance(result, dict) and result.get("verdict") in ("valid", "invalid", "unknown")
    }
    return Transcript(challenge, secret, beacon if isinstance(beacon, str) else None, tuple(parts), stated)


def prove(
    document: Any, where: str, trusted: frozenset[str] = frozenset(), recompute: bool = True
) -> Proved:
    """Check a transcript again: signatures, times, draw, and every opened task by doing it.

    Args:
        trusted: verifiers' keys; if any are given, the transcript's must be among them.
        recompute: without it, the verifier's own signed result stands for the recomputation.

    Raises:
        InputError: if it is no transcript.
    """
    try:
        transcript = read_transcript(document, where)
    except InputError as error:
        if not isinstance(document, dict) or document.get("kind") != KIND or "an altered one" not in error.found:
            raise
        return Proved(where, "rollcall", "invalid", {"names": []}, None, (str(error),))
    challenge = transcript.challenge
    work = operations(transcript)
    present = check_all(transcript, recompute and work <= MAX_OPERATIONS)
    lines = [f"{p.unit}: {line}" for p in present if p.verdict != "valid" for line in p.because[:1]]
    absent = _absent(challenge, present)
    lines.append(f"{_valid(present)} of {len(challenge.roster)} units answered in time as {challenge.chip_class}")
    if absent:
        lines.append(f"{len(absent)} units did not answer: {', '.join(one.unit for one in absent[:8])}")
    verdicts: list[Verdict] = [p.verdict for p in present]
    if recompute and work > MAX_OPERATIONS:
        lines.insert(0, f"opened tasks were not done again: {work:.0e} operations are more than is done for one file")
        verdicts += [] if challenge.verifier in trusted else ["unknown"]
    if trusted and challenge.verifier not in trusted:
        verdicts.append("invalid")
        lines.insert(0, f"the verifier's key {challenge.verifier[:16]}… is not one that is trusted here")
    lines.append(f"times are by the clock of the verifier with key {challenge.verifier[:16]}…, who is believed")
    lines.append("shown is so much compute at once, one answer a unit; not the place, and not the owner")
    identity = {
        "names": [p.unit for p in present if p.verdict == "valid"],
        "class": challenge.chip_class,
        "verifier": challenge.verifier,
        "units": [one.record() for one in (*present, *absent)],
        "sites": dict(Counter(p.site or "unstated" for p in present if p.verdict == "valid")),
    }
    return Proved(where, "rollcall", worst(verdicts), identity, written(challenge.issued_at), tuple(lines))


def _valid(present: list[Present]) -> int:
    return sum(one.verdict == "valid" for one in present)


def _absent(challenge: Challenge, present: list[Present]) -> list[Present]:
    """The units of the roster that did not answer: nothing is shown of them, least of all that all is well."""
    answered = {one.unit for one in present}
    return [
        Present(entry.unit, entry.site, "unknown", "read", None, ("did not answer the roll call",))
        for entry in challenge.roster
        if entry.unit not in answered
    ]


def operations(transcript: Transcript) -> float:
    """Multiplications, roughly, that doing all opened tasks and steps again would take."""
    challenge, demand = transcript.challenge, transcript.challenge.memory
    side, rows = challenge.shape.side, challenge.rows or challenge.shape.side
    task = side * side * (challenge.shape.rounds * rows + 2 * MATRIX_OPERATIONS)
    step = demand.page_words * MATRIX_OPERATIONS * 8 if demand else 0
    steps = demand.openings + 1 if demand else 0
    factor = sum(1 if not challenge.rows or _revealed(part) else side / rows for part in transcript.parts)
    return float(factor * challenge.openings * task + len(transcript.parts) * steps * step)


def _revealed(part: dict[str, Any]) -> bool:
    openings = part.get("openings")
    return isinstance(openings, list) and all(isinstance(o, dict) and o.get("result") for o in openings)


def check_all(transcript: Transcript, recompute: bool = True, engine: Engine | None = None) -> list[Present]:
    """The result for each unit that answered, in the transcript's order."""
    seen = Counter(part["unit"] for part in transcript.parts)
    used = engine or NumpyEngine()
    return [check(transcript, part, recompute, used, seen[part["unit"]]) for part in transcript.parts]


def check(transcript: Transcript, part: dict[str, Any], recompute: bool, engine: Engine, times: int = 1) -> Present:
    """All checks of one unit's part; a part that cannot be read fails in its own sentence."""
    challenge, unit = transcript.challenge, part["unit"]
    entry = challenge.enrolled(unit)
    stamp: str | None = None
    bound = False
    try:
        root = fixed_hex(part.get("root"), 32, unit, "a root")
        memory_root = part.get("memory_root")
        memory_hash = None if memory_root is None else fixed_hex(memory_root, 32, unit, "a root")
        value = commitment(challenge.digest, unit, root, memory_hash)
        checks = [_addressed(challenge, part), _received(challenge, part, value)]
        stamp = _stamp(part)
        binding, bound = _bound(entry.key if entry else None, part, value)
        checks += [*binding, *_openings(transcript, part, value, root, engine if recompute else None)]
        checks += _memory(transcript, part, value, memory_hash, engine if recompute else None)
        if times > 1:
            checks.append(failed(f"{times} answers of one unit stand in the transcript"))
    except InputError as error:
        checks = [failed(str(error))]
    if entry is None:
        checks.insert(0, failed("not on the challenge's roster"))
    verdict, because = judged(checks)
    site = entry.site if entry else None
    return Present(unit, site, verdict, "attested" if bound else "read", stamp, because)


def _addressed(challenge: Challenge, part: dict[str, Any]) -> Check:
    if part.get("challenge") != challenge.digest.hex():
        return failed("the answer is to another challenge: replayed or prepared")
    return held("the answer is to this challenge")


def _stamp(part: dict[str, Any]) -> str | None:
    receipt = part.get("receipt")
    return receipt.get("received_at") if isinstance(receipt, dict) else None


def _received(challenge: Challenge, part: dict[str, Any], value: bytes) -> Check:
    if part.get("receipt") is None:
        return unjudged("no receipt: when the answer came is not known")
    receipt = read_receipt(part["receipt"], part["unit"])
    if not receipt.holds(challenge.verifier):
        return failed("the receipt is not signed by the verifier")
    if receipt.unit != part["unit"] or receipt.commitment != value:
        return failed("the receipt is for another commitment: the answer was changed after it was received")
    if receipt.received_at > challenge.closes_at:
        late_s = (receipt.received_at - challenge.closes_at).total_seconds()
        return failed(f"late: received {late_s:.1f} s after the deadline, by the verifier's clock")
    if receipt.received_at < challenge.issued_at:
        return failed("received before the challenge was issued, by the verifier's clock")
    taken_s = (receipt.received_at - challenge.issued_at).total_seconds()
    return held(f"in time: received after {taken_s:.1f} s of {challenge.deadline_ms / 1000:.1f} s")


def _bound(key: str | None, part: dict[str, Any], value: bytes) -> tuple[list[Check], bool]:
    """What ties the answer to the unit: its enrolled key, or the device's own report over the commitment."""
    checks, bound = [], False
    if key is not None:
        bound = holds(key, str(part.get("signature")), COMMITMENT, value.hex())
        checks.append(held("signed with the unit's enrolled key") if bound
                      else failed("not signed with the unit's enrolled key"))  # fmt: skip
    if part.get("attestation") is not None:
        proved = attestation.prove_document([part["attestation"]], part["unit"], None, value)
        names = ", ".join(proved.identity["names"]) or "a device without a name"
        good = proved.verdict == "valid"
        bound = bound or good
        checks.append(held(f"the report of {names} carries the commitment as its nonce") if good
                      else failed(f"the report beside the answer: {proved.because[0]}"))  # fmt: skip
        if good and part["unit"].startswith("NVIDIA:") and part["unit"] not in proved.identity["names"]:
            checks.append(failed(f"the report is of {names}, not of this unit"))
    if not checks:
        checks.append(remark("nothing but its own word ties the answer to this unit: grade read"))
    return checks, bound


def _openings(
    transcript: Transcript, part: dict[str, Any], value: bytes, root: bytes, engine: Engine | None
) -> list[Check]:
    challenge, unit = transcript.challenge, part["unit"]
    wanted = drawn(transcript.secret, transcript.beacon, value, "tasks", challenge.openings, challenge.tasks)
    openings = _objects(part, "openings")
    # from here on the drawn numbers themselves count: what is stated may equal them and be no integer (1.0, true)
    if [opening.get("task") for opening in openings] != wanted:
        return [failed("the drawn tasks were not opened: results that lead to the committed root are missing")]
    wrong = []
    for opening, number in zip(openings, wanted, strict=True):
        stated = fixed_hex(opening.get("leaf"), 32, unit, "a leaf")
        path = [fixed_hex(value, 32, unit, "a hash") for value in field(opening, "path", list, unit)]
        if not commit.leads(stated, number, challenge.tasks, path, root):
            return [failed(f"task {number}: its result does not lead to the committed root")]
        if engine is not None and not _right(transcript, unit, value, {**opening, "task": number}, stated, engine):
            wrong.append(number)
    if wrong:
        return [failed(f"tasks {', '.join(map(str, wrong))}: the result is not what the task gives")]
    return [_recomputed(transcript, unit, len(wanted), "opened tasks", engine)]


def _right(
    transcript: Transcript, unit: str, value: bytes, opening: dict[str, Any], stated: bytes, engine: Engine
) -> bool:
    """Whether an opened task's leaf is right: by a few drawn rows where its result is given, else by all of it."""
    challenge, number = transcript.challenge, opening["task"]
    seed = task_seed(challenge.nonce, unit, number)
    if not challenge.rows or opening.get("result") is None:
        return leaf(number, run(engine, challenge.shape, seed)) == stated
    result = _decoded(opening["result"], unit)
    if len(result) != 4 * challenge.shape.side or leaf(number, result) != stated:
        return False
    purpose = f"rows of task {number}"
    rows = drawn(transcript.secret, transcript.beacon, value, purpose, challenge.rows, challenge.shape.side)
    return run(engine, challenge.shape, seed, rows) == b"".join(result[4 * row : 4 * row + 4] for row in rows)


def _recomputed(transcript: Transcript, unit: str, count: int, what: str, engine: Engine | None) -> Check:
    if engine is not None:
        return held(f"{count} {what} recomputed here, all as committed")
    if transcript.results.get(unit) == "valid":
        return held(f"{count} {what} lead to the root; the verifier says that it recomputed them")
    return unjudged(f"{count} {what} lead to the root; nobody recomputed them")


def _memory(
    transcript: Transcript, part: dict[str, Any], value: bytes, root: bytes | None, engine: Engine | None
) -> list[Check]:
    demand, unit = transcript.challenge.memory, part["unit"]
    if demand is None:
        return []
    if root is None:
        return [failed("the memory challenge was not answered")]
    wanted = drawn_steps(transcript.secret, transcript.beacon, value, demand)
    openings = _objects(part, "memory_openings")
    if [(opening.get("step"), opening.get("lane")) for opening in openings] != wanted:
        return [failed("the drawn steps of the memory walk were not opened")]
    seed = memory.memory_seed(transcript.challenge.nonce, unit)
    for opening, (step, lane) in zip(openings, wanted, strict=True):
        states = [_decoded(text, unit) for text in field(opening, "states", list, unit)]
        paths = field(opening, "paths", list, unit)
        if len(states) != 2 or len(paths) != 2:
            return [failed("a step of the memory walk is not opened with its states before and after")]
        for number, state, hashes in zip((step, step + 1), states, paths, strict=True):
            path = [fixed_hex(text, 32, unit, "a hash") for text in (hashes if isinstance(hashes, list) else [None])]
            if not commit.leads(memory.trace_leaf(number, state), number, demand.steps + 1, path, root):
                return [failed(f"memory step {number}: its states do not lead to the committed root")]
        if engine is None:
            continue
        if step == 0 and not memory.start_holds(engine, demand, seed, states[0]):
            return [failed("the memory walk does not start where it must")]
        if not memory.transition_holds(engine, demand, seed, lane, states[0], states[1]):
            return [failed(f"memory step {step}: the word read is not the one that the page holds")]
    return [_recomputed(transcript, unit, len(wanted), "steps of the memory walk", engine)]


def _objects(part: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects in a unit's part.

    Raises:
        InputError: if it is anything else.
    """
    found = field(part, name, list, part["unit"])
    if not all(isinstance(one, dict) for one in found):
        raise InputError(part["unit"], f"{name} as objects", "something else", "Fetch the transcript again")
    return list(found)


def _decoded(text: Any, unit: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, binascii.Error, ValueError):
        raise InputError(unit, "bytes as base64", "other characters", "Fetch the transcript again") from None
