"""Train the stance adapter: `python training/train_stance.py --data ../shared/data`.

The encoder and its word embeddings are fine-tuned in two stages: natural-language inference with arguments, then our disputes,
contrasts and news with a rehearsal of the first; what changed is written as low-rank updates. With --start the mean of the
weights of earlier adapters is where training begins. With --seeds several second stages follow one first: the mean of their
weights is written (Wortsman et al. 2022, model soups), and each of them beside its checkpoint; with --keep-start it keeps a share
of the weights where training began (Wortsman et al. 2022, WiSE-FT). With --encoder and --lora only low-rank updates of a larger
encoder are trained (Hu et al. 2022); with --labelled the second stage has pairs that such a one has labelled beside ours.

Seeded; checkpoints in --run, about a minute apart, whence a killed run goes on. A GPU is used where there is one, bfloat16 where
the processor has it. A GPU can have several seeds at once: --seeds 0 trains the first stage, which they share, --only each of
them, and the same command without --only puts them together.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from adapters import DEVICE, batches, load_trained, low_rank, merged, precision, run_plan, save_adapter, trained, with_updates
from scipy.optimize import minimize
from sklearn.metrics import f1_score
from stance_data import (
    NONE,
    PARTS,
    WITHOUT_LICENCE,
    Row,
    added_rows,
    argument_rows,
    contrast_rows,
    dispute_rows,
    foundation_rows,
    news_rows,
    nli_rows,
    stance_rows,
    stranger_rows,
)

from stance.models.adapter import apply_adapter
from stance.models.encoder import load_encoder, load_tokenizer_and_model, pad
from stance.models.polarity import affirmative, turned_round
from stance.models.stance_model import HIDDEN, LIFT, calibrated, load_parts, make_head, pair_logits, tokenize_pairs


def collate(rows: list[tuple[list[int], list[int]]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    longest = max(len(ids) for ids, _ in rows)
    ids, mask = pad([r[0] for r in rows], longest)
    segments, _ = pad([r[1] for r in rows], longest)
    return ids.to(DEVICE), mask.to(DEVICE), segments.to(DEVICE)


def likely(label: int | list[float], smoothing: float = 0.03) -> np.ndarray:
    """What is aimed at: a label's class, smoothed (Szegedy et al. 2016), or a teacher's probabilities (Hinton et al. 2015)."""
    if isinstance(label, list):
        return np.array(label, dtype=np.float32)
    aim = np.full(3, smoothing / 3, dtype=np.float32)
    aim[label] += 1 - smoothing
    return aim


class Trainer:
    """The encoder and the head that are trained, over pairs of text and claim."""

    def __init__(self, args: argparse.Namespace) -> None:
        torch.manual_seed(args.seed)
        self.args = args
        self.tokenizer, self.model = load_tokenizer_and_model(args.encoder)
        self.before = {key: value.clone() for key, value in self.model.state_dict().items()}
        self.head = make_head(self.model.config.hidden_size)
        if args.start:
            started = [load_parts(path, args.encoder)[1:3] for path in args.start]
            self.model.load_state_dict(mean_of([model.state_dict() for model, _ in started]))
            self.head.load_state_dict(mean_of([head.state_dict() for _, head in started]))
        # On so few tokens it is faster than the fused kernel on a CPU, 1.5 times in bfloat16.
        self.model.set_attn_implementation("eager")
        self.base = {key: value.clone() for key, value in self.model.state_dict().items()}
        if args.lora:
            self.model = with_updates(self.model, args.lora)
        else:
            for name, p in self.model.named_parameters():
                p.requires_grad = not name.startswith("embeddings.") or name == "embeddings.word_embeddings.weight"
        self.model.to(DEVICE)
        self.head.to(DEVICE)
        self.parts = {"head": self.head}
        if not args.lora:
            for module in self.model.modules():
                if isinstance(module, torch.nn.Dropout):
                    module.p = 0.0  # three passes over the data do not overfit so small a model, and it is a fifth faster

    def stage(self, name: str, rows: list[Row], epochs: int, rate: float, steps: int | None, seed: int) -> None:
        """Run one stage, or its first `steps` batches, from where its checkpoint stands."""
        args = self.args
        read = [(text, *affirmative(claim), label) for text, claim, label in rows]
        pairs = [(text, claim) for text, claim, _, _ in read]
        distinct = sorted(set(pairs))  # most rows come once in every pass
        tokens = dict(zip(distinct, tokenize_pairs(self.tokenizer, distinct), strict=True))
        encoded = [tokens[pair] for pair in pairs]
        gold = torch.tensor(np.array([likely(label)[[1, 0, 2] if turned else [0, 1, 2]] for _, _, turned, label in read]))
        lengths = [len(ids) for ids, _ in encoded]
        plan = [b for epoch in range(epochs) for b in batches(lengths, args.batch, seed + epoch)][:steps]
        loss_function = torch.nn.CrossEntropyLoss()

        def loss_of(chosen: list[int]) -> torch.Tensor:
            with precision():
                logits = pair_logits(self.model, self.head, *collate([encoded[i] for i in chosen]))
            return loss_function(logits.float(), gold[chosen].to(DEVICE))

        run_plan(
            name, plan, loss_of, self.model, self.parts, rate=rate, parts_rate=3 * rate, seed=seed, folder=args.run, rows=rows
        )

    def weights(self) -> dict[str, torch.Tensor]:
        """The weights of the encoder as they stand, updates added, and those of the head."""
        return merged(self.base, trained(self.model, self.parts))

    def write(self, weights: dict[str, torch.Tensor], path: Path, most: int | None = None) -> None:
        """Write weights as an adapter, calibrated on development data and with what it reaches there, on `most` rows of a set."""
        args = self.args
        after = {key: value for key, value in weights.items() if key in self.before}
        tensors = low_rank(self.before, after, layers=args.rank, words=args.words_rank)
        # What is calibrated and measured is what the file holds.
        reader = load_tokenizer_and_model(args.encoder)[1]
        apply_adapter(reader, tensors, 1.0)
        head = {key: value for key, value in weights.items() if key.startswith("head.")}
        self.head.load_state_dict({key.removeprefix("head."): value for key, value in head.items()})
        read = partial(logits_of, self.tokenizer, reader.to(DEVICE), self.head.eval(), exact=not args.lora)
        calibration, figures = read_development(read, args.data, args.corpus, args.seed, most)
        config = {"hidden": HIDDEN, "threshold": args.threshold, "lift": args.lift, "seed": args.seed, **calibration}
        print(path.name, json.dumps({**config, **figures}, indent=1), flush=True)
        save_adapter(path, tensors | head, {**config, "figures": figures})


def mean_of(states: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of weights of the same names (Wortsman et al. 2022, model soups)."""
    return {key: torch.stack([one[key].float() for one in states]).mean(0).to(value.dtype) for key, value in states[0].items()}


def logits_of(
    tokenizer: Any, model: torch.nn.Module, head: torch.nn.Module, pairs: list[tuple[str, str]], *, exact: bool = True
) -> np.ndarray:
    """Return the logits (n, 3) of pairs of text and claim, negated claims read by what they negate; float32 if `exact`."""
    claims, turned = zip(*(affirmative(claim) for _, claim in pairs), strict=True)
    encoded = tokenize_pairs(tokenizer, [(text, claim) for (text, _), claim in zip(pairs, claims, strict=True)])
    order = sorted(range(len(pairs)), key=lambda i: len(encoded[i][0]))
    out = np.zeros((len(pairs), 3))
    with torch.inference_mode(), nullcontext() if exact else precision():
        size = 512 if DEVICE.type == "cuda" else 64
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            logits = pair_logits(model, head, *collate([encoded[i] for i in chosen]))
            out[chosen] = logits.double().cpu().numpy()
    return turned_round(out, np.array(turned))


def calibrate(logits: np.ndarray, similarity: np.ndarray, gold: np.ndarray, sided: np.ndarray) -> dict[str, float]:
    """The temperature, slope and centre under which the right classes are likeliest; `sided` pairs are known to have a side."""

    def surprise(point: np.ndarray) -> float:
        p = calibrated(logits, similarity, dict(zip(("temperature", "slope", "centre"), point, strict=True)))
        p[sided] = p[sided] * [1, 1, 0] / p[sided, :2].sum(axis=1, keepdims=True)
        return float(-np.log(p[np.arange(len(gold)), gold] + 1e-9).mean())

    best = minimize(surprise, np.array([1.0, 2.0, 0.5]), method="L-BFGS-B", bounds=[(0.3, 5), (0, 20), (-1, 2)])
    return dict(zip(("temperature", "slope", "centre"), map(float, best.x), strict=True))


def read_development(
    read: Callable[[list[tuple[str, str]]], np.ndarray], data: Path, corpus: Path, seed: int, most: int | None = None
) -> tuple[dict[str, float], dict[str, float]]:
    """Return the calibration, fitted on development data, and what the model reaches there, on `most` rows of a public set."""
    figures = {}

    def sides(name: str, p: np.ndarray, gold: np.ndarray) -> None:
        there = gold != NONE
        figures[f"{name} dev macro-F1"] = round(float(f1_score(gold, p.argmax(1), average="macro")), 4)
        figures[f"{name} dev right side"] = round(float((p[there, :2].argmax(1) == gold[there]).mean()), 4)

    for name in ("lingnli", "cad_nli"):
        rows = nli_rows(data, name, "dev")[:most]
        guess = read([r[:2] for r in rows]).argmax(1)
        figures[f"{name} dev accuracy"] = round(float((guess == np.array([r[2] for r in rows])).mean()), 4)
    for name in ("ibm_argq_30k", "perspectrum"):
        arguments = argument_rows(data, name, "dev", 0.0, seed)[:most]
        logits = read([r[:2] for r in arguments])
        macro = f1_score([r[2] for r in arguments], logits[:, :2].argmax(1), average="macro")
        figures[f"{name} dev macro-F1"] = round(float(macro), 4)
    disputes = dispute_rows(corpus, "dev")[: most and 2 * most]
    own = [(r["text"], r["claim"], r["label"]) for r in disputes]
    # Most statements are about something else than most claims: the calibration must know them too.
    parts = {"disputes": own, "news": news_rows(data, corpus, "dev")[:most], "contrasts": contrast_rows(corpus, "dev")}
    dev = [row for part in parts.values() for row in part] + stranger_rows(disputes, 1.0, seed)
    # An argument always has a side; how sure the model is of which is fitted on those too.
    logits = np.concatenate([read([(text, claim) for text, claim, _ in dev]), logits])
    sided = np.arange(len(logits)) >= len(dev)
    dev += arguments
    gold = np.array([label for _, _, label in dev])
    encode = load_encoder().encode
    similarity = (encode([text for text, _, _ in dev]) * encode([claim for _, claim, _ in dev])).sum(axis=1).astype(float)
    calibration = calibrate(logits, similarity, gold, sided)
    p = calibrated(logits, similarity, calibration)
    start = 0
    for name, part in parts.items():
        sides(name, p[start : start + len(part)], gold[start : start + len(part)])
        start += len(part)
    return calibration, figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--corpus", type=Path, default=Path("data/corpus"))
    parser.add_argument("--run", type=Path, default=Path("training/runs/stance"))
    parser.add_argument("--out", type=Path, default=Path("src/stance/models/stance.safetensors"))
    parser.add_argument(
        "--start",
        type=Path,
        nargs="+",
        help="adapters from whose mean training begins; the bare encoder by default",
    )
    parser.add_argument("--labelled", type=Path, help="pairs that a teacher labelled (label_pairs.py), for the second stage")
    parser.add_argument("--labelled-times", type=int, default=1, metavar="N", help="how often each of these comes")
    parser.add_argument("--added", metavar="ID", nargs="+", help="train on contrasts whose ids begin so, and on some of the rest")
    parser.add_argument("--encoder", type=Path, help="folder of another encoder; the embedded one by default")
    parser.add_argument("--lora", type=int, metavar="RANK", help="train updates of this rank alone, as fits a larger encoder")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--seeds", type=int, default=1, help="second stages, each from a seed of its own; the file gets their mean"
    )
    parser.add_argument("--only", type=int, metavar="SEED", help="train this of the seeds alone, without the mean")
    parser.add_argument("--keep-start", type=float, default=0.0, help="share in the file of the weights where training began")
    parser.add_argument("--rank", type=int, default=90, help="of the updates of a layer in the file")
    parser.add_argument("--words-rank", type=int, default=43, help="of the update of the word embeddings in the file")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1.0, help="by which the learning rates are multiplied, for larger batches")
    parser.add_argument("--threshold", type=float, default=0.65, help="from which probability a side is said")
    parser.add_argument("--lift", type=float, default=LIFT, help="how the odds of a side change in a whole matrix (`among_all`)")
    parser.add_argument("--most", type=int, help="development pairs that are read of each set; all by default")
    parser.add_argument("--foundation-steps", type=int, help="batches of the first stage; all by default")
    curve = parser.add_argument_group("learning curve and ablation")
    curve.add_argument("--own", type=float, default=1.0, help="share of our training disputes")
    curve.add_argument(
        "--without", action="append", default=[], choices=(*PARTS, *WITHOUT_LICENCE), help="part of the data left out"
    )
    curve.add_argument("--steps", type=int, help="batches of the second stage; all by default")
    args = parser.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(args)
    start = trainer.weights()
    epochs, rate = (1, 1e-4) if args.start else (2, 1.5e-4)
    faster = args.rate * (3.0 if args.lora else 1.0)  # low-rank updates, from zero, want larger steps
    basis = foundation_rows(args.data, args.seed, args.without)
    first = "-".join(["foundation", *(f"no{name}" for name in WITHOUT_LICENCE if name in args.without)])
    trainer.stage(first, basis, epochs, faster * rate, args.foundation_steps, args.seed)
    foundation = trained(trainer.model, trainer.parts)
    # Runs that differ in the second stage share the first one's checkpoint.
    name = "-".join(["stance", *([f"own{args.own:g}"] if args.own < 1 else []), *(f"no{part}" for part in sorted(args.without))])
    name += f"-{args.steps}" if args.steps else ""
    name += f"-added-{'-'.join(args.added)}" if args.added else ""
    most = 800 if args.own < 1 or args.without else args.most  # a curve has many points
    results = []
    for seed in range(args.seed, args.seed + args.seeds) if args.only is None else [args.only]:
        load_trained(trainer.model, trainer.parts, foundation)
        rows = added_rows(args.data, args.corpus, seed, tuple(args.added)) if args.added else stance_rows(
            args.data, args.corpus, seed,
            share=args.own, without=args.without, labelled=args.labelled, times=args.labelled_times,
        )  # fmt: skip
        trainer.stage(f"{name}-seed{seed}", rows, 1, faster * 1e-4, args.steps, seed)
        results.append(trainer.weights())
        if args.seeds > 1:
            trainer.write(results[-1], args.run / f"{name}-seed{seed}.safetensors", 800)
    if args.seeds == 0 or args.only is not None:
        return
    ends = mean_of(results)
    share = args.keep_start
    kept = {key: (share * one.float() + (1 - share) * ends[key].float()).to(one.dtype) for key, one in start.items()}
    trainer.write(kept, args.out, most)


if __name__ == "__main__":
    main()
