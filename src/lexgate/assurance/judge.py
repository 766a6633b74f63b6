"""Many requests for one start of OPA.

A batch holds each envelope once; the requests name them by number. At most two
processes run at once, and a batch that OPA can't answer is halved until the
request that stops it stands alone: it counts as having no answer.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lexgate import paths, tools_install
from lexgate.assurance.base import Case

BATCH = 400
WORKERS = 2
_SECONDS_EACH = 2.0

_QUERY = """[found |
  some asked in input.batch
  envelopes := {place: [input.table[number] | some number in asked[place]] |
    some place in ["evidence", "statements"]
  }
  request := object.union(asked.head, envelopes)
  org := object.get(asked, "org", input.org)
  found := [answer | answer := data.assurance.%s with input as request with data.org as org]
]"""


@dataclass(frozen=True)
class Question:
    """A request, and which controls to judge; None asks for the whole decision."""

    case: Case
    controls: tuple[str, ...] | None = None
    raw: Mapping[str, Any] | None = None
    other_org: Mapping[str, Any] | None = None


class Judge:
    """Asks the rule book as it is now, without its tests, once for each batch."""

    def __init__(self, rego: Path | None = None) -> None:
        # A copy: one run judges by one rule book, also while somebody edits it.
        folder = Path(tempfile.mkdtemp(prefix="lexgate-assurance-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._rego = folder / "rego"
        shutil.copytree(
            rego or paths.rego(), self._rego, ignore=shutil.ignore_patterns("*_test.rego")
        )
        self._opa = tools_install.find_opa()
        self.errors: Counter[str] = Counter()
        self.asked = 0

    def ask(
        self, questions: Iterable[Question]
    ) -> Iterator[tuple[Question, dict[str, Any] | None]]:
        """Answer each question, in their order; None where OPA has no answer."""
        batches = _batches(questions)
        with ThreadPoolExecutor(WORKERS) as pool:
            for batch, answers in _in_step(pool, self._answer, batches):
                self.asked += len(batch)
                yield from zip(batch, answers, strict=True)

    def one(self, question: Question) -> dict[str, Any] | None:
        """Answer one question."""
        return self._answer([question])[0]

    def _answer(self, batch: Sequence[Question]) -> list[dict[str, Any] | None]:
        found = self._evaluate(batch)
        if found is None:
            if len(batch) == 1:
                return [None]
            middle = len(batch) // 2
            return [*self._answer(batch[:middle]), *self._answer(batch[middle:])]
        return [answers[0] if len(answers) == 1 else None for answers in found]

    def _evaluate(self, batch: Sequence[Question]) -> list[list[dict[str, Any]]] | None:
        rule = "full" if batch[0].controls is None else "brief"
        command = [
            str(self._opa), "eval", "--format", "json", "--stdin-input", "--strict-builtin-errors",
            "-b", str(self._rego), "-d", str(Path(__file__).with_name("harness.rego")),
            _QUERY % rule,
        ]  # fmt: skip
        with tempfile.TemporaryFile() as body:
            body.write(_encoded(batch))
            body.seek(0)
            try:
                done = subprocess.run(
                    command,
                    stdin=body,
                    capture_output=True,
                    check=False,
                    timeout=30 + _SECONDS_EACH * len(batch),
                    env={"GOGC": "400"},
                )
            except subprocess.TimeoutExpired:
                return None
        if done.returncode != 0:
            if len(batch) == 1:
                self.errors[_error(done.stdout, done.stderr)] += 1
            return None
        answers: list[list[dict[str, Any]]] = json.loads(done.stdout)["result"][0]["expressions"][
            0
        ]["value"]
        return answers if len(answers) == len(batch) else None


def _error(output: bytes, errors: bytes) -> str:
    try:
        first = json.loads(output)["errors"][0]
        place = first.get("location", {})
        file = Path(place.get("file", "")).name
        return f"{file}:{place.get('row', '')} {first['message']}"[:300]
    except (ValueError, KeyError, IndexError):
        return (errors or output).decode("utf-8", "replace").strip()[:300]


def _encoded(batch: Sequence[Question]) -> bytes:
    """The input of a batch: each envelope once, and what most requests share once."""
    table: dict[str, int] = {}
    org = batch[0].case.org
    requests = []
    for question in batch:
        case = question.case
        asked: dict[str, Any] = {"head": dict(question.raw or case.head)}
        if question.controls is not None:
            asked["head"]["controls"] = list(question.controls)
        own = case.org if question.other_org is None else question.other_org
        if own is not org:
            asked["org"] = own
        for place in ("evidence", "statements"):
            asked[place] = [
                table.setdefault(json.dumps(envelope), len(table))
                for document in case.documents.values()
                if document.place == place
                for envelope in document.envelopes
            ]
        requests.append(asked)
    whole = {"org": org, "table": [json.loads(text) for text in table], "batch": requests}
    return json.dumps(whole).encode()


def _batches(questions: Iterable[Question]) -> Iterator[list[Question]]:
    batch: list[Question] = []
    for question in questions:
        other = batch and (batch[0].controls is None) != (question.controls is None)
        if len(batch) >= BATCH or other:
            yield batch
            batch = []
        batch.append(question)
    if batch:
        yield batch


def _in_step(
    pool: ThreadPoolExecutor,
    work: Callable[[list[Question]], list[dict[str, Any] | None]],
    batches: Iterator[list[Question]],
) -> Iterator[tuple[list[Question], list[dict[str, Any] | None]]]:
    """Keep the workers busy without making all batches at once."""
    waiting: list[tuple[list[Question], Any]] = []
    for batch in batches:
        waiting.append((batch, pool.submit(work, batch)))
        if len(waiting) > WORKERS:
            first, future = waiting.pop(0)
            yield first, future.result()
    for first, future in waiting:
        yield first, future.result()
