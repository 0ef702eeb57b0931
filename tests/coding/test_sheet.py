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
from stance.html import asset

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


def press(page, keys):
    for key in keys:
        page.keyboard.press(key)


def kept(page):
    return json.loads(page.evaluate("localStorage.getItem(Object.keys(localStorage)[0])"))


def said(page):
    return page.inner_text(".live")


@pytest.fixture
def sheet(tmp_path, open_page):
    """A sheet of 40 statements with one claim each, as coder c07."""
    write_sheet(small_study(), tmp_path / "sheet.html", claims_per_statement=1, order="text", coder="c07")
    return open_page(tmp_path / "sheet.html", 1280).page


@pytest.mark.browser
def test_words_are_chosen_by_keyboard_and_what_is_added_keeps_its_place(tmp_path, open_page):
    study = small_study()
    study.documents.loc[0, "text"] += "\n\N{WATER WAVE} \N{LEFT DOUBLE QUOTATION MARK}Well-kept, isn't it?\" she said."
    write_sheet(study, tmp_path / "sheet.html", claims_per_statement=1, order="text")
    page = open_page(tmp_path / "sheet.html", 1280).page
    assert page.locator(".guide li").count() == 5
    page.fill("#coder", "c07")
    page.keyboard.press("Enter")
    press(page, ["y", "w", *["ArrowDown"] * 30, *["ArrowLeft"] * 4, "Shift+ArrowRight", "Shift+ArrowRight"])
    assert said(page) == "Chosen: Well-kept, isn't it. Enter takes it, Escape leaves."
    page.keyboard.press("Enter")
    added = kept(page)[-1]
    text = study.documents["text"][0]
    assert text[added["start"] : added["end"]] == "Well-kept, isn't it" == added["text"]
    press(page, ["w", *["ArrowDown"] * 30, "Enter"])
    assert page.inner_text("h2") == "Statement 1b of 40" and page.inner_text(".count") == "0 of 42 judged"
    page.reload()
    page.fill("#coder", "c07")
    press(page, ["Enter", "j"])
    assert (page.inner_text("h2"), page.inner_text("blockquote")) == ("Statement 1a of 40", "Well-kept, isn't it")
    press(page, "jj")
    assert page.inner_text("h2") == "Statement 2 of 40"
    press(page, "uu")
    assert page.inner_text(".count") == "0 of 40 judged" and page.inner_text("h2") == "Statement 1 of 40"


@pytest.mark.browser
def test_the_keyboard_choice_begins_with_the_first_word_of_the_statement(sheet):
    press(sheet, "m")
    assert said(sheet).startswith("Chosen: the.")


@pytest.mark.browser
def test_undo_goes_back_judgement_by_judgement(sheet):
    press(sheet, "y11fy")
    assert sheet.inner_text("h2") == "Statement 2 of 40"
    press(sheet, "uu")
    assert said(sheet).startswith("Taken back.") and sheet.inner_text("h2") == "Statement 1 of 40"
    sheet.reload()
    press(sheet, "uuuu")
    assert said(sheet) == "Nothing to take back."
    assert [r["value"] for r in kept(sheet)] == ["yes", "Veldania", "asserts", "favor", "yes", "", "", "", "", ""]
    # What was changed is again what it was, and words go back too.
    press(sheet, ["y", "Shift+Tab", "n", "u", "m", "ArrowRight", "Enter", "u"])
    assert [(r["action"], r["value"]) for r in kept(sheet)[10:]] == [
        ("set", "yes"), ("drop", None), ("set", "yes"), ("move", None), ("move", None)
    ]  # fmt: skip
    assert kept(sheet)[-1]["text"] == kept(sheet)[0]["text"]
    press(sheet, "u")
    assert (kept(sheet)[-1]["field"], kept(sheet)[-1]["value"]) == ("statement", "")


@pytest.mark.browser
def test_keys_work_after_a_click_on_an_empty_spot(sheet):
    sheet.mouse.click(3, 3)
    press(sheet, "y")
    sheet.click(".about")
    press(sheet, "1z")
    assert [r["value"] for r in kept(sheet)] == ["yes", "Veldania"]
    assert said(sheet) == "No such key here; see Keys and rules."


@pytest.mark.browser
def test_in_a_notebook_only_keys_inside_are_heard(tmp_path, open_page):
    (tmp_path / "empty.html").write_text("<button>a cell</button><div id=out></div>", "utf-8")
    page = open_page(tmp_path / "empty.html", 1280).page
    page.focus("button")
    script = asset("stance.coding", "sheet.js").replace("export default { render };", "window.render = render;")
    page.add_script_tag(content=script, type="module")
    page.evaluate(
        """data => { window.sent = [];
        render({ el: document.getElementById("out"), model: { get: n => n === "data" ? data : [], send: r => sent.push(r.value) } }); }""",
        sheet_data(small_study(), coder="c07"),
    )
    press(page, "y")
    assert page.evaluate("[document.activeElement.tagName, sent.length]") == ["BUTTON", 0]
    page.click(".count")
    press(page, "y")
    assert page.evaluate("sent") == ["yes"]


@pytest.mark.browser
def test_a_judged_statement_is_not_changed_by_the_way(sheet):
    press(sheet, [*"y11f", "k", "n", "f"])
    assert len(kept(sheet)) == 4 and sheet.locator("fieldset.active").count() == 0
    sheet.click("fieldset[data-field=statement] legend")
    press(sheet, "n")
    assert said(sheet) == "Press n again to say that it is no statement." and len(kept(sheet)) == 4
    press(sheet, "n")
    assert kept(sheet)[-1]["action"] == "drop" and sheet.inner_text(".count") == "1 of 40 judged"
    press(sheet, "u")
    sheet.click("fieldset[data-field=stance] .given")
    press(sheet, "a")
    assert kept(sheet)[-1]["value"] == "against" and sheet.inner_text("h2") == "Statement 1 of 40"


@pytest.mark.browser
def test_arrows_move_and_enter_or_space_takes(sheet):
    press(sheet, ["ArrowDown", "ArrowDown", "ArrowRight"])
    assert kept(sheet) == [] and sheet.evaluate("document.activeElement.value") == "no"
    press(sheet, ["ArrowUp", "Enter", "ArrowRight", "Space"])
    assert [r["value"] for r in kept(sheet)] == ["yes", "Oresia"]


@pytest.mark.browser
def test_every_claim_can_be_judged_on(sheet):
    asked = sheet.locator("fieldset[data-field=stance]")
    press(sheet, "yc")
    assert asked.count() == 1 and sheet.evaluate("document.activeElement.tagName") == "SELECT"
    other = sheet.locator(".more option").nth(1).get_attribute("value")
    sheet.select_option(".more select", other)
    assert asked.count() == 2
    press(sheet, "11fa")
    assert sheet.inner_text("h2") == "Statement 2 of 40"
    assert [r["value"] for r in kept(sheet) if r["claim_id"] == other] == ["against"]
    sheet.reload()
    press(sheet, "k")
    assert asked.count() == 2


@pytest.mark.browser
def test_notes_are_shown_again_and_lead_back_to_the_question(sheet):
    press(sheet, "y")
    sheet.fill(".note input", "by the mill?")
    press(sheet, ["Enter", "2"])
    assert [(r["value"], r["note"]) for r in kept(sheet)] == [("yes", None), ("yes", "by the mill?"), ("Oresia", "by the mill?")]
    sheet.reload()
    assert sheet.input_value(".note input") == "by the mill?"


@pytest.mark.browser
def test_the_file_of_another_coder_is_not_gone_on_from(sheet):
    sheet.set_input_files("input[type=file]", RECORDED / "c01.jsonl")
    sheet.locator("[role=alert]", has_text="That file holds no judgements of c07.").wait_for()
    assert sheet.inner_text(".count") == "0 of 40 judged"


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(360, 640), (1366, 650)])
def test_the_words_and_the_question_are_in_view(tmp_path, open_page, width, height):
    write_sheet(small_study(), tmp_path / "sheet.html", order="text", coder="c07")
    page = open_page(tmp_path / "sheet.html", width).page
    page.set_viewport_size({"width": width, "height": height})
    for key in "y11faf":
        press(page, key)
        # From above: the status line, the words, the question; none over another, none outside.
        boxes = [page.locator(part).bounding_box() for part in (".live", "blockquote", "fieldset.active")]
        edges = [y for box in boxes for y in (box["y"], box["y"] + box["height"])]
        assert [0, *edges, height] == sorted([0, *edges, height]), key
    # An answer is changed by mouse where only the answers given are shown.
    press(page, "k")
    page.click("fieldset[data-field=actor] .given")
    page.click("fieldset[data-field=actor] label:has-text('Tarn')")
    assert kept(page)[-1]["value"] == "Tarn"


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
