"""Parsers meet anything: they answer or refuse in one sentence, and never break."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enduse.errors import InputError
from enduse.proof import c14n, der, rim, snp, spdm, tpm
from enduse.proof.attestation import Evidence, prove_document, verify
from enduse.proof.chain import read_certificate, read_chain
from enduse.proof.exhibit import prove_bytes, prove_json
from tests.proof_attestation import synthetic
from tests.proof_attestation.test_hosts import GOOD as SNP
from tests.proof_attestation.test_hosts import MESSAGE, SIGNATURE
from tests.proof_attestation.test_manifests import GOOD as MANIFEST

SETTINGS = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
REPORT = synthetic.report()


def spoiled(good: bytes) -> st.SearchStrategy[bytes]:
    """Random bytes, or good ones with a stretch cut out, repeated or replaced."""

    def splice(parts: tuple[int, int, bytes, bool]) -> bytes:
        start, stop, middle, twice = parts
        a, b = sorted((start % (len(good) + 1), stop % (len(good) + 1)))
        return good[:a] + middle + (good[a:] if twice else good[b:])

    changes = st.tuples(st.integers(0, 1 << 16), st.integers(0, 1 << 16), st.binary(max_size=16), st.booleans())
    return st.binary(max_size=300) | changes.map(splice)


def answers(function: Any, *arguments: Any) -> None:
    try:
        function(*arguments)
    except InputError as error:
        sentence = str(error)
        assert "\n" not in sentence and sentence.endswith(".") and len(sentence) < 400


@SETTINGS
@given(spoiled(REPORT))
def test_spdm(data: bytes) -> None:
    answers(spdm.read_report, data, "x")
    verify(Evidence(data, synthetic.device().chain), "x")


@SETTINGS
@given(spoiled(synthetic.device().chain))
def test_chains(data: bytes) -> None:
    answers(read_chain, data, "x")
    verify(Evidence(REPORT, data), "x")


@SETTINGS
@given(spoiled(synthetic.tcg_extension(synthetic.FWID) * 3))
def test_der(data: bytes) -> None:
    answers(der.digests, data, der.SHA384, "x")
    answers(read_certificate, data, "x")


@SETTINGS
@given(spoiled(MESSAGE), spoiled(SIGNATURE))
def test_tpm(message: bytes, signature: bytes) -> None:
    answers(tpm.read_quote, message, "x")
    answers(tpm.read_signature, signature, "x")


@SETTINGS
@given(spoiled(SNP))
def test_snp(data: bytes) -> None:
    answers(snp.read_report, data, "x")


@SETTINGS
@given(spoiled(MANIFEST))
def test_xml(data: bytes) -> None:
    answers(c14n.parse, data, "x")
    answers(rim.read_manifest, data, "x")
    answers(prove_bytes, data, "x")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KINDS = ["nvidia_attestation", "eat", "rim", "snp_report", "tpm_quote", "enduse.rollcall.transcript", "log_proof"]
FIELDS = [
    "report",
    "certificate",
    "certificates",
    "message",
    "signature",
    "key",
    "nonce",
    "registers",
    "token",
    "version",
]


@SETTINGS
@given(
    st.dictionaries(st.sampled_from(FIELDS), anything, max_size=6),
    st.sampled_from(KINDS),
    st.lists(anything, max_size=3),
)
def test_json(fields: dict[str, Any], kind: str, entries: list[Any]) -> None:
    answers(prove_json, {**fields, "kind": kind}, "x")
    answers(prove_json, entries, "x")
    answers(prove_json, fields, "x")
    answers(prove_document, entries, "x")


@SETTINGS
@given(spoiled(json.dumps([synthetic.entry()]).encode()))
def test_files(data: bytes) -> None:
    answers(prove_bytes, data, "x")
