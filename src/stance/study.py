"""One analysis: its tables and where they come from, and the views of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.storage import write_atomic, write_tables

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import plotly.graph_objects as go

STUDY_TABLES = (
    "documents", "statements", "spans", "mentions", "actors", "topics", "claims", "stances", "cells", "links", "problems",
)  # fmt: skip


@dataclass(frozen=True)
class Study:
    """The tables of one analysis and its provenance.

    Attributes
    ----------
    documents, statements, spans, mentions, actors, topics, claims, stances, cells, links, problems : pandas.DataFrame
        The tables of `stance.tables.TABLES`.
    embeddings : numpy.ndarray
        Unit vectors, float32 of shape (n, d), row i for row i of `statements`.
    provenance : dict
        Versions, model checksums, precision, seed, parameters, hashes of the input, digests of the tables.
    """

    documents: pd.DataFrame
    statements: pd.DataFrame
    spans: pd.DataFrame
    mentions: pd.DataFrame
    actors: pd.DataFrame
    topics: pd.DataFrame
    claims: pd.DataFrame
    stances: pd.DataFrame
    cells: pd.DataFrame
    links: pd.DataFrame
    problems: pd.DataFrame
    embeddings: np.ndarray = field(repr=False)
    provenance: dict[str, Any] = field(repr=False)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        return {name: getattr(self, name) for name in STUDY_TABLES}

    def counterclaims(self) -> pd.DataFrame:
        """Return the counterclaims as a readable table: claim, who is in favor and who against, both with their words."""
        links = self.links[self.links["relation"] == "counters"]
        said = self.statements.set_index("statement_id")
        claim = self.claims.set_index("claim_id")["text"]
        return links.assign(
            claim=links["claim_id"].map(claim),
            in_favor=links["left_id"].map(said["actor"]),
            favor_words=links["left_id"].map(said["text"]),
            against=links["right_id"].map(said["actor"]),
            against_words=links["right_id"].map(said["text"]),
        )[["claim", "in_favor", "favor_words", "against", "against_words", "p"]].reset_index(drop=True)

    def plot_stance_matrix(self, **options: Any) -> go.Figure:
        """Draw the actor x claim matrix; see `stance.plot_stance_matrix`."""
        from stance.figures import plot_stance_matrix

        return plot_stance_matrix(self.stances, self.statements, self.claims, mentions=self.mentions, **options)

    def plot_statement_map(self, **options: Any) -> go.Figure:
        """Draw the statements by topic and actor; see `stance.plot_statement_map`."""
        from stance.figures import plot_statement_map

        return plot_statement_map(self.statements, self.embeddings, self.topics, **options)

    def plot_topic_shares(self, **options: Any) -> go.Figure:
        """Draw what each actor speaks about; see `stance.plot_topic_shares`."""
        from stance.figures import plot_topic_shares

        return plot_topic_shares(self.statements, self.topics, **options)

    def plot_contested_claim(self, claim_id: str, **options: Any) -> go.Figure:
        """Draw both sides of a claim; see `stance.plot_contested_claim`."""
        from stance.figures import plot_contested_claim

        return plot_contested_claim(claim_id, self.stances, self.statements, self.claims, links=self.links, **options)

    def write(self, folder: str | os.PathLike[str], *, formats: Sequence[str] = ("parquet",)) -> list[Path]:
        """Write every table and `provenance.json` into a folder; see `stance.write_tables`."""
        import json

        written = write_tables(self.tables(), folder, formats=formats)
        provenance = json.dumps(self.provenance, indent=2, sort_keys=True, ensure_ascii=False)
        return [*written, write_atomic(Path(folder) / "provenance.json", provenance + "\n")]

    def to_html(self, path: str | os.PathLike[str] | None = None, *, title: str | None = None) -> str:
        """Return the report as one self-contained HTML page and write it to `path` where one is given."""
        from stance.report import render_report

        page = render_report(self, title=title)
        if path is not None:
            write_atomic(path, page)
        return page

    def _repr_html_(self) -> str:
        from stance.report import render_summary

        return render_summary(self)
