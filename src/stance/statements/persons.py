"""Persons whom a text names, whether or not any table knows them: a full name once, the family name from then on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from stance.statements.offices import ROLE

_CALLED = (
    r"mayor|senator|governor|judge|justice|congress(?:man|woman)|representative|lawmaker|legislator|prosecutor|attorney|lawyer|professor"
    r"|doctor|scientist|researcher|economist|historian|analyst|journalist|reporter|author|writer|activist|sheriff|lieutenant|captain"
    r"|colonel|major|admiral|general|bishop|archbishop|cardinal|pope|imam|rabbi|candidate|nominee|chairman|chairwoman|manager"
)
"""Nouns for one person, whatever state, whose name a text prints beside them once."""
_SHORT = {
    "senator": "Sen",
    "governor": "Gov",
    "representative": "Rep",
    "congressman": "Rep",
    "general": "Gen",
    "professor": "Prof",
}
"""Titles as they are printed before a name, by the noun that goes back to them."""
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Gen|Lt|Col|Adm|Capt|Sgt|Sen|Gov|Rep|Prof|Rev|Sir|Dame|Lord|Prime|President|Minister|Premier|Chancellor"
    r"|Secretary|Ambassador|Director|Executive|Officer|Chief|CEO|Republican|Democrat|Spokes(?:man|woman|person)|King|Queen|Prince|Princess"
    rf"|Saint|{_CALLED.title().replace('(?:Man|Woman)', '(?:man|woman)')})"
)
_OPENER = (
    r"(?:The|A|An|This|That|These|Those|In|On|At|After|Before|But|And|While|As|When|If|Since|Although|Though|Meanwhile|However|For|From|By"
    r"|Against|Under|Over|Without|Like|Unlike|About|Having|Asked|Speaking|Addressing|Says|With|Yet|Still|So|Then|There|Also|Instead|Both"
    r"|Former|Retired|Foreign|Defen[cs]e|Deputy|Vice|First|North|South|East|West|New|Great|Los|Las|San|Saudi|Hong|Local|Al"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|January|February|March|April|May|June|July|August|September|October|November|December)"
)
_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĹĽŁŃŅŇŐŒŔŘŚŞŠŢŤŪŮŰŹŻŽȘȚ"
_PART = rf"(?!(?:{_TITLE}|{_OPENER})\b)(?:(?:al|el|Al|El)-)?[{_CAPITAL}][\w’'-]*[^\W\d_{_CAPITAL}]"
_PARTICLE = r"(?:de|da|di|la|le|van|von|der|den|al|bin|el)"
_FULL = re.compile(
    rf"(?<![\w’'-])(?:{_PART}|[A-Z]\.(?:\s?[A-Z]\.)?|[A-Z]{{2}}(?=\s))(?:[^\S\n]+(?:[A-Z]\.|[“\"]{_PART}[”\"]|{_PART})){{0,2}}[^\S\n]+"
    rf"(?:{_PARTICLE}[^\S\n]+)*(?P<family>{_PART})(?:[^\S\n]+(?:Jr|Sr)\.)?"
)
_TITLED = re.compile(rf"\b{_TITLE}\b\.?[^\S\n]+(?={_FULL.pattern})|\b(?:Mr|Mrs|Ms|Dr)\.?[^\S\n]+(?=(?P<alone>{_PART}))")
_TIED = re.compile(r"\b[a-z]+\s+(?:of|for|from|at|in|with|to)\s+(?:the\s+)?$")
"""The noun and the preposition before a name."""
BODY = re.compile(
    r"\b(?:Agency|Alliance|Army|Assembly|Association|Authority|Bank|Board|Bureau|Campaign|Cent(?:er|re)|Club|Coalition|College|Command|Commission"
    r"|Committee|Company|Conference|Congress|Corporation|Corp|Council|Court|Department|Federation|Force|Forum|Foundation|Fund|Government|Group"
    r"|Guard|House|Inc|Initiative|Institute|International|Investigations|Journal|League|Ministry|Mission|Movement|Nations|Network|News|Office"
    r"|Organi[sz]ation|Parliament|Party|Police|Post|Press|Project|Report|School|Senate|Service|Society|States|Street|Times|Tribune|Trust"
    r"|Union|United|University|Watch|Workers|Security|Affairs|Democrats|Republicans|Residents)\b"
)
"""Words that make a capitalised name that of a body, or of several people."""


class PrintedPersons:
    """The persons of one text by their names as printed.

    A capitalised name of two words may be a bank. It is taken for a person where the text gives a title with it, a role or an age beside it,
    a quotation after it and a colon, or its last word alone elsewhere.

    Parameters
    ----------
    text : str
        The document.

    Examples
    --------
    >>> persons = PrintedPersons("Gov. Don Fowler met Jo Lee of Wells Fargo. Fowler said no.")
    >>> persons.name("Former Gov. Don Fowler"), persons.name("Fowler"), persons.name("Wells Fargo")
    ('Don Fowler', 'Don Fowler', None)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._alone = Counter(re.findall(rf"(?<![\w’'-]){_PART}", _FULL.sub(" ", text)))
        self._full: dict[str, set[str]] = {}
        for m in _FULL.finditer(text):
            if not BODY.search(m.group()) and not ROLE.search(m.group()):
                self._full.setdefault(m["family"], set()).add(_spaced(m.group()))
        self._titled = {m["family"] or m["alone"] for m in _TITLED.finditer(text)}
        beside = rf"(?P<who>{_FULL.pattern}),\s(?:\d\d,|who\b|(?:an?|the|his|her)\s(?:[\w’'-]+\s){{0,4}}?(?i:{_CALLED}|{ROLE.pattern}))"
        label = rf"^\s*{_FULL.pattern}(?=:\s*[\"“„«]|,\s(?i:{ROLE.pattern})[\w\s-]*$)"
        self._titled |= {m["family"] for pattern in (beside, label) for m in re.finditer(pattern, text, re.MULTILINE)}
        self._places: dict[str, list[tuple[int, str]]] = {}

    def name(self, words: str) -> str | None:
        """Return the full name of the person whom a speaker's phrase surely names, or None."""
        name, family = self._read(words)
        called = re.search(rf"(?i:{_CALLED}|{ROLE.pattern})\s", words)
        sure = called or _TITLED.search(words) or family in self._titled or self._alone[family] > 0
        return name if sure else None

    def likely(self, words: str) -> str | None:
        """Return the name in a speaker's phrase that is a person's if a "he" or "she" goes back to it, or None."""
        return self._read(words)[0]

    def _read(self, words: str) -> tuple[str | None, str]:
        head, *after = re.split(r",\s|\s\(|\s[—–-]\s", words.strip())
        # "An analyst at Cairo University, Ada Roe": what a preposition ties to the noun is not who is called so.
        called = any(not _TIED.search(head[: m.start()]) for m in _FULL.finditer(head))
        apposed = re.match(rf"{_FULL.pattern}(?=$|\s(?:of|from|for)\s)", after[0]) if after and not called else None
        if apposed and not BODY.search(apposed.group()) and not ROLE.search(apposed.group()):
            return _spaced(apposed.group()), apposed["family"]  # "the main challenger, Ada Roe"
        head = re.sub(r"[’']s?$", "", head)
        whole = re.search(rf"{_FULL.pattern}$", head)
        if whole and re.search(r"\b(?:of|for|from|at|in|with|to|by)\s|\band\s+(?:the\s|[A-Z]|$)", head[: whole.start()]):
            return None, ""  # "a spokesman for Wells Fargo" is not called Wells Fargo
        if whole and not BODY.search(whole.group()) and not ROLE.search(whole.group()):
            return _spaced(whole.group()), whole["family"]
        one = re.fullmatch(rf"(?:.*\s)?(?P<family>{_PART})", head)
        if one is None or (not _TITLED.search(head) and head != one["family"]):
            return None, ""
        full = self._full.get(one["family"], set())
        if len({name.split()[0] for name in full}) == 1:  # "Loretta Lynch" is "Loretta E. Lynch"
            return max(full, key=len), one["family"]
        return (one["family"] if _TITLED.search(head) and not full else None), one["family"]

    def subject(self, sentence: str) -> str | None:
        """Return the person with whose name a sentence begins."""
        m = re.match(rf"(?:{_TITLE}\.?\s+)*(?P<who>{_FULL.pattern}|{_PART})(?=,|\s+[a-z])(?![’']s)", sentence)
        return self.name(m["who"]) if m else None

    def holder(self, sentence: str) -> str | None:
        """Return the person with whose office a sentence begins: "The envoy of Norland, Ada Roe, left"."""
        office = rf"[^,.;:!?\n]{{3,60}}?\b(?i:{_CALLED}|{ROLE.pattern})\b[^,.;:!?\n]{{0,40}}"
        m = re.match(rf"{office},\s(?P<who>{_FULL.pattern}),\s+[a-z]", sentence)
        return _spaced(m["who"]) if m and not BODY.search(m["who"]) else None

    def called(self, words: str, before: int) -> str | None:
        """Return the last person before a place whose name stands beside the noun of a description, or None.

        >>> persons = PrintedPersons("Mayor Lou Vane spoke first, then Ann Roe, a doctor.")
        >>> persons.called("The mayor", 99), persons.called("the doctor", 99), persons.called("the deputy mayor", 99)
        ('Lou Vane', 'Ann Roe', None)
        """
        kind = r"(?!(?:deputy|former|vice|other|second|new|next|late)\b)[\w’'-]+\s+"
        m = re.fullmatch(rf"(?:the|this|that)\s+(?:{kind}){{0,2}}?(?P<noun>{_CALLED})", words, re.IGNORECASE)
        if m is None:
            return None
        noun = m["noun"].lower()
        if noun not in self._places:
            title = rf"(?i:{noun})" + (rf"|{_SHORT[noun]}\." if noun in _SHORT else "")
            of_it = rf"(?:(?!(?:of|to|for|with|by|from|in|at|on|the|an?)\b)[\w’'-]+\s+){{0,4}}?(?i:{noun})\b(?!\s+of\s+the\b)"
            beside = (
                rf"\b(?:{title})\s+(?P<who>{_FULL.pattern})",
                rf"(?P<who>{_FULL.pattern}),\s+(?:the|an?|his|her|its|their)\s+{of_it}",
            )
            found = ((m.start(), self.likely(m["who"])) for pattern in beside for m in re.finditer(pattern, self._text))
            self._places[noun] = sorted((place, name) for place, name in found if name)
        places = self._places[noun]
        place = bisect_left(places, (before, ""))
        return places[place - 1][1] if place else None


def _spaced(name: str) -> str:
    return re.sub(r"\s+", " ", name)


_COLLECTIVE = re.compile(
    r"\b(?:coalition|committee|council|party|group|union|company|court|government|ministry|agency|bank|army|team|campaign|club|network"
    r"|newspaper|website|organi[sz]ation|association|board|panel|report|statement|poll|survey|study|article|film|book)$",
    re.IGNORECASE,
)


def no_one_person(words: str) -> bool:
    """Whether a phrase without a name surely means a body, several people or nobody, whom no "he" or "she" goes back to.

    >>> [no_one_person(words) for words in ("civic leaders", "a coalition of unions", "Having", "a nurse", "a spokesman for Rome")]
    [True, True, True, False, False]
    """
    head = re.split(r"\s(?:of|for|from|in|at|on|to|with|by)\s", words)[0].split()
    last = head[-1] if head else ""
    several = last.islower() and last.endswith("s") and not last.endswith("ss")
    loose = len(head) == 1 and (last.islower() or last.endswith(("ing", "ed")))
    return bool(several or loose or _COLLECTIVE.search(" ".join(head)) or BODY.search(words))
