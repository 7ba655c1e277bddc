"""No bit of NVIDIA evidence is free: whichever flips, the answer is not valid."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enduse.model.proof import judged
from enduse.proof.attestation import Evidence, prove_document, prove_text, verify
from tests.proof_attestation import synthetic

SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(changed)


def verdict(document: Any) -> str:
    return prove_document(document, "x").verdict


@pytest.fixture
def sample(shared_data: Path) -> dict[str, str]:
    (entry,) = json.loads((shared_data / "nvidia-attestation" / "hopper_evidence.json").read_text())
    return dict(entry)


@SETTINGS
@given(bit=st.integers(0, 8 * 4274 - 1))
def test_a_flipped_bit_of_the_report_is_caught(sample: dict[str, str], bit: int) -> None:
    data = flipped(base64.b64decode(sample["evidence"]), bit)
    assert verdict([{**sample, "evidence": base64.b64encode(data).decode()}]) == "invalid"


@SETTINGS
@given(bit=st.integers(0, 8 * 4826 - 1))
def test_a_flipped_bit_of_the_certificates_is_caught(sample: dict[str, str], bit: int) -> None:
    pem = flipped(base64.b64decode(sample["certificate"]), bit)
    assert verdict([{**sample, "certificate": base64.b64encode(pem).decode()}]) == "invalid"


@SETTINGS
@given(bit=st.integers(0, 255))
def test_a_flipped_bit_of_the_nonce_is_caught(sample: dict[str, str], bit: int) -> None:
    nonce = flipped(bytes.fromhex(sample["nonce"]), bit)
    assert verdict([{**sample, "nonce": nonce.hex()}]) == "invalid"


@SETTINGS
@given(field=st.sampled_from(["evidence", "certificate"]), bit=st.integers(0, 1 << 20))
def test_a_flipped_bit_of_the_base64_is_caught(sample: dict[str, str], field: str, bit: int) -> None:
    text = flipped(sample[field].encode(), bit).decode("latin-1")
    assert verdict([{**sample, field: text}]) == "invalid"


@SETTINGS
@given(part=st.sampled_from(["report", "certificates"]), bit=st.integers(0, 1 << 20))
def test_a_flipped_bit_of_synthetic_evidence_is_caught(synthetic_root: None, part: str, bit: int) -> None:
    good = {"report": REPORT, "certificates": synthetic.device().chain}
    assert judged(verify(Evidence(**good, nonce=synthetic.NONCE), "x").checks)[0] == "valid"
    good[part] = flipped(good[part], bit)
    assert judged(verify(Evidence(**good, nonce=synthetic.NONCE), "x").checks)[0] == "invalid"


@SETTINGS
@given(bit=st.integers(0, 1 << 20))
def test_a_flipped_bit_of_report_text_is_caught_or_is_only_its_case(synthetic_root: None, bit: int) -> None:
    text = REPORT.hex().encode()
    changed = flipped(text, bit)
    same = changed.lower() == text
    assert (prove_text(changed, [synthetic.device().chain], "x").verdict == "valid") == same


REPORT = synthetic.report()


@pytest.mark.parametrize("bit", [15716, 23577, 31122])
def test_the_count_of_unused_bits_of_a_signature_is_not_free(shared_data: Path, bit: int) -> None:
    """These bits leave every signature holding: the library passes over them, found by flipping all of them."""
    (entry, *_) = json.loads((shared_data / "nvidia-attestation" / "multi_gpu_hopper.json").read_text())
    pem = flipped(base64.b64decode(entry["certificate"]), bit)
    proved = prove_document([{**entry, "certificate": base64.b64encode(pem).decode()}], "x")
    assert "expected a certificate signed in whole bytes, found one that is not" in proved.because[0]
