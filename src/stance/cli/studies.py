"""The commands that work on a study's folder: sheet, merge, agreement, report, reproduce."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from stance.errors import StanceError


def add_study_commands(commands: Any) -> None:
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
    from stance.coding.reliability import FEWEST_UNITS
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
    if few := int(table["units"].between(1, FEWEST_UNITS - 1).sum()):
        print(
            f"stance: note: {few} of {len(table)} rows rest on fewer than {FEWEST_UNITS} statements and say nothing of agreement",
            file=sys.stderr,
        )
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
