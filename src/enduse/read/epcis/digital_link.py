"""GS1 keys in any notation as one canonical Digital Link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

CANONICAL: Final = "https://id.gs1.org"

_TEXT: Final = r"(?:%[0-9A-Fa-f]{2}|[!'()*+,.0-9:;=A-Za-z_\"-])"
_CLOSED: Final = str.maketrans({c: f"%{ord(c):02X}" for c in "!()*+,:"})
"""Characters that EPC URIs allow and that a Digital Link must escape."""


@dataclass(frozen=True)
class Scheme:
    """How one EPC URI scheme becomes a Digital Link.

    Attributes:
        digits: digits of company prefix and reference together, without check digit; 0: free text.
        leading: whether the first digit of the reference goes before the company prefix.
        template: the path; ``{key}`` is the key with its check digit, ``{0}`` … what follows it.
    """

    digits: int
    leading: bool
    template: str
    prefix: str = ""


_SCHEMES: Final[dict[str, Scheme]] = {
    "id:sgtin": Scheme(13, True, "/01/{key}/21/{0}"),
    "id:sscc": Scheme(17, True, "/00/{key}"),
    "id:sgln": Scheme(12, False, "/414/{key}/254/{0}"),
    "id:grai": Scheme(12, False, "/8003/{key}{0}", prefix="0"),
    "id:giai": Scheme(0, False, "/8004/{key}"),
    "id:gsrn": Scheme(17, False, "/8018/{key}"),
    "id:gsrnp": Scheme(17, False, "/8017/{key}"),
    "id:gdti": Scheme(12, False, "/253/{key}{0}"),
    "id:cpi": Scheme(0, False, "/8010/{key}/8011/{0}"),
    "id:sgcn": Scheme(12, False, "/255/{key}{0}"),
    "id:ginc": Scheme(0, False, "/401/{key}"),
    "id:gsin": Scheme(16, False, "/402/{key}"),
    "id:itip": Scheme(13, True, "/8006/{key}{0}{1}/21/{2}"),
    "id:upui": Scheme(13, True, "/01/{key}/235/{0}"),
    "id:pgln": Scheme(12, False, "/417/{key}"),
    "class:lgtin": Scheme(13, True, "/01/{key}/10/{0}"),
    "idpat:sgtin": Scheme(13, True, "/01/{key}"),
    "idpat:grai": Scheme(12, False, "/8003/{key}", prefix="0"),
    "idpat:gdti": Scheme(12, False, "/253/{key}"),
    "idpat:sgcn": Scheme(12, False, "/255/{key}"),
    "idpat:cpi": Scheme(0, False, "/8010/{key}"),
    "idpat:itip": Scheme(13, True, "/8006/{key}{0}{1}"),
    "idpat:upui": Scheme(13, True, "/01/{key}"),
}

_SHORT: Final = {
    "gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417", "gsrnp": "8017", "gsrn": "8018",
    "gcn": "255", "sscc": "00", "gdti": "253", "ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004",
    "cpv": "22", "lot": "10", "ser": "21",
}  # fmt: skip

_KEYS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "00": (r"\d{18}", {}),
    "01": (r"\d{14}", {"21": _TEXT + "{1,20}", "10": _TEXT + "{1,20}", "235": _TEXT + "{1,28}"}),
    "253": (r"\d{13}" + _TEXT + "{0,17}", {}),
    "255": (r"\d{13}\d{0,12}", {}),
    "401": (_TEXT + "{1,30}", {}),
    "402": (r"\d{17}", {}),
    "414": (r"\d{13}", {"254": _TEXT + "{1,20}"}),
    "417": (r"\d{13}", {}),
    "8003": (r"\d{14}" + _TEXT + "{0,16}", {}),
    "8004": (_TEXT + "{1,30}", {}),
    "8006": (r"\d{18}", {"21": _TEXT + "{1,20}", "10": _TEXT + "{1,20}"}),
    "8010": (_TEXT + "{1,30}", {"8011": r"\d{1,12}"}),
    "8017": (r"\d{18}", {}),
    "8018": (r"\d{18}", {}),
}
"""Primary keys and their qualifiers, the finest first."""


def check_digit(digits: str) -> int:
    """The GS1 check digit (General Specifications 7.9.1): weights 3 and 1 from the right.

    >>> check_digit("401234511111")
    8
    """
    values = [int(digit) for digit in reversed(digits)]
    return -(3 * sum(values[::2]) + sum(values[1::2])) % 10


@lru_cache(maxsize=1 << 16)
def canonical(text: str) -> str | None:
    """The canonical Digital Link of a GS1 key at its finest level; None if ``text`` holds none.

    >>> canonical("urn:epc:id:sgtin:4012345.011111.9876")
    'https://id.gs1.org/01/04012345111118/21/9876'
    >>> canonical("https://example.com/some/01/4012345111118/10/L1/21/9876?17=200101")
    'https://id.gs1.org/01/04012345111118/21/9876'
    """
    if text.startswith("urn:epc:"):
        return _from_urn(text.removeprefix("urn:epc:"))
    if text.startswith(("https://", "http://")):
        return _from_link(text)
    return None


def _from_urn(text: str) -> str | None:
    kind, _, rest = text.partition(":")
    name, _, body = rest.partition(":")
    scheme = _SCHEMES.get(f"{kind}:{name}")
    company, dot, tail = body.partition(".")
    if scheme is None or not dot or not (company.isdecimal() and 6 <= len(company) <= 12):
        return None
    if scheme.digits == 0:
        return _free_text(scheme, company, tail)
    reference, _, more = tail.removesuffix(".*").partition(".")
    if len(company) + len(reference) != scheme.digits or (reference and not reference.isdecimal()):
        return None
    raw = reference[:1] + company + reference[1:] if scheme.leading else company + reference
    raw = scheme.prefix + raw
    wanted = len(set(re.findall(r"\{(\d)\}", scheme.template)))
    parts = more.split(".", wanted - 1) if wanted else []
    if len(parts) < wanted or any(re.fullmatch(_TEXT + "+", part) is None for part in parts):
        return None
    if name == "sgln" and parts == ["0"]:
        return f"{CANONICAL}/414/{raw}{check_digit(raw)}"
    closed = [part.translate(_CLOSED) for part in parts]
    return CANONICAL + scheme.template.format(*closed, key=f"{raw}{check_digit(raw)}")


def _free_text(scheme: Scheme, company: str, tail: str) -> str | None:
    has_serial = scheme.template.startswith("/8010/")
    reference, _, serial = tail.rpartition(".") if has_serial else (tail, "", "")
    if re.fullmatch(_TEXT + "+", reference) is None:
        return None
    return CANONICAL + scheme.template.format(serial, key=company + reference.translate(_CLOSED))


def _from_link(text: str) -> str | None:
    path = urlsplit(text).path.rstrip("/").split("/")
    path = [_SHORT.get(segment, segment) for segment in path]
    for place in range(len(path) - 1):
        key = _KEYS.get(path[place])
        if key is None or re.match(r"\d{4}", path[place + 1]) is None:
            continue
        value = path[place + 1]
        if path[place] == "01" and value.isdecimal() and len(value) in (8, 12, 13):
            value = value.zfill(14)
        if re.fullmatch(key[0], value) is None:
            return None
        given = path[place + 2 :]
        qualifiers = dict(zip(given[::2], given[1::2], strict=False))
        link = f"{CANONICAL}/{path[place]}/{value}"
        for name, form in key[1].items():
            if name in qualifiers:
                return f"{link}/{name}/{qualifiers[name]}" if re.fullmatch(form, qualifiers[name]) else None
        return link
    return None


def key_of(text: str) -> str:
    """The shortest name of what an EPC names: its serial, lot or key; the text itself where it is no GS1 key.

    >>> key_of("https://id.gs1.org/01/04012345111118/21/9876")
    '9876'
    """
    link = canonical(text) or text
    if not link.startswith(CANONICAL):
        return text
    return link.rsplit("/", 1)[1]
