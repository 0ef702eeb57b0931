"""Who the names of a text stand for: learned from where they are printed beside a role."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from stance.statements.actor_names import is_name
from stance.statements.actors import ActorMatch, ActorTable
from stance.statements.offices import FIRST_NAMES, FORMER, GEOGRAPHY, NAME_FIRST, NON_STATE, OPENERS
from stance.statements.persons import BODY
from stance.tables import UNKNOWN

_GAP = r"(?:[ \t]+|\n(?![ \t]*\n))"
"""Between two words of a paragraph, which a line may end."""
_INTRODUCED = re.compile(
    r"(?P<all>(?:(?:(?:Mr|Mrs|Ms|Dr|Gen|Maj|Brig|Lt|Col|Sen|Gov|Rep|St|Adm|Capt|Sgt|Prof|Sec|Min|Pres|[A-Z])\.|[A-Z](?:\.[A-Z])+\.?|[A-Z][\w’'-]+)_|(?:the|of|for|to|foreign|prime|defen[cs]e|deputy|first|vice|interior|finance|energy|trade|press|national|security|ministry|office|department|government|chief|then|new|spokes\w+|president|minister|secretary|adviser|ambassador|"
    r"envoy|premier|chancellor|leader|head|commander|general|council)_){1,8}(?P<name>[A-Z][\w’'-]+(?:_(?:de|van|von|der|al|bin|el)\b)?(?:_[A-Z][\w’'-]+)*(?:_(?:[A-Z]|(?:al|el)-[A-Z])[\w’'-]+)))".replace(
        "_", _GAP
    )
)
_APPOSED = re.compile(
    r"(?P<name>[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+){1,2})(?:\s+\([\w. ]{1,12}\))?,\s+(?P<role>(?:the\s+|a\s+)?[^,.;\"“”]{5,70}?)"
    r"(?:,|(?=\s+(?:said|says|told|tells|has|had|was|is)\b))"
)
ROLE_WORD = re.compile(
    r"\b(?:president|minister|premier|chancellor|secretary|spokes\w+|ambassador|envoy|adviser|advisor|commander|general|chief|head|leader|official|diplomat|commissioner|deputy|negotiator|representative|governor|senator|king|queen)\b",
    re.IGNORECASE,
)
_HEADED = r"prime minister|premier|president|chancellor|foreign minister|defen[cs]e minister|foreign secretary"
_OWN_OFFICE = re.compile(rf"(?:[’']s?)?[^\S\n]+(?P<office>PM|(?i:{_HEADED}))\b(?![^\S\n]+[A-Z])")
_BARE_OFFICE = re.compile(
    rf"(?<![A-Za-z][’'] )(?P<office>(?i:{_HEADED}))[^\S\n]+"
    r"(?P<name>[A-Z][\w’'-]+(?:[^\S\n]+(?:de|van|von|der|al|bin|el)\b)?(?:[^\S\n]+[A-Z][\w’'-]+){0,2})(?!\s+of\s+[A-Z])"
)
_ANOTHER = re.compile(r"(?:\b(?:vice|former|deputy|then|ex|acting)[ -]|[A-Z][\w’'.-]*\s)$", re.IGNORECASE)
"""What makes another office of it: "the former president", "FIFA president"."""


def introduced(table: ActorTable, text: str, on: dt.date | None) -> dict[str, ActorMatch | None]:
    """Return whom the names of a text stand for, by full and family name in small letters.

    A name is learned where it stands beside a role and a state ("Ukraine's Defence Minister Oleksiy Reznikov"); beside an office alone
    ("Prime Minister Manasseh Sogavare") it is that of the one state whose holder of this office the headline has without a name
    ("Solomon Islands PM says ..."). A name that could be two people stands for None.

    Parameters
    ----------
    table : ActorTable
        Who can speak.
    text : str
        The document.
    on : datetime.date or None
        Its date, by which offices are held or over.
    """
    names: dict[str, ActorMatch | None] = {}
    clashes: set[str] = set()

    def learn(match: ActorMatch, name: str) -> None:
        family = name.split()[0 if match.actor in NAME_FIRST else -1]
        first = " ".join(name.split()[:2])  # "Hassan Sheikh" is Hassan Sheikh Mohamud
        for key in {name.lower(), first.lower(), family.lower(), re.sub(r"^(?:al|el)-", "", family.lower())}:
            known = names.get(key)
            if known and (known.actor, known.person) != (match.actor, name):
                clashes.add(key)
            names.setdefault(key, replace(match, person=name))

    for pattern in (_INTRODUCED, _APPOSED):
        for m in pattern.finditer(text):
            one = pattern.search(_of_one_line(m.group())) or m
            name, role = one["name"], one["all"] if "all" in one.groupdict() else one["role"]
            if not ROLE_WORD.search(role) or re.match(r"(?:The|This|That|A|An)\b", name) or BODY.search(name):
                continue
            match = table.resolve(role if "all" in one.groupdict() else f"{role} {name}", on=on)
            if match.actor != UNKNOWN and match.score >= 0.5 and not _is_headline(name, table):
                learn(match, match.person or _untitled(name))
    for match in _of_the_headline(table, text, on):
        learn(match, str(match.person))
    return names | dict.fromkeys(clashes)


_DOES = re.compile(
    r"(?:Visits|Meets|Urges|Warns|Accuses|Tells|Says|Calls|Slams|Blasts|Thanks|Welcomes|Rejects|Hails|Backs|Denies|Seeks|Vows|Arrives|Heads|Holds"
    r"|Leaves|Threatens|Condemns|Criticizes|Criticises|Demands|Offers|Asks|Joins|Signs|Praises|Summons|Expels|To)\s"
)


def _is_headline(name: str, table: ActorTable) -> bool:
    """Whether words with capital letters are what somebody does and to whom: "Egypt's Foreign Minister Visits Sudan"."""
    family = name.split()[-1]
    return bool(_DOES.match(name)) or (family not in FIRST_NAMES and table.sort_of(family) in {"name", "demonym"})


def agreed(introductions: Iterable[Mapping[str, ActorMatch | None]]) -> dict[str, ActorMatch]:
    """Return the full names of persons whom texts introduce, less those that could be two people."""
    out: dict[str, ActorMatch] = {}
    clashes: set[str] = set()
    for names in introductions:
        for key, match in names.items():
            if match is None or (key in out and out[key].actor != match.actor):
                clashes.add(key)
            elif " " in key and is_name(str(match.person)) and not GEOGRAPHY.match(f" {str(match.person).split()[-1]}"):
                out[key] = match
    return {key: match for key, match in out.items() if key not in clashes}


def named_there(
    elsewhere: Mapping[str, ActorMatch], text: str, own: Mapping[str, ActorMatch | None], table: ActorTable
) -> dict[str, ActorMatch]:
    """Return whom a text's names stand for that other texts introduce, by full and family name.

    Only what it prints in full counts, what neither it nor the table knows, and nobody whom it says something else of ("Ada Roe, a
    farmer", "former minister Ada Roe").

    Examples
    --------
    >>> from stance.statements.actors import load_actors
    >>> table = load_actors()
    >>> elsewhere = agreed([introduced(table, "France's Minister of Energy Ada Roe left.", None)])
    >>> sorted(named_there(elsewhere, "Ada Roe said no.", {}, table)), named_there(elsewhere, "Roe said no.", {}, table)
    (['ada roe', 'roe'], {})
    """
    out: dict[str, ActorMatch] = {}
    low = text.lower()
    for full, match in elsewhere.items():
        if full not in low or full in own:
            continue
        name = str(match.person)
        places = [m.span() for m in re.finditer(rf"\b{re.escape(full)}\b", low)]
        other = any(_OTHERWISE.match(text, end) or _SOMEBODY.search(text[max(0, start - 40) : start]) for start, end in places)
        if not places or other or table.resolve(name).actor != UNKNOWN:
            continue
        out[full] = replace(match, reason=f"in another text, {match.reason}")
        family = name.split()[0 if match.actor in NAME_FIRST else -1]
        namesakes = {m.group().lower() for m in re.finditer(rf"\b[A-Z][\w’'-]+ {re.escape(family)}\b", text)} - {full}
        if family.lower() not in own and table.resolve(family).actor == UNKNOWN and not namesakes:
            out[family.lower()] = out[full]
    return out


_OTHERWISE = re.compile(r",\s+(?:\d|an?\s|the\s)")
_SOMEBODY = re.compile(rf"(?i:{NON_STATE.pattern}|{FORMER.pattern})[^.;:,]*$")
"""What a text says of somebody who does not speak for a state, after and before the name."""


def _of_the_headline(table: ActorTable, text: str, on: dt.date | None) -> list[ActorMatch]:
    """Those named with an office alone, where the headline has one state's holder of it without a name."""
    headline = text.lstrip().split("\n", 1)[0] if "\n" in text.strip() else ""
    states: dict[str, set[str]] = {}
    for mention in table.find(headline, on=on):
        office = _OWN_OFFICE.match(headline, mention.end)
        if office and not mention.match.person:
            states.setdefault(_office(office["office"]), set()).add(headline[mention.start : mention.end])
    out = []
    for m in _BARE_OFFICE.finditer(text) if states else ():
        owners = states.get(_office(m["office"]), set())
        before = text[max(0, m.start() - 20) : m.start()]
        opens = re.search(r"(?:[.!?:][\"”’]?\s+|\n|^)$", before)
        if len(owners) != 1 or (_ANOTHER.search(before) and not opens) or table.resolve(m.group(), on=on).actor != UNKNOWN:
            continue
        (owner,) = owners
        match = table.resolve(f"{owner} {_office(m['office'])}", on=on)
        if match.actor != UNKNOWN:
            out.append(
                replace(match, person=m["name"], reason=f'"{m.group()}" for the one whom the headline means ({match.reason})')
            )
    return out


def _of_one_line(words: str) -> str:
    """Return a name without what the next line begins with: "Norland's envoy Ada Roe / The Army left"."""
    before, _, after = words.partition("\n")
    again = after.split()[0] if after.split() else ""
    return before.rstrip() if again in OPENERS or again in before.split() else words


def _untitled(name: str) -> str:
    """Return a name without the offices before it: one called "Minister Vane" is Vane."""
    words = name.split()
    while len(words) > 1 and ROLE_WORD.fullmatch(words[0]):
        words = words[1:]
    return " ".join(words)


def _office(words: str) -> str:
    low = words.lower()
    return "prime minister" if low in {"pm", "premier"} else low
