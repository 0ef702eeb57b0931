"""A map of the statements: those that say like things lie near each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stance.errors import StanceError
from stance.figures.style import (
    CAPTION,
    GREY,
    HOVER_WIDTH,
    INK,
    NARROW,
    RULE,
    empty_figure,
    legend_below,
    needed,
    page,
    quoted,
    wrap,
    wrapped,
)
from stance.tables import UNKNOWN, distinct

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

TITLE = "A map of the statements"
HEIGHT = 500
EDGE = 1.1
"""Half the width of the map; statements lie between -1 and 1."""
FEW = 8
"""Under this many statements their plane of largest spread is drawn: neighbourhoods need neighbours."""
EXACT = 300
"""Up to this many statements t-SNE is computed without approximation."""
MANY = 3000
"""Above this many statements the plane of largest spread is drawn, for t-SNE takes minutes."""
MAX_LABELS = 12
MAX_ACTORS = 11
"""Actors with a mark of their own; more could not be told apart."""
OTHERS = "other actors"

# One marker each; colours come again after seven, with another marker.
_COLOURS = ("#0067a3", "#b34700", "#007a5a", "#8f3f71", "#4d4d4d", "#a07800", "#3b3b98")
_MARKERS = (
    "circle", "square", "diamond", "triangle-up", "cross", "star", "triangle-down", "pentagon", "hexagram", "bowtie", "hourglass",
)  # fmt: skip


def statement_map_table(
    statements: pd.DataFrame, embeddings: np.ndarray, topics: pd.DataFrame, *, random_state: int = 0
) -> pd.DataFrame:
    """Return where each distinct statement lies on the map.

    Parameters
    ----------
    statements, topics : pandas.DataFrame
        The tables of that name.
    embeddings : numpy.ndarray
        Shape (n, d), row i for row i of `statements`.
    random_state : int
        Seed of t-SNE.

    Returns
    -------
    pandas.DataFrame
        One row per distinct statement, by statement_id: statement_id, actor, topic, label (of the topic), tellings, x, y
        (from -1 to 1, without unit), cue_kind, text. Up to seven statements and above 3,000 the two first principal components;
        between, t-SNE (van der Maaten and Hinton 2008) from there. Independent of the order of the rows.

    Raises
    ------
    StanceError
        When a column is missing or wrong, or the embeddings do not fit the statements.
    """
    statements, topics = needed("statements", statements).reset_index(drop=True), needed("topics", topics)
    vectors = np.asarray(embeddings, dtype=np.float64)
    if vectors.ndim != 2 or len(vectors) != len(statements) or not np.isfinite(vectors).all():
        raise StanceError(
            f"embeddings: shape {vectors.shape} with {len(statements)} statements; expected one row of finite numbers for each"
        )
    told = distinct(statements).sort_values("statement_id")
    place = _project(vectors[told.index], random_state)
    labels = dict(zip(topics["topic"], topics["label"], strict=True))
    tellings = statements["repeats"].value_counts()
    return told[["statement_id", "actor", "topic"]].assign(
        label=told["topic"].map(labels).fillna("").astype("str"),
        tellings=[1 + int(tellings.get(s, 0)) for s in told["statement_id"]],
        x=place[:, 0],
        y=place[:, 1],
        cue_kind=told["cue_kind"],
        text=told["text"],
    ).reset_index(drop=True)  # fmt: skip


def _project(vectors: np.ndarray, random_state: int) -> np.ndarray:
    """Return places (n, 2) between -1 and 1."""
    n = len(vectors)
    if not n:
        return np.zeros((0, 2))
    left, size, right = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    flat = np.zeros((n, 2))
    # A principal axis has no direction of its own: the largest weight is made positive.
    turn = np.sign(right[np.arange(len(right)), np.abs(right).argmax(axis=1)])
    flat[:, : len(size)] = (left * size * turn)[:, :2]
    spread = flat[:, 0].std()
    if spread < 1e-6:
        return np.zeros((n, 2))
    if FEW <= n <= MANY:
        from sklearn.manifold import TSNE

        flat = TSNE(
            init=(flat / spread * 1e-4).astype(np.float32),
            perplexity=min(30.0, (n - 1) / 3),
            method="exact" if n <= EXACT else "barnes_hut",
            random_state=random_state,
            n_jobs=1,
        ).fit_transform(vectors)
        flat = np.asarray(flat, dtype=np.float64)
    flat = flat - (flat.max(axis=0) + flat.min(axis=0)) / 2
    reach = np.abs(flat).max(axis=0)
    return (flat / np.where(reach > 1e-9, reach, 1.0)).round(4)


def plot_statement_map(
    statements: pd.DataFrame, embeddings: np.ndarray, topics: pd.DataFrame, *, random_state: int = 0
) -> go.Figure:
    """Draw the statements as marks by actor, with the labels of the twelve largest topics.

    Parameters
    ----------
    statements, embeddings, topics, random_state
        As for `statement_map_table`.

    Returns
    -------
    plotly.graph_objects.Figure
        One scatter trace per actor, "unknown" last; ``customdata`` of a mark is its statement_id.

    Raises
    ------
    StanceError
        As `statement_map_table`.
    """
    import plotly.graph_objects as go

    table = statement_map_table(statements, embeddings, topics, random_state=random_state)
    if table.empty:
        return empty_figure(TITLE, "There are no statements to place.")
    counts = table["actor"].value_counts()
    actors = sorted(counts.index, key=lambda a: (a == UNKNOWN, -counts[a], a))
    known = [actor for actor in actors if actor != UNKNOWN]
    group = table["actor"].where(~table["actor"].isin(known[MAX_ACTORS:]), OTHERS)
    groups = [g for g in [*known[:MAX_ACTORS], OTHERS, UNKNOWN] if (group == g).any()]
    figure = go.Figure()
    names = [f"{wrap(g, 30, lines=1)[0]} (n={int((group == g).sum())})" for g in groups]
    for i, (name, one) in enumerate(zip(names, groups, strict=True)):
        part = table[group == one]
        figure.add_scatter(
            x=part["x"].tolist(),
            y=part["y"].tolist(),
            mode="markers",
            name=name,
            marker=_marker(one, i, len(table)),
            hoverinfo="text",
            hovertext=[_hover(row) for row in part.itertuples()],
            customdata=part["statement_id"].tolist(),
        )
    legend, rows = legend_below(names)
    # A wide page needs one or two rows of legend; on a narrow one the others take their room from the map.
    below = min(rows, 48)
    for label in place_labels(table, HEIGHT - rows + below):
        figure.add_annotation(**label)
    axis = {"range": [-EDGE, EDGE], "fixedrange": True, "showgrid": False, "zeroline": False, "ticks": ""}
    axis |= {"showticklabels": False, "showline": True, "mirror": True, "linecolor": RULE}
    figure.update_layout(xaxis=axis, yaxis=axis)
    figure.update_layout(legend=legend, showlegend=True)
    note = f"Near each other: like words and matters; the axes have no unit. {CAPTION}"
    return page(figure, TITLE, note, height=HEIGHT, alt=_alt(table, actors), above=4, below=below)


def _marker(group: str, i: int, n: int) -> dict[str, Any]:
    colour, symbol = _COLOURS[i % len(_COLOURS)], _MARKERS[i % len(_MARKERS)]
    edge = "white"
    if group in (OTHERS, UNKNOWN):
        colour, symbol = "#7a8088", "circle-open" if group == OTHERS else "x-thin-open"
        edge = colour
    size = 11 if n <= 150 else 8 if n <= 600 else 6
    return {"color": colour, "symbol": symbol, "size": size, "opacity": 0.85, "line": {"color": edge, "width": 1}}


def place_labels(table: pd.DataFrame, height: int) -> list[dict[str, Any]]:
    """Return annotations for the largest topics, near the middle of each, none over another.

    They are placed for the narrowest drawing and this height: on a larger one they are of the same size and further
    apart. Of the free places that one is taken which hides few marks and lies near; a topic without one gets none.
    """
    scale = np.array([NARROW / (2 * EDGE), height / (2 * EDGE)])
    marks = (table[["x", "y"]].to_numpy() + EDGE) * scale
    shifts = np.array([(dx, dy) for dy in range(-180, 181, 12) for dx in range(-120, 121, 20)], dtype=float)
    named = table[table["label"] != ""]
    sizes = named["topic"].value_counts()
    order = sorted(sizes.index, key=lambda t: (-sizes[t], t))[:MAX_LABELS]
    taken: list[tuple[np.ndarray, np.ndarray]] = []
    out = []
    for topic in order:
        own = (named["topic"] == topic).to_numpy()
        middle = np.median(marks[(table["topic"] == topic).to_numpy()], axis=0)
        lines = wrap(named.loc[own, "label"].iloc[0], 18, lines=3)
        half = np.array([3.6 * max(map(len, lines)) + 4, 7.5 * len(lines) + 3])
        centers = np.clip(middle + shifts, half + 2, np.array([NARROW, height]) - half - 2)
        free = np.ones(len(centers), dtype=bool)
        for center, other in taken:
            free &= (np.abs(centers - center) >= half + other + 2).any(axis=1)
        if not free.any():
            continue
        hidden = (np.abs(centers[:, None] - marks[None]) < half + 4).all(axis=2).sum(axis=1)
        # The first mark hidden weighs as much as forty pixels of distance, a crowd not as much as all its members.
        cost = np.where(free, np.log2(1 + hidden) + np.linalg.norm(centers - middle, axis=1) / 40, np.inf)
        center = centers[int(np.argmin(cost))]
        taken.append((center, half))
        out.append(_label("<br>".join(lines), center / scale - EDGE, middle / scale - EDGE))
    return out


def _label(text: str, at: np.ndarray, middle: np.ndarray) -> dict[str, Any]:
    # Label and middle of the topic are tied by a line that starts at the label's centre, under its background.
    return {
        "text": f"<b>{text}</b>", "x": float(middle[0]), "y": float(middle[1]), "ax": float(at[0]), "ay": float(at[1]),
        "axref": "x", "ayref": "y", "showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": GREY,
        "bgcolor": "rgba(255,255,255,0.85)", "borderpad": 1, "font": {"size": 12, "color": INK},
    }  # fmt: skip


def _hover(row: Any) -> str:
    parts = [*quoted(row.actor, row.cue_kind, row.text, HOVER_WIDTH, lines=8), ""]
    if row.label:
        parts.append(f"topic: {wrapped(row.label, HOVER_WIDTH - 7, lines=2)}")
    if row.tellings > 1:
        parts.append(f"told {row.tellings} times")
    return "<br>".join(parts)


def _alt(table: pd.DataFrame, actors: list[str]) -> str:
    n = table.loc[table["label"] != "", "topic"].nunique()
    return (
        f"Map of {len(table)} distinct statements by {len(actors)} speakers on {n} topics, as reported in these texts; "
        f"{actors[0]} has the most marks ({int((table['actor'] == actors[0]).sum())})."
    )
