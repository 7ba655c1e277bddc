"""TPM quotes and SEV-SNP reports, per specification, with synthetic keys."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enduse.errors import InputError
from enduse.proof import roots, snp, tpm
from enduse.proof.chain import Chain
from tests.proof_attestation import synthetic
from tests.proof_attestation.synthetic import NONCE, certificate, der

RSA_KEY = rsa.generate_private_key(65537, 2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
REGISTERS = {number: hashlib.sha256(bytes([number])).digest() for number in range(8)}


def sized(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def quote(nonce: bytes = NONCE) -> bytes:
    digest = hashlib.sha256(b"".join(REGISTERS.values())).digest()
    selection = (1).to_bytes(4, "big") + bytes.fromhex("000b03ff0000")
    clock = (123456).to_bytes(8, "big") + (3).to_bytes(4, "big") + bytes(5)
    head = b"\xffTCG\x80\x18" + sized(b"signer") + sized(nonce)
    return head + clock + bytes(8) + selection + sized(digest)


def signature(message: bytes, scheme: str = "rsassa") -> bytes:
    if scheme == "ecdsa":
        r, s = decode_dss_signature(EC_KEY.sign(message, ec.ECDSA(hashes.SHA256())))
        return bytes.fromhex("0018000b") + sized(r.to_bytes(32, "big")) + sized(s.to_bytes(32, "big"))
    if scheme == "rsapss":
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
        return bytes.fromhex("0016000b") + sized(RSA_KEY.sign(message, pss, hashes.SHA256()))
    return bytes.fromhex("0014000b") + sized(RSA_KEY.sign(message, padding.PKCS1v15(), hashes.SHA256()))


def ak_chain(key: Any) -> tuple[Chain, Any]:
    root = certificate("Synthetic TPM Root")
    ak = certificate("AK", root, authority=False, key=key)
    # The builder signs with the issuer's key; only the public half of the AK's stands in it.
    return Chain((ak.certificate, root.certificate)), root.certificate


@pytest.mark.parametrize("scheme", ["rsassa", "rsapss", "ecdsa"])
def test_a_quote_under_a_trusted_chain_is_valid(scheme: str) -> None:
    chain, root = ak_chain(EC_KEY if scheme == "ecdsa" else RSA_KEY)
    message = quote()
    proved = tpm.prove_quote(
        message, signature(message, scheme), chain, "x", registers=REGISTERS, nonce=NONCE, trusted=(root,)
    )
    assert proved.verdict == "valid"
    assert proved.identity["registers"] == {"sha256": list(range(8))}
    assert proved.identity["clock_ms"] == 123456


def test_a_bare_key_ties_the_quote_to_nothing() -> None:
    message = quote()
    proved = tpm.prove_quote(message, signature(message), RSA_KEY.public_key(), "x", nonce=NONCE)
    assert (proved.verdict, proved.because[0]) == (
        "unknown",
        "attestation key: nothing beside the quote ties it to a TPM",
    )


def test_wrong_nonce_registers_and_key_have_their_own_reasons() -> None:
    message = quote()
    good, key = signature(message), RSA_KEY.public_key()
    wrong = {**REGISTERS, 3: bytes(32)}
    assert tpm.prove_quote(message, good, key, "x", nonce=bytes(32)).because[0].startswith("nonce differs")
    assert tpm.prove_quote(message, good, key, "x", registers=wrong).because[0].startswith("register values differ")
    other = rsa.generate_private_key(65537, 2048).public_key()
    assert tpm.prove_quote(message, good, other, "x").because[0].startswith("quote signature does not hold")
    assert tpm.prove_quote(message, good, EC_KEY.public_key(), "x").verdict == "invalid"


@settings(max_examples=150, deadline=None)
@given(part=st.integers(0, 1), bit=st.integers(0, 1 << 16))
def test_a_flipped_bit_of_a_quote_is_caught(part: int, bit: int) -> None:
    parts = [bytearray(MESSAGE), bytearray(SIGNATURE)]
    parts[part][bit // 8 % len(parts[part])] ^= 1 << bit % 8
    try:
        proved = tpm.prove_quote(bytes(parts[0]), bytes(parts[1]), TPM_CHAIN, "x", nonce=NONCE, trusted=(TPM_ROOT,))
    except InputError:
        return
    assert proved.verdict == "invalid"


MESSAGE = quote()
SIGNATURE = signature(MESSAGE)
TPM_CHAIN, TPM_ROOT = ak_chain(RSA_KEY)


# --- SEV-SNP ---

CHIP = bytes(range(64))
TCB = bytes([3, 0, 0, 0, 0, 0, 8, 115])


def vcek(chip: bytes = CHIP, levels: tuple[int, int, int, int] = (3, 0, 8, 115)) -> tuple[Any, Chain]:
    root = synthetic.device().root
    ask = synthetic.device().middle
    oids = ("3.1", "3.2", "3.3", "3.8")
    stated = [(f"1.3.6.1.4.1.3704.1.{oid}", der(2, bytes([v]))) for oid, v in zip(oids, levels, strict=True)]
    stated.append(("1.3.6.1.4.1.3704.1.4", chip))
    leaf = certificate("SEV-VCEK", ask, authority=False, extensions=tuple(stated))
    return leaf, Chain((leaf.certificate, ask.certificate, root.certificate))


def snp_report(leaf: Any, nonce: bytes = NONCE, policy: int = 0x30000, chip: bytes = CHIP, tcb: bytes = TCB) -> bytes:
    report = bytearray(snp.REPORT_BYTES)
    report[0:4] = (2).to_bytes(4, "little")
    report[0x08:0x10] = policy.to_bytes(8, "little")
    report[0x34:0x38] = (1).to_bytes(4, "little")
    report[0x50:0x90] = nonce.ljust(64, b"\0")
    report[0x90:0xC0] = b"\x5a" * 48
    report[0x180:0x188] = tcb
    report[0x1A0:0x1E0] = chip
    r, s = decode_dss_signature(leaf.key.sign(bytes(report[:0x2A0]), ec.ECDSA(hashes.SHA384())))
    report[0x2A0:0x2E8] = r.to_bytes(72, "little")
    report[0x2E8:0x330] = s.to_bytes(72, "little")
    return bytes(report)


LEAF, CHAIN = vcek()


@pytest.mark.usefixtures("synthetic_root")
class TestSnp:
    def test_a_report_under_its_chain_is_valid(self) -> None:
        proved = snp.prove_report(snp_report(LEAF), CHAIN, "x", nonce=NONCE)
        assert proved.verdict == "valid"
        assert proved.identity["names"] == [f"AMD:SNP:{CHIP.hex().upper()}"]

    def test_each_fault_has_its_own_reason(self) -> None:
        def first(report: bytes, chain: Chain = CHAIN, **options: Any) -> str:
            proved = snp.prove_report(report, chain, "x", **options)
            assert proved.verdict == "invalid"
            return proved.because[0]

        _other_leaf, other = vcek()
        assert first(snp_report(LEAF), other) == "SNP report signature does not hold under SEV-VCEK"
        assert first(snp_report(LEAF), nonce=bytes(32)).startswith("nonce differs")
        assert first(snp_report(LEAF, policy=0xB0000)).startswith("guest policy allows debugging")
        assert first(snp_report(LEAF, chip=bytes(63) + b"\1")) == "chip: the report's differs from the certificate's"
        newer = bytes([4, *TCB[1:]])
        assert first(snp_report(LEAF, tcb=newer)).endswith("differ from the certificate's (bootloader)")

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(bit=st.integers(0, 8 * snp.REPORT_BYTES - 1))
    def test_a_flipped_bit_of_a_report_is_caught(self, bit: int) -> None:
        report = bytearray(GOOD)
        report[bit // 8] ^= 1 << bit % 8
        try:
            proved = snp.prove_report(bytes(report), CHAIN, "x", nonce=NONCE)
        except InputError:
            return
        assert proved.verdict == "invalid"


GOOD = snp_report(LEAF)


def test_amds_pinned_root_signs_itself() -> None:
    for root in roots.pinned(*roots.AMD):
        root.verify_directly_issued_by(root)


def test_a_key_from_pem() -> None:
    pem = RSA_KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert isinstance(tpm.read_key(pem, "x"), rsa.RSAPublicKey)
    with pytest.raises(InputError, match="expected an RSA or elliptic curve public key in PEM"):
        tpm.read_key(b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "x")
