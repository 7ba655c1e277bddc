"""What verifying a machine's evidence yields, and that evidence as stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal

from enduse.model.evidence import Exhibit, Recorded, Source
from enduse.model.table import table

Verdict = Literal["valid", "invalid", "unknown"]

_WORST_FIRST: tuple[Verdict, ...] = ("invalid", "unknown", "valid")


@dataclass(frozen=True)
class Check:
    """One thing that was checked: True held, False failed, None could not be judged.

    A remark (``passed`` True, ``remark`` True) is said but decides nothing.
    """

    passed: bool | None
    says: str
    remark: bool = False

    @property
    def verdict(self) -> Verdict:
        """The verdict that this check alone would give."""
        return "unknown" if self.passed is None else "valid" if self.passed else "invalid"


@dataclass(frozen=True)
class Proved:
    """The answer about one file of machine evidence.

    Attributes:
        identity: names, keys and versions that the evidence carries; authentic only if ``valid``.
        measured_at: ISO 8601 instant that the evidence itself states; None where it states none.
        because: the deciding lines first, then caveats.
    """

    file: str
    kind: str
    verdict: Verdict
    identity: dict[str, Any] = field(default_factory=dict)
    measured_at: str | None = None
    because: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The object that ``enduse prove --json`` prints."""
        return {
            "file": self.file,
            "kind": self.kind,
            "verdict": self.verdict,
            "identity": self.identity,
            "measured_at": self.measured_at,
            "because": list(self.because),
        }


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst verdict: invalid, then unknown, then valid; unknown for none at all.

    >>> worst(["valid", "unknown"])
    'unknown'
    >>> worst([])
    'unknown'
    """
    seen = set(verdicts)
    return next((verdict for verdict in _WORST_FIRST if verdict in seen), "unknown")


def judged(checks: Iterable[Check]) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict of all checks and their lines: failures, unknowns, what held, remarks."""
    kept = list(checks)
    order = {"invalid": 0, "unknown": 1, "valid": 2}
    lines = sorted(kept, key=lambda check: (check.remark, order[check.verdict]))
    return worst(check.verdict for check in kept if not check.remark), tuple(check.says for check in lines)


def held(says: str) -> Check:
    """A check that held."""
    return Check(True, says)


def failed(says: str) -> Check:
    """A check that failed."""
    return Check(False, says)


def unjudged(says: str) -> Check:
    """A check that could not be made."""
    return Check(None, says)


def remark(says: str) -> Check:
    """A line that is said and decides nothing."""
    return Check(True, says, remark=True)


@table("attestations", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Attestation:
    """A machine's statement as stored, before anybody verified it."""

    kind: Annotated[str, "nvidia_attestation, eat, rim, tpm_quote, snp_report or rollcall"]
    unit: Annotated[str | None, "identity that the statement claims for itself"]
    site: Annotated[str | None, "site that it speaks of, where it names one"]
    at: Annotated[datetime | None, "instant that it states for itself, UTC"]
    content: Annotated[str, "the statement: JSON text that `enduse prove` accepts"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit


@table("attested_devices", kind="derived", writer="proof.verify")
@dataclass(frozen=True)
class AttestedDevice:
    """What NVIDIA evidence says of a device, with the verdict on that evidence."""

    exhibit: Annotated[str, "FILE#evidence that carries it"]
    unit: Annotated[str | None, "name in the leaf certificate, for instance NVIDIA:GH100:48B02D92494BADF4"]
    chip: Annotated[str | None, "chip in that name, for instance GH100"]
    brom_key: Annotated[str | None, "public key of the boot ROM's certificate, hexadecimal"]
    driver_version: Annotated[str | None, "driver version in the report"]
    vbios_version: Annotated[str | None, "VBIOS version in the report"]
    nonce: Annotated[str | None, "nonce that the device signed, hexadecimal"]
    verdict: Annotated[str, "valid, invalid or unknown"]
    at: Annotated[datetime | None, "when it was measured, where the exhibit says so, UTC"]
    site: Annotated[str | None, "site that the exhibit names, as written"]
