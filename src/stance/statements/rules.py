"""Statements by rules: every sentence is read for its cues, the innermost and the outermost reported words told apart.

Order of the readings of a sentence: an attribution at its end or in its middle ("..., she said, ..."), "according to", then cues
from left to right with what they report. Quotations are masked throughout, so no word inside one is taken for a cue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from stance.statements.clauses import cue_words, has_verb, report_right, source_before, tidy
from stance.statements.cues import ADJUNCT, CUES, EVASION, NOT_SAID, Cue
from stance.statements.layout import Block, trim_post
from stance.statements.phrases import Span, is_phrase, phrase_at, phrase_before
from stance.statements.quotes import MASK, Quote, find_quotes, inner_quotes, mask, sentences
from stance.statements.retorts import Remark, called_false, remark_in


@dataclass(frozen=True)
class Found:
    """One statement as found in a document, before its speaker is resolved.

    `content` are the stretches of the document it stands on; `source` and `cue` where they are printed; `parent` the position in
    the list of the statement it is quoted inside; `predicate` the verb without which the content cannot be understood.
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
    paragraph: int = 0
    sentence: Span = field(default=(0, 0))


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
    out: list[Found] = []
    for number, block in enumerate(blocks):
        if block.role == "post":
            start, end = tidy(text, *trim_post(text, block.start, block.end))
            signature = text.find(block.signature, block.end)
            source = (signature, signature + len(block.signature)) if signature >= 0 else None
            out.append(Found(((start, end),), source, None, "asserts", "direct", post=True, paragraph=number))
        elif block.role == "body":
            inside = [q for q in quotes if block.start <= q.start < block.end]
            for found in _paragraph(text, masked, block, inside):
                out.append(replace(found, paragraph=number))
    return _nested(text, masked, _joined(text, out, quotes), quotes)


def _paragraph(text: str, masked: str, block: Block, quotes: list[Quote]) -> Iterator[Found]:
    label = re.match(r"(?:(?:MR|MS|MRS|DR)\.? )?[A-Z][A-Z.’' -]{2,40}:\s+(?=\S)", text[block.start : block.end])
    if label and len(label.group().split()) <= 5 and not quotes:
        # A transcript: the speaker's name in capitals, a colon, the words.
        colon = block.start + label.group().index(":")
        content = tidy(text, block.start + label.end(), block.end)
        yield Found((content,), (block.start, colon), None, "asserts", "direct", sentence=(block.start, block.end))
        return
    for start, end in sentences(text, masked, block.start, block.end):
        inside = [q for q in quotes if start <= q.start < end]
        found = list(_sentence(text, masked, start, end, inside))
        for one in found:
            yield replace(one, sentence=(start, end))
        if not found:
            # A sentence that is all quotation goes on with, or waits for, the attribution beside it.
            whole = [q for q in inside if q.end - q.start > 0.85 * (end - start) or (q.continues and q.end - q.start > 60)]
            if whole:
                spans = tuple(tidy_quote(text, q) for q in whole)
                yield Found(spans, None, None, "asserts", "direct", sentence=(start, end))


def tidy_quote(text: str, quote: Quote) -> Span:
    """Return the words of a quotation without the comma that belongs to the sentence around it."""
    start, end = quote.inner_start, quote.inner_end
    while end > start and text[end - 1] in " ,.\n" and text[end - 3 : end] != "...":
        end -= 1
    while start < end and text[start] in " …\n":
        start += 1
    return start, end


def _sentence(text: str, masked: str, start: int, end: int, quotes: list[Quote]) -> Iterator[Found]:
    stop = start + len(text[start:end].rstrip())
    core = stop - 1 if text[stop - 1] in ".!?" else stop
    remark = remark_in(text, masked, start, core)
    if remark is None:
        yield from _told(text, masked, start, core, quotes)
        return
    # The sentence is read as if the remark were not there.
    blank = " " * (remark.end - remark.start)
    without = masked[: remark.start] + blank + masked[remark.end :]
    told = []
    for one in _told(text, without, start, core, quotes):
        parts = (tidy(text, *span) for span in remark.cut(one.content))
        told.append(replace(one, content=tuple((s, e) for s, e in parts if e - s >= 3) or one.content))
    before = [one for one in told if one.content[0][0] < remark.start]
    yield from before
    yield from _denial(text, masked, start, remark, before, quotes)
    yield from told[len(before) :]


def _denial(text: str, masked: str, start: int, remark: Remark, before: list[Found], quotes: list[Quote]) -> Iterator[Found]:
    """What a remark says that somebody denies of the words before it, and what that one adds."""
    if remark.source is None or remark.cue is None or (remark.deed and not (before and before[-1].cue_kind == "urges")):
        return
    content = before[-1].content if before else _content(text, [(start, remark.start)], quotes)
    source: Span | None = remark.source
    if not re.search(r"[A-Z]", masked[slice(*remark.source)]):
        # "It" or "the group" that denies a charge is not who makes it: whom it is about.
        about = phrase_at(masked, *content[0]) if content else None
        target = before[-1].target if before else None
        source = target or (about if about and masked[slice(*about)][:1].isupper() else None)
    if content and source is not None:
        yield Found(content, source, remark.cue, "denies", content_kind(content, quotes))
        cues = cue_words(masked, remark.cue[1], remark.end)
        yield from _left_to_right(
            text, masked, start, remark.end, cues, quotes, done=remark.cue[1], source=source, tense=remark.tense
        )


def _told(text: str, masked: str, start: int, core: int, quotes: list[Quote]) -> Iterator[Found]:
    cues = cue_words(masked, start, core)
    trailing = _trailing(text, masked, start, core, cues, quotes)
    if trailing is not None:
        regions, source, cue, kind, tense = trailing
        spans = _content(text, regions, quotes)
        if spans:
            yield Found(spans, source, cue, kind, content_kind(spans, quotes))
            yield from _left_to_right(text, masked, start, core, cues, quotes, done=regions[-1][1], source=source, tense=tense)
            return
    accord = _according(masked, start, core, cues)
    if accord is not None:
        regions, source, cue, limit = accord
        spans = _content(text, regions, quotes)
        if spans:
            yield Found(spans, source, cue, "asserts", content_kind(spans, quotes))
            yield from _left_to_right(text, masked, start, core, cues, quotes, done=limit, source=source, tense="past")
            return
    yield from _left_to_right(text, masked, start, core, cues, quotes)


def _trailing(
    text: str, masked: str, start: int, core: int, cues: list[tuple[Span, Cue]], quotes: list[Quote]
) -> tuple[list[Span], Span, Span, str, str] | None:
    """An attribution after its content ("..., he said") or in its middle ("..., he said, ..."): regions, source, cue, kind, tense.

    The regions end where the same speaker, or another one, says something more ("..., he said, adding that ...").
    """
    for i, (cue, entry) in enumerate(cues):
        kind = entry.shapes.get("S") or entry.shapes.get("T") or entry.shapes.get("Q") or entry.shapes.get("I")
        # Of the forms in -ing only "was quoted as saying" stands after what it reports.
        if kind is None or (entry.tense == "ing" and not masked[start : cue[0]].endswith(" as ")):
            continue
        source = source_before(masked, start, cue, entry)
        edge = source[0] if source else cue[0]
        left = masked[start:edge].rstrip()
        if source and left and _closes(left, quotes, start):
            quoted = _quoted_before(text, start + len(left), quotes)
            limit = _next_report(masked, cue[1], cues[i + 1 :], core, entry.tense, entry.tense, least=0) or core
            after = _attribution_end(masked, cue[1], limit, "T" in entry.shapes and "S" not in entry.shapes, quoted=quoted)
            opened = after is not None and any(abs(q.start - after) <= 2 and text[q.inner_start].isupper() for q in quotes)
            begin = _after_frame(masked, start, edge, quotes, more=after is not None and limit - after > 12, opened=opened)
            if after is not None and (edge - begin > 12 or limit - after > 12 or (quoted and begin == start)):
                return [(begin, edge), (after, limit)], source, cue, kind, entry.tense
        inverted = masked[start : cue[0]].rstrip()
        opens = source is not None and source[0] - start < 4
        if (
            inverted
            and entry.tense != "ing"
            and not opens
            and _closes(inverted, quotes, start)
            and not EVASION.search(inverted)
            and (cue[0] - start > 12 or _quoted_before(text, start + len(inverted), quotes))
        ):
            limit = _next_report(masked, cue[1], cues[i + 1 :], core, entry.tense, entry.tense, least=0) or core
            named = _inverted_source(masked, cue[1], limit)
            if named is not None:
                apposed = re.match(r",\s+(?:an?|the|who|which)\s[^\"“]*$", masked[named[1] : limit])
                quoted = _quoted_before(text, start + len(inverted), quotes)
                after = _attribution_end(masked, named[1], limit, False, quoted=True) if quoted else named[1]
                return [(start, cue[0]), (limit if apposed or after is None else after, limit)], named, cue, kind, entry.tense
    return None


_FRAME = re.compile(
    r"\s*(?:When\s+)?(?:asked|questioned|pressed|responding|replying|reacting|speaking|commenting|answering|addressing|writing|referring"
    rf"|in (?:response|reply|answer|reaction) to)\b[^\"“{MASK}]*?,\s*",
    re.IGNORECASE,
)


def _after_frame(masked: str, start: int, edge: int, quotes: list[Quote], *, more: bool, opened: bool) -> int:
    """Where the reported words begin in a sentence opened by what they answer ("Asked whether ..., she said").

    With `more` reported after the cue and no quotation before it, all that stands before it is the frame; so it is, with a
    quotation `opened` after the cue, where it tells what the speaker did ("Expelling the envoy, she said").
    """
    before = masked[start:edge]
    if (
        opened
        and re.match(r"\s*[A-Z][a-z]+ing\b", before)
        and not has_verb(before)
        and not any(start <= q.start < edge for q in quotes)
    ):
        return edge
    frame = _FRAME.match(masked, start, edge)
    if frame is None:
        return start
    quote = next((q.start for q in quotes if frame.end() <= q.start < edge), None)
    return quote if quote is not None else edge if more else frame.end()


def _quoted_before(text: str, at: int, quotes: list[Quote]) -> bool:
    """Whether a quotation of two words or more ends at a place."""
    return any(q.end == at and " " in text[q.inner_start : q.inner_end] for q in quotes)


def _closes(left: str, quotes: list[Quote], start: int) -> bool:
    at = start + len(left)
    return left[-1] in ",?!—–" or any(q.end == at and q.end - q.start > 8 for q in quotes)


_TWITTER = re.compile(r"(?:\s+on\s+X)?,\s+(?:formerly|previously)(?:\s+(?:known|called)(?:\s+as)?)?\s+Twitter,?")
_NO_MORE = re.compile(
    r",?\s+but\s+(?:(?:he|she|it|they)\s+)?(?:(?:did|does|do|has|have|had|would|could)\s+not|did\s?n[’']t|(?:had\s+)?(?:gave|given|offered|provided|named)\s+no)\s+"
    r"(?:\w+\s+)?(?:disclos\w+|elaborat\w+|say|said|specif\w+|comment\w*|identif\w+|give|given|provide|details|evidence|reasons?)\b"
)
"""What a reporter adds on what was not said."""


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
    if not rest.strip(" ,") or (addressed and rest.startswith(" as ")) or _NO_MORE.match(rest):
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


def _according(masked: str, start: int, core: int, cues: list[tuple[Span, Cue]]) -> tuple[list[Span], Span, Span, int] | None:
    """Where "according to X" stands: the regions of the words, the source, the cue, and where they end."""
    told = re.finditer(r"\b[Aa]ccording to\b|\b[Ii]n the words of\b|\bas (?:reported|stated) by\b", masked[start:core])
    m = next((m for m in told if not NOT_SAID.match(masked[start + m.end() : core].lstrip())), None)
    if m is None:
        return None
    cue = start + m.start(), start + m.end()
    core = _next_report(masked, cue[1], [one for one in cues if one[0][0] > cue[1]], core, "past", "past", least=1) or core
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
        return [(cue[1] + cut.end(), core)], tidy(masked, cue[1], cue[1] + cut.start()), cue, core
    after = cue[1] + (cut.start() if cut else len(rest))
    tail = masked[after:core]
    regions = [(start, cue[0])]
    if cut and len(tail.split()) > 3 and not re.match(r",\s+(?:a|an|the|who|which|citing|after|as)\s", tail):
        regions.append((after, core))
    return regions, tidy(masked, cue[1], after), cue, core


def _left_to_right(
    text: str,
    masked: str,
    start: int,
    core: int,
    cues: list[tuple[Span, Cue]],
    quotes: list[Quote],
    *,
    done: int = 0,
    source: Span | None = None,
    tense: str = "",
) -> Iterator[Found]:
    """Read a sentence, from `done` on where `source` has spoken up to there, with a verb in that tense."""
    done = max(start, done)
    antecedent: Span | None = None
    spans_of_quotes = [(q.start, q.end) for q in quotes]
    for i, (cue, entry) in enumerate(cues):
        if cue[0] < done:
            continue
        subject = source_before(masked, done, cue, entry)
        left = masked[start : cue[0]]
        if subject is None and antecedent is not None and re.fullmatch(rf"\s*,\s+{_AUXILIARY}", masked[done : cue[0]]):
            subject = antecedent
        shared = (
            subject is None
            and source is not None
            and re.search(r"(?:,|\band|\bbut|\bor)\s*(?:also\s+|then\s+|still\s+|\w+ly\s+)?(?:has\s+|had\s+|have\s+)?$", left)
        )
        if shared and (entry.tense == "ing" or _goes_with(_tense(entry, left), tense)):
            subject = source
        if subject is None and entry.tense == "ing":
            subject = _participle_subject(masked, start, cue[0])
        if subject is None:
            continue
        # "Quoted her as saying ... and said": the saying is past.
        own = "past" if entry.tense == "ing" and left.endswith(" as ") else _tense(entry, left)
        limit = _clause_end(masked, cue, cues[i + 1 :], core, own, tense)
        relative = _relative(masked, start, subject, cue)
        if relative is not None:
            # "Norland, which says ..., has left": the relative clause ends where the main verb comes.
            closed = main_verb(masked, cue[1], limit)
            limit, antecedent = (limit, None) if closed is None else (closed, relative)
            if masked.endswith("whose ", start, subject[0]):
                subject = relative[0], subject[1]
        made = report_right(masked, cue, entry, limit, quotes=spans_of_quotes)
        if made is None or made.content is None:
            source, tense = subject, _main(own, tense)
            continue
        spans = _content(text, [made.content], quotes)
        if spans:
            kind, predicate = made.kind, made.predicate
            if predicate and called_false(text[slice(*made.content)]):
                kind, predicate = "denies", ""  # "called the accusation baseless"
            yield Found(spans, subject, cue, kind, content_kind(spans, quotes), made.target, predicate)
            done = limit
        source, tense = subject, _main(own, tense)


_PERFECT = re.compile(r"\bha(?:s|ve)\s+$")


def _tense(entry: Cue, left: str) -> str:
    """The tense of a verb after the words to its left: that of its form, or "perfect"."""
    return "perfect" if entry.tense == "past" and _PERFECT.search(left) else entry.tense


def _goes_with(tense: str, before: str) -> bool:
    """Whether verbs of two tenses stand side by side: "says ... and has asked", "has denied ... and says"."""
    return tense == before or {tense, before} in ({"perfect", "s"}, {"perfect", "base"}, {"perfect", "past"})


_AUXILIARY = r"(?:(?:also|later|then|still|again|\w+ly)\s+)?(?:(?:has|have|had)\s+)?(?:\w+ly\s+)?"
_MAIN_VERB = re.compile(r",\s+(?:(?:also|later|then|still|again|\w+ly)\s+)?(?P<verb>[a-z]+)\b")
_FINITE = re.compile(
    r"did|does|has|have|had|is|are|was|were|will|would|can|could|may|might|must|should|\w+ed|told|wants?|needs?|plans?|seeks?|sent|made|took"
    r"|began|met|held|left|put|gave|went|came|struck|hit|won|lost"
)
_NO_VERB = frozenset("armed allied united retired red unmanned advanced unidentified alleged".split())


def main_verb(masked: str, start: int, end: int) -> int | None:
    """Return where a comma stands before a finite verb, or None: there a relative clause ends and its sentence goes on."""
    for m in _MAIN_VERB.finditer(masked, start, end):
        word = m["verb"]
        if word not in _NO_VERB and (_FINITE.fullmatch(word) or (word in CUES and CUES[word].tense in ("s", "past"))):
            return m.start()
    return None


def _relative(masked: str, start: int, subject: Span, cue: Span) -> Span | None:
    """Whom a relative clause is about in which a cue stands ("Norland, which says", "Norland, whose minister says"), or None."""
    if re.fullmatch(r",\s+(?:who|which)\s+(?:(?:has|have|had)\s+)?(?:\w+ly\s+)?", masked[subject[1] : cue[0]]):
        return subject
    before = re.search(r",\s+(?:whose|which|whom)\s+$", masked[start : subject[0]])
    return phrase_before(masked, start, start + before.start()) if before else None


def _main(own: str, before: str) -> str:
    """The tense in which a speaker's next verb will stand: a participle takes none of its own."""
    return before if own == "ing" and before else own


_WITH = re.compile(r",\s+with\s+(?P<who>(?:(?:the|its|president|prime minister|spokes\w+)\s+)?[A-Z][^,;:]{2,60}?)\s+$")
"""Who speaks beside another: "..., with the cabinet stating ...\"."""


def _participle_subject(masked: str, start: int, at: int) -> Span | None:
    """`Britain joined others in urging ...`, `X rejected it, saying ...`: the subject of the sentence; `Y quoted X as saying ...`: X."""
    quoted = re.search(r"\b(?:quot|cit)(?:ed|es|ing|e)\s+(?!by\b)(?P<who>[^,;:]{2,90})\s+as\s*$", masked[start:at])
    if quoted:
        who = start + quoted.start("who"), start + quoted.end("who")
        return who if is_phrase(quoted["who"]) else None
    beside = _WITH.search(masked[start:at])
    if beside and is_phrase(beside["who"]):
        return start + beside.start("who"), start + beside.end("who")
    if not re.search(r"(?:,|\bin|\bby|\bwhile|\bafter|\bbefore|—|–)\s*(?:\w+ly\s+|again\s+|also\s+)?$", masked[start:at]):
        return None
    clause = max((start + m.end() for m in re.finditer(r",\s+(?:and|but|while)\s+", masked[start:at])), default=start)
    opener = re.match(
        r"\s*(?:But|And|Meanwhile|However|Earlier|(?:On|In|After|During|At) [^,]{2,60})\s*,?\s+(?=\w)",
        masked[clause:at],
    )
    return phrase_at(masked, clause + (opener.end() if opener else 0), at)


def _clause_end(masked: str, cue: Span, later: list[tuple[Span, Cue]], core: int, tense: str, main: str) -> int:
    """Where the words that `cue` reports end: before a second report of the same speaker or of another one beside it.

    `main` is the tense of the verb on which a participle hangs ("condemned it, saying ..., but still said ..."). That no more was
    said is the reporter's remark.
    """
    no_more = _NO_MORE.search(masked, cue[1], core)
    core = no_more.start() if no_more else core
    return _next_report(masked, cue[1], later, core, tense, main, least=2) or core


def _next_report(
    masked: str, at: int, later: list[tuple[Span, Cue]], core: int, tense: str, main: str, *, least: int
) -> int | None:
    """Where, `least` words after `at`, the words end before a second report, as `_clause_end` says."""
    for other, entry in later:
        between = masked[at : other[0]]
        words = len(re.findall(rf"[\w{MASK}]+", between))
        if other[0] >= core or (words < least and (words == 0 or entry.tense != "ing")):
            continue  # "denied involvement, saying ..." has said a word
        joined = re.search(r",?\s+(?:and|but)(?:\s+also|\s+then|\s+still|\s+\w+ly)?\s+(?:has\s+|had\s+|have\s+)?$", between)
        but = joined and re.search(r"[,”\"]\s+but\b", between[max(0, joined.start() - 1) : joined.end()])
        same = _goes_with(_tense(entry, between), tense) or (but and tense == "ing" and entry.tense == main)
        if joined and same and not EVASION.search(between[: joined.start()]):
            return at + joined.start()
        gerund = _WITH.search(between) or re.search(r",(?:\s+(?:while|but|and|after|before))?\s+(?:also\s+|again\s+)?$", between)
        if gerund and entry.tense == "ing":
            return at + gerund.start()
        subject = source_before(masked, at, other, entry) if entry.tense != "ing" else None
        if subject is not None:
            edge = re.search(r"(?:,\s+(?:while|but|and|whereas|as|though|although)|;)(?:\s+\w+ly)?\s+$", masked[at : subject[0]])
            # "X said it was late and the army of Y said ...": a new clause without a comma.
            beside = (
                same
                and re.match(r"(?:the\s+(?:\w+\s+)*)?[A-Z]", masked[slice(*subject)])
                and re.search(r"\s+(?:and|but|while)\s+$", masked[at : subject[0]])
            )
            edge = edge or (beside if beside and has_verb(masked[at : at + beside.start()]) else None)
            if edge:
                return at + edge.start()
    return None


def _content(text: str, regions: Sequence[Span], quotes: list[Quote]) -> tuple[Span, ...]:
    """Turn regions of a sentence into content spans: without the marks where a span is one quotation and nothing else."""
    out: list[Span] = []
    for start, end in regions:
        start, end = tidy(text, start, end)
        if end - start < 2:
            continue
        within = [q for q in quotes if q.start < end and q.end > start]
        outside = "".join(text[i] for i in range(start, end) if not any(q.start <= i < q.end for q in within))
        if within and len(re.sub(r"[\W_]|\band\b|\bBut\b", "", outside)) < 3:
            out += [tidy_quote(text, q) for q in within]
        else:
            # A quotation that only begins or ends inside the region belongs to it whole.
            start = min([start, *[q.start for q in within]])
            end = max([end, *[q.end for q in within if q.end - end <= 3]])
            out.append((start, end))
    return tuple(span for span in out if span[1] - span[0] > 1)


def content_kind(spans: Sequence[Span], quotes: list[Quote]) -> str:
    """Direct when all is quoted, indirect when nothing is, else mixed."""
    quoted = [any(q.inner_start <= s and e <= q.inner_end for q in quotes) for s, e in spans]
    if all(quoted):
        return "direct"
    return "mixed" if any(q.start < e and q.end > s for s, e in spans for q in quotes) else "indirect"


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
                for child in _left_to_right(text, view, s, stop, cue_words(view, s, stop), within):
                    if child.content != one.content and child.source is not None:
                        out.append(replace(child, parent=place, paragraph=one.paragraph, sentence=one.sentence))
    return out
