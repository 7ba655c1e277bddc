"""NVIDIA's attestation tokens (EAT): JWT signature under a given key set, digests, claims."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from enduse.errors import InputError
from enduse.model.proof import Check, Proved, failed, held, judged, remark, unjudged

KIND: Final = "eat"
MAX_BYTES: Final = 1 << 20

CURVES: Final[dict[str, tuple[type[ec.EllipticCurve], hashes.HashAlgorithm]]] = {
    "ES256": (ec.SECP256R1, hashes.SHA256()),
    "ES384": (ec.SECP384R1, hashes.SHA384()),
    "ES512": (ec.SECP521R1, hashes.SHA512()),
}
RSA: Final = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}
_CURVE_NAMES: Final[dict[str, ec.EllipticCurve]] = {
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
}

Key = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


@dataclass(frozen=True)
class Token:
    """A JWT in three parts, decoded and not believed."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes
    text: str


def base64url(text: str, where: str) -> bytes:
    """Base64 for URLs without padding, strictly.

    Raises:
        InputError: if it could have been written otherwise, or is none.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        data = b""
    if not text or base64.urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise InputError(where, "base64url", "other characters", "Fetch the token again")
    return data


def read_token(text: str, where: str) -> Token:
    """Parse a JWT.

    Raises:
        InputError: if it is none.
    """
    if len(text) > MAX_BYTES or text.count(".") != 2:
        raise InputError(where, "a JWT of three parts", f"{text.count('.') + 1} parts", "Fetch the token again")
    head, body, tail = text.split(".")
    header, claims = (_json_object(base64url(part, where), where) for part in (head, body))
    return Token(header, claims, f"{head}.{body}".encode("ascii"), base64url(tail, where), text)


def _json_object(data: bytes, where: str) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InputError(where, "a JSON object inside the token", "something else", "Fetch the token again")
    return value


def read_keys(document: Any, where: str) -> dict[str, Key]:
    """The public keys of a JSON Web Key Set (RFC 7517), by key id.

    Raises:
        InputError: if it is no key set.
    """
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list):
        raise InputError(where, "a JSON Web Key Set", type(document).__name__, "Give the verifier's published keys")
    found = {}
    for number, entry in enumerate(keys, 1):
        if isinstance(entry, dict) and isinstance(entry.get("kid"), str):
            key = _key(entry, f"{where} key {number}")
            if key is not None:
                found[entry["kid"]] = key
    return found


def _key(entry: dict[str, Any], where: str) -> Key | None:
    def number(name: str) -> int:
        return int.from_bytes(base64url(str(entry.get(name, "")), where), "big")

    try:
        if entry.get("kty") == "EC" and entry.get("crv") in _CURVE_NAMES:
            curve = _CURVE_NAMES[entry["crv"]]
            return ec.EllipticCurvePublicNumbers(number("x"), number("y"), curve).public_key()
        if entry.get("kty") == "RSA":
            return rsa.RSAPublicNumbers(number("e"), number("n")).public_key()
    except ValueError:
        raise InputError(where, "a public key", "numbers that are none", "Fetch the key set again") from None
    return None


def is_token_document(document: Any) -> bool:
    """Whether parsed JSON looks like NVIDIA's detached token bundle."""
    return (
        isinstance(document, list)
        and len(document) == 2
        and isinstance(document[0], list)
        and document[0][:1] == ["JWT"]
        and isinstance(document[1], dict)
    )


def prove_token(
    document: Any, where: str, keys: dict[str, Key] | None, at: datetime | None = None, nonce: bytes | None = None
) -> Proved:
    """Verify a token (text) or a detached bundle (``[["JWT", token], {name: token}]``).

    Raises:
        InputError: if it has neither shape.
    """
    overall, parts = _tokens(document, where)
    checks = _token_checks(overall, "token", keys, at)
    checks += [check for name, part in parts.items() for check in _token_checks(part, f"token of {name}", keys, at)]
    checks += _digests(overall, parts) + _nonces([overall, *parts.values()], nonce)
    for label, token in (("token", overall), *((f"token of {name}", part) for name, part in parts.items())):
        checks += _results(token.claims, label)
    checks.append(remark("a token is the vendor's verdict on evidence that is not in it: the vendor is believed"))
    verdict, because = judged(checks)
    return Proved(where, KIND, verdict, _identity(overall, parts), _instant(overall.claims.get("iat")), because)


def _tokens(document: Any, where: str) -> tuple[Token, dict[str, Token]]:
    if isinstance(document, str):
        return read_token(document.strip(), where), {}
    if not is_token_document(document) or len(document[0]) != 2 or not isinstance(document[0][1], str):
        raise InputError(where, "a token or a detached token bundle", "another shape", "Fetch the token again")
    parts = {name: read_token(text, f"{where}: {name}") for name, text in document[1].items() if isinstance(text, str)}
    if len(parts) != len(document[1]):
        raise InputError(where, "tokens by device", "something else", "Fetch the token again")
    return read_token(document[0][1], where), parts


def _token_checks(token: Token, label: str, keys: dict[str, Key] | None, at: datetime | None) -> list[Check]:
    checks = [_signature(token, label, keys)]
    since, until = token.claims.get("nbf"), token.claims.get("exp")
    if at is not None and isinstance(since, int) and isinstance(until, int):
        instant = int(at.replace(tzinfo=at.tzinfo or UTC).timestamp())
        if since <= instant <= until:
            checks.append(held(f"{label}: within its dates on {at:%Y-%m-%d}"))
        else:
            checks.append(failed(f"{label}: good from {_instant(since)} to {_instant(until)}, not on {at:%Y-%m-%d}"))
    return checks


def _signature(token: Token, label: str, keys: dict[str, Key] | None) -> Check:
    if not keys:
        return unjudged(f"{label}: signature not checked, no key set was given")
    algorithm, kid = token.header.get("alg"), token.header.get("kid")
    key = keys.get(kid) if isinstance(kid, str) else None
    if key is None:
        return unjudged(f"{label}: its key {kid!r} is not in the key set")
    if isinstance(algorithm, str) and verifies(key, algorithm, token.signature, token.signed):
        return held(f"{label}: signature holds ({algorithm}, key {kid})")
    return failed(f"{label}: signature does not hold under key {kid}")


def verifies(key: Key, algorithm: str, signature: bytes, signed: bytes) -> bool:
    """Whether a JWS signature holds; the algorithm must suit the key, so none and HMAC never do."""
    try:
        if algorithm in CURVES and isinstance(key, ec.EllipticCurvePublicKey):
            curve, digest = CURVES[algorithm]
            size = (key.curve.key_size + 7) // 8
            if not isinstance(key.curve, curve) or len(signature) != 2 * size:
                return False
            r, s = (int.from_bytes(half, "big") for half in (signature[:size], signature[size:]))
            key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(digest))
        elif algorithm in RSA and isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), RSA[algorithm])
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _digests(overall: Token, parts: dict[str, Token]) -> list[Check]:
    stated = overall.claims.get("submods")
    submodules = stated if isinstance(stated, dict) else {}
    if set(submodules) != set(parts):
        return [failed("the bundle's tokens are not those that the overall token lists")]
    checks = []
    for name, part in parts.items():
        wanted = hashlib.sha256(part.text.encode("ascii")).hexdigest()
        if submodules[name] == ["DIGEST", ["SHA-256", wanted]]:
            checks.append(held(f"token of {name}: its digest is the one in the overall token"))
        else:
            checks.append(failed(f"token of {name}: its digest differs from the one in the overall token"))
    return checks


def _nonces(tokens: list[Token], expected: bytes | None) -> list[Check]:
    nonces = {str(token.claims.get("eat_nonce")) for token in tokens}
    if len(nonces) != 1:
        return [failed("the tokens of the bundle carry different nonces")]
    (nonce,) = nonces
    if expected is None:
        return [remark(f"nonce {nonce[:16]}…: no nonce was stated to compare it with")]
    if nonce.lower() != expected.hex():
        return [failed(f"nonce differs: asked with {expected.hex()[:16]}…, the token carries {nonce[:16]}…")]
    return [held("nonce: the token carries the one that was asked with")]


def _results(claims: dict[str, Any], label: str) -> list[Check]:
    results = {"x-nvidia-overall-att-result": True, "measres": "success"}
    return [
        held(f"{label}: the vendor's result is a pass") if claims[name] == good
        else failed(f"{label}: the vendor's own result is a failure ({name} is {claims[name]!r})")
        for name, good in results.items()
        if name in claims
    ]  # fmt: skip


def _identity(overall: Token, parts: dict[str, Token]) -> dict[str, Any]:
    keep = ("ueid", "hwmodel", "oemid", "x-nvidia-gpu-driver-version", "x-nvidia-gpu-vbios-version", "measres")
    devices = [
        {"name": name, **{key: part.claims[key] for key in keep if key in part.claims}} for name, part in parts.items()
    ]
    for device in devices:
        if str(device.get("ueid", "")).isdigit() and len(str(device["ueid"])) < 64:
            device["leaf_serial"] = f"{int(device['ueid']):X}"  # the UEID is the leaf certificate's serial
    return {
        "names": [str(device["ueid"]) for device in devices if "ueid" in device],
        "issuer": overall.claims.get("iss"),
        "nonce": overall.claims.get("eat_nonce"),
        "devices": devices,
    }


def _instant(seconds: Any) -> str | None:
    """An instant from seconds since 1970, as ISO 8601; None if it is none."""
    if not isinstance(seconds, int) or not 0 <= seconds < 1 << 34:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
