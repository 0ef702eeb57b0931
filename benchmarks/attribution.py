"""How well statements are found: `python benchmarks/attribution.py DATA [--split dev] [--documents N]`.

DATA holds polnear_train_dev.jsonl.gz. One JSON line: contents found at intersection over union of .5 or more, matched one to
one, and the source found where the content is. The corpus also marks beliefs and
intentions, which are no statements here, so recall is bounded.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from stance.statements.layout import blocks
from stance.statements.rules import find_statements

Spans = Sequence[tuple[int, int]]


def characters(spans: Iterable[Sequence[int]]) -> set[int]:
    return {i for start, end in spans for i in range(start, end)}


def match(gold: list[set[int]], found: list[set[int]], least: float = 0.5) -> list[tuple[int, int]]:
    """Greedy one-to-one matching by falling intersection over union."""
    pairs = []
    for g, left in enumerate(gold):
        for f, right in enumerate(found):
            both = len(left & right)
            if both and both / len(left | right) >= least:
                pairs.append((both / len(left | right), g, f))
    used_g: set[int] = set()
    used_f: set[int] = set()
    out = []
    for _, g, f in sorted(pairs, reverse=True):
        if g not in used_g and f not in used_f:
            used_g.add(g)
            used_f.add(f)
            out.append((g, f))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--show", type=int, default=0, help="print that many of what was missed and of what was found in vain")
    args = parser.parse_args()
    n_gold = n_found = n_hit = n_source = n_source_hit = shown = 0
    with gzip.open(args.data / "polnear_train_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [r for r in map(json.loads, lines) if r["split"] == args.split][: args.documents]
    for row in rows:
        text = row["text"]
        attributions = [a for a in row["attributions"] if a["content"]]
        gold = [characters(a["content"]) for a in attributions]
        found = [f for f in find_statements(text, blocks(text)) if f.parent is None]
        marks = [characters(f.content) for f in found]
        pairs = match(gold, marks)
        n_gold, n_found, n_hit = n_gold + len(gold), n_found + len(found), n_hit + len(pairs)
        for g, f in pairs:
            if attributions[g]["source"] and found[f].source:
                n_source += 1
                n_source_hit += bool(characters(attributions[g]["source"]) & characters([found[f].source]))
        if shown < args.show:
            hit_g, hit_f = {g for g, _ in pairs}, {f for _, f in pairs}
            for g, a in enumerate(attributions):
                if g not in hit_g and shown < args.show:
                    shown += 1
                    words = {k: " ".join(text[s:e] for s, e in a[k]) for k in ("source", "cue", "content")}
                    print("MISSED", words)
            for f, one in enumerate(found):
                if f not in hit_f:
                    source = text[slice(*one.source)] if one.source else None
                    print("IN VAIN", source, "|", one.cue_kind, "|", " // ".join(text[s:e] for s, e in one.content)[:200])
    precision, recall = n_hit / max(1, n_found), n_hit / max(1, n_gold)
    print(
        json.dumps(
            {
                "split": args.split,
                "documents": len(rows),
                "gold": n_gold,
                "found": n_found,
                "precision": round(precision, 3),
                "recall": round(recall, 3),
                "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
                "source right": round(n_source_hit / max(1, n_source), 3),
            }
        )
    )


if __name__ == "__main__":
    main()
