"""What the training of every adapter shares: low-rank updates on the frozen encoder, a seeded and resumable loop, the file."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import save_file
from tqdm.auto import tqdm

from stance.models.adapter import tensors_digest
from stance.models.encoder import load_tokenizer_and_model

TARGETS = ["query", "key", "value", "dense"]


def lora_encoder(rank: int, seed: int):
    """The tokenizer, and the encoder with low-rank updates on every linear layer (scale 1)."""
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(seed)
    tokenizer, encoder = load_tokenizer_and_model()
    config = LoraConfig(r=rank, lora_alpha=rank, lora_dropout=0.05, target_modules=TARGETS)
    return tokenizer, get_peft_model(encoder, config)


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
    seed: int,
    folder: Path,
) -> None:
    """Train over a plan of batches, from where the checkpoint `folder`/`name`.pt stands; write it every 200 steps."""
    parameters = [p for m in (model, *parts.values()) for p in m.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    warm = max(1, len(plan) // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.02, 0.5 * (1 + math.cos(math.pi * s / len(plan)))))
    )
    checkpoint = folder / f"{name}.pt"
    start = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        load_trained(model, parts, saved["trained"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        start = saved["step"]
    for module in (model, *parts.values()):
        module.train()
    running = None
    bar = tqdm(range(start, len(plan)), desc=name, initial=start, total=len(plan), mininterval=20)
    for step in bar:
        torch.manual_seed(seed * 1_000_003 + step)  # a resumed run draws the same dropout as an unbroken one
        loss = loss_of(plan[step])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        schedule.step()
        running = loss.item() if running is None else 0.99 * running + 0.01 * loss.item()
        if step % 50 == 0:
            bar.set_postfix(loss=f"{running:.3f}")
        if (step + 1) % 200 == 0 or step + 1 == len(plan):
            saved = {
                "trained": trained(model, parts),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "step": step + 1,
            }
            torch.save(saved, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
    for module in (model, *parts.values()):
        module.eval()


def trained(model: torch.nn.Module, parts: dict[str, torch.nn.Module]) -> dict[str, torch.Tensor]:
    """The tensors that were trained, by the names the adapter file uses."""
    out = {_name(key): value.detach().clone() for key, value in model.state_dict().items() if "lora_" in key}
    return out | {f"{part}.{key}": value.detach().clone() for part, m in parts.items() for key, value in m.state_dict().items()}


def load_trained(model: torch.nn.Module, parts: dict[str, torch.nn.Module], tensors: dict[str, torch.Tensor]) -> None:
    full = model.state_dict()
    model.load_state_dict({key: tensors[_name(key)] if "lora_" in key else value for key, value in full.items()})
    for part, module in parts.items():
        module.load_state_dict({k.removeprefix(f"{part}."): v for k, v in tensors.items() if k.startswith(f"{part}.")})


def _name(key: str) -> str:
    return key.removeprefix("base_model.model.").replace(".default.weight", "")


def save_adapter(path: Path, tensors: dict[str, torch.Tensor], config: dict) -> None:
    """Write the adapter file: half-precision tensors, and what it states about itself."""
    half = {key: value.half().contiguous() for key, value in tensors.items()}
    config = {**config, "scale": 1.0, "tensors_sha256": tensors_digest(half)}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(half, path, metadata={"stance": json.dumps(config, sort_keys=True)})
