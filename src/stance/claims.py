"""Claims: the propositions that actors commit to or reject, read from the user or proposed from the statements."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.errors import StanceError
from stance.standalone import is_conditional, main_subject, negated, words_of
from stance.tables import CLAIM_TYPES, UNKNOWN, build, cast, make_id
from stance.wording import propositions

if TYPE_CHECKING:
    import os

    import pandas as pd

LONGEST = 60
"""Words that a given claim may have; beyond that it is an argument, not one proposition."""

NEAR = 0.5
"""Cosine from which a statement counts as speaking on what a proposed claim is about."""

ALIKE = 0.8
"""Cosine from which two proposals with the same subject and a third of their words in common are one."""

POOL = 20
"""Times as many proposals as are wanted that are compared with one another; what is worth less is not looked at."""

_POLICY = re.compile(r"\b(?:should|must|ought to|needs? to|ha(?:s|ve) to|it is time to|let us)\b(?! have \w+(?:ed|en)\b)", re.I)
_COMMITS = re.compile(
    r"^(?!an? |any )(?:.*\b(?:will|shall)(?: (?:not|never|continue to|also|always|\w+ly))* (?:abide|accept|allow|"
    r"answer|back|be (?:ready|prepared)|cut|defend|deliver|ensure|fight|freeze|fund|give|guarantee|help|hold|honou?r|"
    r"impose|keep|lift|negotiate|offer|pay|protect|provide|pull|pursue|recogni[sz]e|repay|repel|resist|respond|restore|"
    r"retaliate|send|sign|stand|stop|supply|support|tolerate|veto|withdraw|work)\b"
    r"|.*\b(?:is|are|stands?|remains?) (?:\w+ly )?(?:ready|prepared|committed|determined|willing) to\b"
    r"|.*\b(?:promise|pledge|vow|guarantee|undertake)(?:s|d)?\b)",
    re.I,
)
_PREDICTS = re.compile(
    r"\b(?:will|would|shall|may|might|could|(?:is|are) (?:un)?likely to|(?:is|are) (?:about|going|bound|set) to)\b",
    re.I,
)
_HEDGED = re.compile(r"\b(?:may|might|could|perhaps|possibly|probably)\b")
_BLAMES = re.compile(
    r"\b(?:to blame|responsible for|guilty|fault|blames?|failed to|fails? to|violat\w+|breach\w*|broken? (?:its|their)|"
    r"illegal\w*|unlawful\w*|disinformation|misinformation|propaganda|provok\w+|provocations?|aggress\w+|escalat\w+|"
    r"undermin\w+|destabili\w+|sabotag\w+|interfer\w+|lied|lying|lies|mislead\w*|misled|manipulat\w+|"
    r"cover(?:ed|ing)[ -]up|corrupt\w*|oppress\w*|persecut\w+|terroris\w+|crimes?|genocide|threaten\w*|"
    r"fuel(?:l?ing|l?ed|s)|spreading|poison\w+|hostile)\b",
    re.I,
)


def guess_claim_type(text: str) -> str:
    """Guess the type of a claim from its wording, by the first rule that holds.

    1. *policy*: says what ought to be done (should, must, needs to, has to).
    2. *commitment*: somebody will or is ready to do what one does on purpose (will respond, is prepared to pay).
    3. *prediction*: any other will, would, may, is likely to.
    4. *blame*: a word of wrongdoing or failure (violated, failed to, disinformation, is responsible for).
    5. *fact*: everything else.

    Parameters
    ----------
    text : str
        One proposition.

    Returns
    -------
    str
        One of `stance.tables.CLAIM_TYPES`.

    Examples
    --------
    >>> [guess_claim_type(text) for text in ("The minimum wage should rise", "Norland will defend its islands")]
    ['policy', 'commitment']
    >>> [guess_claim_type(text) for text in ("Prices will fall", "Norland violated the truce", "The dam is full")]
    ['prediction', 'blame', 'fact']
    """
    for kind, rule in (("policy", _POLICY), ("commitment", _COMMITS), ("prediction", _PREDICTS), ("blame", _BLAMES)):
        if rule.search(text):
            return kind
    return "fact"


def read_claims(source: str | os.PathLike[str] | Sequence[str] | pd.DataFrame) -> pd.DataFrame:
    """Read the claims that a user gives.

    Parameters
    ----------
    source : path, sequence of str or pandas.DataFrame
        A text file with one claim per line (blank lines and lines that start with # are skipped, and so are numbers or dashes
        before every claim); a CSV file, or a
        table, with the column `text` and perhaps `claim_id`, `claim_type` and columns of your own; or the claims
        themselves. A string is a path. A column `topic` is kept as `topic_given`, since topics are worked out.

    Returns
    -------
    pandas.DataFrame
        The claims table, in the order given, origin "given". A claim keeps its id, otherwise the id comes from its
        text; a type that is not given is guessed by `guess_claim_type`.

    Raises
    ------
    StanceError
        Naming the source and the line or row of the first claim that cannot be used: empty, a question, shorter than
        2 or longer than 60 words, of an unknown type, or with an id (or, without ids, a text) that stands there twice.

    Examples
    --------
    >>> read_claims(["The harbour fee should be halved"])[["text", "claim_type", "origin"]].values.tolist()
    [['The harbour fee should be halved', 'policy', 'given']]
    """
    name, rows = _rows(source)
    seen: dict[str, str] = {}
    out: list[dict[str, object]] = []
    for where, row in rows:
        text = " ".join(row.pop("text", "").split())
        problem = _problem(text)
        if problem:
            raise StanceError(f"{name}, {where}: {problem}")
        kind = row.pop("claim_type", "").strip().lower() or guess_claim_type(text)
        if kind not in CLAIM_TYPES:
            raise StanceError(f"{name}, {where}: claim_type is {kind!r}; expected one of {', '.join(CLAIM_TYPES)}, or nothing")
        given = row.pop("claim_id", "").strip()
        claim_id = given or make_id("c", text)
        if claim_id in seen:
            what = f"claim_id {given!r}" if given else f"the claim {text[:60]!r}"
            remedy = "give each claim an id of its own" if given else "take it out here"
            raise StanceError(f"{name}, {where}: {what} stands already in {seen[claim_id]}; {remedy}")
        seen[claim_id] = where
        topic = row.pop("topic", "").strip()
        own = row | ({"topic_given": topic} if topic else {})
        out.append({"claim_id": claim_id, "text": text, "claim_type": kind, "topic": None, **own, "origin": "given"})
    return build("claims", out)


def _problem(text: str) -> str | None:
    n = len(text.split())
    if not n:
        return "there is no text; write one claim there or take the row out"
    if text.endswith("?"):
        return f"{text[:60]!r} is a question; write it as a statement that an actor can agree with or deny"
    if not 2 <= n <= LONGEST:
        return f"{text[:60]!r} has {n} word{'s' * (n != 1)}; expected one sentence of 2 to {LONGEST} words"
    return None


def _rows(source: Any) -> tuple[str, list[tuple[str, dict[str, str]]]]:
    """Name of the source, and each claim as strings with the place it stands at."""
    import os

    import pandas as pd

    if isinstance(source, pd.DataFrame):
        _need_text("the claims table", list(map(str, source.columns)))
        records = source.rename(columns=str).to_dict("records")
        clean = [{str(key): "" if pd.isna(value) else str(value) for key, value in record.items()} for record in records]
        return "the claims table", [(f"row {i}", row) for i, row in enumerate(clean, 1)]
    if not isinstance(source, (str, os.PathLike)):
        texts = list(source)
        wrong = [text for text in texts if not isinstance(text, str)]
        if wrong:
            raise StanceError(f"the claims list: holds {wrong[0]!r}; expected strings, one claim each")
        return "the claims list", [(f"item {i}", {"text": text}) for i, text in enumerate(texts, 1)]
    path = Path(source)
    text = _text(path)
    if path.suffix.lower() in (".json", ".jsonl", ".html", ".htm", ".xml"):
        raise StanceError(
            f"{path}: is {path.suffix[1:].upper()}; claims are read from text, one a line, or from CSV with a column 'text'"
        )
    if path.suffix.lower() in (".csv", ".tsv"):
        reader = csv.DictReader(
            io.StringIO(text, newline=""), delimiter="\t" if path.suffix.lower() == ".tsv" else ",", restkey=""
        )
        header = [column.strip() for column in reader.fieldnames or []]
        _need_text(str(path), header)
        reader.fieldnames = header
        rows = []
        for row in reader:
            if "" in row:
                raise StanceError(
                    f"{path}, line {reader.line_num}: has more fields than the header; put text with commas in quotes"
                )
            rows.append((f"line {reader.line_num}", {key: value or "" for key, value in row.items()}))
    else:
        lines = io.StringIO(text, newline=None)
        told = [(f"line {i}", line.strip()) for i, line in enumerate(lines, 1) if line.strip() and line.strip()[0] != "#"]
        # A list with numbers or dashes before all claims is a list of claims, not of claims that begin so.
        listed = all(_LISTED.match(line) for _, line in told)
        rows = [(where, {"text": _LISTED.sub("", line) if listed else line}) for where, line in told]
    if not rows:
        raise StanceError(f"{path}: holds no claims; write one claim per line")
    return str(path), rows


_LISTED = re.compile(r"(?:\d{1,3}[.):]|[-*•–—])\s+")


def _need_text(name: str, columns: list[str]) -> None:
    if "text" not in columns:
        raise StanceError(
            f"{name}: no column 'text'; it has {', '.join(columns) or 'none'}; name the column of the claims 'text'"
        )


def _text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StanceError(f"{path}: is not UTF-8 text (byte {error.start}); save the claims as UTF-8") from error
    except OSError as error:
        raise StanceError(
            f"{path}: cannot be read ({error.strerror}); name a text or CSV file with claims (in Python a list of claims will do)"
        ) from error
    if "\0" in text:
        raise StanceError(f"{path}: is a binary file; name a text or CSV file with claims")
    return text


@dataclass(frozen=True)
class _Proposal:
    """One wording, the row of the statement it was made from, and what it is worth."""

    text: str
    claim_type: str
    row: int
    vector: np.ndarray
    worth: float


def propose_claims(
    statements: pd.DataFrame,
    embeddings: np.ndarray,
    *,
    n: int = 12,
    encode: Callable[[Sequence[str]], np.ndarray] | None = None,
) -> pd.DataFrame:
    """Propose claims from what is said: short propositions that stand alone and that more than one actor speaks near.

    Parameters
    ----------
    statements : pandas.DataFrame
        The statements table, m rows.
    embeddings : numpy.ndarray, shape (m, d)
        Row i is the embedding of statement i, of length one.
    n : int, default 12
        At most so many.
    encode : callable, optional
        Texts to embeddings, of the same encoder. Without it a proposal has the embedding of its statement.

    Returns
    -------
    pandas.DataFrame
        The claims table, best first, origin "proposed", and as column `from_id` the statement each was worded from.
        Fewer than `n`, or none, where few statements make sense without their context.

    Raises
    ------
    StanceError
        When there is not one embedding per statement.
    """
    statements = cast("statements", statements)
    vectors = np.asarray(embeddings, dtype=np.float64)
    if len(vectors) != len(statements):
        raise StanceError(f"there are {len(vectors)} embeddings for {len(statements)} statements; expected one for each")
    order = np.argsort(statements["statement_id"].to_numpy(dtype=object), kind="stable")
    statements, vectors = statements.iloc[order].reset_index(drop=True), vectors[order]
    best = _proposals(statements, vectors, encode)[: POOL * n]
    chosen = _choose(_merge(best), statements["topic"].tolist(), n)
    rows = [
        {
            "claim_id": make_id("c", proposal.text),
            "text": proposal.text,
            "claim_type": proposal.claim_type,
            "topic": statements["topic"].iloc[proposal.row],
            "origin": "proposed",
            "from_id": statements["statement_id"].iloc[proposal.row],
        }
        for proposal in chosen
    ]
    return build("claims", rows) if rows else build("claims", rows).assign(from_id=np.array([], dtype=str))


def _proposals(
    statements: pd.DataFrame, vectors: np.ndarray, encode: Callable[[Sequence[str]], np.ndarray] | None
) -> list[_Proposal]:
    """Word every statement, and say what each wording is worth.

    More where several actors speak near it and seem to disagree, less where it is long, negated or of unknown origin.
    """
    made: dict[str, tuple[int, str]] = {}
    for i, record in enumerate(statements.to_dict("records")):
        if isinstance(record["repeats"], str):
            continue
        for proposition in propositions({str(key): value for key, value in record.items()}):
            made.setdefault(proposition.text, (i, proposition.claim_type or guess_claim_type(proposition.text)))
    if not made:
        return []
    own = vectors[[i for i, _ in made.values()]]
    coded = own if encode is None else np.asarray(encode(list(made)), dtype=np.float64)
    near = coded @ vectors.T >= NEAR
    actors = statements["actor"].to_numpy(dtype=object)
    known = actors != UNKNOWN
    # Crude on purpose: it only ranks proposals, the stance model decides what anybody holds.
    against = (statements["cue_kind"] == "denies").to_numpy() ^ np.array(
        [negated(text) for text in statements["text"]], dtype=bool
    )
    out = []
    for (text, (row, kind)), close, vector in zip(made.items(), near, coded, strict=True):
        speakers = set(actors[close & known])
        contested = bool(speakers) and set(actors[close & known & against]) not in (set(), speakers)
        worth = min(len(speakers | ({actors[row]} - {UNKNOWN})), 4) + 0.5 * contested + 0.2 * float(np.log1p(close.sum()))
        worth -= (
            0.5 * (negated(text) or _HEDGED.search(text) is not None)
            + 0.03 * max(0, len(text.split()) - 12)
            - 0.5 * (not known[row])
        )
        out.append(_Proposal(text, kind, row, vector, round(worth, 6)))
    return sorted(out, key=lambda proposal: (-proposal.worth, proposal.text))


def _same(left: _Proposal, right: _Proposal) -> bool:
    """Whether two proposals are about one thing: of the same subject, close in meaning or in words, negated or not.

    Embeddings alone cannot tell: "A plans to attack B" and "B plans to attack A" have cosine .99, and so near is "If A
    attacks, we will respond" to "A will attack" that neither may stand for the other.
    """
    if is_conditional(left.text) != is_conditional(right.text):
        return False
    a, b = words_of(left.text), words_of(right.text)
    of_a, of_b = words_of(main_subject(left.text)) or a, words_of(main_subject(right.text)) or b
    overlap, cosine, strict = len(a & b) / len(a | b), float(left.vector @ right.vector), of_a != of_b
    if not of_a & of_b:
        return False
    return (overlap >= 0.6 and not strict) or (overlap >= 0.3 and cosine >= ALIKE + 0.04 * strict) or cosine >= 0.92


def _merge(proposals: Sequence[_Proposal]) -> list[_Proposal]:
    """Keep the best of each group of near-duplicates."""
    kept: list[_Proposal] = []
    for proposal in proposals:
        if not any(_same(proposal, other) for other in kept):
            kept.append(proposal)
    return kept


def _choose(proposals: Sequence[_Proposal], topics: Sequence[Any], n: int) -> list[_Proposal]:
    """Take the proposal worth most, less what those taken already cover of its type, topic and meaning, n times."""
    rest = list(proposals)
    chosen: list[_Proposal] = []
    while rest and len(chosen) < n:

        def gain(proposal: _Proposal) -> float:
            kin = sum(other.claim_type == proposal.claim_type for other in chosen)
            about = sum(topics[other.row] == topics[proposal.row] for other in chosen)
            closest = max((float(other.vector @ proposal.vector) for other in chosen), default=0.0)
            return proposal.worth - 0.4 * kin - 0.4 * about - 2 * max(0.0, closest - 0.5)

        best = max(rest, key=gain)
        rest.remove(best)
        chosen.append(best)
    return chosen
