"""The command line: `stance analyze` and `stance models`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import stance
from stance.errors import StanceError
from stance.statements import EXTRACTORS

if TYPE_CHECKING:
    from stance.study import Study

_SHOWN_PROBLEMS = 20


class _Parser(argparse.ArgumentParser):
    """Wrong usage is answered like every other wrong input: in one line."""

    def error(self, message: str) -> NoReturn:
        raise StanceError(f"{message}; see {self.prog} --help")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = _Parser(
        prog="stance",
        description="Who is reported to have said what, and who says the opposite, from news text.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"stance {stance.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_analyze(commands)
    models = commands.add_parser("models", help="list the installed models", description="List the installed models.")
    models.set_defaults(run=_models)
    for one in (parser, *commands.choices.values()):
        one.add_argument("--debug", action="store_true", help="show the whole traceback of an error")
    return parser


def _add_analyze(commands: Any) -> None:
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
    writing.add_argument("--tables", metavar="DIR", help="write the tables there, as Parquet")
    writing.add_argument("--csv", action="store_true", help="write the tables as CSV too")
    options = analyze.add_argument_group("options")
    options.add_argument("--topics", type=int, metavar="N", help="number of topics; else chosen from the data")
    options.add_argument("--threshold", type=float, metavar="P", help="probability from which a stance is said")
    options.add_argument("--seed", type=int, default=0, metavar="N", help="seed of everything with chance (0)")
    options.add_argument("--extractor", choices=EXTRACTORS, default="combined", help="how statements are found (combined)")
    options.add_argument("--embedding-model", metavar="M", help="another sentence encoder, by hub name or folder")
    options.add_argument("--stance-model", metavar="M", help="another stance model, by hub name or folder")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; those of the process by default.

    Returns
    -------
    int
        The exit code: 0, 2 for input that cannot be used, 1 for a failure of ours, 130 when interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    try:
        options = build_parser().parse_args(arguments)
        options.run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("stance: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`stance models | head`); the interpreter must not try to write at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except StanceError as error:
        if debug:
            raise
        print(f"stance: error: {_one_line(error)}", file=sys.stderr)
        return 2
    except Exception as error:
        if debug:
            raise
        what = f"{type(error).__name__}: {_one_line(error)}"
        print(f"stance: failed with {what}; run it again with --debug and report what it shows", file=sys.stderr)
        return 1
    return 0


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


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
    if options.tables:
        study.write(options.tables, formats=("parquet", "csv") if options.csv else ("parquet",))
    _report(study, options)


def _input(options: argparse.Namespace, columns: dict[str, str]) -> tuple[Any, Any, Any]:
    """Return the texts, the claims and the actors; those of a sample where no others are named."""
    if options.sample:
        from stance import data

        sample = data.load_crisis() if options.sample == "crisis" else data.load_fiction()
        return sample.documents, options.claims or sample.claims, options.actors or sample.actors
    from stance.sources import read_sources

    as_statements = True if options.statements else False if options.documents else None
    return read_sources(options.paths, columns=columns, as_statements=as_statements), options.claims, options.actors


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
    if options.csv and not options.tables:
        raise StanceError("--csv: says how tables are written, and no folder is named for them; add --tables DIR")
    if options.tables and Path(options.tables).exists() and not Path(options.tables).is_dir():
        raise StanceError(f"{options.tables}: is a file; name a folder for the tables")


def _report(study: Study, options: argparse.Namespace) -> None:
    """Say what was found and where it is; what was left out goes to the standard error."""
    problems = study.problems.to_dict("records")
    for row in problems[:_SHOWN_PROBLEMS]:
        place = "" if row["where"] == "file" else f", {row['where']}"
        print(f"stance: note: {row['source']}{place}: {row['problem']}", file=sys.stderr)
    if len(problems) > _SHOWN_PROBLEMS:
        print(f"stance: note: and {len(problems) - _SHOWN_PROBLEMS} more; the report lists them", file=sys.stderr)
    statements, stances = study.statements, study.stances
    unknown = int((statements["actor"] == "unknown").sum())
    lines = [
        ("documents", f"{len(study.documents)}"),
        (
            "statements",
            f"{len(statements)}" + (f" ({unknown} by speakers who could not be identified)" if unknown else ""),
        ),
        ("actors", f"{statements.loc[statements['actor'] != 'unknown', 'actor'].nunique()} quoted"),
        ("counterclaims", f"{int((study.links['relation'] == 'counters').sum())}"),
        (
            "abstained",
            f"on {int((stances['label'] == 'abstain').sum())} of {len(stances)} pairs of statement and claim",
        ),
    ]
    print(f"Report: {options.output}" + (f"   Tables: {options.tables}" if options.tables else ""))
    for name, value in lines:
        print(f"  {name:<14}{value}")


def _models(options: argparse.Namespace) -> None:
    from stance.models import list_models

    for row in list_models().to_dict("records"):
        print(row.pop("name"))
        for name, value in row.items():
            print(f"  {name:<9}{value}")
