"""The map of the law: every entry has a place, and nothing in it contradicts anything else."""

from __future__ import annotations

import copy
import dataclasses
import functools
from collections import Counter
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from lexgate import documents, field_map, paths
from lexgate.errors import LexgateError


@functools.cache
def loaded() -> field_map.FieldMap:
    return field_map.load()


def spoiled(change: Callable[[dict[str, Any]], object]) -> list[str]:
    """What the check says of a copy of the map after one change to its parts."""
    whole = loaded()
    parts = {part.name: getattr(whole, part.name) for part in dataclasses.fields(whole)}
    mutable: dict[str, Any] = {
        name: copy.deepcopy(part) if isinstance(part, dict) else part
        for name, part in parts.items()
    }
    change(mutable)
    return field_map.faults(field_map.FieldMap(**mutable))


def put(part: str, *steps: Any) -> Callable[[dict[str, Any]], None]:
    """A change that puts the last of the steps at the place that the others name."""

    def change(parts: dict[str, Any]) -> None:
        *way, last, value = steps
        node = parts[part]
        for step in way:
            node = node[step]
        node[last] = value

    return change


def gone(part: str, *steps: Any) -> Callable[[dict[str, Any]], None]:
    """A change that takes the place away that the steps name."""

    def change(parts: dict[str, Any]) -> None:
        *way, last = steps
        node = parts[part]
        for step in way:
            node = node[step]
        del node[last]

    return change


def test_the_map_as_it_is_has_no_fault() -> None:
    assert field_map.faults(loaded()) == []


def test_every_entry_of_the_law_has_a_place_and_duties_and_prohibitions_a_verdict() -> None:
    found = loaded()
    kinds = Counter(entry["kind"] for entry in found.entries.values())

    assert len(found.entries) == 385
    assert set(found.entries) == {*chain(*found.law["entries"].values())} == set(found.frozen_ids)
    assert (kinds["duty"], kinds["prohibition"]) == (210, 21)
    assert kinds == {
        "duty": 210, "prohibition": 21, "content": 99, "classification": 18, "permission": 18,
        "aggregate": 11, "alternative": 6, "deleted": 1, "authority": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param(
            gone("entries", "EUAIA-12.1"),
            "EUAIA-12.1: has no place in the map",
            id="no place",
        ),
        pytest.param(
            gone("law", "entries", "duty", "EUAIA-12.1"),
            "EUAIA-12.1: is no entry of the law",
            id="no entry of the law",
        ),
        pytest.param(
            put("law", "entries", "prohibition", "EUAIA-12.1", "Article 12(1)"),
            "EUAIA-12.1: kind is duty here and prohibition in the law",
            id="another kind",
        ),
        pytest.param(
            put("entries", "EUAIA-12.1", "provision", "Article 12(9)"),
            "EUAIA-12.1: provision is Article 12(9) here and Article 12(1) in the law",
            id="another provision",
        ),
        pytest.param(
            put("related", "EUAIA-99.1", {"gdpr": ["Art 6"]}),
            "EUAIA-99.1: has related parts and no place in the map",
            id="related to nothing",
        ),
        pytest.param(
            gone("entries", "EUAIA-9.1", "answered_by"),
            "EUAIA-9.1: nothing answers it",
            id="a duty that nothing answers",
        ),
        pytest.param(
            gone("entries", "EUAIA-9.1", "penalty"),
            "EUAIA-9.1: has no penalty",
            id="a duty without a penalty",
        ),
        pytest.param(
            gone("entries", "EUAIA-73.2", "trigger"),
            "EUAIA-73.2: is due on an event and names none",
            id="an event duty without its event",
        ),
        pytest.param(
            gone("law", "served", "EUAIA-5.1a.b"),
            "EUAIA-5.1a.b: the law's list has other controls that give its verdict",
            id="a limb that the law's list does not know",
        ),
        pytest.param(
            gone("entries", "EUAIA-5.1a.b", "serves"),
            "EUAIA-5.1a.b: the law's list has other controls that give its verdict",
            id="a limb that has lost its ban",
        ),
        pytest.param(
            gone("entries", "EUAIA-14.3.a", "serves"),
            "EUAIA-14.3.a: does not say what it serves",
            id="an alternative without a parent",
        ),
        pytest.param(
            gone("entries", "EUAIA-42.1", "serves"),
            "EUAIA-42.1: does not say what it serves",
            id="a permission without a duty",
        ),
        pytest.param(
            put("entries", "EUAIA-13.3.a", "serves", {"part_of": ["EUAIA-13.9"]}),
            "EUAIA-13.3.a: serves EUAIA-13.9, which is not there",
            id="content of nothing",
        ),
        pytest.param(
            put("entries", "EUAIA-16.a", "serves", {"derives_from": ["EUAIA-99.*"]}),
            "EUAIA-16.a: serves EUAIA-99.*, which is not there",
            id="an aggregate over nothing",
        ),
        pytest.param(
            put("entries", "EUAIA-13.3.a", "serves", {"part_of": ["EUAIA-6.2"]}),
            "EUAIA-13.3.a: part_of EUAIA-6.2, which is of the kind classification",
            id="content of a classification",
        ),
        pytest.param(
            put("entries", "EUAIA-13.3.a", "serves", {"any_of": ["EUAIA-13.2"]}),
            "EUAIA-13.3.a: a content can't serve by any_of",
            id="content as an alternative",
        ),
        pytest.param(
            put("entries", "EUAIA-9.1", "answered_by", ["risk_management.risks.*.hazard"]),
            "EUAIA-9.1: risk_management.risks.*.hazard answers EUAIA-9.2.a too; say so in shares",
            id="a path of two entries",
        ),
        pytest.param(
            put("entries", "EUAIA-9.1", "shares", ["EUAIA-9.2.a"]),
            "EUAIA-9.1: shares no path with EUAIA-9.2.a",
            id="a path that is not shared",
        ),
        pytest.param(
            put("entries", "EUAIA-9.1", "answered_by", ["risk_file.process"]),
            "EUAIA-9.1: risk_file is no kind of document (risk_file.process)",
            id="a kind that nobody lists",
        ),
        pytest.param(
            put("entries", "EUAIA-12.1", "answered_by", ["log_test.record"]),
            "EUAIA-12.1: log_test.record is not in the schema of log_test",
            id="a path that evidence does not have",
        ),
        pytest.param(
            put("entries", "EUAIA-9.1", "answered_by", ["risk_management.mood"]),
            "EUAIA-9.1: risk_management.mood is not in the schema of risk_management",
            id="a path that a statement does not have",
        ),
        pytest.param(
            put("entries", "EUAIA-73.1", "answered_by", ["incidents.incidents.*.mood"]),
            "EUAIA-73.1: incidents.incidents.*.mood is not in the schema of incidents",
            id="a path that a kind to come does not have",
        ),
        pytest.param(
            put("entries", "EUAIA-73.1", "linked_to", ["receipts.messages.*.mood"]),
            "EUAIA-73.1: receipts.messages.*.mood is not in the schema of receipts",
            id="a link that evidence to come does not have",
        ),
        pytest.param(
            put("entries", "EUAIA-15.1", "answered_by", ["assessment.EUAIA-15.1.mood"]),
            "EUAIA-15.1: assessment.EUAIA-15.1.mood is not in the schema of assessment",
            id="a path that an assessment does not have",
        ),
        pytest.param(
            put("facts", "sme", "stated_in", "quality_management.facts.tiny"),
            "sme: quality_management.facts.tiny is in no schema",
            id="a fact that its document does not hold",
        ),
        pytest.param(
            gone("facts", "processes_personal_data", "stated_in"),
            "processes_personal_data: system.facts.processes_personal_data is in no schema",
            id="a fact that the statement system does not hold by its own name",
        ),
        pytest.param(
            put("documents", "diary", {"purpose": "statement", "binding": ["system"]}),
            "diary: has no schema",
            id="a kind without a schema",
        ),
        pytest.param(
            put("entries", "EUAIA-9.1", "linked_to", ["limits.stated_at"]),
            "EUAIA-9.1: is linked to limits.stated_at, which somebody types",
            id="a link to what somebody types",
        ),
        pytest.param(
            put("entries", "EUAIA-9.1", "basis", "measured"),
            "EUAIA-9.1: is measured, and no instrument answers it",
            id="measured by a statement",
        ),
        pytest.param(
            put("entries", "EUAIA-12.1", "basis", "documented"),
            "EUAIA-12.1: is documented, and no statement answers it",
            id="documented by an instrument",
        ),
        pytest.param(
            put("entries", "EUAIA-9.4", "answered_by", ["risk_management.interactions"]),
            "EUAIA-9.4: an assessed entry, and no other, is answered by its assessment",
            id="assessed by nobody",
        ),
        pytest.param(
            put("entries", "EUAIA-16.a", "answered_by", ["risk_management.all"]),
            "EUAIA-16.a: an aggregate is derived, and no document answers it",
            id="an aggregate that a document answers",
        ),
        pytest.param(
            put("documents", "risk_management", "binding", ["organisation"]),
            "EUAIA-9.1: no answer speaks of its system, only of organisation",
            id="a document that speaks of something wider",
        ),
        pytest.param(
            gone("facts", "trained_with_data"),
            "EUAIA-10.1: the fact trained_with_data is not listed",
            id="a fact that nobody lists",
        ),
        pytest.param(
            put("facts", "left_handed", {"label": "Left-handed", "provision": "Article 1"}),
            "left_handed: no entry names this fact",
            id="a fact that nobody names",
        ),
        pytest.param(
            put("facts", "trained_with_data", "stated_in", "diary.page"),
            "trained_with_data: diary is no kind of document",
            id="a fact that no document states",
        ),
        pytest.param(
            put("facts", "trained_with_data", "stated_in", "system.facts.trained_at_night"),
            "trained_with_data: the statement system has no fact trained_at_night",
            id="a fact that the statement system does not hold",
        ),
        pytest.param(
            gone("events", "serious_incident_known"),
            "EUAIA-73.2: the event serious_incident_known is not listed",
            id="an event that nobody lists",
        ),
        pytest.param(
            put("entries", "EUAIA-9.1", "calendar", "some_day"),
            "EUAIA-9.1: the calendar some_day is not listed",
            id="a calendar that is not there",
        ),
        pytest.param(
            put("documents", "diary", {"purpose": "statement", "binding": ["system"]}),
            "diary: no entry names this kind of document",
            id="a kind that nobody names",
        ),
        pytest.param(
            put("documents", "model", "binding", ["version"]),
            "model: binding is ['version'] here and ['model'] among the kinds",
            id="a kind with another binding",
        ),
        pytest.param(
            put("controls", "EUAIA-99.1", {"id": "EUAIA-99.1"}),
            "EUAIA-99.1: is a control and has no place in the map",
            id="a control of no entry",
        ),
        pytest.param(
            put("controls", "EUAIA-12.1", "basis", "attested"),
            "EUAIA-12.1: basis is attested in its rule, measured here",
            id="a control with another basis",
        ),
        pytest.param(
            put("controls", "EUAIA-12.1", "applies", "roles", ["deployer"]),
            "EUAIA-12.1: its rule has other roles",
            id="a control for another role",
        ),
        pytest.param(
            put("controls", "EUAIA-10.1", "applies", "condition", "sold"),
            "EUAIA-10.1: its rule has another condition",
            id="a control under another condition",
        ),
        pytest.param(
            put("controls", "EUAIA-14.4.e", "reliefs", []),
            "EUAIA-14.4.e: its rule has other reliefs",
            id="a control without its relief",
        ),
        pytest.param(
            put("controls", "EUAIA-12.1", "reads", ["system.stated_at"]),
            "EUAIA-12.1: its rule does not read log_test.records",
            id="a control that reads something else",
        ),
    ],
)  # fmt: skip
def test_each_rule_of_the_check_fires(change: Callable[[dict[str, Any]], None], fault: str) -> None:
    assert fault in spoiled(change)


def test_all_faults_are_told_at_once() -> None:
    def change(parts: dict[str, Any]) -> None:
        gone("entries", "EUAIA-12.1")(parts)
        put("entries", "EUAIA-9.1", "calendar", "some_day")(parts)

    assert {
        "EUAIA-12.1: has no place in the map",
        "EUAIA-9.1: the calendar some_day is not listed",
    } <= set(spoiled(change))


def test_a_limb_is_judged_by_the_bans_that_it_is_an_element_of() -> None:
    found = loaded()

    assert found.judged("EUAIA-5.1a.a.i") == ["EUAIA-5.1.ba", "EUAIA-5.1.bb"]
    assert found.judged("EUAIA-5.1.a") == ["EUAIA-5.1.a"]
    assert found.judged("EUAIA-73.2") == []
    fewer = {name: one for name, one in found.controls.items() if name != "EUAIA-5.1.bb"}
    assert dataclasses.replace(found, controls=fewer).judged("EUAIA-5.1a.a.i") == []


def test_what_is_not_judged_is_what_the_decision_lists() -> None:
    # The same set as `not_judged` in rego/lexgate/decision/decision.rego.
    found = loaded()
    listed = {
        name
        for kind in ("duty", "prohibition")
        for name in found.law["entries"][kind]
        if name not in found.controls and name not in found.law["served"]
    }

    assert listed == {
        name
        for name, entry in found.entries.items()
        if entry["kind"] in field_map.VERDICTS and not found.judged(name)
    }


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        pytest.param("EUAIA-73.2", ["immediately", "P15D"], id="serious incident"),
        pytest.param("EUAIA-73.3", ["immediately", "P2D"], id="widespread or infrastructure"),
        pytest.param("EUAIA-73.4", ["immediately", "P10D"], id="death"),
        pytest.param("EUAIA-5.3", ["before", "PT24H", "immediately"], id="authorisation"),
        pytest.param("EUAIA-26.10.authorisation", ["PT48H"], id="later identification"),
        pytest.param("EUAIA-52.1", ["without_delay", "P2W"], id="notification of a model"),
    ],
)  # fmt: skip
def test_clocks_are_those_of_the_act(name: str, limits: list[str]) -> None:
    assert [limit["limit"] for limit in loaded().entries[name]["clock"]] == limits


def test_documents_and_logs_are_kept_as_long_as_the_act_says() -> None:
    found = loaded().entries

    assert found["EUAIA-18.1.a"]["keep"] == {"at_least": "P10Y", "from": "placed_on_market"}
    for name in ("EUAIA-19.1", "EUAIA-26.6"):
        assert found[name]["keep"] == {"at_least": "P6M", "from": "log_written"}


@pytest.mark.parametrize(
    "name",
    ["EUAIA-4.1", "EUAIA-4a.1.b", "EUAIA-6.4", "EUAIA-27.1", "EUAIA-49.2", "EUAIA-72.1",
     "EUAIA-73.1", "EUAIA-86.1"],
)  # fmt: skip
def test_duties_without_a_tier_of_the_union_have_none(name: str) -> None:
    assert loaded().entries[name]["penalty"] == ["none"]


def test_open_source_relieves_nobody_where_article_2_12_does_not() -> None:
    relieved = {
        name
        for name, entry in loaded().entries.items()
        if any("open_source_2_12" in relief for relief in entry.get("reliefs", []))
    }

    assert relieved == {"EUAIA-6.4", "EUAIA-49.2"}
    for name in relieved:
        assert loaded().entries[name]["reliefs"] == [
            [
                "open_source_2_12",
                "not falls_under_article_5",
                "not owes_information_under_50_1_to_50_4",
                "not annex_i_section_a_product",
            ]
        ]
    assert all(
        loaded().entries[name]["applies"]["tiers"] == ["annex_iii_not_high_risk"]
        for name in relieved
    )


def test_most_documented_entries_are_compared_with_something_nobody_typed() -> None:
    linked, documented = field_map.share(loaded())

    assert documented > 60
    assert linked / documented >= 0.6
    later, same = field_map.share(loaded(), today=False)
    assert same == documented
    assert later >= linked


def test_a_link_to_come_and_a_digest_alone_are_no_share() -> None:
    found = loaded()
    without = {
        name: {**entry, "linked_to": ["dossier.documents.*.digest", "receipts.messages.*"]}
        if "linked_to" in entry
        else entry
        for name, entry in found.entries.items()
    }

    assert field_map.share(dataclasses.replace(found, entries=without))[0] == 0


def test_a_judged_entry_is_linked_only_to_what_its_rule_reads() -> None:
    found = loaded()

    assert "lineage.data_sets.*.name" in found.observed("EUAIA-10.2.b", today=False)
    assert found.observed("EUAIA-10.2.b") == ["model.data_sets.*.digest"]


def test_rules_are_given_clocks_and_what_serves_them() -> None:
    data = documents.parse_json(field_map.data(loaded()), "data")["entries"]

    assert data["EUAIA-73.3"]["clock"][1] == {"limit": "P2D", "from": "serious_incident_known"}
    assert "answered_by" not in data["EUAIA-73.3"]
    assert data["EUAIA-13.3.c"]["serves"] == {"part_of": ["EUAIA-13.2"]}
    assert data["EUAIA-13.3.c"]["condition"] == ["predetermined_changes_planned"]
    # A star is spelt out; what was deleted is not in it.
    eased = loaded().targets("EUAIA-17.2")["eases"]
    assert len(eased) == 14
    assert "EUAIA-10.5" not in loaded().targets("EUAIA-8.1")["derives_from"]


def test_the_table_has_a_row_for_each_entry_in_the_order_of_the_act() -> None:
    page = field_map.page(loaded())
    heads = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    table, _, documents_and_facts = page.partition("## Kinds of document")
    rows = [line for line in table.splitlines() if line.startswith("| ") and "---" not in line]

    assert len(rows) - len(heads[:-2]) == 385
    assert heads[:4] == ["Article 4", "Article 4a", "Article 5", "Article 6"]
    assert heads[-7:-2] == ["Annex IV", "Annex V", "Annex VIII", "Annex XI", "Annex XII"]
    (row,) = [row for row in rows if row.startswith("| 17.1.k |")]
    assert "*`quality_management.elements.k`*" in row
    assert "documented, link to come" in row
    assert "| provider; high-risk by Annex III, high-risk by Annex I; softened by " in row
    assert row.endswith("| later |")
    for kind in loaded().documents:
        assert f"| `{kind}` |" in documents_and_facts
    for fact in loaded().facts:
        assert f"| `{fact}` |" in documents_and_facts


def test_an_entry_in_two_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "map").mkdir()
    text = (paths.law() / "map" / "article_50.yaml").read_bytes()
    (tmp_path / "map" / "a.yaml").write_bytes(text)
    (tmp_path / "map" / "b.yaml").write_bytes(text)
    monkeypatch.setattr(paths, "law", lambda: tmp_path)

    with pytest.raises(LexgateError, match=r"in two files: .*EUAIA-50\.1"):
        field_map.load()


def test_an_unknown_field_is_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "map").mkdir()
    text = (paths.law() / "map" / "article_50.yaml").read_text("utf-8")
    spoilt = text.replace("    scope:", "    skope:").replace("  scope:", "  skope:", 1)
    (tmp_path / "map" / "a.yaml").write_text(spoilt, "utf-8")
    monkeypatch.setattr(paths, "law", lambda: tmp_path)

    with pytest.raises(LexgateError, match=r"EUAIA-50\.1.*skope"):
        field_map.load()


def test_what_is_stale_is_refused_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "field_map" / "data.json"
    monkeypatch.setattr(field_map, "load", loaded)
    monkeypatch.setattr(field_map, "files", lambda found: {target: field_map.data(found)})

    assert field_map.main(["--check"]) == 3
    assert "stale: data.json" in capsys.readouterr().err
    assert field_map.main([]) == 0
    assert target.read_bytes() == field_map.data(loaded())
    assert field_map.main(["--check"]) == 0


def test_a_map_with_faults_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = loaded()
    fewer = {name: entry for name, entry in found.entries.items() if name != "EUAIA-12.1"}
    monkeypatch.setattr(field_map, "load", lambda: dataclasses.replace(found, entries=fewer))
    monkeypatch.setattr(
        field_map, "files", lambda found: pytest.fail("nothing is made of a faulty map")
    )

    assert field_map.main([]) == 3
    assert "EUAIA-12.1: has no place in the map" in capsys.readouterr().err


def test_the_committed_files_are_fresh() -> None:
    for path, wanted in field_map.files(loaded()).items():
        assert path.read_bytes() == wanted, path.name
