"""The adapter files: low-rank updates of the encoder and what stands on top, in safetensors with a checksum of their own."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import ModelFileError
from stance.models.encoder import sha256_file

if TYPE_CHECKING:
    import torch


SUMS = "SHA256SUMS"


def read_adapter_file(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """Return the tensors of an adapter file and what it states about itself (scale, seed, figures, calibration).

    Raises
    ------
    ModelFileError
        When the file is missing, is no safetensors file, its tensors do not have the checksum it states, or it is not byte for
        byte what `SHA256SUMS` beside it, where there is one, says that it is.
    """
    from safetensors import SafetensorError, safe_open

    shipped = checksums(path.parent)
    if path.name in shipped and path.is_file() and sha256_file(path) != shipped[path.name]:
        raise ModelFileError(f"{path}: damaged or altered, it is not the file that {SUMS} names; reinstall stance-toolkit")
    try:
        with safe_open(path, framework="pt") as stream:
            meta = stream.metadata() or {}
            tensors = {key: stream.get_tensor(key) for key in stream.keys()}  # noqa: SIM118 (a handle, no mapping)
        config = json.loads(meta["stance"])
        damaged = tensors_digest(tensors) != config["tensors_sha256"]
    except (OSError, SafetensorError, KeyError, json.JSONDecodeError) as error:
        raise ModelFileError(f"{path}: not a readable stance adapter; reinstall stance-toolkit") from error
    if damaged:
        raise ModelFileError(f"{path}: damaged, its tensors do not have the checksum it states; reinstall stance-toolkit")
    return tensors, config


def checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that `SHA256SUMS` in a folder names, as `sha256sum` writes it; empty without that file."""
    listed = folder / SUMS
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else []
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines if line.strip())}


def tensors_digest(tensors: dict[str, torch.Tensor]) -> str:
    """Return the SHA-256 over the names and bytes of tensors, in the order of their names."""
    total = hashlib.sha256()
    for key in sorted(tensors):
        total.update(key.encode())
        total.update(tensors[key].contiguous().numpy().tobytes())
    return total.hexdigest()


def apply_adapter(model: Any, tensors: dict[str, torch.Tensor], scale: float) -> None:
    """Add the updates to the encoder's weights in place.

    For each named linear or embedding layer W += scale * B @ A, where whole-number factors are first multiplied by their
    `.lora_scale`, one for each rank; a `.change` of a bias or norm is added as it is.

    Raises
    ------
    ModelFileError
        When the adapter names a layer that the encoder has not, or of another shape.
    """
    import torch

    layers = dict(model.named_modules())
    small = dict(model.named_parameters())
    for key, a in tensors.items():
        if key.endswith(".change"):
            name = key.removesuffix(".change")
            if name not in small or small[name].shape != a.shape:
                raise ModelFileError(f"adapter: parameter {name!r} does not fit the encoder; reinstall stance-toolkit")
            with torch.no_grad():
                small[name] += scale * a.float()
        if not key.endswith(".lora_A"):
            continue
        name = key.removesuffix(".lora_A")
        b = tensors.get(f"{name}.lora_B")
        layer = layers.get(name)
        if b is None or layer is None or layer.weight.shape != (b.shape[0], a.shape[1]):
            raise ModelFileError(f"adapter: layer {name!r} does not fit the encoder; reinstall stance-toolkit")
        of_rank = tensors.get(f"{name}.lora_scale", torch.ones(len(a)))
        with torch.no_grad():
            layer.weight += scale * ((b.float() * of_rank.float()) @ a.float())
