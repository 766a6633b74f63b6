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
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("DO_NOT_TRACK", "1")
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import bill_of_materials  # noqa: E402
import features  # noqa: E402
import service  # noqa: E402
import train  # noqa: E402
import validation  # noqa: E402
import yaml  # noqa: E402

from lexgate import cli, documents, scaffold  # noqa: E402

SYSTEM = "credit-scoring"
BASELINE, REWEIGHED = "1.0.0", "1.1.0"
ASSESSOR, READER, OWNER, RISK = "b.keller", "c.yilmaz", "a.sommer", "m.richter"
SECURITY = "s.lang"
DROPPED = ["personal_status", "foreign_worker"]
FIRST_OF_THE_OWNER = (
    "data_governance",
    "human_oversight",
    "instructions_for_use",
    "logging",
    "resilience",
    "risk_management",
)
SIGNED = (*FIRST_OF_THE_OWNER, "technical_documentation", "literacy", "security")

_TOML = """\
[system]
name = "{system}"
version = "{version}"

[paths]
org = "org"
evidence = "evidence"
statements = "statements"
dossier_org = "{dossier_org}"
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
registry = {{tracking = "sqlite:///runs/{version}/mlflow.db", name = "{system}"}}
[collect.performance]
run = "runs/{version}/run.json"
[collect.read.training_run]
tool = "mlflow"
file = "runs/{version}/mlflow.db"
model = "{system}"
version = "1"
[collect.read.lineage]
tool = "openlineage"
file = "runs/{version}/lineage.jsonl"
"""

_AFTER = """\
[collect.mitigation.age_group]
method = "reweighing"
before = "runs/{before}/out_of_fold.csv"
[collect.attack_test]
answers = {{1 = "good", 0 = "bad"}}
fold = {{column = "fold", name = "fold_1", file = "fold_1.joblib"}}
[collect.log_test]
url = "http://127.0.0.1:{port}/score"
log = "runs/{version}/service.log"
requests = "runs/{version}/requests.jsonl"
[collect.override_test]
url = "http://127.0.0.1:{port}/score"
override_url = "http://127.0.0.1:{port}/override"
decision_url = "http://127.0.0.1:{port}/decision"
requests = "runs/{version}/applications.jsonl"
decisions = ["accept", "refuse", "refer_to_credit_officer"]
log = "runs/{version}/service.log"
[collect.stop_test]
url = "http://127.0.0.1:{port}/score"
stop_url = "http://127.0.0.1:{port}/stop"
requests = "runs/{version}/applications.jsonl"
log = "runs/{version}/service.log"
[collect.read.bom]
tool = "bom"
file = "runs/{version}/bom.cdx.json"
[collect.read.validation]
tool = "evidently"
file = "runs/{version}/validation.json"
"""

_WRITTEN = """\
[collect.source]
folder = "repository"
[collect.file_history]
folder = "repository"
[collect.file_history.documents]
risk_management = "docs/risk_management.md"
instructions_for_use = "docs/instructions_for_use.md"
deployer_training = "docs/deployer_training.md"
[collect.dossier.documents.instructions_for_use]
file = "repository/docs/instructions_for_use.md"
[collect.dossier.documents.deployer_training]
file = "repository/docs/deployer_training.md"
[collect.dossier.documents.risk_management]
file = "repository/docs/risk_management.md"
[collect.dossier.documents.risk_management.sections]
refusals_by_age = "Refusals by age"
unseen_sex_and_origin = "Sex and origin that nobody can see"
use_as_a_price = "Use as a price"
unusual_applications = "Unusual applications"
scores_out_of_date = "Scores out of date"
"""
# What is read once the review is committed.
READ_LAST = ("source", "file_history", "dossier")


class Bank:
    """The working folder of the fictional bank, and the commands that its people run."""

    def __init__(
        self,
        folder: Path,
        *,
        system: str = SYSTEM,
        dossier_org: str = "dossier/org",
        quiet: bool = False,
    ) -> None:
        self.folder = folder
        self.system = system
        self.dossier_org = dossier_org
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

    def describe(self, toml: str, **names: Any) -> None:
        """Write lexgate.toml."""
        path = self.folder / "lexgate.toml"
        settings = {"system": self.system, "dossier_org": self.dossier_org, **names}
        path.write_text(toml.format(**settings), encoding="utf-8")

    def add_to_page(self, kind: str, more: Mapping[str, Any]) -> None:
        """Write more into the system's page of the dossier, as a person would."""
        path = self.folder / "dossier" / "system" / f"{kind}.yaml"
        page = _over(documents.read_yaml(path), more)
        path.write_text(yaml.safe_dump(page, allow_unicode=True), encoding="utf-8")

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


def _over(page: Any, more: Any) -> Any:
    if not (isinstance(page, Mapping) and isinstance(more, Mapping)):
        return more
    merged = dict(page)
    for name, value in more.items():
        merged[name] = _over(page[name], value) if name in page else value
    return merged


class Repository:
    """The git repository of the model, with the very files that run here, and its remote."""

    FILES = (
        "bill_of_materials.py",
        "features.py",
        "folds.csv",
        "service.py",
        "train.py",
        "validation.py",
        "data/README.md",
        "data/german.data",
    )
    LOCK = HERE.parent.parent / "requirements" / "dev.txt"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._changes: list[tuple[str, str]] = []
        (folder / "docs").mkdir(parents=True)
        (folder / "data").mkdir()
        for name in self.FILES:
            shutil.copyfile(HERE / name, folder / name)
        shutil.copyfile(self.LOCK, folder / "requirements.txt")
        for document in (HERE / "dossier" / "documents").iterdir():
            shutil.copyfile(document, folder / "docs" / document.name)
        remote = folder.with_name(f"{folder.name}.git")
        self._git("init", "--quiet", "--bare", str(remote))
        self._git("init", "--quiet")
        self._git("remote", "add", "origin", str(remote))

    def release(self, version: str, text: str) -> None:
        """Write a version into the change log."""
        self._changes.insert(0, (version, text))
        log = "# Changes\n"
        for name, told in self._changes:
            log += f"\n## [{name}] - {train.utc_now()[:10]}\n\n{told}\n"
        (self.folder / "CHANGELOG.md").write_text(log, encoding="utf-8")

    def commit(self, message: str, *, tag: str) -> None:
        """Commit all that changed, tag it, and push both."""
        self._git("add", "--all")
        self._git("commit", "--quiet", "--message", message)
        self._git("tag", tag)
        self._git("push", "--quiet", "origin", "HEAD", tag)

    def _git(self, *words: str) -> None:
        """Run git with the settings of nobody."""
        settings = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
        for who in ("AUTHOR", "COMMITTER"):
            settings[f"GIT_{who}_NAME"] = "Musterbank"
            settings[f"GIT_{who}_EMAIL"] = "models@musterbank.example"
        settings.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
        subprocess.run(
            ["git", *words],
            cwd=self.folder,
            env=settings,
            check=True,
            stdin=subprocess.DEVNULL,
        )


def chapter(bank: Bank, title: str) -> None:
    """Open a chapter."""
    bank.say(f"\n{'=' * 80}\n{title}\n{'=' * 80}")


def prepare(bank: Bank) -> None:
    """Keys, org, limits: what has to be there before anything is tested."""
    shutil.rmtree(bank.folder, ignore_errors=True)
    scaffold.write(
        bank.folder,
        system=bank.system,
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
    paths = train.train(bank.folder / "runs" / version, system=bank.system, release=version, **how)
    bank.describe(_TOML, version=version)
    return paths


def measure(bank: Bank, *kinds: str) -> None:
    """Collect the evidence, with the pipeline's key: all kinds, or some."""
    bank.say(f"$ lexgate collect --key keys/{scaffold.PIPELINE}.pem {' '.join(kinds)}".rstrip())
    bank.must("collect", *kinds, "--key", bank.key(scaffold.PIPELINE))
    bank.say("")


def state_facts(bank: Bank, **other: Any) -> None:
    """The compliance officer signs the facts, those of this system or others."""
    facts = {**documents.read_yaml(HERE / "pages" / "facts.yaml"), **other}
    bank.must(
        "classify", "--from", bank.page("facts", facts), "--key", bank.key(ASSESSOR), show=False
    )


@contextlib.contextmanager
def running(bank: Bank, version: str, paths: train.Paths) -> Iterator[int]:
    """The scoring service of a version, on this machine, until the block ends."""
    out = paths.model.parent
    log = out / "service.log"
    scoring = service.ScoringService(out, log)
    frame = features.read()
    asked = features.applicants(frame.head(40), scoring.columns)
    # One request is no application: that it is refused has to leave a record, too.
    wrong = {**asked[0], "age_years": "forty"}
    for name, requests in {"applications": asked, "requests": [*asked, wrong]}.items():
        (out / f"{name}.jsonl").write_text(
            "".join(json.dumps(request) + "\n" for request in requests), encoding="utf-8"
        )
    log.touch()
    server = service.serve(scoring)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def test_before_release(bank: Bank, version: str, paths: train.Paths) -> None:
    """Validate the model, list what it runs on, and drive the real service."""
    out = paths.model.parent
    validation.validate(out)
    bill_of_materials.write(out / "bom.cdx.json")
    with running(bank, version, paths) as port:
        bank.describe(_TOML + _AFTER, version=version, before=BASELINE, port=port)
        measure(bank)
        bank.describe(_TOML + _AFTER + _WRITTEN, version=version, before=BASELINE, port=port)


def review(bank: Bank, version: str, repository: Repository) -> None:
    """The owner reviews the risk file with the new numbers, and the version is tagged."""
    fairness = bank.evidence("fairness")["mitigation"]["age_group"]
    before, after = (fairness[when]["value"] for when in ("before", "after"))
    at = train.utc_now()
    outcome = (
        f"Version {version}: the ratio of selection rates by age went from {before:.2f} to "
        f"{after:.2f}; the columns on status and on foreign workers are out; the age of the "
        "data remains the weightiest open point."
    )
    file = repository.folder / "docs" / "risk_management.md"
    with file.open("a", encoding="utf-8") as text:
        text.write(f"\n{at[:10]}: {outcome}\n")
    repository.commit(f"The risk file is reviewed for version {version}", tag=f"v{version}")
    digest = documents.digest(file.read_bytes())
    bank.add_to_page(
        "risk_management", {"reviews": [{"at": at, "document": digest, "outcome": outcome}]}
    )
    measure(bank, *READ_LAST)


def dossier(bank: Bank, person: str) -> None:
    """What one person does with the dossier: take over the drafts, then sign the pages."""
    bank.must("dossier", "accept", "--all", "--by", person)
    bank.must("dossier", "attest", "--all", "--key", bank.key(person))


def complete_dossier(bank: Bank) -> None:
    """What people write and sign about the new version."""
    today = train.utc_now()
    bank.add_to_page(
        "technical_documentation",
        {
            "drawn_up_at": today,
            "sections": {"testing": {"reports": {"validation": {"dated": today[:10]}}}},
        },
    )
    bank.must("dossier", "fill")
    for person in (OWNER, ASSESSOR, SECURITY):
        bank.must("dossier", "accept", "--all", "--by", person)
    bank.must("dossier", "attest", *FIRST_OF_THE_OWNER, "--key", bank.key(OWNER))
    # It names the instructions and the record of data governance as they are signed now.
    bank.must("dossier", "fill")
    bank.must("dossier", "accept", "--all", "--by", OWNER)
    bank.must("dossier", "attest", "technical_documentation", "--key", bank.key(OWNER))
    for person in (ASSESSOR, SECURITY):
        bank.must("dossier", "attest", "--all", "--key", bank.key(person))
    answers = documents.read_yaml(HERE / "pages" / "assessments.yaml")
    for control, found in answers.items():
        bank.assess(control, found)
    bank.say(
        f"Signed from the dossier: {', '.join(sorted(SIGNED))}. And {len(answers)} assessments "
        "by B. Keller, each read and signed by C. Yilmaz too.\n"
    )
    _, told = bank.lexgate("dossier", "status", show=False)
    bank.say("$ lexgate dossier status")
    bank.say(told.split("\n\n")[0] + "\n")


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
    repository = Repository(bank.folder / "repository")
    repository.release(BASELINE, "- The first version.")
    repository.commit("The first version of the model", tag=f"v{BASELINE}")
    release(bank, BASELINE)
    state_facts(bank)
    measure(bank)
    first, _ = bank.lexgate("gate")

    chapter(bank, "2. After reweighing, without two telling columns, and with a complete dossier")
    paths = release(bank, REWEIGHED, weights="reweighing", drop=DROPPED)
    test_before_release(bank, REWEIGHED, paths)
    repository.release(
        REWEIGHED, "- Rows are weighted by age group and outcome.\n- Two columns less."
    )
    review(bank, REWEIGHED, repository)
    complete_dossier(bank)
    second, _ = bank.lexgate("gate")

    chapter(bank, "3. What binds by the Act, today and on the dates to come")
    third, _ = bank.lexgate("forecast")

    chapter(bank, "4. Somebody changes a number in a signed file")
    tampered(bank)
    bank.say(
        "\nWhat this demo can't show stays open: no scan for known weaknesses, since no list of\n"
        "them can be had without a network; no declaration of conformity, since nobody assessed\n"
        "it; no container; nothing of the time in use. Tests drove the service on one machine."
    )
    bank.say("Evidence of controls, not a conformity assessment.")
    return 0 if (first, second, third) == (1, 1, 0) else 1


if __name__ == "__main__":
    sys.exit(main())
