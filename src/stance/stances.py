"""How each statement stands to each claim, and what that makes of an actor: scores, abstentions, silences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from stance.commitment import SILENT, Commitment, at_second_hand
from stance.errors import StanceError
from stance.statements.actors import ActorTable, load_actors
from stance.statements.answers import denied_words
from stance.statements.cues import third_person
from stance.tables import UNKNOWN, build, counted, first_given

if TYPE_CHECKING:
    import pandas as pd

    from stance.models.stance_model import StanceModel

MAX_PAIRS = 20_000
"""Up to this many pairs every statement meets every claim; above it, the claims nearest by embedding."""
RELATED = 0.25
"""Cosine under which a statement and a claim are about different things, and no stance is read into them."""
UNRELATED = "unrelated by embedding"
RULED_OUT = 0.9
"""Probability of none from which the answer of a quicker first reader stands, and the slower model is not asked."""
NEAR = 0.55
"""Cosine from which a statement without a stance counts as having spoken to the claim without taking a side."""
OFTEN_NAMED = 2
"""How often an actor who is not quoted must be named, where no claim names it, to have cells of its own."""
BOOTSTRAP = 2000
MIN_DOCUMENTS = 5

_VERBS = {
    "asserts": "says",
    "denies": "says",
    "accuses": "accuses",
    "urges": "urges",
    "promises": "promises",
    "threatens": "warns",
    "asks": "asks",
}

Encode = Callable[[Sequence[str]], np.ndarray]


def render_statement(text: str, actor: str, cue_kind: str, target: str | None = None, predicate: str | None = None) -> str:
    """Return a statement as the stance model reads it: who says it, to or of whom, and the words.

    Parameters
    ----------
    text, actor, cue_kind, target : str
        The columns of the table statements. Denied words are written as if asserted: the answer is turned round later.
    predicate : str, optional
        The verb that the words cannot be understood without ("condemn").

    Examples
    --------
    >>> render_statement("arming the rebels", "Norland", "accuses", "Sudmark")
    'Norland accuses Sudmark: arming the rebels'
    >>> render_statement("the attack", "Norland", "asserts", predicate="condemn")
    'Norland says: it condemns the attack'
    """
    addressed = f" {target}" if target and cue_kind in ("accuses", "urges") else ""
    if predicate and cue_kind == "asserts":
        text = f"it {third_person(predicate)} {text}"
    return f"{actor} {_VERBS[cue_kind]}{addressed}: {text}"


def score_stances(
    statements: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    model: StanceModel | None = None,
    encode: Encode | None = None,
    threshold: float | None = None,
    max_pairs: int = MAX_PAIRS,
    actors: ActorTable | None = None,
    only: Collection[str] | None = None,
) -> pd.DataFrame:
    """Score statements toward claims.

    Parameters
    ----------
    statements, claims : pandas.DataFrame
        The tables of that name.
    model : StanceModel, optional
        The best on this machine by default (`default_stance_model`).
    encode : callable, optional
        Texts to unit vectors (n, d); the embedded encoder by default.
    threshold : float, optional
        The probability in (0, 1) from which favor or against is said, the model's own by default; under it the label is
        "none" where none has a probability of .5 or more, else "abstain".
    max_pairs : int
        Pairs scored at most. Above it each statement meets its nearest claims, one at least; pairs left out have no row.
    actors : ActorTable, optional
        By whose names it is told whom words are about; the bundled table by default.
    only : collection of str, optional
        The statements to score, by id, among all that are given; all by default.

    Returns
    -------
    pandas.DataFrame
        The table stances with the extra column `similarity` (cosine of statement and claim). A statement quoted inside
        another is not scored: it is known at second hand only.

    Raises
    ------
    StanceError
        When the threshold is no probability.
    """
    if threshold is not None and not 0 < threshold < 1:
        raise StanceError(f"threshold {threshold!r}: expected a probability between 0 and 1, such as 0.7")
    told = statements.assign(own_words=statements["text"], text=denied_words(statements))[statements["parent_id"].isna()]
    everybody = set(told["actor"]) - {UNKNOWN}
    if only is not None:
        told = told[told["statement_id"].isin(only)]
    if told.empty or claims.empty:
        return build("stances", []).assign(similarity=np.zeros(0))
    if model is None:
        from stance.models.stance_model import default_stance_model, load_stance_model

        model = load_stance_model(default_stance_model())
    if encode is None:
        from stance.models.encoder import load_encoder

        encode = load_encoder().encode
    least = model.threshold if threshold is None else threshold
    actors = actors if actors is not None else load_actors()
    texts = rendered(told, actors)
    # The model has read claims without a full stop; with one it finds fewer sides.
    claim_texts = [text.rstrip(" .") for text in claims["text"]]
    near = encode(rendered(told)) @ encode(claim_texts).T
    pairs = _pairs(near, max_pairs)
    commitment = Commitment(told, claims, actors, everybody, at_second_hand(statements))
    silent = {(i, j): UNRELATED if near[i, j] < RELATED else commitment.silence(i, j) for i, j in pairs}
    related = [pair for pair, why in silent.items() if why is None]
    cosines = np.array([near[i, j] for i, j in related], dtype=float)
    p_related, readers = _read(model, [(texts[i], claim_texts[j]) for i, j in related], cosines)
    scored = dict(zip(related, zip(p_related, readers, strict=True), strict=True))
    ids, claim_ids = told["statement_id"].tolist(), claims["claim_id"].tolist()
    rows = []
    for i, j in pairs:
        why = silent[i, j]
        p, method = commitment.settle(i, j, *scored[i, j], float(near[i, j])) if why is None else (SILENT, why)
        rows.append(
            {
                "statement_id": ids[i],
                "claim_id": claim_ids[j],
                "p_favor": p[0],
                "p_against": p[1],
                "p_none": p[2],
                "label": label_of(p, least),
                "method": method,
                "similarity": float(near[i, j]),
            }
        )
    return build("stances", rows)


def _read(model: StanceModel, pairs: list[tuple[str, str]], cosines: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Return the probabilities (n, 3) of pairs of text and claim, and the name of the model that gave each row."""
    if model.first is None:
        p = model.predict(pairs)
        return (p if model.weigh is None else model.weigh(p, cosines)), [model.name] * len(pairs)
    quick = model.first.predict(pairs)
    p = quick if model.first.weigh is None else model.first.weigh(quick, cosines)
    readers = [model.first.name] * len(pairs)
    open_ = np.flatnonzero(p[:, 2] < RULED_OUT)
    both = model.beside([pairs[k] for k in open_], quick[open_])
    p[open_] = both if model.weigh is None else model.weigh(both, cosines[open_])
    for k in open_:
        readers[k] = model.name
    return p, readers


def rendered(statements: pd.DataFrame, actors: ActorTable | None = None) -> list[str]:
    """Return every statement as the stance model reads it; with `actors`, who is charged or urged by its name there."""
    predicates = statements.get("predicate")
    return [
        render_statement(
            row.text,
            row.actor if row.actor != UNKNOWN else first_given(row.person, row.speaker, "Someone"),
            row.cue_kind,
            _by_name(first_given(row.target), actors) if actors else first_given(row.target),
            first_given(predicate),
        )
        for row, predicate in zip(
            statements.itertuples(), predicates if predicates is not None else [None] * len(statements), strict=True
        )
    ]


def _by_name(target: str, actors: ActorTable) -> str | None:
    """Name the state where its capital or seat of government stands for it: claims mostly do, and the model knows no capitals."""
    if not target or actors.sort_of(target) not in {"capital", "government"}:
        return target
    return actors.resolve(target).actor


def label_of(p: np.ndarray, threshold: float) -> str:
    """Return the label of probabilities (favor, against, none) at a threshold.

    >>> label_of(np.array([0.9, 0.05, 0.05]), 0.7), label_of(np.array([0.5, 0.2, 0.3]), 0.7)
    ('favor', 'abstain')
    """
    side = int(p[1] > p[0])
    if p[side] >= threshold:
        return ("favor", "against")[side]
    return "none" if p[2] >= 0.5 else "abstain"


def _pairs(near: np.ndarray, most: int) -> list[tuple[int, int]]:
    n, m = near.shape
    if n * m <= most:
        return [(i, j) for i in range(n) for j in range(m)]
    each = max(1, most // n)
    # Ties are broken by the claim's position, so that the choice does not hang on the sort.
    nearest = np.argsort(-near, axis=1, kind="stable")[:, :each]
    return [(i, int(j)) for i in range(n) for j in sorted(nearest[i])]


def stance_cells(
    stances: pd.DataFrame,
    statements: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    mentions: pd.DataFrame | None = None,
    random_state: int = 0,
) -> pd.DataFrame:
    """Sum up stances by actor and claim.

    Parameters
    ----------
    stances, statements, claims : pandas.DataFrame
        The tables of that name.
    mentions : pandas.DataFrame, optional
        With it, actors who are spoken of at least twice, or named in a claim, and never quoted get cells of state "not quoted".
    random_state : int
        Seed of the intervals.

    Returns
    -------
    pandas.DataFrame
        The table cells. `score` = (favor - against) / (favor + against) over distinct tellings, null where there is
        neither; `low` and `high` are a 95 % percentile bootstrap over documents (Efron and Tibshirani 1993), null under
        five documents; `n_quoted` counts the actor's distinct statements.
    """
    told = counted(statements)
    merged = stances.merge(told[["statement_id", "actor", "doc_id"]], on="statement_id")
    by_cell = dict(list(merged.groupby(["actor", "claim_id"], sort=True)))
    quoted = told["actor"].value_counts()
    rows: list[dict[str, object]] = []
    for actor in sorted(quoted.index):
        for claim_id in claims["claim_id"]:
            group = by_cell.get((actor, claim_id))
            rows.append({"actor": actor, "claim_id": claim_id, "n_quoted": int(quoted[actor])} | _cell(group, random_state))
    in_claims = " ".join(claims["text"])
    for actor, (n, by) in sorted(_only_mentioned(statements, mentions).items()):
        if n < OFTEN_NAMED and actor not in in_claims:
            continue
        for claim_id in claims["claim_id"]:
            rows.append(
                {"actor": actor, "claim_id": claim_id, "state": "not quoted", "described_by": by, "n": 0, "n_favor": 0}
                | {"n_against": 0, "n_abstain": 0, "n_quoted": 0}
            )
    return build("cells", rows)


def _cell(group: pd.DataFrame | None, seed: int) -> dict[str, object]:
    counts = {"favor": 0, "against": 0, "none": 0, "abstain": 0}
    if group is not None:
        counts |= group["label"].value_counts().to_dict()
    favor, against = counts["favor"], counts["against"]
    near = group is not None and "similarity" in group and bool((group["similarity"] >= NEAR).any())
    state = (
        "mixed" if favor and against
        else "favor" if favor
        else "against" if against
        else "abstained" if counts["abstain"]
        else "none" if near
        else "silent"
    )  # fmt: skip
    out: dict[str, object] = {
        "state": state, "n": favor + against, "n_favor": favor, "n_against": against, "n_abstain": counts["abstain"],
    }  # fmt: skip
    if favor + against and group is not None:
        out["score"] = (favor - against) / (favor + against)
        out |= _interval(group, seed)
    return out


def _interval(group: pd.DataFrame, seed: int) -> dict[str, object]:
    sides = group[group["label"].isin(("favor", "against"))]
    signs = sides["label"].map({"favor": 1, "against": -1})
    per_document = signs.groupby(sides["doc_id"].to_numpy()).agg(["sum", "count"]).to_numpy(dtype=float)
    if len(per_document) < MIN_DOCUMENTS:
        return {}
    draws = np.random.default_rng(seed).integers(0, len(per_document), (BOOTSTRAP, len(per_document)))
    totals = per_document[draws].sum(axis=1)
    low, high = np.percentile(totals[:, 0] / totals[:, 1], [2.5, 97.5])
    return {"low": float(low), "high": float(high)}


def _only_mentioned(statements: pd.DataFrame, mentions: pd.DataFrame | None) -> dict[str, tuple[int, str | None]]:
    """Actors spoken of and never quoted: how often they are named, and in whose statements."""
    if mentions is None or mentions.empty:
        return {}
    speakers = set(statements.loc[statements["parent_id"].isna(), "actor"])
    others = mentions[~mentions["actor"].isin(speakers | {UNKNOWN})]
    teller = statements.set_index("statement_id")["actor"]
    out: dict[str, tuple[int, str | None]] = {}
    for actor, group in others.groupby("actor"):
        by = sorted({teller[s] for s in group["statement_id"].dropna() if s in teller.index} - {UNKNOWN})
        out[str(actor)] = len(group), ", ".join(by) or None
    return out
