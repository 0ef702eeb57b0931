"""The aliases of actors and where in a text they name one.

A lexicon knows when a name is only a part of another one ("Paris Hilton", "the Minsk agreements", "Hunter Biden").
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from stance.statements import offices
from stance.tables import UNKNOWN

SCORES = {"name": 0.95, "government": 0.95, "ministry": 0.95, "role": 0.9, "capital": 0.85, "demonym": 0.6, "person": 0.95}
SORTS = (*SCORES, "media", "other")
_WORDS = {"government": "seat of government", "ministry": "institution", "role": "office"}


@dataclass(frozen=True)
class ActorMatch:
    """An actor that words name: its id, or "unknown"; the person and organization speaking for it; a score in [0, 1]; why."""

    actor: str
    person: str | None
    organization: str | None
    score: float
    reason: str


def nobody(reason: str, person: str | None = None) -> ActorMatch:
    """Return the match of words that name no actor, and why."""
    return ActorMatch(UNKNOWN, person, None, 0.0, reason)


@dataclass(frozen=True)
class Alias:
    """One way to name an actor, from one row of the table of aliases; `note` is a person's office."""

    alias: str
    actor: str
    sort: str
    organization: str | None
    person: str | None
    since: dt.date | None
    until: dt.date | None
    note: str

    def holds(self, on: dt.date | None) -> bool:
        """Whether it names the actor on a day; without a day every alias does."""
        return on is None or ((self.since is None or self.since <= on) and (self.until is None or on <= self.until))


@dataclass(frozen=True)
class Hit:
    """An alias found in a text, with all that it can stand for."""

    start: int
    end: int
    entries: tuple[Alias, ...]

    @property
    def sort(self) -> str:
        """The sort of name it is."""
        return self.entries[0].sort

    def actor(self, on: dt.date | None) -> str:
        """Return the one actor it stands for, "unknown" where there are several."""
        actors = {e.actor for e in self.entries if e.sort != "person" or e.holds(on)}
        return actors.pop() if len(actors) == 1 else UNKNOWN

    def match(self, printed: str, on: dt.date | None, *, office: str = "") -> ActorMatch:
        """Return what it alone stands for; `office` is the title it is printed with."""
        entry = self.entries[0]
        if self.sort == "media":
            return replace(nobody(f'"{printed}" is an outlet, which reports what others say'), organization=entry.alias)
        if self.sort == "other":
            return nobody(f'"{printed}" is {entry.note or "no actor of the table"}')
        if self.sort == "person":
            return self._office_holder(printed, on, office)
        if self.actor(on) == UNKNOWN:
            return nobody(f'"{printed}" can be {" or ".join(sorted({e.actor for e in self.entries}))}')
        word = _WORDS.get(entry.sort, entry.sort)
        return ActorMatch(entry.actor, None, entry.organization, SCORES[entry.sort], f'{word} "{printed}"')

    def _office_holder(self, printed: str, on: dt.date | None, office: str) -> ActorMatch:
        people = [e for e in self.entries if e.holds(on)]
        if not people:
            last = max(self.entries, key=lambda e: e.since or dt.date.min)
            term = f"{last.note or last.organization} of {last.actor}, {last.since or 'start unknown'} to {last.until or 'now'}"
            return nobody(f'"{printed}" held no office of the table on {on}: office ended or not begun ({term})', last.person)
        people = [e for e in people if office and re.search(rf"\b{re.escape(office)}\b", e.note, re.IGNORECASE)] or people
        if len({e.actor for e in people}) > 1 or len({e.person for e in people}) > 1:
            return nobody(f'"{printed}" can be more than one office-holder')
        entry = max(people, key=lambda e: e.since or dt.date.min)
        score, dated = (0.95, f"in office on {on}") if on is not None else (0.8, "by office; the text has no date")
        title = entry.note or entry.organization or "speaker"
        return ActorMatch(entry.actor, entry.person, entry.organization, score, f'"{printed}", {title} of {entry.actor}, {dated}')


class Lexicon:
    """The aliases of a table, ready to be found in texts.

    Parameters
    ----------
    aliases : iterable of Alias
        All rows; the family names of persons are added.
    """

    def __init__(self, aliases: Iterable[Alias]) -> None:
        found: dict[str, list[Alias]] = {}
        short: dict[str, list[Alias]] = {}
        for entry in aliases:
            found.setdefault(fold(entry.alias).lstrip("@#"), []).append(entry)
            if entry.sort == "person":
                for last in surnames(entry.alias, first=entry.actor in offices.NAME_FIRST):
                    if last in offices.OPENERS:
                        continue
                    short.setdefault(fold(last), []).append(entry)
        found = {alias: [e for e in entries if e.sort != "person"] or entries for alias, entries in found.items()}
        self.index = {alias: tuple(entries) for alias, entries in {**short, **found}.items()}

    @cached_property
    def _by_first_word(self) -> dict[str, tuple[str, ...]]:
        """The aliases that begin with a word, longest first."""
        out: dict[str, list[str]] = {}
        for alias in self.index:
            if first := re.match(r"\w+", alias):
                out.setdefault(first.group(), []).append(alias)
        return {word: tuple(sorted(aliases, key=len, reverse=True)) for word, aliases in out.items()}

    @cached_property
    def _squeezed(self) -> dict[str, str]:
        """The aliases as handles write them."""
        return {re.sub(r"\W", "", alias).lower(): alias for alias in self.index}

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for alias in self.index for word in re.findall(r"\w+", alias))

    def uncapitalized(self, text: str) -> str:
        """Return the text with names that are all in capitals as the table spells them, character for character.

        A report may begin "CHINA on Monday asked ..."; a name that the table has in capitals ("NATO") stays.
        """

        def spelled(m: re.Match[str]) -> str:
            # All other words in capitals as well, so that what stands beside a name ("CHINA SEA") is seen to be part of another.
            return m.group() if m.group() in self._words else m.group().capitalize()

        return re.sub(r"(?<![\w@#])(?<!\bUS )(?<!\bWHO )[A-Z]{3,}(?!\w)(?! (?:US|AU|WHO)\b)", spelled, text)

    def whole(self, words: str) -> Hit | None:
        """Return what the whole of some words is an alias of."""
        entries = self.index.get(fold(words))
        return Hit(0, len(words), entries) if entries else None

    def spelled(self, handle: str) -> str:
        """Read a handle as words: "@mfa_russia" as "MFA Russia"."""
        squeezed = re.sub(r"\W|_", "", handle).lower()
        if len(squeezed) > 2 and squeezed in self._squeezed:
            return self._squeezed[squeezed]
        parts = re.split(r"[@#_\W]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", handle)
        return " ".join(self._squeezed.get(p.lower(), p) for p in parts if len(p) > 1)

    def person(self, name: str, actor: str) -> str:
        """Return a name as the table spells it."""
        name = offices.HONORIFIC.sub("", name)
        entries = [e for e in self.index.get(fold(name), ()) if e.sort == "person"]
        return next((e.person or name for e in sorted(entries, key=lambda e: e.actor != actor)), name)

    def scan(self, text: str, *, weak: bool = False) -> Iterator[Hit]:
        """Yield the aliases in a text, the longest at each place; `weak` also takes common surnames alone."""
        folded, at = fold(text), 0
        for word in re.finditer(r"\w+", folded):
            start = word.start()
            if start < at or word.group() not in self._by_first_word:
                continue
            if folded[start - 1 : start] in {"@", "#", "."} or re.search(
                r"\b(?:[a-z]+|Pro|Anti|Non|Ex|Then|Mid)-$", folded[max(0, start - 12) : start]
            ):
                continue
            for alias in self._by_first_word[word.group()]:
                end = start + len(alias)
                if not folded.startswith(alias, start) or re.match(r"\w|\.\w|-[a-z]", folded[end : end + 2]):
                    continue
                if not self._is_another(folded, start, end, weak=weak):
                    yield Hit(start, end, self.index[alias])
                at = end
                break

    def _is_another(self, text: str, start: int, end: int, *, weak: bool) -> bool:
        """Whether an alias is here a part of another name."""
        alias, before, after = text[start:end], text[max(0, start - 30) : start], text[end : end + 40]
        entries = self.index[alias]
        if entries[0].sort == "person":
            return alias not in {fold(e.alias) for e in entries} and self._is_relative(alias, before, after, weak=weak)
        if alias in {"US", "WHO", "AU"} and re.search(r"\b[A-Z]{2,} $", before) and re.match(r" [A-Z]{2,}\b", after):
            return True
        if offices.GEOGRAPHY.match(after) or (entries[0].sort == "capital" and offices.TREATY.match(after)):
            return True
        if alias == "Georgia" and (offices.US_GEORGIA.match(after) or offices.US_GEORGIA_BEFORE.search(before)):
            return True
        if alias not in offices.FIRST_NAMES:
            return False
        follows = re.match(r"\s+([A-Z][a-z]+)", after)
        other = (
            follows and follows[1] not in self.index and follows[1] not in offices.OPENERS and not offices.ROLE.match(follows[1])
        )
        return bool(other or self._first_name(before))

    def _is_relative(self, alias: str, before: str, after: str, *, weak: bool) -> bool:
        """Whether a family name is somebody else's ("Hunter Biden", "Xi Zhongxun", "Johnson & Johnson"), or a common one alone."""
        entries = self.index[alias]
        if first := self._first_name(before):
            # Spellings of a first name differ at its end; "Abd" alone begins many.
            n = 6 if first[:3].lower() == "abd" else 3
            return not any(first[:n] in {fold(part)[:n] for part in e.alias.split()} for e in entries)
        if before.endswith("& ") or re.match(
            r"\s+(?:&|(?:Jr|Sr|Tower|Foundation|Organi[sz]ation|Library|University|Center|Inc|Corp|Ltd)\b)", after
        ):
            return True
        follows = re.match(r"\s+([A-Z][a-z]+)", after)
        if follows and not (offices.ROLE.match(follows[1]) or follows[1] in offices.OPENERS or follows[1] in self.index):
            return True
        return not weak and self.is_weak(alias)

    def is_weak(self, alias: str) -> bool:
        """Whether a family name is too common to name an office-holder without a title."""
        entry = self.index[fold(alias)][0]
        if entry.sort != "person" or fold(entry.alias) == fold(alias):
            return False
        return alias in offices.WEAK_SURNAMES or (entry.actor in offices.NAME_FIRST and alias not in offices.STRONG_SURNAMES)

    def _first_name(self, before: str) -> str:
        """Return the word before a name when it can be a first name."""
        found = re.search(r"(?:^|[\s\"“(])([A-Z][\w'-]*\.?)(?: [A-Z]\.)? $", before)
        if (
            found is None
            or found[1] in offices.OPENERS
            or found[1].rstrip(".") in self.index
            or found[1].endswith(("ly", "'s", "s'"))
        ):
            return ""
        titled = any(title.end() == len(before) - 1 for title in offices.ROLE.finditer(before))
        return "" if titled or offices.HONORIFIC.match(found[1] + " ") else found[1]


def bare(words: str) -> str:
    """Take off what stands before a noun and its own possessive.

    >>> bare("the two Veldanian envoys'"), bare("the ministry's")
    ('Veldanian envoys', 'ministry')
    """
    return re.sub(r"'s?$", "", offices.DETERMINERS.sub("", offices.MEMBER.sub("", words.strip(" ,"))))


def is_name(words: str) -> bool:
    """Whether words are a person's first and family name."""
    return offices.NAME.fullmatch(words) is not None and not offices.ROLE.search(words)


def surnames(name: str, *, first: bool = False) -> list[str]:
    """Return the family name of a full name, with and without its particles.

    >>> surnames("Ursula von der Leyen"), surnames("Bashar al-Assad"), surnames("Xi Jinping", first=True)
    (['von der Leyen'], ['al-Assad', 'Assad'], ['Xi'])
    """
    parts = name.split()
    if len(parts) < 2:
        return []
    if first:
        return parts[:1]
    start = len(parts) - 1
    while start > 1 and parts[start - 1].lower() in {"von", "van", "der", "den", "de", "di", "da", "le", "el", "al", "bin", "la"}:
        start -= 1
    whole = " ".join(parts[start:])
    short = re.sub(r"^(?:al|el|Al|El)[- ]", "", whole)
    return [whole] if short == whole else [whole, short]


def _fold_table() -> dict[int, str]:
    table = {
        ord("ø"): "o",
        ord("Ø"): "O",
        ord("ł"): "l",
        ord("Ł"): "L",
        ord("đ"): "d",
        ord("ı"): "i",
        ord("’"): "'",
        ord("‘"): "'",
        ord("\u00a0"): " ",
    }
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = unicodedata.normalize("NFD", chr(code))
        if len(plain) > 1 and plain[0].isascii():
            table[code] = plain[0]
    return table


_FOLD = _fold_table()


def fold(text: str) -> str:
    """Return the text without accents and with straight apostrophes, character for character.

    >>> fold("Élysée’s Erdoğan"), len(fold("Élysée’s")) == len("Élysée’s")
    ("Elysee's Erdogan", True)
    """
    return text if text.isascii() else text.translate(_FOLD)
