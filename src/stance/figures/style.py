"""What all figures share: how text becomes a label, the palette, the page of a figure, the check of a table."""

from __future__ import annotations

import html
import re
import textwrap
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.tables import TABLES, UNKNOWN, cast, distinct

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

NARROW = 320
"""Pixels of the narrowest drawing that must stay readable: a phone's page less its margins."""
HEADING_WIDTH = 48
"""Characters of a row heading, which fills the narrowest drawing at 12 pixels."""
HOVER_WIDTH = 40
LINE = 16
"""Pixels from one line of 12 pixel text to the next."""

CAPTION = "As reported in these texts; truth is not judged."

INK, GREY, RULE = "#1b1f24", "#555b63", "#d5d9de"
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_NOTE_WIDTH = 50


def clean(text: object) -> str:
    r"""Return text on one line, without the invisible characters that could turn a label round.

    >>> clean("a\u202eb \n c")
    'ab c'
    """
    return "".join(c for c in " ".join(str(text).split()) if c.isprintable())


def escape(text: object) -> str:
    """Return text that Plotly draws as it stands: no tags, no entities, no formulas.

    >>> escape("<b>R&D</b> at $5")
    '&lt;b&gt;R&amp;D&lt;/b&gt; at &#36;5'
    """
    # Plotly decodes few entities, so quotes stay as they are; where MathJax is loaded, "$...$" would become a formula.
    return html.escape(clean(text), quote=False).replace("$", "&#36;")


def wrap(text: object, width: int, *, lines: int | None = None) -> list[str]:
    """Return escaped lines of at most `width` characters, the last ending in "…" where text was left out.

    >>> wrap("one two three & four", 9)
    ['one two', 'three &amp;', 'four']
    >>> wrap("one two three four", 9, lines=1)
    ['one two …']
    """
    words = clean(text)
    found = textwrap.wrap(words, width, max_lines=lines, placeholder=" …", break_on_hyphens=False)
    if found and found[-1].strip() == "…":
        # textwrap drops a word that leaves no room for the placeholder; so words are broken beforehand.
        broken = re.sub(rf"(\S{{{max(1, width - 2)}}})(?=\S)", r"\1 ", words)
        found = textwrap.wrap(broken, width, max_lines=lines, placeholder=" …", break_on_hyphens=False)
    return [escape(line) for line in found] or [""]


def wrapped(text: object, width: int, *, lines: int | None = None) -> str:
    """Return `wrap` as one string with Plotly's line breaks."""
    return "<br>".join(wrap(text, width, lines=lines))


def signed(value: float) -> str:
    """Return a score with its sign, one decimal and a true minus.

    >>> signed(1.0), signed(-0.25), signed(0.0)
    ('+1.0', '−0.2', '0.0')
    """
    return "0.0" if abs(value) < 0.05 else f"{value:+.1f}".replace("-", "−")


def needed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` cast to the table after checking that its columns and coded values are there.

    Foreign keys are not checked: a figure of some of the statements is a figure.

    Raises
    ------
    StanceError
        When `frame` is no table, a column is missing or of another type, or a value is not one of those allowed.
    """
    if not hasattr(frame, "columns"):
        raise StanceError(f"table {table!r}: expected a DataFrame, got {type(frame).__name__}; pass study.{table}")
    frame = cast(table, frame)
    for column in TABLES[table].columns:
        wrong = ~frame[column.name].isin(column.values) if column.values else frame[column.name].isna() & (not column.null)
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            expected = f"one of {', '.join(column.values)}" if column.values else "a value"
            raise StanceError(
                f"table {table!r}: column {column.name!r} has {frame[column.name].iloc[row]!r} in row {row}; expected {expected}"
            )
    return frame


SAYS = {
    "asserts": "says", "denies": "denies", "accuses": "accuses", "urges": "urges", "promises": "promises",
    "threatens": "warns", "asks": "asks",
}  # fmt: skip
"""The verb before evidence: without it a denial reads as its opposite."""


def quoted(actor: str, cue_kind: str, text: str, width: int, *, lines: int) -> list[str]:
    """Return escaped lines: who says it and how, then the words.

    >>> quoted("Oresia", "denies", "it fills the lake", 30, lines=2)
    ['<b>Oresia</b> denies:', 'it fills the lake']
    """
    return [f"<b>{wrap(actor, width - 10, lines=1)[0]}</b> {SAYS[cue_kind]}:", *wrap(text, width, lines=lines)]


def told_on(claim_id: str, stances: pd.DataFrame, statements: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Return the stances with a side on a claim, and those abstained on, each with the columns of its statement.

    The column `coded` says by how many coders a stance was judged ("" where the model said it). Repeats, quotations inside
    others and unknown speakers are left out, as in the cells.

    Raises
    ------
    StanceError
        When there is no such claim, or a column is missing or wrong.
    """
    stances, statements, claims = needed("stances", stances), needed("statements", statements), needed("claims", claims)
    if claim_id not in set(claims["claim_id"]):
        known = listed(claims["claim_id"].tolist(), 8)
        raise StanceError(f"claim_id {claim_id!r} is not in the table claims; there are {known}")
    told = distinct(statements)
    rows = stances[(stances["claim_id"] == claim_id) & (stances["label"] != "none")]
    rows = rows.assign(coded=[coded_by(method) for method in rows["method"]])
    return rows.merge(told[told["actor"] != UNKNOWN], on="statement_id")


def coded_by(method: object) -> str:
    """Return in words by how many coders something was judged; nothing where the model said it.

    >>> coded_by("coded by 2 of 3"), coded_by("adapter")
    ('coded by 2 of 3 coders', '')
    """
    found = re.fullmatch(r"coded by (\d+) of (\d+)", str(method))
    return f"{found[0]} coder{'s' if found[2] != '1' else ''}" if found else ""


def header(title: str, note: str, claim: str = "") -> tuple[dict[str, Any], int]:
    """Return Plotly's title with what stands under it, and the pixels that both take."""
    # The title is one short line; text from outside stands under it, where Plotly places several lines well.
    claims, notes = wrap(claim, HEADING_WIDTH - 4, lines=6), wrap(note, _NOTE_WIDTH)
    bold = [f'<b style="font-size:13px;fill:{INK}">{line}</b>' for line in claims]
    spec = {
        "text": f"<b>{escape(title)}</b>",
        "subtitle": {"text": "<br>".join(bold + notes), "font": {"size": 12, "color": GREY}},
        "font": {"size": 16, "color": INK},
        "x": 0, "xref": "container", "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top",
        "pad": {"l": 4, "t": 8},
    }  # fmt: skip
    return spec, 34 + LINE * len(claims + notes)


def page(
    figure: go.Figure, title: str, note: str, *, height: int, alt: str, claim: str = "", above: int = 0, below: int = 0
) -> go.Figure:
    """Give a figure its title, its note, its alternative text and a height of `height` pixels for what is drawn.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        Changed in place.
    title, note, alt, claim : str
        Unescaped text; the title is at most 30 characters long, the claim stands between title and note.
    height, above, below : int
        Pixels of the drawing, of the labels over it and of those under it.

    Returns
    -------
    plotly.graph_objects.Figure
        The same figure.
    """
    spec, top = header(title, note, claim)
    font = {"family": _FONT, "size": 12, "color": INK}
    figure.update_layout(
        template="none",
        title=spec,
        autosize=True,
        height=top + above + height + below + 8,
        margin={"l": 6, "r": 6, "t": top + above, "b": below + 8, "pad": 0},
        font=font,
        paper_bgcolor="white",
        plot_bgcolor="white",
        hoverlabel={"align": "left", "bgcolor": "white", "bordercolor": GREY, "font": font},
        hovermode="closest",
        dragmode=False,
        modebar={"remove": ["zoom", "pan", "select", "lasso", "zoomIn", "zoomOut", "autoScale", "resetScale"]},
        meta={"alt": clean(alt)},
    )
    return figure


def empty_figure(title: str, reason: str, *, claim: str = "") -> go.Figure:
    """Return a figure that says why there is nothing to draw."""
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.add_annotation(
        text=wrapped(reason, 40), x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False, font={"size": 13, "color": GREY}
    )
    figure.update_xaxes(visible=False, fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True)
    return page(figure, title, CAPTION, height=110, alt=f"{title}: {reason}", claim=claim)


def legend_below(names: list[str]) -> tuple[dict[str, Any], int]:
    """Return a legend under the drawing and the pixels that it takes where the drawing is narrowest."""
    columns = max(1, NARROW // (40 + round(6.6 * max(map(len, names), default=1))))
    spec = {"orientation": "h", "x": 0, "xanchor": "left", "y": 0, "yref": "paper", "yanchor": "top", "bgcolor": "rgba(0,0,0,0)"}
    return spec, 19 * -(-len(names) // columns) + 10


def listed(names: list[str], most: int = 4) -> str:
    """Return names as a list in a sentence, those beyond `most` as a number.

    >>> listed(["Oresia"]), listed(["Oresia", "Tarn"]), listed(["a", "b", "c", "d"], 2)
    ('Oresia', 'Oresia and Tarn', 'a, b and 2 more')
    """
    shown = names[:most] + ([f"{len(names) - most} more"] if len(names) > most else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else "nobody"
