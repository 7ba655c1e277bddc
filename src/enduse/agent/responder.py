"""Decides which datagrams an agent answers, and with what."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from enduse.agent.wire import Challenge, pack_answer, unpack_challenge

Refusal = Literal["malformed", "too many", "unknown landmark", "forged", "stale", "replayed"]

FRESH_NS = 120 * 1_000_000_000
"""How far a landmark's clock may be from the host's."""
ANSWERS_PER_SECOND = 20.0
BURST = 40.0
MAX_SOURCES = 4_096
"""Sources whose rate is remembered; beyond it the one seen longest ago is forgotten."""


@dataclass
class Responder:
    """One unit's side of the protocol, without a socket.

    A datagram is answered only if it is a whole challenge, its source is within its rate, a landmark on
    the host's own list signed it, it is fresh, and it is newer than every challenge that was answered to
    that landmark and than the start of this agent: so nothing recorded before can be played again, even
    across a restart (a landmark whose clock is late waits that long after one). An answer is shorter than
    its challenge and goes to nobody else.

    Attributes:
        started_ns: when this agent started, by the host's clock.
        refused: how many datagrams were not answered, by reason.
    """

    unit: str
    key: Ed25519PrivateKey
    landmarks: Mapping[str, Ed25519PublicKey]
    started_ns: int
    answered: int = 0
    refused: Counter[Refusal] = field(default_factory=Counter)
    _public: bytes = field(init=False)
    _latest_ns: dict[str, int] = field(default_factory=dict)
    _allowance: OrderedDict[str, tuple[float, int]] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._public = self.key.public_key().public_bytes_raw()

    def answer(self, datagram: bytes, source: str, now_ns: int) -> bytes | None:
        """The answer to a datagram from a source address, None for silence."""
        judged = self._judged(datagram, source, now_ns)
        if not isinstance(judged, Challenge):
            self.refused[judged] += 1
            return None
        self._latest_ns[judged.landmark] = judged.sent_ns
        self.answered += 1
        return pack_answer(self.unit, judged.landmark, judged.nonce, self.key, self._public)

    def _judged(self, datagram: bytes, source: str, now_ns: int) -> Challenge | Refusal:
        """The challenge if it is to be answered, else why not; the costly check comes last."""
        challenge = unpack_challenge(datagram)
        if challenge is None:
            return "malformed"
        if not self._within_rate(source, now_ns):
            return "too many"
        key = self.landmarks.get(challenge.landmark)
        if key is None:
            return "unknown landmark"
        if abs(now_ns - challenge.sent_ns) > FRESH_NS:
            return "stale"
        if challenge.sent_ns <= self._latest_ns.get(challenge.landmark, self.started_ns):
            return "replayed"
        return challenge if challenge.verifies(key) else "forged"

    def _within_rate(self, source: str, now_ns: int) -> bool:
        """A bucket of tokens for each source address."""
        tokens, before_ns = self._allowance.pop(source, (BURST, now_ns))
        tokens = min(BURST, tokens + max(0, now_ns - before_ns) / 1e9 * ANSWERS_PER_SECOND)
        allowed = tokens >= 1.0
        self._allowance[source] = (tokens - 1.0 if allowed else tokens, now_ns)
        if len(self._allowance) > MAX_SOURCES:
            self._allowance.popitem(last=False)
        return allowed
