"""TPM quotes and SNP reports as files and folders, as `enduse prove` takes them; synthetic keys."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from enduse.errors import InputError
from enduse.proof.beside import Beside
from enduse.proof.exhibit import prove_json, prove_path
from tests.proof_attestation.synthetic import NONCE, device
from tests.proof_attestation.test_hosts import CHAIN, GOOD, MESSAGE, REGISTERS, RSA_KEY, SIGNATURE, TPM_CHAIN, TPM_ROOT


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def pem(certificates: Any) -> bytes:
    return b"".join(c.public_bytes(serialization.Encoding.PEM) for c in certificates)


AK_PEM = RSA_KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
QUOTE = {
    "kind": "tpm_quote",
    "message": b64(MESSAGE),
    "signature": b64(SIGNATURE),
    "certificate": b64(pem(TPM_CHAIN.certificates)),
    "nonce": NONCE.hex(),
    "registers": {str(number): value.hex() for number, value in REGISTERS.items()},
}


def test_a_quote_as_json() -> None:
    assert prove_json(QUOTE, "x", Beside(roots=(TPM_ROOT,))).verdict == "valid"
    assert prove_json(QUOTE, "x").because[0] == (
        "attestation key: its chain was not checked, no root was given (--root)"
    )
    bare = {key: value for key, value in QUOTE.items() if key != "certificate"}
    assert prove_json({**bare, "key": AK_PEM.decode()}, "x").verdict == "unknown"


def test_a_quote_as_its_tools_write_it(tmp_path: Path) -> None:
    for name, data in (("quote.msg", MESSAGE), ("quote.sig", SIGNATURE), ("ak.pem", AK_PEM)):
        (tmp_path / name).write_bytes(data)
    proved = prove_path(tmp_path, Beside(nonce=NONCE))
    assert (proved.kind, proved.verdict) == ("tpm_quote", "unknown")
    assert "quote signature holds under the attestation key" in proved.because


@pytest.mark.usefixtures("synthetic_root")
def test_an_snp_report_as_json_and_as_a_folder(tmp_path: Path) -> None:
    chain = pem(CHAIN.certificates)
    document = {"kind": "snp_report", "report": b64(GOOD), "certificate": b64(chain), "nonce": NONCE.hex()}
    assert prove_json(document, "x").verdict == "valid"
    (tmp_path / "report.bin").write_bytes(GOOD)
    (tmp_path / "chain.pem").write_bytes(chain)
    assert prove_path(tmp_path, Beside(nonce=NONCE)).verdict == "valid"
    assert prove_path(tmp_path, Beside(nonce=bytes(32))).verdict == "invalid"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"message": "!"}, "x: message: expected base64, found other characters. Write the bytes as base64 again."),
        ({"message": 7}, "x: expected message as base64, found none. See docs/attestation.md."),
        ({"nonce": "zz"}, "x: expected a nonce in hexadecimal, found 'zz'. Give the nonce that was sent."),
        ({"registers": []}, "x: expected registers as an object, number to hexadecimal, found something else. "
                            "See docs/attestation.md."),
    ],
)  # fmt: skip
def test_a_broken_quote_file_gives_one_sentence(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        prove_json({**QUOTE, **changes}, "x")
    assert str(refused.value) == sentence


def test_two_nonces_that_differ_are_refused() -> None:
    with pytest.raises(InputError, match="expected the nonce that was stated with --nonce, found another in the file"):
        prove_json(QUOTE, "x", Beside(nonce=bytes(32)))


def test_a_folder_of_unrelated_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing of interest, and certainly no evidence of a machine at all")
    (tmp_path / "data.json").write_text(json.dumps({"a": 1}))
    with pytest.raises(InputError, match=r"expected one report \(hex text\) and one PEM chain, found neither"):
        prove_path(tmp_path)


def test_a_chain_alone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chain.pem").write_bytes(device().chain)
    with pytest.raises(InputError, match="found 1 chain"):
        prove_path(tmp_path)
