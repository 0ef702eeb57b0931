"""Untrained models of a few kilobytes, saved as the hub's are, so that loading by name is tested without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WORDS = (
    "the a of to in on and or not no it is was will would be has have had that this norland sudmark strait harbour ship ships "
    "close open deny denies denied say says said claim claims treaty pilot fleet island coast storm month year every before "
    "after with without against for from by at as if when law court vote minister envoy league river lake dam rice water gate "
    "toll trade fish net boat crew captain log light fog night day north south east west far near new old first second last"
)


def _config(**more: Any) -> Any:
    from transformers import BertConfig

    return BertConfig(
        vocab_size=len(_vocabulary()),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=300,
        **more,
    )


def _vocabulary() -> list[str]:
    return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(WORDS.split()), *"abcdefghijklmnopqrstuvwxyz."]


def _tokenizer(folder: Path) -> Any:
    from transformers import BertTokenizerFast

    folder.mkdir(parents=True)
    words = folder / "vocab.txt"
    words.write_text("\n".join(_vocabulary()) + "\n", encoding="utf-8")
    return BertTokenizerFast(str(words))


def save_sentence_encoder(folder: Path) -> Path:
    """Save an encoder that mean-pools its tokens, in the layout of sentence-transformers."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertModel

    bare = folder.with_name(folder.name + "_bare")
    _tokenizer(bare).save_pretrained(bare)
    torch.manual_seed(0)
    BertModel(_config()).save_pretrained(bare)
    transformer = models.Transformer(str(bare))
    pooling = models.Pooling(32, "mean")
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder))
    return folder


def save_bare_encoder(folder: Path) -> Path:
    """Save an encoder of the larger one's kind, which knows no segments and pads with 1."""
    import torch
    from transformers import MPNetConfig, MPNetModel

    _tokenizer(folder).save_pretrained(folder)
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    MPNetModel(MPNetConfig(vocab_size=len(_vocabulary()), max_position_embeddings=300, **sizes)).save_pretrained(folder)
    return folder


def save_classifier(folder: Path, labels: tuple[str, ...]) -> Path:
    """Save a sequence classifier with these label names."""
    import torch
    from transformers import BertForSequenceClassification

    _tokenizer(folder).save_pretrained(folder)
    torch.manual_seed(0)
    names = dict(enumerate(labels))
    config = _config(num_labels=len(labels), id2label=names, label2id={v: k for k, v in names.items()})
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder
