import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
QUICKSTART = FOLDER / "01_quickstart.ipynb"
EXPORT = FOLDER / "export.py"
PLOTLY = "application/vnd.plotly.v1+json"

nbformat = pytest.importorskip("nbformat")


def _code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _figures(notebook):
    return sum(PLOTLY in output.get("data", {}) for cell in _code(notebook) for output in cell.outputs)


NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
FIGURES = {"01_quickstart": 4, "02_your_own_texts": 0, "03_report": 2, "04_classroom": 1}
"""Plotly figures in the outputs; the second notebook shows its figures linked, in a frame."""


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def executed(request, tmp_path_factory, quicker_kernels):
    nbclient = pytest.importorskip("nbclient")
    folder = tmp_path_factory.mktemp("notebook")
    notebook = nbformat.read(request.param, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=1200, resources={"metadata": {"path": str(folder)}})
    # The first is run with the stance model that is the default on this machine, the others with the quicker one.
    client.execute(env={**os.environ, **(quicker_kernels if request.param != QUICKSTART else {})})
    nbformat.write(notebook, folder / "executed.ipynb")
    return request.param.stem, notebook, folder


def _export(*arguments):
    return subprocess.run([sys.executable, str(EXPORT), *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.name)
def test_committed_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.outputs or cell.execution_count for cell in _code(notebook))


def test_quickstart_is_short():
    assert len(_code(nbformat.read(QUICKSTART, as_version=4))) < 10


def test_exporting_an_unexecuted_notebook_says_what_to_do(tmp_path):
    pytest.importorskip("nbconvert")
    done = _export(QUICKSTART, tmp_path / "out.html")
    assert done.returncode == 2
    assert "holds no outputs; run it and save it first, or add --execute" in done.stderr
    assert not (tmp_path / "out.html").exists()


MADE = {
    "01_quickstart": ("crisis_report.html", "crisis_tables/statements.parquet"),
    "02_your_own_texts": ("my_study/provenance.json",),
    "03_report": ("report/report.html", "report/cite.bib"),
    "04_classroom": ("sheet.html", "lesson.html", "lesson/codings/c01.jsonl"),
}


@pytest.mark.slow
@pytest.mark.browser
def test_every_notebook_runs_and_its_page_shows_all_figures_offline(executed, open_page):
    pytest.importorskip("nbconvert")
    name, notebook, folder = executed
    outputs = [output for cell in _code(notebook) for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert _figures(notebook) >= FIGURES[name]
    for made in MADE[name]:
        assert (folder / made).is_file()
    out = folder / "page.html"
    done = _export(folder / "executed.ipynb", out)
    assert done.returncode == 0, done.stderr
    count = _figures(notebook)
    opened = open_page(out, 1280)
    if count:
        opened.wait_for_figures(count)
        assert opened.page.evaluate("document.querySelectorAll('.js-plotly-plot').length") == count
        assert opened.page.evaluate(
            "[...document.querySelectorAll('.js-plotly-plot')].every(p => p.querySelector('.point, .annotation'))"
        )
    if name == "02_your_own_texts":
        frame = opened.page.frame_locator("iframe[title='Linked figures']")
        frame.locator(".js-plotly-plot .point").first.wait_for(timeout=60_000)
        frame.locator("select[name=actor]").select_option("Norland")
        frame.locator("#facets output", has_text="statements").wait_for()
    assert opened.foreign_requests() == []
    assert opened.said == []


@pytest.mark.slow
def test_papermill_gives_other_parameters(tmp_path):
    papermill = pytest.importorskip("papermill")
    parameters = {"corpus": "fiction", "seed": 7, "template": "brief", "out": "made"}
    papermill.execute_notebook(FOLDER / "03_report.ipynb", tmp_path / "out.ipynb", parameters, cwd=tmp_path, progress_bar=False)
    provenance = json.loads((tmp_path / "made/provenance.json").read_text("utf-8"))
    assert provenance["options"]["seed"] == 7
    assert "A paragraph to quote" not in (tmp_path / "made/report.html").read_text("utf-8")
