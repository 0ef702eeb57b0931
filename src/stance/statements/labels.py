"""Speakers who stand beside their words without a verb, as reactions, transcripts and fact boxes print them.

A label with a colon before a quotation, a name behind a dash after it, a name on a line of its own above or below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from stance.statements.actor_names import is_name
from stance.statements.clauses import has_verb
from stance.statements.layout import DASH, Block
from stance.statements.offices import ROLE
from stance.statements.phrases import Span, is_phrase

_BEFORE = re.compile(r"(?P<who>[A-Z][^:;\"“”\n]{1,120}?)(?:\s+\([^()\n]{2,40}\))?:\s*(?=[\"“„«])")
_AFTER = re.compile(rf"[\"”»’]\s*,?\s*{DASH}\s*(?P<who>(?:the\s+)?[A-Z][^:;\"“”\n]{{1,120}}?)\s*[.,]?\s*$")
_BELOW = re.compile(rf"\s*{DASH}\s*(?P<who>(?:the\s+)?[A-Z][^:;\"“”\n]{{1,120}}?)\s*[.,]?\s*$")
_CAPITALS = re.compile(r"(?:(?:MR|MS|MRS|DR)\.? )?[A-Z][A-Z.’' -]{2,40}:\s+(?=\S)")
_TURN = re.compile(r"(?P<who>[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){1,3}):\s+(?=\S)")
_NO_SPEAKER = re.compile(
    r"(?:the\s+)?(?:(?:Reuters|AFP|AP|UPI|TASS|Xinhua|Bloomberg|Agencies|Agence France-Presse|Associated Press|Press Association|PA|ANI|PTI|EFE|dpa|IANS|Interfax"
    r"|News Agency|News Desk)\b.*"
    r"|(?:exclusive|analysis|opinion|comment|editorial|explainer|update|updated|breaking|live|note|quote|question|answer|watch|read|listen|video|photo|picture|caption"
    r"|headline|title|background|context|fact|claim|verdict|warning|reaction|source|key quote|bottom line)s?)",
    re.IGNORECASE,
)
"""Who or what stands so beside words and does not say them: an agency's credit, the name of a rubric."""


def speaker_before(text: str, start: int, block: Block) -> Span | None:
    """Return the speaker whom a label before a quotation names: 'The Norland envoy, Ada Roe: "…"'.

    Parameters
    ----------
    text : str
        The document.
    start : int
        Where the sentence begins.
    block : Block
        Its paragraph, off which a label may have been taken as a dateline.
    """
    if start == block.start:
        line = _line(text, block)
        cut = _BEFORE.match(text, line)
        # "MOSCOW: “…”" is where a report was written.
        start = line if cut and len(cut["who"].split()) > 1 and not cut["who"].isupper() else start
    label = _BEFORE.match(text, start)
    return label.span("who") if label and _names(label["who"]) else None


def speaker_after(text: str, start: int, end: int) -> Span | None:
    """Return the speaker behind the dash that ends a sentence which is else a quotation: '"…" — Ada Roe, foreign minister'."""
    label = _AFTER.search(text, start, end)
    return label.span("who") if label and _names(label["who"]) else None


def speaker_below(text: str, blocks: Sequence[Block], number: int) -> Span | None:
    """Return the speaker on the line below a quotation: behind a dash, or a name with its office where none stands above it."""
    below = blocks[number + 1] if number + 1 < len(blocks) else None
    if below is None or below.role not in {"body", "heading"}:
        return None
    label = _BELOW.match(text, below.start, below.end)
    if label and _names(label["who"]):
        return label.span("who")
    if below.role == "heading" and _is_holder(text, below) and not (number and _is_holder(text, blocks[number - 1])):
        return below.start, below.end
    return None


def speaker_above(text: str, blocks: Sequence[Block], number: int) -> Span | None:
    """Return the heading, or the label with a colon, above a quotation that may name its speaker."""
    above = blocks[number - 1] if number else None
    if above is None or above.role not in {"body", "heading"}:
        return None
    words = text[above.start : above.end]
    named = words.removesuffix(":").rstrip()
    if (above.role == "heading" or words.endswith(":")) and _names(named):
        return above.start, above.start + len(named)
    return None


def _is_holder(text: str, block: Block) -> bool:
    """Whether a line is a person's name and office: "Ada Roe, foreign minister"."""
    name, comma, office = text[block.start : block.end].partition(", ")
    return bool(comma) and is_name(name) and bool(ROLE.search(office)) and _names(office.capitalize())


def turns(text: str, blocks: Sequence[Block]) -> dict[int, Span]:
    """Return the paragraphs that are turns of a transcript, with the span of the speaker's name before the colon.

    A name in capitals begins a turn; one in other letters where it begins more than one.
    """
    labels = {
        i: label
        for i, block in enumerate(blocks)
        if block.role == "body" and (label := _TURN.match(text, _line(text, block), block.end)) and is_name(label["who"])
    }
    often = Counter(label["who"] for label in labels.values())
    out = {i: label.span("who") for i, label in labels.items() if often[label["who"]] > 1}
    for i, block in enumerate(blocks):
        capitals = _CAPITALS.match(text, block.start, block.end) if block.role == "body" else None
        if capitals and len(capitals.group().split()) <= 5:
            out[i] = (block.start, block.start + capitals.group().index(":"))
    return out


def _line(text: str, block: Block) -> int:
    """Where a paragraph begins with what was taken off it as a dateline."""
    line = text.rfind("\n", 0, block.start) + 1
    return line + len(text[line : block.start]) - len(text[line : block.start].lstrip())


def _names(words: str) -> bool:
    """Whether words can name a speaker: a noun phrase with a name or an office, and no verb."""
    head = words.split(",")[0]
    named = re.search(r"[A-Z]", words[1:]) or ROLE.search(words) or words.isupper() or len(words.split()) == 1
    return bool(named) and is_phrase(head) and not has_verb(words) and not _NO_SPEAKER.fullmatch(words)
