"""Where quotations stand: straight, curly and mixed marks, unbalanced ones, over paragraphs, quotations inside.

A mark opens when a word follows it and none precedes it, and closes the other way round; which glyph it is decides only where
that is open. This reads texts in which straight and curly marks are mixed within one quotation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stance.statements.cues import FALSE

_DOUBLE = '"“”„«»'
_SINGLE = re.compile(r"(?<![\w’'])[‘'](?=[\w\[“\"])(?P<inner>[^‘\n]{2,400}?)(?<=[\w.,!?…\]”\")-])[’'](?!\w)")


@dataclass(frozen=True)
class Quote:
    """A quotation in one paragraph: the hull with its marks and the words between them (`inner_start`, `inner_end`)."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    continues: bool = False
    single: bool = False


def find_quotes(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Quote]:
    """Return the outermost quotations of the paragraphs of `text`, in order.

    Parameters
    ----------
    text : str
        The document.
    paragraphs : sequence of (start, end)
        The stretches to look at; a quotation that is open at the end of one and opened anew in the next `continues` there.
    """
    doubles = any(mark in text[start:end] for start, end in paragraphs for mark in _DOUBLE)
    singles = sum(1 for start, end in paragraphs for m in _SINGLE.finditer(text, start, end) if m.end() - m.start() > 25)
    out: list[Quote] = []
    if not doubles or (singles >= 3 and singles > _pairs(text, paragraphs)):
        # A house style with single marks outside, double ones inside.
        for start, end in paragraphs:
            for m in _SINGLE.finditer(text, start, end):
                out.append(Quote(m.start(), m.end(), m.start() + 1, m.end() - 1, single=True))
        return out
    carried = False
    for start, end in paragraphs:
        found, still_open = _in_paragraph(text, start, end, carried)
        out += found
        carried = still_open
    return out


def _pairs(text: str, paragraphs: Sequence[tuple[int, int]]) -> int:
    return sum(text[start:end].count(mark) for start, end in paragraphs for mark in _DOUBLE) // 2


def _opens(text: str, i: int, start: int, end: int) -> bool | None:
    """Tell whether the mark at `i` opens (True), closes (False) or could do either (None)."""
    before = text[i - 1] if i > start else " "
    after = text[i + 1] if i + 1 < end else " "
    free_before = before.isspace() or before in "([{—–-/‘'"
    free_after = after.isspace() or after in ")]}—–-/.,;:!?’'…"
    if free_before and not free_after:
        return True
    if free_after and not free_before:
        return False
    return {"“": True, "„": True, "«": True, "”": False, "»": False}.get(text[i])


def _in_paragraph(text: str, start: int, end: int, carried: bool) -> tuple[list[Quote], bool]:
    marks = [i for i in range(start, end) if text[i] in _DOUBLE]
    out: list[Quote] = []
    opened: int | None = None
    if carried and not (marks and marks[0] == start):
        carried = False
    for i in marks:
        opens = _opens(text, i, start, end)
        if opened is None:
            if opens is False:
                # A closing mark without an opening one: the quotation began with the sentence before it.
                if i == end - 1 or text[i + 1 : i + 2].isspace():
                    begin = start
                    if i - begin > 15 and not out:
                        out.append(Quote(begin, i + 1, begin, i))
                continue
            opened = i
        elif opens is True and text[i] in "“„«" and i - opened > 200 and i > start:
            # The closing mark was forgotten: end at the last sentence before the new opening.
            stop = max(text.rfind(". ", opened, i), text.rfind("? ", opened, i), text.rfind("! ", opened, i))
            if stop > 0:
                out.append(Quote(opened, stop + 1, opened + 1, stop + 1))
            opened = i
        elif opens is not True or text[i] == "”":
            out.append(Quote(opened, i + 1, opened + 1, i, continues=carried and opened == start))
            opened = None
    still_open = opened is not None
    if opened is not None:
        out.append(Quote(opened, end, opened + 1, end, continues=carried and opened == start))
    return out, still_open


def inner_quotes(text: str, quote: Quote) -> list[tuple[int, int]]:
    """Return the quotations inside a quotation, as (start, end) of their words."""
    pattern = re.compile(r"[“\"](?P<inner>[^”\"]{2,})[”\"]") if quote.single else _SINGLE
    return [m.span("inner") for m in pattern.finditer(text, quote.inner_start, quote.inner_end)]


def mask(text: str, quotes: Sequence[Quote]) -> str:
    """Return `text` with every quotation's words replaced by a letter of no language, so that only marks and length stay.

    A single word for what is not so stays as it is: 'described as "baseless" the charge that ...' is a denial.
    """
    out = list(text)
    for quote in quotes:
        if re.fullmatch(FALSE, text[quote.inner_start : quote.inner_end], re.IGNORECASE):
            continue
        for i in range(quote.inner_start, quote.inner_end):
            if not out[i].isspace():
                out[i] = MASK
    return "".join(out)


MASK = "\ue000"
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Messrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Rev|Hon|St|Jr|Sr|No|vs|etc|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|Art|Brig|Cmdr|Amb)"
    r"|\b(?:[A-Za-z]\.)*[A-Za-z])\.$"
)


_SENTENCE_WORD = re.compile(r"(?:The|It|He|She|They|In|On|But|And|Meanwhile|This|That|A|An|According)\b")


_ATTRIBUTED = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Dr|Gen|Sen|Gov|Rep)\.\s+)?[A-Z][\w’'-]*(?:\s+(?!(?:did|does|do|not|never|has|had|have|was|were|who)\b)[\w.’'-]+){0,6}?"
    r"\s+(?:said|says|asked|asks|added|adds|told\s+[\w ]{2,30}?|wrote|writes|tweeted|replied|exclaimed|shouted|declared|wondered|insisted)"
    r"(?=\s*[.,]|\s*$|\s+(?:in|on|at|to|during|after|before|from|when|as|of|last|this|earlier|later|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)"
    r"(?![^.!?,]*\bthat\b)"
)
"""Who asked or exclaimed the quotation before: "“What next?” the envoy said." is one sentence."""


def sentences(text: str, masked: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences of `text[start:end]`; a quotation is never cut.

    Parameters
    ----------
    text, masked : str
        The document and the same with `mask` applied.
    start, end : int
        The paragraph.

    Notes
    -----
    Own because general splitters cut inside quotations and give no offsets into masked text; abbreviations are those of
    English news.
    """
    out = []
    begin = start
    for m in re.finditer(r"[.!?…]+[\"”’')\]»]*(?=\s)|[\"”»](?=\s)", masked[start:end]):
        stop = start + m.end()
        rest = masked[stop:end].lstrip()
        if not rest:
            break
        token = m.group()
        if token[0] in '"”»' and text[stop - 2] not in ".!?…":
            continue
        if not (rest[0].isupper() or rest[0].isdigit() or rest[0] in "“\"‘'«(["):
            continue
        if token[0] in '"”»' and text[stop - 2] in "?!" and _ATTRIBUTED.match(rest):
            continue
        # "U.S." and "a.m." end a sentence only before a word that begins one.
        abbreviated = token == "." and _ABBREVIATION.search(masked[max(begin, stop - 12) : stop])
        if abbreviated and not _SENTENCE_WORD.match(rest):
            continue
        out.append((begin, stop))
        begin = stop + len(masked[stop:end]) - len(masked[stop:end].lstrip())
    if begin < end:
        out.append((begin, end))
    return out
