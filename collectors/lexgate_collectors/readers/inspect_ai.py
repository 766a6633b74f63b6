"""Inspect logs: which samples did the scorers judge, how, and was every sample run?

Reads logs of inspect_ai in form 2 and the first one, as JSON and as `.eval` (a ZIP, its
entries deflated or packed by Zstandard). It serves Articles 9(6), 9(8) and 15(1). One
test is one scorer of the task, its cases are the samples: correct, incorrect, partly
correct (a warning), ended in an error, or not scored. A score that is a number has no
limit in Inspect: its cases are not evaluated, and the metrics hold the numbers. A score
that a person edited into a correct one is a warning. Inspect says "success" of a run that
ended, whatever the scores; here a test fails if any sample is incorrect. It doesn't show
that the task asks for the right things.
"""

from __future__ import annotations

import importlib
import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lexgate_collectors.readers import (
    MAX_BYTES,
    ReadError,
    count,
    expect,
    listed,
    load_bytes,
    load_json,
    mapping,
    moment,
    parse_json,
    refuse_newer,
    source,
    word,
)
from lexgate_collectors.readers.redteam import worst
from lexgate_collectors.readers.reports import Metric, Result, report

NEWEST = 2
MAX_UNPACKED = 4 * MAX_BYTES
MOST = 10**15 - 1

_HEADER, _START = "header.json", "_journal/start.json"
_ZSTANDARD = 93
_LOCAL_HEADER = 30

# What zipfile, zlib and pyarrow raise over bytes that are not theirs.
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)

_JUDGED = {"C": "passed", "I": "failed", "N": "failed", "P": "warning"}


@dataclass
class _Samples:
    """The samples that a log holds, by their outcomes alone."""

    path: Path
    given: bool = True
    seen: set[tuple[str, int]] = field(default_factory=set)
    # What befell samples as a whole, and how each score judged the others.
    lost: Counter[str] = field(default_factory=Counter)
    judged: dict[str, Counter[str]] = field(default_factory=dict)

    def take(self, sample: Any) -> None:
        """Count one sample.

        Raises:
            ReadError: none of Inspect, or the same one again.
        """
        name, epoch = mapping(sample).get("id"), count(mapping(sample).get("epoch"))
        if isinstance(name, bool) or not isinstance(name, str | int) or epoch is None:
            raise self._refuse("a sample without id or epoch")
        if (key := (repr(name), epoch)) in self.seen:
            raise self._refuse("one sample stands twice in the log")
        self.seen.add(key)
        if sample.get("error") is not None:
            self.lost["error"] += 1
        elif sample.get("invalidation") is not None:
            self.lost["not_evaluated"] += 1
        else:
            for scorer, outcome in _scores(sample):
                self.judged.setdefault(scorer, Counter())[outcome] += 1

    def _refuse(self, what: str) -> ReadError:
        return ReadError(what, str(self.path), "Have Inspect write the log again.")


def _scores(sample: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    scores = mapping(sample.get("scores"))
    if "score" in sample and not scores:
        # The first form knows one scorer, and names it in the results.
        scores = {"": sample["score"]}
    for scorer, score in scores.items():
        value = mapping(score).get("value")
        earlier = [mapping(edit).get("value") for edit in listed(mapping(score).get("history"))]
        if isinstance(value, dict):
            for part, inner in value.items():
                before = [mapping(values).get(part) for values in earlier]
                yield f"{scorer}/{part}", _after(inner, before)
        else:
            yield scorer, _after(value, earlier)


def _after(value: Any, earlier: Iterable[Any]) -> str:
    """How a value judges; where a person made it correct afterwards, a warning."""
    outcome = _judged(value)
    edited = any(_judged(before) in ("failed", "warning") for before in earlier)
    return "warning" if outcome == "passed" and edited else outcome


def _judged(value: Any) -> str:
    return _JUDGED.get(value, "not_evaluated") if isinstance(value, str) else "not_evaluated"


def read(path: Path) -> dict[str, Any]:
    """The facts of an Inspect log.

    Raises:
        LexgateError: no log of Inspect, a newer form, a ZIP that is broken, encrypted or
            unpacks to more than 1 GB, Zstandard without pyarrow, or one sample twice.
    """
    samples = _Samples(path)
    zipped = load_bytes(path).startswith(b"PK")
    log = _unzip(path, samples) if zipped else mapping(load_json(path))
    version = _version(log, path)
    if not zipped:
        given = log.get("samples")
        samples.given = isinstance(given, list)
        for sample in listed(given):
            samples.take(sample)
    spec, stats = mapping(log.get("eval")), mapping(log.get("stats"))
    complete, because = _ended(log, samples)
    return report(
        source(
            "inspect_ai",
            word(mapping(spec.get("packages")).get("inspect_ai")),
            f"eval log in {'a ZIP' if zipped else 'JSON'}, form {version}",
            [path],
        ),
        complete=complete,
        because=because,
        tests=_tests(log, samples),
        metrics=list(_metrics(log)),
        started_at=moment(stats.get("started_at")) or moment(spec.get("created")),
        finished_at=moment(stats.get("completed_at")),
    )


def _version(log: Mapping[str, Any], path: Path) -> int | None:
    version = count(log.get("version"))
    expect(
        bool(version) and isinstance(log.get("eval"), dict),
        "no log of Inspect: no version with an eval",
        path,
        "inspect_ai",
    )
    refuse_newer("Inspect's form of logs", str(version), (NEWEST,), path)
    return version


def _ended(log: Mapping[str, Any], samples: _Samples) -> tuple[bool | None, str | None]:
    status, results = log.get("status"), mapping(log.get("results"))
    total, completed = count(results.get("total_samples")), count(results.get("completed_samples"))
    many = len(samples.seen)
    if status is None:
        return False, "the log has no status: the run was stopped before its end"
    if status != "success":
        return False, f"the log's status is {word(status, 50) or 'unreadable'}"
    if log.get("invalidated") not in (None, False):
        return None, "the log says that it, or some of its samples, were declared invalid"
    if total is None or completed is None:
        return None, "the log does not count its samples"
    if completed != total:
        return False, f"{completed} of {total} samples were completed"
    if samples.given and many != total:
        return False, f"the results are of {total} samples, the log holds {many}"
    if not total:
        return None, "no sample was run"
    return True, None


def _tests(log: Mapping[str, Any], samples: _Samples) -> list[Result]:
    about = word(mapping(log.get("eval")).get("task"))
    expected = max(_expected(log), len(samples.seen))
    tests = []
    for scorer in _scorers(log, samples):
        cases = samples.lost + samples.judged.get(scorer, Counter())
        cases["not_evaluated"] += max(0, expected - cases.total())
        kept = {outcome: many for outcome, many in cases.items() if many}
        tests.append(Result(scorer or _only_scorer(log), worst(kept), about, kept))
    return tests


def _expected(log: Mapping[str, Any]) -> int:
    """How many samples there should be: by the results, else by the plan."""
    total = count(mapping(log.get("results")).get("total_samples"))
    if total is not None:
        return total
    spec = mapping(log.get("eval"))
    planned = len(listed(mapping(spec.get("dataset")).get("sample_ids")))
    epochs = count(mapping(spec.get("config")).get("epochs")) or 1
    return min(planned * epochs, MOST)


def _scorers(log: Mapping[str, Any], samples: _Samples) -> list[str]:
    """The scorers of samples and results; else those of the plan; else the task itself."""
    found = dict.fromkeys(samples.judged)
    heads = {name.split("/")[0] for name in found}
    for score in _result_scores(log):
        scorer = word(score.get("scorer")) or word(score.get("name"))
        if scorer and scorer not in heads and "" not in found:
            found[scorer] = None
    if not found:
        plan = listed(mapping(log.get("eval")).get("scorers"))
        names = (word(mapping(scorer).get("name")) for scorer in plan)
        found = dict.fromkeys(name.split("/")[-1] for name in names if name)
    return list(found) or ["no scorer"]


def _only_scorer(log: Mapping[str, Any]) -> str:
    names = (word(score.get("name")) for score in _result_scores(log))
    return next(filter(None, names), "score")


def _result_scores(log: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    results = mapping(log.get("results"))
    if isinstance(results.get("scorer"), dict):
        # The first form: one scorer, with its metrics beside it.
        return [{**results["scorer"], "metrics": results.get("metrics")}]
    return [mapping(score) for score in listed(results.get("scores"))]


def _metrics(log: Mapping[str, Any]) -> Iterator[Metric]:
    for score in _result_scores(log):
        scorer, name = word(score.get("scorer")), word(score.get("name"))
        parts = [scorer, None if name == scorer else name, word(score.get("reducer"))]
        about = "/".join(filter(None, parts)) or None
        for metric, found in mapping(score.get("metrics")).items():
            yield Metric(metric, mapping(found).get("value"), about)


def _unzip(path: Path, samples: _Samples) -> dict[str, Any]:
    """The log of a ZIP without its samples, which are counted one by one."""
    data = load_bytes(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            expect(
                _HEADER in entries or _START in entries,
                f"no log of Inspect: neither {_HEADER} nor {_START} in the ZIP",
                path,
                "inspect_ai",
            )
            if len(entries) != len(archive.infolist()):
                raise _broken("one name stands twice in the ZIP", path)
            head = entries[_HEADER if _HEADER in entries else _START]
            wanted = [entry for name, entry in entries.items() if _is_sample(name)]
            _limit([head, *wanted], path)
            log = dict(mapping(_load(archive, head, data, path)))
            if head.filename == _START:
                log.pop("status", None)
            _version(log, path)
            for entry in wanted:
                samples.take(_load(archive, entry, data, path))
    except _ZIP_FAULTS as fault:
        raise _broken(f"the ZIP is cut or broken: {word(str(fault))}", path) from None
    config = mapping(mapping(log.get("eval")).get("config"))
    samples.given = bool(wanted) or config.get("log_samples") is not False
    return log


def _is_sample(name: str) -> bool:
    return name.startswith("samples/") and name.endswith(".json")


def _broken(what: str, path: Path) -> ReadError:
    return ReadError(what, str(path), "Have Inspect write the log again.")


def _limit(entries: Iterable[zipfile.ZipInfo], path: Path) -> None:
    sizes = [entry.file_size for entry in entries]
    if sum(sizes) > MAX_UNPACKED or max(sizes) > MAX_BYTES:
        raise ReadError(
            f"the ZIP unpacks to more than {MAX_UNPACKED // 10**6} MB, "
            f"or one of its entries to more than {MAX_BYTES // 10**6} MB",
            str(path),
            "Run fewer samples into one log.",
        )


def _load(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, data: bytes, path: Path) -> Any:
    where = f"{path}, {entry.filename[:100]}"
    if entry.flag_bits & 1:
        raise ReadError("the entry is encrypted", where, "Give the log as Inspect wrote it.")
    # One byte more than announced is read, so that an entry can't be larger than it says.
    if entry.compress_type == _ZSTANDARD:
        body = _unpack(entry, data, where)
    else:
        with archive.open(entry) as stream:
            body = stream.read(entry.file_size + 1)
    if len(body) != entry.file_size or zlib.crc32(body) != entry.CRC:
        raise ReadError(
            "the entry is not what the ZIP announces", where, "Have Inspect write the log again."
        )
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ReadError("the entry is not UTF-8", where, "Give Inspect's own log.") from None
    return parse_json(text, where)


def _unpack(entry: zipfile.ZipInfo, data: bytes, where: str) -> bytes:
    """An entry packed by Zstandard, which Python's zipfile can't read before 3.14."""
    try:
        arrow = importlib.import_module("pyarrow")
    except ImportError:
        raise ReadError(
            "the log is packed by Zstandard, and pyarrow is not installed",
            where,
            "Install pyarrow, or write the log as JSON: inspect log convert --to json.",
        ) from None
    local = data[entry.header_offset : entry.header_offset + _LOCAL_HEADER]
    start = entry.header_offset + _LOCAL_HEADER
    start += int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little")
    packed = data[start : start + entry.compress_size]
    with arrow.CompressedInputStream(arrow.BufferReader(packed), "zstd") as stream:
        return bytes(stream.read(entry.file_size + 1))
