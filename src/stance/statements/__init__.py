"""From documents to statements: who is reported to have said what, where it stands, and how we know who speaks."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.statements.answers import find_answered
from stance.statements.cues import CONDITION
from stance.statements.repeats import mark_repeats
from stance.tables import UNKNOWN, build, make_id

if TYPE_CHECKING:
    import pandas as pd

    from stance.models.attribution import Tagger
    from stance.statements.actors import ActorMatch, ActorTable
    from stance.statements.layout import Block
    from stance.statements.sentence import Found
    from stance.statements.speakers import Speaker

__all__ = ["Extraction", "extract_statements", "given_statements"]


@dataclass(frozen=True)
class Extraction:
    """What was found in documents: the tables statements, spans, mentions and problems."""

    statements: pd.DataFrame
    spans: pd.DataFrame
    mentions: pd.DataFrame
    problems: pd.DataFrame


EXTRACTORS = ("combined", "rules", "tagger")
"""How statements can be found: by the rules, by the learned tagger, or by the rules with what only the tagger finds."""


def extract_statements(
    documents: pd.DataFrame, *, actors: ActorTable | None = None, extractor: str = "combined", tagger: Tagger | None = None
) -> Extraction:
    """Find the statements of documents and tie each to its speaker.

    Parameters
    ----------
    documents : pandas.DataFrame
        The table documents.
    actors : ActorTable, optional
        Who can speak; the bundled table by default.
    extractor : {"combined", "rules", "tagger"}
        How statements are found.
    tagger : Tagger, optional
        The embedded one by default; not loaded where only the rules are asked for.

    Returns
    -------
    Extraction
        A document that fails is a row of `problems`, and the others are kept. Beside the columns of the table, `predicate` is a
        verb without which the words cannot be understood ("condemn"), and `answers` the statement whose words a denial that
        only points back denies ("Moscow rejected the accusation").

    Raises
    ------
    StanceError
        When the extractor is none of these.

    Examples
    --------
    >>> from stance.sources import document_from_text
    >>> found = extract_statements(document_from_text("Moscow denied that it plans an attack."))
    >>> found.statements[["actor", "cue_kind", "text"]].values.tolist()
    [['Russia', 'denies', 'it plans an attack']]
    """
    from stance.statements.actors import load_actors
    from stance.statements.datelines import table_at
    from stance.statements.introductions import agreed, introduced, named_there

    if extractor not in EXTRACTORS:
        raise StanceError(f"extractor {extractor!r} is not known; expected one of {', '.join(EXTRACTORS)}")
    table = actors if actors is not None else load_actors()
    if tagger is None and extractor != "rules" and len(documents):
        from stance.models.attribution import load_tagger

        tagger = load_tagger()
    statements: list[dict[str, object]] = []
    spans: list[dict[str, object]] = []
    mentions: list[dict[str, object]] = []
    problems: list[dict[str, object]] = []
    introductions: list[dict[str, ActorMatch | None]] = []
    readable: list[Any] = []
    for document in documents.itertuples():
        try:
            here = table_at(document.text, table, on=_date(document))
            introductions.append(introduced(here, document.text, _date(document)))
            readable.append(document)
        except _UNREADABLE as error:
            problems.append(_left_out(document, error))
    elsewhere = agreed(introductions)
    for document, names in zip(readable, introductions, strict=True):
        try:
            here = table_at(document.text, table, on=_date(document))
            everyone = names | named_there(elsewhere, document.text, names, here)
            rows, places, named = _read_document(document, here, extractor, tagger, everyone)
        except _UNREADABLE as error:
            problems.append(_left_out(document, error))
            continue
        statements += rows
        spans += places
        mentions += named
    frame = mark_repeats(build("statements", statements))
    return Extraction(frame, build("spans", spans), build("mentions", mentions), build("problems", problems))


_UNREADABLE = (ValueError, IndexError, KeyError, RecursionError)


def _left_out(document: Any, error: Exception) -> dict[str, object]:
    return {
        "source": str(getattr(document, "source", None) or document.doc_id),
        "where": "extraction",
        "problem": f"statements could not be read ({type(error).__name__}: {error}); the document is left out",
    }


def _date(document: object) -> dt.date | None:
    import pandas as pd

    published = getattr(document, "published", None)
    return None if published is None or pd.isna(published) else published.date()


Rows = list[dict[str, object]]


def find_in_text(text: str, layout: list[Block], extractor: str, tagger: Tagger | None) -> list[Found]:
    """Return what an extractor finds in a text, in reading order.

    Parameters
    ----------
    text : str
        The document's text.
    layout : list of Block
        Its blocks, as `stance.statements.layout.blocks` gives them.
    extractor : {"combined", "rules", "tagger"}
        Which of the two is asked.
    tagger : Tagger or None
        Needed by all but "rules".
    """
    from stance.statements.rules import find_statements
    from stance.statements.tagged import combined, tagged_statements

    if extractor == "rules" or tagger is None:
        return find_statements(text, layout)
    tagged = tagged_statements(text, layout, tagger.tag([text])[0])
    return tagged if extractor == "tagger" else combined(text, find_statements(text, layout), tagged)


def _read_document(
    document: object, table: ActorTable, extractor: str, tagger: Tagger | None, names: Mapping[str, ActorMatch | None]
) -> tuple[Rows, Rows, Rows]:
    from stance.statements.layout import blocks
    from stance.statements.speakers import SpeakerResolver

    text, doc_id = document.text, document.doc_id  # type: ignore[attr-defined]
    title = document.title if isinstance(document.title, str) else None  # type: ignore[attr-defined]
    resolver = SpeakerResolver(table, text, names, on=_date(document))
    layout = blocks(text, title=title)
    found = find_in_text(text, layout, extractor, tagger)
    rows: list[dict[str, object]] = []
    spans: list[dict[str, object]] = []
    seen: Counter[str] = Counter()
    made: dict[int, Rows] = {}
    passed_on: set[int] = set()
    for i, one in enumerate(found):
        parents = made.get(one.parent, []) if one.parent is not None else []
        parent = parents[0] if parents else None
        if one.parent is not None:
            # What a statement says its own side said is that statement; only another's words are a statement inside it.
            inside = resolver.peek_all(one.source)
            speakers = [s for s in inside if s.match.actor != UNKNOWN]
            if one.parent not in passed_on:
                own = {row["actor"] for row in parents}
                speakers = [s for s in speakers if parent is not None and s.match.actor not in own]
                if parent is None or not speakers:
                    if parent is not None and parent["actor"] != UNKNOWN:
                        _name_person(parent, one, inside)
                    continue
                if _passes_on(parent, found[one.parent], one):
                    # "China said ..., an agency reported": the agency only passes it on, as the text itself does.
                    passed_on.add(one.parent)
                    for row in made.pop(one.parent):
                        _drop(rows, spans, row["statement_id"])
                    parent = None
                    speakers = [s for s in resolver.resolve_all(one.source) if s.match.actor != UNKNOWN]
        else:
            if one.labelled and resolver.peek_all(one.source)[0].match.actor == UNKNOWN:
                one = replace(one, source=None)  # a heading that names no actor: the words go on with the speaker before
            speakers = resolver.resolve_all(one.source, post=one.post)
        content = " ".join(text[s:e] for s, e in one.content)
        for speaker in speakers:
            seen[content] += 1
            statement_id = make_id("s", doc_id, content, seen[content])
            row = _row(text, doc_id, statement_id, content, one, speaker, parent["statement_id"] if parent else None)
            if one.target and str(row["target"]).lower() in {"it", "them", "him", "her"}:
                row["target"] = _meant(text, one.target[0], speaker.match.actor, table, _date(document)) or row["target"]
            if len(speakers) == 2 and str(row["target"]).lower() in {"each other", "one another", "the other"}:
                row["target"] = next(s.match.actor if s.match.actor != UNKNOWN else s.words for s in speakers if s is not speaker)
            rows.append(row)
            made.setdefault(i, []).append(row)
            for part, (s, e) in enumerate(one.content):
                spans.append({"statement_id": statement_id, "role": "content", "part": part, "start": s, "end": e})
            for role, span in (("source", one.source), ("cue", one.cue)):
                if span is not None:
                    spans.append({"statement_id": statement_id, "role": role, "part": 0, "start": span[0], "end": span[1]})
    find_answered(rows, lambda words: {m.match.actor for m in table.find(words, on=_date(document))})
    return rows, spans, _mentions(document, table, rows, [(b.start, b.end) for b in layout if b.role != "furniture"])


_NEAR = 250
"""How many characters before a pronoun the name is looked for that it stands for."""


def _meant(text: str, at: int, speaker: str, table: ActorTable, on: dt.date | None) -> str | None:
    """Whom a pronoun means whom somebody accuses or addresses: the last actor named in its paragraph but the speaker."""
    begin = max(text.rfind("\n", 0, at) + 1, at - _NEAR)
    named = [mention.match.actor for mention in table.find(text[begin:at], on=on)]
    return next((actor for actor in reversed(named) if actor != speaker), None) if speaker != UNKNOWN else None


_OUTLET = re.compile(
    r"\b(?:broadcaster|(?<!aid )(?<!relief )(?<!refugee )(?<!health )(?<!energy )(?<!intelligence )(?<!security )agency|newspaper|news|media|television|TV|radio|daily|outlet|reports?|Times|Post|Press (?:Service|Trust|Association)|Reuters|AFP|TASS|Interfax|Xinhua|CCTV|Yonhap|BBC|CNN)\b"
)


_NOBODYS_TEXT = re.compile(
    r"(?:an?|the|their)\s+(?:joint\s+)?(?:statement|communiqu[eé]|declaration|readout|press release|letter)", re.IGNORECASE
)


_OF_ITS_OWN_NAME = re.compile(r"(?:the\s+)?(?:[A-Z][\w.’'-]*\s*){1,4}")
"""Who reports another's words and is no actor, is an outlet by whatever name: "..., Okaz reported"."""


def _passes_on(row: dict[str, object], outer: Found, inner: Found) -> bool:
    """Whether an outlet, or a text of nobody, only hands on what another says: those words, or who says them first and it last."""
    speaker = str(row["speaker"])
    reported = str(row["cue"]).lower() in {"reported", "reports"} and _OF_ITS_OWN_NAME.fullmatch(speaker)
    if row["actor"] != UNKNOWN or not (_OUTLET.search(speaker) or _NOBODYS_TEXT.fullmatch(speaker) or reported):
        return False
    begins = inner.source is not None and inner.source[0] - outer.content[0][0] <= len("Nevertheless, the ")
    last = outer.source is not None and outer.source[0] >= outer.content[-1][1]
    return (begins and last) or _covers(inner, row)


def _covers(inner: Found, outer: dict[str, object]) -> bool:
    """Whether the words reported inside are most of the words around them."""
    return sum(e - s for s, e in inner.content) >= 0.6 * len(str(outer["text"]))


def _name_person(row: dict[str, object], inner: Found, speakers: list[Speaker]) -> None:
    """Name the person whose words an institution passes on ("the White House said Biden told ...")."""
    own = next((s.match.person for s in speakers if s.match.actor == row["actor"]), None)
    if row["person"] is None and own and _covers(inner, row):
        row["person"] = own


def _drop(rows: Rows, spans: Rows, gone: object) -> None:
    """Take a statement out; what was inside it stands by itself."""
    rows[:] = [row for row in rows if row["statement_id"] != gone]
    spans[:] = [span for span in spans if span["statement_id"] != gone]
    for row in rows:
        if row["parent_id"] == gone:
            row["parent_id"] = None


def _row(
    text: str, doc_id: str, statement_id: str, content: str, one: Found, speaker: Speaker, parent_id: object
) -> dict[str, object]:
    match = speaker.match
    return {
        "statement_id": statement_id,
        "doc_id": doc_id,
        "text": content,
        "start": min(s for s, _ in one.content),
        "end": max(e for _, e in one.content),
        "kind": one.kind,
        "cue": text[slice(*one.cue)] if one.cue else None,
        "cue_kind": one.cue_kind,
        "conditional": bool(CONDITION.search(content)),
        "speaker": re.sub(r"\s+", " ", speaker.words) if speaker.words else None,
        "person": match.person,
        "organization": match.organization,
        "actor": match.actor,
        "actor_score": match.score,
        "actor_reason": match.reason,
        "target": text[slice(*one.target)] if one.target else None,
        "parent_id": parent_id,
        "repeats": None,
        "predicate": one.predicate or None,
    }


def _mentions(document: object, table: ActorTable, rows: Rows, places: list[tuple[int, int]]) -> Rows:
    """Where actors are named, link lists and the like left out."""
    out: Rows = []
    for mention in table.find(document.text, on=_date(document)):  # type: ignore[attr-defined]
        if not any(start <= mention.start < end for start, end in places):
            continue
        inside = next((r["statement_id"] for r in rows if r["start"] <= mention.start < r["end"]), None)  # type: ignore[operator]
        if mention.match.actor != UNKNOWN:
            out.append(
                {
                    "doc_id": document.doc_id,  # type: ignore[attr-defined]
                    "actor": mention.match.actor,
                    "start": mention.start,
                    "end": mention.end,
                    "statement_id": inside,
                }
            )
    return out


def given_statements(documents: pd.DataFrame, given: pd.DataFrame, *, actors: ActorTable | None = None) -> Extraction:
    """Turn ready-made statements, as a user's file gives them, into the same tables.

    Parameters
    ----------
    documents : pandas.DataFrame
        The documents they stand in.
    given : pandas.DataFrame
        doc_id, text, start, end, speaker, actor (null where only the speaker is given), and the user's own columns.
    actors : ActorTable, optional
        Resolves speakers where no actor is given.
    """
    import pandas as pd

    from stance.statements.actors import ActorMatch, load_actors

    table = actors if actors is not None else load_actors()
    dates = {document.doc_id: _date(document) for document in documents.itertuples()}
    rows: list[dict[str, object]] = []
    spans: list[dict[str, object]] = []
    seen: Counter[tuple[str, str]] = Counter()
    own = [c for c in given.columns if c not in {"doc_id", "text", "start", "end", "speaker", "actor", "kind", "cue_kind"}]
    for record in given.to_dict("records"):
        doc_id, content = str(record["doc_id"]), str(record["text"])
        seen[doc_id, content] += 1
        statement_id = make_id("s", doc_id, content, seen[doc_id, content])
        speaker = None if pd.isna(record["speaker"]) else str(record["speaker"])
        if not pd.isna(record["actor"]):
            match = ActorMatch(str(record["actor"]), None, None, 1.0, "given with the statement")
        else:
            match = table.resolve(speaker or "", on=dates.get(doc_id))
        row: dict[str, object] = {
            "statement_id": statement_id, "doc_id": doc_id, "text": content, "start": record["start"],
            "end": record["end"], "kind": record.get("kind", "indirect"),
            "cue_kind": record.get("cue_kind", "asserts"), "speaker": speaker,
            "conditional": bool(CONDITION.search(content)), "person": match.person, "organization": match.organization,
            "actor": match.actor, "actor_score": match.score, "actor_reason": match.reason,
        }  # fmt: skip
        rows.append({**row, **{name: record[name] for name in own}})
        spans.append({"statement_id": statement_id, "role": "content", "part": 0, "start": record["start"], "end": record["end"]})
    frame = mark_repeats(build("statements", rows))
    mentions: Rows = []
    for document in documents.itertuples():
        own_rows = [row for row in rows if row["doc_id"] == document.doc_id]
        mentions += _mentions(document, table, own_rows, [(0, len(document.text))])
    return Extraction(frame, build("spans", spans), build("mentions", mentions), build("problems", []))
