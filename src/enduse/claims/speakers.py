"""Who speaks in a clause, and through whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from enduse.claims import names
from enduse.claims.lexicon import pattern, words

SPEECH: Final[str] = words("frames")["speech"]
"""Verbs of speech, as a pattern body."""

_SHORT_NAME: Final = 6
"""A name of more words is half a sentence."""

_AFTER_THE_HEAD: Final = r"\s(?:of|in|for|at|with|from|on|to|who|which|that|familiar|briefed|close|by|behind|under)\s|,"


@dataclass(frozen=True)
class Voice:
    """Who the document lets speak, the source behind it as written, and by whom it was spoken."""

    said_by: str
    attributed_to: str | None = None
    spoken_by: str | None = None


@dataclass
class Context:
    """What earlier sentences leave for pronouns: who spoke last and which parties were named."""

    publisher: str
    last_party: str | None = None
    last_speaker: str | None = None
    last_person: str | None = None

    def resolve(self, phrase: str) -> str | None:
        """The party that a pronoun or "the company" stands for; None where nothing does."""
        lowered = phrase.lower()
        if lowered in ("we", "i", "our", "us"):
            return self.publisher
        if lowered in ("he", "she", "his", "her"):
            return self.last_person
        known = words("parties")
        if pattern(known["definite"]).match(phrase):
            noun = lowered.split(" ", 1)[1]
            for party in (self.last_party, self.last_speaker):
                nouns = known["known"].get(party, known["generic"])
                if party and (noun in nouns or noun.split()[-1] in nouns):
                    return party
            return None
        return self.last_party or self.last_speaker


def subject_before(text: str, position: int) -> str | None:
    """The noun phrase that a verb at `position` has as its subject, as written; None where there is none."""
    head = _without_auxiliaries(text[:position].rstrip(" \"'"))
    pronoun = re.search(r"(?:^|\s)(he|she|it|they|we|I)$", head)
    if pronoun:
        return pronoun.group(1)
    chunks = [chunk.strip(" \"'") for chunk in re.split(r",|:| - | — |;|\(|\)", head)]
    barred = pattern(words("frames")["no_subject"])
    opened = [_without_conjunctions(chunk) for chunk in reversed(chunks)]
    candidates = [found for chunk in opened if chunk and not barred.match(chunk) and (found := _last_clause(chunk))]
    if not candidates:
        return None
    nearest = candidates[0]
    aside = re.match(r"(?:the|a|an|one|its|an?other)\b", nearest) or not re.search(r"[A-Za-z]", nearest)
    if aside and len(candidates) > 1 and _is_short_name(candidates[1]):
        return candidates[1]  # "Nvidia, the dominant force, has been": the name, not what is said of it
    return nearest


def _is_short_name(phrase: str) -> bool:
    return len(phrase.split()) <= _SHORT_NAME and bool(names.party_names("x " + phrase))


def _without_auxiliaries(head: str) -> str:
    """What stands before a verb, without "has not yet publicly"."""
    while True:
        trimmed = pattern(words("frames")["trailing"]).sub("", head).rstrip(" ,\"'")
        if trimmed == head:
            return head
        head = trimmed


def _without_conjunctions(chunk: str) -> str:
    leading = pattern(words("frames")["leading"])
    while leading.match(chunk):
        chunk = leading.sub("", chunk, count=1)
    return chunk


def _last_clause(chunk: str) -> str:
    """The last noun phrase of a chunk that may hold a clause before it."""
    pieces = re.split(r"\b(?:that|but|because|whereas|while|though|although)\b", chunk)
    piece = pieces[-1].strip() or pieces[0].strip()
    manner = r"(?: (?:on \w+day|today|yesterday|in a (?:\w+ )?statement))*"
    spoken = [part for part in re.split(rf"\b{SPEECH}\b{manner}", piece) if part.strip()]
    piece = spoken[-1].strip() if spoken else piece
    joined = re.split(r"\band\b", piece)
    if len(joined) > 1 and pattern(words("frames")["finite"]).search(joined[-2]) and joined[-1].strip():
        piece = joined[-1].strip()
    return piece.strip(" ,\"'")


def can_speak(phrase: str) -> bool:
    """Whether a phrase is somebody: a name, a pronoun, or a noun for people, bodies or papers that speak."""
    parties = words("parties")
    head = re.split(_AFTER_THE_HEAD, phrase.strip())[0]
    if re.search(r"'s?$", phrase.strip()) or re.match(r"(?i)(?:an?|the)$|whether|if|how|what|why|nothing", head):
        return False
    last = head.split()[-1] if head.split() else ""
    speakers = pattern(parties["speakers"])
    if speakers.fullmatch(last) or speakers.fullmatch(last.removesuffix("s")):
        return True
    if pattern(parties["anonymous"]).search(head):
        return True
    if last in parties["not_names"] or (re.search(r"'s? \w+", head) and not last[:1].isupper()):
        return False
    return last[:1].isupper() or last.startswith(("u/", "@")) or bool(names.party_names("x " + last))


def phrase_after(text: str, position: int) -> str:
    """The noun phrase after "according to", "by" or an inverted verb: up to the next comma or clause."""
    rest = text[position:].lstrip(" \"'")
    stop = pattern(words("frames")["phrase_ends"]).search(rest)
    return (rest[: stop.start()] if stop else rest).rstrip(" .\"'!?")


def voice_of(phrase: str | None, context: Context, text: str) -> Voice:
    """Turn the phrase that speaks into who is let speak and who stands behind it."""
    if not phrase:
        return Voice(context.publisher)
    known, parties = words("frames"), words("parties")
    clean = re.sub(r"\s+", " ", phrase).strip(" ,\"'")
    pronoun = re.search(r"\s(?:I|we|he|she|they)$", clean)
    clean = pronoun.group().strip() if pronoun else clean
    if pattern(known["own_text"]).match(clean) or re.fullmatch(r"(?i)there|here|what|such", clean):
        return Voice(context.publisher)
    if pattern(known["paper_speaks"]).match(clean):
        return Voice(_bare(clean), clean)
    if pattern(known["company_speaker"]).match(clean):
        named = names.party_names("x " + text)
        return Voice(named[0].name if named else context.last_party or context.publisher, spoken_by=clean)
    if pattern(parties["pronouns"]).match(clean) or pattern(parties["definite"]).match(clean):
        spoken = clean if re.search(r"spokes|representative|lawyer|attorney|executive", clean) else None
        return Voice(context.resolve(clean) or _bare(clean), spoken_by=spoken)
    for shape in known["speakers_for"]:
        match = pattern(shape).match(clean)
        if match and match["org"] not in ("U.S.", "US"):
            return Voice(_bare(match["org"]), spoken_by=clean)
    return _outlet_or_source(clean, context, text)


def _outlet_or_source(clean: str, context: Context, text: str) -> Voice:
    """An outlet speaks for itself; behind an anonymous source stands the outlet that it told, or the document."""
    known = words("frames")
    outlets = names.outlets(clean)
    anonymous = pattern(words("parties")["anonymous"]).search(clean)
    if outlets and not anonymous:
        return Voice(outlets[0].name, clean if pattern(known["outlet_words"]).search(clean) else None)
    hidden = pattern(known["near_the_source"]).search(clean) or pattern(words("parties")["always_anonymous"]).search(
        clean
    )
    named = names.party_names("x " + clean) and not hidden
    if not anonymous or named:
        return Voice(_bare(clean))
    told = [m for m in names.outlets(text) if pattern(known["told_to"]).search(text[: m.start])]
    behind = outlets or told
    return Voice(behind[0].name if behind else context.publisher, clean)


def _bare(phrase: str) -> str:
    """A name without article, possessive or a relative clause after it."""
    name = re.split(r"\s(?:who|which|that|whose|where)\s|,", phrase.strip())[0]
    name = re.sub(r"^(?:the|an?|its|their|his|her|our)\s+", "", name, flags=re.I)
    name = re.sub(r"'s$|'$", "", name).strip(" \"'")
    return " ".join(name.split()[:10])
