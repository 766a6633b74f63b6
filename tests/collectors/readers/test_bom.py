"""Bills of materials: what they leave open stays open, and nobody's name gets out of them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lexgate import documents, schemas
from lexgate.errors import LexgateError
from lexgate_collectors.common import mark, version_subject
from lexgate_collectors.readers import ReadError, bom
from lexgate_collectors.readers.bom_parts import figure, licence, name, purl, said

SAMPLES = Path(__file__).parent / "samples" / "bom"
SHA = "AB" * 32

CYCLONEDX: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    "metadata": {
        "timestamp": "2026-11-22T00:03:08+01:00",
        "tools": {"components": [{"type": "application", "name": "cdxgen", "version": "11.0"}]},
        "authors": [{"name": "Ada Example", "email": "ada@example.org"}],
        "component": {"bom-ref": "root", "type": "application", "name": "/home/ada/scoring"},
    },
    "components": [
        {
            "type": "library",
            "bom-ref": "lib",
            "group": "@org",
            "name": "pkg",
            "version": "1.0.0",
            "purl": "pkg:npm/%40org/pkg@1.0.0?vcs_url=git%40host&arch=x64#sub/path",
            "publisher": "Ada Example",
            "licenses": [{"license": {"id": "MIT"}}, {"expression": "MIT OR Apache-2.0"}],
            "hashes": [{"alg": "SHA-1", "content": "a" * 40}, {"alg": "SHA-256", "content": SHA}],
            "components": [{"type": "file", "name": "/home/ada/app/main.py"}],
        },
        {
            "type": "machine-learning-model",
            "bom-ref": "model",
            "name": "scorer",
            "version": "2",
            "modelCard": {
                "modelParameters": {
                    "task": "classification",
                    "architectureFamily": "gradient boosting",
                    "datasets": [{"ref": "data-1"}, {"ref": "gone"}, {"name": "inline"}],
                },
                "quantitativeAnalysis": {
                    "performanceMetrics": [
                        {
                            "type": "accuracy",
                            "value": "0.91",
                            "slice": "age over 60",
                            "confidenceInterval": {"lowerBound": "0.88", "upperBound": "high"},
                        },
                        {"type": "recall", "value": "91%"},
                    ]
                },
                "considerations": {
                    "users": ["[More Information Needed]"],
                    "useCases": ["credit"],
                    "technicalLimitations": [],
                    "fairnessAssessments": [{"groupAtRisk": "NOASSERTION"}],
                },
            },
        },
        {
            "type": "data",
            "name": "loans",
            "data": [
                {
                    "bom-ref": "data-1",
                    "type": "dataset",
                    "name": "loans-2025",
                    "classification": "confidential",
                    "governance": {"custodians": [{"contact": {"name": "Ada Example"}}]},
                    "sensitiveData": ["nationality"],
                }
            ],
        },
    ],
    "compositions": [{"aggregate": "incomplete", "assemblies": ["root"]}],
}

SPDX_2: dict[str, Any] = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "documentNamespace": "https://anchore.com/syft/dir/home/ada/x-3e671687-395b-41f5-a30f-a58921a69b79",
    "creationInfo": {
        "created": "2026-11-22T00:03:08Z",
        "creators": ["Tool: syft-1.20.0", "Organization: Example", "Person: Ada (ada@example.org)"],
    },
    "packages": [
        {
            "SPDXID": "SPDXRef-a",
            "name": "numpy",
            "versionInfo": "2.4.6",
            "supplier": "Person: Ada (ada@example.org)",
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": "BSD-3-Clause",
            "primaryPackagePurpose": "OPERATING_SYSTEM",
            "checksums": [{"algorithm": "SHA256", "checksumValue": SHA}],
            "externalRefs": [
                {"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:x"},
                {"referenceType": "purl", "referenceLocator": "pkg:pypi/numpy@2.4.6"},
            ],
        }
    ],
    "files": [{"SPDXID": "SPDXRef-f", "fileName": "./home/ada/main.py"}],
    "relationships": [
        {
            "spdxElementId": "SPDXRef-DOCUMENT",
            "relationshipType": "DESCRIBES",
            "relatedSpdxElement": "SPDXRef-a",
        }
    ],
}

SPDX_3: dict[str, Any] = {
    "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
    "@graph": [
        {
            "@id": "_:c",
            "type": "CreationInfo",
            "specVersion": "3.0.1",
            "created": "2026-01-01T00:00:00Z",
        },
        {
            "type": "SpdxDocument",
            "spdxId": "urn:doc",
            "creationInfo": "_:c",
            "rootElement": ["urn:ai"],
        },
        {
            "type": "ai_AIPackage",
            "spdxId": "urn:ai",
            "creationInfo": "_:c",
            "name": "scorer",
            "ai_safetyRiskAssessment": "high",
            "ai_limitation": "noAssertion",
            "ai_metric": [
                {"type": "DictionaryEntry", "key": "auc", "value": "9.1e-1"},
                {"type": "DictionaryEntry", "key": "f1"},
            ],
            "verifiedUsing": [{"type": "Hash", "algorithm": "sha256", "hashValue": SHA}],
        },
        {
            "type": "dataset_DatasetPackage",
            "spdxId": "urn:data",
            "creationInfo": "_:c",
            "name": "loans",
            "dataset_hasSensitivePersonalInformation": "yes",
            "dataset_knownBias": ["few people under 25"],
        },
        {
            "type": "Relationship",
            "spdxId": "urn:r",
            "from": "urn:ai",
            "relationshipType": "trainedOn",
            "to": ["urn:data"],
        },
        {
            "type": "LifecycleScopedRelationship",
            "spdxId": "urn:s",
            "from": "urn:ai",
            "relationshipType": "dependsOn",
            "completeness": "incomplete",
            "to": ["urn:data"],
        },
    ],
}
ANYTHING: tuple[Any, ...] = (None, "x", 5, float("nan"), [[]], {"x": 1})
GOOD = {"CycloneDX": CYCLONEDX, "SPDX 2": SPDX_2, "SPDX 3": SPDX_3}


def read(tmp_path: Path, document: Any) -> dict[str, Any]:
    path = tmp_path / "bom.json"
    text = document if isinstance(document, str) else json.dumps(document)
    path.write_text(text, encoding="utf-8")
    facts = bom.read(path)
    assert faults(facts) == []
    return facts


def faults(facts: dict[str, Any]) -> list[str]:
    predicate = {"observed_at": "2026-11-22T10:00:00Z", "collector": mark("readers"), **facts}
    document = documents.statement("bom", [version_subject("s", "1")], predicate)
    documents.canonical(document)
    return schemas.faults(document, "evidence/bom")


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    document = copy.deepcopy(document)
    inner = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return document


# ---------------------------------------------------------------- samples


def test_cyclonedx_sample() -> None:
    facts = bom.read(SAMPLES / "machine-learning-1.6.cut.json")
    assert faults(facts) == []
    [model] = facts["models"]
    [metric] = model["metrics"]
    assert facts["source"]["form"] == "CycloneDX 1.6 JSON"
    assert (facts["spec_version"], facts["counts"]["by_type"]) == (
        "1.6",
        {"machine-learning-model": 1},
    )
    assert metric["value"] == {"value": None, "reason": "the file gives text that is no number"}
    assert model["considerations"] == [
        "ethicalConsiderations",
        "fairnessAssessments",
        "performanceTradeoffs",
        "technicalLimitations",
        "useCases",
        "users",
    ]


def test_considerations_of_the_environment() -> None:
    [model] = bom.read(SAMPLES / "ml-environmental-1.6.json")["models"]
    assert "environmentalConsiderations.energyConsumptions" in model["considerations"]


def test_an_official_example_that_is_no_json_is_unreadable_not_empty() -> None:
    with pytest.raises(ReadError, match="not JSON") as caught:
        bom.read(SAMPLES / "mlbom_opensource.json")
    assert "line 9, column 5" in caught.value.where


def test_spdx_3_sample() -> None:
    facts = bom.read(SAMPLES / "spdx3_ai_sentiment.named.json")
    assert faults(facts) == []
    [model] = facts["models"]
    assert (facts["spec_version"], facts["counts"]["elements"]) == ("3.0.1", 36)
    assert [data["name"] for data in facts["data_sets"]] == ["Data after preprocessing"]
    assert {m["name"]: m["value"] for m in model["metrics"]} == {
        "precision": {"value": 0.4625},
        "recall": {"value": 0.475},
        "f1": {"value": 0.4669192},
    }
    assert (model["autonomy"], model["sensitive_personal_information"]) == ("yes", "no")
    assert model["safety_risk"] is None
    assert [(data["name"], data["role"]) for data in model["data_sets"]] == [
        ("train.txt", "trained_on"),
        ("valid.txt", "trained_on"),
        ("test.txt", "tested_on"),
    ]
    assert facts["licences"] == [{"name": "CC0-1.0", "components": 2}]


def test_syft_sample() -> None:
    facts = bom.read(SAMPLES / "syft_image_cdx16.cut.json")
    assert faults(facts) == []
    assert facts["counts"]["by_type"] == {"file": 12, "library": 5}
    assert facts["subject"]["type"] == "container"
    assert facts["written_by"] == [{"name": "syft", "version": None}]
    # The whole text of a licence, with its holders, stands where its name belongs.
    assert {"name": "(not copied)", "components": 1} in facts["licences"]


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.name)
def test_no_person_and_no_path_gets_out(sample: Path) -> None:
    if sample.name == "mlbom_opensource.json":
        return
    text = json.dumps(bom.read(sample))
    for secret in ("example.org", "Redacted", "Varoquaux", "Copyright", "/usr/lib", "person-acc"):
        assert secret not in text


# ---------------------------------------------------------------- made-up documents


def test_cyclonedx_in_full(tmp_path: Path) -> None:
    facts = read(tmp_path, CYCLONEDX)
    assert facts["created_at"] == "2026-11-21T23:03:08Z"
    assert facts["written_by"] == [{"name": "cdxgen", "version": "11.0"}]
    assert (facts["names_author"], facts["names_supplier"]) == (True, False)
    assert facts["subject"]["name"] == "scoring"
    assert facts["complete"]["said"] == "no"
    assert facts["counts"] == {
        "elements": 5,
        "components": 4,
        "listed": 4,
        "by_type": {"data": 1, "file": 1, "library": 1, "machine-learning-model": 1},
        "without_version": 2,
        "without_purl": 3,
        "without_licence": 3,
        "without_sha256": 3,
        "without_supplier": 3,
    }
    assert facts["components"][0] == {
        "type": "library",
        "group": "@org",
        "name": "pkg",
        "version": "1.0.0",
        "purl": "pkg:npm/%40org/pkg@1.0.0?arch=x64",
        "licences": ["MIT", "MIT OR Apache-2.0"],
        "sha256": "sha256:" + "ab" * 32,
    }
    assert facts["components"][-1]["name"] == "main.py"
    [model] = facts["models"]
    assert model["considerations"] == ["useCases"]
    assert [data["name"] for data in model["data_sets"]] == ["loans-2025", None, "inline"]
    assert [metric["value"].get("value") for metric in model["metrics"]] == [0.91, None]
    assert (model["metrics"][0]["low"], model["metrics"][0]["high"]["value"]) == (
        {"value": 0.88},
        None,
    )
    assert facts["data_sets"][-1] == {
        "name": "loans-2025",
        "version": None,
        "type": "dataset",
        "classification": "confidential",
        "sensitive_personal_information": None,
        "stated": ["classification", "governance", "sensitiveData"],
    }
    assert "ada" not in json.dumps(facts).lower()


@pytest.mark.parametrize("version", ["1.4", "1.5", "1.6", "1.7"])
def test_versions_of_cyclonedx(tmp_path: Path, version: str) -> None:
    facts = read(tmp_path, changed(CYCLONEDX, ("specVersion",), version))
    assert facts["source"]["form"] == f"CycloneDX {version} JSON"


def test_tools_as_1_4_lists_them(tmp_path: Path) -> None:
    tools = [{"vendor": "x", "name": "cyclonedx-py", "version": "3"}]
    facts = read(tmp_path, changed(CYCLONEDX, ("metadata", "tools"), tools))
    assert facts["written_by"] == [{"name": "cyclonedx-py", "version": "3"}]


@pytest.mark.parametrize(
    ("compositions", "want"),
    [
        ([{"aggregate": "complete"}], "yes"),
        ([{"aggregate": "complete", "assemblies": ["root"]}], "yes"),
        ([{"aggregate": "complete", "dependencies": ["root", "lib"]}], "yes"),
        ([{"aggregate": "complete", "assemblies": ["lib"]}], "unknown"),
        ([{"aggregate": "complete", "vulnerabilities": ["root"]}], "unknown"),
        ([{"aggregate": "complete"}, {"aggregate": "unknown"}], "unknown"),
        ([{"aggregate": "complete"}, {"aggregate": "not_specified"}], "unknown"),
        ([{"aggregate": "complete"}, {"aggregate": "incomplete_third_party_only"}], "no"),
        ([{"aggregate": True}], "unknown"),
        ([{}], "unknown"),
        ([], "unknown"),
        (None, "unknown"),
    ],
)
def test_whether_it_is_complete(tmp_path: Path, compositions: Any, want: str) -> None:
    found = read(tmp_path, changed(CYCLONEDX, ("compositions",), compositions))["complete"]
    assert (found["said"], found["because"] is None) == (want, want == "yes")


def test_spdx_2_in_full(tmp_path: Path) -> None:
    facts = read(tmp_path, SPDX_2)
    assert facts["identifier"] == (
        "https://anchore.com/syft/dir/-3e671687-395b-41f5-a30f-a58921a69b79"
    )
    assert facts["written_by"] == [{"name": "syft", "version": "1.20.0"}]
    assert (facts["names_author"], facts["names_supplier"]) == (True, True)
    assert facts["counts"]["by_type"] == {"file": 1, "operating-system": 1}
    assert facts["subject"] == facts["components"][0]
    assert facts["components"] == [
        {
            "type": "operating-system",
            "group": None,
            "name": "numpy",
            "version": "2.4.6",
            "purl": "pkg:pypi/numpy@2.4.6",
            "licences": ["BSD-3-Clause"],
            "sha256": "sha256:" + "ab" * 32,
        },
        {
            "type": "file",
            "group": None,
            "name": "main.py",
            "version": None,
            "purl": None,
            "licences": [],
            "sha256": None,
        },
    ]
    assert "ada" not in json.dumps(facts).lower()


def test_the_zero_of_go_is_no_time(tmp_path: Path) -> None:
    document = changed(SPDX_2, ("creationInfo", "created"), "0001-01-01T00:00:00Z")
    assert read(tmp_path, document)["created_at"] is None


def test_github_wraps_spdx(tmp_path: Path) -> None:
    facts = read(tmp_path, {"sbom": SPDX_2})
    assert facts["source"]["form"] == "SPDX 2.3 JSON in GitHub's wrapping"


def test_spdx_3_in_full(tmp_path: Path) -> None:
    facts = read(tmp_path, SPDX_3)
    [model] = facts["models"]
    assert (model["safety_risk"], model["considerations"]) == ("high", ["ai_safetyRiskAssessment"])
    assert model["sha256"] == "sha256:" + "ab" * 32
    assert model["metrics"][0]["value"] == {"value": 0.91}
    assert model["metrics"][1]["value"] == {"value": None, "reason": "the file gives none"}
    assert facts["complete"]["said"] == "no"
    assert facts["subject"]["name"] == "scorer"
    assert facts["data_sets"][0]["sensitive_personal_information"] == "yes"
    assert facts["data_sets"][0]["stated"] == [
        "dataset_hasSensitivePersonalInformation",
        "dataset_knownBias",
    ]


@pytest.mark.parametrize(
    ("completeness", "want"), [("complete", "yes"), ("noAssertion", "unknown"), (None, "unknown")]
)
def test_whether_spdx_3_is_complete(tmp_path: Path, completeness: Any, want: str) -> None:
    document = changed(SPDX_3, ("@graph", 5, "completeness"), completeness)
    assert read(tmp_path, document)["complete"]["said"] == want


def test_licences_of_spdx_3(tmp_path: Path) -> None:
    document = copy.deepcopy(SPDX_3)
    document["@graph"] += [
        {
            "type": "expandedlicensing_DisjunctiveLicenseSet",
            "spdxId": "urn:or",
            "expandedlicensing_member": ["https://spdx.org/licenses/MIT", "urn:own"],
        },
        *(
            {"type": "Relationship", "from": "urn:ai", "relationshipType": kind, "to": [to]}
            for kind, to in (
                ("hasConcludedLicense", "urn:or"),
                ("hasDeclaredLicense", "https://spdx.org/rdf/3.0.1/terms/x/NoAssertionLicense"),
                ("hasDeclaredLicense", "https://spdx.org/rdf/3.0.1/terms/x/NoneLicense"),
            )
        ),
    ]
    [model] = [c for c in read(tmp_path, document)["components"] if c["name"] == "scorer"]
    assert model["licences"] == ["(not copied) OR MIT", "NONE"]


def test_more_components_than_can_be_held_are_counted_all(tmp_path: Path) -> None:
    many: list[Any] = [{"type": "file", "name": f"f{i}"} for i in range(2_000)]
    many += [{"type": "library", "name": "last", "licenses": [{"license": {"id": "GPL-3.0-only"}}]}]
    facts = read(tmp_path, changed(CYCLONEDX, ("components",), many))
    assert (facts["counts"]["components"], facts["counts"]["listed"]) == (2_001, 2_000)
    assert facts["components"][0]["name"] == "last"
    assert facts["licences"] == [{"name": "GPL-3.0-only", "components": 1}]


@pytest.mark.parametrize(
    ("path", "many", "message"),
    [
        (("components",), [{"type": "machine-learning-model", "name": "m"}] * 501, "501 models"),
        (("components",), [{"type": "data", "name": "d"}] * 501, "501 data sets"),
        (("metadata", "tools"), [{"name": "t"}] * 501, "501 tools"),
        (
            ("components", 1, "modelCard", "quantitativeAnalysis", "performanceMetrics"),
            [{"type": "a", "value": "1"}] * 501,
            "501 metrics",
        ),
        (
            ("components", 0, "licenses"),
            [{"license": {"name": f"l{i}"}} for i in range(501)],
            "501 licences of one component",
        ),
        (
            ("components", 1, "modelCard", "considerations"),
            {"k" * (i + 1): "x" for i in range(60)},
            None,
        ),
    ],
)
def test_more_than_can_be_held_is_refused_not_cut(
    tmp_path: Path, path: tuple[Any, ...], many: Any, message: str | None
) -> None:
    document = changed(CYCLONEDX, path, many)
    if message is None:
        assert len(read(tmp_path, document)["models"][0]["considerations"]) == 60
        return
    with pytest.raises(ReadError, match=message):
        read(tmp_path, document)


def test_an_element_of_spdx_3_without_a_name(tmp_path: Path) -> None:
    document = copy.deepcopy(SPDX_3)
    del document["@graph"][3]["name"]
    facts = read(tmp_path, document)
    assert facts["data_sets"][0]["name"] is None
    assert facts["models"][0]["data_sets"] == [{"name": None, "role": "trained_on"}]


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("[]", "no object"),
        ("{}", "neither CycloneDX nor SPDX"),
        ("null", "no object"),
        ("NaN", "no object"),
        (json.dumps(CYCLONEDX)[:-40], "not JSON"),
        ('{"bomFormat": "CycloneDX", "bomFormat": "CycloneDX"}', "stands twice"),
        ("[" * 100_000, "too deep"),
        (changed(CYCLONEDX, ("specVersion",), "1.8"), "newer than 1.7"),
        (changed(CYCLONEDX, ("specVersion",), "2.0"), "newer than 1.7"),
        (changed(CYCLONEDX, ("specVersion",), "1.3"), "1.3 is none of"),
        (changed(CYCLONEDX, ("specVersion",), None), "of no version"),
        (changed(CYCLONEDX, ("specVersion",), 1.6), "of no version"),
        (changed(CYCLONEDX, ("components", 0, "type"), None), "the type of components"),
        (changed(CYCLONEDX, ("components", 0, "name"), None), "the name of components"),
        (changed(CYCLONEDX, ("components",), {"a": 1}), "components is not a list"),
        (changed(SPDX_2, ("spdxVersion",), "SPDX-2.4"), "newer than 2.3"),
        (changed(SPDX_2, ("spdxVersion",), "SPDX-2.1"), "neither SPDX-2.2 nor SPDX-2.3"),
        (changed(SPDX_2, ("packages", 0, "name"), 5), "the name of packages"),
        (changed(SPDX_3, ("@context",), "https://spdx.org/rdf/3.1.0/x.jsonld"), "newer than 3.0"),
        (changed(SPDX_3, ("@graph", 0, "specVersion"), "3.1.0"), "newer than 3.0"),
        (changed(SPDX_3, ("@graph", 0, "specVersion"), None), "no version of SPDX"),
        (changed(SPDX_3, ("@context",), "https://schema.org"), "no context of SPDX"),
        (changed(SPDX_3, ("@graph",), []), "no version of SPDX"),
        ('<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>', "in XML"),
        ("SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n", "tag-value"),
        ("SPDXID: SPDXRef-DOCUMENT\ncreationInfo:\n  created: '2026'\n", "SPDX in YAML"),
        ('<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#"/>', "SPDX in XML"),
        ("<html></html>", "^XML is not read"),
    ],
)
def test_what_is_refused(tmp_path: Path, document: Any, message: str) -> None:
    with pytest.raises(LexgateError, match=message) as caught:
        read(tmp_path, document)
    assert len(str(caught.value).splitlines()) <= 3


def _nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inner:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from _nodes(item, (*path, key))


@pytest.mark.parametrize("form", GOOD)
def test_a_part_of_any_type_anywhere(tmp_path: Path, form: str) -> None:
    good = read(tmp_path, GOOD[form])
    for path in _nodes(GOOD[form]):
        for value in ANYTHING:
            try:
                facts = read(tmp_path, changed(GOOD[form], path, value))
            except LexgateError:
                continue
            assert facts["complete"]["said"] != "yes", (path, value)
            numbers = [m["value"]["value"] for one in facts["models"] for m in one["metrics"]]
            known = [m["value"]["value"] for one in good["models"] for m in one["metrics"]]
            assert set(numbers) <= {*known, 5}, (path, value)


# ---------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("numpy", "numpy"),
        ("  two\n words ", "two words"),
        ("/home/ada/app", "app"),
        ("C:\\Users\\ada\\app.py", "app.py"),
        ("file:../lib/x", "x"),
        ("Ada <ada@example.org>", "(not copied)"),
        ("https://user:secret@host/x", "(not copied)"),
        ("@scope/pkg", "@scope/pkg"),
        ("lodash@4.17.21", "lodash@4.17.21"),
        ("[not provided]", None),
        ("NOASSERTION", None),
        ("", None),
        (5, None),
    ],
)
def test_names(text: Any, want: str | None) -> None:
    assert name(text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("pkg:pypi/a@1", "pkg:pypi/a@1"),
        ("pkg:deb/a@7?arch=amd64&vcs_url=https://u:p@h&os=x", "pkg:deb/a@7?arch=amd64&os=x"),
        ("pkg:deb/debian/curl@7?download_url=https://u:p@h", "pkg:deb/debian/curl@7"),
        ("https://example.org", None),
        ("pkg:" + "a" * 500, None),
        (None, None),
    ],
)
def test_package_urls(text: Any, want: str | None) -> None:
    assert purl(text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("MIT", "MIT"),
        ("NONE", "NONE"),
        ("NOASSERTION", None),
        ("Copyright (c) 2020 Ada", "(not copied)"),
        ("Ask ada@example.org", "(not copied)"),
        ("x" * 201, "(not copied)"),
    ],
)
def test_licences(text: Any, want: str | None) -> None:
    assert licence(text) == want


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ("0.5", 0.5),
        (" 12 ", 12),
        ("-1e-3", -0.001),
        (0.5, 0.5),
        ("NaN", None),
        ("inf", None),
        ("0,5", None),
        ("91%", None),
        ("1_000", None),
        ("٣", None),
        (True, None),
        (float("nan"), None),
        ("9" * 16, None),
        ("1e99", None),
    ],
)
def test_figures(value: Any, want: float | None) -> None:
    found = figure(value)
    assert found["value"] == want
    assert ("reason" in found) == (want is None)


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ("x", True),
        (False, True),
        ([{"a": ["", {"b": "TBD"}]}], False),
        ("[More Information Needed]", False),
        ({}, False),
        (None, False),
    ],
)
def test_what_says_something(value: Any, want: bool) -> None:
    assert said(value) is want
