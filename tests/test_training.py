"""The loop that all trainings share: seeded, killed and gone on with, never gone on with on other data."""

import importlib.util
import random
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

TRAINING = Path(__file__).resolve().parents[1] / "training"


@pytest.fixture(scope="module")
def training():
    """The modules of training/, which are scripts beside the package and not in it."""
    sys.path.insert(0, str(TRAINING))
    try:
        modules = {}
        for name in ("adapters", "stance_data"):
            spec = importlib.util.spec_from_file_location(name, TRAINING / f"{name}.py")
            modules[name] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(modules[name])
    finally:
        sys.path.remove(str(TRAINING))
    return modules


class KilledError(Exception):
    pass


def train(training, folder, *, rows=(1.0, 2.0), kill_at=None):
    """Train one tiny layer over 450 batches, or until it is killed; return its weights."""
    torch.manual_seed(0)
    layer, seen = torch.nn.Linear(4, 1), []

    def loss_of(chosen):
        seen.append(chosen)
        if kill_at is not None and len(seen) > kill_at:
            raise KilledError
        return (layer(torch.randn(8, 4)) - sum(rows[i] for i in chosen)).pow(2).mean()

    plan = [[i % 2] for i in range(450)]
    training["adapters"].run_plan("tiny", plan, loss_of, layer, {}, rate=0.01, seed=3, folder=folder, rows=rows)
    return len(seen), layer.weight.detach().clone()


def test_a_killed_run_goes_on_and_ends_where_an_unbroken_one_does(training, tmp_path, monkeypatch):
    (tmp_path / "whole").mkdir()
    (tmp_path / "killed").mkdir()
    _, whole = train(training, tmp_path / "whole")
    clock = iter(range(10_000))
    monkeypatch.setattr(training["adapters"].time, "monotonic", lambda: 0.6 * next(clock))
    with pytest.raises(KilledError):
        train(training, tmp_path / "killed", kill_at=333)
    monkeypatch.undo()
    batches, resumed = train(training, tmp_path / "killed")
    assert 450 - 333 < batches < 250  # from the last checkpoint on
    assert torch.equal(whole, resumed)


def test_a_checkpoint_of_other_data_is_not_gone_on_with(training, tmp_path):
    train(training, tmp_path)
    with pytest.raises(SystemExit, match=r"tiny\.pt: of other data"):
        train(training, tmp_path, rows=(1.0, 3.0))


def test_new_weights_are_entered_in_the_list_of_checksums(training, tmp_path):
    from stance.errors import ModelFileError
    from stance.models.adapter import read_adapter_file

    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  other.safetensors\n", encoding="utf-8")
    path = tmp_path / "new.safetensors"
    training["adapters"].save_adapter(path, {"head.weight": torch.ones(2, 2)}, {"seed": 0})
    assert read_adapter_file(path)[1]["seed"] == 0
    listed = (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").split()
    assert listed[1::2] == ["new.safetensors", "other.safetensors"]
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelFileError, match="damaged or altered"):
        read_adapter_file(path)


@pytest.mark.parametrize(
    ("text", "claim", "changed"),
    [
        ("Norland shut the strait on Monday", "The strait was shut on Monday", r"The strait was shut on (?!Monday)\w+day"),
        ("some 40 boats were sunk", "Norland sank 40 boats", r"Norland sank (?!40\b)\d+ boats"),
        ("its action was within the rules", "Norland's action was lawful", r"Norland's action was unlawful"),
        ("some forty boats were sunk", "Norland sank 40 boats", None),
        ("the armistice holds", "The armistice of 1971 is in force", None),
    ],
)
def test_a_claim_is_changed_in_one_word_that_makes_it_false(training, text, claim, changed):
    made = training["stance_data"].contradicted(text, claim, random.Random(1))
    if changed is None:
        assert made is None
    else:
        assert re.fullmatch(changed, made)


def test_nothing_is_trained_or_tuned_on_disputes_that_the_blind_reports_tell(training):
    data = training["stance_data"]
    corpus = TRAINING.parent / "data/corpus"
    told = data.also_reported(corpus)
    used = {row["dispute"] for split in ("train", "dev") for row in data.dispute_rows(corpus, split)}
    assert len(told) == 6 and not told & used


def test_pairs_to_be_labelled_are_of_near_claims_that_were_made_for_other_texts(training):
    about = {"dam": 0, "strait": 1, "vote": 2}

    def encode(texts):
        rows = [[float(word in text) for word in about] for text in texts]
        return np.array(rows, dtype=np.float32)

    known = [(f"text {i} on the {word}", f"claim {i} on the {word}") for word in about for i in range(12)]
    more = ["another text on the dam"]
    pairs = training["stance_data"].near_pairs(known, more, encode, random.Random(0), 60)
    assert len(pairs) == len(set(pairs)) == 60
    assert not set(pairs) & set(known)
    assert any(text == more[0] for text, _ in pairs)
    assert all(text.split()[-1] == claim.split()[-1] for text, claim in pairs)
