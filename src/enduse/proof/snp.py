"""AMD SEV-SNP attestation reports: the host's processor, its firmware, its chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from enduse.errors import InputError
from enduse.model.proof import Check, Proved, failed, held, judged, remark
from enduse.proof import der, roots
from enduse.proof.chain import Chain, check_chain, common_name

KIND: Final = "snp_report"
REPORT_BYTES: Final = 0x4A0
SIGNED_BYTES: Final = 0x2A0
_NUMBER_BYTES: Final = 72  # r and s, little endian, zero padded

_OID: Final = "1.3.6.1.4.1.3704.1"
_CHIP: Final = f"{_OID}.4"
_TCB_OIDS: Final = {"bootloader": f"{_OID}.3.1", "tee": f"{_OID}.3.2", "snp": f"{_OID}.3.3", "microcode": f"{_OID}.3.8"}
_TCB_BYTES: Final = {"bootloader": 0, "tee": 1, "snp": 6, "microcode": 7}
_TCB_BYTES_TURIN: Final = {"bootloader": 1, "tee": 2, "snp": 3, "microcode": 7}
"""Places of the version numbers in REPORTED_TCB: AMD 56860 rev. 1.58, tables 3 and 4."""

_SIGNERS: Final = {0: "VCEK", 1: "VLEK", 7: "none"}


@dataclass(frozen=True)
class SnpReport:
    """An ATTESTATION_REPORT (AMD 56860, table 23), the fields that identify and bind."""

    version: int
    vmpl: int
    policy: int
    signer: str
    report_data: bytes
    measurement: bytes
    host_data: bytes
    reported_tcb: bytes
    chip: bytes
    signed: bytes
    r: int
    s: int

    @property
    def debug(self) -> bool:
        """Whether the guest's policy allows the host to debug it, which reveals everything."""
        return bool(self.policy >> 19 & 1)


def read_report(data: bytes, where: str) -> SnpReport:
    """Parse a report.

    Raises:
        InputError: if it is not 1,184 bytes of a version that is known, or its padding is not zero.
    """
    if len(data) != REPORT_BYTES:
        raise InputError(where, f"an SNP report of {REPORT_BYTES} bytes", f"{len(data)} bytes", "Fetch it again")
    version, algorithm = (int.from_bytes(data[at : at + 4], "little") for at in (0, 0x34))
    if version not in (2, 3, 4, 5) or algorithm != 1:
        found = f"version {version}, algorithm {algorithm}"
        raise InputError(where, "an SNP report of version 2 to 5 signed with P-384", found, "Fetch it again")
    signature = data[SIGNED_BYTES:]
    if any(signature[2 * _NUMBER_BYTES :]):
        raise InputError(where, "zeroes after the signature", "other bytes", "Fetch it again")
    return SnpReport(
        version=version,
        vmpl=int.from_bytes(data[0x30:0x34], "little"),
        policy=int.from_bytes(data[0x08:0x10], "little"),
        signer=_SIGNERS.get(data[0x48] >> 2 & 7, "unknown"),
        report_data=data[0x50:0x90],
        measurement=data[0x90:0xC0],
        host_data=data[0xC0:0xE0],
        reported_tcb=data[0x180:0x188],
        chip=data[0x1A0:0x1E0],
        signed=data[:SIGNED_BYTES],
        r=int.from_bytes(signature[:_NUMBER_BYTES], "little"),
        s=int.from_bytes(signature[_NUMBER_BYTES : 2 * _NUMBER_BYTES], "little"),
    )


def prove_report(
    data: bytes,
    chain: Chain,
    where: str,
    at: datetime | None = None,
    nonce: bytes | None = None,
    extra: Sequence[x509.Certificate] = (),
) -> Proved:
    """Verify a report under its chain (VCEK or VLEK first, then ASK or ASVK, then ARK).

    Raises:
        InputError: if the report has another shape.
    """
    report = read_report(data, where)
    verdict, because = judged(verify_report(report, chain, at, nonce, extra))
    identity: dict[str, Any] = {
        "names": [f"AMD:SNP:{report.chip.hex().upper()}"] if any(report.chip) else [],
        "signer": report.signer,
        "measurement": report.measurement.hex(),
        "report_data": report.report_data.hex(),
        "host_data": report.host_data.hex(),
        "reported_tcb": report.reported_tcb.hex(),
        "vmpl": report.vmpl,
    }
    return Proved(where, KIND, verdict, identity, None, because)


def verify_report(
    report: SnpReport,
    chain: Chain,
    at: datetime | None,
    nonce: bytes | None,
    extra: Sequence[x509.Certificate] = (),
) -> list[Check]:
    """Signature, chain to AMD's root, chip and firmware levels of the certificate, nonce, policy."""
    return [
        _signature(report, chain),
        *check_chain(chain, (*roots.pinned(*roots.AMD), *extra), at, "AMD certificate chain"),
        *_bound(report, chain.leaf),
        _nonce(report, nonce),
        failed("guest policy allows debugging: the host may read and change the guest")
        if report.debug
        else held("guest policy forbids debugging"),
        remark("the report speaks of the host's processor and firmware, not of the accelerators in it"),
    ]


def _signature(report: SnpReport, chain: Chain) -> Check:
    key = chain.leaf.public_key()
    name = common_name(chain.leaf) or "the leaf"
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP384R1):
        return failed(f"SNP report signature: the key of {name} is not on the curve P-384")
    try:
        key.verify(encode_dss_signature(report.r, report.s), report.signed, ec.ECDSA(hashes.SHA384()))
    except InvalidSignature:
        return failed(f"SNP report signature does not hold under {name}")
    return held(f"SNP report signature holds under {name} (ECDSA P-384, SHA-384)")


def _bound(report: SnpReport, leaf: x509.Certificate) -> list[Check]:
    stated = {extension.oid.dotted_string: extension.value for extension in leaf.extensions}
    raw = {oid: value.value for oid, value in stated.items() if isinstance(value, x509.UnrecognizedExtension)}
    checks = []
    if report.signer == "VCEK" and any(report.chip):  # zero where the host masks it
        chip = raw.get(_CHIP)
        if chip is None:
            checks.append(failed("chip: the certificate names none"))
        else:
            same = chip in (report.chip, report.chip[:8])  # Turin writes eight bytes
            checks.append(held("chip: the report's is the certificate's") if same
                          else failed("chip: the report's differs from the certificate's"))  # fmt: skip
    places = _TCB_BYTES_TURIN if len(raw.get(_CHIP, b"")) == 8 else _TCB_BYTES
    levels = {name: report.reported_tcb[place] for name, place in places.items()}
    certified = {name: _integer(raw[oid]) for name, oid in _TCB_OIDS.items() if oid in raw}
    differing = [name for name, level in certified.items() if level != levels[name]]
    if not certified:
        checks.append(failed("firmware levels: the certificate states none"))
    elif differing:
        checks.append(failed(f"firmware levels: the report's differ from the certificate's ({', '.join(differing)})"))
    else:
        checks.append(held("firmware levels of the report are the certificate's"))
    return checks


def _integer(data: bytes) -> int:
    return int.from_bytes(der.only(data, 0x02, "AMD certificate"), "big")


def _nonce(report: SnpReport, nonce: bytes | None) -> Check:
    if nonce is None:
        return remark("no nonce was stated to compare the report data with: who asked, and when, is open")
    if report.report_data != nonce.ljust(64, b"\0"):
        return failed("nonce differs: the report data is not the nonce that was asked with")
    return held("nonce: the report data is the one that was asked with")
