import shutil

import pytest

from small_study import small_study
from stance.figures import plot_stance_matrix, plot_topic_shares

_OVERLAPS = """
() => {
  const out = [];
  document.querySelectorAll('.js-plotly-plot').forEach((plot, i) => {
    const page = plot.getBoundingClientRect();
    const texts = [...plot.querySelectorAll('.annotation-text, .xtick text, .gtitle, .gtitle-subtitle, .legendtext')]
      .map(e => [e.textContent, e.getBoundingClientRect()]).filter(([t, r]) => r.width > 0);
    texts.forEach(([t, r], j) => {
      if (r.left < page.left - 1 || r.right > page.right + 1 || r.top < page.top - 1 || r.bottom > page.bottom + 1)
        out.push([i, 'cut', t]);
      texts.slice(j + 1).forEach(([u, q]) => {
        const wide = Math.min(r.right, q.right) - Math.max(r.left, q.left);
        const high = Math.min(r.bottom, q.bottom) - Math.max(r.top, q.top);
        if (wide > 1 && high > 2) out.push([i, 'overlap', t, u]);
      });
    });
  });
  return out;
}
"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
def test_no_label_is_cut_or_covered(width, tmp_path):
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("needs Chromium")
    import plotly.io

    study = small_study()
    many = study.statements.assign(actor=[f"Country number {i % 9}" for i in range(len(study.statements))])
    figures = [
        study.plot_stance_matrix(),
        study.plot_statement_map(),
        study.plot_topic_shares(),
        study.plot_contested_claim("fast-fill"),
        plot_stance_matrix(study.stances, many, study.claims),
        plot_topic_shares(many, study.topics),
    ]
    parts = [
        plotly.io.to_html(figure, full_html=False, include_plotlyjs=not i, config={"responsive": True})
        for i, figure in enumerate(figures)
    ]
    page_file = tmp_path / "figures.html"
    page_file.write_text(f'<!doctype html><meta charset="utf-8"><body style="margin:0 12px">{"".join(parts)}', encoding="utf-8")
    options = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless=new", *options])
        page = browser.new_page(viewport={"width": width, "height": 900})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(page_file.as_uri())
        page.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length >= 12")
        page.wait_for_timeout(500)
        faults = page.evaluate(_OVERLAPS)
        scroll = page.evaluate("document.documentElement.scrollWidth")
        browser.close()
    assert not said
    assert scroll <= width
    assert not faults
