"""How each statement stands to each claim, and what that makes of an actor: scores, abstentions, silences."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

import numpy as np

from stance.errors import StanceError
from stance.standalone import negated
from stance.statements.actors import ActorTable, load_actors
from stance.statements.cues import CONDITION
from stance.tables import UNKNOWN, build

if TYPE_CHECKING:
    import pandas as pd

    from stance.models.stance_model import StanceModel

MAX_PAIRS = 20_000
"""Up to this many pairs every statement meets every claim; above it, the claims nearest by embedding."""
RELATED = 0.25
"""Cosine under which a statement and a claim are about different things, and no stance is read into them."""
NEAR = 0.55
"""Cosine from which a statement without a stance counts as having spoken to the claim without taking a side."""
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

_ONESELF = re.compile(r"(?:it|he|she|they|we|I|its|his|her|their|our|any|having)\b", re.IGNORECASE)
_DISTANCE = re.compile(
    r"\b(?:alleged\w*|so-called|purported\w*|speculati\w+|rumou?rs?|hysteria|myths?|fabricat\w+|supposed\w*|disinformation|propaganda"
    r"|hoax\w*|falsehoods?|false|lies|manipulat\w+|(?:media|press|information|smear) campaign"
    r"|campaign against|whip\w+ up|fann\w+|hype\w*|exaggerat\w+)\b",
    re.IGNORECASE,
)
"""Words by which a speaker mentions a thing without owning it."""
_HYPOTHETICAL = re.compile(r"\b(?:any|further|new|another|renewed)\b[^.;]{0,60}\bwould\b", re.IGNORECASE)
"""Words on what is not said to happen: "any further attack would ..."."""

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
        from stance.statements.cues import inflect

        third = next((form for form, tense in inflect(predicate).items() if tense == "s"), predicate)
        text = f"it {third} {text}"
    return f"{actor} {_VERBS[cue_kind]}{addressed}: {text}"


def resolves_denial(cue_kind: str) -> bool:
    """Whether the speaker rejects the words reported, so that favor and against change places."""
    return cue_kind == "denies"


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
        The embedded one by default.
    encode : callable, optional
        Texts to unit vectors (n, d); the embedded encoder by default.
    threshold : float, optional
        The probability in (0, 1) from which favor or against is said; under it the label is "abstain". The model's own
        by default.
    max_pairs : int
        Pairs scored at most. Above it each statement meets its nearest claims; pairs left out have no row.
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
    told = statements[statements["parent_id"].isna()]
    everybody = set(told["actor"]) - {UNKNOWN}
    if only is not None:
        told = told[told["statement_id"].isin(only)]
    if told.empty or claims.empty:
        return build("stances", []).assign(similarity=np.zeros(0))
    if model is None:
        from stance.models.stance_model import load_stance_model

        model = load_stance_model()
    if encode is None:
        from stance.models.encoder import load_encoder

        encode = load_encoder().encode
    least = model.threshold if threshold is None else threshold
    texts = rendered(told)
    claim_texts = claims["text"].tolist()
    near = encode(texts) @ encode(claim_texts).T
    pairs = _pairs(near, max_pairs)
    related = [(i, j) for i, j in pairs if near[i, j] >= RELATED]
    p_related = model.predict([(texts[i], claim_texts[j]) for i, j in related])
    if model.weigh is not None:
        p_related = model.weigh(p_related, np.array([near[i, j] for i, j in related], dtype=float))
    scored = dict(zip(related, p_related, strict=True))
    kinds, ids, claim_ids = told["cue_kind"].tolist(), told["statement_id"].tolist(), claims["claim_id"].tolist()
    depends, types = told["conditional"].tolist(), claims["claim_type"].tolist()
    bodies, speakers, targets = told["text"].tolist(), told["actor"].tolist(), told["target"].tolist()
    about = _About(actors if actors is not None else load_actors(), everybody)
    subjects = [about.subject(text) for text in claim_texts]
    blamed = [about.subject(_text(t) or "") if kind == "accuses" else None for kind, t in zip(kinds, targets, strict=True)]
    topics = [None if kind == "accuses" else about.subject(text) for kind, text in zip(kinds, bodies, strict=True)]
    named = [about.named(text) for text in bodies]
    bound = [bool(CONDITION.search(text)) for text in claim_texts]
    rows = []
    for i, j in pairs:
        p, method = scored.get((i, j)), model.name
        if p is None:
            p, method = np.array([0.0, 0.0, 1.0]), "unrelated by embedding"
        elif kinds[i] == "asks":
            p, method = np.array([0.0, 0.0, 1.0]), "a question commits to nothing"
        elif kinds[i] == "urges" and types[j] != "policy":
            p, method = np.array([0.0, 0.0, 1.0]), "a demand says what should be, not what is"
        elif blamed[i] and subjects[j] and blamed[i] != subjects[j]:
            p, method = np.array([0.0, 0.0, 1.0]), "an accusation of somebody else than the claim is about"
        elif topics[i] and subjects[j] and types[j] != "policy" and topics[i] != subjects[j] and subjects[j] not in named[i]:
            p, method = np.array([0.0, 0.0, 1.0]), "about another actor than the claim"
        elif resolves_denial(kinds[i]) and _ONESELF.match(bodies[i]) and subjects[j] not in (None, speakers[i]):
            p, method = np.array([0.0, 0.0, 1.0]), "a denial about the speaker, a claim about another"
        elif (depends[i] or _HYPOTHETICAL.search(bodies[i])) and not bound[j]:
            p, method = np.array([0.0, 0.0, 1.0]), "said on a condition that the claim does not name"
        elif resolves_denial(kinds[i]):
            p, method = p[[1, 0, 2]], f"{model.name}, denial"
        elif _DISTANCE.search(bodies[i]) and not _DISTANCE.search(claim_texts[j]):
            # They never own the thing: no favor of a claim that it is so, nothing against one that it is not.
            held = 1 if negated(claim_texts[j]) else 0
            p = np.where(np.arange(3) == held, 0.0, p) + np.array([0.0, 0.0, p[held]])
            method = f"{model.name}, {('favor', 'against')[held]} withheld: the words keep their distance"
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


class _About:
    """Whom texts are about: the actor named where they begin, and all whom they name."""

    def __init__(self, actors: ActorTable, speakers: set[str]) -> None:
        self.actors = actors
        self.speakers = sorted(speakers, key=len, reverse=True)

    def subject(self, text: str) -> str | None:
        named = next((m for m in self.actors.find(text) if re.fullmatch(r"(?:the\s+)?", text[: m.start], re.IGNORECASE)), None)
        if named is not None:
            return named.match.actor
        return next((a for a in self.speakers if re.match(rf"(?:the )?{re.escape(a)}\b", text, re.IGNORECASE)), None)

    def named(self, text: str) -> set[str]:
        known = {a for a in self.speakers if re.search(rf"\b{re.escape(a)}\b", text, re.IGNORECASE)}
        return known | {m.match.actor for m in self.actors.find(text)}


def rendered(statements: pd.DataFrame) -> list[str]:
    """Return every statement of the table as the stance model reads it."""
    predicates = statements.get("predicate")
    return [
        render_statement(
            row.text,
            row.actor if row.actor != UNKNOWN else _text(row.speaker) or "Someone",
            row.cue_kind,
            _text(row.target),
            _text(predicate),
        )
        for row, predicate in zip(
            statements.itertuples(), predicates if predicates is not None else [None] * len(statements), strict=True
        )
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


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
        With it, actors who are spoken of and never quoted get cells of state "not quoted".
    random_state : int
        Seed of the intervals.

    Returns
    -------
    pandas.DataFrame
        The table cells. `score` = (favor - against) / (favor + against) over distinct tellings, null where there is
        neither; `low` and `high` are a 95 % percentile bootstrap over documents (Efron and Tibshirani 1993), null under
        five documents; `n_quoted` counts the actor's distinct statements.
    """
    told = statements[statements["parent_id"].isna() & statements["repeats"].isna() & (statements["actor"] != UNKNOWN)]
    merged = stances.merge(told[["statement_id", "actor", "doc_id"]], on="statement_id")
    by_cell = dict(list(merged.groupby(["actor", "claim_id"], sort=True)))
    quoted = told["actor"].value_counts()
    rows: list[dict[str, object]] = []
    for actor in sorted(quoted.index):
        for claim_id in claims["claim_id"]:
            group = by_cell.get((actor, claim_id))
            rows.append({"actor": actor, "claim_id": claim_id, "n_quoted": int(quoted[actor])} | _cell(group, random_state))
    for actor, by in sorted(_only_mentioned(statements, mentions).items()):
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
    near = group is not None and bool((group.get("similarity", 0.0) >= NEAR).any())
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


def _only_mentioned(statements: pd.DataFrame, mentions: pd.DataFrame | None) -> dict[str, str | None]:
    """Actors spoken of and never quoted, with those in whose statements they occur."""
    if mentions is None or mentions.empty:
        return {}
    speakers = set(statements.loc[statements["parent_id"].isna(), "actor"])
    others = mentions[~mentions["actor"].isin(speakers | {UNKNOWN})]
    teller = statements.set_index("statement_id")["actor"]
    out: dict[str, str | None] = {}
    for actor, group in others.groupby("actor"):
        by = sorted({teller[s] for s in group["statement_id"].dropna() if s in teller.index} - {UNKNOWN})
        out[str(actor)] = ", ".join(by) or None
    return out
