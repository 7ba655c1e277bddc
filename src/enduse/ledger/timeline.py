"""What happened to each unit in order, and who held it where."""

from __future__ import annotations

import pyarrow as pa

from enduse.model import parts
from enduse.store import Rows, View, named

_PLACES = """
SELECT site, max(name) AS name, max(operator) AS operator, max(kind) AS kind, max(country) AS country,
       max(latitude) AS latitude, max(longitude) AS longitude
FROM sites GROUP BY site
"""

_SITE_NAMES = """
SELECT mentions.written, site_keys.site
FROM (
    SELECT site AS written FROM events UNION SELECT to_site FROM events UNION SELECT site FROM proven
) AS mentions
JOIN site_keys ON site_keys.name = lower(trim(mentions.written))
"""

_PARTIES_KNOWN = "SELECT party, max(name) AS name, max(country) AS country FROM parties GROUP BY party"

_PARTY_NAMES = """
SELECT written, min(known.party) AS party
FROM (SELECT from_party AS written FROM events UNION SELECT to_party FROM events) AS mentions
JOIN (
    SELECT lower(trim(party)) AS name, party FROM parties
    UNION ALL
    SELECT lower(trim(name)), party FROM parties
    WHERE name IS NOT NULL AND lower(trim(name)) NOT IN (SELECT lower(trim(party)) FROM parties)
) AS known ON known.name = lower(trim(mentions.written))
GROUP BY written
"""

_CALLINGS = """
SELECT bindings.identifier AS spelling, bindings.bound_from, bindings.bound_to, bindings.unit, numbers.unit_no
FROM identities AS bindings
JOIN (
    SELECT unit, row_number() OVER (ORDER BY unit) AS unit_no FROM (SELECT DISTINCT unit FROM identities) AS units
) AS numbers ON numbers.unit = bindings.unit
WHERE bindings.identifier = bindings.unit OR bindings.identifier_kind NOT IN (SELECT kind FROM mounting_kinds)
"""

_PARENT_NAMES = """
SELECT identifier AS written, min(unit) AS unit_named FROM identities
WHERE identifier <> unit AND identifier_kind NOT IN (SELECT kind FROM mounting_kinds)
GROUP BY identifier
"""

_CORRECTIONS = """
SELECT spelling, paper, happened, max(recorded_at) AS until_recorded FROM statements WHERE event = 'correcting'
GROUP BY spelling, paper, happened
"""

_CROWDED = "SELECT unit_no, happened FROM told GROUP BY unit_no, happened HAVING count(*) > 1"

_REPEATED = """
SELECT told.unit_no, told.happened, told.content FROM told
JOIN crowded ON crowded.unit_no = told.unit_no AND crowded.happened = told.happened
GROUP BY told.unit_no, told.happened, told.content HAVING count(*) > 1
"""

_CARRIERS = "SELECT unit, parent, inside_from, inside_to FROM inheritance WHERE parent IN (SELECT unit FROM told)"

_CARRIED_UNITS = """
SELECT unit, unit_no, max(unit_kind) AS unit_kind, max(part) AS part
FROM resolved
WHERE unit IN (SELECT unit FROM carriers)
GROUP BY unit, unit_no
"""
_SHARED_INSTANTS = """
SELECT unit_no, happened FROM crowded UNION SELECT unit_no, happened FROM stated WHERE via IS NOT NULL
"""


def names(view: View) -> None:
    """Keep, for later SQL, what each written name of a site, party, part or unit stands for."""
    view.keep("places", _PLACES)
    view.keep("site_keys", named("enduse.model", "site_keys"))
    view.keep("site_names", _SITE_NAMES)
    view.keep("parties_known", _PARTIES_KNOWN)
    view.keep("party_names", _PARTY_NAMES)
    view.keep("callings", _CALLINGS)
    view.keep("parent_names", _PARENT_NAMES)
    written = view.table("SELECT DISTINCT part AS written FROM events WHERE part IS NOT NULL").column("written")
    found = {name: parts.match(name) for name in written.to_pylist()}
    view.register(
        "part_names",
        pa.table(
            {
                "written": pa.array([name for name, part in found.items() if part], pa.string()),
                "part": pa.array([part.name for part in found.values() if part], pa.string()),
            }
        ),
    )


def containment(view: View) -> Rows:
    """Rows of `containment`: which unit was in which container, from when to when."""
    names(view)
    view.define("statements", named(__package__, "statements"))
    view.keep("corrections", _CORRECTIONS)
    view.keep("withdrawn_rows", named(__package__, "withdrawn_rows"))
    view.keep("withdrawn_papers", named(__package__, "withdrawn_papers"))
    view.keep("told", named(__package__, "told"))
    # few instants of a unit are told of twice: what is the same is looked for among these alone
    view.keep("crowded", _CROWDED)
    view.keep("repeated", _REPEATED)
    view.keep("mounted", "SELECT DISTINCT unit FROM told WHERE parent IS NOT NULL")
    view.define("resolved", named(__package__, "resolved"))
    return named(__package__, "containment")


def timeline(view: View) -> Rows:
    """Rows of `timeline`: every event of every unit, containers carried down, in one order."""
    view.keep("inheritance", named(__package__, "inheritance"))
    view.keep("carriers", _CARRIERS)
    view.keep("carried_units", _CARRIED_UNITS)
    view.keep("instants", named(__package__, "instants"))
    view.define("stated", named(__package__, "stated"))
    # small tables of their own: were they part of one statement, the engine would copy the bulk to share it
    view.keep("departures", named(__package__, "departures"))
    view.keep("shared_instants", _SHARED_INSTANTS)
    view.keep("counted", named(__package__, "counted"))
    return named(__package__, "timeline")


def holdings(view: View) -> Rows:
    """Rows of `holdings`: spans of custody that never overlap for one unit (for one lot: at one site)."""
    # kept, so that the engine knows how few they are and goes once through the sightings, not through all pairs
    view.keep("missed", "SELECT unit, seq, site FROM timeline WHERE event = 'missing' AND unit_kind <> 'lot'")
    view.keep("lot_flows", named(__package__, "lot_flows"))
    return named(__package__, "holdings")
