"""Persons whom a text names, whether or not any table knows them: a full name once, the family name from then on."""

from __future__ import annotations

import re
from collections import Counter

from stance.statements.offices import NON_STATE, ROLE

_PART = r"[A-Z][\w’'-]*[a-z]"
_FULL = re.compile(
    rf"(?P<given>{_PART}|[A-Z]\.(?:\s?[A-Z]\.)?)(?:[ \t]+(?:[A-Z]\.|“{_PART}”|{_PART}))?[ \t]+(?:(?:de|van|von|der|al|bin|el|la)[ \t]+)*"
    rf"(?P<family>{_PART})"
)
_TITLES = re.compile(
    r"(?:.*\b)?(?:Mr|Mrs|Ms|Miss|Dr|Gen|Lt|Col|Adm|Capt|Sgt|Sen|Gov|Rep|Prof|Rev|Sir|Judge|Justice|Mayor|Governor|Senator|Congress\w+"
    r"|Representative|Chief|Attorney|President|Minister|Chancellor|Secretary|Ambassador|General|Professor|Director|Chairman|Chairwoman)\b\.?\s+"
)
_BODY = re.compile(
    r"\b(?:Agency|Alliance|Army|Assembly|Association|Authority|Bank|Board|Bureau|Campaign|Cent(?:er|re)|Coalition|College|Command|Commission"
    r"|Committee|Company|Conference|Congress|Corporation|Corp|Council|Court|Department|Federation|Force|Forum|Foundation|Fund|Government|Group"
    r"|Guard|House|Inc|Initiative|Institute|International|Investigations|Journal|League|Ministry|Mission|Movement|Nations|Network|News|Office"
    r"|Organi[sz]ation|Parliament|Party|Police|Post|Press|Project|Report|School|Senate|Service|Society|States|Street|Times|Tribune|Trust"
    r"|Union|United|University|Watch|Workers|Security|Affairs|Democrats|Republicans)\b"
)
_OPENS = frozenset(
    "Mr Mrs Ms Miss Dr Sir Dame Lord Prime Minister President Premier Chancellor Secretary Foreign Defence Defense Deputy King Queen Prince Princess Pope General The A An This That These Those In On At After Before But And While As When If Since Although Though Meanwhile However For From By "
    "Against Under Over Without Like Unlike About Having Asked Speaking Says With Yet Still So Then There Also Instead Both Former Retired North South East West New Great Monday Tuesday Wednesday Thursday "
    "Friday Saturday Sunday January February March April May June July August September October November December".split()
)


class PrintedPersons:
    """The persons of one text by their names as printed.

    Parameters
    ----------
    text : str
        The document.

    Examples
    --------
    >>> persons = PrintedPersons("Gov. Don Fowler met Jo Lee of the Press Club. Fowler said no.")
    >>> persons.name("Former Gov. Don Fowler"), persons.name("Fowler"), persons.name("the Press Club")
    ('Don Fowler', 'Don Fowler', None)
    """

    def __init__(self, text: str) -> None:
        self._alone = Counter(re.findall(rf"(?<![A-Z][a-z] )\b{_PART}\b", text))
        self._full: dict[str, str] = {}
        for m in _FULL.finditer(text):
            if m["given"] not in _OPENS and not _BODY.search(m.group()):
                self._full.setdefault(m["family"], re.sub(r"\s+", " ", m.group()))

    def name(self, words: str) -> str | None:
        """Return the full name of the person whom a speaker's phrase names, or None where it names no person."""
        head = re.split(r",\s|\s\(|\s[—–-]\s", words.strip())[0]
        titled = _TITLES.match(head)
        bare = re.sub(r"[’']s?$", "", head[titled.end() :] if titled else head)
        whole = _FULL.fullmatch(bare)
        if whole and whole["given"] not in _OPENS and not _BODY.search(bare) and not ROLE.search(bare):
            return bare
        if re.fullmatch(_PART, bare) and bare not in _OPENS:
            return self._full.get(bare) or (bare if titled else None)
        return None

    def subject(self, sentence: str) -> str | None:
        """Return the person with whose name a sentence begins: one whom the text also calls by the family name alone."""
        m = re.match(rf"(?:{_TITLES.pattern})?(?P<who>{_FULL.pattern}|{_PART})(?=,|\s+[a-z])(?![’']s)", sentence)
        name = self.name(m["who"]) if m else None
        return name if name and self._alone[name.split()[-1]] > 1 else None


_CALLED = (
    r"mayor|senator|governor|judge|justice|congress(?:man|woman)|representative|lawmaker|legislator|prosecutor|attorney|lawyer|professor"
    r"|doctor|scientist|researcher|economist|historian|analyst|journalist|reporter|author|writer|activist|sheriff|lieutenant|captain"
    r"|colonel|major|admiral|general|bishop|archbishop|cardinal|pope|imam|rabbi|candidate|nominee|chairman|chairwoman|manager"
)
"""Nouns for one person, whatever state, whose name a text prints beside them once."""
_SHORT = {
    "senator": r"Sen\.",
    "governor": r"Gov\.",
    "representative": r"Rep\.",
    "congressman": r"Rep\.",
    "general": r"Gen\.",
    "professor": r"Prof\.",
}
"""Titles as they are printed before a name, by the word that goes back to them."""


def titled(text: str, words: str, persons: PrintedPersons) -> str | None:
    """Return the last person in `text` whose name stands beside the noun of a description ("the mayor"), or None.

    >>> text = "Mayor Lou Vane spoke first, then Ann Roe, a doctor."
    >>> titled(text, "The mayor", PrintedPersons(text)), titled(text, "the doctor", PrintedPersons(text))
    ('Lou Vane', 'Ann Roe')
    """
    m = re.fullmatch(rf"(?:the|this|that)\s+(?:[\w’'-]+\s+){{0,2}}?(?P<noun>{_CALLED})", words, re.IGNORECASE)
    if m is None:
        return None
    noun = m["noun"].lower()
    beside = (
        rf"\b(?:(?i:{noun})|{_SHORT.get(noun, '(?!)')})\s+(?P<who>{_FULL.pattern})",
        rf"(?P<who>{_FULL.pattern}),\s+(?:the|a|an|his|her|its|their)\s+(?:[\w’'-]+\s+){{0,4}}?(?i:{noun})\b",
    )
    found = sorted((m.start(), m["who"]) for pattern in beside for m in re.finditer(pattern, text))
    return next((name for _, who in reversed(found) if (name := persons.name(who))), None)


_PERSON_NOUN = re.compile(rf"(?:{ROLE.pattern})|{NON_STATE.pattern}", re.IGNORECASE)


def may_be_one(words: str) -> bool:
    """Whether a phrase without a name can mean one person, whom "he" or "she" goes back to.

    >>> may_be_one("a senior official"), may_be_one("civic leaders"), may_be_one("Having")
    (True, False, False)
    """
    last = words.split()[-1]
    return bool(_PERSON_NOUN.search(words)) and not (last.endswith("s") and not last.endswith("ss")) and last.islower()
