"""NVIDIA device evidence: signature, chain, nonce, firmware identity, names."""

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
from enduse.model.proof import Check, Proved, Verdict, failed, held, judged, remark, unjudged, worst
from enduse.proof import roots
from enduse.proof.chain import (
    Chain,
    check_chain,
    common_name,
    device_names,
    firmware_identities,
    key_hex,
    read_chain,
    strict_base64,
)
from enduse.proof.rim import Manifest, compare
from enduse.proof.spdm import NONCE_BYTES, Report, read_report

KIND: Final = "nvidia_attestation"
MAX_EVIDENCES: Final = 4096

ARCHITECTURES: Final = {"GH": "HOPPER", "GB": "BLACKWELL", "GR": "RUBIN", "LS": "LS10"}
"""Chip prefix of a device name to the vendor tools' word for its architecture."""


@dataclass(frozen=True)
class Evidence:
    """One device's evidence as it came: nothing of it is believed yet.

    Attributes:
        nonce: the 32 bytes that the asker says it asked with; None where nobody says.
        architecture: the vendor's word, for instance ``HOPPER``; None where nobody says.
    """

    report: bytes
    certificates: bytes
    nonce: bytes | None = None
    architecture: str | None = None


@dataclass(frozen=True)
class Device:
    """What one evidence shows: the checks, and the identity in the certificate."""

    checks: tuple[Check, ...]
    identity: dict[str, Any]
    report: Report | None = None

    @property
    def names(self) -> list[str]:
        return list(self.identity.get("names", []))


def _evidence(entry: Any, where: str) -> Evidence:
    missing = [key for key in ("arch", "nonce", "evidence", "certificate") if not _text(entry, key)]
    if missing:
        raise InputError(where, "arch, nonce, evidence, certificate", f"no {missing[0]}", "Fetch the evidence again")
    return Evidence(
        report=strict_base64(entry["evidence"], f"{where}: evidence"),
        certificates=strict_base64(entry["certificate"], f"{where}: certificate"),
        nonce=read_nonce(entry["nonce"], where),
        architecture=entry["arch"],
    )


def _text(entry: Any, key: str) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get(key), str) and bool(entry[key])


def read_nonce(text: str, where: str) -> bytes:
    """A nonce of 32 bytes from hexadecimal.

    Raises:
        InputError: if it is none.
    """
    try:
        nonce = bytes.fromhex(text)
    except ValueError:
        nonce = b""
    if len(nonce) != NONCE_BYTES or text not in (nonce.hex(), nonce.hex().upper()):
        expected = "a nonce of 64 hexadecimal digits in one case"
        raise InputError(where, expected, f"{text[:70]!r}", "Give the nonce that was sent")
    return nonce


def prove_document(
    document: Any,
    where: str,
    at: datetime | None = None,
    nonce: bytes | None = None,
    manifests: Sequence[Manifest] = (),
) -> Proved:
    """Verify the vendor's JSON: one answer for the file, the worst of its evidences.

    A part that cannot be read makes its evidence, and so the file, invalid.

    Raises:
        InputError: if the document is not a list of evidences at all.
    """
    if not isinstance(document, list) or not 0 < len(document) <= MAX_EVIDENCES:
        raise InputError(where, "a JSON list of evidences", type(document).__name__, "Give it as the tools write it")
    devices = []
    for number, entry in enumerate(document, 1):
        try:
            evidence = _evidence(entry, f"evidence {number}")
        except InputError as error:
            devices.append(Device((failed(str(error)),), {}))
        else:
            devices.append(verify(evidence, f"evidence {number}", at, nonce, manifests))
    return combine(devices, where)


def prove_text(
    report: bytes,
    chains: Sequence[bytes],
    where: str,
    at: datetime | None = None,
    nonce: bytes | None = None,
    manifests: Sequence[Manifest] = (),
) -> Proved:
    """Verify a report written as hexadecimal text, with the chain or chains that lay beside it.

    Of several chains the one under which the report's signature holds is taken, else the first.
    """
    try:
        data = bytes.fromhex(report.strip().decode("ascii"))
    except ValueError:
        return combine([Device((failed("the report is not whole hexadecimal text"),), {})], where)
    tried = [verify(Evidence(data, chain, nonce), "report", at, None, manifests) for chain in chains]
    fitting = [device for device in tried if device.checks[0].passed]
    if len(tried) > 1 and not fitting:
        says = f"report signature holds under none of the {len(tried)} chains beside it"
        return combine([Device((failed(says),), {})], where)
    return combine(fitting[:1] or tried, where)


def combine(devices: Sequence[Device], file: str) -> Proved:
    """One answer for several devices of a file."""
    judgements = [judged(device.checks) for device in devices]
    lines = _said(judgements)
    names = [name for device in devices for name in device.names]
    if len(set(names)) < len(names):
        lines.append(f"{len(names)} evidences speak of {len(set(names))} devices: one shown twice counts once")
    identity: dict[str, Any] = {
        "names": _merged(devices, "names"),
        "brom_keys": _merged(devices, "brom_keys"),
        "devices": [
            {**device.identity, "verdict": verdict} for device, (verdict, _) in zip(devices, judgements, strict=True)
        ],
    }
    return Proved(file, KIND, worst(verdict for verdict, _ in judgements), identity, None, tuple(lines))


def _said(judgements: Sequence[tuple[Verdict, tuple[str, ...]]]) -> list[str]:
    """Every line once, worst device first, with the numbers of the devices it is said of where not of all."""
    speakers: dict[str, list[int]] = {}
    for verdict in ("invalid", "unknown", "valid"):
        for number, (judgement, says) in enumerate(judgements, 1):
            for line in says if judgement == verdict else ():
                speakers.setdefault(line, []).append(number)
    whole = len(judgements)
    return [
        line if len(numbers) == whole else f"device {', '.join(map(str, sorted(numbers)))}: {line}"
        for line, numbers in speakers.items()
    ]


def _merged(devices: Sequence[Device], key: str) -> list[str]:
    return list(dict.fromkeys(value for device in devices for value in device.identity.get(key, [])))


def verify(
    evidence: Evidence,
    where: str,
    at: datetime | None = None,
    nonce: bytes | None = None,
    manifests: Sequence[Manifest] = (),
) -> Device:
    """Check one device's evidence; ``nonce`` is one that the caller expects besides the stated one.

    ``manifests`` are reference manifests already verified, whose measurements must be met.
    """
    try:
        chain = read_chain(evidence.certificates, where)
        names = device_names(chain.leaf, where)
        report = read_report(evidence.report, where)
        firmware = firmware_identities(chain.leaf, where)
    except InputError as error:
        return Device((failed(str(error)),), {})
    checks = [
        _signature(report, chain),
        *check_chain(chain, roots.pinned(roots.NVIDIA_DEVICE), at),
        *_nonces(report, evidence.nonce, nonce),
        _firmware(report, firmware),
        _named(names),
        *_architecture(names, evidence.architecture),
        *compare(report, manifests),
        remark("certificate dates run to 9999: that a certificate is within them shows nothing"),
        remark("the identity is the certificate's name and BROM key; a printed serial is bound only by other evidence"),
    ]
    return Device(tuple(checks), _identity(chain, names, report), report)


def _signature(report: Report, chain: Chain) -> Check:
    key = chain.leaf.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP384R1):
        return failed("report signature: the leaf's key is not on the curve P-384")
    r, s = (int.from_bytes(half, "big") for half in (report.signature[:48], report.signature[48:]))
    try:
        key.verify(encode_dss_signature(r, s), report.signed, ec.ECDSA(hashes.SHA384()))
    except InvalidSignature:
        return failed("report signature does not hold under the leaf certificate: altered, or from another device")
    return held("report signature holds under the leaf certificate (ECDSA P-384, SHA-384)")


def _nonces(report: Report, stated: bytes | None, expected: bytes | None) -> list[Check]:
    wanted = [nonce for nonce in (stated, expected) if nonce is not None]
    if not wanted:
        return [remark("no nonce was stated beside the report: who asked, and when, is open")]
    signed = report.nonce.hex()
    if any(nonce != report.nonce for nonce in wanted):
        other = next(nonce for nonce in wanted if nonce != report.nonce).hex()
        return [failed(f"nonce differs: asked with {other[:16]}…, the device signed {signed[:16]}…")]
    return [held("nonce: the device signed the one that was asked with")]


def _firmware(report: Report, identities: Sequence[bytes]) -> Check:
    stated = report.opaque.get("fwid")
    if stated is None:
        return remark("firmware identity: the report carries none (older driver), so it was not compared")
    if not identities:
        return failed("firmware identity: the report states one, the leaf certificate carries none")
    if stated not in identities:
        return failed("firmware identity: the report's differs from the leaf certificate's")
    return held("firmware identity of the report is the leaf certificate's")


def _named(names: Sequence[str]) -> Check:
    if not names:
        return failed("the leaf certificate names no device")
    return held(f"the leaf certificate names {', '.join(names)}")


def _architecture(names: Sequence[str], stated: str | None) -> list[Check]:
    chips = [name.split(":")[1] for name in names if name.count(":") >= 2]
    if stated is None or not chips:
        return []
    known = ARCHITECTURES.get(chips[0][:2])
    if known is None:
        return [unjudged(f"architecture {stated}: the chip {chips[0]} is of a family not known here")]
    if known != stated.upper():
        return [failed(f"architecture {stated} is stated, but the certificate names {chips[0]} ({known})")]
    return [held(f"architecture {stated} agrees with the certificate's {chips[0]}")]


def _identity(chain: Chain, names: list[str], report: Report) -> dict[str, Any]:
    rom = _rom(chain)
    opaque = report.opaque
    return {
        "names": names,
        "brom_keys": [key_hex(rom)] if rom else [],
        "brom_serial": f"{rom.serial_number:X}" if rom else None,
        "leaf_serial": f"{chain.leaf.serial_number:X}",
        "model": common_name(rom) if rom else None,
        "driver_version": text_field(opaque, "driver_version"),
        "vbios_version": vbios_version(opaque),
        "board_id": int.from_bytes(opaque["board_id"], "little") if "board_id" in opaque else None,
        "chip_sku": text_field(opaque, "chip_sku"),
        "project": text_field(opaque, "project"),
        "project_sku": text_field(opaque, "project_sku"),
        "fwid": opaque["fwid"].hex() if "fwid" in opaque else None,
        "nonce": report.nonce.hex(),
        "measurements": {m.name: {"kind": m.kind, "digest": m.value.hex()} for m in report.measurements},
        "opaque": {name: value.hex() for name, value in opaque.items()},
    }


def _rom(chain: Chain) -> x509.Certificate | None:
    """The boot ROM's certificate: the leaf's issuer, stable where the leaf changes with the firmware."""
    return chain.certificates[1] if len(chain.certificates) > 1 else None


def text_field(opaque: dict[str, bytes], name: str) -> str | None:
    """An opaque field that is zero-terminated ASCII."""
    value = opaque.get(name)
    return value.split(b"\0")[0].decode("ascii", "replace") if value is not None else None


def vbios_version(opaque: dict[str, bytes]) -> str | None:
    """The VBIOS version as printed, for instance ``96.00.5E.00.01``.

    Four bytes little endian and a fifth after them, as NVIDIA/nvtrust formats the field; switches write text.
    """
    value = opaque.get("vbios_version")
    if value is None or len(value) < 5:
        return None
    if value.count(b".") == 4:
        return text_field(opaque, "vbios_version")
    return ".".join(f"{byte:02X}" for byte in (*value[3::-1], value[4]))
