"""What the training of every adapter shares: low-rank updates on the frozen encoder, a seeded and resumable loop, the file."""

from __future__ import annotations

import hashlib
import json
import math
import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import torch
from safetensors.torch import save_file
from tqdm.auto import tqdm

from stance.models.adapter import SUMS, checksums, tensors_digest
from stance.models.encoder import load_tokenizer_and_model, sha256_file

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
BETWEEN = 60
"""Seconds between checkpoints."""


def precision() -> AbstractContextManager[object]:
    """Products in bfloat16 where the machine has them; elsewhere they would be emulated, fifteen times slower than float32."""
    if DEVICE.type == "cpu":
        has = torch.cpu.get_capabilities()
        if not (has.get("avx512_bf16") or has.get("amx_bf16")):
            return nullcontext()
    return torch.autocast(DEVICE.type, torch.bfloat16)


def lora_encoder(rank: int, seed: int):
    """The tokenizer, and the encoder with low-rank updates on every linear layer (scale 1)."""
    torch.manual_seed(seed)
    tokenizer, encoder = load_tokenizer_and_model()
    return tokenizer, with_updates(encoder, rank, dropout=0.05)


def with_updates(encoder: torch.nn.Module, rank: int, dropout: float = 0.0):
    """The encoder, frozen, with low-rank updates (Hu et al. 2022) on every linear layer."""
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(r=rank, lora_alpha=rank, lora_dropout=dropout, target_modules="all-linear")
    return get_peft_model(encoder, config)


def batches(lengths: list[int], size: int, seed: int) -> list[list[int]]:
    """Batches of rows alike in length, in random order: little padding, still well mixed."""
    rng = random.Random(seed)
    order = list(range(len(lengths)))
    rng.shuffle(order)
    out = []
    for first in range(0, len(order), size * 40):
        pool = sorted(order[first : first + size * 40], key=lambda i: lengths[i])
        out += [pool[i : i + size] for i in range(0, len(pool), size)]
    rng.shuffle(out)
    return out


def run_plan(
    name: str,
    plan: list[list[int]],
    loss_of: Callable[[list[int]], torch.Tensor],
    model: torch.nn.Module,
    parts: dict[str, torch.nn.Module],
    *,
    rate: float,
    parts_rate: float | None = None,
    seed: int,
    folder: Path,
    rows: object,
) -> None:
    """Train over batches of `rows`, from where the checkpoint `folder`/`name`.pt stands; written every `BETWEEN` seconds.

    Raises
    ------
    SystemExit
        When the checkpoint is of other rows, another plan or other weights to begin with.
    """
    if not plan:
        return
    begun = tensors_digest(trained(model, parts))
    of = hashlib.sha256(json.dumps([begun, rows, plan, rate, parts_rate, seed]).encode()).hexdigest()
    groups = [{"params": [p for p in model.parameters() if p.requires_grad], "lr": rate}]
    groups += [{"params": list(m.parameters()), "lr": parts_rate or rate} for m in parts.values()]
    parameters = [p for group in groups for p in group["params"]]
    # Without decay, rows of the embeddings that no text uses stay as they were.
    optimizer = torch.optim.AdamW(groups, weight_decay=0.0, fused=True)
    warm = max(1, len(plan) // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.02, 0.5 * (1 + math.cos(math.pi * s / len(plan)))))
    )
    checkpoint = folder / f"{name}.pt"
    start = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True, map_location=DEVICE)
        if saved.get("of") != of:
            raise SystemExit(f"{checkpoint}: of other data, settings or weights to begin with; remove it or name another --run")
        load_trained(model, parts, saved["trained"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        start = saved["step"]
    for module in (model, *parts.values()):
        module.train()
    running: torch.Tensor | None = None
    written = time.monotonic()
    bar = tqdm(range(start, len(plan)), desc=name, initial=start, total=len(plan), mininterval=20)
    for step in bar:
        torch.manual_seed(seed * 1_000_003 + step)  # a resumed run draws the same dropout as an unbroken one
        loss = loss_of(plan[step])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
        # Read rarely: until a number is asked for, a GPU is given one step after the other without waiting.
        running = loss.detach() if running is None else 0.99 * running + 0.01 * loss.detach()
        if step % 50 == 0:
            bar.set_postfix(loss=f"{running.item():.3f}")
        if time.monotonic() - written >= BETWEEN or step + 1 == len(plan):
            written = time.monotonic()
            saved = {
                "trained": trained(model, parts),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "step": step + 1,
                "of": of,
            }
            torch.save(saved, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
    for module in (model, *parts.values()):
        module.eval()


def trained(model: torch.nn.Module, parts: dict[str, torch.nn.Module]) -> dict[str, torch.Tensor]:
    """The tensors that were trained, by the names the adapter file uses: the low-rank updates where there are any, else all."""
    full = model.state_dict()
    chosen = {_name(key): value for key, value in full.items() if "lora_" in key} or full
    chosen |= {f"{part}.{key}": value for part, module in parts.items() for key, value in module.state_dict().items()}
    return {key: value.detach().cpu().clone() for key, value in chosen.items()}


def load_trained(model: torch.nn.Module, parts: dict[str, torch.nn.Module], tensors: dict[str, torch.Tensor]) -> None:
    full = model.state_dict()
    model.load_state_dict({key: tensors.get(_name(key), value) for key, value in full.items()})
    for part, module in parts.items():
        module.load_state_dict({k.removeprefix(f"{part}."): v for k, v in tensors.items() if k.startswith(f"{part}.")})


def merged(base: dict[str, torch.Tensor], tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The encoder's weights with what was trained: low-rank updates are added to `base`, weights of their own replace its."""
    out = base | {key: value for key, value in tensors.items() if ".lora_" not in key}
    for key in tensors:
        if key.endswith(".lora_A"):
            name = key.removesuffix(".lora_A")
            out[f"{name}.weight"] = base[f"{name}.weight"] + tensors[f"{name}.lora_B"] @ tensors[key]
    return out


def _name(key: str) -> str:
    return key.removeprefix("base_model.model.").replace(".default.weight", "")


def low_rank(
    before: dict[str, torch.Tensor], after: dict[str, torch.Tensor], *, layers: int, words: int
) -> dict[str, torch.Tensor]:
    """The change of every linear layer and of the word embeddings as a product of two thin matrices of whole numbers.

    It is the best approximation of that rank, `layers` or `words` (Eckart and Young 1936), each factor rounded to eight bits
    beside one scale for each rank. Biases and norms, which are small, are kept whole.
    """
    out = {}
    for key, value in after.items():
        change = (value - before[key]).float()
        if not change.any():
            continue
        if value.ndim == 2:
            rank = words if "embeddings" in key else layers
            u, s, v = torch.linalg.svd(change, full_matrices=False)
            name = key.removesuffix(".weight")
            a, b = v[:rank], u[:, :rank] * s[:rank]
            steps_a, steps_b = a.abs().amax(1) / 127, b.abs().amax(0) / 127
            out[f"{name}.lora_A"] = (a / steps_a[:, None]).round().to(torch.int8)
            out[f"{name}.lora_B"] = (b / steps_b).round().to(torch.int8)
            out[f"{name}.lora_scale"] = steps_a * steps_b
        else:
            out[f"{key}.change"] = change
    return out


def save_adapter(path: Path, tensors: dict[str, torch.Tensor], config: dict) -> None:
    """Write the adapter file: whole numbers and scales as they are, all else in half precision, and what it states of itself."""
    kept = {key: value if value.dtype == torch.int8 or key.endswith("_scale") else value.half() for key, value in tensors.items()}
    kept = {key: value.contiguous() for key, value in kept.items()}
    config = {**config, "scale": 1.0, "tensors_sha256": tensors_digest(kept)}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(kept, path, metadata={"stance": json.dumps(config, sort_keys=True)})
    shipped = checksums(path.parent)
    if shipped:
        shipped[path.name] = sha256_file(path)
        lines = [f"{digest}  {name}\n" for name, digest in sorted(shipped.items())]
        (path.parent / SUMS).write_text("".join(lines), encoding="utf-8")
