"""Train the stance adapter: `python training/train_stance.py --data ../shared/data`.

The encoder and its word embeddings are fine-tuned in stages: natural-language inference, our disputes with argument stance and a
rehearsal, sentences toward themselves; what changed is written as low-rank updates. Seeded; writes a checkpoint every 200 steps
to --run and goes on from it after a kill; the result is one safetensors file. Products are in bfloat16.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from adapters import batches, low_rank, run_plan, save_adapter
from scipy.optimize import minimize
from stance_data import (
    FLIP,
    NONE,
    PARTS,
    Row,
    dispute_rows,
    inference_mix,
    news_rows,
    nli_rows,
    polish_units,
    stance_units,
    stranger_rows,
)

from stance.models.adapter import apply_adapter
from stance.models.encoder import load_encoder, load_tokenizer_and_model, pad
from stance.models.stance_model import HIDDEN, both_ways, calibrated, make_head, pair_logits, tokenize_pairs

TURNED = [FLIP[c] for c in range(3)]


def collate(rows: list[tuple[list[int], list[int]]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(ids) for ids, _ in rows)
    ids, mask = pad([r[0] for r in rows], longest)
    segments, _ = pad([r[1] for r in rows], longest)
    return ids, mask, segments


class Trainer:
    """The encoder and the head that are trained, over units of one pair or of a pair and its opposite."""

    def __init__(self, args: argparse.Namespace) -> None:
        torch.manual_seed(args.seed)
        self.args = args
        self.tokenizer, self.model = load_tokenizer_and_model()
        self.before = {key: value.clone() for key, value in self.model.state_dict().items()}
        for name, p in self.model.embeddings.named_parameters():
            p.requires_grad = name == "word_embeddings.weight"
        self.head = make_head(self.model.config.hidden_size)

    def stage(self, name: str, units: list[list[Row]], epochs: int, rate: float, steps: int | None = None) -> None:
        """Run one stage, or its first `steps` batches, from where its checkpoint stands."""
        args, flat = self.args, [row for unit in units for row in unit]
        encoded = tokenize_pairs(self.tokenizer, [(text, claim) for text, claim, _ in flat])
        gold = torch.tensor([label for _, _, label in flat])
        first = np.cumsum([0, *map(len, units)]).tolist()
        lengths = [len(encoded[i][0]) * len(unit) for i, unit in zip(first, units, strict=False)]
        plan = [b for epoch in range(epochs) for b in batches(lengths, args.batch, args.seed + epoch)][:steps]
        loss_function = torch.nn.CrossEntropyLoss(label_smoothing=0.03)

        def loss_of(chosen: list[int]) -> torch.Tensor:
            rows = [first[i] + k for i in chosen for k in range(len(units[i]))]
            with torch.autocast("cpu", torch.bfloat16):
                logits = pair_logits(self.model, self.head, *collate([encoded[i] for i in rows]))
            logits = logits.float()
            loss = loss_function(logits, gold[rows])
            left = torch.tensor([n for n in range(len(rows) - 1) if rows[n] + 1 == rows[n + 1] and rows[n + 1] not in starts])
            if len(left):
                # A text's answer to a claim and to its opposite must be each other's reverse; read together they must be right.
                one, other = logits[left], logits[left + 1][:, TURNED]
                loss = loss + 0.5 * loss_function((one + other) / 2, gold[rows][left])
                loss = loss + 0.1 * (one.log_softmax(1) - other.log_softmax(1)).pow(2).mean()
            return loss

        starts = set(first)
        run_plan(
            name, plan, loss_of, self.model, {"head": self.head}, rate=rate, parts_rate=3 * rate, seed=args.seed, folder=args.run
        )

    def logits_of(self, pairs: list[tuple[str, str]]) -> np.ndarray:
        """Return the logits (n, 3) of pairs of text and claim."""
        encoded = tokenize_pairs(self.tokenizer, pairs)
        order = sorted(range(len(pairs)), key=lambda i: len(encoded[i][0]))
        out = np.zeros((len(pairs), 3))
        with torch.inference_mode():
            for start in range(0, len(order), 64):
                chosen = order[start : start + 64]
                out[chosen] = pair_logits(self.model, self.head, *collate([encoded[i] for i in chosen])).double().numpy()
        return out


def macro_f1(gold: np.ndarray, guess: np.ndarray) -> float:
    scores = []
    for c in range(3):
        hit = ((gold == c) & (guess == c)).sum()
        scores.append(2 * hit / max(1, (gold == c).sum() + (guess == c).sum()))
    return float(np.mean(scores))


def calibrate(logits: np.ndarray, similarity: np.ndarray, gold: np.ndarray) -> dict[str, float]:
    """The temperature, slope and centre under which the right classes are likeliest."""

    def surprise(point: np.ndarray) -> float:
        p = calibrated(logits, similarity, dict(zip(("temperature", "slope", "centre"), point, strict=True)))
        return float(-np.log(p[np.arange(len(gold)), gold] + 1e-9).mean())

    best = minimize(surprise, np.array([1.0, 2.0, 0.5]), method="L-BFGS-B", bounds=[(0.3, 5), (0, 20), (-1, 2)])
    return dict(zip(("temperature", "slope", "centre"), map(float, best.x), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--corpus", type=Path, default=Path("data/corpus"))
    parser.add_argument("--run", type=Path, default=Path("training/runs/stance"))
    parser.add_argument("--out", type=Path, default=Path("src/stance/models/stance.safetensors"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rank", type=int, default=90, help="of the updates of a layer in the file")
    parser.add_argument("--words-rank", type=int, default=44, help="of the update of the word embeddings in the file")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threshold", type=float, default=0.75, help="from which probability a side is said")
    curve = parser.add_argument_group("learning curve and ablation")
    curve.add_argument("--own", type=float, default=1.0, help="share of our training disputes")
    curve.add_argument("--without", action="append", default=[], choices=PARTS, help="part of the second stage left out")
    curve.add_argument("--steps", type=int, help="batches of the second stage; all by default")
    args = parser.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(args)
    trainer.stage("inference", [[row] for row in inference_mix(args.data, args.seed)], 2, 1.5e-4)
    # Runs that differ in the second stage share the first one's checkpoint.
    name = "-".join(["stance", *([f"own{args.own:g}"] if args.own < 1 else []), *(f"no{part}" for part in sorted(args.without))])
    name += f"-{args.steps}" if args.steps else ""
    units = stance_units(args.data, args.corpus, args.seed, share=args.own, without=args.without)
    trainer.stage(name, units, 1, 1e-4, args.steps)
    if name == "stance":
        trainer.stage("polish", polish_units(args.data, args.corpus, args.seed), 1, 3e-5)
    tensors = low_rank(trainer.before, trainer.model.state_dict(), layers=args.rank, words=args.words_rank)
    trainer.model.load_state_dict(trainer.before)
    apply_adapter(trainer.model, tensors, 1.0)
    tensors |= {f"head.{key}": value.detach().clone() for key, value in trainer.head.state_dict().items()}
    figures = {}
    for name in ("lingnli", "cad_nli"):
        rows = nli_rows(args.data, name, "dev")
        guess = trainer.logits_of([r[:2] for r in rows]).argmax(1)
        figures[f"{name} dev accuracy"] = round(float((guess == np.array([r[2] for r in rows])).mean()), 4)
    disputes = dispute_rows(args.corpus, "dev")
    own = [(r["text"], r["claim"], r["label"]) for r in disputes]
    # Most statements are about something else than most claims: the calibration must know them too.
    dev = own + news_rows(args.data, args.corpus, "dev") + stranger_rows(disputes, 1.0, args.seed)
    gold = np.array([label for _, _, label in dev])
    logits = both_ways(trainer.logits_of, [(text, claim) for text, claim, _ in dev])
    encode = load_encoder().encode
    similarity = (encode([text for text, _, _ in dev]) * encode([claim for _, claim, _ in dev])).sum(axis=1).astype(float)
    calibration = calibrate(logits, similarity, gold)
    p = calibrated(logits, similarity, calibration)
    for name, part in (("disputes", slice(len(own))), ("news", slice(len(own), len(dev) - len(disputes)))):
        there = gold[part] != NONE
        right = p[part][there, :2].argmax(1) == gold[part][there]
        figures[f"{name} dev macro-F1"] = round(macro_f1(gold[part], p[part].argmax(1)), 4)
        figures[f"{name} dev right side"] = round(float(right.mean()), 4)
    config = {"hidden": HIDDEN, "threshold": args.threshold, "seed": args.seed, **calibration}
    print(json.dumps({**config, **figures}, indent=1))
    save_adapter(args.out, tensors, {**config, "figures": figures})


if __name__ == "__main__":
    main()
