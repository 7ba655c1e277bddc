"""Writes what a host says of itself as an evidence folder; sends nothing."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enduse.agent.keys import public_base64
from enduse.agent.redfish import fetched

EVENTS = ("event", "happened", "unit", "unit_kind", "part", "site", "parent", "grade", "document")
IDENTIFIERS = ("unit", "identifier", "identifier_kind", "from", "grade", "document")
DMI = Path("/sys/class/dmi/id")
DMI_KINDS = {"product_serial": "serial", "chassis_serial": "chassis", "product_uuid": "uuid", "board_serial": "board"}
DOCUMENT = "host inventory"
MANIFEST_AS = b"enduse-inventory-v1\n"


@dataclass
class Inventory:
    """What was found, as rows and files.

    Attributes:
        unit: the host's own identifier.
        files: raw documents by name within the folder.
        silent: what could not be read, and why.
    """

    unit: str
    site: str | None
    happened: datetime
    events: list[dict[str, str]] = field(default_factory=list)
    identifiers: list[dict[str, str]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)

    def observe(self, unit: str, kind: str, part: str) -> None:
        """Adds a sighting: the host's own word, of grade `read`."""
        parent = "" if unit == self.unit else self.unit
        values = ("observing", _stamp(self.happened), unit, kind, part, self.site or "", parent, "read", DOCUMENT)
        self.events.append(dict(zip(EVENTS, values, strict=True)))

    def bind(self, unit: str, identifier: str, kind: str) -> None:
        """Adds that two identifiers are one unit."""
        values = (unit, identifier, kind, _stamp(self.happened), "read", DOCUMENT)
        self.identifiers.append(dict(zip(IDENTIFIERS, values, strict=True)))


def take(unit: str, site: str | None, key: Ed25519PrivateKey, redfish: str | None = None) -> Inventory:
    """Asks DMI, the GPUs' driver and, if an address is given, the host's management controller."""
    found = Inventory(unit, site, datetime.now(UTC).replace(microsecond=0))
    found.bind(unit, public_base64(key), "key")
    _dmi(found, DMI)
    if shutil.which("nvidia-smi"):
        _nvidia_smi(found)
    else:
        _nvml(found)
    if redfish:
        documents, silent = fetched(redfish)
        found.files.update({f"redfish/{path.strip('/')}/index.json": text for path, text in documents.items()})
        found.silent += silent
    return found


def write(found: Inventory, key: Ed25519PrivateKey, out: Path) -> Path:
    """Writes the folder `inventory-UNIT-INSTANT` and a manifest of hashes signed by the agent's key."""
    name = "".join(c if c.isalnum() or c in "-._" else "_" for c in found.unit)
    folder = out / f"inventory-{name}-{found.happened:%Y%m%dT%H%M%SZ}"
    folder.mkdir(parents=True, exist_ok=True)
    files = {"events.csv": _csv(EVENTS, found.events), "identifiers.csv": _csv(IDENTIFIERS, found.identifiers)}
    for path, content in {**files, **found.files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in {**files, **found.files}.items()}
    body = json.dumps({"unit": found.unit, "at": _stamp(found.happened), "files": hashes}, sort_keys=True)
    signed = {"body": body, "key": public_base64(key), "signature": _signed(key, body)}
    (folder / "manifest.json").write_text(json.dumps(signed, indent=1) + "\n")
    return folder


def _signed(key: Ed25519PrivateKey, body: str) -> str:
    return base64.b64encode(key.sign(MANIFEST_AS + body.encode())).decode()


def _dmi(found: Inventory, folder: Path) -> None:
    """The board's and chassis's own names; serial numbers are readable by root only, and then said to be missing."""
    part = ""
    for name in ("product_name", *DMI_KINDS):
        try:
            value = (folder / name).read_text().strip()
        except OSError as error:
            found.silent.append(f"DMI {name}: {error.strerror}")
            continue
        if name == "product_name":
            part = value
        elif value:
            found.bind(found.unit, value, DMI_KINDS[name])
    found.observe(found.unit, "server", part)


def _nvidia_smi(found: Inventory, run: Callable[..., Any] = subprocess.run) -> None:
    """Keeps the driver's own dump beside a column map that says where and when it was taken."""
    try:
        done = run(["nvidia-smi", "-q", "-x"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        found.silent.append(f"nvidia-smi: {type(error).__name__}")
        return
    if done.returncode:
        found.silent.append(f"nvidia-smi: exit {done.returncode}")
        return
    found.files["nvidia-smi.xml"] = done.stdout
    defaults = {"happened": _stamp(found.happened), "parent": found.unit}
    if found.site:
        defaults["site"] = found.site
    lines = [f"  {name}: {json.dumps(value)}" for name, value in defaults.items()]
    found.files["nvidia-smi.yaml"] = "\n".join(["defaults:", *lines, ""]).encode()


def _nvml(found: Inventory) -> None:
    """The same from the driver's library, if it is installed (`pip install enduse[gpu]`)."""
    try:
        import pynvml
    except ImportError:
        found.silent.append("GPUs: neither nvidia-smi nor the NVML library is installed")
        return
    try:
        pynvml.nvmlInit()
        for name, uuid, serial in _devices(pynvml):
            found.observe(serial or uuid, "gpu", name)
            if serial:
                found.bind(serial, uuid, "uuid")
        pynvml.nvmlShutdown()
    except pynvml.NVMLError as error:
        found.silent.append(f"NVML: {error}")


def _devices(pynvml: Any) -> Iterator[tuple[str, str, str | None]]:
    for index in range(pynvml.nvmlDeviceGetCount()):
        handle = pynvml.nvmlDeviceGetHandleByIndex(index)
        try:
            serial = str(pynvml.nvmlDeviceGetSerial(handle))
        except pynvml.NVMLError:
            serial = None  # consumer and cloud parts have none
        yield str(pynvml.nvmlDeviceGetName(handle)), str(pynvml.nvmlDeviceGetUUID(handle)), serial


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _csv(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
