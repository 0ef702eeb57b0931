"""The two sides of one claim: who is in favor, who against, with how much confidence and in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stance.figures.matrix import LOOKS
from stance.figures.style import (
    CAPTION,
    HEADING_WIDTH,
    HOVER_WIDTH,
    INK,
    LINE,
    RULE,
    empty_figure,
    listed,
    needed,
    page,
    quoted,
    told_on,
    wrapped,
)

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

SHOWN = {"favor": 10, "abstain": 5, "against": 10}
"""Statements drawn at most, by label; the table has all."""
TITLE = "The two sides of a claim"
_WORDS = {"favor": "in favor", "abstain": "abstained", "against": "against"}
_ABOVE, _BAR, _GAP = 8, 20, 14


def contested_claim_table(
    claim_id: str,
    stances: pd.DataFrame,
    statements: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    links: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the statements with a side on one claim, and those on which the model abstained.

    Parameters
    ----------
    claim_id : str
        The claim.
    stances, statements, claims : pandas.DataFrame
        The tables of that name.
    links : pandas.DataFrame, optional
        With it, each statement names the actors whose counterclaims it meets.

    Returns
    -------
    pandas.DataFrame
        In favor, then abstained, then against, the surest first within a side: statement_id, actor, label, p_favor,
        p_against, p_none (of coded statements the shares of the coders), coded ("coded by 2 of 3 coders" or ""), cue_kind, text,
        countered_by. Repeats, quotations inside others and unknown speakers are left out, as in the cells.

    Raises
    ------
    StanceError
        When there is no such claim, or a column is missing or wrong.
    """
    rows = told_on(claim_id, stances, statements, claims)
    p = rows["p_favor"].where(rows["label"] == "favor", rows["p_against"].where(rows["label"] == "against", -rows["p_none"]))
    rows = rows.assign(_side=rows["label"].map({label: i for i, label in enumerate(SHOWN)}), _p=p)
    rows = rows.sort_values(["_side", "_p", "statement_id"], ascending=[True, False, True]).reset_index(drop=True)
    actor = dict(zip(rows["statement_id"], rows["actor"], strict=True))
    against = _opponents(claim_id, needed("links", links), actor) if links is not None else {}
    columns = ["statement_id", "actor", "label", "p_favor", "p_against", "p_none", "coded", "cue_kind", "text"]
    return rows[columns].assign(countered_by=[", ".join(sorted(against.get(s, ()))) for s in rows["statement_id"]])


def _opponents(claim_id: str, links: pd.DataFrame, actor: dict[str, str]) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for row in links[(links["relation"] == "counters") & (links["claim_id"] == claim_id)].itertuples():
        for one, other in ((row.left_id, row.right_id), (row.right_id, row.left_id)):
            if other in actor:
                out.setdefault(one, set()).add(actor[other])
    return out


def plot_contested_claim(
    claim_id: str,
    stances: pd.DataFrame,
    statements: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    links: pd.DataFrame | None = None,
) -> go.Figure:
    """Draw both sides of one claim: bars to the right in favor, to the left against, as long as the probability.

    What was coded has no probability: its bar has full length and says by how many coders.

    Parameters
    ----------
    claim_id, stances, statements, claims, links
        As for `contested_claim_table`. The ten surest statements of each side and five abstentions are drawn.

    Returns
    -------
    plotly.graph_objects.Figure
        ``customdata`` of a mark is its statement_id.

    Raises
    ------
    StanceError
        As `contested_claim_table`.
    """
    import plotly.graph_objects as go

    table = contested_claim_table(claim_id, stances, statements, claims, links=links)
    claim = dict(zip(claims["claim_id"], claims["text"], strict=True))[claim_id]
    if table.empty:
        return empty_figure(TITLE, "No statement in these texts takes a side on this claim.", claim=claim)
    drawn = table[table.groupby("label").cumcount() < table["label"].map(SHOWN)]
    figure = go.Figure()
    height = _rows(figure, drawn)
    for x, text, anchor in ((-1, "← <b>against</b>", "left"), (1, "<b>in favor</b> →", "right")):
        figure.add_annotation(x=x, xanchor=anchor, y=0, yanchor="bottom", text=text, showarrow=False, font={"size": 13})
    figure.update_xaxes(visible=False, range=[-1, 1], fixedrange=True)
    figure.update_yaxes(visible=False, range=[height, 0], fixedrange=True)
    figure.update_layout(barmode="overlay", showlegend=False)
    left = len(table) - len(drawn)
    more = f" {left} more statement{'s are' if left > 1 else ' is'} in the table." if left else ""
    note = f"{_length(drawn)} {CAPTION}{more}"
    return page(figure, TITLE, note, height=height, alt=_alt(table, claim), claim=claim, above=26)


def _length(drawn: pd.DataFrame) -> str:
    people = drawn["coded"] != ""
    if not people.any():
        return "Bars are as long as the model's probability."
    return "Bars of coded statements have full length" + ("." if people.all() else ", others that of the model's probability.")


def _rows(figure: go.Figure, drawn: pd.DataFrame) -> int:
    """Draw words and bars from the top down; return the pixels taken."""
    y, previous = 0, ""
    bars: dict[str, list[tuple[Any, int, float]]] = {label: [] for label in SHOWN}
    for row in drawn.itertuples():
        # The words of a side stand on that side of the page as soon as it is wide enough for two columns.
        x, anchor = {"favor": (1, "right"), "abstain": (0.5, "center"), "against": (0, "left")}[row.label]
        text = quoted(row.actor, row.cue_kind, row.text, HEADING_WIDTH, lines=6)
        figure.add_annotation(
            text="<br>".join(text), x=x, xref="paper", xanchor=anchor, y=y + _ABOVE, yanchor="top", align="left",
            showarrow=False, borderpad=0, font={"size": 12, "color": INK},
        )  # fmt: skip
        width = 2 if row.label != previous else 1
        figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=y, y1=y, line={"color": RULE, "width": width}, layer="below")
        y, previous = y + _ABOVE + LINE * len(text) + 6 + _BAR + _GAP, row.label
        middle = y - _GAP - _BAR / 2
        figure.add_shape(type="line", x0=0, x1=0, y0=middle - 14, y1=middle + 14, line={"color": INK, "width": 1})
        bars[row.label] += [(row, 1, middle)] if row.label == "favor" else [(row, -1, middle)]
        bars[row.label] += [(row, 1, middle)] if row.label == "abstain" else []
    for label, marks in bars.items():
        _bars(figure, label, marks)
    return y


def _bars(figure: go.Figure, label: str, marks: list[tuple[Any, int, float]]) -> None:
    symbol, _, fill, pattern, ink, text = LOOKS["abstained" if label == "abstain" else label]
    p = [1.0 if row.coded else row.p_favor if side > 0 else row.p_against for row, side, _ in marks]
    if not marks:
        return
    figure.add_bar(
        orientation="h",
        name=_WORDS[label],
        x=[side * value for (_, side, _), value in zip(marks, p, strict=True)],
        y=[middle for *_, middle in marks],
        width=_BAR,
        marker={
            "color": fill,
            "line": {"color": ink, "width": 1},
            "pattern": {"shape": pattern, "fgcolor": ink, "bgcolor": fill, "size": 7, "solidity": 0.25},
        },
        text=[f"<b>{symbol}</b> {row.coded or f'p={value:.2f}'}" for (row, *_), value in zip(marks, p, strict=True)],
        # Beside a short bar there is room for the number, inside it there is none.
        textposition=["inside" if value >= 0.5 else "outside" for value in p],
        insidetextanchor="middle",
        constraintext="none",
        cliponaxis=False,
        textfont={"size": 12},
        insidetextfont={"color": text},
        outsidetextfont={"color": INK},
        hoverinfo="text",
        hovertext=[_hover(row) for row, *_ in marks],
        customdata=[row.statement_id for row, *_ in marks],
    )


def _hover(row: Any) -> str:
    parts = [
        *quoted(row.actor, row.cue_kind, row.text, HOVER_WIDTH, lines=8),
        "",
        f"{_WORDS[row.label]}: "
        + (row.coded or f"p favor {row.p_favor:.2f}, against {row.p_against:.2f}, none {row.p_none:.2f}"),
    ]
    if row.countered_by:
        parts.append(f"contradicted by {wrapped(row.countered_by, HOVER_WIDTH - 16, lines=3)}")
    return "<br>".join(parts)


def _alt(table: pd.DataFrame, claim: str) -> str:
    sides = {label: list(dict.fromkeys(table.loc[table["label"] == label, "actor"])) for label in SHOWN}
    n = table["label"].value_counts()
    return (
        f"Two sides of the claim “{claim.rstrip('.')}”, as reported in these texts; "
        f"in favor: {listed(sides['favor'])} (n={n.get('favor', 0)}), "
        f"against: {listed(sides['against'])} (n={n.get('against', 0)}), "
        f"abstained on: {n.get('abstain', 0)}."
    )
