"""What the first lines of a plain text say about it: title, publisher, date."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stance.sources.dates import Dated, find_date

_HEAD_LINES = 8
_STAMP_LINES = 25
_STAMP = re.compile(r"\s*(?:date:?\s+)?(?P<date>\d{4}-\d{2}-\d{2})\b")
_PUBLISHED = re.compile(r"(?:first |last )?(?:published|posted|updated)\b", re.IGNORECASE)
_LONGEST_LINE = 160
_BARS = re.compile(r"\s*[|•·]\s*")
_HANDLE = re.compile(r"(?:^|\s)@\w{2,}")
_BY = re.compile(r"^[Bb][Yy]\s+(?=[A-Z])")
_DATE_WORDS = re.compile(
    r"\b(?:first|last|published|updated|posted|issued|modified|date|time|on|at|print|local"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:[A-Z0-9][\w.&’'-]*)(?:\s+[\w.&’'-]+){0,5}(?:\s+\([\w .-]+\))?$")
_NO_NAME = re.compile(
    r"\b(?:correspondent|editor|reporters?|writer|staff|bureau|contributor|desk)\b|\bmin(?:ute)?s?\s+read\b"
    r"|^(?:first|last|published|updated|posted|issued|print|share|save|follow|by|from)\b",
    re.IGNORECASE,
)
_NAMED_BEFORE = re.compile(
    r"(?P<name>(?!(?:New|Hong|Tel|San|Los|Abu|Addis|Saint|St\.?)\s\w+,)[A-Z]\S*(?:\s+\S+){1,5}?)\s*[,–—-]\s*$"
)
"""The outlet before its date, in two words or more: one word may as well be a place."""
_ONE_WORD = re.compile(r"(?P<name>[A-Z][\w/’'-]*)\s*[,(–—-]\s*$")
_OUTLETS = frozenset(
    "afp al-monitor anadolu ansa ap axios bbc bild bloomberg cbs cnn dpa dw economist efe euronews forbes "
    "guardian haaretz interfax izvestia kommersant kyodo lenta meduza nbc newsweek nhk npr politico "
    "reuters rferl rfe/rl ria rt ruptly sputnik stern tass telegraph time ukrinform unian upi voa vox "
    "wafa xinhua yahoo yonhap".split()
)
"""Outlets of one word, which are told from places by their names alone."""
_DATELINE = re.compile(r"(?P<place>[A-Z][^()\n]{1,60}?)\s*\((?P<agency>[A-Z][\w .&’'-]{1,30})\)\s*[-–—:]")
_CAPTION = re.compile(r"(?:(?:file|stock|archive)\s+)?(?:image|photo|picture|credit)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """Title, publisher and date as the first lines print them, each missing where they do not."""

    title: str | None = None
    publisher: str | None = None
    dated: Dated | None = None


@dataclass(frozen=True)
class _Line:
    text: str
    blank_after: bool


def read_head(text: str) -> Head:
    r"""Read title, publisher and date from the lines before the first paragraph, and from its dateline.

    Examples
    --------
    >>> head = read_head("Talks fail\n\nBy Jane Doe, Example Press, March 3, 2021\n\nThe talks failed, they said.")
    >>> head.title, head.publisher, head.dated.value.isoformat()
    ('Talks fail', 'Example Press', '2021-03-03T00:00:00')
    """
    title = publisher = dated = None
    lines = _lines(text)
    bylines = [_byline(line.text) for line in lines]
    for i, (line, byline) in enumerate(zip(lines, bylines, strict=True)):
        if byline is not None:
            publisher, dated = publisher or byline[0], dated or byline[1]
            continue
        dateline = _DATELINE.match(line.text)
        if dateline and _is_place(dateline["place"]):
            publisher, dated = publisher or dateline["agency"].strip(), dated or find_date(dateline["place"])
            break
        if title is None and (i == 0 or (i == 1 and bylines[0])) and _is_title(lines, bylines, i):
            title = line.text
        elif len(line.text) > _LONGEST_LINE or (len(line.text) > 60 and line.text.endswith((".", ".”", '."'))):
            break
    return Head(title, publisher, dated or _stamped(text))


def _stamped(text: str) -> Dated | None:
    """A date that stands alone under the head, marked as that of publication, or in digits before the first word."""
    stamp = _STAMP.match(text)
    if stamp:
        return find_date(stamp["date"])
    for line in [line.strip() for line in text[:5_000].split("\n") if line.strip()][:_STAMP_LINES]:
        dated = find_date(line) if _PUBLISHED.match(line) else None
        if dated and not re.search(r"\w", _DATE_WORDS.sub("", f"{line[: dated.start]} {line[dated.end :]}")):
            return dated
    return None


def _lines(text: str) -> list[_Line]:
    lines = [line.strip() for line in text[:20_000].split("\n")]
    return [_Line(line, not after) for line, after in zip(lines, [*lines[1:], ""], strict=True) if line][:_HEAD_LINES]


def _byline(line: str) -> tuple[str | None, Dated | None] | None:
    """Return publisher and date of a byline or a line of the date; nothing where the line is neither."""
    if len(line) > _LONGEST_LINE:
        return None
    dated = find_date(line)
    parts = [part for part in _BARS.split(line) if part]
    if len(parts) > 1 and (dated or any(_HANDLE.search(part) or _BY.match(part) for part in parts)):
        return next((part for part in parts if _is_publisher(part)), None), dated
    named = _NAMED_BEFORE.match(line[: dated.start]) if dated else None
    if dated and named and not re.search(r"\w", _DATE_WORDS.sub("", line[dated.end :])) and _is_publisher(named["name"]):
        return named["name"], dated
    alone = _ONE_WORD.match(line[: dated.start]) if dated else None
    if dated and alone and not re.search(r"\w", _DATE_WORDS.sub("", line[dated.end :])):
        return alone["name"] if alone["name"].lower() in _OUTLETS else None, dated
    rest = f"{line[: dated.start]} {line[dated.end :]}" if dated else line
    by = _BY.match(rest)
    if by:
        names = [part.strip(" ,()-–—") for part in re.split(r",|\s[-–—]\s", rest[by.end() :])]
        whole = all(re.match(r"[A-Z]", word) or word in ("and", "de", "van", "von", "in") for word in names[0].split())
        if whole and (len(names) > 1 or dated or len(names[0].split()) < 8) and not line.endswith("."):
            return next((part for part in names[1:] if _is_publisher(part)), None), dated
    if dated and not re.search(r"\w", _DATE_WORDS.sub("", rest)):
        return None, dated
    return None


def _is_publisher(part: str) -> bool:
    letters = re.search(r"[^\W\d]", _DATE_WORDS.sub("", part))
    return bool(letters and _NAME.match(part) and not _NO_NAME.search(part) and find_date(part) is None)


def _is_place(words: str) -> bool:
    """MOSCOW; KYIV, Ukraine; Washington, DC/Moscow; Paris; but no name of an organization before its short form."""
    first = words.split()[0].strip(",")
    return (first.isupper() and len(first) > 1) or "," in words or "/" in words or len(words.split()) == 1


def _is_title(lines: list[_Line], bylines: list[tuple[str | None, Dated | None] | None], i: int) -> bool:
    line = lines[i]
    ends = line.text.rstrip("\"”’')").endswith((".", ",", ";", ":", "…"))
    follows = i + 1 < len(lines) and (line.blank_after or bylines[i + 1] is not None)
    short = len(line.text) <= _LONGEST_LINE and len(line.text.split()) > 1
    return follows and short and not ends and not _CAPTION.match(line.text) and not line.text.startswith(("-", "*", "@"))
