import importlib.util
from pathlib import Path

import pytest
import torch

from stance.errors import ModelFileError
from stance.models.adapter import apply_adapter


def small():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.LayerNorm(3))


def test_updates_and_whole_changes_are_added():
    model = small()
    weight, bias = model[0].weight.clone(), model[1].bias.clone()
    a, b, change = torch.randn(2, 4), torch.randn(3, 2), torch.randn(3)
    apply_adapter(model, {"0.lora_A": a, "0.lora_B": b, "1.bias.change": change}, 0.5)
    assert torch.allclose(model[0].weight, weight + 0.5 * b @ a)
    assert torch.allclose(model[1].bias, bias + 0.5 * change)


@pytest.mark.parametrize("tensors", [
    {"0.lora_A": torch.zeros(2, 5), "0.lora_B": torch.zeros(3, 2)},
    {"9.lora_A": torch.zeros(2, 4), "9.lora_B": torch.zeros(3, 2)},
    {"0.lora_A": torch.zeros(2, 4)},
    {"1.bias.change": torch.zeros(4)},
    {"7.bias.change": torch.zeros(3)},
])  # fmt: skip
def test_what_does_not_fit_is_refused(tensors):
    with pytest.raises(ModelFileError, match="does not fit the encoder"):
        apply_adapter(small(), tensors, 1.0)


@pytest.fixture(scope="module")
def training():
    path = Path(__file__).resolve().parents[2] / "training/adapters.py"
    spec = importlib.util.spec_from_file_location("adapters", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_whole_numbers_are_scaled_rank_by_rank():
    model = small()
    weight = model[0].weight.clone()
    a, b = torch.randint(-9, 9, (2, 4), dtype=torch.int8), torch.randint(-9, 9, (3, 2), dtype=torch.int8)
    scale = torch.tensor([0.5, 0.01])
    apply_adapter(model, {"0.lora_A": a, "0.lora_B": b, "0.lora_scale": scale}, 1.0)
    expected = sum(scale[k] * torch.outer(b[:, k].float(), a[k].float()) for k in (0, 1))
    assert torch.allclose(model[0].weight, weight + expected)


def test_a_change_of_low_rank_is_written_and_read_back(training):
    before, model = small(), small()
    after = {k: v.clone() for k, v in before.state_dict().items()}
    after["0.weight"] += torch.randn(3, 2) @ torch.randn(2, 4)
    after["1.bias"] += 1
    tensors = training.low_rank(before.state_dict(), after, layers=2, words=1)
    assert sorted(tensors) == ["0.lora_A", "0.lora_B", "0.lora_scale", "1.bias.change"]
    assert tensors["0.lora_A"].dtype == tensors["0.lora_B"].dtype == torch.int8
    apply_adapter(model, tensors, 1.0)
    largest = (after["0.weight"] - before.state_dict()["0.weight"]).abs().max()
    for key, value in model.state_dict().items():
        assert torch.allclose(value, after[key], atol=float(largest) / 50), key


def test_words_have_a_rank_of_their_own(training):
    before = {"embeddings.word.weight": torch.zeros(50, 8), "layer.weight": torch.zeros(8, 8)}
    after = {key: torch.randn(value.shape) for key, value in before.items()}
    tensors = training.low_rank(before, after, layers=5, words=3)
    assert tensors["embeddings.word.lora_A"].shape == (3, 8) and tensors["embeddings.word.lora_B"].shape == (50, 3)
    assert tensors["layer.lora_A"].shape == (5, 8)


def test_updates_are_merged_and_weights_of_their_own_replaced(training):
    base = {"0.weight": torch.ones(3, 4), "1.bias": torch.zeros(3)}
    a, b = torch.randn(2, 4), torch.randn(3, 2)
    low = training.merged(base, {"0.lora_A": a, "0.lora_B": b, "head.x": torch.ones(1)})
    assert torch.allclose(low["0.weight"], 1 + b @ a) and torch.equal(low["1.bias"], base["1.bias"])
    assert set(low) == {"0.weight", "1.bias", "head.x"}
    whole = training.merged(base, {"0.weight": torch.zeros(3, 4)})
    assert torch.equal(whole["0.weight"], torch.zeros(3, 4)) and torch.equal(whole["1.bias"], base["1.bias"])
