"""The training disputes in data/corpus: well-formed, balanced, and no dispute in two places."""

import json
from collections import Counter
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[1] / "data" / "corpus"


def disputes():
    return [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def test_every_dispute_is_well_formed():
    for dispute in disputes():
        name = dispute["dispute"]
        assert len({claim for _, claim, _ in dispute["claims"]}) == len(dispute["claims"]), name
        for _, claim, reverse in dispute["claims"]:
            assert claim.strip() and reverse.strip() and claim != reverse, (name, claim)
        for statement in dispute["statements"]:
            assert set(statement["labels"]) <= set("FAN"), (name, statement["text"])
            assert len(statement["labels"]) == len(dispute["claims"]), (name, statement["text"])
            assert isinstance(statement["cond"], bool) and isinstance(statement["phenomena"], list)
            assert statement["actor"] and statement["verb"] and statement["text"].strip() == statement["text"], name


def test_no_dispute_and_no_statement_is_there_twice():
    assert max(Counter(d["dispute"] for d in disputes()).values()) == 1
    assert max(Counter(s["text"] for d in disputes() for s in d["statements"]).values()) == 1


def test_sides_are_balanced_and_an_actor_does_not_give_its_side_away():
    labels = Counter(letter for d in disputes() for s in d["statements"] for letter in s["labels"])
    sides = labels["F"] + labels["A"]
    assert 0.4 <= labels["F"] / sides <= 0.6
    assert labels["N"] >= sides


@pytest.mark.parametrize("field", ["sources", "setting"])
def test_real_disputes_name_their_sources_and_quote_nobody(field):
    for dispute in disputes():
        if not dispute["invented"]:
            assert dispute[field], dispute["dispute"]
            assert not any(set('"“”«»') & set(s["text"]) for s in dispute["statements"]), dispute["dispute"]
