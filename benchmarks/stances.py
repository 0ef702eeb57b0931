"""How well stances are judged: `python benchmarks/stances.py DATA [--split dev]`.

DATA holds the public sets as gzipped JSON Lines; our disputes are read from data/corpus. One JSON line of figures of the embedded
model. Beside each macro-F1 stand the majority's and that of the same model with the claims shuffled among the texts, which
tells how much is read from the text alone.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))

from stance_data import AGAINST, FAVOR, FLIP, NONE, argument_rows, dispute_rows, nli_rows
from tqdm.auto import tqdm

from stance.models.stance_model import StanceModel, load_stance_model


def predict(model: StanceModel, pairs: list[tuple[str, str]], name: str) -> np.ndarray:
    parts = [model.predict(pairs[i : i + 512]) for i in tqdm(range(0, len(pairs), 512), desc=name)]
    return np.concatenate(parts)


def macro_f1(gold: np.ndarray, guess: np.ndarray, classes: tuple[int, ...]) -> float:
    scores = [2 * ((gold == c) & (guess == c)).sum() / max(1, (gold == c).sum() + (guess == c).sum()) for c in classes]
    return round(float(np.mean(scores)), 4)


def calibration_error(p: np.ndarray, gold: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error of the top class over bins of equal mass (Nixon et al. 2019)."""
    top, right = p.max(1), p.argmax(1) == gold
    parts = np.array_split(np.argsort(top, kind="stable"), bins)
    return round(float(sum(len(i) * abs(top[i].mean() - right[i].mean()) for i in parts if len(i)) / len(gold)), 4)


def disputes(model: StanceModel, corpus: Path, split: str, seed: int) -> dict[str, object]:
    rows = dispute_rows(corpus, split)
    gold = np.array([r["label"] for r in rows])
    p = predict(model, [(r["text"], r["claim"]) for r in rows], "disputes")
    guess = p.argmax(1)
    claims = [r["claim"] for r in rows]
    random.Random(seed).shuffle(claims)
    shuffled = predict(model, [(r["text"], c) for r, c in zip(rows, claims, strict=True)], "claims shuffled")
    flip = np.array([FLIP[c] for c in range(3)])
    sided = guess[::2] != NONE
    said = (guess != NONE) & (p.max(1) >= model.threshold)
    by_phenomenon: dict[str, list[bool]] = {}
    for row, right in zip(rows, guess == gold, strict=True):
        for name in row["phenomena"] if isinstance(row["phenomena"], list) else str(row["phenomena"]).replace(",", " ").split():
            by_phenomenon.setdefault(name, []).append(bool(right))
    return {
        "pairs": len(rows),
        "disputes": len({r["dispute"] for r in rows}),
        "macro-F1": macro_f1(gold, guess, (FAVOR, AGAINST, NONE)),
        "majority": macro_f1(gold, np.full_like(gold, NONE), (FAVOR, AGAINST, NONE)),
        "claims shuffled": macro_f1(gold, shuffled.argmax(1), (FAVOR, AGAINST, NONE)),
        "reversal consistency": round(float((flip[guess[::2]] == guess[1::2])[sided].mean()), 4),
        "stated and wrong": round(float((guess != gold)[said].mean()), 4),
        "stances stated": round(float(((guess == gold) & said).sum() / (gold != NONE).sum()), 4),
        "Brier": round(float(((p - np.eye(3)[gold]) ** 2).sum(1).mean()), 4),
        "calibration error": calibration_error(p, gold),
        "accuracy by phenomenon": {k: [round(float(np.mean(v)), 3), len(v)] for k, v in sorted(by_phenomenon.items())},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("data/corpus"))
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--only-disputes", action="store_true")
    args = parser.parse_args()
    model = load_stance_model()
    out: dict[str, object] = {"split": args.split, "disputes": disputes(model, args.corpus, args.split, 0)}
    if not args.only_disputes:
        for name in ("perspectrum", "ibm_argq_30k"):
            rows = argument_rows(args.data, name, args.split, 0.0, 0)
            gold = np.array([r[2] for r in rows])
            # These sets have no class none: the likelier side counts.
            guess = predict(model, [r[:2] for r in rows], name)[:, :2].argmax(1)
            out[name] = {"macro-F1": macro_f1(gold, guess, (FAVOR, AGAINST)), "accuracy": round(float((gold == guess).mean()), 4)}
        rows = nli_rows(args.data, "cad_nli", args.split)
        gold = np.array([r[2] for r in rows])
        guess = predict(model, [r[:2] for r in rows], "cad_nli").argmax(1)
        out["cad_nli"] = {"accuracy": round(float((gold == guess).mean()), 4)}
    print(json.dumps(out))


if __name__ == "__main__":
    main()
