"""Reference integrity manifests: XML signature, its own chain, golden measurements."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from enduse.errors import InputError
from enduse.model.proof import Check, Proved, failed, held, judged, remark
from enduse.proof import roots
from enduse.proof.c14n import Element, canonical, parse
from enduse.proof.chain import MAX_CERTIFICATES, Chain, check_chain, common_name, read_certificate, strict_base64
from enduse.proof.spdm import Report

KIND: Final = "rim"
DSIG: Final = "http://www.w3.org/2000/09/xmldsig#"
SWID: Final = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd"
TCG_RIM: Final = "https://trustedcomputinggroup.org/resource/tcg-reference-integrity-manifest-rim-information-model/"
ENVELOPED: Final = f"{DSIG}enveloped-signature"

CANONICAL: Final = {
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": (False, "1.0"),
    "http://www.w3.org/2006/12/xml-c14n11": (False, "1.1"),
    "http://www.w3.org/2001/10/xml-exc-c14n#": (True, "1.0"),
}
DIGESTS: Final = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
SIGNATURES: Final = {
    f"http://www.w3.org/2001/04/xmldsig-more#{key}-{name}": (key, algorithm)
    for key in ("ecdsa", "rsa")
    for name, algorithm in (("sha256", hashes.SHA256()), ("sha384", hashes.SHA384()), ("sha512", hashes.SHA512()))
}

NVDEC0_MEASUREMENT: Final = 35
NVDEC0_ENABLED: Final = b"\xaa"
"""Measurement 35 counts only where the report's field 11 says so (NVIDIA/nvtrust, local verifier)."""


@dataclass(frozen=True)
class Manifest:
    """A parsed manifest: what it is for, and the digests it allows by measurement number from zero."""

    tag: str | None
    name: str | None
    version: str | None
    edition: str | None
    golden: dict[int, tuple[bytes, ...]]
    root: Element
    signature: Element


def read_manifest(data: bytes, where: str) -> Manifest:
    """Parse a manifest.

    Raises:
        InputError: if it is not a software identity with one XML signature.
    """
    root = parse(data, where)
    if (root.namespace, root.local) != (SWID, "SoftwareIdentity"):
        raise InputError(where, "a software identity tag", f"an element {root.local}", "Give a reference manifest")
    signatures = [element for element in root.walk() if (element.namespace, element.local) == (DSIG, "Signature")]
    if len(signatures) != 1 or signatures[0].parent is not root:
        raise InputError(where, "one XML signature below the root", f"{len(signatures)}", "Give the signed manifest")
    meta = next(iter(root.find_all(SWID, "Meta")), None)
    return Manifest(
        tag=root.get("tagId"),
        name=root.get("name"),
        version=meta.get("colloquialVersion") if meta else None,
        edition=meta.get("edition") if meta else None,
        golden=_golden(root, where),
        root=root,
        signature=signatures[0],
    )


def _golden(root: Element, where: str) -> dict[int, tuple[bytes, ...]]:
    golden: dict[int, tuple[bytes, ...]] = {}
    for payload in root.find_all(SWID, "Payload"):
        for resource in payload.find_all(SWID, "Resource"):
            if resource.get("type") != "Measurement" or resource.get("active") != "True":
                continue
            try:
                index, alternatives = int(resource.get("index") or ""), int(resource.get("alternatives") or "")
                values = {local: value for (_, local, _), value in resource.attributes.items()}
                allowed = tuple(bytes.fromhex(values[f"Hash{n}"]) for n in range(min(alternatives, 1024)))
            except (ValueError, KeyError):
                raise InputError(where, "measurements with digests", "one without", "Fetch it again") from None
            if index in golden:
                raise InputError(where, "each measurement once", f"{index} twice", "Fetch it again")
            golden[index] = allowed
    return golden


def prove_manifest(data: bytes, where: str, at: datetime, extra: Sequence[x509.Certificate] = ()) -> Proved:
    """Verify a manifest's signature and chain at a stated instant.

    Raises:
        InputError: if the bytes are no manifest.
    """
    manifest = read_manifest(data, where)
    checks = verify_manifest(manifest, where, at, extra)
    verdict, because = judged(checks)
    identity: dict[str, Any] = {
        "names": [manifest.tag] if manifest.tag else [],
        "product": manifest.name,
        "version": manifest.version,
        "edition": manifest.edition,
        "measurements": {f"Measurement_{n}": [value.hex() for value in g] for n, g in manifest.golden.items()},
    }
    return Proved(where, KIND, verdict, identity, None, because)


def verify_manifest(
    manifest: Manifest, where: str, at: datetime, extra: Sequence[x509.Certificate] = ()
) -> list[Check]:
    """Digest, signature and chain; a part that cannot be read fails in its own sentence."""
    try:
        chain = _chain(manifest.signature, where)
        return [
            _digest(manifest, where),
            _signed(manifest.signature, chain, where),
            *check_chain(chain, (*roots.pinned(roots.NVIDIA_MANIFEST), *extra), at, "manifest's certificate chain"),
        ]
    except InputError as error:
        return [failed(str(error))]


def _child(element: Element, local: str, where: str) -> Element:
    found = element.find_all(DSIG, local)
    if len(found) != 1:
        raise InputError(where, f"one {local} in the signature", f"{len(found)}", "Give the signed manifest")
    return found[0]


def _method(element: Element, local: str, known: dict[str, Any], where: str) -> Any:
    algorithm = _child(element, local, where).get("Algorithm") or ""
    if algorithm not in known:
        raise InputError(where, f"a {local} that is supported", algorithm or "none", "See docs/attestation.md")
    return known[algorithm]


def _digest(manifest: Manifest, where: str) -> Check:
    reference = _child(_child(manifest.signature, "SignedInfo", where), "Reference", where)
    if reference.get("URI") != "":
        raise InputError(where, "a signature over the whole manifest", "one over a part", "Give the signed manifest")
    transforms = _child(reference, "Transforms", where).find_all(DSIG, "Transform")
    algorithms = [transform.get("Algorithm") or "" for transform in transforms]
    if algorithms[:1] != [ENVELOPED] or len(algorithms) > 2 or any(a not in CANONICAL for a in algorithms[1:]):
        raise InputError(where, "the enveloped signature and one canonical form", "others", "See docs/attestation.md")
    if any(child for transform in transforms for child in transform.children if isinstance(child, Element)):
        raise InputError(where, "transforms without parameters", "some", "See docs/attestation.md")
    exclusive, version = CANONICAL[algorithms[1]] if len(algorithms) > 1 else (False, "1.0")
    content = canonical(manifest.root, exclusive=exclusive, version=version, without=manifest.signature)
    digest = hashlib.new(_method(reference, "DigestMethod", DIGESTS, where), content).digest()
    if digest != strict_base64(_child(reference, "DigestValue", where).text, where):
        return failed("manifest digest differs: its contents were altered after signing")
    return held("manifest digest is the signed one")


def _signed(signature: Element, chain: Chain, where: str) -> Check:
    info = _child(signature, "SignedInfo", where)
    exclusive, version = _method(info, "CanonicalizationMethod", CANONICAL, where)
    kind, algorithm = _method(info, "SignatureMethod", SIGNATURES, where)
    content = canonical(info, exclusive=exclusive, version=version)
    value = strict_base64(_child(signature, "SignatureValue", where).text, where)
    signer = common_name(chain.leaf) or "the leaf"
    if not verifies(chain.leaf, kind, algorithm, value, content):
        return failed(f"manifest signature does not hold under {signer}")
    return held(f"manifest signature holds under {signer}")


def verifies(
    certificate: x509.Certificate, kind: str, algorithm: hashes.HashAlgorithm, value: bytes, content: bytes
) -> bool:
    """Whether an XML-DSig signature value (r and s side by side, or PKCS #1 v1.5) holds."""
    key = certificate.public_key()
    try:
        if kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            size = (key.curve.key_size + 7) // 8
            if len(value) != 2 * size:
                return False
            r, s = (int.from_bytes(half, "big") for half in (value[:size], value[size:]))
            key.verify(encode_dss_signature(r, s), content, ec.ECDSA(algorithm))
        elif kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(value, content, padding.PKCS1v15(), algorithm)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _chain(signature: Element, where: str) -> Chain:
    data = _child(_child(signature, "KeyInfo", where), "X509Data", where)
    certificates = data.find_all(DSIG, "X509Certificate")
    if not 0 < len(certificates) <= MAX_CERTIFICATES:
        raise InputError(where, "a certificate chain in the signature", f"{len(certificates)}", "Give the signed one")
    return Chain(tuple(read_certificate(strict_base64(c.text, where), where) for c in certificates))


def compare(report: Report, manifests: Sequence[Manifest]) -> list[Check]:
    """A report's measurements against what manifests allow; every active one must be met."""
    measured = {measurement.index - 1: measurement.value for measurement in report.measurements}
    checks = []
    for manifest in manifests:
        skipped = report.opaque.get("nvdec0_status") != NVDEC0_ENABLED
        wanted = {n: g for n, g in manifest.golden.items() if not (n == NVDEC0_MEASUREMENT and skipped)}
        wrong = [n for n, allowed in wanted.items() if measured.get(n) not in allowed]
        label = f"{manifest.edition or 'manifest'} {manifest.version or ''}".strip()
        if wrong:
            checks.append(failed(f"measurements {', '.join(map(str, wrong))} are not what the {label} manifest allows"))
        elif wanted:
            checks.append(held(f"all {len(wanted)} measurements of the {label} manifest are met"))
        else:
            checks.append(remark(f"the {label} manifest allows nothing and was not compared"))
    return checks
