"""Tables and files on disk: written so that a reader sees the old content or the new, read back checked."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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
            safe = frame.apply(lambda column: column.map(_defuse) if column.dtype == "str" else column)
            written.append(write_atomic(folder / f"{name}.csv", safe.to_csv(index=False)))
    return written


def _defuse(value: object) -> object:
    """Keep a spreadsheet from running a cell of hostile article text as a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value[:1] else value


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
