"""Landmark, proxy with a known delay, agent: what is measured and what is signed."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.agent.conftest import LANDMARK_KEY, UNIT_KEY, delayed, running

from enduse.agent.keys import public_base64
from enduse.agent.measure import DELAYS, Target, append_rows, introduce, measure, read_targets, record
from enduse.agent.responder import Responder
from enduse.errors import InputError
from enduse.proof.delay_files import read_measured
from enduse.proof.delay_verdict import Assumptions

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize("one_way_ms", [2.0, 10.0])
def test_the_least_round_trip_is_the_added_delay_and_little_more(responder: Responder, one_way_ms: float) -> None:
    with running(responder) as port, delayed(port, one_way_ms / 1e3) as proxy:
        session = measure("sin", LANDMARK_KEY, Target("GPU-1", "127.0.0.1", proxy), rounds=8)
    assert session.best is not None and session.lost == 0
    added_ms = 2 * one_way_ms
    assert added_ms <= session.best[0] <= added_ms + 50.0  # a busy machine wakes late


def test_a_direct_answer_is_a_fraction_of_a_delayed_one(responder: Responder) -> None:
    with running(responder) as port:
        direct = measure("sin", LANDMARK_KEY, Target("GPU-1", "127.0.0.1", port), rounds=10)
        with delayed(port, 0.02) as proxy:
            slow = measure("sin", LANDMARK_KEY, Target("GPU-1", "127.0.0.1", proxy), rounds=4)
    assert direct.best is not None and slow.best is not None
    assert direct.best[0] < slow.best[0] / 3


def test_wrong_unit_wrong_key_and_damage_are_refused(responder: Responder) -> None:
    pinned = public_base64(Ed25519PrivateKey.from_private_bytes(b"x" * 32))
    with running(responder) as port:
        other = measure("sin", LANDMARK_KEY, Target("GPU-2", "127.0.0.1", port), rounds=1, timeout_seconds=0.3)
        keyed = measure(
            "sin", LANDMARK_KEY, Target("GPU-1", "127.0.0.1", port, pinned), rounds=1, timeout_seconds=0.3
        )
        with delayed(port, 0.0, lambda answer: answer[:70] + bytes([answer[70] ^ 1]) + answer[71:]) as proxy:
            hurt = measure("sin", LANDMARK_KEY, Target("GPU-1", "127.0.0.1", proxy), rounds=1, timeout_seconds=0.3)
    assert (other.best, other.refused) == (None, ["answered as GPU-1"])
    assert (keyed.best, keyed.refused) == (None, ["answered under another key"])
    assert (hurt.best, hurt.refused) == (None, ["signature does not verify"])


def test_silence_is_lost_not_an_error() -> None:
    session = measure("sin", LANDMARK_KEY, Target("GPU-1", "127.0.0.1", 9), rounds=2, timeout_seconds=0.1)
    assert (session.best, session.lost) == (None, 2)
    assert record(session, "sin", LANDMARK_KEY, datetime.now(UTC)) is None


def test_what_a_landmark_writes_locates_and_verifies(responder: Responder, tmp_path: Path) -> None:
    introduce("sin", (1.35, 103.82), "SG", LANDMARK_KEY, tmp_path)
    introduce("sin", (1.35, 103.82), "SG", LANDMARK_KEY, tmp_path)  # a second time adds nothing
    with running(responder) as port, delayed(port, 0.001) as proxy:
        session = measure("sin", LANDMARK_KEY, Target("GPU-1", "127.0.0.1", proxy), rounds=5)
    row = record(session, "sin", LANDMARK_KEY, datetime.now(UTC))
    assert row is not None
    append_rows(tmp_path / "delays.csv", DELAYS, [row])
    append_rows(tmp_path / "delays.csv", DELAYS, [{**row, "rtt_ms": "0.100000"}])
    found = read_measured(tmp_path / "delays.csv", tmp_path / "landmarks.csv", Assumptions(), signed_only=True)
    assert [issue.where for issue in found.issues] == ["delays.csv:2"]  # the altered row
    assert found.signed == {"GPU-1": {("both", public_base64(UNIT_KEY))}}
    located = found.locator.locate("GPU-1")
    assert located.verdict == "cleared" and located.countries[0] == "SG"


def test_targets_name_what_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "targets.csv"
    path.write_text("unit,host,port,key\nGPU-1,127.0.0.1,,\nGPU-2,192.0.2.7,5000,abc\n")
    assert [(t.unit, t.port, t.key) for t in read_targets(path)] == [("GPU-1", 47821, None), ("GPU-2", 5000, "abc")]
    path.write_text("unit,host,port\n,192.0.2.1,1\n")
    with pytest.raises(InputError, match="expected unit, host and a port number"):
        read_targets(path)


def _started(folder: Path, port: int) -> tuple[subprocess.Popen[str], dict[str, object]]:
    options = ("--landmarks", str(folder / "landmarks.csv"), "--key", str(folder / "agent.key"), "--port", str(port))
    command = [sys.executable, "-m", "enduse", "agent", "serve", "--unit", "GPU-1", *options, "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def test_command_lines_measure_across_a_restart(enduse: Run, tmp_path: Path) -> None:
    place = ("--latitude", "1.35", "--longitude", "103.82", "--country", "SG")
    own = ("--landmark", "sin", "--key", tmp_path / "landmark.key", "--out", tmp_path)
    assert enduse("landmark", "introduce", *own, *place).returncode == 0
    port, keys = 0, set()
    for _ in range(2):
        process, hello = _started(tmp_path, port)
        try:
            keys.add(hello["key"])
            port = int(str(hello["listening"]).rsplit(":", 1)[1])
            (tmp_path / "targets.csv").write_text(f"unit,host,port,key\nGPU-1,127.0.0.1,{port},{hello['key']}\n")
            targets = ("--targets", tmp_path / "targets.csv", "--rounds", "3", "--json")
            done = enduse("landmark", "measure", *own, *targets)
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout)["lost"] == 0
        finally:
            process.send_signal(signal.SIGTERM)
            rest, _ = process.communicate(timeout=20)
        assert json.loads(rest) == {"answered": 3, "refused": {}}
        time.sleep(0.05)
    assert len(keys) == 1  # the key outlives the process
    with (tmp_path / "delays.csv").open() as stream:
        assert len(list(csv.DictReader(stream))) == 2
    own_files = (tmp_path / "delays.csv", "--landmarks", tmp_path / "landmarks.csv")
    done = enduse("locate", *own_files, "--signed-only", "--json")
    assert json.loads(done.stdout.splitlines()[0])["verdict"] == "cleared"
    assert os.stat(tmp_path / "agent.key").st_mode & 0o777 == 0o600
