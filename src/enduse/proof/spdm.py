"""SPDM 1.1 measurements as NVIDIA devices report them, parsed strictly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from enduse.errors import InputError

REQUEST_BYTES: Final = 37
NONCE_BYTES: Final = 32
SIGNATURE_BYTES: Final = 96
MAX_REPORT_BYTES: Final = 1 << 16

_VERSION, _GET_MEASUREMENTS, _MEASUREMENTS = 0x11, 0xE0, 0x60

VALUE_TYPES: Final = {
    0: "immutable ROM",
    1: "mutable firmware",
    2: "hardware configuration",
    3: "firmware configuration",
    4: "measurement manifest",
}
"""DMTFSpecMeasurementValueType, DSP0274 1.1.1 table 45."""

OPAQUE_FIELDS: Final = {
    1: "cert_issuer_name",
    2: "cert_authority_key_identifier",
    3: "driver_version",
    4: "gpu_info",
    5: "sku",
    6: "vbios_version",
    7: "manufacturer_id",
    8: "tamper_detection",
    9: "smc",
    10: "vpr",
    11: "nvdec0_status",
    12: "measurement_counts",
    13: "cpr_info",
    14: "board_id",
    15: "chip_sku",
    16: "chip_sku_mod",
    17: "project",
    18: "project_sku",
    19: "project_sku_mod",
    20: "fwid",
    21: "protected_pcie_status",
    22: "switch_pdi",
    23: "floorswept_ports",
    24: "position_id",
    25: "lock_switch_status",
    26: "switch_gpu_pdis",
    32: "gpu_link_connections",
    33: "sys_enable_status",
    34: "opaque_data_version",
    35: "chip_info",
    36: "feature_flag",
    255: "invalid",
}
"""Opaque data fields as named in NVIDIA/nvtrust and NVIDIA/attestation-sdk."""


@dataclass(frozen=True)
class Measurement:
    """One measurement: its index (1 to 64), what it measures, and the digest."""

    index: int
    kind: str
    raw: bool
    value: bytes

    @property
    def name(self) -> str:
        """The name in NVIDIA's reference manifests, which count from zero."""
        return f"Measurement_{self.index - 1}"


@dataclass(frozen=True)
class Report:
    """A GET_MEASUREMENTS request and its response.

    Attributes:
        nonce: the 32 bytes that the verifier asked with.
        device_nonce: the 32 bytes that the device added.
        opaque: NVIDIA's fields by name; numbers without a name as ``field_N``.
        signed: all bytes that the signature covers.
        signature: r and s, 48 bytes each, big endian.
    """

    nonce: bytes
    device_nonce: bytes
    measurements: tuple[Measurement, ...]
    opaque: dict[str, bytes]
    signed: bytes
    signature: bytes


@dataclass
class Cursor:
    """A place in bytes, read forwards; every read past the end says what was being read."""

    data: bytes
    where: str
    at: int = 0

    def take(self, count: int, what: str) -> bytes:
        """The next ``count`` bytes.

        Raises:
            InputError: if fewer are left.
        """
        left = len(self.data) - self.at
        if count > left:
            found = f"an end inside the {what} ({left} of {count} bytes)"
            raise InputError(self.where, "a whole record", found, "Fetch the evidence again")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, count: int, what: str, order: str = "little") -> int:
        """The next ``count`` bytes as an unsigned number."""
        taken = self.take(count, what)
        return int.from_bytes(taken, "little" if order == "little" else "big")

    def finish(self) -> None:
        """Refuse what is left over.

        Raises:
            InputError: if bytes are left.
        """
        left = len(self.data) - self.at
        if left:
            raise InputError(self.where, "a whole record", f"{left} bytes after its end", "Cut or fetch it again")


def read_report(data: bytes, where: str) -> Report:
    """Parse request and response, to the last byte.

    Raises:
        InputError: if the bytes are anything else, too few or too many.
    """
    if len(data) > MAX_REPORT_BYTES:
        raise InputError(where, f"at most {MAX_REPORT_BYTES} bytes", f"{len(data)}", "Give one report")
    cursor = Cursor(data, where)
    nonce = _request(cursor)
    _response_header(cursor)
    blocks = cursor.number(1, "count of measurements")
    record = cursor.take(cursor.number(3, "length of the measurement record"), "measurement record")
    device_nonce = cursor.take(NONCE_BYTES, "device's nonce")
    opaque = cursor.take(cursor.number(2, "length of the opaque data"), "opaque data")
    signed = data[: cursor.at]
    signature = cursor.take(SIGNATURE_BYTES, "signature")
    cursor.finish()
    return Report(
        nonce, device_nonce, _measurements(record, blocks, where), _opaque(opaque, where), signed, signature
    )


def _request(cursor: Cursor) -> bytes:
    head = cursor.take(4, "request")
    if head[:2] != bytes((_VERSION, _GET_MEASUREMENTS)):
        raise InputError(cursor.where, "an SPDM 1.1 GET_MEASUREMENTS request", head[:2].hex(), "Fetch it again")
    if not head[2] & 1:
        found = "a request that asks for no signature"
        raise InputError(cursor.where, "a request for a signed response", found, "Ask for a signature")
    nonce = cursor.take(NONCE_BYTES, "request's nonce")
    cursor.take(1, "request's slot")
    return nonce


def _response_header(cursor: Cursor) -> None:
    head = cursor.take(4, "response")
    if head[:2] != bytes((_VERSION, _MEASUREMENTS)):
        raise InputError(cursor.where, "an SPDM 1.1 MEASUREMENTS response", head[:2].hex(), "Fetch it again")


def _measurements(record: bytes, blocks: int, where: str) -> tuple[Measurement, ...]:
    cursor = Cursor(record, where)
    found = []
    for _ in range(blocks):
        index = cursor.number(1, "measurement index")
        if cursor.number(1, "measurement specification") != 1:
            raise InputError(where, "measurements as DMTF specifies", "another kind", "Fetch the evidence again")
        body = Cursor(cursor.take(cursor.number(2, "measurement size"), "measurement"), where)
        kind = body.number(1, "measurement type")
        value = body.take(body.number(2, "measurement value size"), "measurement value")
        body.finish()
        found.append(Measurement(index, VALUE_TYPES.get(kind & 0x7F, f"type {kind & 0x7F}"), bool(kind & 0x80), value))
    cursor.finish()
    if len({measurement.index for measurement in found}) != len(found):
        raise InputError(where, "one measurement an index", "an index twice", "Fetch the evidence again")
    return tuple(found)


def _opaque(data: bytes, where: str) -> dict[str, bytes]:
    cursor = Cursor(data, where)
    fields: dict[str, bytes] = {}
    while cursor.at < len(data):
        number = cursor.number(2, "opaque field number")
        name = OPAQUE_FIELDS.get(number, f"field_{number}")
        if name in fields:
            raise InputError(where, "each opaque field once", f"{name} twice", "Fetch the evidence again")
        fields[name] = cursor.take(cursor.number(2, "opaque field size"), f"opaque field {name}")
    return fields
