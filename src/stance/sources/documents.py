"""One row of the table documents, however its text came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from stance.errors import StanceError
from stance.sources.heads import Head
from stance.sources.heads import read_head as head_of
from stance.sources.language import check_english
from stance.tables import make_id, text_digest


def document_row(
    text: str,
    about: Mapping[str, object],
    *,
    notes: Sequence[str] = (),
    sha256: str | None = None,
    source: str | None = None,
    read_head: bool = True,
    named: dt.datetime | None = None,
) -> dict[str, object]:
    """Make the row of a document from its clean text.

    Parameters
    ----------
    text : str
        As `stance.sources.decode.clean` returns it; offsets refer to it.
    about : mapping
        title, publisher, published, published_tz, url, retrieved_at, language as far as known, and own columns.
    notes : sequence of str
        What is damaged in the text, and where.
    sha256 : str, optional
        Of the bytes read; of the text in UTF-8 by default.
    source : str, optional
        The file, and the row in it.
    read_head : bool, default True
        Whether the first lines of the text fill in a missing title, publisher or date.
    named : datetime.datetime, optional
        The day that the file's name carries, for a text that prints none.

    Raises
    ------
    StanceError
        When the text is empty or not English.
    """
    if not text:
        raise StanceError("the text is empty")
    language = check_english(text, about.get("language"))
    head = head_of(text) if read_head else Head()
    row = dict(about)
    row["title"] = about.get("title") or head.title
    row["publisher"] = about.get("publisher") or head.publisher
    row["published"] = about.get("published")
    if row["published"] is None and head.dated:
        row["published"], row["published_tz"] = head.dated.value, about.get("published_tz") or head.dated.zone
    published = row["published"].isoformat() if isinstance(row["published"], dt.datetime) else None
    if row["published"] is None and named is not None:
        # After what the id is made of: where a text lies does not change what it is.
        row["published"] = named
        notes = [*notes, "dated by the name of its file"]
    return {
        **row,
        "doc_id": make_id("d", text, row["publisher"], row.get("url"), published),
        "text": text,
        "language": language,
        "sha256": sha256 or text_digest(text),
        "source": source,
        "notes": "; ".join(notes) or None,
    }


def problem_row(source: str, where: str, problem: str) -> dict[str, object]:
    """Make a row of the table problems."""
    return {"source": source, "where": where, "problem": problem}
