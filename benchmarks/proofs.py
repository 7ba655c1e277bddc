"""Machine evidence verified a second, and the share of flipped bits that is caught.

    python benchmarks/proofs.py [--data ../shared/data/nvidia-attestation] [--seconds 5] [--flips 4000]

Prints, side by side, evidences a second for real samples (where the folder is there) and for synthetic evidence, the
time of the bare cryptography (six P-384 signatures) as the floor, and how many of the flipped bits were caught.
"""

from __future__ import annotations

import argparse
import base64
import json
import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from tests.proof_attestation import synthetic

from enduse.proof import roots
from enduse.proof.attestation import prove_document


def rate(document: Any, seconds: float) -> float:
    """Evidences a second over ``document``."""
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        assert prove_document(document, "x").verdict == "valid"
        done += len(document)
    return done / (time.perf_counter() - began)


def floor(seconds: float) -> float:
    """Sets of six bare P-384 verifications a second: five certificates and the report."""
    key = ec.generate_private_key(ec.SECP384R1())
    data = bytes(4000)
    signature, public = key.sign(data, ec.ECDSA(hashes.SHA384())), key.public_key()
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        for _ in range(6):
            public.verify(signature, data, ec.ECDSA(hashes.SHA384()))
        done += 1
    return done / (time.perf_counter() - began)


def caught(entry: dict[str, str], flips: int) -> dict[str, str]:
    """Of so many flipped bits in each part, how many made the answer invalid."""
    chance, found = random.Random(1), {}
    for part in ("evidence", "certificate", "nonce"):
        data = bytes.fromhex(entry[part]) if part == "nonce" else base64.b64decode(entry[part])
        tried = range(len(data) * 8) if part == "nonce" else [chance.randrange(len(data) * 8) for _ in range(flips)]
        hits = 0
        for bit in tried:
            changed = bytearray(data)
            changed[bit // 8] ^= 1 << bit % 8
            text = changed.hex() if part == "nonce" else base64.b64encode(changed).decode()
            hits += prove_document([{**entry, part: text}], "x").verdict == "invalid"
        found[part] = f"{hits} of {len(tried)}"
    return found


def main() -> None:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared/data/nvidia-attestation")
    options.add_argument("--seconds", type=float, default=5.0)
    options.add_argument("--flips", type=int, default=4000)
    asked = options.parse_args()
    base = floor(asked.seconds)
    print(f"floor      six P-384 signatures          {base:8.0f} /s")
    sample = asked.data / "multi_gpu_hopper.json"
    if sample.is_file():
        document = json.loads(sample.read_text())
        real = rate(document, asked.seconds)
        print(f"real       {sample.name:28s}  {real:8.0f} /s   {base / real:.2f} times the floor's time")
        print(f"caught     {caught(document[0], asked.flips)}")
    else:
        print("real       no samples here")
    roots.pinned = lambda *names: (synthetic.device().root.certificate,)  # type: ignore[assignment]
    made = rate([synthetic.entry()], asked.seconds)
    print(f"synthetic  four certificates             {made:8.0f} /s")
    print(f"memory     {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main()
