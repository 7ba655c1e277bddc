"""FollowTheMoney entities in and out."""

from __future__ import annotations

import json

from enduse.screen import ftm
from enduse.screen.match import Query, Screener


def test_each_name_of_an_entity_is_a_query() -> None:
    entity = {"id": "a", "schema": "Company", "properties": {"name": ["Vindek", "TC Vindek"], "country": ["ru"]}}
    lines = [json.dumps(entity), "", json.dumps({"id": "b", "schema": "Ownership", "properties": {}}), "oops"]
    asked = list(ftm.queries(lines, "file"))
    assert asked[:2] == [Query("Vindek", "", "RU", "a"), Query("TC Vindek", "", "RU", "a")]
    assert asked[2].refused
    assert asked[2].note == "file:4: expected a FollowTheMoney entity, found another line. Give one entity a line."


def test_alerts_are_entities(screener: Screener) -> None:
    found = list(ftm.entities(screener.screen(Query("Technical Centre Windeq"))))
    assert found
    assert all(ftm.is_entity(entity) and entity["properties"]["name"] for entity in found)
