"""Who speaks in a clause, and through whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from enduse.claims import names
from enduse.claims.lexicon import pattern, words

SPEECH: Final = (
    r"(?:said|says|say|told|stated|states|announce[sd]?|confirm(?:s|ed)?|reported|reports|wrote|writes|noted|notes|added|adds"
    r"|explained|insist(?:s|ed)|declared that|reiterated|reiterates|claim(?:s|ed)?|alleg(?:e|es|ed)|testified|argued?|maintain(?:s|ed)|warn(?:s|ed)"
    r"|disclosed|reveal(?:s|ed)|emphasi[sz]ed|vowed|pledged|estimate[sd]?|conclude[sd]?|den(?:y|ies|ied)|suggest(?:s|ed)?|heard"
    r"|indicate[sd]?|describe[sd]?|accuse[sd]?|contend(?:s|ed)?|believe[sd]?|asserted|published|found that|finds that|certified|commented)"
)
_TRAILING: Final = re.compile(
    r"(?:^|[\s\"])(?:has|have|had|having|was|were|is|are|be|been|being|did|does|do|not|also|never|later|both|then|would|will|could|can|may|might"
    r"|seen|found|received|uncovered|see|find|provided|presented|produced|offered|identified|obtained|given|shown|saw|has got|knows of|knew of"
    r"|today|again|since|still|yet|all|now|once|(?!fami|supp|assem|Ita|Fami)\w+ly|for its part|in turn|on \w+day)$"
)
_LEADING: Final = re.compile(
    r"^(?:and|but|while|although|though|however|meanwhile|moreover|separately|still|yet|so|also|then|later|when|because|whereas|even as"
    r"|even though|as|that|in addition|nevertheless|for example|for instance|after|before|once|if|or)\b[, ]*",
    re.I,
)
_NO_SUBJECT: Final = re.compile(
    r"^(?:which|who|whose|whom|in|on|at|for|from|by|with|to|of|under|during|since|amid|despite|following|citing|asked|speaking|contacted|reached|according"
    r"|including|where|until|over|about|per|hours|days|weeks|months|earlier|instead|rather|such|\w+ing (?:the|a|to|in|on|that)|\w+ed (?:by|in|to)"
    r"|shown|given|known|based|headed|led|calling|saying|adding|noting)\b",
    re.I,
)


@dataclass(frozen=True)
class Voice:
    """Who the document lets speak, the source behind it as written, and by whom it was spoken."""

    said_by: str
    attributed_to: str | None = None
    spoken_by: str | None = None
    subject: str | None = None


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
    head = text[:position].rstrip(" \"'")
    while True:
        trimmed = _TRAILING.sub("", head).rstrip(" ,\"'")
        if trimmed == head:
            break
        head = trimmed
    chunks = [chunk.strip(" \"'") for chunk in re.split(r",|:| - | — |;|\(|\)", head)]
    candidates: list[str] = []
    for chunk in reversed(chunks):
        bare = chunk
        while _LEADING.match(bare):
            bare = _LEADING.sub("", bare, count=1)
        if bare and not _NO_SUBJECT.match(bare):
            candidates.append(_last_clause(bare))
    candidates = [candidate for candidate in candidates if candidate]
    if not candidates:
        return None
    first = candidates[0]
    aside = re.match(r"(?:the|a|an|one|its|an?other)\b", first) or not re.search(r"[A-Za-z]", first)
    if aside and len(candidates) > 1 and len(candidates[1].split()) <= 6 and names.party_names("x " + candidates[1]):
        return candidates[1]
    return first


def _last_clause(chunk: str) -> str:
    """The last noun phrase of a chunk that may hold a clause before it."""
    pieces = re.split(r"\b(?:that|but|because|whereas|while|though|although)\b", chunk)
    piece = pieces[-1].strip() or pieces[0].strip()
    spoken = [
        part
        for part in re.split(rf"\b{SPEECH}\b(?: (?:on \w+day|today|yesterday|in a (?:\w+ )?statement))*", piece)
        if part.strip()
    ]
    piece = spoken[-1].strip() if len(spoken) > 1 else piece
    joined = re.split(r"\band\b", piece)
    finite = r"\b(?:was|were|is|are|has|had|have|did|said|\w{3,}ed)\b"
    if len(joined) > 1 and re.search(finite, joined[-2]) and joined[-1].strip():
        piece = joined[-1].strip()
    return piece.strip(" ,\"'")


def can_speak(phrase: str) -> bool:
    """Whether a phrase is somebody: a name, a pronoun, or a noun for people, bodies or papers that speak."""
    head = re.split(
        r"\s(?:of|in|for|at|with|from|on|to|who|which|that|familiar|briefed|close|by|behind|under)\s|,", phrase.strip()
    )[0]
    if re.search(r"'s?$", phrase.strip()) or re.fullmatch(r"(?i)an?|the", head) or re.match(r"(?i)whether|if|how|what|why|nothing", head):
        return False
    last = head.split()[-1] if head.split() else ""
    speakers = pattern(words("parties")["speakers"])
    if speakers.fullmatch(last) or speakers.fullmatch(last.removesuffix("s")) or pattern(words("parties")["anonymous"]).search(head):
        return True
    if re.search(r"'s? \w+", head) and not last[:1].isupper():
        return False
    return last[:1].isupper() or last.startswith(("u/", "@")) or bool(names.party_names("x " + last))


def phrase_after(text: str, position: int) -> str:
    """The noun phrase after "according to", "by" or an inverted verb: up to the next comma or clause."""
    rest = text[position:].lstrip(" \"'")
    stop = re.search(
        r"[,;]|\.(?:\s|$)|[\"](?:\s|$)| (?:but|while|whereas|although|who said|which said|that|and that)\b|\s-\s|:\s",
        rest,
    )
    phrase = rest[: stop.start()] if stop else rest
    return phrase.rstrip(" .\"'!?")


def voice_of(phrase: str | None, context: Context, text: str) -> Voice:
    """Turn the phrase that speaks into who is let speak and who stands behind it."""
    if not phrase:
        return Voice(context.publisher)
    clean = re.sub(r"\s+", " ", phrase).strip(" ,\"'")
    pronoun = re.search(r"\s(?:I|we|he|she|they)$", clean)
    clean = pronoun.group().strip() if pronoun else clean
    if re.match(
        r"(?i)(?:the|this|our|an? (?:earlier|previous|original)) (?:\w+ )?(?:article|story|version|post)\b", clean
    ):
        return Voice(context.publisher, subject=clean)
    if re.fullmatch(r"(?i)there|it|this|that|here|what|such", clean) and clean.lower() not in ("it", "this", "that"):
        return Voice(context.publisher)
    known = words("parties")
    if re.match(
        r"(?i)(?:the|this|an?|its|their|his|her|our) (?:\w+ )?(?:indictment|complaint|charging document|charge sheet|court filing)s?\b",
        clean,
    ):
        return Voice(_bare(clean), clean, subject=clean)
    if re.match(r"(?i)an? (?:company|corporate|firm) (?:spokes|representative|official|executive)", clean):
        named = names.party_names("x " + text)
        return Voice(named[0].name if named else context.last_party or context.publisher, spoken_by=clean, subject=clean)
    if pattern(known["pronouns"]).match(clean) or pattern(known["definite"]).match(clean):
        resolved = context.resolve(clean)
        spoken = clean if re.search(r"spokes|representative|lawyer|attorney|executive", clean) else None
        return Voice(resolved or _bare(clean), spoken_by=spoken, subject=clean)
    for shape in (
        r"(?i)(?:an?|the|its|one|another)?\s?(?:\w+ ){0,2}?(?:spokes(?:man|woman|person|people)|representatives?|lawyers?|attorneys?|officials?|executives?|counsel|chief executive|ceo|statement|press office)(?: \w+ \w+)? (?:for|of|from|at|by|representing) (?:the )?(?P<org>[\w&.' -]{2,60})$",
        r"(?:[Aa]n? |[Tt]he )?(?P<org>[A-Z][\w&.' -]{1,50}?)(?:'s)? (?:spokes(?:man|woman|person)|representative|lawyers?|attorneys?|chief executive|CEO|president|chairman|press office|statement)\b.*$",
    ):
        match = re.match(shape, clean)
        if match:
            return Voice(_bare(match["org"]), spoken_by=clean, subject=clean)
    outlet = names.outlets(clean)
    anonymous = pattern(known["anonymous"]).search(clean)
    if outlet and not anonymous:
        written = clean if re.search(r"\b(?:report|reporting|coverage|article|story|interview)\b", clean) else None
        return Voice(outlet[0].name, written, subject=clean)
    if anonymous and not (
        names.party_names("x " + clean)
        and not pattern(r"familiar|knowledge|close to|anonym|unnamed|former").search(clean)
    ):
        behind = outlet or [
            m
            for m in names.outlets(text)
            if re.search(
                r"\b(?:told|tell|cited (?:in|by)|quoted (?:in|by)|interviewed by)\s+(?:the )?$", text[: m.start]
            )
        ]
        return Voice(behind[0].name if behind else context.publisher, clean, subject=clean)
    return Voice(_bare(clean), subject=clean)


def _bare(phrase: str) -> str:
    """A name without article, possessive or a relative clause after it."""
    name = re.split(r"\s(?:who|which|that|whose|where)\s|,", phrase.strip())[0]
    name = re.sub(r"^(?:the|an?|its|their|his|her|our)\s+", "", name, flags=re.I)
    name = re.sub(r"'s$|'$", "", name).strip(" \"'")
    return " ".join(name.split()[:10])
