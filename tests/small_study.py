"""A small invented study: a quarrel over a dam, six actors, eight claims, every state a cell can have.

The countries, people and words are made up. All tables are there and pass `stance.tables.check`, so figures, report and
command line can be tested without a model.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from stance.links import find_links
from stance.stances import stance_cells
from stance.study import STUDY_TABLES, Study
from stance.tables import SCHEMA_VERSION, build, check, check_offsets, digest, make_id

DIMENSIONS = 24
OUTLETS = ("The Lake Courier", "Harl Gazette", "Radio Ostermark", "Evening Dispatch", "River Post", "The Lake Courier")
SPEAKERS = {
    "Oresia": ("The Oresian energy ministry", "Oresia", "Ivo Marten, the Oresian envoy,"),
    "Veldania": ("Veldania's government", "The Veldanian farm minister, Lena Okt,", "Veldania"),
    "Tarn": ("Tarn", "The foreign office of Tarn"),
    "League of the Lakes": ("The League of the Lakes", "The League's secretary-general"),
    "Bruma": ("Bruma",),
    "unknown": ("Two officials", "Diplomats"),
}
CLAIMS = {
    "fast-fill": ("fact", "Oresia has filled the Kolm reservoir faster than the treaty of Harl allows since the spring"),
    "harvest": ("blame", "The Kolm dam is to blame for the failed rice harvest in the lower provinces of Veldania"),
    "troops": ("prediction", "Veldania will send troops across the border before the rains begin"),
    "inspection": (
        "policy",
        "An inspection team of the League of the Lakes should be let into the control room of the dam at any hour",
    ),
    "release": ("commitment", "Oresia will release water in every month of the dry season"),
    "jamming": ("fact", "Veldania has jammed the radio of survey boats on the border lake"),
    "crossing": ("policy", "The crossing at Ostermark should reopen for farmers, nurses and pupils without any delay"),
    "power": ("prediction", "Electricity from the dam will be cheaper for every household in the region within five years"),
}
TOPICS = {
    "t-water": ("reservoir, treaty, water level", "reservoir, treaty, filling, release, level, gauge"),
    "t-harvest": ("rice harvest, drought, farmers", "rice, harvest, drought, farmers, fields, canal"),
    "t-border": ("border, troops, crossing at Ostermark", "border, troops, crossing, ostermark, boats, radio"),
    "t-power": ("electricity, prices, loan", "electricity, prices, households, loan, turbines, grid"),
}
# Actor, cue kind, topic, words, {claim: (label, probability of the leaning side)}; "~claim" is near it without a side.
TOLD: tuple[tuple[str, str, str, str, dict[str, tuple[str, float]]], ...] = (
    ("Oresia", "denies", "t-water", "the reservoir had been filled faster than the treaty of Harl allows", {"fast-fill": ("against", 0.97)}),
    ("Veldania", "accuses", "t-water", "Oresia of filling the Kolm reservoir at twice the speed that the treaty permits, and of hiding the gauge readings from its neighbours", {"fast-fill": ("favor", 0.95)}),
    ("Tarn", "asserts", "t-water", "its own gauges showed the lake falling by a hand's breadth every week since April", {"fast-fill": ("favor", 0.81)}),
    ("League of the Lakes", "asserts", "t-water", "it had received two sets of readings that cannot both be right", {"fast-fill": ("abstain", 0.48)}),
    ("Oresia", "promises", "t-water", "it would let water through in every month of the dry season, whatever the level of the reservoir", {"release": ("favor", 0.96)}),
    ("Veldania", "asserts", "t-water", "the promise of monthly releases was worth nothing without a valve that somebody else could open", {"release": ("against", 0.74)}),
    ("Bruma", "asserts", "t-water", "it trusted the word of Oresia on the monthly releases", {"release": ("favor", 0.88)}),
    ("unknown", "asserts", "t-water", "the water had reached the second mark a month too early", {"fast-fill": ("favor", 0.9)}),
    ("Veldania", "accuses", "t-harvest", "the dam of having ruined the rice in three of its lower provinces", {"harvest": ("favor", 0.94)}),
    ("Oresia", "asserts", "t-harvest", "a drought that began two years before the first stone was laid had killed the rice", {"harvest": ("against", 0.92)}),
    ("Tarn", "asserts", "t-harvest", "the dam had its share in the loss of the harvest, and so had the drought", {"harvest": ("favor", 0.72)}),
    ("Tarn", "denies", "t-harvest", "the dam alone had emptied the fields downstream", {"harvest": ("against", 0.78)}),
    ("League of the Lakes", "asserts", "t-harvest", "nobody had yet measured how much rice was lost to the dam and how much to the heat", {"~harvest": ("none", 0.9)}),
    ("Veldania", "urges", "t-harvest", "the League to send seed and pumps to farmers before the end of the month", {}),
    ("Bruma", "promises", "t-harvest", "it would sell rice to Veldania at the price of last year", {}),
    ("Oresia", "threatens", "t-border", "it would answer any step across the border at once", {"troops": ("abstain", 0.55)}),
    ("Oresia", "asserts", "t-border", "Veldania was preparing to march before the rains", {"troops": ("favor", 0.93)}),
    ("Veldania", "denies", "t-border", "it planned to send soldiers over the border before the rainy season", {"troops": ("against", 0.98)}),
    ("Tarn", "asserts", "t-border", "it saw no sign of an army on the move on the Veldanian side", {"troops": ("against", 0.83)}),
    ("League of the Lakes", "urges", "t-border", "both sides to keep their soldiers a day's march from the river", {"~troops": ("none", 0.86)}),
    ("unknown", "asserts", "t-border", "trains with covered trucks had been seen south of Ostermark", {"troops": ("abstain", 0.58)}),
    ("League of the Lakes", "urges", "t-water", "Oresia to open the control room of the dam to its inspectors by day and by night", {"inspection": ("favor", 0.96)}),
    ("Veldania", "urges", "t-water", "the League to stand in the control room, not at the fence", {"inspection": ("favor", 0.91)}),
    ("Oresia", "asserts", "t-water", "inspectors were welcome on the public gallery and nowhere else", {"inspection": ("against", 0.89)}),
    ("Tarn", "asserts", "t-water", "an inspection at any hour would calm the whole valley", {"inspection": ("favor", 0.94)}),
    ("Bruma", "asserts", "t-water", "inspections might help or might not, depending on who is sent", {"inspection": ("abstain", 0.44)}),
    ("Oresia", "accuses", "t-border", "Veldania of jamming the radio of its survey boats on four nights in May", {"jamming": ("favor", 0.97)}),
    ("Veldania", "denies", "t-border", "it had touched the radio of any survey boat", {"jamming": ("against", 0.96)}),
    ("Veldania", "asserts", "t-border", "the boats had switched their own radio off to hide where they were going", {"jamming": ("against", 0.79)}),
    ("Tarn", "urges", "t-border", "both governments to reopen the crossing at Ostermark for farmers and pupils now", {"crossing": ("favor", 0.95)}),
    ("League of the Lakes", "asserts", "t-border", "the crossing should never have been shut to nurses and pupils", {"crossing": ("favor", 0.86)}),
    ("Veldania", "asserts", "t-border", "it wanted the crossing open again as soon as the road is safe", {"crossing": ("abstain", 0.6)}),
    ("Oresia", "asserts", "t-power", "every household in the region would pay less for electricity in five years", {"power": ("favor", 0.93)}),
    ("Oresia", "asserts", "t-power", "the loan of $40 million & the grant of $12 million left the price of a kilowatt-hour < 9 cents", {"power": ("favor", 0.76)}),
    ("Veldania", "asserts", "t-power", "its households had been promised cheap power from the dam and would see none of it", {"power": ("against", 0.82)}),
    ("Tarn", "asks", "t-power", "who would pay for the lines from the turbines to the coast", {"~power": ("none", 0.97)}),
    ("unknown", "asserts", "t-power", "the bank had asked for a second study of the turbines", {}),
    ("Bruma", "asserts", "t-power", "cheap electricity was the best news in years for everybody on the lake", {"power": ("favor", 0.77)}),
)  # fmt: skip
CUES = {
    "asserts": "said that",
    "denies": "denied that",
    "accuses": "accused",
    "urges": "urged",
    "promises": "promised that",
    "threatens": "warned that",
    "asks": "asked",
}


def small_study() -> Study:
    """Return the study: 38 distinct tellings in six documents, two repeats and one quotation inside another."""
    documents, statements, spans, mentions = _texts()
    claims = build(
        "claims",
        [{"claim_id": k, "text": text, "claim_type": kind, "origin": "given"} for k, (kind, text) in CLAIMS.items()],
    )
    sizes = statements["topic"].value_counts()
    topics = build(
        "topics",
        [{"topic": k, "label": a, "keywords": b, "size": int(sizes[k])} for k, (a, b) in TOPICS.items()],
    )
    embeddings = _embeddings(statements)
    stances = _stances(statements, claims)
    kinds = {"League of the Lakes": "organization"}
    names = sorted(set(statements["actor"]) | set(mentions["actor"]) - {"unknown"})
    tables = {
        "documents": documents,
        "statements": statements,
        "spans": spans,
        "mentions": mentions,
        "actors": build("actors", [{"actor": a, "name": a, "kind": kinds.get(a, "state")} for a in names if a != "unknown"]),
        "topics": topics,
        "claims": claims,
        "stances": stances,
        "cells": stance_cells(stances, statements, claims, mentions=mentions),
        "links": find_links(stances, statements, mentions=mentions, embeddings=embeddings),
        "problems": build("problems", [{"source": "notice.pdf", "where": "file", "problem": "not a text"}]),
        "codings": build("codings", []),
    }
    tables = {name: check(name, tables[name], **{k: v for k, v in tables.items() if k != name}) for name in STUDY_TABLES}
    check_offsets(tables["documents"], tables["statements"], tables["spans"])
    return Study(**tables, embeddings=embeddings, provenance=_provenance(tables))


def _texts() -> tuple[Any, Any, Any, Any]:
    """Write the documents sentence by sentence and note where every statement stands."""
    documents, statements, spans, mentions = [], [], [], []
    first: dict[str, str] = {}
    # Two statements are told again in the last text; the second of them holds a quotation of somebody else.
    tellings = [(i % 5, told) for i, told in enumerate(TOLD)] + [(5, TOLD[0]), (5, TOLD[17])]
    for number, outlet in enumerate(OUTLETS):
        doc_id = make_id("d", "small", number)
        text = f"Quarrel over the Kolm dam, part {number + 1}\n\n"
        for place, (actor, cue_kind, topic, words, _) in tellings:
            if place != number:
                continue
            speaker = SPEAKERS[actor][len(words) % len(SPEAKERS[actor])]
            text += f"{speaker} {CUES[cue_kind]} "
            start = len(text)
            text += words
            row = _row(doc_id, words, start, actor, speaker, cue_kind, topic)
            row["repeats"] = first.get(words)
            first.setdefault(words, str(row["statement_id"]))
            statements.append(row)
            text += ".\n\n"
        start = len(text)
        text += "Keldia was not asked. Keldia owns a third of the turbines.\n"
        mentions.append({"doc_id": doc_id, "actor": "Keldia", "start": start, "end": start + 6})
        documents.append(
            {
                "doc_id": doc_id,
                "text": text,
                "title": f"Quarrel over the Kolm dam, part {number + 1}",
                "publisher": outlet,
                "published": f"2031-06-{number + 3:02d}T08:00:00",
                "language": "en",
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "source": f"dam-{number + 1}.txt",
            }
        )
    statements.append(_nested(statements[1]))
    for row in statements:
        spans.append({k: row[k] for k in ("statement_id", "start", "end")} | {"role": "content", "part": 0})
    told = next(row for row in statements if row["actor"] == "Tarn")
    mentions.append({k: told[k] for k in ("doc_id", "start", "statement_id")} | {"actor": "Keldia", "end": told["start"] + 3})
    tables = {"documents": documents, "statements": statements, "spans": spans, "mentions": mentions}
    return tuple(build(name, rows) for name, rows in tables.items())  # type: ignore[return-value]


def _row(doc_id: str, words: str, start: int, actor: str, speaker: str, cue_kind: str, topic: str) -> dict[str, object]:
    return {
        "statement_id": make_id("s", doc_id, words, 0),
        "doc_id": doc_id,
        "text": words,
        "start": start,
        "end": start + len(words),
        "kind": "indirect",
        "cue": CUES[cue_kind].removesuffix(" that"),
        "cue_kind": cue_kind,
        "conditional": False,
        "speaker": speaker.rstrip(","),
        "actor": actor,
        "actor_score": 0.0 if actor == "unknown" else 0.95,
        "actor_reason": "no actor named" if actor == "unknown" else "named in the text",
        "topic": topic,
    }


def _nested(parent: dict[str, object]) -> dict[str, object]:
    """A quotation inside a statement: its last three words, credited to somebody else."""
    words = " ".join(str(parent["text"]).split()[-3:])
    row = _row(str(parent["doc_id"]), words, int(str(parent["end"])) - len(words), "Bruma", "Bruma", "asserts", "t-water")
    return row | {"parent_id": parent["statement_id"], "kind": "direct"}


def _embeddings(statements: Any) -> np.ndarray:
    """Unit vectors that lie near a direction of their topic and depend on nothing but topic and text."""
    out = np.zeros((len(statements), DIMENSIONS), dtype=np.float32)
    for i, (topic, text) in enumerate(zip(statements["topic"], statements["text"], strict=True)):
        seed = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)
        out[i] = np.random.default_rng(seed).normal(size=DIMENSIONS) * 0.28
        out[i, list(TOPICS).index(topic)] += 1.5
    return out / np.linalg.norm(out, axis=1, keepdims=True)


def _stances(statements: Any, claims: Any) -> Any:
    judged = {words: stances for *_, words, stances in TOLD}
    rows = []
    for s in statements[statements["parent_id"].isna()].itertuples():
        for claim_id in claims["claim_id"]:
            near = judged[s.text].get(f"~{claim_id}")
            label, p = near or judged[s.text].get(claim_id, ("none", 0.96))
            favor, against, none = {
                "favor": (p, (1 - p) / 4, 3 * (1 - p) / 4),
                "against": ((1 - p) / 4, p, 3 * (1 - p) / 4),
                "abstain": (p, (1 - p) / 2, (1 - p) / 2),
                "none": ((1 - p) / 2, (1 - p) / 2, p),
            }[label]
            rows.append(
                {
                    "statement_id": s.statement_id,
                    "claim_id": claim_id,
                    "p_favor": favor,
                    "p_against": against,
                    "p_none": none,
                    "label": label,
                    "method": "by hand",
                    "similarity": 0.7 if near or label != "none" else 0.1,
                }
            )
    return build("stances", rows)


def _provenance(tables: dict[str, Any]) -> dict[str, Any]:
    options = {"n_topics": None, "n_claims": 12, "threshold": 0.7, "seed": 0, "embedding_model": None, "stance_model": "embedded"}
    return {
        "stance": "0",
        "schema": SCHEMA_VERSION,
        "python": "3",
        "machine": "none",
        "packages": {"numpy": "0"},
        "encoder": {"name": "made up", "sha256": "0" * 64},
        "extractor": {"name": "rules", "sha256": ""},
        "stance_model": {"name": "by hand", "sha256": "0" * 64, "threshold": 0.7},
        "precision": "float32",
        "options": options | {"extractor": "rules", "max_pairs": 20_000},
        "actors": "0" * 64,
        "input": [{"doc_id": d.doc_id, "source": d.source, "sha256": d.sha256} for d in tables["documents"].itertuples()],
        "digests": {name: digest(frame) for name, frame in tables.items()},
    }
