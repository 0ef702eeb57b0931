"""What counts as found, and what as missed, where coders have not judged the same statements."""

import pytest

from small_study import small_study
from stance.coding import agreement, coding
from stance.tables import build


@pytest.fixture(scope="module")
def study():
    return small_study()


def yes(study, coder, places):
    rows = [row for i, row in enumerate(study.statements.itertuples()) if i in places]
    return [coding(row, "set", coder=coder, field="statement", value="yes") for row in rows]


def found(study, codings, who="all coders"):
    return agreement(study, build("codings", codings), draws=10).set_index(["stage", "who"]).loc[("statement", who)]


def test_what_a_coder_never_came_to_is_not_missed(study):
    codings = yes(study, "c01", range(8)) + yes(study, "c02", range(3))
    assert found(study, codings)["f1"] == 1.0
    assert found(study, codings)["unitizing_alpha"] == pytest.approx(1.0)
    assert found(study, codings, "majority & model")["f1"] == 1.0


def test_what_a_coder_says_is_no_statement_is_a_difference(study):
    second = next(row for i, row in enumerate(study.statements.itertuples()) if i == 1)
    codings = [*yes(study, "c01", range(4)), *yes(study, "c02", (0, 2, 3)), coding(second, "drop", coder="c02")]
    assert found(study, codings)["f1"] == pytest.approx(2 * 3 / 7)


def test_words_that_one_coder_added_are_missed_by_one_who_judged_the_same_and_by_the_model(study):
    first = study.statements.iloc[0]
    text = study.documents.set_index("doc_id").loc[first["doc_id"], "text"]
    taken = {(s.start, s.end) for s in study.statements.itertuples() if s.doc_id == first["doc_id"]}
    free = max(end for _, end in taken)
    start = text.index(" ", free) + 1 if " " in text[free:] else 0
    place = {"doc_id": first["doc_id"], "start": start, "end": len(text), "text": text[start:]}
    added = {**coding(first, "add", coder="c01"), **place, "statement_id": f"{first['doc_id']}:{start}-{len(text)}"}
    both = yes(study, "c01", (0,)) + yes(study, "c02", (0,))
    said = {**both[0], **place, "statement_id": added["statement_id"]}
    out = [*both, added, said]
    assert found(study, out)["f1"] == pytest.approx(2 / 3)
    assert found(study, out, "majority & model")["f1"] == pytest.approx(2 / 3)
    # One who judged another part of the document cannot be blamed for it.
    assert found(study, [*out, *yes(study, "c02", (1, 2))])["f1"] == 1.0
