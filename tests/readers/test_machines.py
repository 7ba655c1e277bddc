"""Dumps of real machines and the identity traps in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enduse.errors import InputError
from enduse.model.identifiers import is_placeholder
from enduse.read import Reading

Read = Callable[[Path], Reading]


def rows(reading: Reading, table: str = "events") -> list[dict[str, Any]]:
    return reading.tables[table].to_pylist() if table in reading.tables else []


def bound(reading: Reading, kind: str) -> list[tuple[str, str]]:
    return [(row["unit"], row["identifier"]) for row in rows(reading, "identifiers") if row["identifier_kind"] == kind]


def test_an_a100_binds_its_uuid_and_its_parts(shared_data: Path, read: Read) -> None:
    reading = read(shared_data / "nvidia-smi-xml" / "a100-sxm4-v12.xml")
    (row,) = rows(reading)
    assert (row["event"], row["grade"], row["unit"], row["part"]) == (
        "observing", "read", "1650522003820", "NVIDIA A100-SXM4-80GB",
    )  # fmt: skip
    assert str(row["happened"]) == "2023-08-04 11:44:30" and row["site"] is None
    assert bound(reading, "uuid") == [("1650522003820", "GPU-513536b6-7d19-9063-b049-1e69664bb298")]
    assert bound(reading, "board_part") == [("1650522003820", "692-2G506-0212-002")]
    assert bound(reading, "chassis") == []


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("tesla-t4.xml", "GPU-d37e67a5-91dd-3774-a5cb-99096249601a"),
        ("a10g.xml", "GPU-9a9a6c50-2a47-2f51-a902-b82c3b127e94"),
        ("gtx-1660-ti.xml", "GPU-304a277d-3545-63b8-3a36-dfde3c992989"),
        ("rtx-3080-v13.xml", "GPU-19d6d965-2acc-f646-00f8-4c76979aabb4"),
        ("quadro-p2000-v12.xml", "0322218049033"),
    ],
)
def test_a_placeholder_serial_binds_nothing(name: str, unit: str, shared_data: Path, read: Read) -> None:
    reading = read(shared_data / "nvidia-smi-xml" / name)
    assert [row["unit"] for row in rows(reading)] == [unit]
    assert not any(is_placeholder(row["identifier"]) for row in rows(reading, "identifiers"))


def test_a_yaml_beside_a_dump_says_where_the_machine_is(shared_data: Path, tmp_path: Path, read: Read) -> None:
    (tmp_path / "node7.xml").write_bytes((shared_data / "nvidia-smi-xml" / "a100-sxm4-v12.xml").read_bytes())
    (tmp_path / "node7.yaml").write_text("defaults: {site: JP-1, parent: SRV-7}\n")
    (row,) = rows(read(tmp_path / "node7.xml"))
    assert (row["site"], row["parent"]) == ("JP-1", "SRV-7")


def test_gh200_module_and_baseboard_do_not_merge_units(shared_data: Path, read: Read) -> None:
    reading = read(shared_data / "redfish-nvidia" / "gh200.tar.gz")
    told = {row["unit"]: (row["unit_kind"], row["parent"]) for row in rows(reading)}
    board, host = "1580924760074", "1e90aa6e-6d05-9589-2253-ce7672d02d26"
    assert told == {
        board: ("board", host), host: ("server", None),
        "1640124000234": ("gpu", board), "1640124000373": ("gpu", board),
    }  # fmt: skip
    uuids = bound(reading, "uuid")
    assert ("1640124000373", "4f7febe5-c196-8dd9-9b67-39769f99c9d2") in uuids
    assert all(unit != board for unit, _ in uuids)
    assert not any("CPLD" in row["identifier"] for row in rows(reading, "identifiers"))
    slots = [row["identifier_kind"] for row in rows(reading, "identifiers") if "/GPU_" in row["identifier"]]
    assert slots == ["slot", "slot"]


def test_gpus_without_uuid_or_model_take_the_model_of_their_card(shared_data: Path, read: Read) -> None:
    reading = read(shared_data / "redfish-nvidia" / "lenovo_thinksystem_sr670.tar.gz")
    gpus = [(row["unit"], row["part"], row["parent"]) for row in rows(reading) if row["unit_kind"] == "gpu"]
    assert gpus == [
        ("1322221026831", "NVIDIA Quadro RTX A6000", "J101RZ43"),
        ("1322221028609", "NVIDIA Quadro RTX A6000", "J101RZ43"),
    ]


def test_a_dell_server_is_also_its_service_tag(shared_data: Path, read: Read) -> None:
    reading = read(shared_data / "redfish-nvidia" / "dell_poweredge_r750.tar.gz")
    assert bound(reading, "service_tag") == [("CNIVC0014M0388", "F54P1G3")]
    assert [row["part"] for row in rows(reading) if row["unit_kind"] == "gpu"] == ["NVIDIA H100 PCIe"]


def test_a_redfish_folder_is_one_source(shared_data: Path, read: Read) -> None:
    reading = read(shared_data / "redfish-dmtf" / "public-rackmount1")
    assert bound(reading, "uuid") == [("437XR1138R2", "38947555-7742-3448-3784-823347823834")]
    assert reading.events == 0, "a server without GPUs is bound to its names and counted for nothing"


def test_dmidecode_binds_what_firmware_knows(shared_data: Path, read: Read) -> None:
    for name in ("centos-7.7", "fedora32", "ubuntu-18.04"):
        text = read(shared_data / "dmidecode" / name / "dmidecode.out")
        parsed = read(shared_data / "dmidecode" / name / "dmidecode.json")
        assert bound(text, "uuid") == bound(parsed, "uuid") != []
        assert not any(is_placeholder(row["identifier"]) for row in rows(text, "identifiers"))


def test_a_dump_without_a_time_is_refused(tmp_path: Path, read: Read) -> None:
    (tmp_path / "x.xml").write_text("<nvidia_smi_log><gpu><serial>1650522003820</serial></gpu></nvidia_smi_log>")
    with pytest.raises(InputError, match="found no time in it"):
        read(tmp_path / "x.xml")


@pytest.mark.parametrize(
    "word",
    ["", "0", "0000000000000", "N/A", "[N/A]", "REDACTED", "[REDACTED]", "Not Specified", "None", "Unknown",
     "CPLDSerialNumber", "To Be Filled By O.E.M.", "GPU-00000000-0000-0000-0000-000000000000", "FFFFFFFF", "........"],
)  # fmt: skip
def test_these_words_name_nothing(word: str) -> None:
    assert is_placeholder(word)


@pytest.mark.parametrize("word", ["1650522003820", "7", "A1", "LOT-0117", "K2", "GPU-513536b6-7d19-9063-b049-1e69"])
def test_these_words_name_something(word: str) -> None:
    assert not is_placeholder(word)
