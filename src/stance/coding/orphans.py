"""Codings whose statement a new run does not have, each with the nearest that it has."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from stance.study import Study


def find_orphans(study: Study, codings: pd.DataFrame) -> pd.DataFrame:
    """Return the codings whose statement is not in the study any more, each with the nearest that is.

    Parameters
    ----------
    study : Study
        A new run, of other texts or by another model.
    codings : pandas.DataFrame
        Codings of a run before.

    Returns
    -------
    pandas.DataFrame
        One row per statement: statement_id, doc_id, start, end, text (the words judged, where they were kept), n (codings),
        coders, nearest_id, nearest_text and likeness (in [0, 1]: the share of characters in common in the same document, else
        of the same words, by Ratcliff and Obershelp as `difflib` has it); null where nothing is alike.
    """
    import pandas as pd

    there = set(study.statements["statement_id"])
    documents = set(study.documents["doc_id"])
    added = set(codings.loc[(codings["action"] == "add") & codings["doc_id"].isin(documents), "statement_id"])
    lost = codings[~codings["statement_id"].isin(there | added)]
    rows = []
    for statement_id, group in lost.groupby("statement_id", sort=True):
        one = group.iloc[-1]
        words = next((t for t in group["text"] if isinstance(t, str) and t), None)
        nearest, text, likeness = _nearest(study, one["doc_id"], int(one["start"]), int(one["end"]), words)
        rows.append(
            {
                "statement_id": statement_id,
                "doc_id": one["doc_id"],
                "start": int(one["start"]),
                "end": int(one["end"]),
                "text": words,
                "n": len(group),
                "coders": ", ".join(sorted(set(group["coder"]))),
                "nearest_id": nearest,
                "nearest_text": text,
                "likeness": likeness,
            }
        )
    names = [
        "statement_id",
        "doc_id",
        "start",
        "end",
        "text",
        "n",
        "coders",
        "nearest_id",
        "nearest_text",
        "likeness",
    ]
    return pd.DataFrame(rows, columns=names)


def _nearest(study: Study, doc_id: str, start: int, end: int, words: str | None) -> tuple[str | None, str | None, float]:
    best: tuple[float, str | None, str | None] = (0.0, None, None)
    plain = _plain(words or "")
    matcher = difflib.SequenceMatcher(autojunk=False, b=plain)
    for s in study.statements.itertuples():
        common = max(0, min(end, s.end) - max(start, s.start)) if s.doc_id == doc_id else 0
        likeness = common / max(1, max(end, s.end) - min(start, s.start)) if common else 0.0
        if plain:
            matcher.set_seq1(_plain(s.text))
            if matcher.real_quick_ratio() > best[0] and matcher.quick_ratio() > best[0]:
                likeness = max(likeness, matcher.ratio())
        if likeness > best[0]:
            best = likeness, s.statement_id, s.text
    return best[1], best[2], round(best[0], 3)


def _plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def lost_problems(lost: pd.DataFrame) -> list[dict[str, object]]:
    """Return a row of the table problems for each of the orphans."""
    out: list[dict[str, object]] = []
    for row in lost.itertuples():
        near = f"; nearest is {row.nearest_id}: {row.nearest_text[:80]!r}" if isinstance(row.nearest_id, str) else ""
        said = f" {row.text[:80]!r}" if isinstance(row.text, str) else ""
        out.append(
            {
                "source": "codings",
                "where": f"statement {row.statement_id}",
                "problem": f"of {row.coders}: {row.n} on a statement that is not in this study any more{said}{near}",
            }
        )
    return out
