"""What an agent answers, and everything it does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agent.conftest import LANDMARK_KEY, UNIT_KEY

from enduse.agent.responder import BURST, FRESH_NS, MAX_SOURCES, Responder
from enduse.agent.wire import CHALLENGE_BYTES, pack_challenge, unpack_answer, unpack_challenge

NOW = 1_800_000_000_000_000_000


def fresh(started_ns: int = NOW - 1) -> Responder:
    return Responder("GPU-1", UNIT_KEY, {"sin": LANDMARK_KEY.public_key()}, started_ns)


def challenge(sent_ns: int = NOW, nonce: bytes = b"n" * 32, landmark: str = "sin") -> bytes:
    return pack_challenge(landmark, nonce, sent_ns, LANDMARK_KEY)


def test_a_whole_fresh_challenge_is_answered_in_fewer_bytes() -> None:
    answer = fresh().answer(challenge(), "192.0.2.1", NOW)
    assert answer is not None and len(answer) < CHALLENGE_BYTES
    said = unpack_answer(answer)
    assert said is not None and said.verifies("sin") and not said.verifies("fra")
    assert (said.unit, said.nonce) == ("GPU-1", b"n" * 32)


def test_the_longest_name_still_fits_below_the_challenge() -> None:
    responder = Responder("G" * 96, UNIT_KEY, {"sin": LANDMARK_KEY.public_key()}, NOW - 1)
    answer = responder.answer(challenge(), "192.0.2.1", NOW)
    assert answer is not None and len(answer) < CHALLENGE_BYTES and unpack_answer(answer)


@pytest.mark.parametrize(
    ("datagram", "reason"),
    [
        (b"", "malformed"),
        (challenge()[:-1], "malformed"),
        (challenge() + b"\0", "malformed"),
        (challenge()[:-1] + b"\1", "malformed"),
        (challenge(landmark="fra"), "unknown landmark"),
        (challenge(NOW - FRESH_NS - 1), "stale"),
        (challenge(NOW + FRESH_NS + 1), "stale"),
        (challenge(NOW - 1), "replayed"),  # recorded before this agent started
    ],
)
def test_silence_and_its_reason(datagram: bytes, reason: str) -> None:
    responder = fresh()
    assert responder.answer(datagram, "192.0.2.1", NOW) is None
    assert dict(responder.refused) == {reason: 1}


def test_a_replay_is_refused_also_by_the_next_agent() -> None:
    responder = fresh()
    assert responder.answer(challenge(), "192.0.2.1", NOW)
    assert responder.answer(challenge(), "192.0.2.1", NOW + 1) is None
    assert fresh(started_ns=NOW + 5).answer(challenge(), "192.0.2.1", NOW + 6) is None
    assert responder.answer(challenge(NOW + 2, b"m" * 32), "192.0.2.1", NOW + 3)


def test_a_source_that_asks_too_often_is_not_heard_others_are() -> None:
    responder = fresh()
    heard = [responder.answer(challenge(NOW + i), "192.0.2.1", NOW + i) is not None for i in range(200)]
    assert sum(heard) == int(BURST)
    assert responder.answer(challenge(NOW + 500), "192.0.2.2", NOW + 500)
    assert responder.answer(challenge(NOW + 10**9), "192.0.2.1", NOW + 10**9)


def test_memory_is_bounded_under_many_sources() -> None:
    responder = fresh()
    for i in range(MAX_SOURCES + 500):
        responder.answer(challenge(landmark="fra"), f"2001:db8::{i:x}", NOW)
    assert len(responder._allowance) == MAX_SOURCES


@given(st.integers(0, CHALLENGE_BYTES * 8 - 1))
@settings(max_examples=120, deadline=None)
def test_a_flipped_bit_anywhere_is_not_answered(bit: int) -> None:
    damaged = bytearray(challenge())
    damaged[bit // 8] ^= 1 << bit % 8
    assert fresh().answer(bytes(damaged), "192.0.2.1", NOW) is None


@given(st.binary(max_size=600))
@settings(max_examples=150, deadline=None)
def test_garbage_neither_answers_nor_raises(datagram: bytes) -> None:
    assert fresh().answer(datagram, "192.0.2.1", NOW) is None
    assert unpack_answer(datagram) is None or len(datagram) <= CHALLENGE_BYTES
    assert unpack_challenge(datagram.ljust(CHALLENGE_BYTES, b"\0")[:CHALLENGE_BYTES]) is None
