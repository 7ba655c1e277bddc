"""One file or folder of machine evidence: told apart by content, then verified."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from enduse.errors import InputError
from enduse.model.proof import Proved
from enduse.proof import attestation, eat, rim, snp, tpm
from enduse.proof.beside import Beside, content, parsed
from enduse.proof.chain import read_chain, strict_base64
from enduse.proof.rollcall import transcript

MAX_FILES: Final = 16

_BEGIN_CERTIFICATE: Final = b"-----BEGIN CERTIFICATE-----"
_BEGIN_KEY: Final = b"-----BEGIN PUBLIC KEY-----"
_HEX_TEXT: Final = frozenset(b"0123456789abcdefABCDEF \t\r\n")

STATED_NOTHING: Final = Beside()


def prove_path(path: Path, beside: Beside = STATED_NOTHING) -> Proved:
    """Verify a file, or a folder with one report and one chain.

    Raises:
        InputError: if nothing there is machine evidence that is known.
    """
    where = str(path)
    if path.is_dir():
        return prove_folder(path, beside)
    return prove_bytes(content(path), where, beside)


def prove_bytes(data: bytes, where: str, beside: Beside = STATED_NOTHING) -> Proved:
    """Verify the bytes of one file.

    Raises:
        InputError: if they are no machine evidence that is known.
    """
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in (b"[", b"{"):
        return prove_json(parsed(data, where), where, beside)
    if head[:1] == b"<":
        return rim.prove_manifest(data, where, beside.instant, beside.roots)
    if head[:3] == b"eyJ" and data.count(b".") == 2:
        return eat.prove_token(data.decode("ascii", "replace"), where, beside.keys, beside.at, beside.nonce)
    raise InputError(
        where,
        "machine evidence (attestation JSON, token, manifest, transcript, or a folder of report and chain)",
        "bytes that are none of these" if data else "nothing",
        "See docs/attestation.md for the forms",
    )


def prove_json(document: Any, where: str, beside: Beside = STATED_NOTHING) -> Proved:
    """Verify a parsed JSON document.

    Raises:
        InputError: if it is no machine evidence that is known.
    """
    if isinstance(document, dict) and isinstance(document.get("evidences"), list):
        document = document["evidences"]  # as the vendor's command line wraps them
    if eat.is_token_document(document):
        return eat.prove_token(document, where, beside.keys, beside.at, beside.nonce)
    if isinstance(document, list):
        return attestation.prove_document(document, where, beside.at, beside.nonce, beside.manifests)
    kind = document.get("kind") if isinstance(document, dict) else None
    prover = _BY_KIND.get(kind) if isinstance(kind, str) else None
    if prover is None:
        raise InputError(where, "a JSON list of evidences or a known kind", "another object", "See docs/attestation.md")
    return prover(document, where, beside)


def _binary(document: dict[str, Any], key: str, where: str) -> bytes:
    value = document.get(key)
    if not isinstance(value, str):
        raise InputError(where, f"{key} as base64", "none", "See docs/attestation.md")
    return strict_base64(value, f"{where}: {key}")


def _nonce(document: dict[str, Any], where: str, beside: Beside) -> bytes | None:
    stated = document.get("nonce")
    if stated is None:
        return beside.nonce
    try:
        nonce = bytes.fromhex(str(stated))
    except ValueError:
        raise InputError(where, "a nonce in hexadecimal", repr(stated)[:70], "Give the nonce that was sent") from None
    if beside.nonce is not None and beside.nonce != nonce:
        raise InputError(where, "the nonce that was stated with --nonce", "another in the file", "Give one of them")
    return nonce


def _prove_snp(document: dict[str, Any], where: str, beside: Beside) -> Proved:
    chain = read_chain(_binary(document, "certificate", where), where)
    report = _binary(document, "report", where)
    return snp.prove_report(report, chain, where, beside.at, _nonce(document, where, beside), beside.roots)


def _prove_tpm(document: dict[str, Any], where: str, beside: Beside) -> Proved:
    message, signature = _binary(document, "message", where), _binary(document, "signature", where)
    if "certificate" in document:
        key: Any = read_chain(_binary(document, "certificate", where), where)
    else:
        key = tpm.read_key(str(document.get("key", "")).encode("ascii", "replace"), where)
    return tpm.prove_quote(
        message,
        signature,
        key,
        where,
        registers=_registers(document.get("registers"), where),
        nonce=_nonce(document, where, beside),
        at=beside.at,
        trusted=beside.roots,
    )


def _registers(stated: Any, where: str) -> dict[int, bytes] | None:
    if stated is None:
        return None
    try:
        return {int(number): bytes.fromhex(value) for number, value in stated.items()}
    except (AttributeError, TypeError, ValueError):
        expected = "registers as an object, number to hexadecimal"
        raise InputError(where, expected, "something else", "See docs/attestation.md") from None


def _prove_nvidia(document: dict[str, Any], where: str, beside: Beside) -> Proved:
    stated = document.get("certificates")
    if not isinstance(stated, list) or not 0 < len(stated) <= MAX_FILES:
        raise InputError(where, "certificate chains as a list of base64", "none", "See docs/attestation.md")
    chains = [_binary({"chain": chain}, "chain", where) for chain in stated]
    report = str(document.get("report", "")).encode("ascii", "replace")
    nonce = _nonce(document, where, beside)
    return attestation.prove_text(report, chains, where, beside.at, nonce, beside.manifests)


def _prove_token(document: dict[str, Any], where: str, beside: Beside) -> Proved:
    return eat.prove_token(document.get("token"), where, beside.keys, beside.at, _nonce(document, where, beside))


def _prove_manifest(document: dict[str, Any], where: str, beside: Beside) -> Proved:
    return rim.prove_manifest(_binary(document, "manifest", where), where, beside.instant, beside.roots)


def _prove_transcript(document: dict[str, Any], where: str, beside: Beside) -> Proved:
    return transcript.prove(document, where, beside.verifiers, beside.recompute)


_BY_KIND: Final[dict[str, Callable[[dict[str, Any], str, Beside], Proved]]] = {
    attestation.KIND: _prove_nvidia,
    eat.KIND: _prove_token,
    rim.KIND: _prove_manifest,
    snp.KIND: _prove_snp,
    tpm.KIND: _prove_tpm,
    transcript.KIND: _prove_transcript,
}


def prove_folder(folder: Path, beside: Beside = STATED_NOTHING) -> Proved:
    """Verify a folder: an NVIDIA report (hex text) or SNP report with its chain, or a TPM quote's files.

    Raises:
        InputError: if the folder holds no such set, or more than one.
    """
    where = str(folder)
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    if len(files) > MAX_FILES:
        raise InputError(where, "one report and one chain", f"{len(files)} files", "Give one folder for each device")
    parts = _sorted(files)
    if len(parts["chain"]) == 1 and len(parts["hex"]) == 1:
        return attestation.prove_text(parts["hex"][0], parts["chain"], where, beside.at, beside.nonce, beside.manifests)
    if len(parts["chain"]) == 1 and len(parts["snp"]) == 1:
        chain = read_chain(parts["chain"][0], where)
        return snp.prove_report(parts["snp"][0], chain, where, beside.at, beside.nonce, beside.roots)
    if len(parts["quote"]) == 1 and len(parts["signature"]) == 1 and len(parts["key"]) + len(parts["chain"]) == 1:
        key: Any = tpm.read_key(parts["key"][0], where) if parts["key"] else read_chain(parts["chain"][0], where)
        quote, signature = parts["quote"][0], parts["signature"][0]
        return tpm.prove_quote(
            quote, signature, key, where, nonce=beside.nonce, at=beside.at, trusted=beside.roots
        )
    found = ", ".join(f"{len(items)} {name}" for name, items in parts.items() if items) or "neither"
    raise InputError(where, "one report (hex text) and one PEM chain", found, "Give one folder for each device")


def _sorted(files: Sequence[Path]) -> dict[str, list[bytes]]:
    parts: dict[str, list[bytes]] = {name: [] for name in ("hex", "chain", "snp", "quote", "signature", "key")}
    for path in files:
        data = content(path)
        name = _part(data)
        if name is not None:
            parts[name].append(data)
    return parts


def _part(data: bytes) -> str | None:
    """Which part of a set a file is, by content."""
    if _BEGIN_CERTIFICATE in data:
        return "chain"
    if _BEGIN_KEY in data:
        return "key"
    if data.startswith(tpm.MAGIC):
        return "quote"
    if len(data) == snp.REPORT_BYTES and data[1:4] == b"\0\0\0":
        return "snp"
    if data[:2] in (b"\x00\x14", b"\x00\x16", b"\x00\x18"):
        return "signature"
    # A report with a damaged digit is still a report, to be refused as one.
    digits = sum(byte in _HEX_TEXT for byte in data)
    return "hex" if len(data) >= 64 and digits >= 0.9 * len(data) else None
