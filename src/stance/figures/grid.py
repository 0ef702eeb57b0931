"""A grid of cells in rows with a heading over each: long headings stay readable where the page is narrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stance.figures.style import HEADING_WIDTH, INK, LINE, NARROW, RULE, clean, wrap

if TYPE_CHECKING:
    import plotly.graph_objects as go

MAX_COLUMNS = 10
"""Columns that fit the narrowest drawing with their numbers readable."""
CELL = 40
_ABOVE, _UNDER, _GAP = 6, 4, 12
_WIDE = 6.6
"""Pixels of a character at 12 pixels, rather too many than too few."""


@dataclass(frozen=True)
class Grid:
    """Where everything stands: columns at 0, 1, 2, ..., rows in pixels from the top.

    Attributes
    ----------
    columns : list of str
        Names of the columns, unescaped.
    headings : list of list of str
        The escaped lines over each row.
    counts : list of str
        What stands under each column's name, if anything.
    """

    columns: list[str]
    headings: list[list[str]]
    counts: list[str]

    @classmethod
    def of(cls, columns: list[str], headings: list[str], *, counts: list[str] | None = None) -> Grid:
        """Return a grid with its headings wrapped."""
        return cls(columns, [wrap(heading, HEADING_WIDTH, lines=6) for heading in headings], counts or [])

    @property
    def starts(self) -> list[int]:
        """Pixels from the top to each row's heading, and to the end of the last row."""
        out = [0]
        for lines in self.headings:
            out.append(out[-1] + _ABOVE + LINE * len(lines) + _UNDER + CELL + _GAP)
        return out

    @property
    def height(self) -> int:
        """Pixels of all rows."""
        return self.starts[-1]

    @property
    def font_size(self) -> int:
        """Size of the text in a cell."""
        return 12 if len(self.columns) <= 6 else 10

    def cell_top(self, row: int) -> int:
        """Pixels from the top to the cells of a row."""
        return self.starts[row + 1] - _GAP - CELL

    def bar(self, rows: list[int], columns: list[int]) -> dict[str, Any]:
        """Return the geometry of a bar trace that fills these cells."""
        return {
            "x": columns,
            "y": [CELL] * len(rows),
            "base": [self.cell_top(row) for row in rows],
            "width": 0.96,
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textangle": 0,
            "constraintext": "none",
            "hoverinfo": "text",
        }

    def column_labels(self) -> tuple[list[str], int]:
        """Return the column names with their counts, wrapped, and the pixels they take where the drawing is narrowest.

        Names that are wider than their column there are turned, and then have as many lines as stand side by side in it.
        """
        room = NARROW / max(1, len(self.columns))
        words = [len(word) for name in self.columns for word in clean(name).split()]
        counts = self.counts or [""] * len(self.columns)
        if _WIDE * max(words, default=1) <= room:
            labels = [[*wrap(name, int(room / _WIDE)), *filter(None, [n])] for name, n in zip(self.columns, counts, strict=True)]
            return ["<br>".join(label) for label in labels], 10 + LINE * max(map(len, labels), default=1)
        turned = [wrap(name, 14, lines=2) if room >= 2 * LINE else wrap(name, 24, lines=1) for name in self.columns]
        labels = [[*name[:-1], f"{name[-1]} {n}".rstrip()] for name, n in zip(turned, counts, strict=True)]
        return ["<br>".join(label) for label in labels], 10 + round(_WIDE * max(len(line) for label in labels for line in label))

    def frame(self, figure: go.Figure) -> int:
        """Draw headings, rules and axes; return the pixels that the column names need above the grid."""
        labels, above = self.column_labels()
        for start, lines in zip(self.starts, self.headings, strict=False):
            figure.add_annotation(
                text="<br>".join(lines), x=0, xref="paper", xanchor="left", y=start + _ABOVE, yref="y", yanchor="top",
                align="left", showarrow=False, borderpad=0, font={"size": 12, "color": INK},
            )  # fmt: skip
            figure.add_shape(
                type="line", xref="paper", x0=0, x1=1, yref="y", y0=start, y1=start, line={"color": RULE, "width": 1}
            )
        figure.update_xaxes(
            side="top", tickvals=list(range(len(labels))), ticktext=labels, range=[-0.5, len(labels) - 0.5],
            showgrid=False, zeroline=False, ticks="", showline=False, fixedrange=True, automargin=True,
            autotickangles=[0, -90],
        )  # fmt: skip
        figure.update_yaxes(visible=False, range=[self.height, 0], fixedrange=True)
        figure.update_layout(barmode="overlay", bargap=0)
        return above
