"""What each actor speaks about: the share of its statements that falls on each topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stance.figures.grid import MAX_COLUMNS, Grid
from stance.figures.style import CAPTION, HOVER_WIDTH, INK, NARROW, empty_figure, escape, needed, page, wrapped
from stance.tables import UNKNOWN, distinct

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

TITLE = "What each actor speaks about"
NO_TOPIC = "no topic"
# One hue, light enough for dark text everywhere; the number in each cell says the same.
_LIGHT, _FULL = (234, 242, 248), (106, 165, 206)


def topic_shares_table(statements: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return the share of each actor's distinct statements on each topic.

    Parameters
    ----------
    statements, topics : pandas.DataFrame
        The tables of that name.

    Returns
    -------
    pandas.DataFrame
        One row per topic and actor, the largest topic and the most quoted actor first, "unknown" last: actor, topic,
        label, n (distinct statements), n_actor (those of the actor on any topic), share = n / n_actor.

    Raises
    ------
    StanceError
        When a column is missing or wrong.
    """
    import pandas as pd

    told, topics = distinct(needed("statements", statements)), needed("topics", topics)
    labels = dict(zip(topics["topic"], topics["label"], strict=True))
    topic = told["topic"].where(told["topic"].isin(list(labels)), NO_TOPIC)
    counts = pd.DataFrame({"actor": told["actor"], "topic": topic}).value_counts()
    per_actor, per_topic = told["actor"].value_counts(), topic.value_counts()
    actors = sorted(per_actor.index, key=lambda a: (a == UNKNOWN, -per_actor[a], a))
    order = sorted(per_topic.index, key=lambda t: (t == NO_TOPIC, -per_topic[t], t))
    rows = [
        (a, t, labels.get(t, NO_TOPIC), int(counts.get((a, t), 0)), int(per_actor[a]), counts.get((a, t), 0) / per_actor[a])
        for t in order
        for a in actors
    ]
    return pd.DataFrame(rows, columns=["actor", "topic", "label", "n", "n_actor", "share"])


def plot_topic_shares(statements: pd.DataFrame, topics: pd.DataFrame) -> go.Figure:
    """Draw topics (rows) against actors (columns), each cell with the share and the number of statements.

    Parameters
    ----------
    statements, topics
        As for `topic_shares_table`. The ten most quoted actors are drawn.

    Returns
    -------
    plotly.graph_objects.Figure
        ``customdata`` of a mark is (actor, topic).

    Raises
    ------
    StanceError
        As `topic_shares_table`.
    """
    import plotly.graph_objects as go

    table = topic_shares_table(statements, topics)
    if table.empty:
        return empty_figure(TITLE, "Nobody is quoted in these texts.")
    totals = table.drop_duplicates("actor").set_index("actor")["n_actor"]
    everybody = list(totals.index)
    # The unknown speakers stand last, however few they are.
    named, unknown = [a for a in everybody if a != UNKNOWN], [a for a in everybody if a == UNKNOWN]
    shown = named[: MAX_COLUMNS - len(unknown)] + unknown
    labels = table.drop_duplicates("topic").set_index("topic")["label"]
    grid = Grid.of(shown, labels.tolist(), counts=[f"n={totals[a]}" for a in shown])
    rows, columns = {t: i for i, t in enumerate(labels.index)}, {a: i for i, a in enumerate(shown)}
    drawn = table[table["actor"].isin(shown)]
    figure = go.Figure()
    figure.add_bar(
        **grid.bar([rows[t] for t in drawn["topic"]], [columns[a] for a in drawn["actor"]]),
        marker={"color": [_shade(share) for share in drawn["share"]], "line": {"color": "#c3c8ce", "width": 1}},
        text=[f"<b>{share:.0%}</b><br>n={n}" if n else "0" for share, n in zip(drawn["share"], drawn["n"], strict=True)],
        textfont={"color": INK, "size": grid.font_size},
        hovertext=[_hover(row) for row in drawn.itertuples()],
        customdata=list(zip(drawn["actor"], drawn["topic"], strict=True)),
    )
    above = grid.frame(figure)
    left = len(everybody) - len(shown)
    note = f"Share of an actor's n distinct statements. {CAPTION}" + (f" {left} more actors are in the table." if left else "")
    figure.update_layout(showlegend=False)
    page(figure, TITLE, note, height=grid.height, alt=_alt(drawn), above=above)
    figure.layout.meta = figure.layout.meta | {"min_width": max(NARROW, 32 * len(shown) + 12)}
    return figure


def _shade(share: float) -> str:
    if not share:
        return "#ffffff"
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(_LIGHT, _FULL, strict=True))


def _hover(row: Any) -> str:
    return (
        f"<b>{escape(row.actor)}</b><br>{wrapped(row.label, HOVER_WIDTH, lines=3)}<br>"
        f"{row.n} of {row.n_actor} distinct statements ({row.share:.0%})"
    )


def _alt(drawn: pd.DataFrame) -> str:
    known = drawn[drawn["actor"] != UNKNOWN]
    top = (known if len(known) else drawn).sort_values(["n_actor", "share"], ascending=False, kind="stable").iloc[0]
    return (
        f"Table of {drawn['topic'].nunique()} topics and {drawn['actor'].nunique()} speakers, as reported in these texts; "
        f"{top['actor']}, with {top['n_actor']} statements, speaks most about {top['label']} ({top['share']:.0%})."
    )
