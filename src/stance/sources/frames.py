"""Tables of documents or of ready-made statements: reading the files, finding the columns, making the rows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.sources.dates import guess_day_first, read_date
from stance.sources.decode import clean, decode
from stance.sources.documents import document_row, problem_row
from stance.tables import CUE_KINDS, KINDS

if TYPE_CHECKING:
    import pandas as pd

TABLE_SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet")
Record = dict[str, object]
Row = dict[str, object]

_USUAL: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "article_text", "full_text", "fulltext", "maintext"),
    "title": ("title", "headline"),
    "publisher": ("publisher", "outlet", "sitename", "site_name", "newspaper", "publication", "source"),
    "published": ("published", "date", "published_at", "publication_date", "publish_date", "pub_date", "datetime"),
    "published_tz": ("published_tz",),
    "url": ("url", "link"),
    "retrieved_at": ("retrieved_at",),
    "language": ("language", "lang"),
}
_USUAL_STATEMENTS: dict[str, tuple[str, ...]] = {
    **_USUAL,
    "text": ("statement", "quote", "quotation", *_USUAL["text"]),
    # In a table of statements a source is a speaker as often as a newspaper.
    "publisher": tuple(name for name in _USUAL["publisher"] if name != "source"),
    "document": ("document", "doc_id", "document_id", "article_id"),
    "speaker": ("speaker",),
    "actor": ("actor",),
}
# What this package works out itself: a user's column of that name is kept under another.
_TAKEN_DOCUMENTS = ("doc_id", "sha256", "notes", "source", *_USUAL)
_TAKEN_STATEMENTS = (
    "doc_id", "statement_id", "text", "start", "end", "conditional", "speaker", "actor", "actor_score", "actor_reason",
    "parent_id", "repeats", "topic", "predicate", "answers", "person", "organization",
)  # fmt: skip
_ALLOWED = {"kind": KINDS, "cue_kind": CUE_KINDS}


class ColumnError(StanceError):
    """A table lacks a column that was named or is needed: wrong for the whole run, not for one file of many."""


@dataclass(frozen=True)
class Sheet:
    """The rows of one table as read: where it comes from, the numbered records, what was unreadable."""

    name: str
    records: list[tuple[int, Record]]
    header: list[str]
    sha256: str | None
    problems: list[Row]


def open_sheet(name: str, suffix: str, raw: bytes, sha256: str) -> Sheet:
    """Read a table file.

    Raises
    ------
    StanceError
        When it is not of the format that its name says.
    """
    problems: list[Row] = []
    if suffix == ".parquet":
        import pandas as pd
        import pyarrow as pa

        try:
            frame = pd.read_parquet(io.BytesIO(raw))
        except (pa.ArrowException, OSError, ValueError) as error:
            raise StanceError("is not a readable Parquet file; write it anew") from error
        return frame_sheet(frame, name, sha256)
    text, _ = decode(raw)
    text = text.removeprefix("\ufeff")
    if suffix in (".csv", ".tsv"):
        header, records = _read_csv(text, "\t" if suffix == ".tsv" else None, name, problems)
    else:
        records = _read_json(text, name, problems, lines=suffix != ".json")
        header = list(dict.fromkeys(key for _, record in records for key in record))
    return Sheet(name, records, header, sha256, problems)


def frame_sheet(frame: pd.DataFrame, name: str, sha256: str | None = None) -> Sheet:
    """Take a DataFrame for a table file."""
    frame = frame.rename(columns=str)
    records = [{str(key): _plain(value) for key, value in record.items()} for record in frame.to_dict("records")]
    return Sheet(name, list(enumerate(records, 1)), list(frame.columns), sha256, [])


def _plain(value: Any) -> object:
    import pandas as pd

    if pd.api.types.is_scalar(value):
        return None if pd.isna(value) else value
    return json.dumps(value, ensure_ascii=False, default=str)


def _read_csv(text: str, delimiter: str | None, name: str, problems: list[Row]) -> tuple[list[str], list[tuple[int, Record]]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = delimiter or max(",;\t|", key=first.count)
    rows = _csv_rows(text, delimiter, name, problems)
    header = [cell.strip() for cell in next(rows, (0, []))[1]]
    twice = next((column for column in header if header.count(column) > 1), None)
    if twice is not None:
        raise ColumnError(f"{name}: column {twice!r} stands there twice; give each its own name")
    records: list[tuple[int, Record]] = []
    for number, cells in rows:
        if len(cells) > len(header):
            cause = f"has {len(cells)} fields, the header {len(header)}; put text with {delimiter!r} in quotation marks"
            problems.append(problem_row(name, f"row {number}", cause))
            continue
        values = [cell if cell.strip() else None for cell in cells] + [None] * (len(header) - len(cells))
        records.append((number, dict(zip(header, values, strict=True))))
    return header, records


def _csv_rows(text: str, delimiter: str, name: str, problems: list[Row]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, the header as row 0; one that cannot be divided into cells is a problem."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, line = 0, 1
    while True:
        # The module refuses fields of more than 131,072 characters, which an article can have; its limit is global.
        limit = csv.field_size_limit(max(len(text), 131_072))
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            cells = []
            where = f"row {number} (lines {line} to {rows.line_num})"
            problems.append(problem_row(name, where, f"{error}; it is left out; check its quotation marks"))
            number += 1
        finally:
            csv.field_size_limit(limit)
        line = rows.line_num + 1
        if any(cell.strip() for cell in cells):
            yield number, cells
            number += 1


def _read_json(text: str, name: str, problems: list[Row], *, lines: bool) -> list[tuple[int, Record]]:
    found: list[tuple[int, object]] = []
    if lines:
        for number, line in enumerate(filter(str.strip, text.split("\n")), 1):
            try:
                found.append((number, json.loads(line)))
            except (json.JSONDecodeError, RecursionError) as error:
                problems.append(problem_row(name, f"row {number}", f"is not JSON ({error})"))
    else:
        try:
            whole = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            raise StanceError(f"is not JSON ({error}); for one object per line name the file .jsonl") from error
        found = list(enumerate([whole] if isinstance(whole, dict) else whole if isinstance(whole, list) else [], 1))
    records = []
    for number, value in found:
        if isinstance(value, dict):
            records.append((number, {key: _plain(cell) for key, cell in value.items()}))
        else:
            problems.append(problem_row(name, f"row {number}", f"is {str(value)[:40]!r}; expected an object with a text"))
    if not records and not problems:
        raise StanceError('holds no list of objects; expected [{"text": ...}, ...]')
    return records


def holds_statements(sheet: Sheet, columns: Mapping[str, str]) -> bool:
    """Return whether a table is one of statements: it names a speaker, an actor or a statement."""
    lower = {column.strip().lower() for column in sheet.header}
    return bool({"speaker", "actor"} & columns.keys() or {"speaker", "actor", "statement"} & lower)


def find_columns(sheet: Sheet, columns: Mapping[str, str], *, statements: bool) -> dict[str, str]:
    """Return which column of a table plays which part.

    Raises
    ------
    ColumnError
        When a column that `columns` names is not there, or none is recognised for the text (or the speaker).
    """
    there = f"it has {', '.join(map(repr, sheet.header)) or 'none'}"
    usual = _USUAL_STATEMENTS if statements else _USUAL
    lower = {column.strip().lower(): column for column in reversed(sheet.header)}
    found: dict[str, str] = {}
    for ours, theirs in columns.items():
        if ours in usual and theirs not in sheet.header:
            raise ColumnError(f"{sheet.name}: no column {theirs!r} for {ours}; {there}")
        if ours in usual:
            found[ours] = theirs
    for ours, names in usual.items():
        if ours not in found:
            name = next((lower[name] for name in names if name in lower and lower[name] not in columns.values()), None)
            if name is not None:
                found[ours] = name
    if "text" not in found:
        raise ColumnError(
            f"{sheet.name}: no column for the text; {there}; name it: --columns text=... (in Python columns={{'text': ...}})"
        )
    if statements and not {"speaker", "actor"} & set(found):
        raise ColumnError(f"{sheet.name}: no column for who speaks; {there}; name it: --columns speaker=... or actor=...")
    return found


def known_columns() -> list[str]:
    """Return our names of the columns that can be mapped."""
    return list(_USUAL_STATEMENTS)


def documents_of(sheet: Sheet, columns: Mapping[str, str]) -> tuple[list[Row], list[Row]]:
    """Return the documents of a table, and its problems row by row."""
    part = find_columns(sheet, columns, statements=False)
    problems = list(sheet.problems)
    day_first = guess_day_first(record.get(part.get("published", "")) for _, record in sheet.records)
    rows = []
    for number, record in sheet.records:
        where = f"row {number}"
        try:
            text, notes = _text(record, part["text"])
            values, trouble = _about(record, part, day_first)
            rows.append(
                document_row(
                    text,
                    {**values, **_own(record, part, _TAKEN_DOCUMENTS)},
                    notes=notes,
                    sha256=sheet.sha256,
                    source=f"{sheet.name}, {where}",
                )
            )
        except StanceError as error:
            problems.append(problem_row(sheet.name, where, str(error)))
            continue
        if trouble:
            problems.append(problem_row(sheet.name, where, f"{trouble}; the document is kept without it"))
    return rows, problems


def _text(record: Record, column: str) -> tuple[str, list[str]]:
    value = record.get(column)
    if value is None or (isinstance(value, str) and not value.strip()):
        raise StanceError(f"column {column!r} is empty; expected a text")
    if not isinstance(value, str):
        raise StanceError(f"column {column!r} is {str(value)[:40]!r}; expected a text")
    return clean(value)


def _about(record: Record, part: Mapping[str, str], day_first: bool | None) -> tuple[Row, str | None]:
    """Return what a record says of its document, and what is wrong with its date."""
    values: Row = {}
    for ours in ("title", "publisher", "published_tz", "url", "retrieved_at", "language"):
        value = record.get(part.get(ours, ""))
        values[ours] = clean(str(value))[0] or None if value is not None else None
    trouble = None
    try:
        values["published"], zone = read_date(record.get(part.get("published", "")), day_first=day_first)
        values["published_tz"] = values["published_tz"] or zone
    except StanceError as error:
        trouble = str(error)
    return values, trouble


def _own(record: Record, part: Mapping[str, str], taken: tuple[str, ...]) -> Row:
    used = set(part.values())
    return {f"{key}_given" if key in taken else key: value for key, value in record.items() if key not in used}


def statements_of(sheet: Sheet, columns: Mapping[str, str]) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the documents of a table of statements, its statements, and its problems row by row."""
    part = find_columns(sheet, columns, statements=True)
    problems = list(sheet.problems)
    day_first = guess_day_first(record.get(part.get("published", "")) for _, record in sheet.records)
    groups: dict[object, list[tuple[int, Record, str, list[str]]]] = {}
    for number, record in sheet.records:
        try:
            text, notes = _text(record, part["text"])
            _check_allowed(record, part)
        except StanceError as error:
            problems.append(problem_row(sheet.name, f"row {number}", str(error)))
            continue
        document = record.get(part["document"]) if "document" in part else None
        groups.setdefault(("row", number) if document is None else str(document), []).append((number, record, text, notes))
    documents: list[Row] = []
    given: list[Row] = []
    for key, members in groups.items():
        number, first, _, _ = members[0]
        where = f"row {number}"
        values, trouble = _about(first, part, day_first)
        if trouble:
            problems.append(problem_row(sheet.name, where, f"{trouble}; the document is kept without it"))
        if isinstance(key, str):
            values["document"] = key
        try:
            row = document_row(
                "\n\n".join(text for _, _, text, _ in members),
                values,
                notes=[f"row {n}: {note}" for n, _, _, notes in members for note in notes],
                sha256=sheet.sha256,
                source=f"{sheet.name}, {where}",
                read_head=False,
            )
        except StanceError as error:
            problems.append(problem_row(sheet.name, where, str(error)))
            continue
        documents.append(row)
        given += _statements(row["doc_id"], members, part)
    return documents, given, problems


def _check_allowed(record: Record, part: Mapping[str, str]) -> None:
    for name, allowed in _ALLOWED.items():
        value = record.get(name)
        if value is not None and name not in part.values() and value not in allowed:
            raise StanceError(f"{name} is {str(value)[:40]!r}; expected one of {', '.join(allowed)}, or nothing")


def _statements(doc_id: object, members: list[tuple[int, Record, str, list[str]]], part: Mapping[str, str]) -> Iterator[Row]:
    start = 0
    for _, record, text, _ in members:
        own = _own(record, part, _TAKEN_STATEMENTS)
        named = {who: record.get(part.get(who, "")) for who in ("speaker", "actor")}
        yield {
            "doc_id": doc_id,
            "text": text,
            "start": start,
            "end": start + len(text),
            **{who: clean(str(value))[0] or None if value is not None else None for who, value in named.items()},
            **own,
        }
        start += len(text) + 2
