"""The coding sheet: what is asked of a coder, as a page for locked-down machines and as a widget for notebooks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.coding.files import append_codings, codings_file, read_codings
from stance.errors import MissingExtraError, StanceError
from stance.html import asset, inert, render_page
from stance.storage import write_atomic
from stance.study import Study
from stance.tables import CUE_KINDS, UNKNOWN, digest, first_given

if TYPE_CHECKING:
    import pandas as pd

CODEBOOK = "stance 1"
"""The codebook by which is coded; it is written into every judgement."""
ORDERS = ("uncertain", "text")

CUES = dict(
    zip(
        CUE_KINDS,
        (
            "says, tells, confirms",
            "rejects what is said or asked of it",
            "blames somebody for a deed",
            "demands or asks that something be done",
            "offers, commits itself",
            "warns, threatens",
            "puts a question",
        ),
        strict=True,
    )
)

GUIDE = (
    "A statement is what somebody is reported to have said, written, asked, demanded, promised or denied.",
    "It belongs to who issues it, not to whom it is about; a spokesman speaks for his state or organisation.",
    "What the speaker does is told by the reporter's verb (said, denied, accused, urged, promised, warned, asked).",
    "In favor of a claim: by these words the speaker accepts it. Against: the words deny it or rule it out. "
    "No side: anything else, however near the topic.",
    "Judge by the words, not by what you know of the speaker or the matter.",
)
EXAMPLE = (
    "“The harbour office of Oresk denied that its boats had cut the cable.” It is a statement, with the words “its boats had "
    "cut the cable”. It is Oresk's. The verb is “denied”, so the speaker denies. On the claim “Boats of Oresk cut the cable”: "
    "against. On the claim “The cable should be mended”: no side."
)
RULES = (
    "A statement is what somebody is reported to have said. It belongs to who issues it, not to whom it is about; "
    "a spokesman speaks for his state or organisation.",
    "If the marked words are not quite the right ones but it is a statement, say yes and correct its words with m.",
    "What the speaker does: take the reporter's verb, not what you hear between the lines.",
    "Judge a stance by the words alone, not by what you know of the actor. Being on the same topic is no side. "
    "A condition, a question, a worry and a readiness are none; a denial turns the words round.",
)


def sheet_data(
    study: Study,
    *,
    coder: str = "",
    blind: bool = True,
    order: str = "uncertain",
    statements: int | None = None,
    claims_per_statement: int | None = 3,
    claims: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Return what a coding sheet shows.

    Parameters
    ----------
    study : Study
        The study to code; the codings laid over it are not shown.
    coder : str
        The coder's pseudonym; asked for by the page where it is empty.
    blind : bool, default True
        Whether the model's answers are kept out of the sheet, of its source too.
    order : {"uncertain", "text"}
        The statements that the model is least sure of first, or as they stand in the texts.
    statements : int, optional
        How many to judge, the first in that order; all by default.
    claims_per_statement : int, optional
        On how many claims each statement is judged, those nearest to it by embedding; None for all.
    claims : sequence of str, optional
        The claims, by id, to judge on; all by default.

    Raises
    ------
    StanceError
        When an option is no possible one or the study has no statements.
    """
    study = study.uncoded()
    if coder:
        codings_file(".", coder)
    if order not in ORDERS:
        raise StanceError(f"sheet: order {order!r}; expected one of {', '.join(ORDERS)}")
    if (claims_per_statement or 0) < 0 or (statements is not None and statements < 1):
        raise StanceError("sheet: the number of statements should be 1 or more, that of claims 0 or more")
    told = study.statements[study.statements["parent_id"].isna()]
    if told.empty:
        raise StanceError("sheet: the study has no statements to judge")
    unknown = sorted(set(claims or ()) - set(study.claims["claim_id"]))
    if unknown:
        raise StanceError(f"sheet: claim {unknown[0]!r} is not in the study; it has {', '.join(study.claims['claim_id'])}")
    chosen = study.claims if claims is None else study.claims[study.claims["claim_id"].isin(claims)]
    ids = told["statement_id"].tolist()
    if order == "uncertain":
        doubt = uncertainty(study)
        ids.sort(key=lambda key: -doubt[key])
    near = _nearest_claims(study, chosen["claim_id"].tolist(), claims_per_statement)
    items = _items(study, ids[:statements], near, blind=blind)
    shown = {item["doc_id"] for item in items}
    return {
        "study": digest(study.statements[["statement_id"]])[:16],
        "coder": coder,
        "codebook": CODEBOOK,
        "documents": [
            {
                "doc_id": d.doc_id,
                "title": first_given(d.title, d.source),
                "publisher": first_given(d.publisher),
                "published": "" if d.published != d.published else f"{d.published:%Y-%m-%d}",
                "text": d.text,
            }
            for d in study.documents.itertuples()
            if d.doc_id in shown
        ],
        "items": items,
        "claims": chosen[["claim_id", "text"]].to_dict("records"),
        "claims_per_statement": len(chosen) if claims_per_statement is None else claims_per_statement,
        "actors": [*_by_frequency(told), UNKNOWN],
        "cue_kinds": [[kind, f"{kind}: {words}"] for kind, words in CUES.items()],
        "guide": list(GUIDE),
        "example": EXAMPLE,
        "rules": list(RULES),
    }


def _items(study: Study, ids: list[str], near: dict[str, list[str]], *, blind: bool) -> list[dict[str, Any]]:
    """What is shown of each statement: where its words stand, its claims and, unless blind, what the model says."""
    spans = study.spans[study.spans["role"] == "content"].sort_values(["statement_id", "part"])
    places = {key: group[["start", "end"]].to_numpy().tolist() for key, group in spans.groupby("statement_id")}
    by_id = {s.statement_id: s for s in study.statements.itertuples()}
    stances = {(r.statement_id, r.claim_id): r.label for r in study.stances.itertuples()}
    items = []
    for key in ids:
        s = by_id[key]
        model = {
            "statement": "yes", "actor": s.actor, "cue_kind": CUES[s.cue_kind],
            "stances": {c: stances.get((key, c), "") for c in near[key]},
        }  # fmt: skip
        items.append(
            {
                "statement_id": key, "doc_id": s.doc_id, "spans": places[key], "claims": near[key],
                "model": None if blind else model,
            }
        )  # fmt: skip
    return items


def _by_frequency(told: pd.DataFrame) -> list[str]:
    counts = told.loc[told["actor"] != UNKNOWN, "actor"].value_counts()
    return sorted(counts.index, key=lambda actor: (-counts[actor], actor))


def uncertainty(study: Study) -> dict[str, float]:
    """Return by statement how unsure the model is of it, in [0, 1].

    The higher of the entropy of its least sure stance, as a share of the most there can be, and how unsure its actor is.
    """
    p = study.stances[["p_favor", "p_against", "p_none"]].to_numpy()
    entropy = -(p * np.log(np.clip(p, 1e-12, 1))).sum(axis=1) / np.log(3)
    most = study.stances[["statement_id"]].assign(entropy=entropy).groupby("statement_id")["entropy"].max().to_dict()
    return {
        s.statement_id: max(float(most.get(s.statement_id, 0.0)), 1 - float(s.actor_score)) for s in study.statements.itertuples()
    }


def _nearest_claims(study: Study, claims: list[str], n: int | None) -> dict[str, list[str]]:
    """The claims each statement is judged on, in the study's order: by cosine, which the model's stance does not show through."""
    ids = study.statements["statement_id"]
    if n is None or n >= len(claims):
        return dict.fromkeys(ids, claims)
    cosine = (
        {(r.statement_id, r.claim_id): r.similarity for r in study.stances.itertuples()} if "similarity" in study.stances else {}
    )
    out = {}
    for key in ids:
        ranked = sorted(claims, key=lambda c: -cosine.get((key, c), -1.0))[:n]
        out[key] = [c for c in claims if c in ranked]
    return out


def write_sheet(study: Study, path: str | os.PathLike[str], *, title: str = "Coding sheet", **options: Any) -> Path:
    """Write the coding sheet as one HTML page that needs nothing but itself.

    Parameters
    ----------
    study : Study
        The study to code.
    path : path
        The file.
    title : str
        The page's title.
    **options
        As for `sheet_data`.

    Returns
    -------
    pathlib.Path
        The file. It saves in the browser at every judgement and exports ``PSEUDONYM.jsonl``, which `merge_codings` reads.
    """
    page = render_page(
        "stance.coding",
        "sheet.html",
        scripts=[asset("stance.coding", "sheet.js")],
        title=title,
        style="body { margin: 0; }\n" + asset("stance.coding", "sheet.css"),
        data=inert(sheet_data(study, **options)),
    )
    return write_atomic(path, page)


def code(study: Study, *, coder: str, folder: str | os.PathLike[str] = "codings", **options: Any) -> Any:
    """Return the coding sheet as a widget for Jupyter; every judgement is written to the coder's file at once.

    Parameters
    ----------
    study : Study
        The study to code.
    coder : str
        The coder's pseudonym.
    folder : path
        The folder of codings, such as ``study/codings``; what stands in it by this coder is gone on from.
    **options
        As for `sheet_data`.

    Returns
    -------
    anywidget.AnyWidget
        With the codings so far as `codings()`.

    Raises
    ------
    MissingExtraError
        When the extra ``widget`` is not installed.
    """
    try:
        from stance.coding.widget import CodingSheet
    except ModuleNotFoundError as error:
        if error.name not in ("anywidget", "traitlets"):
            raise
        raise MissingExtraError(
            "stance.code needs anywidget; install it with: pip install 'stance-toolkit[widget]'; "
            "or write a page with stance.coding.write_sheet"
        ) from error
    path = codings_file(folder, coder)
    records = read_codings(path).to_dict("records") if path.is_file() else []
    return CodingSheet(sheet_data(study, coder=coder, **options), records, lambda row: append_codings(folder, [row]))
