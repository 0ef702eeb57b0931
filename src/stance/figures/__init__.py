"""The figures, each with the table of its numbers.

A `plot_*` function draws what its `*_table` twin returns and nothing else, returns a Plotly figure and never shows it.
Every figure carries in ``layout.meta`` an alternative text ("alt") and in ``customdata`` of its marks what a page needs
to lead from a mark to its evidence. Colour is never the only sign, and every layout holds from 330 pixels of width up.
"""

from __future__ import annotations

from stance.figures.contested import contested_claim_table, plot_contested_claim
from stance.figures.matrix import plot_stance_matrix, stance_matrix_table
from stance.figures.shares import plot_topic_shares, topic_shares_table
from stance.figures.statement_map import plot_statement_map, statement_map_table
from stance.figures.timeline import plot_stance_timeline, stance_timeline_table

__all__ = [
    "contested_claim_table",
    "plot_contested_claim",
    "plot_stance_matrix",
    "plot_stance_timeline",
    "plot_statement_map",
    "plot_topic_shares",
    "stance_matrix_table",
    "stance_timeline_table",
    "statement_map_table",
    "topic_shares_table",
]
