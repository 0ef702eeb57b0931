"""From files and frames to the table of documents: plain text, HTML pages, tables of documents or of statements."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from stance.errors import StanceError
from stance.sources.dates import date_in_name, read_date
from stance.sources.decode import clean, decode
from stance.sources.documents import document_row, problem_row
from stance.sources.frames import (
    TABLE_SUFFIXES,
    ColumnError,
    Sheet,
    documents_of,
    frame_sheet,
    holds_statements,
    known_columns,
    open_sheet,
    statements_of,
)
from stance.sources.pages import declared_charset, is_own_page, is_page, read_page
from stance.tables import TABLES, build, check

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Reading", "document_from_text", "read_sources"]

_FOLDER_SUFFIXES = (".txt", ".html", ".htm")
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_OTHER_TEXTS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".md", ".xml", ".epub")
_GIVEN = ("doc_id", "text", "start", "end", "speaker", "actor")
_DEFAULTS = {"kind": "indirect", "cue_kind": "asserts"}


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes
    ----------
    documents : pandas.DataFrame
        The table documents, and the user's own columns.
    given : pandas.DataFrame or None
        Ready-made statements: doc_id, text, start, end, speaker, actor (null where not given), and the user's own
        columns. None where no table of statements was read. Documents that it does not name are still to be read
        for statements.
    problems : pandas.DataFrame
        The table problems: what was left out, or kept without a part of it.
    besides : tuple of str
        Names of files that are no texts and were left out.
    columns, as_statements
        How tables were read, as `read_sources` was told.
    """

    documents: pd.DataFrame
    given: pd.DataFrame | None
    problems: pd.DataFrame
    besides: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    as_statements: bool | None = None


@dataclass
class _Shelf:
    """The rows gathered so far."""

    documents: list[dict[str, object]] = field(default_factory=list)
    given: list[dict[str, object]] = field(default_factory=list)
    problems: list[dict[str, object]] = field(default_factory=list)


def read_sources(
    source: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame,
    *,
    columns: Mapping[str, str] | None = None,
    as_statements: bool | None = None,
    besides: Sequence[str | os.PathLike[str]] = (),
) -> Reading:
    """Read documents, or statements that somebody else has already cut out.

    Parameters
    ----------
    source : path, sequence of paths or pandas.DataFrame
        Text or HTML files; CSV, TSV, JSON, JSONL or Parquet tables with a row per document or statement; folders, of
        which the .txt, .html and .htm files are read; or a table in memory, such as one of documents.
    columns : mapping of str to str, optional
        Our names to yours, such as ``{"text": "body", "publisher": "outlet"}``. The usual names need not be named.
    as_statements : bool, optional
        Whether tables hold statements; by default those do that have a column speaker, actor or statement.
    besides : sequence of paths, optional
        Files that are no texts, such as that of the claims, and are left out where a folder or a pattern names them too.

    Returns
    -------
    Reading
        Statements of one document share a text, joined by a blank line; without a column for the document each is
        one of its own. Rows of tables count from 1, without the header.

    Raises
    ------
    StanceError
        When a path is not there, a table lacks a column, or nothing at all can be read. What is wrong with one file
        of several, or one row, is a row of `problems`.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"body": ["The mayor said that the pier will be closed."], "outlet": ["Harbour News"]})
    >>> read_sources(table).documents[["publisher", "language"]].values.tolist()
    [['Harbour News', 'en']]
    """
    import pandas as pd

    columns = dict(columns or {})
    wrong = [name for name in columns if name not in known_columns()]
    if wrong:
        raise StanceError(f"columns: {wrong[0]!r} is none that can be mapped; there are {', '.join(known_columns())}")
    shelf = _Shelf()
    if isinstance(source, pd.DataFrame):
        _add_sheet(shelf, frame_sheet(source, "the table"), columns, as_statements)
    else:
        for path in _files(source, [Path(one) for one in besides], shelf.problems):
            try:
                _add_file(shelf, path, columns, as_statements)
            except ColumnError:
                raise
            except StanceError as error:
                shelf.problems.append(problem_row(str(path), "file", str(error)))
    left_out = tuple(sorted({Path(one).name for one in besides}))
    return replace(_reading(shelf), besides=left_out, columns=columns, as_statements=as_statements)


def document_from_text(
    text: str,
    *,
    title: str | None = None,
    publisher: str | None = None,
    published: str | dt.date | None = None,
    published_tz: str | None = None,
    url: str | None = None,
    language: str | None = None,
) -> pd.DataFrame:
    """Make a table of one document from a text at hand.

    Parameters
    ----------
    text : str
        The article. Its first lines give title, publisher and date where these are not given.
    title, publisher, published_tz, url, language : str, optional
        As in the table documents.
    published : str or date, optional
        Local time as printed, with day, month and year.

    Returns
    -------
    pandas.DataFrame
        The table documents with one row.

    Raises
    ------
    StanceError
        When the text is empty or not English, or the date is not one.

    Examples
    --------
    >>> document_from_text("The mayor said that the pier will be closed.", published="3 May 2023")["published"].iloc[0]
    Timestamp('2023-05-03 00:00:00')
    """
    if not isinstance(text, str):
        raise StanceError(f"document_from_text: text is {type(text).__name__}; expected a string (files: read_sources)")
    cleaned, notes = clean(text)
    value, zone = read_date(published)
    about = {
        "title": title,
        "publisher": publisher,
        "published": value,
        "published_tz": published_tz or zone,
        "url": url,
        "language": language,
    }
    try:
        return build("documents", [document_row(cleaned, about, notes=notes)])
    except StanceError as error:
        raise StanceError(f"document_from_text: {error}") from error


def _files(
    source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    besides: Sequence[Path],
    problems: list[dict[str, object]],
) -> list[Path]:
    paths = [source] if isinstance(source, (str, os.PathLike)) else list(source)
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in _FOLDER_SUFFIXES and p.is_file())
            others = [one for one in sorted(path.iterdir()) if one not in inside and not _among(one, besides)]
            passed = [(one, why) for one in others if (why := _passed_over(one))]
            if not inside:
                first = f"; {passed[0][0].name} {passed[0][1]}" if passed else ""
                raise StanceError(f"{path}: the folder holds no {', '.join(_FOLDER_SUFFIXES)} file; name the files{first}")
            files += inside
            problems += [problem_row(str(one), "file", why) for one, why in passed]
        elif path.exists():
            files.append(path)
        else:
            raise StanceError(f"{path}: no such file or folder; check the name")
    left = [file for file in files if not _among(file, besides)]
    if files and not left:
        raise StanceError(f"{files[0]}: is named as the file of claims or actors, and no text to read beside it")
    files = left
    if not files:
        raise StanceError("no file was named; name a text, HTML, CSV, JSON or Parquet file, or a folder")
    return files


def _among(path: Path, others: Sequence[Path]) -> bool:
    return any(one.exists() and one.samefile(path) for one in others)


def _passed_over(path: Path) -> str:
    """Why something in a folder that could hold texts is not read there, or "" for what holds none."""
    if path.is_dir():
        held = sum(one.suffix.lower() in _FOLDER_SUFFIXES for one in path.iterdir()) if os.access(path, os.R_OK) else 0
        return f"is a folder inside a folder; its {held} text(s) were not read; name it as well" if held else ""
    if path.suffix.lower() in TABLE_SUFFIXES:
        return "is a table, which is read only where it is named itself; it was not read"
    if path.suffix.lower() in _OTHER_TEXTS:
        return f"is no {', '.join(_FOLDER_SUFFIXES)} file and was not read; save its text as one of these"
    return ""


def _add_file(shelf: _Shelf, path: Path, columns: Mapping[str, str], as_statements: bool | None) -> None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StanceError(f"cannot be read ({error.strerror}); check its permissions") from error
    sha256 = hashlib.sha256(raw).hexdigest()
    suffix = path.suffix.lower()
    if raw.startswith(b"PAR1"):
        suffix = ".parquet"
    if suffix in TABLE_SUFFIXES:
        _add_sheet(shelf, open_sheet(str(path), suffix, raw, sha256), columns, as_statements)
        return
    page = suffix in _PAGE_SUFFIXES
    text, note = decode(raw, declared=declared_charset(raw) if page else None)
    about: dict[str, object] = {}
    if page or is_page(text):
        if is_own_page(text):
            raise StanceError("is a page that stance wrote, no text to read; keep reports in another folder")
        about = read_page(text)
        for name in ("title", "publisher"):
            about[name] = clean(str(about[name]))[0] if about[name] else None
        text = str(about.pop("text"))
    elif text.startswith("<?xml"):
        raise StanceError("is XML, not a page or plain text; export it as one of these")
    text, notes = clean(text)
    notes = [note, *notes] if note else notes
    named = date_in_name(path.stem)
    shelf.documents.append(document_row(text, about, notes=notes, sha256=sha256, source=path.name, named=named))


def _add_sheet(shelf: _Shelf, sheet: Sheet, columns: Mapping[str, str], as_statements: bool | None) -> None:
    if not sheet.header or not (sheet.records or sheet.problems):
        raise StanceError(f"the table has no rows; its columns are {', '.join(sheet.header) or 'none'}")
    statements = holds_statements(sheet, columns) if as_statements is None else as_statements
    if statements:
        documents, given, problems = statements_of(sheet, columns)
        shelf.given += given
    elif not columns and set(TABLES["documents"].names) <= set(sheet.header):
        # A table of documents that this package made keeps its ids: it may be a part of one, or come from elsewhere.
        documents, problems = [record for _, record in sheet.records], []
    else:
        documents, problems = documents_of(sheet, columns)
    shelf.documents += documents
    shelf.problems += problems


def _reading(shelf: _Shelf) -> Reading:
    seen: dict[object, dict[str, object]] = {}
    with_statements = {row["doc_id"] for row in shelf.given}
    for row in shelf.documents:
        first = seen.setdefault(row["doc_id"], row)
        if first is not row and row["doc_id"] not in with_statements:
            cause = f"is the same document as {first['source'] or first['doc_id']}; it is kept once"
            shelf.problems.append(problem_row(str(row["source"] or row["doc_id"]), "document", cause))
    if not seen:
        first_problem = shelf.problems[0] if shelf.problems else problem_row("the table", "file", "has no rows")
        place = "" if first_problem["where"] == "file" else f", {first_problem['where']}"
        others = [str(one["source"]) for one in shelf.problems[1:4] if one["source"] != first_problem["source"]]
        more = f"; nor could {', '.join(others)} be read" if others else ""
        more = more or (f" (and {len(shelf.problems) - 1} more rows)" if len(shelf.problems) > 1 else "")
        raise StanceError(f"{first_problem['source']}{place}: {first_problem['problem']}{more}")
    given = None
    if shelf.given:
        import pandas as pd

        given = pd.DataFrame(shelf.given)
        for name, default in _DEFAULTS.items():
            if name in given:
                given[name] = given[name].fillna(default)
        given = given[[*_GIVEN, *(name for name in given.columns if name not in _GIVEN)]]
    documents = check("documents", build("documents", seen.values()))
    return Reading(documents, given, build("problems", shelf.problems))
