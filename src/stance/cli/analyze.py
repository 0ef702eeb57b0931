"""`stance analyze`: what is read, what is written, and what is said of it on the screen."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import StanceError
from stance.statements import EXTRACTORS
from stance.tables import UNKNOWN

if TYPE_CHECKING:
    from stance.study import Study

_SHOWN_PROBLEMS = 20


def add_analyze(commands: Any) -> None:
    """Add the command that reads texts."""
    analyze = commands.add_parser(
        "analyze",
        help="analyze texts and write a report",
        description="Analyze texts and write a report: one HTML file that works offline.",
        allow_abbrev=False,
    )
    analyze.set_defaults(run=_analyze)
    reading = analyze.add_argument_group("what is read")
    reading.add_argument("paths", nargs="*", metavar="PATH", help="text, HTML, CSV, JSON or Parquet files, or folders")
    reading.add_argument("--sample", choices=("crisis", "fiction"), help="analyze a bundled sample instead of files")
    reading.add_argument("--claims", metavar="FILE", help="the claims: one per line, or a CSV; else they are proposed")
    reading.add_argument("--actors", metavar="FILE", help="a CSV that extends the bundled table of actors")
    reading.add_argument(
        "--columns",
        action="append",
        default=[],
        metavar="OURS=YOURS",
        help="the names of your columns, such as text=body,publisher=outlet",
    )
    kind = reading.add_mutually_exclusive_group()
    kind.add_argument("--statements", action="store_true", help="tables hold a statement per row")
    kind.add_argument("--documents", action="store_true", help="tables hold a document per row, speaker or not")
    writing = analyze.add_argument_group("what is written")
    writing.add_argument("-o", "--output", default="report.html", metavar="FILE", help="the report (report.html)")
    writing.add_argument(
        "--study",
        "--tables",
        dest="folders",
        action="append",
        default=[],
        metavar="DIR",
        help="write the study there: tables as Parquet, provenance (both names mean the same)",
    )
    writing.add_argument("--csv", action="store_true", help="write the tables as CSV too")
    options = analyze.add_argument_group("options")
    options.add_argument("--topics", type=int, metavar="N", help="number of topics; else chosen from the data")
    options.add_argument(
        "--threshold", type=float, metavar="P", help="probability from which a stance is said; the model's own (0.65) by default"
    )
    options.add_argument("--seed", type=int, default=0, metavar="N", help="seed of everything with chance (0)")
    options.add_argument("--extractor", choices=EXTRACTORS, default="combined", help="how statements are found (combined)")
    options.add_argument("--embedding-model", metavar="M", help="another sentence encoder, by hub name or folder")
    options.add_argument(
        "--stance-model",
        metavar="M",
        help="the stance model: all-mpnet-base-v2 (the default where its encoder is installed), embedded (quicker, the default "
        "elsewhere), or another by hub name or folder",
    )


def _analyze(options: argparse.Namespace) -> None:
    _check_outputs(options)
    columns = _columns(options.columns)
    if bool(options.paths) == bool(options.sample):
        raise StanceError("analyze: name the files to read, or a sample with --sample crisis, and not both")
    from stance.pipeline import analyze

    source, claims, actors = _input(options, columns)
    study = analyze(
        source,
        claims=claims,
        actors=actors,
        n_topics=options.topics,
        threshold=options.threshold,
        seed=options.seed,
        extractor=options.extractor,
        embedding_model=options.embedding_model,
        stance_model=options.stance_model,
    )
    study.to_html(options.output)
    for folder in options.folders:
        other = study.other_than(folder)
        if other:
            print(f"stance: note: {folder}: held a study of {other} documents, which this one replaces", file=sys.stderr)
        study.write(folder, formats=("parquet", "csv") if options.csv else ("parquet",))
    _report(study, options)


def _input(options: argparse.Namespace, columns: dict[str, str]) -> tuple[Any, Any, Any]:
    """Return the texts, the claims and the actors; those of a sample where no others are named."""
    if options.sample:
        from stance import data

        sample = data.load_crisis() if options.sample == "crisis" else data.load_fiction()
        return sample.documents, options.claims or sample.claims, options.actors or sample.actors
    from stance.sources import read_sources

    as_statements = True if options.statements else False if options.documents else None
    besides = [name for name in (options.claims, options.actors) if name]
    reading = read_sources(options.paths, columns=columns, as_statements=as_statements, besides=besides)
    return reading, options.claims, options.actors


def _columns(pairs: Sequence[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for pair in (part for group in pairs for part in group.split(",")):
        ours, equals, yours = (part.strip() for part in pair.partition("="))
        if not (ours and equals and yours):
            raise StanceError(f"--columns: {pair!r} is no pair; expected our name = your name, such as text=body")
        columns[ours] = yours
    return columns


def _check_outputs(options: argparse.Namespace) -> None:
    """Refuse what could not be written before anything is computed."""
    output = Path(options.output)
    if output.is_dir():
        raise StanceError(f"{output}: is a folder; name a file for the report, such as {output / 'report.html'}")
    if not output.parent.is_dir():
        raise StanceError(f"{output}: the folder {str(output.parent)!r} does not exist; make it, or name another file")
    if not os.access(output.parent, os.W_OK):
        raise StanceError(f"{output}: the folder {str(output.parent)!r} cannot be written to; name another file")
    for name in (*options.paths, options.claims, options.actors):
        if name and output.exists() and Path(name).exists() and output.samefile(name):
            raise StanceError(f"{output}: is one of the files to read; name another file for the report")
    if options.csv and not options.folders:
        raise StanceError("--csv: says how tables are written, and no folder is named for them; add --study DIR")
    for folder in options.folders:
        if Path(folder).exists() and not Path(folder).is_dir():
            raise StanceError(f"{folder}: is a file; name a folder for the tables")


def _report(study: Study, options: argparse.Namespace) -> None:
    """Say what was found and where it is; what was left out goes to the standard error."""
    from stance.models import better_model

    if study.statements.empty:
        print("stance: note: no statement was found in these texts: nobody is reported to have said anything", file=sys.stderr)
    problems = study.problems.to_dict("records")
    for row in problems[:_SHOWN_PROBLEMS]:
        place = "" if row["where"] == "file" else f", {row['where']}"
        print(f"stance: note: {row['source']}{place}: {row['problem']}", file=sys.stderr)
    if len(problems) > _SHOWN_PROBLEMS:
        print(f"stance: note: and {len(problems) - _SHOWN_PROBLEMS} more; the report lists them", file=sys.stderr)
    statements, stances = study.statements, study.stances
    told = statements[statements["parent_id"].isna()]
    nested, unknown = len(statements) - len(told), int((told["actor"] == UNKNOWN).sum())
    notes = [f"{unknown} by speakers who could not be identified"] if unknown else []
    notes += [f"{nested} more inside others' words"] if nested else []
    undated = int(study.documents["published"].isna().sum())
    model = study.provenance["stance_model"]["name"]
    better = better_model(model)
    labels, relations = stances["label"].value_counts(), study.links["relation"].value_counts()
    lines = [
        ("documents", f"{len(study.documents)}" + (f" ({undated} without a date)" if undated else "")),
        (
            "statements",
            f"{len(told)}" + (f" ({', '.join(notes)})" if notes else ""),
        ),
        ("actors", f"{told.loc[told['actor'] != UNKNOWN, 'actor'].nunique()} quoted"),
        (
            "stances",
            f"{labels.get('favor', 0)} in favor, {labels.get('against', 0)} against, {labels.get('abstain', 0)} abstained on,"
            f" no side found in {labels.get('none', 0)}, of {len(stances)} pairs of statement and claim",
        ),
        ("stance model", model + (f"; a better reader is not installed: {better}" if better else "")),
        ("counterclaims", f"{relations.get('counters', 0)}; agreements {relations.get('agrees', 0)}"),
    ]
    print(f"Report: {options.output}" + "".join(f"   Tables: {folder}" for folder in options.folders))
    for name, value in lines:
        print(f"  {name:<14}{value}")
