"""`enduse list lists`: the published lists that can be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from enduse.model.watchlists import cards
from enduse.screen import audit, desk
from enduse.store import Store


def rows(store: Path | None = None) -> list[dict[str, Any]]:
    """One row a list: what its card says and, with a store, the version, date, hash and age it holds."""
    held: dict[str, str] = {}
    if store is not None:
        now = datetime.now(UTC).replace(tzinfo=None)
        rows = Store.open(store).table(desk.LATEST_EDITIONS, known_by=now).to_pylist()
        found = [row for row in rows if row["newest"]]
        for version in desk.editions_of(found).versions if found else ():
            held[version.list] = audit.edition_lines([version], now)[0].removeprefix(f"{version.list} ")
    return [
        {
            "list": card.list, "title": card.title, "publisher": card.publisher, "authority": card.authority,
            "at_least": max(form.at_least for form in card.formats), "cadence_days": card.cadence_days,
            "reviewed_on": card.reviewed_on, "edition": held.get(card.list, "none loaded"),
        }
        for card in cards().values()
    ]  # fmt: skip
