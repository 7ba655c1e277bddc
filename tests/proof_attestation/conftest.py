"""Fixtures: a synthetic root in place of the pinned ones."""

from __future__ import annotations

import pytest

from enduse.proof import roots
from tests.proof_attestation import synthetic


@pytest.fixture
def synthetic_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the synthetic device root, and nothing else."""
    monkeypatch.setattr(roots, "pinned", lambda *names: (synthetic.device().root.certificate,))
