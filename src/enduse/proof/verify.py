"""The stage `proofs`: every statement of a machine, verified, as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import pyarrow as pa

from enduse.errors import InputError
from enduse.model.proof import Proved
from enduse.proof import attestation
from enduse.proof.beside import Beside
from enduse.proof.delay import delay_proofs
from enduse.proof.exhibit import prove_json
from enduse.proof.rollcall.signing import instant
from enduse.store import Rows, View
from enduse.store.tables import arrow_schema

_DEVICES: Final = "attested_devices_found"

STATEMENTS: Final = """
SELECT kind, unit, site, "at", content, source, exhibit FROM attestations ORDER BY source, exhibit, content
"""


def verify(view: View) -> Rows:
    """Rows of the table `proofs`: one for each device or unit that a statement speaks of.

    Opened roll-call tasks are not done again here, which would take minutes a unit: the verifier's own signed
    result stands, and `enduse prove` does them again. Manifests are judged on the day of the view.
    """
    proved = list(_proved(view))
    view.register(_DEVICES, _tabulated("attested_devices", [_device(row, device) for row, device in proved if device]))
    return pa.concat_tables([_tabulated("proofs", [row for row, _ in proved]), delay_proofs(view)])


def devices(view: View) -> Rows:
    """Rows of the table `attested_devices`, found when `verify` ran before it in the same view."""
    return view.table("SELECT * FROM attested_devices_found")


def _device(row: dict[str, Any], device: dict[str, Any]) -> dict[str, Any]:
    name = row["unit"] or ""
    return {
        "exhibit": row["exhibit"],
        "unit": row["unit"],
        "chip": name.split(":")[1] if name.count(":") >= 2 else None,
        "brom_key": next(iter(device.get("brom_keys", [])), None),
        "verdict": row["verdict"],
        "at": row["at"],
        "site": row["site"],
        **{key: device.get(key) for key in ("driver_version", "vbios_version", "nonce")},
    }


def _tabulated(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = arrow_schema(name)
    return pa.Table.from_arrays(
        [pa.array([row.get(field.name) for row in rows], field.type) for field in schema], schema=schema
    )


def _proved(view: View) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each row of `proofs` with the device that it speaks of, where it is one."""
    beside = Beside(at=None, recompute=False)
    for statement in view.rows(STATEMENTS):
        where = statement["source"] or statement["exhibit"] or statement["kind"]
        try:
            proved = prove_json(json.loads(statement["content"]), where, _on(beside, statement, view.as_of))
        except (InputError, ValueError) as error:
            proved = Proved(where, statement["kind"], "invalid", {}, None, (str(error),))
        yield from _rows(proved, statement, where)


def _on(beside: Beside, statement: dict[str, Any], as_of: datetime) -> Beside:
    """Manifests need a day: the one the statement names, else that of the view."""
    return Beside(at=statement["at"] or as_of, recompute=False) if statement["kind"] == "rim" else beside


def _rows(
    proved: Proved, statement: dict[str, Any], where: str
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    stated = statement["at"] or (instant(proved.measured_at, where) if proved.measured_at else None)
    base = {"exhibit": where, "kind": proved.kind, "site": statement["site"], "at": stated, "radius_km": None}
    if proved.kind == "rollcall" and proved.identity.get("units"):
        for unit in proved.identity["units"]:
            yield {
                **base,
                "unit": unit["unit"],
                "site": unit["site"] or statement["site"],
                "at": instant(unit["received_at"], where) if unit["received_at"] else stated,
                "verdict": unit["verdict"],
                "grade": unit["grade"] if unit["verdict"] == "valid" else "read",
                "because": "; ".join(unit["because"]),
            }, None
        return
    found = proved.identity.get("devices") if proved.kind == attestation.KIND else None
    for device in found or [{"names": [statement["unit"]], "verdict": proved.verdict}]:
        verdict = device.get("verdict", proved.verdict)
        yield {
            **base,
            "unit": next(iter(device.get("names", [])), None) or statement["unit"],
            "verdict": verdict,
            "grade": "attested" if verdict == "valid" and proved.kind != "rim" else "read",
            "because": "; ".join(proved.because),
        }, device if found else None
