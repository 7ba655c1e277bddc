"""Writes the pages of `docs/` that are generated from what they describe."""

from __future__ import annotations

from pathlib import Path

from enduse.store.tables import data_dictionary

DOCS = Path(__file__).resolve().parent.parent / "docs"

if __name__ == "__main__":
    (DOCS / "data-dictionary.md").write_text(data_dictionary(), encoding="utf-8")
