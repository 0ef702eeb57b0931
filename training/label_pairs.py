"""Let a larger stance model label pairs that nobody labelled, for a smaller one to learn from (Hinton et al. 2015, distillation).

`python training/label_pairs.py --data ../shared/data --encoder FOLDER`: the teacher is the adapter of that encoder. With
--inference the pairs are of plain sentences, without it of statements and arguments toward claims.
"""

from __future__ import annotations

import argparse
import gzip
import json
from functools import partial
from pathlib import Path

import numpy as np
from adapters import DEVICE
from stance_data import unlabelled_inference, unlabelled_pairs
from tqdm.auto import tqdm
from train_stance import logits_of

from stance.models.encoder import load_encoder
from stance.models.stance_model import LARGER_ADAPTER, load_parts, softmax


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--corpus", type=Path, default=Path("data/corpus"))
    parser.add_argument("--encoder", type=Path, required=True, help="folder of the teacher's encoder")
    parser.add_argument(
        "--teacher", type=Path, nargs="+", default=[LARGER_ADAPTER], help="adapters of it; of several the mean is taken"
    )
    parser.add_argument("--out", type=Path, default=Path("training/runs/labelled.jsonl.gz"))
    parser.add_argument("--inference", action="store_true", help="label pairs of plain sentences")
    parser.add_argument("--pairs", type=int, default=300_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    encode = load_encoder().encode
    if args.inference:
        pairs = unlabelled_inference(args.data, encode, args.seed, args.pairs)
    else:
        pairs = unlabelled_pairs(args.data, args.corpus, encode, args.seed, args.pairs)
    probabilities = np.mean([labels(pairs, path, args.encoder) for path in args.teacher], axis=0)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(args.out, "wt", encoding="utf-8") as lines:
        for (text, claim), p in zip(pairs, probabilities, strict=True):
            row = {"text": text, "claim": claim, "probabilities": [round(float(x), 4) for x in p]}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def labels(pairs: list[tuple[str, str]], teacher: Path, encoder: Path) -> np.ndarray:
    """The probabilities (n, 3) that one adapter gives to pairs of text and claim."""
    tokenizer, model, head, config = load_parts(teacher, encoder)
    model.set_attn_implementation("eager")
    read = partial(logits_of, tokenizer, model.to(DEVICE), head.to(DEVICE), exact=False)
    starts = tqdm(range(0, len(pairs), 8_192), desc=f"{teacher.name}, pairs in 8,192s")
    return np.concatenate([softmax(read(pairs[start : start + 8_192]) / config["temperature"]) for start in starts])


if __name__ == "__main__":
    main()
