"""The report as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from enduse import registry
from enduse.report import words
from enduse.report.answer import check_for, fits_too, strongest
from enduse.report.case import Case, Reason, Suspect, gather, other_findings
from enduse.report.citations import Citations, file_anchor
from enduse.report.dossier import Dossier
from enduse.report.figures import bars, maps, svg, waterfall
from enduse.report.figures.balances import balances
from enduse.report.figures.lanes import lanes
from enduse.store import View, named

QUERIES = "enduse.report.queries"
FIGURED = 5
"""Groups that get lanes and a waterfall."""

REGION = 35.0
"""Degrees within which flagged movements are drawn beside the first site."""

DRIFTS = 3
"""Sites whose balances are drawn."""

LISTED = 40
"""Rows of law, leads and claims that the page shows; the tables hold all."""


def write(view: View, out: Path, *, title: str | None = None, case: Case | None = None) -> Path:
    """Write `out/report.html` from the tables of `view` and return its path.

    Args:
        title: what the case is called; a title with the word "synthetic" puts that mark on every page.
        case: what `gather` gave for the view, where that is at hand.
    """
    out.mkdir(parents=True, exist_ok=True)
    path = out / "report.html"
    path.write_text(render(view, title=title, case=case), encoding="utf-8", newline="\n")
    return path


def render(view: View, *, title: str | None = None, case: Case | None = None) -> str:
    """The page as text; the same view gives the same text."""
    case = case or gather(view)
    others = other_findings(view)
    law = view.rows(named(QUERIES, "law"), most=LISTED)
    licences = view.rows(named(QUERIES, "licences"), most=LISTED)
    lawful = [row[key] for row in (*law, *licences) for key in ("source", "licence_source") if row.get(key)]
    cited = Citations(view, [*_references(case, others), *lawful])
    sections = [_section(view, case, suspect) for suspect in case.suspects]
    told = {reason.subject for suspect in case.suspects for reason in suspect.reasons}
    anchors = {suspect.site: suspect.anchor for suspect in reversed(case.suspects)}
    named_title = title or "Where the chips are"
    return (
        _environment()
        .get_template("report.html")
        .render(
            title=named_title,
            synthetic="synthetic" in named_title.lower() or bool(view.one(_SYNTHETIC)),
            case=case,
            sections=sections,
            others=_grouped([finding for finding in others if finding.subject not in told]),
            accounts=bars.accounts(case.sites, anchors) if case.sites else "",
            maps=_maps(view, case, anchors),
            drift=_drift(view),
            law=law,
            licences=licences,
            control=view.rows(_CONTROL, most=LISTED),
            fits=view.rows(_FITS, most=LISTED),
            matches=view.rows(_MATCHES, most=LISTED),
            cited=cited,
            hatches=Markup(svg.HATCHES),
            style=Markup(registry.texts("enduse.report.templates", ".css")["report"]),
        )
    )


def render_case(view: View, dossier: Dossier, title: str) -> str:
    """The case file of one subject as a page."""
    references = [one for row in dossier.sections["findings"] for one in row["evidence"] or ()]
    steps = [waterfall.Step(line["says"], line["db"], line["family"]) for line in dossier.sections["lines"]]
    files = [row for row in view.rows(named(QUERIES, "files")) if row["file"] in dossier.sources]
    return (
        _environment()
        .get_template("case.html")
        .render(
            title=title,
            synthetic="synthetic" in title.lower() or bool(view.one(_SYNTHETIC)),
            dossier=dossier,
            waterfall=waterfall.waterfall(steps, dossier.subject, "waterfall") if steps else "",
            balances=_holders(view, dossier.subject) if dossier.kind == "site" else [],
            cited=Citations(view, references),
            case={"files": files},
            hatches=Markup(svg.HATCHES),
            style=Markup(registry.texts("enduse.report.templates", ".css")["report"]),
        )
    )


_FITS = """
SELECT lead, lot, verdict, db, because, units, next_check FROM fits
ORDER BY lead, verdict, db DESC, lot LIMIT $most
"""
_CONTROL = """
SELECT party, controller, share_min, share_max, verdict, decided_by FROM control
ORDER BY CASE verdict WHEN 'met' THEN 0 WHEN 'unknown' THEN 1 ELSE 2 END, party, controller LIMIT $most
"""
_SYNTHETIC = "SELECT party FROM parties WHERE name LIKE '%(synthetic)%' LIMIT 1"
_MATCHES = """
SELECT party, list, entry, score, verdict, because FROM matches WHERE verdict IN ('match', 'review')
ORDER BY score DESC, party, list, entry LIMIT $most
"""


def _section(view: View, case: Case, suspect: Suspect) -> dict[str, Any]:
    """All that the page says of one group."""
    figures = {"lanes": Markup(""), "waterfall": Markup("")}
    if suspect.rank <= FIGURED:
        rows = view.rows(named(QUERIES, "lanes"), site=suspect.site, state=suspect.state)
        dark = suspect.last_seen if suspect.last_seen and (case.as_of - suspect.last_seen).days > 28 else None
        if rows:
            figures["lanes"] = lanes(rows, case.as_of, dark, f"lanes-{suspect.rank}", suspect.title)
        figures["waterfall"] = _waterfall(view, suspect)
    return {
        "suspect": suspect,
        "fits": fits_too(suspect),
        "check": check_for(case, suspect),
        "visit": case.visit(suspect.site),
        "innocent": list(dict.fromkeys(line for reason in strongest(suspect)[:3] for line in reason.innocent)),
        "checks": list(dict.fromkeys(reason.check for reason in strongest(suspect) if reason.check))[:4],
        **figures,
    }


def _drift(view: View) -> dict[str, Any]:
    """The sites whose balances alarmed, those with most missing drawn; and over how many a balance can be closed."""
    alarmed = view.rows(named(QUERIES, "drifting"))
    shown = [
        {**row, "figure": _balances(view, row, f"balances-{place}")}
        for place, row in enumerate(alarmed[:DRIFTS], start=1)
    ]
    coverage = view.one(named(QUERIES, "balanced_sites")) or {}
    return {"shown": shown, "others": len(alarmed) - len(shown), **coverage}


def _holders(view: View, site: str) -> list[Markup]:
    """The balances of a site, a figure for each holder."""
    holders = view.rows("SELECT DISTINCT site, party FROM series WHERE site = $site ORDER BY party", site=site)
    return [_balances(view, row, f"balances-{place}") for place, row in enumerate(holders, start=1)]


def _balances(view: View, whose: dict[str, Any], name: str) -> Markup:
    rows = view.rows(named(QUERIES, "balances"), site=whose["site"], party=whose["party"])
    return balances(rows, name, whose["site"])


def _waterfall(view: View, suspect: Suspect) -> Markup:
    unit = suspect.typical
    if unit is None:
        return Markup("")
    for kind in ("unit", "lot"):
        lines = view.rows(named(QUERIES, "lines"), kind=kind, subject=unit, hypothesis="diverted")
        if lines:
            steps = [waterfall.Step(line["says"], line["db"], line["family"]) for line in lines]
            return waterfall.waterfall(steps, unit, f"waterfall-{suspect.rank}")
    return Markup("")


def _maps(view: View, case: Case, anchors: dict[str, str]) -> list[Markup]:
    """The world, and the neighbourhood of what stands out first."""
    sites = view.rows(named(QUERIES, "map_sites"))
    if not sites:
        return []
    legs, strays = view.rows(named(QUERIES, "legs")), view.rows(named(QUERIES, "strays"))
    where = {site["site"]: (site["latitude"], site["longitude"]) for site in sites}
    world = maps.around(list(where.values()), pad=8, least=60)
    drawn = [maps.sites_and_paths(world, sites, legs, strays, anchors, "map-world")]
    first = next((suspect.site for suspect in case.suspects if suspect.site in where), None)
    if first:
        near = maps.around(_neighbourhood(first, where, legs, strays), pad=2.0, least=14)
        drawn.append(maps.sites_and_paths(near, sites, legs, strays, anchors, "map-near"))
    return drawn


def _neighbourhood(
    site: str, where: dict[str, tuple[float, float]], legs: list[dict[str, Any]], strays: list[dict[str, Any]]
) -> list[tuple[float, float]]:
    """The site, and what flagged goods and stray contacts of its region touch."""
    home = where[site]
    ends = [where[end] for leg in legs if leg["flagged"] for end in (leg["site"], leg["to_site"]) if end in where]
    ends += [middle for stray in strays if stray["site"] == site and (middle := maps.middle_of(stray["country"]))]
    return [home, *(end for end in ends if abs(end[0] - home[0]) < REGION and abs(end[1] - home[1]) < REGION)]


def _references(case: Case, others: Iterable[Reason]) -> list[str]:
    listed = [one for suspect in case.suspects for reason in suspect.reasons for one in reason.evidence[:6]]
    listed += [one for reason in others for one in reason.evidence[:6]]
    listed += [site["evidence"] for site in (*case.sites, *case.blind) if site["evidence"]]
    return listed


def _grouped(findings: Iterable[Reason]) -> dict[str, list[Reason]]:
    groups: dict[str, list[Reason]] = {}
    for finding in findings:
        groups.setdefault(finding.subject, []).append(finding)
    return groups


def lay_out() -> None:
    """Compile the pages ahead of their first use, which takes as long as writing one."""
    for name in _environment().list_templates():
        _environment().get_template(name)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(
            {f"{name}.html": text for name, text in registry.texts("enduse.report.templates", ".html").items()}
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        anchor=file_anchor, capital=words.capital, count=words.count, day=words.day, decibans=words.decibans,
        likelihood=words.likelihood, number=words.number, plain=words.plain, probability=words.probability,
        sentence=words.sentence,
    )  # fmt: skip
    environment.globals.update(words=words)
    return environment
