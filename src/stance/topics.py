"""Topics: groups of statements about the same thing, with keywords and a most central statement each.

Topics help a reader to find the way; they never decide which statements meet which claims.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

from stance.errors import StanceError
from stance.statements.actors import load_actors
from stance.tables import build, cast, make_id

if TYPE_CHECKING:
    import pandas as pd

    from stance.statements.actors import ActorTable

SAMPLE = 2000
"""Rows from which the starting topics are built when there are more; the memory of that step grows with its square."""

CLEAR = 0.02
"""Mean silhouette (cosine) below which two topics are no better a description than one."""

_REPORTING = """
accuse accused accuses according add added adds allege alleged allegedly alleges announce announced announces argue
argued argues asked assert asserted asserts believe believes call called calling calls claim claimed claims comment
commented comments conversation declare declared declares deny denied denies discuss discussed doing don explained
going insisted insists issue issues just know let like make makes making media mentioned mr mrs ms noted official
officials old press question read reiterated release reported reportedly reports respond said saying says speak
speaking spoke spokesman spokesperson spokeswoman state stated statement statements states stress stressed stresses
talk talked talks tell telling tells think thinks told tweet tweeted twitter urge urged urges use used using want
wants warn warned warns way week word words wrote year years
monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday
january february march april june july august september october november december
"""

REPORTING_WORDS = frozenset(_REPORTING.split())
"""Words of reporting and of the calendar, which say nothing about what a topic is about."""

_LINK = re.compile(r"https?://\S+|www\.\S+|pic\.twitter\.\S+")
_PHRASE = re.compile(r"[^.,;:!?()\[\]\"“”«»—–|/]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


class TopicClusterer(ClusterMixin, BaseEstimator):
    """Group sentence embeddings into topics, every row in exactly one.

    Ward's agglomerative clustering gives the start, spherical k-means moves rows to the topic they are closest to, and
    the number of topics is the one of the highest mean silhouette. Rows are put into a canonical order first, so the
    result depends on the set of rows and not on their order.

    Parameters
    ----------
    n_topics : int, optional
        How many topics to make; fewer come out where there are fewer distinct rows. By default chosen between half the
        square root of the number of rows and the square root, and one where two would not be apart.
    random_state : int, default 0
        Seed of the sample that is drawn from more than `SAMPLE` rows.

    Attributes
    ----------
    labels_ : numpy.ndarray of int64, shape (n,)
        The topic of each row, 0 the largest.
    n_topics_ : int
        How many topics there are, 0 for no rows.
    centroids_ : numpy.ndarray of float64, shape (topics, d)
        The mean direction of each topic, of length one.
    medoids_ : numpy.ndarray of int64, shape (topics,)
        The row closest to each centroid.
    silhouette_ : float
        Mean silhouette of the topics found, by cosine distance on the sample; NaN where there are fewer than two.

    Notes
    -----
    Ward (1963), "Hierarchical grouping to optimize an objective function"; Dhillon and Modha (2001), "Concept
    decompositions for large sparse text data using clustering"; Rousseeuw (1987), "Silhouettes".

    Examples
    --------
    >>> rows = np.array([[1.0, 0.0], [0.0, 1.0], [0.9, 0.1], [0.1, 0.9], [0.95, 0.05]])
    >>> TopicClusterer().fit(rows).labels_
    array([0, 1, 0, 1, 0])
    """

    def __init__(self, n_topics: int | None = None, *, random_state: int = 0) -> None:
        self.n_topics = n_topics
        self.random_state = random_state

    def fit(self, X: np.ndarray, y: object = None) -> TopicClusterer:
        """Find the topics.

        Parameters
        ----------
        X : numpy.ndarray, shape (n, d)
            Embeddings; rows are scaled to length one.
        y : ignored

        Returns
        -------
        TopicClusterer
            Itself, fitted.

        Raises
        ------
        StanceError
            When `X` is no finite two-dimensional array or `n_topics` is below one.
        """
        rows = _unit(X)
        if self.n_topics is not None and self.n_topics < 1:
            raise StanceError(f"n_topics is {self.n_topics!r}; expected a whole number above 0, or None to have it chosen")
        order = np.lexsort(rows.T[::-1]) if rows.size else np.arange(len(rows))
        labels, self.silhouette_ = self._labels(rows[order])
        by_size = sorted(set(labels.tolist()), key=lambda k: (-int((labels == k).sum()), int((labels == k).argmax())))
        rank = np.argsort(np.array(by_size, dtype=np.int64))
        self.n_topics_ = len(by_size)
        self.labels_ = np.empty(len(rows), dtype=np.int64)
        self.labels_[order] = rank[labels] if len(labels) else labels
        ordered = self.labels_[order]
        self.centroids_ = _centroids(rows[order], ordered, self.n_topics_)
        near = rows[order] @ self.centroids_.T
        inside = [np.where(ordered == k, near[:, k], -np.inf).argmax() for k in range(self.n_topics_)]
        self.medoids_ = order[np.array(inside, dtype=np.int64)].astype(np.int64)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the topic whose centroid is closest to each row.

        Parameters
        ----------
        X : numpy.ndarray, shape (m, d)
            Embeddings of the same encoder.

        Returns
        -------
        numpy.ndarray of int64, shape (m,)

        Raises
        ------
        StanceError
            When not fitted on any row, or when the embeddings have another length.
        """
        rows = _unit(X)
        if not getattr(self, "n_topics_", 0):
            raise StanceError("TopicClusterer has no topics to choose from; fit it on at least one embedding first")
        if rows.shape[1] != self.centroids_.shape[1]:
            raise StanceError(
                f"embeddings have {rows.shape[1]} columns, the topics {self.centroids_.shape[1]}; use the same encoder"
            )
        return (rows @ self.centroids_.T).argmax(axis=1).astype(np.int64)

    def _labels(self, rows: np.ndarray) -> tuple[np.ndarray, float]:
        """Topics of rows in canonical order, and their silhouette."""
        from scipy.cluster.hierarchy import fcluster, linkage
        from sklearn.metrics import silhouette_score

        n = len(rows)
        one = np.zeros(n, dtype=np.int64), float("nan")
        distinct = len(np.unique(rows, axis=0)) if n else 0
        if distinct < 2 or self.n_topics == 1 or (self.n_topics is None and distinct < 4):
            return one
        chosen = np.arange(n)
        if n > SAMPLE:
            chosen = np.sort(np.random.default_rng(self.random_state).choice(n, SAMPLE, replace=False))
        sample = rows[chosen]
        tree = linkage(sample, "ward")
        distance = np.clip(1 - sample @ sample.T, 0, None)
        np.fill_diagonal(distance, 0)
        best: tuple[float, np.ndarray] | None = None
        for k in [min(self.n_topics, distinct)] if self.n_topics else _candidates(n, distinct):
            start = fcluster(tree, k, "maxclust") - 1
            labels = _refine(rows, _centroids(sample, start, int(start.max()) + 1))
            seen = len(np.unique(labels[chosen]))
            # A row alone in its topic has silhouette 0, so have rows that all stand alone.
            apart = 1 < seen < len(sample)
            score = float(silhouette_score(distance, labels[chosen], metric="precomputed")) if apart else 0.0
            if best is None or score > best[0]:
                best = score, labels
        if best is None or (self.n_topics is None and not best[0] >= CLEAR):
            return one
        return best[1], best[0]


def _unit(X: Any) -> np.ndarray:
    rows = np.asarray(X, dtype=np.float64)
    if rows.ndim != 2 or not np.isfinite(rows).all():
        found = "values that are not finite" if rows.ndim == 2 else f"shape {rows.shape}"
        raise StanceError(f"embeddings have {found}; expected one row of finite numbers per text, as an encoder returns it")
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length > 0, length, 1)


def _candidates(n: int, distinct: int) -> list[int]:
    """Numbers of topics to try: a reader wants neither two for a thousand statements nor one for every second."""
    high = max(2, round(n**0.5))
    low = max(2, high // 2)
    return sorted({min(round(k), distinct) for k in np.geomspace(low, high, 9)})


def _centroids(rows: np.ndarray, labels: np.ndarray, k: int) -> np.ndarray:
    sums = np.zeros((k, rows.shape[1]))
    np.add.at(sums, labels, rows)
    return _unit(sums)


def _refine(rows: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """Spherical k-means from the given centroids; stops rather than leave a topic empty."""
    k = len(centroids)
    labels = (rows @ centroids.T).argmax(axis=1)
    for _ in range(50):
        centroids = _centroids(rows, labels, k)
        moved = (rows @ centroids.T).argmax(axis=1)
        if np.array_equal(moved, labels) or len(np.unique(moved)) < len(np.unique(labels)):
            break
        labels = moved
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _terms(text: str) -> list[tuple[str, str]]:
    """Words and pairs of neighbouring words, as (folded form, printed form); no pair crosses a stop word or a mark."""
    found = []
    for phrase in _PHRASE.findall(_LINK.sub(" ", text)):
        before: tuple[str, str] | None = None
        for printed in _WORD.findall(phrase):
            printed = _POSSESSIVE.sub("", printed)
            word = printed.lower().replace("’", "'")
            if len(word) < 3 or "'" in word or word in ENGLISH_STOP_WORDS or word in REPORTING_WORDS:
                before = None
                continue
            plural = len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
            folded = word[:-1] if plural else word
            found.append((folded, printed))
            if before:
                found.append((f"{before[0]} {folded}", f"{before[1]} {printed}"))
            before = folded, printed
    return found


def _folded(text: str) -> list[str]:
    return [folded for folded, _ in _terms(text)]


def label_topics(
    texts: Sequence[str], labels: Sequence[int], *, weights: Sequence[float] | None = None, n_keywords: int = 8
) -> list[list[str]]:
    """Return the words that tell each topic from the others, best first.

    Parameters
    ----------
    texts : sequence of str, length n
        The statements.
    labels : sequence of int, length n
        The topic of each, numbered from 0 without gaps.
    weights : sequence of float, optional
        How much each statement counts, as its closeness to the topic's centroid; by default all alike.
    n_keywords : int, default 8
        At most so many per topic.

    Returns
    -------
    list of list of str
        One list per topic; no two keywords of a list share a word. Empty where a topic has only stop words.

    Notes
    -----
    Class-based TF-IDF after Grootendorst (2022), "BERTopic", multiplied by log((1 + topics) / topics with the term);
    a term, such as an actor's name, that stands in more than seven topics of ten tells none apart and is left out.

    Examples
    --------
    >>> label_topics(["Grain exports fell", "Grain exports rose", "The bridge is closed"], [0, 0, 1], n_keywords=2)
    [['Grain exports', 'fell'], ['bridge', 'closed']]
    """
    k = max(labels, default=-1) + 1
    if not any(_folded(text) for text in texts):
        return [[] for _ in range(k)]
    vectorizer = CountVectorizer(analyzer=_folded)
    counts = vectorizer.fit_transform(texts)
    names = vectorizer.get_feature_names_out()
    printed: dict[str, Counter[str]] = {name: Counter() for name in names}
    for text in texts:
        for folded, form in _terms(text):
            printed[folded][form] += 1
    n = len(labels)
    weight = np.ones(n) if weights is None else np.clip(np.asarray(weights, dtype=np.float64), 0.01, None)
    member = csr_array((np.ones(n), (np.asarray(labels), np.arange(n))), shape=(k, n))
    told = (member @ (counts > 0)).toarray()
    heard = (member.multiply(weight) @ (counts > 0)).toarray()
    spread = (told > 0).sum(axis=0)
    score = heard * np.log1p(told.sum() / k / told.sum(axis=0)) * np.log((1 + k) / spread)
    score[:, spread > max(1, 0.7 * k)] = 0
    out = []
    for topic in range(k):
        # Ties are broken by the term itself, so that the keywords do not depend on the order of rows.
        ranked = sorted((int(i) for i in np.flatnonzero(score[topic])), key=lambda i: (-score[topic, i], names[i]))
        told_here = {str(names[i]): float(told[topic, i]) for i in ranked}
        shared = [name for name, times in told_here.items() if times > 1 and " " not in name]
        if len(shared) >= 3:
            told_here = {name: times for name, times in told_here.items() if times > 1}
        picked = _pick(told_here, n_keywords)
        out.append([min(printed[name].items(), key=lambda item: (-item[1], item[0]))[0] for name in picked])
    return out


def _pick(told: dict[str, float], n: int) -> list[str]:
    """Take the first terms that share no word; a pair stands for its word where the word mostly comes in that pair."""
    pairs = [name for name in told if " " in name]
    picked: list[str] = []
    used: set[str] = set()
    for name in told:
        if len(picked) == n:
            break
        if used & set(name.split()):
            continue
        fuller = [pair for pair in pairs if name in pair.split() and told[pair] >= max(2, 0.6 * told[name])]
        fuller = [pair for pair in fuller if not used & set(pair.split())]
        term = fuller[0] if fuller else name
        if " " in term and told[term] < 2:
            continue
        picked.append(term)
        used |= set(term.split())
    return picked


def _matters(texts: list[str], actors: ActorTable) -> list[str]:
    """Texts without the names of actors, which tell who is spoken of and not what about."""
    out = []
    for text in texts:
        for mention in reversed(actors.find(text)):
            text = f"{text[: mention.start]}|{text[mention.end :]}"
        out.append(text)
    return out


def find_topics(
    statements: pd.DataFrame,
    embeddings: np.ndarray,
    *,
    n_topics: int | None = None,
    random_state: int = 0,
    actors: ActorTable | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give every statement its topic, and describe the topics.

    Parameters
    ----------
    statements : pandas.DataFrame
        The statements table, n rows. A repeat gets the topic of its first telling and does not weigh in.
    embeddings : numpy.ndarray, shape (n, d)
        Row i is the embedding of statement i.
    n_topics, random_state
        As for `TopicClusterer`.
    actors : ActorTable, optional
        Whose names are no keywords, except where a topic has hardly any other; the bundled table by default.

    Returns
    -------
    statements : pandas.DataFrame
        A copy, column `topic` filled.
    topics : pandas.DataFrame
        The topics table, largest first, and as column `medoid_id` the most central statement. The topic's id comes from
        that statement's, `size` counts all statements, repeats too.

    Raises
    ------
    StanceError
        When there is not one embedding per statement, or they are not finite.
    """
    statements = cast("statements", statements)
    rows = _unit(embeddings) if len(statements) else np.zeros((0, 1))
    if len(rows) != len(statements):
        raise StanceError(f"there are {len(rows)} embeddings for {len(statements)} statements; expected one for each")
    ids = statements["statement_id"].tolist()
    first = dict(zip(ids, statements["repeats"].tolist(), strict=True))
    own = sorted((i for i, key in enumerate(ids) if first[key] not in first), key=lambda i: ids[i])
    model = TopicClusterer(n_topics, random_state=random_state).fit(rows[own])
    label_of = {ids[i]: int(label) for i, label in zip(own, model.labels_, strict=True)}
    texts = statements["text"].tolist()
    close = (rows[own] * model.centroids_[model.labels_]).sum(axis=1) if own else []
    told, labels_of = [texts[i] for i in own], model.labels_.tolist()
    named = label_topics(told, labels_of, weights=close)
    bare = label_topics(_matters(told, actors if actors is not None else load_actors()), labels_of, weights=close)
    keywords = [matters if len(matters) > 2 else names for matters, names in zip(bare, named, strict=True)]
    medoids = [own[i] for i in model.medoids_]
    # A repeat of a statement that is itself a repeat, which hand-made tables may hold, goes where it is closest.
    labels = [
        label_of[key] if key in label_of else label_of.get(first[key], int(model.predict(rows[[i]])[0]))
        for i, key in enumerate(ids)
    ]
    table = build(
        "topics",
        [
            {
                "topic": make_id("t", ids[medoid]),
                "label": ", ".join(words[:3]) or texts[medoid][:60],
                "keywords": ", ".join(words),
                "size": labels.count(k),
                "medoid_id": ids[medoid],
            }
            for k, (medoid, words) in enumerate(zip(medoids, keywords, strict=True))
        ],
    )
    if "medoid_id" not in table:
        table = table.assign(medoid_id=np.array([], dtype=str))
    names = table["topic"].tolist()
    return cast("statements", statements.assign(topic=[names[label] for label in labels])), table
