"""Codings on disk: one append-only JSON Lines file per coder, and a CSV template for those who code in a spreadsheet."""

from __future__ import annotations

import datetime as dt
import difflib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.storage import append_lines, defused, fused, json_line, write_atomic
from stance.tables import ACTIONS, CUE_KINDS, KINDS, TABLES, UNKNOWN, build, first_given

if TYPE_CHECKING:
    import pandas as pd

    from stance.study import Study

FIELDS = ("statement", "actor", "cue_kind", "stance", "kind", "conditional", "speaker", "person", "organization", "target")
"""What can be set. "statement" is yes or no: whether it is one at all."""

VALUES: dict[str, tuple[str, ...]] = {
    "statement": ("yes", "no"),
    "cue_kind": CUE_KINDS,
    "stance": ("favor", "against", "none"),
    "kind": KINDS,
    "conditional": ("true", "false"),
}
"""The values a field may take, where they are counted; an empty value takes a judgement back."""

# The comparison of coders has columns of its own for the model and the majority.
_CODER = re.compile(r"(?!(?:model|majority)$)[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_COLUMNS = TABLES["codings"].names
_PER_STATEMENT = ("statement", "actor", "cue_kind")

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def coding(
    row: Mapping[str, Any] | Any,
    action: str,
    *,
    coder: str,
    field: str | None = None,
    value: str | None = None,
    claim_id: str | None = None,
    note: str | None = None,
    coded_at: str | None = None,
) -> dict[str, object]:
    """Return one judgement on a statement, as a row of the table codings.

    Parameters
    ----------
    row : mapping or named tuple
        The statement: its statement_id, doc_id, start, end (code points, half-open) and text, by which the coding is found
        again when the document has changed. For "add" and "move" start and end are where the words should stand; one that
        is added has no statement_id yet.
    action : {"set", "add", "move", "drop"}
        What is done: a field set, a missed statement added, its words put right, a wrong one dropped.
    coder : str
        A pseudonym of up to 32 letters, digits, dots, dashes and underscores.
    field, value, claim_id : str, optional
        For "set": one of `FIELDS`, what it should be (empty takes the judgement back), and for a stance the claim.
    note, coded_at : str, optional
        A remark; the time as ISO 8601, now by default.

    Raises
    ------
    StanceError
        When the judgement is no possible one.

    Examples
    --------
    >>> one = {"statement_id": "s1", "doc_id": "d1", "start": 3, "end": 9, "text": "it will"}
    >>> coding(one, "set", coder="c07", field="cue_kind", value="promises")["value"]
    'promises'
    """
    get = row.get if isinstance(row, Mapping) else lambda name, other=None: getattr(row, name, other)
    doc_id, start, end = str(get("doc_id")), int(get("start", 0)), int(get("end", 0))
    out: dict[str, object] = {
        "doc_id": doc_id,
        "start": start,
        "end": end,
        "statement_id": added_id(doc_id, start, end) if action == "add" else str(get("statement_id")),
        "claim_id": claim_id,
        "action": action,
        "field": field,
        "value": value,
        "coder": coder,
        "coded_at": coded_at or dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
        "codebook": None,
        "note": note,
        "text": get("text", None),
    }
    _check(out, "coding")
    return out


def added_id(doc_id: str, start: int, end: int) -> str:
    """Return the name by which a coder's own statement goes until it is laid over a study.

    >>> added_id("d1", 3, 9)
    'd1:3-9'
    """
    return f"{doc_id}:{start}-{end}"


def _check(row: Mapping[str, Any], where: str) -> None:
    """Refuse a judgement that is no possible one."""

    def refuse(name: str, expected: str) -> None:
        raise StanceError(f"{where}: {name} is {row.get(name)!r}; expected {expected}")

    for name in ("doc_id", "statement_id"):
        if not isinstance(row.get(name), str) or not row[name]:
            refuse(name, "the id of one in the study")
    if not isinstance(row.get("coder"), str) or not _CODER.fullmatch(row["coder"]):
        refuse("coder", "a pseudonym of letters, digits, dots, dashes and underscores, such as c07, neither model nor majority")
    if row.get("action") not in ACTIONS:
        refuse("action", f"one of {', '.join(ACTIONS)}")
    for name in ("start", "end"):
        if not isinstance(row.get(name), int) or isinstance(row.get(name), bool) or row[name] < 0:
            refuse(name, "a place in the text, a whole number from 0 on")
    if row["action"] in ("add", "move") and row["end"] <= row["start"]:
        refuse("end", f"a place after the start, {row['start']}")
    if not isinstance(row.get("coded_at"), str):
        refuse("coded_at", "a time such as 2031-06-07T10:00:00Z")
    try:
        dt.datetime.fromisoformat(row["coded_at"])
    except ValueError:
        refuse("coded_at", "a time such as 2031-06-07T10:00:00Z")
    if row["action"] == "set":
        field = row.get("field")
        if field not in FIELDS:
            refuse("field", f"one of {', '.join(FIELDS)}")
        value = row.get("value") or ""
        if not isinstance(value, str) or (field in VALUES and value and value not in VALUES[str(field)]):
            refuse(
                "value",
                f"one of {', '.join(VALUES.get(str(field), ('a text',)))}, or nothing to take it back (in a CSV a dash)",
            )
        if (field == "stance") != bool(row.get("claim_id")):
            refuse("claim_id", "the id of a claim where the field is stance, and nothing where it is not")


def codings_file(folder: str | os.PathLike[str], coder: str) -> Path:
    """Return the file of one coder in a folder of codings.

    Raises
    ------
    StanceError
        When the name is no pseudonym of letters, digits, dots, dashes and underscores.
    """
    if not _CODER.fullmatch(coder):
        raise StanceError(
            f"coder {coder!r}: expected a pseudonym of letters, digits, dots, dashes and underscores, such as c07, neither model "
            "nor majority"
        )
    return Path(folder) / f"{coder}.jsonl"


def append_codings(folder: str | os.PathLike[str], rows: Iterable[Mapping[str, Any]], *, once: bool = False) -> list[Path]:
    """Append judgements to the files of their coders; nothing that stands there is ever changed.

    Safe under concurrent writers: each file is locked while lines are added to it, and they reach it whole.

    Parameters
    ----------
    folder : path
        The folder of codings, made when missing.
    rows : iterable of mapping
        What `coding` returns.
    once : bool
        Whether judgements that stand there already are left out.

    Returns
    -------
    list of pathlib.Path
        The files written to.

    Raises
    ------
    StanceError
        When a judgement is no possible one, before anything is written, or when the folder cannot be written to.
    """
    by_coder: dict[str, list[dict[str, Any]]] = {}
    for number, row in enumerate(rows):
        kept = json.loads(json_line({name: row.get(name) for name in _COLUMNS}))
        _check(kept, f"coding {number}")
        by_coder.setdefault(kept["coder"], []).append(kept)
    return [append_lines(codings_file(folder, coder), of_coder, once=once) for coder, of_coder in sorted(by_coder.items())]


def read_codings(source: Paths, *, problems: list[dict[str, object]] | None = None) -> pd.DataFrame:
    """Read the codings of one or several coders.

    Parameters
    ----------
    source : path or sequence of paths
        JSON Lines files, or folders of them.
    problems : list of dict, optional
        With it, a line that cannot be read is left out and described there (the columns of the table problems); without
        it, the first such line is an error.

    Returns
    -------
    pandas.DataFrame
        The table codings, in the order of coders and time; lines that stand twice count once.

    Raises
    ------
    StanceError
        Naming the file and line that cannot be read.
    """
    rows: list[dict[str, object]] = []
    for path in _files(source):
        before = len(rows), len(problems or [])
        try:
            lines = path.read_bytes().split(b"\n")
        except OSError as error:
            raise StanceError(f"{path}: cannot be read ({error.strerror})") from error
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                rows.append(_parsed(line, f"{path}, line {number}"))
            except StanceError as error:
                if problems is None:
                    raise
                problems.append({"source": str(path), "where": f"line {number}", "problem": f"{error}; the line is left out"})
        if problems is not None and len(rows) == before[0] and len(problems) > before[1] + 1:
            del problems[before[1] :]
            what = f"{path}: no line of it is a judgement; expected a file that a coding sheet exported; it is left out"
            problems.append({"source": str(path), "where": "file", "problem": what})
    return _ordered(rows)


def _files(source: Paths) -> list[Path]:
    named = [source] if isinstance(source, str | os.PathLike) else list(source)
    out: list[Path] = []
    for path in map(Path, named):
        if path.is_dir():
            out += sorted(path.glob("*.jsonl"))
        elif path.is_file():
            out.append(path)
        else:
            raise StanceError(f"{path}: there is no such file or folder of codings; expected JSON Lines, one file a coder")
    return out


def _parsed(line: bytes, where: str) -> dict[str, object]:
    try:
        row = json.loads(line.decode("utf-8"))
    except ValueError as error:
        raise StanceError(f"{where}: is no line of JSON ({error}); remove the line, or send the file again") from error
    if not isinstance(row, dict):
        raise StanceError(f"{where}: is no JSON object; expected one judgement a line")
    _check(row, where)
    return {name: row.get(name) for name in _COLUMNS}


def _ordered(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = build("codings", rows)
    if frame.empty:
        return frame
    frame = frame.drop_duplicates(ignore_index=True)
    when = frame["coded_at"].map(lambda text: dt.datetime.fromisoformat(text).timestamp())
    order = frame.assign(when=when).sort_values(["coder", "when"], kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def merge_codings(source: Paths, target: str | os.PathLike[str]) -> tuple[pd.DataFrame, list[dict[str, object]]]:
    """Bring the files of several coders, as a class hands them in, into one folder of codings.

    Parameters
    ----------
    source : path or sequence of paths
        The files handed in; a coder may have handed in several, and any of them twice.
    target : path
        The folder of codings, such as ``study/codings``. What stands there stays.

    Returns
    -------
    codings : pandas.DataFrame
        Everything that stands in the folder now.
    problems : list of dict
        The lines that could not be read and were left out (the columns of the table problems).
    """
    problems: list[dict[str, object]] = []
    handed = read_codings(source, problems=problems)
    append_codings(target, handed.to_dict("records"), once=True)
    return (read_codings(target, problems=problems) if Path(target).is_dir() else handed), problems


def latest(codings: pd.DataFrame) -> pd.DataFrame:
    """Return the judgements that stand: of each coder on each statement, field and claim the last, none that was taken back.

    The column `field` of the result is filled for every action: "statement" for add and drop (value yes and no), "extent" for
    move.
    """
    frame = codings.copy()
    named = {"add": "statement", "drop": "statement", "move": "extent"}
    frame["field"] = [named.get(a, f) for a, f in zip(frame["action"], frame["field"], strict=True)]
    given = {"add": "yes", "drop": "no"}
    frame["value"] = [
        f"{start}-{end}" if action == "move" else given.get(action, value)
        for action, value, start, end in zip(frame["action"], frame["value"], frame["start"], frame["end"], strict=True)
    ]
    last = frame.groupby(["coder", "statement_id", "field", frame["claim_id"].fillna("")], sort=False).tail(1)
    return last[last["value"].notna() & (last["value"] != "")].reset_index(drop=True)


def write_coding_table(study: Study, path: str | os.PathLike[str], codings: pd.DataFrame | None = None, *, coder: str) -> Path:
    """Write a CSV to code in a spreadsheet: one row per statement, a column per question, a column per claim.

    Parameters
    ----------
    study : Study
        Whose statements are coded. The model's answers are not in the table.
    path : path
        The file.
    codings : pandas.DataFrame, optional
        What the coder has judged so far; it is filled in.
    coder : str
        The coder's pseudonym.

    Returns
    -------
    pathlib.Path
        The file. Words that a spreadsheet would run as a formula are prefixed by an apostrophe.
    """
    import pandas as pd

    codings_file(".", coder)
    told = study.statements[study.statements["parent_id"].isna()]
    given: dict[tuple[str, str, str], str] = {}
    if codings is not None:
        for one in latest(codings[codings["coder"] == coder]).itertuples():
            given[one.statement_id, one.field, one.claim_id if isinstance(one.claim_id, str) else ""] = one.value
    titles = {d.doc_id: first_given(d.title, d.source) for d in study.documents.itertuples()}
    rows = []
    for s in told.itertuples():
        row = {
            "coder": coder, "statement_id": s.statement_id, "document": titles.get(s.doc_id, ""),
            "speaker": first_given(s.speaker), "cue": first_given(s.cue), "words": s.text,
        }  # fmt: skip
        row |= {field: given.get((s.statement_id, field, ""), "") for field in _PER_STATEMENT}
        row |= {
            f"{c.claim_id}: {c.text}": given.get((s.statement_id, "stance", c.claim_id), "") for c in study.claims.itertuples()
        }
        rows.append({name: defused(value) for name, value in row.items()})
    return write_atomic(path, pd.DataFrame(rows).to_csv(index=False))


_CODES = {"f": "favor", "a": "against", "n": "none"}
"""The codebook's letters."""


def read_coding_table(study: Study, path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a CSV that `write_coding_table` wrote and a coder filled in.

    Returns
    -------
    pandas.DataFrame
        The table codings, one row per filled cell, their time that of the file; a dash in a cell takes a judgement back.

    Raises
    ------
    StanceError
        Naming the file, row and column of a value that is no possible one, or of an actor who is nearly, but not quite, called
        as one of the study or of the bundled table is.
    """
    import pandas as pd

    from stance.statements.actors import load_actors

    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False)
        when = dt.datetime.fromtimestamp(Path(path).stat().st_mtime, dt.UTC).isoformat(timespec="milliseconds")
    except (OSError, ValueError) as error:
        raise StanceError(f"{path}: is no readable CSV ({error}); expected one that `stance sheet -o NAME.csv` wrote") from error
    missing = [name for name in ("coder", "statement_id") if name not in table.columns]
    if missing:
        raise StanceError(f"{path}: column {missing[0]!r} is missing; it has {', '.join(table.columns)}")
    # An id may hold a colon itself: of those that a column begins with, the longest is meant.
    claims = sorted(study.claims["claim_id"], key=len)
    stance_of = {name: claim for name in table.columns for claim in claims if f"{name.strip()}:".startswith(f"{claim}:")}
    known = {s.statement_id: s for s in study.statements.itertuples()}
    actors = sorted({*study.actors["actor"], *load_actors().actors["actor"], UNKNOWN})
    rows = []
    for number, line in enumerate(table.to_dict("records"), 2):
        statement = known.get(line["statement_id"])
        if statement is None:
            raise StanceError(
                f"{path}, row {number}: statement_id {line['statement_id']!r} is not in the study; use its own sheet"
            )
        words = " ".join(fused(line.get("words", "")).split())
        if words and words != " ".join(statement.text.split()):
            raise StanceError(
                f"{path}, row {number}, column 'words': not the words of the statement; a table judges statements as they are, "
                f"the HTML sheet puts words right (key m). Put back {statement.text[:60]!r} or empty the cell"
            )
        for name in (*_PER_STATEMENT, *stance_of):
            value = fused(line.get(name, "").strip())
            if not value:
                continue
            # An empty cell says nothing, since a sheet may be older than what was judged elsewhere.
            value = "" if value == "-" else value
            claim = stance_of.get(name)
            field = "stance" if claim else name
            value = value if field not in VALUES else value.casefold()
            value = _CODES.get(value, value) if field == "stance" else value
            meant = difflib.get_close_matches(value, actors, 1, 0.8) if field == "actor" and value and value not in actors else []
            if meant:
                raise StanceError(
                    f"{path}, row {number}, column 'actor': {value!r} is no actor; did you mean {meant[0]!r}? If not, "
                    "make the study again with a table of actors that has it (--actors)"
                )
            try:
                rows.append(
                    coding(statement, "set", coder=line["coder"], field=field, value=value, claim_id=claim, coded_at=when)
                )
            except StanceError as error:
                raise StanceError(f"{path}, row {number}, column {name!r}: {error}") from error
    return _ordered(rows)
