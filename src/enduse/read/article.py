"""Reads texts that may hold claims: articles, web pages, e-mails."""

from __future__ import annotations

import re
from typing import Final

import pyarrow as pa

from enduse.read.reader import Reader, Reading, Source

LIMIT_BYTES: Final = 8 << 20
"""A longer text is no article."""

_HTML: Final = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|article)\b", re.IGNORECASE)
_HEADERS: Final = re.compile(r"\s*(?:[A-Za-z][A-Za-z-]*:[ \t][^\n]*\r?\n(?:[ \t]+[^\n]*\r?\n)*)+")
_SENTENCE: Final = re.compile(r"[A-Z\"“'][^.!?\n]*(?:\s+[\w'’,$%“”\"()&-]+){6,}[^\n]*?[.!?][\"”’)]*(?:\s|$)")


def form_of(text: str) -> str | None:
    """html, email or text where the head of a file reads like one; None where it is no running text."""
    if _HTML.match(text):
        return "html"
    headers = _HEADERS.match(text)
    if (
        headers
        and re.search(r"(?im)^from:", headers.group())
        and re.search(r"(?im)^(?:to|subject|date|message-id):", headers.group())
    ):
        return "email"
    if "\x00" in text or "\ufffd" in text[:2000] or text.lstrip()[:1] in ("{", "[", "<"):
        return None
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    if (
        not lines
        or sum(line.count(",") + line.count("\t") + line.count(";") >= 4 and len(line) < 200 for line in lines)
        > len(lines) / 2
    ):
        return None
    letters = sum(letter.isalpha() or letter.isspace() for letter in text[:4000])
    return "text" if letters >= 0.75 * len(text[:4000]) and _SENTENCE.search(text) else None


def read_article(source: Source) -> Reading:
    """The text as one row; its claims are read by a later stage.

    Raises:
        InputError: if it is too long for an article.
    """
    data = source.content(LIMIT_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252", errors="replace")
    row = {"document": source.name, "form": form_of(source.text) or "text", "text": text, "source": source.at("text")}
    return Reading({"articles": pa.Table.from_pylist([row])})


READER = Reader(
    name="article",
    describes="articles, web pages and e-mails: running text that may hold claims",
    recognises=lambda source: not source.is_folder and form_of(source.text) is not None,
    read=read_article,
    order=95,
)
