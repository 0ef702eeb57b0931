"""The same words told twice: a later statement of the same actor points to the first that says them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from stance.statements.answers import denied_words
from stance.tables import UNKNOWN, first_given

if TYPE_CHECKING:
    import pandas as pd

SAME = 0.8
"""Share of word pairs in common from which two statements of one actor are one statement told twice."""


def mark_repeats(statements: pd.DataFrame) -> pd.DataFrame:
    """Fill the column `repeats` with the id of the first telling.

    Two statements of one actor are the same when their word pairs overlap (Jaccard index of word bigrams, as in
    near-duplicate detection by shingles, Broder 1997) by at least `SAME`, or when the shorter, of eight words or more, stands in the longer.
    What is told inside another's words repeats nothing and is repeated by nothing; of unknown actors each speaker is one.

    Parameters
    ----------
    statements : pandas.DataFrame
        The table statements; a telling counts as earlier when it stands in an earlier row.
    """
    out = statements.copy()
    first: dict[tuple[str, str], list[tuple[str, str, set[tuple[str, str]]]]] = {}
    repeats: list[str | None] = []
    nested = statements["parent_id"].notna()
    for row, said, inside in zip(statements.itertuples(), denied_words(statements), nested, strict=True):
        if inside:
            repeats.append(None)
            continue
        words = re.findall(r"\w+", said.casefold())
        pairs = set(pairwise(words)) or {(w, "") for w in words}
        plain = f" {' '.join(words)} "
        speaker = first_given(getattr(row, "person", None), row.speaker) if row.actor == UNKNOWN else ""
        known = first.setdefault((row.actor, speaker), [])
        same = next((s for s, text, other in known if _same(plain, pairs, text, other)), None)
        repeats.append(same)
        if same is None:
            known.append((row.statement_id, plain, pairs))
    out["repeats"] = repeats
    out["repeats"] = out["repeats"].astype("str")
    return out


def _same(left: str, pairs: set[tuple[str, str]], right: str, other: set[tuple[str, str]]) -> bool:
    if not pairs or not other:
        return False
    shorter, longer = sorted((left, right), key=len)
    if shorter in longer and (len(shorter.split()) >= 8 or shorter == longer):
        return True
    return len(pairs & other) / len(pairs | other) >= SAME
