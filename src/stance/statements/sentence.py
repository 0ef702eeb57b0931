"""A sentence under reading, and the statements that are found in one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from stance.statements.clauses import tidy
from stance.statements.cues import Cue
from stance.statements.phrases import Span
from stance.statements.quotes import Quote
from stance.statements.verbs import cue_words


@dataclass(frozen=True)
class Found:
    """One statement as found in a document, before its speaker is resolved.

    `content` are the stretches of the document it stands on; `source` and `cue` where they are printed; `parent` the position in
    the list of the statement it is quoted inside; `predicate` the verb without which the content cannot be understood; `labelled`
    whether the source is only a line beside the words, which may name no speaker.
    """

    content: tuple[Span, ...]
    source: Span | None
    cue: Span | None
    cue_kind: str
    kind: str
    target: Span | None = None
    predicate: str = ""
    parent: int | None = None
    post: bool = False
    labelled: bool = False
    paragraph: int = 0


@dataclass(frozen=True)
class Sentence:
    """From `start` to `end` of a document, its last full stop left out.

    `masked` is the document with the words of quotations, and whatever else is not to be read, hidden; `quotes` are those that
    begin in the sentence.
    """

    text: str
    masked: str
    start: int
    end: int
    quotes: list[Quote]

    @cached_property
    def cues(self) -> list[tuple[Span, Cue]]:
        """The forms of reporting verbs in the sentence."""
        return cue_words(self.masked, self.start, self.end)

    def content(self, regions: Sequence[Span]) -> tuple[Span, ...]:
        """Turn regions into content spans: without the marks where a span is one quotation and nothing else."""
        out: list[Span] = []
        for start, end in regions:
            start, end = tidy(self.text, start, end)
            if end - start < 2:
                continue
            within = [q for q in self.quotes if q.start < end and q.end > start]
            outside = "".join(self.text[i] for i in range(start, end) if not any(q.start <= i < q.end for q in within))
            if within and len(re.sub(r"[\W_]|\band\b|\bBut\b", "", outside)) < 3:
                out += [tidy_quote(self.text, q) for q in within]
            else:
                # A quotation that only begins or ends inside the region belongs to it whole.
                start = min([start, *[q.start for q in within]])
                end = max([end, *[q.end for q in within if q.end - end <= 3]])
                out.append((start, end))
        return tuple(span for span in out if span[1] - span[0] > 1)

    def quoted_before(self, at: int) -> bool:
        """Whether a quotation of two words or more ends at a place."""
        return any(q.end == at and " " in self.text[q.inner_start : q.inner_end] for q in self.quotes)


def tidy_quote(text: str, quote: Quote) -> Span:
    """Return the words of a quotation without the comma that belongs to the sentence around it."""
    start, end = quote.inner_start, quote.inner_end
    while end > start and text[end - 1] in " ,.\n" and text[end - 3 : end] != "...":
        end -= 1
    while start < end and text[start] in " …\n":
        start += 1
    return start, end


def content_kind(spans: Sequence[Span], quotes: list[Quote]) -> str:
    """Direct when all is quoted, indirect when nothing is, else mixed."""
    quoted = [any(q.inner_start <= s and e <= q.inner_end for q in quotes) for s, e in spans]
    if all(quoted):
        return "direct"
    return "mixed" if any(q.start < e and q.end > s for s, e in spans for q in quotes) else "indirect"
