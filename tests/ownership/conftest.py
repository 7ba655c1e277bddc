"""Holdings in a few words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from enduse.screen.control import Control, OwnershipTest
from enduse.screen.holdings import holdings_on

DAY = datetime(2026, 1, 1)


def share(
    owner: str, owned: str, least: float | None, most: float | None = -1.0, start: str = "", end: str = ""
) -> dict[str, Any]:
    """One holding; exact where only one share is given."""
    return {
        "owner": owner, "owned": owned, "share_min": least, "share_max": least if most == -1.0 else most,
        "valid_from": datetime.fromisoformat(start) if start else None,
        "valid_to": datetime.fromisoformat(end) if end else None, "source": "ownership.csv:1",
    }  # fmt: skip


@pytest.fixture
def outcome() -> Callable[..., Control]:
    """The 50 % test for one party: `outcome("X", holding, …, listed="L", possible="P")`."""

    def run(party: str, *rows: dict[str, Any], listed: str = "L M", possible: str = "", on: datetime = DAY) -> Control:
        entries = {name: f"us_bis_entity_list/{name}" for name in listed.split()}
        perhaps = {name: f"us_bis_entity_list/{name}" for name in possible.split()}
        return OwnershipTest(holdings_on(rows, on), entries, perhaps).of(party)

    return run
