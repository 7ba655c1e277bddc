"""`enduse estimate national|compute|site|market|policy`: numbers with their uncertainty."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from enduse import pipeline
from enduse.cli.opening import examined
from enduse.cli.output import emit_json, progress, say
from enduse.errors import InputError
from enduse.estimate import compute, market, policy, site
from enduse.estimate import national as national_model
from enduse.estimate.parameters import bounds, figures

app = typer.Typer(no_args_is_help=True, help="Totals with intervals; compute of a fleet; chips that a site can run.")

Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
StoreFile = Annotated[Path | None, typer.Option("--store", help="A store that holds evidence.")]
Evidence = Annotated[list[Path] | None, typer.Option("--evidence", help="A folder of evidence.")]


def _pair(text: str | None, option: str) -> tuple[float, float] | None:
    """ "0.25-0.5" or "0.4" as two numbers."""
    if text is None:
        return None
    pieces = text.replace("–", "-").split("-")
    try:
        low, high = (float(pieces[0]), float(pieces[-1])) if len(pieces) in (1, 2) else (1.0, 0.0)
    except ValueError:
        low, high = 1.0, 0.0
    if low > high:
        raise InputError(option, "an interval such as 0.25-0.5", repr(text), "Write the lesser number first")
    return low, high


def _print(record: dict[str, Any], lines: list[str], json: bool) -> None:
    if json:
        emit_json(record)
        return
    for line in lines:
        say(line)


def _examined(evidence: list[Path] | None, store: Path | None, as_of: str | None = None) -> pipeline.Examination:
    with progress("examining") as advance:
        return examined("estimate", evidence, store, (as_of, None), advance)


@app.command()
def national(
    evidence: Evidence = None,
    store: StoreFile = None,
    detection: Annotated[
        str | None, typer.Option(help="Share of diversion that comes to light, such as 0.2-0.4.")
    ] = None,
    draws: Annotated[int, typer.Option(help="Monte Carlo draws.")] = national_model.DRAWS,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = national_model.SEED,
    json: Json = False,
) -> None:
    """Smuggled compute: published models reproduced, pooling rules compared, your ledger as one more source.

    Example: enduse estimate national --json
    """
    ledger = None
    if evidence or store:
        ledger = _ledger(_examined(evidence, store))
    record = national_model.estimate(draws, seed, _pair(detection, "--detection"), ledger)
    _print(record, national_model.lines(record), json)


def _ledger(examined: pipeline.Examination) -> national_model.Ledger:
    """The ledger's own total, from `quantities` and `units`."""
    found = examined.view.one("SELECT median, p05, p95 FROM quantities WHERE scope_kind = 'all' AND part = 'all'")
    held = examined.view.one("SELECT CAST(sum(chips) AS DOUBLE) AS chips FROM units")
    if found is None or held is None or not held["chips"]:
        raise InputError("the ledger", "a total of diverted chips", "none", "Load evidence with units first")
    return national_model.Ledger(held["chips"], found["median"], found["p05"], found["p95"])


@app.command("compute")
def compute_(
    model: Annotated[str | None, typer.Option(help="A published run: DeepSeek-V3, Llama 3.1 405B.")] = None,
    parameters: Annotated[float | None, typer.Option(help="Active parameters, such as 37e9.")] = None,
    tokens: Annotated[float | None, typer.Option(help="Training tokens, such as 14.8e12.")] = None,
    layers: Annotated[int | None, typer.Option(help="Layers, for the cost of attention.")] = None,
    width: Annotated[int | None, typer.Option(help="Attention width: heads times their size.")] = None,
    context: Annotated[int | None, typer.Option(help="Context length in tokens.")] = None,
    fleet: Annotated[str | None, typer.Option(help='Declared chips, such as "2048 H800 SXM5, 512 H20".')] = None,
    days: Annotated[float | None, typer.Option(help="Days that the run is said to have taken.")] = None,
    mfu: Annotated[str, typer.Option(help="Utilisation of the dense BF16 peak.")] = "0.25-0.5",
    rate: Annotated[float, typer.Option(help="Dollars a chip-hour.")] = 2.0,
    json: Json = False,
) -> None:
    """Training compute: operations, hours, cost and days; does a claimed run fit a declared fleet.

    Example: enduse estimate compute --model DeepSeek-V3 --fleet "2048 H800 SXM5" --days 60
    """
    if model is not None:
        run = compute.known_run(model)
    elif parameters is not None and tokens is not None:
        run = compute.Run("the claimed model", parameters, tokens, layers, width, context)
    else:
        raise InputError(
            "enduse estimate compute",
            "--model, or --parameters with --tokens",
            "neither",
            "Name a published run or give both",
        )
    share = _pair(mfu, "--mfu") or bounds(figures("compute")["mfu"])
    record = compute.estimate(run, compute.read_fleet(fleet) if fleet else None, days, share, rate)
    _print(record, compute.lines(record), json)


@app.command("site")
def site_(
    power_kw: Annotated[float | None, typer.Option("--power-kw", help="Total contracted power, kW.")] = None,
    pue: Annotated[float, typer.Option("--pue", help="Power usage effectiveness, 1 or more.")] = 1.3,
    cooling_kw: Annotated[float | None, typer.Option("--cooling-kw", help="Heat that can be carried away, kW.")] = None,
    racks: Annotated[int | None, typer.Option("--racks", help="Rack positions.")] = None,
    floor_m2: Annotated[float | None, typer.Option("--floor-m2", help="Floor for racks, square metres.")] = None,
    system: Annotated[
        list[str] | None, typer.Option("--system", help="A system of the catalogue; all by default.")
    ] = None,
    observed_kw: Annotated[
        float | None, typer.Option("--observed-kw", help="Observed load of the whole site, kW.")
    ] = None,
    json: Json = False,
) -> None:
    """Chips that a site's power, cooling and floor can run, by system, and what an observed load is consistent with.

    Example: enduse estimate site --power-kw 1200 --pue 1.45 --system "DGX B200"
    """
    record = site.estimate(site.Hall(power_kw, pue, cooling_kw, racks, floor_m2), system or (), observed_kw)
    _print(record, site.lines(record), json)


@app.command("market")
def market_(
    file: Annotated[
        Path, typer.Argument(help="CSV: country,year,imports,exports,data_centre_mw,mirror_exports,lawful_demand.")
    ],
    json: Json = False,
) -> None:
    """Supply by country and year against what the country could plausibly run; mirror gaps with their warning.

    Example: enduse estimate market shipments.csv
    """
    rows, issues = market.read_table(file)
    record = {**market.estimate(rows), "issues": [{"where": issue.where, "problem": issue.problem} for issue in issues]}
    _print(record, market.lines(record), json)


@app.command("policy")
def policy_(
    scenario: Annotated[str, typer.Argument(help="A change of the law: a shipped scenario or a file.")],
    evidence: Evidence = None,
    store: StoreFile = None,
    supply: Annotated[
        str | None, typer.Option(help="Chips a year that lawful supply gains or loses, such as 200000-800000.")
    ] = None,
    tighten: Annotated[bool, typer.Option("--tighten", help="The supply is taken away, not added.")] = False,
    json: Json = False,
) -> None:
    """What a relaxation or tightening changes in open cases, licensed supply and the estimate.

    Example: enduse estimate policy h200-line-up --evidence examples/phantom-data-centre --supply 200000-800000
    """
    cases: list[dict[str, Any]] = []
    if evidence or store:
        examined = _examined(evidence, store)
        examined.under(scenario)
        cases = examined.view.rows(policy.CASES_SQL)
    record = policy.estimate(scenario, cases, _pair(supply, "--supply"), tighten)
    _print(record, policy.lines(record), json)
