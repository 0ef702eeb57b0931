import base64
import dataclasses
import hashlib
import html
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from small_study import small_study
from stance.errors import StanceError
from stance.report import render_report, render_summary
from stance.tables import build, empty

HOSTILE = "</script><script>alert('x')</script><img src=x onerror=\"alert(1)\"> & “quoted” 'single' {{ 7 * 7 }}"


@pytest.fixture(scope="module")
def study():
    return small_study()


@pytest.fixture(scope="module")
def page(study):
    return render_report(study)


@pytest.fixture(scope="module")
def bare():
    """A study of texts in which nobody says anything."""
    full = small_study()
    tables = {name: empty(name) for name in full.tables()} | {"documents": full.documents}
    return dataclasses.replace(full, **tables, embeddings=np.zeros((0, 24), dtype=np.float32))


class _Elements(HTMLParser):
    """Every element with its attributes, the content of scripts, and the text outside of scripts and styles."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.scripts, self.words, self._within = [], [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self._within = tag
        if tag == "script":
            self.scripts.append([dict(attributes), ""])

    def handle_endtag(self, tag):
        self._within = ""

    def handle_data(self, data):
        if self._within == "script":
            self.scripts[-1][1] += data
        elif self._within != "style":
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def _anchors_of_cells(page):
    return json.loads(next(text for attributes, text in _Elements(page).scripts if attributes.get("id") == "cell-anchors"))


def test_the_same_study_gives_the_same_bytes(study, page):
    assert render_report(study) == page
    assert render_report(small_study()) == page


def test_the_title_can_be_given(study):
    assert "<title>A &lt;b&gt; quarrel</title>" in render_report(study, title="A <b> quarrel")


def test_it_asks_for_nothing_outside(page):
    for _, attributes in _Elements(page).elements:
        for name in ("src", "href", "srcset", "action", "data"):
            assert not re.match(r"\s*(https?:)?//", attributes.get(name) or ""), attributes
    style = page.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style


def test_its_policy_admits_its_own_scripts_only(page):
    elements = _Elements(page)
    policy = next(a["content"] for tag, a in elements.elements if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    running = [text for attributes, text in elements.scripts if "type" not in attributes]
    digests = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in running]
    assert len(running) == 2
    assert rules["script-src"].split() == digests
    assert not any(name.startswith("on") for _, attributes in elements.elements for name in attributes)


def test_every_internal_link_has_its_target(page):
    elements = _Elements(page).elements
    ids = [a["id"] for _, a in elements if "id" in a]
    assert len(ids) == len(set(ids))
    wanted = {a["href"][1:] for tag, a in elements if tag == "a" and a.get("href", "").startswith("#")}
    assert wanted <= set(ids)


def test_every_cell_leads_somewhere(study, page):
    anchors = _anchors_of_cells(page)
    ids = {a["id"] for _, a in _Elements(page).elements if "id" in a}
    assert set(anchors.values()) <= ids
    for cell in study.cells.itertuples():
        anchor = anchors[f"{cell.actor}\x1f{cell.claim_id}"]
        kind = {"silent": "actor", "none": "actor", "not quoted": "quiet"}.get(cell.state, "cell")
        assert anchor.split("-")[0] == kind
    for actor in study.statements["actor"].unique():
        assert anchors[actor]


def test_every_statement_is_told_and_marked(study, page):
    ids = {a["id"] for _, a in _Elements(page).elements if "id" in a}
    for statement_id in study.statements["statement_id"]:
        assert {f"s-{statement_id}", f"c-{statement_id}"} <= ids


def test_the_source_text_is_all_there(study, page):
    text = _Elements(re.sub(r'<a class="anchor".*?</a>', "", page)).text
    for document in study.documents["text"]:
        for line in filter(None, document.split("\n")):
            plain = re.sub(r"\s", "", line)
            assert plain in re.sub(r"\s", "", text)


def test_contradictions_are_told_with_both_sides(study, page):
    claims = study.claims.set_index("claim_id")["text"]
    contested = study.links.loc[study.links["relation"] == "counters", "claim_id"].unique()
    assert len(contested)
    part = page.split('id="contradictions"')[1].split('id="past"')[0]
    for claim_id in contested:
        assert html.escape(claims[claim_id]) in part
    assert part.count("In favor</h4>") == part.count("Against</h4>") >= len(contested)


def test_reported_speech_does_not_stand_in_quotation_marks(study):
    statements = study.statements.copy()
    direct, indirect = statements.index[0], statements.index[2]
    statements.loc[direct, "kind"] = "direct"
    text = _Elements(render_report(dataclasses.replace(study, statements=statements))).text
    assert f"“{statements.loc[direct, 'text']}”" in text
    assert f": {statements.loc[indirect, 'text']}" in text
    assert f"“{statements.loc[indirect, 'text']}”" not in text


def test_a_denial_is_told_as_a_denial(study, page):
    denial = study.statements[study.statements["cue_kind"] == "denies"].iloc[0]
    assert f"denies: {denial.text}" in _Elements(page).text


def test_hostile_texts_are_escaped(study):
    documents = study.documents.assign(title=HOSTILE, publisher=HOSTILE, source=HOSTILE, notes=HOSTILE, url="javascript:alert(1)")
    cells = study.cells.assign(actor=study.cells["actor"].replace("Bruma", HOSTILE))
    statements = study.statements.assign(
        actor=study.statements["actor"].replace("Bruma", HOSTILE),
        text=[HOSTILE, *study.statements["text"][1:]],
        speaker=HOSTILE,
        cue=HOSTILE,
        actor_reason=HOSTILE,
        target=HOSTILE,
    )
    claims = study.claims.assign(text=[HOSTILE + name for name in study.claims["claim_id"]])
    topics = study.topics.assign(label=HOSTILE)
    problems = build("problems", [{"source": HOSTILE, "where": HOSTILE, "problem": HOSTILE}])
    attacked = dataclasses.replace(
        study, documents=documents, statements=statements, cells=cells, claims=claims, topics=topics, problems=problems
    )
    page = render_report(attacked, title=HOSTILE)
    elements = _Elements(page)
    ours = _Elements(render_report(study))
    assert len([a for a, _ in elements.scripts if "type" not in a]) == 2
    assert len(elements.scripts) == len(ours.scripts)
    assert not [tag for tag, _ in elements.elements if tag == "img"]
    assert not [a for tag, a in elements.elements if tag == "a" and not a["href"].startswith("#")]
    assert not any(name.startswith("on") for _, attributes in elements.elements for name in attributes)
    assert "{{ 7 * 7 }}" in elements.text
    for attributes, text in elements.scripts:
        if "type" in attributes:
            json.loads(text)
    assert "<script>alert" not in render_summary(attacked)


def test_without_counterclaims_it_says_so(study):
    text = _Elements(render_report(dataclasses.replace(study, links=empty("links")))).text
    assert "No actor contradicts another on the claims examined" in text
    labels = study.stances["label"].value_counts()
    assert f"in {labels['none']} of {len(study.stances)} pairs of statement and claim it found no side" in text
    assert ("not sure enough of one" in text) == bool(labels.get("abstain", 0))
    assert "No two actors take opposite sides" in text
    brief = render_summary(dataclasses.replace(study, links=empty("links")))
    assert (
        f"No actor contradicts another on these claims, as far as the model could read them (no side found in {labels['none']} of"
        in brief
    )


def test_without_claims_it_says_so(study):
    tables = {name: empty(name) for name in ("claims", "stances", "cells", "links")}
    text = _Elements(render_report(dataclasses.replace(study, **tables))).text
    assert "there were no claims to examine" in text


def test_without_statements_it_says_so(bare):
    text = _Elements(render_report(bare)).text
    assert "No reported statement was found in these texts." in text
    assert "0 reported statements" in text
    assert "0 reported statements" in render_summary(bare)


def test_what_could_not_be_used_is_told(page):
    assert "notice.pdf, file: not a text" in page


def test_long_lists_are_folded(study, page):
    assert len(study.statements) == 41
    assert "<details data-print><summary>41 statements" in page
    assert page.count("<details id=") == len(study.documents)
    assert " open><summary>" not in page


_LINKS = """
() => [...document.querySelectorAll('a[href^="#"]')].map(a => decodeURIComponent(a.getAttribute('href').slice(1)))
  .filter(id => !document.getElementById(id))
"""
_CLICK = """
([plot, trace, point]) => {
  const holder = document.getElementById(plot);
  location.hash = '';
  const mark = holder.data[trace].customdata[point];
  holder.emit('plotly_click', {points: [{customdata: mark, curveNumber: trace, pointNumber: point}]});
  const target = document.getElementById(location.hash.slice(1));
  return [String(mark), location.hash, Boolean(target) && target.getClientRects().length > 0];
}
"""
_MARKS = """
() => [...document.querySelectorAll('[data-spec]')].flatMap(holder => holder.data.flatMap((trace, t) =>
  (trace.customdata || []).map((_, p) => [holder.id, t, p])))
"""
_SPILLING = """
width => [...document.querySelectorAll('main *')].filter(e => !e.closest('.wide, .table, .skip, svg') &&
  e.getBoundingClientRect().right > width + 1).map(e => e.outerHTML.slice(0, 80))
"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
def test_in_a_browser(width, page, tmp_path, open_page):
    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    opened = open_page(file, width)
    figures = page.count('data-spec="')
    opened.wait_for_figures(figures)
    browser = opened.page
    assert browser.evaluate("document.querySelectorAll('.js-plotly-plot').length") == figures >= 4
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate(_SPILLING, width) == []
    assert browser.evaluate(_LINKS) == []
    marks = browser.evaluate(_MARKS)
    assert len(marks) > 50
    lost = [found for found in (browser.evaluate(_CLICK, mark) for mark in marks) if not found[2]]
    assert lost == []
    assert opened.said == []
    assert [url for url in opened.asked if not url.startswith(("data:", "blob:"))] == [file.as_uri()]


@pytest.mark.browser
def test_clicking_with_the_mouse(page, tmp_path, open_page):
    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    opened = open_page(file, 1280)
    opened.wait_for_figures(page.count('data-spec="'))
    for plot, mark in (("matrix", ".barlayer .point path"), ("map", ".scatterlayer .point"), ("shares", ".barlayer .point path")):
        opened.page.evaluate("location.hash = ''")
        opened.page.locator(f"#plot-{plot} {mark}").first.scroll_into_view_if_needed()
        box = opened.page.locator(f"#plot-{plot} {mark}").first.bounding_box()
        opened.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        opened.page.wait_for_timeout(200)
        opened.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        opened.page.wait_for_function("location.hash.length > 1", timeout=5000)
        assert opened.page.evaluate("Boolean(document.getElementById(location.hash.slice(1)))")


@pytest.mark.browser
def test_wide_figures_scroll_in_their_own_box(page, tmp_path, open_page):
    file = tmp_path / "wide.html"
    file.write_text(re.sub(r"(plot-matrix\"[^>]*min-width:)\d+px", r"\g<1>700px", page), encoding="utf-8")
    opened = open_page(file, 360)
    opened.wait_for_figures(page.count('data-spec="'))
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 360
    box = "document.querySelector('#plot-matrix').parentElement"
    assert opened.page.evaluate(f"{box}.scrollWidth > {box}.clientWidth + 100")


@pytest.mark.browser
def test_on_paper(page, tmp_path, open_page):
    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    opened = open_page(file, 1280)
    opened.wait_for_figures(page.count('data-spec="'))
    before = opened.page.evaluate("document.querySelectorAll('details[open]').length")
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.wait_for_timeout(300)
    sizes = opened.page.evaluate("[...document.querySelectorAll('.plot')].map(p => p.getBoundingClientRect().height)")
    widths = opened.page.evaluate("[...document.querySelectorAll('.plot .main-svg')].map(s => s.width.baseVal.value)")
    assert max(sizes) <= 901
    assert max(widths) <= 670
    assert opened.page.evaluate("document.querySelector('ol.statements').checkVisibility()")
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert opened.page.evaluate("document.querySelectorAll('details[open]').length") == before
    assert opened.said == []


_FADED = """
(plot) => {
  const data = document.getElementById('plot-' + plot).data;
  let kept = [], all = 0;
  data.forEach(t => { all += t.customdata.length; (t.selectedpoints || []).forEach(i => kept.push(t.customdata[i])); });
  return [kept, all];
}
"""


@pytest.mark.browser
@pytest.mark.parametrize("explorer", [False, True])
def test_choosing_an_actor_and_a_claim_fades_all_else(explorer, study, page, tmp_path, open_page):
    file = tmp_path / "page.html"
    file.write_text(study.explore().html if explorer else page, encoding="utf-8")
    opened = open_page(file, 1280)
    opened.wait_for_figures(file.read_text("utf-8").count('data-spec="'))
    browser = opened.page
    # By keyboard: into the first list, and to the actor by its first letter.
    browser.locator("select[name=actor]").focus()
    browser.keyboard.type("Vel")
    own = study.statements[study.statements["actor"] == "Veldania"]
    browser.wait_for_function(f"document.querySelector('#facets output').textContent.startsWith('{len(own)} of')")
    kept, total = browser.evaluate(_FADED, "matrix")
    assert {actor for actor, _ in kept} == {"Veldania"} and len(kept) < total
    kept, _ = browser.evaluate(_FADED, "map")
    assert set(kept) <= set(own["statement_id"])
    assert browser.locator("ol.statements > li:not([hidden])").count() == len(own)
    browser.select_option("select[name=claim]", "fast-fill")
    kept, _ = browser.evaluate(_FADED, "matrix")
    assert kept == [["Veldania", "fast-fill"]]
    sided = study.stances[(study.stances["claim_id"] == "fast-fill") & (study.stances["label"] != "none")]["statement_id"]
    kept, _ = browser.evaluate(_FADED, "map")
    assert set(kept) <= set(own["statement_id"]) & set(sided) and kept
    browser.click("#facets button")
    browser.wait_for_timeout(100)
    assert browser.evaluate(_FADED, "map")[0] == []
    assert browser.locator("ol.statements > li[hidden]").count() == 0
    assert opened.said == []


@pytest.mark.browser
def test_in_the_explorer_a_cell_chooses(study, tmp_path, open_page):
    file = tmp_path / "explore.html"
    file.write_text(study.explore().html, encoding="utf-8")
    opened = open_page(file, 1280)
    opened.wait_for_figures(study.explore().html.count('data-spec="'))
    mark = opened.page.locator("#plot-matrix .barlayer .point path").first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    opened.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    opened.page.wait_for_timeout(200)
    opened.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    opened.page.wait_for_function("document.querySelector('select[name=claim]').value !== ''", timeout=5000)
    assert "srcdoc=" in study.explore()._repr_html_()


def test_templates_are_for_different_readers(study):
    research, brief, lesson = (study.to_html(template=name) for name in ("research", "brief", "class"))
    assert "A paragraph to quote" in research and "@software{stance" in research
    assert "A paragraph to quote" not in brief and 'id="plot-map"' not in brief and len(brief) < len(research)
    for made in (research, brief, lesson):
        assert set(re.findall(r'href="#([^"]+)"', made)) <= set(re.findall(r'id="([^"]+)"', made))
    assert 'id="plot-map"' not in lesson and 'id="plot-shares"' not in lesson
    with pytest.raises(StanceError, match="template 'poster'; expected one of research, brief, class"):
        study.to_html(template="poster")


def test_the_paragraph_to_quote_has_the_numbers_of_the_study(study):
    from stance.report.methods import bibliography, methods_paragraph

    paragraph = methods_paragraph(study)
    told = study.statements[study.statements["parent_id"].isna()]
    assert f"{len(study.documents)} texts" in paragraph and f"{len(told)} statements" in paragraph
    assert set(re.findall(r"\(?([A-Z][a-z]+)(?: and| et al)", paragraph)) >= {"Reimers", "Leifeld"}
    cited = set(re.findall(r"@\w+\{(\w+),", bibliography(study)))
    assert {"stance", "reimers2019", "leifeld2012"} <= cited
