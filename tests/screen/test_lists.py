"""Published lists, read by card."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from enduse.errors import InputError
from enduse.model.watchlists import cards
from enduse.read.watchlist import load_list
from enduse.read.watchlist.rows import split_addresses
from enduse.screen.register import Register

Written = Callable[..., Path]


def test_every_card_is_complete() -> None:
    for name, card in cards().items():
        assert card.list == name
        assert card.formats
        assert card.licence
        assert all(form.at_least > 0 for form in card.formats)


def test_an_entity_list_is_recognised_by_content(entity_list: Written) -> None:
    edition = load_list(
        entity_list({"name": "Vindek LLC", "aliases": ["TC Vindek"], "address": "1 A St; and 2 B St, China"})
    )
    first = edition.entries[0]
    assert (first.list, first.entry) == ("us_bis_entity_list", "vindek-llc.cn")
    assert first.names == ("Vindek LLC", "TC Vindek")
    assert first.addresses == ("1 A St", "2 B St, China")
    assert edition.versions[0].dated is not None
    assert len(edition.versions[0].sha256) == 64


def test_two_entries_of_one_name_and_country_stay_two(entity_list: Written) -> None:
    edition = load_list(entity_list({"name": "Vindek"}, {"name": "Vindek"}, {"name": "Vindek", "country": "Russia"}))
    assert [entry.entry for entry in edition.entries[:3]] == ["vindek.cn", "vindek.cn~2", "vindek.ru"]


def test_a_list_that_shrank_is_refused(entity_list: Written) -> None:
    with pytest.raises(InputError) as refused:
        load_list(entity_list(count=2999))
    assert str(refused.value) == (
        "entity_list_2026-07-09.json: expected at least 3000 entries of us_bis_entity_list, found 2999. "
        "Fetch the list again; if it did shrink, lower at_least in its card and say why."
    )


def test_a_renamed_column_is_refused(entity_list: Written) -> None:
    with pytest.raises(InputError, match=r"expected a column 'name', found addr"):
        load_list(entity_list(drop="name"))


def test_a_column_that_the_card_does_not_map_is_an_issue(entity_list: Written) -> None:
    issues = load_list(entity_list(footnote="4")).issues
    assert [issue.problem for issue in issues] == ["column 'footnote' is not mapped by the card; 3000 rows carry it"]


def test_an_entry_without_a_name_is_an_issue(entity_list: Written) -> None:
    edition = load_list(entity_list({"name": " "}))
    assert edition.issues[0].problem == "an entry without a name"
    assert len(edition.entries) == 2999


@pytest.mark.parametrize(
    ("content", "found"),
    [("a,b\n1,2\n", "CSV that is not OFAC's set"), ('{"a": 1}', "JSON with a"), ("hello", "another kind of file"),
     ('{"list_id": "xx", "entities": []}', "list_id 'xx'")],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: str, found: str) -> None:
    path = tmp_path / ("other.csv" if "," in content and "{" not in content else "other.json")
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match="expected a list that a card describes, found " + found):
        load_list(path)


def test_a_cut_off_file_is_refused(entity_list: Written) -> None:
    path = entity_list()
    path.write_text(path.read_text("utf-8")[:5000], "utf-8")
    with pytest.raises(InputError, match="expected a whole JSON document"):
        load_list(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_list(tmp_path / "nothing.json")


def test_addresses_of_one_field() -> None:
    field = "Room 1, Kowloon, Hong Kong; and Flat 2, Shenzhen, China. (See alternate addresses under Russia)."
    assert split_addresses(field) == ("Room 1, Kowloon, Hong Kong", "Flat 2, Shenzhen, China")


def test_the_real_lists(shared_data: Path) -> None:
    lists = shared_data / "watchlists"
    csl = load_list(next(lists.glob("us_csl*.json")))
    entity_list = load_list(next(lists.glob("us_bis_entity*.json")))
    sdn = load_list(next(lists.glob("us_ofac_sdn*.jsonl")))
    native = load_list(lists / "ofac_sdn_2021")
    assert (len(csl.entries), len(entity_list.entries), len(sdn.entries)) == (25921, 3409, 19181)
    assert not csl.issues + entity_list.issues + sdn.issues + native.issues
    assert {version.list: version.entries for version in csl.versions}["us_bis_entity_list"] == 3420
    assert "BNC" in next(entry for entry in native.entries if entry.entry == "306").names
    assert {entry.entry for entry in native.entries} & {entry.entry for entry in sdn.entries}


def test_one_list_from_two_files_is_one_list(shared_data: Path) -> None:
    lists = shared_data / "watchlists"
    sdn = load_list(next(lists.glob("us_ofac_sdn*.jsonl")))
    csl = load_list(next(lists.glob("us_csl*.json")))
    together = Register.of([csl, sdn])
    assert len(together.entries) == 25921
    assert sum(bool(entry.addresses) for entry in together.entries) > 9000


def test_a_list_of_another_shape_in_the_publishers_own_json(tmp_path: Path) -> None:
    sections = {
        form.mark: form.at_least for card in cards().values() for form in card.formats if form.name == "section"
    }
    most = max(sections, key=sections.__getitem__)
    sources = [mark for mark, count in {**sections, most: 20_000}.items() for _ in range(count)]
    rows = [
        {"name": f"Party {i} Zavod", "alt_names": [], "source": source, "type": "Entity", "entity_number": str(i),
         "addresses": [{"address": f"{i} Main St", "city": "Kazan", "country": "RU"}]}
        for i, source in enumerate(sources)
    ]  # fmt: skip
    path = tmp_path / "consolidated.json"
    path.write_text(json.dumps({"results": rows}), "utf-8")
    edition = load_list(path)
    assert edition.entries[0].addresses == ("0 Main St, Kazan, RU",)
    assert len(edition.versions) == len(sections)
