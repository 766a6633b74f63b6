"""The calendar of the law: its form, where its dates may stand, and what follows from them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from lexgate import calendar, catalogue, cli, paths, present, schemas
from lexgate.errors import LexgateError, RequestError
from tests import good_folder

MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]


def test_the_calendar_has_its_form() -> None:
    schemas.validate(calendar.load(), "calendar", "the calendar")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("dates", "high_risk", "high_risk_annex_iii", "applies_from"), "2.12.2027"),
        (("dates", "high_risk", "high_risk_annex_iii", "appliesfrom"), "2027-12-02"),
        (("dates", "section_5", "high_risk_annex_iii", "certainty"), "law"),
        (("legacy", "high_risk", "until"), None),
        (("legacy", "high_risk", "unchanged"), "yes"),
        (("readings", "section5_reading", "strictest"), None),
        (("reading",), {}),
    ],
    ids=lambda found: "/".join(found) if isinstance(found, tuple) else None,
)
def test_the_form_refuses(path: tuple[str, ...], value: Any) -> None:
    found = calendar.load()
    node: Any = found
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    with pytest.raises(LexgateError):
        schemas.validate(found, "calendar", "the calendar")


def test_names_in_the_calendar_lead_somewhere() -> None:
    found = calendar.load()
    placing = schemas.load("statement/system")["properties"]["predicate"]["properties"]["placing"]
    facts = set(placing["properties"])
    switches = found["readings"]
    for tiers in found["dates"].values():
        for entry in tiers.values():
            assert set(entry.get("legacy", [])) <= set(found["legacy"])
            if "switch" in entry:
                assert set(entry["readings"]) == set(switches[entry["switch"]]["options"])
    for rule in found["legacy"].values():
        asked = {rule["dated_by"], *rule["affirmed"], *rule["denied"]}
        assert asked | {rule["until"]["unless_denied"] or rule["dated_by"]} <= facts
        if "switch" in rule["placed_before"]:
            options = set(switches[rule["placed_before"]["switch"]]["options"])
            assert set(rule["placed_before"]["readings"]) == options
    for switch in switches.values():
        assert {switch["default"], switch["strictest"]} <= set(switch["options"])
        for name, needed in switch.get("facts", {}).items():
            assert name in switch["options"]
            assert set(needed) <= facts


def test_every_control_finds_a_date_for_each_of_its_tiers() -> None:
    dates = calendar.load()["dates"]
    missing = {
        name: set(control["applies"]["tiers"]) - set(dates[control["calendar"]])
        for name, control in catalogue.load().items()
        if set(control["applies"]["tiers"]) - set(dates[control["calendar"]])
    }
    assert missing == {}


def test_settings_know_every_switch_and_each_of_its_readings() -> None:
    schema = schemas.load("org/settings")["properties"]["law"]["properties"]["readings"]
    known = {
        name: set(found["properties"]["reading"]["enum"])
        for name, found in schema["properties"].items()
    }
    assert known == {
        name: set(switch["options"]) for name, switch in calendar.load()["readings"].items()
    }


# ---------------------------------------------------------------- where dates may stand


def _days(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for part in node.values():
            yield from _days(part)
    elif isinstance(node, list):
        for part in node:
            yield from _days(part)
    elif isinstance(node, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node):
        yield node


def _ways_to_write(day: str) -> str:
    """A pattern for the ways in which people and programs write a day."""
    year, month, date = (int(part) for part in day.split("-"))
    name = f"(?:{MONTHS[month - 1]}|{MONTHS[month - 1][:3]})"
    return "|".join(
        (
            rf"{year}[-/._]0?{month}[-/._]0?{date}(?![0-9])",
            rf"(?<![0-9])0?{date}[-/.]0?{month}[-/.]{year}",
            rf"{year}, *0?{month}, *0?{date}(?![0-9])",
            rf"(?<![0-9]){date}(?:st|nd|rd|th)? {name}\.? {year}",
            rf"{name}\.? {date}(?:st|nd|rd|th)?,? {year}",
            rf"(?<![0-9]){year}{month:02}{date:02}(?![0-9])",
        )
    )


def _of_the_law() -> re.Pattern[str]:
    found = calendar.load()
    days = set(_days({part: found[part] for part in found if part != "state"}))
    return re.compile("|".join(_ways_to_write(day) for day in sorted(days)))


def _without_addresses(text: str) -> str:
    """A text without ELI addresses, which name a consolidated version by its day."""
    return re.sub(r"https?://\S+", "", text)


@pytest.mark.parametrize(
    "text",
    [
        '"2027-12-02"',
        '"2027-12-02T00:00:00Z"',
        "from 2.12.2027 on",
        "02/12/2027",
        "2 December 2027",
        "December 2, 2027",
        "date(2027, 12, 2)",
        "20271202",
    ],
)
def test_a_date_of_the_law_is_seen_however_it_is_written(text: str) -> None:
    assert _of_the_law().search(text)


@pytest.mark.parametrize("text", ["2027-12-03", "12.12.2027", "2027-12-021", "v1.2.2027.1"])
def test_another_date_is_none_of_the_law(text: str) -> None:
    assert not _of_the_law().search(text)


def test_no_date_of_the_law_stands_in_rego_or_python(checkout: Path) -> None:
    law = _of_the_law()
    files = [
        *(p for p in paths.rego().rglob("*.rego") if not p.name.endswith("_test.rego")),
        *(checkout / "src").rglob("*.py"),
        *(checkout / "collectors").rglob("*.py"),
    ]
    assert len(files) > 60
    found = [
        f"{path.relative_to(checkout)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(
            _without_addresses(path.read_text(encoding="utf-8")).splitlines(), start=1
        )
        if law.search(line)
    ]
    assert found == []


# ---------------------------------------------------------------- days worth asking about


def test_the_days_that_the_law_names() -> None:
    assert list(calendar.events()) == [
        "2024-08-01",
        "2025-02-02",
        "2025-08-02",
        "2026-07-27",
        "2026-08-02",
        "2026-12-02",
        "2027-08-01",
        "2027-08-02",
        "2027-09-02",
        "2027-12-02",
        "2028-01-28",
        "2028-08-02",
        "2030-08-02",
        "2030-12-31",
    ]


def test_coming_days_lie_after_today() -> None:
    assert next(iter(calendar.coming("2027-12-02"))) == "2028-01-28"
    assert calendar.coming("2030-12-31") == {}


def test_a_disputed_provision_stands_under_both_of_its_days() -> None:
    found = calendar.events()
    for day, reading in (("2026-08-02", "literal"), ("2027-12-02", "effective")):
        assert any(f"{reading} reading, disputed" in text for text in found[day])


@pytest.mark.parametrize(
    "text", ["02/12/2028", "2028-02-30", "2028-2-3", "soon", "", "1999-01-01", "\uff12028-01-01"]
)
def test_no_day(text: str) -> None:
    with pytest.raises(RequestError, match="YYYY-MM-DD"):
        calendar.day(text, "--by")


# ---------------------------------------------------------------- forecast and plan


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> good_folder.Folder:
    return good_folder.write(tmp_path_factory.mktemp("calendar") / "system")


@pytest.fixture
def folder(
    good: good_folder.Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> good_folder.Folder:
    from lexgate.cli import forecast_command

    good_folder.stop_the_clock(monkeypatch)
    monkeypatch.setattr(forecast_command, "datetime", good_folder.Clock)
    return good.copy(tmp_path / "system")


def _say(folder: good_folder.Folder, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["-C", str(folder.path), *words]) == 0
    return capsys.readouterr().out


NO = {"answer": "no", "reason": "As the change log of the system says."}
PLACED = {
    "first_placed_at": "2026-03-01T00:00:00Z",
    "way": "put_into_service",
    "reason": "Register of models, entry 17.",
    "significant_design_change": NO,
    "for_public_authorities": NO,
    "annex_x_component": NO,
}
HIGH_RISK = "EUAIA-10.2.f"


def _gone(folder: good_folder.Folder) -> None:
    good_folder.without(["fairness"])(folder)


def test_forecast_says_what_flips_and_why(
    folder: good_folder.Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    _gone(folder)
    answer = json.loads(_say(folder, capsys, "forecast", "--format", "json"))
    dates = {found["date"]: found for found in answer["dates"]}
    assert list(dates) == ["2026-11-22", *calendar.coming("2026-11-22")]
    assert HIGH_RISK not in dates["2026-11-22"]["stops_by_law"]
    flip = next(f for f in dates["2027-12-02"]["flips"] if f["control"] == HIGH_RISK)
    assert flip["status"] == "unknown"
    assert "point (c)(i)" in flip["binds"]["set_by"]
    assert "not examined" in flip["lacks"]
    assert "EUAIA-10.2.a" in dates["2027-12-02"]["met"]
    assert dates["2027-08-01"]["new"] == []
    text = _say(folder, capsys, "forecast", "--on", "2027-12-02")
    assert "10(2)(f)  Data sets are examined for biases: unknown, not examined" in " ".join(
        text.split()
    ).replace("10(2)(f) ", "10(2)(f)  ")
    assert max(map(len, text.splitlines())) <= present.WIDTH


def test_a_system_placed_before_is_free_in_the_forecast(
    folder: good_folder.Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    _gone(folder)
    folder.change("system", "b.keller", placing=PLACED, placed_on_market_at=None)
    answer = json.loads(_say(folder, capsys, "forecast", "--on", "2027-12-02", "--format", "json"))
    assert all(HIGH_RISK not in found["stops_by_law"] for found in answer["dates"])
    text = " ".join(_say(folder, capsys, "forecast", "--on", "2030-08-02").split())
    assert "free by Art 111(2), as replaced by Regulation (EU) 2026/1744, until no end" in text
    assert "facts signed by b.keller" in text
    told = " ".join(_say(folder, capsys, "explain", "10.2.f").split())
    assert "does not bind this system" in told
    assert "frees the system, as placed before 2027-12-02" in told
    # Article 111 frees high-risk systems, and not who claims that a system is none (6(4)).
    assert "2030-08-02 1 controls begin to stop" in text
    assert "6(4) Why the system is not high-risk was documented" in text


def test_a_fact_that_is_unknown_frees_nobody(
    folder: good_folder.Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    _gone(folder)
    unknown = {**PLACED, "annex_x_component": {**NO, "answer": "unknown"}}
    folder.change("system", "b.keller", placing=unknown, placed_on_market_at=None)
    answer = json.loads(_say(folder, capsys, "forecast", "--on", "2027-12-02", "--format", "json"))
    dates = {found["date"]: found for found in answer["dates"]}
    assert HIGH_RISK in dates["2027-12-02"]["new"]


def test_a_switch_of_the_organisation_is_shown(
    folder: good_folder.Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = {"reading": "literal", "owner": "b.keller", "reason": "Our counsel reads it so."}
    folder.org(
        "settings", lambda found: found.update(law={"readings": {"section5_reading": chosen}})
    )
    words = ("forecast", "--on", "2027-12-02")
    text = " ".join(_say(folder, capsys, *words).split())
    assert "section5_reading is literal (set by b.keller)" in text
    answer = json.loads(_say(folder, capsys, *words, "--format", "json"))
    assert answer["readings"]["section5_reading"]["chosen_by"] == "organisation"
    assert answer["readings"]["article_111_cut_off"]["chosen_by"] == "default"


def test_plan_lists_what_to_make_then_what_to_renew(
    folder: good_folder.Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    good_folder.without(["fairness", "literacy"])(folder)
    answer = json.loads(_say(folder, capsys, "plan", "--by", "2027-01-31", "--format", "json"))
    steps = {step["document"]: step for step in answer["steps"]}
    assert answer["steps"][0]["document"] == "fairness"
    assert steps["fairness"]["state"] == steps["literacy"]["state"] == "missing"
    assert steps["fairness"]["owner"] == ["pipeline"]
    assert HIGH_RISK in steps["fairness"]["controls"]
    assert steps["literacy"]["owner"] == ["compliance officer"]
    assert steps["literacy"]["people"] == ["b.keller"]
    assert steps["literacy"]["controls"] == ["EUAIA-4.1"]
    assert steps["monitoring"]["state"] == "ends 2026-12-21"
    assert "data_governance" not in steps
    assert answer["verdicts"][HIGH_RISK]["binds_by_then"] == "no"
    assert answer["verdicts"]["EUAIA-4.1"]["binds_by_then"] == "yes"
    makes = [s for s in answer["steps"] if not s["state"].startswith("ends")]
    renews = [s for s in answer["steps"] if s["state"].startswith("ends")]
    assert answer["steps"] == makes + renews
    for part in (makes, renews):
        sizes = [len(step["controls"]) for step in part]
        assert sizes == sorted(sizes, reverse=True)


def test_nothing_is_left_to_do_today(
    folder: good_folder.Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = json.loads(_say(folder, capsys, "plan", "--by", "2026-11-22", "--format", "json"))
    assert answer["steps"] == []
    assert answer["counts"]["open"] == 0


def test_plan_goes_by_the_law_of_the_day(
    folder: good_folder.Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    _gone(folder)
    for day, binds in (("2027-12-01", "no"), ("2027-12-02", "yes")):
        answer = json.loads(_say(folder, capsys, "plan", "--by", day, "--format", "json"))
        assert answer["verdicts"][HIGH_RISK]["binds_by_then"] == binds


def test_plan_in_each_format_holds_the_same_controls(
    folder: good_folder.Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    good_folder.without(["fairness", "literacy"])(folder)
    words = ("plan", "--by", "2027-12-02", "--format")
    answer = json.loads(_say(folder, capsys, *words, "json"))
    rows = list(csv.DictReader(io.StringIO(_say(folder, capsys, *words, "csv"))))
    assert {row["control"] for row in rows} == set(answer["verdicts"])
    assert [row["document"] for row in rows] == [
        step["document"] for step in answer["steps"] for _ in step["controls"]
    ] + ["no document of its own" for _ in answer["others"]]
    markdown = _say(folder, capsys, *words, "markdown")
    assert markdown.startswith("# Until 2027-12-02")
    assert markdown.count("\n| Art ") == len(rows)
    table = _say(folder, capsys, *words, "table")
    assert max(map(len, table.splitlines())) <= present.WIDTH
    for text in (markdown, table):
        assert text.rstrip().endswith(present.DISCLAIMER)


def test_a_cell_is_no_formula() -> None:
    from lexgate.cli.plan_command import _cell

    assert [_cell(x) for x in ("=1+1", "@x", "-1", "plain", 3)] == [
        "'=1+1",
        "'@x",
        "'-1",
        "plain",
        3,
    ]


# ---------------------------------------------------------------- what people read


DISPUTED = {
    "switch": "section5_reading",
    "reading": "effective",
    "readings": {
        "effective": {"from": "2027-12-02", "set_by": "Art 113, third paragraph"},
        "literal": {"from": "2026-08-02", "set_by": "Art 113, second paragraph"},
    },
}


def test_a_disputed_date_is_shown_with_the_literal_one() -> None:
    text = present.disputed_text(DISPUTED)
    assert "disputed" in text
    assert "section5_reading is effective" in text
    assert "literal reading: 2026-08-02 (Art 113, second paragraph)" in text


def test_the_plan_shows_the_literal_date_beside_a_disputed_one() -> None:
    from lexgate.cli.plan_command import _when

    binds = {"from": "2027-12-02", "disputed": DISPUTED, "legacy": None}
    assert _when(binds) == "2027-12-02, disputed (literally 2026-08-02)"


def test_the_gate_shows_what_is_disputed_and_what_is_free() -> None:
    def verdict(**binds: Any) -> dict[str, Any]:
        told = {"now": False, "set_by": "Art 113", "certainty": "law", **binds}
        return {"binds": told, "status": "unknown", "checks": []}

    relief = {"frees": True, "rule": "Art 111(2)", "placed_before": "2027-12-02"}
    raw = {
        "law_as_of": "2026-11-22T10:00:00Z",
        "verdicts": {
            "A": verdict(**{"from": "2027-12-02", "disputed": DISPUTED, "legacy": None}),
            "B": verdict(**{"from": None, "disputed": None, "legacy": relief}),
        },
    }
    text = " ".join("".join(part for _, part in line).strip() for line in present._later(raw))
    assert "2027-12-02 1 controls more" in " ".join(text.split())
    assert "literal reading: 2026-08-02" in text
    assert "1 controls: free by Art 111(2), as placed before 2027-12-02" in text
