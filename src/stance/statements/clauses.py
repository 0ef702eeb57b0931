"""What follows a reporting verb: where the reported words begin, whom they accuse or address, and the cue kind this makes.

Works on a sentence in which quotations are masked, so that only the reporter's own words decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stance.statements.cues import (
    ADJUNCT,
    CHARGE,
    DAY,
    FALSE,
    Cue,
    judgement,
    rejects_conduct,
    third_person,
)
from stance.statements.phrases import Span, is_phrase
from stance.statements.quotes import MASK

_VERBAL = re.compile(
    r"\b(?:is|are|was|were|be|been|will|would|has|had|have|could|should|can|may|might|must|does|did|do|remains?|wants?|needs?|intends?|plans?|seeks?|won[’']t|isn[’']t|aren[’']t|wasn[’']t|[a-z]{3,}ed)\b"
)
_SPEECH = frozenset(
    "say tell state add insist claim argue contend maintain allege assert declare stress write warn vow promise tweet announce".split()
)
_SPELL = (
    r"(?:\d|which\b|(?:(?:a|the|many|several|more than|\w+)\s+){0,2}(?:times?|days?|weeks?|months?|years?|decades?|hours?)\b)"
)
"""How long or how often a thing was done."""
_INFINITIVE = re.compile(
    r"(?P<t>\S.{0,110}?)\s+(?P<to>(?:not\s+)?to\s+(?:(?!(?:the|their|its|his|her|an?|our|this)\b)[a-z]\w+|[\"“‘]))"
)
_ADDRESSEE = re.compile(
    r"\s*(?P<t>(?:him|her|them|me|us|reporters|journalists|lawmakers|parliament|senators|delegates|viewers|broadcasters?|state media|(?:the|a|an|his|her|its|their)\s+(?:[A-Z][\w’'.&-]*\s?|[a-z-]+\s?){1,4}?|"
    rf"(?:[A-Z{MASK}][\w’'.&-]*)(?:\s+[A-Z][\w’'.&-]*){{0,4}}?(?:\s+(?:news agency|television|newspaper|radio))?))(?<!\w(?=\w))(?=\s*[,:]?\s*(?:that\b|the\b|an?\b|his\b|her\b|its\b|their\b|he\b|she\b|it\b|they\b|we\b|there\b|in\b|on\b|at\b|[\"“‘]|:|[A-Z]\w+[’']?s?\s+(?:\w+\s+)?{_VERBAL.pattern}))"
)


_THERE = re.compile(r"\s*\b(?:in|at)\s+[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*(?=\s*:)")
"""Where somebody is told something, before a colon."""
_RANG = re.compile(
    r"\s+\w+\s+(?:\w+\s+)?counterparts?"
    r"(?:\s+(?:late|early|on|in|at|after|before|to|by|this|last|again|over|about)\b|\s*[.,]|\s*$)"
)
"""Who "called her counterpart late on Tuesday" did so by telephone."""
_EXPRESSED = re.compile(
    r"\s+[\"“‘]?(?:\S+\s+){0,3}?(?:concerns?|alarm|worr(?:y|ies)|regrets?|support|backing|opposition|outrage|anger|dismay|hopes?|confidence|doubts?|satisfaction"
    r"|solidarity|readiness|willingness|determination|indignation|disappointment|scepticism|skepticism)\b"
)
"""What is expressed by saying something."""
_JUDGEMENT = re.compile(r"\s\S+\s\S+\s[a-z]+(?:[^t]al|[ai]ble|ous|ive|ful|less|ic|ary|tent|just|fair|false|wrong)\s*$")
""""The strikes illegal", "it all false": three words of which the last judges."""


@dataclass(frozen=True)
class Report:
    """What a reporting verb reports to its right."""

    kind: str
    content: Span
    target: Span | None = None
    predicate: str = ""


def has_verb(words: str) -> bool:
    """Whether there is an auxiliary or a finite verb that its form gives away.

    >>> has_verb("Expelling the envoy"), has_verb("Spring will bring rain")
    (False, True)
    """
    return bool(_VERBAL.search(words))


def report_right(masked: str, cue: Span, entry: Cue, end: int, *, quotes: list[Span]) -> Report | None:
    """Return what a cue reports to its right, up to `end`, or None where nothing there is reported."""
    at = cue[1]
    while (found := ADJUNCT.match(masked, at, end)) and not re.match(r"\s+(?:to|that)\b", masked[at:end]):
        at = found.end()
    rest = masked[at:end]
    for finder in (_accusation, _call, _on_and_for, _infinitive, _as_complement, _addressed, _clause, _noun):
        made = finder(masked, rest, at, end, entry, quotes)
        if made is not None:
            content, kind, target, predicate = made
            if finder in (_noun, _infinitive, _call, _on_and_for, _as_complement):
                content = content[0], _phrase_end(masked, *content)
            aside = _ASIDE.search(masked, *content)
            content = tidy(masked, content[0], aside.start() if aside else content[1])
            if content[1] - content[0] < (2 if kind == "denies" else 4):
                return None
            return Report(kind, content, target, predicate)
    return None


_ASIDE = re.compile(
    r",\s+in\s+(?:(?:the|its|their)\s+(?:latest|first|most\s+recent|strongest)|an?\s+(?:rare|fresh|new|apparent|sign|move|step))\s+(?=[a-z])"
)
"""What a reporter adds of the words' place in the story: "..., in the latest sign of tension"."""


def _phrase_end(masked: str, start: int, end: int) -> int:
    """Where a phrase or an infinitive ends: before a new main clause ("..., and Britain joined ...")."""
    aside = re.search(r",\s+(?:while|whereas)\s", masked[start:end])
    end = start + aside.start() if aside else end
    m = re.search(
        rf",\s+(?:and|but|while|as)\s+(?:the\s+)?[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*)*\s+(?:\w+ly\s+)?(?:{_VERBAL.pattern}|[a-z]+s\b)",
        masked[start:end],
    )
    return start + m.start() if m else end


_Made = tuple[Span, str, Span | None, str]


def _accusation(masked: str, rest: str, at: int, end: int, entry: Cue, quotes: list[Span]) -> _Made | None:
    if "O" not in entry.shapes:
        return None
    blamed = (
        re.match(r"\s+(?P<n>(?:(?!\sfor\s).){2,90}?)\s+on\s+(?P<t>.{2,80}?)(?=[,.;]|$)", rest) if entry.lemma == "blame" else None
    )
    if blamed:
        return (
            (at + blamed.start("n"), at + blamed.end("n")),
            "accuses",
            (at + blamed.start("t"), at + blamed.end("t")),
            "",
        )
    # "Condemned the violation of its airspace" accuses nobody of its airspace.
    both = "N" not in entry.shapes
    for m in re.finditer(r"\s(?:of|for)\s+" if both else rf"\sfor\s+(?!{_SPELL})", rest):
        target = rest[: m.start()].strip()
        gerund = bool(re.match(r"(?:[a-z]+ing|having|not)\b", rest[m.end() :]))
        later = re.search(r"\s(?<!instead )(?:of|for)\s+(?:[a-z]+ing|having|not)\b", rest[m.end() : m.end() + 60])
        if not both and not gerund and " of " in f"{target} ":
            continue  # "criticised the jailing of the poet for satire": for which it was done
        if (
            not gerund
            and later
            and target.lower() not in {"it", "them", "him", "her", "us"}
            and "," not in re.sub(r",\s(?=[JS]r\.)", " ", rest[m.end() : m.end() + later.start()])
        ):
            continue
        if is_phrase(target):
            t = at + len(rest) - len(rest.lstrip())
            return (at + m.end(), end), "accuses", (t, t + len(_without_day(target))), ""
        return None
    return None


def _without_day(target: str) -> str:
    return re.sub(rf"(?<=\w)\s+(?:(?:on|last)\s+)?{DAY}$", "", target)


_BESEECHED = {
    "ask": re.compile(r"\s+(?:(?P<t>[^,;:]{2,60}?)\s+)?for\s+(?!comment|a comment)(?=\w)"),
    "appeal": re.compile(r"\s+to\s+(?P<t>[^,;:]{2,60}?)\s+for\s+(?=\w)"),
    "threaten": re.compile(r"\s+(?P<t>[^,;:]{2,60}?)\s+with\s+(?=\w)"),
    "warn": re.compile(r"\s+(?:(?P<t>(?!of\b|against\b|about\b)[^,;:]{2,60}?)\s+)?(?:of|about)\s+(?=\w|[\"“‘])"),
}
"""What is asked for or threatened with, after whom: "asked Norland for help", "warned Norland of costs"."""


def _on_and_for(masked: str, rest: str, at: int, end: int, entry: Cue, quotes: list[Span]) -> _Made | None:
    if "on" in entry.shapes or entry.lemma in {"appeal", "press"}:
        m = re.match(r"\s+(?:up)?(?:on|to)\s+", rest)
        to = _INFINITIVE.match(rest, m.end()) if m else None
        if m and to and is_phrase(to["t"]):
            return (at + to.start("to"), end), "urges", (at + to.start("t"), at + to.start("t") + len(_without_day(to["t"]))), ""
    asked = _BESEECHED.get(entry.lemma)
    m = asked.match(rest) if asked else None
    if m and (m["t"] is None or is_phrase(m["t"])):
        kind = "urges" if entry.lemma in {"ask", "appeal"} else "threatens"
        return (at + m.end(), end), kind, (at + m.start("t"), at + m.end("t")) if m["t"] else None, ""
    m = re.match(r"\s+for\s+", rest)
    if m and ("P" in entry.shapes or entry.lemma == "press"):
        return (at + m.end(), end), "urges", None, f"{third_person(entry.lemma)} for"
    return None


_CALL = re.compile(
    r"\s+(?:its|his|her|their|an?)\s+(?:\w+\s+){0,2}?(?:calls?|demands?|appeals?|requests?)\s+(?:for|on|to|that)\s+(?=\w|[\"“‘])"
)


def _call(masked: str, rest: str, at: int, end: int, entry: Cue, quotes: list[Span]) -> _Made | None:
    """Find what a demand that is made anew asks for: "renewed its call for Norland to leave"."""
    m = _CALL.match(rest) if "C" in entry.shapes else None
    if m is None:
        return None
    to = _INFINITIVE.match(rest, m.end())
    if to and is_phrase(to["t"]) and not re.search(r"[,;:]", to["t"]):
        return (at + to.start("to"), end), "urges", (at + to.start("t"), at + to.end("t")), ""
    return (at + m.end(), end), "urges", None, ""


def _infinitive(masked: str, rest: str, at: int, end: int, entry: Cue, quotes: list[Span]) -> _Made | None:
    if "I" not in entry.shapes:
        return None
    kind = entry.shapes["I"]
    bare = re.match(
        r"\s+(?:(?:in|at)\s+[A-Z][\w.’'-]+\s+)?(?P<to>(?:not\s+)?to)\s+(?!in\b|at\b|on\b|the\b|a\b|its\b|his\b|their\b|by\b|be\s+(?:a|the)\b)[a-z\"“]",
        rest,
    )
    if bare and kind in {"promises", "threatens"}:
        return (at + bare.start("to"), end), kind, None, ""
    m = _INFINITIVE.match(rest.lstrip())
    shift = at + len(rest) - len(rest.lstrip())
    if (
        m
        and kind == "urges"
        and is_phrase(m["t"])
        and not m["t"].lower().startswith(("that", "to ", "of ", "against ", "about ", "over "))
    ):
        return (shift + m.start("to"), end), "urges", (shift, shift + len(_without_day(m["t"]))), ""
    return None


_THE = r"(?:(?:the|an?|all|any|these|those|such|its|his|her|their|of|[a-z]+|[A-Z][\w.’'-]*)\s+){0,4}?"
_CALLED_FALSE = re.compile(
    rf"\s+(?:as\s+)?[\"“‘']?(?:\w+ly\s+)?{FALSE}[\"”’']?\s+{_THE}{CHARGE}s?\s+that\s+(?P<after>.+)"
    rf"|\s+{_THE}{CHARGE}s?\s+that\s+(?P<between>[^,;:]+?)\s+(?:as\s+)?(?:an?\s+)?[\"“‘']?(?:\w+ly\s+)?{FALSE}[\"”’']?(?=\s*(?:$|[,;]))"
)
"""A charge and what it is called, in either order."""


def _as_complement(masked: str, rest: str, at: int, end: int, entry: Cue, quotes: list[Span]) -> _Made | None:
    if "A" not in entry.shapes:
        return None
    false = _CALLED_FALSE.match(rest)
    if false:
        begin, stop = false.span("after" if false["after"] else "between")
        return (at + begin, at + stop), "denies", None, ""
    m = re.match(r"\s+(?P<t>\S.{0,110}?)\s+as\s+", rest)
    begin = at + len(rest) - len(rest.lstrip())
    if rest.lstrip().startswith("as "):
        return None
    if m and (is_phrase(m["t"]) or MASK in m["t"]) and "N" not in entry.shapes:
        return (begin, end), "asserts", (at + m.start("t"), at + m.end("t")), entry.lemma
    if (
        entry.lemma == "call"
        and re.match(r"\s+(?:the|it|this|that|these|those|them|him|her|his|its|their|any|such)\s", rest)
        and not _RANG.match(rest)
        and (len(rest.split()) > 3 or _JUDGEMENT.search(rest))
    ):
        # "called the remarks regrettable": object and complement without a quotation.
        return (begin, end), "asserts", None, entry.lemma
    quoted = next((q for q in quotes if at < q[0] < min(end, at + 80)), None)
    if (
        quoted
        and entry.lemma in {"call", "label", "brand", "dub", "describe"}
        and not re.search(r"[.;:]", masked[at : quoted[0]])
    ):
        return (begin, end), "asserts", None, entry.lemma
    return None


def _addressed(masked: str, rest: str, at: int, end: int, entry: Cue, quotes: list[Span]) -> _Made | None:
    if "T" not in entry.shapes:
        return None
    that = re.match(r"\s+(?P<t>[^,;:.]{2,80}?)(?:\s+(?:in|on|at|by|during)\s+[^,;:]{2,50}?)?,?\s+that\s+", rest)
    if that and is_phrase(that["t"]):
        return (at + that.end(), end), entry.shapes["T"], (at + that.start("t"), at + that.end("t")), ""
    against = re.match(r"\s+(?:(?P<t>\S.{0,60}?)\s+)?(?P<w>against)\s+", rest)
    if against and entry.lemma in {"warn", "caution"} and (not against["t"] or is_phrase(against["t"])):
        target = (at + against.start("t"), at + against.end("t")) if against["t"] else None
        return (at + against.start("w"), end), "urges", target, ""
    m = _ADDRESSEE.match(rest)
    if m and is_phrase(m["t"]) and not re.search(r"\b(?:against|about|on|as|over)\b", m["t"]):
        after = at + m.end()
        while found := ADJUNCT.match(masked, after, end) or _THERE.match(masked, after, end):
            after = found.end()
        return (_skip_that(masked, after, end), end), entry.shapes["T"], (at + m.start("t"), at + m.end("t")), ""
    return None


def _skip_that(masked: str, at: int, end: int) -> int:
    m = re.match(r"\s*[,:]?\s*that\b", masked[at:end])
    return at + m.end() if m else at


def _clause(masked: str, rest: str, at: int, end: int, entry: Cue, quotes: list[Span]) -> _Made | None:
    kind = entry.shapes.get("S") or entry.shapes.get("Q")
    if kind is None:
        return None
    that = re.match(r"\s*,?\s*that\b,?\s+", rest)
    if that:
        return (at + that.end(), end), kind, None, ""
    if kind == "denies" and _CHARGE_THAT.match(rest):
        return None  # `_noun` has it
    if entry.lemma == "ask" or entry.lemma in {"question", "wonder", "inquire"}:
        m = re.match(r"\s+(?:\S+\s+){0,4}?(?=(?:whether|if|why|how|what|when|who)\b)", rest)
        if m:
            return (at + m.end(), end), "asks", None, ""
        return _quotation(rest, at, end, "asks")
    late = re.match(
        r"\s+(?:over\s+the\s+(?:weekend|phone|radio)|(?:in|on|at|during|after|before|through|via|to|from|for|late|early|as|with|of)\s(?:[^,;:.]{2,80}?)),?\s+that\s+",
        rest,
    )
    if late and not _VERBAL.search(late.group()):
        return (at + late.end(), end), kind, None, ""
    # "said, before talking to him, the minister had left": an adverbial in commas, then the clause.
    aside = re.match(
        r"\s*,\s+(?:before|after|during|in|on|at|as|when|while|if|unless|despite|for|with|following)\s[^,;:]{3,90},\s+(?=\w)",
        rest,
    )
    if aside and entry.lemma in _SPEECH and _VERBAL.search(rest[aside.end() :][:120]):
        return (at + len(rest) - len(rest.lstrip(" ,")), end), kind, None, ""
    begin = at + len(rest) - len(rest.lstrip(" :,"))
    quoted = any(q[0] <= begin + 1 <= q[1] for q in quotes)
    after_colon = _quotation(rest, at, end, kind)
    if after_colon:
        return after_colon
    if quoted:
        return (begin, end), kind, None, ""
    if "S" not in entry.shapes or rest.lstrip().startswith((",", ";")) or rest[:1] not in {" ", ":"}:
        return None
    first = rest.split()[0].lower().strip(",") if rest.split() else ""
    if first in {
        "and",
        "or",
        "but",
        "by",
        "to",
        "from",
        "with",
        "at",
        "than",
        "as",
        "of",
        "about",
        "on",
        "against",
        "for",
    }:
        return None
    head = " ".join(rest.split()[:14])
    if entry.lemma in {"say", "claim", "insist", "allege", "argue"} and len(rest.split()) > 1:
        return (begin, end), kind, None, "" if entry.lemma != "claim" or _VERBAL.search(head) else "claim"
    if re.match(r"\s*:\s*\S", rest) or (
        entry.lemma != "announce" and _VERBAL.search(head) and first not in {"in", "more", "nearly"}
    ):
        return (begin, end), kind, None, ""
    return None


def _quotation(rest: str, at: int, end: int, kind: str) -> _Made | None:
    """`said of the plan: "..."`: what stands before a colon and a quotation is no part of what is said."""
    colon = re.match(r"[^.;\"“”]{0,90}?:\s*(?=[\"“‘])", rest)
    return ((at + colon.end(), end), kind, None, "") if colon else None


_CHARGE_THAT = re.compile(
    r"\s+(?:the\s+|any\s+|all\s+|such\s+|these\s+|those\s+|as\s+\S+\s+|\w+\s+){0,3}?(?:accusations?|allegations?|claims?|reports?|charges?|suggestions?|idea|notion|assertions?|speculation)(?:\s+[^,.;]{0,40}?)?\s+(?:that|of)\s+"
)
"""What somebody else says, before its words: "claims by Norland that ..."."""


def _noun(masked: str, rest: str, at: int, end: int, entry: Cue, quotes: list[Span]) -> _Made | None:
    if entry.lemma == "announce":
        kind: str | None = "asserts"
    elif entry.lemma in {"express", "voice"} and not _EXPRESSED.match(rest):
        return None
    else:
        kind = entry.shapes.get("N")
    first = rest.split()[0].lower().strip(",.") if rest.split() else ""
    if (
        kind is None
        or not rest.startswith(" ")
        or first in {"", "and", "or", "but", "by", "to", "at", "than", "when", "while", "after", "before", "for", "on"}
    ):
        return None
    begin = at + len(rest) - len(rest.lstrip())
    if kind == "denies":
        inner, judged = _CHARGE_THAT.match(rest), judgement(entry.lemma, rest)
        if inner:
            return (at + inner.end(), at + judged if judged and judged > inner.end() else end), kind, None, ""
        if judged or rejects_conduct(entry.lemma, rest.lstrip()):
            kind = "asserts"
    return (begin, end), kind, None, "" if kind == "denies" else entry.lemma


def tidy(masked: str, start: int, end: int) -> Span:
    """Trim spaces, a full stop and stray commas at both ends; a closing mark that has its opening inside stays."""
    while start < end and masked[start] in " ,:;–—-\n\t":
        start += 1
    while end > start and masked[end - 1] in " ,;:–—-\n\t.":
        end -= 1
    return start, end
