"""Log proofs: that an entry stands in the evidence log under a signed checkpoint."""

from __future__ import annotations

import hashlib
from typing import Final

from enduse.model.checkpoint import check_proof, read_verifier_key
from enduse.model.proof import Proved

KIND: Final = "log_proof"
MAX_BYTES: Final = 1 << 20


def prove_log(text: str, where: str, key: str | None) -> Proved:
    """Check an inclusion proof (c2sp.org/tlog-proof) under the log's verifier key.

    Raises:
        InputError: if the key is none.
    """
    if key is None:
        line = "the checkpoint's signature was not checked: no verifier key of the log was given (--log-key)"
        return Proved(where, KIND, "unknown", {"names": []}, None, (line,))
    name, public = read_verifier_key(key)
    proven = check_proof(text, public, name)
    if proven is None:
        line = f"no entry is shown: the path or the checkpoint's signature does not hold under the key of {name}"
        return Proved(where, KIND, "invalid", {"names": []}, None, (line,))
    identity = {
        "names": [proven.checkpoint.origin],
        "index": proven.index,
        "size": proven.checkpoint.size,
        "entry_sha256": hashlib.sha256(proven.entry).hexdigest(),
    }
    lines = (
        f"entry {proven.index} of {proven.checkpoint.size} stands in the log {proven.checkpoint.origin}",
        "when the entry was made is not shown: only that it stood there when the checkpoint was signed",
    )
    return Proved(where, KIND, "valid", identity, None, lines)
