"""Pinned vendor roots: public certificates, each with its source.

- ``nvidia_device_identity_ca.pem``, ``nvidia_corim_signing_root_ca.pem``: as shipped in NVIDIA's
  ``nv-local-gpu-verifier`` 2.7.3 (``verifier/certs``, BSD-3-Clause) and in github.com/NVIDIA/nvtrust.
- ``amd_ark_milan.pem``, ``amd_ark_genoa.pem``: AMD's root keys, as published by its key distribution service
  (kdsintf.amd.com/vcek/v1/Milan/cert_chain and …/Genoa/cert_chain); copied from public projects that pin them
  (Genoa: github.com/confidential-containers/trustee) and checked to sign themselves.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from cryptography import x509

NVIDIA_DEVICE = "nvidia_device_identity_ca"
NVIDIA_MANIFEST = "nvidia_corim_signing_root_ca"
AMD = ("amd_ark_milan", "amd_ark_genoa")


@cache
def pinned(*names: str) -> tuple[x509.Certificate, ...]:
    """The pinned root certificates of these names."""
    folder = resources.files(__package__)
    return tuple(x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()) for name in names)
