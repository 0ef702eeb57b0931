"""The report of a class, and that of a study with people's judgements in it; and its tables on a phone."""

import html
import json
import re

import pytest

from small_study import small_study
from stance.coding import apply_codings, coding
from stance.tables import build


@pytest.fixture(scope="module")
def study():
    return small_study()


def _text(page):
    """What is read on a page."""
    words = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", words)).split())


def _unfolded(page):
    """The text that a reader sees who opens nothing."""
    while "<details" in page:
        page = re.sub(r"<details(?:(?!<details).)*?</details>", "", page, flags=re.DOTALL)
    return _text(page)


def test_a_class_sees_no_answer_until_it_opens_one(study):
    lesson = study.to_html(template="class")
    seen = _unfolded(lesson)
    assert "Before you look" in seen and "Actor by actor" in seen
    assert [claim in seen for claim in study.claims["text"]] == [True] * len(study.claims)
    assert "Veldania says" not in seen and "in favor " not in seen.split("Method and provenance")[0].split("In brief")[-1]
    assert not [topic for topic in study.topics["label"] if topic in _text(lesson)]
    actors = set(study.statements["actor"]) - {"unknown"}
    claimless = re.sub("|".join(map(re.escape, study.claims["text"])), "", seen)
    assert not [actor for actor in actors if actor in claimless.split("Method and provenance")[0]]
    assert "<details data-print" not in lesson and "<details open" not in lesson


@pytest.fixture(scope="module")
def coded(study):
    """A study with a claim of which some statements are coded, and the words of a statement that the coders are split on."""
    on = study.links[(study.links["relation"] == "counters") & (study.links["claim_id"] == "fast-fill")].iloc[0]
    by_id = study.statements.set_index("statement_id", drop=False)
    left, right, split = by_id.loc[on["left_id"]], by_id.loc[on["right_id"]], by_id[by_id["cue_kind"] == "urges"].iloc[0]
    sided = study.stances[(study.stances["claim_id"] == "fast-fill") & (study.stances["label"] == "favor")]["statement_id"]
    other = next(by_id.loc[s] for s in sided if by_id.loc[s, "actor"] not in (left["actor"], "unknown"))
    said = [(left, "favor", "fast-fill", "c01 c02 c03"), (right, "against", "fast-fill", "c01 c02")]
    said += [(other, "favor", "fast-fill", "c01 c02"), (other, "none", "fast-fill", "c03")]
    said += [(split, "favor", "inspection", "c01"), (split, "none", "inspection", "c02")]
    rows = [coding(s, "set", coder=c, field="stance", claim_id=k, value=v) for s, v, k, who in said for c in who.split()]
    return apply_codings(study, build("codings", rows)), split["text"]


@pytest.mark.parametrize("template", ["research", "brief", "class"])
def test_judgements_are_no_probabilities(coded, template):
    page = coded[0].to_html(template=template)
    text = _text(page)
    assert "In favor: coded by 3 of 3 coders; against: coded by 2 of 2 coders." in text
    assert "in favor, coded by 2 of 3 coders" in text
    spec = json.loads(page.split('id="spec-claim-fast-fill">')[1].split("</script>")[0])
    assert "Bars of coded statements have full length, others" in spec["layout"]["title"]["subtitle"]["text"]
    drawn = [mark for trace in spec["data"] for mark in zip(trace["text"], trace["x"], trace["hovertext"], strict=True)]
    by_people = [(abs(x), hover) for label, x, hover in drawn if "coded by" in label]
    assert len(by_people) == 3 and all(x == 1 and "coded by" in hover and "p favor" not in hover for x, hover in by_people)
    assert any("p=" in label for label, _, _ in drawn)


def test_what_coders_are_split_on_is_told_in_words(study, coded):
    page = coded[0].to_html()
    part = _text(page.split('<h2 id="split">')[1].split("<h2")[0])
    claim = study.claims.set_index("claim_id").loc["inspection", "text"]
    assert f"On the claim “{claim}”: 1 in favor, 1 takes no side." in part and coded[1] in part
    problems = _text(page.split('<h3 id="problems">')[1])
    assert "split" not in problems and "notice.pdf" in problems
    assert "1 part of the input" in page and 'id="split"' not in study.to_html()


# Cells of a single word that stands in more than one line.
_CUT = """
() => [...document.querySelectorAll('figure td')].filter(cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return !/\\s/.test(cell.textContent) && new Set([...range.getClientRects()].map(box => box.top)).size > 1;
}).map(cell => cell.textContent)
"""


@pytest.mark.browser
def test_words_in_tables_are_not_cut(study, tmp_path, open_page):
    file = tmp_path / "report.html"
    file.write_text(study.to_html(), encoding="utf-8")
    browser = open_page(file, 360).page
    browser.evaluate("document.querySelectorAll('figure details').forEach(d => d.open = true)")
    assert browser.evaluate("document.documentElement.scrollWidth") <= 360
    assert browser.evaluate(_CUT) == []
