"""Redfish trees: the machines behind a management controller, and their GPUs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from enduse.read import archive
from enduse.read.machine import Dump, meaningful
from enduse.read.native.cells import instant
from enduse.read.reader import Reader, Reading, Source

Resource = Mapping[str, Any]

_WANTED: Final = re.compile(
    r"(^|/)(Systems/[^/]+(/Processors/[^/]+|/PCIeDevices/[^/]+)?|Chassis/[^/]+(/PCIeDevices/[^/]+)?|Managers/[^/]+)"
    r"/index\.json$"
)
_KIND: Final = re.compile(r"#(\w+)\.")
_LEAF: Final = re.compile(r"(?:^|.*/)(Systems/([^/]+)(?:/.*)?|Chassis/[^/]+(?:/.*)?|Managers/[^/]+)/index\.json$")
_PENDING: Final = ("Settings", "Pending")


@dataclass(frozen=True)
class Tree:
    """The resources of a tree that say what is in it."""

    systems: dict[str, Resource]  # by the id in the path
    gpus: list[tuple[str, str, Resource]]  # path, system, processor
    chassis: list[Resource]
    devices: list[Resource]
    read_at: datetime | None


def recognises(source: Source) -> bool:
    """Whether a folder is the root of a Redfish tree, or a file an archive of one."""
    if not source.is_folder:
        return archive.is_archive(source)
    path = source.path
    if (path / "index.json").is_file() and _is_root(path):
        return True
    if path.name == "redfish" and (path / "v1").is_dir():
        return True
    visible = [entry.name for entry in path.iterdir() if not entry.name.startswith(".")]
    return visible == ["redfish"] and (path / "redfish" / "v1").is_dir()


def read(source: Source) -> Reading:
    """One observation for each GPU and the machine that holds it, when the controllers' clocks last stood.

    Traps met in real trees: a GPU's serial number is also that of the module it sits on (one unit); the UUID
    of a baseboard is that of one of its GPUs (bound to the GPU alone); a GPU without UUID or model (the model
    is taken from the PCIe device of the same serial number); a slot is where a unit sits, never what it is.

    Raises:
        InputError: if there is no system in it, or nothing says when it was read.
    """
    tree = _tree(source)
    if not tree.systems:
        raise source.refuse("a Redfish tree with a system", "none", "Copy the whole tree, Systems and Managers with it")
    dump = Dump(source, tree.read_at)
    dump.expect_time()
    of_gpus = {name for _, _, gpu in tree.gpus for name in _names(gpu)}
    units = {system: _system_unit(resource, of_gpus) for system, resource in tree.systems.items()}
    with_gpus = {system for _, system, _ in tree.gpus}
    for system, resource in tree.systems.items():
        _system(dump, tree, system, resource, units, with_gpus)
    for path, system, gpu in tree.gpus:
        _gpu(dump, tree, path, gpu, units.get(system))
    return dump.reading()


def _tree(source: Source) -> Tree:
    systems, gpus, chassis, devices, clocks = {}, [], [], [], []
    for path, resource in sorted(archive.documents(source, _WANTED).items()):
        place = _LEAF.match(path)
        kind = _KIND.match(str(resource.get("@odata.type", ""))) if isinstance(resource, dict) else None
        if place is None or kind is None:
            continue
        locator = place.group(1)
        if kind.group(1) == "ComputerSystem" and locator.count("/") == 1:
            systems[str(place.group(2))] = resource
        elif kind.group(1) == "Processor" and resource.get("ProcessorType") == "GPU" and _is_there(resource):
            gpus.append((locator, str(place.group(2)), resource))
        elif kind.group(1) == "Chassis":
            chassis.append(resource)
        elif kind.group(1) == "PCIeDevice":
            devices.append(resource)
        elif kind.group(1) == "Manager":
            clocks.append(instant(str(resource.get("DateTime", ""))))
    times = [clock for clock in clocks if clock is not None and clock.year >= 2010]
    return Tree(systems, gpus, chassis, devices, max(times, default=None))


def _system(
    dump: Dump, tree: Tree, system: str, resource: Resource, units: Mapping[str, str | None], with_gpus: set[str]
) -> None:
    where, unit = f"Systems/{system}", units[system]
    if unit is None:
        dump.set_aside(where, "neither serial number nor UUID names the system")
        return
    hosts = [name for name in units.values() if name not in (None, unit)] if len(units) == 2 else []
    is_board = system in with_gpus and bool(hosts) and not with_gpus >= units.keys()
    parent = hosts[0] if is_board else dump.source.columns.defaults.get("parent")
    model = meaningful(resource.get("Model"))
    part = " ".join(word for word in (meaningful(resource.get("Manufacturer")), model) if word) if model else None
    if is_board:
        dump.seen(unit, "board", where, part=part, parent=parent)
    else:
        dump.host(unit, where, part, parent, holds_gpus=bool(with_gpus))
    own_uuid = _uuid(resource)
    of_gpus = {name for _, _, gpu in tree.gpus for name in _names(gpu)}
    is_dell = str(resource.get("Manufacturer", "")).startswith("Dell")
    racks = [rack for rack in tree.chassis if rack.get("ChassisType") in ("RackMount", "Blade", "Sled", "Enclosure")]
    names = {
        "uuid": own_uuid if own_uuid not in of_gpus else None,
        "service_tag": meaningful(resource.get("SKU")) if is_dell else None,
        "board_part": meaningful(resource.get("PartNumber")),
        "chassis": meaningful(racks[0].get("SerialNumber")) if len(racks) == 1 and not is_board else None,
    }
    dump.bind(unit, names, where)


def _gpu(dump: Dump, tree: Tree, where: str, gpu: Resource, parent: str | None) -> None:
    serial, uuid = meaningful(gpu.get("SerialNumber")), _uuid(gpu)
    unit = serial or uuid
    if unit is None:
        dump.set_aside(where, "neither serial number nor UUID names the GPU")
        return
    twins = [other for other in (*tree.devices, *tree.chassis) if serial and _serial(other) == serial]
    model = meaningful(gpu.get("Model")) or next((name for twin in twins if (name := _model(twin))), None)
    parts = [meaningful(resource.get("PartNumber")) for resource in (gpu, *twins)]
    dump.seen(unit, "gpu", where, part=model, parent=parent or dump.source.columns.defaults.get("parent"))
    dump.bind(unit, {"uuid": uuid, "slot": f"{parent}/{where.rsplit('/', 1)[-1]}" if parent else None}, where)
    if uuid:
        dump.bind(unit, {"uuid": f"GPU-{uuid}"}, where)  # as the driver writes it
    for part in dict.fromkeys(part for part in parts if part):
        dump.bind(unit, {"board_part" if part[:3] in ("699", "692", "900", "935") else "gpu_part": part}, where)


def _system_unit(resource: Resource, of_gpus: set[str]) -> str | None:
    serial, uuid = meaningful(resource.get("SerialNumber")), _uuid(resource)
    return next((name for name in (serial, uuid) if name and name not in of_gpus), None)


def _names(resource: Resource) -> list[str]:
    return [name for name in (_serial(resource), _uuid(resource)) if name]


def _serial(resource: Resource) -> str | None:
    return meaningful(resource.get("SerialNumber"))


def _uuid(resource: Resource) -> str | None:
    uuid = meaningful(resource.get("UUID"))
    return uuid.lower() if uuid else None


def _model(resource: Resource) -> str | None:
    name = meaningful(resource.get("Model")) or meaningful(resource.get("Name"))
    return name if name and "NVIDIA" in name else None


def _is_there(resource: Resource) -> bool:
    status = resource.get("Status")
    return not (isinstance(status, dict) and status.get("State") == "Absent")


def _is_root(path: Any) -> bool:
    with (path / "index.json").open("rb") as file:
        return b"#ServiceRoot" in file.read(archive.FILE_BYTES)


READER = Reader(
    name="redfish",
    describes="a Redfish tree as a folder or a tar archive: systems, GPUs, their serial numbers and UUIDs",
    recognises=recognises,
    read=read,
    folders=True,
)
