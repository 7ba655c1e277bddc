"""Quantities, dates, places, parts, roles, methods and serials as texts word them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enduse.claims import dates, names
from enduse.claims.amounts import amounts
from enduse.claims.predicates import part_list


@pytest.mark.parametrize(
    ("words", "low", "high", "unit"),
    [
        ("several thousand of these Blackwell chips", 2000, 9999, "chips"),
        ("dozens of servers", 24, 99, "servers"),
        ("hundreds of H100s", 200, 999, "chips"),
        ("a few hundred GPUs", 200, 500, "chips"),
        ("more than 1,000 chips", 1001, None, "chips"),
        ("between 400 and 600 servers", 400, 600, "servers"),
        ("at least 600 servers", 600, None, "servers"),
        ("about 7,000 GPUs", 6300, 7700, "chips"),
        ("two hundred B200 GPUs", 200, 200, "chips"),
        ("1.2 million chips", 1_200_000, 1_200_000, "chips"),
        ("several hundred 8-GPU servers", 200, 999, "servers"),
        ("tens of thousands of restricted components", 20_000, 99_999, "chips"),
        ("18 GB200 NVL72 racks", 18, 18, "racks"),
        ("32 DGX H100 systems", 32, 32, "servers"),
        ("2,000-3,000 H200", 2000, 3000, "chips"),
        ("up to 500 GPUs", 0, 500, "chips"),
        ("a 512-GPU cluster", 512, 512, "chips"),
        ("four thousand five hundred accelerators", 4500, 4500, "chips"),
    ],
)
def test_a_quantity_is_an_interval(words: str, low: int, high: int | None, unit: str) -> None:
    found, _ = amounts(words)
    assert [(a.low, a.high, a.unit) for a in found] == [(low, high, unit)]


@pytest.mark.parametrize(
    "words",
    [
        "three men were arrested",
        "$2.5 billion in servers",
        "hundreds of millions of dollars",
        "8-GPU servers",
        "95% of the market",
        "on 12 March 2025 it left",
        "a 700 MW site",
    ],
)
def test_what_counts_something_else_is_no_quantity(words: str) -> None:
    assert amounts(words)[0] == []


def test_the_form_of_a_server_is_no_quantity() -> None:
    found, form = amounts("at least 600 servers with 8 GPUs each")
    assert [(a.low, a.unit) for a in found] == [(600, "servers")]
    assert form == 8


@given(st.integers(17, 5_000_000))
def test_a_plain_number_of_chips_is_read_as_it_stands(number: int) -> None:
    found, _ = amounts(f"They bought {number:,} GPUs in Johor.")
    assert [(a.low, a.high) for a in found] == [(number, number)]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("between October 2024 and May 2025", "2024-10-01", "2025-05-31"),
        ("from Oct. 2022 to July 2025", "2022-10-01", "2025-07-31"),
        ("since last March", "2025-03-01", None),
        ("in early 2025", "2025-01-01", "2025-04-30"),
        ("in the first quarter of 2025", "2025-01-01", "2025-03-31"),
        ("until 30 June 2025", None, "2025-06-30"),
        ("between 12 March and 4 April 2025", "2025-03-12", "2025-04-04"),
        ("last month", "2025-11-01", "2025-11-30"),
        ("on March 12, 2025", "2025-03-12", "2025-03-12"),
    ],
)
def test_a_time_is_an_interval_of_days(words: str, first: str | None, last: str | None) -> None:
    (span,) = dates.spans(words, date(2025, 12, 10))
    assert (str(span.first or None), str(span.last or None)) == (str(first), str(last))


def test_a_relative_time_stays_unread_without_the_day_of_the_text() -> None:
    assert dates.spans("It left last month.", None) == []
    assert dates.unread_words("It left last month.", None) == ["last month"]


def test_the_day_of_a_speech_is_not_the_day_of_the_matter() -> None:
    spans = dates.spans("He said on 3 May 2025 that in 2024 they left.", None)
    assert [span.stated for span in spans] == [True, False]


@pytest.mark.parametrize(
    ("words", "route"),
    [
        ("shipped from Taiwan to China via Malaysia and Singapore", ["TW", "MY", "SG", "CN"]),
        ("ended up in China after being routed through Malaysia", ["MY", "CN"]),
        ("installed in Johor, dismantled, flown to Hong Kong and trucked to Shenzhen", ["MY", "HK", "CN"]),
        ("A Chinese buyer acquired 300 servers through a Malaysian distributor", ["MY", "CN"]),
        ("sold by a Singapore-based reseller to Dubai, then Hong Kong", ["SG", "AE", "HK"]),
        ("U.S. export restrictions on China", ["CN"]),
        ("smuggled into China through Malaysia, Thailand and Vietnam", ["MY", "TH", "VN", "CN"]),
    ],
)
def test_countries_come_in_the_order_of_the_route(words: str, route: list[str]) -> None:
    assert names.route_countries(words) == route


def test_the_times_of_india_is_no_place() -> None:
    assert names.route_countries("as The Times of India reported") == []


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("Nvidia Blackwell B200 chips", ["Blackwell", "B200"]),
        ("512 B200 HGX boards", ["B200", "HGX B200"]),
        ("Ascend 910B processors", ["Ascend 910B"]),
        ("Hopper and H100 GPUs", ["Hopper", "H100"]),
        ("GB300 NVL72 racks", ["GB300", "GB300 NVL72"]),
    ],
)
def test_parts_are_named_as_in_the_catalogue(words: str, parts: list[str]) -> None:
    assert part_list(words) == parts


@pytest.mark.parametrize(
    ("words", "method"),
    [
        ("They were dismantled after the inspection and shipped.", "T05"),
        ("Dummy servers were shown to the inspectors.", "T04"),
        ("The crates were declared as cooling equipment.", "T07"),
        ("The servers were transshipped in Port Klang.", "T06"),
        ("A shell company bought the chips.", "T01"),
        ("They relabelled the boxes.", "T03"),
        ("Serial numbers were moved between units with a hair dryer.", "T16"),
        ("The laboratory used the cluster by remote access.", "T09"),
        ("The end-use statement was forged, with a false end user.", "T02"),
        ("A freight forwarder was named as the consignee.", "T12"),
        ("Straw buyers placed the orders.", "T10"),
        ("They were repackaged in unmarked boxes.", "T17"),
        ("Six chips were hand-carried.", "T26"),
    ],
)
def test_a_method_is_known_by_its_typology(words: str, method: str) -> None:
    assert method in names.typologies(words)


def test_dismantling_a_network_is_no_method() -> None:
    assert names.typologies("Agents dismantled a smuggling network.") == []


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("a server maker sold to a distributor", ["manufacturer", "distributor"]),
        ("the data centre operator hired a freight forwarder", ["operator", "forwarder"]),
        ("a shell company acted for the end user", ["front", "end_user"]),
        ("a broker in Hong Kong", ["intermediary"]),
    ],
)
def test_roles_come_in_the_order_of_mention(words: str, roles: list[str]) -> None:
    assert names.role_names(words) == roles


def test_serials_are_read_where_the_text_says_so_and_part_numbers_are_none() -> None:
    found = names.serials("Serial numbers 1654923001234, SN-B2-00417 and the DGX-H100 under HS 8471.30")
    assert [mention.name for mention in found] == ["1654923001234", "SN-B2-00417"]
    assert names.serials("The order 4500012345 was for RTX-4090 cards.") == []
