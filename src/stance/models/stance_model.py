"""The stance model: a text toward a proposition, as probabilities of favor, against and none.

The embedded model is the encoder read as a cross-encoder, with low-rank updates of its linear layers (Hu et al. 2022, LoRA) and
a small head over both segments (the features of Conneau et al. 2017). Natural-language inference is the same task:
entailment is favor, contradiction is against, neutral is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.errors import StanceError
from stance.models.adapter import apply_adapter, read_adapter_file
from stance.models.encoder import LARGER_ENCODER, length_batches, load_encoder, load_tokenizer_and_model, pad, sha256_file
from stance.models.larger import larger_encoder_folder, larger_encoder_is_here
from stance.models.polarity import affirmative, turned_round

if TYPE_CHECKING:
    import torch

CLASSES = ("favor", "against", "none")
EMBEDDED = "embedded"
ADAPTER = Path(__file__).with_name("stance.safetensors")
LARGER_ADAPTER = Path(__file__).with_name("stance-mpnet.safetensors")
ADAPTER_LICENCE = "CC BY-SA 4.0"
MAX_TOKENS = 128
MAX_CLAIM = 96
HIDDEN = 256
Calibration = Mapping[str, float]


@dataclass(frozen=True)
class StanceModel:
    """A loaded stance model.

    Attributes
    ----------
    name : str
        "embedded" or the name asked for.
    checksum : str
        SHA-256 of the adapter's file; "" for a hub model.
    threshold : float
        The probability under which favor and against become "abstain", chosen on the coded samples.
    weigh : callable, optional
        What turns probabilities (n, 3) of pairs picked as likely ones into those of pairs where every statement meets every
        claim, from the cosines (n,) of statement and claim; see `among_all`.
    first : StanceModel, optional
        A quicker model that reads every pair before, whose odds count beside this one's (`pooled`): where it is sure of none,
        this one need not be asked.
    """

    name: str
    checksum: str
    threshold: float
    _predict: Callable[[list[tuple[str, str]]], np.ndarray] = field(repr=False)
    weigh: Callable[[np.ndarray, np.ndarray], np.ndarray] | None = field(default=None, repr=False)
    first: StanceModel | None = None

    def predict(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        """Return calibrated probabilities of favor, against, none for each (text, claim): float64, shape (n, 3).

        Equal pairs are computed once; a row depends on its own pair alone.
        """
        return self.beside(pairs, self.first.predict(pairs) if self.first else None)

    def beside(self, pairs: Sequence[tuple[str, str]], quick: np.ndarray | None) -> np.ndarray:
        """Return what `predict` returns, where the first reader's probabilities `quick`, shape (n, 3), are known already."""
        distinct = sorted(set(pairs))
        if not distinct:
            return np.zeros((0, 3))
        out = self._predict(distinct)
        place = {pair: row for row, pair in enumerate(distinct)}
        own = out[[place[pair] for pair in pairs]]
        return own if quick is None else pooled(own, quick)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Return the rows of `logits` as probabilities."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def calibrated(logits: np.ndarray, similarity: np.ndarray, calibration: Calibration) -> np.ndarray:
    """Return probabilities (n, 3) from logits and the cosines (n,) of text and claim under the unadapted encoder.

    The logits are divided by a temperature (Guo et al. 2017); both sides are raised or lowered by how far the cosine lies from
    the centre, since a side is read into texts on other things more often than into those about the same.
    """
    raised = logits / calibration["temperature"]
    raised[:, :2] += calibration["slope"] * (similarity - calibration["centre"])[:, None]
    return softmax(raised)


SHARE = 0.2
"""Weight of the first reader's odds beside the slower one's, chosen on development data and coded news."""


def pooled(slow: np.ndarray, quick: np.ndarray) -> np.ndarray:
    """Return the probabilities (n, 3) of two readers together, a logarithmic opinion pool (Genest and Zidek 1986).

    >>> pooled(np.array([[0.7, 0.1, 0.2]]), np.array([[0.2, 0.6, 0.2]])).round(2).tolist()
    [[0.61, 0.16, 0.23]]
    """
    product = slow ** (1 - SHARE) * quick**SHARE
    return product / product.sum(axis=1, keepdims=True)


LIFT, SLOPE, CENTRE = -0.4, 2.0, 0.6


def among_all(p: np.ndarray, similarity: np.ndarray, *, lift: float = LIFT) -> np.ndarray:
    """Return probabilities (n, 3) of pairs out of a whole matrix of statements and claims.

    In training every second pair has a side; of all statements toward all claims one in twenty has, and hardly any whose cosine
    is very low. The odds of both sides are multiplied by exp(lift + 2 (cosine - 0.6)), a correction of the prior (Saerens et al.
    2002) whose numbers were chosen on coded news; an adapter's file may state a lift of its own.

    >>> among_all(np.array([[0.7, 0.1, 0.2]] * 2), np.array([0.4, 0.8])).round(2).tolist()
    [[0.56, 0.08, 0.36], [0.7, 0.1, 0.2]]
    """
    odds = np.exp(lift + SLOPE * (similarity - CENTRE))
    weighed = np.column_stack([p[:, 0] * odds, p[:, 1] * odds, p[:, 2]])
    return weighed / weighed.sum(axis=1, keepdims=True)


def make_head(width: int, hidden: int = HIDDEN) -> torch.nn.Module:
    """Return the untrained head: 4 x `width` features, one hidden layer, three logits."""
    from torch import nn

    return nn.Sequential(nn.Linear(4 * width, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, len(CLASSES)))


def pair_logits(
    model: Any, head: Callable[[torch.Tensor], torch.Tensor], ids: torch.Tensor, mask: torch.Tensor, segments: torch.Tensor
) -> torch.Tensor:
    """Return logits (n, 3) of the pairs: both segments mean-pooled to u and v, the head over [u, v, |u - v|, u * v]."""
    import torch

    told = {"token_type_ids": segments} if getattr(model.config, "type_vocab_size", 0) > 1 else {}
    hidden = model(input_ids=ids, attention_mask=mask, **told).last_hidden_state
    pooled = []
    for segment in (0, 1):
        keep = (mask * (segments == segment))[..., None].to(hidden.dtype)
        pooled.append((hidden * keep).sum(1) / keep.sum(1).clamp(min=1))
    u, v = pooled
    return head(torch.cat([u, v, (u - v).abs(), u * v], dim=1))


def tokenize_pairs(tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> list[tuple[list[int], list[int]]]:
    """Return token ids and segment ids per pair, `MAX_TOKENS` in all: the text is cut, a claim only beyond `MAX_CLAIM` tokens."""
    claims = [_within(tokenizer, claim) for _, claim in pairs]
    rows = tokenizer([text for text, _ in pairs], claims, truncation="only_first", max_length=MAX_TOKENS)
    return [(ids, _segments(rows.sequence_ids(i))) for i, ids in enumerate(rows["input_ids"])]


def _segments(sequences: list[int | None]) -> list[int]:
    """Return 0 for each token before the claim and 1 from there on, from the sequences (0, 1, None for a mark) of the tokens."""
    first = sequences.index(1) if 1 in sequences else len(sequences) - 1
    return [0] * first + [1] * (len(sequences) - first)


def _within(tokenizer: Any, claim: str) -> str:
    """The claim up to `MAX_CLAIM` tokens, so that room is left for a text."""
    if len(claim) <= MAX_CLAIM:  # a token has a character at least
        return claim
    places = tokenizer(claim, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    return claim if len(places) <= MAX_CLAIM else claim[: places[MAX_CLAIM - 1][1]]


def default_stance_model() -> str:
    """Return the name of the best reader on this machine: the larger one where its encoder is installed, else "embedded"."""
    return LARGER_ENCODER if larger_encoder_is_here() else EMBEDDED


@lru_cache(maxsize=2)
def load_stance_model(name: str) -> StanceModel:
    """Load a stance model; nothing is fetched but what is asked for by name.

    Parameters
    ----------
    name : str
        "embedded" is the adapter on the encoder that comes with the package. "all-mpnet-base-v2", or a folder with the files of
        that encoder, is the larger one: an adapter comes with the package, the encoder (440 MB) from a package index
        (`larger.INSTALL`) or the hub; the embedded one reads before it, and its odds count beside it (`pooled`). Any other name
        or folder is a classifier for natural-language inference or stance: the statement is its premise, the claim as it stands,
        in no template, its hypothesis; its label names decide which output is which. Its probabilities are taken as they are,
        uncalibrated, and a side is said from .6 on.

    Raises
    ------
    ModelFileError
        When an adapter is missing or damaged, or a file of the larger encoder is not that of the public original.
    StanceError
        When the named model cannot be loaded or its labels are not understood.
    """
    if name == EMBEDDED:
        return read_adapter(ADAPTER)
    folder = larger_encoder_folder(name)
    if folder is None:
        return _hub_model(name)
    # The lift is that of both together, not the one that the file states of its adapter alone.
    return replace(read_adapter(LARGER_ADAPTER, folder), first=read_adapter(ADAPTER), weigh=among_all)


def load_parts(path: Path, encoder: Path | None = None) -> tuple[Any, Any, torch.nn.Module, dict[str, Any]]:
    """Return the tokenizer, the encoder with an adapter's updates in it, the head on top, and what the file states of itself.

    Raises
    ------
    ModelFileError
        When the file is missing, is no safetensors file or does not fit the encoder.
    """
    tensors, config = read_adapter_file(path)
    tokenizer, model = load_tokenizer_and_model(encoder)
    apply_adapter(model, tensors, config["scale"])
    head = make_head(model.config.hidden_size, config["hidden"]).eval()
    head.load_state_dict({k.removeprefix("head."): v.float() for k, v in tensors.items() if k.startswith("head.")})
    return tokenizer, model, head, config


def read_adapter(path: Path, encoder: Path | None = None) -> StanceModel:
    """Read a stance adapter written by the training script and join it with its encoder.

    Parameters
    ----------
    path : Path
        The adapter's file.
    encoder : Path, optional
        The folder of the larger encoder, where the adapter is for that; the embedded one by default.

    Raises
    ------
    ModelFileError
        When the file is missing, is no safetensors file or does not fit the encoder.
    """
    import torch

    tokenizer, model, head, config = load_parts(path, encoder)

    def row_by_row(features: torch.Tensor) -> torch.Tensor:
        # A product of one row rounds alike whatever stands beside it; one of many rows does not.
        return torch.cat([head(row) for row in features.split(1)])

    def logits_of(pairs: list[tuple[str, str]]) -> np.ndarray:
        rows = tokenize_pairs(tokenizer, pairs)
        out = np.zeros((len(pairs), len(CLASSES)))
        with torch.inference_mode():
            for padded, chosen in length_batches([len(ids) for ids, _ in rows], 32):
                ids, mask = pad([rows[i][0] for i in chosen], padded)
                segments, _ = pad([rows[i][1] for i in chosen], padded)
                out[chosen] = pair_logits(model, row_by_row, ids, mask, segments).double().numpy()
        return out

    encode = load_encoder().encode

    def predict(pairs: list[tuple[str, str]]) -> np.ndarray:
        texts, claims = encode([text for text, _ in pairs]), encode([claim for _, claim in pairs])
        plain, turned = zip(*(affirmative(claim) for _, claim in pairs), strict=True)
        logits = logits_of([(text, claim) for (text, _), claim in zip(pairs, plain, strict=True)])
        return calibrated(turned_round(logits, np.array(turned)), (texts * claims).sum(axis=1).astype(float), config)

    name = LARGER_ENCODER if encoder else EMBEDDED
    weighed = partial(among_all, lift=float(config.get("lift", LIFT)))
    return StanceModel(name, sha256_file(path), float(config["threshold"]), predict, weighed)


_LABELS = {
    "entailment": 0, "entail": 0, "favor": 0, "support": 0, "supports": 0, "pro": 0,
    "contradiction": 1, "contradict": 1, "against": 1, "attack": 1, "refutes": 1, "con": 1,
    "neutral": 2, "none": 2, "no_relation": 2, "unrelated": 2,
}  # fmt: skip


def label_order(id2label: dict[int, str]) -> list[int]:
    """Return for each output of a classifier its place in `CLASSES`, read from the label names of its configuration.

    >>> label_order({0: "CONTRADICTION", 1: "neutral", 2: "entailment"})
    [1, 2, 0]

    Raises
    ------
    StanceError
        When a name is not understood, or favor and against are not both there.
    """
    order = [_LABELS.get(id2label[i].lower().replace(" ", "_"), -1) for i in sorted(id2label)]
    if -1 in order or not {0, 1} <= set(order) or len(set(order)) != len(order):
        raise StanceError(
            f"stance model: its labels {list(id2label.values())} are not understood; expected names such as "
            "entailment, contradiction, neutral or favor, against, none"
        )
    return order


def _hub_model(name: str) -> StanceModel:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False)
        model = AutoModelForSequenceClassification.from_pretrained(name, trust_remote_code=False, use_safetensors=True).eval()
    except Exception as error:
        # The hub client raises a different class for each way of failing; all mean the same to a user.
        raise StanceError(
            f"stance model {name!r}: cannot be loaded ({type(error).__name__}); give a folder or a name that is cached "
            f"here, {LARGER_ENCODER!r} for the larger one, {EMBEDDED!r} for the one that comes with the package, or leave it out"
        ) from error
    order = label_order(model.config.id2label)

    def predict(pairs: list[tuple[str, str]]) -> np.ndarray:
        out = np.zeros((len(pairs), len(CLASSES)))
        with torch.inference_mode():
            for i, (text, claim) in enumerate(pairs):
                batch = tokenizer(text, claim, truncation="only_first", max_length=256, return_tensors="pt")
                out[i, order] = torch.softmax(model(**batch).logits[0].double(), dim=0).numpy()
        return out

    return StanceModel(name, "", 0.6, predict)
