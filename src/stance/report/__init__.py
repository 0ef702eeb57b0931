"""The report: one HTML page that needs nothing but itself, and the summary that Jupyter shows."""

from __future__ import annotations

from stance.report.page import render_report
from stance.report.summary import render_summary

__all__ = ["render_report", "render_summary"]
