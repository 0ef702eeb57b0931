"""How well the samples are read: `python benchmarks/samples.py crisis` (or fiction).

Against the coding by hand: statements found at intersection over union of .5 or more, matched one to one, their actors and cue kinds,
and with --stances the sides taken on the sample's claims. One JSON line; --show prints what went wrong. --agreement compares the
second coding of the crisis statements and their stances with the first.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd
from measures import match

import stance
from stance.coding import cohen_kappa, krippendorff_alpha, percent_agreement
from stance.statements import EXTRACTORS, extract_statements

CRISIS = Path(__file__).resolve().parents[1] / "data/crisis"


def spans_of(text: str, gold: str) -> set[int]:
    out: set[int] = set()
    at = 0
    for part in str(gold).split(" [...] "):
        found = text.find(part, at)
        found = found if found >= 0 else text.find(part)
        out |= set(range(found, found + len(part))) if found >= 0 else set()
        at = found + len(part)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sample", choices=("crisis", "fiction"))
    parser.add_argument("--stances", action="store_true")
    parser.add_argument("--stance-model", help="another stance model for --stances, by name or folder")
    parser.add_argument("--threshold", type=float, help="from which probability a side is said, for --stances; the default one")
    parser.add_argument("--extractor", choices=EXTRACTORS, default="combined")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--agreement", action="store_true")
    args = parser.parse_args()
    sample = stance.load_crisis() if args.sample == "crisis" else stance.load_fiction()
    if args.agreement:
        if args.sample != "crisis":
            parser.error("only the crisis briefs have a second coding of this form; `stance agreement` reads that of the fiction")
        print(json.dumps(agreement(sample, show=args.show)))
        return
    extraction = extract_statements(sample.documents, actors=sample.actors, extractor=args.extractor)
    told = extraction.statements[extraction.statements["parent_id"].isna()]
    content = extraction.spans[extraction.spans["role"] == "content"]
    n = {"gold": 0, "found": 0, "hit": 0, "actor": 0, "cue_kind": 0, "conditional": 0, "wrong actor": 0}
    ids: dict[tuple[str, str], str] = {}
    for document in sample.documents.itertuples():
        file = str(document.source).rsplit("/", 1)[-1]
        gold = sample.statements_gold[sample.statements_gold["file"] == file]
        # What is quoted inside another's words is coded too, and is compared with nothing here.
        gold = gold[~gold["nested"].astype(bool)] if "nested" in gold else gold
        own = told[told["doc_id"] == document.doc_id]
        left = [spans_of(document.text, t) for t in gold["text"]]
        right = [
            {i for s, e in zip(part["start"], part["end"], strict=True) for i in range(s, e)}
            for part in (content[content["statement_id"] == k] for k in own["statement_id"])
        ]
        pairs = match(left, right)
        n["gold"] += len(gold)
        n["found"] += len(own)
        n["hit"] += len(pairs)
        for g, f in pairs:
            a, b = gold.iloc[g], own.iloc[f]
            ids[file, a["text"]] = b["statement_id"]
            n["actor"] += a["actor"] == b["actor"]
            n["wrong actor"] += a["actor"] != b["actor"] and b["actor"] != "unknown"
            n["cue_kind"] += a["cue_kind"] == b["cue_kind"]
            n["conditional"] += str(a["conditional"]).lower() == str(b["conditional"]).lower()
            if args.show and (a["actor"] != b["actor"] or a["cue_kind"] != b["cue_kind"]):
                print(
                    f"DIFFERS {file}: {a['actor']}/{a['cue_kind']} read as {b['actor']}/{b['cue_kind']} ({b['speaker']}: {b['actor_reason']}) {a['text'][:90]}"
                )
        if args.show:
            for g in set(range(len(gold))) - {g for g, _ in pairs}:
                print("MISSED", file, gold.iloc[g]["speaker"], "|", gold.iloc[g]["cue"], "|", gold.iloc[g]["text"])
            for f in set(range(len(own))) - {f for _, f in pairs}:
                print("IN VAIN", file, own.iloc[f]["speaker"], "|", own.iloc[f]["cue"], "|", own.iloc[f]["text"])
    out: dict[str, object] = dict(n)
    if args.stances:
        out["stances"] = stances(sample, ids, args.stance_model, args.threshold, show=args.show)
    print(json.dumps(out))


def stances(
    sample: stance.data.Sample, ids: dict[tuple[str, str], str], model: str | None, threshold: float | None, *, show: bool
) -> dict[str, object]:
    study = stance.analyze(sample.documents, claims=sample.claims, actors=sample.actors, stance_model=model, threshold=threshold)
    by_id = {v: k for k, v in ids.items()}
    said = study.stances[study.stances["label"].isin(("favor", "against"))]
    gold = {(r.file, r.text, r.claim_id): r.label for r in sample.stances_gold.itertuples()}
    right = wrong_side = voiced = unmatched = 0
    claim = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    text = study.statements.set_index("statement_id")
    for row in said.itertuples():
        if row.statement_id not in by_id:
            unmatched += 1
            continue
        voiced += 1
        wanted = gold.get((*by_id[row.statement_id], row.claim_id), "none")
        right += wanted == row.label
        wrong_side += wanted not in ("none", row.label)
        if show and wanted != row.label:
            p = max(row.p_favor, row.p_against)
            print(
                f"STANCE {row.label} ({p:.2f}) should be {wanted}: {text.loc[row.statement_id, 'actor']}/{text.loc[row.statement_id, 'cue_kind']}: {text.loc[row.statement_id, 'text'][:140]} -> {claim[row.claim_id]}"
            )
    told = {*ids}
    reachable = sum((file, t) in told for file, t, _ in gold)
    actor = sample.statements_gold.set_index(["file", "text"])["actor"]
    cells = pd.Series(
        {k: v for k, v in _cells((actor.get((f, t)), c, label) for (f, t, c), label in gold.items()).items() if k[0] != "unknown"}
    )
    model_cells = {(r.actor, r.claim_id): r.state for r in study.cells.itertuples() if r.state in ("favor", "against", "mixed")}
    cells_right = sum(model_cells.get(k) == v for k, v in cells.items())
    return {
        "gold": len(gold),
        "of statements found": reachable,
        "said": voiced,
        "right": right,
        "wrong side": wrong_side,
        "on statements not coded": unmatched,
        "cells": {"gold": len(cells), "said": len(model_cells), "right": cells_right},
    }


def agreement(sample: stance.data.Sample, *, show: bool) -> dict[str, object]:
    """How far the second coding, made without looking at the first, agrees with it."""
    first = sample.statements_gold.set_index(["file", "text"])
    second = pd.read_csv(CRISIS / "statements_second.csv").set_index(["file", "text"]).loc[first.index]
    out: dict[str, object] = {
        name: _compared(list(first.index), first[name].tolist(), second[name].tolist(), show=show)
        for name in ("actor", "cue_kind", "conditional")
    }
    again = pd.read_csv(CRISIS / "stances_second.csv")
    codings = [{(r.file, r.text, r.claim_id): r.label for r in table.itertuples()} for table in (sample.stances_gold, again)]
    told = sample.statements_gold[~sample.statements_gold["nested"].astype(bool)]
    keys = [(r.file, r.text, claim_id) for r in told.itertuples() for claim_id in sample.claims["claim_id"]]
    one, other = ([coding.get(key, "none") for key in keys] for coding in codings)
    sides = [sum(label != "none" for label in coding) for coding in (one, other)]
    return out | {"stance": _compared(keys, one, other, show=show) | {"sides, first and second": sides}}


def _compared(keys: list[tuple[str, ...]], one: list[object], other: list[object], *, show: bool) -> dict[str, object]:
    if show:
        for key, a, b in zip(keys, one, other, strict=True):
            if a != b:
                print(f"DIFFERS {a}, then {b}: {key}")
    return {
        "units": len(keys),
        "percent": round(percent_agreement([one, other]), 4),
        "kappa": round(cohen_kappa(one, other), 4),
        "alpha": round(krippendorff_alpha([one, other]), 4),
    }


def _cells(rows) -> dict[tuple[str, str], str]:
    seen: dict[tuple[str, str], set[str]] = {}
    for actor, claim_id, label in rows:
        seen.setdefault((str(actor), claim_id), set()).add(label)
    return {k: "mixed" if len(v) > 1 else next(iter(v)) for k, v in seen.items()}


if __name__ == "__main__":
    main()
