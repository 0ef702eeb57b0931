"""Laying codings over a study: what people judged stands, what the model said is kept in the study before, all else follows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.coding.decisions import Decisions, decide
from stance.coding.files import added_id
from stance.coding.orphans import find_orphans, lost_problems
from stance.errors import StanceError
from stance.links import find_links
from stance.stances import score_stances, stance_cells
from stance.statements.cues import CONDITION
from stance.statements.repeats import mark_repeats
from stance.study import STUDY_TABLES
from stance.tables import UNKNOWN, build, cast, check, check_offsets, digest, make_id

if TYPE_CHECKING:
    import pandas as pd

    from stance.models.stance_model import StanceModel
    from stance.statements.actors import ActorTable
    from stance.study import Study

_READ_BY_MODEL = {"actor", "cue_kind", "target", "conditional", "extent", "speaker"}
"""What the stance model reads of a statement: where one of these was put right, its stances are scored anew."""


def apply_codings(
    study: Study,
    codings: pd.DataFrame,
    *,
    adjudicator: str | None = None,
    actors: ActorTable | None = None,
    model: StanceModel | None = None,
) -> Study:
    """Return the study with people's judgements laid over it; everything that follows from them is computed anew.

    Of several coders the majority decides, an adjudicator over all; where they are split, what the model said stays and is
    listed in `problems`, like the codings whose statement is not in the study any more. The study given is not changed:
    ``study.diff(coded)`` shows what is another than before.

    Parameters
    ----------
    study : Study
        What `stance.analyze` returned, without codings laid over it.
    codings : pandas.DataFrame
        The table codings, as `read_codings` gives it.
    adjudicator : str, optional
        The coder whose judgement stands wherever there is one.
    actors : ActorTable, optional
        That of the study by default.
    model : StanceModel, optional
        Scores the statements that were added or changed; that of the study by default, loaded only where it is needed.

    Returns
    -------
    Study
        A coded stance has the coders' shares as its probabilities and says "coded by 2 of 3" as its method.

    Raises
    ------
    StanceError
        When the study has codings laid over it already, or a coding names a place outside of its document.

    Examples
    --------
    >>> import stance
    >>> from stance.coding import apply_codings, coding
    >>> text = "Norland said the dam is safe. Sudmark said the dam leaks."
    >>> study = stance.analyze(stance.document_from_text(text), claims=["The dam is safe"], extractor="rules")
    >>> first = next(study.statements.itertuples())
    >>> one = coding(first, "set", coder="c07", field="stance", claim_id=study.claims["claim_id"][0], value="favor")
    >>> from stance.tables import build
    >>> apply_codings(study, build("codings", [one])).stances["method"][0]
    'coded by 1 of 1'
    """
    if len(study.codings):
        raise StanceError("apply_codings: the study has codings laid over it already; use the study before, `study.uncoded()`")
    codings = check("codings", codings)
    lost = find_orphans(study, codings)
    lost_ids = set(lost["statement_id"])
    names = _Names(study, codings)
    judged = codings[~codings["statement_id"].isin(lost_ids)]
    # Words that one coder added may be a statement of the study to another: both judged the same.
    judged = judged.assign(statement_id=judged["statement_id"].map(names.canonical))
    decisions, split = decide(judged, adjudicator=adjudicator)
    statements, spans, changed = _structure(study, names, decisions)
    statements, set_fields = _fields(statements, decisions)
    changed |= set_fields
    statements = mark_repeats(statements)
    embeddings = _embeddings(study, statements)
    statements, topics = _topics(study, statements, embeddings)
    stances = _stances(study, statements, decisions, changed, actors, model)
    mentions = study.mentions.copy()
    mentions.loc[~mentions["statement_id"].isin(set(statements["statement_id"])), "statement_id"] = None
    mentions = _mentions_inside(mentions, statements[statements["statement_id"].isin(changed)])
    seed = study.provenance["options"]["seed"]
    tables: dict[str, pd.DataFrame] = study.tables() | {
        "statements": statements,
        "spans": spans,
        "topics": topics,
        "stances": stances,
        "mentions": mentions,
        "actors": _actors(study, statements),
        "cells": stance_cells(stances, statements, study.claims, mentions=mentions, random_state=seed),
        "links": find_links(stances, statements, mentions=mentions, embeddings=embeddings),
        "problems": build("problems", [*study.problems.to_dict("records"), *split, *lost_problems(lost)]),
        "codings": codings,
    }
    tables = {name: check(name, tables[name], **{k: v for k, v in tables.items() if k != name}) for name in STUDY_TABLES}
    check_offsets(tables["documents"], tables["statements"], tables["spans"])
    provenance = study.provenance | {
        "codings": {
            "coders": sorted(set(codings["coder"])),
            "n": len(codings),
            "adjudicator": adjudicator,
            "orphans": len(lost),
            "uncoded": study.provenance["digests"],
        },
        "digests": {name: digest(frame) for name, frame in tables.items()},
    }
    return replace(study, **tables, embeddings=embeddings, provenance=provenance, before=study)


class _Names:
    """Which statement a coding is about: by its id, or, for one that a coder added, by the place of its words."""

    def __init__(self, study: Study, codings: pd.DataFrame) -> None:
        self.texts = dict(zip(study.documents["doc_id"], study.documents["text"], strict=True))
        by_place = {added_id(s.doc_id, s.start, s.end): s.statement_id for s in study.statements.itertuples()}
        seen = Counter(zip(study.statements["doc_id"], study.statements["text"], strict=True))
        self.added: dict[str, tuple[str, str, int, int]] = {}
        self.of: dict[str, str] = {}
        added = codings[(codings["action"] == "add") & codings["doc_id"].isin(self.texts)]
        for row in added.drop_duplicates("statement_id").sort_values(["doc_id", "start", "end"]).itertuples():
            if row.statement_id in by_place:
                self.of[row.statement_id] = by_place[row.statement_id]
                continue
            self.check_place(row.doc_id, row.start, row.end)
            content = self.texts[row.doc_id][row.start : row.end]
            seen[row.doc_id, content] += 1
            name = make_id("s", row.doc_id, content, seen[row.doc_id, content])
            self.of[row.statement_id] = name
            self.added[name] = (row.doc_id, content, row.start, row.end)

    def canonical(self, statement_id: str) -> str:
        return self.of.get(statement_id, statement_id)

    def check_place(self, doc_id: str, start: int, end: int) -> None:
        if end > len(self.texts[doc_id]):
            raise StanceError(
                f"codings: {doc_id} from {start} to {end}; expected a place inside its {len(self.texts[doc_id])} characters"
            )


def _structure(study: Study, names: _Names, decisions: Decisions) -> tuple[pd.DataFrame, pd.DataFrame, set[str]]:
    """Statements and spans after what was dropped, moved and added; and the ids of the moved and added."""
    gone = {key for key, made in decisions.items() if ("statement", "") in made and made["statement", ""].value == "no"}
    statements = study.statements[~study.statements["statement_id"].isin(gone)].copy()
    # What stands inside a dropped statement is told by the text itself then.
    statements.loc[statements["parent_id"].isin(gone), "parent_id"] = None
    doc_of = dict(zip(statements["statement_id"], statements["doc_id"], strict=True))
    spans = study.spans[study.spans["statement_id"].isin(set(statements["statement_id"]))]
    moved: dict[str, tuple[int, int]] = {}
    for key, made in decisions.items():
        if ("extent", "") in made and key in doc_of:
            start, end = map(int, made["extent", ""].value.split("-"))
            names.check_place(doc_of[key], start, end)
            moved[key] = start, end
    rows = []
    for row in statements.to_dict("records"):
        if row["statement_id"] in moved:
            start, end = moved[row["statement_id"]]
            text = names.texts[row["doc_id"]][start:end]
            row |= {"start": start, "end": end, "text": text, "conditional": bool(CONDITION.search(text))}
        rows.append(row)
    fresh = {key: place for key, place in names.added.items() if key not in gone}
    for key, (doc_id, content, start, end) in fresh.items():
        rows.append(
            {
                "statement_id": key, "doc_id": doc_id, "text": content, "start": start, "end": end, "kind": "indirect",
                "cue_kind": "asserts", "conditional": bool(CONDITION.search(content)), "actor": UNKNOWN, "actor_score": 0.0,
                "actor_reason": "added by a coder",
            }
        )  # fmt: skip
    places = [
        {"statement_id": key, "role": "content", "part": 0, "start": start, "end": end}
        for key, (start, end) in {**moved, **{k: (s, e) for k, (_, _, s, e) in fresh.items()}}.items()
    ]
    kept = spans[~((spans["role"] == "content") & spans["statement_id"].isin(moved))]
    rank = {doc_id: i for i, doc_id in enumerate(study.documents["doc_id"])}
    if fresh:
        rows.sort(key=lambda row: (rank[str(row["doc_id"])], int(row["start"])))
    return build("statements", rows), build("spans", [*kept.to_dict("records"), *places]), set(moved) | set(fresh)


def _fields(statements: pd.DataFrame, decisions: Decisions) -> tuple[pd.DataFrame, set[str]]:
    """Set what was decided of single columns; return the statements that the model must read again too."""
    rows, changed = [], set()
    for row in statements.to_dict("records"):
        made = decisions.get(row["statement_id"], {})
        for (field, _), decision in made.items():
            if field in ("statement", "stance", "extent"):
                continue
            new: Any = decision.value == "true" if field == "conditional" else decision.value
            if field in _READ_BY_MODEL and row.get(field) != new:
                changed.add(row["statement_id"])
            if field == "actor" and row["actor"] != new:
                # Who was taken to speak belongs to the actor that coders took back.
                row |= {"person": None, "organization": None}
            row[field] = new
            if field == "actor":
                row |= {"actor_score": decision.n / decision.votes.total(), "actor_reason": decision.reason}
        rows.append(row)
    return build("statements", rows) if rows else statements, changed


def _embeddings(study: Study, statements: pd.DataFrame) -> np.ndarray:
    """Embeddings in the order of the statements; only words that are new are encoded."""
    known = {
        (key, text): i
        for i, (key, text) in enumerate(zip(study.statements["statement_id"], study.statements["text"], strict=True))
    }
    keys = list(zip(statements["statement_id"], statements["text"], strict=True))
    fresh = [text for key, text in keys if (key, text) not in known]
    if not fresh:
        return study.embeddings[[known[key] for key in keys]] if keys else study.embeddings[:0]
    from stance.models.encoder import load_encoder

    made = iter(load_encoder(study.provenance["options"]["embedding_model"]).encode(fresh))
    return np.stack([study.embeddings[known[key]] if key in known else next(made) for key in keys])


def _topics(study: Study, statements: pd.DataFrame, embeddings: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give what was added the topic whose statements are closest; the topics themselves stay as the reader knows them."""
    names = study.topics["topic"].tolist()
    before = dict(zip(study.statements["statement_id"], study.statements["topic"], strict=True))
    topics = [before.get(key) for key in statements["statement_id"]]
    lost = [i for i, topic in enumerate(topics) if topic not in names]
    if lost and names:
        own = study.statements["topic"].to_numpy()
        centres = np.stack([study.embeddings[own == name].mean(axis=0) for name in names])
        for i in lost:
            topics[i] = names[int((centres @ embeddings[i]).argmax())]
    sizes = Counter(topics)
    table = study.topics.assign(size=[sizes[name] for name in names])
    out = cast("statements", statements.assign(topic=topics))
    return out, cast("topics", table)


def _stances(
    study: Study,
    statements: pd.DataFrame,
    decisions: Decisions,
    changed: set[str],
    actors: ActorTable | None,
    model: StanceModel | None,
) -> pd.DataFrame:
    """The model's stances where nothing changed, scored anew where something did, the coders' over both."""
    options = study.provenance["options"]
    alive = set(statements.loc[statements["parent_id"].isna(), "statement_id"])
    was_inside = set(study.statements.loc[study.statements["parent_id"].notna(), "statement_id"])
    anew = (changed | was_inside) & alive
    kept = study.stances[study.stances["statement_id"].isin(alive - anew)]
    rows = kept.to_dict("records")
    if anew:
        from stance.models.encoder import load_encoder
        from stance.models.stance_model import load_stance_model

        scored = score_stances(
            statements,
            study.claims,
            model=model or load_stance_model(options["stance_model"]),
            encode=load_encoder(options["embedding_model"]).encode,
            threshold=study.provenance["stance_model"]["threshold"],
            max_pairs=options["max_pairs"],
            actors=actors or study.actor_table(),
            only=anew,
        )
        rows += scored.to_dict("records")
    place = {(row["statement_id"], row["claim_id"]): row for row in rows}
    claims = set(study.claims["claim_id"])
    for key, made in decisions.items():
        of_claims = {claim_id: decision for (field, claim_id), decision in made.items() if field == "stance"}
        for claim_id, decision in of_claims.items():
            if key not in alive or claim_id not in claims:
                continue
            row = place.setdefault((key, claim_id), {"statement_id": key, "claim_id": claim_id, "similarity": float("nan")})
            shares = {f"p_{label}": decision.votes[label] / decision.votes.total() for label in ("favor", "against", "none")}
            row |= {**shares, "label": decision.value, "method": decision.reason}
    rank = {key: i for i, key in enumerate(statements["statement_id"])}
    order = {key: i for i, key in enumerate(study.claims["claim_id"])}
    out = sorted(place.values(), key=lambda row: (rank[row["statement_id"]], order[row["claim_id"]]))
    return build("stances", out) if out else study.stances.iloc[:0]


def _mentions_inside(mentions: pd.DataFrame, changed: pd.DataFrame) -> pd.DataFrame:
    """Tie the actors named inside of added and moved statements to these."""
    out = mentions.copy()
    for s in changed.itertuples():
        inside = (out["doc_id"] == s.doc_id) & (out["start"] >= s.start) & (out["start"] < s.end)
        out.loc[inside & out["statement_id"].isna(), "statement_id"] = s.statement_id
    return out


def _actors(study: Study, statements: pd.DataFrame) -> pd.DataFrame:
    """The actors of the study, and those that only coders named: as in the table of actors, else as groups."""
    known = set(study.actors["actor"])
    new = sorted(set(statements["actor"]) - known - {UNKNOWN})
    if not new:
        return study.actors
    table = study.actor_table().actors
    there = table[table["actor"].isin(new)].to_dict("records")
    rest = [{"actor": a, "name": a, "kind": "group"} for a in sorted(set(new) - {row["actor"] for row in there})]
    rows = [*study.actors.to_dict("records"), *there, *rest]
    return build("actors", sorted(rows, key=lambda row: str(row["actor"])))
