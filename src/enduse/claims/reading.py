"""A document to assertions: each with speaker, mode, quoted span and predicates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from enduse.claims import amounts, dates, names
from enduse.claims.document import Document
from enduse.claims.lexicon import pattern, words
from enduse.claims.modality import STRONG, Clause, Trigger, clauses
from enduse.claims.sentences import Plain, Sentence, plain, split
from enduse.claims.speakers import SPEECH, Context, Voice, can_speak, phrase_after, subject_before, voice_of

_THE_DOCUMENT: Final = "the document"
_CARRIES: Final = re.compile(
    r"^\W*(?:(?:then|later|afterwards?|from there|once|after that|in turn|next|finally|instead|there),? )*"
    r"(?:these|those|they|it|he|she|both|some of|most of|all of|each|the (?:\w+ ){0,2}?(?:chips?|gpus?|servers?|scheme|operation|men|man"
    r"|defendants?|shipments?|group|network|hardware|units?|equipment|boxes|crates|machines|accelerators|components|cargo|goods|pair|company"
    r"|firm|accused|conspirators?|processors?|cards?|systems?|racks?|consignment)|the (?:\w+ ){0,3}were|once|from there|after)\b",
    re.I,
)


@dataclass(frozen=True)
class Assertion:
    """One thing that the document lets somebody say.

    Attributes:
        span: the quoted words, `text[start:end]` of the document.
        matter: custody, policy, market, conduct or correction.
        predicates: what could be checked; every entry has its words in the span.
        derives_from: documents or outlets that it rests on, each with the kind of derivation.
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


@dataclass
class _State:
    """What goes from sentence to sentence."""

    context: Context
    carried: Assertion | None = None
    carried_paragraph: int = -1
    serials_announced: bool = False
    voice: Voice | None = None  # who spoke in an earlier clause of this sentence
    assertions: list[Assertion] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    cites: list[dict[str, str]] = field(default_factory=list)
    contradictions: list[Unread] = field(default_factory=list)


def read(document: Document) -> Reading:
    """Read a document sentence by sentence; nothing is asserted without its words."""
    state = _State(Context(document.publisher or _issuer(document) or _THE_DOCUMENT))
    sentences = split(document.text)
    alone = sum(not sentence.heading for sentence in sentences) == 0
    for number, sentence in enumerate(sentences):
        form = _without_dateline(plain(sentence))
        if sentence.heading and not (alone and number == 0) and not _is_heading_claim(form.text):
            _note_heading(state, sentence, form)
            continue
        _read_sentence(document, state, number, sentence, form)
    assertions = tuple(_translated(document, _settle_labels(state.assertions)))
    return Reading(
        document, assertions, tuple(state.unread), tuple(_whole(document) + state.cites), tuple(state.contradictions)
    )


def _whole(document: Document) -> list[dict[str, str]]:
    """What the document as a whole rests on: the text that it translates, or the release that it reprints."""
    head = "\n".join(document.text.splitlines()[:12]) + "\n" + "\n".join(document.text.splitlines()[-3:])
    said = re.search(r"(?i)[^\n]*\b(?:translat(?:ed|ion)|originally published in)\b[^\n]*", head)
    if said is None:
        return []
    outlet = names.outlets(said.group()) or names.outlets(head)
    source = outlet[0].name if outlet else "the original text"
    return [{"document": source, "kind": "translates", "span": said.group().strip()}]


def _translated(document: Document, found: list[Assertion]) -> list[Assertion]:
    whole = tuple({key: cite[key] for key in ("document", "kind")} for cite in _whole(document))
    return [replace(a, derives_from=a.derives_from or whole) for a in found] if whole else found


def _without_dateline(form: Plain) -> Plain:
    """Blank "KUALA LUMPUR, 3 May 2025 (Reuters) - ": it dates the text, not the matter."""
    match = re.match(
        r"[A-Z][A-Za-z.,' /-]{1,50}?(?:,? (?:\d{1,2} )?[A-Z][a-z]{2,8}\.?(?: \d{1,2})?,?(?: \d{4})?)? ?(?:\([A-Z][\w ]+\) ?)?(?:-|—)\s(?=[A-Z\"'])",
        form.text,
    )
    if match is None or not re.match(r"[A-Z]{3,}|[\w ]+, |.*\(", match.group()):
        return form
    return replace(form, text=" " * match.end() + form.text[match.end() :])


def _note_heading(state: _State, sentence: Sentence, form: Plain) -> None:
    """A heading is no assertion, but pronouns may look back to the party that it names."""
    parties = names.party_names("x " + form.text)
    if (
        parties
        and re.search(r"(?i)^(?:subject|title)?:?", form.text)
        and not re.match(r"(?i)(?:from|to|cc|date):", form.text)
    ):
        state.context.last_party = parties[-1].name
    state.serials_announced = names.announces_serials(form.text)
    found = names.serials(form.text)
    if found:
        state.unread.append(
            Unread(sentence.text, sentence.start, sentence.end, "a line without a verb that lists serial numbers")
        )


def _is_heading_claim(text: str) -> bool:
    """Whether a line without a full stop still says something: it has a serial list or corrects."""
    return bool(
        re.match(
            r"(?i)\W*(?:correction|retraction|clarification)\s*:.*\b(?:is|was|were|said|stated|reported|should|has|had)\b",
            text,
        )
    )


def _issuer(document: Document) -> str | None:
    """Who issues a release that names no publisher: the first subject that announces."""
    if document.kind != "release":
        return None
    match = re.search(
        r"(?:^|[-–—]\s|\.\s)([A-Z][\w&.' ]{1,60}?)(?: \([\w: ]+\))?,? (?:today |has )?(?:announce[sd]?|confirm(?:s|ed)|said|reports)\b",
        document.text,
    )
    return re.sub(r"^(?:The|A) ", "", match.group(1).strip()) if match else None


def _read_sentence(document: Document, state: _State, number: int, sentence: Sentence, form: Plain) -> None:
    text = form.text
    if text.rstrip().endswith("?"):
        state.unread.append(Unread(sentence.text, sentence.start, sentence.end, "a question"))
        return
    found = clauses(text)
    kept = 0
    state.voice = None
    for clause in found:
        assertion = _assert(document, state, number, sentence, form, clause, whole=len(found) == 1)
        if assertion is not None:
            state.assertions.append(assertion)
            kept += 1
            if assertion.matter == "custody":
                state.carried, state.carried_paragraph = assertion, sentence.paragraph
    cited = _derivations(document, text, document.publisher)
    state.cites.extend({**cite, "span": sentence.text} for cite in cited)
    if not kept:
        _leave(state, sentence, text, cited)
    state.serials_announced = names.announces_serials(text)
    parties = [m.name for m in names.party_names("x " + text)]
    if parties:
        state.context.last_party = _topic(text, parties)
    person = pattern(words("parties")["persons"]).search(text)
    if person:
        state.context.last_person = person.group(1)


def _leave(state: _State, sentence: Sentence, text: str, cited: list[dict[str, str]]) -> None:
    """Put a sentence aside; what it cites for the sentence before it ("this report") goes there."""
    if (
        cited
        and state.assertions
        and re.match(r"\W*(?:this|these|that|the (?:report|revelation|claims?|allegations?|news))\b", text, re.I)
    ):
        last = state.assertions[-1]
        if last.sentence >= 0 and not last.derives_from:
            state.assertions[-1] = replace(last, derives_from=tuple(cited))
    why = "names nothing that records could be asked"
    if pattern(words("matters")["speculation"]).search(text):
        why = "speculation about what may come"
    elif pattern(words("matters")["commentary"]).search(text):
        why = "commentary"
    state.unread.append(Unread(sentence.text, sentence.start, sentence.end, why))


def _topic(text: str, parties: list[str]) -> str:
    """The party that a later "it" or "the company" most likely means: the subject, else the last one named."""
    first = names.party_names("x " + text)[0]
    return first.name if first.start <= 2 + 12 else parties[-1]


def _assert(
    document: Document, state: _State, number: int, sentence: Sentence, form: Plain, clause: Clause, *, whole: bool
) -> Assertion | None:
    text = form.text[clause.start : clause.end]
    trigger = clause.ruling
    predicates, contradictory = _predicates(document, text, state, trigger)
    if contradictory:
        state.contradictions.append(Unread(sentence.text, sentence.start, sentence.end, contradictory))
    matter = _matter(text, predicates, trigger)
    modality, because, refers_back = _modality(document, state, sentence, text, trigger, matter)
    if not _is_worth(text, predicates, trigger, matter, modality):
        return None
    voice = _voice(state, text, clause, trigger, modality)
    if (
        refers_back
        and state.carried is not None
        and voice.said_by == state.context.publisher
        and voice.attributed_to is None
    ):
        voice = replace(voice, said_by=state.carried.said_by, attributed_to=state.carried.attributed_to)
    cited = _derivations(document, text, document.publisher)
    start, end = (sentence.start, sentence.end) if whole else form.span(clause.start, clause.end)
    state.context.last_speaker, state.voice = voice.said_by, voice
    if trigger is not None and names.party_names("x " + voice.said_by) and not names.outlets(voice.said_by):
        state.context.last_party = voice.said_by
    return Assertion(
        said_by=voice.said_by,
        attributed_to=voice.attributed_to,
        modality=modality,
        span=document.text[start:end],
        start=start,
        end=end,
        sentence=number,
        matter=matter,
        predicates=predicates,
        derives_from=tuple(cited),
        because=because,
        spoken_by=voice.spoken_by,
        label_only=trigger is not None and trigger.mode.kind == "label",
        refers_back=refers_back
        or bool(
            re.search(
                r"\b(?:such|this|these|the (?:claims?|allegations?|reports?|charges|accusations?|story))\b", text, re.I
            )
        ),
        steps=tuple(names.step_names(text)),
    )


def _modality(
    document: Document, state: _State, sentence: Sentence, text: str, trigger: Trigger | None, matter: str
) -> tuple[str, str | None, bool]:
    """The mode of a clause, the words that decided, and whether it goes on from the sentence before."""
    given = trigger.modality if trigger else None
    if given is not None and given != "asserts":
        if (
            given == "alleges"
            and document.kind == "indictment"
            and trigger
            and not re.search(r"source|anonym|familiar|reported", trigger.words, re.I)
        ):
            return "charged", f"{trigger.words} (in a charging document)", False
        return given, trigger.words if trigger else None, False
    carried = state.carried
    follows = carried is not None and sentence.paragraph - state.carried_paragraph <= 1 and bool(_CARRIES.match(text))
    explicit = trigger is not None and not re.fullmatch(r"(?i)in (?:a|its|the).*", trigger.words)
    if re.search(
        r"\b(?:as (?:described|detailed|outlined|reported) (?:in|by)|described in|detailed in) (?:the|that|this|its) (?:original )?(?:report|article|story|reporting)\b",
        text,
        re.I,
    ):
        if carried is not None and carried.modality == "alleges":
            return "alleges", "as described in the report", True
    elif explicit:
        return "asserts", trigger.words if trigger else None, False
    if document.kind == "retraction" and matter in ("custody", "correction"):
        return "corrects", "the document is a correction", True
    if follows and carried is not None and carried.modality in ("alleges", "charged", "court_found", "corrects"):
        return carried.modality, "goes on from the sentence before", True
    if document.kind == "indictment" and matter == "custody":
        return "charged", "the document is a charge", True
    if document.kind == "rumour" and matter == "custody":
        return "alleges", "the document calls itself a rumour", True
    if (
        re.search(
            r"\b(?:chips?|gpus?|servers?|hardware|components), (?:smuggled|diverted|allegedly)\b|\bsmuggled (?:chips|hardware|\w+ chips)\b",
            text,
            re.I,
        )
        and carried is not None
        and carried.modality == "alleges"
    ):
        return "alleges", "goes on from the allegation before", True
    return "asserts", None, False


def _matter(text: str, predicates: dict[str, Any], trigger: Trigger | None) -> str:
    known = words("matters")
    if trigger is not None and trigger.mode.mode == "corrects":
        return "correction"
    custody = bool(pattern(known["custody"]).search(text)) and _is_checkable(predicates, text)
    for entry in known["matters"]:
        unless = entry.get("unless")
        if pattern(entry["when"]).search(text) and not (unless and pattern(unless).search(text)):
            hard = predicates.keys() & {"quantity", "units", "methods"}
            if not (custody and hard):
                return str(entry["is"])
    return "custody" if custody or predicates.keys() & {"units", "methods"} else "conduct"


def _is_checkable(predicates: dict[str, Any], text: str) -> bool:
    hard = {"parts", "quantity", "units", "methods"}
    hardware = re.search(r"\b(?:chips?|gpus?|servers?|accelerators?|hardware|racks?|processors?)\b", text, re.I)
    placed = "countries" in predicates and bool(predicates.keys() & {"from", "to", "roles"} or hardware)
    return bool(predicates.keys() & hard) or placed or bool(hardware and predicates.keys() & {"from", "to"})


def _is_worth(text: str, predicates: dict[str, Any], trigger: Trigger | None, matter: str, modality: str) -> bool:
    """Whether a clause is an assertion at all: it has a mode of its own, or something to check."""
    if modality in STRONG:
        return True
    known = words("matters")
    speculates = bool(pattern(known["speculation"]).search(text)) and not names.outlets(text)
    framed = trigger is not None and trigger.mode.mode in ("charged", "alleges")
    if trigger is not None and trigger.mode.mode in ("charged", "court_found", "admits"):
        return True
    if matter in ("policy", "market"):
        if trigger is None and (speculates or pattern(known["commentary"]).search(text)):
            return False
        return trigger is not None or bool(names.outlets(text)) or bool(predicates.keys() & {"parts", "countries"})
    if speculates and not framed:
        return False
    if matter == "custody":
        comment = pattern(known["commentary"]).search(text) and not predicates.keys() & {"quantity", "units", "methods"}
        return not comment or framed
    if framed:
        return bool(predicates.keys() & {"parties", "countries", "roles", "parts", "quantity", "from", "to"})
    speaks = trigger is not None and bool(re.search(rf"\b{SPEECH}\b", trigger.words, re.I))
    return speaks and _frame(text, Context(_THE_DOCUMENT)) is not None


def _voice(state: _State, text: str, clause: Clause, trigger: Trigger | None, modality: str) -> Voice:
    """Who speaks: the subject of the ruling verb, else the frame around it, else the document."""
    context = state.context
    frame = _frame(text, context)
    if trigger is None:
        return frame or Voice(context.publisher)
    at = trigger.start - clause.start
    if modality in ("denies", "no_comment", "no_knowledge", "admits") or (modality == "corrects" and frame is None):
        subject = _content_subject(text, at, trigger)
        if (
            re.match(
                r"(?i)(?:claims?|allegations?|reports?|reporting|accusations?|stor|rumou?rs?|article|it|this|that|these|they|suggestions?|assertions?|charges?|posts?)\b",
                trigger.words,
            )
            and trigger.mode.mode == "denies"
        ):
            return frame or Voice(context.publisher)
        if subject is None and frame is None and clause.start > 0 and state.voice is not None:
            return state.voice
        if subject is not None and not _is_expletive(subject):
            if frame is not None and re.match(r"(?i)(?:it|they|we|i|he|she)$", subject):
                return frame
            voice = voice_of(subject, context, text)
            if frame is not None and frame.said_by != voice.said_by and voice.said_by != context.publisher:
                return (
                    replace(voice, attributed_to=voice.attributed_to or frame.attributed_to or frame.said_by)
                    if frame.said_by != context.publisher
                    else voice
                )
            return voice
        return frame or Voice(context.publisher)
    if modality == "court_found":
        court = re.search(
            r"\b(?:(?:the|a|an) )?(?:[\w.']+ ){0,3}?(?:jury|judge|court|tribunal|magistrate)\b(?: (?:in|of|for) (?:the )?[A-Z]\w+(?: [A-Z]\w+)*)?",
            text,
            re.I,
        )
        if court:
            return Voice(re.sub(r"(?i)^(?:the|an?) ", "", court.group()), spoken_by=None, subject=court.group())
        return frame or Voice(context.publisher)
    if modality == "charged":
        return _charging(text, frame, context)
    return frame or Voice(context.publisher)


def _charging(text: str, frame: Voice | None, context: Context) -> Voice:
    paper = re.search(
        r"\b(?:(?:the|an?|a superseding|their|his|her) )?(?:federal |criminal |superseding |unsealed )*(?:indictment|complaint|charging documents?|charge sheet)\b",
        text,
        re.I,
    )
    office = re.search(
        r"\b(?:(?:federal|u\.s\.|us|singapore|malaysian|public) )?prosecutors\b|\b(?:the )?(?:justice department|department of justice|doj|u\.s\. attorney's office|grand jury)\b",
        text,
        re.I,
    )
    if frame is not None and frame.said_by != context.publisher:
        return frame if frame.attributed_to or not paper else replace(frame, attributed_to=paper.group())
    if office:
        return Voice(re.sub(r"(?i)^the ", "", office.group()), paper.group() if paper else None)
    return Voice(context.publisher, paper.group() if paper else None)


def _is_expletive(subject: str) -> bool:
    return bool(re.fullmatch(r"(?i)there|here|what|that|this|no|nothing|such|which", subject.strip())) or not re.search(
        r"\w", subject
    )


def _content_subject(text: str, at: int, trigger: Trigger) -> str | None:
    by = re.match(r"(?:\s\w+){0,3}?\s+by\s+", text[at + len(trigger.words) :])
    passive = re.search(r"\b(?:was|were|been|is|are)\b", text[:at][-25:])
    if by and passive and trigger.mode.mode == "denies":
        return phrase_after(text, at + len(trigger.words) + by.end())
    if re.match(r"(?i)(?:requests?|calls?|e-?mails?|messages?|questions?|inquiries)", trigger.words):
        to = re.search(
            r"\b(?:to|at) ((?:the )?[A-Z][\w&.' -]*?)(?= (?:went|were|was|seeking|for|on|have|remain)|[,.])", text[at:]
        )
        return to.group(1) if to else None
    noun = re.match(r"(?i)([\w'-]+'s?) (?:\w+ )?denials?", trigger.words)
    if noun:
        owner = noun.group(1)
        return re.sub(r"'s?$", "", owner) if owner.lower() not in ("this", "that", "its", "the") else "it"
    reached = re.match(r"(?i)(?:could|can) not", trigger.words)
    return subject_before(text, at) or (None if reached else None)


def _frame(text: str, context: Context) -> Voice | None:
    """The frame of speech around a clause: "according to X", "X said", "said X", "told Y"."""
    according = re.search(
        r"\b(?:according to|as per|per(?= (?:sources|people|the|earlier|[A-Z]))|citing|quoting|told by|heard (?:it )?from|as reported by|reports? (?:from|by)|news from)\s+",
        text,
        re.I,
    )
    if according:
        phrase = re.split(rf"\s(?:{SPEECH}|indicates?|details?|shows?)\b", phrase_after(text, according.end()))[0]
        if phrase and not re.match(r"(?i)(?:the )?(?:report|data|records|invoices|documents|plan)s?$", phrase):
            citing = re.match(r"(?i)citing|quoting", according.group())
            subject = _speech_subject(text) if citing else None
            voice = voice_of(phrase, context, text)
            if subject is not None and voice.attributed_to:
                outer = voice_of(subject, context, text)
                return replace(voice, said_by=outer.said_by)
            return voice
    heard = re.search(
        r"\b(?:an?|my|some|one of (?:my|our)) (?:\w+ ){0,4}?(?:friend|contact|guy|colleague|cousin|source|trader|employee|driver|insider|broker|reseller|buddy|engineer|technician)\b[^,.;]{0,50}?(?= (?:told|says|said|claims|claimed|tells|mentioned|swears)\b)",
        text,
        re.I,
    )
    if heard:
        return Voice(context.publisher, heard.group())
    subject = _speech_subject(text)
    return voice_of(subject, context, text) if subject else None


def _speech_subject(text: str) -> str | None:
    inverted = re.search(rf"(?:[,\"]|^)\s*\"?\s*{SPEECH}\s+(?=(?:the |an? |its |two |three )?[A-Z\w][\w'&-]* ?)", text)
    if (
        inverted
        and re.search(r"[\"']\s*$|,\s*\"?\s*$", text[: inverted.start() + 1])
        and not re.match(r"(?:that|it|they|the (?:chips|servers|gpus))\b", text[inverted.end() :])
    ):
        phrase = phrase_after(text, inverted.end())
        if phrase and len(phrase.split()) <= 14 and can_speak(phrase):
            return re.sub(r"\s+(?:in|on) (?:a|an|its|the|\w+day).*$", "", phrase)
    for match in re.finditer(rf"\b{SPEECH}\b", text):
        noun = re.search(
            r"\b(?:the|these|those|its|their|such|any|of|an?|no|earlier|several|media|press|news|'s|for|to|in|on)\s$",
            text[: match.start()],
            re.I,
        )
        if (
            (noun and match.group()[-1] == "s")
            or re.match(r"\s(?:to|of|by)\b", text[match.end() :])
            or re.search(r"\b(?:is|are|was|were|been|be|being|to) $", text[: match.start()])
        ):
            continue
        subject = subject_before(text, match.start())
        if subject and len(subject.split()) <= 16 and can_speak(subject):
            return subject
    return None


def _predicates(
    document: Document, text: str, state: _State, trigger: Trigger | None
) -> tuple[dict[str, Any], str | None]:
    """What could be checked in a clause; nothing without its words. Also a contradiction, where there is one."""
    announced = state.serials_announced
    unit_before = next(
        (a.predicates["quantity_unit"] for a in reversed(state.assertions) if "quantity_unit" in a.predicates), None
    )
    predicates: dict[str, Any] = {}
    problem: str | None = None
    if part_list := _part_list(text):
        predicates["parts"] = part_list
    days = dates.spans(text, document.published)
    found, form = amounts.amounts(text, tuple((span.start, span.end) for span in days))
    corrected = (trigger is not None and trigger.mode.mode == "corrects") or document.kind == "retraction"
    chosen = amounts.principal(found, corrected)
    if chosen is not None and chosen.high is not None and chosen.low > chosen.high:
        problem = f"a quantity from {chosen.low:,} to {chosen.high:,}"
    elif chosen is not None:
        predicates["quantity"], predicates["quantity_unit"] = (
            [chosen.low, chosen.high],
            chosen.unit or unit_before or "units",
        )
        others = [
            {"quantity": [a.low, a.high], "quantity_unit": a.unit or "units"}
            for a in found
            if a is not chosen and not a.rejected
        ]
        if others:
            predicates["quantities"] = others
    withdrawn = [[a.low, a.high] for a in found if a.rejected or (corrected and a is not chosen)]
    if withdrawn:
        predicates["withdrawn_quantities"] = withdrawn
        if "quantities" in predicates and corrected:
            del predicates["quantities"]
    if form is not None:
        predicates["gpus_per_server"] = form
    if countries := names.route_countries(text):
        predicates["countries"] = countries
    if regions := names.region_names(text):
        predicates["regions"] = regions
    window, contradiction = _window(days)
    predicates.update(window)
    if unresolved := dates.unread_words(text, document.published):
        predicates["unresolved_dates"] = unresolved
    if units := list(dict.fromkeys(mention.name for mention in names.serials(text, announced))):
        predicates["units"] = units
    if parties := [
        name
        for name in dict.fromkeys(m.name for m in names.party_names(text))
        if name not in predicates.get("units", ())
    ]:
        predicates["parties"] = parties
    if role_list := names.role_names(text):
        predicates["roles"] = role_list
    if methods := names.typologies(text):
        predicates["methods"] = methods
    return predicates, problem or contradiction


def _part_list(text: str) -> list[str]:
    found: list[str] = []
    for mention in names.part_names(text):
        chip = re.search(r"\b(?:GB300|GB200|B300|B200|H200|H100|H20|A100)\b", mention.name)
        if chip and chip.group() != mention.name:
            found.append(chip.group())
        found.append(mention.name)
    return list(dict.fromkeys(found))


def _window(days: list[dates.Days]) -> tuple[dict[str, str], str | None]:
    """The days of the matter, as one inclusive window; days of speech and filing are left out."""
    told = [span for span in days if not span.stated]
    for span in told:
        if span.contradictory:
            return {}, f"a time from {span.first} to {span.last}"
    firsts = [span.first for span in told if span.first is not None]
    lasts = [span.last for span in told if span.last is not None]
    window = {}
    if firsts:
        window["from"] = min(firsts).isoformat()
    if lasts and all(span.last is not None for span in told):
        window["to"] = max(lasts).isoformat()
    return window, None


def _derivations(document: Document, text: str, publisher: str | None) -> list[dict[str, str]]:
    """Outlets and documents that a clause rests on, with the kind of derivation."""
    kinds = words("outlets")["kinds"]
    found: list[dict[str, str]] = []
    for mention in names.outlets(text):
        own = publisher is not None and _same_outlet(mention.name, publisher)
        if own or any(cite["document"] == mention.name for cite in found):
            continue
        near = text[max(0, mention.start - 90) : mention.end + 60]
        barred = pattern(words("outlets")["not_independent"]).search(near)
        kind = next(
            name
            for name, shape in kinds.items()
            if pattern(shape).search(near) and not (name == "independent" and barred)
        )
        found.append({"document": mention.name, "kind": kind})
    return found


def _same_outlet(one: str, other: str) -> bool:
    def bare(name: str) -> str:
        return re.sub(r"^the |\W", "", name.lower())

    return bare(one) == bare(other) or bare(one) in bare(other)


def _settle_labels(found: list[Assertion]) -> list[Assertion]:
    """ "Dismissed the claims" says how a writer calls a statement; where the statement itself is given and is
    only that nothing is known, the label does not turn it into a denial of the fact."""
    given = {a.said_by: {b.modality for b in found if b.said_by == a.said_by and not b.label_only} for a in found}
    settled = []
    for assertion in found:
        modes = given.get(assertion.said_by, set())
        if assertion.label_only and "no_knowledge" in modes and "denies" not in modes:
            assertion = replace(
                assertion, modality="no_knowledge",
                because=f"called a denial ({assertion.because}); the words given are that nothing is known",
            )  # fmt: skip
        settled.append(assertion)
    return settled
