"""Each fault of synthetic evidence is refused for its own reason."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from enduse.errors import InputError
from enduse.proof.attestation import prove_document
from enduse.proof.exhibit import prove_json
from tests.proof_attestation import synthetic
from tests.proof_attestation.synthetic import Device, certificate, device

pytestmark = pytest.mark.usefixtures("synthetic_root")


def first(entry: dict[str, str]) -> str:
    return prove_document([entry], "x").because[0]


def beneath(leaf: Any, rom: Any = None, middle: Any = None) -> Device:
    good = device()
    return Device(leaf, rom or good.rom, middle or good.middle, good.root)


def test_synthetic_evidence_is_valid() -> None:
    assert prove_document([synthetic.entry()], "x").verdict == "valid"


def test_evidences_as_the_vendors_command_line_wraps_them() -> None:
    assert prove_json({"evidences": [synthetic.entry()], "result_code": 0}, "x").verdict == "valid"


def test_firmware_identity_that_differs() -> None:
    reason = "firmware identity: the report's differs from the leaf certificate's"
    assert first(synthetic.entry(fwid=bytes(47) + b"\1")) == reason


def test_firmware_identity_that_the_leaf_lacks() -> None:
    of = beneath(certificate("L", device().rom, authority=False, device=synthetic.NAME))
    assert first(synthetic.entry(of)) == "firmware identity: the report states one, the leaf certificate carries none"


def test_older_driver_without_firmware_identity_is_valid_with_a_remark() -> None:
    proved = prove_document([synthetic.entry(fwid=None)], "x")
    assert proved.verdict == "valid"
    assert "firmware identity: the report carries none (older driver), so it was not compared" in proved.because


def test_a_switch_with_fewer_measurements_and_a_written_version() -> None:
    leaf = certificate("L", device().rom, authority=False, device="NVIDIA:LS_10:SYNTHETIC", fwid=synthetic.FWID)
    unsigned = synthetic.unsigned_report(blocks=31, fields=[(6, b"96.10.55.00.01"), (22, bytes(8)), (24, b"\0\0")])
    report = unsigned + synthetic.raw_signature(leaf.key, unsigned)
    entry = {**synthetic.entry(beneath(leaf), arch="LS10"), "evidence": base64.b64encode(report).decode()}
    proved = prove_document([entry], "x")
    assert proved.verdict == "valid"
    assert proved.identity["devices"][0]["vbios_version"] == "96.10.55.00.01"
    assert len(proved.identity["devices"][0]["measurements"]) == 31


def test_a_leaf_without_a_device_name() -> None:
    of = beneath(certificate("L", device().rom, authority=False, fwid=synthetic.FWID))
    assert first(synthetic.entry(of)) == "the leaf certificate names no device"


def test_a_leaf_issued_by_a_leaf() -> None:
    middleman = certificate("SYNTHETIC LEAF 2", device().rom, authority=False)
    of = beneath(certificate("L", middleman, authority=False, device=synthetic.NAME, fwid=synthetic.FWID), middleman)
    chain = b"".join(i.pem for i in (of.leaf, middleman, device().rom, device().middle, device().root))
    entry = {**synthetic.entry(of), "certificate": base64.b64encode(chain).decode()}
    assert first(entry) == "certificate chain: certificate 2 states no right to issue certificates"


def test_a_root_that_is_not_pinned() -> None:
    other = synthetic.certificate("Another Root")
    middle = certificate("M", other)
    rom = certificate("R", middle)
    leaf = certificate("L", rom, authority=False, device=synthetic.NAME, fwid=synthetic.FWID)
    of = Device(leaf, rom, middle, other)
    assert first(synthetic.entry(of)) == "certificate chain: the root Another Root is not one that is trusted here"


def test_a_root_with_the_pinned_name_and_another_key() -> None:
    other = synthetic.certificate("Synthetic Device Root")
    middle = certificate("M", other)
    rom = certificate("R", middle)
    leaf = certificate("L", rom, authority=False, device=synthetic.NAME, fwid=synthetic.FWID)
    assert "is not one that is trusted here" in first(synthetic.entry(Device(leaf, rom, middle, other)))


def test_certificates_in_the_wrong_order() -> None:
    good = device()
    of = Device(good.leaf, good.middle, good.rom, good.root)
    reason = "certificate chain: certificate 1 is not issued by certificate 2 (names differ)"
    assert first(synthetic.entry(of)) == reason


def test_an_unknown_family_is_unknown() -> None:
    of = beneath(certificate("L", device().rom, authority=False, device="NVIDIA:ZZ900:1", fwid=synthetic.FWID))
    proved = prove_document([synthetic.entry(of)], "x")
    assert (proved.verdict, proved.because[0]) == (
        "unknown",
        "architecture HOPPER: the chip ZZ900 is of a family not known here",
    )


@pytest.mark.parametrize("cut", [0, 3, 36, 40, 44, 300, 3564, 3600, 3760])
def test_truncated_reports_give_one_sentence(cut: int) -> None:
    entry = synthetic.entry()
    entry["evidence"] = base64.b64encode(base64.b64decode(entry["evidence"])[:cut]).decode()
    proved = prove_document([entry], "x")
    assert proved.verdict == "invalid"
    assert proved.because == (proved.because[0],)
    assert "expected" in proved.because[0] or "no evidence" in proved.because[0]


@pytest.mark.parametrize("document", [[], {}, None, 7, "text"])
def test_other_documents_are_refused_in_one_sentence(document: Any) -> None:
    with pytest.raises(InputError, match=r"^x: expected a JSON list of evidences, found \w+\. Give it as the tools"):
        prove_document(document, "x")


@pytest.mark.parametrize("missing", ["arch", "nonce", "evidence", "certificate"])
def test_an_entry_without_a_part_is_invalid_and_says_which(missing: str) -> None:
    entry = synthetic.entry()
    del entry[missing]
    expected = f"evidence 1: expected arch, nonce, evidence, certificate, found no {missing}. Fetch the evidence again."
    assert first(entry) == expected
