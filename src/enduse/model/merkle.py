"""The Merkle tree of RFC 6962: roots, and proofs made and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

HASH_BYTES: Final = 32

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""Root of a tree without leaves (RFC 6962, section 2.1)."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: SHA-256 of 0x00 and the entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of 0x01 and both children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes.

    >>> root([]) == EMPTY_ROOT
    True
    """
    if not leaves:
        return EMPTY_ROOT
    level = list(leaves)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of the leaf at ``index``, from the leaf upwards (RFC 6962, section 2.1.1)."""
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root(leaves[:split])]


def consistency_proof(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """The proof that the first ``size`` leaves are a prefix of the tree (RFC 6962, section 2.1.2)."""
    return _subproof(leaves, size, whole=True) if 0 < size < len(leaves) else []


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], against: bytes) -> bool:
    """Whether ``proof`` shows ``leaf`` at ``index`` of the tree of ``size`` leaves with the root ``against``.

    A hash that is not 32 bytes long is no hash: with an empty leaf or an empty root nothing is shown, even
    where both are empty and so are equal. A tree without leaves includes nothing.
    """
    return verify_subtree_inclusion(index, 0, size, leaf, proof, against)


def verify_consistency(first: int, second: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows the tree of ``first`` leaves to be a prefix of that of ``second`` leaves.

    Decided deliberately: where either size is zero the answer is no. An empty tree is a prefix of every tree,
    so such a proof would be true and say nothing, and who asks for one has lost the older checkpoint. (RFC
    9162, section 2.1.4.2, asks for ``0 < first < second``; equal sizes hold when the roots are equal and the
    proof is empty.)
    """
    return first > 0 and verify_subtree_consistency(0, first, second, old, new, proof)


def verify_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, proof: Sequence[bytes], against: bytes
) -> bool:
    """The same for the subtree of leaves ``start`` to ``end`` (exclusive), ``index`` counted in the whole tree."""
    if not (_is_subtree(start, end) and start <= index < end and _are_hashes(leaf, against, *proof)):
        return False
    place, last, node = index - start, end - start - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == against


def verify_subtree_consistency(
    start: int, end: int, size: int, subtree: bytes, against: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether leaves ``start`` to ``end`` (exclusive), with root ``subtree``, are those of the tree ``against``.

    The algorithm of RFC 9162, section 2.1.4.2, carried over to subtrees (draft-ietf-plants-merkle-tree-certs).
    Two cases need no hashing: the subtree is the whole tree, and the roots are equal; and the subtree without
    leaves, which every tree has and whose root is known, so that here, other than between two trees, the size
    zero is an answer.
    """
    if start == end <= size:
        return subtree == EMPTY_ROOT and not proof
    if (start, end) == (0, size):
        return subtree == against != b"" and not proof
    if not (_is_subtree(start, end) and end <= size and _are_hashes(subtree, against, *proof)):
        return False
    first, last, whole = start, end - 1, size - 1
    if last == whole:
        while first != last:
            first, last, whole = first >> 1, last >> 1, whole >> 1
    else:
        while first != last and last & 1:
            first, last, whole = first >> 1, last >> 1, whole >> 1
    rest = list(proof)
    if first == last:
        inner = outer = subtree
    elif rest:
        inner = outer = rest.pop(0)
    else:
        return False
    for sibling in rest:
        if whole == 0:
            return False
        if last & 1 or last == whole:
            inner = node_hash(sibling, inner) if first < last else inner
            outer = node_hash(sibling, outer)
            while not last & 1 and last:
                first, last, whole = first >> 1, last >> 1, whole >> 1
        else:
            outer = node_hash(outer, sibling)
        first, last, whole = first >> 1, last >> 1, whole >> 1
    return whole == 0 and inner == subtree and outer == against


def _split(size: int) -> int:
    """The largest power of two below ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def _subproof(leaves: Sequence[bytes], size: int, whole: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    split = _split(len(leaves))
    if size <= split:
        return [*_subproof(leaves[:split], size, whole), root(leaves[split:])]
    return [*_subproof(leaves[split:], size - split, False), root(leaves[:split])]


def _is_subtree(start: int, end: int) -> bool:
    """Whether leaves ``start`` to ``end`` can be a node of some tree: the start is aligned to their number."""
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
