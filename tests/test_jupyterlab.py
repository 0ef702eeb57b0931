"""The notebooks as their readers meet them: opened in JupyterLab, run, and coded in by keyboard."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stance.coding import read_codings

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NOTEBOOKS = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
FIGURES = {"01_quickstart": 4, "02_your_own_texts": 0, "03_report": 2, "04_classroom": 1}
"""Plotly figures among the outputs; the second notebook shows its figures linked, in a frame."""
MARKS = "path.point, .heatmaplayer image, .points path, .bars path"
TOKEN = "a-token-for-one-test"
IDLE = "typeof jupyterapp !== 'undefined' && jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"

pytestmark = [pytest.mark.slow, pytest.mark.browser]


class Lab:
    """A JupyterLab of its own over a folder, and how to open a notebook of that folder in it."""

    def __init__(self, folder: Path, url: str, browser: Any) -> None:
        self.folder, self.url, self.browser = folder, url, browser

    def open(self, name: str) -> Any:
        page = self.browser.new_page(viewport={"width": 1400, "height": 1000})
        page.goto(f"{self.url}/lab/tree/{name}.ipynb?reset&token={TOKEN}")
        page.wait_for_function(IDLE, timeout=120_000)
        return page


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return int(chosen.getsockname()[1])


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, chromium: Any, quicker_kernels: dict[str, str]) -> Iterator[Lab]:
    pytest.importorskip("anywidget")
    folder, own = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("jupyter")
    for name in NOTEBOOKS:
        shutil.copy(FOLDER / f"{name}.ipynb", folder)
    port = free_port()
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        **{f"JUPYTER_{kind}_DIR": str(own / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")},
        **{f"JUPYTERLAB_{kind}_DIR": str(own / kind.lower()) for kind in ("SETTINGS", "WORKSPACES")},
        **quicker_kernels,
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
        f"--IdentityProvider.token={TOKEN}", "--LabApp.expose_app_in_browser=True", f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    with (own / "log.txt").open("w") as log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as server:
        try:
            for _ in range(240):
                assert server.poll() is None, (own / "log.txt").read_text("utf-8")[-3000:]
                try:
                    urllib.request.urlopen(f"{url}/api?token={TOKEN}", timeout=2).close()
                    break
                except OSError:
                    time.sleep(0.5)
            else:
                pytest.fail("JupyterLab did not answer within two minutes")
            yield Lab(folder, url, chromium)
        finally:
            server.terminate()
            server.wait(30)


def run(page: Any, command: str) -> None:
    """Run cells by a command of JupyterLab and wait for the last of them; a cell that raises makes it false."""
    page.set_default_timeout(900_000)
    fine = page.evaluate(f"async () => await jupyterapp.commands.execute('{command}')")
    assert fine, page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.error']").all_inner_texts()
    page.set_default_timeout(60_000)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_runs_and_every_figure_is_drawn(lab: Lab, name: str) -> None:
    page = lab.open(name)
    run(page, "notebook:run-all-cells")
    count = FIGURES[name]
    page.wait_for_function(f"document.querySelectorAll('.jp-Notebook .js-plotly-plot').length >= {count}")
    figures = page.locator(".jp-Notebook .js-plotly-plot")
    assert figures.count() == count
    for i in range(count):
        assert figures.nth(i).locator(MARKS).count() > 0, f"figure {i + 1} has no marks"
    if name == "02_your_own_texts":
        frame = page.frame_locator("iframe[title='Linked figures']")
        frame.locator(".js-plotly-plot .point").first.wait_for()
        assert frame.locator(".js-plotly-plot").count() >= 3
    if name == "04_classroom":
        code_three_statements(lab, page)
    page.close()


KEYS = ["y11fn", "y11nn", "y21na"]
"""Three statements, each: a statement, whose, what the speaker does, and a side on each of two claims."""


def code_three_statements(lab: Lab, page: Any) -> None:
    """By keyboard in the widget, then the cells below once more: the report must tell of it, the sheet must give the same."""
    report = lab.folder / "lesson.html"
    before = report.read_text("utf-8")
    widget = page.locator(".jp-Notebook .stance-sheet")
    widget.locator("fieldset.active input").first.focus()
    type_in(page)
    widget.locator(".count", has_text="3 of 60 judged").wait_for()
    mine = lab.folder / "lesson/codings/me.jsonl"
    deadline = time.monotonic() + 20
    while len(mine.read_text("utf-8").splitlines()) < len("".join(KEYS)) and time.monotonic() < deadline:
        time.sleep(0.2)
    coded = answers(mine)
    assert len(coded) == len("".join(KEYS))
    # The notebook kept its cells: what was typed went to the sheet alone.
    assert page.evaluate("jupyterapp.shell.currentWidget.content.model.cells.length") == len(
        json.loads((FOLDER / "04_classroom.ipynb").read_text("utf-8"))["cells"]
    )
    # From the merging of the codings on; the cell of the widget, run again, would only show it anew.
    page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex = 7")
    run(page, "notebook:run-all-below")
    after = report.read_text("utf-8")
    said = page.locator(".jp-Notebook").inner_text()
    assert "by 3 coders" in said and "by 2 coders" not in said
    assert after != before
    assert {row[0] for row in coded} <= set(read_codings(lab.folder / "lesson/codings")["statement_id"])
    sheet = lab.browser.new_page()
    sheet.goto((lab.folder / "sheet.html").as_uri())
    sheet.fill("#coder", "me")
    sheet.keyboard.press("Enter")
    type_in(sheet)
    assert sheet.inner_text(".count") == "3 of 60 judged"
    with sheet.expect_download() as download:
        sheet.click("#export")
    download.value.save_as(lab.folder / "exported.jsonl")
    assert answers(lab.folder / "exported.jsonl") == coded
    sheet.close()


def type_in(page: Any) -> None:
    for key in "".join(KEYS):
        page.keyboard.press(key)


def answers(path: Path) -> list[list[Any]]:
    """What was judged, without the time at which."""
    columns = ["statement_id", "claim_id", "action", "field", "value", "start", "end", "text", "coder"]
    return read_codings(path)[columns].fillna("").to_numpy().tolist()
