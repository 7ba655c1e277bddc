"""Writes the pages of `docs/` that are generated from what they describe."""

from __future__ import annotations

from pathlib import Path

from enduse.detect import reference as detectors
from enduse.rules import chronicle as law
from enduse.store.tables import data_dictionary

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"data-dictionary": data_dictionary, "detectors": detectors.markdown, "law": law.page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / f"{name}.md").write_text(page(), encoding="utf-8")
