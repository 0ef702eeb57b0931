"""The matrix of actors and claims, in which every kind of silence looks different from every other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.figures.grid import MAX_COLUMNS, Grid
from stance.figures.style import (
    CAPTION,
    HOVER_WIDTH,
    NARROW,
    empty_figure,
    escape,
    legend_below,
    listed,
    needed,
    page,
    quoted,
    signed,
    wrapped,
)
from stance.stances import stance_cells
from stance.tables import UNKNOWN, distinct

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

TITLE = "Who is for and who against"

# State: symbol, words of the legend, fill, pattern, colour of the pattern, colour of the text.
# Blue and burnt orange differ for every kind of colour vision, and white text on both has a contrast over 4.5.
LOOKS: dict[str, tuple[str, str, str, str, str, str]] = {
    "favor": ("+", "in favor", "#0067a3", "", "#0067a3", "#ffffff"),
    "against": ("−", "against", "#b34700", "", "#b34700", "#ffffff"),
    "mixed": ("±", "mixed", "#f6e8f1", "/", "#d9a9c6", "#3d0a2b"),
    "none": ("○", "no side found", "#e4e7eb", "", "#e4e7eb", "#1b1f24"),
    "abstained": ("?", "abstained", "#fff6d6", ".", "#e8c763", "#1b1f24"),
    "silent": ("·", "silent on this", "#ffffff", "", "#ffffff", "#555b63"),
    "not quoted": ("×", "not quoted", "#ffffff", "x", "#dfe2e6", "#1b1f24"),
}


def stance_matrix_table(
    stances: pd.DataFrame,
    statements: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    mentions: pd.DataFrame | None = None,
    actors: Sequence[str] | None = None,
    random_state: int = 0,
) -> pd.DataFrame:
    """Return the numbers of the stance matrix.

    Parameters
    ----------
    stances, statements, claims : pandas.DataFrame
        The tables of that name.
    mentions : pandas.DataFrame, optional
        With it, actors who are spoken of and never quoted are there as "not quoted".
    actors : sequence of str, optional
        The actors wanted, in this order, "unknown" if it is named. By default all but "unknown", the most quoted first.
    random_state : int
        Seed of the intervals; that of a study by the methods of `Study`.

    Returns
    -------
    pandas.DataFrame
        One row per claim and actor: the columns of the table cells, the claim's text, and `evidence`, the ids of up to
        two statements that speak most clearly, joined by a blank.

    Raises
    ------
    StanceError
        When a column is missing or wrong, or an actor occurs in none of the texts.
    """
    stances, statements, claims = needed("stances", stances), needed("statements", statements), needed("claims", claims)
    mentions = None if mentions is None else needed("mentions", mentions)
    wanted = [actors] if isinstance(actors, str) else actors
    # stance_cells leaves the unknown speakers out; under another name they are an actor like any other.
    alias = f"({UNKNOWN})"
    asked = wanted is not None and UNKNOWN in wanted
    told = statements.assign(actor=statements["actor"].replace(UNKNOWN, alias)) if asked else statements
    cells = stance_cells(stances, told, claims, mentions=mentions, random_state=random_state)
    cells = cells.assign(actor=cells["actor"].replace(alias, UNKNOWN))
    order = cells.drop_duplicates("actor").sort_values(["n_quoted", "actor"], ascending=[False, True])["actor"].tolist()
    if wanted is not None:
        absent = [actor for actor in wanted if actor not in order and len(cells)]
        if absent:
            raise StanceError(f"actor {absent[0]!r} occurs in none of these texts; there are {', '.join(order)}")
        order = list(dict.fromkeys(wanted))
    cells = cells[cells["actor"].isin(order)]
    rank = cells["actor"].map({actor: i for i, actor in enumerate(order)})
    place = cells["claim_id"].map({claim_id: i for i, claim_id in enumerate(claims["claim_id"])})
    cells = cells.assign(_place=place, _rank=rank).sort_values(["_place", "_rank"]).drop(columns=["_place", "_rank"])
    cells = cells.reset_index(drop=True)
    found = _evidence(stances, distinct(statements))
    cells.insert(2, "claim", cells["claim_id"].map(dict(zip(claims["claim_id"], claims["text"], strict=True))))
    return cells.assign(evidence=[found.get(key, "") for key in zip(cells["actor"], cells["claim_id"], strict=True)])


def _evidence(stances: pd.DataFrame, told: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Two statements for each cell, the surest first; one of each side where there are both; sides before abstentions."""
    rows = stances[stances["label"] != "none"].merge(told[["statement_id", "actor"]], on="statement_id")
    rows = rows.assign(p=rows[["p_favor", "p_against"]].max(axis=1), unsure=rows["label"] == "abstain")
    rows = rows.sort_values(["unsure", "p", "statement_id"], ascending=[True, False, True])
    # The first of each side goes before the second of either.
    rows = rows.assign(turn=rows.groupby(["actor", "claim_id", "label"]).cumcount())
    rows = rows.sort_values(["unsure", "turn"], kind="stable")
    best = rows.groupby(["actor", "claim_id"]).head(2)
    return best.groupby(["actor", "claim_id"])["statement_id"].agg(" ".join).to_dict()


def plot_stance_matrix(
    stances: pd.DataFrame,
    statements: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    mentions: pd.DataFrame | None = None,
    actors: Sequence[str] | None = None,
    random_state: int = 0,
) -> go.Figure:
    """Draw actors (columns) against claims (rows) with the state, score and n of every cell.

    Parameters
    ----------
    stances, statements, claims, mentions, actors, random_state
        As for `stance_matrix_table`. Without `actors`, the ten most quoted are drawn; those named there are drawn all.

    Returns
    -------
    plotly.graph_objects.Figure
        One bar trace per state; ``customdata`` of a mark is (actor, claim_id). ``layout.meta["alt"]`` says in a sentence
        what is to be seen, ``layout.meta["min_width"]`` how many pixels of width the columns need.

    Raises
    ------
    StanceError
        As `stance_matrix_table`.
    """
    import plotly.graph_objects as go

    table = stance_matrix_table(stances, statements, claims, mentions=mentions, actors=actors, random_state=random_state)
    if table.empty:
        return empty_figure(TITLE, "No claims were given or found." if claims.empty else "Nobody is quoted in these texts.")
    everybody = list(dict.fromkeys(table["actor"]))
    shown = everybody if actors is not None else everybody[:MAX_COLUMNS]
    texts = table.drop_duplicates("claim_id").set_index("claim_id")["claim"]
    grid = Grid.of(shown, texts.tolist())
    rows, columns = {c: i for i, c in enumerate(texts.index)}, {a: i for i, a in enumerate(shown)}
    said = {row.statement_id: (row.cue_kind, row.text) for row in statements.itertuples()}
    figure = go.Figure()
    drawn = table[table["actor"].isin(shown)]
    names = []
    for state, (symbol, words, fill, pattern, ink, text) in LOOKS.items():
        part = drawn[drawn["state"] == state]
        if part.empty:
            continue
        names.append(f"{symbol}  {words}")
        figure.add_bar(
            **grid.bar([rows[c] for c in part["claim_id"]], [columns[a] for a in part["actor"]]),
            name=names[-1],
            marker={
                "color": fill,
                "line": {"color": "#c3c8ce", "width": 1},
                "pattern": {"shape": pattern, "fgcolor": ink, "bgcolor": fill, "size": 7, "solidity": 0.25},
            },
            text=[_cell_text(row, symbol) for row in part.itertuples()],
            textfont={"color": text, "size": grid.font_size},
            hovertext=[_hover(row, words, said) for row in part.itertuples()],
            customdata=list(zip(part["actor"], part["claim_id"], strict=True)),
        )
    above = grid.frame(figure)
    legend, below = legend_below(names)
    figure.update_layout(legend=legend | {"itemclick": False, "itemdoubleclick": False}, showlegend=True)
    page(figure, TITLE, _note(everybody, shown), height=grid.height, alt=_alt(drawn), above=above, below=below)
    figure.layout.meta = figure.layout.meta | {"min_width": max(NARROW, 32 * len(shown) + 12)}
    return figure


def _note(everybody: list[str], shown: list[str]) -> str:
    left = len(everybody) - len(shown)
    more = f" {left} more actors are in the table." if left else ""
    return f"Score = (favor − against) / n over n distinct statements with a side. {CAPTION}{more}"


def _cell_text(row: Any, symbol: str) -> str:
    if not row.n:
        return f'<b style="font-size:15px">{symbol}</b>'
    score = signed(row.score) if row.state != "mixed" else f"± {signed(row.score)}"
    return f"<b>{score}</b><br>n={row.n}"


def _hover(row: Any, words: str, said: dict[str, tuple[str, str]]) -> str:
    parts = [f"<b>{escape(row.actor)}: {words}</b>", wrapped(row.claim, HOVER_WIDTH, lines=5), ""]
    if row.n:
        parts.append(f"score {signed(row.score)}, {row.n_favor} in favor, {row.n_against} against")
        if row.low < row.high:  # of answers that are all the same there is none, nor of NaN
            parts.append(f"95% interval {signed(row.low)} to {signed(row.high)}")
    if row.n_abstain:
        parts.append(f"abstained on: {row.n_abstain}")
    if row.n_quoted:
        parts.append(f"distinct statements in all: {row.n_quoted}")
    if isinstance(row.described_by, str):
        parts.append(f"spoken of by {wrapped(row.described_by, HOVER_WIDTH - 13, lines=2)}")
    for statement_id in row.evidence.split():
        parts += ["", *quoted(row.actor, *said[statement_id], HOVER_WIDTH, lines=4)]
    return "<br>".join(parts)


def _alt(drawn: pd.DataFrame) -> str:
    counts = drawn["state"].value_counts()
    states = listed([f"{counts[state]} {look[1]}" for state, look in LOOKS.items() if state in counts], len(LOOKS))
    sides = drawn[drawn["n"] > 0].assign(pro=lambda f: f["n_favor"] > 0, con=lambda f: f["n_against"] > 0)
    both = sides.groupby("claim_id")[["pro", "con"]].any().all(axis=1).sum() if len(sides) else 0
    return (
        f"Matrix of {drawn['claim_id'].nunique()} claims and {drawn['actor'].nunique()} actors, as reported in these texts; "
        f"cells: {states}; claims with statements on both sides: {both}."
    )
