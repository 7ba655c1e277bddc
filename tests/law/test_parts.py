"""The parts catalogue: spellings, measures, sources."""

from __future__ import annotations

from datetime import date

import pytest

from enduse import registry
from enduse.errors import UnknownName
from enduse.model import countries, parts

SPELLINGS = {
    "NVIDIA H100 80GB HBM3": "H100 SXM5",
    "NVIDIA H100 PCIe": "H100 PCIe",
    "NVIDIA H100 NVL": "H100 NVL",
    "h100-sxm5-80gb": "H100 SXM5",
    "2330-885-A1": "H100 SXM5",
    "H100": "H100",
    "NVIDIA H200": "H200 SXM",
    "NVIDIA H200 NVL": "H200 NVL",
    "HGX H100 8-GPU": "HGX H100 8-GPU board",
    "NVIDIA DGX H200": "DGX H200",
    "NVIDIA A100-SXM4-80GB": "A100 SXM4 80GB",
    "20B2-895-A1": "A100 SXM4 80GB",
    "NVIDIA A100-SXM4-40GB": "A100 SXM4 40GB",
    "NVIDIA A100 80GB PCIe": "A100 PCIe",
    "Tesla T4": "T4",
    "900-2G183-0000-001": "T4",
    "NVIDIA GeForce RTX 4090": "RTX 4090",
    "NVIDIA GeForce RTX 4090 D": "RTX 4090D",
    "NVIDIA GB200": "GB200 (per GPU)",
    "GB200 NVL72": "GB200 NVL72",
    "AMD Instinct MI300X OAM": "MI300X",
    "8 x NVIDIA H100 80GB HBM3": "H100 SXM5",
    "Ascend 910B": "Ascend 910B (family top)",
}


@pytest.mark.parametrize("written", SPELLINGS)
def test_vendor_spellings_match(written: str) -> None:
    found = parts.match(written)
    assert found is not None
    assert found.name == SPELLINGS[written]


@pytest.mark.parametrize("written", ["GeForce RTX 3090", "Quadro P2000", "cooling equipment", "", "  ", "NVIDIA"])
def test_what_is_not_in_the_catalogue_matches_nothing(written: str) -> None:
    assert parts.match(written) is None


def test_every_name_and_alias_matches_its_own_part() -> None:
    for part in parts.catalogue().values():
        for written in (part.name, *part.aliases):
            found = parts.match(written)
            assert found is not None
            assert found.name == part.name, written


def test_unknown_part_names_the_nearest() -> None:
    with pytest.raises(UnknownName) as refusal:
        parts.expect("H100 SXM9", "--part")
    assert str(refusal.value) == (
        "--part: expected the name of a part, found 'H100 SXM9'. Nearest: H100 SXM5, H100, H100 NVL."
    )


def test_performance_is_computed_never_typed_in() -> None:
    for text in registry.texts("enduse.model.data.parts", ".yaml").values():
        assert "tpp:" not in text
        assert "performance_density:" not in text


@pytest.mark.parametrize(
    ("name", "tpp", "density"),
    [("H100 SXM5", 15832, 19.45), ("L4", 1936, 6.59), ("H20", 2368, 2.91), ("A10", 2000, 3.18), ("L20", 1912, 3.14),
     ("L2", 1544, 5.25), ("RTX 4090", 5288, 8.7), ("RTX 4090D", 4708, 7.74), ("RTX 5090D", 4750, 6.33)],
)  # fmt: skip
def test_measures_of_the_chips_at_the_edges(name: str, tpp: float, density: float) -> None:
    part = parts.catalogue()[name]
    assert part.tpp.high == pytest.approx(tpp, abs=1)
    assert part.performance_density.high == pytest.approx(density, abs=0.02)


def test_gaudi_3_has_no_density_where_the_die_is_not_published() -> None:
    part = parts.catalogue()["Gaudi 3"]
    assert part.tpp.low == 26848
    assert part.performance_density.is_unknown


def test_a_server_that_may_hold_several_chips_spans_them() -> None:
    part = parts.catalogue()["Inspur NF5688M7"]
    assert (part.tpp.low, part.tpp.high) == (2368, 15832)
    assert part.is_assembly


def test_every_figure_names_its_source_and_confidence() -> None:
    for part in parts.catalogue().values():
        for name, figure in part.figures.items():
            assert figure.source, (part.name, name)
            assert figure.confidence in ("A", "B", "C", "M"), (part.name, name)


def test_families_have_members() -> None:
    assert "B200" in {part.name for part in parts.family("Blackwell")}
    assert {part.name for part in parts.family("H100")} == {"H100 SXM5", "H100 PCIe", "H100 NVL"}
    assert parts.family("Specimen") == ()


@pytest.mark.parametrize(
    ("code", "day", "groups"),
    [("HK", "2024-01-01", {"D:1", "D:4", "D:5"}), ("MO", "2024-01-01", {"D:1", "D:4"}),
     ("AE", "2026-07-09", {"D:4"}), ("AE", "2026-07-10", {"A:5"}), ("CY", "2024-05-29", {"A:6", "D:5"}),
     ("CY", "2024-05-30", {"A:6"}), ("KH", "2025-11-06", {"D:1", "D:5"}), ("KH", "2025-11-07", {"D:1"})],
)  # fmt: skip
def test_country_groups_by_date(code: str, day: str, groups: set[str]) -> None:
    assert countries.groups(code, date.fromisoformat(day)) == groups


def test_rows_of_one_country_never_overlap() -> None:
    by_country: dict[str, list[countries.Membership]] = {}
    for row in countries.memberships():
        by_country.setdefault(row.country, []).append(row)
    for rows in by_country.values():
        for row in rows:
            if row.valid_from:
                assert sum(other.holds_on(row.valid_from) for other in rows) == 1


def test_the_scope_of_november_2023_is_forty_four_countries_and_macau() -> None:
    day = date(2023, 11, 17)
    scope = {
        row.country
        for row in countries.memberships()
        if row.holds_on(day) and row.groups & {"D:1", "D:4", "D:5"} and not row.groups & {"A:5", "A:6"}
    }
    assert len(scope) == 45
    assert "MO" in scope
