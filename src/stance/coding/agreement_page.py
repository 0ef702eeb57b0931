"""The page on which a teacher or a team reads how far its coders agree, and looks through what they disagree on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from stance.coding.compare import disagreements
from stance.html import asset, render_page
from stance.storage import write_atomic

if TYPE_CHECKING:
    import pandas as pd

    from stance.study import Study

NAMES = {"statement": "Is it a statement", "actor": "Whose it is", "cue_kind": "What the speaker does", "stance": "Stance"}


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
    page = render_page(
        "stance.coding",
        "agreement.html",
        scripts=[asset("stance.coding", "agreement.js")],
        filters={"figure": _figure},
        title="Agreement of coders",
        style=asset("stance.coding", "agreement.css"),
        coders=coders,
        names=NAMES,
        rows=table.to_dict("records"),
        apart=disagreements(study, codings).to_dict("records"),
    )
    return write_atomic(path, page)


def _figure(row: dict[str, float], name: str) -> str:
    """A figure with its interval, or a dash where it could not be had.

    >>> _figure({"alpha": 0.5, "alpha_low": 0.25, "alpha_high": 0.75}, "alpha")
    '0.50 (0.25 to 0.75)'
    """
    value, low, high = row[name], row.get(f"{name}_low"), row.get(f"{name}_high")
    if value != value:
        return "–"
    return f"{value:.2f}" + (f" ({low:.2f} to {high:.2f})" if low is not None and low == low else "")
