"""Train the stance adapter: `python training/train_stance.py --data ../shared/data`.

Two stages on the frozen encoder: natural-language inference and argument stance first, then our disputes with a rehearsal.
Seeded; writes a checkpoint every 200 steps to --run and goes on from it after a kill; the result is one
safetensors file.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from adapters import batches, lora_encoder, run_plan, save_adapter, trained
from stance_data import NONE, Row, dispute_mix, dispute_rows, general_mix, inference_mix, nli_rows

from stance.models.encoder import load_encoder, pad
from stance.models.stance_model import HIDDEN, calibrated, make_head, pair_logits, tokenize_pairs, two_readings


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


def risk_and_coverage(p: np.ndarray, gold: np.ndarray, threshold: float) -> tuple[float, float]:
    """The share of wrong ones among the stances said at a threshold, and the share of all stances that are said rightly."""
    side, said = p[:, :2].argmax(1), p[:, :2].max(1) >= threshold
    wrong = float((side != gold)[said].mean()) if said.any() else 0.0
    return wrong, float(((side == gold) & said).sum() / max(1, (gold != NONE).sum()))


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
    parser.add_argument("--threshold", type=float, default=0.5, help="from which probability a side is said")
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
    pairs = [(r["text"], r["claim"]) for r in dev]
    sides = two_readings(lambda asked: logits_of(state, asked).double().numpy(), pairs)
    encode = load_encoder().encode
    similarity = (encode([t for t, _ in pairs]) * encode([c for _, c in pairs])).sum(axis=1).astype(float)
    p = calibrated(sides, similarity)
    risk, coverage = risk_and_coverage(p, gold, args.threshold)
    figures |= {
        "disputes dev macro-F1": round(macro_f1(gold, p.argmax(1)), 4),
        "disputes dev share none": round(float((gold == NONE).mean()), 4),
        "threshold": args.threshold,
        "risk at threshold": round(risk, 4),
        "coverage at threshold": round(coverage, 4),
    }
    print(json.dumps(figures, indent=1))
    config = {
        "hidden": HIDDEN,
        "threshold": args.threshold,
        "seed": args.seed,
        "figures": figures,
    }
    save_adapter(args.out, trained(model, {"head": head}), config)


if __name__ == "__main__":
    main()
