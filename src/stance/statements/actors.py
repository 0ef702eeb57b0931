"""Who can speak: the table of actors and the reading of the words that name one.

The head of a phrase decides: "Russia's ambassador to the US" is Russia, "a Russian analyst" is nobody's state. Every answer
carries a score and the reason for it, and where nothing certain can be said it is "unknown".
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from stance.errors import StanceError
from stance.statements import offices as words_of
from stance.statements.actor_names import SORTS, ActorMatch, Alias, Hit, Lexicon, bare, fold, is_name, nobody
from stance.statements.offices import organization_of
from stance.tables import ACTOR_KINDS, UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ActorMatch", "ActorTable", "Mention", "load_actors", "read_actors"]

_HERE = Path(__file__).parent
_PLACE = re.compile(r"\b(?:in|at|near|outside|around|from|to)\s+$")

_OWNED = re.compile(r"(?:['’]s?)?[ \t]+")


@dataclass(frozen=True)
class Mention:
    """An actor named in running text: code points, half-open."""

    start: int
    end: int
    match: ActorMatch


@dataclass(frozen=True, eq=False)
class ActorTable:
    """The actors and the words by which they are named.

    Attributes
    ----------
    actors : pandas.DataFrame
        The table actors: actor, name, kind, part_of.
    aliases : pandas.DataFrame
        alias, actor, sort (name, demonym, capital, government, ministry, role, person; media and other for names that look
        like an actor's and are none), organization, person, since, until (ISO dates, empty = open), note (a person's office).
    """

    actors: pd.DataFrame
    aliases: pd.DataFrame

    @cached_property
    def _lexicon(self) -> Lexicon:
        return Lexicon(
            Alias(
                row["alias"], row["actor"], row["sort"], row["organization"] or None, row["person"] or None,
                _date(row["since"]), _date(row["until"]), row["note"],
            )
            for row in self.aliases.to_dict("records")
        )  # fmt: skip

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return dict(zip(self.actors["actor"], self.actors["kind"], strict=True))

    @cached_property
    def _part_of(self) -> dict[str, str]:
        return dict(zip(self.actors["actor"], self.actors["part_of"], strict=True))

    def find(self, text: str, *, on: dt.date | None = None) -> list[Mention]:
        """Return the actors named in a text, longest names first where they overlap, in order.

        Parameters
        ----------
        text : str
            Running text; capital letters count ("US" is a state, "us" is not).
        on : datetime.date, optional
            The text's date; persons count for an actor inside their term only.

        Examples
        --------
        >>> [(m.start, m.end, m.match.actor) for m in load_actors().find("He told us that South Sudan and the US agree.")]
        [(16, 27, 'South Sudan'), (36, 38, 'United States')]
        """
        out: list[Mention] = []
        text = self._lexicon.uncapitalized(text)
        for hit in self._lexicon.scan(text):
            match = hit.match(text[hit.start : hit.end], on)
            if match.actor == UNKNOWN:
                continue
            owned = out and out[-1].match.actor != match.actor and _OWNED.fullmatch(text[out[-1].end : hit.start])
            if owned and words_of.EVERYWHERE.fullmatch(text[hit.start : hit.end]):
                continue  # "Pakistan's Foreign Office" is not Britain's
            if hit.sort == "capital" and _PLACE.search(text[max(0, hit.start - 9) : hit.start]):
                match = replace(match, score=0.5, reason=f"{match.reason}, perhaps only the place")
            out.append(Mention(hit.start, hit.end, match))
        return out

    def resolve(self, mention: str, *, on: dt.date | None = None) -> ActorMatch:
        """Return whom a speaker's phrase speaks for.

        Parameters
        ----------
        mention : str
            The words as printed: "Ukraine's Defence Minister Oleksiy Reznikov", "a White House official", "@mfa_russia".
        on : datetime.date, optional
            The text's date; offices are held or over by it.

        Returns
        -------
        ActorMatch
            Its actor is "unknown" where the words name none, or name one without speaking for it.

        Examples
        --------
        >>> table = load_actors()
        >>> table.resolve("Russia's ambassador to the US").actor, table.resolve("a Russian analyst").actor
        ('Russia', 'unknown')
        """
        words = re.sub(r"\s+", " ", re.sub(r"[’‘]", "'", mention)).strip(' ,;:—–-"“”')
        if words.startswith(("@", "#")) or re.fullmatch(r"\w+_\w+", words):
            words = self._lexicon.spelled(words)
        words = self._lexicon.uncapitalized(bare(words_of.SECRETARY_OF_A_COUNCIL.sub("", words)))
        if not words:
            return nobody("no speaker is named")
        for whole in (words, words.rstrip(".")):
            if hit := self._lexicon.whole(whole):
                weak = self._lexicon.is_weak(whole)
                return nobody(f'"{whole}" is too common a name') if weak else hit.match(whole, on)
        told = words_of.TAIL.sub("", words).strip(" ,") or words
        match = self._apposed(told, on)
        leads = words_of.LEADS.search(words)
        if match.actor != UNKNOWN or leads is None or words_of.FORMER.search(told) or words_of.NON_STATE.search(words):
            return match
        owner = self._phrase(bare(leads[1]), on)
        return replace(owner, person=match.person, score=0.7) if owner.actor != UNKNOWN else match

    def kind(self, actor: str) -> str:
        """Return of which kind an actor of the table is: state, organization or group."""
        return str(self._kinds.get(actor, "group"))

    def sort_of(self, words: str) -> str | None:
        """Return which sort of alias the words are as a whole, or None where they are none.

        Examples
        --------
        >>> [load_actors().sort_of(words) for words in ("Bosnia and Herzegovina", "Dutch", "the Dutch envoy")]
        ['name', 'demonym', None]
        """
        hit = self._lexicon.whole(bare(words))
        return hit.sort if hit else None

    def _apposed(self, words: str, on: dt.date | None) -> ActorMatch:
        """Read a phrase of parts: a name and an office beside it, either first."""
        parts = [bare(p) for p in re.split(r",\s+|\s*[()]\s*|\s+[—–]\s+", words) if p.strip()]
        known = [self._phrase(part, on) for part in parts]
        sure = next((k for k in known if k.actor != UNKNOWN), None)
        if sure is None:
            return known[0]
        if known[0].actor == UNKNOWN and not is_name(parts[0]):
            # "The league's president, Oda Wick": an office that the name alone ties to somebody.
            if self._kinds.get(sure.actor) == "group" and is_name(parts[known.index(sure)]) and words_of.OUSTED.search(parts[0]):
                return sure
            alone = words_of.NON_STATE.search(parts[0]) or words_of.FORMER.search(parts[0]) or not words_of.ROLE.search(parts[0])
            return known[0] if alone or not sure.person else sure
        if sure.person:
            return sure
        person = next((p for p, k in zip(parts, known, strict=True) if is_name(p) and (k.person or k.actor == UNKNOWN)), None)
        return replace(sure, person=self._lexicon.person(person, sure.actor) if person else None)

    def _phrase(self, words: str, on: dt.date | None) -> ActorMatch:
        """Read a noun phrase: who is named before its first preposition, else, where the office allows, after it."""
        words = words_of.SENT_THERE.sub("", words)
        inside = [range(hit.start, hit.end) for hit in self._lexicon.scan(words)]
        cut = next((m for m in words_of.PREPOSITION.finditer(words) if not any(m.start() in name for name in inside)), None)
        head = words[: cut.start()] if cut else words
        decided = self._noun(head, on)
        if decided is not None:
            after = self._name_at_end(words[cut.end() :]) if cut and decided.actor != UNKNOWN and not decided.person else None
            return replace(decided, person=after) if after else decided
        mute = words_of.NON_STATE.search(head)
        if mute and not head.endswith(("member", "members")):
            return nobody(f'"{mute[0]}" speaks for no state or organization')
        office = words_of.ROLE.search(head)
        if cut is None or not (office or head.endswith(("member", "members"))):
            return nobody(f'"{words}" names no actor of the table', self._trailing_name(head))
        link = (cut["of"] or cut["link"]).lower()
        allowed = words_of.LINKS.get(link)
        guest = link in {"at", "in", "with"} and words_of.GUESTS.search(head)
        if allowed is None or not allowed.search(head) or guest:
            return nobody(f'"{words}": the actor after "{link}" is not the one who speaks')
        owner = self._phrase(bare(words[cut.end() :]), on)
        if owner.actor == UNKNOWN or (office is None and owner.organization is None and "delegation" not in words):
            return owner if owner.actor == UNKNOWN else nobody(f'"{words}" names no office')
        person = self._trailing_name(head) or (owner.person if link == "of" and words_of.TITLES.search(head) else None)
        score = min(owner.score, 0.5) if link == "in" else max(owner.score, 0.9) if office else 0.7
        own = organization_of(head) if self._kinds.get(owner.actor) == "state" else None
        reason = f'{owner.reason}, for which "{head}" speaks'
        return ActorMatch(owner.actor, person, owner.organization or own, score, reason)

    def _name_at_end(self, tail: str) -> str | None:
        """Return the name after whom an envoy is sent to ("the UN Gilad Erdan")."""
        places = [hit for hit in self._lexicon.scan(tail) if hit.sort != "person"]
        rest = tail[places[-1].end :].strip(" ,") if places else ""
        return self._lexicon.person(rest, "") if is_name(rest) else None

    def _trailing_name(self, head: str, actor: str = "") -> str | None:
        """Return the name after the last office ("Defence Minister Oleksiy Reznikov")."""
        *_, last = (None, *words_of.ROLE.finditer(head))
        rest = words_of.HONORIFIC.sub("", head[last.end() :].removeprefix("'s").strip(" ,")) if last else ""
        return self._lexicon.person(rest, actor) if is_name(rest) else None

    def _noun(self, head: str, on: dt.date | None) -> ActorMatch | None:
        """Read a noun phrase without prepositions; None where it names nobody."""
        head = re.sub(r"^then-", "", head)
        hits = list(self._lexicon.scan(head, weak=True))
        if not hits:
            return None
        for hit in hits:
            if hit.sort in {"media", "other"}:
                return hit.match(head[hit.start : hit.end], on)
        if several := self._several(head, hits, on):
            return several
        if own := self._group(head, hits[-1], on):
            return own
        office = words_of.ROLE.search(head)
        former = words_of.FORMER.search(head)
        speaker = hits[-1] if hits[-1].sort == "person" and hits[-1].end == len(head) else None
        if former and not (office and office.start() < former.start() and hits[0].start < former.start()):
            match = speaker.match(head[speaker.start :], on) if speaker and on else None
            if match is not None and match.actor != UNKNOWN:
                return replace(match, score=0.7, reason=f'{match.reason}, though called "{former[0]}"')
            return nobody(f'"{head}": "{former[0]}" speaks of a former office', self._trailing_name(head))
        places = [h for h in hits if h is not speaker and not (speaker and h.actor(on) == UNKNOWN)]
        place = self._place(head, places, on)
        if place is None:
            return self._titled(head, speaker, on) if speaker else None
        return self._speaks(head, place, speaker, on)

    @staticmethod
    def _several(head: str, hits: list[Hit], on: dt.date | None) -> ActorMatch | None:
        for left, right in itertools.pairwise(hits):
            both = left.sort == right.sort == "person"
            joined = re.search(r"(?:,|\band|&|\bor)\s+(?:the\s+)?(?:[\w-]+\s+){0,2}$", head[left.end : right.start])
            if joined and left.actor(on) != right.actor(on):
                return nobody(f'"{head}" names several speakers')
            if joined and both and left.actor(on) != UNKNOWN:
                return replace(left.match(head[left.start : left.end], on), person=None)
        return None

    def _group(self, head: str, last: Hit, on: dt.date | None) -> ActorMatch | None:
        """Read a person who is a group's, after an office that speaks for no state: "the opposition leader Ada Roe" of a user's table."""
        before, name = head[: last.start], head[last.start :]
        office = words_of.OUSTED.search(before) and words_of.ROLE.search(before)
        if not office or last.end != len(head) or last.sort not in {"name", "person"} or re.search(r"\band\b", before):
            return None
        alone = is_name(name) or before.split()[-1].islower()  # "former minister Bo Roe" is not Roe
        return last.match(name, on) if alone and self._kinds.get(last.actor(on)) == "group" else None

    def _place(self, head: str, places: list[Hit], on: dt.date | None) -> Hit | None:
        """Choose whom the office belongs to among the names before a person's."""
        if len(places) < 2:
            return places[0] if places else None
        first, last = places[0], places[-1]
        offices = [m for m in words_of.ROLE.finditer(head) if not any(p.start < m.start() < p.end for p in places)]
        if offices:
            places = [p for p in places if p.start < offices[-1].start()] or places[:1]
            last = places[-1]
        generic = words_of.ROLE.search(head, last.start, last.end) is not None
        if last.actor(on) == first.actor(on):
            return last if last.entries[0].organization else first
        if generic or (offices and words_of.DIPLOMATIC.search(offices[-1][0])) or (last.sort == "capital" and offices):
            return first
        return last

    def _titled(self, head: str, speaker: Hit, on: dt.date | None) -> ActorMatch | None:
        """Read an office and an office-holder without a place: "Chancellor Olaf Scholz"."""
        before, name = head[: speaker.start], head[speaker.start :]
        if mute := words_of.NON_STATE.search(before):
            return nobody(f'"{mute[0]}" speaks for no state or organization', speaker.entries[0].person)
        offices = words_of.ROLE.findall(before)
        if self._lexicon.is_weak(name) and not offices:
            return nobody(f'"{name}" is too common a name')
        return speaker.match(name, on, office=offices[-1] if offices else "")

    def _speaks(self, head: str, place: Hit, speaker: Hit | None, on: dt.date | None) -> ActorMatch:
        """Whether the words around a name speak for it, and who does."""
        printed = head[place.start : place.end]
        base = place.match(printed, on)
        if base.actor == UNKNOWN:
            return base
        around = f"{head[: place.start]}| |{head[place.end : speaker.start if speaker else len(head)]}"
        group = self._kinds.get(base.actor) != "state"
        around = words_of.ARMED.sub(" ", around) if group else around
        offices = list(words_of.ROLE.finditer(around))
        generic = words_of.ROLE.search(printed)
        other = words_of.NON_STATE.search(around)
        if other and not (offices and offices[-1].start() > other.start() and words_of.MINISTERIAL.search(offices[-1][0])):
            return nobody(f'"{other[0]}" does not speak for {base.actor}', self._trailing_name(head))
        named = self._speaker(head, speaker, base.actor, on)
        if isinstance(named, ActorMatch):
            return named
        if not group and (lawmaker := words_of.LAWMAKER.search(head, place.end)):
            return nobody(f'"{lawmaker[0]}" does not speak for {base.actor}', named)
        office = offices[-1] if offices else generic
        if office is None:
            return self._without_office(head, place, base, named, on)
        if place.sort == "capital" and words_of.CITY_BODY.search(office[0]) and not generic:
            return nobody(f'"{office[0]}" belongs to the city of {printed}')
        words = around if offices else printed
        organization = base.organization or (None if group else organization_of(words))
        if place.sort == "person" and organization_of(words):
            organization = base.organization if re.search(r"spokes|office|advis|aide", words) else organization_of(words)
        score = 0.75 if words_of.ONE_OF_MANY.search(words) else 0.9 if place.sort == "person" else 0.95
        return ActorMatch(base.actor, named, organization, score, f'{base.reason} with "{office[0]}"')

    def _speaker(self, head: str, speaker: Hit | None, actor: str, on: dt.date | None) -> str | ActorMatch | None:
        """Return the person named after an office; a match of its own where the table knows the person for another actor."""
        if speaker is None:
            return self._trailing_name(head, actor)
        name = head[speaker.start :]
        own = speaker.match(name, on)
        if own.actor in {UNKNOWN, actor}:
            return self._lexicon.person(name, actor)
        titled = words_of.ROLE.search(head[: speaker.start])
        return self._lexicon.person(name, actor) if titled and self._part_of.get(own.actor) != actor else own

    def _without_office(self, head: str, place: Hit, base: ActorMatch, person: str | None, on: dt.date | None) -> ActorMatch:
        rest = re.sub(r"^'s", "", head[place.end :]).strip(" ,")
        before = head[: place.start].strip(" ,")
        if person and rest:
            known = self._lexicon.whole(rest)
            organization = known.match(rest, on).organization if known else None
            return replace(base, person=person, organization=organization or base.organization)
        if is_name(rest) and base.organization:
            return replace(base, person=rest, score=0.8)
        again = self._lexicon.whole(rest)
        kind = words_of.ARMED.fullmatch(rest) and self._kinds.get(base.actor) != "state"
        if kind or (again and again.actor(None) == base.actor):
            rest = ""
        if rest or (before and place.sort == "demonym"):
            return nobody(f'"{head}" names {base.actor}, and nothing says that it speaks for it')
        return replace(base, score=min(base.score, 0.8)) if before else base


def _date(value: object) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None


@lru_cache(maxsize=1)
def load_actors() -> ActorTable:
    """Return the bundled table of actors, read once."""
    import pandas as pd

    frames = [pd.read_csv(_HERE / name, dtype=str, keep_default_na=False) for name in ("actors.csv", "aliases.csv")]
    return ActorTable(*frames)


def read_actors(path: str | os.PathLike[str], *, extend: bool = True) -> ActorTable:
    """Read a user's table of actors.

    Parameters
    ----------
    path : path
        CSV with the columns actor and alias, and optionally name, kind, part_of, sort or role, organization, person, since,
        until, note. A role in free words ("Energy Minister", "Energy Ministry") makes the alias a person or an institution.
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
        raise StanceError(f"{path}: cannot be read as a CSV file ({error}); expected the columns actor, alias") from error
    for column in ("actor", "alias"):
        if column not in frame:
            raise StanceError(f"{path}: no column {column!r}; it has {', '.join(map(str, frame.columns))}; expected actor, alias")
    if frame.empty:
        raise StanceError(f"{path}: holds no actor below its header; write one row per name")
    frame = frame.map(str.strip)
    records = list(enumerate(frame.to_dict("records"), 2))
    aliases = pd.DataFrame([_alias_row(path, number, row) for number, row in records])
    known = {row["actor"]: row for row in load_actors().actors.to_dict("records")} if extend else {}
    for _, row in records:
        old = known.get(row["actor"], {"name": row["actor"], "kind": "group", "part_of": ""})
        known[row["actor"]] = {"actor": row["actor"], **{key: row.get(key) or old[key] for key in ("name", "kind", "part_of")}}
    known.pop(UNKNOWN, None)
    if extend:
        base, mine = load_actors().aliases, {fold(alias) for alias in aliases["alias"]}
        aliases = pd.concat([base[~base["alias"].map(fold).isin(mine)], aliases], ignore_index=True)
    return ActorTable(pd.DataFrame(list(known.values())), aliases)


def _alias_row(path: object, number: int, row: dict[str, str]) -> dict[str, str]:
    if not row["actor"] or not row["alias"]:
        raise StanceError(
            f"{path}: line {number}: actor and alias must both be filled, found {row['actor']!r} and {row['alias']!r}"
        )
    if row.get("kind") and row["kind"] not in ACTOR_KINDS:
        raise StanceError(f"{path}: line {number}: kind {row['kind']!r}; expected one of {', '.join(ACTOR_KINDS)}")
    for column in ("since", "until"):
        try:
            _date(row.get(column, ""))
        except ValueError as error:
            raise StanceError(
                f"{path}: line {number}: {column} {row[column]!r}; expected a date YYYY-MM-DD or nothing"
            ) from error
    if row.get("since") and row.get("until") and row["until"] < row["since"]:
        raise StanceError(f"{path}: line {number}: until {row['until']!r} is before since {row['since']!r}; expected after")
    office = ""
    sort, person = row.get("sort") or row.get("role") or "name", row.get("person", "")
    if sort not in SORTS:
        office, named = sort, bool(person) or is_name(row["alias"])
        sort = "person" if named and words_of.ROLE.search(office) and not words_of.HOUSES.search(office) else "ministry"
    organization = row.get("organization") or (organization_of(office) or office if office else "")
    # Names are looked up without their article, which a text may or may not put before them.
    alias = re.sub(r"^the\s+(?=\S)", "", row["alias"], flags=re.IGNORECASE)
    return {
        "alias": alias, "actor": row["actor"], "sort": sort, "organization": organization,
        "person": person or (alias if sort == "person" else ""), "since": row.get("since", ""), "until": row.get("until", ""),
        "note": row.get("note") or office,
    }  # fmt: skip
