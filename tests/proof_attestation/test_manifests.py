"""Reference manifests: synthetic ones signed here, and measurements compared with them."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enduse.errors import InputError
from enduse.proof import rim
from enduse.proof.c14n import canonical, parse
from enduse.proof.spdm import read_report
from tests.proof_attestation import synthetic
from tests.proof_attestation.synthetic import certificate

pytestmark = pytest.mark.usefixtures("synthetic_root")
DAY = datetime(2025, 1, 1)
C14N11 = "http://www.w3.org/2006/12/xml-c14n11"
FORMS = list(rim.CANONICAL)


def resources(values: dict[int, list[str]]) -> str:
    lines = []
    for index in range(4):
        hashes = values.get(index, ["00" * 48])
        digests = " ".join(f'h:Hash{n}="{value}"' for n, value in enumerate(hashes))
        active = index in values
        lines.append(
            f'<s:Resource type="Measurement" index="{index}" active="{active}" alternatives="{len(hashes)}" {digests} '
            f'name="Measurement_{index}" size="48"/>'
        )
    return "\n  ".join(lines)


def manifest(
    values: dict[int, list[str]] | None = None,
    form: str = C14N11,
    chain: tuple[Any, ...] | None = None,
    signer: Any = None,
) -> bytes:
    values = {1: [bytes([2]).hex() * 48], 2: ["ff" * 48, bytes([3]).hex() * 48]} if values is None else values
    of = synthetic.device()
    signing = signer or SIGNER
    chain = chain or (SIGNER, of.root)
    open_tag = (
        f'<SoftwareIdentity xmlns="{rim.SWID}" xmlns:s="{rim.SWID}" xmlns:h="http://www.w3.org/2001/04/xmlenc#sha384" '
        'name="GH100" tagId="synthetic" version="1.0" xml:lang="en">'
    )
    meta = '<s:Meta xmlns:r="urn:rim" colloquialVersion="96.00.A5.00.01" edition="GPU" r:BindingSpec="RIMIM"/>'
    body = f"{open_tag}\n {meta}\n <s:Payload>\n  {resources(values)}\n </s:Payload>\n"
    exclusive, version = rim.CANONICAL[form]
    content = canonical(parse(f"{body}</SoftwareIdentity>".encode(), "x"), exclusive=exclusive, version=version)
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    info = (
        f'<d:SignedInfo><d:CanonicalizationMethod Algorithm="{form}"/>'
        '<d:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"/><d:Reference URI="">'
        f'<d:Transforms><d:Transform Algorithm="{rim.ENVELOPED}"/><d:Transform Algorithm="{form}"/></d:Transforms>'
        '<d:DigestMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#sha384"/>'
        f"<d:DigestValue>{digest}</d:DigestValue></d:Reference></d:SignedInfo>"
    )
    draft = parse(f'{body}<d:Signature xmlns:d="{rim.DSIG}">{info}</d:Signature></SoftwareIdentity>'.encode(), "x")
    (signature,) = draft.find_all(rim.DSIG, "Signature")
    (signed_info,) = signature.find_all(rim.DSIG, "SignedInfo")
    signed = canonical(signed_info, exclusive=exclusive, version=version)
    value = base64.b64encode(synthetic.raw_signature(signing.key, signed)).decode()
    certificates = "".join(
        f"<d:X509Certificate>{base64.b64encode(der(one)).decode()}</d:X509Certificate>" for one in chain
    )
    tail = f"<d:SignatureValue>{value}</d:SignatureValue><d:KeyInfo><d:X509Data>{certificates}</d:X509Data></d:KeyInfo>"
    return f'{body}<d:Signature xmlns:d="{rim.DSIG}">{info}{tail}</d:Signature></SoftwareIdentity>'.encode()


def der(one: Any) -> bytes:
    return bytes(one.certificate.public_bytes(serialization.Encoding.DER))


SIGNER = certificate("Synthetic Manifest Signer", synthetic.device().root, authority=False)
GOOD = manifest()


@pytest.mark.parametrize("form", FORMS)
def test_a_signed_manifest_verifies_in_every_canonical_form(form: str) -> None:
    proved = rim.prove_manifest(manifest(form=form), "x", DAY)
    assert proved.verdict == "valid"
    assert proved.identity["version"] == "96.00.A5.00.01"
    assert list(proved.identity["measurements"]) == ["Measurement_1", "Measurement_2"]


def reason(data: bytes, day: datetime = DAY) -> str:
    proved = rim.prove_manifest(data, "x", day)
    assert proved.verdict == "invalid"
    return proved.because[0]


def test_a_changed_digest_is_refused() -> None:
    changed = GOOD.replace(b'h:Hash0="0202', b'h:Hash0="0302')
    assert reason(changed) == "manifest digest differs: its contents were altered after signing"


def test_another_signers_key_is_refused() -> None:
    other = certificate("Other", synthetic.device().root, authority=False)
    assert reason(manifest(signer=other)) == "manifest signature does not hold under Synthetic Manifest Signer"


def test_a_good_signature_with_a_bad_chain_is_refused() -> None:
    other = certificate("Other Root")
    signer = certificate("S", other, authority=False)
    data = manifest(chain=(signer, other), signer=signer)
    assert reason(data) == "manifest's certificate chain: the root Other Root is not one that is trusted here"


def test_an_expired_signer_is_refused_after_its_day_and_not_before() -> None:
    from datetime import UTC

    signer = certificate("S", synthetic.device().root, authority=False, until=datetime(2025, 6, 1, tzinfo=UTC))
    data = manifest(chain=(signer, synthetic.device().root), signer=signer)
    assert rim.prove_manifest(data, "x", DAY).verdict == "valid"
    late = "manifest's certificate chain: certificate 1 is good from 2020-01-01 to 2025-06-01, not on 2026-01-01"
    assert reason(data, datetime(2026, 1, 1)) == late


def test_content_wrapped_around_the_signature_is_refused() -> None:
    """A second signature, or one that is not directly below the root, is not a signature over the whole."""
    wrapped = GOOD.replace(b"<d:Signature ", b"<s:Wrap><d:Signature ").replace(
        b"</d:Signature>", b"</d:Signature></s:Wrap>"
    )
    with pytest.raises(InputError, match="expected one XML signature below the root, found 1"):
        rim.prove_manifest(wrapped, "x", DAY)


def test_a_reference_to_a_part_is_refused() -> None:
    assert "expected a signature over the whole manifest" in reason(GOOD.replace(b'URI=""', b'URI="#part"'))


def test_an_unknown_transform_is_refused() -> None:
    changed = GOOD.replace(rim.ENVELOPED.encode(), b"http://www.w3.org/TR/1999/REC-xslt-19991116")
    assert "expected the enveloped signature and one canonical form" in reason(changed)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bit=st.integers(0, 8 * len(GOOD) - 1))
def test_a_flipped_bit_of_a_manifest_is_caught(bit: int) -> None:
    changed = bytearray(GOOD)
    changed[bit // 8] ^= 1 << bit % 8
    try:
        proved = rim.prove_manifest(bytes(changed), "x", DAY)
    except InputError:
        return
    same = canonical(parse(bytes(changed), "x")) == canonical(parse(GOOD, "x"))  # white space between attributes
    assert (proved.verdict == "valid") <= same


def test_measurements_are_compared_with_the_manifest() -> None:
    report = read_report(synthetic.report(), "x")
    (check,) = rim.compare(report, [rim.read_manifest(GOOD, "x")])
    assert (check.passed, check.says) == (True, "all 2 measurements of the GPU 96.00.A5.00.01 manifest are met")
    wrong = rim.read_manifest(manifest({1: ["02" * 48], 3: ["77" * 48]}), "x")
    (check,) = rim.compare(report, [wrong])
    assert check.says == "measurements 3 are not what the GPU 96.00.A5.00.01 manifest allows"
