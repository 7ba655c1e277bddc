"""The calibrated score of listed names against one name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from enduse.screen.compare import Ratios, calibration, cover, features
from enduse.screen.index import EVERYDAY_RARITY, Hit, NameIndex
from enduse.screen.names import Name, has_generic_word

_SHORT_NAME = 4
_SAME_SPECIFIC, _SAME_EVERYDAY = 2.2, 0.1


class NameScorer:
    """Scores listed names with the weights of the calibration."""

    def __init__(self, index: NameIndex, other_kinds: Sequence[bool]) -> None:
        """Take the names to score.

        Args:
            other_kinds: for each entry, whether it is a person, ship or aircraft, which a firm is not.
        """
        self._index = index
        self._other_kinds = other_kinds
        self._weights = np.array(calibration().weights)

    def log_odds(self, name: Name, hits: dict[int, list[Hit]], listed: Sequence[int]) -> list[float]:
        """Natural log-odds, for each listed name by its number, that it names the party asked for."""
        weights = self._index.weights(name)
        fitted: list[float] = (self.measure(name, hits, listed) @ self._weights).tolist()
        return [
            max(score, same_name_floor(name, self._index.names[number], weights))
            for number, score in zip(listed, fitted, strict=True)
        ]

    def measure(self, name: Name, hits: dict[int, list[Hit]], listed: Sequence[int]) -> npt.NDArray[np.float64]:
        """Features of a reading of the query against listed names, one row each."""
        index = self._index
        names = [index.names[number] for number in listed]
        weights = index.weights(name)
        joined = process.cdist([name.joined], [other.joined for other in names], scorer=fuzz.ratio)[0]
        part = process.cdist([name.joined], [other.joined for other in names], scorer=fuzz.partial_ratio)[0]
        in_order = process.cdist([name.in_order], [other.in_order for other in names], scorer=fuzz.ratio)[0]
        organisation = bool(name.legal) or has_generic_word(name)
        rows = []
        for i, (number, other) in enumerate(zip(listed, names, strict=True)):
            covered = cover(name, other, index.pairs(number, hits))
            ratios = Ratios(joined[i] / 100, part[i] / 100, in_order[i] / 100)
            other_kind = organisation and self._other_kinds[index.owners[number]]
            rows.append(features(name, other, covered, weights, index.listed_weights(number), ratios, other_kind))
        return np.array(rows)


def same_name_floor(query: Name, listed: Name, weights: Sequence[float]) -> float:
    """The least log-odds for a name that is the listed one but for case, word order, spacing or legal form.

    The fitted score knows how rare the words are on the lists; that a whole name of some length recurs word by word
    says more. A name of everyday words alone is left to a person; a very short one to the fitted score.
    """
    same = query.joined == listed.joined or query.in_order == listed.in_order
    if not same or len(query.joined) <= _SHORT_NAME:
        return -99.0
    return _SAME_SPECIFIC if max(weights) > EVERYDAY_RARITY else _SAME_EVERYDAY
