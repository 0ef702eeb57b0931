"""Fitting the stance model's answers to a corpus of one's own from what people coded, and saying whether it helped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.coding.overlay import decide
from stance.coding.reliability import bootstrap
from stance.errors import StanceError
from stance.links import find_links
from stance.models.stance_model import CLASSES, softmax
from stance.stances import label_of, stance_cells
from stance.study import Study
from stance.tables import digest

if TYPE_CHECKING:
    import pandas as pd

LEAST = 20
"""Coded stances under which nothing is refitted: five folds of four say nothing."""
HEAD_FROM = 100
"""Coded stances from which a head for the user's own claims is tried as well."""
FOLDS = 5
DRAWS = 2000
_THRESHOLDS = np.round(np.arange(0.4, 0.96, 0.05), 2)
_SHARP = 10.0
_RATE = 1.0


@dataclass(frozen=True)
class Adaptation:
    """What was learned from codings, and what it brought.

    Attributes
    ----------
    kind : {"none", "calibration", "head"}
        What `apply` does: nothing, temperature and bias refitted, or also a head on what was coded of the same claim.
    threshold : float
        From which probability a side is said.
    gains : pandas.DataFrame
        kind, n (coded pairs), macro_f1, net (right sides less wrong ones per hundred pairs), and the gain of both over the model
        as it was with a 95 % interval; all out of fold, whole documents (or statements, where there are fewer than five
        documents) left out together.
    verdict : str
        The same in words.
    random_state : int
        Seed of the folds and intervals.
    """

    kind: str
    threshold: float
    gains: pd.DataFrame
    verdict: str
    random_state: int = 0
    _fitted: Any = field(repr=False, default=None)
    _training: Any = field(repr=False, default=None)

    def apply(self, study: Study) -> Study:
        """Return a study with the stances answered anew; codings are laid over it afterwards.

        Parameters
        ----------
        study : Study
            The one that was coded, or another on the same claims, without codings laid over it.

        Raises
        ------
        StanceError
            When the study has codings laid over it.
        """
        if len(study.codings):
            raise StanceError("apply: the study has codings laid over it; adapt `study.uncoded()` and lay them over it again")
        if self.kind == "none":
            return study
        pairs = _Pairs.of(study)
        p = self._fitted.probabilities(pairs, self._training)
        rows = study.stances.copy()
        # What a rule decided, and not the model, stays: a question commits to nothing however it is calibrated.
        by_model = rows["method"].str.startswith(study.provenance["stance_model"]["name"])
        free = (by_model & ~rows["method"].str.contains(" withheld: ", regex=False)).to_numpy()
        for place, name in enumerate(CLASSES):
            rows.loc[free, f"p_{name}"] = p[free, place]
        rows.loc[free, "label"] = [label_of(row, self.threshold) for row in p[free]]
        rows.loc[free, "method"] = rows.loc[free, "method"] + f", adapted by {self.kind}"
        seed = study.provenance["options"]["seed"]
        tables = {
            "stances": rows,
            "cells": stance_cells(rows, study.statements, study.claims, mentions=study.mentions, random_state=seed),
            "links": find_links(rows, study.statements, mentions=study.mentions, embeddings=study.embeddings),
        }
        digests = study.provenance["digests"] | {name: digest(frame) for name, frame in tables.items()}
        made = {
            "kind": self.kind, "threshold": self.threshold, "coded": len(self._training.gold), "verdict": self.verdict,
            "random_state": self.random_state,
        }  # fmt: skip
        model = study.provenance["stance_model"] | {"threshold": self.threshold}
        provenance = study.provenance | {"digests": digests, "adaptation": made, "stance_model": model}
        return replace(study, **tables, provenance=provenance)


def adapt(study: Study, codings: pd.DataFrame, *, random_state: int = 0) -> Adaptation:
    """Fit threshold, calibration and, from a hundred coded stances on, a head for the user's own claims to what people coded.

    Parameters
    ----------
    study : Study
        The study that was coded.
    codings : pandas.DataFrame
        The table codings; of several coders the majority counts.
    random_state : int
        Seed of the folds and intervals.

    Returns
    -------
    Adaptation
        The simplest one whose gain in macro-F1 over the model as it was has a 95 % interval above zero, else one that changes
        nothing; `gains` and `verdict` say what was seen.

    Raises
    ------
    StanceError
        Under twenty coded stances, or where all of them are the same.

    Notes
    -----
    Calibration divides the logits by a temperature (Guo et al. 2017) and adds a bias to both sides (Platt 1999). The head is a
    logistic regression over the log probabilities, the cosine of statement and claim, and how the coded statements on the
    same claim were judged, weighted by exp(10 cosine) of the statements (Nadaraya 1964).

    Examples
    --------
    >>> import stance
    >>> from stance.coding import adapt
    >>> study = stance.analyze(stance.document_from_text("Norland said the dam is safe."), claims=["The dam is safe"])
    >>> from stance.tables import empty
    >>> adapt(study, empty("codings"))
    Traceback (most recent call last):
    ...
    stance.errors.StanceError: adapt: 0 coded stances; 20 or more are needed before anything can be learned and checked
    """
    import pandas as pd

    study = study.uncoded()
    coded = _coded(study, codings)
    if len(coded.gold) < LEAST:
        raise StanceError(
            f"adapt: {len(coded.gold)} coded stances; {LEAST} or more are needed before anything can be learned and checked"
        )
    counts = Counter(coded.gold.tolist())
    if len(counts) < 2:
        raise StanceError("adapt: all coded stances are the same; code statements that take the other side, or none")
    least = study.provenance["stance_model"]["threshold"]
    folds = _folds(coded.groups, random_state)
    before = np.array([_answer(row, least) for row in coded.p])
    candidates: list[type[_Calibration]] = [_Calibration]
    if len(coded.gold) >= HEAD_FROM and min(counts[c] for c in range(3)) >= FOLDS:
        candidates.append(_Head)
    rows = [{"kind": "none", "threshold": least, "n": len(before), **_figures(coded, before, before, random_state)}]
    best: tuple[str, float] = ("none", least)
    for candidate in candidates:
        out = np.zeros_like(coded.p)
        answers = np.zeros(len(out), dtype=int)
        for held in range(FOLDS):
            inside, outside = folds != held, folds == held
            if outside.any():
                training = coded.only(inside)
                fitted = candidate().fit(training)
                out[outside] = fitted.probabilities(coded.only(outside), training)
                # The threshold is a part of what is learned: it is chosen without the fold it is tried on.
                chosen = _threshold(fitted.probabilities(training, training), training.gold)
                answers[outside] = [_answer(row, chosen) for row in out[outside]]
        threshold = _threshold(out, coded.gold)
        figures = _figures(coded, before, answers, random_state)
        rows.append({"kind": candidate.kind, "threshold": threshold, "n": len(answers), **figures})
        if figures["macro_f1_gain_low"] > 0 and best[0] == "none":
            best = candidate.kind, threshold
    gains = pd.DataFrame(rows)
    kind, threshold = best
    made = {c.kind: c for c in candidates}
    chosen_fit = made[kind]().fit(coded) if kind in made else None
    return Adaptation(kind, threshold, gains, _verdict(gains, kind), random_state, chosen_fit, coded)


@dataclass(frozen=True)
class _Pairs:
    """Pairs of statement and claim: what the model said, what the head needs, and for coded ones the answer."""

    p: np.ndarray
    similarity: np.ndarray
    claim: np.ndarray
    embedding: np.ndarray
    key: np.ndarray
    gold: np.ndarray
    groups: np.ndarray

    @staticmethod
    def of(study: Study) -> _Pairs:
        place = {key: i for i, key in enumerate(study.statements["statement_id"])}
        rows = study.stances
        at = np.array([place[key] for key in rows["statement_id"]], dtype=int)
        near = rows["similarity"].to_numpy(dtype=float) if "similarity" in rows else np.zeros(len(rows))
        return _Pairs(
            rows[["p_favor", "p_against", "p_none"]].to_numpy(dtype=float),
            np.nan_to_num(near),
            rows["claim_id"].to_numpy(),
            study.embeddings[at],
            rows["statement_id"].to_numpy(),
            np.full(len(rows), -1),
            study.statements["doc_id"].to_numpy()[at] if len(at) else np.array([], dtype=str),
        )

    def only(self, keep: np.ndarray) -> _Pairs:
        return _Pairs(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


def _coded(study: Study, codings: pd.DataFrame) -> _Pairs:
    decisions, _ = decide(codings)
    answer = {
        (statement_id, claim_id): CLASSES.index(decision.value)
        for statement_id, made in decisions.items()
        for (name, claim_id), decision in made.items()
        if name == "stance"
    }
    pairs = _Pairs.of(study)
    gold = np.array([answer.get(key, -1) for key in zip(pairs.key, pairs.claim, strict=True)], dtype=int)
    coded = replace(pairs, gold=gold).only(gold >= 0)
    return coded if len(set(coded.groups)) >= FOLDS else replace(coded, groups=coded.key)


def _folds(groups: np.ndarray, seed: int) -> np.ndarray:
    names = sorted(set(groups.tolist()))
    order = np.random.default_rng(seed).permutation(len(names))
    fold = {names[i]: place % FOLDS for place, i in enumerate(order)}
    return np.array([fold[group] for group in groups])


def _answer(p: np.ndarray, threshold: float) -> int:
    """The class said; what is abstained on counts as none, since no side is shown."""
    label = label_of(p, threshold)
    return CLASSES.index(label) if label in CLASSES else 2


def _threshold(p: np.ndarray, gold: np.ndarray) -> float:
    """The threshold with the most right sides less wrong ones, the highest of several."""
    net = [_net(gold, np.array([_answer(row, t) for row in p])).sum() for t in _THRESHOLDS]
    return float(max(zip(net, _THRESHOLDS, strict=True))[1])


def _net(gold: np.ndarray, said: np.ndarray) -> np.ndarray:
    return np.where(said == 2, 0, np.where(said == gold, 1, -1))


def _macro_f1(gold: np.ndarray, said: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Macro-F1 of answers under weights of the pairs, shape (draws, n), over the classes that were coded."""
    scores = []
    for c in sorted(set(gold.tolist())):
        hit = weight @ ((gold == c) & (said == c))
        scores.append(2 * hit / np.maximum(1e-9, weight @ (gold == c) + weight @ (said == c)))
    return np.mean(scores, axis=0)


def _figures(coded: _Pairs, before: np.ndarray, after: np.ndarray, seed: int) -> dict[str, float]:
    names = sorted(set(coded.groups.tolist()))
    member = np.array([[group == name for group in coded.groups] for name in names], dtype=float)
    gold, ones = coded.gold, np.ones((1, len(coded.gold)))

    def f1_gain(weights: np.ndarray) -> np.ndarray:
        each = weights @ member
        return _macro_f1(gold, after, each) - _macro_f1(gold, before, each)

    def net_gain(weights: np.ndarray) -> np.ndarray:
        each = weights @ member
        return 100 * (each @ (_net(gold, after) - _net(gold, before))) / each.sum(axis=1)

    out = {"macro_f1": float(_macro_f1(gold, after, ones)[0]), "net": float(100 * _net(gold, after).mean())}
    for name, gain in (("macro_f1", f1_gain), ("net", net_gain)):
        low, high = bootstrap(len(names), gain, draws=DRAWS, seed=seed)
        out |= {f"{name}_gain": float(gain(np.ones((1, len(names))))[0]), f"{name}_gain_low": low, f"{name}_gain_high": high}
    return out


def _verdict(gains: pd.DataFrame, kind: str) -> str:
    tried = gains[gains["kind"] != "none"]
    best = tried.loc[tried["kind"] == kind].iloc[0] if kind != "none" else tried.sort_values("macro_f1").iloc[-1]
    figures = (
        f"macro-F1 {best['macro_f1']:.2f} instead of {gains['macro_f1'].iloc[0]:.2f} (gain {best['macro_f1_gain']:+.2f}, 95 % "
        f"{best['macro_f1_gain_low']:+.2f} to {best['macro_f1_gain_high']:+.2f}) on {int(best['n'])} coded stances, out of fold"
    )
    if kind == "none":
        return f"No gain that these codings can show: {best['kind']} reaches {figures}. The model's answers stay as they were."
    return f"A gain by {kind}: {figures}."


class _Calibration:
    """Temperature and a bias of both sides."""

    kind = "calibration"

    def fit(self, training: _Pairs) -> _Calibration:
        from scipy.optimize import minimize

        logits = _logits(training.p)

        def surprise(point: np.ndarray) -> float:
            p = softmax(logits / point[0] + np.array([point[1], point[1], 0.0]))
            # Drawn toward what the model says already: a few codings should move it a little.
            return float(
                -np.log(p[np.arange(len(p)), training.gold] + 1e-9).sum() + _RATE * ((point[0] - 1) ** 2 + point[1] ** 2)
            )

        self.point = minimize(surprise, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.2, 5), (-5, 5)]).x
        return self

    def probabilities(self, pairs: _Pairs, training: _Pairs) -> np.ndarray:
        return softmax(_logits(pairs.p) / self.point[0] + np.array([self.point[1], self.point[1], 0.0]))


class _Head(_Calibration):
    """Logistic regression over the model's answer and the coded answers of like statements on the same claim."""

    kind = "head"

    def fit(self, training: _Pairs) -> _Head:
        from sklearn.linear_model import LogisticRegression

        self.model = LogisticRegression(C=_RATE, max_iter=1000).fit(_features(training, training), training.gold)
        return self

    def probabilities(self, pairs: _Pairs, training: _Pairs) -> np.ndarray:
        out = np.zeros((len(pairs.p), 3))
        out[:, self.model.classes_] = self.model.predict_proba(_features(pairs, training))
        return out


def _logits(p: np.ndarray) -> np.ndarray:
    return np.log(np.clip(p, 1e-4, 1))


def _features(pairs: _Pairs, training: _Pairs) -> np.ndarray:
    """Log probabilities, cosine, and the weighted answers coded of the same claim, a statement's own left out: shape (n, 7)."""
    weight = np.exp(_SHARP * (pairs.embedding @ training.embedding.T - 1))
    weight *= (pairs.claim[:, None] == training.claim[None, :]) & (pairs.key[:, None] != training.key[None, :])
    answers = np.eye(3)[training.gold]
    prior = answers.mean(axis=0)
    told = (weight @ answers + 0.1 * prior) / (weight.sum(axis=1, keepdims=True) + 0.1)
    return np.column_stack([_logits(pairs.p), pairs.similarity, np.log(told + 1e-3)])
