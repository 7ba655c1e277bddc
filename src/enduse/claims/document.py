"""Bytes to a document: text, HTML or e-mail, with title, publisher and date."""

from __future__ import annotations

import contextlib
import email
import email.policy
import email.utils
import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from typing import Final

from enduse.claims import dates
from enduse.claims.lexicon import alternatives, pattern, words
from enduse.claims.names import places
from enduse.errors import InputError

LIMIT_BYTES: Final = 8 << 20
"""The largest file read as a lead, markup and all."""

LIMIT_LETTERS: Final = 1_000_000
"""The most text of a lead, markup left aside: some three hundred pages."""

DOC_KINDS: Final = ("article", "indictment", "retraction", "rumour", "release", "forum", "email")


@dataclass(frozen=True)
class Document:
    """A text with what it says of itself.

    Attributes:
        publisher: who speaks where nobody is named; None where the text does not say.
        published: day of the text; the basis says from what it was read.
        kind: one of `DOC_KINDS`.
    """

    name: str
    sha256: str
    form: str
    text: str
    title: str
    publisher: str | None
    published: date | None
    published_basis: str | None
    kind: str
    meta: dict[str, str] = field(default_factory=dict)


def open_document(data: bytes, name: str) -> Document:
    """Read the bytes of a text, HTML page or e-mail.

    Raises:
        InputError: if there is no text, if it is binary, or if it is too long for a lead.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if len(data) > LIMIT_BYTES:
        raise InputError(
            name,
            f"a text of at most {LIMIT_BYTES >> 20} MiB",
            f"{len(data) >> 20} MiB",
            "Cut out the part that speaks of the matter",
        )
    raw = _decode(data, name)
    form = _form(raw)
    meta: dict[str, str] = {}
    text = raw
    if form == "email":
        text, meta = _read_email(data)
    elif form == "html":
        text, meta = _read_html(raw)
    if len(text) > LIMIT_LETTERS:
        raise InputError(
            name,
            f"at most {LIMIT_LETTERS:,} letters of text",
            f"{len(text):,}",
            "Cut out the part that speaks of the matter",
        )
    if not re.search(r"\w{2}", text):
        raise InputError(name, "a text with words", "none", "Give the article, tip or statement itself")
    title = meta.get("title") or _title(text)
    published, basis = _published(text, meta, name)
    kind = _kind(text, title, form)
    publisher = meta.get("publisher") or _publisher(text, kind)
    return Document(name, sha256, form, text, title, publisher, published, basis, kind, meta)


def _decode(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:65536] or data.startswith(
        (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
    ):
        raise InputError(name, "a text, an HTML page or an e-mail", "a binary file", "Save it as text first")
    if not data.strip():
        raise InputError(name, "a text with words", "an empty file", "Give the article, tip or statement itself")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    odd = sum(1 for letter in text[:65536] if (not letter.isprintable() and not letter.isspace()) or letter == "\ufffd")
    if odd > 0.02 * min(len(text), 65536):
        raise InputError(name, "a text, an HTML page or an e-mail", "a binary file", "Save it as text first")
    return text


def _form(text: str) -> str:
    head = text.lstrip()[:4000]
    if re.match(r"(?i)<(?:!doctype|html|head|body|article|div|p|h1|meta|\?xml[^>]*>\s*<(?:!doctype )?html)", head):
        return "html"
    headers = re.match(r"(?:[A-Za-z][A-Za-z-]*:[ \t][^\n]*\n(?:[ \t]+[^\n]*\n)*)+", text.replace("\r\n", "\n").lstrip())
    if (
        headers
        and re.search(r"(?im)^from:", headers.group())
        and re.search(r"(?im)^(?:to|date|subject|message-id):", headers.group())
    ):
        return "email"
    return "text"


class _Page(HTMLParser):
    """Collects the running text of a page, its title and its metadata."""

    _SKIPPED = frozenset(
        ["script", "style", "nav", "footer", "aside", "form", "noscript", "svg", "button", "head", "template"]
    )
    _BLOCKS = frozenset(
        [
            "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "br", "tr", "section", "article",
            "blockquote", "header", "main", "ul", "ol", "table", "figcaption", "td",
        ]
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.meta: dict[str, str] = {}
        self._skipping: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self._keep(given)
        if tag == "time" and given.get("datetime"):
            self.meta.setdefault("published", given["datetime"])
        self._in_title = self._in_title or tag == "title"
        if tag == "body":
            self._skipping.clear()  # a page may leave its head open
        if tag in self._SKIPPED:
            self._skipping.append(tag)
        if tag in self._BLOCKS:
            self.pieces.append("\n\n" if tag not in ("br", "td") else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._skipping and tag == self._skipping[-1]:
            self._skipping.pop()
        if tag in self._BLOCKS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.meta["page_title"] = self.meta.get("page_title", "") + data
        elif not self._skipping:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _keep(self, given: dict[str, str]) -> None:
        name = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
        wanted = {
            "og:site_name": "publisher",
            "application-name": "publisher",
            "publisher": "publisher",
            "og:title": "title",
            "article:published_time": "published",
            "date": "published",
            "pubdate": "published",
            "datepublished": "published",
            "dc.date": "published",
            "author": "author",
        }
        if name in wanted and given.get("content"):
            self.meta.setdefault(wanted[name], given["content"].strip())


def _read_html(raw: str) -> tuple[str, dict[str, str]]:
    page = _Page()
    page.feed(raw)
    page.close()
    lines = [line.strip() for line in re.split(r"\n+", "".join(page.pieces))]
    meta = {name: value for name, value in page.meta.items() if value.strip()}
    titled = re.sub(r"\s+", " ", meta.pop("page_title", "")).strip()
    name, _, site = (part.strip() for part in titled.rpartition(" | ")) if " | " in titled else titled.rpartition(" - ")
    if titled and name:
        meta.setdefault("title", name.strip())
        if len(site.split()) <= 4:
            meta.setdefault("publisher", site.strip())
    elif titled:
        meta.setdefault("title", titled)
    return "\n\n".join(line for line in lines if line), meta


def _read_email(data: bytes) -> tuple[str, dict[str, str]]:
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.default)
    part = message.get_body(preferencelist=("plain", "html"))
    text = ""
    if part is not None:
        try:
            text = str(part.get_content())
        except (LookupError, UnicodeError):
            text = bytes(part.get_payload(decode=True) or b"").decode("utf-8", errors="replace")
        if part.get_content_type() == "text/html":
            text, _ = _read_html(text)
    name, address = email.utils.parseaddr(str(message.get("From", "")))
    meta = {"title": str(message.get("Subject", "") or "").strip(), "publisher": name or address}
    stamp = message.get("Date")
    if stamp:
        with contextlib.suppress(TypeError, ValueError):
            meta["published"] = email.utils.parsedate_to_datetime(str(stamp)).date().isoformat()
    return text, {key: value for key, value in meta.items() if value}


def _title(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    label = (
        r"(?i)(?:for immediate release|press release|source|posted by|by|date|published|user(?:name)?|from|r/\w+"
        r"|20\d\d-\d\d)\b"
    )
    dated = r"\[|[A-Z][a-z]+ \d{1,2}, \d{4}$|\d{1,2} [A-Z][a-z]+ \d{4}$|[A-Z][\w&.' ]{2,40}?, \d.{4,22}\d{4}$"
    first = next((line for line in lines[:4] if not re.match(label, line) and not re.match(dated, line)), lines[0])
    return re.sub(r"(?i)^(?:title|subject):\s*", "", first)[:200]


def _published(text: str, meta: dict[str, str], name: str) -> tuple[date | None, str | None]:
    if "published" in meta:
        found = dates.first_day(meta["published"])
        if found:
            return found, "the page's or message's own date"
    for line in [line.strip() for line in text.splitlines() if line.strip()][:6]:
        labelled = re.match(r"(?i)(?:published|updated|date|posted|dated|sent|filed)(?: on)?\s*:?\s*(.+)", line)
        bracketed = re.match(r"\[.*?(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d|\d{1,2} [A-Z][a-z]+ \d{4}).*\]$", line)
        dateline = re.match(
            r"[A-Z][A-Za-z .,'()-]{2,60}?[,(]\s*(.{4,24}?\d{4})\)?\s*"
            r"(?:\([A-Za-z ]+\)\s*|/[A-Za-z ]+/\s*)?(?:[-–—:]|$)",
            line,
        )
        alone = line if len(line) < 60 else None
        by = re.match(r"^[\w .&']{2,40}[,|·-]\s*(.{6,24}\d{4})$", line)
        for shown in (labelled, bracketed, dateline, by):
            found = dates.first_day(shown.group(1)) if shown else None
            if found:
                return found, "the text's dateline"
        found = dates.first_day(alone) if alone and re.fullmatch(r"[\w ,.:/|·()-]{6,60}", alone) else None
        if found:
            return found, "the text's dateline"
    stamped = re.search(r"(20\d\d)-(\d\d)(?:-(\d\d))?", name)
    if stamped and 1 <= int(stamped[2]) <= 12:
        return date(int(stamped[1]), int(stamped[2]), int(stamped[3] or 1)), "the file name"
    return None, None


def _kind(text: str, title: str, form: str) -> str:
    known = words("matters")["doc_kinds"]
    lead = f"{title}\n{text[:1500]}"
    if re.match(r"(?i)\W*(?:press|news) release\b|\W*for immediate release\b", text):
        return "release"
    for kind in ("retraction", "rumour"):
        if any(pattern(known[kind]).search(line) for line in (title, text.lstrip()[:200])):
            return kind
    if pattern(known["indictment"]).search(title) or len(pattern(known["indictment"]).findall(lead)) >= 2:
        return "indictment"
    if form == "email":
        return "email"
    if pattern(known["release"]).search(lead):
        return "release"
    return "forum" if pattern(known["forum"]).search(lead) else "article"


def _publisher(text: str, kind: str) -> str | None:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines[:8] + lines[-4:]:
        for shape in (
            r"(?i)^(?:press|news) release\s*[-–—:|]\s*(.{2,60})$",
            r"(?i)(?:source|publisher|published by|outlet)\s*:\s*([^|,\n]{2,60})",
            r"([A-Z][\w.& ]{1,40}?) is an? .{0,60}[Pp]ublication",
            r"^[A-Z][A-Z ,.'a-z0-9-]{2,50}\((Reuters|Bloomberg|AP|AFP|Kyodo|Xinhua|Yonhap|Bernama|dpa|TASS|Interfax)\)",
            r"(?:©|\(c\)|Copyright) ?(?:20\d\d )?([A-Z][\w.& ]{1,40})",
            r"(?i)(?:posted by|user(?:name)?|author|by)\s*:?\s+(u/[\w-]+|@[\w-]+)",
            r"(?i)^(?:posted by|user(?:name)?|author)\s*:?\s+([\w@/-]+)",
            r"^(?:From|from)\s*:\s*([^<\n]{2,60})",
        ):
            found = re.search(shape, line)
            if found:
                return re.sub(r"\s*\(.*$", "", found.group(1)).strip(" .")
    named = re.match(r"([A-Z][\w&.' ]{2,40}?), (.{6,24}\d{4})$", lines[0])
    if named and dates.first_day(named.group(2)) and not places(named.group(1)):
        return named.group(1)
    outlet = re.match(rf"(?:By )?({alternatives(words('outlets')['names'])})\b(?=\s*(?:[,|(·—–-]|$))", lines[0]) or (
        re.match(rf"({alternatives(words('outlets')['names'])})\b(?=\s*(?:[,|(·—–-]|$))", lines[1])
        if len(lines) > 1
        else None
    )
    return outlet.group(1) if outlet else None
