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


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    nbclient = pytest.importorskip("nbclient")
    folder = tmp_path_factory.mktemp("notebook")
    notebook = nbformat.read(QUICKSTART, as_version=4)
    nbclient.NotebookClient(notebook, timeout=1200, resources={"metadata": {"path": str(folder)}}).execute()
    nbformat.write(notebook, folder / "executed.ipynb")
    return notebook, folder


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


@pytest.mark.slow
def test_quickstart_runs_without_an_error(executed):
    notebook, folder = executed
    outputs = [output for cell in _code(notebook) for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert _figures(notebook) >= 4
    assert (folder / "crisis_report.html").is_file()
    assert (folder / "crisis_tables" / "statements.parquet").is_file()


@pytest.mark.slow
@pytest.mark.browser
def test_exported_page_shows_all_figures_offline(executed, open_page):
    pytest.importorskip("nbconvert")
    notebook, folder = executed
    out = folder / "quickstart.html"
    done = _export(folder / "executed.ipynb", out)
    assert done.returncode == 0, done.stderr
    count = _figures(notebook)
    opened = open_page(out, 1280)
    opened.wait_for_figures(count)
    assert opened.page.evaluate("document.querySelectorAll('.js-plotly-plot').length") == count
    assert opened.page.evaluate(
        "[...document.querySelectorAll('.js-plotly-plot')].every(p => p.querySelector('.point, .annotation'))"
    )
    assert opened.foreign_requests() == []
    assert opened.said == []
