"""Offices whose holder or state is told elsewhere in the text: "the minister", "the bloc's envoys", "the foreign ministry"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from stance.statements.actors import ActorMatch, ActorTable
from stance.statements.datelines import state_written_from
from stance.statements.heard import Heard, back
from stance.statements.offices import HOME, HOUSES, NON_STATE, ROLE, organization_of
from stance.statements.persons import PrintedPersons
from stance.statements.phrases import sentence_start
from stance.statements.quotes import find_quotes
from stance.tables import UNKNOWN

_ROLE = re.compile(
    r"^(?:the|this|that|an?|his|her|its)\s+(?P<house>(?:\w+\s+){0,3})(?P<head>foreign minister|prime minister|minister|president|premier|chancellor|secretary|spokes(?:man|woman|person)|official|ambassador|envoy|leader|politician|general|diplomat|adviser|commissioner|chief|"
    r"ministry|government|agency|office|department|administration|command|alliance|bloc|league|organi[sz]ation|embassy|army|military|council|committee|delegation|commission|union|head|director|mission|service|company|group|country|king|queen|prince|prime minister|foreign minister)$",
    re.IGNORECASE,
)
_MINISTRY = re.compile(
    r"^(?:the|its|his|her)\s+(?:ministry|department)\s+(?:of|for)\s+(?:foreign|external|defen[cs]e|(?:the\s+)?interior|internal|home|finance"
    r"|economy|trade|commerce|justice|energy|health|agriculture)\b[\w ]*$",
    re.IGNORECASE,
)
"""A ministry whose state is not named."""
_INSTITUTION = frozenset(
    "ministry government agency office committee department administration command alliance bloc organization organisation embassy army military council delegation commission union mission service company group country".split()
)
_HOUSES_OF_PERSONS = frozenset("office ministry department administration government delegation embassy mission country".split())
"""What speaks for the same actor as the person whose it is: "his office", "her ministry"."""
_UNIONS = {
    "alliance": frozenset({"European Union", "United Nations"}),
    "bloc": frozenset({"NATO", "United Nations"}),
    "union": frozenset({"NATO", "United Nations"}),
    "league": frozenset(),
}
"""Words for a union of states, and which unions are never called so."""
_OWNED = re.compile(r"(?:^|\bfor\s+|\bof\s+)the\s+(?P<head>bloc|alliance|union|country|nation)[’']s\s+(?=\w)", re.IGNORECASE)
"""Whose an office is, by a word for the state or union."""
_HOLDS = {
    "president": r"preside(?:nt|ncy)|commission|council",
    "chancellor": r"chancell|prime minister",
    "minister": r"minist|foreign office",
    "foreign minister": r"foreign|state",
    "prime minister": r"government|prime minister",
    "premier": r"government|prime minister|state council",
    "secretary": r"department|state|secretary|foreign office|defen[cs]e",
    "ambassador": r"embassy|mission",
}
"""Which institution the holder of a bare office belongs to."""
_SPOKESMAN = re.compile(
    r"(?i:the\s+|a\s+|its\s+|their\s+)?(?P<house>.*?)\s*(?i:spokes(?:man|woman|person))\s+(?P<name>[A-Z][\w’'.-]+(?:\s+[A-Z][\w’'.-]+)*)$"
)

_PLACE = r"(?P<place>[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)?)"
_IN_BEFORE = re.compile(rf"\b[Ii]n\s+{_PLACE},\s+$")
_IN_AFTER = re.compile(rf"(?:,[^,.;]{{2,60}},)?\s+(?:said|says|told\s+\w+|announced)\s+(?:on\s+\w+day\s+)?in\s+{_PLACE}\b")
"""Where an office says something: "In Beijing, ..." before it, "... said on Monday in Beijing" after it."""


def _headings(text: str, table: ActorTable, on: dt.date | None) -> Iterator[tuple[int, ActorMatch]]:
    """Yield where a line ends that is a state's name and nothing else, and the state."""
    for line in re.finditer(r"^[^\S\n]*(?P<name>[A-Z][\w.’' -]{1,40}?)(?::|[^\S\n][—–-])?[^\S\n]*$", text, re.MULTILINE):
        match = table.resolve(line["name"], on=on)
        if table.kind(match.actor) == "state" and not (match.person or match.organization) and not ROLE.search(line["name"]):
            yield line.end(), match


class BareOffices:
    """Resolves the bare offices of one text.

    Parameters
    ----------
    table : ActorTable
        Who can speak.
    text : str
        The document.
    heard : Heard
        Who has spoken in it so far.
    printed : PrintedPersons
        The persons it names.
    on : datetime.date, optional
        Its date, by which offices are held or over.
    """

    def __init__(self, table: ActorTable, text: str, heard: Heard, printed: PrintedPersons, *, on: dt.date | None = None) -> None:
        self.table, self.text, self.heard, self.printed, self.on = table, text, heard, printed, on
        self.home = state_written_from(text, table, on=on)
        self.headings = list(_headings(text, table, on))
        self.quotes = find_quotes(text, [m.span() for m in re.finditer(r"[^\n]+", text)]) if self.headings else []

    def spoken_before(self, words: str, at: int) -> ActorMatch | None:
        """Return whom an office printed at a place goes back to; None for other words.

        That is told by its own capital, by who was heard before, and above both by a heading that only names a state.
        """
        match = self._spoken_before(words, at)
        headed = self._under_heading(words, at)
        return match if headed is None or (match is not None and match.actor == headed.actor) else headed

    def _under_heading(self, words: str, at: int) -> ActorMatch | None:
        """An office of state under a heading that is a state's name alone, where no other actor opens a sentence in between."""
        under = next(((end, match) for end, match in reversed(self.headings) if end <= at), None)
        if under is None or NON_STATE.search(words) or not ROLE.search(words) or any(self.table.find(words, on=self.on)):
            return None
        end, state = under
        for other in self.table.find(self.text[end:at], on=self.on):
            place = end + other.start
            opens = place - sentence_start(self.text, place) <= len("The ")
            if opens and other.match.actor != state.actor and not any(q.start < place < q.end for q in self.quotes):
                return None
        name = self.printed.name(words)
        reason = f'"{words}" under the heading of a state ({state.reason})'
        return self.heard.introduce(ActorMatch(state.actor, name, organization_of(words), 0.6, reason))

    def _spoken_before(self, words: str, at: int) -> ActorMatch | None:
        seat = re.search(
            r"\b[A-Z][\w’']*-based\s+(?P<head>group|organi[sz]ation|body|bloc|league|alliance)$", words, re.IGNORECASE
        )
        if seat:
            return self._union(seat["head"], at, frozenset())  # "the Cairo-based group"
        if (owned := _OWNED.search(words)) and (of_it := self._owner(words, at, owned)) is not None:
            return of_it
        if (in_its_capital := self._told_in(words, at)) is not None:
            return in_its_capital
        role = _ROLE.match(words)
        # "The Harbour Agency" is no agency that spoke before, but one of its own name.
        if (
            role
            and not any(self.table.find(words, on=self.on))
            and not (role["head"].lower() in {"agency", "committee", "company", "group"} and re.search(r"\b[A-Z]", role["house"]))
        ):
            match = self._role(words, at, role["head"].lower(), role["house"])
            if match.actor != UNKNOWN:
                return match
        return self._role(words, at, "ministry") if _MINISTRY.match(words) else None

    def of_the_text(self, words: str, at: int) -> ActorMatch | None:
        """Return whose an office is that nobody heard before can hold: of the house before, named before, or at home."""
        return self._spokesman(words) or self._house_named(words, at) or self._at_home(words)

    def _house_named(self, words: str, at: int) -> ActorMatch | None:
        """Resolve an office of state to the last state whose office of this kind the text has named, speaking or not."""
        link = re.search(r"\b(?:for|of|at|from)\s+(?=the\s)", words)
        office = HOME.match(words, link.end()) if link else HOME.match(words)
        house = organization_of(office.group()) if office else None
        # An office of one person may be any state's; a house is that which was named.
        if office is None or house is None or not HOUSES.search(office.group()) or any(self.table.find(words, on=self.on)):
            return None
        of = [
            mention.match
            for mention in self.table.find(self.text[:at], on=self.on)
            if self.table.kind(mention.match.actor) == "state"
            and (other := HOME.match(re.sub(r"^[’']?s?\s+", "", self.text[mention.end : mention.end + 60])))
            and organization_of(other.group()) == house
        ]
        if not of:
            return None
        reason = f'"{words}" for the last such office named ({of[-1].reason})'
        return self.heard.introduce(ActorMatch(of[-1].actor, self.printed.name(words), house, 0.6, reason))

    def _told_in(self, words: str, at: int) -> ActorMatch | None:
        """Resolve a ministry without its state to the state in whose capital it speaks; ministers travel, their houses do not."""
        office = HOME.match(words)
        if office is None or "ministry" not in office.group().lower() or any(self.table.find(words, on=self.on)):
            return None
        place = _IN_BEFORE.search(self.text, max(0, at - 60), at) or _IN_AFTER.match(self.text, at + len(words))
        if place is None or self.table.sort_of(place["place"]) != "capital":
            return None
        state = self.table.resolve(place["place"], on=self.on).actor
        name = self.printed.name(words)
        return self.heard.introduce(ActorMatch(state, name, organization_of(words), 0.6, f'"{words}" in {place["place"]}'))

    def _at_home(self, words: str) -> ActorMatch | None:
        """An office of state without its state ("the foreign ministry") is that of the state the report is written from."""
        if self.home is None or not HOME.match(words) or any(self.table.find(words, on=self.on)):
            return None
        name = re.search(r"(?:\s+[A-Z][\w’'-]+){2,4}$", words)
        person = name.group().strip() if name else None
        reason = f'"{words}" in a report from there ({self.home.reason})'
        return self.heard.introduce(ActorMatch(self.home.actor, person, organization_of(words), 0.5, reason))

    def _spokesman(self, words: str) -> ActorMatch | None:
        """A named spokesman of nobody ("spokesman Xerxes Trinidad") speaks for the institution that spoke before."""
        m = _SPOKESMAN.match(words)
        before = self.heard.last_thing if self.heard.last_thing is not None else self.heard.last
        if m is None or before is None or before.actor == UNKNOWN:
            return None
        house = organization_of(m["house"]) if m["house"] else None
        if house and house != "Government" and house != before.organization:
            return None
        return self.heard.introduce(back(replace(before, person=m["name"]), f'"{words}" for the institution before', 0.6))

    def _role(self, words: str, at: int, head: str, before: str = "") -> ActorMatch:
        """A bare role ("the minister", "an embassy spokesman") goes back to the last speaker who can hold it, and of that house."""
        house = organization_of(before)
        holds = _HOLDS.get(head)
        if holds:
            rank = re.sub(r"\b(?:state|deputy|senior|junior|acting|visiting|former)\s+", "", before, flags=re.IGNORECASE)
            own = organization_of(f"{rank}{head}") if head == "minister" and rank else None
            # Among those who have spoken, then among those named so far, the last whose office this is.
            named = [m.match for m in self.table.find(self.text[:at], on=self.on) if m.match.person]
            for person in [*reversed(self.heard.people), *reversed(named)]:
                if re.search(holds, person.organization or "", re.IGNORECASE) and own in {None, person.organization}:
                    return back(person, f'"{words}" for the last who holds such an office', 0.7)
            # "Norland's Foreign Ministry said ... The minister added": the house is known, its holder is not.
            house_of = self.heard.last_thing
            organization = (house_of and house_of.organization) or ""
            if house_of is not None and own in {None, organization} and re.search(holds, organization, re.IGNORECASE):
                return back(replace(house_of, person=None), f'"{words}" for the house of such an office', 0.6)
            return ActorMatch(UNKNOWN, None, None, 0.0, f'"{words}": nobody named before holds such an office')
        if head in _UNIONS:
            return self._union(words, at, _UNIONS[head])
        owner = self.heard.last_person if re.match(r"(?:his|her)\s", words, re.IGNORECASE) else None
        if head in _HOUSES_OF_PERSONS and owner is not None and owner.actor != UNKNOWN:
            return back(replace(owner, person=None), f'"{words}" for the person before', 0.65)
        for candidate in (self.heard.last, self.heard.last_thing if head in _INSTITUTION else self.heard.last_person):
            if candidate is None or candidate.actor == UNKNOWN:
                continue
            if head == "ministry" and self.table.kind(candidate.actor) == "organization":
                continue  # no organization has a ministry
            if house and candidate.organization not in {None, house}:
                continue
            organization = (candidate.organization or "").lower()
            fits = bool(candidate.person) or head in {"spokesman", "spokeswoman", "spokesperson", "official"}
            if head == "administration" and candidate.organization not in {"Presidency", "Government"}:
                continue  # no ministry is called so
            if head in _INSTITUTION:
                of_its_own = head[:6] in organization or head == "country"
                abroad = self.home is not None and self.home.actor != candidate.actor and HOME.match(words)
                fits = of_its_own or (not abroad and (head == "government" or not candidate.person))
            if fits:
                return back(candidate, f'"{words}" for the speaker before', 0.65)
        if head == "group":
            named = [m.match for m in self.table.find(self.text[:at], on=self.on) if self.table.kind(m.match.actor) == "group"]
            if named:
                return back(named[-1], f'"{words}" for the last that is one', 0.6)
        return ActorMatch(UNKNOWN, None, None, 0.0, f'"{words}": no speaker before it fits')

    def _owner(self, words: str, at: int, owned: re.Match[str]) -> ActorMatch | None:
        """Resolve "the bloc's ministers" and "a spokesman for the country's council": the country that the sentence begins with."""
        head = owned["head"].lower()
        if head in _UNIONS:
            owner = self._union(f"the {head}", at, _UNIONS[head])
        else:
            named = [m.match for m in self.table.find(self.text[sentence_start(self.text, at) : at], on=self.on)]
            states = [one for one in (*named, self.heard.last, self.home) if one and self.table.kind(one.actor) == "state"]
            owner = back(states[0] if states else None, f'"{words}" for the state before', 0.6)
        office = words[owned.end() :]
        if owner.actor == UNKNOWN or NON_STATE.search(office) or not ROLE.search(office):
            return None
        return self.heard.introduce(replace(owner, person=self.printed.name(words), organization=organization_of(office)))

    def _union(self, words: str, at: int, never: frozenset[str]) -> ActorMatch:
        """Resolve "the alliance" or "the bloc": the last speaker that is one, else the last that the text names."""
        named = [m.match for m in self.table.find(self.text[:at], on=self.on)]
        for candidate in (self.heard.last, self.heard.last_thing, *reversed(named)):
            if (
                candidate
                and candidate.actor != UNKNOWN
                and self.table.kind(candidate.actor) == "organization"
                and candidate.actor not in never
                and ("league" not in words.lower() or "League" in candidate.actor)
            ):
                return back(candidate, f'"{words}" for the last that is one', 0.65)
        return ActorMatch(UNKNOWN, None, None, 0.0, f'"{words}": none is named before it')
