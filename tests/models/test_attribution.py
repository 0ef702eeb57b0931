import itertools
import json

import numpy as np
import pytest
import torch

from stance.errors import ModelFileError
from stance.models.adapter import tensors_digest
from stance.models.attribution import TAGS, Span, load_tagger, make_layer, spans_of, tokenize, viterbi, windows
from stance.models.encoder import load_tokenizer_and_model


@pytest.fixture(scope="module")
def adapter(tmp_path_factory):
    """A tagger of random scores: its figures are of no use, its ways are those of the shipped one."""
    from safetensors.torch import save_file

    torch.manual_seed(0)
    tensors = {f"head.{key}": value.half().contiguous() for key, value in make_layer(384).state_dict().items()}
    tensors |= {"crf.transitions": torch.randn(len(TAGS), len(TAGS)).half(), "crf.start": torch.randn(len(TAGS)).half()}
    config = {"scale": 1.0, "tensors_sha256": tensors_digest(tensors)}
    path = tmp_path_factory.mktemp("adapter") / "attribution.safetensors"
    save_file(tensors, path, metadata={"stance": json.dumps(config)})
    return path


@pytest.mark.parametrize(("count", "size", "margin"), [(0, 8, 2), (3, 8, 2), (8, 8, 2), (9, 8, 2), (100, 8, 3), (57, 20, 5)])
def test_windows_keep_every_token_once_and_with_context(count, size, margin):
    plan = windows(count, size, margin)
    assert list(itertools.chain.from_iterable(range(first, last) for _, _, first, last in plan)) == list(range(count))
    for start, end, first, last in plan:
        assert end - start <= size
        assert first - start >= (margin if start else 0)
        assert end - last >= (margin if end < count else 0)


def test_viterbi_finds_the_best_of_all_paths():
    rng = np.random.default_rng(3)
    scores, moves, start = rng.normal(size=(5, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)

    def worth(path):
        return start[path[0]] + scores[range(5), path].sum() + sum(moves[a, b] for a, b in itertools.pairwise(path))

    best = max(itertools.product(range(3), repeat=5), key=worth)
    assert tuple(viterbi(scores, moves, start)) == best


def test_tags_become_spans_also_where_the_first_tag_is_missing():
    tags = [TAGS.index(t) for t in ("B-source", "I-source", "B-cue", "O", "I-content", "I-content", "B-content")]
    offsets = [(i * 2, i * 2 + 1) for i in range(7)]
    found = spans_of(tags, [0.9, 0.5, 0.8, 1.0, 0.7, 0.6, 0.4], offsets)
    assert found == [
        Span("source", 0, 3, 0.5), Span("cue", 4, 5, 0.8), Span("content", 8, 11, 0.6), Span("content", 12, 13, 0.4),
    ]  # fmt: skip


def test_lines_are_parted_and_offsets_point_into_the_text():
    tokenizer, _ = load_tokenizer_and_model()
    text = "Oresia spoke.\n\nNorland did not."
    ids, offsets = tokenize(tokenizer, text)
    assert ids.count(tokenizer.sep_token_id) == 1
    assert "".join(text[a:b] for a, b in offsets) == text.replace("\n", "").replace(" ", "")


def test_a_text_is_tagged_alike_whatever_stands_beside_it(adapter):
    tagger = load_tagger(adapter)
    text = "The minister said the strait was closed. " * 30
    alone = tagger.tag([text])[0]
    assert alone
    assert tagger.tag(["Short.", text, ""])[1] == alone
    assert tagger.tag([]) == [] and tagger.tag([""]) == [[]]


def test_a_damaged_file_is_refused(adapter, tmp_path):
    damaged = tmp_path / "damaged.safetensors"
    data = bytearray(adapter.read_bytes())
    data[-1] ^= 1
    damaged.write_bytes(bytes(data))
    with pytest.raises(ModelFileError, match="damaged"):
        load_tagger(damaged)
