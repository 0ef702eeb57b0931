"""Attributions after the words they report or in their middle ("..., she said, ..."), and "according to"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stance.statements.clauses import has_verb, tidy
from stance.statements.cues import ADJUNCT, EVASION, NO_MORE, NOT_SAID
from stance.statements.phrases import Span, is_phrase, phrase_before
from stance.statements.quotes import MASK, Quote
from stance.statements.reports import QUOTED_AS, next_report
from stance.statements.sentence import Sentence
from stance.statements.verbs import source_before


@dataclass(frozen=True)
class Attribution:
    """Who says (`source`), by which words (`cue`), what stands in the `regions` of a sentence.

    At `end` the same speaker, or another one, says something more ("..., he said, adding that ...").
    """

    regions: list[Span]
    source: Span
    cue: Span
    kind: str
    tense: str
    end: int


def attributions(sentence: Sentence) -> Iterator[Attribution]:
    """Yield the attribution at the end or in the middle of a sentence, then its "according to", where there are any."""
    for found in (_trailing(sentence), _according(sentence)):
        if found is not None:
            yield found


def _trailing(sentence: Sentence) -> Attribution | None:
    """An attribution after its content ("..., he said") or in its middle ("..., he said, ...")."""
    masked, start, core, cues = sentence.masked, sentence.start, sentence.end, sentence.cues
    for i, (cue, entry) in enumerate(cues):
        kind = entry.shapes.get("S") or entry.shapes.get("T") or entry.shapes.get("Q") or entry.shapes.get("I")
        # Of the forms in -ing only "was quoted as saying" stands after what it reports.
        if kind is None or (entry.tense == "ing" and not masked[start : cue[0]].endswith(" as ")):
            continue
        source = source_before(masked, start, cue, entry)
        edge = source[0] if source else cue[0]
        relayed = QUOTED_AS.search(masked[start : cue[0]]) if entry.tense == "ing" else None
        by = phrase_before(masked, start, start + relayed.start()) if relayed else None
        if relayed and by and is_phrase(relayed["who"]):
            # "..., the agency quoted her as saying"
            source, edge = (start + relayed.start("who"), start + relayed.end("who")), by[0]
        left = masked[start:edge].rstrip()
        if source and left and _closes(sentence, left):
            quoted = sentence.quoted_before(start + len(left))
            limit = next_report(masked, cue[1], cues[i + 1 :], core, entry.tense, entry.tense, least=0) or core
            after = _attribution_end(masked, cue[1], limit, "T" in entry.shapes and "S" not in entry.shapes, quoted=quoted)
            opened = after is not None and any(abs(q.start - after) <= 2 and _capital(sentence, q) for q in sentence.quotes)
            begin = _after_frame(sentence, edge, more=after is not None and limit - after > 12, opened=opened)
            if after is not None and (edge - begin > 12 or limit - after > 12 or (quoted and begin == start)):
                return Attribution([(begin, edge), (after, limit)], source, cue, kind, entry.tense, limit)
        inverted = masked[start : cue[0]].rstrip()
        opens = source is not None and source[0] - start < 4
        if (
            inverted
            and entry.tense != "ing"
            and not opens
            and _closes(sentence, inverted)
            and not EVASION.search(inverted)
            and (cue[0] - start > 12 or sentence.quoted_before(start + len(inverted)))
        ):
            limit = next_report(masked, cue[1], cues[i + 1 :], core, entry.tense, entry.tense, least=0) or core
            named = _inverted_source(masked, cue[1], limit)
            if named is not None:
                more = next((c for c, _ in cues[i + 1 :] if named[0] < c[0] < named[1]), None)
                who = re.search(r",\s+who\s+$", masked[named[0] : more[0]]) if more else None
                if who:  # "..., added the envoy, who said that ...": a second cue of the same speaker
                    limit = named[0] + who.start()
                    named = (named[0], limit)
                apposed = re.match(r",\s+(?:an?|the|who|which)\s[^\"“]*$", masked[named[1] : limit])
                quoted = sentence.quoted_before(start + len(inverted))
                after = _attribution_end(masked, named[1], limit, False, quoted=True) if quoted else named[1]
                regions = [(start, cue[0]), (limit if apposed or after is None else after, limit)]
                return Attribution(regions, named, cue, kind, entry.tense, named[0] if who else limit)
    return None


def _capital(sentence: Sentence, quote: Quote) -> bool:
    return sentence.text[quote.inner_start].isupper()


_FRAME = re.compile(
    r"\s*(?:When\s+)?(?:asked|questioned|pressed|responding|replying|reacting|speaking|commenting|answering|addressing|writing|referring"
    rf"|in (?:response|reply|answer|reaction) to)\b[^\"“{MASK}]*?,\s*",
    re.IGNORECASE,
)


_CIRCUMSTANCE = re.compile(
    r"\s*(?:[A-Z][a-z]+ing|At|In|On|After|Before|Upon|Amid|Following|During|With|For|From|To|Under|Earlier|Later|Then|Meanwhile|Still|Also)\b"
)
"""How words begin that tell when, where or with what somebody speaks, before a comma and the speaker."""


def _after_frame(sentence: Sentence, edge: int, *, more: bool, opened: bool) -> int:
    """Where the reported words begin in a sentence opened by what they answer ("Asked whether ..., she said").

    With `more` reported after the cue and no quotation before it, all that stands before it is the frame; so it is, with a
    quotation `opened` after the cue, where it tells what the speaker did, or when ("Expelling the envoy, she said").
    """
    masked, start, quotes = sentence.masked, sentence.start, sentence.quotes
    before = masked[start:edge]
    if opened and _CIRCUMSTANCE.match(before) and not has_verb(before) and not any(start <= q.start < edge for q in quotes):
        return edge
    frame = _FRAME.match(masked, start, edge)
    if frame is None:
        return start
    quote = next((q.start for q in quotes if frame.end() <= q.start < edge), None)
    return quote if quote is not None else edge if more else frame.end()


def _closes(sentence: Sentence, left: str) -> bool:
    """Whether reported words end with the words to the left of an attribution: at a mark or a quotation of some length."""
    at = sentence.start + len(left)
    return left[-1] in ",?!—–" or any(q.end == at and q.end - q.start > 8 for q in sentence.quotes)


_TWITTER = re.compile(r"(?:\s+on\s+X)?,\s+(?:formerly|previously)(?:\s+(?:known|called)(?:\s+as)?)?\s+Twitter,?")


def _attribution_end(masked: str, at: int, core: int, addressed: bool, *, quoted: bool = False) -> int | None:
    """Where an attribution that began before its cue ends: at the sentence's end, or at a comma before more content."""
    if addressed and not masked[at:core].startswith(","):
        told = re.match(r"\s+(?:(?!\bthat\b)[^,;\"“:]){2,90}?(?=\s*(?:,|$|[\"“]|\sas\s))", masked[at:core])
        if told is None:
            return None
        at += told.end()
    while (found := ADJUNCT.match(masked, at, core) or _TWITTER.match(masked, at, core)) and found.end() > at:
        at = found.end()
    rest = masked[at:core]
    if not rest.strip(" ,") or (addressed and rest.startswith(" as ")) or NO_MORE.match(rest):
        return core
    if quoted and re.match(
        r"\s+[^\s\"“,—–-]|\s*,\s*(?:in|on|at|during|after|before|to|from|as|when|while|of|by|following|without|also\s+[a-z]+ing)\s",
        rest,
    ):
        # What follows a closed quotation and its speaker is circumstance, up to the next quotation of some length.
        more = next((m for m in re.finditer(rf"[\"“](?=[\s{MASK}]{{40,}})", rest)), None)
        return at + more.start() if more else core
    if re.match(
        r"\s*,\s*(?:adding|saying|noting|stressing|referring|according|after|before|as|when|while|in|on|at|during|citing|speaking)\b[^\"“]*$",
        rest,
    ):
        return core
    if re.match(r"\s+(?:(?:in|at|on|during|from|upon)\s+[^,;:\"“]{2,60}|(?:after|before)\s+[^,;:\"“]{2,120})$", rest):
        return core
    more = re.match(r"\s*[,:;—–-]+\s*(?=[\"“‘]|\w)", rest)
    return at + more.end() if more else None


_NAMED = re.compile(
    rf"\s+(?P<n>(?:(?:a|an|the|one|another|its|his|her|their|[A-Z@])[^\s,;:\"“{MASK}]*)(?:[^,;:\"“{MASK}]|(?<=[A-Z])\.)*?(?:,\s+(?!also\s+[a-z]+ing\b)(?:the|a|an|who|which|one of|[A-Z][\w’']+[’']s|[a-z]+|[A-Z]\w+)\s[^,;:\"“{MASK}]*)?)(?=\s*,?\s*(?:$|[\"“]|,\s+(?:also\s+[a-z]+ing|adding|saying|after|as|in|on|at|during|while|when)\b)|[.;:]|,\s+(?:an?|the|who|which)\s[^\"“]*$)"
)


def _inverted_source(masked: str, at: int, core: int) -> Span | None:
    """The speaker after a cue that follows the words reported ("...," said the minister)."""
    pronoun = re.match(r"\s+(?:he|she|it|they)\b", masked[at:core])
    if pronoun:
        return at + pronoun.start() + 1, at + pronoun.end()
    if re.match(r"\s+(?:that|to|of)\b", masked[at:core]):
        return None
    m = _NAMED.match(masked, at, core)
    if m is None or len(m["n"].split()) > 30 or not is_phrase(m["n"].split(",")[0]):
        return None
    begin, end = m.span("n")
    for adjunct in reversed(list(ADJUNCT.finditer(masked, begin + 3, end))):
        if adjunct.end() >= end - 1:
            end = adjunct.start()
    return (begin, end) if end > begin else None


def _according(sentence: Sentence) -> Attribution | None:
    """Where "according to X" stands."""
    masked, start, core, cues = sentence.masked, sentence.start, sentence.end, sentence.cues
    told = re.finditer(r"\b[Aa]ccording to\b|\b[Ii]n the words of\b|\bas (?:reported|stated) by\b", masked[start:core])
    m = next((m for m in told if not NOT_SAID.match(masked[start + m.end() : core].lstrip())), None)
    if m is None:
        return None
    cue = start + m.start(), start + m.end()
    core = next_report(masked, cue[1], [one for one in cues if one[0][0] > cue[1]], core, "past", "past", least=1) or core
    rest = masked[cue[1] : core]
    prefix = masked[start : cue[0]].strip(" ,—–").lower()
    leading = prefix in {"", "but", "and", "meanwhile", "however", "still", "yet"}
    # A comma ends the source unless it opens an apposition that a second comma closes.
    cut = (
        re.search(r",(?!\s+(?:a|an|the|who|which)\s[^,]{2,80},)", rest)
        if leading
        else re.search(r",(?!\s+(?:[A-Z][\w.’'-]*\s+){1,4}and\s)|\s+(?:but|and|while)\s+(?!(?:the\s+)?[A-Z])", rest)
    )
    if leading:
        if cut is None:
            return None
        source = tidy(masked, cue[1], cue[1] + cut.start())
        return Attribution([(cue[1] + cut.end(), core)], source, cue, "asserts", "past", core)
    after = cue[1] + (cut.start() if cut else len(rest))
    tail = masked[after:core]
    regions = [(start, cue[0])]
    if cut and len(tail.split()) > 3 and not re.match(r",\s+(?:a|an|the|who|which|citing|after|as)\s", tail):
        regions.append((after, core))
    return Attribution(regions, tidy(masked, cue[1], after), cue, "asserts", "past", core)
