"""What the stance adapter is trained on: public sets and our own disputes, as (text, claim, class, weight of the row).

Classes: 0 favor, 1 against, 2 none. Natural-language inference counts as stance: entailment, contradiction, neutral.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from functools import partial
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

    Returns dicts of text, claim, label (of the text as the model reads it), dispute, actor, actors (all of the dispute),
    phenomena, pair (shared by a claim and its reverse, which follow each other).
    """
    out = []
    for path in sorted(corpus.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            dispute = json.loads(line)
            if part_of(dispute["dispute"]) != split:
                continue
            actors = sorted({s["actor"] for s in dispute["statements"]})
            for i, s in enumerate(dispute["statements"]):
                kind = cue_kind(s["verb"])
                text = render_statement(s["text"], s["actor"], kind, s.get("target") or None)
                for letter, (claim_id, claim, reverse) in zip(s["labels"], dispute["claims"], strict=True):
                    label = {"F": FAVOR, "A": AGAINST, "N": NONE}[letter]
                    # The model reads denied content as if asserted; the rule turns its answer round afterwards.
                    label = FLIP[label] if resolves_denial(kind) else label
                    pair = f"{dispute['dispute']}/{i}/{claim_id}"
                    common = {
                        "text": text, "dispute": dispute["dispute"], "pair": pair, "phenomena": s["phenomena"],
                        "actor": s["actor"], "actors": actors,
                    }  # fmt: skip
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


def generated_rows(rows: list[dict], share: float, seed: int) -> list[Row]:
    """What a template does teach: another actor in the claim makes it none, another number or day makes favor against."""
    rng = random.Random(seed)
    everyone = sorted({r["actor"] for r in rows})
    out = []
    for row in rng.sample(rows, int(len(rows) * share)):
        if row["label"] == NONE:
            continue
        named = [a for a in row["actors"] if a in row["claim"]]
        numbers = [n for n in re.findall(r"\b\d+\b", row["claim"]) if re.search(rf"\b{n}\b", row["text"])]
        if numbers and row["label"] == FAVOR:
            n = rng.choice(numbers)
            other = str(max(1, int(n) + rng.choice([-9, -3, -2, -1, 1, 2, 5, 10])))
            if other != n:
                out.append((row["text"], re.sub(rf"\b{n}\b", other, row["claim"]), AGAINST))
        elif named:
            strangers = [a for a in everyone if a not in row["actors"]]
            out.append((row["text"], row["claim"].replace(rng.choice(named), rng.choice(strangers)), NONE))
    return out


def renamed(units: list[list[Row]], owners: list[list[str]], share: float, seed: int) -> list[list[Row]]:
    """The same statements and claims with other names for the actors in a share of them: names must not be what is learned."""
    rng = random.Random(seed)
    everyone = sorted({a for actors in owners for a in actors})
    out = []
    for unit, actors in zip(units, owners, strict=True):
        if rng.random() < share:
            fresh = dict(zip(actors, rng.sample([a for a in everyone if a not in actors], len(actors)), strict=True))
            pattern = re.compile("|".join(rf"\b{re.escape(a)}\b" for a in sorted(fresh, key=len, reverse=True)))
            swap = partial(pattern.sub, lambda m, fresh=fresh: fresh[m.group()])
            unit = [(swap(text), swap(claim), label) for text, claim, label in unit]
        out.append(unit)
    return out


def inference_mix(folder: Path, seed: int) -> list[Row]:
    """The first stage: natural-language inference."""
    rows = [r for name in ("lingnli", "cad_nli", "conjnli", "negation_pairs") for r in nli_rows(folder, name, "train")]
    random.Random(seed).shuffle(rows)
    return rows


def stance_units(folder: Path, corpus: Path, seed: int, *, passes: int = 4) -> list[list[Row]]:
    """The second stage: our disputes, argument stance and a rehearsal of inference, as units that are trained together.

    A unit of two is one text toward a claim and toward its opposite (as written by us, or its negation), whose answers must be
    each other's reverse; all else are units of one.
    """
    rng = random.Random(seed)
    own = dispute_rows(corpus, "train")
    units: list[list[Row]] = []
    for number in range(passes):
        chosen, owners = [], []
        for one, other in zip(own[::2], own[1::2], strict=True):
            # Most pairs are none; with all of them in every pass the model learns to say nothing else.
            if one["label"] == NONE and rng.random() < 0.4:
                continue
            if rng.random() < 0.5:
                one, other = other, one
            opposite = other["claim"] if rng.random() < 0.6 else negate(one["claim"])
            chosen.append([(one["text"], one["claim"], one["label"]), (one["text"], opposite, FLIP[one["label"]])])
            owners.append(one["actors"])
        units += renamed(chosen, owners, 0.5 if number else 0.0, seed + number)
        units += [[r] for r in stranger_rows(own, 0.08, seed + number) + generated_rows(own, 0.3, seed + number)]
    plain = 2 * argument_rows(folder, "perspectrum", "train", 0.5, seed)
    argq = argument_rows(folder, "ibm_argq_30k", "train", 0.25, seed)
    plain += rng.sample(argq, int(0.7 * len(argq))) + rng.sample(inference_mix(folder, seed), 28_000)
    units += [[r] for r in plain]
    rng.shuffle(units)
    return units
