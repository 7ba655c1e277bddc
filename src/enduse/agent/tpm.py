"""Binds an agent's key to the host's TPM, where there is one."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from enduse.errors import InputError

STATEMENT = b"enduse-agent-key-v1\n"
TOOLS = ("tpm2_createprimary", "tpm2_create", "tpm2_load", "tpm2_readpublic", "tpm2_sign")
DEVICE = Path("/dev/tpmrm0")
TIMEOUT_SECONDS = 60


def available(device: Path = DEVICE) -> bool:
    """Whether the host has a TPM resource manager and the tpm2-tools commands."""
    return device.exists() and all(shutil.which(tool) for tool in TOOLS)


def bind(public_key: bytes, unit: str) -> str:
    """A statement, signed by a key that cannot leave the TPM, that this key answers for this unit.

    A TPM takes tens of milliseconds a signature, thousands of kilometres of light: so it signs the
    agent's Ed25519 key once, and that key answers challenges. The statement shows that the two stood on
    one host when it was made; who then copies the Ed25519 key from the host's disk is not stopped by it.

    Returns:
        JSON with `unit`, `key`, `tpm_key` (PEM) and `signature` (DER, base64).

    Raises:
        InputError: if a command of tpm2-tools fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        (at / "message").write_bytes(message(public_key, unit))
        use = "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|sign"
        _run(at, "tpm2_createprimary", "-C", "o", "-G", "ecc", "-c", "primary")
        kind = ("-G", "ecc256:ecdsa-sha256", "-a", use)
        _run(at, "tpm2_create", "-C", "primary", *kind, "-u", "public", "-r", "private")
        _run(at, "tpm2_load", "-C", "primary", "-u", "public", "-r", "private", "-c", "key")
        _run(at, "tpm2_readpublic", "-c", "key", "-f", "pem", "-o", "key.pem")
        _run(at, "tpm2_sign", "-c", "key", "-g", "sha256", "-f", "plain", "-o", "signature", "message")
        bound = {
            "unit": unit,
            "key": base64.b64encode(public_key).decode(),
            "tpm_key": (at / "key.pem").read_text(),
            "signature": base64.b64encode((at / "signature").read_bytes()).decode(),
        }
    return json.dumps(bound, indent=1)


def verifies(statement: str) -> bool:
    """Whether a statement's TPM key signed it; whose TPM that is, only its attestation tells."""
    try:
        bound = json.loads(statement)
        key = serialization.load_pem_public_key(bound["tpm_key"].encode())
        signed = message(base64.b64decode(bound["key"], validate=True), bound["unit"])
        if not isinstance(key, ec.EllipticCurvePublicKey):
            return False
        key.verify(base64.b64decode(bound["signature"], validate=True), signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def message(public_key: bytes, unit: str) -> bytes:
    """What the TPM signs."""
    return STATEMENT + public_key.hex().encode() + b"\n" + unit.encode()


def _run(folder: Path, *command: str) -> None:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(command[0], "an answer of the TPM", type(error).__name__, "Check tpm2-tools") from None
    if done.returncode:
        found = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit {done.returncode}"
        raise InputError(command[0], "success", found, "Check that this user may use the TPM, or leave --tpm out")
