"""C2SP checkpoints as signed notes, and proofs that carry one."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from enduse.errors import InputError
from enduse.model.merkle import leaf_hash, verify_inclusion

_ED25519: Final = b"\x01"
"""The signature type of Ed25519 (c2sp.org/signed-note)."""

_PROOF: Final = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Checkpoint:
    """What a log says it is: its name, its size and its root (c2sp.org/tlog-checkpoint)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_encode(self.root)}\n"


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature line names its key."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def public_bytes(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def verifier_key(name: str, key: Ed25519PublicKey) -> str:
    """The key as others write it down: ``name+id+base64`` (c2sp.org/signed-note)."""
    public = public_bytes(key)
    return f"{name}+{key_id(name, public).hex()}+{_encode(_ED25519 + public)}"


def read_verifier_key(text: str) -> tuple[str, Ed25519PublicKey]:
    """The name and the key of a verifier key.

    Raises:
        InputError: if it is none, or its id is not that of the key.
    """
    name, _, rest = text.strip().partition("+")
    identity, _, encoded = rest.partition("+")
    try:
        raw = base64.b64decode(encoded, validate=True)
        if raw[:1] != _ED25519 or key_id(name, raw[1:]).hex() != identity:
            raise ValueError
        return name, Ed25519PublicKey.from_public_bytes(raw[1:])
    except (ValueError, binascii.Error):
        raise InputError("key", "a verifier key NAME+ID+BASE64", repr(text[:60]), "Copy the whole line") from None


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a signed note."""
    public = public_bytes(key.public_key())
    signature = key_id(checkpoint.origin, public) + key.sign(checkpoint.text().encode())
    return f"{checkpoint.text()}\n\u2014 {checkpoint.origin} {_encode(signature)}\n"


def opened(note: str, key: Ed25519PublicKey, name: str | None = None) -> Checkpoint | None:
    """The checkpoint of a signed note, None unless ``key`` signed it.

    Signatures by other keys are passed over, as the standard asks; extension lines are signed and not read.
    """
    text, separator, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    if not separator or len(lines) < 3 or not lines[1].isdecimal() or (lines[1] != "0" and lines[1][0] == "0"):
        return None
    name = name or lines[0]
    wanted = key_id(name, public_bytes(key))
    for line in signatures.splitlines():
        mark, _, rest = line.partition(" ")
        signer, _, encoded = rest.partition(" ")
        raw = _decode(encoded)
        if mark != "\u2014" or signer != name or raw is None or raw[:4] != wanted:
            continue
        try:
            key.verify(raw[4:], (text + "\n").encode())
        except InvalidSignature:
            return None
        root = _decode(lines[2])
        return Checkpoint(lines[0], int(lines[1]), root) if root is not None and len(root) == 32 else None
    return None


def write_proof(index: int, entry: bytes, path: Sequence[bytes], note: str) -> str:
    """An inclusion proof that can be checked offline (c2sp.org/tlog-proof); ``extra`` holds the entry."""
    hashes = "".join(f"{_encode(node)}\n" for node in path)
    return f"{_PROOF}\nextra {_encode(entry)}\nindex {index}\n{hashes}\n{note}"


@dataclass(frozen=True)
class Proven:
    """What a proof shows: the entry, its place, and the checkpoint that it is under."""

    entry: bytes
    index: int
    checkpoint: Checkpoint


def is_proof(text: str) -> bool:
    """Whether a text is a log proof."""
    return text.startswith(_PROOF + "\n")


def check_proof(text: str, key: Ed25519PublicKey, name: str | None = None) -> Proven | None:
    """What the proof in ``text`` shows, None if its signature or its path does not hold."""
    head, separator, note = text.partition("\n\n")
    lines = head.split("\n")
    if not separator or len(lines) < 3 or lines[0] != _PROOF or not lines[2].startswith("index "):
        return None
    entry, path = _decode(lines[1].removeprefix("extra ")), [_decode(line) for line in lines[3:]]
    index = lines[2].removeprefix("index ")
    checkpoint = opened(note, key, name)
    if checkpoint is None or entry is None or not index.isdecimal():
        return None
    nodes = [node for node in path if node is not None]
    held = len(nodes) == len(path) and verify_inclusion(
        int(index), checkpoint.size, leaf_hash(entry), nodes, checkpoint.root
    )
    return Proven(entry, int(index), checkpoint) if held else None


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
