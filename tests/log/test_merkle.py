"""The Merkle tree against the published vectors and against itself."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.model import merkle

Vector = dict[str, Any]


def decoded(text: str) -> bytes:
    return base64.b64decode(text)


def proof(vector: Vector) -> list[bytes]:
    return [decoded(node) for node in vector["proof"] or []]


CHECKS: dict[str, Callable[[Vector], bool]] = {
    "inclusion": lambda v: merkle.verify_inclusion(
        v["leafIdx"], v["treeSize"], decoded(v["leafHash"]), proof(v), decoded(v["root"])
    ),
    "consistency": lambda v: merkle.verify_consistency(
        v["size1"], v["size2"], decoded(v["root1"]), decoded(v["root2"]), proof(v)
    ),
    "subtreeinclusion": lambda v: merkle.verify_subtree_inclusion(
        v["leafIdx"], v["start"], v["end"], decoded(v["leafHash"]), proof(v), decoded(v["root"])
    ),
    "subtreeconsistency": lambda v: merkle.verify_subtree_consistency(
        v["start"], v["end"], v["size"], decoded(v["root1"]), decoded(v["root2"]), proof(v)
    ),
}


@pytest.mark.parametrize(("kind", "count"), [("inclusion", 98), ("consistency", 98), ("subtreeinclusion", 204), ("subtreeconsistency", 118)])  # fmt: skip  # noqa: E501
def test_every_published_vector_has_its_outcome(kind: str, count: int, shared_data: Path) -> None:
    files = sorted((shared_data / "merkle" / "testdata" / kind).rglob("*.json"))
    assert len(files) == count
    for path in files:
        vector = json.loads(path.read_text())
        assert CHECKS[kind](vector) is not vector["wantErr"], path


LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=40).map(lambda e: [merkle.leaf_hash(x) for x in e])


@settings(max_examples=60, deadline=None)
@given(LEAVES, st.data())
def test_every_leaf_can_be_proven_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, root = merkle.inclusion_proof(leaves, index), merkle.root(leaves)
    assert merkle.verify_inclusion(index, len(leaves), leaves[index], path, root)
    assert not merkle.verify_inclusion(index, len(leaves), merkle.leaf_hash(b"another entry"), path, root)
    assert not merkle.verify_inclusion(index, len(leaves), leaves[index], [*path, root], root)
    assert not merkle.verify_inclusion(len(leaves), len(leaves), leaves[index], path, root)


@settings(max_examples=60, deadline=None)
@given(LEAVES, st.data())
def test_every_prefix_is_consistent_and_no_rewriting(leaves: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(leaves)))
    path = merkle.consistency_proof(leaves, size)
    old, new = merkle.root(leaves[:size]), merkle.root(leaves)
    assert merkle.verify_consistency(size, len(leaves), old, new, path)
    changed = [merkle.leaf_hash(b"rewritten"), *leaves[1:size]]
    assert not merkle.verify_consistency(size, len(leaves), merkle.root(changed), new, path)


def test_an_empty_tree_has_a_root_and_proves_nothing() -> None:
    assert merkle.root([]) == merkle.EMPTY_ROOT
    assert not merkle.verify_consistency(0, 3, merkle.EMPTY_ROOT, merkle.leaf_hash(b"x"), [])
    assert not merkle.verify_consistency(0, 0, merkle.EMPTY_ROOT, merkle.EMPTY_ROOT, [])
    assert not merkle.verify_inclusion(0, 0, merkle.EMPTY_ROOT, [], merkle.EMPTY_ROOT)
