"""Native tables: by header, in every delimiter, encoding and file format."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enduse.read import Found, Reading, find, readers

EVENTS = "event,happened,unit,site\nshipping,2025-01-02,1650522003820,Málaga\n"


def rows(reading: Reading, table: str = "events") -> list[dict[str, Any]]:
    return reading.tables[table].to_pylist() if table in reading.tables else []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_common_spelling_is_read(encoding: str, delimiter: str, end: str, written: Callable[..., Reading]) -> None:
    text = EVENTS.replace(",", delimiter).replace("\n", end)
    (row,) = rows(written("anything.dat", text.encode(encoding)))
    assert (row["unit"], row["site"], row["source"]) == ("1650522003820", "Málaga", "anything.dat:1")


def test_bytes_that_are_no_utf_8_are_read_and_mentioned(written: Callable[..., Reading]) -> None:
    reading = written("events.csv", EVENTS.encode("cp1252"))
    (issue,) = reading.issues
    assert issue.problem == (
        "expected UTF-8, found other bytes: state the encoding in a YAML beside it, read as cp1252"
    )


def test_defaults_follow_the_event(written: Callable[..., Reading]) -> None:
    reading = written(
        "events.csv",
        "event,happened,unit,quantity\nshipping,2025-01-02,LOT-1,12\ninspecting,2025-01-03,1650522003820,\n"
        "observing,2025-01-04T08:00:00+08:00,1650522003820,1\n",
    )
    told = [(row["grade"], row["quantity"], row["unit_kind"]) for row in rows(reading)]
    assert told == [("document", 12, "lot"), ("label", 1, None), ("read", 1, None)]
    assert rows(reading)[2]["happened"] == datetime(2025, 1, 4)


def test_the_country_no_is_norway_and_leading_zeros_stay(written: Callable[..., Reading]) -> None:
    reading = written("sites.csv", "site,country,latitude,longitude\n007,NO,59.9,10.7\n")
    (row,) = rows(reading, "sites")
    assert (row["site"], row["country"], row["latitude"]) == ("007", "NO", 59.9)


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("event,happened,unit", "events"),
        ("unit,identifier,identifier_kind,from,to", "identifiers"),
        ("site,name,operator,kind,country", "sites"),
        ("party,name,country,address", "parties"),
        ("owner,owned,share_min,share_max", "ownership"),
        ("licence,authority,part,quantity", "licences"),
        ("site,from,to,note", "outages"),
        ("unit,landmark,rtt_ms,at", "delays"),
        ("landmark,latitude,longitude,country", "landmarks"),
    ],
)
def test_a_table_is_known_by_its_header(header: str, table: str, written: Callable[..., Reading]) -> None:
    values = {
        "event": "shipping", "happened": "2025-01-01", "from": "2025-01-01", "to": "2025-01-02", "rtt_ms": "1.5",
        "latitude": "1", "longitude": "2", "kind": "port", "share_min": "0.1", "share_max": "0.2", "quantity": "4",
        "at": "2025-01-01T00:00:00Z",
    }  # fmt: skip
    line = ",".join(values.get(name, "x1234567") for name in header.split(","))
    reading = written("whatever.csv", f"{header}\n{line}\n")
    assert list(reading.tables) == [table] and not reading.issues


def test_a_column_map_reads_a_company_s_own_headers(tmp_path: Path, read: Callable[[Path], Reading]) -> None:
    (tmp_path / "erp.csv").write_text(
        "Bewegung;Datum;Seriennummer;Menge\nWA;03.04.2025;1650522003820;1,0\nWE;04.04.2025;1650522003820;1\n"
    )
    (tmp_path / "erp.yaml").write_text(
        'columns: {event: Bewegung, happened: Datum, unit: Seriennummer, quantity: Menge}\ndates: "%d.%m.%Y"\n'
        "values: {event: {WA: shipping, WE: receiving}}\ndefaults: {from_party: ACME}\n"
    )
    told = [(row["event"], row["happened"].day, row["from_party"]) for row in rows(read(tmp_path / "erp.csv"))]
    assert told == [("shipping", 3, "ACME"), ("receiving", 4, "ACME")]


def test_every_sheet_of_a_workbook_that_is_a_table_is_read(tmp_path: Path, read: Callable[[Path], Reading]) -> None:
    book = openpyxl.Workbook()
    book.active.append([])
    book.active.append(["Event", "Happened", "Unit", "Quantity"])
    book.active.append(["shipping", datetime(2025, 1, 2), 1650522003820, 1.0])
    book.active.append(["shipping", "2025-02-31", "1650522003821", 1])
    sites = book.create_sheet("Sites")
    sites.append(["site", "country"])
    sites.append(["K1", "NO"])
    book.create_sheet("Notes").append(["to do"])
    book.save(tmp_path / "book.xlsx")
    reading = read(tmp_path / "book.xlsx")
    assert [(row["unit"], row["happened"].day, row["source"]) for row in rows(reading)] == [
        ("1650522003820", 2, "book.xlsx:1")
    ]
    assert [row["source"] for row in rows(reading, "sites")] == ["book.xlsx#Sites:1"]
    assert [issue.where for issue in reading.issues] == ["book.xlsx:2", "book.xlsx#Notes"]


def test_parquet_keeps_its_types(tmp_path: Path, read: Callable[[Path], Reading]) -> None:
    table = pa.table(
        {
            "event": ["shipping", "observing"],
            "happened": pa.array([datetime(2025, 1, 2), None], pa.timestamp("ms", "Asia/Singapore")),
            "unit": ["1650522003820", "1650522003821"],
            "quantity": pa.array([1, -2], pa.int32()),
        }
    )
    pq.write_table(table, tmp_path / "e.parquet")
    reading = read(tmp_path / "e.parquet")
    assert [row["happened"] for row in rows(reading)] == [datetime(2025, 1, 2)]
    assert [issue.problem for issue in reading.issues] == ["quantity -2 is not 1 or more; happened is missing"]


def test_every_bad_row_is_named_and_every_good_one_admitted(written: Callable[..., Reading]) -> None:
    reading = written(
        "events.csv",
        "event,happened,unit,quantity,grade,happened_to\n"
        "recieving,2025-01-01,1650522003820,1,,\n"
        "shipping,2025-13-01,1650522003820,1,,\n"
        "shipping,2025-01-01,,1,,\n"
        "shipping,2025-01-01,1650522003820,0,,\n"
        "shipping,2025-01-01,1650522003820,1,seen,\n"
        "shipping,2025-01-05,1650522003820,1,,2025-01-04\n"
        "shipping,2025-01-05,0000000000000,1,,\n"
        "shipping,2025-01-05\n"
        "shipping,2025-01-05,1650522003820,1,document,2025-01-06\n",
    )
    assert [(issue.where.removeprefix("events.csv:"), issue.problem) for issue in reading.issues] == [
        ("1", "event 'recieving' is unknown, nearest is receiving"),
        ("2", "happened '2025-13-01' is not a date"),
        ("3", "unit is missing"),
        ("4", "quantity 0 is not 1 or more"),
        ("5", "grade 'seen' is unknown, known are document, label, read, attested"),
        ("6", "happened_to 2025-01-04 is before happened 2025-01-05"),
        ("7", "unit '0000000000000' names nothing"),
        ("8", "the line has 2 cells where the header has 6"),
    ]
    assert [row["source"] for row in rows(reading)] == ["events.csv:9"]


EVENT = st.tuples(
    st.sampled_from(["shipping", "receiving", "observing", "teleporting"]),
    st.sampled_from(["2025-01-01", "2025-01-01T10:00:00Z", "2025-01-01T10:00:00+08:00", "2025-02-30", ""]),
    st.from_regex(r"[A-Z]{2}[0-9]{6}", fullmatch=True),
    st.sampled_from(["", "1", "7", "-1", "x"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(EVENT, min_size=1, max_size=12), cut=st.integers(0, 12))
def test_how_a_table_is_split_changes_nothing(
    events: list[tuple[str, ...]], cut: int, written: Callable[..., Reading]
) -> None:
    def read_lines(lines: list[tuple[str, ...]]) -> tuple[list[str], list[str]]:
        text = io.StringIO("event,happened,unit,quantity\n")
        text.seek(0, io.SEEK_END)
        text.writelines(",".join(line) + "\n" for line in lines)
        reading = written("e.csv", text.getvalue())
        good = [str({k: v for k, v in row.items() if k != "source"}) for row in rows(reading)]
        return good, [issue.problem for issue in reading.issues]

    whole, first, rest = read_lines(events), read_lines(events[:cut]), read_lines(events[cut:])
    assert whole == (first[0] + rest[0], first[1] + rest[1])


def test_papers_that_accompany_evidence_are_passed_over_and_tables_of_like_names_are_not(tmp_path: Path) -> None:
    for name in ("README.md", "LICENSE", "NOTICE.txt", "expected/events.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(EVENTS)
    (tmp_path / "licences.csv").write_text("licence,part\nD1,H100 SXM5\n")
    (tmp_path / "licence-server.csv").write_text(EVENTS)
    (tmp_path / "licences.yaml").write_text("defaults: {authority: BIS}\n")
    names = [found.name for found in find([tmp_path]) if isinstance(found, Found)]
    assert names == ["licence-server.csv", "licences.csv"]


def test_every_reader_is_in_the_guide() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text()
    ours = ["csv", "xlsx", "parquet", "epcis", "nvidia-smi", "redfish", "dmidecode", "bods", "customs", "air-cargo"]
    assert [name for name in ours if f"| `{name}` |" not in guide] == []
    assert {reader.name for reader in readers()} >= set(ours)


def test_a_title_above_the_header_is_passed_over(
    tmp_path: Path, read: Callable[[Path], Reading], written: Callable[..., Reading]
) -> None:
    title = "Goods movements of plant 1200;;\nprinted;2025-04-01;\n\n"
    reading = written("list.csv", title + EVENTS.replace(",", ";"))
    assert [(row["unit"], row["source"]) for row in rows(reading)] == [("1650522003820", "list.csv:1")]
    book = openpyxl.Workbook()
    for row in (["Goods movements"], [], ["event", "happened", "unit"], ["shipping", "2025-01-02", "1650522003820"]):
        book.active.append(row)
    book.save(tmp_path / "list.xlsx")
    assert [row["source"] for row in rows(read(tmp_path / "list.xlsx"))] == ["list.xlsx:1"]
