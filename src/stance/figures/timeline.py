"""How each actor's stance on a claim went over time: one row per actor, one mark per statement on its day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stance.figures.matrix import LOOKS
from stance.figures.style import (
    CAPTION,
    HOVER_WIDTH,
    INK,
    RULE,
    empty_figure,
    legend_below,
    needed,
    page,
    quoted,
    told_on,
    wrap,
)

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

TITLE = "A claim over time"
SHOWN = 12
"""Actors drawn at most, those with the most sides first; the table has all."""
_SIDES = {"favor": ("in favor", "triangle-up"), "against": ("against", "triangle-down"), "abstain": ("abstained", "circle-open")}
_ROW, _HEADING = 44, 16


def stance_timeline_table(
    claim_id: str, stances: pd.DataFrame, statements: pd.DataFrame, claims: pd.DataFrame, documents: pd.DataFrame
) -> pd.DataFrame:
    """Return the statements with a side on a claim, and those abstained on, by actor and day.

    Parameters
    ----------
    claim_id : str
        The claim.
    stances, statements, claims, documents : pandas.DataFrame
        The tables of that name.

    Returns
    -------
    pandas.DataFrame
        actor, published (the day of the text, null where it is not known), statement_id, label, p (of the label; of the likelier
        side where abstained), coded ("coded by 2 of 3 coders" or ""), score ((favor - against) / (favor + against) of the actor
        up to and with this statement, null before its first side), cue_kind, text. Repeats, quotations inside others and unknown
        speakers are left out, as in the cells.

    Raises
    ------
    StanceError
        When there is no such claim, or a column is missing or wrong.
    """
    documents = needed("documents", documents)
    days = dict(zip(documents["doc_id"], documents["published"].dt.normalize(), strict=True))
    rows = told_on(claim_id, stances, statements, claims)
    likelier = rows[["p_favor", "p_against"]].max(axis=1)
    rows = rows.assign(published=rows["doc_id"].map(days).astype("datetime64[s]"), p=likelier)
    rows = rows.sort_values(["actor", "published", "doc_id", "start"], kind="stable").reset_index(drop=True)
    favor = (rows["label"] == "favor").groupby(rows["actor"]).cumsum()
    against = (rows["label"] == "against").groupby(rows["actor"]).cumsum()
    sided = (favor + against).astype(float)
    score = ((favor - against) / sided.where(sided > 0)).astype(float)
    columns = ["actor", "published", "statement_id", "label", "p", "coded", "score", "cue_kind", "text"]
    return rows.assign(score=score)[columns]


def plot_stance_timeline(
    claim_id: str, stances: pd.DataFrame, statements: pd.DataFrame, claims: pd.DataFrame, documents: pd.DataFrame
) -> go.Figure:
    """Draw each actor's stance on a claim over time.

    Parameters
    ----------
    claim_id, stances, statements, claims, documents
        As for `stance_timeline_table`. Statements of texts without a date are in the table only.

    Returns
    -------
    plotly.graph_objects.Figure
        ``customdata`` of a mark is its statement_id.

    Raises
    ------
    StanceError
        As `stance_timeline_table`.
    """
    import plotly.graph_objects as go

    table = stance_timeline_table(claim_id, stances, statements, claims, documents)
    claim = dict(zip(claims["claim_id"], claims["text"], strict=True))[claim_id]
    dated = table[table["published"].notna()]
    if dated.empty:
        reason = (
            "The texts with a side on this claim have no dates."
            if len(table)
            else "No statement in these texts takes a side on this claim."
        )
        return empty_figure(TITLE, reason, claim=claim)
    sides = dated[dated["label"] != "abstain"]["actor"].value_counts()
    order = sorted(set(dated["actor"]), key=lambda a: (-sides.get(a, 0), a))
    actors = order[:SHOWN]
    drawn = dated[dated["actor"].isin(actors)]
    # Statements of one actor on one day stand one over the other.
    nth = drawn.groupby(["actor", "published"]).cumcount()
    of = drawn.groupby(["actor", "published"])["label"].transform("size")
    place = {actor: i for i, actor in enumerate(actors)}
    y = [place[a] * _ROW + _HEADING + 14 + 7 * (i - (n - 1) / 2) for a, i, n in zip(drawn["actor"], nth, of, strict=True)]
    drawn = drawn.assign(y=y)
    figure = go.Figure()
    for label, (name, symbol) in _SIDES.items():
        own = drawn[drawn["label"] == label]
        if len(own):
            _marks(figure, own, name, symbol, LOOKS["abstained" if label == "abstain" else label])
    for actor, i in place.items():
        figure.add_annotation(
            text=f"<b>{wrap(actor, 40, lines=1)[0]}</b>", x=0, xref="paper", xanchor="left", y=i * _ROW + 2, yanchor="top",
            showarrow=False, borderpad=0, font={"size": 12, "color": INK},
        )  # fmt: skip
        figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=i * _ROW, y1=i * _ROW, line={"color": RULE, "width": 1})
    height = len(actors) * _ROW
    first, last = drawn["published"].min(), drawn["published"].max()
    margin = max((last - first) * 0.06, first - first.normalize() + _day())
    figure.update_xaxes(
        range=[first - margin, last + margin], fixedrange=True, showgrid=True, gridcolor=RULE, zeroline=False, nticks=5,
        tickformat="%-d %b<br>%Y", tickangle=0, ticks="outside", tickfont={"size": 12},
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[height, 0], fixedrange=True)
    legend, legend_height = legend_below([name for name, _ in _SIDES.values()])
    figure.update_layout(showlegend=True, legend=legend | {"y": -44 / height})
    left = len(table) - len(drawn)
    note = CAPTION + (f" {left} more statement{'s are' if left > 1 else ' is'} in the table." if left else "")
    return page(figure, TITLE, note, height=height, alt=_alt(drawn, claim), claim=claim, below=44 + legend_height)


def _day() -> Any:
    import pandas as pd

    return pd.Timedelta(days=1)


def _marks(figure: go.Figure, rows: pd.DataFrame, name: str, symbol: str, look: Any) -> None:
    _, _, fill, _, ink, _ = look
    figure.add_scatter(
        mode="markers",
        name=name,
        x=rows["published"].tolist(),
        y=rows["y"].tolist(),
        marker={
            "symbol": symbol,
            "size": 12,
            "color": ink if symbol.endswith("open") else fill,
            "line": {"color": ink, "width": 1},
        },
        hoverinfo="text",
        hovertext=[
            "<br>".join(
                [
                    *quoted(row.actor, row.cue_kind, row.text, HOVER_WIDTH, lines=8),
                    "",
                    f"{name}, {row.coded or f'p={row.p:.2f}'}; {row.published:%Y-%m-%d}",
                ]
            )
            for row in rows.itertuples()
        ],
        customdata=rows["statement_id"].tolist(),
    )


def _alt(drawn: pd.DataFrame, claim: str) -> str:
    parts = []
    for actor, rows in drawn.groupby("actor", sort=True):
        n = rows["label"].value_counts()
        said = ", ".join(f"{n[label]} {name}" for label, (name, _) in _SIDES.items() if label in n)
        parts.append(f"{actor}: {said} from {rows['published'].min():%Y-%m-%d} to {rows['published'].max():%Y-%m-%d}")
    return f"Stances on the claim “{claim.rstrip('.')}” over time, as reported in these texts; {'; '.join(parts)}."
