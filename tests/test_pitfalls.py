"""Where implementations of the Act usually go wrong, as far as no other test is named after it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lexgate import asking_facts, catalogue, field_map, paths
from lexgate.engine.local import LocalEngine

REASON = "As the description of the system says."


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> LocalEngine:
    org = tmp_path_factory.mktemp("org")
    (org / ".manifest").write_text('{"roots": ["org"], "rego_version": 1}', "utf-8")
    return LocalEngine(paths.rego(), org)


def found(engine: LocalEngine, **facts: str) -> Any:
    """What follows for a system in scope, with every other fact answered no."""
    names = asking_facts.meanings()
    answers = dict.fromkeys(names, "no") | {"ai_system": "yes", "in_union_scope": "yes"}
    answers |= facts
    return asking_facts.stand(
        engine, {name: {"answer": one, "reason": REASON} for name, one in answers.items()}
    ).found


def test_pitfall_03_nobody_is_asked_for_a_level_of_literacy() -> None:
    control = catalogue.load()["EUAIA-4.1"]
    assert "sufficient" not in (control["title"] + control["description"]).lower()
    assert "support" in control["title"]


def test_pitfall_04_the_new_bans_are_ba_and_bb() -> None:
    points = {name for name in catalogue.load() if re.match(r"EUAIA-5\.1\.", name)}
    assert {"EUAIA-5.1.ba", "EUAIA-5.1.bb"} <= points
    assert not {"EUAIA-5.1.i", "EUAIA-5.1.l"} & set(field_map.load().entries)
    limbs = {"EUAIA-5.1a.a.i", "EUAIA-5.1a.a.ii", "EUAIA-5.1a.b"}
    for limb in limbs:
        assert field_map.load().judged(limb) == ["EUAIA-5.1.ba", "EUAIA-5.1.bb"]


def test_pitfall_05_article_113_is_cited_by_its_third_paragraph() -> None:
    root = paths.checkout()
    assert root is not None
    texts = [
        *root.glob("docs/**/*.md"), *root.glob("rego/**/*.rego"), *root.glob("rego/**/*.yaml"),
        *root.glob("law/**/*.yaml"), *root.glob("src/**/*.py"), root / "README.md",
    ]  # fmt: skip
    wrong = [
        str(path.relative_to(root))
        for path in texts
        if re.search(r"113\(3\)", Path(path).read_text("utf-8"))
    ]
    assert wrong == []
    assert "third paragraph, point (c)" in (
        paths.rego() / "lexgate" / "calendar" / "data.yaml"
    ).read_text("utf-8")


@pytest.mark.parametrize(
    ("points", "tier"),
    [
        ({"annex_iii_5_b_creditworthiness": "yes"}, "no"),
        ({"annex_iii_5_c_life_and_health_insurance": "yes"}, "yes"),
        (
            {
                "annex_iii_5_b_creditworthiness": "yes",
                "annex_iii_5_c_life_and_health_insurance": "yes",
            },
            "yes",
        ),
    ],
)
def test_pitfall_11_the_exception_for_fraud_belongs_to_5_b_alone(
    points: dict[str, str], tier: str, engine: LocalEngine
) -> None:
    one = found(
        engine,
        concerns_natural_persons="yes",
        solely_financial_fraud_detection="yes",
        performs_profiling="yes",
        **points,
    )
    assert one["tiers"]["high_risk_annex_iii"]["answer"] == tier


@pytest.mark.parametrize(
    ("facts", "owed"),
    [
        ({"annex_iii_4_a_recruitment": "yes"}, "no"),
        ({"annex_iii_4_a_recruitment": "yes", "body_governed_by_public_law": "yes"}, "yes"),
        ({"annex_iii_3_a_admission": "yes", "private_provider_of_public_services": "yes"}, "yes"),
        ({"annex_iii_5_b_creditworthiness": "yes"}, "yes"),
        ({"annex_iii_5_c_life_and_health_insurance": "yes"}, "yes"),
        (
            {"annex_iii_2_critical_infrastructure": "yes", "body_governed_by_public_law": "yes"},
            "no",
        ),
    ],
)
def test_pitfall_12_not_every_deployer_owes_the_fundamental_rights_assessment(
    facts: dict[str, str], owed: str, engine: LocalEngine
) -> None:
    one = found(
        engine, deployer="yes", concerns_natural_persons="yes", performs_profiling="yes", **facts
    )
    assert one["fundamental_rights_assessment"]["answer"] == owed


@pytest.mark.parametrize(
    ("facts", "provider"),
    [
        ({"general_purpose_model": "yes"}, "no"),
        ({"general_purpose_model": "yes", "gpai_provider": "yes"}, "yes"),
    ],
)
def test_pitfall_15_not_everybody_who_tunes_a_model_provides_one(
    facts: dict[str, str], provider: str, engine: LocalEngine
) -> None:
    one = found(engine, deployer="yes", **facts)
    assert one["tiers"]["gpai"]["answer"] == "yes"
    assert one["roles"]["gpai_provider"]["answer"] == provider


def test_pitfall_15_the_threshold_of_compute_is_one_that_has_to_be_passed() -> None:
    meaning = asking_facts.meanings()["training_compute_above_10_25"]
    assert "more than" in meaning.lower()


@pytest.mark.parametrize("changed", ["yes", "no"])
def test_pitfall_16_a_changed_purpose_can_make_a_deployer_the_provider(
    changed: str, engine: LocalEngine
) -> None:
    one = found(
        engine,
        deployer="yes",
        concerns_natural_persons="yes",
        annex_iii_4_a_recruitment="yes",
        performs_profiling="yes",
        intended_purpose_changed=changed,
    )
    assert one["roles"]["provider"]["answer"] == changed


def test_pitfall_19_the_small_company_relief_is_no_relief_of_article_5() -> None:
    for name, entry in field_map.load().entries.items():
        if name.startswith("EUAIA-5."):
            facts = {t for relief in entry.get("reliefs", []) for t in relief}
            assert not {f for f in facts | set(entry.get("softened_by", [])) if "sme" in f}, name
