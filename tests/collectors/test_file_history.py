"""File history evidence on repositories made by git itself, and on broken ones."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lexgate.documents import digest
from lexgate_collectors import file_history
from lexgate_collectors.common import CollectError

NOW = "2026-11-22T10:00:00Z"
RISKS = {"risk_management": Path("docs/risk.md")}


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user of our own, whom no evidence may name."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Grace Hopper\n\temail = grace@navy.example\n[log]\n\tfollow = true\n"
    )
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))


def git(folder: Path, *words: str, at: str = "2026-10-01T10:00:00+02:00") -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *words],
        check=True,
        capture_output=True,
        env={**os.environ, "GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at},
    )
    return done.stdout.decode().strip()


def commit(folder: Path, text: str | None, at: str, name: str = "docs/risk.md") -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "by Grace", at=at)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


def collected(folder: Path, documents: dict[str, Path] = RISKS, **more: Any) -> dict[str, Any]:
    return file_history.collect(folder, documents, observed_at=NOW, **more)


def test_a_document_and_its_commits(repo: Path, fits: Any) -> None:
    first = commit(repo, "one", "2026-10-01T10:00:00+02:00")
    commit(repo, "else", "2026-10-02T10:00:00Z", name="other.md")
    second = commit(repo, "two", "2026-10-03T10:00:00Z")
    found = collected(repo)
    fits("file_history", file_history.subjects("credit-scoring", "1.0.0"), found)
    assert found["documents"] == {
        "risk_management": {
            "path": "docs/risk.md",
            "digest": digest(b"two"),
            "bytes": 3,
            "in_commit": "yes",
            "commits": 2,
            "first_at": "2026-10-01T08:00:00Z",
            "last_changed_at": "2026-10-03T10:00:00Z",
            "versions": [
                {
                    "commit": second,
                    "committed_at": "2026-10-03T10:00:00Z",
                    "digest": digest(b"two"),
                },
                {
                    "commit": first,
                    "committed_at": "2026-10-01T08:00:00Z",
                    "digest": digest(b"one"),
                },
            ],
            "versions_left_out": 0,
        }
    }
    assert (found["head"], found["complete"]) == (second, True)
    assert "Grace" not in str(found)
    assert "navy" not in str(found)


@pytest.mark.parametrize(
    ("spoil", "want"),
    [
        pytest.param(lambda repo: None, ("yes", 1), id="as it was committed"),
        pytest.param(
            lambda repo: (repo / "docs/risk.md").write_text("changed"),
            ("other_bytes", 1),
            id="changed since",
        ),
        pytest.param(
            lambda repo: (
                git(repo, "rm", "--quiet", "--cached", "docs/risk.md"),
                git(repo, "commit", "--quiet", "--message", "gone"),
            ),
            ("no", 2),
            id="taken away by the last commit, and still in the folder",
        ),
    ],
)
def test_in_commit(repo: Path, spoil: Any, want: tuple[str, int]) -> None:
    commit(repo, "one", "2026-10-01T10:00:00Z")
    spoil(repo)
    found = collected(repo)["documents"]["risk_management"]
    assert (found["in_commit"], found["commits"]) == want


def test_taken_away_and_brought_back(repo: Path) -> None:
    commit(repo, "one", "2026-10-01T10:00:00Z")
    commit(repo, None, "2026-10-02T10:00:00Z")
    commit(repo, "one", "2026-10-03T10:00:00Z")
    versions = collected(repo)["documents"]["risk_management"]["versions"]
    assert [version["digest"] for version in versions] == [digest(b"one"), None, digest(b"one")]


def test_a_move_begins_a_history_of_its_own(repo: Path) -> None:
    commit(repo, "one", "2026-10-01T10:00:00Z", name="old.md")
    git(repo, "mv", "old.md", "new.md")
    git(repo, "commit", "--quiet", "--message", "moved", at="2026-10-02T10:00:00Z")
    found = collected(repo, {"risk_management": Path("new.md")})["documents"]["risk_management"]
    assert (found["commits"], found["first_at"]) == (1, "2026-10-02T10:00:00Z")


def test_never_committed(repo: Path) -> None:
    commit(repo, "one", "2026-10-01T10:00:00Z", name="other.md")
    (repo / "docs").mkdir()
    (repo / "docs/risk.md").write_text("one")
    found = collected(repo)["documents"]["risk_management"]
    assert (found["in_commit"], found["commits"]) == ("no", 0)
    assert (found["first_at"], found["last_changed_at"], found["versions"]) == (None, None, [])


def test_history_that_was_cut_off_says_so(repo: Path, tmp_path: Path, fits: Any) -> None:
    commit(repo, "one", "2026-10-01T10:00:00Z")
    commit(repo, "two", "2026-10-02T10:00:00Z")
    git(tmp_path, "clone", "--quiet", "--depth=1", repo.as_uri(), "shallow")
    found = collected(tmp_path / "shallow")
    fits("file_history", file_history.subjects("s", "1"), found)
    assert found["complete"] is False
    assert found["documents"]["risk_management"]["commits"] == 1


def test_the_oldest_versions_are_counted_and_left_out(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_history, "MOST_VERSIONS", 1)
    commit(repo, "one", "2026-10-01T10:00:00Z")
    commit(repo, "two", "2026-10-02T10:00:00Z")
    found = collected(repo)["documents"]["risk_management"]
    assert [version["digest"] for version in found["versions"]] == [digest(b"two")]
    assert (found["commits"], found["versions_left_out"]) == (2, 1)
    assert found["first_at"] == "2026-10-01T10:00:00Z"


def test_same_repository_same_evidence(repo: Path) -> None:
    commit(repo, "one", "2026-10-01T10:00:00Z")
    assert collected(repo) == collected(repo)


def test_faults_are_told_at_once(repo: Path, tmp_path: Path) -> None:
    commit(repo, "one", "2026-10-01T10:00:00Z")
    (tmp_path / "outside.md").write_text("outside")
    (repo / "a name.md").write_text("strange")
    (repo / "out.md").symlink_to(tmp_path / "outside.md")
    named = {"gone": "gone.md", "outside": "../outside.md", "strange": "a name.md", "out": "out.md"}
    with pytest.raises(CollectError) as fault:
        collected(repo, {name: Path(file) for name, file in named.items()})
    assert all(f"{name}: " in fault.value.what for name in named)
    assert str(fault.value).count("\n") <= 2


@pytest.mark.parametrize(
    ("prepare", "want"),
    [
        pytest.param(lambda repo: None, "there is no commit yet", id="no commit"),
        pytest.param(
            lambda repo: (repo / ".git").rename(repo / "away"),
            "no repository of git",
            id="no repository",
        ),
    ],
)
def test_what_is_no_history(repo: Path, prepare: Any, want: str) -> None:
    prepare(repo)
    with pytest.raises(CollectError, match=want):
        collected(repo)


def test_no_documents_and_no_time(repo: Path) -> None:
    with pytest.raises(CollectError) as fault:
        file_history.collect(repo, {}, observed_at="today")
    assert "no time" in fault.value.what
    assert "one to a hundred" in fault.value.what
