"""NVIDIA's own sample evidence: what verifies, what does not, and why not."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from enduse.model.proof import Proved
from enduse.proof.attestation import prove_document
from enduse.proof.exhibit import prove_json, prove_path


@pytest.fixture
def samples(shared_data: Path) -> Path:
    return shared_data / "nvidia-attestation"


def folder(tmp_path: Path, samples: Path, report: str, chain: str) -> Path:
    for name in (report, chain):
        shutil.copy(samples / name, tmp_path / name)
    return tmp_path


def entries(samples: Path, name: str) -> Any:
    return json.loads((samples / name).read_text())


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("hopper_evidence.json", ["NVIDIA:GH100:48B02DF44660DA06"]),
        ("hopper_evidence_cert_hold.json", ["NVIDIA:GH100:48B02D8642D189C6"]),
        (
            "multi_gpu_hopper.json",
            [
                "NVIDIA:GH100:48B02DF44660DA06",
                "NVIDIA:GH100:48B02DD1B4B4D2DD",
                "NVIDIA:GH100:48B02D4759FEBFE9",
                "NVIDIA:GH100:48B02D216F14E0F4",
            ],
        ),
    ],
)
def test_the_vendors_json_verifies_and_names_every_device(samples: Path, name: str, names: list[str]) -> None:
    proved = prove_path(samples / name)
    assert (proved.verdict, proved.identity["names"]) == ("valid", names)
    assert len(proved.identity["brom_keys"]) == len(names)
    assert any("revocation" in line and "cannot be checked offline" in line for line in proved.because)


@pytest.mark.parametrize(
    ("report", "chain", "name", "driver", "vbios"),
    [
        ("hopperAttestationReport.txt", "hopperCertChain.txt", "NVIDIA:GH100:48B02D7A7CD27FC3", "535.86.09",
         "96.00.5E.00.01"),
        ("blackwellAttestationReport.txt", "blackwellCertChain.txt", "NVIDIA:GB100:48B02DD4C0CB1539", "575.32",
         "97.00.88.00.0F"),
    ],
)  # fmt: skip
def test_a_folder_of_report_and_chain_verifies(
    tmp_path: Path, samples: Path, report: str, chain: str, name: str, driver: str, vbios: str
) -> None:
    proved = prove_path(folder(tmp_path, samples, report, chain))
    assert proved.verdict == "valid"
    assert proved.file == str(tmp_path)
    assert proved.identity["names"] == [name]
    (device,) = proved.identity["devices"]
    assert (device["driver_version"], device["vbios_version"]) == (driver, vbios)
    assert len(device["measurements"]) == 64


@pytest.mark.parametrize(
    ("report", "chain"),
    [
        ("hopperAttestationReportInvalidSignature.txt", "hopperCertChain.txt"),
        ("hopperAttestationReport.txt", "hopperCertChainExpired.txt"),
        ("hopperAttestationReport.txt", "blackwellCertChain.txt"),
    ],
)
def test_a_report_of_another_device_is_refused_for_its_signature(
    tmp_path: Path, samples: Path, report: str, chain: str
) -> None:
    proved = prove_path(folder(tmp_path, samples, report, chain))
    assert proved.verdict == "invalid"
    assert proved.because[0].startswith("report signature does not hold under the leaf certificate")


def alter(samples: Path, **changes: Any) -> Proved:
    (entry,) = entries(samples, "hopper_evidence.json")
    return prove_document([{**entry, **changes}], "altered")


def test_another_nonce_is_refused(samples: Path) -> None:
    proved = alter(samples, nonce="00" * 32)
    assert proved.verdict == "invalid"
    assert proved.because[0].startswith("nonce differs: asked with 0000000000000000…")


def test_a_stated_nonce_that_was_not_signed_is_refused(samples: Path) -> None:
    document = entries(samples, "hopper_evidence.json")
    assert prove_document(document, "x", nonce=bytes(32)).verdict == "invalid"
    assert prove_document(document, "x", nonce=bytes.fromhex(document[0]["nonce"])).verdict == "valid"


def test_another_architecture_is_refused(samples: Path) -> None:
    proved = alter(samples, arch="BLACKWELL")
    assert proved.because[0] == "architecture BLACKWELL is stated, but the certificate names GH100 (HOPPER)"


def test_one_bad_device_makes_the_file_invalid_and_is_named(samples: Path) -> None:
    document = entries(samples, "multi_gpu_hopper.json")
    document[2]["nonce"] = "11" * 32
    proved = prove_document(document, "x")
    assert proved.verdict == "invalid"
    assert proved.because[0].startswith("device 3: nonce differs")
    assert [device["verdict"] for device in proved.identity["devices"]] == ["valid", "valid", "invalid", "valid"]


def test_the_same_device_shown_twice_counts_once(samples: Path) -> None:
    (entry,) = entries(samples, "hopper_evidence.json")
    proved = prove_document([entry, entry], "x")
    assert proved.identity["names"] == ["NVIDIA:GH100:48B02DF44660DA06"]
    assert "2 evidences speak of 1 devices: one shown twice counts once" in proved.because


def test_bytes_after_the_report_are_refused(samples: Path) -> None:
    (entry,) = entries(samples, "hopper_evidence.json")
    longer = base64.b64encode(base64.b64decode(entry["evidence"]) + b"\0").decode()
    proved = alter(samples, evidence=longer)
    assert proved.because[0].startswith("evidence 1: expected a whole record, found 1 bytes after its end.")


@pytest.mark.parametrize("keep", [0, 1, 2, 3])
def test_a_chain_cut_short_is_refused(samples: Path, keep: int) -> None:
    (entry,) = entries(samples, "hopper_evidence.json")
    blocks = base64.b64decode(entry["certificate"]).split(b"-----END CERTIFICATE-----\n")
    pem = b"".join(block + b"-----END CERTIFICATE-----\n" for block in blocks[: keep or 1])
    proved = alter(samples, certificate=base64.b64encode(pem).decode())
    assert proved.verdict == "invalid"
    assert "is not one that is trusted here" in proved.because[0]


def test_the_root_may_be_left_out(samples: Path) -> None:
    (entry,) = entries(samples, "hopper_evidence.json")
    blocks = base64.b64decode(entry["certificate"]).split(b"-----END CERTIFICATE-----\n")
    pem = b"".join(block + b"-----END CERTIFICATE-----\n" for block in blocks[:4])
    assert alter(samples, certificate=base64.b64encode(pem).decode()).verdict == "valid"


def test_the_token_without_keys_is_unknown_and_its_digest_holds(samples: Path) -> None:
    proved = prove_path(samples / "hopperClaimsv3_detached_eat.json")
    assert (proved.kind, proved.verdict, proved.measured_at) == ("eat", "unknown", "2025-06-11T00:30:58Z")
    assert "token of GPU-0: its digest is the one in the overall token" in proved.because
    assert proved.identity["devices"][0]["hwmodel"] == "GH100 A01 GSP BROM"


def test_a_changed_token_part_breaks_its_digest(samples: Path) -> None:
    document = entries(samples, "hopperClaimsv3_detached_eat.json")
    head, body, tail = document[1]["GPU-0"].split(".")
    document[1]["GPU-0"] = f"{head}.{body}.{tail[:-4]}AAAA"
    proved = prove_json(document, "x")
    assert proved.because[0] == "token of GPU-0: its digest differs from the one in the overall token"
