"""Statements by rules: every sentence is read for its cues, the innermost and the outermost reported words told apart.

Order of the readings of a sentence: a reporter's remark on it, an attribution at its end or in its middle ("..., she said, ..."),
"according to", then cues from left to right with what they report. Quotations are masked throughout, so no word inside one is
taken for a cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from stance.statements.attributions import attributions
from stance.statements.clauses import tidy
from stance.statements.labels import speaker_above, speaker_after, speaker_before, speaker_below, turns
from stance.statements.layout import Block, trim_post
from stance.statements.passives import passives
from stance.statements.phrases import Span, phrase_at
from stance.statements.quotes import MASK, Quote, find_quotes, inner_quotes, mask, sentences
from stance.statements.reports import Speaking, reports
from stance.statements.retorts import Remark, remark_in
from stance.statements.sentence import Found, Sentence, content_kind, tidy_quote


def find_statements(text: str, blocks: Sequence[Block]) -> list[Found]:
    """Return the statements of a document in reading order, a nested one after the one it stands in.

    Parameters
    ----------
    text : str
        The document.
    blocks : sequence of Block
        Its paragraphs with their roles.
    """
    body = [(b.start, b.end) for b in blocks if b.role == "body"]
    quotes = find_quotes(text, body)
    masked = mask(text, quotes)
    transcript = turns(text, blocks)
    out: list[Found] = []
    for number, block in enumerate(blocks):
        if block.role == "post":
            start, end = tidy(text, *trim_post(text, block.start, block.end))
            signature = text.find(block.signature, block.end)
            source = (signature, signature + len(block.signature)) if signature >= 0 else None
            out.append(Found(((start, end),), source, None, "asserts", "direct", post=True, paragraph=number))
        elif block.role == "body":
            inside = [q for q in quotes if block.start <= q.start < block.end]
            said = list(_paragraph(text, masked, block, inside, transcript.get(number)))
            if said and all(one.source is None and one.cue is None for one in said) and not inside[0].continues:
                below = speaker_below(text, blocks, number)
                above = None if below else speaker_above(text, blocks, number)
                said = [replace(one, source=below or above, labelled=above is not None) for one in said]
            out += [replace(one, paragraph=number) for one in said]
    return _nested(text, masked, _joined(text, out, quotes), quotes)


def _paragraph(text: str, masked: str, block: Block, quotes: list[Quote], turn: Span | None) -> Iterator[Found]:
    if turn and not quotes:
        content = tidy(text, turn[1] + 1, block.end)
        yield Found((content,), turn, None, "asserts", "direct")
        return
    for start, end in sentences(text, masked, block.start, block.end):
        inside = [q for q in quotes if start <= q.start < end]
        found = list(_sentence(text, masked, start, end, inside))
        yield from found
        if not found:
            label = speaker_before(text, start, block) or speaker_after(text, start, end)
            if label and inside:
                yield Found(tuple(tidy_quote(text, q) for q in inside), label, None, "asserts", "direct")
                continue
            # A sentence that is all quotation goes on with, or waits for, the attribution beside it.
            whole = [q for q in inside if q.end - q.start > 0.85 * (end - start) or (q.continues and q.end - q.start > 60)]
            if whole:
                spans = tuple(tidy_quote(text, q) for q in whole)
                yield Found(spans, None, None, "asserts", "direct")


def _sentence(text: str, masked: str, start: int, end: int, quotes: list[Quote]) -> Iterator[Found]:
    stop = start + len(text[start:end].rstrip())
    core = stop - 1 if text[stop - 1] in ".!?" else stop
    remark = remark_in(text, masked, start, core)
    if remark is None:
        yield from _told(Sentence(text, masked, start, core, quotes))
        return
    # The sentence is read as if the remark were not there.
    blank = " " * (remark.end - remark.start)
    without = masked[: remark.start] + blank + masked[remark.end :]
    told = []
    for one in _told(Sentence(text, without, start, core, quotes)):
        parts = (tidy(text, *span) for span in remark.cut(one.content))
        told.append(replace(one, content=tuple((s, e) for s, e in parts if e - s >= 3) or one.content))
    before = [one for one in told if one.content[0][0] < remark.start]
    yield from before
    yield from _denial(Sentence(text, masked, start, remark.end, quotes), remark, before)
    yield from told[len(before) :]


def _denial(sentence: Sentence, remark: Remark, before: list[Found]) -> Iterator[Found]:
    """What a remark says that somebody denies of the words before it, and what that one adds."""
    if remark.source is None or remark.cue is None or (remark.deed and not (before and before[-1].cue_kind == "urges")):
        return
    masked = sentence.masked
    content = before[-1].content if before else sentence.content([(sentence.start, remark.start)])
    source: Span | None = remark.source
    if not re.search(r"[A-Z]", masked[slice(*remark.source)]):
        # "It" or "the group" that denies a charge is not who makes it: whom it is about.
        about = phrase_at(masked, *content[0]) if content else None
        target = before[-1].target if before else None
        source = target or (about if about and masked[slice(*about)][:1].isupper() else None)
    if content and source is not None:
        yield Found(content, source, remark.cue, "denies", content_kind(content, sentence.quotes))
        yield from reports(sentence, Speaking(source, remark.tense, remark.cue[1]))


def _told(sentence: Sentence) -> Iterator[Found]:
    told = list(_reported(sentence))
    yield from told
    yield from passives(sentence, told)


def _reported(sentence: Sentence) -> Iterator[Found]:
    for found in attributions(sentence):
        spans = sentence.content(found.regions)
        if spans:
            yield Found(spans, found.source, found.cue, found.kind, content_kind(spans, sentence.quotes))
            yield from reports(sentence, Speaking(found.source, found.tense, found.end))
            return
    yield from reports(sentence)


def _joined(text: str, found: list[Found], quotes: list[Quote]) -> list[Found]:
    """Join a bare quotation to the attribution beside it in the paragraph, and one that goes on over paragraphs."""
    out: list[Found] = []
    for one in found:
        last = out[-1] if out else None
        bare = one.source is None and one.cue is None and not one.post
        if bare and last is not None:
            quote = next((q for q in quotes if q.inner_start <= one.content[0][0] <= q.inner_end), None)
            same = last.paragraph == one.paragraph and last.kind == "direct" and not last.post
            carried = (
                quote is not None and quote.continues and last.kind in ("direct", "mixed") and one.paragraph - last.paragraph <= 2
            )
            if same or carried:
                out[-1] = replace(last, content=last.content + one.content)
                continue
        waits = last is not None and last.source is None and last.cue is None and not last.post
        if waits and last is not None and one.paragraph == last.paragraph and one.kind == "direct" and one.source:
            out[-1] = replace(one, content=last.content + one.content)
            continue
        out.append(one)
    return out


def _nested(text: str, masked: str, found: list[Found], quotes: list[Quote]) -> list[Found]:
    """Add the statements reported inside others: a second attribution in the reported words, a quotation in a quotation."""
    out: list[Found] = []
    for one in found:
        place = len(out)
        out.append(one)
        if one.post:
            continue
        for start, end in one.content:
            quote = next((q for q in quotes if q.inner_start <= start and end <= q.inner_end), None)
            if quote is not None:
                inner = [s for s in inner_quotes(text, quote) if s[1] - s[0] > 12 and " " in text[s[0] : s[1]]]
                reading = list(text)
                for s, e in inner:
                    reading[s:e] = [MASK if not c.isspace() else c for c in reading[s:e]]
                view = "".join(reading)
                within = [Quote(s - 1, e + 1, s, e) for s, e in inner]
            else:
                view, within = masked, [q for q in quotes if start <= q.start < end]
            for s, e in sentences(text, view, start, end):
                stop = e - 1 if text[e - 1] in ".!?" else e
                for child in reports(Sentence(text, view, s, stop, within)):
                    if child.content != one.content and child.source is not None:
                        out.append(replace(child, parent=place, paragraph=one.paragraph))
    return out
