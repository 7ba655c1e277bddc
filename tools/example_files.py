"""Writes rows in the formats that records really come in."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

Row = Mapping[str, object]
STAMP = datetime(2026, 8, 31, tzinfo=UTC).replace(tzinfo=None)
EVENT_COLUMNS = (
    "event", "happened", "unit", "unit_kind", "part", "quantity", "site", "to_site", "from_party", "to_party",
    "parent", "grade", "document", "recorded", "note",
)  # fmt: skip


def comma_separated(path: Path, rows: Iterable[Row], columns: Sequence[str], **form: str) -> None:
    """Rows as CSV under `columns`; `delimiter` and `encoding` as a company may have them."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", delimiter=form.get("delimiter", ","))
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(form.get("encoding", "utf-8")))


def events(path: Path, rows: Iterable[Row]) -> None:
    """Events as CSV, with those columns that any of them fills."""
    listed = list(rows)
    used = [column for column in EVENT_COLUMNS if any(row.get(column) is not None for row in listed)]
    comma_separated(path, listed, used)


def workbook(path: Path, rows: Iterable[Row]) -> None:
    """Events as a spreadsheet; the archive's clock is set so that two runs give the same bytes."""
    listed = list(rows)
    used = [column for column in EVENT_COLUMNS if any(row.get(column) is not None for row in listed)]
    book = openpyxl.Workbook()
    book.properties.title = "Synthetic inspection record"
    book.properties.creator = "synthetic"
    book.properties.created = book.properties.modified = STAMP
    sheet = book.active
    sheet.title = "events"
    sheet.append(used)
    for row in listed:
        sheet.append([row.get(column) for column in used])
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _undated(content)
            new.writestr(zipfile.ZipInfo(name, STAMP.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)


def _undated(core: bytes) -> bytes:
    head, _, rest = core.partition(b"<dcterms:modified")
    _, _, tail = rest.partition(b"</dcterms:modified>")
    return head + tail


def parquet(path: Path, rows: Iterable[Row]) -> None:
    """Events as Parquet, instants as UTC timestamps."""
    listed = list(rows)
    used = [column for column in EVENT_COLUMNS if any(row.get(column) is not None for row in listed)]
    columns = {
        column: pa.array([_instant(row[column]) for row in listed], pa.timestamp("s", "UTC"))
        if column == "happened"
        else pa.array([row.get(column) for row in listed], pa.string())
        for column in used
    }
    table = pa.table(columns).replace_schema_metadata({"about": "synthetic example of enduse"})
    pq.write_table(table, path, compression="zstd", row_group_size=1 << 20)


def _instant(day: object) -> datetime:
    assert isinstance(day, date)
    return datetime.combine(day, time(4, 0), UTC)


def epcis(path: Path, shipments: Mapping[tuple[date, str, str], Sequence[str]]) -> None:
    """Receipts as an EPCIS 2.0 document: one event for each delivery, with its serial numbers."""
    listed = [
        {
            "type": "ObjectEvent",
            "action": "OBSERVE",
            "eventTime": f"{day.isoformat()}T09:00:00Z",
            "eventTimeZoneOffset": "+08:00",
            "epcList": [f"urn:epc:id:giai:9521141.{serial}" for serial in serials],
            "bizStep": "receiving",
            "disposition": "in_progress",
            "readPoint": {"id": f"https://synthetic.example/location/{site}"},
            "bizLocation": {"id": f"https://synthetic.example/location/{site}"},
            "bizTransactionList": [{"type": "desadv", "bizTransaction": f"urn:synthetic:desadv:{paper}"}],
        }
        for (day, site, paper), serials in sorted(shipments.items())
    ]
    document = {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "id": "urn:synthetic:goods-in-lion-strait",
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-01-15T00:00:00Z",
        "epcisBody": {"eventList": listed},
    }
    path.write_text(json.dumps(document, indent=1) + "\n", "utf-8")


def nvidia_smi(path: Path, chassis: str, gpus: Sequence[str], product: str, at: datetime) -> None:
    """What `nvidia-smi -q -x` prints on one server, reduced to what names the machine."""
    lines = [
        '<?xml version="1.0" ?>',
        '<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">',
        "<!-- synthetic: no such machine exists -->",
        "<nvidia_smi_log>",
        f"\t<timestamp>{at:%a %b} {at.day:2d} {at:%H:%M:%S %Y}</timestamp>",
        "\t<driver_version>570.124.06</driver_version>",
        "\t<cuda_version>12.8</cuda_version>",
        f"\t<attached_gpus>{len(gpus)}</attached_gpus>",
    ]
    for slot, gpu in enumerate(gpus):
        lines += [
            f'\t<gpu id="00000000:{slot * 16 + 1:02X}:00.0">',
            f"\t\t<product_name>{escape(product)}</product_name>",
            "\t\t<product_brand>NVIDIA</product_brand>",
            f"\t\t<serial>{gpu}</serial>",
            f"\t\t<uuid>GPU-{gpu[:8]}-0000-4000-8000-{int(gpu):012x}</uuid>",
            f"\t\t<minor_number>{slot}</minor_number>",
            "\t\t<vbios_version>96.00.99.00.01</vbios_version>",
            "\t\t<platformInfo>",
            f"\t\t\t<chassis_serial_number>{chassis}</chassis_serial_number>",
            f"\t\t\t<module_id>{slot + 1}</module_id>",
            "\t\t</platformInfo>",
            "\t</gpu>",
        ]
    path.write_text("\n".join([*lines, "</nvidia_smi_log>", ""]), "utf-8")


def redfish(folder: Path, chassis: str, gpus: Sequence[str], model: str, at: datetime) -> None:
    """A small Redfish tree of one server, as a crawler of its management port stores it."""
    system = "/redfish/v1/Systems/1"
    members = [{"@odata.id": f"{system}/Processors/GPU_{slot}"} for slot in range(1, len(gpus) + 1)]
    pages: dict[str, dict[str, object]] = {
        "/redfish/v1": {"@odata.type": "#ServiceRoot.v1_15_0.ServiceRoot", "Name": "Synthetic root service",
                        "Systems": {"@odata.id": "/redfish/v1/Systems"},
                        "Chassis": {"@odata.id": "/redfish/v1/Chassis"},
                        "Managers": {"@odata.id": "/redfish/v1/Managers"}},
        "/redfish/v1/Systems": {"@odata.type": "#ComputerSystemCollection.ComputerSystemCollection",
                                "Members": [{"@odata.id": system}]},
        "/redfish/v1/Chassis": {"@odata.type": "#ChassisCollection.ChassisCollection",
                                "Members": [{"@odata.id": "/redfish/v1/Chassis/1"}]},
        "/redfish/v1/Managers": {"@odata.type": "#ManagerCollection.ManagerCollection",
                                 "Members": [{"@odata.id": "/redfish/v1/Managers/1"}]},
        "/redfish/v1/Managers/1": {"@odata.type": "#Manager.v1_19_0.Manager", "Id": "1", "Name": "Manager",
                                   "DateTime": at.strftime("%Y-%m-%dT%H:%M:%SZ")},
        "/redfish/v1/Chassis/1": {"@odata.type": "#Chassis.v1_22_0.Chassis", "Id": "1", "ChassisType": "RackMount",
                                  "Manufacturer": "Northlight Server Works (synthetic)", "SerialNumber": chassis},
        system: {"@odata.type": "#ComputerSystem.v1_20_0.ComputerSystem", "Id": "1", "SystemType": "Physical",
                 "Manufacturer": "Northlight Server Works (synthetic)", "SerialNumber": chassis, "PowerState": "On",
                 "Processors": {"@odata.id": f"{system}/Processors"}},
        f"{system}/Processors": {"@odata.type": "#ProcessorCollection.ProcessorCollection", "Members": members},
    }  # fmt: skip
    for slot, gpu in enumerate(gpus, start=1):
        pages[f"{system}/Processors/GPU_{slot}"] = {
            "@odata.type": "#Processor.v1_18_0.Processor", "Id": f"GPU_{slot}", "ProcessorType": "GPU",
            "Manufacturer": "NVIDIA", "Model": model, "SerialNumber": gpu,
            "UUID": f"{gpu[:8]}-0000-4000-8000-{int(gpu):012x}",
            "Status": {"State": "Enabled", "Health": "OK"},
        }  # fmt: skip
    for address, page in pages.items():
        target = folder / address.strip("/") / "index.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"@odata.id": address, "Description": "synthetic", **page}, indent=1)
        target.write_text(text + "\n", "utf-8")
