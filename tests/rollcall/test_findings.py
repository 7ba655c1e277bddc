"""Machine evidence in the main job: sightings, and findings where it and the book disagree."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from enduse import pipeline
from enduse.store import Store, View
from tests.rollcall.calls import ISSUED, call, done, honest


def examined(folder: Path) -> View:
    store = Store.open(None)
    receipt = pipeline.load(store, [folder])
    assert not receipt.issues
    view = store.view(pipeline.end_of_today())
    for name, stage in pipeline.STAGES:
        view.write(name, stage(view))
        if name == "findings":
            break
    return view


def book(folder: Path, lines: list[str]) -> None:
    header = "event,happened,unit,unit_kind,part,site,grade"
    (folder / "events.csv").write_text("\n".join([header, *lines]) + "\n")
    (folder / "sites.csv").write_text("site,name,country,kind\nK2,Kulai 2,MY,data_centre\n")


def test_a_roll_call_is_a_sighting_and_who_did_not_answer_is_found(tmp_path: Path) -> None:
    book(tmp_path, [f"installing,2026-01-05,{unit},gpu,H100 SXM5,K2,document" for unit in "ABC"])
    challenge, seal = call()
    document, _ = done(challenge, seal, honest(challenge, "A"), honest(challenge, "B"))
    (tmp_path / "call.json").write_text(json.dumps(document))
    view = examined(tmp_path)

    seen = view.rows("SELECT unit, site, grade, happened FROM timeline WHERE event = 'observing' ORDER BY unit")
    assert [row["unit"] for row in seen] == ["A", "B"]
    assert {(row["site"], row["grade"]) for row in seen} == {("K2", "attested")}
    assert (seen[0]["happened"] - ISSUED).total_seconds() == 5

    findings = {row["detector"]: row for row in view.rows("SELECT * FROM findings") if "rollcall" in row["detector"]}
    absent = findings["rollcall_not_answered"]
    assert (absent["subject"], absent["evidence"]) == ("C", ["call.json#transcript"])
    assert "did not answer; 2 of 3 units called there answered in time" in absent["says"]
    short = findings["rollcall_short_of_book"]
    assert short["says"].startswith("2 chips answered the roll call of 12 March 2026 at Kulai 2, of 3 called; the book")


def test_a_roll_call_that_all_answered_finds_nothing(tmp_path: Path) -> None:
    book(tmp_path, [f"installing,2026-01-05,{unit},gpu,H100 SXM5,K2,document" for unit in "ABC"])
    challenge, seal = call()
    document, _ = done(challenge, seal, *(honest(challenge, unit) for unit in "ABC"))
    (tmp_path / "call.json").write_text(json.dumps(document))
    view = examined(tmp_path)
    assert not [row for row in view.rows("SELECT detector FROM findings") if "rollcall" in row["detector"]]


def test_attested_identity_against_the_book(shared_data: Path, tmp_path: Path) -> None:
    """Two of four devices are bound to serials; one of these is booked as another generation."""
    shutil.copy(shared_data / "nvidia-attestation" / "multi_gpu_hopper.json", tmp_path / "gpus.json")
    (tmp_path / "gpus.json.yaml").write_text("defaults:\n  site: K2\n  happened: 2026-03-12T10:00:00Z\n")
    book(
        tmp_path,
        ["installing,2026-01-05,SN1,gpu,H100 SXM5,K2,document", "installing,2026-01-05,SN2,gpu,B200,K2,document"],
    )
    (tmp_path / "identifiers.csv").write_text(
        "unit,identifier,identifier_kind\n"
        "SN1,NVIDIA:GH100:48B02DF44660DA06,certificate\nSN2,NVIDIA:GH100:48B02DD1B4B4D2DD,certificate\n"
    )
    view = examined(tmp_path)
    seen = view.rows("SELECT unit FROM timeline WHERE event = 'observing' AND grade = 'attested' AND unit LIKE 'SN%'")
    assert sorted(row["unit"] for row in seen) == ["SN1", "SN2"]
    says = {row["detector"]: (row["subject"], row["says"]) for row in view.rows("SELECT * FROM findings")}
    name = "NVIDIA:GH100:48B02DD1B4B4D2DD"
    assert says["attested_other_chip"] == ("SN2", f"Booked as B200; its certificate names a GH100 ({name}).")
    assert says["attested_unnamed"][0] == "K2"
    assert says["attested_unnamed"][1].startswith("2 of 4 devices that attested at Kulai 2 on 12 March 2026")


def test_refused_evidence_is_a_finding_about_its_device(shared_data: Path, tmp_path: Path) -> None:
    entries = json.loads((shared_data / "nvidia-attestation" / "hopper_evidence.json").read_text())
    entries[0]["nonce"] = "00" * 32
    (tmp_path / "gpus.json").write_text(json.dumps(entries))
    book(tmp_path, ["installing,2026-01-05,SN1,gpu,H100 SXM5,K2,document"])
    (tmp_path / "identifiers.csv").write_text(
        "unit,identifier,identifier_kind\nSN1,NVIDIA:GH100:48B02DF44660DA06,certificate\n"
    )
    view = examined(tmp_path)
    (row,) = view.rows("SELECT * FROM findings WHERE detector = 'attestation_refused'")
    assert (row["subject"], row["says"][:56]) == ("SN1", "Evidence offered for it does not hold: nonce differs: as")
    assert not view.rows("SELECT unit FROM timeline WHERE grade = 'attested'")
