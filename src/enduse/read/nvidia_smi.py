"""`nvidia-smi -q -x`: the GPUs of one machine, as the driver reports them."""

from __future__ import annotations

from datetime import datetime
from xml.etree.ElementTree import Element

from enduse.read import markup
from enduse.read.machine import Dump, meaningful
from enduse.read.reader import Reader, Reading, Source


def recognises(source: Source) -> bool:
    """Whether the root is that of an nvidia-smi log."""
    return markup.is_markup(source) and markup.root_name(source) == "nvidia_smi_log"


def read(source: Source) -> Reading:
    """One observation a GPU, at the time of the dump, and the names it answers to.

    The time has no zone in the dump and is taken as UTC. Where the serial number is a placeholder (thirteen
    zeros on T4 and A10G) the UUID names the unit.

    Raises:
        InputError: if the XML is broken, there is no GPU in it, or nothing says when it was made.
    """
    root = markup.parse(source)
    dump = Dump(source, _time(markup.text_of(root, "timestamp")))
    dump.expect_time()
    gpus = list(root.iter("gpu"))
    if not gpus:
        raise source.refuse("a dump with GPUs in it", "none", "Run nvidia-smi -q -x where the driver is loaded")
    for number, gpu in enumerate(gpus, start=1):
        _gpu(dump, gpu, f"gpu[{number}]")
    return dump.reading()


def _gpu(dump: Dump, gpu: Element, where: str) -> None:
    serial, uuid = _field(gpu, "serial"), _field(gpu, "uuid")
    unit = serial or uuid
    if unit is None:
        dump.set_aside(where, "neither serial nor uuid names the GPU")
        return
    chassis = _field(gpu, "platformInfo/chassis_serial_number") or _field(gpu, "chassis_serial_number")
    slot = _field(gpu, "platformInfo/slot_number")
    names = {
        "uuid": uuid,
        "board_part": _field(gpu, "board_part_number"),
        "gpu_part": _field(gpu, "gpu_part_number"),
        "chassis": chassis,
        "slot": f"{chassis}/{slot}" if chassis and slot else None,
    }
    parent = dump.source.columns.defaults.get("parent") or chassis
    dump.seen(unit, "gpu", where, part=_field(gpu, "product_name"), parent=parent, note=_note(gpu))
    dump.bind(unit, names, where)


def _note(gpu: Element) -> str | None:
    vbios, bus = _field(gpu, "vbios_version"), gpu.get("id")
    said = [f"VBIOS {vbios}" if vbios else "", f"bus {bus}" if bus else ""]
    return "; ".join(word for word in said if word) or None


def _field(gpu: Element, path: str) -> str | None:
    return meaningful(markup.text_of(gpu, path))


def _time(text: str | None) -> datetime | None:
    try:
        return datetime.strptime(" ".join((text or "").split()), "%a %b %d %H:%M:%S %Y")
    except ValueError:
        return None


READER = Reader(
    name="nvidia-smi",
    describes="the XML that `nvidia-smi -q -x` prints, any version",
    recognises=recognises,
    read=read,
)
