"""Commitments: a Merkle tree over leaves, with proofs for the opened ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

DIGEST_BYTES = 32


def leaf(content: bytes) -> bytes:
    """The hash of a leaf, kept apart from inner nodes (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\0" + content).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [_node(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(below) & ~1 :])
    return levels


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over one leaf or more; an odd node moves up as it is, as in RFC 6962."""
    if not leaves:
        raise ValueError("a commitment needs a leaf")
    return _levels(leaves)[-1][0]


def paths(leaves: Sequence[bytes], numbers: Sequence[int]) -> list[list[bytes]]:
    """For each of ``numbers``, the hashes beside the way from its leaf to the root."""
    levels = _levels(leaves)
    found = []
    for number in numbers:
        path, at = [], number
        for level in levels[:-1]:
            if at ^ 1 < len(level):
                path.append(level[at ^ 1])
            at >>= 1
        found.append(path)
    return found


def leads(leaf_hash: bytes, number: int, count: int, path: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether ``path`` leads from leaf ``number`` of ``count`` to the root."""
    if not 0 <= number < count:
        return False
    beside, at, width, value = list(path), number, count, leaf_hash
    while width > 1:
        if at ^ 1 < width:
            if not beside:
                return False
            other = beside.pop(0)
            value = _node(other, value) if at & 1 else _node(value, other)
        at, width = at >> 1, (width + 1) >> 1
    return not beside and value == root_hash
