"""The command line. Standard output is the answer, standard error is for people."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from lexgate import __version__
from lexgate.errors import LexgateError, RequestError

# Each command is a module of this package with add_arguments(parser) and run(args) -> int,
# imported only when it is asked for.
COMMANDS = {
    "init": "write a folder to start from: lexgate.toml, org, keys",
    "collect": "measure the model and its pipeline, and sign what was found",
    "collectors": "which there are, and a new one to start from",
    "advise": "try mitigations and look for proxies; advice, never a verdict",
    "evidence": "list, show and verify the documents on file",
    "classify": "state the facts of the system, and see tiers and roles",
    "attest": "write and sign a statement: a fact sheet, a dossier document, limits",
    "assess": "write and sign a judgement, and let a second reader sign it",
    "dossier": "pages that people write, drafts from evidence, and what is left to do",
    "file": "what is filed with others: the technical documentation of Annex IV",
    "gate": "ask whether the system may take its next step",
    "explain": "one control: what the law asks, what was seen, what is missing",
    "forecast": "the same evidence by the law of each coming date",
    "plan": "what is left to do until a day, by document and owner",
    "try": "one control: its tests, its mutants, the kept requests",
    "bundle": "build, sign, verify and inspect bundles",
    "opa": "get the engine, or say where it is",
}

_EPILOG = """\
Exit codes of gate: 0 proceed, 1 denied, 2 no request could be formed,
3 the engine gave no answer that can be relied on.

Evidence of controls, not a conformity assessment.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        parser = _parser(arguments)
        args = parser.parse_args(arguments)
        if args.command is None:
            parser.print_help(sys.stderr)
            return 2
        return int(args.run(args))
    except LexgateError as error:
        print(f"lexgate: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("lexgate: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader went away; nothing that was asked has been said in full.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 3
    except Exception as error:  # what nobody foresaw was not understood, and ends with 3
        if os.environ.get("LEXGATE_DEBUG"):
            raise
        print(
            f"lexgate: not understood: {type(error).__name__}: {str(error)[:200]}\n"
            "  do:    run again with LEXGATE_DEBUG=1 and report what it prints.",
            file=sys.stderr,
        )
        return 3


class _Parser(argparse.ArgumentParser):
    """Tells what is wrong with a command as everything else is told, without its usage."""

    def error(self, message: str) -> NoReturn:
        raise RequestError(message, self.prog, f"`{self.prog} -h` says what it takes.")


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="lexgate",
        description="Asks, from signed evidence, whether a machine-learning system may take its "
        "next step under the controls adopted from the EU AI Act.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"lexgate {__version__}")
    parser.add_argument(
        "-C", dest="folder", type=Path, default=Path(), metavar="DIR", help="work in this folder"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    # A folder may be called as a command is.
    words = zip(["", *arguments], arguments, strict=False)
    wanted = next((word for before, word in words if word in COMMANDS and before != "-C"), None)
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=f"{name}: {text}.")
        if name == wanted:
            module = importlib.import_module(f"lexgate.cli.{name}_command")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser
