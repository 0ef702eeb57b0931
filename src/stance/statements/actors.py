"""Who can speak: the table of actors and the reading of the words that name one.

The head of a phrase decides: "Russia's ambassador to the US" is Russia, "a Russian analyst" is nobody's state. Every answer
carries a score and the reason for it, and where nothing certain can be said it is "unknown".
"""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from stance.errors import StanceError
from stance.statements.offices import (
    FORMER,
    NAME_FIRST,
    NON_STATE,
    OBJECT_LINKS,
    STATE_ROLE,
    WEAK_SURNAMES,
    organization_of,
    surname,
)
from stance.tables import ACTOR_KINDS, UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

_HERE = Path(__file__).parent
SORTS = ("name", "demonym", "capital", "government", "role", "person", "media")
_SCORES = {"name": 0.95, "government": 0.95, "capital": 0.85, "demonym": 0.6, "role": 0.9, "person": 0.95}
_WORDS = {"name": "name", "government": "seat of government", "capital": "capital standing for the state", "role": "office"}


@dataclass(frozen=True)
class ActorMatch:
    """An actor that words name: its id, or "unknown"; the person and organization speaking for it; a score in [0, 1]; why."""

    actor: str
    person: str | None
    organization: str | None
    score: float
    reason: str


@dataclass(frozen=True)
class Mention:
    """An actor named in running text: code points, half-open."""

    start: int
    end: int
    match: ActorMatch


@dataclass(frozen=True)
class _Alias:
    alias: str
    actor: str
    sort: str
    organization: str | None
    person: str | None
    since: dt.date | None
    until: dt.date | None

    def holds(self, on: dt.date | None) -> bool:
        return on is None or ((self.since is None or self.since <= on) and (self.until is None or on <= self.until))


@dataclass(frozen=True, eq=False)
class ActorTable:
    """The actors and the words by which they are named.

    Attributes
    ----------
    actors : pandas.DataFrame
        The table actors.
    aliases : pandas.DataFrame
        alias, actor, sort (name, demonym, capital, government, role, person, media), organization, person, since, until (ISO dates, empty =
        open), note.
    """

    actors: pd.DataFrame
    aliases: pd.DataFrame

    @cached_property
    def _by_alias(self) -> dict[str, list[_Alias]]:
        out: dict[str, list[_Alias]] = {}
        for row in self.aliases.to_dict("records"):
            entry = _Alias(
                row["alias"], row["actor"], row["sort"], row["organization"] or None, row["person"] or None,
                _date(row["since"]), _date(row["until"]),
            )  # fmt: skip
            out.setdefault(entry.alias, []).append(entry)
            if entry.sort == "person" and entry.person:
                last = surname(entry.alias, first=entry.actor in NAME_FIRST)
                if last and last not in WEAK_SURNAMES:
                    out.setdefault(last, []).append(replace(entry, alias=last))
        return out

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted(self._by_alias, key=lambda alias: (-len(alias), alias))
        return re.compile(rf"(?<![\w@#.])(?:{'|'.join(map(re.escape, longest))})(?!\w)(?!-[A-Za-z])")

    def find(self, text: str, *, on: dt.date | None = None) -> list[Mention]:
        """Return the actors named in a text, longest names first where they overlap, in order.

        Parameters
        ----------
        text : str
            Running text; capital letters count ("US" is a state, "us" is not).
        on : datetime.date, optional
            The text's date; persons count for an actor inside their term only.
        """
        out = []
        for m in self._pattern.finditer(text):
            after = text[m.end() :]
            if m.group() in _GIVEN_NAMES and re.match(r"\s+[A-Z][a-z]", after):
                continue
            if self._other_person(text, m):
                continue
            match = self._entry(m.group(), on)
            if match.actor != UNKNOWN:
                out.append(Mention(m.start(), m.end(), match))
        return out

    def _entry(self, alias: str, on: dt.date | None) -> ActorMatch:
        """Return what an alias alone stands for."""
        entries = self._by_alias.get(alias, [])
        plain = [e for e in entries if e.sort != "person"]
        if plain:
            entry = min(plain, key=lambda e: SORTS.index(e.sort))
            if entry.sort == "media":
                return ActorMatch(UNKNOWN, None, alias, 0.0, f'"{alias}" is an outlet, which reports what others say')
            word = f'demonym "{alias}"' if entry.sort == "demonym" else f'{_WORDS[entry.sort]} "{alias}"'
            return ActorMatch(entry.actor, None, entry.organization, _SCORES[entry.sort], word)
        people = [e for e in entries if e.holds(on)]
        if not people:
            why = f'"{alias}" held no office on {on}' if entries else f'"{alias}" is not in the table'
            return ActorMatch(UNKNOWN, entries[0].person if entries else None, None, 0.0, why)
        if len({e.actor for e in people}) > 1 or len({e.person for e in people}) > 1:
            return ActorMatch(UNKNOWN, None, None, 0.0, f'"{alias}" can be more than one office-holder')
        entry = people[-1]
        score = 0.95 if on is not None else 0.8
        dated = f"in office on {on}" if on is not None else "an office-holder; the text has no date"
        return ActorMatch(
            entry.actor, entry.person, entry.organization, score, f'"{alias}", {entry.organization} of {entry.actor}, {dated}'
        )

    def resolve(self, mention: str, *, on: dt.date | None = None) -> ActorMatch:
        """Return whom a speaker's phrase speaks for.

        Parameters
        ----------
        mention : str
            The words as printed: "Ukraine's Defence Minister Oleksiy Reznikov", "a White House official", "@mfa_russia".
        on : datetime.date, optional
            The text's date; offices are held or over by it.

        Examples
        --------
        >>> table = load_actors()
        >>> table.resolve("Russia's ambassador to the US").actor, table.resolve("a Russian analyst").actor
        ('Russia', 'unknown')
        """
        words = re.sub(r"\s+", " ", mention).strip(' ,.;:—–-"“”')
        if words.startswith("@") or re.fullmatch(r"\w+_\w+", words):
            words = self._spell_handle(words)
        bare = re.sub(r"^(?:the|a|an|both|one|another|some|several|many|two|three|most)\s+", "", words, flags=re.IGNORECASE)
        bare = re.sub(r"(?:’s|'s)$", "", bare)
        if not bare:
            return ActorMatch(UNKNOWN, None, None, 0.0, "no speaker is named")
        bare = _TITLE.sub("", bare) if _TITLE.sub("", bare) in self._by_alias else bare
        if bare in self._by_alias:
            return self._entry(bare, on)
        former = FORMER.search(bare)
        if former:
            return self._former(bare, former.group(), on)
        return self._phrase(bare, on)

    def _former(self, bare: str, word: str, on: dt.date | None) -> ActorMatch:
        for m in self.find(bare, on=on):
            if m.match.person and on is not None:
                return replace(m.match, score=0.7, reason=f"{m.match.reason}, though called {word.strip()!r}")
        return ActorMatch(UNKNOWN, None, None, 0.0, f'"{bare}": {word.strip()!r} speaks of an office that is over')

    def _spell_handle(self, words: str) -> str:
        """Read a handle as words: "@mfa_russia" as "MFA Russia"."""
        parts = [p for p in re.split(r"[@_\W]+|(?<=[a-z])(?=[A-Z])", words) if p]
        names = {a.lower(): a for a in self._by_alias}
        joined = " ".join(parts).lower()
        if joined in names:
            return names[joined]
        return " ".join(names.get(p.lower(), p) for p in parts)

    def _phrase(self, bare: str, on: dt.date | None) -> ActorMatch:
        """Head noun, then the name it belongs to: before it ("the Russian ministry") or after "of", "for", "at", "from"."""
        non_state = NON_STATE.search(bare)
        role = STATE_ROLE.search(bare)
        mentions = [m for m in self._any_mention(bare, on) if not OBJECT_LINKS.search(bare[: m.start])]
        if not mentions:
            return ActorMatch(UNKNOWN, _name_after(bare, role), None, 0.0, f'"{bare}" names no actor of the table')
        first = mentions[0]
        if first.match.organization and self._is_media(bare[first.start : first.end]):
            return first.match
        if non_state and (role is None or non_state.start() < role.start() or non_state.end() >= role.end()):
            return ActorMatch(UNKNOWN, None, None, 0.0, f'"{non_state.group().strip()}" does not speak for {first.match.actor}')
        person = next((m for m in mentions if m.match.person and m.match.actor != UNKNOWN), None)
        place = next((m for m in mentions if not m.match.person), None)
        if role is None:
            return self._without_role(bare, person, place)
        if place is None:
            return person.match if person else ActorMatch(UNKNOWN, None, None, 0.0, f'"{bare}" names no actor of the table')
        if place.match.actor == UNKNOWN:
            return place.match
        named = person.match.person if person else _name_after(bare, role, skip=place)
        organization = place.match.organization or organization_of(bare)
        located = re.search(r"\b(?:in|near|around)\s+(?:the\s+)?$", bare[: place.start])
        score = (
            0.5
            if located
            else 0.75
            if re.search(r"lawmaker|senator|parliament|deput|congress", role.group(), re.IGNORECASE)
            else 0.95
        )
        return ActorMatch(place.match.actor, named, organization, score, f'{place.match.reason} with "{role.group().strip()}"')

    def _without_role(self, bare: str, person: Mention | None, place: Mention | None) -> ActorMatch:
        if person is not None:
            return person.match
        found = place
        if found is None or found.match.actor == UNKNOWN:
            return found.match if found else ActorMatch(UNKNOWN, None, None, 0.0, f'"{bare}" names no actor')
        rest = (bare[: found.start] + bare[found.end :]).strip(" ’'s,")
        if len(re.findall(r"\w+", rest)) == 0:
            return found.match
        if found.match.organization or (found.match.reason.startswith("name") and self._kind(found.match.actor) != "state"):
            return replace(found.match, score=0.8)
        return ActorMatch(UNKNOWN, None, None, 0.0, f'"{bare}" names {found.match.actor}, and nothing says that it speaks for it')

    def _kind(self, actor: str) -> str:
        return dict(zip(self.actors["actor"], self.actors["kind"], strict=True)).get(actor, "group")

    def _is_media(self, alias: str) -> bool:
        return any(e.sort == "media" for e in self._by_alias.get(alias, []))

    def _any_mention(self, text: str, on: dt.date | None) -> list[Mention]:
        """Like `find`, with outlets and with persons out of office kept as unknown."""
        return [
            Mention(m.start(), m.end(), self._entry(m.group(), on))
            for m in self._pattern.finditer(text)
            if not self._other_person(text, m)
        ]

    def _other_person(self, text: str, found: re.Match[str]) -> bool:
        """Whether a family name found alone is part of another's name ("Abbas Araqchi", "Hunter Biden")."""
        if any(e.alias == found.group() and e.sort != "person" for e in self._by_alias[found.group()]):
            return False
        if " " in found.group():
            return False
        if re.match(r"\s+[A-Z][a-zé-]{2,}", text[found.end() :]):
            return True
        before = re.search(r"([A-Z][\w’'-]+)\s+$", text[: found.start()])
        if before is None or before.group(1) in self._by_alias or STATE_ROLE.fullmatch(before.group(1)):
            return False
        own = {word for e in self._by_alias[found.group()] for word in (e.person or "").split()}
        begins = not text[: before.start()].strip() or text[: before.start()].rstrip()[-1] in ".!?:"
        return before.group(1).rstrip(".") not in own | _TITLE_WORDS and not begins


_GIVEN_NAMES = frozenset(("Jordan", "Chad", "Georgia", "Israel", "Paris", "London", "Sofia", "Kenya"))
_TITLE_WORDS = frozenset("Mr Mrs Ms Dr Sir Lord President Minister Chancellor Secretary Premier Ambassador General Pope".split())
_TITLE = re.compile(r"^(?:Mr|Mrs|Ms|Dr|Sir|President|Presidents|Prime Minister|Chancellor|Minister|Secretary|Premier)\.?\s+")


def _name_after(bare: str, role: re.Match[str] | None, skip: Mention | None = None) -> str | None:
    """Return the name that follows an office ("Defence Minister Oleksiy Reznikov")."""
    if role is None:
        return None
    m = re.match(
        r"(?:\s+(?:for|of|to|at)\s+[^,]+?)?,?\s+((?:[A-Z][\w’'.-]+)(?:\s+(?:de|van|von|der|al|bin|el))?(?:\s+[A-Z][\w’'.-]+)+)(?=$|,)",
        bare[role.end() :],
    )
    if m is None or (skip and role.end() + m.start(1) <= skip.start < role.end() + m.end(1)):
        return None
    return m.group(1)


def _date(value: object) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None


@lru_cache(maxsize=1)
def load_actors() -> ActorTable:
    """Return the bundled table of actors, read once."""
    import pandas as pd

    options = {"dtype": str, "keep_default_na": False}
    return ActorTable(pd.read_csv(_HERE / "actors.csv", **options), pd.read_csv(_HERE / "aliases.csv", **options))


def read_actors(path: str | os.PathLike[str], *, extend: bool = True) -> ActorTable:
    """Read a user's table of actors.

    Parameters
    ----------
    path : path
        CSV with the columns actor and alias, and optionally name, kind, part_of, sort or role, organization, person, since,
        until.
    extend : bool, default True
        Whether the bundled table is kept; an alias in the file then overrides the bundled one.

    Raises
    ------
    StanceError
        Naming the file, the column or the row.
    """
    import pandas as pd

    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise StanceError(
            f"{path}: cannot be read as a CSV file of actors ({error}); expected the columns actor, alias"
        ) from error
    for column in ("actor", "alias"):
        if column not in frame:
            raise StanceError(f"{path}: no column {column!r}; it has {', '.join(map(str, frame.columns))}; expected actor, alias")
    frame = frame.map(str.strip)
    rows = []
    for number, row in enumerate(frame.to_dict("records"), 2):
        if not row["actor"] or not row["alias"]:
            raise StanceError(
                f"{path}: line {number}: actor and alias must both be filled, found {row['actor']!r} and {row['alias']!r}"
            )
        if row.get("kind") and row["kind"] not in ACTOR_KINDS:
            raise StanceError(f"{path}: line {number}: kind {row['kind']!r}; expected one of {', '.join(ACTOR_KINDS)}")
        rows.append(_alias_row(path, number, row))
    new = pd.DataFrame(rows)
    named = frame.drop_duplicates("actor")
    actors = pd.DataFrame(
        {
            "actor": named["actor"],
            "name": named["name"].where(named["name"] != "", named["actor"]) if "name" in named else named["actor"],
            "kind": named["kind"].where(named["kind"] != "", "group") if "kind" in named else "group",
            "part_of": named.get("part_of", ""),
        }
    )
    if extend:
        base = load_actors()
        new = pd.concat([base.aliases[~base.aliases["alias"].isin(set(new["alias"]))], new], ignore_index=True)
        actors = pd.concat([base.actors[~base.actors["actor"].isin(set(actors["actor"]))], actors], ignore_index=True)
    return ActorTable(actors.reset_index(drop=True), new.reset_index(drop=True))


def _alias_row(path: object, number: int, row: dict[str, str]) -> dict[str, str]:
    sort = row.get("sort") or row.get("role") or "name"
    person = row.get("person", "")
    organization = row.get("organization", "")
    if sort not in SORTS:
        # A free word for the role: a person's office, or an institution.
        is_person = bool(person) or (bool(re.match(r"[A-Z][\w’'-]+\s+[A-Z]", row["alias"])) and bool(STATE_ROLE.search(sort)))
        organization = organization or organization_of(sort) or sort
        sort, person = ("person", person or row["alias"]) if is_person else ("government", person)
    for column in ("since", "until"):
        try:
            _date(row.get(column, ""))
        except ValueError as error:
            raise StanceError(
                f"{path}: line {number}: {column} {row[column]!r} is no date; expected YYYY-MM-DD or nothing"
            ) from error
    return {
        "alias": row["alias"], "actor": row["actor"], "sort": sort, "organization": organization, "person": person or (row["alias"] if sort == "person" else ""),
        "since": row.get("since", ""), "until": row.get("until", ""), "note": row.get("note", ""),
    }  # fmt: skip
