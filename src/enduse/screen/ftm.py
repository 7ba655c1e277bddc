"""FollowTheMoney entities as queries, and answers as entities."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from enduse.errors import InputError
from enduse.model.countries import code_of
from enduse.screen.match import Answer, Query

_NAMED = ("Person", "Company", "Organization", "PublicBody", "LegalEntity", "Vessel", "Airplane", "Asset")


def is_entity(row: object) -> bool:
    """Whether a JSON value is a FollowTheMoney entity."""
    return (
        isinstance(row, Mapping) and isinstance(row.get("schema"), str) and isinstance(row.get("properties"), Mapping)
    )


def queries(lines: Iterable[str], where: str) -> Iterator[Query]:
    """A query for each name of each entity, one entity a line; other schemata have no name and are passed over.

    A line that is no entity is a refused query with its sentence.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not is_entity(row):
            refused = InputError(
                f"{where}:{number}", "a FollowTheMoney entity", "another line", "Give one entity a line"
            )
            yield Query(note=str(refused), refused=True)
            continue
        if row["schema"] not in _NAMED:
            continue
        properties = row["properties"]
        address = next(iter(_texts(properties, "address")), "")
        places = (*_texts(properties, "country"), *_texts(properties, "jurisdiction"))
        country = next((code for place in places if (code := code_of(place))), "")
        for name in _texts(properties, "name") or [""]:
            if name or address:
                yield Query(name, address, country, str(row.get("id") or ""))


def entities(answer: Answer) -> Iterator[dict[str, Any]]:
    """The alerts of an answer as entities of the schema LegalEntity, with topic and reasons."""
    for match in answer.matches:
        if match.verdict != "below":
            yield {
                "id": f"{match.list}-{match.entry}", "schema": "LegalEntity",
                "properties": {
                    "name": [match.name], "topics": ["sanction"], "program": [match.list],
                    "notes": [f"{match.verdict} {match.score:.4f} for {answer.query.name or answer.query.address!r}"],
                },
            }  # fmt: skip


def _texts(properties: Mapping[str, Any], key: str) -> list[str]:
    values = properties.get(key)
    listed = values if isinstance(values, list) else [values]
    return [value for value in listed if isinstance(value, str) and value.strip()]
