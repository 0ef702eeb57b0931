"""What the stance adapter is trained on: public sets and our own disputes, as (text, claim, class, weight of the row).

Classes: 0 favor, 1 against, 2 none. Natural-language inference counts as stance: entailment, contradiction, neutral.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
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

    Returns dicts of text, claim, label (toward the statement as the model reads it), dispute, actors, phenomena, pair (shared by
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
                    common = {"text": text, "pair": pair, "phenomena": s["phenomena"]}
                    common |= {"dispute": dispute["dispute"], "actors": dispute["actors"]}
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


def swap_actors(claim: str, actors: list[str]) -> str | None:
    """The claim about somebody else of the same dispute; None where it names nobody, or says the same of both."""
    named = [a for a in actors if re.search(rf"\b{re.escape(a)}\b", claim)]
    if not named or re.search(r"\b(between|both|each other)\b", claim):
        return None
    one = named[0]
    other = named[1] if len(named) > 1 else next((a for a in actors if a not in named), None)
    if other is None:
        return None
    parts = re.split(rf"\b({re.escape(one)}|{re.escape(other)})\b", claim)
    return "".join(other if part == one else one if part == other else part for part in parts)


def swapped_rows(rows: list[dict]) -> list[Row]:
    """Voiced stances toward their claim with the actors changed, where they are none: the same words, another matter."""
    out = []
    for row in rows:
        claim = swap_actors(row["claim"], row["actors"]) if row["label"] != NONE else None
        if claim:
            out.append((row["text"], claim, NONE))
    return out


def dispute_mix(folder: Path, corpus: Path, seed: int) -> list[Row]:
    """The second stage: our disputes, with a rehearsal of inference and of arguments toward wrong targets."""
    rng = random.Random(seed)
    own = dispute_rows(corpus, "train")
    rows = [(r["text"], r["claim"], r["label"]) for r in own]
    voiced = [r for r in own if r["label"] != NONE]
    rows += [(r["text"], negate(r["claim"]), FLIP[r["label"]]) for r in rng.sample(voiced, len(voiced) // 2)]
    rows += stranger_rows(own, 0.1, seed) + swapped_rows(voiced)
    rows += rng.sample([r for name in ("cad_nli", "conjnli") for r in nli_rows(folder, name, "train")], 3000)
    rows += rng.sample(argument_rows(folder, "perspectrum", "train", 0.5, seed), 1000)
    rng.shuffle(rows)
    return rows
