"""`enduse list rules`."""

from __future__ import annotations

from typing import Any

from enduse.rules.lawbook import lawbook


class Worded(dict[str, Any]):
    """An object in JSON that a person reads as one phrase."""

    def __str__(self) -> str:
        if "status" in self:
            return f"{self['from']} to {self['to'] or 'now'} {self['status'].replace('_', ' ')}"
        return str(self["text"])


def rows() -> list[dict[str, Any]]:
    """Each rule with its in-force intervals and citations."""
    return [
        {
            "rule": rule.name,
            "title": rule.title,
            "kind": rule.kind,
            "jurisdiction": rule.jurisdiction,
            "in_force": [
                Worded({
                    "from": span.since.isoformat(),
                    "to": span.until.isoformat() if span.until else None,
                    "status": span.status,
                    "note": span.note,
                })
                for span in rule.spans
            ],
            "citations": [
                Worded({
                    "text": citation.text,
                    "from": citation.since.isoformat() if citation.since else None,
                    "to": citation.until.isoformat() if citation.until else None,
                    "url": citation.url or None,
                })
                for citation in rule.citations
            ],
            "coverage": rule.coverage,
            "confidence": rule.confidence,
            "reviewed_on": rule.reviewed_on.isoformat(),
        }
        for rule in sorted(lawbook().rules, key=lambda rule: (rule.jurisdiction != "US", rule.jurisdiction, rule.name))
    ]


