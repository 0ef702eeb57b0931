"""A study read back from its folder, and made again from what stands in it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.storage import read_table
from stance.study import STUDY_TABLES, Inputs, Study
from stance.tables import build, text_digest

if TYPE_CHECKING:
    import pandas as pd

    from stance.sources import Reading

Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def read_study(folder: str | os.PathLike[str], *, codings: bool = True, adjudicator: str | None = None) -> Study:
    """Read a study that `Study.write` or ``stance analyze --study`` wrote.

    Parameters
    ----------
    folder : path
        The study's folder.
    codings : bool, default True
        Whether the judgements in its folder `codings/` are laid over it.
    adjudicator : str, optional
        The coder whose judgement stands wherever there is one.

    Returns
    -------
    Study
        Lines of codings that cannot be read are left out and listed in its problems.

    Raises
    ------
    StanceError
        When the folder is no study, or a table in it cannot be read.
    """
    import numpy as np

    folder = Path(folder)
    provenance = _provenance(folder)
    tables = {name: read_table(folder / f"{name}.parquet", name) for name in STUDY_TABLES if name != "codings"}
    try:
        embeddings = np.load(folder / "embeddings.npy", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise StanceError(f"{folder / 'embeddings.npy'}: cannot be read ({error}); write the study anew") from error
    if len(embeddings) != len(tables["statements"]):
        raise StanceError(
            f"{folder}: {len(embeddings)} embeddings for {len(tables['statements'])} statements; its files are of two studies"
        )
    study = Study(**tables, embeddings=embeddings, provenance=provenance, inputs=_inputs(folder))
    if not codings or not (folder / "codings").is_dir():
        return study
    from stance.coding import apply_codings, read_codings

    problems: list[dict[str, object]] = []
    judged = read_codings(folder / "codings", problems=problems)
    study = _with_problems(study, problems)
    return apply_codings(study, judged, adjudicator=adjudicator) if len(judged) else study


def _with_problems(study: Study, problems: list[dict[str, object]]) -> Study:
    values = {field.name: getattr(study, field.name) for field in fields(study)}
    return Study(**values | {"problems": build("problems", [*study.problems.to_dict("records"), *problems])})


def _provenance(folder: Path) -> dict[str, Any]:
    path = folder / "provenance.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StanceError(f"{folder}: is no folder of a study; expected one that `stance analyze --study` wrote") from error
    missing = {"options", "digests", "input"} - set(found)
    if missing:
        raise StanceError(f"{path}: {sorted(missing)[0]!r} is missing; write the study anew")
    return dict(found)


def _inputs(folder: Path) -> Inputs:
    import pandas as pd

    from stance.statements.actors import ActorTable

    try:
        frames = {path.stem: pd.read_parquet(path) for path in sorted((folder / "inputs").glob("*.parquet"))}
    except (OSError, ValueError) as error:
        raise StanceError(f"{folder / 'inputs'}: cannot be read ({error}); write the study anew") from error
    actors = ActorTable(frames["actors"], frames["aliases"]) if {"actors", "aliases"} <= set(frames) else None
    return Inputs(actors, frames.get("given"))


@dataclass(frozen=True)
class Reproduction:
    """What came out when a study was made again.

    Attributes
    ----------
    identical : bool
        Whether the content of every table is the same.
    tables : pandas.DataFrame
        table, recorded, now (digests of the content), same.
    changed : tuple of str
        What is not as it was, in words: documents, versions, models, precision, table of actors.
    study : Study
        The study made now.
    """

    identical: bool
    tables: pd.DataFrame
    changed: tuple[str, ...]
    study: Study

    def __str__(self) -> str:
        lines = ["identical: every table has the content recorded" if self.identical else "not identical"]
        lines += [f"  {change}" for change in self.changed]
        lines += [f"  table {row.table}: other content than recorded" for row in self.tables.itertuples() if not row.same]
        if not self.identical and not self.changed:
            lines.append("  no input, version or model is another than recorded; a file in the folder was changed by hand")
        return "\n".join(lines)


def reproduce(folder: str | os.PathLike[str], *, sources: Paths | None = None) -> Reproduction:
    """Make a study again from its folder and say whether the same comes out, and if not, what is another than before.

    Parameters
    ----------
    folder : path
        What `Study.write` wrote.
    sources : path or sequence of paths, optional
        The files that were analyzed, to be read again; by default the texts are taken from the study's table documents.

    Returns
    -------
    Reproduction

    Raises
    ------
    StanceError
        When the folder is no study.
    """
    import pandas as pd

    from stance.coding import adapt, apply_codings, read_codings
    from stance.pipeline import Options, analyze

    folder = Path(folder)
    recorded = read_study(folder, codings=False)
    wanted = recorded.provenance
    reading = _reading(recorded, sources)
    changed = _changed_documents(wanted["input"], reading.documents)
    known = {field.name for field in fields(Options)}
    options = Options(**{name: value for name, value in wanted["options"].items() if name in known})
    given = recorded.claims[recorded.claims["origin"] == "given"]
    study = analyze(reading, claims=given if len(given) else None, actors=recorded.inputs.actors, options=options)
    unread: list[dict[str, object]] = []
    judged = read_codings(folder / "codings", problems=unread) if (folder / "codings").is_dir() else build("codings", [])
    if "adaptation" in wanted:
        study = adapt(study, judged, random_state=wanted["adaptation"].get("random_state", options.seed)).apply(study)
    changed += _changed_surroundings(wanted, study.provenance)
    changed += [f"codings: {one['source']}, {one['where']}: {one['problem']}" for one in unread]
    compared = [("", wanted["digests"], study)]
    if (folder / "coded" / "provenance.json").is_file():
        coded = _provenance(folder / "coded")
        if len(judged) != coded["codings"]["n"]:
            changed.append(f"codings: {len(judged)} judgements, recorded {coded['codings']['n']}")
        study = apply_codings(study, judged, adjudicator=coded["codings"]["adjudicator"])
        compared.append(("coded ", coded["digests"], study))
    rows = [
        {
            "table": f"{prefix}{name}",
            "recorded": digests.get(name, ""),
            "now": made.provenance["digests"][name],
            "same": digests.get(name, "") == made.provenance["digests"][name],
        }
        for prefix, digests, made in compared
        for name in STUDY_TABLES
    ]
    tables = pd.DataFrame(rows)
    return Reproduction(bool(tables["same"].all()), tables, tuple(changed), study)


def _reading(recorded: Study, sources: Paths | None) -> Reading:
    from stance.sources import Reading, read_sources

    how = recorded.provenance
    besides, columns, as_statements = how.get("besides", []), how.get("columns", {}), how.get("as_statements")
    if sources is not None:
        paths = [Path(one) for one in ([sources] if isinstance(sources, (str, os.PathLike)) else sources)]
        left_out = [place / name for place in paths if place.is_dir() for name in besides]
        left_out += [path for path in paths if path.name in besides]
        return read_sources(paths, columns=columns, as_statements=as_statements, besides=left_out)
    # What went wrong in reading is not to be seen in the texts that were read.
    problems = recorded.problems[recorded.problems["where"] != "extraction"]
    problems = problems.reset_index(drop=True)
    return Reading(recorded.documents, recorded.inputs.given, problems, tuple(besides), columns, as_statements)


def _changed_documents(recorded: list[dict[str, Any]], documents: pd.DataFrame) -> list[str]:
    now = {d.doc_id: (_name(d.source, d.doc_id), text_digest(d.text)) for d in documents.itertuples()}
    by_name = {name: doc_id for doc_id, (name, _) in now.items()}
    out, met = [], set()
    for one in recorded:
        name = _name(one["source"], one["doc_id"])
        place = one["doc_id"] if one["doc_id"] in now else by_name.get(name)
        if place is None:
            out.append(f"document {name}: is missing")
            continue
        met.add(place)
        if now[place][1] != one["text_sha256"]:
            out.append(f"document {name}: its text is another than the one analyzed ({one['doc_id']})")
        elif place != one["doc_id"]:
            out.append(f"document {name}: its title, publisher, url or date is another than the one analyzed ({one['doc_id']})")
    return out + [f"document {name}: was not among those analyzed" for key, (name, _) in now.items() if key not in met]


def _name(source: object, doc_id: str) -> str:
    return source if isinstance(source, str) and source else doc_id


def _changed_surroundings(recorded: dict[str, Any], now: dict[str, Any]) -> list[str]:
    flat_then, flat_now = _flat(recorded), _flat(now)
    return [
        f"{name}: {flat_now.get(name, 'absent')}, recorded {value}"
        for name, value in flat_then.items()
        if value != flat_now.get(name)
    ]


def _flat(provenance: dict[str, Any]) -> dict[str, str]:
    out = {name: str(provenance.get(name)) for name in ("stance", "schema", "python", "machine", "precision", "actors")}
    for group in ("packages", "encoder", "extractor", "stance_model"):
        out |= {f"{group} {name}": str(value) for name, value in provenance.get(group, {}).items()}
    return out
