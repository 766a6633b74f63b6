"""Many requests for one start of OPA.

A batch holds each envelope once; the requests name them by number. A batch that OPA
can't answer is halved until the request that stops it stands alone: it counts as
having no answer. An answer is kept under all that it rests on, so that a question
that says the same is asked once, also by the next run.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import weakref
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lexgate import catalogue, paths, tools_install
from lexgate.assurance.base import Case
from lexgate.assurance.kept import Kept, judges, key, tree
from lexgate.assurance.rule_server import ENVIRONMENT
from lexgate.assurance.workers import EVIDENCE, WORKERS, Workers
from lexgate.errors import LexgateError

# What one start of OPA judges: a question of one control counts as one, others as more.
# Enough that the start is a small part, and that what a stopped run loses is, too.
BATCH = 200
_CONTROLS_OF_ONE = 8
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


@dataclass
class _Asked:
    """A question on its way: in a batch, the same as another one, or answered before."""

    question: Question
    key: str
    batch: Future[Any] | None = None
    same: _Asked | None = None
    found: dict[str, Any] | None = None
    known: bool = False

    def ready(self) -> bool:
        """Whether it can be answered without waiting."""
        if self.same is not None:
            return self.same.ready()
        return self.known or (self.batch is not None and self.batch.done())

    def answer(self) -> dict[str, Any] | None:
        """What OPA said; waits for it."""
        if self.same is not None:
            return self.same.answer()
        if self.batch is not None:
            self.batch.result()
        return self.found


class Judge:
    """Asks the rule book as it is now, without its tests, once for each batch."""

    def __init__(
        self,
        rego: Path | None = None,
        *,
        kept: Kept | None = None,
        workers: Workers | None = None,
    ) -> None:
        # A copy: one run judges by one rule book, also while somebody edits it.
        folder = Path(tempfile.mkdtemp(prefix="lexgate-assurance-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._rego = folder / "rego"
        shutil.copytree(
            rego or paths.rego(), self._rego, ignore=shutil.ignore_patterns("*_test.rego")
        )
        self._opa = tools_install.find_opa()
        self._kept = Kept() if kept is None else kept
        self._workers = workers
        self._rests_on = key("answer", judges(), tree(self._rego), _QUERY)
        self._controls = len(catalogue.load())
        self._orgs: dict[int, tuple[Any, str]] = {}
        self.errors: Counter[str] = Counter()
        self.asked = 0

    def ask(
        self, questions: Iterable[Question]
    ) -> Iterator[tuple[Question, dict[str, Any] | None]]:
        """Answer each question, in their order; None where OPA has no answer.

        Raises:
            LexgateError: OPA was ended from outside, or a result can't be kept.
        """
        if self._workers is not None:
            yield from self._ask(questions, self._workers)
            return
        with Workers() as workers:
            yield from self._ask(questions, workers)

    def one(self, question: Question) -> dict[str, Any] | None:
        """Answer one question."""
        ((_, answer),) = self.ask([question])
        return answer

    def _ask(
        self, questions: Iterable[Question], workers: Workers
    ) -> Iterator[tuple[Question, dict[str, Any] | None]]:
        """Keep the workers busy without making all batches at once."""
        waiting: deque[_Asked] = deque()
        batches: deque[Future[Any]] = deque()
        gathered: list[_Asked] = []
        on_its_way: dict[str, _Asked] = {}

        def send() -> None:
            if not gathered:
                return
            future = workers.submit(EVIDENCE, self._answer_and_keep, list(gathered))
            for asked in gathered:
                asked.batch = future
            batches.append(future)
            gathered.clear()

        def answered() -> Iterator[tuple[Question, dict[str, Any] | None]]:
            while waiting and (first := waiting[0]).ready():
                waiting.popleft()
                yield first.question, first.answer()
                on_its_way.pop(first.key, None)

        for question in questions:
            self.asked += 1
            asked = _Asked(question, self._key(question))
            same = on_its_way.get(asked.key)
            if same is not None:
                asked.same = same
            elif (answer := self._kept.get(asked.key, "answers")) is not None:
                asked.found, asked.known = answer, True
            else:
                whole = question.controls is None
                weight = sum(self._weight(one.question) for one in gathered)
                if gathered and (
                    weight + self._weight(question) > BATCH
                    or (gathered[0].question.controls is None) != whole
                ):
                    send()
                on_its_way[asked.key] = asked
                gathered.append(asked)
            waiting.append(asked)
            yield from answered()
            while len(batches) > WORKERS + 1:
                batches.popleft().result()
                yield from answered()
        send()
        while waiting:
            first = waiting.popleft()
            yield first.question, first.answer()

    def _key(self, question: Question) -> str:
        """The digest of all that the answer rests on; equal where two questions say the same.

        A signature differs each time it is made: a document goes by its bytes and who signed
        them, and what else was done to its envelopes is told by its mark.
        """
        case = question.case
        org = case.org if question.other_org is None else question.other_org
        if id(org) not in self._orgs:
            # The object is held too: its number can't go to another one.
            self._orgs[id(org)] = (org, key(org))
        said = [
            [d.place, d.digest, d.signers, d.mark if d.mutable else d.envelopes]
            for d in case.documents.values()
        ]
        head = case.head if question.raw is None else question.raw
        return key(self._rests_on, question.controls, head, self._orgs[id(org)][1], said)

    def _weight(self, question: Question) -> float:
        """How much work a question is, beside one that asks for a single control."""
        controls = self._controls if question.controls is None else len(question.controls)
        return max(1.0, controls / _CONTROLS_OF_ONE)

    def _answer_and_keep(self, asked: Sequence[_Asked]) -> list[dict[str, Any] | None]:
        answers = self._answer([one.question for one in asked])
        for one, answer in zip(asked, answers, strict=True):
            one.found = answer
            if answer is not None:
                self._kept.put(one.key, answer, "answers")
        return answers

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
                    env=ENVIRONMENT,
                )
            except subprocess.TimeoutExpired:
                return None
        if done.returncode < 0:
            raise LexgateError(
                f"OPA was ended by signal {-done.returncode}.",
                "a batch of evidence mutants",
                "Start again: what was judged before is kept, and it goes on from there.",
            )
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
