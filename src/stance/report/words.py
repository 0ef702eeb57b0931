"""What the page says in words: positions by actor, contradictions, what only one side speaks of, what is unsure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from stance.figures.style import SAYS, coded_by
from stance.models.stance_model import SHARE
from stance.stances import RULED_OUT
from stance.statements.cues import third_person
from stance.tables import UNKNOWN, counted, first_given

if TYPE_CHECKING:
    import pandas as pd

    from stance.study import Study

SHOWN = 40
"""Rows of a list on the page at most; the tables hold all."""
BRIEF = 2
"""Positions of an actor that are told at the top of the page."""
SIDES = {"favor": "in favor", "against": "against", "mixed": "on both sides"}


def plural(n: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> plural(1, "statement"), plural(2, "country", "countries")
    ('1 statement', '2 countries')
    """
    return f"{n} {one if n == 1 else many or one + 's'}"


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence.

    >>> listed(["Oresia", "Veldania", "Tarn"])
    'Oresia, Veldania and Tarn'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def statement_cards(study: Study) -> dict[str, dict[str, Any]]:
    """Return for every statement what the page shows of it, by its id."""
    documents = study.documents.set_index("doc_id")
    labels = dict(zip(study.topics["topic"], study.topics["label"], strict=True))
    numbers = {doc_id: i for i, doc_id in enumerate(study.documents["doc_id"], 1)}
    cards = {}
    for number, row in enumerate(study.statements.itertuples(), 1):
        document = documents.loc[row.doc_id]
        cards[row.statement_id] = {
            "id": row.statement_id,
            "number": number,
            "text": row.text,
            "actor": "Unknown speaker" if row.actor == UNKNOWN else row.actor,
            "verb": _verb(row),
            "speaker": first_given(row.speaker, "the speaker before"),
            "person": "" if first_given(row.person) in first_given(row.speaker) else row.person,
            "reason": coded_by(row.actor_reason) or row.actor_reason,
            "score": None if coded_by(row.actor_reason) else row.actor_score,
            "kind": row.kind,
            "cue": first_given(row.cue),
            "conditional": row.conditional,
            "target": "" if _predicate(row) else first_given(row.target),
            "topic": labels.get(row.topic, ""),
            "repeats": first_given(row.repeats),
            "parent": first_given(row.parent_id),
            "answers": first_given(getattr(row, "answers", None)),
            "document": _named(document, numbers[row.doc_id]),
            "document_number": numbers[row.doc_id],
            "start": row.start,
            "end": row.end,
        }
    return cards


def _verb(row: Any) -> str:
    """Return the verb before a statement: what its words cannot be understood without ("condemns"), "tells" before a listener."""
    if _predicate(row):
        return third_person(_predicate(row))
    return "tells" if row.cue_kind == "asserts" and isinstance(row.target, str) else SAYS[row.cue_kind]


def _predicate(row: Any) -> str:
    return first_given(getattr(row, "predicate", None)) if row.cue_kind == "asserts" else ""


def _named(document: pd.Series, number: int) -> str:
    """Return what a text is called: its title, its publisher, its file."""
    file = re.split(r"[/\\]", first_given(document["source"]))[-1]
    return first_given(document["title"], document["publisher"], file, f"Text {number}")


def actor_words(study: Study, evidence: dict[tuple[str, str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return one entry per quoted actor: how often it is quoted, its positions with evidence, what it alone speaks of."""
    claim_text = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    told = counted(study.statements)
    all_told = study.statements[study.statements["parent_id"].isna()]
    labels = dict(zip(study.topics["topic"], study.topics["label"], strict=True))
    speakers = told.groupby("topic")["actor"].agg(lambda column: sorted(set(column))) if len(told) else {}
    out: list[dict[str, Any]] = []
    for actor in told["actor"].value_counts().sort_index(ascending=True).sort_values(ascending=False, kind="stable").index:
        own = told[told["actor"] == actor]
        cells = study.cells[study.cells["actor"] == actor]
        positions = [
            {
                "claim_id": c.claim_id,
                "claim": claim_text[c.claim_id],
                "state": c.state,
                "n": c.n,
                "n_abstain": c.n_abstain,
                "score": None if c.score != c.score else c.score,
                "low": None if c.low != c.low else c.low,
                "high": None if c.high != c.high else c.high,
                "evidence": evidence.get((actor, c.claim_id), []),
            }
            for c in cells.itertuples()
            if c.state in ("favor", "against", "mixed", "abstained")
        ]
        order = {"against": 0, "mixed": 1, "favor": 2, "abstained": 3}
        positions.sort(key=lambda p: (order[p["state"]], -p["n"]))
        alone = [labels[t] for t in own["topic"].dropna().unique() if t in labels and list(speakers[t]) == [actor]]
        kinds = own["cue_kind"].value_counts()
        voices = sorted({*own["person"].dropna(), *own["organization"].dropna()})
        out.append(
            {
                "actor": actor,
                "anchor": f"actor-{len(out) + 1}",
                "n": len(own),
                "n_repeats": int((all_told["actor"] == actor).sum() - len(own)),
                "n_documents": own["doc_id"].nunique(),
                "kinds": [f"{n} {_KIND_WORDS[k]}" for k, n in kinds.items()],
                "voices": voices[:8],
                "sided": [p for p in positions if p["state"] in SIDES],
                "unsure": [p for p in positions if p["state"] not in SIDES],
                "silent": int((cells["state"] == "silent").sum()),
                "alone": alone,
            }
        )
    return out


_KIND_WORDS = {
    "asserts": "asserted",
    "denies": "denied",
    "accuses": "accused",
    "urges": "urged",
    "promises": "promised",
    "threatens": "warned or threatened",
    "asks": "asked",
}


def evidence_by_cell(study: Study) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return for each actor and claim the statements with a side or an abstention: those coded, then the surest."""
    actor = dict(zip(study.statements["statement_id"], study.statements["actor"], strict=True))
    keep = set(counted(study.statements)["statement_id"])
    out: dict[tuple[str, str], list[dict[str, Any]]] = {}
    sided = study.stances[study.stances["label"] != "none"]
    for row in sided.itertuples():
        if row.statement_id not in keep:
            continue
        p, coded = max(row.p_favor, row.p_against), coded_by(row.method)
        out.setdefault((actor[row.statement_id], row.claim_id), []).append(
            {
                "id": row.statement_id,
                "label": row.label,
                "p": p,
                "p_favor": row.p_favor,
                "p_against": row.p_against,
                "coded": bool(coded),
                "sure": coded or f"p={p:.2f}",
            }
        )
    for rows in out.values():
        rows.sort(key=lambda r: (r["label"] == "abstain", not r["coded"], -r["p"], r["id"]))
    return out


def contested(study: Study, evidence: dict[tuple[str, str], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return one entry per claim with opposite stances of two actors: the actors on each side and the ranked pairs.

    The evidence is that of `evidence_by_cell`; a pair of which somebody coded a statement says so.
    """
    sure = {(claim_id, e["id"]): e for (_, claim_id), rows in evidence.items() for e in rows}
    counters = study.links[study.links["relation"] == "counters"]
    claim_text = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    out = []
    for claim_id, group in counters.groupby("claim_id", sort=False):
        cells = study.cells[study.cells["claim_id"] == claim_id].set_index("actor")
        sides = {state: sorted(cells.index[cells["state"] == state]) for state in ("favor", "against", "mixed")}
        out.append(
            {
                "claim_id": claim_id,
                "claim": claim_text[claim_id],
                "favor": sides["favor"],
                "against": sides["against"],
                "mixed": sides["mixed"],
                "n_pairs": len(group),
                "rests_on": _the_one(group),
                "pairs": [pair | _sureness(sure, claim_id, pair) for pair in _pairs(group)],
                "p": group["p"].max(),
            }
        )
    return sorted(out, key=lambda c: -c["p"])


def _the_one(links: pd.DataFrame) -> str:
    """The one statement that several pairs all hang on, or ""."""
    one = next((side for side in ("left_id", "right_id") if links[side].nunique() == 1), None)
    return str(links[one].iloc[0]) if one and len(links) > 1 else ""


def _pairs(links: pd.DataFrame, most: int = 3) -> list[dict[str, Any]]:
    """The surest pairs, each statement shown once."""
    seen: set[str] = set()
    out: list[dict[str, Any]] = []
    for row in links.itertuples():
        if len(out) < most and not seen & {row.left_id, row.right_id}:
            seen |= {row.left_id, row.right_id}
            out.append({"left": row.left_id, "right": row.right_id, "p": row.p})
    return out


def _sureness(sure: dict[tuple[str, str], dict[str, Any]], claim_id: str, pair: dict[str, Any]) -> dict[str, str]:
    """How sure it is that both statements of a pair are read rightly."""
    left, right = (sure.get((claim_id, pair[side])) for side in ("left", "right"))
    if left and right and (left["coded"] or right["coded"]):
        return {"sure": f"In favor: {left['sure']}; against: {right['sure']}."}
    return {"sure": f"Estimated probability that both are read rightly: {pair['p']:.2f}."}


def one_sided(study: Study) -> list[dict[str, str]]:
    """Return the claims on which exactly one actor takes a side: where the others talk past it."""
    claim_text = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    sided = study.cells[study.cells["state"].isin(("favor", "against", "mixed"))]
    out = []
    for claim_id, group in sided.groupby("claim_id", sort=True):
        if len(group) == 1:
            out.append({"claim": claim_text[claim_id], "actor": group["actor"].iloc[0], "state": group["state"].iloc[0]})
    return out


def disputes(study: Study) -> list[dict[str, Any]]:
    """Return the statements that attack the teller, each with the statements that it may answer, the likeliest first."""
    links = study.links[study.links["relation"] == "disputes_source"]
    return [{"left": left, "right": list(group["right_id"])} for left, group in links.groupby("left_id", sort=False)]


def abstained(study: Study) -> list[dict[str, Any]]:
    """Return the pairs on which the model abstained, the closest calls first, with the reason in words."""
    claim_text = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    threshold = study.provenance["stance_model"]["threshold"]
    rows = study.stances[study.stances["label"] == "abstain"]
    out = []
    for row in rows.itertuples():
        out.append(
            {
                "id": row.statement_id,
                "claim": claim_text[row.claim_id],
                "p": max(row.p_favor, row.p_against),
                "why": f"in favor {row.p_favor:.2f}, against {row.p_against:.2f}, under the threshold of {threshold:.2f}",
            }
        )
    return sorted(out, key=lambda r: (-r["p"], r["id"]))


def unknown_speakers(study: Study, most: int = 6) -> list[str]:
    """Return whom the texts name as speakers that no table knows, with how often, the most frequent first; no pronouns."""
    told = study.statements[(study.statements["actor"] == UNKNOWN) & study.statements["parent_id"].isna()]
    names = told["person"].fillna(told["speaker"]).dropna()
    names = names[names.str.contains(r"[A-Z]\w|\s", regex=True) & ~names.str.lower().isin({"i", "we", "he", "she", "it", "they"})]
    counts = names.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    return [name if n == 1 else f"{name} ({n})" for name, n in counts.head(most).items()]


def sides_of_unknown(study: Study) -> dict[str, list[dict[str, str]]]:
    """Return the sides read into statements of unknown speakers, which no actor's score holds, by statement."""
    texts = dict(zip(study.claims["claim_id"], study.claims["text"], strict=True))
    unknown = set(study.statements.loc[study.statements["actor"] == UNKNOWN, "statement_id"])
    out: dict[str, list[dict[str, str]]] = {}
    for row in study.stances[study.stances["label"].isin(("favor", "against"))].itertuples():
        if row.statement_id in unknown:
            out.setdefault(row.statement_id, []).append({"side": row.label, "claim": texts[row.claim_id]})
    return out


def first_reader(provenance: dict[str, Any]) -> str:
    """Return in brackets what a quicker model settled before the stance model, and how it counts; nothing without one."""
    first = provenance["stance_model"].get("first")
    if not first:
        return ""
    left = f"pairs to which the quicker model {first} gave none at {RULED_OUT:.2f} or more were left at that"
    return f" ({left}; in the others its odds counted with a weight of {SHARE:.1f})"


def not_quoted(study: Study) -> list[dict[str, Any]]:
    """Return the actors that are spoken of and never quoted, most mentioned first, with who speaks of them."""
    cells = study.cells[study.cells["state"] == "not quoted"]
    by = {c.actor: c.described_by for c in cells.itertuples() if isinstance(c.described_by, str)}
    quoted = set(study.statements.loc[study.statements["parent_id"].isna(), "actor"])
    mentions = study.mentions["actor"].value_counts().to_dict()
    rows = [{"actor": a, "n": n, "by": by.get(a, "")} for a, n in mentions.items() if a not in quoted | {UNKNOWN}]
    return sorted(rows, key=lambda r: (-r["n"], r["actor"]))
