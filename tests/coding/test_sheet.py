"""The sheet in a browser, by keyboard, and the recorded codings of the fiction."""

import json
import re
from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest

import stance
from small_study import small_study
from stance.coding import agreement, krippendorff_alpha, read_codings, write_sheet
from stance.coding.files import latest
from stance.coding.sheet import sheet_data, uncertainty
from stance.errors import StanceError

HERE = Path(__file__).parent
RECORDED = HERE.parents[1] / "data/fiction/codings"
OPTIONS = {"order": "text", "statements": 60, "claims_per_statement": 2}
KEYS = re.sub(r"\s", "", (HERE / "c02_keys.txt").read_text("utf-8"))


def answers(codings):
    """What is judged, without the time at which."""
    columns = ["statement_id", "claim_id", "action", "field", "value", "start", "end", "text"]
    return codings[columns].fillna("").values.tolist()


@pytest.mark.browser
@pytest.mark.slow
def test_a_coding_played_by_keyboard_is_the_recorded_one(fiction, tmp_path, open_page):
    write_sheet(fiction, tmp_path / "sheet.html", coder="c02", **OPTIONS)
    opened = open_page(tmp_path / "sheet.html", 1280)
    for key in KEYS:
        opened.page.keyboard.press(key)
    assert opened.page.inner_text(".count") == "60 of 60 judged"
    with opened.page.expect_download() as download:
        opened.page.click("#export")
    assert download.value.suggested_filename == "c02.jsonl"
    download.value.save_as(tmp_path / "c02.jsonl")
    assert answers(read_codings(tmp_path / "c02.jsonl")) == answers(read_codings(RECORDED / "c02.jsonl"))
    # The browser has kept it: the page opened again goes on where it was.
    opened.page.reload()
    assert opened.page.inner_text(".count") == "60 of 60 judged"
    assert opened.said == [] and opened.foreign_requests() == []


def alpha_by_hand(pairs):
    """Krippendorff's alpha of two coders, from the coincidences one by one."""
    together = Counter(two for pair in pairs for two in permutations(pair))
    single = Counter(value for pair in pairs for value in pair)
    n = sum(single.values())
    observed = sum(times for (a, b), times in together.items() if a != b)
    expected = sum(single[a] * single[b] for a in single for b in single if a != b) / (n - 1)
    return 1 - observed / expected


@pytest.mark.parametrize("field", ["actor", "cue_kind", "stance"])
def test_alpha_of_the_recorded_codings_is_that_counted_by_hand(fiction, field):
    codings = read_codings(RECORDED)
    rows = latest(codings)
    rows = rows[rows["field"] == field]
    by = {c: {(r.statement_id, r.claim_id): r.value for r in g.itertuples()} for c, g in rows.fillna("").groupby("coder")}
    both = sorted(by["c01"].keys() & by["c02"].keys())
    expected = alpha_by_hand([(by["c01"][key], by["c02"][key]) for key in both])
    assert krippendorff_alpha([[by[c][key] for key in both] for c in ("c01", "c02")]) == pytest.approx(expected)
    table = agreement(fiction, codings).set_index(["stage", "who"])
    row = table.loc[(field, "all coders")]
    assert row["alpha"] == pytest.approx(expected) and row["units"] == len(both)
    assert row["alpha_low"] <= row["alpha"] <= row["alpha_high"]


@pytest.mark.browser
def test_words_are_chosen_by_keyboard_and_judgements_taken_back(tmp_path, open_page):
    study = small_study()
    write_sheet(study, tmp_path / "sheet.html", claims_per_statement=1, order="text")
    page = open_page(tmp_path / "sheet.html", 1280).page
    page.fill("#coder", "c07")
    page.keyboard.press("Enter")
    for key in ["y", "u"]:
        page.keyboard.press(key)
    assert "Taken back." in page.inner_text(".live")
    for key in ["w", "ArrowRight", "Shift+ArrowRight"]:
        page.keyboard.press(key)
    chosen = re.search(r"Chosen: (.*?)\. Enter", page.inner_text(".live"), re.DOTALL)[1]
    page.keyboard.press("Enter")
    kept = json.loads(page.evaluate("localStorage.getItem(Object.keys(localStorage)[0])"))
    assert [(r["action"], r["value"]) for r in kept] == [("set", "yes"), ("set", ""), ("add", None)]
    texts = dict(zip(study.documents["doc_id"], study.documents["text"], strict=True))
    added = kept[-1]
    assert texts[added["doc_id"]][added["start"] : added["end"]] == chosen == added["text"]
    assert page.inner_text("h2") == f"Statement 2 of {len(sheet_data(study)['items']) + 1}"


@pytest.mark.browser
def test_the_sheet_is_usable_by_a_screen_reader(tmp_path, open_page):
    study = small_study()
    write_sheet(study, tmp_path / "sheet.html", coder="c07")
    page = open_page(tmp_path / "sheet.html", 360).page
    assert page.evaluate("[...document.querySelectorAll('fieldset')].every(f => f.querySelector('legend').textContent.trim())")
    assert page.evaluate("[...document.querySelectorAll('input')].every(i => i.labels.length || i.ariaLabel)")
    assert page.evaluate("document.querySelector('[role=status]').ariaLive") == "polite"
    assert page.evaluate("document.activeElement.type") == "radio"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_blind_sheet_does_not_hold_the_answers():
    study = small_study()
    data = sheet_data(study)
    assert all(item["model"] is None for item in data["items"])
    assert "p_favor" not in json.dumps(data)
    shown = sheet_data(study, blind=False)["items"][0]["model"]
    assert set(shown) == {"statement", "actor", "cue_kind", "stances"}


def test_the_least_sure_come_first():
    study = small_study()
    doubt = uncertainty(study)
    order = [doubt[item["statement_id"]] for item in sheet_data(study)["items"]]
    assert order == sorted(order, reverse=True) and order[0] > order[-1]
    assert len(sheet_data(study, statements=5)["items"]) == 5


def test_a_claim_is_shown_to_the_statements_nearest_to_it():
    study = small_study()
    assert all(len(item["claims"]) == 2 for item in sheet_data(study, claims_per_statement=2)["items"])
    assert all(item["claims"] == ["harvest"] for item in sheet_data(study, claims=["harvest"])["items"])
    with pytest.raises(StanceError, match="claim 'x' is not in the study"):
        sheet_data(study, claims=["x"])
    with pytest.raises(StanceError, match="order 'random'"):
        sheet_data(study, order="random")


@pytest.mark.browser
def test_hostile_words_stay_words(tmp_path, open_page):
    study = small_study()
    hostile = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    study.documents.loc[0, "text"] = study.documents.loc[0, "text"] + hostile
    write_sheet(study, tmp_path / "sheet.html", coder="c07", order="text")
    opened = open_page(tmp_path / "sheet.html", 1280)
    assert hostile in opened.page.inner_text(".text")
    assert opened.page.title() == "Coding sheet"


def test_the_widget_writes_every_judgement(tmp_path):
    pytest.importorskip("anywidget")
    study = small_study()
    widget = stance.code(study, coder="c07", folder=tmp_path)
    item = widget.data["items"][0]
    row = {
        "doc_id": item["doc_id"], "statement_id": item["statement_id"], "start": 1, "end": 5, "action": "set", "field": "actor",
        "value": "Tarn", "coder": "c07", "coded_at": "2031-06-07T10:00:00.000Z", "claim_id": None,
    }  # fmt: skip
    widget._receive(widget, row, [])
    assert read_codings(tmp_path)["value"].tolist() == widget.codings()["value"].tolist() == ["Tarn"]
    again = stance.code(study, coder="c07", folder=tmp_path)
    assert again.codings()["value"].tolist() == ["Tarn"]


def test_without_the_extra_its_name_is_said(monkeypatch, tmp_path):
    import sys

    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "stance.coding.widget", raising=False)
    with pytest.raises(stance.MissingExtraError, match=r"stance-toolkit\[widget\]"):
        stance.code(small_study(), coder="c07", folder=tmp_path)
