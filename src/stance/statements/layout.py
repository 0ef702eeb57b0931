"""What each line of a document is: body, headline, caption, embedded post, signature of one, or furniture.

Only body and post carry statements. Nothing is deleted: offsets stay those of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Role = Literal["body", "heading", "furniture", "caption", "post", "signature"]


@dataclass(frozen=True)
class Block:
    """A paragraph of a document: `text[start:end]` and what it is; a post also carries the words of its signature."""

    start: int
    end: int
    role: Role
    signature: str = ""


_SIGNATURE = re.compile(r"(?:[—–]|--?)\s*(?P<name>[^@\n]{2,80}?)\s*\(@(?P<handle>\w{2,30})\)(?P<rest>[^\n]{0,40})$")
_CAPTION = re.compile(
    r"^(?:(?:file|stock|archive|handout)\s+(?:image|photo|picture|pic)\b|(?:image|photo|picture|pic|graphic|video|caption|credit|source)s?\s*(?::|/|courtesy|credit)|FILE\s*[-–—:]|\[?(?:photo|image)\b[^.]{0,60}\]?$)"
    r"|\b(?:image|photo|picture)(?:\s+(?:from|by|courtesy|credit)|:)\s+[^.]{2,60}$|\((?:photo|image|picture|credit|ap|afp|reuters|getty)\b[^)]*\)\s*$"
    r"|(?:/|via )(?:Reuters|AFP|AP|Getty(?: Images)?|EPA|Shutterstock|Wikimedia[\w ]*)\)?\.?$|\b(?:AP|AFP|Reuters|Getty) (?:Photo|Images?)\b",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"^(?:by\s+(?:[A-Z][\w.’'-]+\s*){1,5}(?:[,|].*)?|.*\|.*(?:@\w+|\d{4}|print|share).*|(?:updated|published|posted|last (?:updated|modified)|first published)\b.{0,80}"
    r"|(?:(?:read|watch|listen|related|more)\s*:|read (?:more|also|next)|also read|see also|related|more (?:on|from)|watch|listen|advertisement|subscribe|sign up|follow us|share this|print|email this|click here|recommended|topics?|tags?|most read"
    r"|editor[’']?s note|copyright|all rights reserved|©|reporting by|editing by|additional reporting|writing by|with (?:inputs|agency|reporting) (?:from|by))\b.*)$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^(?i:by)\s+(?:[A-Z][\w.’'-]+(?:\s+(?:and\s+)?|,\s*|$)){1,8}")
DASH = r"(?:[—–―]|--?)"
"""Before who says a quotation, behind it."""
_SIGNED = re.compile(rf"[\"“‘](?:\S+\s+){{4,}}?[^\s.,!?]+(?P<stop>[.,!?]?)[\"”’]\s*,?\s*{DASH}\s*(?:the\s+)?[A-Z]")
"""A quotation of some words with who says it behind a dash."""
_LIST = re.compile(r"^\s*(?:[-*•·▪►»>]|\d{1,2}[.)])\s+")
_NO_WORDS = re.compile(r"^(?:https?://\S++|pic\.twitter\.com/\S++|t\.co/\S++|www\.\S++|[@#]\w++|\W)*$")
_DATELINE = re.compile(
    r"(?:[A-Z]{3,}(?: [A-Z]{3,}){0,2}\s*\([A-Z][^()]{3,60}\d{4}\)\s*|[A-Z][\w.’'-]*(?:[ ,/]+[A-Z][\w.’'-]*){0,5}(?:,? \d{1,2}(?:, \d{4})?)?\s*(?:\([A-Za-z][\w/ ]{1,24}\))?(?:\s*(?:[—–:]|--)\s*|\s*-\s+|\s+-))(?=[A-Z“\"][\w’'.]*\s)"
)
_HARD_WRAP = 90


def blocks(text: str, *, title: str | None = None) -> list[Block]:
    """Divide a document into blocks.

    Parameters
    ----------
    text : str
        The document.
    title : str, optional
        Its title; a line equal to it is a heading.

    Returns
    -------
    list of Block
        In order, without empty lines.
    """
    lines = list(_paragraphs(text))
    roles: list[Role] = [_role(text[start:end], title) for start, end in lines]
    signatures = [""] * len(lines)
    _mark_head(text, lines, roles)
    _mark_lists(text, lines, roles)
    after_signature = False
    for i, (start, end) in enumerate(lines):
        line = text[start:end]
        found = _SIGNATURE.search(line)
        if found and found.start() == 0:
            roles[i] = "signature"
            post = next((j for j in range(i - 1, -1, -1) if roles[j] not in ("furniture", "caption")), None)
            if post is not None and roles[post] in ("body", "heading"):
                roles[post], signatures[post] = "post", line
        elif found and len(line) < 600:
            roles[i], signatures[i] = "post", line[found.start() :]
            lines[i] = (start, start + len(line[: found.start()].rstrip()))
        elif after_signature and (_NO_WORDS.match(line) or "pic.twitter.com" in line):
            roles[i] = "furniture"
            continue
        after_signature = bool(found)
    for i in [i for i, role in enumerate(roles) if role == "body"][:2]:
        dateline = _DATELINE.match(text, *lines[i])
        if dateline:
            lines[i] = (dateline.end(), lines[i][1])
    return [Block(s, e, role, sig) for (s, e), role, sig in zip(lines, roles, signatures, strict=True) if e > s]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs: lines, or runs of lines where the text is hard-wrapped."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    lines = [(s + len(text[s:e]) - len(text[s:e].lstrip()), s + len(text[s:e].rstrip())) for s, e in lines]
    lines = [(s, e) for s, e in lines if e > s]
    long = [e - s for s, e in lines if e - s > 40]
    wrapped = len(long) > 4 and max(long) <= _HARD_WRAP and "\n\n" in text
    if not wrapped:
        yield from lines
        return
    begin, last = lines[0]
    for s, e in lines[1:]:
        if "\n\n" in re.sub(r"[ \t]", "", text[last:s]):
            yield begin, last
            begin = s
        last = e
    yield begin, last


def _role(line: str, title: str | None) -> Role:
    if title and line.strip() == title.strip():
        return "heading"
    if _NO_WORDS.match(line):
        return "furniture"
    if re.match(r"\((?:Reporting|Additional reporting|Writing|Editing)\b.*\)$", line):
        return "furniture"
    if len(line) < 300 and _CAPTION.search(line) and not re.search(r"[\"“”]", line):
        return "caption"
    if re.match(r"(?:READ|RELATED|WATCH|SEE ALSO|MORE)\b[^a-z]{0,8}:", line):
        return "furniture"
    if len(line) < 160 and (_FURNITURE.match(line) if not _BYLINE.match(line) else not line.endswith((".", "”", '"'))):
        return "furniture"
    return "body"


def _mark_head(text: str, lines: list[tuple[int, int]], roles: list[Role]) -> None:
    """Lines without a full stop before the first real paragraph are headlines; so are short ones between paragraphs."""
    first = next((i for i, (s, e) in enumerate(lines) if e - s > 80 and text[s:e].endswith((".", '."', ".”", "?"))), 0)
    for i, (s, e) in enumerate(lines):
        ends = text[s:e].rstrip("\"”’')").endswith((".", "!", "?", ",", ":", ";", "…"))
        quoted = text[s:e].startswith(("“", '"', "‘"))
        # A subheading may be a few quoted words; a quotation of a sentence goes on with the speaker before.
        brief = len(text[s:e].split()) <= 4 if quoted else not text[s:e].endswith(("”", '"'))
        signed = _SIGNED.match(text, s, e) if quoted else None
        if signed and (i >= first or signed["stop"]):
            continue  # a headline quotes without a stop
        if roles[i] == "body" and not ends and (i < first or (e - s < 100 and brief)):
            roles[i] = "heading"


def _mark_lists(text: str, lines: list[tuple[int, int]], roles: list[Role]) -> None:
    """A run of list items without full stops is a list of links."""
    items = [bool(_LIST.match(text[s:e])) and not text[s:e].rstrip('"”').endswith((".", ",", ";")) for s, e in lines]
    for i, item in enumerate(items):
        beside = (i > 0 and items[i - 1]) or (i + 1 < len(items) and items[i + 1])
        if item and beside:
            roles[i] = "furniture"


_TRAIL = re.compile(r"(?:\s*(?:https?://\S+|pic\.twitter\.com/\S+|t\.co/\S+))+\s*$")
_LEAD = re.compile(r"^(?:\W*[�]\W*|[^\w\s\"“‘'(#@$€£]+\s*|(?:[\u00c0-\u00ff\u2000-\u20cf]{1,3}[^\w\s]*)+\s+(?=[A-Z]))+")


def trim_post(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of a post without its links at the end and the emoji (or what is left of them) at its start."""
    trail = _TRAIL.search(text[start:end])
    if trail:
        end = start + trail.start()
    lead = _LEAD.match(text[start:end])
    if lead and lead.end() < 12:
        start += lead.end()
    return start, end
