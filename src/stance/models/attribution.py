"""The attribution tagger: which words of a text are a source, a cue or the content of somebody's words.

Token tags over the shared encoder with low-rank updates (Hu et al. 2022, LoRA), decoded by a linear-chain conditional random
field (Lafferty et al. 2001): each token begins, continues or is outside of a source, cue or content.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.models.adapter import apply_adapter, read_adapter_file
from stance.models.encoder import length_batches, load_tokenizer_and_model, pad, sha256_file

if TYPE_CHECKING:
    import torch

ROLES = ("source", "cue", "content")
TAGS = ("O", *(f"{place}-{role}" for role in ROLES for place in "BI"))
ADAPTER = Path(__file__).with_name("attribution.safetensors")
ADAPTER_LICENCE = "CC BY 4.0"
WINDOW, MARGIN = 224, 48
"""Tokens read at once, and how many of them on either side only lend context where the text goes on."""


@dataclass(frozen=True)
class Span:
    """A stretch of the text with its role ("source", "cue", "content") and the lowest probability of its tokens."""

    role: str
    start: int
    end: int
    p: float


@dataclass(frozen=True)
class Tagger:
    """A loaded tagger.

    Attributes
    ----------
    name, checksum : str
        What was loaded, and the SHA-256 of its file.
    """

    name: str
    checksum: str
    _tag: Callable[[Sequence[str]], list[list[Span]]] = field(repr=False)

    def tag(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the spans of each text in their order, as half-open ranges of its characters."""
        return self._tag(texts)


def windows(count: int, size: int = WINDOW, margin: int = MARGIN) -> list[tuple[int, int, int, int]]:
    """Return (start, end, first, last) of each window over `count` tokens: read start:end, keep first:last.

    >>> windows(10, 6, 2)
    [(0, 6, 0, 4), (2, 8, 4, 6), (4, 10, 6, 10)]
    >>> windows(5, 6, 2), windows(0, 6, 2)
    ([(0, 5, 0, 5)], [])
    """
    out, start, first = [], 0, 0
    while first < count:
        end = min(count, start + size)
        last = count if end == count else end - margin
        out.append((start, end, first, last))
        start, first = last - margin, last
    return out


def spans_of(tags: Sequence[int], p: Sequence[float], offsets: Sequence[tuple[int, int]]) -> list[Span]:
    """Return the spans that token tags draw. An I without its own role before it begins a span."""
    out: list[Span] = []
    before = 0
    for tag, sure, (start, end) in zip(tags, p, offsets, strict=True):
        if tag:
            role, begins = ROLES[(tag - 1) // 2], tag % 2 == 1
            if begins or before == 0 or ROLES[(before - 1) // 2] != role:
                out.append(Span(role, start, end, float(sure)))
            else:
                last = out[-1]
                out[-1] = Span(role, last.start, end, min(last.p, float(sure)))
        before = tag
    return out


def viterbi(scores: np.ndarray, transitions: np.ndarray, start: np.ndarray) -> list[int]:
    """Return the best path of tags: `scores` (n, t), `transitions` (t, t) from row to column, `start` (t,).

    >>> viterbi(np.array([[1.0, 0.0], [0.4, 0.6]]), np.array([[1.0, 0.0], [0.0, 0.0]]), np.zeros(2))
    [0, 0]
    """
    if not len(scores):
        return []
    best = start + scores[0]
    back = []
    for row in scores[1:]:
        each = best[:, None] + transitions
        back.append(each.argmax(0))
        best = each.max(0) + row
    path = [int(best.argmax())]
    for choice in reversed(back):
        path.append(int(choice[path[-1]]))
    return path[::-1]


def make_layer(width: int) -> torch.nn.Module:
    """Return the untrained layer over the encoder: a score for each tag of each token."""
    from torch import nn

    return nn.Sequential(nn.Dropout(0.1), nn.Linear(width, len(TAGS)))


@lru_cache(maxsize=2)
def load_tagger(path: Path = ADAPTER) -> Tagger:
    """Return the tagger of an adapter file.

    Raises
    ------
    ModelFileError
        When the file is missing or damaged.
    """
    import torch

    tensors, config = read_adapter_file(path)
    tokenizer, model = load_tokenizer_and_model()
    apply_adapter(model, tensors, config["scale"])
    layer = make_layer(model.config.hidden_size).eval()
    layer.load_state_dict({k.removeprefix("head."): v.float() for k, v in tensors.items() if k.startswith("head.")})
    transitions = tensors["crf.transitions"].double().numpy()
    start = tensors["crf.start"].double().numpy()

    def scores_of(rows: list[list[int]]) -> list[np.ndarray]:
        out: list[np.ndarray] = [np.zeros((0, len(TAGS)))] * len(rows)
        with torch.inference_mode():
            for padded, chosen in length_batches([len(ids) for ids in rows], 16):
                ids, mask = pad([rows[i] for i in chosen], padded)
                hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
                for row, i in zip(hidden, chosen, strict=True):
                    out[i] = layer(row[1 : len(rows[i]) - 1]).double().numpy()
        return out

    def tag(texts: Sequence[str]) -> list[list[Span]]:
        encoded = [tokenize(tokenizer, text) for text in texts]
        plan = [(t, w) for t, (ids, _) in enumerate(encoded) for w in windows(len(ids))]
        rows = [framed(tokenizer, encoded[t][0][w[0] : w[1]]) for t, w in plan]
        kept: list[list[np.ndarray]] = [[] for _ in texts]
        for (t, (begin, _, first, last)), scores in zip(plan, scores_of(rows), strict=True):
            kept[t].append(scores[first - begin : last - begin])
        out = []
        for (_, offsets), parts in zip(encoded, kept, strict=True):
            scores = np.concatenate(parts) if parts else np.zeros((0, len(TAGS)))
            path = viterbi(scores, transitions, start)
            raised = np.exp(scores - scores.max(axis=1, keepdims=True)) if len(scores) else scores
            p = raised / raised.sum(axis=1, keepdims=True) if len(scores) else scores
            out.append(spans_of(path, [row[k] for row, k in zip(p, path, strict=True)], offsets))
        return out

    return Tagger("embedded", sha256_file(path), tag)


def tokenize(tokenizer: Any, text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the token ids of a text, without the outer special ones, and the characters that each stands on.

    Where a line ends stands a separator on no characters: words of one paragraph seldom go with a cue in the next.
    """
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    for token, (start, end) in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True):
        if offsets and "\n" in text[offsets[-1][1] : start]:
            ids.append(tokenizer.sep_token_id)
            offsets.append((offsets[-1][1], offsets[-1][1]))
        ids.append(token)
        offsets.append((start, end))
    return ids, offsets


def framed(tokenizer: Any, ids: list[int]) -> list[int]:
    """Return token ids between the two special tokens that the encoder expects."""
    return [tokenizer.cls_token_id, *ids, tokenizer.sep_token_id]
