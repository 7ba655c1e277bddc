"""Certificate chains: read strictly, checked to a pinned root, with device identity."""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtensionOID, NameOID, ObjectIdentifier

from enduse.errors import InputError
from enduse.model.proof import Check, failed, held, remark
from enduse.proof import der

DEVICE_NAME: Final = ObjectIdentifier("1.3.6.1.4.1.412.274.1")
"""DMTF's otherName for a device, in the leaf's subject alternative name (DSP0274)."""

TCG_DICE: Final = "2.23.133.5.4.1"
"""TCG DICE evidence; Hopper carries it as is, Blackwell under ``.1``."""

MAX_CERTIFICATES: Final = 10
MAX_BYTES: Final = 1 << 18

_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)-----END CERTIFICATE-----(?:\n|\Z)")
_SPACES = b"\r\n \t"


@dataclass(frozen=True)
class Chain:
    """Certificates, leaf first."""

    certificates: tuple[x509.Certificate, ...]

    @property
    def leaf(self) -> x509.Certificate:
        return self.certificates[0]


def strict_base64(text: bytes | str, where: str) -> bytes:
    """Base64 that could not have been written otherwise, so that no bit of it is free.

    Raises:
        InputError: for foreign characters, wrong padding or bits that decode to nothing.
    """
    raw = text.encode("ascii", "replace") if isinstance(text, str) else text
    packed = raw.translate(None, _SPACES)
    try:
        data = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        raise InputError(where, "base64", "other characters", "Write the bytes as base64 again") from None
    if base64.b64encode(data) != packed:
        raise InputError(where, "base64", "bits that decode to nothing", "Write the bytes as base64 again")
    return data


def read_chain(pem: bytes, where: str) -> Chain:
    """Read a PEM chain, leaf first; nothing may stand in it but certificates, in lines that end all alike.

    Raises:
        InputError: if it is not such a chain.
    """
    if len(pem) > MAX_BYTES:
        raise InputError(where, f"a chain of at most {MAX_BYTES} bytes", f"{len(pem)} bytes", "Give one chain")
    if pem.count(b"\r\n") == pem.count(b"\n") == pem.count(b"\r"):
        pem = pem.replace(b"\r\n", b"\n")
    bodies = _BLOCK.findall(pem)
    if not bodies or _BLOCK.sub(b"", pem).strip(b"\n"):
        found = "other text between them" if bodies else "none"
        raise InputError(where, "PEM certificates, leaf first", found, "Write the chain as PEM again")
    if len(bodies) > MAX_CERTIFICATES:
        found = f"{len(bodies)} certificates"
        raise InputError(where, f"at most {MAX_CERTIFICATES} certificates", found, "Give one chain")
    return Chain(tuple(read_certificate(strict_base64(body, where), where) for body in bodies))


def read_certificate(data: bytes, where: str) -> x509.Certificate:
    """Read one DER certificate.

    Raises:
        InputError: if the library cannot make a certificate of it, or bits of it could be otherwise.
    """
    _refuse_free_bits(data, where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what the library only warns of, such as a negative serial number
            certificate = x509.load_der_x509_certificate(data)
            # Keys, names and extensions are parsed on demand: demand them here, where refusing is possible.
            certificate.public_key()
            certificate.extensions.__iter__()
            certificate.subject.rfc4514_string()
            certificate.signature_hash_algorithm.__class__  # noqa: B018
    except Exception as error:  # the library raises a dozen kinds for broken DER, and no common one
        kind = type(error).__name__
        raise InputError(where, "an X.509 certificate", f"bytes that are none ({kind})", "Fetch it again") from None
    return certificate


def _refuse_free_bits(data: bytes, where: str) -> None:
    """Refuse a signature that is not whole bytes: libraries pass over its count of unused bits."""
    parts = list(der.elements(der.only(data, der.SEQUENCE, where), where))
    if len(parts) != 3 or parts[2].tag != der.BIT_STRING or parts[2].content[:1] != b"\0":
        raise InputError(where, "a certificate signed in whole bytes", "one that is not", "Fetch it again")


def check_chain(
    chain: Chain, roots: tuple[x509.Certificate, ...], at: datetime | None = None, subject: str = "certificate chain"
) -> list[Check]:
    """Signatures, issuing rights, the pinned root, and validity dates where an instant is stated."""
    checks = [_links(chain, subject), _rights(chain, subject), _anchored(chain, roots, subject)]
    if at is not None:
        checks.append(_dates(chain, at, subject))
    checks.append(
        remark(f"revocation of the {subject} cannot be checked offline: whether it was withdrawn is unknown")
    )
    return checks


def _links(chain: Chain, subject: str) -> Check:
    for number, (child, parent) in enumerate(zip(chain.certificates, chain.certificates[1:], strict=False), 1):
        problem = issued_by(child, parent)
        if problem:
            return failed(f"{subject}: certificate {number} is not issued by certificate {number + 1} ({problem})")
    return held(f"{subject}: all {len(chain.certificates)} certificates are signed by the next")


def issued_by(child: x509.Certificate, parent: x509.Certificate) -> str | None:
    """Why ``parent`` did not issue ``child``; None if it did."""
    try:
        child.verify_directly_issued_by(parent)
    except ValueError:
        return "names differ"
    except Exception:  # InvalidSignature, TypeError and UnsupportedAlgorithm have no common kind
        return "signature does not hold"
    return None


def _rights(chain: Chain, subject: str) -> Check:
    for number, certificate in enumerate(chain.certificates[1:], 2):
        try:
            constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
            usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        except x509.ExtensionNotFound:
            return failed(f"{subject}: certificate {number} states no right to issue certificates")
        if not constraints.ca or not usage.key_cert_sign:
            return failed(f"{subject}: certificate {number} has no right to issue certificates")
        if constraints.path_length is not None and constraints.path_length < number - 2:
            return failed(f"{subject}: certificate {number} may not stand so far above the leaf")
    return held(f"{subject}: every issuer has the right to issue")


def _anchored(chain: Chain, roots: tuple[x509.Certificate, ...], subject: str) -> Check:
    last = chain.certificates[-1]
    name = common_name(last) or "without a name"
    if any(last == root for root in roots):
        return held(f"{subject}: ends at the pinned root {name}")
    issuer = next((root for root in roots if issued_by(last, root) is None), None)
    if issuer is not None and last.subject != last.issuer:
        return held(f"{subject}: issued by the pinned root {common_name(issuer)}")
    return failed(f"{subject}: the root {name} is not one that is trusted here")


def _dates(chain: Chain, at: datetime, subject: str) -> Check:
    instant = at if at.tzinfo else at.replace(tzinfo=UTC)
    for number, certificate in enumerate(chain.certificates, 1):
        since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        if not since <= instant <= until:
            span = f"{since:%Y-%m-%d} to {until:%Y-%m-%d}"
            return failed(f"{subject}: certificate {number} is good from {span}, not on {instant:%Y-%m-%d}")
    return held(f"{subject}: every certificate is within its dates on {instant:%Y-%m-%d}")


def common_name(certificate: x509.Certificate) -> str | None:
    """The subject's common name, if it has one."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else None


def device_names(certificate: x509.Certificate, where: str) -> list[str]:
    """The DMTF device names of a leaf, for instance ``NVIDIA:GH100:48B02D92494BADF4``."""
    try:
        extension = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
    except x509.ExtensionNotFound:
        return []
    names = []
    for other in extension.value.get_values_for_type(x509.OtherName):  # type: ignore[attr-defined]
        if other.type_id == DEVICE_NAME:
            names.append(der.only(other.value, der.UTF8_STRING, where).decode("utf-8", "replace"))
    return names


def firmware_identities(certificate: x509.Certificate, where: str) -> list[bytes]:
    """The SHA-384 firmware identities (FWID) of the leaf's TCG DICE extension, 48 bytes each."""
    for extension in certificate.extensions:
        if extension.oid.dotted_string in (TCG_DICE, f"{TCG_DICE}.1"):
            value = extension.value
            assert isinstance(value, x509.UnrecognizedExtension)
            return [digest for digest in der.digests(value.value, der.SHA384, where) if any(digest)]
    return []


def key_hex(certificate: x509.Certificate) -> str:
    """The public key as hexadecimal: the uncompressed point of an elliptic curve, else DER."""
    key = certificate.public_key()
    if type(key).__name__ == "ECPublicKey":
        form, encoding = serialization.PublicFormat.UncompressedPoint, serialization.Encoding.X962
    else:
        form, encoding = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.Encoding.DER
    return key.public_bytes(encoding, form).hex()
