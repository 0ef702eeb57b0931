"""The source texts with their statements marked, each mark an anchor that a link can point to."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from stance.tables import first_given

if TYPE_CHECKING:
    import pandas as pd

    from stance.study import Study


def marked_documents(study: Study) -> list[dict[str, Any]]:
    """Return every document with its text as HTML paragraphs in which the content of each statement is marked.

    A mark's id is ``c-`` and the statement's id; it stands at the statement's first character.
    """
    content = study.spans[study.spans["role"] == "content"].merge(
        study.statements[["statement_id", "doc_id", "actor", "parent_id"]], on="statement_id"
    )
    by_document = dict(list(content.groupby("doc_id")))
    number = {s: i for i, s in enumerate(study.statements["statement_id"], 1)}
    out = []
    for i, document in enumerate(study.documents.itertuples(), 1):
        group = by_document.get(document.doc_id)
        spans = [] if group is None else [
            (r.start, r.end, r.statement_id, r.part, r.actor) for r in group.sort_values(["start", "end"]).itertuples()
        ]  # fmt: skip
        out.append(
            {
                "id": document.doc_id,
                "number": i,
                "title": first_given(document.title, document.source, f"Text {i}"),
                "publisher": first_given(document.publisher),
                "published": "" if document.published != document.published else day(document.published),
                "url": first_given(document.url),
                "notes": first_given(document.notes),
                "sha256": document.sha256,
                "n": 0 if group is None else group["statement_id"].nunique(),
                "html": _paragraphs(document.text, spans, number),
            }
        )
    return out


def day(when: pd.Timestamp) -> str:
    """Return a date in words.

    >>> import pandas as pd
    >>> day(pd.Timestamp("2031-06-03"))
    '3 June 2031'
    """
    return f"{when.day} {when:%B %Y}"


def _paragraphs(text: str, spans: list[tuple[int, int, str, int, str]], number: dict[str, int]) -> Markup:
    edges = sorted({0, len(text), *[s for s, *_ in spans], *[e for _, e, *_ in spans]})
    pieces = []
    for start, end in pairwise(edges):
        inside = [span for span in spans if span[0] <= start and end <= span[1]]
        anchors = Markup("").join(
            Markup('<a class="anchor" id="c-{}" href="#s-{}" aria-label="Statement {}">{}</a>').format(
                span[2], span[2], number[span[2]], number[span[2]]
            )
            for span in inside
            if span[0] == start and span[3] == 0
        )
        words = escape(text[start:end])
        if inside:
            inner = min(inside, key=lambda span: span[1] - span[0])
            # A mark may not run over a paragraph's end.
            parts = str(words).split("\n")
            words = Markup("\n").join(
                Markup('<mark title="{}">{}</mark>').format(inner[4], Markup(part)) if part.strip() else Markup(part)
                for part in parts
            )
        pieces.append(anchors + words)
    joined = Markup("").join(pieces)
    return Markup("").join(Markup("<p>") + Markup(line) + Markup("</p>") for line in str(joined).split("\n") if line.strip())
