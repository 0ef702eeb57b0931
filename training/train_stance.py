"""Train the stance adapter: `python training/train_stance.py --data ../shared/data`.

Two stages on the frozen encoder: natural-language inference and argument stance first, then our disputes with a rehearsal.
Seeded; writes a checkpoint every 200 steps to --run and goes on from it after a kill; a temperature and a threshold are fitted on
development disputes; the result is one safetensors file.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from stance_data import FAVOR, NONE, Row, dispute_mix, dispute_rows, general_mix, inference_mix, nli_rows
from tqdm.auto import tqdm

from stance.models.encoder import load_tokenizer_and_model, pad
from stance.models.stance_model import HIDDEN, make_head, negate, pair_logits, tensors_digest, tokenize_pairs

TARGETS = ["query", "key", "value", "dense"]


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


def collate(rows: list[tuple[list[int], list[int]]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(ids) for ids, _ in rows)
    ids, mask = pad([r[0] for r in rows], longest)
    segments, _ = pad([r[1] for r in rows], longest)
    return ids, mask, segments


def build(rank: int, seed: int):
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(seed)
    tokenizer, encoder = load_tokenizer_and_model()
    config = LoraConfig(r=rank, lora_alpha=rank, lora_dropout=0.05, target_modules=TARGETS)
    return tokenizer, get_peft_model(encoder, config), make_head(encoder.config.hidden_size)


def train_stage(name: str, rows: list[Row], epochs: int, rate: float, state: dict, args) -> None:
    """Run one stage from where the checkpoint stands."""
    tokenizer, model, head = state["tokenizer"], state["model"], state["head"]
    encoded = tokenize_pairs(tokenizer, [(text, claim) for text, claim, _ in rows])
    lengths = [len(ids) for ids, _ in encoded]
    plan = [b for epoch in range(epochs) for b in batches(lengths, args.batch, args.seed + epoch)]
    parameters = [p for p in [*model.parameters(), *head.parameters()] if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    warm = max(1, len(plan) // 20)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.02, 0.5 * (1 + math.cos(math.pi * s / len(plan)))))
    )
    checkpoint = args.run / f"{name}.pt"
    start = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        load_trained(model, head, saved["trained"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        start = saved["step"]
    model.train()
    head.train()
    loss_function = torch.nn.CrossEntropyLoss(label_smoothing=0.05)
    running = None
    bar = tqdm(range(start, len(plan)), desc=name, initial=start, total=len(plan), mininterval=20)
    for step in bar:
        torch.manual_seed(args.seed * 1_000_003 + step)  # a resumed run draws the same dropout as an unbroken one
        chosen = plan[step]
        gold = torch.tensor([rows[i][2] for i in chosen])
        loss = loss_function(pair_logits(model, head, *collate([encoded[i] for i in chosen])), gold)
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
                "trained": trained(model, head),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "step": step + 1,
            }
            torch.save(saved, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)


def trained(model, head) -> dict[str, torch.Tensor]:
    """The tensors that were trained, by the names the adapter file uses."""
    out = {}
    for key, value in model.state_dict().items():
        if "lora_" in key:
            name = key.removeprefix("base_model.model.").replace(".default.weight", "")
            out[name] = value.detach().clone()
    return out | {f"head.{key}": value.detach().clone() for key, value in head.state_dict().items()}


def load_trained(model, head, tensors: dict[str, torch.Tensor]) -> None:
    full = model.state_dict()
    for key in full:
        if "lora_" in key:
            full[key] = tensors[key.removeprefix("base_model.model.").replace(".default.weight", "")]
    model.load_state_dict(full)
    head.load_state_dict({k.removeprefix("head."): v for k, v in tensors.items() if k.startswith("head.")})


def logits_of(state: dict, pairs: list[tuple[str, str]]) -> torch.Tensor:
    model, head = state["model"].eval(), state["head"].eval()
    encoded = tokenize_pairs(state["tokenizer"], pairs)
    order = sorted(range(len(pairs)), key=lambda i: len(encoded[i][0]))
    out = torch.zeros(len(pairs), 3)
    with torch.inference_mode():
        for first in range(0, len(order), 64):
            chosen = order[first : first + 64]
            out[chosen] = pair_logits(model, head, *collate([encoded[i] for i in chosen]))
    return out


def macro_f1(gold: np.ndarray, guess: np.ndarray) -> float:
    scores = []
    for c in range(3):
        hit = ((gold == c) & (guess == c)).sum()
        scores.append(2 * hit / max(1, (gold == c).sum() + (guess == c).sum()))
    return float(np.mean(scores))


def fit_temperature(logits: torch.Tensor, gold: torch.Tensor) -> float:
    """Temperature scaling (Guo et al. 2017) by a grid, which has one minimum."""
    grid = np.exp(np.linspace(math.log(0.3), math.log(4), 120))
    losses = [torch.nn.functional.cross_entropy(logits / t, gold).item() for t in grid]
    return float(grid[int(np.argmin(losses))])


def fit_threshold(p: np.ndarray, gold: np.ndarray, risk: float) -> tuple[float, float, float]:
    """The lowest threshold at which at most `risk` of the voiced stances are wrong; with that risk and the coverage."""
    best = (0.95, 1.0, 0.0)
    voiced = p.argmax(1)
    top = p.max(1)
    for threshold in np.arange(0.95, 0.45, -0.01):
        said = (voiced != NONE) & (top >= threshold)
        wrong = (voiced != gold)[said].mean() if said.any() else 0.0
        if wrong <= risk:
            covered = ((voiced == gold) & said).sum() / max(1, (gold != NONE).sum())
            best = (round(float(threshold), 2), float(wrong), float(covered))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--corpus", type=Path, default=Path("data/corpus"))
    parser.add_argument("--run", type=Path, default=Path("training/runs/stance"))
    parser.add_argument("--out", type=Path, default=Path("src/stance/models/stance.safetensors"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rank", type=int, default=48)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=5, help="passes over the second stage")
    parser.add_argument("--lingnli", action="store_true", help="with a stage on LingNLI, whose source states no licence")
    parser.add_argument("--stage", choices=("general", "all"), default="all")
    args = parser.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    tokenizer, model, head = build(args.rank, args.seed)
    state = {"tokenizer": tokenizer, "model": model, "head": head}
    train_stage("general", general_mix(args.data, args.seed), 1, 8e-4, state, args)
    if args.lingnli:
        train_stage("inference", inference_mix(args.data, args.seed), 1, 6e-4, state, args)
    figures = {}
    for name in ("cad_nli", "conjnli"):
        rows = nli_rows(args.data, name, "dev")
        guess = logits_of(state, [r[:2] for r in rows]).argmax(1).numpy()
        figures[f"{name} dev accuracy"] = round(float((guess == np.array([r[2] for r in rows])).mean()), 4)
    print(json.dumps(figures), flush=True)
    if args.stage == "general":
        return
    train_stage("disputes", dispute_mix(args.data, args.corpus, args.seed), args.epochs, 6e-4, state, args)
    dev = dispute_rows(args.corpus, "dev")
    gold = np.array([r["label"] for r in dev])
    logits = logits_of(state, [(r["text"], r["claim"]) for r in dev])
    turned = logits_of(state, [(r["text"], negate(r["claim"])) for r in dev])
    # As at run time: the answer to the claim and, turned round, to its negation count alike.
    logits = (logits + turned[:, [1, 0, 2]]) / 2
    temperature = fit_temperature(logits, torch.tensor(gold))
    p = torch.softmax(logits.double() / temperature, dim=1).numpy()
    threshold, risk, coverage = fit_threshold(p, gold, 0.10)
    figures |= {
        "disputes dev macro-F1": round(macro_f1(gold, p.argmax(1)), 4),
        "disputes dev share none": round(float((gold == NONE).mean()), 4),
        "threshold": threshold,
        "risk at threshold": round(risk, 4),
        "coverage at threshold": round(coverage, 4),
        "temperature": round(temperature, 4),
        "favor recall": round(float((p.argmax(1) == gold)[gold == FAVOR].mean()), 4),
    }
    print(json.dumps(figures, indent=1))
    tensors = {k: v.half().contiguous() for k, v in trained(model, head).items()}
    config = {
        "scale": 1.0,
        "hidden": HIDDEN,
        "temperature": temperature,
        "threshold": threshold,
        "tensors_sha256": tensors_digest(tensors),
        "seed": args.seed,
        "figures": figures,
    }
    args.out.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, args.out, metadata={"stance": json.dumps(config, sort_keys=True)})


if __name__ == "__main__":
    main()
