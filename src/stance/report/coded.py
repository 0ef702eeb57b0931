"""What people judged, told as judgements: no probability beside them, and on which questions they are split."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from stance.study import Study

_SPLIT = re.compile(r"the coders are split on (\w+) \((.*)\); what the model said stays", re.DOTALL)
_WHERE = re.compile(r"statement (.+?)(?:, claim (.+))?")
_QUESTIONS = {
    "statement": "Is it a statement?",
    "actor": "Whose statement is it?",
    "cue_kind": "What does the speaker do?",
    "stance": "On the claim",
    "extent": "Which are its words (by characters)?",
}
_ANSWERS = {"favor": "in favor", "none": "takes no side", "unknown": "nobody that can be named"}


def table_coded(table: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of a claim's figure, the model's probabilities left out where people judged."""
    people = table["coded"] != ""
    numbers = [name for name in table.columns if name in ("p", "p_favor", "p_against", "p_none")]
    out = table.assign(**{name: table[name].where(~people) for name in numbers})
    return out.drop(columns=[name for name in numbers if out[name].isna().all()] if people.any() else ["coded"])


def ties(study: Study) -> tuple[list[dict[str, str]], pd.DataFrame]:
    """Return in words the questions on which as many coders say one thing as another, and all other problems."""
    claims = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    words = study.codings.dropna(subset=["text"]).drop_duplicates("statement_id").set_index("statement_id")["text"].to_dict()
    words |= dict(zip(study.statements["statement_id"], study.statements["text"], strict=True))
    out, tied = [], []
    for row in study.problems.itertuples():
        split, where = _SPLIT.match(row.problem), _WHERE.fullmatch(row.where)
        tied.append(bool(row.source == "codings" and split and where))
        if split and where and tied[-1]:
            field, votes = split.groups()
            answers = "|".join(_ANSWERS) if field in ("stance", "actor") else "$^"
            out.append(
                {
                    "id": where[1],
                    "text": words.get(where[1], ""),
                    "claim": claims.get(where[2], ""),
                    "question": _QUESTIONS.get(field, field),
                    "votes": re.sub(rf"(?<=\d )({answers})(?=,|$)", lambda found: _ANSWERS[found[1]], votes),
                }
            )
    return out, study.problems[[not one for one in tied]]
