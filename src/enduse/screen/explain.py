"""Why two names were held alike, token by token."""

from __future__ import annotations

from enduse.screen.index import INITIALS, JOINED, Hit, NameIndex
from enduse.screen.names import Name

_WORDS = ((0.75, "rare"), (0.5, "uncommon"), (0.0, "common"))


def rarity_word(rarity: float) -> str:
    """A rarity of 0 to 1 in one word."""
    return next(word for least, word in _WORDS if rarity >= least)


def explain(index: NameIndex, query: Name, number: int, hits: dict[int, list[Hit]]) -> list[str]:
    """Lines for matched, unmatched and left-over tokens of a query and a listed name."""
    listed = index.names[number]
    best: dict[int, tuple[float, int, int, Hit]] = {}
    covered: set[int] = set()
    for start, stop, hit in index.pairs(number, hits):
        covered.update(range(start, stop))
        for i in range(hit.start, hit.stop):
            if i not in best or hit.likeness > best[i][0]:
                best[i] = (hit.likeness, start, stop, hit)
    weights, listed_weights = index.weights(query), index.listed_weights(number)
    lines: list[str] = []
    said: set[tuple[int, int, int, int]] = set()
    for i in sorted(best):
        likeness, start, stop, hit = best[i]
        span = (hit.start, hit.stop, start, stop)
        if span in said:
            continue
        said.add(span)
        ours, theirs = " ".join(query.tokens[hit.start : hit.stop]), " ".join(listed.tokens[start:stop])
        rarity = max(weights[hit.start : hit.stop])
        lines.append(f"{_relation(ours, theirs, likeness, hit.kind)} ({rarity_word(rarity)}, {rarity:.2f})")
    lines += [
        f"no counterpart for {token!r} ({rarity_word(weight)}, {weight:.2f})"
        for i, (token, weight) in enumerate(zip(query.tokens, weights, strict=True))
        if i not in best
    ]
    left = [
        f"{token!r} ({rarity_word(weight)})"
        for i, (token, weight) in enumerate(zip(listed.tokens, listed_weights, strict=True))
        if i not in covered
    ]
    if left:
        lines.append(f"the entry also has {', '.join(left)}")
    return lines


def _relation(ours: str, theirs: str, likeness: float, kind: int) -> str:
    if kind == INITIALS:
        return f"{ours!r} = initials of {theirs!r}" if len(ours) < len(theirs) else f"initials of {ours!r} = {theirs!r}"
    if ours == theirs:
        return f"{ours!r} matches"
    if kind == JOINED or " " in ours or " " in theirs:
        return f"{ours!r} ~ {theirs!r} written together ({likeness:.2f})"
    return f"{ours!r} ~ {theirs!r} ({likeness:.2f})"
