"""The officer's sheet: where to go, what to read, which nonce to ask."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from html import escape

from enduse.errors import InputError
from enduse.plan import sealed
from enduse.plan.sampling import nonce
from enduse.plan.visits import Planned, Site, Wanted, draw, populations
from enduse.store import View


@dataclass(frozen=True)
class Sheet:
    """A plan with its secret seed; only the seed's hash may be published before the visits.

    `forecast` is what the score says beforehand of the units at sites drawn by lot, as text whose hash is committed.
    """

    as_of: datetime
    seed: str
    wanted: Wanted
    planned: tuple[Planned, ...]
    left_out: tuple[tuple[str, float, str], ...]
    forecast: str

    @property
    def seed_hash(self) -> str:
        return hashlib.sha256(self.seed.encode()).hexdigest()

    def commitment(self) -> bytes:
        """What goes into the evidence log beforehand: sites, sample sizes and hashes, no serial number."""
        return json.dumps({
            "kind": "plan", "as_of": self.as_of.isoformat(), "seed_sha256": self.seed_hash,
            "forecast_sha256": sealed.digest(self.forecast, self.seed),
            "visits": [{"site": p.site.site, "sample": p.sample, "reason": p.reason} for p in self.planned],
        }, sort_keys=True).encode()  # fmt: skip

    def seal(self) -> str:
        """What `enduse recalibrate` opens after the visits: the commitment and the forecast, as committed."""
        return json.dumps({"commitment": self.commitment().decode(), "forecast": self.forecast}, indent=1) + "\n"

    def json(self) -> dict[str, object]:
        """The plan as one JSON object; the seed itself is kept apart."""
        return {
            "as_of": self.as_of, "goal": self.wanted.goal, "seed_sha256": self.seed_hash,
            "hours": sum(p.site.cost(p.sample) for p in self.planned),
            "visits": [
                {
                    "rank": rank, "site": p.site.site, "country": p.site.country, "part": p.site.part,
                    "population": len(p.site.units), "sample": p.sample, "reason": p.reason,
                    "detection_probability": round(p.site.detection(p.sample), 4), "cost": p.site.cost(p.sample),
                    "value": round(p.site.value(p.sample), 3),
                    "serials": [{"unit": unit, "nonce": nonce(self.seed, unit)} for unit in p.serials],
                }
                for rank, p in enumerate(self.planned, 1)
            ],
            "left_out": [
                {"site": site, "value": round(value, 3), "because": why} for site, value, why in self.left_out
            ],
        }  # fmt: skip

    def lines(self) -> list[str]:
        """The plan for a terminal."""
        lines = [f"visits      {len(self.planned)}, {sum(p.site.cost(p.sample) for p in self.planned):.0f} hours; "
                 f"seed {self.seed_hash[:16]}… fixed before the visits"]  # fmt: skip
        for rank, p in enumerate(self.planned, 1):
            lines.append(f"{rank:3d}  {p.site.site:<20} read {p.sample} of {len(p.site.units)}   "
                         f"{p.site.detection(p.sample):.0%} to find one missing if 2 % are gone")  # fmt: skip
            lines.append(f"     {p.reason}")
        if self.left_out:
            site, _, why = self.left_out[0]
            lines.append(f"left out    {len(self.left_out)} sites; the next would be {site}: {why}")
        return lines

    def html(self) -> str:
        """A page to print: one table a visit, a box to tick for each serial number and grade."""
        parts = [_HEAD, f"<h1>Visits as of {self.as_of:%d %B %Y}</h1>",
                 f"<p>Seed SHA-256 <code>{self.seed_hash}</code>. {_METHOD}</p>"]  # fmt: skip
        for rank, p in enumerate(self.planned, 1):
            parts.append(f"<section><h2>{rank}. {escape(p.site.site)} ({escape(p.site.country)})</h2>"
                         f"<p>{escape(p.reason)}. Read {p.sample} of {len(p.site.units)}.</p>"
                         "<table><tr><th>serial number</th><th>nonce to be signed</th><th>label</th><th>read</th>"
                         "<th>attested</th><th>not found</th></tr>")  # fmt: skip
            parts.extend(
                f"<tr><td>{escape(unit)}</td><td><code>{nonce(self.seed, unit)}</code></td>{_BOXES}</tr>"
                for unit in p.serials
            )
            parts.append("</table></section>")
        parts.append("<h2>Left out</h2><ul>")
        parts.extend(f"<li>{escape(site)}: {escape(why)}</li>" for site, _, why in self.left_out)
        parts.append("</ul></body></html>")
        return "\n".join(parts)


_BOXES = "<td>&#9744;</td>" * 4
_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Visits</title><style>'
    "body{font:11pt sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #999;padding:2px 6px}"
    "code{font-size:8pt}section{page-break-after:always}</style></head><body>"
)
_METHOD = (
    "Visits marked random are drawn by lot, half by equal chances and half by what could be taken unseen; the others "
    "are those expected to find most missing GPUs within the limits. Units are drawn systematically by weight from "
    "the seed. A label seen is not a device seen: write the grade that was really reached."
)


def make(view: View, wanted: Wanted, seed: str | None = None) -> Sheet:
    """Draw a plan from a secret seed; a fresh one unless given.

    Raises:
        InputError: if a wish is out of range.
    """
    if wanted.visits < 1:
        raise InputError("--visits", "1 or more", str(wanted.visits), "Ask for at least one visit")
    if not 0.0 < wanted.goal < 1.0:
        raise InputError("--goal", "a probability between 0 and 1", str(wanted.goal), "Use 0.9 for nine in ten")
    if wanted.hours is not None and wanted.hours <= 0.0:
        raise InputError("--hours", "more than 0", str(wanted.hours), "Leave it out for no limit")
    sites = populations(view)
    seed = seed or secrets.token_hex(32)
    planned = draw(sites, wanted, seed)
    left_out = _left_out(sites, planned, wanted.goal)
    return Sheet(view.as_of, seed, wanted, tuple(planned), left_out, sealed.forecast(view, planned))


def _left_out(sites: list[Site], planned: list[Planned], goal: float) -> tuple[tuple[str, float, str], ...]:
    chosen = {p.site.site for p in planned}
    rest = [(site, site.value(site.sample(goal))) for site in sites if site.site not in chosen]
    rest.sort(key=lambda item: (-item[1], item[0].site))
    least = min((p.site.value(p.sample) for p in planned if p.reason.startswith("risk")), default=0.0)
    return tuple((site.site, value, _why_not(value, least)) for site, value in rest)


def _why_not(value: float, least: float) -> str:
    reason = "below the last chosen visit" if value <= least else "its country or the hours were full"
    return f"{value:.1f} GPUs expected found, {reason}"
