"""The words of offices and institutions: which nouns speak for a state, which do not, and what they are called."""

from __future__ import annotations

import re

STATE_ROLE = re.compile(
    r"\b(?:president(?:ial)?|presidency|vice[- ]president|premier|prime minister|chancellor|king|queen|crown prince|emir|sultan|supreme leader|leader|leadership"
    r"|(?:[\w-]+\s+)?minist(?:er|ers|ry|ries)|secretary(?:[- ]general)?(?: of \w+)?|undersecretary|foreign office|government|cabinet|administration|authorities|authority|regime"
    r"|officials?|spokes(?:man|woman|person|people|men)|press secretary|press service|diplomats?|ambassadors?|envoys?|consul(?:ate|s)?|embassy|mission|negotiators?|delegat(?:ion|es?)|representatives?"
    r"|military|army|armed forces|navy|air force|coast ?guard|general staff|joint chiefs|defen[cs]e forces|chief of (?:the )?(?:general )?staff|commander(?:[- ]in[- ]chief)?|general|admiral|generals"
    r"|parliament|lawmakers?|senators?|congress(?:man|woman)?|speaker|mps?|deput(?:y|ies)|house of representatives|senate"
    r"|intelligence(?: (?:service|agency|officials?))?|security (?:service|council)|central bank|department|task force|council|committee|commission(?:er)?|agency chief|border (?:guard|service)s?"
    r"|head|chief|chair(?:man|woman)?|director(?:[- ]general)?|adviser|advisor|aide|colleagues?|counterparts?|office|side|statement|readout|communiqu[eé]|mfa|mod|police|report|secretariat|high representative|inspectors?)\b",
    re.IGNORECASE,
)
"""Nouns that speak for the state or organization they belong to."""

NON_STATE = re.compile(
    r"\b(?:analysts?|experts?|observers?|commentators?|journalists?|reporters?|editors?|columnists?|bloggers?|newspapers?|dailies|daily|magazine|broadcasters?|television|tv|radio|media|press(?! (?:secretary|service|office|officer))|(?:news )?agenc(?:y|ies)(?! chief)|outlets?|website"
    r"|soldiers?|troops|pilots?|sailors?|veterans?|fighters?|rebels?|separatists?|militants?|volunteers?|mercenar\w+|opposition|dissidents?|activists?|protest\w+|demonstrators?|critics?"
    r"|residents?|citizens?|civilians?|people|voters?|villagers?|refugees?|migrants?|farmers?|fishermen|students?|teachers?|doctors?|workers?|families|relatives|women|men|children"
    r"|professors?|researchers?|scholars?|historians?|scientists?|academics?|economists?|lawyers?|think[- ]tanks?|universit(?:y|ies)|institutes?|foundation|companies|company|firms?|business\w*|investors?|traders?|banks?(?<!central bank)|airlines?"
    r"|athletes?|players?|coach(?:es)?|actors?|singers?|writers?|author|church|bishops?|priests?|imams?|clerics?|rabbis?|tourists?|survivors?|witnesses|victims?|pollsters?|sources?|tycoon|billionaire|oligarchs?|hackers?|coalition|embargo|governor|mayor)\b",
    re.IGNORECASE,
)
"""Nouns that speak for themselves, whatever demonym stands before them."""

FORMER = re.compile(r"^(?:former|ex-|ex |late|then-|retired|outgoing|onetime|one-time)\s*|\bformer\b|\bex-", re.IGNORECASE)

OBJECT_LINKS = re.compile(
    r"\b(?:to|against|on|over|about|with|following|after|near|between|facing|visiting|toward|towards|concerning)\s+(?:the\s+|a\s+|an\s+)?(?:[\w’'-]+\s+){0,2}$",
    re.IGNORECASE,
)
"""What stands after these is spoken to or of, and does not speak: "ambassador to Russia", "envoy on Iran"."""

NAME_FIRST = frozenset(("China", "South Korea", "North Korea", "Taiwan", "Vietnam"))
"""Where the family name comes first."""

WEAK_SURNAMES = frozenset(
    "May Price Power Rice Burns Singh Khan Ahmed Johnson Cooper Brown Hunt Straw Bush Kirby Miller Carney Sullivan Austin Powell Harper Wallace Marin Michel Costa Marcos Abe Francis Leo Sharif Clinton Harris"
    " Wong Wang Li Lin Guo Kim Lee Mao Zhang Zhao Hua Hu Qin Geng Moon Yoon Park Ban Lai Tsai Store Silva Salman Farhan Thani Katz Dar Hague Cameron Ali Joly Truss Haley Vance Khatibzadeh Jr. Hassan Ahmadinejad Lambrecht Stubb".split()
) - {"Ahmadinejad", "Khatibzadeh", "Lambrecht", "Truss"}
"""Surnames too common, or too much like other words, to name an office-holder alone."""

_PARTICLES = frozenset("von van der de di da le el al bin".split())

_ORGANIZATIONS = (
    (
        r"foreign (?:minist|office|secretary|affairs)|ministry of foreign|\bmfa\b|external affairs|(?:secretary|department) of state",
        "Ministry of Foreign Affairs",
    ),
    (r"defen[cs]e minist|ministry of defen[cs]e|defen[cs]e secretary|secretary of defen[cs]e|\bmod\b", "Ministry of Defence"),
    (r"interior minist|ministry of (?:the )?interior|home secretary", "Ministry of the Interior"),
    (r"finance minist|ministry of finance|treasury", "Ministry of Finance"),
    (r"ambassador|embassy|consul", "Embassy"),
    (r"coast ?guard", "Coast Guard"),
    (r"military|army|armed forces|navy|air force|general staff|joint chiefs|defen[cs]e forces|commander|admiral", "Armed forces"),
    (r"parliament|lawmaker|senator|senate|congress|house of rep|\bmps?\b", "Parliament"),
    (r"intelligence|security service", "Intelligence service"),
    (r"national security council|security council", "National Security Council"),
    (r"president|presidency", "Presidency"),
    (r"prime minister|premier|chancellor", "Office of the Prime Minister"),
    (r"minister of (\w+)|ministry of (\w+)|(\w+) minist(?:er|ry)", "Ministry"),
    (r"government|cabinet|administration|authorit|officials?|spokes", "Government"),
)


def organization_of(words: str) -> str | None:
    """Return the institution that the words of an office belong to, in one spelling.

    >>> organization_of("Ukraine's Defence Minister"), organization_of("the envoy")
    ('Ministry of Defence', None)
    """
    return next((name for pattern, name in _ORGANIZATIONS if re.search(pattern, words, re.IGNORECASE)), None)


def surname(name: str, *, first: bool = False) -> str:
    """Return the family name of a full name, with its particles.

    >>> surname("Ursula von der Leyen"), surname("Xi Jinping", first=True)
    ('von der Leyen', 'Xi')
    """
    parts = name.split()
    if len(parts) < 2:
        return ""
    if first:
        return parts[0]
    start = len(parts) - 1
    while start > 1 and parts[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(parts[start:])
