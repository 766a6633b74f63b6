"""MLflow's server, asked over its REST API 2.0 without MLflow; see `mlflow`.

It is asked with GET alone. All questions together have one deadline, and one answer a
limit to its size. Redirects, proxies and stored passwords are not followed.
"""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from lexgate.documents import digest
from lexgate.errors import LexgateError
from lexgate_collectors.readers import (
    ReadError,
    listed,
    mapping,
    number,
    parse_json,
    personal,
    word,
    yaml_text,
)
from lexgate_collectors.readers.mlflow_run import (
    ID,
    LOGGED_MODEL,
    DataSet,
    Model,
    Point,
    Registered,
    Run,
    Wanted,
    history,
    no_such,
    number_of,
    origin,
    refuse_deleted,
)

MAX_BYTES = 20_000_000
MAX_MODELS = 50
_API = "api/2.0/mlflow"
_CONNECT_SECONDS = 3.0
_LONGEST_SECONDS = 600
_DIGITS = re.compile(r"-?[0-9]{1,18}")
_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_STATUS = {
    "LOGGED_MODEL_PENDING": "PENDING",
    "LOGGED_MODEL_READY": "READY",
    "LOGGED_MODEL_UPLOAD_FAILED": "FAILED",
}
_ADVICE = {401: "Give a token.", 403: "Give a token that may read there."}


def read(
    url: str, wanted: Wanted, *, token: str | None = None, deadline: float = 30.0
) -> tuple[Run, list[dict[str, Any]], str, str | None]:
    """The run, which answers were read, the name of the form, and the server's own version.

    Args:
        url: ``http://`` or ``https://`` and the server, with a path in front where it has one.
        wanted: which run.
        token: a bearer token; over HTTP for this machine alone.
        deadline: seconds for all of it.

    Raises:
        ReadError: no answer in time, a refusal, an answer that can't be read, or no such run.
    """
    if not 0 < (number(deadline)["value"] or 0) <= _LONGEST_SECONDS:
        raise ReadError(f"no deadline: {deadline!r}", url[:200], "Give up to 600 seconds.")
    server = _Server(_address(url, token), token, deadline)
    done: list[Run | BaseException] = []

    def ask() -> None:
        try:
            done.append(server.run(wanted))
        except BaseException as error:
            done.append(error)

    # Looking up the name has no time-out of its own, so the deadline is kept from outside.
    worker = threading.Thread(target=ask, name="lexgate-mlflow", daemon=True)
    worker.start()
    worker.join(deadline)
    if not done:
        raise server.fault(f"no whole answer within {deadline:g} seconds", "Try again later.")
    if not isinstance(done[0], Run):
        raise done[0]
    return done[0], server.answers, "tracking server, REST API 2.0", server.version


def _address(url: str, token: str | None) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        raise ReadError("no address of a server", url[:200], "Write https:// and its name.")
    if "@" in parts.netloc:
        raise ReadError("a password in an address", host, "Give a token instead.")
    if token is not None and parts.scheme == "http" and host not in {"localhost", "127.0.0.1"}:
        raise ReadError("a token without TLS", url, "Write https:// in the address.")
    return url.rstrip("/")


class _Server:
    """One server, and what it answered."""

    def __init__(self, url: str, token: str | None, deadline: float) -> None:
        self._url, self._token = url, token
        self._end = time.monotonic() + deadline
        self.answers: list[dict[str, Any]] = []
        self.version: str | None = None

    def fault(self, what: str, do: str) -> ReadError:
        return ReadError(what, self._url, do)

    def run(self, wanted: Wanted) -> Run:
        status, body = self._get("version")
        text = body[:100].decode("utf-8", "replace").strip()
        if status == 200 and re.fullmatch(r"\d+\.\d+[\w.+-]*", text):
            self.version = text
        version, tags = self._version(wanted) if wanted.run is None else (None, [])
        run = self._run(wanted.run or (version.run if version else ""))
        run.registered = version
        run.tags += tags
        run.models = self._models(run, version)
        return run

    def _version(self, wanted: Wanted) -> tuple[Registered, list[tuple[str, str, Any]]]:
        name = str(wanted.model)
        if wanted.alias is not None:
            # An alias that isn't there is a bad request (400) to MLflow, not a missing thing.
            query = {"name": name, "alias": wanted.alias}
            answer = self._json("registered-models/alias", missing=(400, 404), **query)
        else:
            answer = self._json("model-versions/get", name=name, version=str(wanted.version))
        found = mapping(answer.get("model_version"))
        number, source = found.get("version"), origin(found.get("source"), self._source_of)
        logged = LOGGED_MODEL.fullmatch(source)
        run = found.get("run_id")
        if not run and logged:
            run = mapping(self._model(logged.group(1)).get("info")).get("source_run_id")
        if found.get("name") != name or wanted.version not in (None, number):
            raise self.fault("an answer about another version", "Check that it is MLflow's server.")
        if not isinstance(run, str) or not run:
            raise no_such(f"run behind {wanted}", self._url)
        version = Registered(
            name,
            str(number_of(number, wanted, self._url)),
            listed(found.get("aliases")),
            found.get("current_stage"),
            found.get("status"),
            run,
            source,
            logged.group(1) if logged else None,
        )
        return version, [("version", *tag) for tag in self._pairs(found.get("tags"))]

    def _source_of(self, name: str, number: str) -> Any:
        answer = self._asked("model-versions/get", (404,), name=name, version=number)
        return mapping(mapping(answer).get("model_version")).get("source")

    def _run(self, run: str) -> Run:
        answer = mapping(self._json("runs/get", run_id=run).get("run"))
        info, data = mapping(answer.get("info")), mapping(answer.get("data"))
        if info.get("run_id") != run or not ID.fullmatch(run):
            raise self.fault("an answer about another run", "Check that it is MLflow's server.")
        refuse_deleted("the run", info.get("lifecycle_stage"), f"{self._url}, run {run}")
        experiment = mapping(
            self._json("experiments/get", experiment_id=str(info.get("experiment_id"))).get(
                "experiment"
            )
        )
        stage = experiment.get("lifecycle_stage")
        refuse_deleted("the run's experiment", stage, f"{self._url}, run {run}")
        found = Run(
            run,
            info.get("status"),
            _whole(info.get("start_time")),
            _whole(info.get("end_time")),
            experiment.get("name"),
        )
        found.parameters = list(self._pairs(data.get("params")))
        found.points = list(self._points(data.get("metrics")))
        found.tags = [("run", *tag) for tag in self._pairs(data.get("tags"))]
        found.tags += [("experiment", *tag) for tag in self._pairs(experiment.get("tags"))]
        inputs = mapping(answer.get("inputs")).get("dataset_inputs")
        found.data_sets = [self._data_set(item) for item in self._items(inputs)]
        outputs = mapping(answer.get("outputs")).get("model_outputs")
        made = [item.get("model_id") for item in self._items(outputs)]
        found.models = [Model(str(model), None, None) for model in made]
        return found

    def _points(self, metrics: Any) -> Iterator[Point]:
        for item in self._items(metrics):
            value = item.get("value")
            # JSON has no word for these, and the server writes them as text.
            value = _SPECIAL.get(value) if isinstance(value, str) else value
            at, step = _whole(item.get("timestamp", 0)), _whole(item.get("step", 0))
            name = item.get("key")
            fine = isinstance(value, int | float) and not isinstance(value, bool)
            if not fine or at is None or step is None or not isinstance(name, str):
                raise self.fault("a metric that can't be read", "Check the server.")
            yield Point(name, _float(value), at, step)

    def _data_set(self, item: Mapping[str, Any]) -> DataSet:
        data = mapping(item.get("dataset"))
        context = dict(self._pairs(item.get("tags"))).get("mlflow.data.context")
        return DataSet(data.get("name"), data.get("digest"), context, data.get("profile"))

    def _models(self, run: Run, version: Registered | None) -> list[Model]:
        if version is not None and version.logged_model is None:
            told = [i for i in history(run) if version.source.endswith(f"/{i['artifact_path']}")]
            return [self._old(told[0] if told else None)]
        ids = [str(model.id) for model in run.models]
        if version is not None:
            ids = [str(version.logged_model)]
        if len(ids) > MAX_MODELS:
            raise self.fault(f"a run with more than {MAX_MODELS} models", "Name one version.")
        return [self._logged(model) for model in ids] or [self._old(i) for i in history(run)]

    def _old(self, described: Mapping[str, Any] | None) -> Model:
        return Model(None, None, described, "the server's tags don't describe it")

    def _logged(self, model: str) -> Model:
        info = mapping(self._model(model).get("info"))
        place = f"ajax-api/2.0/mlflow/logged-models/{model}/artifacts/files"
        status, body = self._get(place, artifact_file_path="MLmodel")
        described: Any = None
        if status == 200:
            text = body.decode("utf-8", "replace")
            described = yaml_text.parse(text, f"MLmodel of {model}")
        stage = info.get("status")
        return Model(
            model,
            _STATUS.get(stage) if isinstance(stage, str) else None,
            mapping(described) or None,
            f"the server gives no MLmodel file (HTTP {status})",
        )

    def _model(self, model: str) -> Mapping[str, Any]:
        if not re.fullmatch(r"m-[0-9a-f]{1,64}", model):
            raise self.fault("a model with a strange id", "Check the server.")
        return mapping(self._json(f"logged-models/{model}").get("model"))

    def _pairs(self, value: Any) -> Iterator[tuple[str, Any]]:
        for item in self._items(value):
            if not isinstance(item.get("key"), str):
                raise self.fault("a name that is no text", "Check that it is MLflow's server.")
            yield item["key"], item.get("value")

    def _items(self, value: Any) -> list[Mapping[str, Any]]:
        items = [] if value is None else value
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise self.fault("something else than a list", "Check that it is MLflow's server.")
        return items

    def _json(self, path: str, missing: Sequence[int] = (404,), **query: str) -> Mapping[str, Any]:
        found = self._asked(path, missing, **query)
        if found is None:
            what = ", ".join(query.values()) or path
            raise no_such(f"{path.split('/')[0]}: {what}", self._url)
        return found

    def _asked(self, path: str, missing: Sequence[int], **query: str) -> Mapping[str, Any] | None:
        """The object that is the answer; None where the server holds no such thing."""
        status, body = self._get(f"{_API}/{path}", **query)
        what = ", ".join(query.values()) or path
        if status in missing:
            return None
        if status != 200:
            advice = _ADVICE.get(status, "Give the server's own address; see its log.")
            raise self.fault(f"HTTP {status} to the question for {what}", advice)
        try:
            value = parse_json(body.decode("utf-8"), f"{self._url}, {path}")
        except UnicodeDecodeError:
            raise self.fault("an answer that is not UTF-8", "Is it MLflow's server?") from None
        if not isinstance(value, dict):
            raise self.fault("an answer that is no object", "Check that it is MLflow's server.")
        return value

    def _get(self, path: str, **query: str) -> tuple[int, bytes]:
        import requests

        target = f"{path}?{urlencode(query)}" if query else path
        headers = {"Accept-Encoding": "identity"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        left = self._left()
        try:
            with requests.Session() as session:
                session.trust_env = False  # else proxies apply, and .netrc replaces the token
                with session.get(
                    f"{self._url}/{target}",
                    headers=headers,
                    stream=True,
                    allow_redirects=False,
                    timeout=(min(_CONNECT_SECONDS, left), left),
                ) as response:
                    body = self._body(response.raw)
                    promised = response.headers.get("Content-Length")
                    status = response.status_code
        except LexgateError:
            raise
        except Exception as error:
            reason = type(error).__name__
            raise self.fault(f"no answer ({reason})", "Check the address and the server.") from None
        if promised is not None and promised != str(len(body)):
            raise self.fault("an answer that broke off", "Try again.")
        if status == 200:
            name = personal.name(target) or word(path)
            self.answers.append({"name": name, "digest": digest(body), "bytes": len(body)})
        return status, body

    def _body(self, raw: Any) -> bytes:
        chunks: list[bytes] = []
        size = 0
        while chunk := raw.read1(65_536, decode_content=False):
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_BYTES:
                raise self.fault(f"an answer of more than {MAX_BYTES:,} bytes", "Name another run.")
            self._left()
        return b"".join(chunks)

    def _left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.fault("no whole answer in time", "Try again later.")
        return left


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _whole(value: Any) -> int | None:
    """A whole number; protocol buffers may write one as the text of its digits."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
