"""The tables that everything flows through: their columns, ids and validation.

Each table is a plain pandas DataFrame. A column of the list below is always present and of the stated dtype; columns a
user adds are kept. `check` is called at the public border, not between private steps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stance.errors import StanceError

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = "1"

UNKNOWN = "unknown"
"""The actor of a statement whose speaker could not be tied to anyone."""

KINDS = ("direct", "indirect", "mixed")
CUE_KINDS = ("asserts", "denies", "accuses", "urges", "promises", "threatens", "asks")
CLAIM_TYPES = ("fact", "blame", "prediction", "policy", "commitment")
LABELS = ("favor", "against", "none", "abstain")
STATES = ("favor", "against", "mixed", "none", "abstained", "silent", "not quoted")
RELATIONS = ("counters", "agrees", "disputes_source")
ACTOR_KINDS = ("state", "organization", "group")
ACTIONS = ("add", "move", "drop", "set")

Dtype = Literal["str", "int64", "float64", "bool", "datetime64[s]"]


@dataclass(frozen=True)
class Column:
    """One column: its dtype, whether a null may stand in it, the values allowed, the table whose key it points to."""

    name: str
    dtype: Dtype = "str"
    null: bool = False
    values: tuple[str, ...] = ()
    points_to: str = ""


@dataclass(frozen=True)
class Table:
    """One table: its columns in order and the column, if any, that names a row."""

    name: str
    columns: tuple[Column, ...]
    key: str = ""

    @property
    def names(self) -> list[str]:
        """The column names in order."""
        return [column.name for column in self.columns]


def _columns(*specs: Column | str) -> tuple[Column, ...]:
    return tuple(Column(spec) if isinstance(spec, str) else spec for spec in specs)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "documents",
            _columns(
                "doc_id",
                "text",
                Column("title", null=True),
                Column("publisher", null=True),
                Column("published", "datetime64[s]", null=True),
                Column("published_tz", null=True),
                Column("url", null=True),
                Column("retrieved_at", null=True),
                Column("language", null=True),
                "sha256",
                Column("source", null=True),
                Column("notes", null=True),
            ),
            key="doc_id",
        ),
        Table(
            "statements",
            _columns(
                "statement_id",
                Column("doc_id", points_to="documents"),
                "text",
                Column("start", "int64"),
                Column("end", "int64"),
                Column("kind", values=KINDS),
                Column("cue", null=True),
                Column("cue_kind", values=CUE_KINDS),
                Column("conditional", "bool"),
                Column("speaker", null=True),
                Column("person", null=True),
                Column("organization", null=True),
                "actor",
                Column("actor_score", "float64"),
                "actor_reason",
                Column("target", null=True),
                Column("parent_id", null=True, points_to="statements"),
                Column("repeats", null=True, points_to="statements"),
                Column("topic", null=True, points_to="topics"),
            ),
            key="statement_id",
        ),
        Table(
            "spans",
            _columns(
                Column("statement_id", points_to="statements"),
                Column("role", values=("content", "source", "cue")),
                Column("part", "int64"),
                Column("start", "int64"),
                Column("end", "int64"),
            ),
        ),
        Table(
            "actors",
            _columns("actor", "name", Column("kind", values=ACTOR_KINDS), Column("part_of", null=True)),
            key="actor",
        ),
        Table(
            "mentions",
            _columns(
                Column("doc_id", points_to="documents"),
                "actor",
                Column("start", "int64"),
                Column("end", "int64"),
                Column("statement_id", null=True, points_to="statements"),
            ),
        ),
        Table("topics", _columns("topic", "label", "keywords", Column("size", "int64")), key="topic"),
        Table(
            "claims",
            _columns(
                "claim_id",
                "text",
                Column("claim_type", values=CLAIM_TYPES),
                Column("topic", null=True, points_to="topics"),
                Column("origin", values=("given", "proposed")),
            ),
            key="claim_id",
        ),
        Table(
            "stances",
            _columns(
                Column("statement_id", points_to="statements"),
                Column("claim_id", points_to="claims"),
                Column("p_favor", "float64"),
                Column("p_against", "float64"),
                Column("p_none", "float64"),
                Column("label", values=LABELS),
                "method",
            ),
        ),
        Table(
            "cells",
            _columns(
                "actor",
                Column("claim_id", points_to="claims"),
                Column("state", values=STATES),
                Column("score", "float64", null=True),
                Column("low", "float64", null=True),
                Column("high", "float64", null=True),
                Column("n", "int64"),
                Column("n_favor", "int64"),
                Column("n_against", "int64"),
                Column("n_abstain", "int64"),
                Column("n_quoted", "int64"),
                Column("described_by", null=True),
            ),
        ),
        Table(
            "links",
            _columns(
                Column("left_id", points_to="statements"),
                Column("right_id", points_to="statements"),
                Column("claim_id", null=True, points_to="claims"),
                Column("relation", values=RELATIONS),
                Column("p", "float64"),
            ),
        ),
        Table("problems", _columns("source", "where", "problem")),
        Table(
            "codings",
            _columns(
                "doc_id",
                Column("start", "int64"),
                Column("end", "int64"),
                "statement_id",
                Column("claim_id", null=True),
                Column("action", values=ACTIONS),
                Column("field", null=True),
                Column("value", null=True),
                "coder",
                "coded_at",
                Column("codebook", null=True),
                Column("note", null=True),
                Column("text", null=True),
            ),
        ),
    )
}


def empty(table: str) -> pd.DataFrame:
    """Return the named table with no rows and every column of its dtype.

    >>> list(empty("topics").columns)
    ['topic', 'label', 'keywords', 'size']
    """
    return build(table, [])


def build(table: str, rows: Iterable[dict[str, object]]) -> pd.DataFrame:
    """Make the named table from rows; missing nullable columns become null, dtypes are set exactly.

    Parameters
    ----------
    table : str
        A key of `TABLES`.
    rows : iterable of dict
        One mapping per row. Keys outside the table's columns become extra columns.

    Returns
    -------
    pandas.DataFrame
        One row per mapping, the table's columns first.
    """
    import pandas as pd

    spec = TABLES[table]
    rows = list(rows)
    frame = pd.DataFrame(rows, columns=None if rows else spec.names)
    return cast(table, frame)


def cast(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy of `frame` with the table's columns in order and dtype, the user's own columns after them.

    Raises
    ------
    StanceError
        When a column that may not be null is missing, or its values do not convert.
    """
    import pandas as pd

    spec = TABLES[table]
    out = {}
    for column in spec.columns:
        if column.name in frame.columns:
            values = frame[column.name]
        elif column.null:
            missing = float("nan") if column.dtype == "float64" else None
            values = pd.Series([missing] * len(frame), index=frame.index, dtype=object)
        else:
            raise StanceError(
                f"table {table!r}: column {column.name!r} is missing; it has {', '.join(map(str, frame.columns)) or 'none'}"
            )
        try:
            out[column.name] = values.astype("str" if column.dtype == "str" else column.dtype)
        except (TypeError, ValueError) as error:
            raise StanceError(f"table {table!r}: column {column.name!r} should be {column.dtype}: {error}") from error
    own = {name: _of_one_type(frame[name]) for name in frame.columns if name not in out}
    return pd.DataFrame({**out, **own}, index=frame.index).reset_index(drop=True)


def _of_one_type(values: pd.Series) -> pd.Series:
    """Turn a user's column that mixes numbers and text into text: no file holds both."""
    types = {type(value) for value in values[values.notna()]} if values.dtype == object else set()
    return values.where(values.isna(), values.map(str)) if len(types) > 1 and str in types else values


def check(table: str, frame: pd.DataFrame, **others: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` cast to the table, after checking nulls, allowed values, its key and its foreign keys.

    Parameters
    ----------
    table : str
        A key of `TABLES`.
    frame : pandas.DataFrame
        The table to check.
    **others : pandas.DataFrame
        The tables that foreign keys point to, by name; a foreign key whose table is not given is not checked.

    Raises
    ------
    StanceError
        Naming the table, the column, the first offending row and value.
    """
    spec = TABLES[table]
    frame = cast(table, frame)
    for column in spec.columns:
        values = frame[column.name]
        if not column.null and values.isna().any():
            row = int(values.isna().to_numpy().argmax())
            raise StanceError(f"table {table!r}: column {column.name!r} is empty in row {row}; a value is needed there")
        if column.values:
            _refuse(table, column, values, ~values.isin(column.values), f"one of {', '.join(column.values)}")
        target = frame if column.points_to == table else others.get(column.points_to)
        if column.points_to and target is not None:
            known = set(target[TABLES[column.points_to].key])
            wrong = values.notna() & ~values.isin(known)
            _refuse(table, column, values, wrong, f"a {TABLES[column.points_to].key} of table {column.points_to!r}")
    if spec.key and frame[spec.key].duplicated().any():
        _refuse(table, Column(spec.key), frame[spec.key], frame[spec.key].duplicated(), "a value that stands only once")
    if table == "stances" and len(frame):
        off = (frame[["p_favor", "p_against", "p_none"]].sum(axis=1) - 1).abs() > 1e-6
        _refuse(table, Column("p_none"), frame["p_none"], off, "probabilities that sum to one")
    return frame


def _refuse(table: str, column: Column, values: pd.Series, wrong: pd.Series, expected: str) -> None:
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise StanceError(f"table {table!r}: column {column.name!r} has {values.iloc[row]!r} in row {row}; expected {expected}")


def check_offsets(documents: pd.DataFrame, statements: pd.DataFrame, spans: pd.DataFrame) -> None:
    """Check that each statement's text is its content spans, cut from the document and joined by one space.

    Raises
    ------
    StanceError
        Naming the first statement whose text, start or end disagrees with its spans.
    """
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    content = spans[spans["role"] == "content"].sort_values(["statement_id", "part"])
    parts = {key: list(zip(group["start"], group["end"], strict=True)) for key, group in content.groupby("statement_id")}
    for row in statements.itertuples():
        found = parts.get(row.statement_id, [])
        text = " ".join(texts[row.doc_id][start:end] for start, end in found)
        hull = (min(s for s, _ in found), max(e for _, e in found)) if found else None
        if text != row.text or hull != (row.start, row.end):
            raise StanceError(
                f"statement {row.statement_id!r}: its text, start and end should be those of its content spans, "
                f"which give {text[:60]!r} at {hull}"
            )


def distinct(statements: pd.DataFrame) -> pd.DataFrame:
    """Return the statements that are no repeats and not told inside others' words."""
    return statements[statements["parent_id"].isna() & statements["repeats"].isna()]


def counted(statements: pd.DataFrame) -> pd.DataFrame:
    """Return the distinct statements of known actors: those that figures, cells and links count."""
    told = distinct(statements)
    return told[told["actor"] != UNKNOWN]


def first_given(*texts: object) -> str:
    """Return the first text that there is, or nothing.

    >>> first_given(None, float("nan"), "", "the mayor")
    'the mayor'
    """
    return next((text for text in texts if isinstance(text, str) and text), "")


def make_id(prefix: str, *parts: object) -> str:
    """Return a short stable id: the prefix and 12 hex digits of the SHA-256 of the parts.

    >>> make_id("d", "text", None) == make_id("d", "text", None)
    True
    """
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return f"{prefix}{hashlib.sha256(joined.encode('utf-8')).hexdigest()[:12]}"


def text_digest(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def digest(frame: pd.DataFrame, *, places: int = 3) -> str:
    """Return the SHA-256 of a table's content: independent of row order, index, file format and float noise.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any of the tables.
    places : int, default 3
        Decimal places that floats are rounded to before hashing.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    lines = []
    for row in frame[sorted(frame.columns)].itertuples(index=False):
        cells = [f"{value:.{places}f}" if isinstance(value, float) else str(value) for value in row]
        lines.append("\x1f".join(cells))
    content = "\n".join(["\x1f".join(sorted(map(str, frame.columns))), *sorted(lines)])
    return hashlib.sha256(content.encode("utf-8")).hexdigest()
