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

from stance.statements.actor_names import is_name
from stance.statements.actors import ActorMatch, ActorTable
from stance.statements.bare_offices import BareOffices
from stance.statements.cues import DAY
from stance.statements.heard import Heard, back
from stance.statements.introductions import ROLE_WORD
from stance.statements.joint import speakers_together
from stance.statements.persons import PrintedPersons, no_one_person
from stance.statements.phrases import phrase_at, sentence_start
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
    rf"(?:by|from|of|on behalf of)\s+(?P<who>.+?)(?:\s+(?:(?:early|late|on)\s+)?{DAY}(?:\s+\w+)?)?$",
    re.IGNORECASE,
)
_ISSUER_FIRST = re.compile(
    r"^(?:(?:an?|the)\s+)?(?P<who>.+?)(?:[’']s)?\s+(?:\w+\s+)?(?:statement|release|readout|communiqu[eé]|report|post|tweet|letter|document|declaration|note|transcript|website|press service|response|reply|answer)\b",
    re.IGNORECASE,
)
_NO_ISSUER = frozenset("the a an this media press joint separate new".split())
"""What stands before "statement" and issues none."""
_THE_SAME = re.compile(
    r"(?:both|(?:the\s+)?(?:two|three|four)|all\s+(?:of\s+them|three|four))(?:\s+(?:[a-z]+\s+)?"
    r"(?:countries|nations|states|sides|governments|leaders|presidents|ministers|allies|powers|parties|neighbou?rs|men|women))?",
    re.IGNORECASE,
)
"""Those who have just spoken together."""
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

_OPENED = r"(?:(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bGen)[.!?][\"”’]?\s+|\n)"
"""What stands before a sentence; no stop of an abbreviation."""


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
        self.heard = Heard(names)
        self.offices = BareOffices(table, text, self.heard, self.printed, on=on)
        self.at = self.since = 0
        self.together: list[ActorMatch] = []
        self.unnamed: tuple[int, ActorMatch] | None = None
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
            return [Speaker(words or None, back(match, f'"{words}" for those before', 0.6)) for match in self.together]
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
                self.heard.remember(match)
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
            match = back(self.heard.last, "continues the speaker before", 0.6)
            return Speaker(None, match)
        words = self.text[slice(*source)].strip()
        self.at = source[0]
        match = self._signature(words) if post else self._words(words)
        if match.actor == UNKNOWN:
            match = self._named_late(words) or match
        if match.actor == UNKNOWN and match.person is None:
            match = replace(match, person=self.printed.name(words))
        one = (
            match.actor != UNKNOWN
            and match.person is None
            and _OFFICE.search(words)
            and not re.match(r"an?\s", words, re.IGNORECASE)
        )
        self.unnamed = (self.at, match) if one else None
        if words.lower() in _PERSON and match.person:
            self.pronouns.setdefault(match.person.split()[-1], _GENDER[words.lower()])
        if match.actor != UNKNOWN or match.person:
            self.heard.remember(match)
            if match.actor != UNKNOWN and (
                short := _ABBREVIATED.search(self.text, *source) or _ABBREVIATED.match(self.text, source[1])
            ):
                self.heard.names.setdefault(short["short"].lower(), replace(match, person=None))
            if ROLE_WORD.search(words) or words.lower() in _PERSON:
                # "The ambassador" is somebody whom "he" or "she" can mean, named or not.
                self.heard.last_person = match
        elif not _is_anonymous(words):
            self.heard.last = match
            name = self.printed.likely(words)
            if name or not (words[:4].lower() == "the " or no_one_person(words)):
                self.heard.last_person = replace(match, person=name)
        else:
            self.heard.last = match
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
        subject = _PLURAL_SUBJECT.match(self.text[sentence_start(self.text, at) : at])
        return subject["name"] if subject else ""

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
        pronoun = self._pronoun(words, low)
        if pronoun is not None:
            return pronoun
        issued = _ISSUED_BY.search(words)
        if issued:
            match = self._named(issued["who"])
            if match.actor != UNKNOWN:
                return replace(match, reason=f"text issued by: {match.reason}")
        first = _ISSUER_FIRST.match(words)
        # "The Harbour Post" is called so and issued by no harbour.
        named_so = first and re.search(r"(?<=\s)[A-Z]\w+$", first.group())
        if first and not named_so and first["who"].lower() not in _NO_ISSUER:
            match = self._named(first["who"])
            if match.actor != UNKNOWN:
                return replace(match, reason=f"text issued by: {match.reason}")
        if re.match(r"(?:some|several|many|other|media|news|press|various)\b.*\breports?$", low):
            return ActorMatch(UNKNOWN, None, None, 0.0, f'"{words}" names nobody')
        if _DOCUMENT.match(words) or re.match(r"^(?:the|this|its|his|her|their)\s+(?:draft|proposal|paper)\b", low):
            return back(self.heard.last, f'"{words}" for the text quoted before', 0.75)
        match = self._named(words)
        if match.actor != UNKNOWN:
            return match
        office = self.offices.spoken_before(words, self.at)
        if office is not None:
            return office
        named = self.printed.called(words, self.at)
        if named:
            known = self._named(named)
            return replace(
                known, person=known.person or named, reason=f'"{words}" for the last who is called so ({known.reason})'
            )
        return self.offices.of_the_text(words, self.at) or match

    def _pronoun(self, words: str, low: str) -> ActorMatch | None:
        """Return whom a pronoun goes back to, or None for other words."""
        if low in _PERSON:
            subject = self._subject_since(low)
            if subject is not None and self._may_be(low, subject):
                return back(subject, f'pronoun "{words}" for the subject before', 0.75)
            if self.heard.last_person is not None and not self._may_be(low, self.heard.last_person):
                office = self._office_since()
                if office is not None and self._may_be(low, office):
                    return back(office, f'pronoun "{words}" for the subject before', 0.7)
            before = (m for m in (self.heard.last_person, *reversed(self.heard.people)) if m is not None)
            person = next((m for m in before if self._may_be(low, m)), None)
            return back(person, f'pronoun "{words}" for the person before', 0.75)
        if low in _THING:
            subject = self._sentence_subject()
            if subject is not None:
                return back(subject, f'pronoun "{words}" for the subject of its sentence', 0.75)
            asked = self._asked_about()
            if asked is not None:
                return back(asked, f'pronoun "{words}" for the one whom the question before names', 0.7)
            thing = (
                self.heard.last
                if self.heard.last and (self.heard.last.organization or not self.heard.last.person)
                else self.heard.last_thing
            )
            return back(thing, f'pronoun "{words}" for the speaker before', 0.75)
        if low in _PLURAL or low in {"we", "i", "you"}:
            return back(self.heard.last, f'pronoun "{words}" for the speaker before', 0.5)
        return None

    def _named_late(self, words: str) -> ActorMatch | None:
        """Return whom a name stands for that nothing introduces, right after an office without one: "Norland's envoy said ... Ada Roe says"."""
        if self.unnamed is None or not is_name(words):
            return None
        since, office = self.unnamed
        first = re.search(rf"\b{re.escape(words)}\b", self.text)
        described = re.search(rf"\b{re.escape(words.split()[-1])},?\s+(?:an?\b|the\b|of\b|who\b|from\b|\d|\()", self.text)
        if first is None or first.start() != self.at or described or self.text.count("\n\n", since, self.at) > 2:
            return None
        return self.heard.introduce(
            replace(
                office,
                person=words,
                score=round(0.75 * office.score, 3),
                reason=f'"{words}" for the office before ({office.reason})',
            )
        )

    def _may_be(self, pronoun: str, match: ActorMatch) -> bool:
        """Whether the text's own titles ("Mr.", "Mrs.") and pronouns so far allow the pronoun for this person."""
        if not match.person:
            return True
        family = match.person.split()[-1]
        if self.pronouns.get(family, _GENDER[pronoun]) != _GENDER[pronoun]:
            return False
        other = "Mr" if pronoun in ("she", "her") else "(?:Mrs|Ms|Miss|Madam)"
        return not re.search(rf"\b{other}\.?\s+{re.escape(family)}\b", self.text)

    def _subject_since(self, pronoun: str) -> ActorMatch | None:
        """Return the last person who begins a sentence between the speaker before and here.

        Who does so behind an office is passed over where the pronoun has stood for the person before.
        """
        last = self.heard.last_person
        fits = last is not None and last.person and self.pronouns.get(last.person.split()[-1]) == _GENDER[pronoun]
        window = self.text[self.since : self.at]
        subjects = [
            (m.start, m.match)
            for m in self.table.find(window, on=self.on)
            if m.match.person and re.search(rf"{_OPENED}(?:[A-Z][\w’'.-]*\s+|the\s+){{0,4}}$", window[: m.start])
        ]
        for m in re.finditer(rf"{_OPENED}(?:[A-Z][a-z]+,?\s+)?(?P<who>(?:Mr|Mrs|Ms|Dr)\.?\s+[A-Z][\w’'-]+)(?![’'])", window):
            subjects.append((m.start("who"), replace(self._named(m["who"]), person=_TITLE.sub("", m["who"]))))
        latest = max((start for start, _ in subjects), default=-1)
        for m in reversed(list(re.finditer(rf"{_OPENED}(?=[A-Z])", window))):
            if m.end() <= latest:
                break
            sentence = window[m.end() : m.end() + 120]
            name = self.printed.subject(sentence) or (None if fits else self.printed.holder(sentence))
            if name:
                known = self._named(name)
                return known if known.actor != UNKNOWN else replace(known, person=name)
        return max(subjects, key=lambda pair: pair[0])[1] if subjects else None

    def _sentence_subject(self) -> ActorMatch | None:
        """Return the state or institution that opens the sentence in which "it" speaks later on: "Norland has audio that it says ..."."""
        opened = sentence_start(self.text, self.at)
        # After a comma ("Norland is late, it said") what opens the sentence may be reported itself.
        inside = re.search(r"\w\s$", self.text[opened : self.at])
        phrase = phrase_at(self.text, opened, self.at) if inside else None
        match = self.table.resolve(self.text[slice(*phrase)], on=self.on) if phrase else None
        return match if match and match.actor != UNKNOWN and not match.person else None

    def _asked_about(self) -> ActorMatch | None:
        """Return the state or organization that a question on the line before is about: "What is Norland's position? / It has said ..."."""
        line = self.text.rfind("\n", 0, self.at) + 1
        above = self.text[:line].rstrip().rpartition("\n")[2]
        if self.text[line : self.at].strip() or not above.endswith("?"):
            return None
        named = [mention.match for mention in self.table.find(above, on=self.on)]
        return named[0] if len({match.actor for match in named}) == 1 and not named[0].person else None

    def _office_since(self) -> ActorMatch | None:
        """Return the last holder of an office who begins a sentence since the speaker before and does something there."""
        window = self.text[self.since : self.at]
        for m in reversed(list(re.finditer(rf"{_OPENED}(?=[A-Z])", window))):
            phrase = phrase_at(window, m.end(), min(m.end() + 150, len(window)))
            words = window[slice(*phrase)] if phrase else ""
            after = window[m.end() + len(words) :]
            if _OFFICE.search(words) and not re.match(r"(?:,[^,.]{2,60},)?\s+(?:was|were|is|has been|had been)\s+\w+ed\b", after):
                match = self.table.resolve(words, on=self.on)
                return match if match.actor != UNKNOWN else None
        return None

    def _named(self, words: str) -> ActorMatch:
        words = re.sub(r"\s+and\s+(?:the\s+)?others$", "", words)
        known = self._known(words)
        if known is not None:
            return known
        match = self.table.resolve(words, on=self.on)
        if match.actor != UNKNOWN:
            return self.heard.introduce(match)
        head = re.split(r",\s+|\s+\(", words)[0]
        if head != words:
            rest = words[len(head) :].strip(" ,()")
            for part in (head, f"{rest} {head}", rest):
                known = self._known(part) or self.table.resolve(part, on=self.on)
                if known.actor != UNKNOWN:
                    return replace(known, person=known.person or (head if head[:1].isupper() else None))
        return self._after_its_state(words) or match

    def _after_its_state(self, words: str) -> ActorMatch | None:
        """Who is named right after the actor of the office before: "the leader of the breakaway region of Norland Ada Roe"."""
        found = list(self.table.find(words, on=self.on))
        if len(found) < 2:
            return None
        state, person = found[-2:]
        beside = (
            not words[state.end : person.start].strip() and person.end == len(words) and ROLE_WORD.search(words[: state.start])
        )
        of_it = person.match.person and person.match.actor == state.match.actor
        return self.heard.introduce(person.match) if beside and of_it else None

    def _known(self, words: str) -> ActorMatch | None:
        """A name that this text, or another, has introduced."""
        bare = _TITLE.sub("", re.sub(r"^[Tt]he\s+(?=[A-Z-]{2,}$)", "", words)).strip(" ,.’'").lower()
        found = self.heard.names.get(bare) or (
            self.heard.names.get(bare.split()[-1]) if 1 <= len(bare.split()) <= 3 and words[:1].isupper() else None
        )
        return replace(found, reason=f'"{words}" is introduced: {found.reason}') if found else None


_NOBODY = frozenset(
    "sources officials analysts experts reports media everyone everybody anyone anybody someone somebody nobody no-one none some many "
    "most others few several all both critics opponents supporters people voters observers commentators correspondent correspondents reporter reporters journalist journalists".split()
)
"""Words for speakers whom no pronoun in the singular goes back to."""


def _is_anonymous(words: str) -> bool:
    return words.lower().split()[-1] in _NOBODY
