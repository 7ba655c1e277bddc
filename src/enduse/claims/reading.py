"""A document to assertions: each with speaker, mode, quoted span and predicates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from enduse.claims import names
from enduse.claims.document import Document
from enduse.claims.lexicon import pattern, words
from enduse.claims.modality import STRONG, Clause, Trigger, clauses
from enduse.claims.predicates import THE_ORIGINAL, Earlier, derivations_of, is_checkable, predicates_of, whole_document
from enduse.claims.sentences import Plain, Sentence, as_written, plain, split, without_dateline
from enduse.claims.speakers import SPEECH, Context, Voice
from enduse.claims.voices import frame_of, voice

_THE_DOCUMENT: Final = "the document"
_LONGEST: Final = 3000
"""Letters; what has more without a full stop is a table or a page without sentences."""

_CARRIED: Final = frozenset({"alleges", "charged", "court_found", "corrects"})
"""Modes that a sentence going on from another takes over."""


@dataclass(frozen=True)
class Assertion:
    """One thing that the document lets somebody say.

    Attributes:
        span: the quoted words, `text[start:end]` of the document.
        matter: custody, policy, market, conduct or correction.
        predicates: what could be checked; every entry has its words in the span.
        derives_from: documents or outlets that it rests on, each with the kind of derivation.
        label_only: it says how a statement is called, not what it says.
        refers_back: it is about what was said before it.
    """

    said_by: str
    attributed_to: str | None
    modality: str
    span: str
    start: int
    end: int
    sentence: int
    matter: str
    predicates: dict[str, Any]
    derives_from: tuple[dict[str, str], ...] = ()
    because: str | None = None
    spoken_by: str | None = None
    label_only: bool = False
    refers_back: bool = False
    steps: tuple[str, ...] = ()
    proposition: str | None = None


@dataclass(frozen=True)
class Unread:
    """A stretch that yielded no assertion, and why."""

    span: str
    start: int
    end: int
    why: str


@dataclass(frozen=True)
class Reading:
    """All that was read from one document."""

    document: Document
    assertions: tuple[Assertion, ...]
    unread: tuple[Unread, ...]
    cites: tuple[dict[str, str], ...]
    contradictions: tuple[Unread, ...] = ()


@dataclass(frozen=True)
class _Mode:
    """How a clause commits itself, the words that decided, and whether it goes on from the sentence before."""

    modality: str
    because: str | None = None
    goes_on: bool = False


@dataclass
class _State:
    """What goes from sentence to sentence."""

    context: Context
    carried: Assertion | None = None
    carried_paragraph: int = -1
    earlier: Earlier = field(default_factory=Earlier)
    voice: Voice | None = None  # who spoke in an earlier clause of this sentence
    assertions: list[Assertion] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    cites: list[dict[str, str]] = field(default_factory=list)
    contradictions: list[Unread] = field(default_factory=list)


def read(document: Document) -> Reading:
    """Read a document sentence by sentence; nothing is asserted without its words."""
    whole = whole_document(document)
    translated = whole[0]["document"] if whole and whole[0]["document"] != THE_ORIGINAL else None
    state = _State(Context(document.publisher or _issuer(document) or translated or _THE_DOCUMENT))
    sentences = split(document.text)
    alone = all(sentence.heading for sentence in sentences)
    for number, sentence in enumerate(sentences):
        form = without_dateline(plain(sentence))
        if sentence.heading and not (alone and number == 0) and not _corrects_in_a_line(form.text):
            _note_heading(state, sentence, form)
        else:
            _read_sentence(document, state, number, sentence, form)
    assertions = _settle_labels(state.assertions)
    if whole:
        source = tuple({key: cite[key] for key in ("document", "kind")} for cite in whole)
        assertions = [replace(a, derives_from=a.derives_from or source) for a in assertions]
    return Reading(
        document, tuple(assertions), tuple(state.unread), tuple(whole + state.cites), tuple(state.contradictions)
    )


def _issuer(document: Document) -> str | None:
    """Who issues a release that names no publisher: the first subject that announces."""
    if document.kind != "release":
        return None
    shape = (
        r"(?:^|[-–—]\s|\.\s)([A-Z][\w&.' ]{1,60}?)(?: \([\w: ]+\))?,? (?:today |has )?"
        r"(?:announce[sd]?|confirm(?:s|ed)|said|reports)\b"
    )
    match = re.search(shape, document.text)
    return re.sub(r"^(?:The|A) ", "", match.group(1).strip()) if match else None


def _corrects_in_a_line(text: str) -> bool:
    """Whether a line without a full stop is a correction and no heading: it has a verb."""
    shape = (
        r"(?i)\W*(?:correction|retraction|clarification)\s*:.*\b(?:is|was|were|said|stated|reported|should|has|had)\b"
    )
    return bool(re.match(shape, text))


def _note_heading(state: _State, sentence: Sentence, form: Plain) -> None:
    """A heading is no assertion, but pronouns may look back to the party that it names."""
    parties = names.party_names("x " + form.text)
    if parties and not re.match(r"(?i)(?:from|to|cc|date):", form.text):
        state.context.last_party = parties[-1].name
    state.earlier = replace(state.earlier, serials_announced=names.announces_serials(form.text))
    if names.serials(form.text):
        why = "a line without a verb that lists serial numbers"
        state.unread.append(Unread(sentence.text, sentence.start, sentence.end, why))


def _read_sentence(document: Document, state: _State, number: int, sentence: Sentence, form: Plain) -> None:
    text = form.text
    asks = text.rstrip().endswith("?")
    if asks or len(text) > _LONGEST:
        why = "a question" if asks else "too long for a sentence"
        state.unread.append(Unread(sentence.text, sentence.start, sentence.end, why))
        return
    found = clauses(text)
    before = len(state.assertions)
    state.voice = None
    for clause in found:
        span = (sentence.start, sentence.end) if len(found) == 1 else form.span(clause.start, clause.end)
        _read_clause(document, state, number, sentence, clause, text[clause.start : clause.end], span)
    cited = derivations_of(document, text)
    state.cites.extend({**cite, "span": sentence.text} for cite in cited)
    if len(state.assertions) == before:
        _set_aside(state, sentence, text, cited)
    _remember(state, text)


def _remember(state: _State, text: str) -> None:
    """Keep what later pronouns and bare numbers look back to."""
    counted = [a.predicates["quantity_unit"] for a in state.assertions[-3:] if "quantity_unit" in a.predicates]
    unit = counted[-1] if counted else state.earlier.unit
    state.earlier = Earlier(names.announces_serials(text), unit)
    parties = names.party_names("x " + text)
    if parties:
        at_the_head = parties[0].start <= 14
        state.context.last_party = parties[0].name if at_the_head else parties[-1].name
    person = pattern(words("parties")["persons"]).search(text)
    if person:
        state.context.last_person = person.group(1)


def _set_aside(state: _State, sentence: Sentence, text: str, cited: list[dict[str, str]]) -> None:
    """Put a sentence aside; what it cites for the sentence before it ("this report") goes there."""
    if cited and state.assertions and pattern(words("frames")["about_the_report"]).match(text):
        last = state.assertions[-1]
        if not last.derives_from:
            state.assertions[-1] = replace(last, derives_from=tuple(cited))
    foreign = sum(letter.isalpha() and ord(letter) > 0x24F for letter in text) > 0.3 * len(text)
    why = "not in English" if foreign else "names nothing that records could be asked"
    if pattern(words("matters")["speculation"]).search(text):
        why = "speculation about what may come"
    elif pattern(words("matters")["commentary"]).search(text):
        why = "commentary"
    state.unread.append(Unread(sentence.text, sentence.start, sentence.end, why))


def _read_clause(
    document: Document, state: _State, number: int, sentence: Sentence, clause: Clause, text: str, span: tuple[int, int]
) -> None:
    """Add what a clause asserts, if it asserts anything."""
    trigger = clause.ruling
    corrects = (trigger is not None and trigger.mode.mode == "corrects") or document.kind == "retraction"
    predicates, contradictory = predicates_of(document, text, state.earlier, corrects)
    if contradictory:
        state.contradictions.append(Unread(sentence.text, sentence.start, sentence.end, contradictory))
    matter = _matter(text, predicates, trigger)
    mode = _mode(document, state, sentence, text, trigger, matter)
    if not _is_worth(text, predicates, trigger, matter, mode.modality):
        return
    speaks = _speaker(state, text, clause, mode)
    hearsay = pattern(words("parties")["hearsay_sources"])
    if mode.modality == "asserts" and speaks.attributed_to and hearsay.match(speaks.attributed_to):
        mode = replace(mode, modality="alleges", because=f"{speaks.attributed_to} not named")
    raw = document.text[span[0] : span[1]]
    found = Assertion(
        said_by=as_written(speaks.said_by, raw),
        attributed_to=as_written(speaks.attributed_to, raw) if speaks.attributed_to else None,
        modality=mode.modality,
        span=raw,
        start=span[0],
        end=span[1],
        sentence=number,
        matter=matter,
        predicates=predicates,
        derives_from=tuple(derivations_of(document, text)),
        because=mode.because,
        spoken_by=speaks.spoken_by,
        label_only=trigger is not None and trigger.mode.kind == "label",
        refers_back=mode.goes_on or bool(pattern(words("frames")["looks_back"]).search(text)),
        steps=tuple(names.step_names(text)),
    )
    state.assertions.append(found)
    if matter == "custody":
        state.carried, state.carried_paragraph = found, sentence.paragraph


def _speaker(state: _State, text: str, clause: Clause, mode: _Mode) -> Voice:
    """Who speaks in the clause; a sentence that goes on keeps the voice of the one before it."""
    context = state.context
    found = voice(context, state.voice, text, clause, mode.modality)
    unnamed = found.said_by == context.publisher and found.attributed_to is None
    if mode.goes_on and unnamed and state.carried is not None:
        found = replace(found, said_by=state.carried.said_by, attributed_to=state.carried.attributed_to)
    context.last_speaker, state.voice = found.said_by, found
    if clause.ruling and names.party_names("x " + found.said_by) and not names.outlets(found.said_by):
        context.last_party = found.said_by
    return found


def _mode(
    document: Document, state: _State, sentence: Sentence, text: str, trigger: Trigger | None, matter: str
) -> _Mode:
    """The mode of a clause: its own words, else what it goes on from, else what the document is."""
    known = words("frames")
    if document.kind == "retraction" and trigger is not None and trigger.modality == "asserts":
        return _Mode("corrects", "the document is a correction", True)
    if document.kind == "indictment" and trigger is not None and trigger.words.lower() == "told":
        return _Mode("charged", "told in a charging document")
    if trigger is not None and trigger.modality != "asserts":
        hearsay = pattern(known["hearsay_words"]).search(trigger.words)
        if trigger.modality == "alleges" and document.kind == "indictment" and not hearsay:
            return _Mode("charged", f"{trigger.words} (in a charging document)")
        return _Mode(trigger.modality, trigger.words)
    carried = state.carried
    if pattern(known["as_the_report_says"]).search(text):
        if carried is not None and carried.modality == "alleges":
            return _Mode("alleges", "as described in the report", True)
    elif trigger is not None and not pattern(known["manner_only"]).fullmatch(trigger.words):
        return _Mode("asserts", trigger.words)
    if document.kind == "retraction" and matter in ("custody", "correction"):
        return _Mode("corrects", "the document is a correction", True)
    near = carried is not None and sentence.paragraph - state.carried_paragraph <= 1
    if carried is not None and near and carried.modality in _CARRIED and pattern(known["carries"]).match(text):
        return _Mode(carried.modality, "goes on from the sentence before", True)
    if document.kind == "indictment" and matter == "custody":
        return _Mode("charged", "the document is a charge", True)
    if document.kind == "rumour" and matter == "custody":
        return _Mode("alleges", "the document calls itself a rumour", True)
    if carried is not None and carried.modality == "alleges" and pattern(known["smuggled"]).search(text):
        return _Mode("alleges", "goes on from the allegation before", True)
    return _Mode("asserts")


def _matter(text: str, predicates: dict[str, Any], trigger: Trigger | None) -> str:
    """What a clause is about: custody, policy, market, conduct, or a correction."""
    known = words("matters")
    if trigger is not None and trigger.mode.mode == "corrects":
        return "correction"
    custody = bool(pattern(known["custody"]).search(text)) and is_checkable(predicates, text)
    specific = custody and bool(predicates.keys() & {"quantity", "units", "methods"})
    for entry in known["matters"]:
        unless = entry.get("unless")
        barred = unless is not None and pattern(unless).search(text)
        if pattern(entry["when"]).search(text) and not barred and not specific:
            return str(entry["is"])
    return "custody" if custody or predicates.keys() & {"units", "methods"} else "conduct"


def _is_worth(text: str, predicates: dict[str, Any], trigger: Trigger | None, matter: str, modality: str) -> bool:
    """Whether a clause is an assertion at all: it has a mode of its own, or something to check."""
    mode = trigger.mode.mode if trigger else None
    if modality in STRONG or mode in ("charged", "court_found", "admits"):
        return True
    known = words("matters")
    framed = mode == "alleges"
    spoken = trigger is not None and re.search(rf"\b{SPEECH}\b", trigger.words, re.I) is not None
    spoken = spoken and frame_of(text, Context(_THE_DOCUMENT)) is not None
    speculates = bool(pattern(known["speculation"]).search(text)) and not names.outlets(text) and not spoken
    comments = bool(pattern(known["commentary"]).search(text))
    if matter in ("policy", "market"):
        named = trigger is not None or bool(predicates.keys() & {"parts", "countries"}) or bool(names.outlets(text))
        return named and not (trigger is None and (speculates or comments))
    if speculates and not framed:
        return False
    if matter == "custody":
        return framed or not (comments and not predicates.keys() & {"quantity", "units", "methods"})
    if framed:
        told = predicates.keys() & {"parties", "countries", "roles", "parts", "quantity", "from", "to"}
        return bool(told or pattern(words("frames")["hardware"]).search(text))
    return spoken


def _settle_labels(found: list[Assertion]) -> list[Assertion]:
    """Where a statement itself is given and only says that nothing is known, a label does not make it a denial.

    "Dismissed the claims" and "Nvidia's denial" say how a writer calls a statement.
    """
    said: dict[str, set[str]] = {}
    for a in found:
        if not a.label_only:
            said.setdefault(a.said_by, set()).add(a.modality)
    settled = []
    for assertion in found:
        given = said.get(assertion.said_by, set())
        if assertion.label_only and "no_knowledge" in given and "denies" not in given:
            because = f"called a denial ({assertion.because}); the words given are that nothing is known"
            assertion = replace(assertion, modality="no_knowledge", because=because)
        settled.append(assertion)
    return settled
