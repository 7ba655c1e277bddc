"""`enduse prove` as a user runs it, and the stage that does the same for rows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from enduse import pipeline
from enduse.proof import verify
from enduse.store import Store

Run = Callable[..., "object"]


@pytest.fixture
def samples(shared_data: Path) -> Path:
    return shared_data / "nvidia-attestation"


def test_one_line_of_json_a_file(enduse: Run, samples: Path, tmp_path: Path) -> None:
    for name in ("blackwellAttestationReport.txt", "blackwellCertChain.txt"):
        shutil.copy(samples / name, tmp_path)
    done = enduse("prove", samples / "multi_gpu_hopper.json", tmp_path, "--json")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert list(first)[:6] == ["file", "kind", "verdict", "identity", "measured_at", "because"]
    assert (first["verdict"], second["verdict"], second["file"]) == ("valid", "valid", str(tmp_path))
    assert second["identity"]["names"] == ["NVIDIA:GB100:48B02DD4C0CB1539"]
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "{file}: expected machine evidence (attestation JSON, token, manifest, transcript, or a folder of report "
              "and chain), found nothing. See docs/attestation.md for the forms."),
        (b"\x00\xff\x13 garbage", "{file}: expected machine evidence (attestation JSON, token, manifest, transcript, "
                                  "or a folder of report and chain), found bytes that are none of these. "
                                  "See docs/attestation.md for the forms."),
        (b'[{"arch": "HOP', "{file}: expected JSON, found JSON that breaks off or is malformed. "
                            "Fetch the file again."),
        (b'{"kind": "else"}', "{file}: expected a JSON list of evidences or a known kind, found another object. "
                              "See docs/attestation.md."),
    ],
)  # fmt: skip
def test_what_is_no_evidence_gives_one_sentence(enduse: Run, tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "evidence"
    file.write_bytes(content)
    done = enduse("prove", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == sentence.format(file=file) + "\n"


def test_a_bad_file_does_not_hide_the_good_ones(enduse: Run, samples: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text("[")
    done = enduse("prove", bad, samples / "hopper_evidence.json", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["verdict"] == "valid"
    assert done.stderr.startswith(f"{bad}: expected JSON")


def test_two_reports_in_a_folder_are_refused(enduse: Run, samples: Path, tmp_path: Path) -> None:
    for name in ("hopperAttestationReport.txt", "blackwellAttestationReport.txt", "hopperCertChain.txt"):
        shutil.copy(samples / name, tmp_path)
    done = enduse("prove", tmp_path)
    assert done.stderr == (
        f"{tmp_path}: expected one report (hex text) and one PEM chain, found 2 hex, 1 chain. "
        "Give one folder for each device.\n"
    )


def test_the_stage_gives_a_row_for_each_device(samples: Path) -> None:
    store = Store.open(None)
    pipeline.load(store, [samples])
    view = store.view(pipeline.end_of_today())
    view.write("proofs", verify.verify(view))
    view.write("attested_devices", verify.devices(view))
    rows = {row["exhibit"]: row for row in view.rows("SELECT * FROM proofs")}
    assert rows["multi_gpu_hopper.json#evidence[2]"]["unit"] == "NVIDIA:GH100:48B02DD1B4B4D2DD"
    assert rows["hopperAttestationReport.txt#report"]["verdict"] == "valid"  # its own chain is found among three
    bad = rows["hopperAttestationReportInvalidSignature.txt#report"]
    assert (bad["verdict"], bad["grade"]) == ("invalid", "read")
    assert {row["grade"] for row in rows.values() if row["verdict"] == "valid"} == {"attested"}
    devices = view.rows("SELECT * FROM attested_devices WHERE verdict = 'valid' AND chip = 'GB100'")
    assert [device["driver_version"] for device in devices] == ["575.32"]


def test_site_and_instant_come_from_a_map_beside_the_file(samples: Path, tmp_path: Path) -> None:
    shutil.copy(samples / "hopper_evidence.json", tmp_path / "gpu.json")
    (tmp_path / "gpu.json.yaml").write_text("defaults:\n  site: K2\n  happened: 2026-03-12T10:00:00Z\n")
    store = Store.open(None)
    pipeline.load(store, [tmp_path])
    view = store.view(pipeline.end_of_today())
    view.write("proofs", verify.verify(view))
    (row,) = view.rows("SELECT * FROM proofs")
    assert (row["site"], row["at"].isoformat()) == ("K2", "2026-03-12T10:00:00")
