"""One analysis: its tables and where they come from, and the views of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.storage import append_lines, write_atomic, write_tables
from stance.tables import UNKNOWN, empty

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import plotly.graph_objects as go

    from stance.report import Explorer
    from stance.statements.actors import ActorTable

STUDY_TABLES = (
    "documents", "statements", "spans", "mentions", "actors", "topics", "claims", "stances", "cells", "links", "problems",
    "codings",
)  # fmt: skip


@dataclass(frozen=True)
class Inputs:
    """What an analysis was given beside its documents and claims, and cannot be done again without.

    Attributes
    ----------
    actors : ActorTable, optional
        Who can speak; None for the bundled table.
    given : pandas.DataFrame, optional
        The statements as a user's file gave them.
    """

    actors: ActorTable | None = None
    given: pd.DataFrame | None = None


@dataclass(frozen=True, repr=False)
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
    codings : pandas.DataFrame
        What people judged, laid over what the model said; empty where nothing was.
    inputs : Inputs
        What went in beside the documents and the claims.
    before : Study, optional
        The study without the codings, where there are some.
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
    codings: pd.DataFrame = field(default_factory=lambda: empty("codings"))
    inputs: Inputs = field(default_factory=lambda: Inputs(), repr=False)
    before: Study | None = field(default=None, repr=False)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables by name."""
        return {name: getattr(self, name) for name in STUDY_TABLES}

    def actor_table(self) -> ActorTable:
        """Return who can speak in this study."""
        from stance.statements.actors import load_actors

        return self.inputs.actors or load_actors()

    def uncoded(self) -> Study:
        """Return the study as the model left it, without what people judged."""
        return self.before or self

    def diff(self, other: Study) -> pd.DataFrame:
        """Return what is different in another study; see `stance.changes.compare_studies`."""
        from stance.changes import compare_studies

        return compare_studies(self.tables(), other.tables())

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

        drawn = {"mentions": self.mentions, "random_state": self.provenance["options"]["seed"], **options}
        return plot_stance_matrix(self.stances, self.statements, self.claims, **drawn)

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

    def plot_stance_timeline(self, claim_id: str) -> go.Figure:
        """Draw each actor's stance on a claim over time; see `stance.plot_stance_timeline`."""
        from stance.figures import plot_stance_timeline

        return plot_stance_timeline(claim_id, self.stances, self.statements, self.claims, self.documents)

    def explore(self, *, height: int = 900) -> Explorer:
        """Return the figures, linked: choosing an actor, topic or claim fades all else, by mouse or keyboard.

        Parameters
        ----------
        height : int
            Pixels that it takes in a notebook.

        Returns
        -------
        stance.report.Explorer
            What a notebook shows; it needs no running kernel, so a notebook saved as HTML keeps it.
        """
        from stance.report import Explorer, render_explorer

        return Explorer(render_explorer(self), height)

    def other_than(self, folder: str | os.PathLike[str]) -> int:
        """Return how many documents a study in a folder is of, where they are others than this one's; 0 where none stands there.

        Parameters
        ----------
        folder : path
            Where this study may be written.
        """
        import json

        try:
            there = json.loads((Path(folder) / "provenance.json").read_text(encoding="utf-8"))["input"]
            same = {one["doc_id"] for one in there} == set(self.documents["doc_id"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0  # nothing that `read_study` would read
        return 0 if same else len(there)

    def write(self, folder: str | os.PathLike[str], *, formats: Sequence[str] = ("parquet",)) -> list[Path]:
        """Write the study into a folder, from which `stance.read_study` reads it and `stance.reproduce` makes it again.

        Parameters
        ----------
        folder : path
            Made when missing. In it stand the tables as the model left them, `provenance.json`, `cite.bib` with what to cite,
            what was given in `inputs/`, and where people judged, their judgements in `codings/` and the tables that follow
            from these in `coded/`.
        formats : sequence of {"parquet", "csv"}
            As in `stance.write_tables`; `read_study` reads Parquet.

        Returns
        -------
        list of pathlib.Path
            The files written.
        """
        import io
        import json
        import shutil

        import numpy as np

        folder, base = Path(folder), self.uncoded()
        written = write_tables({k: v for k, v in base.tables().items() if k != "codings"}, folder, formats=formats)
        buffer = io.BytesIO()
        np.save(buffer, base.embeddings, allow_pickle=False)
        written.append(write_atomic(folder / "embeddings.npy", buffer.getvalue()))
        inputs = {} if self.inputs.given is None else {"given": self.inputs.given}
        if self.inputs.actors is not None:
            inputs |= {"actors": self.inputs.actors.actors, "aliases": self.inputs.actors.aliases}
        # What an earlier study left in the folder is none of this one's; judgements are only ever added to.
        if "csv" not in formats:
            for name in base.tables():
                (folder / f"{name}.csv").unlink(missing_ok=True)
        for path in (folder / "inputs").glob("*.parquet"):
            if path.stem not in inputs:
                path.unlink()
        if self.before is None and (folder / "coded").is_dir():
            shutil.rmtree(folder / "coded")
        if inputs:
            written += write_tables(inputs, folder / "inputs")
        from stance.report.methods import bibliography

        written.append(write_atomic(folder / "cite.bib", bibliography(self)))
        places = [(base, folder)]
        if self.before is not None:
            written += write_tables(self.tables(), folder / "coded", formats=formats)
            for coder, rows in self.codings.groupby("coder", sort=True):
                path = folder / "codings" / f"{coder}.jsonl"
                written.append(append_lines(path, rows.to_dict("records"), once=True))
            places.append((self, folder / "coded"))
        for study, place in places:
            provenance = json.dumps(study.provenance, indent=2, sort_keys=True, ensure_ascii=False)
            written.append(write_atomic(place / "provenance.json", provenance + "\n"))
        return written

    def to_html(self, path: str | os.PathLike[str] | None = None, *, title: str | None = None, template: str = "research") -> str:
        """Return the report as one self-contained HTML page and write it to `path` where one is given.

        Parameters
        ----------
        path : path, optional
            The file.
        title : str, optional
            Made from the documents by default.
        template : {"research", "brief", "class"}
            Everything with methods and references; the findings alone; or for a lesson, questions first and answers folded.
        """
        from stance.report import render_report

        page = render_report(self, title=title, template=template)
        if path is not None:
            write_atomic(path, page)
        return page

    def __repr__(self) -> str:
        told = self.statements[self.statements["parent_id"].isna()]
        actors = told.loc[told["actor"] != UNKNOWN, "actor"].nunique()
        sides = int(self.stances["label"].isin(("favor", "against")).sum())
        counters = int((self.links["relation"] == "counters").sum())
        return (
            f"Study of {len(self.documents)} documents: {len(told)} statements, {actors} actors, "
            f"{len(self.claims)} claims; {sides} sides said, {counters} pairs that counter each other"
        )

    def _repr_html_(self) -> str:
        from stance.report import render_summary

        return render_summary(self)
