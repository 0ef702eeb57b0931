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
def test_no_label_is_cut_or_covered(width, tmp_path, open_page):
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
    opened = open_page(page_file, width)
    opened.wait_for_figures(len(figures))
    assert not opened.said
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    assert not opened.page.evaluate(_OVERLAPS)
