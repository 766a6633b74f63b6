"""Scans for known weaknesses, for Article 15(5): what was scanned, when, and what was found?

Reads the JSON of pip-audit 2, Grype, Trivy (form 2) and OSV-Scanner (1 and 2); SARIF, CycloneDX,
tables and older forms are refused. Copied are names and versions of packages, names of weaknesses
and severities; no description, path or address. pip-audit says no severity: unknown. OSV-Scanner
gives a CVSS score, put into the bands of CVSS 3: from 0.1 low, 4 medium, 7 high, 9 critical.

Of an image the report names digests; Trivy's count where it looked at packages. Of a file no
scanner does: `of` names it here, its digest is taken, and its packages (of a requirements file,
uv.lock, poetry.lock, pylock.toml or a CycloneDX document) are looked for among those that the
report lists as looked at. Packages that a marker limits to some machines, and parts of the project
itself, are not looked for. Grype never lists them all; Trivy and OSV-Scanner only where told to
(`--list-all-pkgs`, `--all-packages`).

pip-audit and OSV-Scanner do not say when they ran. A scanner that was told beforehand to leave
severities or weaknesses out shows that as suppressed only where it writes it down (`ignoredMatches`
of Grype; Trivy's `--show-suppressed`). It doesn't show that a package is harmless: only what was
publicly known, to that scanner, on that day.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lexgate.documents import digest
from lexgate_collectors.readers import (
    ReadError,
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

SEVERITIES = ("critical", "high", "medium", "low", "negligible", "unknown")
_TOOLS = "pip-audit, Grype, Trivy or OSV-Scanner"
_NEWEST_TRIVY = 2
_OF_PACKAGES = ("os-pkgs", "lang-pkgs")
_MOST = 20_000
_BANDS = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"), (0.0, "negligible"))
_SHA256 = re.compile(r"(?:[^@\s]*@)?(sha256:[0-9a-f]{64})")
_PINNED = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*={2,3}\s*([^\s;,\\]+)\s*(;)?"
)
Package = tuple[str, str]


class _Scan(NamedTuple):
    """What a report says, without what was scanned where it is a file."""

    tool: str
    version: str | None
    form: str
    scanned_at: str | None
    kind: str
    digests: list[str]
    scanned: list[Package] | None
    skipped: int
    suppressed: int
    findings: list[dict[str, Any]]


def read(path: Path, of: str | None = None) -> dict[str, Any]:
    """The facts of a scanner's report.

    Args:
        path: the report, in JSON.
        of: the lock file or bill of materials that was scanned, where it was a file.

    Raises:
        LexgateError: no JSON, no report of these scanners or none that says what was found,
            a newer form, more findings than can be held, or a scanned file that can't be read.
    """
    document = load_json(path)
    found = _recognised(document, path)
    if len(found.findings) > _MOST:
        raise ReadError(
            f"more than {_MOST:,} findings", str(path), "Scan fewer things in one report."
        )
    file = Path(of) if of is not None and not found.digests else None
    wanted = _packages_of(file) if file is not None else None
    counts = Counter(str(finding["severity"]) for finding in found.findings)
    looked_at = None if found.scanned is None else set(found.scanned)
    missing = None if wanted is None or looked_at is None else len(wanted - looked_at)
    return {
        "source": source(found.tool, found.version, found.form, [path]),
        "scanned_at": found.scanned_at,
        "of": {
            "kind": "file" if file is not None else found.kind,
            "digests": found.digests or ([digest(load_bytes(file))] if file is not None else []),
            "told_by": "report" if found.digests else "nobody" if file is None else "configuration",
        },
        "packages": {
            "scanned": None if found.scanned is None else len(found.scanned),
            "skipped": found.skipped,
            "in_the_file": None if wanted is None else len(wanted),
            "not_in_the_report": missing,
        },
        "counts": {
            "findings": len(found.findings),
            **{severity: counts[severity] for severity in SEVERITIES},
            "suppressed": found.suppressed,
        },
        "findings": found.findings,
    }


def _recognised(document: Any, path: Path) -> _Scan:
    expect(isinstance(document, dict), "no report of a scanner: no JSON object", path, _TOOLS)
    if "dependencies" in document and "fixes" in document:
        return _pip_audit(document, path)
    if mapping(document.get("descriptor")).get("name") == "grype":
        return _grype(document, path)
    if "SchemaVersion" in document and "ArtifactName" in document:
        return _trivy(document, path)
    if "results" in document and "experimental_config" in document:
        return _osv(document, path)
    raise ReadError(
        "no report of a scanner that is known here",
        str(path),
        f"Have {_TOOLS} write its own JSON; SARIF and CycloneDX are not read.",
    )


def _pip_audit(document: Mapping[str, Any], path: Path) -> _Scan:
    scanned: list[Package] = []
    skipped = 0
    findings = []
    for entry in _objects(document["dependencies"], "dependencies", path):
        name = _name(entry.get("name"), path)
        if "skip_reason" in entry:
            skipped += 1
            continue
        version = _name(entry.get("version"), path)
        scanned.append(_package(name, version))
        for weakness in _objects(entry.get("vulns"), "vulns", path):
            findings.append(
                _finding(
                    weakness.get("id"),
                    weakness.get("aliases"),
                    (name, version),
                    "unknown",
                    weakness.get("fix_versions"),
                    path,
                )
            )
    return _Scan(
        "pip-audit", None, "report in JSON", None, "unknown", [], scanned, skipped, 0, findings
    )


def _grype(document: Mapping[str, Any], path: Path) -> _Scan:
    descriptor, where = mapping(document["descriptor"]), mapping(document.get("source"))
    target = where.get("target")
    findings = []
    for match in _objects(document.get("matches"), "matches", path):
        weakness, package = mapping(match.get("vulnerability")), mapping(match.get("artifact"))
        findings.append(
            _finding(
                weakness.get("id"),
                [mapping(one).get("id") for one in listed(match.get("relatedVulnerabilities"))],
                (package.get("name"), package.get("version")),
                _severity(weakness.get("severity")),
                mapping(weakness.get("fix")).get("versions"),
                path,
            )
        )
    kind = {"image": "image", "directory": "folder", "file": "file"}.get(str(where.get("type")))
    told = mapping(target)
    digests = _digests(
        [told.get("imageID"), told.get("manifestDigest"), *listed(told.get("repoDigests"))]
    )
    return _Scan(
        "grype",
        word(descriptor.get("version")),
        "report in JSON",
        moment(descriptor.get("timestamp")),
        kind or "unknown",
        digests if kind == "image" else [],
        None,
        0,
        len(listed(document.get("ignoredMatches"))),
        findings,
    )


def _trivy(document: Mapping[str, Any], path: Path) -> _Scan:
    refuse_newer("Trivy's form", str(document["SchemaVersion"]), (_NEWEST_TRIVY,), path)
    expect(
        document["SchemaVersion"] == _NEWEST_TRIVY, "a form of Trivy that is too old", path, "Trivy"
    )
    scanned: list[Package] | None = None
    suppressed = 0
    looked = False
    findings = []
    for result in _objects(_given(document, "Results"), "Results", path):
        looked = looked or result.get("Class") in _OF_PACKAGES
        if "Packages" in result:
            scanned = scanned or []
            scanned += [
                _package(str(one.get("Name")), str(one.get("Version")))
                for one in _objects(result["Packages"], "Packages", path)
            ]
        suppressed += len(listed(result.get("ExperimentalModifiedFindings")))
        for weakness in _objects(_given(result, "Vulnerabilities"), "Vulnerabilities", path):
            findings.append(
                _finding(
                    weakness.get("VulnerabilityID"),
                    [],
                    (weakness.get("PkgName"), weakness.get("InstalledVersion")),
                    _severity(weakness.get("Severity")),
                    str(weakness.get("FixedVersion") or "").split(","),
                    path,
                )
            )
    about = mapping(document.get("Metadata"))
    image = document.get("ArtifactType") == "container_image"
    folders = {"filesystem", "repository"}
    return _Scan(
        "trivy",
        word(mapping(document.get("Trivy")).get("Version")),
        "report in JSON, form 2",
        moment(document.get("CreatedAt")),
        "image" if image else "folder" if document.get("ArtifactType") in folders else "unknown",
        # A run for secrets or misconfiguration alone names the image too, and finds no weakness.
        _digests([about.get("ImageID"), *listed(about.get("RepoDigests"))])
        if image and looked
        else [],
        scanned,
        0,
        suppressed,
        findings,
    )


def _osv(document: Mapping[str, Any], path: Path) -> _Scan:
    scanned: list[Package] = []
    clean = False
    findings = []
    for result in _objects(document["results"], "results", path):
        for entry in _objects(result.get("packages"), "packages", path):
            package = mapping(entry.get("package"))
            name, version = package.get("name"), package.get("version")
            scanned.append(_package(str(name), str(version)))
            clean = clean or not listed(entry.get("vulnerabilities"))
            named: set[str] = set()
            for group in _objects(_given(entry, "groups"), "groups", path):
                ids = [str(one) for one in listed(group.get("ids"))]
                named |= set(ids)
                expect(bool(ids), "a group of weaknesses without a name", path, "OSV-Scanner")
                aliases = [
                    one for one in [*ids[1:], *listed(group.get("aliases"))] if one != ids[0]
                ]
                severity = _band(group.get("max_severity"))
                findings.append(_finding(ids[0], aliases, (name, version), severity, [], path))
            for weakness in _objects(_given(entry, "vulnerabilities"), "vulnerabilities", path):
                if weakness.get("id") not in named:
                    findings.append(
                        _finding(weakness.get("id"), [], (name, version), "unknown", [], path)
                    )
    # Without --all-packages those alone are listed that have a weakness.
    return _Scan(
        "osv-scanner",
        None,
        "report in JSON",
        None,
        "unknown",
        [],
        scanned if clean else None,
        0,
        0,
        findings,
    )


def _given(of: Mapping[str, Any], name: str) -> Any:
    """A part that scanners leave out, or write as null, where it is empty."""
    value = of.get(name)
    return [] if value is None else value


def _objects(value: Any, what: str, path: Path) -> list[Mapping[str, Any]]:
    """A list of objects; anything else is no report, and never an empty one."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ReadError(
            f"{what} is no list of objects", str(path), f"Have {_TOOLS} write it again."
        )
    return value


def _name(value: Any, path: Path) -> str:
    name = word(value)
    if name is None:
        raise ReadError(
            "a package without a name or a version", str(path), f"Have {_TOOLS} write it again."
        )
    return name


def _finding(
    name: Any, aliases: Any, package: tuple[Any, Any], severity: str, fixed: Any, path: Path
) -> dict[str, Any]:
    told = word(name)
    of = word(package[0])
    if told is None or of is None:
        raise ReadError(
            "a weakness without its name or its package",
            str(path),
            f"Have {_TOOLS} write it again.",
        )
    return {
        "id": told,
        "aliases": _words(aliases),
        "package": of,
        "version": word(package[1]),
        "severity": severity,
        "fixed_in": _words(fixed),
    }


def _words(values: Any) -> list[str]:
    return sorted({text for value in listed(values) if (text := word(value))})[:200]


def _severity(value: Any) -> str:
    name = str(value).casefold()
    return name if name in SEVERITIES else "unknown"


def _band(score: Any) -> str:
    """The band of a CVSS score that is written as text; unknown where it is none."""
    try:
        number = float(score)
    except (TypeError, ValueError):
        return "unknown"
    if not 0 <= number <= 10:
        return "unknown"
    return next(band for least, band in _BANDS if number >= least)


def _digests(values: Sequence[Any]) -> list[str]:
    found = [_SHA256.fullmatch(value) for value in values if isinstance(value, str)]
    return sorted({match[1] for match in found if match})


# ---------------------------------------------------------------- packages of the scanned file


def _package(name: str, version: str) -> Package:
    """A package as it is compared: names of Python packages are written in several ways."""
    return re.sub(r"[-_.]+", "-", name).casefold(), version


def _packages_of(path: Path) -> set[Package] | None:
    """The packages that a lock file or a bill of materials pins; None for other files.

    Raises:
        LexgateError: the file can't be read.
    """
    data = load_bytes(path)
    try:
        text = data.decode("utf-8-sig")
        if path.suffix == ".txt":
            return set(_requirements(text))
        if path.suffix in (".lock", ".toml"):
            return set(_locked(tomllib.loads(text)))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise ReadError(
            "the scanned file can't be read", str(path), "Name the file that was scanned."
        ) from None
    if path.suffix == ".json":
        bom = mapping(parse_json(text, str(path)))
        if bom.get("bomFormat") == "CycloneDX":
            return {
                _package(str(one.get("name")), str(one["version"]))
                for one in map(mapping, listed(bom.get("components")))
                if one.get("type") == "library" and one.get("version")
            }
    return None


def _requirements(text: str) -> Iterator[Package]:
    for line in text.splitlines():
        found = _PINNED.match(line)
        if found and not found[3]:
            yield _package(found[1], found[2])


def _locked(document: Mapping[str, Any]) -> Iterator[Package]:
    for package in map(mapping, listed(document.get("package", document.get("packages")))):
        own = {"editable", "virtual", "directory"} & set(mapping(package.get("source")))
        marked = "marker" in package or "resolution-markers" in package or "markers" in package
        if isinstance(package.get("version"), str) and not own and not marked:
            yield _package(str(package.get("name")), package["version"])
