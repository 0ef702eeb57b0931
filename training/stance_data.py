"""What the stance adapter is trained on: public sets and our own disputes, as (text, claim, class, weight of the row).

Classes: 0 favor, 1 against, 2 none. Natural-language inference counts as stance: entailment, contradiction, neutral.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from pathlib import Path

from stance.models.stance_model import negate
from stance.stances import render_statement, resolves_denial

FAVOR, AGAINST, NONE = 0, 1, 2
NLI = {"entailment": FAVOR, "contradiction": AGAINST, "neutral": NONE}
SIDE = {"favor": FAVOR, "against": AGAINST, "neutral": NONE}
FLIP = {FAVOR: AGAINST, AGAINST: FAVOR, NONE: NONE}

Row = tuple[str, str, int]


def read_public(folder: Path, name: str, split: str) -> list[dict]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if row["split"] == split]


def nli_rows(folder: Path, name: str, split: str) -> list[Row]:
    return [(r["premise"], r["hypothesis"], NLI[r["label"]]) for r in read_public(folder, name, split)]


def argument_rows(folder: Path, name: str, split: str, wrong: float, seed: int) -> list[Row]:
    """Arguments toward their own claim, and a share `wrong` of them toward another's, where they are none."""
    rng = random.Random(seed)
    rows = read_public(folder, name, split)
    targets = sorted({r["target"] for r in rows})
    out = [(r["text"].strip(), r["target"], SIDE[r["label"]]) for r in rows]
    for r in rng.sample(rows, int(len(rows) * wrong)):
        out.append((r["text"].strip(), rng.choice([t for t in targets if t != r["target"]]), NONE))
    return out


def part_of(dispute: str) -> str:
    """Train, dev or test, decided by the dispute's name alone, so that growth never moves a dispute."""
    place = int(hashlib.sha256(dispute.encode()).hexdigest(), 16) % 20
    return "test" if place < 4 else "dev" if place < 7 else "train"


def dispute_rows(corpus: Path, split: str) -> list[dict]:
    """Every statement of our disputes toward every claim and its reverse.

    Returns dicts of text, claim, label (toward the statement as the model reads it), dispute, actor, phenomena, pair (shared by
    a claim and its reverse).
    """
    out = []
    for path in sorted(corpus.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            dispute = json.loads(line)
            if part_of(dispute["dispute"]) != split:
                continue
            for i, s in enumerate(dispute["statements"]):
                kind = cue_kind(s["verb"])
                text = render_statement(s["text"], s["actor"], kind, s.get("target") or None)
                for letter, (claim_id, claim, reverse) in zip(s["labels"], dispute["claims"], strict=True):
                    label = {"F": FAVOR, "A": AGAINST, "N": NONE}[letter]
                    # The model reads denied content as if asserted; the rule turns its answer round afterwards.
                    label = FLIP[label] if resolves_denial(kind) else label
                    pair = f"{dispute['dispute']}/{i}/{claim_id}"
                    common = {"text": text, "dispute": dispute["dispute"], "pair": pair, "phenomena": s["phenomena"]}
                    out.append({**common, "claim": claim, "label": label})
                    out.append({**common, "claim": reverse, "label": FLIP[label]})
    return out


_KINDS = {
    "denies": ("deni", "deny", "reject", "dismiss", "refute", "disput"),
    "accuses": ("accus", "blam"),
    "urges": ("urg", "call", "appeal", "demand", "advis", "press"),
    "promises": ("promis", "pledg", "vow", "commit", "guarantee"),
    "threatens": ("threat",),
    "asks": ("ask", "question", "wonder"),
}


def cue_kind(verb: str) -> str:
    for kind, stems in _KINDS.items():
        if verb.lower().startswith(stems):
            return kind
    return "asserts"


def stranger_rows(rows: list[dict], share: float, seed: int) -> list[Row]:
    """Statements toward claims of other disputes, where they are none."""
    rng = random.Random(seed)
    out = []
    for row in rng.sample(rows, int(len(rows) * share)):
        other = rng.choice(rows)
        while other["dispute"] == row["dispute"]:
            other = rng.choice(rows)
        out.append((row["text"], other["claim"], NONE))
    return out


def general_mix(folder: Path, seed: int) -> list[Row]:
    """The first stage: sets whose source states a licence."""
    rng = random.Random(seed)
    conj = nli_rows(folder, "conjnli", "train")
    negation = nli_rows(folder, "negation_pairs", "train")
    argq = argument_rows(folder, "ibm_argq_30k", "train", 0.25, seed)
    rows = 2 * nli_rows(folder, "cad_nli", "train")
    rows += rng.sample(conj, 9000) + rng.sample(negation, 9000) + rng.sample(argq, 14000)
    rows += argument_rows(folder, "perspectrum", "train", 0.5, seed)
    rng.shuffle(rows)
    return rows


def inference_mix(folder: Path, seed: int) -> list[Row]:
    """An optional stage between: LingNLI, whose source states no licence, with a rehearsal of the first."""
    rng = random.Random(seed)
    rows = rng.sample(nli_rows(folder, "lingnli", "train"), 26000) + rng.sample(general_mix(folder, seed + 2), 10000)
    rng.shuffle(rows)
    return rows


def dispute_mix(folder: Path, corpus: Path, seed: int) -> list[Row]:
    """The second stage: our disputes, with a rehearsal of the first stage."""
    rng = random.Random(seed)
    own = dispute_rows(corpus, "train")
    # Most pairs are none; with all of them the model learns to say nothing else.
    kept = [r for r in own if r["label"] != NONE or rng.random() < 0.6]
    rows = [(r["text"], r["claim"], r["label"]) for r in kept]
    rows += [(r["text"], negate(r["claim"]), FLIP[r["label"]]) for r in rng.sample(kept, len(kept) // 3)]
    rows += stranger_rows(own, 0.15, seed) + rng.sample(general_mix(folder, seed + 1), 4000)
    rng.shuffle(rows)
    return rows
