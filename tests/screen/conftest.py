"""A small register with parties of every sort, and a list file that its card accepts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from enduse.model.watchlists import Edition, Entry, Version
from enduse.screen.match import Screener
from enduse.screen.register import Register

CN = frozenset({"CN"})
ENTRIES = (
    Entry("us_bis_entity_list", "vindek.ru", ("Technical Center Windeq LLC", "TC Windeq"), "", frozenset({"RU"})),
    Entry("us_bis_entity_list", "zhangge.cn", ("Shenzhen Zhangge Instrument Co., Ltd.", "Zhangge"), "", CN),
    Entry("us_bis_entity_list", "niiemp.ru",
          ("Joint Stock Company Scientific Research Institute of Electronic and Mechanical Devices",
           "AO NII Elektronno-Mekhanicheskikh Priborov"), "", frozenset({"RU"})),
    Entry("us_bis_entity_list", "inspur.cn", ("Inspur Group Co., Ltd.", "Langchao Group"), "", frozenset({"CN"})),
    Entry("us_bis_entity_list", "address-15.cn", ("Address 15",), "", frozenset({"CN", "HK"}),
          ("Flat 1512, 15/F, Lucky Centre, No. 165-171 Wan Chai Road, Wan Chai, Hong Kong",)),
    Entry("us_bis_entity_list", "haige.cn", ("Guangzhou Haige Communications Group",), "", frozenset({"CN"})),
    Entry("us_ofac_sdn", "1", ("WINDEQ TECHNICAL CENTER LLC", "OOO Vindek Servis"), "organisation", frozenset({"RU"})),
    Entry("us_ofac_sdn", "2", ("PETROV, Ivan Sergeyevich",), "person", frozenset({"RU"})),
    Entry("us_ofac_sdn", "3", ("ABC",), "organisation"),
    Entry("us_ofac_sdn", "4", ("KARIM, Technology",), "person", frozenset({"AE"})),
    *(Entry("us_ofac_sdn", str(100 + i), (f"{word.title()} Trading Company LLC",), "organisation", frozenset({"AE"}))
      for i, word in enumerate(("alborz", "damavand", "kavir", "zagros", "hamoun", "parsian", "sepid", "toranj"))),
    *(Entry("us_bis_entity_list", f"s{i}.cn", (f"{word.title()} Semiconductor Technology Co., Ltd.",), "", CN,
            ("Room 8, Lippo Centre Tower 1, 89 Queensway, Admiralty, Hong Kong",))
      for i, word in enumerate(("xinrui", "haoyu", "jiatong", "weilan", "boyuan", "mingde", "tianqi", "luoxia"))),
)  # fmt: skip


@pytest.fixture(scope="session")
def register() -> Register:
    """The small register."""
    version = Version("us_bis_entity_list", "Entity List", "small.json", date(2026, 7, 9), "ab" * 32, len(ENTRIES))
    return Register.of([Edition(ENTRIES, (version,))])


@pytest.fixture(scope="session")
def screener(register: Register) -> Screener:
    """Screening over the small register."""
    return Screener(register)


@pytest.fixture
def entity_list(tmp_path: Path) -> Callable[..., Path]:
    """Writes an Entity List file with enough entries for its card, and those given first."""

    def write(*first: dict[str, object], count: int = 3000, drop: str = "", **more: object) -> Path:
        filler = [
            {"name": f"Filler {number:04d} Zavod", "aliases": [], "country": "Russia", "address": None, "status": None,
             "effective_date": None, "federal_register": "", "notes": "", **more}
            for number in range(count - len(first))
        ]  # fmt: skip
        base = {"aliases": [], "country": "China", "address": None, "federal_register": "", "notes": ""}
        rows = [{**base, **one} for one in first] + filler
        for row in rows:
            row.pop(drop, None)
        path = tmp_path / "entity_list_2026-07-09.json"
        document = {"list_id": "bis-entity-list", "extracted": "2026-07-09", "count": len(rows), "entities": rows}
        path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        return path

    return write
