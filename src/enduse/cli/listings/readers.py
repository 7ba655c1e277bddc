"""`enduse list readers`: the kinds of evidence that can be read."""

from __future__ import annotations

from typing import Any

from enduse.read import readers


def rows() -> list[dict[str, Any]]:
    """One row a reader: its name and what it reads."""
    return [{"reader": reader.name, "reads": reader.describes} for reader in sorted(readers(), key=lambda r: r.name)]
