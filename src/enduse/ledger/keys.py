"""The key that signs the log: beside the store, or given."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from enduse.errors import InputError
from enduse.model.checkpoint import verifier_key


@dataclass(frozen=True)
class Signer:
    """A private key and the name of the log that it signs for."""

    name: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> Ed25519PublicKey:
        """The public key."""
        return self.private.public_key()

    @property
    def verifier(self) -> str:
        """The line that others need to check signatures."""
        return verifier_key(self.name, self.public)


def key_path(store: Path) -> Path:
    """Where the key of a store lies."""
    return store.with_name(store.name + ".key")


def public_path(store: Path) -> Path:
    """Where the verifier key of a store lies."""
    return store.with_name(store.name + ".key.pub")


def signer(path: Path, name: str) -> Signer:
    """The signer whose key is at ``path``; made there, readable by its owner only, where there is none.

    Raises:
        InputError: if the file holds no Ed25519 key.
    """
    if not path.exists():
        _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(str(path), "an Ed25519 private key in PEM", "something else", "Name another key file")
    made = Signer(name, key)
    public = path.with_name(path.name + ".pub")
    if not public.exists():
        public.write_text(made.verifier + "\n", encoding="utf-8")
    return made


def log_name(store: Path) -> str:
    """The name of the log of a store, as checkpoints state it."""
    return "enduse/" + (re.sub(r"[^A-Za-z0-9._-]+", "-", store.stem) or "store")


def _make(path: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
