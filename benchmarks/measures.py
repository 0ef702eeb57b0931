"""The measures that the benchmarks share: classes, calibration, coverage, and spans matched one to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np


def macro_f1(gold: np.ndarray, guess: np.ndarray, classes: Sequence[int]) -> float:
    scores = [2 * ((gold == c) & (guess == c)).sum() / max(1, (gold == c).sum() + (guess == c).sum()) for c in classes]
    return round(float(np.mean(scores)), 4)


def accuracy(gold: np.ndarray, guess: np.ndarray) -> float:
    return round(float((gold == guess).mean()), 4)


def brier(p: np.ndarray, gold: np.ndarray) -> float:
    """Mean squared distance of the probabilities (n, k) from the right class (Brier 1950), between 0 and 2."""
    return round(float(((p - np.eye(p.shape[1])[gold]) ** 2).sum(1).mean()), 4)


def calibration_error(p: np.ndarray, gold: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error of the top class over bins of equal mass (Nixon et al. 2019)."""
    top, right = p.max(1), p.argmax(1) == gold
    parts = np.array_split(np.argsort(top, kind="stable"), bins)
    return round(float(sum(len(i) * abs(top[i].mean() - right[i].mean()) for i in parts if len(i)) / len(gold)), 4)


def _risks(sure: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The share that is wrong of the surest row, of the surest two and so on, shape (n,)."""
    return np.cumsum(~right[np.argsort(-sure, kind="stable")]) / np.arange(1, len(right) + 1)


def coverage_at_risk(sure: np.ndarray, right: np.ndarray, risk: float = 0.1) -> float:
    """The largest share of rows, the surest first, of which at most `risk` are wrong (El-Yaniv and Wiener 2010)."""
    wrong = _risks(sure, right)
    within = np.flatnonzero(wrong <= risk)
    return round(float((within[-1] + 1) / len(right)) if len(within) else 0.0, 4)


def risk_at_coverage(sure: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """The risk-coverage curve (El-Yaniv and Wiener 2010): which share is wrong of the surest tenth of rows, of two tenths and on."""
    wrong = _risks(sure, right)
    return {f"{tenth / 10:g}": round(float(wrong[max(1, round(len(right) * tenth / 10)) - 1]), 3) for tenth in range(1, 11)}


def interval(figure: Callable[[np.ndarray], float], groups: Sequence[object], draws: int = 1000, seed: int = 0) -> list[float]:
    """The middle 95 % of `figure`, a function of row numbers, over draws of whole groups with replacement (Efron 1979).

    Rows of one group, a dispute or a text with its many claims, are right or wrong together and are drawn together.
    """
    place = np.unique([str(group) for group in groups], return_inverse=True)[1]
    rows = np.split(np.argsort(place, kind="stable"), np.cumsum(np.bincount(place))[:-1])
    rng = np.random.default_rng(seed)
    drawn = [figure(np.concatenate([rows[g] for g in rng.integers(len(rows), size=len(rows))])) for _ in range(draws)]
    return [round(float(end), 3) for end in np.quantile(drawn, (0.025, 0.975))]


def characters(spans: Iterable[Sequence[int]]) -> set[int]:
    return {i for start, end in spans for i in range(start, end)}


def match(gold: list[set[int]], found: list[set[int]], least: float = 0.5) -> list[tuple[int, int]]:
    """Greedy one-to-one matching of sets of characters by falling intersection over union."""
    pairs = []
    for g, left in enumerate(gold):
        for f, right in enumerate(found):
            both = len(left & right)
            if both and both / len(left | right) >= least:
                pairs.append((both / len(left | right), g, f))
    used_g: set[int] = set()
    used_f: set[int] = set()
    out = []
    for _, g, f in sorted(pairs, reverse=True):
        if g not in used_g and f not in used_f:
            used_g.add(g)
            used_f.add(f)
            out.append((g, f))
    return out
