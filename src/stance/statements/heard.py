"""Who has spoken in a text so far, and whom its names stand for: what pronouns and bare offices go back to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from stance.statements.actors import ActorMatch
from stance.tables import UNKNOWN

_BACK = re.compile(
    r'(?:pronoun )?"[^"]*" for the (?:subject|person|speaker|institution|text quoted|last|one)[^()]*\((?P<reason>.*)\)'
)


class Heard:
    """The speakers of one text in reading order, and the names it has introduced.

    Parameters
    ----------
    names : mapping of str to ActorMatch or None
        Whom its names stand for, as `stance.statements.introductions.introduced` gives them.

    Attributes
    ----------
    last, last_person, last_thing : ActorMatch or None
        The last speaker; the last who is a person; the last that is an institution or a state.
    people : list of ActorMatch
        All persons among them.
    """

    def __init__(self, names: Mapping[str, ActorMatch | None]) -> None:
        self.names = {name: match for name, match in names.items() if match is not None}
        self.last: ActorMatch | None = None
        self.last_person: ActorMatch | None = None
        self.last_thing: ActorMatch | None = None
        self.people: list[ActorMatch] = []

    def remember(self, match: ActorMatch) -> None:
        """Take a speaker for the last that spoke."""
        self.last = match
        if match.person:
            self.last_person = match
            self.people.append(match)
        if match.organization or not match.person:
            self.last_thing = match

    def introduce(self, match: ActorMatch) -> ActorMatch:
        """Remember whom the family name of a person stands for from here on."""
        if match.person:
            self.names.setdefault(match.person.split()[-1].lower(), match)
        return match


def back(candidate: ActorMatch | None, why: str, factor: float) -> ActorMatch:
    """Return whom words go back to, as sure as `factor` of what is known of the candidate; unknown where there is none."""
    if candidate is None:
        return ActorMatch(UNKNOWN, None, None, 0.0, f"{why}, and there is none")
    # Of a chain of pronouns the name at its beginning is what counts.
    chain = _BACK.fullmatch(candidate.reason)
    reason = chain["reason"] if chain else candidate.reason
    return replace(candidate, score=round(candidate.score * factor, 3), reason=f"{why} ({reason})")
