"""What several coders decided on a question about a statement: the majority, or one of them who has the last word."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stance.coding.files import latest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Decision:
    """What was decided on one question about one statement, and how many coders gave which answer."""

    value: str
    votes: Counter[str]

    @property
    def n(self) -> int:
        """How many gave the answer decided on."""
        return self.votes[self.value]

    @property
    def reason(self) -> str:
        """In words, how many of how many gave it."""
        return f"coded by {self.n} of {self.votes.total()}"


Decisions = dict[str, dict[tuple[str, str], Decision]]


def decide(codings: pd.DataFrame, *, adjudicator: str | None = None) -> tuple[Decisions, list[dict[str, object]]]:
    """Return what the coders decided on each statement, and where they are split.

    Parameters
    ----------
    codings : pandas.DataFrame
        The table codings.
    adjudicator : str, optional
        The coder whose judgement stands wherever there is one.

    Returns
    -------
    decisions : dict
        By statement_id, then by field and claim ("" but for a stance).
    split : list of dict
        The judgements without a majority (the columns of the table problems); what the model said stays there.
    """
    decisions: Decisions = {}
    split: list[dict[str, object]] = []
    frame = latest(codings)
    keys = [frame["statement_id"], frame["field"], frame["claim_id"].fillna("")]
    for (statement_id, field, claim_id), group in frame.groupby(keys, sort=True):
        votes = Counter(group["value"])
        last = group[group["coder"] == adjudicator]
        if len(last):
            value = str(last["value"].iloc[0])
            votes = Counter([value])
        else:
            (value, n), *others = votes.most_common()
            if others and others[0][1] == n:
                said = ", ".join(f"{number} {each}" for each, number in sorted(votes.items()))
                split.append(
                    {
                        "source": "codings",
                        "where": f"statement {statement_id}" + (f", claim {claim_id}" if claim_id else ""),
                        "problem": f"the coders are split on {field} ({said}); what the model said stays. "
                        "Name an adjudicator, or code it again",
                    }
                )
                continue
        decisions.setdefault(statement_id, {})[field, claim_id] = Decision(str(value), votes)
    return decisions, split
