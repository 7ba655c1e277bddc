"""The case file: every format of it valid, and the same bytes twice."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import jsonschema
import pytest
from referencing import Registry, Resource

from enduse import pipeline, report
from enduse.report.printing import typeset
from enduse.store import Store, View

SCENARIO = Path(__file__).resolve().parent.parent.parent / "scenarios" / "straw-buyer" / "evidence"


@pytest.fixture(scope="module")
def view() -> View:
    store = Store.open(None)
    pipeline.load(store, [SCENARIO])
    return pipeline.examine(store).view


@pytest.fixture(scope="module")
def folder(view: View, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report.write_case(view, "LOT-2", tmp_path_factory.mktemp("case")).folder


def test_the_stix_bundle_is_valid_and_its_references_resolve(folder: Path, shared_data: Path) -> None:
    bundle = json.loads((folder / "bundle.stix.json").read_text("utf-8"))
    identifiers = {one["id"] for one in bundle["objects"]}
    anything = Resource.from_contents({"$schema": "https://json-schema.org/draft/2020-12/schema"})
    registry: Registry = Registry(retrieve=lambda _: anything)
    for one in bundle["objects"]:
        schema = json.loads((shared_data / "stix" / "schemas" / f"{one['type']}.json").read_text("utf-8"))
        jsonschema.Draft202012Validator(schema, registry=registry).validate(one)
        assert set(one.get("object_refs", [])) <= identifiers
    kinds = {one["type"] for one in bundle["objects"]}
    assert {"identity", "location", "note", "report"} <= kinds


def test_followthemoney_entities_have_a_schema_and_texts(folder: Path) -> None:
    entities = [json.loads(line) for line in (folder / "entities.ftm.json").read_text("utf-8").splitlines()]
    assert {"Company", "Address", "Document", "Note"} <= {entity["schema"] for entity in entities}
    assert len({entity["id"] for entity in entities}) == len(entities)
    for entity in entities:
        assert all(
            isinstance(value, list) and all(isinstance(one, str) for one in value)
            for value in entity["properties"].values()
        )


def test_the_events_can_be_read_again(folder: Path) -> None:
    store = Store.open(None)
    receipt = pipeline.load(store, [folder / "events.epcis.jsonld"])
    assert receipt is not None
    again = store.table("SELECT event, quantity FROM evidence.events ORDER BY happened").to_pylist()
    assert [row["event"] for row in again] == ["shipping", "receiving", "shipping", "receiving"]
    assert {row["quantity"] for row in again} == {64}


def test_the_manifest_names_every_file_with_its_hash(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name, sha256 in manifest["case_file"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
    evidence = {row["file"]: row["sha256"] for row in manifest["evidence"]}
    assert evidence["events.csv"] == hashlib.sha256((SCENARIO / "events.csv").read_bytes()).hexdigest()
    assert any(row["cited"] for row in manifest["evidence"])


def test_two_runs_write_the_same_bytes(view: View, folder: Path, tmp_path: Path) -> None:
    again = report.write_case(view, "LOT-2", tmp_path / "again").folder
    for path in folder.iterdir():
        if path.suffix != ".pdf" and path.name != "manifest.json":
            assert (again / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_typeset_case_escapes_what_records_say(view: View) -> None:
    source = typeset(report.subject(view, "LOT-2"), "Lot #2 *urgent*")
    assert "Lot \\#2 \\*urgent\\*" in source
    assert "== Findings, and what fits too" in source
