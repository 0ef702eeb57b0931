"""The command line: `stance analyze`, and what is done with the study it writes: sheet, merge, agreement, report, reproduce."""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

import stance
from stance.cli.analyze import add_analyze
from stance.cli.studies import add_study_commands
from stance.errors import StanceError


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
    add_analyze(commands)
    add_study_commands(commands)
    models = commands.add_parser("models", help="list the installed models", description="List the installed models.")
    models.set_defaults(run=_models)
    for one in commands.choices.values():
        one.set_defaults(parser=one)
    for one in (parser, *commands.choices.values()):
        one.add_argument("--debug", action="store_true", help="show the whole traceback of an error")
    return parser


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


def _models(options: argparse.Namespace) -> None:
    from stance.models import list_models
    from stance.models.stance_model import default_stance_model

    for row in list_models().to_dict("records"):
        print(row.pop("name"))
        for name, value in row.items():
            print(f"  {name:<9}{value}")
    print(f"Statements are read by {default_stance_model()}, where no --stance-model is named.")
