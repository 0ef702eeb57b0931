"""What is different between two studies: statements, stances, cells and links, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_KEYS: dict[str, tuple[str, ...]] = {
    "statements": ("statement_id",),
    "stances": ("statement_id", "claim_id"),
    "cells": ("actor", "claim_id"),
    "links": ("left_id", "right_id", "claim_id", "relation"),
}
_COLUMNS: dict[str, tuple[str, ...]] = {
    "statements": ("text", "start", "end", "actor", "cue_kind", "kind", "conditional", "speaker", "target", "repeats", "topic"),
    "stances": ("label",),
    "cells": ("state", "n_favor", "n_against"),
    "links": (),
}
CHANGES = ("table", "key", "what", "column", "before", "after")


def compare_studies(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what is different between the tables of two studies.

    Parameters
    ----------
    before, after : dict of str to pandas.DataFrame
        The tables by name.

    Returns
    -------
    pandas.DataFrame
        One row per difference: table, key (the ids that name the row, joined by a space), what (added, dropped, changed), column,
        before and after, both as text; of a row added or dropped the column is empty and its words stand in one of the two.
    """
    import pandas as pd

    rows: list[dict[str, str]] = []
    for table, keys in _KEYS.items():
        old, new = _indexed(before[table], keys), _indexed(after[table], keys)
        for key in [*old, *(k for k in new if k not in old)]:
            name = " ".join(part for part in key if part)
            if key not in new:
                rows.append(_change(table, name, "dropped", "", _words(table, old[key]), ""))
            elif key not in old:
                rows.append(_change(table, name, "added", "", "", _words(table, new[key])))
            else:
                for column in _COLUMNS[table]:
                    one, other = _shown(old[key].get(column)), _shown(new[key].get(column))
                    if one != other:
                        rows.append(_change(table, name, "changed", column, one, other))
    return pd.DataFrame(rows, columns=list(CHANGES))


def _change(*values: str) -> dict[str, str]:
    return dict(zip(CHANGES, values, strict=True))


def _indexed(frame: pd.DataFrame, keys: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, object]]:
    return {tuple(_shown(row[key]) for key in keys): row for row in frame.to_dict("records")}


def _words(table: str, row: dict[str, object]) -> str:
    named = {"statements": "text", "stances": "label", "cells": "state", "links": "relation"}[table]
    return _shown(row.get(named))


def _shown(value: object) -> str:
    return "" if value is None or value != value else str(value)
