"""The page on which a teacher or a team reads how far its coders agree, and looks through what they disagree on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.coding.compare import votes_apart
from stance.coding.files import latest
from stance.html import asset, render_page
from stance.storage import write_atomic
from stance.tables import UNKNOWN, first_given

if TYPE_CHECKING:
    import pandas as pd

    from stance.study import Study

QUESTIONS = {
    "statement": "Is it a statement?",
    "actor": "Whose statement is it?",
    "cue_kind": "What does the speaker do?",
    "stance": "Stance on a claim",
}
ENOUGH = 3
"""What fewer judged is folded away where any was judged by so many: two who differ say little about a class."""
_ANSWERS = {
    "stance": {"favor": "in favor", "none": "takes no side"},
    "actor": {UNKNOWN: "nobody that can be named"},
}


def write_agreement(study: Study, codings: pd.DataFrame, table: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Write a page with the agreement of coders and everything on which they differ.

    Parameters
    ----------
    study : Study
        The study that was coded.
    codings : pandas.DataFrame
        The table codings.
    table : pandas.DataFrame
        What `agreement` returned.
    path : path
        The file; one HTML page that needs nothing but itself.

    Returns
    -------
    pathlib.Path
        The file.
    """
    coders = codings.groupby("coder", sort=True)["statement_id"].nunique().to_dict()
    apart = contested(study, codings)
    page = render_page(
        "stance.coding",
        "agreement.html",
        scripts=[asset("stance.coding", "agreement.js")],
        filters={"figure": _figure},
        title="Agreement of coders",
        style=asset("stance.coding", "agreement.css"),
        coders=coders,
        names=QUESTIONS,
        rows=table.to_dict("records"),
        groups=len(set(table["group"])) > 1,
        apart=apart,
        few=sum(row["few"] for row in apart),
        enough=ENOUGH,
    )
    return write_atomic(path, page)


def contested(study: Study, codings: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the questions on which coders differ, those on which most of them are against the majority first.

    Of a single coder, those that the model answers otherwise.

    Parameters
    ----------
    study : Study
        The study that was coded.
    codings : pandas.DataFrame
        The table codings.

    Returns
    -------
    list of dict
        Per question its stage, title and speaker of the statement, its text, the claim, votes (an answer in the words of the
        sheet and who gave it, the most frequent first), model (its answer, empty where it gave none), coders, apart (how many
        are not with the majority) and few (whether fewer than `ENOUGH` judged it, and others were judged by more).
    """
    study = study.uncoded()
    frame = latest(codings)
    about = _about(study, frame)
    claims = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    rows: list[dict[str, Any]] = []
    for stage, (statement_id, claim_id), votes, model in votes_apart(study, frame):
        n = sum(len(who) for _, who in votes)
        rows.append(
            {
                "stage": stage,
                **about.get(statement_id, {"title": "", "speaker": "", "text": ""}),
                "claim": claims.get(claim_id, ""),
                "votes": [(_answer(stage, value), who) for value, who in votes],
                "model": _answer(stage, model),
                "coders": n,
                "apart": n - len(votes[0][1]),
            }
        )
    most = max((row["coders"] for row in rows), default=0)
    for row in rows:
        row["few"] = row["coders"] < ENOUGH <= most
    # The sort is stable: what is equally contested stays in the order of stages and statements.
    return sorted(rows, key=lambda row: (row["few"], -row["apart"], -row["apart"] / row["coders"]))


def _answer(stage: str, value: str) -> str:
    """An answer in the words of the sheet."""
    return _ANSWERS.get(stage, {}).get(value, value)


def _about(study: Study, frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    """By statement the title of its text, who speaks (and as what it is printed) and the words; coders may have added some."""
    titles = {d.doc_id: first_given(d.title, d.source, d.publisher) for d in study.documents.itertuples()}
    out = {
        r.statement_id: {"title": titles.get(r.doc_id, ""), "speaker": "", "text": r.text}
        for r in frame[frame["text"].notna()].itertuples()
    }
    for s in study.statements.itertuples():
        printed = first_given(s.speaker)
        named = s.actor if not printed or printed == s.actor else f"{s.actor} (“{printed}”)"
        speaker = first_given(s.person, printed) if s.actor == UNKNOWN else named
        out[s.statement_id] = {"title": titles.get(s.doc_id, ""), "speaker": speaker, "text": s.text}
    return out


def _figure(row: dict[str, float], name: str) -> str:
    """A figure with its interval, or a dash where it could not be had.

    >>> _figure({"alpha": 0.5, "alpha_low": 0.25, "alpha_high": 0.75}, "alpha")
    '0.50 (0.25 to 0.75)'
    """
    value, low, high = row[name], row.get(f"{name}_low"), row.get(f"{name}_high")
    if value != value:
        return "–"
    return f"{value:.2f}" + (f" ({low:.2f} to {high:.2f})" if low is not None and low == low else "")
