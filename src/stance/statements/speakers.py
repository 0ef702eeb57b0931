"""From the words that name a speaker to an actor: names, roles, pronouns, "the statement", signatures of posts.

Works through a document in order. What a name stands for is learned from the place where it is introduced with a role ("Ukraine's
Defence Minister Oleksiy Reznikov"); a pronoun or a bare role goes back to the last speaker it can mean; where more than one
could be meant, the answer is "unknown".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from stance.statements.actors import ActorMatch, ActorTable
from stance.statements.datelines import state_written_from
from stance.statements.introductions import ROLE_WORD
from stance.statements.joint import speakers_together
from stance.statements.offices import HOME, HOUSES, NON_STATE, ROLE, organization_of
from stance.statements.persons import PrintedPersons, no_one_person
from stance.statements.phrases import phrase_at
from stance.tables import UNKNOWN

_GENDER = {"he": "he", "him": "he", "she": "she", "her": "she"}
_PERSON = frozenset(_GENDER)
_THING = frozenset("it".split())
_PLURAL = frozenset("they".split())
_PLURAL_SUBJECT = re.compile(r"(?P<name>(?:[Tt]he\s+)?[A-Z][\w’'-]+s)\s+(?!and\b)[a-z]")
_DOCUMENT = re.compile(
    r"^(?:the|this|that|its|their|his|her|a|an)?\s*(?:\w+\s+){0,2}?(?:statement|release|readout|communiqu[eé]|report|post|tweet|message|letter|document|text|declaration|note|thread|article|announcement|paper|draft|proposal|reply)s?$",
    re.IGNORECASE,
)
_ISSUED_BY = re.compile(
    r"\b(?:statement|release|readout|communiqu[eé]|report|post|tweet|message|letter|document|text|declaration|note|remarks|comments|interview|briefing|press service|speech|address)s?\b.*?\b"
    r"(?:by|from|of|on behalf of)\s+(?P<who>.+)$",
    re.IGNORECASE,
)
_ISSUER_FIRST = re.compile(
    r"^(?:(?:an?|the)\s+)?(?P<who>.+?)(?:[’']s)?\s+(?:\w+\s+)?(?:statement|release|readout|communiqu[eé]|report|post|tweet|letter|document|declaration|note|transcript|website|press service|response|reply|answer)\b",
    re.IGNORECASE,
)
_THE_SAME = re.compile(
    r"(?:both|(?:the\s+)?(?:two|three|four)|all\s+(?:of\s+them|three|four))(?:\s+(?:[a-z]+\s+)?"
    r"(?:countries|nations|states|sides|governments|leaders|presidents|ministers|allies|powers|parties|neighbou?rs|men|women))?",
    re.IGNORECASE,
)
"""Those who have just spoken together."""
_ROLE = re.compile(
    r"^(?:the|this|that|an?|his|her|its)\s+(?P<house>(?:\w+\s+){0,3})(?P<head>foreign minister|prime minister|minister|president|premier|chancellor|secretary|spokes(?:man|woman|person)|official|ambassador|envoy|leader|politician|general|diplomat|adviser|commissioner|chief|"
    r"ministry|government|agency|office|department|administration|command|alliance|bloc|organi[sz]ation|embassy|army|military|council|committee|delegation|commission|union|head|director|mission|service|company|group|country|king|queen|prince|prime minister|foreign minister)$",
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
_UNIONS = {
    "alliance": frozenset({"European Union", "United Nations"}),
    "bloc": frozenset({"NATO", "United Nations"}),
    "union": frozenset({"NATO", "United Nations"}),
}
"""Words for a union of states, and which unions are never called so."""
_OWNED = re.compile(r"(?:^|\bfor\s+|\bof\s+)the\s+(?P<head>bloc|alliance|union|country|nation)[’']s\s+(?=\w)", re.IGNORECASE)
"""Whose an office is, by a word for the state or union."""
_HOLDS = {
    "president": r"president|commission|council",
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
_TITLE = re.compile(
    r"^(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Adm|Sir|Prof|President|Minister|Chancellor|Secretary|Prime Minister|Ambassador|General)\.?\s+",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\s*\((?P<short>[A-Z][A-Za-z-]*[A-Z])\)")
"""A name's short form, in brackets behind it: "the State Committee (SCNS)"."""
_SIGNATURE = re.compile(r"^[—–-]+\s*(?P<name>.+?)\s*\(@(?P<handle>\w+)\)")


_OFFICE = re.compile(
    r"(?:president|minister|premier|chancellor|secretary|spokes(?:man|woman|person)|ambassador|envoy|adviser|advisor|commander|chief|leader"
    r"|commissioner|negotiator|representative|governor|king|queen)$",
    re.IGNORECASE,
)
"""A phrase for the one holder of an office."""


@dataclass(frozen=True)
class Speaker:
    """A resolved speaker: the words as printed and the actor they stand for."""

    words: str | None
    match: ActorMatch


class SpeakerResolver:
    """Resolves the speakers of one document, in reading order.

    Parameters
    ----------
    table : ActorTable
        Who can speak.
    text : str
        The document.
    names : mapping of str to ActorMatch or None
        Whom its names stand for, as `stance.statements.introductions.introduced` gives them.
    on : datetime.date, optional
        Its date, by which offices are held or over.
    """

    def __init__(
        self, table: ActorTable, text: str, names: Mapping[str, ActorMatch | None], *, on: dt.date | None = None
    ) -> None:
        self.table, self.text, self.on = table, text, on
        self.printed = PrintedPersons(text)
        self.home = state_written_from(text, table, on=on)
        self.names = {name: match for name, match in names.items() if match is not None}
        self.last: ActorMatch | None = None
        self.last_person: ActorMatch | None = None
        self.last_thing: ActorMatch | None = None
        self.at = self.since = 0
        self.people: list[ActorMatch] = []
        self.together: list[ActorMatch] = []
        self.pronouns: dict[str, str] = {}

    def resolve_all(self, source: tuple[int, int] | None, *, post: bool = False) -> list[Speaker]:
        """Return the speakers that the words `text[start:end]` name at this point of the document, mostly one.

        Parameters
        ----------
        source : (int, int), optional
            Where they are printed; None for a quotation that only continues somebody's words.
        post : bool
            Whether the words are the signature of an embedded post.
        """
        words = self.text[slice(*source)].strip() if source else ""
        if self.together and source and words.lower() in _PLURAL and (subject := self._plural_subject(source[0])):
            match = self._named(subject)
            if match.actor not in {one.actor for one in self.together}:
                self.together = []
                return [Speaker(words, match)]
        if self.together and (not words or words.lower() in _PLURAL or _DOCUMENT.match(words) or _THE_SAME.fullmatch(words)):
            # "France and Germany said ... They added ..."
            return [Speaker(words or None, self._back(match, f'"{words}" for those before', 0.6)) for match in self.together]
        persons = any(match.person for match in self.together)
        if (persons and words.lower() in _PERSON) or (self.together and words.lower() in _THING):
            # "He" may be either of two persons, "it" either of two states.
            return [
                Speaker(words, ActorMatch(UNKNOWN, None, None, 0.0, f'pronoun "{words}" for one of several who spoke together'))
            ]
        jointly = [] if post else self._jointly(words)
        if not jointly:
            self.together = []
            return [self.resolve(source, post=post)]
        for _, match in jointly:
            if match.actor != UNKNOWN or match.person:
                self._remember(match)
        self.at = self.since = source[0]  # type: ignore[index]
        self.together = [match for _, match in jointly] if len(jointly) > 1 else []
        return [Speaker(phrase, match) for phrase, match in jointly]

    def _jointly(self, words: str) -> list[tuple[str, ActorMatch]]:
        def named(phrase: str) -> ActorMatch:
            match = self._named(phrase)
            return match if match.actor != UNKNOWN else replace(match, person=self.printed.name(phrase))

        return speakers_together(words, self.table, named)

    def resolve(self, source: tuple[int, int] | None, *, post: bool = False) -> Speaker:
        """Return the one speaker that the words `text[start:end]` name at this point of the document.

        Parameters
        ----------
        source : (int, int), optional
            Where the speaker is printed; None for a quotation that only continues somebody's words.
        post : bool
            Whether the words are the signature of an embedded post.
        """
        if source is None:
            match = self._back(self.last, "continues the speaker before", 0.6)
            return Speaker(None, match)
        words = self.text[slice(*source)].strip()
        self.at = source[0]
        match = self._signature(words) if post else self._words(words)
        if match.actor == UNKNOWN and match.person is None:
            match = replace(match, person=self.printed.name(words))
        if words.lower() in _PERSON and match.person:
            self.pronouns.setdefault(match.person.split()[-1], _GENDER[words.lower()])
        if match.actor != UNKNOWN or match.person:
            self._remember(match)
            if match.actor != UNKNOWN and (
                short := _ABBREVIATED.search(self.text, *source) or _ABBREVIATED.match(self.text, source[1])
            ):
                self.names.setdefault(short["short"].lower(), replace(match, person=None))
            if ROLE_WORD.search(words) or words.lower() in _PERSON:
                # "The ambassador" is somebody whom "he" or "she" can mean, named or not.
                self.last_person = match
        elif not _is_anonymous(words):
            self.last = match
            name = self.printed.likely(words)
            if name or not (words[:4].lower() == "the " or no_one_person(words)):
                self.last_person = replace(match, person=name)
        else:
            self.last = match
            return Speaker(words, match)
        self.since = self.at
        return Speaker(words, match)

    def peek_all(self, source: tuple[int, int] | None) -> list[Speaker]:
        """Return whom the words name, without taking them for the speakers that later pronouns go back to."""
        if source is None:
            return [Speaker(None, ActorMatch(UNKNOWN, None, None, 0.0, "no speaker is named"))]
        words = self.text[slice(*source)].strip()
        if words.lower() in _PERSON | _THING | _PLURAL | {"we", "i", "you"}:
            return [Speaker(words, ActorMatch(UNKNOWN, None, None, 0.0, f'pronoun "{words}" inside reported words'))]
        jointly = self._jointly(words)
        return [Speaker(*one) for one in jointly] if jointly else [Speaker(words, self._named(words))]

    def _plural_subject(self, at: int) -> str:
        """Return the plural name that opens the sentence before a place: "The Tarnians targeted ships that they said ..."."""
        opened = max(self.text.rfind("\n", 0, at), self.text.rfind(". ", 0, at)) + 1
        subject = _PLURAL_SUBJECT.match(self.text[opened:at].lstrip())
        return subject["name"] if subject else ""

    def _remember(self, match: ActorMatch) -> None:
        self.last = match
        if match.person:
            self.last_person = match
            self.people.append(match)
        if match.organization or not match.person:
            self.last_thing = match

    def _signature(self, line: str) -> ActorMatch:
        m = _SIGNATURE.match(line)
        name, handle = (m["name"], m["handle"]) if m else (line, "")
        by_name = self.table.resolve(name, on=self.on)
        if by_name.actor != UNKNOWN:
            return replace(by_name, reason=f"signature of a post: {by_name.reason}")
        known = self._known(name)
        return known or self.table.resolve(f"@{handle}", on=self.on)

    def _words(self, words: str) -> ActorMatch:
        low = words.lower()
        if low in _PERSON:
            subject = self._subject_since()
            if subject is not None and self._may_be(low, subject):
                return self._back(subject, f'pronoun "{words}" for the subject before', 0.75)
            if self.last_person is not None and not self._may_be(low, self.last_person):
                office = self._office_since()
                if office is not None and self._may_be(low, office):
                    return self._back(office, f'pronoun "{words}" for the subject before', 0.7)
            before = (m for m in (self.last_person, *reversed(self.people)) if m is not None)
            person = next((m for m in before if self._may_be(low, m)), None)
            return self._back(person, f'pronoun "{words}" for the person before', 0.75)
        if low in _THING:
            thing = self.last if self.last and (self.last.organization or not self.last.person) else self.last_thing
            return self._back(thing, f'pronoun "{words}" for the speaker before', 0.75)
        if low in _PLURAL or low in {"we", "i", "you"}:
            return self._back(self.last, f'pronoun "{words}" for the speaker before', 0.5)
        issued = _ISSUED_BY.search(words)
        if issued:
            match = self._named(issued["who"])
            if match.actor != UNKNOWN:
                return replace(match, reason=f"text issued by: {match.reason}")
        first = _ISSUER_FIRST.match(words)
        if first and first["who"].lower() not in {
            "the",
            "a",
            "an",
            "this",
            "media",
            "press",
            "joint",
            "separate",
            "new",
        }:
            match = self._named(first["who"])
            if match.actor != UNKNOWN:
                return replace(match, reason=f"text issued by: {match.reason}")
        if re.match(r"(?:some|several|many|other|media|news|press|various)\b.*\breports?$", low):
            return ActorMatch(UNKNOWN, None, None, 0.0, f'"{words}" names nobody')
        if _DOCUMENT.match(words) or re.match(r"^(?:the|this|its|his|her|their)\s+(?:draft|proposal|paper)\b", low):
            return self._back(self.last, f'"{words}" for the text quoted before', 0.75)
        match = self._named(words)
        if match.actor != UNKNOWN:
            return match
        if (owned := _OWNED.search(words)) and (of_it := self._owner(words, owned)) is not None:
            return of_it
        role = _ROLE.match(words)
        # "The Harbour Agency" is no agency that spoke before, but one of its own name.
        if role and not (
            role["head"].lower() in {"agency", "committee", "company", "group"} and re.search(r"\b[A-Z]", role["house"])
        ):
            match = self._role(words, role["head"].lower(), organization_of(role["house"]))
            if match.actor != UNKNOWN:
                return match
        if _MINISTRY.match(words):
            return self._role(words, "ministry")
        named = self.printed.called(words, self.at)
        if named:
            known = self._named(named)
            return replace(
                known, person=known.person or named, reason=f'"{words}" for the last who is called so ({known.reason})'
            )
        return self._spokesman(words) or self._house_named(words) or self._at_home(words) or match

    def _house_named(self, words: str) -> ActorMatch | None:
        """Resolve an office of state to the last state whose office of this kind the text has named, speaking or not."""
        link = re.search(r"\b(?:for|of|at|from)\s+(?=the\s)", words)
        office = HOME.match(words, link.end()) if link else HOME.match(words)
        house = organization_of(office.group()) if office else None
        # An office of one person may be any state's; a house is that which was named.
        if office is None or house is None or not HOUSES.search(office.group()) or any(self.table.find(words, on=self.on)):
            return None
        of = [
            mention.match
            for mention in self.table.find(self.text[: self.at], on=self.on)
            if self.table.kind(mention.match.actor) == "state"
            and (other := HOME.match(re.sub(r"^[’']?s?\s+", "", self.text[mention.end : mention.end + 60])))
            and organization_of(other.group()) == house
        ]
        if not of:
            return None
        reason = f'"{words}" for the last such office named ({of[-1].reason})'
        return self._introduce(ActorMatch(of[-1].actor, self.printed.name(words), house, 0.6, reason))

    def _introduce(self, match: ActorMatch) -> ActorMatch:
        """Remember whom the family name of a person stands for from here on."""
        if match.person:
            self.names.setdefault(match.person.split()[-1].lower(), match)
        return match

    def _at_home(self, words: str) -> ActorMatch | None:
        """An office of state without its state ("the foreign ministry") is that of the state the report is written from."""
        if self.home is None or not HOME.match(words) or any(self.table.find(words, on=self.on)):
            return None
        name = re.search(r"(?:\s+[A-Z][\w’'-]+){2,4}$", words)
        person = name.group().strip() if name else None
        reason = f'"{words}" in a report from there ({self.home.reason})'
        return self._introduce(ActorMatch(self.home.actor, person, organization_of(words), 0.5, reason))

    def _spokesman(self, words: str) -> ActorMatch | None:
        """A named spokesman of nobody ("spokesman Xerxes Trinidad") speaks for the institution that spoke before."""
        m = _SPOKESMAN.match(words)
        before = self.last_thing if self.last_thing is not None else self.last
        if m is None or before is None or before.actor == UNKNOWN:
            return None
        house = organization_of(m["house"]) if m["house"] else None
        if house and house != "Government" and house != before.organization:
            return None
        match = self._back(replace(before, person=m["name"]), f'"{words}" for the institution before', 0.6)
        self.names.setdefault(m["name"].split()[-1].lower(), match)
        return match

    def _may_be(self, pronoun: str, match: ActorMatch) -> bool:
        """Whether the text's own titles ("Mr.", "Mrs.") and pronouns so far allow the pronoun for this person."""
        if not match.person:
            return True
        family = match.person.split()[-1]
        if self.pronouns.get(family, _GENDER[pronoun]) != _GENDER[pronoun]:
            return False
        other = "Mr" if pronoun in ("she", "her") else "(?:Mrs|Ms|Miss|Madam)"
        return not re.search(rf"\b{other}\.?\s+{re.escape(family)}\b", self.text)

    def _subject_since(self) -> ActorMatch | None:
        """Return the last person who begins a sentence between the speaker before and here."""
        window = self.text[self.since : self.at]
        subjects = [
            (m.start, m.match)
            for m in self.table.find(window, on=self.on)
            if m.match.person and re.search(r"(?:[.!?][\"”’]?\s+|\n)(?:[A-Z][\w’'.-]*\s+|the\s+){0,4}$", window[: m.start])
        ]
        for m in re.finditer(r"(?:[.!?][\"”’]?\s+|\n)(?P<who>(?:Mr|Mrs|Ms|Dr)\.?\s+[A-Z][\w’'-]+)(?![’'])", window):
            subjects.append((m.start("who"), replace(self._named(m["who"]), person=_TITLE.sub("", m["who"]))))
        latest = max((start for start, _ in subjects), default=-1)
        for m in reversed(list(re.finditer(r"(?:[.!?][\"”’]?\s+|\n)(?=[A-Z])", window))):
            if m.end() <= latest:
                break
            name = self.printed.subject(window[m.end() : m.end() + 120])
            if name:
                known = self._named(name)
                return known if known.actor != UNKNOWN else replace(known, person=name)
        return max(subjects, key=lambda pair: pair[0])[1] if subjects else None

    def _office_since(self) -> ActorMatch | None:
        """Return the last holder of an office who begins a sentence since the speaker before and does something there."""
        window = self.text[self.since : self.at]
        for m in reversed(list(re.finditer(r"(?:[.!?][\"”’]?\s+|\n)(?=[A-Z])", window))):
            phrase = phrase_at(window, m.end(), min(m.end() + 150, len(window)))
            words = window[slice(*phrase)] if phrase else ""
            after = window[m.end() + len(words) :]
            if _OFFICE.search(words) and not re.match(r"(?:,[^,.]{2,60},)?\s+(?:was|were|is|has been|had been)\s+\w+ed\b", after):
                match = self.table.resolve(words, on=self.on)
                return match if match.actor != UNKNOWN else None
        return None

    def _role(self, words: str, head: str, house: str | None = None) -> ActorMatch:
        """A bare role ("the minister", "an embassy spokesman") goes back to the last speaker who can hold it, and of that house."""
        holds = _HOLDS.get(head)
        if holds:
            # Among those who have spoken, then among those named so far, the last whose office this is.
            named = [m.match for m in self.table.find(self.text[: self.at], on=self.on) if m.match.person]
            for person in [*reversed(self.people), *reversed(named)]:
                if re.search(holds, person.organization or "", re.IGNORECASE):
                    return self._back(person, f'"{words}" for the last who holds such an office', 0.7)
            return ActorMatch(UNKNOWN, None, None, 0.0, f'"{words}": nobody named before holds such an office')
        if head in _UNIONS:
            return self._union(words, _UNIONS[head])
        for candidate in (self.last, self.last_thing if head in _INSTITUTION else self.last_person):
            if candidate is None or candidate.actor == UNKNOWN:
                continue
            if head == "ministry" and self.table.kind(candidate.actor) == "organization":
                continue  # no organization has a ministry
            if house and candidate.organization not in {None, house}:
                continue
            organization = (candidate.organization or "").lower()
            fits = bool(candidate.person) or head in {"spokesman", "spokeswoman", "spokesperson", "official"}
            if head in _INSTITUTION:
                of_its_own = head[:6] in organization or head == "country"
                abroad = self.home is not None and self.home.actor != candidate.actor and HOME.match(words)
                fits = of_its_own or (not abroad and (head == "government" or not candidate.person))
            if fits:
                return self._back(candidate, f'"{words}" for the speaker before', 0.65)
        if head == "group":
            named = [
                m.match for m in self.table.find(self.text[: self.at], on=self.on) if self.table.kind(m.match.actor) == "group"
            ]
            if named:
                return self._back(named[-1], f'"{words}" for the last that is one', 0.6)
        return ActorMatch(UNKNOWN, None, None, 0.0, f'"{words}": no speaker before it fits')

    def _owner(self, words: str, owned: re.Match[str]) -> ActorMatch | None:
        """Resolve "the bloc's ministers" and "a spokesman for the country's council": the country that the sentence begins with."""
        head = owned["head"].lower()
        if head in _UNIONS:
            owner = self._union(f"the {head}", _UNIONS[head])
        else:
            opened = max(self.text.rfind("\n", 0, self.at), self.text.rfind(". ", 0, self.at)) + 1
            named = [m.match for m in self.table.find(self.text[opened : self.at], on=self.on)]
            states = [one for one in (*named, self.last, self.home) if one and self.table.kind(one.actor) == "state"]
            owner = self._back(states[0] if states else None, f'"{words}" for the state before', 0.6)
        office = words[owned.end() :]
        if owner.actor == UNKNOWN or NON_STATE.search(office) or not ROLE.search(office):
            return None
        return self._introduce(replace(owner, person=self.printed.name(words), organization=organization_of(office)))

    def _union(self, words: str, never: frozenset[str]) -> ActorMatch:
        """Resolve "the alliance" or "the bloc": the last speaker that is one, else the last that the text names."""
        named = [m.match for m in self.table.find(self.text[: self.at], on=self.on)]
        for candidate in (self.last, self.last_thing, *reversed(named)):
            if (
                candidate
                and candidate.actor != UNKNOWN
                and self.table.kind(candidate.actor) != "state"
                and candidate.actor not in never
            ):
                return self._back(candidate, f'"{words}" for the last that is one', 0.65)
        return ActorMatch(UNKNOWN, None, None, 0.0, f'"{words}": none is named before it')

    def _named(self, words: str) -> ActorMatch:
        known = self._known(words)
        if known is not None:
            return known
        match = self.table.resolve(words, on=self.on)
        if match.actor != UNKNOWN:
            if match.person:
                self.names.setdefault(match.person.split()[-1].lower(), match)
            return match
        head = re.split(r",\s+|\s+\(", words)[0]
        if head != words:
            rest = words[len(head) :].strip(" ,()")
            for part in (head, f"{rest} {head}", rest):
                known = self._known(part) or self.table.resolve(part, on=self.on)
                if known.actor != UNKNOWN:
                    return replace(known, person=known.person or (head if head[:1].isupper() else None))
        return match

    def _known(self, words: str) -> ActorMatch | None:
        """A name that this text, or another, has introduced."""
        bare = _TITLE.sub("", re.sub(r"^[Tt]he\s+(?=[A-Z-]{2,}$)", "", words)).strip(" ,.’'").lower()
        found = self.names.get(bare) or (
            self.names.get(bare.split()[-1]) if 1 <= len(bare.split()) <= 3 and words[:1].isupper() else None
        )
        return replace(found, reason=f'"{words}" is introduced: {found.reason}') if found else None

    @staticmethod
    def _back(candidate: ActorMatch | None, why: str, factor: float) -> ActorMatch:
        if candidate is None:
            return ActorMatch(UNKNOWN, None, None, 0.0, f"{why}, and there is none")
        # Of a chain of pronouns the name at its beginning is what counts.
        back = _BACK.fullmatch(candidate.reason)
        reason = back["reason"] if back else candidate.reason
        return replace(candidate, score=round(candidate.score * factor, 3), reason=f"{why} ({reason})")


_BACK = re.compile(
    r'(?:pronoun )?"[^"]*" for the (?:subject|person|speaker|institution|text quoted|last)[^()]*\((?P<reason>.*)\)'
)

_NOBODY = frozenset(
    "sources officials analysts experts reports media everyone everybody anyone anybody someone somebody nobody no-one none some many "
    "most others few several all both critics opponents supporters people voters observers commentators".split()
)
"""Words for speakers whom no pronoun in the singular goes back to."""


def _is_anonymous(words: str) -> bool:
    return words.lower().split()[-1] in _NOBODY
