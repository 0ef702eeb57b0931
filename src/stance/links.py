"""Which statements of different actors counter each other, agree, or dispute the source."""

from __future__ import annotations

import heapq
import re
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

import numpy as np

from stance.tables import build, counted

if TYPE_CHECKING:
    import pandas as pd

PER_CLAIM = 50
"""Links of one kind kept per claim, the likeliest first."""
SAME_MATTER = 0.4
"""Cosine from which a charge of lying is taken to answer a statement."""

_LYING = re.compile(
    r"\b(?:lie|lies(?! (?:\w+ ){0,2}(?:with|in|on|at|between|beyond|behind|ahead)\b)|lied|lying|liars?"
    r"|disinformation|misinformation|fake\w*|fabricat\w+|falsehoods?|propaganda|hoax|slander\w*|hysteri\w+|smear\w*|untrue|invented|concocted)\b",
    re.IGNORECASE,
)


def find_links(
    stances: pd.DataFrame,
    statements: pd.DataFrame,
    *,
    mentions: pd.DataFrame | None = None,
    embeddings: np.ndarray | None = None,
) -> pd.DataFrame:
    """Link statements of different actors.

    Parameters
    ----------
    stances, statements : pandas.DataFrame
        The tables of that name. Repeats and statements quoted inside others take no part.
    mentions : pandas.DataFrame, optional
        With `embeddings`, charges of lying are linked to the statements they answer (`disputes_source`).
    embeddings : numpy.ndarray, optional
        Unit vectors (n, d) aligned with `statements`.

    Returns
    -------
    pandas.DataFrame
        The table links, the likeliest first. A counterclaim is a favor and an against of two actors on one claim; its p
        is the product of the two probabilities, which takes the errors as independent. The left statement of a
        counterclaim is the one in favor. `p` of disputes_source is the cosine of the two statements.
    """
    told = counted(statements)
    sided = stances[stances["label"].isin(("favor", "against"))].merge(told[["statement_id", "actor"]], on="statement_id")
    rows: list[dict[str, object]] = []
    for claim_id, group in sided.groupby("claim_id", sort=True):
        favor = sorted((r.statement_id, r.actor, r.p_favor) for r in group.itertuples() if r.label == "favor")
        against = sorted((r.statement_id, r.actor, r.p_against) for r in group.itertuples() if r.label == "against")
        counters = product(favor, against)
        agrees = chain(combinations(favor, 2), combinations(against, 2))
        for relation, pairs in (("counters", counters), ("agrees", agrees)):
            found = ((-a[2] * b[2], a[0], b[0]) for a, b in pairs if a[1] != b[1])
            for less, left, right in heapq.nsmallest(PER_CLAIM, found):
                rows.append({"left_id": left, "right_id": right, "claim_id": claim_id, "relation": relation, "p": -less})
    if mentions is not None and embeddings is not None:
        rows += _disputes(told, statements, mentions, embeddings)
    rank = {"counters": 0, "agrees": 1, "disputes_source": 2}
    rows.sort(key=lambda r: (rank[str(r["relation"])], -float(r["p"]), str(r["left_id"]), str(r["right_id"])))  # type: ignore[arg-type]
    return build("links", rows)


def _disputes(
    told: pd.DataFrame, statements: pd.DataFrame, mentions: pd.DataFrame, embeddings: np.ndarray
) -> list[dict[str, object]]:
    """Charges of lying against another actor, each with the nearest statement of the actor it names."""
    place = {key: i for i, key in enumerate(statements["statement_id"])}
    named = mentions.dropna(subset=["statement_id"]).groupby("statement_id")["actor"].agg(set)
    rows: list[dict[str, object]] = []
    for charge in told.itertuples():
        if not _LYING.search(charge.text):
            continue
        others = told[told["actor"].isin(named.get(charge.statement_id, set()) - {charge.actor})]
        if others.empty:
            continue
        near = embeddings[[place[s] for s in others["statement_id"]]] @ embeddings[place[charge.statement_id]]
        # Equal texts are told apart by their id: the choice must not hang on the order of the documents.
        cosine, answered = min((-round(float(n), 6), s) for n, s in zip(near, others["statement_id"], strict=True))
        if -cosine >= SAME_MATTER:
            rows.append(
                {
                    "left_id": charge.statement_id,
                    "right_id": answered,
                    "claim_id": None,
                    "relation": "disputes_source",
                    "p": min(-cosine, 1.0),
                }
            )
    return rows
