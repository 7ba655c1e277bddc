"""From a folder of files to the finding: delays in the main job."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def _write(path: Path, *rows: str) -> None:
    path.write_text("\n".join(rows) + "\n")


def test_a_machine_that_answers_from_elsewhere_is_found(enduse: Run, tmp_path: Path) -> None:
    """Two machines booked in Johor; one answers landmarks near Hanoi within milliseconds. Synthetic."""
    folder = tmp_path / "evidence"
    folder.mkdir()
    _write(
        folder / "sites.csv",
        "site,name,country,latitude,longitude,kind",
        "MY-1,Johor,MY,1.55,103.65,data_centre",
    )
    _write(
        folder / "events.csv",
        "event,happened,unit,unit_kind,part,site",
        "installing,2026-01-10,SN-1,server,DGX H100,MY-1",
        "installing,2026-01-10,SN-2,server,DGX H100,MY-1",
    )
    _write(
        folder / "landmarks.csv",
        "landmark,latitude,longitude,country,key",
        "sin,1.35,103.82,SG,",
        "han,21.03,105.85,VN,",
        "bkk,13.76,100.50,TH,",
    )
    trips = {"SN-1": {"sin": 1.1, "han": 48.0, "bkk": 31.0}, "SN-2": {"sin": 45.0, "han": 2.2, "bkk": 11.0}}
    trips |= {"sin": {"han": 46.0, "bkk": 30.0}, "han": {"bkk": 18.0}}
    with (folder / "delays.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("unit", "landmark", "rtt_ms", "at", "nonce", "signature"))
        for unit, own in trips.items():
            writer.writerows((unit, name, rtt_ms, "2026-05-04T10:00:00Z", "", "") for name, rtt_ms in own.items())
    done = enduse("examine", folder, "--out", tmp_path / "out", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["units"] == 2
    tables = tmp_path / "out" / "tables"
    places = {row["unit"]: row for row in pq.read_table(tables / "locations.parquet").to_pylist()}
    assert {unit: row["verdict"] for unit, row in places.items()} == {"SN-1": "cleared", "SN-2": "contradicted"}
    proofs = [row for row in pq.read_table(tables / "proofs.parquet").to_pylist() if row["kind"] == "delay"]
    assert {(row["unit"], row["site"], row["grade"]) for row in proofs} == {
        ("SN-1", "MY-1", "read"), ("SN-2", "MY-1", "read"),
    }  # fmt: skip
    (finding,) = [
        row
        for row in pq.read_table(tables / "findings.parquet").to_pylist()
        if row["detector"] == "delay_contradicts_site"
    ]
    assert (finding["subject"], finding["family"]) == ("SN-2", "place")
    assert "Johor" in finding["says"] and finding["evidence"]
