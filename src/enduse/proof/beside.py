"""What a user states beside the evidence: keys, roots, manifests, nonce, time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from enduse.errors import InputError
from enduse.model.proof import judged
from enduse.proof import eat, rim
from enduse.proof.chain import read_chain

MAX_BYTES = 256 << 20


@dataclass(frozen=True)
class Beside:
    """What a user states beside the evidence.

    Attributes:
        at: the instant at which certificates are judged; None for evidence means no dates are judged,
            and for manifests today.
        nonce: the nonce that was asked with.
        keys: the token verifier's public keys by key id.
        roots: further trusted roots, for hosts whose vendor is not pinned.
        manifests: reference manifests that measurements are compared with; already verified.
        verifiers: Ed25519 public keys (hexadecimal) of roll-call verifiers that are trusted; none: any is.
        recompute: whether opened roll-call tasks are done again here.
    """

    at: datetime | None = None
    nonce: bytes | None = None
    keys: dict[str, eat.Key] = field(default_factory=dict)
    roots: tuple[x509.Certificate, ...] = ()
    manifests: tuple[rim.Manifest, ...] = ()
    verifiers: frozenset[str] = frozenset()
    recompute: bool = True

    @property
    def instant(self) -> datetime:
        """The stated instant, or now."""
        return self.at or datetime.now(UTC).replace(tzinfo=None)


def content(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: if it cannot be read, or is beyond ``MAX_BYTES``.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(str(path), f"at most {MAX_BYTES >> 20} MiB", f"{size >> 20} MiB", "Give one exhibit")
        return path.read_bytes()
    except OSError as error:
        found = (error.strerror or "nothing").lower()
        raise InputError(str(path), "a file that can be read", found, "Check the path") from None


def parsed(data: bytes, where: str) -> object:
    """The bytes as JSON.

    Raises:
        InputError: if they are none.
    """
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise InputError(where, "JSON", "JSON that breaks off or is malformed", "Fetch the file again") from None


def read_beside(
    at: datetime | None,
    nonce: str | None,
    keys: Path | None,
    roots: Sequence[Path],
    manifests: Sequence[Path],
    verifiers: frozenset[str] = frozenset(),
) -> Beside:
    """Read what the options of ``enduse prove`` name.

    Raises:
        InputError: if a file is not what its option asks for, or a manifest does not verify.
    """
    try:
        asked = None if nonce is None else bytes.fromhex(nonce)
    except ValueError:
        raise InputError("--nonce", "hexadecimal digits", repr(nonce)[:70], "Give the nonce that was sent") from None
    trusted = tuple(c for path in roots for c in read_chain(content(path), str(path)).certificates)
    stated = Beside(
        at=at,
        nonce=asked,
        keys={} if keys is None else eat.read_keys(parsed(content(keys), str(keys)), str(keys)),
        roots=trusted,
        verifiers=verifiers,
    )
    golden = tuple(_manifest(path, stated) for path in manifests)
    return Beside(at, asked, stated.keys, trusted, golden, verifiers)


def _manifest(path: Path, stated: Beside) -> rim.Manifest:
    manifest = rim.read_manifest(content(path), str(path))
    verdict, because = judged(rim.verify_manifest(manifest, str(path), stated.instant, stated.roots))
    if verdict != "valid":
        raise InputError(str(path), "a manifest that verifies", because[0], "Give --at a day on which it was good")
    return manifest
