"""What a denial answers: "Moscow rejected the accusation" goes back to the accusation that was told before."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stance.statements.retorts import called_false
from stance.tables import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

_CHARGES = r"(?:accusations?|allegations?|claims?|charges?|reports?|suggestions?|assertions?|statements?|comments|remarks)"
_POINTING = re.compile(
    rf"(?:(?:all|any|both|such|the|these|those|its|their|his|her|this|that|of|and|[A-Z][\w.’'-]*)\s+)*(?:latest\s+|earlier\s+|similar\s+)?{_CHARGES}"
    r"(?:\s+as\s+.{3,60}|\s+(?:outright|flatly|altogether|on\s+\w+day))?"
    r"|this|that|it|(?:any\s+)?(?:involvement|responsibility|wrongdoing|role)(?:\s+in\s+(?:it|this|the\s+\w+))?|doing\s+so|having\s+done\s+so",
)
"""Words that say what is denied only by pointing back."""
FARTHEST = 1200
"""How many characters an answer may stand after the words it answers."""


def find_answered(rows: list[dict[str, Any]], named: Callable[[str], set[str]]) -> None:
    """Fill `answers` of the rows of a document: the statement whose words a denial without any of its own denies.

    Somebody else's last words that charge the denier, or name it, are what it can mean.

    Parameters
    ----------
    rows : list of dict
        The statements of one document in reading order, as rows of the table.
    named : callable
        The actors whom a text names.
    """
    for i, row in enumerate(rows):
        row["answers"] = None
        text = str(row["text"]).strip(" ,.“”")
        pointing = row["cue_kind"] == "denies" and (_POINTING.fullmatch(text) or called_false(text))
        if not pointing or row["actor"] == UNKNOWN or row["parent_id"]:
            continue
        whose = named(text)
        for before in reversed(rows[:i]):
            if int(row["start"]) - int(before["end"]) > FARTHEST:
                break
            others = before["actor"] != row["actor"] and not before["parent_id"] and before["cue_kind"] in _CHARGING
            if not others or (whose and before["actor"] not in whose) or before["answers"]:
                continue
            about = named(str(before["target"] or "")) if before["cue_kind"] == "accuses" else named(str(before["text"]))
            if row["actor"] in about:
                row["answers"] = before["statement_id"]
                break


_CHARGING = frozenset({"accuses", "asserts", "threatens"})


def denied_words(statements: pd.DataFrame) -> list[str]:
    """Return the words of every statement, of a denial that only points back those that it denies.

    Parameters
    ----------
    statements : pandas.DataFrame
        The table statements; without a column `answers` every statement's own words.
    """
    texts = dict(zip(statements["statement_id"], statements["text"], strict=True))
    answers = statements["answers"] if "answers" in statements else [None] * len(statements)
    return [texts.get(answered, text) for text, answered in zip(statements["text"], answers, strict=True)]
