"""What people judged, told as judgements: by how many coders, and on which questions they are split."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from stance.study import Study

_CODED = re.compile(r"coded by (\d+) of (\d+)")
_SPLIT = re.compile(r"the coders are split on (\w+) \((.*)\); what the model said stays", re.DOTALL)
_PROBABILITY = re.compile(r"p favor \d\.\d\d, against \d\.\d\d, none \d\.\d\d$|p=\d\.\d\d(?=; \d{4}-\d\d-\d\d$)")
"""What the figures of a claim say of a mark, at the end of a line: the words of a source stand in lines of their own."""
_WHERE = re.compile(r"statement (.+?)(?:, claim (.+))?")
_QUESTIONS = {
    "statement": "Is it a statement?",
    "actor": "Whose statement is it?",
    "cue_kind": "What does the speaker do?",
    "stance": "On the claim",
    "extent": "Which are its words (by characters)?",
}
_ANSWERS = {"favor": "in favor", "none": "takes no side", "unknown": "nobody that can be named"}
_BARS = "Bars are as long as the model's probability."
"""How the note of a claim's figure begins; what takes its place may not be longer, or the note would need another line."""
_BARS_CODED = "Bars of coded statements have full length."
BARS = f"{_BARS_CODED} Where nobody coded, they are as long as the model's probability."


def coded_by(method: object) -> str:
    """Return in words by how many coders something was judged; nothing where the model said it.

    >>> coded_by("coded by 2 of 3"), coded_by("adapter")
    ('coded by 2 of 3 coders', '')
    """
    found = _CODED.fullmatch(str(method))
    return f"{found[0]} coder{'s' if found[2] != '1' else ''}" if found else ""


def coded_stances(study: Study, claim_id: str) -> dict[str, str]:
    """Return by statement, in words, how many coders judged it on a claim, for those that were judged."""
    own = study.stances[study.stances["claim_id"] == claim_id]
    said = {s: coded_by(method) for s, method in zip(own["statement_id"], own["method"], strict=True)}
    return {statement_id: words for statement_id, words in said.items() if words}


def tell_coded(figure: dict[str, Any], coded: dict[str, str]) -> None:
    """Change the drawing of a claim so that coded statements have no probability but their coders, and bars of full length.

    Parameters
    ----------
    figure : dict
        Plotly's figure as JSON; changed in place.
    coded : dict
        What `coded_stances` returned.
    """
    for trace in figure["data"]:
        for i, statement_id in enumerate(trace.get("customdata") or ()):
            if statement_id not in coded:
                continue
            lines = trace["hovertext"][i].split("<br>")
            trace["hovertext"][i] = "<br>".join(_PROBABILITY.sub(coded[statement_id], line) for line in lines)
            if trace["type"] == "bar":
                trace["x"][i] = 1 if trace["x"][i] >= 0 else -1
                trace["text"][i] = re.sub(r"p=[\d.]+$", coded[statement_id], trace["text"][i])
                trace["textposition"][i] = "inside"
    below = figure["layout"]["title"]["subtitle"]
    below["text"] = below["text"].replace(_BARS, _BARS_CODED)


def table_coded(table: pd.DataFrame, coded: dict[str, str]) -> pd.DataFrame:
    """Return the numbers of a claim's figure with a column that says who coded, in place of the model's probabilities."""
    told = table["statement_id"].map(coded)
    numbers = [name for name in table.columns if name in ("p", "p_favor", "p_against", "p_none")]
    out = table.assign(**{name: table[name].where(told.isna()) for name in numbers})
    out.insert(out.columns.get_loc("label") + 1, "coded", told)
    return out.drop(columns=[name for name in numbers if out[name].isna().all()])


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
