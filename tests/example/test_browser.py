"""The report in a real browser: it opens, asks the network for nothing, and complains of nothing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser


def test_the_page_opens_without_network_or_complaint(chromium: str, report_page: Path, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    done = subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--disable-component-update", "--no-first-run", "--enable-logging=stderr", f"--log-net-log={log}",
            f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", report_page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert "The phantom data centre" in done.stdout
    assert "Kulai Compute Annex" in done.stdout
    assert "CONSOLE" not in done.stderr
    assert requested(log) == []


def requested(log: Path) -> list[str]:
    """Addresses that the page asked the network for, browser services of its own left out."""
    try:
        events = json.loads(log.read_text("utf-8"))["events"]
    except ValueError:  # the browser may end before it closes the list
        events = json.loads(log.read_text("utf-8").rstrip().rstrip(",") + "]}")["events"]
    urls = {str(event.get("params", {}).get("url", "")) for event in events}
    own = ("google.com", "googleapis.com", "gvt1.com")
    return sorted(url for url in urls if url.startswith(("http:", "https:")) and not any(host in url for host in own))
