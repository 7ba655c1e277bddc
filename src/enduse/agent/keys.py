"""Ed25519 keys of agents and landmarks, in files only their owner reads."""

from __future__ import annotations

import base64
import binascii
import csv
import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from enduse.errors import InputError


def load_or_create(path: Path) -> Ed25519PrivateKey:
    """The key in a file, made with mode 0600 where there is none; the same key after every restart.

    Raises:
        InputError: if others may read the file, or it holds no key.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        key = Ed25519PrivateKey.generate()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(base64.b64encode(key.private_bytes_raw()) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        return key
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise InputError(str(path), "a key file that only its owner reads", f"mode {mode:04o}", f"Run chmod 600 {path}")
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes().strip(), validate=True))
    except (binascii.Error, ValueError):
        raise InputError(str(path), "an Ed25519 key in base64", "something else", "Give the path of a key") from None


def public_base64(key: Ed25519PrivateKey) -> str:
    """The public half as it stands in tables."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def landmark_keys(path: Path) -> dict[str, Ed25519PublicKey]:
    """The landmarks of a landmarks table that have a key: those whose challenges an agent answers.

    Raises:
        InputError: if the file is no such table, or no landmark in it has a key.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            rows = [(row.get("landmark") or "", row.get("key") or "") for row in csv.DictReader(stream)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        found = "no such file" if isinstance(error, FileNotFoundError) else "something unreadable"
        raise InputError(str(path), "a CSV file with landmark and key", found, "Give the landmarks file") from None
    keys = {name: key for name, text in rows if name and (key := public_key(text)) is not None}
    if not keys:
        raise InputError(str(path), "at least one landmark with a key", "none", "Fill the column key")
    return keys


def public_key(text: str) -> Ed25519PublicKey | None:
    """A public key from base64, None if it is none."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text.strip(), validate=True))
    except (binascii.Error, ValueError):
        return None
