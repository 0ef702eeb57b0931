"""Where reporting verbs stand in a sentence, and the phrase that is their subject.

Works on a sentence in which quotations are masked, so that only the reporter's own words decide.
"""

from __future__ import annotations

import re

from stance.statements.cues import CUES, EVASION, NOUN_LIKE, QUOTE_ONLY, Cue
from stance.statements.phrases import PRONOUNS, Span, phrase_before
from stance.statements.quotes import MASK

_WORD = re.compile(r"[A-Za-z]+(?: on\b)?")
_SIGNS = frozenset("suggest indicate imply signal hint confirm reveal conclude estimate predict".split())
_SPEAKING = re.compile(
    r"(?:ministry|minister|president|government|statement|spokes\w+|report|release|officials?|leaders?|letter|diplomats?|envoys?|ambassadors?|sources?|military|army|agency|office|council|commission|chief|secretary|court|police|chancellor|premier|adviser|general|authorities)$",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r"(?:[A-Z]\w+(?<!r)(?:ish|ese)|(?!Iran|Japan|Pakistan|Sudan|Jordan|Oman|Taiwan|Bhutan|Afghanistan|Azerbaijan)(?!\w*stan\b)[A-Z]\w+(?:ian|can|ean|ern|man|nan|lan))$"
)


NO_CUE = re.compile(
    r"press\s+(?:service|secretary|office|officer|agency|conference|briefing|release|club)\b"
    r"|claim(?:s|ed|ing)?\s+(?:[\w,.-]+\s+){1,5}?(?:lives?|victims|casualties|territory|responsibility for)\b"
    r"|declar(?:e|es|ed|ing)\s+(?:itself|himself|herself|themselves)\b"
    r"|(?:say|says|said|saying)\s+(?:very\s+)?(?:little|nothing|not\s+much)\b(?!\s+(?:\w+\s+)?(?:has|had|have|was|were|is|are|will|would|could|can)\b)"
    r"|continu(?:e|es|ed|ing)\s+(?:that|this|these|those|its|his|her|their|the)\s+\w+\s*(?:[,.]|\w+day\b|$)"
    r"|briefing\s+(?:the\s+)?(?:reporters|journalists|press|media)\b(?!\s+that\b)",
    re.IGNORECASE,
)
"""Words that look like a reporting verb and report no words: "the press service", "claimed forty lives", "declared itself"."""


def cue_words(masked: str, start: int, end: int) -> list[tuple[Span, Cue]]:
    """Return the forms of reporting verbs between `start` and `end`, quotations left out."""
    out = []
    for m in _WORD.finditer(masked, start, end):
        word = m.group().lower().removesuffix(" on")
        if m.group()[0].isupper() and m.start() > start + 1:
            continue
        if masked[m.start() - 1 : m.start()] in {MASK, "-", "’", "'", "@", "#"} or NO_CUE.match(masked, m.start(), end):
            continue
        second = re.match(r"\s+(out|aside|off|down|clear|back(?: against| on)?)\b", masked[m.end() : end])
        phrase = f"{word} {second.group(1)}" if second else word
        if phrase in CUES and phrase != word:
            out.append(((m.start(), m.end() + second.end()), CUES[phrase]))  # type: ignore[union-attr]
            continue
        cue = CUES.get(word)
        if cue is None and m.group().lower() in QUOTE_ONLY:
            cue = Cue(word, "past", {"Q": "asserts"})
        if cue is not None and word in {"read", "reads", "went", "goes", "continued"} and "Q" not in cue.shapes:
            cue = Cue(cue.lemma, cue.tense, {**cue.shapes, "Q": "asserts"})
        if cue is not None:
            out.append(((m.start(), m.start() + len(word)), cue))
    return out


def source_before(masked: str, start: int, cue: Span, entry: Cue) -> Span | None:
    """Return the phrase before a cue that is its subject, or None where the word is a noun, passive, modal or negated."""
    left = masked[start : cue[0]].rstrip()
    # To claim is also to take, and "state" stands before radio.
    came = _CAME_TO.search(left) if entry.tense == "base" and entry.lemma not in {"claim", "state"} else None
    left = left[: came.start()].rstrip() if came else left
    if EVASION.search(left) or (came and re.match(r"\s*neither\b", left, re.IGNORECASE)):
        return None
    quoted = re.search(r"\b(?:is|are|was|were)\s+quoted(?:\s+\w+){0,4}?\s+as$", left)
    auxiliary = re.search(r"\b(is|are|was|were|be|been|being|get|got)(?:\s+\w+ly|\s+also|\s+quoted as)?$", left)
    if auxiliary and entry.tense == "past":
        return None
    if auxiliary and entry.tense == "ing":
        left = left[: auxiliary.start()].rstrip()
    elif entry.tense == "ing" and not quoted:
        return None
    found = phrase_before(masked, start, start + (quoted.start() if quoted else len(left)))
    if found is None:
        return None
    words = masked[found[0] : found[1]]
    if reduced := _CHARGES.match(words):
        # "Agents killed him - claims Norland has dismissed as lies"
        found = found[0] + reduced.end(), found[1]
        words = masked[found[0] : found[1]]
    form = masked[cue[0] : cue[1]].lower()
    last = words.split()[-1]
    if last.lower() in {"the", "a", "an", "its", "their", "of", "for", "by", "with"} or (
        form.endswith("ed") and last.endswith(("’s", "'s"))
    ):
        return None  # "the disputed region", "its alleged crimes", "Norland's continued support"
    if entry.lemma in _SIGNS and last[0].islower() and last.lower() not in PRONOUNS and not _SPEAKING.search(last):
        return None
    if form in NOUN_LIKE and not came and not _agrees(words, last, entry.tense):
        return None
    if entry.tense == "base" and not came and not _plural(words, last):
        return None
    return found


_CHARGES = re.compile(r"(?:claims|allegations|accusations|charges|reports|assertions|suggestions)\s+(?=[A-Z])")
_CAME_TO = re.compile(
    r"\s(?:went\s+on|goes\s+on|(?:took|takes|ha[sd]\s+taken)\s+to\s+[^,;]{1,40}?"
    r"|(?:spoke|wrote)(?:\s+(?!(?:about|of|against|for|with|out)\b)[^\s,;]+){0,6})\s+to$"
)
"""Who "took to television to say" something says it."""


def _plural(words: str, last: str) -> bool:
    low = last.lower()
    return (
        low in {"we", "they", "i", "you"}
        or low.endswith("s")
        or " and " in words
        or low in {"people", "police", "media", "military", "taliban"}
    )


def _agrees(words: str, last: str, tense: str) -> bool:
    """Whether a form that may be a noun ("claims", "report") is the verb of this subject."""
    if words.split()[0].lower() in {"its", "his", "her", "their", "these", "those", "such", "any"} and tense != "past":
        return False
    if _ADJECTIVE.search(last) or last.endswith(("’s", "'s", "s’", "s'")):
        return False
    if tense == "base":
        return _plural(words, last)
    if tense == "s" and re.match(r"(?:the\s+)?(?:\w+\s+)*\w+[^s\W]s\s+of\b", words, re.IGNORECASE):
        return False
    if tense == "s" and re.fullmatch(r"(?:.*\s)?(?<![Tt]he )(?:United Nations|(?:European|African) Union)", words):
        return False  # "United Nations reports": as a subject it has an article
    if tense == "s":
        return (
            last[0].isupper()
            or last.lower() in PRONOUNS
            or bool(
                re.search(
                    r"(?:ministry|minister|president|government|statement|spokes\w+|report|release|official|leader|letter)$",
                    last,
                )
            )
        )
    return True
