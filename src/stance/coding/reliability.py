"""How far coders agree: plain functions over arrays of what they said.

A table of reliability data has a row per coder and a column per unit; None (or NaN) is a unit that a coder did not judge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any, Literal

import numpy as np

from stance.errors import StanceError

Level = Literal["nominal", "ordinal", "interval"]
LEVELS = ("nominal", "ordinal", "interval")
Unit = tuple[int, int]
FEWEST_UNITS = 5
"""Units under which there is no interval: so few say nothing of agreement."""


def percent_agreement(data: Sequence[Sequence[Any]]) -> float:
    """Return the share of pairs of judgements on the same unit that are the same.

    Parameters
    ----------
    data : sequence of sequences, shape (coders, units)
        What each coder said of each unit; None where nothing.

    Returns
    -------
    float
        In [0, 1]; NaN where no unit has two judgements.

    Examples
    --------
    >>> percent_agreement([["a", "b", "a"], ["a", "b", "b"]])
    0.6666666666666666
    """
    counts, _ = unit_counts(data)
    n = counts.sum(axis=1)
    pairs = (n * (n - 1)).sum()
    return float((counts * (counts - 1)).sum() / pairs) if pairs else float("nan")


def cohen_kappa(one: Sequence[Any], other: Sequence[Any]) -> float:
    """Return Cohen's kappa of two coders over the units that both judged.

    Parameters
    ----------
    one, other : sequence, length units
        What each said; None where nothing.

    Returns
    -------
    float
        At most 1; 0 is what chance gives from each coder's own use of the answers. NaN where no unit was judged by both, or
        both gave one and the same answer throughout.

    Notes
    -----
    Cohen (1960), "A coefficient of agreement for nominal scales".

    Examples
    --------
    >>> yes, no = ["yes"], ["no"]
    >>> cohen_kappa(20 * yes + 5 * yes + 10 * no + 15 * no, 20 * yes + 5 * no + 10 * yes + 15 * no)
    0.4
    """
    if len(one) != len(other):
        raise StanceError(f"cohen_kappa: {len(one)} judgements by one coder, {len(other)} by the other; expected one a unit each")
    both = [(a, b) for a, b in zip(one, other, strict=True) if not _missing(a) and not _missing(b)]
    names = sorted({str(v) for pair in both for v in pair})
    if len(names) < 2:
        return float("nan")
    place = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    for a, b in both:
        table[place[str(a)], place[str(b)]] += 1
    return float(kappas(table[None])[0])


def kappas(tables: np.ndarray) -> np.ndarray:
    """Return Cohen's kappa for each of several tables of two coders' answers, shape (m, values, values)."""
    n = tables.sum(axis=(1, 2))
    by_chance = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        # In counts, not shares: whole numbers leave no float noise behind.
        return np.where(n**2 > by_chance, (n * tables.trace(axis1=1, axis2=2) - by_chance) / (n**2 - by_chance), np.nan)


def krippendorff_alpha(data: Sequence[Sequence[Any]], *, level: Level = "nominal") -> float:
    """Return Krippendorff's alpha of any number of coders, judgements missing or not.

    Parameters
    ----------
    data : sequence of sequences, shape (coders, units)
        What each coder said of each unit; None where nothing. For "ordinal" and "interval" numbers, or texts in an order that
        is that of sorting.
    level : {"nominal", "ordinal", "interval"}
        How far two different answers are apart.

    Returns
    -------
    float
        1 for perfect agreement, 0 for what chance gives; NaN where there is nothing to compare or all answers are the same.

    Raises
    ------
    StanceError
        When the level is none of the three, or an interval is asked for of what are no numbers.

    Notes
    -----
    Krippendorff (2011), "Computing Krippendorff's alpha-reliability".

    Examples
    --------
    >>> round(krippendorff_alpha([[1, 2, 3, 3, 2, 1, 4, 1, 2], [1, 2, 3, 3, 2, 2, 4, 1, 2]]), 3)
    0.852
    """
    counts, values = unit_counts(data)
    return alpha_of_counts(counts, distances(values, counts, level))


def unit_counts(data: Sequence[Sequence[Any]]) -> tuple[np.ndarray, list[Any]]:
    """Return how often each value was given to each unit, shape (units, values), and the values in order.

    Raises
    ------
    StanceError
        When the rows are not of one length.
    """
    rows = [list(row) for row in data]
    if len({len(row) for row in rows}) > 1:
        raise StanceError(
            f"reliability data have rows of {sorted({len(r) for r in rows})} units; expected every coder to have all"
        )
    values = sorted({v for row in rows for v in row if not _missing(v)})
    place = {value: i for i, value in enumerate(values)}
    counts = np.zeros((len(rows[0]) if rows else 0, len(values)))
    for row in rows:
        for unit, value in enumerate(row):
            if not _missing(value):
                counts[unit, place[value]] += 1
    return counts, values


def _missing(value: Any) -> bool:
    return value is None or value != value


def distances(values: Sequence[Any], counts: np.ndarray, level: Level) -> np.ndarray:
    """Return the squared differences between values, shape (values, values), as Krippendorff (2011) defines them."""
    if level not in LEVELS:
        raise StanceError(f"level {level!r}: expected one of {', '.join(LEVELS)}")
    k = len(values)
    if level == "nominal":
        return 1.0 - np.eye(k)
    if level == "interval":
        try:
            numbers = np.array([float(v) for v in values])
        except (TypeError, ValueError) as error:
            raise StanceError(f"level 'interval': {error}; expected numbers") from error
        return (numbers[:, None] - numbers[None, :]) ** 2
    n = counts[counts.sum(axis=1) > 1].sum(axis=0)
    upto = np.cumsum(n)
    between = np.abs(upto[:, None] - upto[None, :])
    # From the middle of one value's judgements to the middle of the other's.
    low = np.minimum.outer(np.arange(k), np.arange(k))
    return (between + n[low] / 2 - n[np.maximum.outer(np.arange(k), np.arange(k))] / 2) ** 2


def alpha_of_counts(counts: np.ndarray, apart: np.ndarray) -> float:
    """Return alpha from the counts of values per unit (units, values) and the squared differences of values."""
    return float(alphas(coincidences(counts).sum(axis=0)[None], apart)[0])


def coincidences(counts: np.ndarray) -> np.ndarray:
    """Return each unit's part of the coincidence matrix, shape (units, values, values)."""
    n = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :] - np.eye(counts.shape[1]) * counts[:, :, None]
    return pairs / np.where(n > 1, n - 1, np.inf)[:, None, None]


def alphas(matrices: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """Return alpha for each of several coincidence matrices, shape (m, values, values)."""
    n_value = matrices.sum(axis=2)
    n = n_value.sum(axis=1)
    observed = (matrices * apart).sum(axis=(1, 2))
    expected = (n_value[:, :, None] * n_value[:, None, :] * apart).sum(axis=(1, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - (n - 1) * observed / expected, np.nan)


def bootstrap(n: int, statistic: Callable[[np.ndarray], np.ndarray], *, draws: int, seed: int) -> tuple[float, float]:
    """Return the 95 % percentile interval of a statistic over resampled units (Efron and Tibshirani 1993).

    Parameters
    ----------
    n : int
        Units.
    statistic : callable
        From how often each unit was drawn, shape (draws, n), to the statistic of each draw, shape (draws,).
    draws, seed : int
        How many times, and from which seed.

    Returns
    -------
    tuple of float
        NaN under `FEWEST_UNITS`.
    """
    if n < FEWEST_UNITS:
        return float("nan"), float("nan")
    weights = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=draws)
    found = statistic(weights.astype(float))
    found = found[np.isfinite(found)]
    if not len(found):
        return float("nan"), float("nan")
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def pairwise_f1(coders: Sequence[Sequence[Unit]], *, least: float = 0.5) -> float:
    """Return the mean F1 of all pairs of coders over the stretches that each marked.

    Where something is to be found there is no negative class to agree on, and kappa has no meaning; F1, one coder taken as the
    truth for the other, is the same whichever is taken.

    Parameters
    ----------
    coders : sequence of sequence of (int, int)
        The stretches each coder marked, half-open.
    least : float, default 0.5
        Overlap (intersection over union) from which two stretches are the same; each is matched once.

    Returns
    -------
    float
        In [0, 1]; NaN with fewer than two coders, or where nobody marked anything.

    Notes
    -----
    Hripcsak and Rothschild (2005), "Agreement, the F-measure, and reliability in information retrieval".

    Examples
    --------
    >>> pairwise_f1([[(0, 10), (20, 30)], [(0, 9)]])
    0.6666666666666666
    """
    found = []
    for one, other in combinations(coders, 2):
        if one or other:
            found.append(2 * len(matched(one, other, least)) / (len(one) + len(other)))
    return float(np.mean(found)) if found else float("nan")


def matched(one: Sequence[Unit], other: Sequence[Unit], least: float = 0.5) -> list[tuple[int, int]]:
    """Return which stretches of two coders are the same, the best overlap first, each used once."""
    near = []
    for i, (start, end) in enumerate(one):
        for j, (first, last) in enumerate(other):
            common = min(end, last) - max(start, first)
            if common > 0 and (share := common / (max(end, last) - min(start, first))) >= least:
                near.append((-share, i, j))
    taken: tuple[set[int], set[int]] = set(), set()
    out = []
    for _, i, j in sorted(near):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            out.append((i, j))
    return out


def unitizing_alpha(coders: Sequence[Sequence[Unit]], length: int) -> float:
    """Return Krippendorff's alpha for unitizing: how far coders marked the same stretches of one continuum.

    Parameters
    ----------
    coders : sequence of sequence of (int, int)
        The stretches of one category that each coder marked, half-open, none overlapping another of the same coder.
    length : int
        Of the continuum, in the same unit (characters).

    Returns
    -------
    float
        1 where all marked the same stretches, 0 for what chance gives; NaN where nobody marked anything.

    Raises
    ------
    StanceError
        When stretches of one coder overlap, or reach beyond the continuum.

    Notes
    -----
    Krippendorff (1995), "On the reliability of unitizing contiguous data"; Krippendorff (2004), "Content Analysis", section 11.6.

    Examples
    --------
    >>> round(unitizing_alpha([[(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]], 300), 4)
    0.7286
    """
    observed, expected = unitizing_disagreement(coders, length)
    return 1 - observed / expected if expected else float("nan")


def unitizing_disagreement(coders: Sequence[Sequence[Unit]], length: int) -> tuple[float, float]:
    """Return the observed and the expected disagreement of alpha for unitizing; several categories or texts are summed.

    Raises
    ------
    StanceError
        When stretches of one coder overlap, or reach beyond the continuum.
    """
    marked = [sorted(units) for units in coders]
    for number, units in enumerate(marked):
        for (start, end), (after, _) in zip(units, [*units[1:], (length, length)], strict=True):
            if not 0 <= start < end <= after:
                raise StanceError(
                    f"coder {number}: the stretch {start}-{end} overlaps the next or leaves the text of {length}; join them first"
                )
    gaps = [_gaps(units, length) for units in marked]
    m = len(marked)
    observed = 0.0
    for i in range(m):
        for j in range(m):
            if i != j:
                observed += _apart(marked[i], marked[j], gaps[i], gaps[j])
    observed /= max(1, m * (m - 1)) * length**2
    lengths = [end - start for units in marked for start, end in units]
    rooms = [end - start for free in gaps for start, end in free]
    total = sum(
        (len(lengths) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        + size**2 * sum(room - size + 1 for room in rooms if room >= size)
        for size in lengths
    )
    places = m * length * (m * length - 1) - sum(size * (size - 1) for size in lengths)
    return observed, 2 / length * total / places if places else 0.0


def _gaps(units: list[Unit], length: int) -> list[Unit]:
    edges = [0, *[edge for unit in units for edge in unit], length]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]


def _apart(units: list[Unit], others: list[Unit], gaps: list[Unit], other_gaps: list[Unit]) -> float:
    """Squared differences: of overlapping stretches at both ends, of one that lies within the other's gap its length."""
    found = sum((s - a) ** 2 + (e - b) ** 2 for s, e in units for a, b in others if s < b and a < e)
    found += sum((e - s) ** 2 for s, e in units for a, b in other_gaps if a <= s and e <= b)
    return found + sum((b - a) ** 2 for s, e in gaps for a, b in others if s <= a and b <= e)
