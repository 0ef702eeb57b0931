"""Noun phrases beside a cue: where the words that name a speaker begin and end, found without a parser.

A speaker's phrase is read from the cue leftwards, word by word, until a word that cannot be part of it. English news puts
speakers next to their cue, so this is right nearly always, and wrong in ways that the actor table then answers with "unknown".
"""

from __future__ import annotations

import re

from stance.statements.cues import ADJUNCT, MONTH, WORD

Span = tuple[int, int]

DETERMINERS = frozenset(
    "the a an this these those his her its their our my your some several many two three four five most all both another one other no each every any".split()
)
PRONOUNS = frozenset("he she it they we i you".split())
_LINKS = frozenset("of for".split())
_ROLE_LINKS = frozenset("to in at from by with on".split())
_STOP = frozenset(
    "that as while when after before because but or if since though although whether where which who whom whose than then so yet until once "
    "is are was were be been being has had have do does did will would can could may might must shall should not n't "
    "into onto over under against between during through about around amid despite following within without across near toward towards upon "
    "what how why there here just even also however meanwhile moreover therefore instead still already "
    "came went took made held met began started gave got left moved ordered gripped visited backed joined sent told put saw led showed added said wrote".split()
)
_CAPITAL_STOP = frozenset(
    "In On At After Before But And While As When If Since Although Though Meanwhile However Earlier Later Asked Speaking Addressing Following During Amid Despite For From By With Yet Still "
    "So Then That This There Also Instead Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December".split()
)
_ADVERBS = frozenset(
    "also however later earlier repeatedly again then now still always often both each all once only too therefore nonetheless nevertheless meanwhile instead himself herself itself themselves "
    "previously recently has had have just soon first thus simply even today yesterday".split()
)
_ROLE_NOUN = re.compile(
    r"(?:officials?|spokes\w+|ministers?|ministry|diplomats?|ambassadors?|envoys?|heads?|chiefs?|leaders?|members?|residents?|representatives?|sources?|statements?|release[ds]?|readouts?|reports?"
    r"|president|secretary|adviser|advisor|director|commander|general|governor|mayor|lawmakers?|senators?|experts?|analysts?|researchers?|professor|fellow|issued|published|posted|authorities|negotiators?|letter|government|commissioners?|delegates?|consuls?)$",
    re.IGNORECASE,
)


_OF_MONTH = re.compile(
    r"[\d,]+|(?:in|of|last|this|next|since|by|until|late|early|mid|from|during|before|after|to)", re.IGNORECASE
)
"""What stands before "May" where it is a month."""


def _stops(word: str) -> bool:
    """Whether a noun phrase ends before this word: "may", which Theresa May is not."""
    return word.lower() in _STOP and word not in {"WHO", "May", "Will"}


def _tokens(text: str, start: int, end: int) -> list[Span]:
    return [(m.start(), m.end()) for m in WORD.finditer(text, start, end)]


def skip_left(text: str, start: int, end: int) -> int:
    """Return where the words before `end` stop once adverbs, auxiliaries and adverbials in commas are passed over."""
    while True:
        tail = text[start:end].rstrip()
        end = start + len(tail)
        word = re.search(r"[\w’'-]+$", tail)
        if word and (word.group().lower() in _ADVERBS or re.fullmatch(r"[a-z]+ly", word.group())):
            end = start + word.start()
            continue
        inside = re.search(r",\s*([^,]{2,60}),$", tail)
        if inside and (inside.group(1).strip().lower() in _ADVERBS or _is_adjunct(inside.group(1))):
            end = start + inside.start()
            continue
        adjunct = re.search(
            r"\s(?:in\s+turn|further|(?:earlier\s+|later\s+)?(?:last|this)\s+(?:year|month|week|night|morning|summer|autumn|winter|spring)|in\s+recent\s+(?:days|weeks|months|years)|(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)$",
            tail,
        )
        if adjunct:
            end = start + adjunct.start()
            continue
        return end


def _is_adjunct(words: str) -> bool:
    found = ADJUNCT.match(f" {words.strip()}")
    return bool(found and found.end() >= len(words.strip()))


def sentence_start(text: str, at: int) -> int:
    """Return where the sentence begins in which a place lies, by the full stop or line break before it.

    >>> sentence_start("It rained. Norland left.", 15), sentence_start("Norland left.", 5)
    (11, 0)
    """
    opened = max(text.rfind("\n", 0, at), text.rfind(". ", 0, at)) + 1
    return at - len(text[opened:at].lstrip())


def phrase_before(text: str, start: int, end: int) -> Span | None:
    """Return the noun phrase that ends at `end`, at the latest, or None.

    Parameters
    ----------
    text : str
        The document with quotations masked.
    start, end : int
        The sentence's start and the cue's start.
    """
    end = skip_left(text, start, end)
    if end <= start:
        return None
    if text[end - 1] == ",":
        return _before_apposition(text, start, end)
    if text[end - 1] in ")—–":
        opening = max(text.rfind("(", start, end), text.rfind("—", start, end - 1), text.rfind("–", start, end - 1))
        if opening <= start:
            return None
        head = phrase_before(text, start, opening)
        return (head[0], end) if head and text[end - 1] == ")" else head
    relative = re.search(r",?\s+(?:who|which)$", text[start:end])
    if relative:
        return _chunk(text, start, start + relative.start())
    described = re.match(r".+?(?=,?\s+who\s+[^,;]{3,80}$)", text[start:end])
    if described:
        # "An official who asked not to be named said": the relative clause is no part of the subject's head.
        return _chunk(text, start, start + described.end())
    found = head = _chunk(text, start, end)
    while head is not None:
        # "Lopez at a briefing in Manila said": the phrase is inside an adverbial, the subject stands before it.
        link = re.search(r"\s(?:at|in|on|during|from|through|via|to|with|by)\s+$", text[start : head[0]])
        head = _chunk(text, start, start + link.start()) if link else None
        if head is not None and _begins_clause(text, start, head[0]):
            return head
    if found is not None and (both := re.search(r"\s+and\s+$", text[start : found[0]])):
        # "The Veldanian army and coast guard said": two bodies under one article.
        first = _chunk(text, start, start + both.start())
        if first and _BODY.search(text[slice(*first)]) and _BODIES.fullmatch(text[slice(*found)]):
            return (first[0], found[1]) if _begins_clause(text, start, first[0]) else found
    return _coordinated(text, start, found) if found else None


def _coordinated(text: str, start: int, last: Span) -> Span:
    """Extend a phrase to the left over the others of its list ("Britain, France and the United States"), if all have names."""
    begin = last[0]
    if fought := _FOUGHT.match(text, *last):  # "Russia attacked Kyiv and Ukraine said"
        return fought.end(), last[1]
    listed = " and " in text[slice(*last)]
    while joint := re.search(r",\s+$" if listed else r",?\s+and\s+$", text[start:begin]):
        at = start + joint.start()
        before = _chunk(text, start, at)
        if before and not listed and text[at] == "," and not _NAMED.fullmatch(text[slice(*before)]):
            # "Ada Roe, the envoy, and Bo Lind said"
            before = _before_apposition(text, start, at + 1)
            before = before if before and text[slice(*before)].split(",")[0].istitle() else None
        elif before and not (_NAMED.fullmatch(text[slice(*before)]) or _SENT.search(text[slice(*before)])):
            before = None
        if before is None:
            break
        begin, listed = before[0], True
    return (begin, last[1]) if begin < last[0] and _begins_clause(text, start, begin) else last


_NAMED = re.compile(
    r"(?:[Tt]he\s+)?(?:[\w-]+\s+)?[\w-]+s\s+(?:of|from)\s+(?:the\s+)?[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*)*"
    r"|(?:(?:the\s+)?[A-Z][\w.-]*[’']s?|his|her|its|their)\s+(?:[\w-]+\s+){0,3}?(?:army|military|government|president|(?:prime |foreign )?ministers?"
    r"|ministry|forces|parliament|navy|police|chancellor|leaders?|premier|envoy|officials?|counterparts?(?:\s+[A-Z][\w.’'-]*)*)"
    r"|(?:the\s+)?(?:(?:[A-Z][\w.’'-]*|of|the|foreign|prime|defen[cs]e|(?:vice-?\s?)?presidents?|ministers?|secretary|spokes\w+|chancellors?|leaders?)\s+)*[A-Z][\w.’'-]*",
)
"""A name, alone or after an office: between it and another's no verb can stand."""
_SENT = re.compile(r"\b(?:ambassador|envoy|representative|mission)\s+to\s")
_FOUGHT = re.compile(
    r"[A-Z][\w’' -]*\s(?!retired|armed|united|allied|named|elected|appointed)[a-z]{2,}ed\s+[A-Z][\w’' -]*\s+and\s+(?=[A-Z])"
)


_BODY = re.compile(r"\s(?:military|army|navy|air force|police|government|parliament|cabinet|presidency)$")
_BODIES = re.compile(
    r"(?:the\s+)?(?:[a-z]+\s+)?(?:military|army|navy|air force|police|government|parliament|cabinet|presidency|guard|forces|authorities|officials)"
)


def _begins_clause(text: str, start: int, at: int) -> bool:
    left = text[start:at].rstrip()
    return not left or left[-1] in ',;:—–-)”"’»' or left.split()[-1].lower() in {"and", "but", "while", "as"}


_STRUCK = re.compile(r"(?:hit|shot|struck|fought)\s+(?:back|out)\b|(?:sought|spoke|stood|brought|struck|fought)\b")
"""Verbs whose past gives itself away by no ending."""


def phrase_at(text: str, start: int, end: int) -> Span | None:
    """Return the noun phrase that begins at `start`, at its shortest reading: up to a verb, an adverb or a preposition."""
    tokens = _tokens(text, start, end)
    last = -1
    for i, (s, e) in enumerate(tokens):
        word = text[s:e]
        low = word.lower()
        joins = low in _LINKS and i > 0
        if (
            _stops(word)
            or low in _ROLE_LINKS
            or (i > 0 and word in _ADVERBS)
            or _STRUCK.match(text, s)
            or (word[0].islower() and re.search(r"(?:ed|ly)$", word))
            or not word[0].isalpha()
        ):
            break
        if i > 0 and low in DETERMINERS and text[slice(*tokens[i - 1])].lower() not in _LINKS:
            break
        if not joins:
            last = i
    return (tokens[0][0], tokens[last][1]) if last >= 0 else None


_DOING = re.compile(r"(?!(?:acting|outgoing|incoming|leading|ruling|managing|sitting|commanding|citing|quoting)\b)[a-z]+ing\s")


_PARTY = re.compile(r"[RDI]-[A-Z][A-Za-z.]*")
"""A lawmaker's party and place: "Senator Ada Roe, R-Ky., said"."""


def _before_apposition(text: str, start: int, end: int) -> Span | None:
    """`Name, the role of X, said`: the phrase before the first comma, extended over what stands between."""
    comma = text.rfind(",", start, end - 1)
    within: Span | None = None
    while comma > start:
        between = text[comma + 1 : end - 1].strip()
        if len(between.split()) > 22 or re.match(r"(?:he|she|it|they|we|I|but|and|while)\s", between):
            break
        head = _chunk(text, start, comma)
        if head and (between[:1].isalpha() or between[:1].isdigit()):
            inside = re.search(r"\s(?:at|in|on|near|outside|from)\s+$", text[start : head[0]])
            if not inside and not _DOING.match(text, *head) and not _PARTY.fullmatch(text, *head):
                # A participle ("..., speaking in Davos, said") says where, not who.
                return head if _DOING.match(between) else (_coordinated(text, start, head)[0], end - 1)
            # "The minister, speaking in Davos, Switzerland, said": the phrase is inside an adverbial, unless no other is there.
            within = within or (head[0], end - 1)
        comma = text.rfind(",", start, comma)
    return within


def _chunk(text: str, start: int, end: int) -> Span | None:
    tokens = _tokens(text, start, end)
    first = len(tokens)
    lower = 0
    while first > 0:
        s, e = tokens[first - 1]
        word = text[s:e]
        low = word.lower()
        previous = text[slice(*tokens[first - 2])] if first > 1 else ""
        if low in PRONOUNS:
            first = first - 1 if first == len(tokens) else first
            break
        if low in DETERMINERS:
            first -= 1
            if previous.lower() in {"the", "these", "those"}:  # "the two countries"
                first -= 1
            if _links(text, tokens, first):
                first -= 1
                continue
            break
        # At the end of a phrase May is who speaks, "in May" or "5 May" is not.
        may = word == "May" and first == len(tokens) and not _OF_MONTH.fullmatch(previous)
        if word in _CAPITAL_STOP and not may and (first == 1 or re.fullmatch(rf"{MONTH}|\w+day", word)):
            break
        counted = (
            word.isdigit() and first < len(tokens) and (previous.endswith(("’s", "'s")) or previous.lower() in {"all", "the"})
        )
        if _stops(word) or not (word[0].isalpha() or word == "&" or counted):
            break
        if low in _LINKS | _ROLE_LINKS:
            break
        if low == "and":
            if not (previous[:1].isupper() and first < len(tokens) and text[tokens[first][0]].isupper()):
                break
            first -= 1
            continue
        if not word[0].isupper() and not counted:
            lower += 1
            if lower > 7 or re.fullmatch(r"[a-z]+ly", word):
                break
        first -= 1
        if _links(text, tokens, first):
            first -= 1
    if first >= len(tokens):
        return None
    if text[slice(*tokens[first])].lower() == "and":
        first += 1
    if all(text[s:e].lower() in DETERMINERS for s, e in tokens[first:]) and text[slice(*tokens[-1])].lower() not in {
        "both",
        "all",
        "some",
        "many",
    }:
        return None
    begin, stop = tokens[first][0], tokens[-1][1]
    return (begin, stop) if any(c.isalpha() for c in text[begin:stop]) else None


def _links(text: str, tokens: list[Span], first: int) -> bool:
    """Whether the word before `first` joins this phrase to a noun before it ("a spokesman for", "ambassador to")."""
    if first < 2:
        return False
    word = text[slice(*tokens[first - 1])].lower()
    before = text[slice(*tokens[first - 2])]
    if word in _LINKS:
        return before[0].isalpha() and not _stops(before)
    return word in _ROLE_LINKS and bool(_ROLE_NOUN.search(before))


def is_phrase(words: str) -> bool:
    """Whether `words` can be one noun phrase: short, without verbs, conjunctions or a second beginning.

    >>> is_phrase("Western countries and the media"), is_phrase("Putin the state will have")
    (True, False)
    """
    tokens = words.split()
    if not tokens or len(tokens) > 14:
        return False
    clean = [t.strip(',."“”').lower() for t in tokens]
    if any(_stops(t.strip(',."“”')) and t.lower() not in {"over", "against", "between"} for t in tokens):
        return False
    return not any(
        t in {"the", "a", "an"} and i > 0 and clean[i - 1] not in _LINKS | _ROLE_LINKS | {"and", "all", "both", "between"}
        for i, t in enumerate(clean)
    )
