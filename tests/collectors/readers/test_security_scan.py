"""Scans: what was skipped was not scanned, and what a file pins must stand in the report."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lexgate import config, documents, keys, schemas
from lexgate_collectors import collecting
from lexgate_collectors.common import mark, version_subject
from lexgate_collectors.readers import ReadError, security_scan

SAMPLES = Path(__file__).parent / "samples" / "security_scan"
IMAGE = "sha256:" + "a" * 64
MANIFEST = "sha256:" + "b" * 64
OTHER = "sha256:" + "c" * 64


def grype(*severities: str, **changes: Any) -> dict[str, Any]:
    """A report of an image, as Grype's own reference output has it."""
    return {
        "matches": [
            {
                "vulnerability": {
                    "id": f"CVE-2020-{number:04}",
                    "dataSource": "https://example.org/secret-path",
                    "severity": severity,
                    "fix": {"versions": ["1.2.1", "2.1.3"], "state": "fixed"},
                },
                "relatedVulnerabilities": [{"id": f"GHSA-{number}"}],
                "artifact": {
                    "name": f"package-{number}",
                    "version": "1.1.1",
                    "type": "deb",
                    "locations": [{"path": "/home/anna/secret"}],
                },
            }
            for number, severity in enumerate(severities)
        ],
        "source": {
            "type": "image",
            "target": {
                "userInput": "registry.example.org/secret",
                "imageID": IMAGE,
                "manifestDigest": MANIFEST,
                "repoDigests": [f"registry.example.org/secret@{OTHER}"],
            },
        },
        "distro": {"name": "debian", "version": "12"},
        "descriptor": {
            "name": "grype",
            "version": "0.104.0",
            "timestamp": "2026-11-20T09:00:00.123+01:00",
        },
        **changes,
    }


def trivy(*severities: str, kind: str = "repository", **changes: Any) -> dict[str, Any]:
    """A report of form 2, as Trivy's own reference output has it."""
    return {
        "SchemaVersion": 2,
        "CreatedAt": "2026-11-20T08:00:00.000000005Z",
        "ArtifactName": "/home/anna/secret",
        "ArtifactType": kind,
        "Results": [
            {
                "Target": "requirements.txt",
                "Class": "lang-pkgs",
                "Type": "pip",
                "Packages": [
                    {"Name": "Jinja2", "Version": "3.1.2"},
                    {"Name": "markupsafe", "Version": "2.1.5"},
                ],
                "Vulnerabilities": [
                    {
                        "VulnerabilityID": f"CVE-2021-{number:04}",
                        "PkgName": "Jinja2",
                        "InstalledVersion": "3.1.2",
                        "FixedVersion": "3.1.3, 3.2.0",
                        "Severity": severity,
                        "Description": "secret",
                    }
                    for number, severity in enumerate(severities)
                ],
            }
        ],
        **changes,
    }


def osv(*packages: tuple[str, str, list[dict[str, Any]]]) -> dict[str, Any]:
    """A report, as OSV-Scanner's own reference output has it."""
    return {
        "results": [
            {
                "source": {"path": "/home/anna/secret/requirements.txt", "type": "lockfile"},
                "packages": [
                    {
                        "package": {"name": name, "version": version, "ecosystem": "PyPI"},
                        **(
                            {
                                "groups": groups,
                                "vulnerabilities": [
                                    {"id": one, "summary": "secret"}
                                    for group in groups
                                    for one in group["ids"]
                                ],
                            }
                            if groups
                            else {}
                        ),
                    }
                    for name, version, groups in packages
                ],
            }
        ],
        "experimental_config": {"licenses": {"summary": False, "allowlist": None}},
    }


def group(score: str, *ids: str) -> dict[str, Any]:
    return {"ids": list(ids), "aliases": [*ids, "CVE-2022-0001"], "max_severity": score}


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Read a report, held against its schema; nothing of anybody may be in it."""

    def reader(report: Any, of: str | None = None, name: str = "requirements.txt") -> Any:
        path = tmp_path / "report.json"
        path.write_text(report if isinstance(report, str) else json.dumps(report), "utf-8")
        file = None
        if of is not None:
            file = tmp_path / name
            file.write_text(of, "utf-8")
        facts = security_scan.read(path, str(file) if file else None)
        predicate = {
            "observed_at": "2026-11-22T10:00:00Z",
            "collector": mark("readers"),
            "scan": "packages",
            **facts,
        }
        document = documents.statement("security_scan", [version_subject("s", "1")], predicate)
        assert schemas.faults(document, "evidence/security_scan") == []
        assert "secret" not in json.dumps(facts)
        return facts

    return reader


def sample(name: str) -> str:
    return (SAMPLES / name).read_text("utf-8")


def test_pip_audit_that_skipped_everything_has_scanned_nothing(read: Any) -> None:
    facts = read(sample("pip_audit_all_skipped.cut.json"))
    assert facts["packages"]["scanned"] == 0
    assert facts["packages"]["skipped"] == 3
    assert facts["counts"]["findings"] == 0


def test_pip_audit_says_neither_severity_nor_time(read: Any) -> None:
    facts = read(sample("pip_audit_one_skipped.json"))
    assert (facts["scanned_at"], facts["source"]["tool_version"]) == (None, None)
    assert facts["packages"]["skipped"] == 1
    assert facts["counts"] == {
        "findings": 1, "critical": 0, "high": 0, "medium": 0, "low": 0, "negligible": 0,
        "unknown": 1, "suppressed": 0,
    }  # fmt: skip
    assert facts["findings"] == [
        {
            "id": "PYSEC-2024-9001",
            "aliases": ["CVE-2024-22195"],
            "package": "jinja2",
            "version": "3.1.2",
            "severity": "unknown",
            "fixed_in": ["3.1.3"],
        }
    ]


PINNED = """\
# comment
Jinja2==3.1.2 \\
    --hash=sha256:00
MarkupSafe[extra] == 2.1.5
colorama==0.4.6 ; sys_platform == 'win32'
-e ./here
"""


@pytest.mark.parametrize(
    ("name", "text", "pinned", "missing"),
    [
        ("requirements.txt", PINNED, 2, 0),
        ("requirements.txt", PINNED + "requests==2.0\n", 3, 1),
        ("requirements.txt", PINNED.replace("3.1.2", "3.1.3"), 2, 1),
        ("requirements.txt", "# nothing\n", 0, 0),
        (
            "uv.lock",
            '[[package]]\nname="Mark_Up.Safe"\nversion="1"\n[[package]]\nname="own"\n'
            'version="1"\nsource={editable="."}\n',
            1,
            1,
        ),
        ("pylock.toml", '[[packages]]\nname="jinja2"\nversion="3.1.2"\n', 1, 0),
        (
            "bom.json",
            '{"bomFormat": "CycloneDX", "components": [{"type": "library", "name": "jinja2",'
            ' "version": "3.1.2"}, {"type": "file", "name": "a"}]}',
            1,
            0,
        ),
        ("go.sum", "nothing that is compared", None, None),
        ("other.json", "{}", None, None),
    ],
)
def test_packages_of_the_scanned_file_are_looked_for(
    read: Any, name: str, text: str, pinned: int | None, missing: int | None
) -> None:
    facts = read(sample("pip_audit_mixed.json"), text, name)
    assert facts["of"] == {
        "kind": "file",
        "digests": [documents.digest(text.encode())],
        "told_by": "configuration",
    }
    assert facts["packages"]["in_the_file"] == pinned
    assert facts["packages"]["not_in_the_report"] == missing


def test_grype(read: Any) -> None:
    facts = read(grype("Critical", "Low", "Negligible", "", ignoredMatches=[{}, {}]), PINNED)
    assert facts["source"]["tool_version"] == "0.104.0"
    assert facts["scanned_at"] == "2026-11-20T08:00:00Z"
    # The report names the image: what the configuration says besides changes nothing.
    assert facts["of"] == {
        "kind": "image",
        "digests": [IMAGE, MANIFEST, OTHER],
        "told_by": "report",
    }
    assert facts["packages"] == {
        "scanned": None, "skipped": 0, "in_the_file": None, "not_in_the_report": None,
    }  # fmt: skip
    counts = facts["counts"]
    assert (counts["critical"], counts["low"], counts["negligible"]) == (1, 1, 1)
    assert (counts["unknown"], counts["suppressed"]) == (1, 2)
    assert facts["findings"][0]["aliases"] == ["GHSA-0"]


def test_a_folder_that_grype_scanned_has_no_digest(read: Any) -> None:
    facts = read(grype(source={"type": "directory", "target": "/home/secret"}))
    assert facts["of"] == {"kind": "folder", "digests": [], "told_by": "nobody"}
    assert read(grype(), PINNED)["packages"]["not_in_the_report"] is None


def test_trivy(read: Any) -> None:
    facts = read(trivy("HIGH", "MEDIUM", "UNKNOWN"), PINNED)
    assert facts["scanned_at"] == "2026-11-20T08:00:00Z"
    assert facts["packages"] == {
        "scanned": 2, "skipped": 0, "in_the_file": 2, "not_in_the_report": 0,
    }  # fmt: skip
    assert facts["findings"][0]["fixed_in"] == ["3.1.3", "3.2.0"]
    counts = facts["counts"]
    assert (counts["high"], counts["medium"], counts["unknown"]) == (1, 1, 1)


def test_trivy_on_an_image_that_lists_no_packages(read: Any) -> None:
    report = trivy(
        kind="container_image",
        Metadata={"ImageID": IMAGE, "RepoDigests": [f"a/b@{OTHER}", "a/b:latest"]},
        Results=[
            {
                "Target": "a",
                "Class": "os-pkgs",
                "ExperimentalModifiedFindings": [{"Type": "vulnerability"}],
            }
        ],
    )
    facts = read(report)
    assert facts["of"] == {"kind": "image", "digests": [IMAGE, OTHER], "told_by": "report"}
    assert facts["packages"]["scanned"] is None
    assert facts["counts"]["suppressed"] == 1


@pytest.mark.parametrize("results", [None, [], [{"Target": "a", "Class": "secret"}]])
def test_trivy_on_an_image_whose_packages_it_left_alone(read: Any, results: Any) -> None:
    report = trivy(kind="container_image", Metadata={"ImageID": IMAGE}, Results=results)
    assert read(report)["of"] == {"kind": "image", "digests": [], "told_by": "nobody"}


@pytest.mark.parametrize(
    ("score", "severity"),
    [
        ("9.0", "critical"), ("10", "critical"), ("8.9", "high"), ("7.0", "high"),
        ("6.9", "medium"), ("4", "medium"), ("3.9", "low"), ("0.1", "low"),
        ("0.0", "negligible"), ("", "unknown"), ("nan", "unknown"), ("11", "unknown"),
    ],
)  # fmt: skip
def test_scores_of_osv_scanner_in_the_bands_of_cvss(read: Any, score: str, severity: str) -> None:
    facts = read(osv(("jinja2", "3.1.2", [group(score, "GHSA-1", "PYSEC-1")])))
    assert facts["findings"] == [
        {
            "id": "GHSA-1",
            "aliases": ["CVE-2022-0001", "PYSEC-1"],
            "package": "jinja2",
            "version": "3.1.2",
            "severity": severity,
            "fixed_in": [],
        }
    ]


def test_osv_scanner_lists_all_packages_only_where_one_is_clean(read: Any) -> None:
    weak = ("jinja2", "3.1.2", [group("5", "GHSA-1")])
    assert read(osv(weak), PINNED)["packages"]["scanned"] is None
    facts = read(osv(weak, ("markupsafe", "2.1.5", [])), PINNED)
    assert facts["packages"]["not_in_the_report"] == 0


def test_a_weakness_without_a_group_of_osv_scanner_counts(read: Any) -> None:
    report = osv(("jinja2", "3.1.2", [group("5", "GHSA-1")]))
    del report["results"][0]["packages"][0]["groups"]
    assert read(report)["counts"]["unknown"] == 1


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ([], "no JSON object"),
        ({}, "no report of a scanner that is known"),
        ({"runs": [], "version": "2.1.0"}, "no report of a scanner"),
        (trivy(SchemaVersion=3), "newer than 2"),
        (trivy(SchemaVersion=1), "too old"),
        (trivy(Results={}), "Results is no list"),
        (grype(matches=None), "matches is no list"),
        ({"dependencies": None, "fixes": []}, "dependencies is no list"),
        ({"dependencies": [{"name": "a", "version": "1"}], "fixes": []}, "vulns is no list"),
        ({"dependencies": [{"version": "1", "vulns": []}], "fixes": []}, "without a name"),
        (grype("High") | {"matches": [{"vulnerability": {"id": "x"}}]}, "without its name"),
        ({"results": None, "experimental_config": {}}, "results is no list"),
        (osv(("a", "1", [{"ids": []}])), "group of weaknesses without a name"),
    ],
)
def test_what_is_refused(read: Any, report: Any, said: str) -> None:
    with pytest.raises(ReadError, match=said):
        read(report)


def test_a_scanned_file_that_is_broken_is_refused(read: Any) -> None:
    with pytest.raises(ReadError, match="scanned file can't be read"):
        read(sample("pip_audit_mixed.json"), "[[package", "uv.lock")


def test_a_scan_is_known_by_the_name_that_it_is_given(
    tmp_path: Path, describe: Callable[[str], Path]
) -> None:
    folder = describe(
        '[collect.read.packages]\ntool = "security_scan"\nfile = "trivy.json"\n'
        'of = "requirements.txt"\n'
    )
    (tmp_path / "trivy.json").write_text(json.dumps(trivy("LOW")))
    (tmp_path / "requirements.txt").write_text(PINNED)

    path = collecting.collect("read.packages", config.load(folder), keys.generate())

    assert path.name == "security_scan.packages.json"
    predicate = documents.read_json(path)["predicate"]
    assert (predicate["scan"], predicate["packages"]["not_in_the_report"]) == ("packages", 0)
