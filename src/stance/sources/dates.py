"""Dates as a text prints them: day, month and year have to stand there, nothing is filled in from the clock."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from stance.errors import StanceError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = re.compile(
    r"(?<![\d/.-])(?:"
    r"(?P<y1>\d{4})([-/])(?P<m1>\d{1,2})\2(?P<d1>\d{1,2})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<m2>{_MONTH}),?[\s-]+(?P<y2>\d{{4}})"
    rf"|\b(?P<m3>{_MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})"
    r"|(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>\d{4})"
    r"|(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<y5>\d{4})"
    r")(?!\d)",
    re.IGNORECASE,
)
_ZONE = (
    r"(?:(?:GMT|UTC)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|Z|[+-]\d{2}:?\d{2}"
    r"|ET|CT|MT|PT|E[SD]T|C[SD]T|M[SD]T|P[SD]T|BST|WET|CET|CEST|EET|EEST|MSK|IST|PKT|SGT|HKT|JST|KST|AE[SD]T|SAST)"
)
_TIME = (
    r"(?P<hour>\d{1,2})(?:(?P<minute>[:.]\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?(?!\d)"
    rf"(?:\s*(?P<half>[apAP])\.?[mM]\b\.?)?(?:\s*\(?(?P<zone>{_ZONE})(?!\w))?"
)
_TIME_AFTER = re.compile(rf"(?:[Tt]|\s*(?:[,|–—-]|\bat\b)?\s*){_TIME}")
_TIME_BEFORE = re.compile(rf"(?<![\d:]){_TIME}\)?\s*,?\s*(?:on\s+)?(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?$")


_IN_A_NAME = re.compile(r"(?<!\d)(\d{4})([-_.])(\d{2})\2(\d{2})(?!\d)")


def date_in_name(name: str) -> dt.datetime | None:
    """Return the day that a file's name carries as year, month and day, or None.

    >>> date_in_name("2022-02-12_phone_call"), date_in_name("article 3")
    (datetime.datetime(2022, 2, 12, 0, 0), None)
    """
    for year, _, month, day in _IN_A_NAME.findall(name):
        with suppress(ValueError):
            return dt.datetime(int(year), int(month), int(day))
    return None


@dataclass(frozen=True)
class Dated:
    """A date in a text: its value without zone, the zone as printed, and `text[start:end]` where it stands."""

    value: dt.datetime
    zone: str | None
    start: int
    end: int


def find_date(text: str, *, day_first: bool | None = None) -> Dated | None:
    """Return the first full date of a text, with the time beside it.

    Parameters
    ----------
    text : str
        A line or a cell.
    day_first : bool, optional
        How 03/04/2022 is meant; without it, such a date counts only where one of the numbers is above 12.

    Examples
    --------
    >>> find_date("12 Feb 2022, 02:46 pm Print").value
    datetime.datetime(2022, 2, 12, 14, 46)
    >>> find_date("Published: 2023-05-01 10:00 GMT").zone
    'GMT'
    >>> find_date("on Saturday") is None
    True
    """
    for match in _DATE.finditer(text):
        day = _day(match, day_first)
        if day is None:
            continue
        start, end = match.span()
        after = _TIME_AFTER.match(text, end)
        clock = _clock(after)
        if after is not None and clock is not None:
            end = after.end()
        else:
            lead = max(0, start - 40)
            before = _TIME_BEFORE.search(text[lead:start])
            clock = _clock(before)
            if before is not None and clock is not None:
                start = lead + before.start()
        time, zone = clock or (dt.time(), None)
        return Dated(dt.datetime.combine(day, time), zone, start, end)
    return None


def _day(match: re.Match[str], day_first: bool | None) -> dt.date | None:
    part = match.groupdict()
    year = int(next(part[name] for name in ("y1", "y2", "y3", "y4", "y5") if part[name]))
    if part["first"]:
        first, second = int(part["first"]), int(part["second"])
        if first > 12 or second > 12 or first == second:
            day_first = first > 12
        if day_first is None:
            return None
        day, month = (first, second) if day_first else (second, first)
    else:
        day = int(next(part[name] for name in ("d1", "d2", "d3", "d4") if part[name]))
        printed = next(part[name] for name in ("m1", "m2", "m3", "m4") if part[name])
        month = int(printed) if printed.isdigit() else _MONTHS.index(printed[:3].lower()) + 1
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _clock(match: re.Match[str] | None) -> tuple[dt.time, str | None] | None:
    if match is None or not (match["minute"] or match["half"]):
        return None
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"].lower() == "p")
    try:
        time = dt.time(hour, int((match["minute"] or ":0")[1:]), int(match["second"] or 0))
    except ValueError:
        return None
    return time, "UTC" if match["zone"] == "Z" else match["zone"]


def read_date(value: object, *, day_first: bool | None = None) -> tuple[dt.datetime | None, str | None]:
    """Return the local time and the zone that a cell gives; nothing for an empty cell.

    Raises
    ------
    StanceError
        When the cell holds something else than a full date.

    Examples
    --------
    >>> read_date("2022-02-12T14:46:00+05:30")
    (datetime.datetime(2022, 2, 12, 14, 46), '+05:30')
    """
    if isinstance(value, dt.datetime):
        offset = value.strftime("%z")
        return value.replace(tzinfo=None, microsecond=0), f"{offset[:3]}:{offset[3:5]}" if offset else None
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time()), None
    text = "" if value is None else str(value)[:100].strip()
    if not text:
        return None, None
    found = find_date(text, day_first=day_first)
    if found is None:
        raise StanceError(f"published is {text[:40]!r}; expected day, month and year, such as 2022-02-12 14:46")
    return found.value, found.zone


def guess_day_first(values: Iterable[object]) -> bool | None:
    """Return how a column means 03/04/2022, from those of its dates that can be read in one way only.

    >>> guess_day_first(["03/04/2022", "25/04/2022"])
    True
    >>> guess_day_first(["03/04/2022"]) is None
    True
    """
    orders = set()
    for value in values:
        match = _DATE.search(value) if isinstance(value, str) else None
        if match and match["first"]:
            first, second = int(match["first"]), int(match["second"])
            if (first > 12) != (second > 12):
                orders.add(first > 12)
    return orders.pop() if len(orders) == 1 else None
