"""Where a report was written: an office that every state has is, where no state is named, that of the state it comes from."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from stance.statements.actors import ActorMatch, ActorTable
from stance.statements.offices import EVERYWHERE

_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-Ž][A-Za-zÀ-ž.’' -]{2,24}?)(?:,\s+(?P<land>[A-Z][a-z]+)(?:\.?\s+\d{1,2})?(?:,\s+\d{4})?)?\s*(?:\([A-Z][\w/ ]{1,24}\))?\s*(?:[—–:]|--?)(?=\s|$)"
)
_HEAD = 15
"""Lines among which a dateline is looked for."""


def state_written_from(text: str, table: ActorTable, *, on: dt.date | None = None) -> ActorMatch | None:
    """Return the state whose capital stands before a report's first words; None without one, or where the report is not on that state.

    Parameters
    ----------
    text : str
        The document; its first lines are looked at.
    table : ActorTable
        Whose capitals are known.
    on : datetime.date, optional
        The text's date.

    Examples
    --------
    >>> from stance.statements.actors import load_actors
    >>> text = "ISLAMABAD: Pakistan has closed its airspace, the foreign ministry said."
    >>> state_written_from(text, load_actors()).actor
    'Pakistan'
    >>> state_written_from("LONDON: Pakistan has closed its airspace.", load_actors()) is None
    True
    """
    for line in re.findall(r"[^\n]*\S[^\n]*", text)[:_HEAD]:
        found = _DATELINE.match(line.strip())
        if found is None:
            continue
        for name, sort in ((found["place"], "capital"), (found["land"] or "", "name")):
            name = name.strip().title() if name.isupper() else name.strip()
            if name and table.sort_of(name) == sort:
                match = table.resolve(name, on=on)
                elsewhere = text.replace(found.group(), "", 1)
                # Many a report comes from a city of talks: it is on its state only where it names that.
                named = any(mention.match.actor == match.actor for mention in table.find(elsewhere, on=on))
                return match if named else None
    return None


def table_at(text: str, table: ActorTable, *, on: dt.date | None = None) -> ActorTable:
    """Return the table as a report from a capital means it: without another state's "Foreign Office", which it does not speak of.

    Parameters
    ----------
    text : str
        The document.
    table : ActorTable
        Who can speak.
    on : datetime.date, optional
        The text's date.
    """
    if not EVERYWHERE.search(text):
        return table
    home = state_written_from(text, table, on=on)
    if home is None:
        return table
    spoken_of = {m.match.actor for m in table.find(EVERYWHERE.sub("office", text), on=on)}
    return _without_houses(table, frozenset(spoken_of | {home.actor}))


@lru_cache(maxsize=8)
def _without_houses(table: ActorTable, kept: frozenset[str]) -> ActorTable:
    """The table without the houses that every state may have, but those of some actors."""
    there = table.aliases["alias"].str.fullmatch(EVERYWHERE.pattern) & ~table.aliases["actor"].isin(kept)
    return ActorTable(table.actors, table.aliases[~there]) if there.any() else table
