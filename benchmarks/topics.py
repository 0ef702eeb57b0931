"""How well topics agree with labels that people gave: `python benchmarks/topics.py DATA [--sizes 60 500 3000]`.

DATA is a JSON Lines file (gzipped or not) of records with `text` and `label`. Prints one JSON line: per size the mean
adjusted Rand index and normalized mutual information over a few random subsets, with the number of topics found, the
share of the largest and the seconds taken (encoding not counted).
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from stance.models.encoder import load_encoder
from stance.topics import TopicClusterer


def read(path: Path) -> tuple[list[str], np.ndarray]:
    raw = path.read_bytes()
    lines = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    return [record["text"] for record in records], np.array([record["label"] for record in records])


def measure(embeddings: np.ndarray, labels: np.ndarray, size: int, repeats: int) -> dict[str, float]:
    rows = []
    for seed in range(repeats if size < len(labels) else 1):
        chosen = np.random.default_rng(seed).permutation(len(labels))[:size]
        began = time.perf_counter()
        found = TopicClusterer().fit(embeddings[chosen])
        seconds = time.perf_counter() - began
        truth, share = labels[chosen], np.bincount(found.labels_).max() / len(chosen)
        rows.append(
            {
                "ari": adjusted_rand_score(truth, found.labels_),
                "nmi": normalized_mutual_info_score(truth, found.labels_),
                "topics": found.n_topics_,
                "labels": len(set(truth.tolist())),
                "largest": share,
                "seconds": seconds,
            }
        )
    return {key: round(float(np.mean([row[key] for row in rows])), 3) for key in rows[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--sizes", type=int, nargs="+", default=[60, 500, 3000])
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    texts, labels = read(options.data)
    kept = np.random.default_rng(0).permutation(len(texts))[: max(options.sizes)]
    embeddings = load_encoder().encode([texts[i] for i in kept])
    figures = {str(size): measure(embeddings, labels[kept], size, options.repeats) for size in options.sizes}
    print(json.dumps({"data": options.data.name, "n": len(kept), **figures}))


if __name__ == "__main__":
    main()
