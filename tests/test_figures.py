import json
import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import stance
from small_study import small_study
from stance.errors import StanceError
from stance.figures import (
    contested_claim_table,
    plot_contested_claim,
    plot_stance_matrix,
    plot_stance_timeline,
    plot_statement_map,
    plot_topic_shares,
    stance_matrix_table,
    stance_timeline_table,
    statement_map_table,
    topic_shares_table,
)
from stance.figures.statement_map import EDGE, HEIGHT, NARROW, place_labels
from stance.tables import STATES, UNKNOWN

HOSTILE = '<img src=x onerror="alert(1)"> & $x^2$ %{y} <a href="javascript:alert(1)">go</a> \u202e' + "word" * 60


@pytest.fixture(scope="module")
def study():
    return small_study()


@pytest.fixture(scope="module")
def drawn(study):
    return {
        "matrix": study.plot_stance_matrix(),
        "map": study.plot_statement_map(),
        "shares": study.plot_topic_shares(),
        "contested": study.plot_contested_claim("fast-fill"),
        "timeline": study.plot_stance_timeline("fast-fill"),
    }


def marks(figure):
    """Every mark with the trace it is in: (trace, customdata, text, hover text)."""
    out = []
    for trace in figure.data:
        text = trace.text if trace.text is not None else [None] * len(trace.customdata)
        out += [(trace, *rest) for rest in zip(trace.customdata, text, trace.hovertext, strict=True)]
    return out


def strings(spec):
    """Every text that Plotly would draw as pseudo-HTML."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key not in ("customdata", "meta"):
                yield from strings(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from strings(value)
    elif isinstance(spec, str):
        yield spec


def big(study, n, dimensions=32):
    rows = pd.concat([study.statements] * (n // len(study.statements) + 1), ignore_index=True).head(n)
    rows = rows.assign(statement_id=[f"s{i:05d}" for i in range(n)], repeats=None, parent_id=None)
    return rows, np.random.default_rng(0).normal(size=(n, dimensions))


# Matrix


def test_every_state_is_in_the_matrix_and_looks_different(study, drawn):
    assert set(study.cells["state"]) == set(STATES)
    looks = [(t.marker.color, t.marker.pattern.shape, t.name.split()[0]) for t in drawn["matrix"].data]
    assert len(looks) == len(STATES)
    assert len({symbol for *_, symbol in looks}) == len(STATES)
    assert len({(colour, pattern) for colour, pattern, _ in looks}) == len(STATES)


def test_matrix_draws_exactly_its_table(study, drawn):
    table = stance_matrix_table(study.stances, study.statements, study.claims, mentions=study.mentions)
    found = {tuple(custom): text for _, custom, text, _ in marks(drawn["matrix"])}
    assert set(found) == set(zip(table["actor"], table["claim_id"], strict=True))
    for row in table.itertuples():
        text = found[row.actor, row.claim_id]
        assert ("n=" in text) == (row.state in ("favor", "against", "mixed"))
        if row.n:
            assert f"n={row.n}" in text
            assert f"{abs(row.score):.1f}" in text
    assert "−1.0" in found["Oresia", "fast-fill"] and "+1.0" in found["Veldania", "fast-fill"]
    assert "±" in found["Tarn", "harvest"]


def test_matrix_table_agrees_with_the_cells(study):
    table = stance_matrix_table(study.stances, study.statements, study.claims, mentions=study.mentions)
    both = table.merge(study.cells, on=["actor", "claim_id"], suffixes=("", "_cell"))
    assert len(both) == len(table) == len(study.cells)
    assert (both["state"] == both["state_cell"]).all() and (both["n"] == both["n_cell"]).all()
    assert set(table["claim_id"]) == set(study.claims["claim_id"])
    assert list(dict.fromkeys(table["claim_id"])) == list(study.claims["claim_id"])


def test_evidence_is_of_the_cell_and_of_both_sides_where_mixed(study):
    table = stance_matrix_table(study.stances, study.statements, study.claims).set_index(["actor", "claim_id"])
    said = study.statements.set_index("statement_id")
    for (actor, _), ids in table["evidence"].items():
        assert all(said.loc[i, "actor"] == actor and pd.isna(said.loc[i, "repeats"]) for i in ids.split())
        assert len(ids.split()) <= 2
    mixed = table.loc[("Tarn", "harvest"), "evidence"].split()
    labels = study.stances[study.stances["claim_id"] == "harvest"].set_index("statement_id").loc[mixed, "label"]
    assert set(labels) == {"favor", "against"}


def test_matrix_hover_has_claim_counts_and_how_it_was_said(drawn):
    hover = next(h for _, c, _, h in marks(drawn["matrix"]) if tuple(c) == ("Oresia", "fast-fill"))
    assert "0 in favor, 1 against" in hover
    assert "<b>Oresia</b> denies:" in hover
    assert "treaty of Harl" in hover.replace("<br>", " ")


def test_unknown_is_no_column_unless_asked(study):
    tables = (study.stances, study.statements, study.claims)
    assert UNKNOWN not in set(stance_matrix_table(*tables)["actor"])
    asked = stance_matrix_table(*tables, actors=["Tarn", UNKNOWN])
    assert list(dict.fromkeys(asked["actor"])) == ["Tarn", UNKNOWN]
    cell = asked[(asked["actor"] == UNKNOWN) & (asked["claim_id"] == "fast-fill")].iloc[0]
    assert (cell["state"], cell["n"]) == ("favor", 1)


def test_actors_keep_the_order_asked_for_and_a_wrong_one_is_named(study):
    tables = (study.stances, study.statements, study.claims)
    figure = plot_stance_matrix(*tables, actors=["Tarn", "Bruma"])
    assert list(figure.layout.xaxis.ticktext) == ["Tarn", "Bruma"]
    with pytest.raises(StanceError, match=r"'Atlantis' occurs in none .* Veldania"):
        plot_stance_matrix(*tables, actors=["Atlantis"])


def test_columns_are_limited_and_the_note_says_so(study):
    statements = study.statements.assign(actor=[f"Actor {i % 14}" for i in range(len(study.statements))])
    figure = plot_stance_matrix(study.stances, statements, study.claims)
    left = stance_matrix_table(study.stances, statements, study.claims)["actor"].nunique() - 10
    assert len(figure.layout.xaxis.ticktext) == 10 and left > 0
    assert f"{left} more actors" in figure.layout.title.subtitle.text.replace("<br>", " ")


# Contested claim


def test_sides_of_a_claim(study, drawn):
    table = contested_claim_table("fast-fill", study.stances, study.statements, study.claims, links=study.links)
    assert table["label"].tolist() == ["favor", "favor", "abstain", "against"]
    assert table["actor"].tolist() == ["Veldania", "Tarn", "League of the Lakes", "Oresia"]
    assert table["countered_by"].tolist() == ["Oresia", "Oresia", "", "Tarn, Veldania"]
    signs = {}
    for trace in drawn["contested"].data:
        for x, statement_id in zip(trace.x, trace.customdata, strict=True):
            signs.setdefault(statement_id, []).append(round(x, 6))
    for row in table.itertuples():
        expected = {"favor": [row.p_favor], "against": [-row.p_against], "abstain": [-row.p_against, row.p_favor]}[row.label]
        assert sorted(signs[row.statement_id]) == [round(x, 6) for x in expected]


def test_a_repeat_is_not_a_second_telling(study):
    repeats = study.statements.dropna(subset=["repeats"])
    assert len(repeats) == 2
    gone = set(repeats["statement_id"])
    claims = study.claims["claim_id"]
    sides = [contested_claim_table(c, study.stances, study.statements, study.claims) for c in claims]
    assert not gone & {s for table in sides for s in table["statement_id"]}
    place = statement_map_table(study.statements, study.embeddings, study.topics).set_index("statement_id")
    assert not gone & set(place.index)
    assert place.loc[repeats["repeats"], "tellings"].tolist() == [2, 2]
    shares = topic_shares_table(study.statements, study.topics)
    assert shares["n"].sum() == len(place) == 38


def test_long_sides_are_cut_and_the_note_says_so(study):
    n = 40
    statements = study.statements.head(n).assign(repeats=None, parent_id=None, actor="Tarn")
    stances = study.stances[study.stances["claim_id"] == "troops"].head(0)
    rows = [
        {
            "statement_id": s,
            "claim_id": "troops",
            "p_favor": 0.9,
            "p_against": 0.05,
            "p_none": 0.05,
            "label": "favor",
            "method": "",
        }
        for s in statements["statement_id"]
    ]
    stances = pd.DataFrame(rows)
    figure = plot_contested_claim("troops", stances, statements, study.claims)
    assert len(marks(figure)) == 10
    assert "30 more statements" in figure.layout.title.subtitle.text.replace("<br>", " ")


def test_a_wrong_claim_is_named(study):
    with pytest.raises(StanceError, match=r"claim_id 'nothing' is not in the table claims; there are fast-fill"):
        study.plot_contested_claim("nothing")


# Shares


def test_shares_sum_to_one_and_are_drawn_with_n(study, drawn):
    table = topic_shares_table(study.statements, study.topics)
    assert table.groupby("actor")["share"].sum().to_numpy() == pytest.approx(1)
    assert table["actor"].iloc[-1] == UNKNOWN
    found = {tuple(custom): text for _, custom, text, _ in marks(drawn["shares"])}
    assert len(found) == len(table)
    for row in table.itertuples():
        assert found[row.actor, row.topic] == (f"<b>{row.share:.0%}</b><br>n={row.n}" if row.n else "0")


def test_statements_without_topic_have_their_own_row(study):
    table = topic_shares_table(study.statements.assign(topic=None), study.topics)
    assert set(table["label"]) == {"no topic"}
    assert (table["share"] == 1).all()


# Map


@pytest.mark.parametrize("n", [1, 2, 5, 60])
def test_map_places_any_number_of_statements(study, n):
    statements, embeddings = big(study, n)
    table = statement_map_table(statements, embeddings, study.topics)
    places = table[["x", "y"]].to_numpy()
    assert places.shape == (n, 2) and np.isfinite(places).all() and (np.abs(places) <= 1).all()
    assert len(np.unique(places, axis=0)) == n


def test_map_of_equal_embeddings_does_not_fail(study):
    statements, _ = big(study, 20)
    table = statement_map_table(statements, np.ones((20, 8)), study.topics)
    assert (table[["x", "y"]] == 0).all(axis=None)


def test_map_does_not_depend_on_the_order_of_rows(study):
    statements, embeddings = study.statements, study.embeddings
    first = statement_map_table(statements, embeddings, study.topics)
    turn = np.random.default_rng(3).permutation(len(statements))
    pd.testing.assert_frame_equal(first, statement_map_table(statements.iloc[turn], embeddings[turn], study.topics))


def test_map_keeps_like_statements_together(study):
    table = statement_map_table(study.statements, study.embeddings, study.topics)
    places = table[["x", "y"]].to_numpy()
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    nearest = table["topic"].to_numpy()[apart.argmin(axis=1)]
    assert (nearest == table["topic"].to_numpy()).mean() > 0.9


def test_map_marks_actors_by_colour_and_symbol_unknown_last(study, drawn):
    looks = [(trace.marker.color, trace.marker.symbol) for trace in drawn["map"].data]
    assert len(set(looks)) == len({c for c, _ in looks}) == len({s for _, s in looks}) == 6
    assert drawn["map"].data[-1].name == "unknown (n=3)"


def test_map_puts_the_many_into_one_group(study):
    statements, embeddings = big(study, 60)
    figure = plot_statement_map(statements.assign(actor=[f"Actor {i % 30}" for i in range(60)]), embeddings, study.topics)
    assert [trace.name for trace in figure.data][-1] == "other actors (n=38)"
    assert len(figure.data) == 12


@pytest.mark.parametrize("spread", [0.05, 1.0])
def test_topic_labels_do_not_overlap_and_stay_inside(spread):
    rng = np.random.default_rng(1)
    labels = ["sanctions, pipeline, gas prices", "talks", "evacuation of embassies and of the families of staff"] * 4
    rows = [
        {"topic": f"t{i}", "label": label, "x": x, "y": y}
        for i, label in enumerate(labels)
        for x, y in np.clip(rng.normal(size=(10, 2)) * spread, -1, 1)
    ]
    placed = place_labels(pd.DataFrame(rows), HEIGHT)
    assert len(placed) >= 8
    boxes = []
    for label in placed:
        lines = re.sub("</?b>", "", label["text"]).split("<br>")
        half = np.array([3.4 * max(map(len, lines)), 7.5 * len(lines)])
        center = (np.array([label["ax"], label["ay"]]) + EDGE) * np.array([NARROW, HEIGHT]) / (2 * EDGE)
        assert (center - half >= 0).all() and (center + half <= [NARROW, HEIGHT]).all()
        boxes.append((center, half))
    for (a, half_a), (b, half_b) in combinations(boxes, 2):
        assert (np.abs(a - b) >= half_a + half_b).any()


def test_map_refuses_embeddings_that_do_not_fit(study):
    with pytest.raises(StanceError, match=r"shape \(3, 24\) with 41 statements"):
        plot_statement_map(study.statements, study.embeddings[:3], study.topics)
    broken = study.embeddings.copy()
    broken[2, 2] = np.nan
    with pytest.raises(StanceError, match="finite"):
        statement_map_table(study.statements, broken, study.topics)


# Timeline


def test_timeline_draws_its_table_in_the_order_of_days(study, drawn):
    table = stance_timeline_table("fast-fill", study.stances, study.statements, study.claims, study.documents)
    assert sorted(key for _, key, *_ in marks(drawn["timeline"])) == sorted(table["statement_id"])
    days = dict(zip(study.documents["doc_id"], study.documents["published"], strict=True))
    doc = dict(zip(study.statements["statement_id"], study.statements["doc_id"], strict=True))
    assert all(days[doc[row.statement_id]].date() == row.published.date() for row in table.itertuples())
    for _, own in table.groupby("actor"):
        assert own["published"].is_monotonic_increasing
        sign = own["label"].map({"favor": 1, "against": -1, "abstain": 0})
        n = sign.abs().cumsum()
        assert own["score"].fillna(0).tolist() == (sign.cumsum() / n.where(n > 0, 1)).tolist()
    with pytest.raises(StanceError, match="claim_id 'x' is not in the table claims"):
        stance_timeline_table("x", study.stances, study.statements, study.claims, study.documents)


def test_statements_of_one_actor_on_one_day_do_not_cover_each_other(drawn):
    for trace in drawn["timeline"].data:
        assert len(set(zip(trace.x, trace.y, strict=True))) == len(trace.x)


# All of them


@pytest.mark.parametrize("name", ["matrix", "map", "shares", "contested", "timeline"])
def test_figures_say_what_they_are(drawn, name):
    figure = drawn[name]
    assert "as reported in these texts" in figure.layout.title.subtitle.text.replace("<br>", " ").lower()
    alt = figure.layout.meta["alt"]
    assert alt.endswith(".") and len(alt) > 60 and "<" not in alt and "reported in these texts" in alt
    assert figure.layout.autosize and figure.layout.width is None and figure.layout.height > 200


def test_empty_tables_give_figures_that_say_so(study):
    none = {name: frame.head(0) for name, frame in study.tables().items()}
    figures = [
        plot_stance_matrix(none["stances"], none["statements"], none["claims"], mentions=none["mentions"]),
        plot_stance_matrix(none["stances"], study.statements, none["claims"]),
        plot_stance_matrix(none["stances"], none["statements"], study.claims),
        plot_statement_map(none["statements"], study.embeddings[:0], none["topics"]),
        plot_topic_shares(none["statements"], none["topics"]),
        plot_contested_claim("troops", none["stances"], none["statements"], study.claims, links=none["links"]),
        plot_stance_timeline("troops", none["stances"], none["statements"], study.claims, none["documents"]),
        plot_stance_timeline(
            "fast-fill", study.stances, study.statements, study.claims, study.documents.assign(published=pd.NaT)
        ),
    ]
    for figure in figures:
        assert not figure.data
        assert len(figure.layout.annotations) == 1 and figure.layout.annotations[0].text.endswith(".")
        assert figure.layout.meta["alt"]


def test_hostile_text_is_drawn_as_text(study):
    statements = study.statements.assign(text=HOSTILE + study.statements["text"])
    statements["actor"] = statements["actor"].replace("Oresia", "<script>alert(1)</script>").replace("Tarn", "")
    claims = study.claims.assign(text=HOSTILE + study.claims["text"])
    topics = study.topics.assign(label=HOSTILE)
    figures = [
        plot_stance_matrix(study.stances, statements, claims, mentions=study.mentions),
        plot_statement_map(statements, study.embeddings, topics),
        plot_topic_shares(statements, topics),
        plot_contested_claim("fast-fill", study.stances, statements, claims, links=study.links),
        plot_stance_timeline("fast-fill", study.stances, statements, claims, study.documents),
    ]
    ours = re.compile(r'</?b>|<br>|<b style="[a-z0-9:;#-]+">')
    for figure in figures:
        found = list(strings(json.loads(figure.to_json())))
        assert any("&lt;" in text for text in found)
        for text in found:
            left = ours.sub("", text)
            assert "<" not in left and ">" not in left and "$" not in left and "\u202e" not in left
            assert max(len(line) for line in ours.sub("", text.replace("<br>", "\n")).split("\n")) < 150


def test_bad_columns_are_named(study):
    s = study
    with pytest.raises(StanceError, match=r"'stances': column 'label' is missing"):
        plot_stance_matrix(s.stances.drop(columns="label"), s.statements, s.claims)
    with pytest.raises(StanceError, match=r"'label' has 'pro' in row 0; expected one of favor"):
        plot_contested_claim("troops", s.stances.assign(label="pro"), s.statements, s.claims)
    with pytest.raises(StanceError, match=r"'statements': column 'actor' is missing"):
        plot_topic_shares(s.statements.drop(columns="actor"), s.topics)
    with pytest.raises(StanceError, match=r"'topics': expected a DataFrame, got list"):
        plot_statement_map(s.statements, s.embeddings, [])


def test_figures_leave_their_input_alone_and_are_public(study):
    before = {name: frame.copy() for name, frame in study.tables().items()}
    stance.plot_stance_matrix(study.stances, study.statements, study.claims)
    stance.plot_contested_claim("troops", study.stances, study.statements, study.claims)
    stance.plot_topic_shares(study.statements, study.topics)
    stance.plot_statement_map(study.statements, study.embeddings, study.topics)
    for name, frame in study.tables().items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_the_ten_most_quoted_are_drawn_and_unknown_speakers_after_them(study):
    rows = pd.concat([study.statements.head(1)] * 78).reset_index(drop=True)
    actors = [f"Actor {n:02d}" for n in range(12) for _ in range(12 - n)]
    rows = rows.assign(statement_id=[f"s{i}" for i in range(78)], actor=actors, parent_id=None, repeats=None)
    assert topic_shares_table(rows, study.topics)["actor"].nunique() == 12
    drawn = {one[0] for one in plot_topic_shares(rows, study.topics).data[0].customdata}
    assert drawn == {f"Actor {n:02d}" for n in range(10)}


def test_cells_need_no_similarity(study):
    bare = study.stances.drop(columns="similarity", errors="ignore")
    assert not stance_matrix_table(bare, study.statements, study.claims).empty
