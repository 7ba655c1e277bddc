"""What a host writes of itself, and how its key is kept and bound."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enduse.agent import inventory, redfish, tpm
from enduse.agent.keys import landmark_keys, load_or_create, public_base64
from enduse.errors import InputError

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def test_a_key_is_made_once_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "agent.key"
    assert public_base64(load_or_create(path)) == public_base64(load_or_create(path))
    path.chmod(0o640)
    with pytest.raises(InputError) as refused:
        load_or_create(path)
    assert str(refused.value) == (
        f"{path}: expected a key file that only its owner reads, found mode 0640. Run chmod 600 {path}."
    )


def test_only_landmarks_with_a_key_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "landmarks.csv"
    path.write_text(f"landmark,latitude,longitude,country,key\nsin,1,103,SG,{public_base64(KEY)}\nfra,50,8,DE,\n")
    assert list(landmark_keys(path)) == ["sin"]
    path.write_text("landmark,latitude,longitude\nfra,50,8\n")
    with pytest.raises(InputError, match="expected at least one landmark with a key, found none"):
        landmark_keys(path)


def test_dmi_and_a_driver_dump_become_an_evidence_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dmi, tools = tmp_path / "dmi", tmp_path / "bin"
    for folder in (dmi, tools):
        folder.mkdir()
    (dmi / "product_name").write_text("DGX H100\n")
    (dmi / "chassis_serial").write_text("CH-0042\n")
    smi = tools / "nvidia-smi"
    smi.write_text("#!/bin/sh\necho '<?xml version=\"1.0\" ?><nvidia_smi_log></nvidia_smi_log>'\n")
    smi.chmod(0o755)
    monkeypatch.setattr(inventory, "DMI", dmi)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    folder = inventory.write(inventory.take("NODE/7", "SG-1", KEY), KEY, tmp_path / "out")
    assert folder.name.startswith("inventory-NODE_7-")
    with (folder / "events.csv").open() as stream:
        (seen,) = csv.DictReader(stream)
    assert (seen["event"], seen["unit"], seen["part"], seen["site"], seen["grade"]) == (
        "observing", "NODE/7", "DGX H100", "SG-1", "read",
    )  # fmt: skip
    with (folder / "identifiers.csv").open() as stream:
        bound = {(row["identifier_kind"], row["identifier"]) for row in csv.DictReader(stream)}
    assert bound == {("key", public_base64(KEY)), ("chassis", "CH-0042")}
    assert "<nvidia_smi_log>" in (folder / "nvidia-smi.xml").read_text()
    assert '"SG-1"' in (folder / "nvidia-smi.yaml").read_text()
    manifest = json.loads((folder / "manifest.json").read_text())
    signature = base64.b64decode(manifest["signature"])
    KEY.public_key().verify(signature, inventory.MANIFEST_AS + manifest["body"].encode())
    for path, digest in json.loads(manifest["body"])["files"].items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == digest


TREE = {
    "/redfish/v1": {
        "Chassis": {"@odata.id": "/redfish/v1/Chassis"},
        "Accounts": {"@odata.id": "/redfish/v1/AccountService"},
    },
    "/redfish/v1/Chassis": {"Members": [{"@odata.id": "/redfish/v1/Chassis/1"}]},
    "/redfish/v1/Chassis/1": {
        "SerialNumber": "CH-1",
        "Logs": {"@odata.id": "/redfish/v1/Chassis/1/LogServices"},
        "Self": {"@odata.id": "/redfish/v1/Chassis/1"},
        "Elsewhere": {"@odata.id": "http://192.0.2.1/x"},
    },
}
ASKED: list[str] = []


class _Controller(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        ASKED.append(self.path)
        body = TREE.get(self.path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def controller() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Controller)
    worker = threading.Thread(target=server.serve_forever)
    worker.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    worker.join()
    server.server_close()


def test_redfish_walks_hardware_only_and_stays_on_its_host(controller: str) -> None:
    documents, silent = redfish.fetched(controller)
    assert sorted(documents) == ["/redfish/v1", "/redfish/v1/Chassis", "/redfish/v1/Chassis/1"]
    assert silent == []
    assert not [path for path in ASKED if "Account" in path or "Log" in path]
    with pytest.raises(InputError, match="expected an address https://HOST"):
        redfish.fetched("file:///etc")


FAKE_TPM = """#!{python}
import os, sys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
tool, arguments = os.path.basename(sys.argv[0]), sys.argv[1:]
key = ec.derive_private_key(12345, ec.SECP256R1())
out = arguments[arguments.index("-o") + 1] if "-o" in arguments else None
if tool == "tpm2_readpublic":
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    open(out, "wb").write(key.public_key().public_bytes(serialization.Encoding.PEM, form))
if tool == "tpm2_sign":
    open(out, "wb").write(key.sign(open(arguments[-1], "rb").read(), ec.ECDSA(hashes.SHA256())))
if tool == "tpm2_load" and {fails}:
    sys.exit("ERROR: no session")
"""


def _tools(folder: Path, fails: bool) -> None:
    folder.mkdir()
    for tool in tpm.TOOLS:
        (folder / tool).write_text(FAKE_TPM.format(python=sys.executable, fails=fails))
        (folder / tool).chmod(0o755)


def test_a_tpm_signs_the_agents_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With commands that stand in for tpm2-tools: the dialogue and the verification, not a TPM."""
    _tools(tmp_path / "bin", fails=False)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    statement = tpm.bind(KEY.public_key().public_bytes_raw(), "NODE-7")
    assert tpm.verifies(statement)
    assert not tpm.verifies(statement.replace("NODE-7", "NODE-8"))
    assert not tpm.verifies("{}") and not tpm.verifies("[1]")
    assert not tpm.available(tmp_path / "absent")


def test_a_tpm_that_refuses_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _tools(tmp_path / "bin", fails=True)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(InputError) as refused:
        tpm.bind(KEY.public_key().public_bytes_raw(), "NODE-7")
    assert str(refused.value) == (
        "tpm2_load: expected success, found ERROR: no session. "
        "Check that this user may use the TPM, or leave --tpm out."
    )
