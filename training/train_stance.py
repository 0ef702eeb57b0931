"""Train the stance adapter: `python training/train_stance.py --data ../shared/data`.

The encoder is fine-tuned in two stages, natural-language inference and then our disputes with argument stance and a rehearsal;
what changed is written as low-rank updates. Seeded; writes a checkpoint every 200 steps to --run and goes on from it after a
kill; the result is one safetensors file. Weights are bfloat16 in products where the processor has it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from adapters import batches, low_rank, run_plan, save_adapter
from stance_data import FLIP, NONE, Row, dispute_rows, inference_mix, nli_rows, stance_units

from stance.models.encoder import load_tokenizer_and_model, pad
from stance.models.stance_model import HIDDEN, both_ways, make_head, pair_logits, tokenize_pairs

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
        for p in self.model.embeddings.parameters():
            p.requires_grad = False
        self.head = make_head(self.model.config.hidden_size)

    def stage(self, name: str, units: list[list[Row]], epochs: int, rate: float) -> None:
        """Run one stage from where its checkpoint stands."""
        args, flat = self.args, [row for unit in units for row in unit]
        encoded = tokenize_pairs(self.tokenizer, [(text, claim) for text, claim, _ in flat])
        gold = torch.tensor([label for _, _, label in flat])
        first = np.cumsum([0, *map(len, units)]).tolist()
        lengths = [len(encoded[i][0]) * len(unit) for i, unit in zip(first, units, strict=False)]
        plan = [b for epoch in range(epochs) for b in batches(lengths, args.batch, args.seed + epoch)]
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


def temperature(logits: np.ndarray, gold: np.ndarray) -> float:
    """The divisor of the logits under which the right classes are likeliest (Guo et al. 2017)."""

    def surprise(t: float) -> float:
        scaled = logits / t
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(gold)), gold]))

    return float(min(np.arange(0.5, 5.01, 0.05), key=surprise))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--corpus", type=Path, default=Path("data/corpus"))
    parser.add_argument("--run", type=Path, default=Path("training/runs/stance"))
    parser.add_argument("--out", type=Path, default=Path("src/stance/models/stance.safetensors"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rank", type=int, default=60, help="of the updates in the file")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threshold", type=float, default=0.5, help="from which probability a side is said")
    args = parser.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(args)
    trainer.stage("inference", [[row] for row in inference_mix(args.data, args.seed)], 2, 1.5e-4)
    trainer.stage("stance", stance_units(args.data, args.corpus, args.seed), 1, 1e-4)
    tensors = low_rank(trainer.before, trainer.model.state_dict(), args.rank)
    for name, value in trainer.model.named_parameters():
        layer = name.removesuffix(".weight")
        if f"{layer}.lora_A" in tensors:
            value.data = trainer.before[name] + tensors[f"{layer}.lora_B"] @ tensors[f"{layer}.lora_A"]
    tensors |= {f"head.{key}": value.detach().clone() for key, value in trainer.head.state_dict().items()}
    figures = {}
    for name in ("lingnli", "cad_nli"):
        rows = nli_rows(args.data, name, "dev")
        guess = trainer.logits_of([r[:2] for r in rows]).argmax(1)
        figures[f"{name} dev accuracy"] = round(float((guess == np.array([r[2] for r in rows])).mean()), 4)
    dev = dispute_rows(args.corpus, "dev")
    gold = np.array([r["label"] for r in dev])
    logits = both_ways(trainer.logits_of, [(r["text"], r["claim"]) for r in dev])
    figures |= {
        "disputes dev macro-F1": round(macro_f1(gold, logits.argmax(1)), 4),
        "disputes dev right side": round(float((logits[gold != NONE, :2].argmax(1) == gold[gold != NONE]).mean()), 4),
    }
    config = {"hidden": HIDDEN, "threshold": args.threshold, "temperature": temperature(logits, gold), "seed": args.seed}
    print(json.dumps({**config, **figures}, indent=1))
    save_adapter(args.out, tensors, {**config, "figures": figures})


if __name__ == "__main__":
    main()
