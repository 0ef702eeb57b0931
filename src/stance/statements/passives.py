"""What somebody judges, told in the passive: "the pact was condemned by Norland", "dismissed as illegal by Norland"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from stance.statements.clauses import tidy
from stance.statements.cues import CUES
from stance.statements.phrases import PRONOUNS, Span, phrase_at, phrase_before
from stance.statements.sentence import Found, Sentence, content_kind

_LEMMAS = frozenset(
    "condemn denounce criticise criticize welcome praise decry slam hail deplore reject dismiss refute rebuff repudiate describe label "
    "brand".split()
)
_FORMS = "|".join(sorted(word for word, cue in CUES.items() if cue.tense == "past" and cue.lemma in _LEMMAS and " " not in word))
_PASSIVE = re.compile(
    rf"\s(?:(?:has|have|had)\s+(?:\w+ly\s+|also\s+)?been|is|are|was|were)\s+(?:\w+ly\s+|also\s+)?(?P<cue>{_FORMS})"
    r"(?:\s+(?P<as>as\s+[^,;]{2,80}?))?\s+by\s+"
)
_AS = re.compile(r"\s+(?P<as>as\s+[^,;]{2,100}?)(?=[,;]|\s+(?:and|but|after|while|when)\s|$)")


def passives(sentence: Sentence, told: Sequence[Found]) -> Iterator[Found]:
    """Yield what a sentence says that somebody judges in the passive, outside of what is reported in it anyway.

    Parameters
    ----------
    sentence : Sentence
        The sentence.
    told : sequence of Found
        What else was found in it.
    """
    masked = sentence.masked
    for m in _PASSIVE.finditer(masked, sentence.start, sentence.end):
        thing, source = phrase_before(masked, sentence.start, m.start()), phrase_at(masked, m.end(), sentence.end)
        if thing is None or source is None or masked[slice(*thing)].lower() in PRONOUNS | {"which", "that", "who", "what"}:
            continue
        if any(start < source[1] and thing[0] < end for one in told for start, end in one.content):
            continue
        after = _AS.match(masked, source[1], sentence.end)
        as_what = m.span("as") if m["as"] else after.span("as") if after else None
        content = tuple(tidy(sentence.text, *span) for span in (thing, as_what) if span is not None)
        yield _found(sentence, content, source, m.span("cue"), as_what is not None)


def _found(sentence: Sentence, content: tuple[Span, ...], source: Span, cue: Span, named: bool) -> Found:
    verb = CUES[sentence.masked[slice(*cue)].lower()]
    denies = verb.shapes.get("N") == "denies" and not named
    predicate = "" if denies or (named and "A" in verb.shapes) else verb.lemma
    return Found(content, source, cue, "denies" if denies else "asserts", content_kind(content, sentence.quotes), None, predicate)
