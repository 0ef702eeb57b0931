"""The measures, against values worked out by hand, and the benchmark on small files of its formats."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def measures():
    spec = importlib.util.spec_from_file_location("measures", ROOT / "benchmarks/measures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_macro_f1_by_hand(measures):
    gold, guess = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])
    # Class 0: 2/3, class 1: 2/3, class 2: 1.
    assert measures.macro_f1(gold, guess, (0, 1, 2)) == pytest.approx((2 / 3 + 2 / 3 + 1) / 3, abs=1e-4)
    assert measures.accuracy(gold, guess) == 0.75


def test_brier_and_calibration_by_hand(measures):
    p, gold = np.array([[0.8, 0.2], [0.6, 0.4]]), np.array([0, 1])
    assert measures.brier(p, gold) == pytest.approx((0.04 + 0.04 + 0.36 + 0.36) / 2)
    # The surer half is right (|.8 - 1|), the other wrong (|.6 - 0|).
    assert measures.calibration_error(p, gold, bins=2) == pytest.approx((0.2 + 0.6) / 2)


def test_coverage_by_hand(measures):
    sure, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, True, False, True])
    assert measures.coverage_at_risk(sure, right, 0.1) == 0.5
    assert measures.coverage_at_risk(sure, right, 0.25) == 1.0
    assert measures.coverage_at_risk(sure, ~right, 0.1) == 0.0
    curve = measures.risk_at_coverage(sure, right)
    assert (curve["0.5"], curve["0.8"], curve["1"]) == (0.0, 0.333, 0.25)


def test_interval_draws_whole_groups(measures):
    right = np.array([1.0] * 50 + [0.0] * 50)
    apart = measures.interval(lambda rows: right[rows].mean(), range(100))
    assert apart == pytest.approx([0.4, 0.6], abs=0.02)  # the middle 95 % of a binomial of 100 draws
    # Two groups that are each all right or all wrong: both ends are reached.
    assert measures.interval(lambda rows: right[rows].mean(), ["a"] * 50 + ["b"] * 50) == [0.0, 1.0]
    # Groups keep their rows, in whatever order these stand.
    assert measures.interval(lambda rows: right[rows].mean(), ["a", "b"] * 50) == [0.5, 0.5]


def test_spans_are_matched_one_to_one(measures):
    gold = [set(range(10)), set(range(20, 30))]
    found = [set(range(8)), set(range(1, 10)), set(range(24, 50))]
    assert measures.match(gold, found) == [(0, 1)]


def measured(*arguments):
    script = ROOT / "benchmarks/quality.py"
    out = subprocess.run([sys.executable, str(script), *map(str, arguments)], capture_output=True, text=True, check=True)
    (line,) = out.stdout.splitlines()
    return json.loads(line)


@pytest.mark.slow
def test_files_are_measured_by_name(tmp_path):
    pytest.importorskip("stance.models.attribution")
    pair = ("Norland will shut the strait on Monday", "Norland will shut the strait on Monday")
    other = (pair[0], "The price of rice in Sudmark rose by a tenth")
    nli = [{"premise": p, "hypothesis": h, "label": k} for (p, h), k in ((pair, "entailment"), (other, "neutral"))]
    stances = [{"text": t, "target": c, "label": k, "split": "dev"} for (t, c), k in ((pair, "favor"), (other, "neutral"))]
    text = "“The strait is closed,” the minister said."
    said = {"source": [[24, 36]], "cue": [[37, 41]], "content": [[0, 23]]}
    for name, rows in (("nli", nli), ("stance", stances), ("attribution", [{"text": text, "attributions": [said]}])):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    found = measured("nli", tmp_path / "nli.jsonl")
    assert found["accuracy"] == 1.0 and found["accuracy, interval over premises"] == [1.0, 1.0]
    assert measured("stance", tmp_path / "stance.jsonl", "--split", "dev")["accuracy"] == 1.0
    found = measured("attribution", tmp_path / "attribution.jsonl")
    assert found["documents"] == 1 and found["statements"]["combined"]["recall"] == 1.0
    assert set(found["exact-span F1"]) == {"source", "cue", "content"}


@pytest.mark.slow
def test_relations_are_read_topic_by_topic(tmp_path):
    closed, open_, rice = "Norland will shut the strait", "Norland will keep the strait open", "The price of rice rose by a tenth"
    kinds = (("support", closed, closed), ("attack", closed, open_), ("no_relation", closed, rice))
    rows = [
        {"topic": topic, "text_a": a, "text_b": b, "source_a": "N", "source_b": "S", "label": label}
        for topic in ("strait", "toll")
        for label, a, b in kinds
    ]
    path = tmp_path / "relations.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    out = measured("relations", path)
    assert out["pairs"] == 6 and out["topics"] == 2
    # Both topics hold the same pairs, so what one teaches is right on the other; one speaker for all says nothing.
    assert out["macro-F1, a topic left out"] == 1.0
    assert out["macro-F1, from that alone"] < 0.4 and out["majority"] < 0.4
