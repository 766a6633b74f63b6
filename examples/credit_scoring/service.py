"""The scoring service of the fictional Musterbank: small, real, and it can be stopped.

    python service.py OUT --log service.jsonl [--port 0]

It answers on this machine only. Every application, override and stop leaves a
record in the log without anybody's doing: when, what kind, which release, which
case, a digest of what was asked (not the applicant's data), the score, its margin
to the threshold and the decision. A credit officer can put another decision in the
place of the output, which is recorded with who and why. After a stop it answers no
application any more: it refuses with 503 and hands the case over to a person, and
that leaves a record too.

    POST /score     {column: value, …}  -> {"case", "decision", "score", "threshold", "release"}
    POST /override  {"case", "decision", "by", "reason"}  -> {"case", "decision"}
    POST /decision  {"case"}            -> {"case", "decision"}, as it stands
    POST /stop      {"by": "…"}         -> {"safe_state": "…"}
    GET  /health                        -> {"running": true|false}
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import features

SAFE_STATE = "no application is scored; each is handed over to a credit officer"
LARGEST_REQUEST = 64_000  # bytes
MOST_AT_ONCE = 8
MOST_CASES = 10_000  # whose decisions are kept at hand; the log keeps all
OFFICER_DECISIONS = ("accept", "refuse")
POSTED = ("/score", "/override", "/decision", "/stop")
ELSEWHERE = "there is " + ", ".join(POSTED) + " and /health"
PATIENCE = 10.0  # seconds that a client may take to send its request


def utc_now() -> str:
    """The time now, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class ScoringService:
    """The model behind its rule, its log and its stop switch; usable without HTTP."""

    def __init__(self, out_dir: Path, log: Path, *, clock: Callable[[], str] = utc_now) -> None:
        import joblib

        run = json.loads((out_dir / "run.json").read_text(encoding="utf-8"))
        self.release: str = run["release"]
        self.columns: list[str] = run["features"]
        self.threshold: float = run["parameters"]["threshold_value"]
        self._model = joblib.load(out_dir / "model" / "final.joblib")
        self._log = log
        self._clock = clock
        self._lock = threading.Lock()
        self._stopped = False
        self._decisions: dict[str, str] = {}

    @property
    def running(self) -> bool:
        """Whether applications are scored."""
        return not self._stopped

    def score(self, application: Any) -> tuple[int, dict[str, Any]]:
        """Judge one application: HTTP status and answer.

        Scoring, the record and the stop switch exclude each other, so that nothing
        is answered after a stop and nothing is answered without a record.
        """
        asked = hashlib.sha256(json.dumps(application, sort_keys=True).encode()).hexdigest()
        with self._lock:
            if self._stopped:
                self._record("handed_over", asked_digest=asked)
                return 503, {"error": "stopped", "safe_state": SAFE_STATE}
            wrong = self._wrong(application)
            if wrong:
                self._record("refused", asked_digest=asked, reason=wrong)
                return 400, {"error": wrong}
            score = self._probability(application)
            decision = "accept" if score >= self.threshold else "refer_to_credit_officer"
            case = uuid.uuid4().hex
            self._decide(case, decision)
            answer = {
                "case": case,
                "decision": decision,
                "score": score,
                "threshold": self.threshold,
                "release": self.release,
            }
            self._record(
                "scoring",
                case=case,
                asked_digest=asked,
                score=score,
                margin=round(score - self.threshold, 12),
                decision=decision,
            )
            return 200, answer

    def override(self, asked: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Put a credit officer's decision in the place of what stands, with who and why."""
        texts = {name: asked.get(name) for name in ("case", "decision", "by", "reason")}
        case, decision = texts["case"], texts["decision"]
        if not all(isinstance(text, str) and 0 < len(text) <= 500 for text in texts.values()):
            return 400, {"error": "an override says case, decision, by and reason"}
        if decision not in OFFICER_DECISIONS:
            return 400, {"error": "an officer decides one of " + ", ".join(OFFICER_DECISIONS)}
        with self._lock:
            if case not in self._decisions:
                return 404, {"error": "no such case"}
            self._record("override", **texts, replaced=self._decisions[case])
            self._decide(case, decision)
        return 200, {"case": case, "decision": decision}

    def decision(self, case: Any) -> tuple[int, dict[str, Any]]:
        """The decision of a case as it stands, an officer's or the output's."""
        with self._lock:
            if not isinstance(case, str) or case not in self._decisions:
                return 404, {"error": "no such case"}
            return 200, {"case": case, "decision": self._decisions[case]}

    def _decide(self, case: str, decision: str) -> None:
        self._decisions[case] = decision
        if len(self._decisions) > MOST_CASES:
            del self._decisions[next(iter(self._decisions))]

    def stop(self, by: str) -> tuple[int, dict[str, Any]]:
        """Stop scoring. Only a new start of the service ends that."""
        with self._lock:
            self._stopped = True
            self._record("stopped", by=by[:100], safe_state=SAFE_STATE)
        return 200, {"running": False, "safe_state": SAFE_STATE}

    def _wrong(self, application: Any) -> str | None:
        if not isinstance(application, Mapping) or set(application) != set(self.columns):
            return "an application has exactly the columns " + ", ".join(self.columns)
        for column in self.columns:
            value = application[column]
            if column in features.NUMERIC:
                fine = isinstance(value, int) and not isinstance(value, bool)
                if not fine or not 0 <= value <= 1_000_000:
                    return f"{column} is no whole number from 0 to 1000000"
            elif not isinstance(value, str) or len(value) > 10:
                return f"{column} is no code"
        return None

    def _probability(self, application: Mapping[str, Any]) -> float:
        import pandas as pd

        row = pd.DataFrame([{column: application[column] for column in self.columns}])
        return round(float(self._model.predict_proba(row)[0, 1]), 12)

    def _record(self, event: str, **more: Any) -> None:
        record = {"at": self._clock(), "event": event, "release": self.release, **more}
        with self._log.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(record, sort_keys=True) + "\n")


class _Server(ThreadingHTTPServer):
    """Threads that end with the process, and only so many of them at once."""

    daemon_threads = True

    def __init__(self, service: ScoringService, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.service = service
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._places.acquire()
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = PATIENCE

    def do_GET(self) -> None:
        if self.path == "/health":
            self._answer(200, {"running": self.server.service.running})
        else:
            self._answer(404, {"error": ELSEWHERE})

    def do_POST(self) -> None:
        if self.path not in POSTED:
            self._answer(404, {"error": ELSEWHERE})
            return
        size = self.headers.get("Content-Length", "")
        digits = size.isascii() and size.isdigit() and len(size) < 10
        if not digits or int(size) > LARGEST_REQUEST:
            self._answer(413, {"error": f"say a length of at most {LARGEST_REQUEST} bytes"})
            return
        try:
            request = json.loads(self.rfile.read(int(size)))
        except (ValueError, RecursionError):
            self._answer(400, {"error": "not JSON"})
            return
        service = self.server.service
        said = request if isinstance(request, dict) else {}
        if self.path == "/score":
            self._answer(*service.score(request))
        elif self.path == "/override":
            self._answer(*service.override(said))
        elif self.path == "/decision":
            self._answer(*service.decision(said.get("case")))
        else:
            by = said.get("by")
            self._answer(*service.stop(by if isinstance(by, str) else "unknown"))

    def _answer(self, status: int, body: Mapping[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the service keeps its own record."""


def serve(service: ScoringService, port: int = 0) -> ThreadingHTTPServer:
    """A server on this machine's loopback address; port 0 takes a free one.

    The caller runs `serve_forever`, and ends it with `shutdown` and `server_close`.
    """
    return _Server(service, port)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of the service."""
    parser = argparse.ArgumentParser(description="Serve the example model on this machine.")
    parser.add_argument("out", type=Path, help="the folder that train.py wrote")
    parser.add_argument("--log", type=Path, default=Path("service.jsonl"))
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args(arguments)
    server = serve(ScoringService(options.out, options.log), options.port)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
