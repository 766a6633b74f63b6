"""``lexgate init``: write a folder to start from."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of init."""
    parser.add_argument("--system", required=True, help="name of the system, as in credit-scoring")
    parser.add_argument("--organisation", required=True, help="name of the organisation")
    parser.add_argument("--version", default="0.1.0", help="version of the system (0.1.0)")
    parser.add_argument("--deployment", help="name of the deployment, if there is one yet")


def run(args: argparse.Namespace) -> int:
    """Write lexgate.toml, org and keys, and say what comes next."""
    from lexgate import scaffold

    people = dict(
        zip(
            scaffold.PEOPLE,
            [
                "owner",
                "compliance.officer",
                "second.reader",
                "model.risk",
                "data.protection",
                "security",
            ],
            strict=True,
        )
    )
    scaffold.write(
        args.folder,
        system=args.system,
        version=args.version,
        organisation=args.organisation,
        deployment=args.deployment,
        people=people,
    )
    where = "" if str(args.folder) == "." else f" -C {args.folder}"
    print(f"""\
Written: lexgate.toml, org/, keys/ (private, ignored by git), evidence/, statements/.

The keys are of level local, and you hold all of them: good for trying, and
nothing more. People in org/org/people/data.yaml: {", ".join(people.values())}.

Next:
  lexgate{where} classify --ask facts.yaml   answer the facts that matter, then
  lexgate{where} classify --from facts.yaml --key keys/compliance.officer.pem
  lexgate{where} gate                                what stops it, and what to do next""")
    return 0
