"""Against figures that were published with their data; and the page that shows them."""

import dataclasses
import math
import re

import numpy as np
import pytest

from small_study import small_study
from stance.coding import (
    agreement,
    coding,
    cohen_kappa,
    disagreements,
    krippendorff_alpha,
    pairwise_f1,
    percent_agreement,
    unitizing_alpha,
    write_agreement,
)
from stance.coding.agreement_page import contested
from stance.coding.reliability import bootstrap, coincidences, unit_counts, unitizing_disagreement
from stance.errors import StanceError
from stance.tables import build

_ = None
# Krippendorff (2011), four observers, twelve units, missing judgements.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_of_four_observers(level, alpha):
    assert krippendorff_alpha(FOUR, level=level) == pytest.approx(alpha, abs=0.0005)


def test_alpha_of_two_observers_and_two_values():
    # Krippendorff (2011), section A: ten units, alpha .095.
    one = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    other = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorff_alpha([one, other]) == pytest.approx(0.095, abs=0.0005)


def test_alpha_of_a_digitized_continuum():
    # Krippendorff (1995): Bertha and Bill over 24 places; kappa .385, alpha .329.
    bertha = [0] * 2 + [1] * 8 + [0] * 4 + [1] * 6 + [0] * 4
    bill = [0] * 4 + [1] * 4 + [0] * 7 + [1] * 2 + [0] * 7
    assert cohen_kappa(bertha, bill) == pytest.approx(0.385, abs=0.0005)
    assert krippendorff_alpha([bertha, bill]) == pytest.approx(0.329, abs=0.0005)


def test_alpha_does_not_hang_on_the_order_of_coders_or_the_names_of_values():
    named = [[None if v is None else "abcdef"[v] for v in row] for row in FOUR]
    assert krippendorff_alpha(named[::-1]) == pytest.approx(krippendorff_alpha(FOUR))


# Krippendorff (2004), "Content Analysis", section 11.6: a continuum of 300 from 150 on, categories c and k.
C = [[(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]]
K = [[(30, 90), (150, 200)]] * 2


def test_alpha_for_unitizing():
    observed, expected = unitizing_disagreement(C, 300)
    assert (observed, expected) == pytest.approx((0.0144, 0.0532), abs=0.0001)
    assert unitizing_alpha(C, 300) == pytest.approx(0.7286, abs=0.0001)
    assert unitizing_disagreement(K, 300) == pytest.approx((0.0, 0.0490), abs=0.0001)
    both = np.add(unitizing_disagreement(C, 300), unitizing_disagreement(K, 300))
    assert 1 - both[0] / both[1] == pytest.approx(0.8591, abs=0.0005)


def test_stretches_that_overlap_are_refused():
    with pytest.raises(StanceError, match="coder 1: the stretch 5-20"):
        unitizing_alpha([[(0, 10)], [(5, 20), (15, 30)]], 40)
    with pytest.raises(StanceError, match="leaves the text of 40"):
        unitizing_alpha([[(0, 10)], [(35, 50)]], 40)


def test_f1_of_pairs_is_the_mean_over_pairs():
    same, half = [(0, 10), (20, 30)], [(0, 10), (40, 50)]
    assert pairwise_f1([same, same]) == 1
    assert pairwise_f1([same, half]) == 0.5
    assert pairwise_f1([same, same, half]) == pytest.approx((1 + 0.5 + 0.5) / 3)
    assert math.isnan(pairwise_f1([[], []]))


def test_nothing_to_compare_is_no_number():
    assert math.isnan(percent_agreement([["a", None], [None, "a"]]))
    assert math.isnan(krippendorff_alpha([["a", None], [None, "a"]]))
    assert math.isnan(krippendorff_alpha([["a", "a"], ["a", "a"]]))
    assert math.isnan(cohen_kappa(["a", "a"], ["a", "a"]))


def test_wrong_input_says_what_was_expected():
    with pytest.raises(StanceError, match=r"rows of \[1, 2\] units"):
        krippendorff_alpha([["a", "b"], ["a"]])
    with pytest.raises(StanceError, match="level 'ratio'"):
        krippendorff_alpha([["a", "b"], ["a", "b"]], level="ratio")
    with pytest.raises(StanceError, match="expected numbers"):
        krippendorff_alpha([["a", "b"], ["a", "b"]], level="interval")
    with pytest.raises(StanceError, match="2 judgements by one coder, 1 by the other"):
        cohen_kappa(["a", "b"], ["a"])


def test_the_interval_holds_the_figure_and_is_seeded():
    counts, _ = unit_counts(FOUR)
    parts = coincidences(counts)

    def share(weights):
        drawn = np.tensordot(weights, parts, axes=1)
        return drawn.trace(axis1=1, axis2=2) / drawn.sum(axis=(1, 2))

    low, high = bootstrap(len(parts), share, draws=500, seed=3)
    assert low < share(np.ones((1, len(parts))))[0] < high
    assert (low, high) == bootstrap(len(parts), share, draws=500, seed=3)
    assert all(map(math.isnan, bootstrap(4, share, draws=500, seed=3)))


def _judged(study, votes, coders):
    """Stances on the claims of the first statements: by statement the votes, one letter per coder from the first on."""
    words = {"f": "favor", "a": "against", "n": "none"}
    return build(
        "codings",
        [
            coding(study.statements.iloc[i], "set", coder=coders[j], field="stance", claim_id="fast-fill", value=words[vote])
            for i, row in enumerate(votes)
            for j, vote in enumerate(row)
        ],
    )


def test_the_page_puts_first_what_splits_most_coders(tmp_path):
    study, coders = small_study(), [f"c{i:02}" for i in range(1, 7)]
    codings = _judged(study, ["fn", "ffffna", "fffnnn", "fff"], coders)
    rows = contested(study, codings)
    assert [(row["apart"], row["coders"], row["few"]) for row in rows] == [(3, 6, False), (2, 6, False), (1, 2, True)]
    assert [(answer, len(who)) for answer, who in rows[1]["votes"]] == [("in favor", 4), ("against", 1), ("takes no side", 1)]
    page = write_agreement(study, codings, agreement(study, codings, draws=10), tmp_path / "agreement.html").read_text("utf-8")
    assert page.count("data-few hidden") == 1 and "2</span> of 3 shown" in page
    assert study.documents["title"].iloc[0] in page and study.statements["text"].iloc[1] in page
    assert '<th scope="col">Group</th>' not in page
    # Who said what is there, folded away.
    assert "c05" not in re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "in favor: c01, c02, c03, c04" in page
    # Where no question has three judgements, those of two are all there is.
    assert [row["few"] for row in contested(study, _judged(study, ["fn"], coders))] == [False]


def test_the_page_escapes_what_it_quotes(tmp_path):
    study = small_study()
    hostile = "<img src=x onerror=alert(1)>"
    study = dataclasses.replace(study, statements=study.statements.assign(text=hostile, speaker=hostile, actor=hostile))
    codings = _judged(study, ["fn"], ["c01", "c02"])
    page = write_agreement(study, codings, agreement(study, codings, draws=10), tmp_path / "agreement.html").read_text("utf-8")
    assert "<img" not in page and "&lt;img" in page


def test_of_a_single_coder_the_page_shows_what_the_model_answers_otherwise(tmp_path):
    study = small_study()
    said = dict(zip(study.statements["statement_id"], study.statements["cue_kind"], strict=True))
    first, second = (study.statements.iloc[i] for i in (0, 1))
    other = "asks" if said[first.statement_id] != "asks" else "denies"
    codings = build(
        "codings",
        [
            coding(first, "set", coder="c01", field="cue_kind", value=other),
            coding(second, "set", coder="c01", field="cue_kind", value=said[second.statement_id]),
        ],
    )
    (row,) = contested(study, codings)
    assert (row["votes"], row["model"], row["apart"]) == ([(other, ["c01"])], said[first.statement_id], 0)
    assert disagreements(study, codings)[["model", "coders", "apart"]].values.tolist() == [[said[first.statement_id], 1, 0.0]]
    page = write_agreement(study, codings, agreement(study, codings, draws=10), tmp_path / "agreement.html").read_text("utf-8")
    assert "Where the model answers otherwise" in page
