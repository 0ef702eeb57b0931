"""Train the attribution tagger: `python training/train_attribution.py --data ../shared/data`.

Token tags of PolNeAR over the frozen encoder with low-rank updates and a conditional random field. Seeded; writes checkpoints
to --run and goes on from them after a kill; the result is one safetensors file. The last 84 training articles are
held back and never trained nor selected on. A GPU is used where there is one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from pathlib import Path

import numpy as np
import torch
from adapters import DEVICE, batches, lora_encoder, run_plan, save_adapter, trained
from torch import nn

from stance.models.attribution import ROLES, TAGS, WINDOW, framed, load_tagger, make_layer, tokenize
from stance.models.encoder import pad

HELD_BACK = 84


def read_articles(folder: Path, split: str) -> list[dict]:
    """Articles of a split: "train", "held" (the last articles of train) or "dev"."""
    with gzip.open(folder / "polnear_train_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["split"] == ("train" if split == "held" else split)]
    return rows[-HELD_BACK:] if split == "held" else rows[:-HELD_BACK] if split == "train" else rows


def gold_spans(article: dict) -> set[tuple[str, int, int]]:
    return {(role, start, end) for a in article["attributions"] for role in ROLES for start, end in a[role]}


def token_tags(article: dict, offsets: list[tuple[int, int]]) -> list[int]:
    """The tag of each token; where spans overlap, the shorter one is drawn over the longer."""
    tags = [0] * len(offsets)
    for role, start, end in sorted(gold_spans(article), key=lambda s: (s[1] - s[2], s)):
        inside = [i for i, (a, b) in enumerate(offsets) if start <= a and b <= end and (a < b or start < a)]
        for i in inside:
            tags[i] = 2 + 2 * ROLES.index(role)
        if inside:
            tags[inside[0]] -= 1
    return tags


class Field(nn.Module):
    """A linear-chain conditional random field (Lafferty et al. 2001), begun at the counts of the training tags."""

    def __init__(self, tags: list[list[int]]) -> None:
        super().__init__()
        pairs = np.full((len(TAGS), len(TAGS)), 0.01)
        for row in tags:
            np.add.at(pairs, (row[:-1], row[1:]), 1)
        self.transitions = nn.Parameter(torch.tensor(np.log(pairs / pairs.sum(0)), dtype=torch.float32).clamp(min=-8))
        self.start = nn.Parameter(torch.zeros(len(TAGS)))

    def forward(self, scores: torch.Tensor, gold: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Negative log-likelihood of `gold` (n, length) per token, given `scores` (n, length, tags)."""
        rows = torch.arange(len(gold), device=gold.device)
        total = self.start + scores[:, 0]
        path = self.start[gold[:, 0]] + scores[rows, 0, gold[:, 0]]
        for t in range(1, gold.shape[1]):
            on = mask[:, t].bool()
            each = torch.logsumexp(total[:, :, None] + self.transitions, dim=1) + scores[:, t]
            total = torch.where(on[:, None], each, total)
            step = self.transitions[gold[:, t - 1], gold[:, t]] + scores[rows, t, gold[:, t]]
            path = path + torch.where(on, step, torch.zeros_like(step))
        return (torch.logsumexp(total, dim=1) - path).sum() / mask.sum()


def span_f1(gold: list[set[tuple[str, int, int]]], found: list[set[tuple[str, int, int]]]) -> dict[str, float]:
    """Exact-span F1 of each role, over all articles together."""
    out = {}
    for role in ROLES:
        left = [{s for s in spans if s[0] == role} for spans in gold]
        right = [{s for s in spans if s[0] == role} for spans in found]
        hit = sum(len(a & b) for a, b in zip(left, right, strict=True))
        out[role] = round(2 * hit / max(1, sum(map(len, left)) + sum(map(len, right))), 4)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with polnear_train_dev.jsonl.gz")
    parser.add_argument("--run", type=Path, default=Path("training/runs/attribution"))
    parser.add_argument("--out", type=Path, default=Path("src/stance/models/attribution.safetensors"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rank", type=int, default=48)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=1e-3)
    args = parser.parse_args()
    args.run.mkdir(parents=True, exist_ok=True)
    tokenizer, model = lora_encoder(args.rank, args.seed)
    layer = make_layer(model.config.hidden_size)
    articles = []
    for article in read_articles(args.data, "train"):
        ids, offsets = tokenize(tokenizer, article["text"])
        articles.append((ids, token_tags(article, offsets)))
    field = Field([tags for _, tags in articles])
    for module in (model, layer, field):
        module.to(DEVICE)
    rng = random.Random(args.seed)
    rows, plan = [], []
    for epoch in range(args.epochs):
        here = []
        for ids, tags in articles:
            # Each pass cuts elsewhere, so that no place is always at the edge of what is read.
            for first in range(-rng.randrange(WINDOW), len(ids), WINDOW):
                part = slice(max(0, first), first + WINDOW)
                if len(ids[part]) >= 8:
                    here.append((framed(tokenizer, ids[part]), tags[part]))
        plan += [[len(rows) + i for i in b] for b in batches([len(r[0]) for r in here], args.batch, args.seed + epoch)]
        rows += here

    def loss_of(chosen: list[int]) -> torch.Tensor:
        longest = max(len(rows[i][0]) for i in chosen)
        ids, mask = pad([rows[i][0] for i in chosen], longest)
        gold, inner = pad([rows[i][1] for i in chosen], longest - 2)
        ids, mask, gold, inner = (t.to(DEVICE) for t in (ids, mask, gold, inner))
        scores = layer(model(input_ids=ids, attention_mask=mask).last_hidden_state[:, 1:-1])
        return field(scores, gold, inner)

    parts = {"head": layer, "crf": field}
    run_plan("tags", plan, loss_of, model, parts, rate=args.rate, seed=args.seed, folder=args.run, rows=rows)
    save_adapter(args.out, trained(model, parts), {"seed": args.seed})
    tagger = load_tagger(args.out.resolve())
    for split in ("dev", "held"):
        chosen = read_articles(args.data, split)
        found = [{(s.role, s.start, s.end) for s in spans} for spans in tagger.tag([a["text"] for a in chosen])]
        print(json.dumps({"split": split, **span_f1([gold_spans(a) for a in chosen], found)}), flush=True)


if __name__ == "__main__":
    main()
