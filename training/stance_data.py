"""What the stance adapter is trained on: public sets and our own disputes, as (text, claim, class, weight of the row).

Classes: 0 favor, 1 against, 2 none. Natural-language inference counts as stance: entailment, contradiction, neutral.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

import numpy as np

from stance.commitment import resolves_denial
from stance.stances import render_statement
from stance.statements.tagged import read_cue

FAVOR, AGAINST, NONE = 0, 1, 2
NLI = {"entailment": FAVOR, "contradiction": AGAINST, "neutral": NONE}
SIDE = {"favor": FAVOR, "against": AGAINST, "neutral": NONE, "none": NONE}
FLIP = {FAVOR: AGAINST, AGAINST: FAVOR, NONE: NONE}

Row = tuple[str, str, int | list[float]]
"""Text, claim, and the class or, of a pair that a teacher labelled, the probabilities of the classes."""


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


def zero_shot_rows(folder: Path) -> list[Row]:
    """Comments toward targets of many kinds; those that two annotators put on different sides are left out."""
    labels: dict[tuple[str, str], set[int]] = {}
    for r in read_public(folder, "vast", "train"):
        labels.setdefault((r["text"].strip(), r["target"]), set()).add(SIDE[r["label"]])
    return [(text, target, next(iter(found))) for (text, target), found in labels.items() if len(found) == 1]


def key_point_rows(folder: Path) -> list[Row]:
    """Arguments toward key points of their own side: what makes the same point is favor, what makes another is none.

    The set is made of IBM ArgQ's arguments without heed of its splits; those that ArgQ measures by are left out.
    """
    kept_back = {r["text"].strip() for split in ("dev", "test") for r in read_public(folder, "ibm_argq_30k", split)}
    rows = [r for r in read_public(folder, "argkp_pairs", "train") if r["text"].strip() not in kept_back]
    return [(r["text"], r["key_point"], FAVOR if r["match"] else NONE) for r in rows]


def part_of(name: str, test: int = 4, dev: int = 3) -> str:
    """Train, dev or test (so many twentieths), decided by the name of a dispute alone, so that growth never moves a dispute."""
    place = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 20
    return "test" if place < test else "dev" if place < test + dev else "train"


def as_read(label: int, kind: str) -> int:
    """The label of a text as the model reads it: denied content as if asserted; the rule turns its answer round afterwards."""
    return FLIP[label] if resolves_denial(kind) else label


def also_reported(corpus: Path) -> set[str]:
    """The disputes that the blind reports tell as well, under another name."""
    lines = (corpus / "reports/reports.jsonl").read_text(encoding="utf-8").splitlines()
    return {json.loads(line)["also_told"] for line in lines} - {""}


def dispute_rows(corpus: Path, split: str) -> list[dict]:
    """Every statement of our disputes toward every claim and its reverse; nothing is trained or tuned on what reports also tell.

    Returns dicts of text, claim, label (of the text as the model reads it), dispute, actor, actors (all of the dispute),
    phenomena, pair (shared by a claim and its reverse, which follow each other).
    """
    out = []
    kept_back = set() if split == "test" else also_reported(corpus)
    for path in sorted(corpus.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            dispute = json.loads(line)
            if part_of(dispute["dispute"]) != split or dispute["dispute"] in kept_back:
                continue
            actors = sorted({s["actor"] for s in dispute["statements"]})
            for i, s in enumerate(dispute["statements"]):
                kind = kind_of_verb(s["verb"])
                text = render_statement(s["text"], s["actor"], kind, s.get("target") or None)
                for letter, (claim_id, claim, reverse) in zip(s["labels"], dispute["claims"], strict=True):
                    label = {"F": FAVOR, "A": AGAINST, "N": NONE}[letter]
                    label = as_read(label, kind)
                    pair = f"{dispute['dispute']}/{i}/{claim_id}"
                    common = {
                        "text": text, "dispute": dispute["dispute"], "pair": pair, "phenomena": s["phenomena"],
                        "actor": s["actor"], "actors": actors,
                    }  # fmt: skip
                    out.append({**common, "claim": claim, "label": label})
                    out.append({**common, "claim": reverse, "label": FLIP[label]})
    return out


def contrast_rows(corpus: Path, split: str, name: str = "contrasts", begin: str | tuple[str, ...] = "") -> list[Row]:
    """Single statements, each toward claims that differ little and have different labels; split by statement or family.

    Only those whose ids `begin` so are read. Those named "plain" are sentences that nobody is reported to have said. In a family,
    whose ids differ in the letter at their end, the claims are the same.
    """
    out = []
    for line in (corpus / f"contrasts/{name}.jsonl").read_text(encoding="utf-8").splitlines():
        s = json.loads(line)
        if part_of(s["id"].rstrip("abcdef"), test=2, dev=1) != split or not s["id"].startswith(begin):
            continue
        kind, predicate = read_cue(s["verb"], s["text"])
        kind = kind or "asserts"
        text = render_statement(s["text"], s["actor"], kind, s["target"] or None, predicate) if s["actor"] else s["text"]
        for claim, label in s["claims"]:
            out.append((text, claim, as_read(SIDE[label], kind)))
    return out


def news_rows(folder: Path, corpus: Path, split: str) -> list[Row]:
    """Statements of real news toward claims of ours: the words are read from PolNeAR, of which the project keeps offsets only.

    Split by document, as disputes are by their name.
    """
    articles = {r["doc_id"]: r for r in read_public(folder, "polnear_train_dev", "train")}
    out = []
    with (corpus / "news/labels.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if part_of(row["doc_id"]) != split:
                continue
            article, span = articles[row["doc_id"]], [int(row["start"]), int(row["end"])]
            said = next(a for a in article["attributions"] if a["content"] == [span] and a["source"] and a["cue"])
            text, kind = read_statement(article["text"], said)
            out.append((text, row["claim"], as_read(SIDE[row["label"]], kind)))
    return out


def news_texts(folder: Path) -> list[str]:
    """All statements of PolNeAR's news of one stretch of words with a source and a cue, in the documents that are trained on."""
    articles = [r for r in read_public(folder, "polnear_train_dev", "train") if part_of(r["doc_id"]) == "train"]
    whole = [(r, a) for r in articles for a in r["attributions"] if len(a["content"]) == 1 and a["source"] and a["cue"]]
    read = {read_statement(article["text"], said)[0] for article, said in whole}
    return sorted(text for text in read if len(text.split()) >= 6)


def read_statement(article: str, said: dict) -> tuple[str, str]:
    """An attribution as the model reads it, and the kind of its cue."""
    source, cue = (" ".join(article[start:end] for start, end in said[role]) for role in ("source", "cue"))
    words = article[slice(*said["content"][0])]
    kind, predicate = read_cue(cue, words)
    text = re.sub(r"^that ", "", words.strip(' ,."“”'))
    kind = kind or "asserts"
    return render_statement(text, source, kind, None, predicate or None), kind


_KINDS = {
    "denies": ("deni", "deny", "reject", "dismiss", "refute", "disput"),
    "accuses": ("accus", "blam"),
    "urges": ("urg", "call", "appeal", "demand", "advis", "press"),
    "promises": ("promis", "pledg", "vow", "commit", "guarantee"),
    "threatens": ("threat",),
    "asks": ("ask", "question", "wonder"),
}


def kind_of_verb(verb: str) -> str:
    for kind, stems in _KINDS.items():
        if verb.lower().startswith(stems):
            return kind
    return "asserts"


def stranger_rows(rows: list[dict], share: float, seed: int) -> list[Row]:
    """Statements toward claims of other disputes, where they are none.

    In half of them the claim is put about the actors of the statement's own dispute: that it speaks of the same actors must not
    be taken for a side.
    """
    rng = random.Random(seed)
    out = []
    for row in rng.sample(rows, int(len(rows) * share)):
        other = rng.choice(rows)
        while other["dispute"] == row["dispute"]:
            other = rng.choice(rows)
        claim, named = other["claim"], [a for a in other["actors"] if a in other["claim"]]
        if rng.random() < 0.5 and len(named) <= len(row["actors"]):
            for actor, own in zip(named, rng.sample(row["actors"], len(named)), strict=True):
                claim = claim.replace(actor, own)
        out.append((row["text"], claim, NONE))
    return out


_ANTONYMS = [
    pair.split("/")
    for pair in (
        "accepted/rejected supports/opposes supported/opposed raised/lowered rose/fell legal/illegal "
        "lawful/unlawful legitimate/illegitimate justified/unjustified safe/dangerous true/false guilty/innocent "
        "responsible/blameless allowed/forbidden allows/forbids strengthens/weakens strengthened/weakened won/lost before/after "
        "stronger/weaker peaceful/violent friendly/hostile honest/dishonest fair/unfair necessary/needless "
        "respected/violated respects/violates deliberate/accidental deliberately/accidentally protects/endangers "
        "protected/endangered"
    ).split()
]
_OPPOSITE = {"more": "less", "less": "more"} | {one: other for pair in _ANTONYMS for one, other in (pair, pair[::-1])}
_WITH_ANTONYM = re.compile(rf"(?<!\ba )(?<!\ban )(?<!until )(?<!named )(?<!\bno )\b(?:{'|'.join(_OPPOSITE)})\b")
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_CALENDAR = {name: names for names in (_DAYS, _MONTHS) for name in names}
# A treaty that is called by its year is another treaty under another year; what is done by 2031 is done by 2036.
_EXACT = re.compile(
    rf"(?<![\d,.])(?<!than )(?<!least )(?<!most )(?<!to )(?<!by )\b\d{{1,3}}\b(?![,.]\d)|(?:(?<=\bin )|(?<=\bsince ))\d{{4}}\b"
    rf"|\b(?:{'|'.join(_CALENDAR)})\b"
)


def generated_rows(rows: list[dict], share: float, seed: int) -> list[Row]:
    """What templates do teach: another actor in the claim makes it none; another number, day, month or an antonym, against.

    A plain negation is taken out of every claim by rule, which turns the answer round (`affirmative`), and so needs no rows.
    """
    rng = random.Random(seed)
    everyone = sorted({r["actor"] for r in rows})
    out = []
    for row in rng.sample(rows, int(len(rows) * share)):
        if row["label"] == NONE:
            continue
        claim, named = row["claim"], [a for a in row["actors"] if a in row["claim"]]
        otherwise = contradicted(row["text"], claim, rng) if row["label"] == FAVOR else None
        if otherwise:
            out.append((row["text"], otherwise, AGAINST))
        elif named:
            # The same said of somebody else, of the dispute or from outside, is another claim.
            actor = rng.choice(named)
            within = [a for a in row["actors"] if a not in named and a not in row["text"]]
            strangers = [a for a in everyone if a not in row["actors"]]
            other = rng.choice(within if within and rng.random() < 0.5 else strangers)
            out.append((row["text"], claim.replace(actor, other), NONE))
    return out


def contradicted(text: str, claim: str, rng: random.Random) -> str | None:
    """A claim that `text` bears out, changed in one word so that it is against it; None where no word can be.

    A number or date is changed only where the text names it: elsewhere another need not contradict it.
    """
    exact = [m for m in _EXACT.finditer(claim) if re.search(rf"\b{m.group()}\b", text)]
    # Of two words that have an antonym, changing either says nothing sure.
    words = list(_WITH_ANTONYM.finditer(claim))
    places = exact or (words if len(words) == 1 else [])
    if not places:
        return None
    place = rng.choice(places)
    word = place.group()
    if word.isdigit():
        changed = str(int(word) + rng.choice([n for n in (-9, -3, -2, -1, 1, 2, 5, 10) if int(word) + n > 0]))
    elif word in _CALENDAR:
        changed = rng.choice([name for name in _CALENDAR[word] if name != word])
    else:
        changed = _OPPOSITE[word]
    return claim[: place.start()] + changed + claim[place.end() :]


def strange_news(rows: list[Row], share: float, seed: int) -> list[Row]:
    """Statements of the news toward claims about others, where they are none."""
    rng = random.Random(seed)
    return [(text, rng.choice(rows)[1], NONE) for text, _, _ in rng.sample(rows, int(len(rows) * share))]


def renamed(rows: list[dict], share: float, seed: int) -> list[Row]:
    """Statements and claims of our disputes, with other names for the actors in a share: names must not be what is learned."""
    rng = random.Random(seed)
    everyone = sorted({a for row in rows for a in row["actors"]})
    out = []
    for row in rows:
        text, claim, actors = row["text"], row["claim"], row["actors"]
        if rng.random() < share:
            fresh = dict(zip(actors, rng.sample([a for a in everyone if a not in actors], len(actors)), strict=True))
            pattern = re.compile("|".join(rf"\b{re.escape(a)}\b" for a in sorted(fresh, key=len, reverse=True)))
            swap = partial(pattern.sub, lambda m, fresh=fresh: fresh[m.group()])
            text, claim = swap(text), swap(claim)
        out.append((text, claim, row["label"]))
    return out


def foundation_rows(folder: Path, seed: int, without: Collection[str] = ()) -> list[Row]:
    """The first stage, less sets left out: natural-language inference, and arguments toward claims of their own and of others."""
    rng = random.Random(seed)
    parts: dict[str, Callable[[], list[Row]]] = {
        name: partial(nli_rows, folder, name, "train") for name in ("lingnli", "conjnli")
    }
    parts |= {
        # Few, and the only ones in which a word decides between all three classes: twice.
        "cad_nli": lambda: 2 * nli_rows(folder, "cad_nli", "train"),
        "negation_pairs": lambda: rng.sample(nli_rows(folder, "negation_pairs", "train"), 10_000),
        "perspectrum": lambda: argument_rows(folder, "perspectrum", "train", 0.5, seed),
        "ibm_argq_30k": lambda: argument_rows(folder, "ibm_argq_30k", "train", 0.2, seed),
        "argkp": lambda: rng.sample(key_point_rows(folder), 8_000),
        "vast": lambda: zero_shot_rows(folder),
    }
    return shuffled([row for name, made in parts.items() if name not in without for row in made()], seed)


PARTS = ("disputes", "contrasts", "plain", "news", "strangers", "generated", "themselves", "foundation")
"""What the second stage is made of; each can be left out, to see what it brings."""
WITHOUT_LICENCE = ("lingnli", "vast")
"""Sets of the first stage that state no licence; each can be left out, to see whether it brings enough to be used."""


def stance_rows(
    folder: Path,
    corpus: Path,
    seed: int,
    *,
    passes: int = 3,
    share: float = 1.0,
    without: Collection[str] = (),
    labelled: Path | None = None,
    times: int = 1,
) -> list[Row]:
    """The second stage: our disputes, contrasts and labels on news, what is made of them, and a rehearsal of the first stage.

    `share` is the part of our training disputes that is used; `labelled` a file of pairs that a teacher labelled, each of which
    comes so many `times`.
    """
    rng = random.Random(seed)
    own = dispute_rows(corpus, "train")
    names = sorted({row["dispute"] for row in own})
    used = set(rng.sample(names, round(share * len(names)))) if share < 1 else set(names)
    own = [row for row in own if row["dispute"] in used]
    news = news_rows(folder, corpus, "train")
    contrasts, plain = contrast_rows(corpus, "train"), contrast_rows(corpus, "train", "plain")
    rows: list[Row] = []
    for number in range(passes):
        # Most pairs are none; with all of them in every pass the model learns to say nothing else.
        chosen = [row for row in own if row["label"] != NONE or rng.random() < 0.5]
        parts = {
            "disputes": lambda chosen=chosen, number=number: renamed(chosen, 0.5 if number else 0.0, seed + number),
            # Twice as often as the rest: what a label turns on stands nowhere else so close together.
            "contrasts": lambda: 2 * modals_evened(contrasts, rng),
            "plain": lambda: 2 * plain,
            "news": lambda: modals_evened(news, rng),
            "strangers": lambda number=number: stranger_rows(own, 0.12, seed + number) + strange_news(news, 0.12, seed + number),
            "generated": lambda number=number: generated_rows(own, 0.2, seed + number),
        }
        rows += [row for part, made in parts.items() if part not in without for row in made()]
    if "themselves" not in without:
        rows += rows_to_themselves(folder, own, 1_500, seed)
    if "foundation" not in without:
        # Its arguments are told in other words than anything of ours, and are the first to be forgotten.
        rows += rng.sample(foundation_rows(folder, seed, without), 80_000) + argument_rows(
            folder, "perspectrum", "train", 0.5, seed
        )
    if labelled:
        with gzip.open(labelled, "rt", encoding="utf-8") as lines:
            taught = [(r["text"], r["claim"], r["probabilities"]) for r in map(json.loads, lines)]
        rows += times * taught
    return shuffled(rows, seed)


def added_rows(folder: Path, corpus: Path, seed: int, begin: tuple[str, ...]) -> list[Row]:
    """What the corpus has got since an adapter was trained: contrasts whose ids `begin` so, each twice.

    Beside every two of these rows stand three of all else: so little would be lost among the whole corpus, and alone it would be
    all that is remembered.
    """
    rng = random.Random(seed)
    added = 2 * contrast_rows(corpus, "train", begin=begin)
    return shuffled(added + rng.sample(stance_rows(folder, corpus, seed, passes=1), 3 * len(added) // 2), seed)


def unlabelled_pairs(
    folder: Path, corpus: Path, encode: Callable[[list[str]], np.ndarray], seed: int, most: int
) -> list[tuple[str, str]]:
    """Pairs of texts and claims that nobody labelled, about `most` in all: a text beside claims made for others that lie near it.

    That is what an analysis asks: all statements toward all claims.
    """
    rng = random.Random(seed)
    own = [(r["text"], r["claim"]) for r in dispute_rows(corpus, "train")]
    news = [row[:2] for row in news_rows(folder, corpus, "train")]
    contrasts = [row[:2] for row in contrast_rows(corpus, "train")]
    arguments = [row[:2] for name in ("perspectrum", "ibm_argq_30k") for row in argument_rows(folder, name, "train", 0.0, seed)]
    parts = [(0.5, news, news_texts(folder)), (0.1, own, []), (0.1, contrasts, []), (0.3, arguments, [])]
    return [pair for share, pairs, more in parts for pair in near_pairs(pairs, more, encode, rng, round(share * most))]


def unlabelled_inference(folder: Path, encode: Callable[[list[str]], np.ndarray], seed: int, most: int) -> list[tuple[str, str]]:
    """Pairs of plain sentences that nobody labelled, about `most` in all: premises and hypotheses beside hypotheses near them.

    Three in four are captions (CAD-NLI), where a word decides; the others are of longer text (LingNLI).
    """
    rng = random.Random(seed)
    captions, longer = ([row[:2] for row in nli_rows(folder, name, "train")] for name in ("cad_nli", "lingnli"))
    longer = rng.sample(longer, len(captions))
    parts = [(0.75, captions, [claim for _, claim in captions]), (0.25, longer, [])]
    return [pair for share, pairs, more in parts for pair in near_pairs(pairs, more, encode, rng, round(share * most))]


def near_pairs(
    pairs: list[tuple[str, str]], more: list[str], encode: Callable[[list[str]], np.ndarray], rng: random.Random, most: int
) -> list[tuple[str, str]]:
    """At most `most` pairs of a text, also of `more`, and a claim near it, by their cosine, that was not made for it."""
    texts, claims = sorted({text for text, _ in pairs} | set(more)), sorted({claim for _, claim in pairs})
    each = -(-most // len(texts))
    nearest = min(2 * each + 8, len(claims))  # some are its own
    known = set(pairs)
    among = encode(claims).T
    out = []
    for start in range(0, len(texts), 500):
        part = texts[start : start + 500]
        similarity = encode(part) @ among
        for text, places in zip(part, np.argpartition(-similarity, nearest - 1, axis=1)[:, :nearest], strict=True):
            fresh = [claims[i] for i in places if (text, claims[i]) not in known]
            out += [(text, claim) for claim in rng.sample(fresh, min(each, len(fresh)))]
    return rng.sample(out, min(most, len(out)))


_MODAL = re.compile(r"\b(?:will|should|must|ought)\b")


def modals_evened(rows: list[Row], rng: random.Random) -> list[Row]:
    """Rows without some of those on what will or should be that are none: the word must not give the answer away."""
    with_modal = [(label == NONE, bool(_MODAL.search(claim))) for _, claim, label in rows]
    odds = {none: with_modal.count((none, True)) / with_modal.count((none, False)) for none in (True, False)}
    keep = odds[False] / odds[True]
    return [row for row, kind in zip(rows, with_modal, strict=True) if kind != (True, True) or rng.random() < keep]


def rows_to_themselves(folder: Path, own: list[dict], sentences: int, seed: int) -> list[Row]:
    """Sentences toward themselves, which sets of negations teach wrongly: there, two that share all but a word disagree."""
    claims = sorted({(one["claim"], other["claim"]) for one, other in zip(own[::2], own[1::2], strict=True)})
    rows = [row for c, reverse in claims for row in ((c, c, FAVOR), (c, reverse, AGAINST))]
    texts = sorted({text for text, _, _ in nli_rows(folder, "lingnli", "train") if 4 <= len(text.split()) <= 25})
    return rows + [(t, t, FAVOR) for t in random.Random(seed).sample(texts, sentences)]


def shuffled(rows: list[Row], seed: int) -> list[Row]:
    return random.Random(seed).sample(rows, len(rows))
