"""Run the assurance harness; exit 1 when evidence flips a verdict or too many mutants live."""

from __future__ import annotations

import argparse
import functools
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

from lexgate import paths
from lexgate.assurance import evidence_mutants, rule_mutants
from lexgate.assurance.kept import Kept
from lexgate.assurance.workers import Workers
from lexgate.errors import LexgateError


def main(argv: list[str] | None = None) -> int:
    """Mutate evidence and rules, print what was found, and give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lexgate.assurance", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a fixed sample, under a minute")
    parser.add_argument("--control", metavar="ID", help="one control alone, in seconds")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--evidence-only", action="store_true", help="leave the rules as they are")
    only.add_argument("--rules-only", action="store_true", help="leave the evidence as it is")
    parser.add_argument(
        "--file",
        action="append",
        default=[],
        metavar="PART",
        help="rule mutants of files whose path contains this; repeatable",
    )
    parser.add_argument("--requests", type=Path, metavar="DIR", help="recorded requests as well")
    parser.add_argument("--keys", type=Path, metavar="DIR", help="private keys to sign with")
    parser.add_argument(
        "--results",
        type=Path,
        metavar="DIR",
        help="where results are kept (build/assure of the checkout)",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="judge everything anew, whatever was kept"
    )
    asked = parser.parse_args(argv)
    try:
        return _run(asked)
    except LexgateError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except OSError as error:
        told = LexgateError(
            f"The run can't go on: {error.strerror or error}.",
            str(error.filename or tempfile.gettempdir()),
            "Mend that, and start again: what was judged is kept, and it goes on from there.",
        )
        print(told, file=sys.stderr)
        return told.exit_code


def _run(asked: argparse.Namespace) -> int:
    started = time.monotonic()
    whole = not (asked.short or asked.control or asked.file)
    whole = whole and not (asked.rules_only or asked.evidence_only)
    with Kept(_folder(asked.results), fresh=asked.fresh) as kept:
        if kept.earlier:
            print(f"{kept.earlier} results of earlier runs are kept; those that hold still count")
        if kept.spoilt:
            print(f"{kept.spoilt} kept results are damaged, and don't count")
        reports = _reports(asked, kept)
        for report in reports:
            print("\n".join(report.lines()), flush=True)
        if whole:
            kept.settle()
        print(
            f"judged now: {kept.new['answers']} answers, {kept.new['judged']} questions about "
            f"rules; from earlier runs: {kept.reused['answers']} and {kept.reused['judged']}; "
            f"{time.monotonic() - started:.0f} s"
        )
    return 0 if all(report.ok for report in reports) else 1


def _reports(
    asked: argparse.Namespace, kept: Kept
) -> list[evidence_mutants.Report | rule_mutants.Report]:
    """Both halves at the same time; the same two workers start OPA for them."""
    with Workers() as workers, ThreadPoolExecutor(2) as halves:
        jobs: list[Future[evidence_mutants.Report | rule_mutants.Report]] = []
        if not asked.rules_only:
            evidence = functools.partial(
                evidence_mutants.run, requests=asked.requests, keys_folder=asked.keys
            )
            jobs.append(halves.submit(_half, evidence, asked, kept, workers))
        if not asked.evidence_only:
            rules = functools.partial(rule_mutants.run, files=asked.file)
            jobs.append(halves.submit(_half, rules, asked, kept, workers))
        try:
            # The first that fails is told; the other half has nothing to go on for.
            found = {job: job.result() for job in as_completed(jobs)}
        except BaseException:
            workers.end()
            raise
        return [found[job] for job in jobs]


def _half(
    run: Callable[..., evidence_mutants.Report | rule_mutants.Report],
    asked: argparse.Namespace,
    kept: Kept,
    workers: Workers,
) -> evidence_mutants.Report | rule_mutants.Report:
    return run(control=asked.control, short=asked.short, kept=kept, workers=workers)


def _folder(named: Path | None) -> Path | None:
    """Where results are kept; nowhere outside a checkout, unless a folder is named."""
    root = paths.checkout()
    return named or (root / "build" / "assure" if root is not None else None)


if __name__ == "__main__":
    sys.exit(main())
