"""Bad input is one clear sentence, and exit 2."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from enduse.claims import extractor
from enduse.claims.answer import read_paths
from enduse.claims.leadfile import load_lead
from enduse.errors import InputError

TIP = "Two hundred B200 GPUs were shipped from Johor to Hong Kong in April 2026, according to a driver."


def refused(path: Path) -> str:
    with pytest.raises(InputError) as error:
        read_paths([path])
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "empty.txt",
            b"",
            "empty.txt: expected a text with words, found an empty file. Give the article, tip or statement itself.",
        ),
        (
            "blank.txt",
            b" \n\n ",
            "blank.txt: expected a text with words, found an empty file. Give the article, tip or statement itself.",
        ),
        (
            "page.html",
            b"<html><body><script>x</script></body></html>",
            "page.html: expected a text with words, found none. Give the article, tip or statement itself.",
        ),
        (
            "photo.png",
            b"\x89PNG\r\n\x1a\n\x00\x00",
            "photo.png: expected a text, an HTML page or an e-mail, found a binary file. Save it as text first.",
        ),
        (
            "noise.bin",
            bytes(range(256)) * 40,
            "noise.bin: expected a text, an HTML page or an e-mail, found a binary file. Save it as text first.",
        ),
        (
            "weather.txt",
            b"It rained in the morning. The afternoon was dry.",
            "weather.txt: expected a statement about chips, places, times or persons' conduct, "
            "found nothing that could be checked. "
            "Give a text that names a product, a quantity, a place, a date or a serial number.",
        ),
    ],
)
def test_what_is_no_lead_is_refused_in_a_sentence(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path) == sentence


def test_a_page_of_fifty_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.truncate(50 << 20)
    assert (
        refused(path)
        == "huge.html: expected a text of at most 8 MiB, found 50 MiB. Cut out the part that speaks of the matter."
    )


def test_nothing_of_that_name() -> None:
    assert "found nothing of that name" in refused(Path("no-such-file.txt"))


LEAD = "enduse_lead: '1'\ndocument: {file: tip.txt}\nassertions: []\nclaim: {claim}\n"


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (
            "{quantity: [5000, 200]}",
            "lead.yaml: expected a quantity whose least is at most its greatest, found 5000 to 200. "
            "Swap or mend the two numbers.",
        ),
        (
            "{from: 2026-05-01, to: 2026-04-01}",
            "lead.yaml: expected a time that begins before it ends, found from 2026-05-01 to "
            "2026-04-01. Mend from and to.",
        ),
        (
            "{from: 2026-05-01, said_on: 2026-04-01}",
            "lead.yaml: expected a matter older than the text that reports it, found from "
            "2026-05-01, said on 2026-04-01. Mend one of the two.",
        ),
        ("{parts: B200}", "lead.yaml: expected a list of names for parts, found 'B200'. Write it as [one, two]."),
        ("{from: April}", "lead.yaml: expected a date for from, found 'April'. Write year-month-day."),
    ],
)
def test_contradictory_predicates_are_refused(claim: str, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        load_lead(LEAD.replace("{claim}", claim), "lead.yaml")
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    "body",
    [
        "enduse_lead: '9'",
        "[1, 2]",
        "enduse_lead: '1'\nstatuses: [{proposition: P1}]",
        "enduse_lead: '1'\nreliability: Z",
        "enduse_lead: '1'\nassertions: [{modality: asserts}]",
        "enduse_lead: '1'\nassertions: [{span: x, modality: shouts}]",
    ],
)
def test_a_broken_lead_file_is_refused_in_one_sentence(body: str) -> None:
    with pytest.raises(InputError) as error:
        load_lead(body, "lead.yaml")
    assert str(error.value).count("\n") == 0
    assert str(error.value).startswith("lead.yaml")


def test_a_contradiction_in_a_text_is_listed_and_not_read(tmp_path: Path) -> None:
    path = tmp_path / "tip.txt"
    path.write_text("The 64 H100 GPUs left Johor between May 2025 and October 2024.", encoding="utf-8")
    record = read_paths([path]).record()
    assert [entry["why"] for entry in record["contradictions"]] == ["a time from 2025-05-01 to 2024-10-31"]
    assert "from" not in record["assertions"][0]["predicates"]


class _Endpoint(http.server.BaseHTTPRequestHandler):
    answer = ""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"choices": [{"message": {"content": self.answer}}]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = http.server.HTTPServer(("127.0.0.1", 0), _Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/chat/completions"
    server.shutdown()
    server.server_close()


def test_an_extractor_needs_a_model_named_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(extractor.MODEL_VARIABLE, raising=False)
    with pytest.raises(InputError, match="expected the name of a model"):
        extractor.extract([tmp_path], "http://127.0.0.1:9")


def test_what_an_extractor_reads_waits_for_confirmation_and_invented_spans_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    monkeypatch.setenv(extractor.MODEL_VARIABLE, "test")
    path = tmp_path / "tip.txt"
    path.write_text(TIP, encoding="utf-8")
    true = {
        "said_by": "a driver",
        "modality": "alleges",
        "span": "Two hundred B200 GPUs were shipped",
        "predicates": {"parts": ["B200"], "quantity": [200, 200]},
    }
    invented = {**true, "span": "Nine thousand chips were stolen"}
    _Endpoint.answer = json.dumps([true, invented])
    read = load_lead(extractor.extract([path], endpoint), "lead.yaml")
    assert [a.span for a in read.lead.assertions] == ["Two hundred B200 GPUs were shipped"]
    assert not read.is_usable
    confirmed = load_lead(
        extractor.extract([path], endpoint).replace("confirmed_by: null", "confirmed_by: A. Analyst"), "lead.yaml"
    )
    assert confirmed.is_usable


def test_an_answer_of_another_kind_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    monkeypatch.setenv(extractor.MODEL_VARIABLE, "test")
    path = tmp_path / "tip.txt"
    path.write_text(TIP, encoding="utf-8")
    _Endpoint.answer = "I think it was smuggled."
    with pytest.raises(InputError, match="expected a JSON list of assertions"):
        extractor.extract([path], endpoint)
