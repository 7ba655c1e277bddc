"""Bad use and bad input, each worded as one sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class EnduseError(Exception):
    """What a user is told: where, what was expected, what was found, what to do.

    The command line prints ``str(error)`` and exits with 2; nothing else of the error reaches a user.
    """

    def __init__(self, where: str, expected: str, found: str, mend: str) -> None:
        self.where, self.expected, self.found, self.mend = where, expected, found, mend
        super().__init__(f"{where}: expected {expected}, found {found}. {mend.rstrip('.')}.")


class InputError(EnduseError):
    """A file, a value or an option that cannot be used as it is."""


class StoreError(EnduseError):
    """A store that cannot be opened or does not hold what is asked of it."""


class UnknownName(InputError):
    """A name that is not in a registry; suggests the nearest ones."""

    def __init__(self, where: str, kind: str, name: str, known: Iterable[str]) -> None:
        self.nearest = nearest(name, known)
        mend = f"Nearest: {', '.join(self.nearest)}" if self.nearest else f"Run enduse list to see every {kind}"
        super().__init__(where, f"the name of a {kind}", f"{name!r}", mend)


@dataclass(frozen=True, order=True)
class Issue:
    """A row or file that was set aside: counted and shown, never raised."""

    where: str
    problem: str


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names most like ``name``, best first, ignoring case.

    >>> nearest("h100 sxm", ["H100 SXM5", "A100 PCIe", "B200"])
    ['H100 SXM5']
    """
    by_folded = {candidate.casefold(): candidate for candidate in known}
    hits = difflib.get_close_matches(name.casefold(), by_folded, n=count, cutoff=0.5)
    return [by_folded[hit] for hit in hits]
