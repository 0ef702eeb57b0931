"""How far the coders of a study agree with each other and with the model, by stage, actor and claim, and where they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.coding.files import latest
from stance.coding.reliability import (
    Level,
    Unit,
    alphas,
    bootstrap,
    coincidences,
    distances,
    kappas,
    matched,
    unit_counts,
    unitizing_disagreement,
)
from stance.errors import StanceError
from stance.study import Study

if TYPE_CHECKING:
    import pandas as pd

STAGES = ("statement", "actor", "cue_kind", "stance")
GROUPS = ("actor", "claim")
MODEL = "model"
MAJORITY = "majority"
DRAWS = 1000
_NUMBERS = {"against": -1, "none": 0, "favor": 1}
_COLUMNS = [
    "stage", "group", "who", "coders", "units", "percent", "percent_low", "percent_high", "kappa", "kappa_low", "kappa_high",
    "alpha", "alpha_low", "alpha_high", "f1", "unitizing_alpha",
]  # fmt: skip

Key = tuple[str, str]


@dataclass(frozen=True)
class _Judged:
    """What everybody said on one stage: by coder, then by statement and claim."""

    answers: dict[str, dict[Key, str]]

    def among(self, coders: list[str], keep: Callable[[Key], bool]) -> tuple[list[Key], list[list[Any]]]:
        """Return the units that two of the coders judged at least, and what each said of each."""
        counts = Counter(key for coder in coders for key in self.answers.get(coder, {}) if keep(key))
        units = sorted(key for key, n in counts.items() if n > 1)
        return units, [[self.answers.get(coder, {}).get(unit) for unit in units] for coder in coders]


def agreement(
    study: Study,
    codings: pd.DataFrame,
    *,
    by: str | None = None,
    pairs: bool = False,
    level: Level = "nominal",
    draws: int = DRAWS,
    random_state: int = 0,
) -> pd.DataFrame:
    """Return how far coders agree with each other and with the model.

    Parameters
    ----------
    study : Study
        The study that was coded; the model's answers are those without the codings.
    codings : pandas.DataFrame
        The table codings, of two coders or more (of one for the agreement with the model).
    by : {"actor", "claim"}, optional
        Figures for each actor the model names, or each claim, beside those of all.
    pairs : bool
        Whether every two coders, and every coder and the model, are shown as well.
    level : {"nominal", "ordinal", "interval"}
        How far two stances are apart for alpha: against, none, favor are -1, 0, 1. All other stages are nominal.
    draws, random_state : int
        Of the bootstrap over statements: draws and seed.

    Returns
    -------
    pandas.DataFrame
        stage (statement, actor, cue_kind, stance), group ("all", an actor or a claim), who ("all coders", "majority & model", two
        names), coders, units judged by two at least, then percent, kappa and alpha with 95 % intervals (percentile bootstrap over
        statements, null under five). kappa of more than two is the mean over all pairs (Light 1971). For the stage
        "statement" there are also f1 (mean over pairs of what both call a statement, by half of their words) and unitizing_alpha,
        over what both judged; percent, kappa and alpha there are over the stretches that were shown to coders, so
        they say nothing of what nobody marked. Where the model abstained it has no answer.

    Raises
    ------
    StanceError
        When `by` is none of the two.

    Notes
    -----
    Cohen (1960); Krippendorff (2011); Light (1971), "Measures of response agreement for qualitative data".
    """
    import pandas as pd

    if by not in (None, *GROUPS):
        raise StanceError(f"agreement: by={by!r}; expected one of {', '.join(GROUPS)}, or nothing")
    study = study.uncoded()
    frame = latest(codings)
    coders = sorted(set(frame["coder"]))
    actor = dict(zip(study.statements["statement_id"], study.statements["actor"], strict=True))
    claim = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    rows: list[dict[str, Any]] = []
    for stage in STAGES:
        judged = _judgements(study, frame, stage)
        groups: dict[str, Callable[[Key], bool]] = {"all": lambda key: True}
        if by == "actor":
            groups |= {a: lambda key, a=a: actor.get(key[0]) == a for a in sorted(set(actor.values()))}
        elif by == "claim" and stage == "stance":
            groups |= {text: lambda key, c=c: key[1] == c for c, text in claim.items()}
        whos = [("all coders", coders)] if len(coders) > 1 else []
        whos += [(f"{MAJORITY} & {MODEL}", [MAJORITY, MODEL])]
        if pairs:
            whos += [(f"{a} & {b}", [a, b]) for a, b in combinations(coders, 2)] + [
                (f"{a} & {MODEL}", [a, MODEL]) for a in coders
            ]
        for group, keep in groups.items():
            for who, members in whos:
                row = _figures(judged, members, keep, level if stage == "stance" else "nominal", draws, random_state)
                if row is None:
                    continue
                if stage == "statement" and MODEL in members:
                    # The model marks statements and never says that something is none: chance has no meaning here.
                    row |= dict.fromkeys([n for n in row if n.startswith(("kappa", "alpha"))], float("nan"))
                if stage == "statement" and group == "all":
                    row |= _found(study, codings, judged, members)
                rows.append({"stage": stage, "group": group, "who": who, **row})
    return pd.DataFrame(rows, columns=_COLUMNS)


def _judgements(study: Study, frame: pd.DataFrame, stage: str) -> _Judged:
    """Return what each coder, their majority and the model said on one stage."""
    answers: dict[str, dict[Key, str]] = {}
    own = frame[frame["field"] == stage]
    for row in own.itertuples():
        key = (row.statement_id, row.claim_id if stage == "stance" else "")
        answers.setdefault(row.coder, {})[key] = row.value
    if stage == "statement":
        # Who names its actor or stance takes it for a statement.
        for row in frame[frame["field"] != stage].itertuples():
            answers.setdefault(row.coder, {}).setdefault((row.statement_id, ""), "yes")
    majority: dict[Key, str] = {}
    for key in {key for given in answers.values() for key in given}:
        ranked = Counter(given[key] for given in answers.values() if key in given).most_common(2)
        if len(ranked) == 1 or ranked[0][1] > ranked[1][1]:
            majority[key] = ranked[0][0]
    return _Judged(answers | {MAJORITY: majority, MODEL: _of_model(study, stage)})


def _of_model(study: Study, stage: str) -> dict[Key, str]:
    if stage == "stance":
        said = study.stances[study.stances["label"] != "abstain"]
        return {(r.statement_id, r.claim_id): r.label for r in said.itertuples()}
    told = study.statements[study.statements["parent_id"].isna()]
    values = ["yes"] * len(told) if stage == "statement" else told[stage].tolist()
    return {(key, ""): value for key, value in zip(told["statement_id"], values, strict=True)}


def _figures(
    judged: _Judged, members: list[str], keep: Callable[[Key], bool], level: Level, draws: int, seed: int
) -> dict[str, Any] | None:
    units, data = judged.among(members, keep)
    if not units:
        return None
    if level != "nominal":
        data = [[_NUMBERS.get(value) if value is not None else None for value in row] for row in data]
    counts, values = unit_counts(data)
    apart = distances(values, counts, level)
    # One statement's claims are drawn together: they are no separate evidence.
    names = sorted({unit[0] for unit in units})
    member = np.zeros((len(names), len(units)))
    member[[names.index(unit[0]) for unit in units], np.arange(len(units))] = 1
    parts = np.tensordot(member, coincidences(counts), axes=1)
    n = counts.sum(axis=1)
    same, pairs = member @ (counts * (counts - 1)).sum(axis=1), member @ (n * (n - 1))
    tables = _pair_tables(data, values, member)
    ones = np.ones((1, len(names)))

    def percent(weights: np.ndarray) -> np.ndarray:
        return (weights @ same) / np.maximum(1, weights @ pairs)

    def alpha(weights: np.ndarray) -> np.ndarray:
        return alphas(np.tensordot(weights, parts, axes=1), apart)

    def kappa(weights: np.ndarray) -> np.ndarray:
        total, seen = np.zeros(len(weights)), np.zeros(len(weights))
        for table in tables:
            found = kappas(np.tensordot(weights, table, axes=1))
            fine = np.isfinite(found)
            total[fine] += found[fine]
            seen += fine
        return total / np.where(seen > 0, seen, np.nan)

    out: dict[str, Any] = {"coders": sum(any(v is not None for v in row) for row in data), "units": len(units)}
    for name, statistic in (("percent", percent), ("kappa", kappa), ("alpha", alpha)):
        low, high = bootstrap(len(names), statistic, draws=draws, seed=seed)
        out |= {name: float(statistic(ones)[0]), f"{name}_low": low, f"{name}_high": high}
    return out


def _pair_tables(data: list[list[Any]], values: list[Any], member: np.ndarray) -> list[np.ndarray]:
    """For every two coders their table of answers by statement, shape (statements, values, values)."""
    place = {value: i for i, value in enumerate(values)}
    coded = np.array([[-1 if value is None else place[value] for value in row] for row in data])
    tables = []
    for one, other in combinations(coded, 2):
        both = np.flatnonzero((one >= 0) & (other >= 0))
        if len(both):
            table = np.zeros((member.shape[0], len(values), len(values)))
            np.add.at(table, (member[:, both].argmax(axis=0), one[both], other[both]), 1)
            tables.append(table)
    return tables


def _found(study: Study, codings: pd.DataFrame, judged: _Judged, members: list[str]) -> dict[str, float]:
    """F1 and alpha for unitizing over what every two judged: a statement that one never came to is not one that it missed."""
    lengths = {d.doc_id: len(d.text) for d in study.documents.itertuples()}
    places = {s.statement_id: (s.doc_id, s.start, s.end) for s in study.statements.itertuples()}
    frame = latest(codings)
    # Whoever judges what was added says "yes" to it, which stands over the adding; the place is told by the adding alone.
    added = {r.statement_id: (r.doc_id, r.start, r.end) for r in codings[codings["action"] == "add"].itertuples()}
    scores, observed, expected = [], 0.0, 0.0
    for pair in combinations(members, 2):
        ids = _judged_by_both(judged, pair, places, added)
        one, other = (_marked(frame, judged.answers.get(who, {}), places | added, who, ids) for who in pair)
        both = [d for d in sorted(one.keys() | other.keys()) if d in lengths]
        hits = sum(len(matched(one.get(d, []), other.get(d, []))) for d in both)
        total = sum(len(one.get(d, [])) + len(other.get(d, [])) for d in both)
        if total:
            scores.append(2 * hits / total)
        for d in both:
            o, e = unitizing_disagreement([_joined(one.get(d, [])), _joined(other.get(d, []))], lengths[d])
            observed, expected = observed + o, expected + e
    return {
        "f1": float(np.mean(scores)) if scores else float("nan"),
        "unitizing_alpha": 1 - observed / expected if expected else float("nan"),
    }


def _judged_by_both(
    judged: _Judged, pair: tuple[str, str], places: dict[str, tuple[str, int, int]], added: dict[str, tuple[str, int, int]]
) -> set[str]:
    """Statements that both judged, and what either added in documents of which both judged the same statements."""
    one, other = ({statement_id for statement_id, _ in judged.answers.get(who, {})} for who in pair)
    if MODEL in pair:
        # The model has read everything, so whatever people added it missed.
        return (one & other) | (added.keys() & (one | other))
    uneven = {places[key][0] for key in one ^ other if key in places}
    return (one & other) | {key for key in added.keys() & (one | other) if added[key][0] not in uneven}


def _marked(
    frame: pd.DataFrame, said: dict[Key, str], places: dict[str, tuple[str, int, int]], who: str, ids: set[str]
) -> dict[str, list[Unit]]:
    """By document, the stretches among `ids` that a coder, the majority or the model calls statements."""
    own = frame if who in (MAJORITY, MODEL) else frame[frame["coder"] == who]
    moved = {r.statement_id: (r.doc_id, r.start, r.end) for r in own[own["field"] == "extent"].itertuples()}
    at = places | ({} if who == MODEL else moved)
    out: dict[str, list[Unit]] = {}
    for (statement_id, _), value in said.items():
        if value == "yes" and statement_id in ids and statement_id in at:
            doc_id, start, end = at[statement_id]
            out.setdefault(doc_id, []).append((int(start), int(end)))
    return out


def _joined(units: list[Unit]) -> list[Unit]:
    """Stretches that overlap are cut where the next begins: alpha for unitizing knows one unit at a time."""
    ordered = sorted(set(units))
    out = [(start, min(end, after)) for (start, end), (after, _) in zip(ordered, [*ordered[1:], (10**12, 0)], strict=True)]
    return [(start, end) for start, end in out if start < end]


def disagreements(study: Study, codings: pd.DataFrame) -> pd.DataFrame:
    """Return the questions on which coders differ, the most contested first; of a single coder, from the model.

    Parameters
    ----------
    study : Study
        The study that was coded.
    codings : pandas.DataFrame
        The table codings.

    Returns
    -------
    pandas.DataFrame
        One row per question: stage, statement_id, text, claim, answers ("favor: c01, c02; none: c03"), model (its answer, empty
        where it gave none), coders, apart (the share of pairs of coders who differ, in [0, 1]).
    """
    import pandas as pd

    study = study.uncoded()
    frame = latest(codings)
    words = dict(zip(study.statements["statement_id"], study.statements["text"], strict=True))
    words |= {r.statement_id: r.text for r in frame[frame["text"].notna()].itertuples() if r.statement_id not in words}
    claim = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    rows = []
    for stage, (statement_id, claim_id), votes, model in votes_apart(study, frame):
        n = sum(len(who) for _, who in votes)
        same = sum(len(who) * (len(who) - 1) for _, who in votes)
        rows.append(
            {
                "stage": stage,
                "statement_id": statement_id,
                "text": words.get(statement_id, ""),
                "claim": claim.get(claim_id, ""),
                "answers": "; ".join(f"{value}: {', '.join(who)}" for value, who in votes),
                "model": model,
                "coders": n,
                "apart": round(1 - same / (n * (n - 1)), 3) if n > 1 else 0.0,
            }
        )
    rows.sort(key=lambda row: (-row["apart"], STAGES.index(row["stage"]), row["statement_id"], row["claim"]))
    return pd.DataFrame(rows, columns=["stage", "statement_id", "text", "claim", "answers", "model", "coders", "apart"])


def votes_apart(study: Study, frame: pd.DataFrame) -> Iterator[tuple[str, Key, list[tuple[str, list[str]]], str]]:
    """Yield each question on which coders differ: stage, statement and claim, votes (most frequent first), model.

    Where there is one coder alone, each that the model answers otherwise.
    """
    coders = sorted(set(frame["coder"]))
    for stage in STAGES:
        judged = _judgements(study, frame, stage)
        others = [MODEL] if len(coders) == 1 else []
        units, data = judged.among([*coders, *others], lambda key: True)
        for unit, said in zip(units, zip(*data, strict=True), strict=True):
            votes: dict[str, list[str]] = {}
            for coder, value in zip(coders, said, strict=False):
                if value is not None:
                    votes.setdefault(value, []).append(coder)
            model = judged.answers[MODEL].get(unit, "")
            if len(votes) > 1 or (others and model not in votes):
                ranked = sorted(votes.items(), key=lambda item: (-len(item[1]), item[0]))
                yield stage, unit, ranked, model
