"""Book against verified, per site, holder, part and month."""

from __future__ import annotations

from enduse.store import Rows, View, named


def balance(view: View) -> Rows:
    """Rows of `accounts`, counted in GPUs; for every row

    opening + received - shipped - removed = book = verified + stale + never_verified.

    A unit is verified where it is booked and by a sighting above paper within `timeliness_days`; a contact from
    elsewhere verifies nothing. `muf` is book less physical, positive is missing: what was looked for and not found,
    and what a count of a lot fell short.
    """
    view.keep("booked", named(__package__, "booked"))
    view.keep("covers", named(__package__, "covers"))
    return named(__package__, "accounts")
