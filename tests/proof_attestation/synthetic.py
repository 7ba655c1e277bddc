"""Synthetic keys, chains and evidence, made for tests: none of it comes from a device."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID, ObjectIdentifier

SINCE, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
NAME = "NVIDIA:GH100:0000SYNTHETIC"
NONCE = bytes(range(32))
FWID = bytes.fromhex("ab" * 48)
TCG = ObjectIdentifier("2.23.133.5.4.1")


@dataclass(frozen=True)
class Issued:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x81, size]) if size < 256 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def tcg_extension(fwid: bytes) -> bytes:
    sha384 = der(0x06, bytes.fromhex("608648016503040202"))
    return der(0x30, der(0x02, b"\1") + der(0x30, sha384 + der(0x04, fwid)))


def certificate(
    name: str,
    issuer: Issued | None = None,
    *,
    authority: bool = True,
    device: str | None = None,
    fwid: bytes | None = None,
    extensions: tuple[tuple[str, bytes], ...] = (),
    until: datetime = UNTIL,
    key: Any = None,
) -> Issued:
    key = key or ec.generate_private_key(ec.SECP384R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(SINCE)
        .not_valid_after(until)
        .add_extension(x509.KeyUsage(not authority, False, False, False, False, authority, False, False, False), True)
    )
    if authority:
        builder = builder.add_extension(x509.BasicConstraints(True, None), True)
    if device is not None:
        other = x509.OtherName(ObjectIdentifier("1.3.6.1.4.1.412.274.1"), der(0x0C, device.encode()))
        builder = builder.add_extension(x509.SubjectAlternativeName([other]), False)
    if fwid is not None:
        builder = builder.add_extension(x509.UnrecognizedExtension(TCG, tcg_extension(fwid)), False)
    for oid, value in extensions:
        builder = builder.add_extension(x509.UnrecognizedExtension(ObjectIdentifier(oid), value), False)
    return Issued(builder.sign(issuer.key if issuer else key, hashes.SHA384()), key)


@dataclass(frozen=True)
class Device:
    """A synthetic device with its chain: leaf, boot ROM, intermediate, root."""

    leaf: Issued
    rom: Issued
    middle: Issued
    root: Issued

    @property
    def chain(self) -> bytes:
        return b"".join(issued.pem for issued in (self.leaf, self.rom, self.middle, self.root))


@cache
def device(name: str | None = NAME, fwid: bytes | None = FWID) -> Device:
    root = certificate("Synthetic Device Root")
    middle = certificate("Synthetic Intermediate", root)
    rom = certificate("GH100 SYNTHETIC BROM", middle)
    return Device(certificate("SYNTHETIC LEAF", rom, authority=False, device=name, fwid=fwid), rom, middle, root)


def raw_signature(key: ec.EllipticCurvePrivateKey, data: bytes, algorithm: Any = None) -> bytes:
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(algorithm or hashes.SHA384())))
    size = (key.curve.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def field(number: int, value: bytes) -> bytes:
    return number.to_bytes(2, "little") + len(value).to_bytes(2, "little") + value


def unsigned_report(
    nonce: bytes = NONCE,
    fwid: bytes | None = FWID,
    blocks: int = 64,
    fields: list[tuple[int, bytes]] | None = None,
) -> bytes:
    record = b""
    for index in range(1, blocks + 1):
        value = bytes([1]) + (48).to_bytes(2, "little") + bytes([index]) * 48
        record += bytes([index, 1]) + len(value).to_bytes(2, "little") + value
    opaque = field(3, b"590.12\0") + field(6, bytes.fromhex("00a5009601000000")) + field(11, b"\x55")
    opaque += field(20, fwid) if fwid else b""
    if fields is not None:
        opaque = b"".join(field(number, value) for number, value in fields)
    request = bytes.fromhex("11e001ff") + nonce + b"\0"
    response = bytes.fromhex("11600000") + bytes([blocks]) + len(record).to_bytes(3, "little") + record
    return request + response + bytes(32) + len(opaque).to_bytes(2, "little") + opaque


def report(of: Device | None = None, **parts: Any) -> bytes:
    unsigned = unsigned_report(**parts)
    return unsigned + raw_signature((of or device()).leaf.key, unsigned)


def entry(of: Device | None = None, arch: str = "HOPPER", nonce: bytes = NONCE, **parts: Any) -> dict[str, str]:
    of = of or device()
    return {
        "arch": arch,
        "nonce": nonce.hex(),
        "evidence": base64.b64encode(report(of, **parts)).decode(),
        "certificate": base64.b64encode(of.chain).decode(),
    }


def jwt(key: ec.EllipticCurvePrivateKey, claims: dict[str, Any], kid: str = "synthetic", alg: str = "ES384") -> str:
    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    signed = f"{part(json.dumps({'kid': kid, 'alg': alg}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{signed}.{part(raw_signature(key, signed.encode()))}"


def jwks(key: ec.EllipticCurvePrivateKey, kid: str = "synthetic") -> dict[str, Any]:
    numbers = key.public_key().public_numbers()

    def number(value: int) -> str:
        return base64.urlsafe_b64encode(value.to_bytes(48, "big")).rstrip(b"=").decode()

    return {"keys": [{"kty": "EC", "crv": "P-384", "kid": kid, "x": number(numbers.x), "y": number(numbers.y)}]}
