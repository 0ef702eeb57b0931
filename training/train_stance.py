"""Train the stance adapter: `python training/train_stance.py --data ../shared/data`.

Two stages on the frozen encoder: natural-language inference and argument stance first, then our disputes with a rehearsal.
Seeded; writes a checkpoint every 200 steps to --run and goes on from it after a kill; a temperature and a threshold are fitted on
development disputes; the result is one safetensors file.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
from adapters import batches, lora_encoder, run_plan, save_adapter, trained
from stance_data import FAVOR, NONE, Row, dispute_mix, dispute_rows, general_mix, inference_mix, nli_rows

from stance.models.encoder import pad
from stance.models.stance_model import HIDDEN, make_head, negate, pair_logits, tokenize_pairs


def collate(rows: list[tuple[list[int], list[int]]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(ids) for ids, _ in rows)
    ids, mask = pad([r[0] for r in rows], longest)
    segments, _ = pad([r[1] for r in rows], longest)
    return ids, mask, segments


def train_stage(name: str, rows: list[Row], epochs: int, rate: float, state: dict, args) -> None:
    """Run one stage from where its checkpoint stands."""
    tokenizer, model, head = state["tokenizer"], state["model"], state["head"]
    encoded = tokenize_pairs(tokenizer, [(text, claim) for text, claim, _ in rows])
    lengths = [len(ids) for ids, _ in encoded]
    plan = [b for epoch in range(epochs) for b in batches(lengths, args.batch, args.seed + epoch)]
    loss_function = torch.nn.CrossEntropyLoss(label_smoothing=0.05)

    def loss_of(chosen: list[int]) -> torch.Tensor:
        gold = torch.tensor([rows[i][2] for i in chosen])
        return loss_function(pair_logits(model, head, *collate([encoded[i] for i in chosen])), gold)

    run_plan(name, plan, loss_of, model, {"head": head}, rate=rate, seed=args.seed, folder=args.run)


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
    tokenizer, model = lora_encoder(args.rank, args.seed)
    head = make_head(model.config.hidden_size)
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
    config = {
        "hidden": HIDDEN,
        "temperature": temperature,
        "threshold": threshold,
        "seed": args.seed,
        "figures": figures,
    }
    save_adapter(args.out, trained(model, {"head": head}), config)


if __name__ == "__main__":
    main()
