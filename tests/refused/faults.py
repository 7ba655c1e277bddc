"""Bad inputs by the name of their fault, and the exact sentence each is answered with."""

from __future__ import annotations

import gzip
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HEADER = "event,happened,unit\n"
GOOD = "shipping,2025-01-01,1650522003820\n"
EPCIS = '<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2"><EPCISBody><EventList><ObjectEvent><eventTime>'
CONTEXT = '{"@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"], "type": "EPCISDocument", '
SEE = "See enduse list readers."
LINES = "expected lines of at most 8 MiB, found a longer one. Check the line ends and the quotes of the file."


@dataclass(frozen=True)
class Fault:
    """A bad file: its name, what is in it, and the sentence after its name."""

    file: str
    content: bytes | str | Callable[[Path], None]
    sentence: str

    def write(self, folder: Path) -> Path:
        """Put the file into ``folder``."""
        path = folder / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(self.content):
            self.content(path)
        else:
            path.write_bytes(self.content if isinstance(self.content, bytes) else self.content.encode())
        return path


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(100):
                sheet.write(bytes(1 << 20))


def _tar(name: str, size: int) -> Callable[[Path], None]:
    """An archive of one member that claims ``size`` bytes, whatever is there."""

    def write(path: Path) -> None:
        entry = tarfile.TarInfo(name)
        entry.size = size
        with gzip.open(path, "wb") as packed:
            packed.write(entry.tobuf() + bytes(min(size, 1 << 20)).ljust(1024, b"\x00") + bytes(1024))

    return write


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b'{"events": "')
        file.truncate(10 << 30)


def _one_line(path: Path) -> None:
    with path.open("wb") as file:
        file.write(HEADER.encode() + b"shipping,2025-01-01,")
        for _ in range(20):
            file.write(b"A" * (1 << 20))


FAULTS = {
    "missing column": Fault(
        "events.csv",
        "event,unit,site\nshipping,1650522003820,K1\n",
        "expected the columns of a native table in the header, found event, unit, site, nearest is events without "
        "happened. Name the columns so, or put a column map beside the file.",
    ),
    "column twice": Fault(
        "events.csv",
        "event,happened,unit,unit\nshipping,2025-01-01,1,2\n",
        "expected each column once, found unit twice in the header. Rename or remove one of them.",
    ),
    "empty file": Fault("events.csv", "", "expected evidence, found an empty file. Export it again."),
    "blanks alone": Fault("events.csv", "\n \n\t\n", "expected evidence, found nothing but blanks. Export it again."),
    "binary data": Fault(
        "events.csv", bytes(range(256)) * 40, f"expected evidence that some reader knows, found binary data. {SEE}"
    ),
    "one endless line": Fault("events.csv", b"A" * (9 << 20), LINES),
    "endless line after good ones": Fault("events.csv", _one_line, LINES),
    "ten gigabytes of JSON in one line": Fault(
        "events.json", _sparse, f"expected evidence that some reader knows, found binary data. {SEE}"
    ),
    "JSON cut off": Fault(
        "e.json",
        CONTEXT + '"epcisBody": {"eventList": [{"type": "Obj',
        f"expected evidence that some reader knows, found JSON that is cut off or broken. {SEE}",
    ),
    "JSON too deep": Fault(
        "e.json",
        "[" * 100_000 + "]" * 100_000,
        f"expected evidence that some reader knows, found JSON that is cut off or broken. {SEE}",
    ),
    "JSON of another kind": Fault(
        "e.json", '{"hello": "world"}', f"expected evidence that some reader knows, found JSON of another kind. {SEE}"
    ),
    "EPCIS without events": Fault(
        "e.json",
        CONTEXT + '"epcisBody": {}}',
        "expected an EPCIS document with events, found no event list. Export the document again.",
    ),
    "EPCIS without context": Fault(
        "e.json",
        '{"type": "EPCISDocument", "epcisBody": {"eventList": []}}',
        "expected an EPCIS document with an @context, found none. Add the EPCIS context.",
    ),
    "XML cut off": Fault(
        "e.xml", EPCIS + "2005", "expected whole XML, found a file cut off at line 1, column 112. Copy it again."
    ),
    "external entity": Fault(
        "e.xml",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + EPCIS + "&x;</eventTime>",
        "expected XML without entities of its own, found an entity declaration. Remove the declaration.",
    ),
    "parameter entity": Fault(
        "e.xml",
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>' + EPCIS,
        "expected XML without entities of its own, found an entity declaration. Remove the declaration.",
    ),
    "billion laughs": Fault(
        "e.xml",
        '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;">]><nvidia_smi_log>&m;</nvidia_smi_log>',
        "expected XML without entities of its own, found an entity declaration. Remove the declaration.",
    ),
    "XML too deep": Fault(
        "e.xml",
        "<nvidia_smi_log>" + "<a>" * 5000,
        "expected at most 200 nested elements, found more. Check where the file comes from.",
    ),
    "dump without GPUs": Fault(
        "n.xml",
        "<nvidia_smi_log><timestamp>Fri Aug  4 11:44:30 2023</timestamp></nvidia_smi_log>",
        "expected a dump with GPUs in it, found none. Run nvidia-smi -q -x where the driver is loaded.",
    ),
    "zip bomb": Fault(
        "b.xlsx",
        _bomb,
        "expected a workbook that unpacks to 1024 MiB and 200 times its size at most, found 100 MiB. "
        "Check where it comes from.",
    ),
    "workbook cut off": Fault(
        "b.xlsx",
        b"PK\x03\x04 [Content_Types].xml" + bytes(50) + b"xl/",
        "expected a whole workbook, found one that is cut off or broken. Copy it again.",
    ),
    "tar bomb": Fault(
        "t.tar.gz",
        _tar("redfish/v1/Systems/1/index.json", 300 << 20),
        "expected an archive of at most 256 MiB unpacked, found more. Check where it comes from.",
    ),
    "path out of the archive": Fault(
        "t.tar.gz",
        _tar("../../etc/index.json", 512),
        "expected paths inside the archive, found '../../etc/index.json'. Check where it comes from.",
    ),
    "archive of something else": Fault(
        "t.tar.gz",
        _tar("holiday.jpg", 512),
        "expected a Redfish tree with a system, found none. Copy the whole tree, Systems and Managers with it.",
    ),
    "Parquet cut off": Fault(
        "e.parquet", b"PAR1" + bytes(100), "expected a whole Parquet file, found one that is cut off. Copy it again."
    ),
    "broken column map": Fault(
        "events.yaml",
        "- event\n- unit\n",
        "expected a mapping of our columns to theirs, found list. See docs/evidence.md.",
    ),
}
"""What a user is told of each; every one exits with 2."""

BAD_ROWS = {
    "a date that is none": ("shipping,soon,1650522003820,1", "happened 'soon' is not a date"),
    "a day that no month has": ("shipping,2025-02-30,1650522003820,1", "happened '2025-02-30' is not a date"),
    "a negative quantity": ("shipping,2025-01-01,LOT-0117,-5", "quantity -5 is not 1 or more"),
    "no quantity": ("shipping,2025-01-01,LOT-0117,0", "quantity 0 is not 1 or more"),
    "half a chip": ("shipping,2025-01-01,LOT-0117,2.5", "quantity '2.5' is not a whole number"),
    "an unknown event": ("recieving,2025-01-01,1650522003820,1", "event 'recieving' is unknown, nearest is receiving"),
    "no unit": ("shipping,2025-01-01,,1", "unit is missing"),
    "a placeholder": ("shipping,2025-01-01,N/A,1", "unit 'N/A' names nothing"),
    "a line cut off": ("shipping,2025-01", "the line has 2 cells where the header has 4"),
}
"""A bad row among good ones, and the issue it becomes."""
