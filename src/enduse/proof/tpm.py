"""TPM 2.0 quotes: the attested structure, its signature, its registers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from enduse.errors import InputError
from enduse.model.proof import Check, Proved, failed, held, judged, remark, unjudged
from enduse.proof.chain import Chain, check_chain
from enduse.proof.spdm import Cursor

KIND: Final = "tpm_quote"
MAGIC: Final = b"\xffTCG"
QUOTE: Final = 0x8018
MAX_QUOTE_BYTES: Final = 4096
REGISTERS: Final = 24

_HASHES: Final[dict[int, tuple[str, hashes.HashAlgorithm]]] = {
    0x000B: ("sha256", hashes.SHA256()),
    0x000C: ("sha384", hashes.SHA384()),
    0x000D: ("sha512", hashes.SHA512()),
}
_RSASSA, _RSAPSS, _ECDSA = 0x0014, 0x0016, 0x0018
"""Algorithm numbers: TPM 2.0 Library, part 2, section 6.3."""

Key = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@dataclass(frozen=True)
class Quote:
    """A TPMS_ATTEST that holds a quote (TPM 2.0 Library, part 2, section 10.12).

    Attributes:
        signer: name of the signing key as the TPM computes it.
        extra: what the asker sent, normally the nonce.
        clock_ms: milliseconds of operation since the TPM's clock was last reset; not a time of day.
        selection: hash name to the register numbers that were quoted, in order.
        digest: hash over the quoted registers.
    """

    signer: bytes
    extra: bytes
    clock_ms: int
    resets: int
    firmware: int
    selection: tuple[tuple[str, tuple[int, ...]], ...]
    digest: bytes
    signed: bytes


@dataclass(frozen=True)
class Signature:
    """A TPMT_SIGNATURE: scheme, hash, and the signature as the library wants it."""

    scheme: str
    hash: hashes.HashAlgorithm
    value: bytes


def read_quote(data: bytes, where: str) -> Quote:
    """Parse a TPMS_ATTEST of a quote, to the last byte.

    Raises:
        InputError: if it is anything else.
    """
    if len(data) > MAX_QUOTE_BYTES:
        raise InputError(where, f"a quote of at most {MAX_QUOTE_BYTES} bytes", f"{len(data)}", "Fetch it again")
    cursor = Cursor(data, where)
    if cursor.take(4, "magic number") != MAGIC or _number(cursor, 2, "type") != QUOTE:
        raise InputError(where, "a TPM quote", "another structure", "Ask the TPM for a quote")
    signer = _sized(cursor, "signer")
    extra = _sized(cursor, "nonce")
    clock, resets = _number(cursor, 8, "clock"), _number(cursor, 4, "reset count")
    cursor.take(5, "restart count")
    firmware = _number(cursor, 8, "firmware version")
    selection = _selection(cursor)
    digest = _sized(cursor, "register digest")
    cursor.finish()
    return Quote(signer, extra, clock, resets, firmware, selection, digest, data)


def _number(cursor: Cursor, count: int, what: str) -> int:
    return cursor.number(count, what, "big")


def _sized(cursor: Cursor, what: str) -> bytes:
    return cursor.take(_number(cursor, 2, f"size of the {what}"), what)


def _selection(cursor: Cursor) -> tuple[tuple[str, tuple[int, ...]], ...]:
    count = _number(cursor, 4, "count of register banks")
    if count > 16:
        raise InputError(cursor.where, "at most 16 register banks", f"{count}", "Fetch the quote again")
    banks = []
    for _ in range(count):
        algorithm = _number(cursor, 2, "register bank")
        bits = int.from_bytes(cursor.take(_number(cursor, 1, "size of a register map"), "register map"), "little")
        name = _HASHES[algorithm][0] if algorithm in _HASHES else f"algorithm {algorithm:#06x}"
        banks.append((name, tuple(n for n in range(bits.bit_length()) if bits >> n & 1)))
    return tuple(banks)


def read_signature(data: bytes, where: str) -> Signature:
    """Parse a TPMT_SIGNATURE, to the last byte.

    Raises:
        InputError: for other schemes, other hashes, or bytes left over.
    """
    cursor = Cursor(data, where)
    scheme, algorithm = _number(cursor, 2, "signature scheme"), _number(cursor, 2, "signature hash")
    if scheme not in (_RSASSA, _RSAPSS, _ECDSA) or algorithm not in _HASHES:
        found = f"scheme {scheme:#06x}, hash {algorithm:#06x}"
        raise InputError(where, "RSASSA, RSAPSS or ECDSA with SHA-2", found, "Sign the quote with one of these")
    value = _sized(cursor, "signature")
    if scheme == _ECDSA:
        r, s = int.from_bytes(value, "big"), int.from_bytes(_sized(cursor, "signature"), "big")
        value = encode_dss_signature(r, s)
    cursor.finish()
    name = {_RSASSA: "rsassa", _RSAPSS: "rsapss", _ECDSA: "ecdsa"}[scheme]
    return Signature(name, _HASHES[algorithm][1], value)


def read_key(pem: bytes, where: str) -> Key:
    """A public key from PEM.

    Raises:
        InputError: if it is neither RSA nor on an elliptic curve.
    """
    try:
        key = serialization.load_pem_public_key(pem)
    except Exception:  # the library raises several kinds, with no common one
        key = None
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise InputError(where, "an RSA or elliptic curve public key in PEM", "something else", "Give the AK's key")
    return key


def verifies(key: Key, signature: Signature, signed: bytes) -> bool:
    """Whether the signature holds under the key and suits it."""
    try:
        if signature.scheme == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature.value, signed, ec.ECDSA(signature.hash))
        elif signature.scheme == "rsassa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(signature.value, signed, padding.PKCS1v15(), signature.hash)
        elif signature.scheme == "rsapss" and isinstance(key, rsa.RSAPublicKey):
            pss = padding.PSS(padding.MGF1(signature.hash), padding.PSS.AUTO)
            key.verify(signature.value, signed, pss, signature.hash)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def prove_quote(
    message: bytes,
    signature: bytes,
    key: Key | Chain,
    where: str,
    *,
    registers: Mapping[int, bytes] | None = None,
    nonce: bytes | None = None,
    at: datetime | None = None,
    trusted: tuple[x509.Certificate, ...] = (),
) -> Proved:
    """Verify a quote under a bare key or a certificate chain, and the registers where they are given.

    Raises:
        InputError: if message or signature have another shape.
    """
    quote, signed = read_quote(message, where), read_signature(signature, where)
    leaf = key.leaf.public_key() if isinstance(key, Chain) else key
    if not isinstance(leaf, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise InputError(where, "an RSA or elliptic curve key", type(leaf).__name__, "Give the AK's certificate")
    good = verifies(leaf, signed, quote.signed)
    checks = [
        held("quote signature holds under the attestation key") if good
        else failed("quote signature does not hold under the attestation key"),
        *_trust(key, at, trusted),
        _nonce(quote, nonce),
        _registers(quote, signed, registers),
        remark("the quote speaks of the host's boot state, not of the accelerators in it"),
    ]  # fmt: skip
    verdict, because = judged(checks)
    encoded = leaf.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    identity: dict[str, Any] = {
        "names": [f"TPM:AK:{hashlib.sha256(encoded).hexdigest().upper()}"],
        "signer": quote.signer.hex(),
        "nonce": quote.extra.hex(),
        "firmware": f"{quote.firmware:016x}",
        "clock_ms": quote.clock_ms,
        "resets": quote.resets,
        "registers": {name: list(numbers) for name, numbers in quote.selection},
        "register_digest": quote.digest.hex(),
    }
    return Proved(where, KIND, verdict, identity, None, because)


def _trust(key: Key | Chain, at: datetime | None, trusted: tuple[x509.Certificate, ...]) -> list[Check]:
    if not isinstance(key, Chain):
        return [unjudged("attestation key: nothing beside the quote ties it to a TPM")]
    if not trusted:
        return [unjudged("attestation key: its chain was not checked, no root was given (--root)")]
    return check_chain(key, trusted, at, "attestation key's certificate chain")


def _nonce(quote: Quote, nonce: bytes | None) -> Check:
    if nonce is None:
        return remark("no nonce was stated to compare the quote with: who asked, and when, is open")
    if quote.extra != nonce:
        return failed("nonce differs: the quote does not carry the one that was asked with")
    return held("nonce: the quote carries the one that was asked with")


def _registers(quote: Quote, signed: Signature, registers: Mapping[int, bytes] | None) -> Check:
    if registers is None:
        return remark("register values were not given: the quoted digest is only named")
    numbers = [number for _, bank in quote.selection for number in bank]
    if len(quote.selection) != 1 or any(number not in registers for number in numbers):
        return unjudged("register values do not cover the quoted registers of one bank")
    content = b"".join(registers[number] for number in numbers)
    if hashlib.new(signed.hash.name, content).digest() != quote.digest:
        return failed("register values differ from the quoted digest")
    return held(f"register values are those quoted ({len(numbers)} registers)")
