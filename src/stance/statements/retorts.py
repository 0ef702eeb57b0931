"""What a reporter adds on how somebody takes the words just told: "..., a charge Moscow denies".

The shortest form in which news sets a claim and its denial side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stance.statements.cues import CHARGE, FALSE
from stance.statements.phrases import PRONOUNS, Span, is_phrase, phrase_at, skip_left
from stance.statements.verbs import cue_words

_DEED = (
    r"(?:step|move|decision|measure|demand|plan|idea|proposal|offer|condition|act|action|attack|policy|request|call|deal|event|position|goal"
    r"|threat|ultimatum)"
)
_SOME = r"(?:an?\s+(?:[\w-]+\s+){0,2}?)?"
_OPENED = re.compile(
    rf",\s+(?:(?P<charge>{_SOME}{CHARGE}s?|something)(?:\s+(?:that|which))?"
    rf"|(?P<deed>{_SOME}{_DEED}s?)(?:\s+(?:that|which))?|(?P<bare>which))\s+(?!was\b|were\b|is\b|are\b|has been\b)(?=\w)"
)
_DENIED = r"denied|rejected|dismissed|disputed|refuted"
_BY = re.compile(
    rf",\s+(?:(?P<charge>{_SOME}{CHARGE}s?)|{_SOME}{_DEED}s?|which)(?:\s+(?:that|which))?(?:\s+(?:was|were|is|are|has been|have been))?(?:\s+\w+ly)?"
    rf"\s+(?P<cue>{_DENIED}|condemned|criticized|criticised|denounced|welcomed|shared|echoed|repeated|supported|backed|levell?ed|made|questioned)"
    r"(?:\s+\w+ly)?\s+by\s+(?=\w)"
)
_UNTOLD = re.compile(
    rf",\s+{_SOME}(?:{CHARGE}|{_DEED})s?\s+(?:(?:that|which)\s+)?(?:(?!,)[\w’'. -]{{0,50}}?\s)?(?:could|can|did|does|do|has|have|had)\s+not\s+"
    r"(?:be\s+)?(?:\w+ly\s+)?(?:verif\w+|confirm\w*|address\w*|comment\w*|respond\w*|prove\w*|share\w*)"
)
_TAKEN = re.compile(
    r"(?:(?:the\s+)?[A-Z][^,;:]{1,60}?|it|they|he|she)\s+(?:(?:has|have|had)\s+)?(?:long\s+|\w+ly\s+)?"
    r"(?:refused?|refuses|oppose[sd]?|resist(?:s|ed)?|back(?:s|ed)?|supports?|supported|sees?|seen|views?|viewed|fears?|feared|ruled out"
    r"|wants?|questioned|condemned)\b"
)
"""How somebody takes a deed, where no denial is."""
_FALSE = re.compile(rf"\s+(?:(?:is|was|are|were|as)\s+)?[\"“‘]?(?:an?\s+)?(?:\w+ly\s+)?{FALSE}")
_CALLED_FALSE = re.compile(rf"(?:(?:the|these|those|such|all|its|of|and|[A-Z][\w.’'-]*)\s+)+{CHARGE}s?{_FALSE.pattern}")
_TAIL = re.compile(r"[^,;:—–]*")
_BEFORE_MORE = re.compile(
    r"\s*,\s+(?:[a-z]+ly\s+|also\s+)?(?:saying|insisting|adding|calling|arguing|claiming|noting|accusing|maintaining)\b"
)


@dataclass(frozen=True)
class Remark:
    """A reporter's remark: where it stands and, if it says who denies the words before, that one and the word for it.

    `tense` is that word's; what the denier is said to add ("..., saying it fired first") stands in the remark.
    """

    start: int
    end: int
    source: Span | None = None
    cue: Span | None = None
    tense: str = ""
    deed: bool = False

    def cut(self, spans: Iterable[Span]) -> list[Span]:
        """Return spans of the document without what stands in the remark.

        >>> Remark(5, 9).cut([(0, 4), (4, 7), (8, 12), (6, 8)])
        [(0, 4), (4, 5), (9, 12)]
        """
        out = []
        for start, end in spans:
            within = start < self.end and end > self.start
            out += [(start, min(end, self.start)), (max(start, self.end), end)] if within else [(start, end)]
        return [(start, end) for start, end in out if start < end]


def remark_in(text: str, masked: str, start: int, end: int) -> Remark | None:
    """Return the last remark in a sentence on how somebody takes the words before it, or None.

    Parameters
    ----------
    text, masked : str
        The document, and the same with quotations masked.
    start, end : int
        The sentence.

    Examples
    --------
    >>> told = "Norland said the bridge was mined, a charge Sudmark denies"
    >>> remark = remark_in(told, told, 0, len(told))
    >>> told[: remark.start], told[slice(*remark.source)], told[slice(*remark.cue)]
    ('Norland said the bridge was mined', 'Sudmark', 'denies')
    """
    for opened in reversed(list(_OPENED.finditer(masked, start, end))):
        cue, entry = next(iter(cue_words(masked, opened.end(), end)), (None, None))
        stop = _end(masked, cue[1] if cue else opened.end(), end)
        if cue is not None and entry is not None and entry.tense != "ing":
            source = opened.end(), skip_left(masked, opened.end(), cue[0])
            words = masked[slice(*source)].strip()
            false = _FALSE.match(text, cue[1], end)
            denies = "denies" in entry.shapes.values() or bool(false)
            named = is_phrase(words) or words.lower() in PRONOUNS
            # "..., which Moscow denies firing" and "..., which officials said was late" go on with the matter.
            alone = false or not re.match(r"\s+(?:[a-z]+ing|that|the|its|their|any)\b", masked[cue[1] : stop])
            if named and alone and not re.search(r"[,;:]", words) and (denies or not opened["bare"]):
                if denies:
                    return Remark(opened.start(), stop, source, cue, entry.tense, bool(opened["deed"]))
                return Remark(opened.start(), stop)
        if opened["deed"] and _TAKEN.match(masked, opened.end(), end):
            return Remark(opened.start(), _end(masked, opened.end(), end))
    for by in reversed(list(_BY.finditer(masked, start, end))):
        doer = phrase_at(masked, by.end(), end)
        if doer is None:
            continue
        stop = _end(masked, doer[1], end)
        if by["charge"] and re.fullmatch(_DENIED, by["cue"]):
            return Remark(by.start(), stop, doer, by.span("cue"), "past")
        return Remark(by.start(), stop)
    untold = _UNTOLD.search(masked, start, end)
    return Remark(untold.start(), _end(masked, untold.end(), end)) if untold else None


def called_false(words: str) -> bool:
    """Whether words that somebody calls something say that a charge is false.

    >>> called_false("the accusation baseless"), called_false("Norland's claims “a lie”"), called_false("the attack absurd")
    (True, True, False)
    """
    return bool(_CALLED_FALSE.match(words))


def _end(masked: str, at: int, end: int) -> int:
    """Where a remark ends: at the next comma, unless the denier goes on after it."""
    tail = _TAIL.match(masked, at, end)
    stop = tail.end() if tail else at
    more = _BEFORE_MORE.match(masked, stop, end)
    if more is None:
        return stop
    # "..., saying it fired first, and accused ...": up to what somebody else is told to do.
    after = re.search(r",\s+(?:and|but|while)\s+(?:\w+ly\s+)?(?:has|had|have|is|was|[a-z]+ed|said)\b", masked[more.end() : end])
    return more.end() + after.start() if after else end
