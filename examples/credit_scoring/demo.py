"""The whole story on real data: from training to a decision, four times.

    python examples/credit_scoring/demo.py [--folder DIR] [--short]

Musterbank and its people are fictional; the data, the models, the measurements,
the signatures and the engine are real. Everything is written below one folder,
`.demo` beside this file, which git ignores.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("DO_NOT_TRACK", "1")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import features  # noqa: E402
import service  # noqa: E402
import train  # noqa: E402
import yaml  # noqa: E402

from lexgate import cli, documents, scaffold  # noqa: E402

SYSTEM = "credit-scoring"
BASELINE, REWEIGHED = "1.0.0", "1.1.0"
ASSESSOR, READER, OWNER, RISK = "b.keller", "c.yilmaz", "a.sommer", "m.richter"

_TOML = """\
[system]
name = "credit-scoring"
version = "{version}"

[paths]
org = "org"
evidence = "evidence"
statements = "statements"
model = ["runs/{version}/model"]

[gate]
stage = "pre_deploy"
profile = "house"

[collect]
row_key = ["row"]
[collect.data_sets]
training = {{file = "runs/{version}/training.csv"}}
testing = {{file = "runs/{version}/out_of_fold.csv", predicted = "predicted", score = "score"}}
[collect.outcome]
column = "outcome"
favourable = "good"
unfavourable = "bad"
[collect.attributes.age_group]
column = "age_years"
bins = {{under_25 = {{below = 25}}, 25_and_over = {{from = 25}}}}
[collect.attributes.sex]
not_processed = "The one column that speaks of it does not identify it."
[collect.attributes.origin]
not_processed = "The column on foreign workers is the only one, and is not read from version 1.1.0."
[collect.columns]
age_years = {{type = "integer", nullable = false, least = 18, most = 120}}
outcome = {{type = "text", nullable = false, values = ["good", "bad"]}}
score = {{type = "number", nullable = false, least = 0, most = 1, roles = ["testing"]}}
[collect.robustness]
seed = 20261122
answers = {{1 = "good", 0 = "bad"}}
[collect.robustness.folds]
column = "fold"
[collect.robustness.folds.files]
fold_1 = "fold_1.joblib"
fold_2 = "fold_2.joblib"
fold_3 = "fold_3.joblib"
fold_4 = "fold_4.joblib"
fold_5 = "fold_5.joblib"
[collect.robustness.disturbances]
noise = {{kind = "noise", share = 0.1}}
unknown_purpose = {{kind = "unseen_category", columns = ["purpose"]}}
huge_amount = {{kind = "out_of_range", factor = 1, columns = ["credit_amount_dm"], side = "above"}}
[collect.model]
file = "final.joblib"
run = "runs/{version}/run.json"
registry = {{tracking = "sqlite:///runs/{version}/mlflow.db", name = "credit-scoring"}}
[collect.performance]
run = "runs/{version}/run.json"
"""

_AFTER = """\
[collect.mitigation.age_group]
method = "reweighing"
before = "runs/{before}/out_of_fold.csv"
[collect.log_test]
url = "http://127.0.0.1:{port}/score"
log = "runs/{version}/service.log"
requests = "runs/{version}/requests.jsonl"
[collect.stop_test]
url = "http://127.0.0.1:{port}/score"
stop_url = "http://127.0.0.1:{port}/stop"
requests = "runs/{version}/requests.jsonl"
"""


class Bank:
    """The working folder of the fictional bank, and the commands that its people run."""

    def __init__(self, folder: Path, *, quiet: bool = False) -> None:
        self.folder = folder
        self.quiet = quiet

    def say(self, text: str = "") -> None:
        """Tell the reader something."""
        if not self.quiet:
            print(text, flush=True)

    def lexgate(self, *words: str, show: bool = True) -> tuple[int, str]:
        """Run one command as the reader would; gives its exit code and its answer."""
        if show:
            self.say(f"$ lexgate {' '.join(words)}")
        answer = io.StringIO()
        progress = contextlib.nullcontext() if show else contextlib.redirect_stderr(io.StringIO())
        with contextlib.redirect_stdout(answer), progress:
            code = cli.main(["-C", str(self.folder), *words])
        if show:
            self.say(answer.getvalue().rstrip())
            self.say(f"exit code {code}\n")
        return code, answer.getvalue()

    def must(self, *words: str, show: bool = False) -> None:
        """Run a command that has to succeed."""
        code, _ = self.lexgate(*words, show=show)
        if code:
            raise SystemExit(f"demo: `lexgate {' '.join(words)}` ended with {code}")

    def key(self, person: str) -> str:
        """The private key of a person, or of the pipeline."""
        return str(self.folder / "keys" / f"{person}.pem")

    def page(self, name: str, content: Mapping[str, Any]) -> str:
        """Write a page as a person would, to be signed."""
        path = self.folder / "pages" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(dict(content), allow_unicode=True), encoding="utf-8")
        return str(path)

    def attest(self, kind: str, content: Mapping[str, Any], person: str) -> None:
        """Write and sign a statement."""
        self.must("attest", kind, "--from", self.page(kind, content), "--key", self.key(person))

    def assess(self, control: str, answers: Mapping[str, Any]) -> None:
        """Two people judge: one writes, the other reads and signs too."""
        page = {"assessor": ASSESSOR, "second_reader": READER, "answers": answers}
        path = self.page(control, page)
        self.must("assess", control, "--from", path, "--key", self.key(ASSESSOR))
        self.must("assess", control, "--second", "--key", self.key(READER))

    def evidence(self, kind: str) -> dict[str, Any]:
        """What an instrument observed."""
        found: dict[str, Any] = documents.read_json(self.folder / "evidence" / f"{kind}.json")
        return dict(found["predicate"])

    def org(self, part: str) -> Any:
        """A part of the org data."""
        return documents.read_yaml(self.folder / "org" / "org" / part / "data.yaml")


def chapter(bank: Bank, title: str) -> None:
    """Open a chapter."""
    bank.say(f"\n{'=' * 80}\n{title}\n{'=' * 80}")


def prepare(bank: Bank) -> None:
    """Keys, org, limits: what has to be there before anything is tested."""
    shutil.rmtree(bank.folder, ignore_errors=True)
    scaffold.write(
        bank.folder,
        system=SYSTEM,
        version=BASELINE,
        organisation="Musterbank",
        deployment=None,
    )
    bank.say(
        "Musterbank and its people are fictional. Their keys were made just now, below\n"
        f"{bank.folder.name}/keys, and are of level local: here one person plays three (asker,\n"
        "assessor and second reader), which real life must not allow.\n"
    )
    shutil.copytree(HERE / "dossier", bank.folder / "dossier")
    # The owner signs the limits first: defined beforehand, as Article 9(8) asks.
    bank.must("dossier", "fill")
    dossier(bank, RISK)
    time.sleep(1.1)


def release(bank: Bank, version: str, **how: Any) -> train.Paths:
    """Train a version and point lexgate.toml at it."""
    settings = ", ".join(f"{name}={value}" for name, value in how.items()) or "as it comes"
    bank.say(f"Training version {version} ({settings}) on five named folds …")
    paths = train.train(bank.folder / "runs" / version, release=version, **how)
    (bank.folder / "lexgate.toml").write_text(_TOML.format(version=version), encoding="utf-8")
    return paths


def measure(bank: Bank, *kinds: str) -> None:
    """Collect the evidence, with the pipeline's key."""
    bank.say(f"$ lexgate collect --key keys/{scaffold.PIPELINE}.pem")
    bank.must("collect", *kinds, "--key", bank.key(scaffold.PIPELINE))
    bank.say("")


def state_facts(bank: Bank) -> None:
    """The compliance officer signs the facts."""
    facts = documents.read_yaml(HERE / "pages" / "facts.yaml")
    bank.must(
        "classify", "--from", bank.page("facts", facts), "--key", bank.key(ASSESSOR), show=False
    )


@contextlib.contextmanager
def running(bank: Bank, version: str, paths: train.Paths) -> Iterator[int]:
    """The scoring service of a version, on this machine, until the block ends."""
    out = paths.model.parent
    scoring = service.ScoringService(out, out / "service.log")
    frame = features.read()
    asked = features.applicants(frame.head(40), scoring.columns)
    (out / "requests.jsonl").write_text(
        "".join(json.dumps(request) + "\n" for request in asked), encoding="utf-8"
    )
    server = service.serve(scoring)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def test_in_operation(bank: Bank, version: str, paths: train.Paths) -> None:
    """Drive the real service: does it log by itself, does it stop?"""
    with running(bank, version, paths) as port:
        toml = _TOML + _AFTER
        (bank.folder / "lexgate.toml").write_text(
            toml.format(version=version, before=BASELINE, port=port), encoding="utf-8"
        )
        measure(bank)


def dossier(bank: Bank, person: str) -> None:
    """What one person does with the dossier: take over the drafts, then sign the pages."""
    bank.must("dossier", "accept", "--all", "--by", person)
    bank.must("dossier", "attest", "--all", "--key", bank.key(person))


def complete_dossier(bank: Bank, version: str) -> None:
    """What people write and sign about the new version."""
    bank.must("dossier", "fill")
    dossier(bank, OWNER)
    dossier(bank, ASSESSOR)
    measured = bank.evidence("performance")["data_sets"]["testing"]["measures"]
    conditions = "On out-of-fold predictions of all 1,000 applicants, at a threshold of one half."
    bank.attest(
        "instructions_for_use",
        {
            "title": "Credit scoring: instructions for use",
            "version": version,
            "accuracy": {
                name: {"level": round(measured[name]["value"], 2), "conditions": conditions}
                for name in bank.org("settings")["defaults"]["accuracy"]["measures"]
            },
        },
        OWNER,
    )
    model = bank.evidence("model")
    folder = bank.folder / "runs" / version
    bank.attest(
        "technical_documentation",
        {
            "title": "Credit scoring: technical documentation",
            "covers_version": version,
            "drawn_up_at": model["observed_at"],
            "registry_version": model["registry"]["version"],
            "sections": {
                "development": {
                    "title": "How the model was trained",
                    "digest": documents.digest((folder / "run.json").read_bytes()),
                }
            },
        },
        OWNER,
    )
    answers = documents.read_yaml(HERE / "pages" / "assessments.yaml")
    for control, found in answers.items():
        bank.assess(control, found)
    bank.say(
        f"Signed: data governance, instructions for use, technical documentation, literacy, and\n"
        f"{len(answers)} assessments by B. Keller, each read and signed by C. Yilmaz too.\n"
    )


def tampered(bank: Bank) -> None:
    """Somebody makes a number better in a signed file."""
    path = bank.folder / "evidence" / "fairness.json"
    before = path.read_bytes()
    document = json.loads(before)
    results = document["predicate"]["data_sets"]["testing"]["attributes"]["age_group"]["measures"]
    ratio = results["selection_rate_ratio"]
    ratio.update({"value": 0.97, "low": 0.93, "high": 1.0})
    path.write_bytes(documents.canonical(document))
    try:
        _, answer = bank.lexgate("gate", show=False)
        bank.say("$ lexgate gate          # after the file was changed")
        lines = answer.splitlines()
        first = next(i for i, line in enumerate(lines) if line.startswith("Refused documents"))
        bank.say(lines[0])
        bank.say("\n".join(lines[first : first + 3]))
    finally:
        path.write_bytes(before)


def main(arguments: list[str] | None = None) -> int:
    """Tell the story; gives 0 when it went as it should."""
    parser = argparse.ArgumentParser(description="The credit scoring example, from end to end.")
    parser.add_argument("--folder", type=Path, default=HERE / ".demo")
    parser.add_argument("--quiet", action="store_true", help="run it all and print nothing")
    args = parser.parse_args(arguments)
    bank = Bank(args.folder.absolute(), quiet=args.quiet)

    chapter(bank, "1. A first model, before deployment, under the rules of the house")
    prepare(bank)
    release(bank, BASELINE)
    state_facts(bank)
    measure(bank)
    first, _ = bank.lexgate("gate")

    chapter(bank, "2. After reweighing, without two telling columns, and with a complete dossier")
    paths = release(
        bank, REWEIGHED, weights="reweighing", drop=["personal_status", "foreign_worker"]
    )
    test_in_operation(bank, REWEIGHED, paths)
    complete_dossier(bank, REWEIGHED)
    second, _ = bank.lexgate("gate")

    chapter(bank, "3. What binds by the Act, today and on the dates to come")
    third, _ = bank.lexgate("forecast")

    chapter(bank, "4. Somebody changes a number in a signed file")
    tampered(bank)
    bank.say("\nEvidence of controls, not a conformity assessment.")
    return 0 if (first, second, third) == (1, 1, 0) else 1


if __name__ == "__main__":
    sys.exit(main())
