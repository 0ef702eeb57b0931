"""Cues from left to right and what they report: who speaks before each, where its words end, whose verb the next one is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stance.statements.clauses import has_verb, report_right
from stance.statements.cues import CUES, EVASION, NO_MORE, PER, Cue
from stance.statements.phrases import PRONOUNS, Span, is_phrase, phrase_at, phrase_before
from stance.statements.quotes import MASK
from stance.statements.retorts import called_false
from stance.statements.sentence import Found, Sentence, content_kind
from stance.statements.verbs import source_before


@dataclass(frozen=True)
class Speaking:
    """Who has spoken up to a place of a sentence (`done`), with a verb in which tense."""

    source: Span | None = None
    tense: str = ""
    done: int = 0


def reports(sentence: Sentence, speaking: Speaking = Speaking()) -> Iterator[Found]:
    """Yield what the cues of a sentence report, from left to right, from where somebody has already spoken."""
    masked, start, cues = sentence.masked, sentence.start, sentence.cues
    source, tense, done = speaking.source, speaking.tense, max(start, speaking.done)
    antecedent: Span | None = None
    spans_of_quotes = [(q.start, q.end) for q in sentence.quotes]
    for i, (cue, entry) in enumerate(cues):
        if cue[0] < done:
            continue
        subject = source_before(masked, done, cue, entry)
        left = masked[start : cue[0]]
        if subject is None and antecedent is not None and re.fullmatch(rf"\s*,\s+{_AUXILIARY}", masked[done : cue[0]]):
            subject = antecedent
        shared = (
            subject is None
            and source is not None
            and re.search(rf"(?:,|{MASK}[”\"]|\band|\bbut|\bor)\s*(?:{_MOREOVER}\s+)?(?:has\s+|had\s+|have\s+)?$", left)
        )
        if shared and (entry.tense == "ing" or _goes_with(_tense(entry, left), tense)):
            subject = source
        if subject is None and entry.tense == "ing":
            subject = _participle_subject(masked, start, cue[0])
        if subject is None or _inserted(masked, done, subject, cue, after=source is not None):
            continue
        # "Quoted her as saying ... and said": the saying is past.
        own = "past" if entry.tense == "ing" and left.endswith(" as ") else _tense(entry, left)
        limit = _clause_end(masked, cue, cues[i + 1 :], sentence.end, own, tense)
        relative = _relative(masked, start, subject, cue)
        if relative is not None:
            # "Norland, which says ..., has left": the relative clause ends where the main verb comes.
            closed = main_verb(sentence.text, masked, cue[1], limit)
            limit, antecedent = (limit, None) if closed is None else (closed, relative)
            if masked.endswith("whose ", start, subject[0]):
                subject = relative[0], subject[1]
        made = report_right(masked, cue, entry, limit, quotes=spans_of_quotes)
        if made is None:
            source, tense = subject, _main(own, tense)
            continue
        spans = sentence.content([made.content])
        if spans:
            kind, predicate = made.kind, made.predicate
            if predicate and called_false(sentence.text[slice(*made.content)]):
                kind, predicate = "denies", ""  # "called the accusation baseless"
            yield Found(spans, subject, cue, kind, content_kind(spans, sentence.quotes), made.target, predicate)
            done = limit
        source, tense = subject, _main(own, tense)


_AFTER_PREPOSITION = re.compile(r"\b(?:to|with|of|in|from|at|on|against|by|for)\s+$")
_PHRASE = re.compile(r"\s+(?:having\s|(?!during\b)[a-z]+ing\s|(?:the|an?|its|their|all|any)\s)")
"""A gerund or a noun with its article, with which no name goes on: "the attack and Sudmark called ..."."""
_MOREOVER = r"(?:also|then|still|again|instead|in\s+turn|\w+ly)"
_INSERTED = re.compile(r"\s+(?:was|were|is|are|had|has|would|will|could|began|took|came|led|left|killed|\w+ed)\b")


def _inserted(masked: str, start: int, subject: Span, cue: Span, *, after: bool) -> bool:
    """Whether somebody's saying only stands inside other words: "an attack it said began at dawn", "what it calls a provocation"."""
    before = re.search(r"([a-z]{3,})\s+$", masked[start : subject[0]])
    if before is None or masked[slice(*subject)].lower() not in PRONOUNS:
        return False
    return (after and before[1] == "what") or (bool(_INSERTED.match(masked, cue[1])) and before[1] not in _CLAUSES)


_CLAUSES = frozenset(
    "that and but while when because what which who whom said says after before since where how why than though although until unless"
    " whether once also then later again".split()
)
_PERFECT = re.compile(r"\bha(?:s|ve)\s+$")


def _tense(entry: Cue, left: str) -> str:
    """The tense of a verb after the words to its left: that of its form, or "perfect"."""
    return "perfect" if entry.tense == "past" and _PERFECT.search(left) else entry.tense


def _goes_with(tense: str, before: str) -> bool:
    """Whether verbs of two tenses stand side by side: "says ... and has asked", "has denied ... and says"."""
    return tense == before or {tense, before} in ({"perfect", "s"}, {"perfect", "base"}, {"perfect", "past"})


_AUXILIARY = r"(?:(?:also|later|then|still|again|\w+ly)\s+)?(?:(?:has|have|had)\s+)?(?:\w+ly\s+)?"
_MAIN_VERB = re.compile(rf"(?:,|(?<={MASK})[\"”])\s+(?:(?:also|later|then|still|again|\w+ly)\s+)?(?P<verb>[a-z]+)\b")
_FINITE = re.compile(
    r"did|does|has|have|had|is|are|was|were|will|would|can|could|may|might|must|should|\w+ed|told|wants?|needs?|plans?|seeks?|sent|made|took"
    r"|began|met|held|left|put|gave|went|came|struck|hit|won|lost"
)
_NO_VERB = frozenset("armed allied united retired red unmanned advanced unidentified alleged".split())


def main_verb(text: str, masked: str, start: int, end: int) -> int | None:
    """Return where a comma stands before a finite verb, or None: there a relative clause ends and its sentence goes on."""
    for m in _MAIN_VERB.finditer(masked, start, end):
        word = m["verb"]
        if "," not in text[m.start() - 1 : m.start() + 1]:
            continue  # a quotation ends here, and no clause
        if word not in _NO_VERB and (_FINITE.fullmatch(word) or (word in CUES and CUES[word].tense in ("s", "past"))):
            return m.start()
    return None


def _relative(masked: str, start: int, subject: Span, cue: Span) -> Span | None:
    """Whom a relative clause is about in which a cue stands ("Norland, which says", "Norland, whose minister says"), or None."""
    if re.fullmatch(r",\s+(?:who|which)\s+(?:(?:has|have|had)\s+)?(?:\w+ly\s+)?", masked[subject[1] : cue[0]]):
        return subject
    before = re.search(r",\s+(?:whose|which|whom)\s+$", masked[start : subject[0]])
    return phrase_before(masked, start, start + before.start()) if before else None


def _main(own: str, before: str) -> str:
    """The tense in which a speaker's next verb will stand: a participle takes none of its own."""
    return before if own == "ing" and before else own


_WITH = re.compile(r",\s+with\s+(?P<who>(?:(?:the|its|president|prime minister|spokes\w+)\s+)?[A-Z][^,;:]{2,60}?)\s+$")
"""Who speaks beside another: "..., with the cabinet stating ...\"."""


QUOTED_AS = re.compile(r"\b(?:quot|cit)(?:ed|es|ing|e)\s+(?!by\b)(?P<who>[^,;:]{2,90})\s+as\s*$")
"""Whom somebody quotes, before "saying"."""


_HANGS_ON = re.compile(
    r"(?:,|\bin|\bby|\bwhile|\bafter|\bbefore|—|–"
    r"|\b(?:issu|releas|publish|adopt|pass|sign|post|circulat|deliver|tabl)(?:e|es|ed)\s+(?:an?|the|its|their)\s+(?:[\w-]+\s+){0,4}?"
    r"(?:statement|letter|note|resolution|motion|declaration|petition|communiqu[eé]|report|message|video|appeal)"
    r"|\b(?:sen(?:ds?|t)|wr(?:ote|ites))\s+(?:[\w’'-]+\s+){0,3}?(?:letter|note|message)(?:\s+to\s+(?:[\w’'-]+\s+){1,4}?)?)"
    r"\s*(?:\w+ly\s+|again\s+|also\s+)?$"
)
"""Before which a participle has the subject of its sentence: "X rejected it, saying ...", "X issued a statement saying ...\"."""


def _participle_subject(masked: str, start: int, at: int) -> Span | None:
    """`Britain joined others in urging ...`, `X rejected it, saying ...`: the subject of the sentence; `Y quoted X as saying ...`: X."""
    quoted = QUOTED_AS.search(masked[start:at])
    if quoted:
        who = start + quoted.start("who"), start + quoted.end("who")
        return who if is_phrase(quoted["who"]) else None
    beside = _WITH.search(masked[start:at])
    if beside and is_phrase(beside["who"]):
        return start + beside.start("who"), start + beside.end("who")
    if not _HANGS_ON.search(masked[start:at]):
        return None
    clause = max((start + m.end() for m in re.finditer(r",\s+(?:and|but|while)\s+", masked[start:at])), default=start)
    opener = re.match(
        r"\s*(?:But|And|Meanwhile|However|Earlier|(?:On|In|After|During|At) [^,]{2,60})\s*,?\s+(?=\w)",
        masked[clause:at],
    )
    return phrase_at(masked, clause + (opener.end() if opener else 0), at)


def _clause_end(masked: str, cue: Span, later: list[tuple[Span, Cue]], core: int, tense: str, main: str) -> int:
    """Where the words that `cue` reports end: before a second report of the same speaker or of another one beside it.

    `main` is the tense of the verb on which a participle hangs ("condemned it, saying ..., but still said ..."). That no more was
    said is the reporter's remark.
    """
    no_more = NO_MORE.search(masked, cue[1], core) or PER.search(masked, cue[1], core)
    core = no_more.start() if no_more else core
    return next_report(masked, cue[1], later, core, tense, main, least=2) or core


def next_report(
    masked: str, at: int, later: list[tuple[Span, Cue]], core: int, tense: str, main: str, *, least: int
) -> int | None:
    """Return where, `least` words after `at`, the words end before one of the `later` cues begins a report of its own, or None.

    `tense` is that of the verb that reports the words, `main` that of the verb on which it hangs.
    """
    for other, entry in later:
        between = masked[at : other[0]]
        words = len(re.findall(rf"[\w{MASK}]+", between))
        if other[0] >= core or (words < least and (words == 0 or entry.tense != "ing")):
            continue  # "denied involvement, saying ..." has said a word
        joined = re.search(rf",?\s+(?:and|but)(?:\s+{_MOREOVER})?\s+(?:has\s+|had\s+|have\s+)?$", between)
        but = joined and re.search(r"[,”\"]\s+but\b", between[max(0, joined.start() - 1) : joined.end()])
        same = _goes_with(_tense(entry, between), tense) or (but and tense == "ing" and entry.tense == main)
        if joined and same and not EVASION.search(between[: joined.start()]):
            return at + joined.start()
        gerund = _WITH.search(between) or re.search(
            rf"(?:,|{MASK}[”\"])(?:\s+(?:while|but|and|after|before))?\s+(?:also\s+|again\s+)?$", between
        )
        if gerund and entry.tense == "ing":
            return at + gerund.start()
        subject = source_before(masked, at, other, entry) if entry.tense != "ing" else None
        if subject is not None and _AFTER_PREPOSITION.search(masked[at : subject[0]]):
            # "... to Norland and Sudmark has denied": of two names the first belongs to what was said before.
            subject = subject[1] - len(re.split(r"\sand\s+", masked[slice(*subject)])[-1]), subject[1]
        if subject is not None:
            # Without a comma "while" begins a new clause only before a name.
            comma = r",?\s+while|" if masked[subject[0]].isupper() else ""
            edge = re.search(
                rf"(?:{comma},\s+(?:while|but|and|whereas|as|though|although)|;)(?:\s+\w+ly)?\s+$", masked[at : subject[0]]
            )
            # "X said it was late and the army of Y said ...", "X denies arming them and Y denies ...": a new clause without a comma.
            beside = (
                same
                and re.match(r"(?:the\s+(?:\w+\s+)*)?[A-Z]", masked[slice(*subject)])
                and re.search(r"\s+(?:and|but|while)\s+$", masked[at : subject[0]])
            )
            if beside and (has_verb(masked[at : at + beside.start()]) or _PHRASE.match(masked, at)):
                edge = edge or beside
            if edge:
                return at + edge.start()
    return None
