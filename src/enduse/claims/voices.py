"""Who speaks in a clause: subject, frame of speech, charging paper, or the document."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from enduse.claims.dates import MONTH
from enduse.claims.lexicon import pattern, words
from enduse.claims.modality import Clause, Trigger
from enduse.claims.speakers import SPEECH, Context, Voice, can_speak, phrase_after, subject_before, voice_of

_INVERTED: Final = re.compile(rf"(?:[,\"]|^)\s*\"?\s*{SPEECH}\s+(?=(?:the |an? |its |two |three )?[A-Z\w][\w'&-]* ?)")
_PRONOUN: Final = re.compile(r"(?i)(?:it|they|we|i|he|she)$")
_OWN_CONTENT: Final = frozenset({"denies", "no_comment", "no_knowledge", "admits"})
_LONGEST_NAME: Final = 16
"""A subject of more words is no name but half a sentence."""


def voice(context: Context, earlier: Voice | None, text: str, clause: Clause, modality: str) -> Voice:
    """Who speaks: the subject of the ruling verb, else the frame around it, else the document.

    Args:
        earlier: who spoke in an earlier clause of the same sentence; a clause without a subject goes on with it.
    """
    frame = frame_of(text, context)
    trigger = clause.ruling
    if trigger is None:
        return frame or Voice(context.publisher)
    if modality in _OWN_CONTENT or (modality == "corrects" and frame is None):
        return _speaker_of_content(context, earlier, text, clause, trigger, frame)
    if modality == "court_found":
        court = pattern(words("frames")["court"]).search(text)
        named = re.sub(rf"^.*\b(?:by|an?|the) (?=\w)| (?:in|of|for) {MONTH}.*$", "", court.group()) if court else ""
        return Voice(_without_article(named)) if court else frame or Voice(context.publisher)
    if modality == "charged":
        return _charging(text, frame, context)
    return frame or Voice(context.publisher)


def _speaker_of_content(
    context: Context, earlier: Voice | None, text: str, clause: Clause, trigger: Trigger, frame: Voice | None
) -> Voice:
    """Who denies, admits, knows nothing or is silent."""
    if trigger.mode.mode == "denies" and pattern(words("frames")["thing_denied"]).match(trigger.words):
        return frame or Voice(context.publisher)
    alike = [other for other in clause.triggers if other.modality == trigger.modality]
    subjects = (_content_subject(text, other.start - clause.start, other) for other in alike)
    subject = next((found for found in subjects if found is not None), None)
    goes_on = subject is None or _PRONOUN.match(subject)
    if goes_on and frame is None and clause.start > 0 and earlier is not None:
        return earlier
    if subject is not None and trigger.mode.mode == "corrects" and not can_speak(subject):
        subject = None
    if subject is None or _is_expletive(subject) or (frame is not None and _PRONOUN.match(subject)):
        return frame or Voice(context.publisher)
    spoken = voice_of(subject, context, text)
    told_by_other = frame is not None and frame.said_by not in (spoken.said_by, context.publisher)
    if frame is not None and told_by_other and spoken.said_by != context.publisher:
        return replace(spoken, attributed_to=spoken.attributed_to or frame.attributed_to or frame.said_by)
    return spoken


def _content_subject(text: str, at: int, trigger: Trigger) -> str | None:
    """The phrase that denies, admits, knows nothing or is silent, as written."""
    known = words("frames")
    after = text[at + len(trigger.words) :]
    by = re.match(r"(?:\s\w+){0,3}?\s+by\s+", after)
    if by and trigger.mode.mode == "denies" and re.search(r"\b(?:was|were|been|is|are)\b", text[:at][-25:]):
        return phrase_after(after, by.end())
    if pattern(known["requests"]).match(trigger.words):
        asked = re.search(known["request_to"], text[at:])
        return asked.group(1) if asked else None
    both = re.match(r"(?i)neither (.+?) nor (.+?) \w+$", trigger.words)
    if both:
        return f"{both.group(1)} and {both.group(2)}"
    if re.search(r"(?:not clear|unclear|unknown|not known|unsubstantiated)$", trigger.words.split(" how")[0]):
        return None
    noun = re.match(r"(?i)([\w'-]+'s?) (?:\w+ )?denials?", trigger.words)
    if noun:
        owner = noun.group(1)
        return re.sub(r"'s?$", "", owner) if owner.lower() not in ("this", "that", "its", "the") else "it"
    return subject_before(text, at)


def _charging(text: str, frame: Voice | None, context: Context) -> Voice:
    """Who charges: whoever is said to, else the prosecutors that are named, else the document with its paper."""
    paper = pattern(words("frames")["charging_paper"]).search(text)
    office = pattern(words("frames")["charging_office"]).search(text)
    if frame is not None and frame.said_by != context.publisher:
        return frame if frame.attributed_to or not paper else replace(frame, attributed_to=paper.group())
    said_by = _without_article(office.group()) if office else context.publisher
    return Voice(said_by, paper.group() if paper else None)


def frame_of(text: str, context: Context) -> Voice | None:
    """The frame of speech around a clause: "according to X", "X said", "said X", "told Y"."""
    known = words("frames")
    according = pattern(known["according"]).search(text)
    if according:
        phrase = phrase_after(text, according.end())
        phrase = re.split(rf"\s(?:{SPEECH}|indicates?|details?|shows?)\b", phrase)[0]
        if phrase and not pattern(known["no_source"]).match(phrase):
            return _cited(text, phrase, bool(pattern(known["citing"]).match(according.group())), context)
    acquaintance = pattern(known["acquaintance"]).search(text)
    if acquaintance:
        return Voice(context.publisher, acquaintance.group())
    subject = _speech_subject(text)
    return voice_of(subject, context, text) if subject else None


def _cited(text: str, phrase: str, citing: bool, context: Context) -> Voice:
    """The source of "according to" or "citing"; with "citing", the subject of the sentence is let speak."""
    voiced = voice_of(phrase, context, text)
    subject = _speech_subject(text) if citing else None
    if subject is not None:
        return replace(voiced, said_by=voice_of(subject, context, text).said_by, attributed_to=phrase)
    through = len(phrase.split()) > len(voiced.said_by.split()) + 1 and " by " in phrase
    return replace(voiced, attributed_to=phrase) if through and voiced.attributed_to is None else voiced


def _speech_subject(text: str) -> str | None:
    """The phrase that a verb of speech has as its subject, before or after it."""
    inverted = _INVERTED.search(text)
    if inverted and re.search(r"[\"']\s*$|,\s*\"?\s*$", text[: inverted.start() + 1]):
        phrase = phrase_after(text, inverted.end())
        direct = re.match(r"(?:that|it|they|the (?:chips|servers|gpus))\b", text[inverted.end() :])
        if phrase and not direct and len(phrase.split()) <= _LONGEST_NAME and can_speak(phrase):
            return re.sub(r"\s+(?:in|on) (?:a|an|its|the|\w+day).*$", "", phrase)
    for match in re.finditer(rf"\b{SPEECH}\b", text):
        before, after = text[: match.start()], text[match.end() :]
        noun = match.group()[-1] == "s" and pattern(words("frames")["noun_before_claims"]).search(before)
        passive = re.search(r"\b(?:is|are|was|were|been|be|being|to) $", before)
        if noun or passive or re.match(r"\s(?:to|of|by)\b", after):
            continue
        subject = subject_before(text, match.start())
        if subject and len(subject.split()) <= _LONGEST_NAME and can_speak(subject):
            return subject
    return None


def _is_expletive(subject: str) -> bool:
    """Whether a subject only fills its place: "there is no evidence"."""
    filler = re.fullmatch(r"(?i)there|here|what|that|this|no|nothing|such|which", subject.strip())
    return bool(filler) or not re.search(r"\w", subject)


def _without_article(phrase: str) -> str:
    return re.sub(r"(?i)^(?:the|an?) ", "", phrase)
