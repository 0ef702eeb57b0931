"""Speakers who say one thing together: "Paris and Berlin", "the foreign ministers of France and Germany".

Each of them is reported to have said it, as discourse network analysis codes it (Leifeld 2017), so each gets a statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from stance.statements.actor_names import is_name
from stance.statements.actors import ActorMatch, ActorTable
from stance.statements.offices import ROLE
from stance.tables import UNKNOWN

_AND = re.compile(
    r",?\s+(?:and|as\s+well\s+as|along\s+with)\s+(?!(?!(?:the|its|his|her|their|an?|other|some|many|most|several|aid|member|von|van|de|al|bin)\b)[a-z])"
)
"""What parts speakers, and not "foreign and defence ministers"."""
_NAME = r"(?:the\s+)?[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*)*"
_ELSEWHERE = re.compile(r"\s(?:to|with|in|at|between|against|on|from|for|by|over)\s")
_BODY = re.compile(r"(?:[Tt]he\s+)?[A-Z][\w’'-]+\s+(?:of\s+)?[A-Z][\w’'-]+.*")
_SHORT = re.compile(r"(?:[Tt]he\s+)?(?:[A-Z]\.?){2,4}")
_SURNAME = re.compile(r"[A-Z][\w’'-]+")
_OFFICE = re.compile(rf"(?!the\b)(?:\S+\s+){{0,3}}?(?:{ROLE.pattern})(?:\s+(?:of|for)\s.+)?", re.IGNORECASE)
_HALF = re.compile(
    r"[A-Z][\w-]+(?:\s+[A-Z][\w-]+)?\s+(?:Council|Committee|Commission|Department|Ministry|Agency|Service|Authority|Bureau)\s+.+"
)
"""The second half of an institution's name before an office: "(National Security and) Defense Council Secretary Oda Brenn"."""
_HELD = re.compile(rf"(?!the\b).*\b(?:{ROLE.pattern})(?:\s+(?:of|for)\s.+)?", re.IGNORECASE)


def speakers_together(words: str, table: ActorTable, named: Callable[[str], ActorMatch]) -> list[tuple[str, ActorMatch]]:
    """Return those whom a phrase names together, each with the words that name it; an empty list where it names one speaker.

    Parameters
    ----------
    words : str
        A speaker's phrase as printed.
    table : ActorTable
        Who can speak.
    named : callable
        Whom a phrase for one speaker stands for, at this place of a text.

    Examples
    --------
    >>> from stance.statements.actors import load_actors
    >>> table = load_actors()
    >>> [(words, match.actor) for words, match in speakers_together("Paris and the Kremlin", table, table.resolve)]
    [('Paris', 'France'), ('the Kremlin', 'Russia')]
    >>> [match.actor for _, match in speakers_together("the presidents of France and Russia", table, table.resolve)]
    ['France', 'Russia']
    >>> speakers_together("Russia's envoy to France and Germany", table, table.resolve)
    []
    """
    whole = any(" and " in words[m.start : m.end] for m in table.find(words))  # "Bosnia and Herzegovina" is one name
    phrases = [] if whole else _apart(re.sub(r"^(?i:both|together)\s+", "", words), table)
    if not phrases:
        return []
    found = {phrase: named(phrase) for phrase in phrases}
    if any(match.actor == UNKNOWN and not match.person and _OFFICE.fullmatch(phrase) for phrase, match in found.items()):
        return []  # "Former Minister and now envoy Ada Roe" is one
    first, last = found[phrases[0]], found[phrases[-1]]
    if (
        len(phrases) == 2
        and not first.person
        and last.actor in {UNKNOWN, first.actor}
        and last.person
        and _HELD.fullmatch(phrases[0])
    ):
        # So is "Norland's Deputy Prime Minister and Foreign Minister Ada Roe".
        return [(words, replace(first, person=last.person))] if first.actor != UNKNOWN else []
    if len(phrases) == 2 and last.person and first.actor == UNKNOWN and not first.person and _HALF.fullmatch(phrases[1]):
        return [(words, last)]
    known = [match for match in found.values() if match.actor != UNKNOWN]
    persons = {match.person for match in known} - {None}
    kept: dict[str, tuple[str, ActorMatch]] = {}
    for phrase, match in found.items():
        if (
            match.actor != UNKNOWN
            or match.person
            or _BODY.fullmatch(phrase)
            or (persons and (_SURNAME.fullmatch(phrase) or is_name(phrase)))
        ):
            kept.setdefault(match.actor if match.actor != UNKNOWN else phrase, (phrase, match))
    if len(kept) < 2:
        if len(persons) > 1:
            return [(words, replace(known[0], person=None))]
        # "Moscow and its allies", "the UN and aid groups"; but "citizens of Norland and Sudmark" are nobody's.
        alone = known and not any(" of " in phrase for phrase, match in found.items() if match.actor == UNKNOWN)
        return list(kept.values()) if alone else []
    if not known:
        return []
    printed = all(phrase in words for phrase in phrases)  # an office said of all is printed once
    return [
        (phrase if printed else words, replace(match, reason=f"says it together with others: {match.reason}"))
        for phrase, match in kept.values()
    ]


def _apart(words: str, table: ActorTable) -> list[str]:
    """Split a phrase at its "and" and the commas of its list; what the first or the last says of all is said of each."""
    *firsts, last = _AND.split(words)
    if not firsts:
        return []
    phrases = [*(part.strip() for first in firsts for part in re.split(r",\s+", first)), last.strip(" ,")]
    if not all(phrases) or re.search(r",\s+(?:the|an?)\s[^,]*\sof\s[^,]*\sand\s", words):
        return []  # "Roe, the daughter of Ada Roe and Bo Lind" is one
    head, *others = phrases
    of_each = re.fullmatch(rf"(?P<office>.*\w+s\s+(?:of|from)\s+)(?P<first>{_NAME})", head)
    if of_each and all(re.fullmatch(_NAME, other) for other in others):
        return [f"{of_each['office']}{name}" for name in (of_each["first"], *others)]
    if any(_ELSEWHERE.search(phrase) for phrase in phrases[:-1]):
        return []
    of_all = re.fullmatch(r"(?:the\s+)?[A-Z][\w.-]*\s+(?P<office>[a-z].*s)", phrases[-1])
    if of_all and all(table.sort_of(p) == "demonym" or _SHORT.fullmatch(p) for p in phrases[:-1]):
        return [*(f"{phrase} {of_all['office']}" for phrase in phrases[:-1]), phrases[-1]]
    return phrases
