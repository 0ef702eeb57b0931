"""The command line: `stance analyze`, and what is done with the study it writes: sheet, merge, agreement, report, reproduce."""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import stance
from stance.errors import StanceError
from stance.statements import EXTRACTORS
from stance.tables import UNKNOWN

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
    _add_study_commands(commands)
    models = commands.add_parser("models", help="list the installed models", description="List the installed models.")
    models.set_defaults(run=_models)
    for one in commands.choices.values():
        one.set_defaults(parser=one)
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
    writing.add_argument(
        "--study",
        "--tables",
        dest="folders",
        action="append",
        default=[],
        metavar="DIR",
        help="write the study there: tables as Parquet, provenance",
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


def _add_study_commands(commands: Any) -> None:
    """Add the commands that work on a folder that ``stance analyze --study`` wrote."""

    def add(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False
        )
        parser.set_defaults(run=run)
        parser.add_argument("study", metavar="STUDY", help="the study's folder")
        return parser

    sheet = add("sheet", _sheet, "write a coding sheet: one HTML file, or a CSV, for people to judge the statements")
    sheet.add_argument(
        "-o",
        "--output",
        default="sheet.html",
        metavar="FILE",
        help="the sheet; a name that ends in .csv makes a table (sheet.html)",
    )
    sheet.add_argument("--coder", default="", metavar="NAME", help="the coder's pseudonym; else the page asks for it")
    sheet.add_argument(
        "--show-model", action="store_true", help="show the model's answers; by default they are not even in the file"
    )
    sheet.add_argument("--order", choices=("uncertain", "text"), help="least sure first, or as in the texts (uncertain)")
    sheet.add_argument("--statements", type=int, metavar="N", help="how many statements to judge (all)")
    sheet.add_argument("--claims-per-statement", type=int, metavar="N", help="how many claims each, the nearest (3); 0 for none")
    merge = add("merge", _merge, "bring the files of coders into the study")
    merge.add_argument("files", nargs="+", metavar="FILE", help="files that sheets exported, or filled-in CSV sheets")
    agreed = add("agreement", _agreement, "show how far coders agree with each other and with the model")
    agreed.add_argument("--by", choices=("actor", "claim"), help="for each actor or claim too")
    agreed.add_argument("--pairs", action="store_true", help="for every two coders too")
    agreed.add_argument(
        "--level", choices=("nominal", "ordinal", "interval"), default="nominal", help="how far stances are apart (nominal)"
    )
    agreed.add_argument("-o", "--output", metavar="FILE", help="write a page with the figures and every disagreement")
    report = add("report", _write_report, "write the report of a study, with the codings laid over it")
    report.add_argument("-o", "--output", default="report.html", metavar="FILE", help="the report (report.html)")
    report.add_argument(
        "--template", choices=("research", "brief", "class"), default="research", help="what the report is for (research)"
    )
    report.add_argument("--adjudicator", metavar="NAME", help="the coder whose judgement stands wherever there is one")
    again = add("reproduce", _reproduce, "make a study again and say whether the same comes out, and if not, what changed")
    again.add_argument(
        "--sources", nargs="+", metavar="PATH", help="read the texts again from these; else those in the study are taken"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; those of the process by default.

    Returns
    -------
    int
        The exit code: 0, 2 for input that cannot be used, 3 for a study that did not come out the same, 1 for a failure of ours,
        130 when interrupted.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    try:
        options, unknown = build_parser().parse_known_args(arguments)
        if unknown:
            known = re.findall(r"--[\w-]+", options.parser.format_usage())
            meant = difflib.get_close_matches(unknown[0].split("=")[0], known, 1)
            options.parser.error(
                f"unrecognized arguments: {' '.join(unknown)}" + (f"; did you mean {meant[0]}?" if meant else "")
            )
        code = options.run(options)
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
    return int(code or 0)


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
        raise StanceError("--csv: says how tables are written, and no folder is named for them; add --tables DIR")
    for folder in options.folders:
        if Path(folder).exists() and not Path(folder).is_dir():
            raise StanceError(f"{folder}: is a file; name a folder for the tables")


def _report(study: Study, options: argparse.Namespace) -> None:
    """Say what was found and where it is; what was left out goes to the standard error."""
    from stance.models import better_model

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
            f" of {len(stances)} pairs of statement and claim",
        ),
        ("stance model", model + (f"; a better reader is not installed: {better}" if better else "")),
        ("counterclaims", f"{relations.get('counters', 0)}; agreements {relations.get('agrees', 0)}"),
    ]
    print(f"Report: {options.output}" + "".join(f"   Tables: {folder}" for folder in options.folders))
    for name, value in lines:
        print(f"  {name:<14}{value}")


def _models(options: argparse.Namespace) -> None:
    from stance.models import list_models
    from stance.models.stance_model import default_stance_model

    for row in list_models().to_dict("records"):
        print(row.pop("name"))
        for name, value in row.items():
            print(f"  {name:<9}{value}")
    print(f"Statements are read by {default_stance_model()}, where no --stance-model is named.")


def _sheet(options: argparse.Namespace) -> None:
    from stance.coding import read_codings, write_coding_table, write_sheet
    from stance.reproduction import read_study

    study = read_study(options.study, codings=False)
    chosen = {"order": options.order, "statements": options.statements, "claims_per_statement": options.claims_per_statement}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    if options.output.endswith(".csv"):
        if not options.coder:
            raise StanceError("sheet: a CSV is one coder's; name the pseudonym with --coder c07")
        if chosen or options.show_model:
            name = next(iter(chosen), "show_model").replace("_", "-")
            raise StanceError(
                f"sheet: a CSV holds every statement beside every claim, without the model's answers; leave out --{name}"
            )
        there = Path(options.study) / "codings" / f"{options.coder}.jsonl"
        write_coding_table(study, options.output, read_codings(there) if there.is_file() else None, coder=options.coder)
    else:
        write_sheet(
            study,
            options.output,
            coder=options.coder,
            blind=not options.show_model,
            **chosen,
        )
    print(f"Sheet: {options.output}")


def _merge(options: argparse.Namespace) -> None:
    from stance.coding import append_codings, find_orphans, merge_codings, read_coding_table
    from stance.reproduction import read_study

    study = read_study(options.study, codings=False)
    folder = Path(options.study) / "codings"
    tables = [path for path in options.files if path.endswith(".csv")]
    for path in tables:
        append_codings(folder, read_coding_table(study, path).to_dict("records"), once=True)
    codings, problems = merge_codings([path for path in options.files if path not in tables], folder)
    for problem in problems:
        print(f"stance: note: {problem['problem']}", file=sys.stderr)
    if codings.empty:
        raise StanceError(f"{', '.join(options.files)}: no judgement in it; expected files that a coding sheet exported")
    lost = find_orphans(study, codings)
    for row in lost.to_dict("records"):
        near = f"; nearest is {row['nearest_id']}: {row['nearest_text']!r}" if row["nearest_id"] else ""
        print(f"stance: note: {row['coders']}: statement {row['statement_id']} is not in this study{near}", file=sys.stderr)
    print(f"Codings: {folder}")
    for coder, rows in codings.groupby("coder", sort=True):
        print(f"  {coder:<14}{len(rows)} judgements on {rows['statement_id'].nunique()} statements")


def _agreement(options: argparse.Namespace) -> None:
    from stance.coding import agreement, read_codings, write_agreement
    from stance.reproduction import read_study

    folder = Path(options.study) / "codings"
    if not folder.is_dir():
        raise StanceError(f"{folder}: there are no codings yet; bring them in with: stance merge {options.study} FILE ...")
    unread: list[dict[str, object]] = []
    study, codings = read_study(options.study, codings=False), read_codings(folder, problems=unread)
    for row in unread:
        print(f"stance: note: {row['source']}, {row['where']}: {row['problem']}", file=sys.stderr)
    table = agreement(study, codings, by=options.by, pairs=options.pairs, level=options.level)
    for row in table.to_dict("records"):
        parts = [f"{row['stage']:<10}", f"{row['group'][:40]:<12}", f"{row['who']:<17}", f"n {row['units']:<5}"]
        for name in ("percent", "kappa", "alpha"):
            if row[name] == row[name]:
                interval = (
                    f" [{row[f'{name}_low']:.2f}, {row[f'{name}_high']:.2f}]" if row[f"{name}_low"] == row[f"{name}_low"] else ""
                )
                parts.append(f"{name} {row[name]:.2f}{interval}")
        if row["f1"] == row["f1"]:
            parts.append(f"found F1 {row['f1']:.2f}, unitizing alpha {row['unitizing_alpha']:.2f}")
        print("  ".join(parts))
    if options.output:
        write_agreement(study, codings, table, options.output)
        print(f"Page: {options.output}")


def _write_report(options: argparse.Namespace) -> None:
    from stance.reproduction import read_study

    study = read_study(options.study, adjudicator=options.adjudicator)
    study.to_html(options.output, template=options.template)
    for row in study.problems[study.problems["source"] == "codings"].to_dict("records"):
        print(f"stance: note: {row['where']}: {row['problem']}", file=sys.stderr)
    print(f"Report: {options.output}")


def _reproduce(options: argparse.Namespace) -> int:
    from stance.reproduction import reproduce

    made = reproduce(options.study, sources=options.sources)
    print(made)
    if options.sources is None:
        print("  made from the texts kept in the study; to read the files themselves again: --sources PATH ...")
    return 0 if made.identical else 3
