"""Lists the named questions."""

from __future__ import annotations

from typing import Any

from enduse.ask import questions


def rows() -> list[dict[str, Any]]:
    """One row a question; those asked most are starred and come first."""
    return [
        {
            "question": one.name,
            "number": one.number,
            "starred": one.starred,
            "asks": one.text,
            "parameters": [f"{p.name}={p.default or ''}" for p in one.parameters],
        }
        for one in questions()
    ]
