import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def site(tmp_path_factory, quicker_kernels):
    """The site as `make docs` builds it, with stand-ins for the notebooks, which have tests of their own."""
    pytest.importorskip("myst_nb")
    folder = tmp_path_factory.mktemp("docs")
    source = folder / "docs"
    shutil.copytree(ROOT / "docs", source, ignore=shutil.ignore_patterns("built"))
    (source / "built/notebooks").mkdir(parents=True)
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        (source / "built/notebooks" / f"{path.stem}.html").write_text("<p>Here is the notebook.</p>", "utf-8")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "-q", str(source), str(folder / "site")]
    done = subprocess.run(command, env={**os.environ, **quicker_kernels}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder / "site"


@pytest.mark.slow
@pytest.mark.browser
def test_the_gallery_shows_every_figure_offline(site, open_page):
    opened = open_page(site / "gallery.html", 1280)
    opened.wait_for_figures(5)
    figures = opened.page.locator(".js-plotly-plot")
    assert figures.count() == 5
    for i in range(5):
        assert figures.nth(i).locator(".point").count() > 0
        # Wider than its column, the words at its edge would be cut.
        assert figures.nth(i).evaluate("p => p.offsetWidth <= p.closest('.cell_output').clientWidth")
    assert opened.page.locator("[role=img][aria-label]").count() == 5
    assert opened.foreign_requests() == []


@pytest.mark.slow
def test_every_public_name_is_in_the_reference(site):
    import stance

    pages = "".join(path.read_text("utf-8") for path in (site / "reference").glob("*.html"))
    missing = [name for name in stance.__all__ if f'id="stance.{name}"' not in pages]
    assert missing == []


@pytest.mark.slow
def test_links_between_pages_lead_somewhere(site):
    import re

    lost = []
    for page in site.rglob("*.html"):
        if "_modules" in page.parts:
            continue
        for target in re.findall(r'<a [^>]*href="([^"#:?]+\.(?:html|md))[^":]*"', page.read_text("utf-8")):
            if not (page.parent / target).resolve().is_file():
                lost.append((page.name, target))
    assert lost == []
