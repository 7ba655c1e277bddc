"""The case file as PDF, by typst or by a browser."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from enduse.report import words
from enduse.report.dossier import Dossier

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LIMIT_S = 120


def pdf(page: Path, dossier: Dossier, title: str, out: Path) -> str | None:
    """Write `out` and return what made it; None where neither typst nor a browser is there."""
    try:
        import typst
    except ImportError:
        return "browser" if _print(page, out) else None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "case.typ"
        source.write_text(typeset(dossier, title), encoding="utf-8")
        typst.compile(str(source), output=str(out), timestamp=int(dossier.as_of.timestamp()))
    return "typst"


def _print(page: Path, out: Path) -> bool:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        return False
    command = [
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
        f"--print-to-pdf={out}", page.resolve().as_uri(),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=False)
    return out.exists()


def typeset(dossier: Dossier, title: str) -> str:
    """The dossier as a typst document."""
    lines = [
        '#set page(paper: "a4", margin: (x: 20mm, y: 22mm), numbering: "1 of 1")',
        '#set text(font: ("Charter", "Libertinus Serif"), size: 10pt)',
        "#set par(justify: true)",
        "#show heading: set block(above: 1.4em, below: 0.6em)",
        f"#text(9pt)[{_safe(title)}]",
        f"= {_safe(f'{dossier.kind.capitalize()} {dossier.subject}')}",
        f"As of {words.day(dossier.as_of)}. Consistent with, never proof of. Not legal advice.",
    ]
    for heading, body in _chapters(dossier):
        if body:
            lines += ["", f"== {heading}", *body]
    return "\n".join(lines) + "\n"


def _chapters(dossier: Dossier) -> list[tuple[str, list[str]]]:
    told = dossier.sections
    return [
        ("What the registers say", [_item(row["says"]) for row in told["about"]]),
        ("Score", [_score(row) for row in told["posterior"]]),
        ("Findings, and what fits too", [_finding(row) for row in told["findings"]]),
        ("How the evidence adds up", [_item(f"{words.decibans(row['db'])} {row['says']}") for row in told["lines"]]),
        ("Timeline", [_event(row) for row in told["timeline"]]),
        ("The law of the day", [_item(f"{row['on']:%Y-%m-%d} {row['because'] or row['rule']}") for row in told["law"]]),
        ("Sources", [f'- {_safe(file)} #raw("{sha256}")' for file, sha256 in dossier.sources.items()]),
    ]


def _item(text: str) -> str:
    return f"- {_safe(text)}"


def _score(row: Mapping[str, Any]) -> str:
    name = words.HYPOTHESES[row["hypothesis"]]
    return _item(f"{name}: {words.probability(row['probability'])}, {words.decibans(row['db'])}")


def _finding(row: Mapping[str, Any]) -> str:
    innocent, cited = " ".join(row["innocent"] or ()), ", ".join(row["evidence"] or ())
    return _item(f"{words.sentence(row['says'])} Fits too: {innocent} [{cited}]")


def _event(row: Mapping[str, Any]) -> str:
    said = (row["event"], row["site"], row["to_site"], row["grade"], row["document"], row["source"])
    return _item(f"{row['happened']:%Y-%m-%d} {' · '.join(str(part) for part in said if part)}")


def _safe(text: object) -> str:
    """The text with typst's markup signs escaped."""
    return "".join(f"\\{letter}" if letter in "\\#$*_`<>@[]~=+-/\"'" else letter for letter in str(text))
