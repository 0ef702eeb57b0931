"""Statements from the tagger: its sources, cues and contents joined, and set beside what the rules found."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stance.statements.cues import CUES, EVASION, NOT_SAID, QUOTE_ONLY, Cue, judgement, rejects_conduct
from stance.statements.phrases import phrase_at
from stance.statements.quotes import Quote, find_quotes, mask, sentences
from stance.statements.reports import main_verb
from stance.statements.retorts import remark_in
from stance.statements.sentence import Found, content_kind
from stance.statements.verbs import NO_CUE

if TYPE_CHECKING:
    from stance.models.attribution import Span as Tagged
    from stance.statements.layout import Block
    from stance.statements.phrases import Span

_NOUNS = {
    "asserts": "according statement claim argument view assertion account report comment remark word post tweet insistence",
    "denies": "denial rejection",
    "accuses": "accusation allegation",
    "urges": "demand call appeal request proposal",
    "promises": "promise pledge vow guarantee offer",
    "threatens": "threat warning",
    "asks": "question",
}
NOUN_CUES = {form: kind for kind, nouns in _NOUNS.items() for noun in nouns.split() for form in (noun, f"{noun}s")}
"""Nouns that report speech; beliefs, hopes and plans are none."""
REACH = 200
"""Characters over which a cue and its content, or its source, still belong together."""


@dataclass(frozen=True)
class Attribution:
    """A cue with the source and the contents that go with it."""

    source: Span | None
    cue: Span
    content: tuple[Span, ...]


def join_spans(text: str, spans: Sequence[Tagged]) -> list[Attribution]:
    """Join tagged spans to attributions.

    Each content goes to the nearest cue, one after it being nearer where words directly follow the cue; a cue's source is the
    nearest one on the same line. A content without a cue near it stays out.
    """
    by_role = {role: [(s.start, s.end) for s in spans if s.role == role] for role in ("source", "cue", "content")}
    contents: dict[Span, list[Span]] = {}
    for content in by_role["content"]:
        ranked = sorted((_distance(text, cue, content, by_role["cue"]), cue) for cue in by_role["cue"])
        if ranked and ranked[0][0] <= REACH:
            contents.setdefault(ranked[0][1], []).append(content)
    out = []
    for cue, chosen in sorted(contents.items()):
        sources = sorted((_distance(text, cue, source, by_role["cue"]), source) for source in by_role["source"])
        source = sources[0][1] if sources and sources[0][0] <= REACH else None
        out.append(Attribution(source, cue, tuple(chosen)))
    return out


def _distance(text: str, cue: Span, other: Span, cues: Sequence[Span]) -> float:
    """Characters between a cue and another span; dearer over another cue, a sentence's end or a line's end; no end beyond reach."""
    left, right = (cue[1], other[0]) if cue[0] < other[0] else (other[1], cue[0])
    if right - left > REACH:
        return math.inf
    between = text[left:right]
    crossed = sum(left <= start < right for start, _ in cues)
    stops = len(re.findall(r"[.!?][\"”’']?\s", between))
    return len(between) + 60 * crossed + 40 * stops + (150 if "\n" in between else 0)


_DEFIED = re.compile(
    r"\b(?:def(?:y|ied|ies|ying)|ignor\w+|disregard\w*|despite)\s+(?:(?:an?|the|any|its|his|her|their|\w+[’']s)\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
"""Before a noun of saying: who defies "a warning to stop" has not said it."""
_ASKED = re.compile(
    r"\b(?:when|if|once|after being|was|were|been|being)\s+(?:asked|questioned|pressed)\b[^.]*$"
    r"|(?:^|[.!?”\"]\s+|\n\s*)(?-i:Asked|Questioned|Pressed)\b[^.]*$",
    re.IGNORECASE,
)
"""Whom somebody asks says something else than the question."""


_ASKS = re.compile(r"\b(?:ask(?:s|ed|ing)?|urg(?:e|es|ed|ing)|beg(?:s|ged)?|implor(?:e|es|ed))$", re.IGNORECASE)
_TO_DO = re.compile(
    r"\s*(?P<target>(?:(?:the|its|his|her|their|both|all)\s+(?:[\w’'-]+\s+){0,3}?[\w’'-]+"
    r"|[A-Z][\w’'.-]*(?:\s+(?:and\s+)?[A-Z][\w’'.-]*){0,4}|it|him|her|them|us))\s+(?P<to>(?:not\s+)?to\s+[\"“”'‘]?[a-z])"
)
"""Whom somebody asks to do something, which the tagger counts to the contents ("asked Quito to “offer guarantees”")."""


_SAYS_NOTHING = re.compile(r"\b(?:is|are|was|were)\s+(?:said|reported|believed|thought)$|\b(?:little|nothing)$", re.IGNORECASE)
"""Cues of nobody's words: what is "said to be", who "has said little"."""
_CALLED_BACK = re.compile(
    r"(?:\w+ )*recall\w*\s+(?:(?!(?:that|how|when|why|what|where|who)\b)[\w-]+\s+){0,4}?"
    r"(?:ambassadors?|envoys?|diplomats?|charg[eé]s?|consuls?|attach[eé]s?|staff|troops|forces|products?)\b(?!['’])",
    re.IGNORECASE,
)
"""Who recalls an ambassador says nothing."""


_NAMES = re.compile(r"\b(?:calls?|called|dubs|dubbed)$", re.IGNORECASE)
_NAME_AFTER = re.compile(r"\s+(?:the\s+)?[\"“‘]?[A-Z]")
"""What a thing is called is no statement ("the shoal, which Manila calls Ayungin, is a reef")."""
_NAMED_AS = re.compile(r"\b(?:described|labell?ed|branded|known)(?:\s+as)?$", re.IGNORECASE)


_SPOKEN_TO = re.compile(r"\b(?:to|before|with|in front of)\s+(?:the\s+)?(?:[A-Z][\w.]*\s+){0,2}$")
"""Before those to whom somebody speaks."""
_ACCUSES = re.compile(r"\baccus(?:e[sd]?|ing)$", re.IGNORECASE)
_OF_DOING = re.compile(r"\s*(?P<target>\S(?:(?!\sof\s+[a-z]+ing\b).){0,80}?)\s+[\"“”'‘]?of\s+(?=(?:[a-z]+ing|not|having)\b)")
"""Whom somebody accuses, which the tagger counts to the contents ("accused Rome “of not behaving”")."""


def read_cue(words: str, content: str = "") -> tuple[str | None, str]:
    """Return the cue kind of a tagged cue and the verb without which its content cannot be understood ("praise"), or "".

    The kind is None where the cue reports no speech, or reports that nothing was said.

    >>> read_cue("has repeatedly denied"), read_cue("hopes"), read_cue("declined to say")
    (('denies', ''), (None, ''), (None, ''))
    >>> read_cue("told", "that the talks had failed"), read_cue("told", "to leave"), read_cue("called for", "a truce")
    (('asserts', ''), ('urges', ''), ('urges', ''))
    >>> read_cue("praised", "the agreement")
    ('asserts', 'praise')
    """
    tokens = re.findall(r"[\w’'-]+", words.lower())
    noun: str | None = None
    if tokens == ["views"]:
        return None, ""  # who views a thing as another believes it
    for i, token in enumerate(tokens):
        before = " ".join(tokens[:i])
        if token in CUES and not (before and EVASION.search(before) and not before.endswith(" to")):
            if re.search(r"\b(?:declin|refus|fail)", before):
                continue
            if CUES[token].lemma == "continue" and tokens[i + 1 : i + 2] == ["to"]:
                continue  # "continued to condemn": the verb that tells is still to come
            return _read_verb(CUES[token], " ".join(tokens[i + 1 :]), content)
        if token in QUOTE_ONLY:
            return "asserts", ""
        noun = noun or NOUN_CUES.get(token)
    # "Issued a statement refuting": the verb after the noun tells more than the noun.
    return noun, ""


def _read_verb(verb: Cue, after: str, content: str) -> tuple[str, str]:
    shapes = verb.shapes
    infinitive = re.match(r"(?:not )?to\b", content)
    if ("P" in shapes and re.match(r"for\b", after)) or ("on" in shapes and re.match(r"(?:up)?on\b", after)):
        return "urges", ""
    if verb.lemma == "warn" and (re.match(r"against\b", after) or content.startswith("against ")):
        return "urges", ""
    if "I" in shapes and (infinitive or not set("STNA") & set(shapes)):
        return shapes["I"], ""
    if shapes.get("N") == "denies" and (rejects_conduct(verb.lemma, content) or judgement(verb.lemma, content)):
        return "asserts", verb.lemma
    for shape in "STNOA":
        if shape in shapes:
            # A verb that takes no clause says itself what is thought of its object.
            bare = shape in "NA" and shapes[shape] == "asserts" and not re.match(r"[\"“”'‘]", content)
            return shapes[shape], verb.lemma if bare else ""
    return next(iter(shapes.values())), ""


def tagged_statements(text: str, blocks: Sequence[Block], spans: Sequence[Tagged]) -> list[Found]:
    """Return the statements of a document by the tagger: speech only, trimmed for readers, in reading order."""
    body = [(i, b) for i, b in enumerate(blocks) if b.role == "body"]
    quotes = find_quotes(text, [(b.start, b.end) for _, b in body])
    masked = mask(text, quotes)
    sentences_of = {number: sentences(text, masked, block.start, block.end) for number, block in body}
    out = []
    for one in join_spans(text, spans):
        if _ASKED.search(text[max(0, one.cue[0] - 20) : one.cue[1]]):
            continue
        if _DEFIED.search(text[max(0, one.cue[0] - 40) : one.cue[0]]):
            continue
        cue = text[slice(*one.cue)]
        told = (
            _TO_DO.match(text, *one.content[0]) if _ASKS.search(cue)
            else _OF_DOING.match(text, *one.content[0]) if _ACCUSES.search(cue)
            else None
        )  # fmt: skip
        first = (told.start("to") if "to" in told.groupdict() else told.end(), one.content[0][1]) if told else one.content[0]
        kind, predicate = read_cue(text[slice(*one.cue)], text[slice(*first)])
        place = next(((i, b) for i, b in body if b.start <= one.content[0][0] < b.end), None)
        content = tuple(part for span in (first, *one.content[1:]) if (part := _trimmed(text, span))[1] - part[0] >= 3)
        last = cue.split()[-1] if cue.split() else ""
        if _SAYS_NOTHING.search(cue) or NO_CUE.match(f"{last} {text[slice(*first)]}"):
            continue
        if kind is None or place is None or not content or _CALLED_BACK.match(f"{text[slice(*one.cue)]} {text[slice(*first)]}"):
            continue
        if one.source and text[slice(*one.source)].strip(" ,").lower() in {"who", "which", "that"}:
            continue
        source = one.source and (one.source[0], one.source[0] + len(text[slice(*one.source)].rstrip(" ,")))
        source = source if source and source[0] < source[1] else None
        which = source and re.search(r"\bwh(?:ich|at)\s+$", text[max(0, source[0] - 10) : source[0]])
        if which and _NAMES.search(cue) and _NAME_AFTER.match(text, one.cue[1]):
            continue
        if (
            source
            and _NAMED_AS.search(cue)
            and source[0] > one.cue[1]
            and not re.search(r"\bby\s+$", text[max(0, source[0] - 4) : source[0]])
        ):
            continue  # "a nation described as the breadbasket, and in what Kyiv called ...": not by Kyiv
        if source and cue.lower() == "according to" and NOT_SAID.match(text[slice(*source)]):
            continue
        number, block = place
        sentence = next(((s, e) for s, e in sentences_of[number] if s <= one.cue[0] < e), (block.start, block.end))
        if source and cue.lower().endswith("ing") and _SPOKEN_TO.search(text[sentence[0] : source[0]]):
            # "The minister gave a speech in front of parliament warning that ..."
            source = phrase_at(masked, sentence[0], source[0]) or source
        remark = remark_in(text, masked, *sentence)
        if remark is not None:
            # What a reporter adds on who denies the words is read by the rules.
            if remark.start <= one.cue[0] < remark.end:
                continue
            content = tuple(_trimmed(text, span) for span in remark.cut(content))
        content = _at_its_sentence(content, sentence, quotes)
        if not content:
            continue
        how = content_kind(content, quotes)
        target = (told.start("target"), told.start("target") + len(told["target"].rstrip())) if told else None
        out.append(Found(content, source, one.cue, kind, how, target, predicate, paragraph=number))
    return out


def _at_its_sentence(content: Sequence[Span], sentence: Span, quotes: Sequence[Quote]) -> tuple[Span, ...]:
    """The spans of some words, less those of the reporter's own in another sentence than their cue, where others are left."""
    spans = [span for span in content if span[1] - span[0] >= 3]
    kept = [
        (s, e) for s, e in spans if (s < sentence[1] and e > sentence[0]) or any(q.start <= s and e <= q.end + 1 for q in quotes)
    ]
    return tuple(kept or spans)


def _trimmed(text: str, span: Span) -> Span:
    """The span without complementiser, enclosing quotation marks, commas and final stop."""
    start, end = span
    opening = re.match(
        r"[\s,:;–—-]*(?:(?:however|meanwhile|in turn|for (?:its|his|her|their) part),\s+)?(?:since\s[^,.:;]{3,90}?\s(?=that\s))?(?:that\s+)?[\s\"“”‘’',:]*",
        text[start:end],
    )
    start += opening.end() if opening else 0
    inside = text[start:end].rstrip(' \n,;:."“”')
    if text[start - 1 : start] in ("“", '"') and (inside.count("”") > inside.count("“") or inside.count('"') % 2):
        start -= 1  # it opens a quotation that closes inside
    dangling = re.search(r"\s+(?:that|which|who)$", text[start:end])
    end = start + dangling.start() if dangling else end
    while end > start and text[end - 1] in ' \n,;:."“”':
        inside = text[start : end - 1]
        if (text[end - 1] == "”" and inside.count("“") > inside.count("”")) or (text[end - 1] == '"' and inside.count('"') % 2):
            break  # it closes a quotation that opens inside
        end -= 1
    return start, end


def combined(text: str, rules: Sequence[Found], tagged: Sequence[Found]) -> list[Found]:
    """Return the better of both readings, in reading order with parents kept.

    Where both agree (intersection over union of .5 or more) the rules' reading stays, which knows target and nesting, with the
    tagger's source where the rules found none. Where they differ, direct quotations, words of several parts or toward a target
    and lists that the rules took apart stay; else the tagger's contents count, which were right more often on news held back.
    What only the tagger found is added where somebody says at least a few words of it with a plain cue.
    """
    top = [i for i, one in enumerate(rules) if one.parent is None]
    out: dict[int, Found] = dict(enumerate(rules))
    used: set[int] = set()
    for i in top:
        one = rules[i]
        near = [k for k, other in enumerate(tagged) if _overlap(one, other)]
        used.update(near)
        if not near:
            continue
        best = max(near, key=lambda k: _overlap(one, tagged[k]))
        other = tagged[best]
        if one.source is not None:
            # "Envoys from Norland" who say it are no part of what is said.
            apart = tuple((s, e) for s, e in other.content if not (s < one.source[1] and e > one.source[0]))
            other = replace(other, content=apart or other.content)
        if _overlap(one, other) >= SAME:
            nobody = one.source is None or _NOBODY.fullmatch(text[slice(*one.source)])
            if nobody and not one.post and other.source is not None and _beside(text, other.source, one.content):
                out[i] = replace(one, source=other.source)
            continue
        alone = sum(_overlap(rules[k], other) > 0 for k in top) == 1
        if one.kind == "direct" or len(one.content) > 1 or one.target or not alone:
            continue
        if re.match(r"\s*[—–]", text[other.content[-1][1] :]) and other.content[0][0] == one.content[0][0]:
            continue  # it stops at an aside between dashes
        if main_verb(text, text, one.content[-1][1], other.content[-1][1]) == one.content[-1][1] or (
            one.cue_kind == "denies" and _within(one, other)
        ):
            continue  # it goes on after "Norland, which says ..., has left", or takes "claims that" for what is denied
        if one.cue and other.cue and one.cue[0] < other.cue[1] and other.cue[0] < one.cue[1]:
            out[i] = replace(one, content=other.content, kind=other.kind, source=one.source or other.source)
        else:
            out[i] = replace(other, parent=None)
    # Who says something else in a stretch, and how, is no content: "claims that Norland denied".
    remarks = [one for one in rules if one.source and one.cue]
    added = [
        one
        for k, one in enumerate(tagged)
        if k not in used
        and _plain(text, one)
        # Who speaks in the next paragraph says something else.
        and not (one.source and "\n" in text[one.content[-1][1] : one.source[0]])
        and not any(_holds(one, other) for other in remarks)
    ]
    order = sorted(
        [(one.content[0][0], i) for i, one in out.items()] + [(f.content[0][0], len(out) + i) for i, f in enumerate(added)]
    )
    place = {i: new for new, (_, i) in enumerate(order)}
    both = [out[i] if i < len(out) else added[i - len(out)] for _, i in order]
    return [replace(one, parent=place[one.parent]) if one.parent is not None else one for one in both]


_NOBODY = re.compile(
    r"(?:early|earlier|late|later|(?:(?:early|earlier|late|later)\s+)?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:(?:this|last|next|that|the same)\s+)?(?:past\s+)?(?:week|weekend|month|year|day|morning|afternoon|evening|night|spring|summer"
    r"|autumn|fall|winter))|(?:alongside|besides?|unlike|like|amid|along with)\s.+)",
    re.IGNORECASE,
)
"""What stands where a speaker should and is none: a time, or a phrase with a preposition that no rule knows."""


def _beside(text: str, source: Span, content: Sequence[Span]) -> bool:
    """Whether a speaker is named outside some words, and not only in a later paragraph: whom they name is not who says them."""
    inside = any(start <= source[0] and source[1] <= end for start, end in content)
    return not inside and "\n" not in text[content[-1][1] : source[0]]


SAME = 0.5
FEWEST_WORDS, LONGEST_CUE = 4, 5


def _overlap(one: Found, other: Found) -> float:
    """Intersection over union of the characters of two contents."""
    left, right = ({i for s, e in found.content for i in range(s, e)} for found in (one, other))
    return len(left & right) / len(left | right)


def _within(one: Found, other: Found) -> bool:
    return all(any(s <= start and end <= e for s, e in other.content) for start, end in one.content)


def _holds(one: Found, other: Found) -> bool:
    """Whether the content of one has the speaker and the cue of another in it, and not what that one says."""
    return any(
        s <= min(other.source[0], other.cue[0]) and max(other.source[1], other.cue[1]) <= e
        for s, e in one.content
        if other.source and other.cue
    ) and not _overlap(one, other)


def _plain(text: str, one: Found) -> bool:
    words = sum(len(text[s:e].split()) for s, e in one.content)
    return (
        one.source is not None
        and words >= FEWEST_WORDS
        and one.cue is not None
        and len(text[slice(*one.cue)].split()) <= LONGEST_CUE
    )
