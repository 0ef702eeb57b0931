from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone

from stance.errors import StanceError
from stance.tables import build, check, make_id
from stance.topics import CLEAR, SAMPLE, TopicClusterer, find_topics, label_topics


def blobs(n: int, k: int, *, seed: int = 0, spread: float = 0.35) -> tuple[np.ndarray, np.ndarray]:
    """n unit vectors of 64 dimensions around k directions, and the direction of each."""
    rng = np.random.default_rng(seed)
    centres = np.linalg.qr(rng.normal(size=(64, k)))[0].T
    truth = np.arange(n) % k
    rows = centres[truth] + spread * rng.normal(size=(n, 64)) / 8
    return rows / np.linalg.norm(rows, axis=1, keepdims=True), truth


def frame(texts: list[str], repeats: dict[int, int] | None = None):
    ids = [make_id("s", text, i) for i, text in enumerate(texts)]
    return build(
        "statements",
        [
            {
                "statement_id": ids[i], "doc_id": "d1", "text": text, "start": 0, "end": len(text),
                "kind": "indirect", "cue_kind": "asserts", "conditional": False, "actor": "Norland", "actor_score": 1.0,
                "actor_reason": "name",
                "repeats": ids[repeats[i]] if repeats and i in repeats else None,
            }
            for i, text in enumerate(texts)
        ],
    )  # fmt: skip


@pytest.mark.parametrize(("n", "low", "high"), [(0, 0, 0), (1, 1, 1), (2, 1, 1), (5, 1, 2), (20, 2, 4), (60, 4, 8)])
def test_number_of_topics_is_sensible_whatever_the_size(n: int, low: int, high: int) -> None:
    model = TopicClusterer().fit(blobs(n, max(1, min(n, 4)))[0] if n else np.zeros((0, 64)))
    assert low <= model.n_topics_ <= high
    assert model.labels_.shape == (n,)
    assert sorted(set(model.labels_)) == list(range(model.n_topics_))
    assert [model.labels_[i] for i in model.medoids_] == list(range(model.n_topics_))


def test_finds_the_groups_that_are_there() -> None:
    rows, truth = blobs(60, 6)
    model = TopicClusterer().fit(rows)
    assert model.n_topics_ == 6
    assert len(set(zip(model.labels_, truth, strict=True))) == 6
    assert model.silhouette_ > CLEAR
    assert (model.predict(rows) == model.labels_).all()


def test_five_thousand_rows_have_no_topic_that_swallows_everything() -> None:
    rows, _ = blobs(5000, 50)
    model = TopicClusterer().fit(rows)
    assert SAMPLE < 5000
    assert 30 <= model.n_topics_ <= 71
    assert np.bincount(model.labels_).max() < 500
    assert np.array_equal(np.sort(np.bincount(model.labels_))[::-1], np.bincount(model.labels_))


@pytest.mark.parametrize("n", [5, 60, 2500])
def test_labels_do_not_depend_on_the_order_of_rows(n: int) -> None:
    rows, _ = blobs(n, 5, spread=1.5)
    order = np.random.default_rng(1).permutation(n)
    one, other = TopicClusterer().fit(rows), TopicClusterer().fit(rows[order])
    assert (other.labels_ == one.labels_[order]).all()
    assert (order[other.medoids_] == one.medoids_).all()


def test_rows_that_are_all_alike_are_one_topic() -> None:
    assert TopicClusterer().fit(np.ones((30, 8))).n_topics_ == 1
    assert TopicClusterer(4).fit(np.ones((30, 8))).n_topics_ == 1
    assert TopicClusterer().fit(np.zeros((3, 8))).n_topics_ == 1


def test_the_number_asked_for_is_made_as_far_as_it_can_be() -> None:
    rows, _ = blobs(20, 4)
    assert TopicClusterer(1).fit(rows).n_topics_ == 1
    assert TopicClusterer(7).fit(rows).n_topics_ == 7
    assert TopicClusterer(9).fit(rows[:3]).n_topics_ == 3


def test_is_a_scikit_learn_estimator() -> None:
    model = TopicClusterer(3, random_state=4)
    assert clone(model).get_params() == {"n_topics": 3, "random_state": 4}
    assert (model.fit_predict(blobs(30, 3)[0]) == model.labels_).all()


def test_input_that_cannot_be_used_is_named() -> None:
    with pytest.raises(StanceError, match=r"shape \(3,\)"):
        TopicClusterer().fit(np.ones(3))
    with pytest.raises(StanceError, match="not finite"):
        TopicClusterer().fit(np.array([[1.0, np.nan]]))
    with pytest.raises(StanceError, match="n_topics is 0"):
        TopicClusterer(0).fit(np.ones((2, 2)))
    with pytest.raises(StanceError, match="fit it on at least one"):
        TopicClusterer().fit(np.zeros((0, 2))).predict(np.ones((1, 2)))
    with pytest.raises(StanceError, match="3 columns, the topics 2"):
        TopicClusterer().fit(np.ones((2, 2))).predict(np.ones((1, 3)))
    with pytest.raises(StanceError, match="1 embeddings for 2 statements"):
        find_topics(frame(["One thing", "Another thing"]), np.ones((1, 4)))


def test_keywords_are_distinct_and_leave_out_reporting_and_names_that_stand_everywhere() -> None:
    texts = [
        "Norland said the grain exports from Norland's ports will resume on Monday",
        "Norland told buyers that grain exports fell",
        "Norland reported record grain exports", "Norland said the ceasefire line holds",
        "The ceasefire line was crossed twice by Norland", "Observers watch the ceasefire line of Norland",
    ]  # fmt: skip
    grain, line = label_topics(texts, [0, 0, 0, 1, 1, 1], n_keywords=3)
    assert grain[0] == "grain exports"
    assert line[0] == "ceasefire line"
    for keywords in (grain, line):
        assert not {"Norland", "said", "told", "Monday"} & set(keywords)
        words = [word for keyword in keywords for word in keyword.split()]
        assert len(words) == len(set(words))


def test_keywords_without_content_words_are_none() -> None:
    assert label_topics([], []) == []
    assert label_topics(["It is what it is", "Yes"], [0, 1])[0] == []


def test_find_topics_fills_both_tables() -> None:
    texts = [f"The {thing} matter number {i} of the year" for thing in ("grain", "border") for i in range(10)]
    rows, _ = blobs(20, 2)
    rows = rows[np.argsort(np.arange(20) % 2, kind="stable")]
    statements, topics = find_topics(frame(texts), rows)
    check("statements", statements, topics=topics)
    check("topics", topics)
    assert topics["size"].sum() == 20
    assert statements.groupby("topic").size().to_dict() == dict(zip(topics["topic"], topics["size"], strict=True))
    assert set(topics["medoid_id"]) <= set(statements["statement_id"])
    assert [make_id("t", medoid) for medoid in topics["medoid_id"]] == topics["topic"].tolist()
    of = dict(zip(topics["topic"], topics["label"], strict=True))
    assert "grain" in of[statements["topic"].iloc[0]]
    assert "border" in of[statements["topic"].iloc[15]]


def test_names_of_actors_are_no_keywords() -> None:
    texts = [
        "Iranian missiles hit the harbour",
        "Iran fired missiles at the harbour",
        "Pakistan raised the grain tax",
        "Pakistan's grain tax rose",
    ]
    rows = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9]])
    _, topics = find_topics(frame(texts), rows, n_topics=2)
    words = " ".join(topics["keywords"])
    assert "Iran" not in words and "Pakistan" not in words and "missiles" in words and "grain tax" in words


def test_find_topics_does_not_depend_on_the_order_of_rows() -> None:
    rows, _ = blobs(40, 4, spread=1.5)
    statements = frame([f"Statement number {i} on matter {i % 4}" for i in range(40)])
    order = np.random.default_rng(2).permutation(40)
    one, topics = find_topics(statements, rows)
    other, same = find_topics(statements.iloc[order], rows[order])
    assert topics.equals(same)
    assert dict(zip(one["statement_id"], one["topic"], strict=True)) == dict(
        zip(other["statement_id"], other["topic"], strict=True)
    )


def test_a_repeat_follows_its_first_telling_and_does_not_move_the_medoid() -> None:
    rows, _ = blobs(12, 2)
    statements = frame([f"Thing {i}" for i in range(12)])
    _, topics = find_topics(statements, rows)
    told = [*range(12), *[4] * 30]
    more = frame([f"Thing {i}" for i in told], dict.fromkeys(range(12, 42), 4))
    again, with_repeats = find_topics(more, rows[told])
    assert with_repeats["topic"].sort_values().tolist() == topics["topic"].sort_values().tolist()
    assert set(again["topic"].iloc[12:]) == {again["topic"].iloc[4]}
    assert with_repeats["size"].sum() == 42


def test_no_statements_no_topics() -> None:
    statements, topics = find_topics(frame([]), np.zeros((0, 384)))
    assert len(statements) == len(topics) == 0
    assert list(topics.columns) == ["topic", "label", "keywords", "size", "medoid_id"]
    check("topics", topics)


def test_one_statement_is_one_topic_even_of_stop_words() -> None:
    statements, topics = find_topics(frame(["It is what it is."]), np.ones((1, 4)))
    assert topics["label"].tolist() == ["It is what it is."]
    assert topics["keywords"].tolist() == [""]
    assert statements["topic"].tolist() == topics["topic"].tolist()
