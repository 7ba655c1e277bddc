"""Which identifiers are one unit, as dated bindings."""

from __future__ import annotations

import pyarrow as pa

from enduse.model.identifiers import is_placeholder
from enduse.store import Query, Rows, View, named

MOUNTING_KINDS = ("chassis", "slot", "bus", "board", "board_part", "gpu_part", "asset_tag")
"""Kinds that name what a unit sits in, or a class of units: kept as bindings, never a road to a unit."""

_SPELLINGS = """
SELECT spelling, min(source) AS source, min(grade) AS grade
FROM (
    SELECT trim(unit) AS spelling, source, coalesce(grade, 'document') AS grade FROM events
    UNION ALL SELECT trim(parent), source, coalesce(grade, 'document') FROM events WHERE parent IS NOT NULL
    UNION ALL SELECT trim(unit), source, coalesce(grade, 'document') FROM identifiers
    UNION ALL SELECT trim(identifier), source, coalesce(grade, 'document') FROM identifiers
              WHERE lower(identifier_kind) = 'serial'
    UNION ALL SELECT trim(unit), source, grade FROM proven
    UNION ALL SELECT trim(unit), source, 'read' FROM delays
) AS written
GROUP BY spelling
"""

_PROVEN = """
SELECT 'observing' AS event, "at" AS happened, CAST(NULL AS TIMESTAMP) AS happened_to, unit,
       CAST(NULL AS VARCHAR) AS unit_kind, CAST(NULL AS VARCHAR) AS part, 1 AS quantity, site,
       CAST(NULL AS VARCHAR) AS to_site, CAST(NULL AS VARCHAR) AS from_party, CAST(NULL AS VARCHAR) AS to_party,
       CAST(NULL AS VARCHAR) AS parent, grade, CAST(NULL AS VARCHAR) AS document, "at" AS recorded,
       kind AS note, exhibit AS source, exhibit, 0 AS sequence, "at" AS loaded
FROM proofs
WHERE verdict = 'valid' AND kind <> 'delay' AND unit IS NOT NULL AND "at" IS NOT NULL
"""

_ATTESTED = """
SELECT unit, brom_key AS identifier, 'brom' AS identifier_kind, CAST(NULL AS TIMESTAMP) AS from_,
       CAST(NULL AS TIMESTAMP) AS "to", 'attested' AS grade, exhibit AS source
FROM attested_devices
WHERE verdict = 'valid' AND brom_key IS NOT NULL
"""

_SUSPECTS = """
SELECT spelling FROM written_names
WHERE length(spelling) <= 10 OR NOT regexp_matches(spelling, '[0-9][0-9]')
   OR regexp_matches(lower(spelling), '^[0fx.: -]+$') OR regexp_matches(spelling, '^[^0-9]*0*123456789')
UNION
SELECT trim(identifier) FROM identifiers
"""

_NUMERALS = """
SELECT spelling, ltrim(spelling, '0') AS stripped, source FROM spellings
WHERE regexp_matches(spelling, '^[0-9]+$') AND length(spelling) >= 8
"""


def bind(view: View) -> Rows:
    """Rows of `identities`: every identifier, the unit it names, and from when to when.

    Placeholders bind nothing; they are left out altogether.
    A device that signed a fresh nonce was there then: a valid proof with an instant is a sighting like any other.
    """
    view.keep("proven", _PROVEN)
    view.keep("attested_bindings", _ATTESTED)
    view.keep("written_names", _SPELLINGS)
    suspects = view.table(_SUSPECTS).column("spelling").to_pylist()
    placeholders = sorted({name for name in suspects if is_placeholder(name)})
    view.register("placeholders", pa.table({"spelling": pa.array(placeholders, pa.string())}))
    view.register("mounting_kinds", pa.table({"kind": list(MOUNTING_KINDS)}))
    view.keep(
        "spellings", Query("SELECT * FROM written_names WHERE spelling NOT IN (SELECT spelling FROM placeholders)")
    )
    view.keep("numerals", _NUMERALS)
    return named(__package__, "identities")
