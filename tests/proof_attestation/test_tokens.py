"""Attestation tokens: signature, key set, digests, results; synthetic keys."""

from __future__ import annotations

import contextlib
import hashlib
from datetime import datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.errors import InputError
from enduse.proof.eat import prove_token, read_keys
from tests.proof_attestation.synthetic import NONCE, jwks, jwt

KEY = ec.generate_private_key(ec.SECP384R1())
KEYS = read_keys(jwks(KEY), "keys")
TIMES = {"iat": 1749601858, "nbf": 1749601858, "exp": 1749605458}


def bundle(key: Any = KEY, result: bool = True, measres: str = "success", **header: str) -> list[Any]:
    part = jwt(key, {**TIMES, "eat_nonce": NONCE.hex(), "ueid": "17", "measres": measres}, **header)
    digest = ["DIGEST", ["SHA-256", hashlib.sha256(part.encode()).hexdigest()]]
    claims = {**TIMES, "eat_nonce": NONCE.hex(), "x-nvidia-overall-att-result": result, "submods": {"GPU-0": digest}}
    return [["JWT", jwt(key, claims, **header)], {"GPU-0": part}]


def test_a_bundle_under_its_key_set_is_valid() -> None:
    proved = prove_token(bundle(), "x", KEYS, None, NONCE)
    assert (proved.verdict, proved.measured_at) == ("valid", "2025-06-11T00:30:58Z")
    assert proved.identity["devices"] == [{"name": "GPU-0", "ueid": "17", "measres": "success", "leaf_serial": "11"}]


def test_without_its_key_it_is_unknown() -> None:
    other = read_keys(jwks(KEY, kid="another"), "keys")
    assert prove_token(bundle(), "x", {}).because[0] == "token: signature not checked, no key set was given"
    assert prove_token(bundle(), "x", other).because[0] == "token: its key 'synthetic' is not in the key set"
    assert prove_token(bundle(), "x", other).verdict == "unknown"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS384", "ES256", "RS384", "", "es384"])
def test_an_algorithm_that_does_not_suit_the_key_never_holds(algorithm: str) -> None:
    proved = prove_token(bundle(alg=algorithm), "x", KEYS)
    assert (proved.verdict, proved.because[0]) == ("invalid", "token: signature does not hold under key synthetic")


def test_another_key_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP384R1())
    assert prove_token(bundle(other), "x", KEYS).because[0] == "token: signature does not hold under key synthetic"


def test_another_nonce_is_refused() -> None:
    proved = prove_token(bundle(), "x", KEYS, None, bytes(32))
    assert proved.because[0].startswith("nonce differs: asked with 0000000000000000…")


def test_the_vendors_failure_is_a_failure() -> None:
    proved = prove_token(bundle(result=False, measres="fail"), "x", KEYS)
    assert proved.because[:2] == (
        "token: the vendor's own result is a failure (x-nvidia-overall-att-result is False)",
        "token of GPU-0: the vendor's own result is a failure (measres is 'fail')",
    )


def test_dates_are_judged_where_an_instant_is_stated() -> None:
    assert prove_token(bundle(), "x", KEYS, datetime(2025, 6, 11, 1)).verdict == "valid"
    late = prove_token(bundle(), "x", KEYS, datetime(2025, 6, 12))
    assert late.because[0].startswith(
        "token: good from 2025-06-11T00:30:58Z to 2025-06-11T01:30:58Z, not on 2025-06-12"
    )


def test_a_token_left_out_is_noticed() -> None:
    document = bundle()
    document[1] = {}
    assert (
        prove_token(document, "x", KEYS).because[0] == "the bundle's tokens are not those that the overall token lists"
    )


@settings(max_examples=150, deadline=None)
@given(which=st.sampled_from(["overall", "part"]), bit=st.integers(0, 1 << 16))
def test_a_flipped_bit_of_a_token_is_caught(which: str, bit: int) -> None:
    document = bundle()
    text = document[0][1] if which == "overall" else document[1]["GPU-0"]
    raw = bytearray(text.encode())
    raw[bit // 8 % len(raw)] ^= 1 << bit % 8
    changed = raw.decode("latin-1")
    if which == "overall":
        document[0][1] = changed
    else:
        document[1]["GPU-0"] = changed
    with contextlib.suppress(InputError):
        assert prove_token(document, "x", KEYS).verdict != "valid"


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(st.none() | st.text(max_size=9) | st.integers(), lambda s: st.lists(s) | st.dictionaries(st.text(), s))
)
def test_other_documents_give_one_sentence(document: Any) -> None:
    with pytest.raises(InputError):
        prove_token(document, "x", KEYS)
