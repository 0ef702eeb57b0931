"""What a reporter adds on who rejects the words just told: "..., a charge Moscow denies".

The shortest form in which news sets a claim and its denial side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stance.statements.clauses import cue_words
from stance.statements.phrases import PRONOUNS, Span, is_phrase, phrase_at, skip_left

_CHARGE = (
    r"(?:charge|claim|accusation|allegation|assertion|suggestion|account|version|report|characteri[sz]ation|narrative|denial|statement|finding"
    r"|conclusion|figure|assessment)"
)
_DEED = r"(?:step|move|decision|measure|demand|plan|idea|proposal|offer|condition|act|action|attack|policy|request|call|deal|event|position)"
_OPENED = re.compile(
    rf",\s+(?:(?P<charge>(?:an?\s+(?:[\w-]+\s+){{0,2}}?)?{_CHARGE}s?|something)(?:\s+(?:that|which))?"
    rf"|(?P<deed>(?:an?\s+(?:[\w-]+\s+){{0,2}}?)?{_DEED}s?)(?:\s+(?:that|which))?|(?P<bare>which))\s+(?!was\b|were\b|is\b|are\b|has been\b)(?=\w)"
)
_BY = re.compile(
    rf",\s+(?:(?P<charge>(?:an?\s+(?:[\w-]+\s+){{0,2}}?)?{_CHARGE}s?)|(?:an?\s+(?:[\w-]+\s+){{0,2}}?)?{_DEED}s?|which)"
    r"(?:\s+(?:that|which))?(?:\s+(?:was|were|is|are|has been|have been))?(?:\s+\w+ly)?"
    r"\s+(?P<cue>denied|rejected|dismissed|disputed|refuted|condemned|criticized|criticised|denounced|welcomed)(?:\s+\w+ly)?\s+by\s+(?=\w)"
)
_FALSE = re.compile(
    r"\s+(?:as\s+)?(?:\w+ly\s+)?(?:false|untrue|absurd|baseless|unfounded|groundless|ridiculous|nonsense|fabricat\w+|fiction|(?:a\s+)?lies?|propaganda"
    r"|disinformation|fantasy|incorrect|wrong)\b"
)
_TAKEN = re.compile(
    r"(?:(?:the\s+)?[A-Z][^,;:]{1,60}?|it|they|he|she)\s+(?:(?:has|have|had)\s+)?(?:long\s+|\w+ly\s+)?"
    r"(?:refused?|refuses|oppose[sd]?|resist(?:s|ed)?|back(?:s|ed)?|supports?|supported|sees?|seen|views?|viewed|fears?|feared|ruled out"
    r"|rejected|wants?)\b"
)
"""How somebody takes a deed."""
_PRONOUNS = PRONOUNS - {"we", "i", "you"}


@dataclass(frozen=True)
class Retort:
    """Where a reporter's remark begins and, if it says who denies the words before, by what word; `tense` is that word's."""

    start: int
    source: Span | None = None
    cue: Span | None = None
    tense: str = ""


def retort(masked: str, start: int, end: int) -> Retort | None:
    """Return the last remark in a sentence on how somebody takes the words before it, or None.

    Parameters
    ----------
    masked : str
        The document with quotations masked.
    start, end : int
        The sentence.

    Examples
    --------
    >>> text = "Norland said the bridge was mined, a charge Sudmark denies"
    >>> found = retort(text, 0, len(text))
    >>> text[: found.start], text[slice(*found.source)], text[slice(*found.cue)]
    ('Norland said the bridge was mined', 'Sudmark', 'denies')
    """
    for opened in reversed(list(_OPENED.finditer(masked, start, end))):
        if opened["deed"] and _TAKEN.match(masked, opened.end(), end):
            return Retort(opened.start())
        cue, entry = next(iter(cue_words(masked, opened.end(), end)), (None, None))
        if cue is None or entry is None or entry.tense == "ing":
            continue
        source = opened.end(), skip_left(masked, opened.end(), cue[0])
        words = masked[slice(*source)].strip()
        if not words or not (is_phrase(words) or words.lower() in _PRONOUNS) or re.search(r"[,;:]", words):
            continue
        if opened["bare"] and "denies" not in entry.shapes.values() and not _FALSE.match(masked, cue[1], end):
            continue  # "..., which officials said was late" goes on with what is told
        denies = ("denies" in entry.shapes.values() or _FALSE.match(masked, cue[1], end)) and not opened["deed"]
        return Retort(opened.start(), source, cue, entry.tense) if denies else Retort(opened.start())
    for by in reversed(list(_BY.finditer(masked, start, end))):
        doer = phrase_at(masked, by.end(), end)
        if doer is None:
            continue
        if by["charge"] and by["cue"] in {"denied", "rejected", "dismissed", "disputed", "refuted"}:
            return Retort(by.start(), doer, by.span("cue"), "past")
        return Retort(by.start())
    return None
