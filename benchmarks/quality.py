"""How good the embedded models are, one JSON line of figures for a file.

    python benchmarks/quality.py attribution FILE    records: text, attributions of source, cue and content as ranges of characters
    python benchmarks/quality.py speakers FILE       whom pronouns and descriptions name, of our coding; FILE is the PolNeAR corpus
    python benchmarks/quality.py stance FILE         records: text, target, label (favor, against, and neutral or none)
    python benchmarks/quality.py nli FILE            records: premise, hypothesis, label (entailment, neutral, contradiction)
    python benchmarks/quality.py relations FILE      records: topic, text_a, text_b, source_a, source_b, label (support, attack, no_relation)
    python benchmarks/quality.py news FILE           our labels on real news; FILE is the PolNeAR corpus, whose words they are about
    python benchmarks/quality.py disputes            our own disputes, in data/corpus
    python benchmarks/quality.py contrasts           our statements toward claims that differ little
    python benchmarks/quality.py plain               the same of plain sentences that nobody is reported to have said
    python benchmarks/quality.py reports             statements of ten real disputes, each toward every claim, as analyze reads them
    python benchmarks/quality.py hard                the hard cases of the tests, by capability
    python benchmarks/quality.py agreement           the second coding of a tenth of our disputes, of some news and contrasts, of all reports
    python benchmarks/quality.py all FOLDER          all of it on the public sets in a folder, a line each
    python benchmarks/quality.py table LINES ...     docs/quality.md from files of such lines, one file a seed: mean and range

Files are JSON Lines, gzipped or not. With --split only the records of that split are read; else all. With --weights the stance
adapter is read from a file that training/train_stance.py wrote, not from the installed one; with --stance-model another model
than the embedded one is measured, by the name or folder that `analyze` takes. Intervals are of 95 %, from a thousand draws of whole groups: of
targets, premises, disputes or texts.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from measures import accuracy, brier, calibration_error, characters, coverage_at_risk, interval, macro_f1, match, risk_at_coverage
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tqdm.auto import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))

from stance_data import AGAINST, FAVOR, FLIP, NLI, NONE, SIDE, Row, contrast_rows, dispute_rows, news_rows, part_of

from stance.claims import read_claims
from stance.models.attribution import ROLES, load_tagger
from stance.models.encoder import load_encoder
from stance.models.larger import larger_encoder_folder
from stance.models.stance_model import EMBEDDED, StanceModel, load_stance_model, read_adapter
from stance.sources import document_from_text
from stance.stances import score_stances
from stance.statements import EXTRACTORS, extract_statements, find_in_text
from stance.statements.layout import blocks
from stance.statements.tagged import join_spans
from stance.tables import build

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "data/corpus"
NEGATION = re.compile(r"\b(?:not?|never|none|nobody|nothing|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE)


def records(path: Path, split: str | None) -> list[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row for row in rows if split is None or row.get("split") == split]


def predict(model: StanceModel, pairs: list[tuple[str, str]], name: str) -> np.ndarray:
    parts = [model.predict(pairs[i : i + 512]) for i in tqdm(range(0, len(pairs), 512), desc=name, mininterval=10)]
    return np.concatenate(parts)


def shuffled(pairs: list[tuple[str, str]], seed: int) -> list[tuple[str, str]]:
    """The same texts with the claims of others: what is still right is read from the text alone."""
    claims = [claim for _, claim in pairs]
    random.Random(seed).shuffle(claims)
    return [(text, claim) for (text, _), claim in zip(pairs, claims, strict=True)]


def attribution(path: Path, split: str | None) -> dict[str, Any]:
    """Exact spans of the tagger; its contents with their source; statements of each extractor.

    A content is found at intersection over union of .5 or more, matched one to one. The corpus also marks beliefs and intentions,
    which are no statements, so the recall of statements is bounded.
    """
    rows = records(path, split)
    tagger = load_tagger()
    exact = {role: Counter[str]() for role in ROLES}
    linked: Counter[str] = Counter()
    statements = {name: Counter[str]() for name in EXTRACTORS}
    for row in tqdm(rows, desc="attribution", mininterval=10):
        text = row["text"]
        spans = tagger.tag([text])[0]
        for role in ROLES:
            gold = {tuple(span) for a in row["attributions"] for span in a[role]}
            found = {(s.start, s.end) for s in spans if s.role == role}
            exact[role].update(gold=len(gold), found=len(found), hit=len(gold & found))
        attributions = [a for a in row["attributions"] if a["content"]]
        contents = [characters(a["content"]) for a in attributions]
        joined = join_spans(text, spans)
        for g, f in match(contents, [characters(one.content) for one in joined]):
            linked["content"] += 1
            if attributions[g]["source"]:
                source = joined[f].source
                linked["with source"] += 1
                linked["right"] += bool(source and characters(attributions[g]["source"]) & characters([source]))
        layout = blocks(text)
        for name, count in statements.items():
            said = [one for one in find_in_text(text, layout, name, tagger) if one.parent is None]
            pairs = match(contents, [characters(one.content) for one in said])
            count.update(gold=len(contents), found=len(said), hit=len(pairs))
            for g, f in pairs:
                source = said[f].source
                if attributions[g]["source"]:
                    count["source"] += 1
                    count["source right"] += bool(source and characters(attributions[g]["source"]) & characters([source]))
    f1 = {role: round(2 * c["hit"] / max(1, c["gold"] + c["found"]), 4) for role, c in exact.items()}
    return {
        "documents": len(rows),
        "exact-span F1": f1,
        "right source linked": round(linked["right"] / max(1, linked["with source"]), 4),
        "contents with their source": linked["with source"],
        "statements": {
            name: {
                "gold": c["gold"],
                "found": c["found"],
                "precision": round(c["hit"] / max(1, c["found"]), 4),
                "recall": round(c["hit"] / max(1, c["gold"]), 4),
                "F1": round(2 * c["hit"] / max(1, c["gold"] + c["found"]), 4),
                "right source": round(c["source right"] / max(1, c["source"]), 4),
            }
            for name, c in statements.items()
        },
    }


def speakers(path: Path, split: str) -> dict[str, Any]:
    """Whom the text names by a pronoun or a description that is the source of something said, against our own coding.

    Asked where the statement is found, its content at intersection over union of .5 or more. A name is right where its last
    word is the coded one's; where the text names nobody, right is to name no person.
    """
    coded: dict[str, list[dict[str, str]]] = {}
    with (CORPUS / "news/speakers.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            coded.setdefault(row["doc_id"], []).append(row)
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in ("pronoun", "description")}
    for article in tqdm([r for r in records(path, split) if r["doc_id"] in coded], desc="speakers", mininterval=10):
        text = article["text"]
        document = document_from_text(text, published=article["date"][:10])
        document["text"] = text  # cleaning would move the places that were coded
        found = extract_statements(document)
        content = found.spans[found.spans["role"] == "content"].groupby("statement_id")
        said = [characters(content.get_group(s)[["start", "end"]].to_numpy().tolist()) for s in found.statements["statement_id"]]
        told = [a for a in article["attributions"] if a["content"]]
        pairs = dict(match([characters(a["content"]) for a in told], said))
        for row in coded[article["doc_id"]]:
            count = counts[row["kind"]]
            count["coded"] += 1
            places = [i for i, a in enumerate(told) if len(a["source"]) == 1 and a["source"][0][0] == int(row["start"])]
            place = next((pairs[i] for i in places if i in pairs), None)
            if place is None:
                continue
            one = found.statements.iloc[place]
            answers = [x for x in (one["person"], one["organization"], one["actor"], one["speaker"]) if isinstance(x, str)]
            if row["name_start"]:
                name = re.escape(text[int(row["name_start"]) : int(row["name_end"])].split()[-1].strip("."))
                count.update(named=1, named_right=any(re.search(rf"\b{name}\b", answer, re.IGNORECASE) for answer in answers))
            else:
                count.update(nameless=1, nameless_right=not isinstance(one["person"], str))
    return {
        kind: {
            "coded": c["coded"],
            "statement found": c["named"] + c["nameless"],
            "named": c["named"],
            "right of them": round(c["named_right"] / max(1, c["named"]), 4),
            "nameless": c["nameless"],
            "left nameless": round(c["nameless_right"] / max(1, c["nameless"]), 4),
        }
        for kind, c in counts.items()
    }


def stance(model: StanceModel, path: Path, split: str | None) -> dict[str, Any]:
    """Stance of texts toward targets. Where the file has no neutral or none, the likelier side counts."""
    rows = records(path, split)
    gold = np.array([SIDE[r["label"]] for r in rows])
    pairs = [(r["text"].strip(), r["target"]) for r in rows]
    classes = sorted(set(gold.tolist()))

    def of_classes(asked: list[tuple[str, str]], name: str) -> np.ndarray:
        p = predict(model, asked, name)
        if NONE not in classes:
            p = np.column_stack([p[:, :2] + 1e-9, np.zeros(len(p))])
        return p / p.sum(1, keepdims=True)

    p = of_classes(pairs, "stance")
    guess = p.argmax(1)
    majority = Counter(gold.tolist()).most_common(1)[0][0]
    out = {
        "records": len(rows),
        "macro-F1": macro_f1(gold, guess, classes),
        "macro-F1, interval over targets": interval(lambda i: macro_f1(gold[i], guess[i], classes), [r["target"] for r in rows]),
        "accuracy": accuracy(gold, guess),
        "majority macro-F1": macro_f1(gold, np.full_like(gold, majority), classes),
        "claims shuffled macro-F1": macro_f1(gold, of_classes(shuffled(pairs, 0), "claims shuffled").argmax(1), classes),
        "Brier": brier(p, gold),
        "calibration error": calibration_error(p, gold),
        "coverage at 10 % risk": coverage_at_risk(p.max(1), guess == gold),
        "risk at coverage": risk_at_coverage(p.max(1), guess == gold),
    }
    before = records(path, "train") if split not in (None, "train") else []
    if before:
        labels = np.array([SIDE[r["label"]] for r in before])
        never = blind([r["text"].strip() for r in before], labels, [text for text, _ in pairs])
        out["never sees the claim, macro-F1"] = macro_f1(gold, never, classes)
        # A quarter of Perspectrum's test texts stand word for word in its train split.
        known = {r["text"].strip() for r in before}
        new = np.array([text not in known for text, _ in pairs])
        if not new.all():
            out["macro-F1 on texts not in train"] = macro_f1(gold[new], guess[new], classes)
    others = path.with_name("argkp_pairs.jsonl.gz")
    if path.name.startswith("ibm_argq") and others.is_file():
        # The key points were written for arguments of this set, whatever their split; the embedded weights shipped saw them.
        known = {r["text"].strip() for r in records(others, "train")}
        new = np.array([text not in known for text, _ in pairs])
        out["accuracy on texts not in ArgKP"] = accuracy(gold[new], guess[new])
    unseen = np.array([r.get("seen") in (0, False) for r in rows])
    if unseen.any():
        out["macro-F1 on targets not in train"] = macro_f1(gold[unseen], guess[unseen], classes)
    return out


def blind(train: list[str], labels: np.ndarray, texts: list[str]) -> np.ndarray:
    """The class of texts by a model that never sees a claim: logistic regression over the frozen encoder's embeddings."""
    encode = load_encoder().encode
    classifier = LogisticRegression(max_iter=2000, class_weight="balanced").fit(encode(train), labels)
    return np.asarray(classifier.predict(encode(texts)))


def nli(model: StanceModel, path: Path, split: str | None) -> dict[str, Any]:
    rows = records(path, split)
    gold = np.array([NLI[r["label"]] for r in rows])
    p = predict(model, [(r["premise"], r["hypothesis"]) for r in rows], "nli")
    guess = p.argmax(1)
    plain = np.array([not NEGATION.search(r["premise"] + " " + r["hypothesis"]) for r in rows]) & (gold == AGAINST)
    return {
        "records": len(rows),
        "accuracy": accuracy(gold, guess),
        "accuracy, interval over premises": interval(lambda i: accuracy(gold[i], guess[i]), [r["premise"] for r in rows]),
        "macro-F1": macro_f1(gold, guess, CLASSES),
        "majority accuracy": round(Counter(gold.tolist()).most_common(1)[0][1] / len(gold), 4),
        "recall of contradictions without a negation word": round(float((guess[plain] == AGAINST).mean()), 4)
        if plain.any()
        else None,
        "Brier": brier(p, gold),
        "calibration error": calibration_error(p, gold),
        "risk at coverage": risk_at_coverage(p.max(1), guess == gold),
    }


def relations(model: StanceModel, path: Path, split: str | None) -> dict[str, Any]:
    """Two statements of politicians: support, attack or neither, each topic read by what the others taught.

    The model reads either text toward the other; a logistic regression over its log-odds both ways and the cosine makes a relation of
    them, fitted on the other topics. Beside it: the same told whether the two have one speaker, that alone, and the model's
    own likelier class.
    """
    rows = records(path, split)
    names = {"support": FAVOR, "attack": AGAINST, "no_relation": NONE}
    gold, topics = np.array([names[r["label"]] for r in rows]), np.array([r["topic"] for r in rows])
    there, back = (
        predict(model, [(r[f"text_{one}"], r[f"text_{other}"]) for r in rows], "relations") for one, other in ("ab", "ba")
    )
    encode = load_encoder().encode
    near = (encode([r["text_a"] for r in rows]) * encode([r["text_b"] for r in rows])).sum(axis=1, keepdims=True)
    # A source is a speaker and a day: "Kennedy_November_5_1960".
    one_speaker = np.array([[float(r["source_a"].split("_")[0] == r["source_b"].split("_")[0])] for r in rows])
    read = np.column_stack([np.log(there + 1e-6), np.log(back + 1e-6), near])

    def left_out(features: np.ndarray) -> float:
        guess = np.full_like(gold, NONE)
        for topic in np.unique(topics):
            here = topics == topic
            fitted = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000, class_weight="balanced"))
            guess[here] = fitted.fit(features[~here], gold[~here]).predict(features[here])
        return macro_f1(gold, guess, CLASSES)

    majority = np.full_like(gold, Counter(gold.tolist()).most_common(1)[0][0])
    return {
        "pairs": len(rows),
        "topics": len(np.unique(topics)),
        "macro-F1, a topic left out": left_out(read),
        "macro-F1, told whether one speaker": left_out(np.column_stack([read, one_speaker])),
        "macro-F1, from that alone": left_out(one_speaker),
        "macro-F1, never trained on it": macro_f1(gold, ((there + back) / 2).argmax(1), CLASSES),
        "majority": macro_f1(gold, majority, CLASSES),
    }


def disputes(model: StanceModel, split: str, seed: int = 0) -> dict[str, Any]:
    """Our own disputes: texts as the model reads them, each toward every claim of its dispute and the claim's reverse."""
    rows = dispute_rows(CORPUS, split)
    gold = np.array([r["label"] for r in rows])
    pairs = [(r["text"], r["claim"]) for r in rows]
    p = predict(model, pairs, "disputes")
    guess = p.argmax(1)
    flip = np.array([FLIP[c] for c in range(3)])
    sided = guess[::2] != NONE
    train = dispute_rows(CORPUS, "train")
    never = blind([r["text"] for r in train], np.array([r["label"] for r in train]), [text for text, _ in pairs])
    return {
        "pairs": len(rows),
        "disputes": len({r["dispute"] for r in rows}),
        **sides(p, gold, model.threshold, "disputes", [r["dispute"] for r in rows]),
        "claims shuffled": macro_f1(gold, predict(model, shuffled(pairs, seed), "claims shuffled").argmax(1), CLASSES),
        "never sees the claim": macro_f1(gold, never, CLASSES),
        "reversal consistency": round(float((flip[guess[::2]] == guess[1::2])[sided].mean()), 4) if sided.any() else None,
    }


def news(model: StanceModel, path: Path, split: str) -> dict[str, Any]:
    """Our labels on real news, split by document; the words are read from the PolNeAR file beside which they are kept."""
    return figures_of(model, *(news_rows(path.parent, CORPUS, part) for part in (split, "train")), "news")


def contrasts(model: StanceModel, split: str) -> dict[str, Any]:
    """Our contrasts: statements toward claims that differ little and have different labels."""
    return figures_of(model, *(contrast_rows(CORPUS, part) for part in (split, "train")), "contrasts")


def plain(model: StanceModel, split: str) -> dict[str, Any]:
    """Our plain sentences toward claims that differ little and have different labels."""
    return figures_of(model, *(contrast_rows(CORPUS, part, "plain") for part in (split, "train")), "plain")


def figures_of(model: StanceModel, rows: list[Row], train: list[Row], name: str) -> dict[str, Any]:
    """Figures of rows, and beside them those without their claims."""
    gold = np.array([label for _, _, label in rows])
    pairs = [(text, claim) for text, claim, _ in rows]
    never = blind([text for text, _, _ in train], np.array([label for _, _, label in train]), [text for text, _ in pairs])
    return {
        "pairs": len(rows),
        **sides(predict(model, pairs, name), gold, model.threshold, "texts", [text for text, _ in pairs]),
        "claims shuffled": macro_f1(gold, predict(model, shuffled(pairs, 0), "claims shuffled").argmax(1), CLASSES),
        "never sees the claim": macro_f1(gold, never, CLASSES),
    }


CLASSES = (FAVOR, AGAINST, NONE)


def sides(p: np.ndarray, gold: np.ndarray, threshold: float, kind: str, groups: list[str]) -> dict[str, Any]:
    """Figures of probabilities (n, 3), and how many sides are said at several thresholds and how many of them are wrong.

    Intervals are over `groups`, which are of a `kind`.
    """
    there, surest, side = gold != NONE, p[:, :2].max(1), p[:, :2].argmax(1)
    guess, among = p.argmax(1), np.flatnonzero(there)

    def said_from(least: float) -> dict[str, float]:
        said = surest >= least
        wrong = float((side[said] != gold[said]).mean()) if said.any() else 0.0
        return {"said": round(float(said.mean()), 4), "wrong of them": round(wrong, 4)}

    return {
        "macro-F1": macro_f1(gold, guess, CLASSES),
        f"macro-F1, interval over {kind}": interval(lambda i: macro_f1(gold[i], guess[i], CLASSES), groups),
        "majority": macro_f1(gold, np.full_like(gold, Counter(gold.tolist()).most_common(1)[0][0]), CLASSES),
        "right side where there is one": accuracy(gold[there], side[there]),
        f"right side, interval over {kind}": interval(
            lambda i: accuracy(gold[among[i]], side[among[i]]), [groups[row] for row in among]
        ),
        "a side against none, area under the curve": round(float(roc_auc_score(there, 1 - p[:, NONE])), 4),
        f"from {threshold:g} on, the default": said_from(threshold),
        "from": {str(least): said_from(least) for least in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)},
        "Brier": brier(p, gold),
        "calibration error": calibration_error(p, gold),
        "coverage at 10 % risk": coverage_at_risk(p.max(1), guess == gold),
        "risk at coverage": risk_at_coverage(p.max(1), guess == gold),
    }


def statements_of(told: list[dict[str, Any]]) -> pd.DataFrame:
    """The table of statements that an extraction would give."""
    return build(
        "statements",
        [
            {
                "statement_id": f"s{i}",
                "doc_id": "d",
                "text": s["text"],
                "start": i,
                "end": i + 1,
                "kind": "indirect",
                "cue_kind": s["cue_kind"],
                "conditional": bool(s["conditional"]),
                "target": s["target"] or None,
                "actor": s["actor"],
                "actor_score": 1.0,
                "actor_reason": "given",
            }
            for i, s in enumerate(told)
        ],
    )


def reports(model: StanceModel) -> dict[str, Any]:
    """Reported statements of real disputes toward every claim of their dispute, as `analyze` reads them."""
    gold, p, groups, unseen = [], [], [], []
    for line in tqdm((CORPUS / "reports/reports.jsonl").read_text("utf-8").splitlines(), desc="reports", mininterval=10):
        dispute = json.loads(line)
        claims = read_claims(dispute["claims"])
        places = {claim: i for i, claim in enumerate(claims["claim_id"])}
        table = score_stances(statements_of(dispute["statements"]), claims, model=model)
        for row in table.itertuples():
            letter = dispute["statements"][int(row.statement_id[1:])]["labels"][places[row.claim_id]]
            gold.append("FAN".index(letter))
            p.append((row.p_favor, row.p_against, row.p_none))
            groups.append(dispute["dispute"])
            unseen.append(not dispute["also_told"] or part_of(dispute["also_told"]) == "test")
    known, read = np.array(gold), np.array(p)
    there, said = known != NONE, read[:, :2].max(1) >= model.threshold
    side, among, new = read[:, :2].argmax(1), np.flatnonzero(there), np.array(unseen)

    def count(rows: np.ndarray) -> dict[str, int]:
        right, other = side == known, (side != known) & there
        return {"said": int(rows.sum()), "right": int(right[rows].sum()), "the other side": int(other[rows].sum())}

    return {
        "statements and claims": len(known),
        "with a side": int(there.sum()),
        "a side against none, area under the curve": round(float(roc_auc_score(there, read[:, :2].max(1))), 4),
        "right side where there is one": accuracy(known[there], side[there]),
        "right side, interval over disputes": interval(
            lambda i: accuracy(known[among[i]], side[among[i]]), [groups[row] for row in among]
        ),
        f"from {model.threshold:g} on, the default": count(said),
        "the same on disputes that no version of the corpus trained on": {
            "with a side": int((there & new).sum()),
            **count(said & new),
        },
        "Brier": brier(read, known),
        "calibration error": calibration_error(read, known),
    }


def hard(model: StanceModel) -> dict[str, Any]:
    """The hard cases as `analyze` reads them: right among those said, and silence or abstention where nothing is voiced."""
    cases = [json.loads(line) for line in (ROOT / "tests/models/hard_cases.jsonl").read_text("utf-8").splitlines()]
    by_capability: dict[str, Counter[str]] = {}
    for case in tqdm(cases, desc="hard cases", mininterval=10):
        label = score_stances(statements_of([case]), read_claims([case["claim"]]), model=model)["label"].iloc[0]
        count = by_capability.setdefault(case["capability"], Counter())
        said = label in ("favor", "against")
        voiced = case["label"] != "none"
        count.update(
            n=1, said=said, wrong=said and label != case["label"], right=label == case["label"] or (not voiced and not said)
        )
    total: Counter[str] = sum(by_capability.values(), Counter())
    return {
        "cases": total["n"],
        "right": round(total["right"] / total["n"], 4),
        "said": total["said"],
        "said and wrong": total["wrong"],
        "by capability": {k: round(c["right"] / c["n"], 3) for k, c in sorted(by_capability.items())},
    }


def agreement() -> dict[str, Any]:
    """How far the second coding of some disputes, news and contrasts, and of all reports, made without looking at the first, agrees."""

    def rows(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def labels(paths: Iterable[Path]) -> dict[tuple[str, str], str]:
        told = (json.loads(line) for path in sorted(paths) for line in path.read_text("utf-8").splitlines())
        return {(d["dispute"], str(i)): s["labels"] for d in told for i, s in enumerate(d["statements"])}

    def by_letter(first: dict[tuple[str, str], str], second: Path) -> list[tuple[str, str]]:
        return [both for r in rows(second) for both in zip(first[r["dispute"], r["statement"]], r["labels"], strict=True)]

    # The last letter of the name is what is compared: a full name and a family name end alike.
    meant = {(r["doc_id"], r["start"]): r["name_end"] for r in rows(CORPUS / "news/speakers.csv")}
    told = {(r["doc_id"], r["start"], r["claim"]): r["label"] for r in rows(CORPUS / "news/labels.csv")}
    lines = [line for path in sorted((CORPUS / "contrasts").glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    written = {(s["id"], claim): label for s in map(json.loads, lines) for claim, label in s["claims"]}
    pairs = {
        "disputes": by_letter(labels(CORPUS.glob("*.jsonl")), CORPUS / "second_coding.csv"),
        "reports": by_letter(labels((CORPUS / "reports").glob("*.jsonl")), CORPUS / "reports/second_coding.csv"),
        "news": [(told[r["doc_id"], r["start"], r["claim"]], r["label"]) for r in rows(CORPUS / "news/second_coding.csv")],
        "contrasts": [(written[r["id"], r["claim"]], r["label"]) for r in rows(CORPUS / "contrasts/second_coding.csv")],
        "speakers": [(meant[r["doc_id"], r["start"]], r["name_end"]) for r in rows(CORPUS / "news/speakers_second_coding.csv")],
    }
    return {name: _agreement(*zip(*both, strict=True)) for name, both in pairs.items()}


def _agreement(one: tuple[str, ...], other: tuple[str, ...]) -> dict[str, float]:
    return {
        "pairs": len(one),
        "agreement": round(sum(a == b for a, b in zip(one, other, strict=True)) / len(one), 4),
        "kappa": round(float(cohen_kappa_score(one, other)), 4),
        "majority": round(Counter(one).most_common(1)[0][1] / len(one), 4),
    }


ALL: tuple[tuple[str, str, str], ...] = (
    ("attribution", "polnear_train_dev", "dev"),
    ("speakers", "polnear_train_dev", "dev"),
    ("stance", "perspectrum", "test"),
    ("stance", "ibm_argq_30k", "test"),
    ("stance", "vast", "test"),
    ("nli", "lingnli", "dev"),
    ("nli", "cad_nli", "test"),
    ("nli", "sick", "test"),
    ("relations", "nixon_kennedy_dev", ""),
    ("news", "polnear_train_dev", "test"),
    ("disputes", "", "test"),
    ("contrasts", "", "test"),
    ("plain", "", "test"),
    ("reports", "", ""),
    ("hard", "", ""),
    ("agreement", "", ""),
)


def measure(
    task: str, path: Path | None, split: str | None, weights: Path | None = None, stance_model: str = EMBEDDED
) -> dict[str, Any]:
    out: dict[str, Any] = {"task": task}
    if path is not None:
        out["file"] = path.name
    if task in SPLIT:
        split = split or SPLIT[task]
    if task not in WHOLE:
        out["split"] = split or "all"
    if task in WITHOUT_MODEL:
        return out | WITHOUT_MODEL[task](*([path, split] if path else []))
    if weights:
        model = read_adapter(weights, None if stance_model == EMBEDDED else larger_encoder_folder(stance_model))
    else:
        model = load_stance_model(stance_model)
    return out | WITH_MODEL[task](model, *([path] if path else []), *([] if task in WHOLE else [split]))


WITH_MODEL: dict[str, Callable[..., dict[str, Any]]] = {
    "stance": stance, "nli": nli, "relations": relations, "news": news, "disputes": disputes,
    "contrasts": contrasts, "plain": plain, "reports": reports, "hard": hard,
}  # fmt: skip
WITHOUT_MODEL: dict[str, Callable[..., dict[str, Any]]] = {
    "attribution": attribution, "speakers": speakers, "agreement": agreement,
}  # fmt: skip
BY_FILE = ("attribution", "speakers", "stance", "nli", "relations", "news")
WHOLE = ("reports", "hard", "agreement")
SPLIT = {"speakers": "dev", "news": "dev", "disputes": "dev", "contrasts": "dev", "plain": "dev"}


def table(seeds: list[list[dict[str, Any]]]) -> str:
    """One section a measurement: its figures, over the seeds their mean and range."""
    out = [
        "# What the embedded models reach", "",
        "Written by `python benchmarks/quality.py all SETS > lines.jsonl`, then `python benchmarks/quality.py table lines.jsonl`.",
        *([f"Of figures that differ: the mean of {len(seeds)} trainings of the stance adapter, each from another seed, and their range."]
          if len(seeds) > 1 else []), "",
    ]  # fmt: skip
    for lines in zip(*seeds, strict=True):
        first = lines[0]
        out += [f"## {' '.join(first[key] for key in ('task', 'file', 'split') if key in first)}", "", "| | |", "|---|---|"]
        for key, value in first.items():
            if key not in ("task", "file", "split"):
                values = [line[key] for line in lines]
                parts = [(part, [v[part] for v in values]) for part in value] if isinstance(value, dict) else [("", values)]
                out += [f"| {' '.join(filter(None, [key, part]))} | {_cell(several)} |" for part, several in parts]
        out.append("")
    return "\n".join(out)


def _cell(values: list[Any]) -> str:
    if isinstance(values[0], dict):
        return ", ".join(f"{key} {_cell([value[key] for value in values])}" for key in values[0])
    if isinstance(values[0], list):
        return " to ".join(f"{np.mean(ends):.3g}" for ends in zip(*values, strict=True))
    if values.count(values[0]) == len(values):
        return str(values[0])
    return f"{np.mean(values):.4g} ({min(values):.4g} to {max(values):.4g})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=(*WITH_MODEL, *WITHOUT_MODEL, "all", "table"))
    parser.add_argument(
        "files", metavar="file", type=Path, nargs="*", help="a file of records; for all, the folder of the public sets"
    )
    parser.add_argument("--split")
    parser.add_argument("--weights", type=Path, help="stance adapter; the installed one by default")
    parser.add_argument(
        "--stance-model", default=EMBEDDED, help="the model to measure, by name or folder; the embedded one by default"
    )
    parser.add_argument("-o", "--out", type=Path, default=ROOT / "docs/quality.md", help="for table: where it is written")
    args = parser.parse_args()
    if args.task == "table":
        if not args.files:
            parser.error("table: name the files of lines, one a seed")
        args.out.write_text(table([records(path, None) for path in args.files]), encoding="utf-8")
        return
    wanted = int(args.task in (*BY_FILE, "all"))
    if len(args.files) != wanted:
        parser.error(f"{args.task}: name {'one folder or file of records' if wanted else 'no file'}")
    if args.task != "all":
        print(json.dumps(measure(args.task, args.files[0] if wanted else None, args.split, args.weights, args.stance_model)))
        return
    for task, name, split in ALL:
        path = args.files[0] / f"{name}.jsonl.gz" if name else None
        print(json.dumps(measure(task, path, split or None, args.weights, args.stance_model)), flush=True)


if __name__ == "__main__":
    main()
