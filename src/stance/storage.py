"""Tables and files on disk: written so that a reader sees the old content or the new, read back checked."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.tables import SCHEMA_VERSION, cast

if TYPE_CHECKING:
    import pandas as pd


def write_atomic(path: str | os.PathLike[str], data: str | bytes) -> Path:
    """Write a file so that a reader sees the old content or the new, never a part.

    Raises
    ------
    StanceError
        When the folder does not exist or cannot be written to.
    """
    path = Path(path)
    raw = data.encode("utf-8") if isinstance(data, str) else data
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except OSError as error:
        raise StanceError(f"{path}: cannot be written ({error.strerror}); name a folder that exists and is yours") from error
    return path


def append_lines(path: str | os.PathLike[str], rows: Iterable[Mapping[str, Any]], *, once: bool = False) -> Path:
    """Append rows to a JSON Lines file; nothing that stands in it is changed.

    Safe under concurrent writers: the file is locked while lines are added to it.

    Parameters
    ----------
    path : path
        The file; it and its folder are made when missing.
    rows : iterable of mapping
        One line each, missing values as null.
    once : bool
        Whether rows that stand in the file already are left out.

    Raises
    ------
    StanceError
        When the file cannot be written to.
    """
    from filelock import FileLock

    path = Path(path)
    lines = [json_line(row) for row in rows]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock")), path.open("a+b") as stream:
            if once:
                stream.seek(0)
                known = set(stream.read().decode("utf-8", errors="replace").split("\n"))
                lines = [line for line in dict.fromkeys(lines) if line not in known]
            # A writer that was killed may have left half a line; what comes after must not hang on it.
            if stream.seek(0, os.SEEK_END):
                stream.seek(-1, os.SEEK_END)
                if stream.read(1) != b"\n":
                    stream.write(b"\n")
            stream.write("".join(f"{line}\n" for line in lines).encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise StanceError(f"{path}: cannot be written ({error.strerror}); name a folder that is yours") from error
    return path


def json_line(row: Mapping[str, Any]) -> str:
    """Return a row as one line of JSON: missing values as null, numbers of numpy as numbers.

    >>> json_line({"start": 3, "claim_id": float("nan")})
    '{"start": 3, "claim_id": null}'
    """

    def plain(value: Any) -> Any:
        if value is None or value != value:
            return None
        return value.item() if hasattr(value, "item") else value

    return json.dumps({name: plain(value) for name, value in row.items()}, ensure_ascii=False)


def write_tables(
    tables: dict[str, pd.DataFrame], folder: str | os.PathLike[str], *, formats: Sequence[str] = ("parquet",)
) -> list[Path]:
    """Write tables into a folder, one file each, the schema version in the Parquet metadata.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        The tables by name.
    folder : path
        Made when missing.
    formats : sequence of {"parquet", "csv"}
        Cells of CSV files that a spreadsheet would run as a formula are prefixed by an apostrophe.

    Returns
    -------
    list of pathlib.Path
        The files written.
    """
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    unknown = [one for one in formats if one not in ("parquet", "csv")]
    if unknown:
        raise StanceError(f"formats: {unknown[0]!r} cannot be written; expected parquet, csv or both")
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StanceError(f"{folder}: cannot be made a folder ({error.strerror}); name another for the tables") from error
    written = []
    for name, frame in tables.items():
        if "parquet" in formats:
            arrow = pa.Table.from_pandas(frame, preserve_index=False)
            arrow = arrow.replace_schema_metadata(
                {
                    **(arrow.schema.metadata or {}),
                    b"stance_schema": SCHEMA_VERSION.encode(),
                    b"stance_table": name.encode(),
                }
            )
            buffer = io.BytesIO()
            pq.write_table(arrow, buffer)
            written.append(write_atomic(folder / f"{name}.parquet", buffer.getvalue()))
        if "csv" in formats:
            safe = frame.apply(lambda column: column.map(defused) if column.dtype == "str" else column)
            written.append(write_atomic(folder / f"{name}.csv", safe.to_csv(index=False)))
    return written


def defused(value: object) -> object:
    """Keep a spreadsheet from running a cell of hostile article text as a formula: an apostrophe before it.

    >>> defused("=1+1"), defused("plain")
    ("'=1+1", 'plain')
    """
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value[:1] else value


def fused(value: str) -> str:
    """Return what `defused` was given.

    >>> fused("'=1+1"), fused("'tis")
    ('=1+1', "'tis")
    """
    return value[1:] if value[:1] == "'" and value[1:2] in "=+-@\t\r" and value[1:2] else value


def read_table(path: str | os.PathLike[str], table: str) -> pd.DataFrame:
    """Read one Parquet table that `write_tables` wrote, checked against this version's schema.

    Raises
    ------
    StanceError
        When the file is missing, is no Parquet file or carries another schema version.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        arrow = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise StanceError(f"{path}: not a readable Parquet table; expected one that `stance analyze --tables` wrote") from error
    version = (arrow.schema.metadata or {}).get(b"stance_schema", b"none").decode()
    if version != SCHEMA_VERSION:
        raise StanceError(f"{path}: schema version {version!r}, expected {SCHEMA_VERSION!r}; write the tables anew")
    return cast(table, arrow.to_pandas())
