"""The report: one HTML page that needs nothing but itself, and what Jupyter shows: the summary and the linked figures."""

from __future__ import annotations

from stance.report.page import render_explorer, render_report
from stance.report.summary import Explorer, render_summary

__all__ = ["Explorer", "render_explorer", "render_report", "render_summary"]
