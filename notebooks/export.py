"""Export a notebook with its Plotly figures to one HTML file that needs no network: `python export.py NOTEBOOK OUT.html`.

Without an executed notebook there is nothing to show: add ``--execute`` to run it first, in a temporary folder.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import plotly.io
from nbconvert import HTMLExporter
from nbconvert.preprocessors import Preprocessor

PLOTLY = "application/vnd.plotly.v1+json"
WIDGET = "application/vnd.jupyter.widget-view+json"


class DrawPlotly(Preprocessor):
    """Put each figure into the page as HTML; the first brings the library along, for all."""

    def preprocess(self, notebook: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Replace the figures of every output of `notebook`, in place."""
        drawn = 0
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                if PLOTLY not in output.get("data", {}):
                    continue
                figure = output.data.pop(PLOTLY)
                # Of a figure's forms nbconvert prefers HTML. The config is the renderer's and names a server.
                output.data["text/html"] = plotly.io.to_html(
                    {"data": figure["data"], "layout": figure["layout"]},
                    full_html=False,
                    include_plotlyjs=not drawn,
                    include_mathjax=False,
                    div_id=f"figure-{drawn}",
                    config={"responsive": True},
                    validate=False,
                )
                drawn += 1
        return notebook, resources


class LeaveWidgets(Preprocessor):
    """Say where a widget was: a page without a kernel cannot run it, and its manager would be asked for over the network."""

    def preprocess(self, notebook: Any, resources: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Replace the widgets of every output of `notebook`, in place."""
        notebook.metadata.pop("widgets", None)
        for cell in notebook.cells:
            for output in cell.get("outputs", ()):
                if output.get("data", {}).pop(WIDGET, None) is not None:
                    output.data["text/html"] = "<p><em>In Jupyter the coding sheet stands here.</em></p>"
        return notebook, resources


def execute(notebook: Any) -> None:
    """Run every cell of `notebook`, in place, in a folder that is removed afterwards."""
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=1200, resources={"metadata": {"path": folder}}).execute()


def to_html(notebook: Any) -> str:
    """Return an executed notebook as one HTML page; formulas and diagrams, which would need a server, stay as text."""
    exporter = HTMLExporter(mathjax_url="", require_js_url="", mermaid_js_url="", preprocessors=[DrawPlotly, LeaveWidgets])
    return exporter.from_notebook_node(notebook)[0]


def main() -> None:
    """Read the arguments and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":")[0])
    parser.add_argument("notebook", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--execute", action="store_true", help="run the notebook first")
    options = parser.parse_args()
    notebook = nbformat.read(options.notebook, as_version=4)
    if options.execute:
        execute(notebook)
    if not any(cell.get("outputs") for cell in notebook.cells):
        parser.error(f"{options.notebook} holds no outputs; run it and save it first, or add --execute")
    options.out.write_text(to_html(notebook), encoding="utf-8")


if __name__ == "__main__":
    main()
