"""A small second reading of who is bound by what from when, in plain Python.

It shares nothing with the Rego but the data that people write: the facts within wider ones,
the calendar, and whom each control is for. `tests/test_reference.py` holds both to the same
answers over random systems.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import yaml

from lexgate import documents, paths

YES, NO, UNKNOWN = "yes", "no", "unknown"
_DATA = paths.rego() / "lexgate"
WITHIN: dict[str, list[str]] = yaml.safe_load((_DATA / "facts" / "data.yaml").read_text("utf-8"))[
    "within"
]
CALENDAR: dict[str, Any] = yaml.load(
    (_DATA / "calendar" / "data.yaml").read_text("utf-8"), yaml.SafeLoader
)
PLACES: dict[str, list[str]] = documents.read_json(_DATA / "field_map" / "data.json")["facts"]

AREAS = {
    "annex_iii_1_biometrics": "1_a_remote_identification 1_b_sensitive_categorisation "
    "1_c_emotion_recognition",
    "annex_iii_2_critical_infrastructure": "2_critical_infrastructure",
    "annex_iii_3_education": "3_a_admission 3_b_learning_outcomes 3_c_level_of_education 3_d_tests",
    "annex_iii_4_employment": "4_a_recruitment 4_b_work",
    "annex_iii_5_essential_services_other_than_b": "5_a_public_assistance "
    "5_c_life_and_health_insurance 5_d_emergencies",
    "annex_iii_6_law_enforcement": "6_a_victims 6_b_polygraphs 6_c_evidence 6_d_offending "
    "6_e_profiling",
    "annex_iii_7_migration": "7_a_polygraphs 7_b_risks 7_c_applications 7_d_identification",
    "annex_iii_8_justice_and_democracy": "8_a_judicial_authorities 8_b_elections",
}
POINTS = {area: [f"annex_iii_{p}" for p in points.split()] for area, points in AREAS.items()}


# ---------------------------------------------------------------- three answers


def both(*answers: str) -> str:
    """Yes when all are; no when one is."""
    return NO if NO in answers else UNKNOWN if UNKNOWN in answers else YES


def either(*answers: str) -> str:
    """Yes when one is; no when all are."""
    return YES if YES in answers else UNKNOWN if UNKNOWN in answers else NO


def no(answer: str) -> str:
    """The opposite."""
    return {YES: NO, NO: YES}.get(answer, UNKNOWN)


def unless(answer: str, relief: str) -> str:
    """A relief counts only where it is plain."""
    return NO if relief == YES else answer


def said(fact: Any) -> str:
    """What a stated fact says, if it says why."""
    if not isinstance(fact, Mapping) or fact.get("answer") not in {YES, NO}:
        return UNKNOWN
    reason = fact.get("reason")
    counts = isinstance(reason, str) and len(reason.strip()) >= 8
    return str(fact["answer"]) if counts else UNKNOWN


class System:
    """What people signed of one system."""

    def __init__(
        self, statement: Mapping[str, Any], stage: str, readings: Mapping[str, str]
    ) -> None:
        self.statement, self.stage, self.readings = statement, stage, readings
        self.tiers = functools.cache(self._tiers)
        self.roles = functools.cache(self._roles)
        self.stated: Mapping[str, Any] = statement["facts"]
        self.doubted = {
            wider
            for name, fact in self.stated.items()
            if said(fact) != NO
            for wider in WITHIN.get(name, ())
        }

    def __call__(self, name: str) -> str:
        """The answer to a fact, also by a plain no to a wider one."""
        if name in self.stated:
            return said(self.stated[name])
        wider = {w for w in WITHIN.get(name, ()) if said(self.stated.get(w)) == NO}
        return NO if wider - self.doubted else UNKNOWN

    def all(self, *names: str) -> str:
        """A conjunction of facts; a minus sign turns one round."""
        return both(*(no(self(n[1:])) if n.startswith("-") else self(n) for n in names))

    def any(self, *names: str) -> str:
        """A disjunction of facts."""
        return either(*map(self, names))

    def any_plain(self, names: Iterable[str], *plain: str) -> str:
        """A disjunction, to which some facts only ever add a yes."""
        return self.any(*names, *(name for name in plain if self(name) == YES))

    # ------------------------------------------------------------ the Act

    def reached(self) -> str:
        """Articles 2 and 3(1)."""
        scope = self.all("ai_system", "in_union_scope", "-excluded_by_article_2")
        early = self.stage in {"data", "training"}
        placed = self.statement["placed_on_market_at"] is not None or "placing" in self.statement
        return unless(scope, self("before_the_market") if early and not placed else NO)

    def prohibited(self) -> str:
        """Article 5(1), point by point."""
        offered = both(
            self.any("provider", "importer", "distributor", "product_manufacturer"),
            either(
                self("meant_for_prohibited_material"),
                self.all("prohibited_material_foreseeable", "-reasonable_safeguards_against_it"),
            ),
        )
        caught = either(offered, self.all("deployer", "used_for_prohibited_material"))
        media = self("generates_or_manipulates_media")
        points = (
            self.all(
                "influences_people_covertly_or_deceptively",
                "distorts_behaviour_materially",
                "significant_harm",
            ),
            self.all(
                "reaches_vulnerable_people",
                "exploits_vulnerabilities",
                "distorts_behaviour_materially",
                "significant_harm",
            ),
            both(
                media,
                self.all(
                    "intimate_material_of_identifiable_people",
                    "-consent_of_those_shown",
                    "-no_more_exposure_than_before",
                ),
                caught,
            ),
            both(
                media,
                self.all("child_sexual_abuse_material", "-with_right_under_national_law"),
                caught,
            ),
            both(
                self.all(
                    "evaluates_or_classifies_people",
                    "over_a_period",
                    "by_social_behaviour_or_personality",
                ),
                self.any(
                    "detrimental_in_an_unrelated_context",
                    "unjustified_or_disproportionate_treatment",
                ),
            ),
            self.all(
                "predicts_offences",
                "solely_by_profiling_or_traits",
                "-supports_assessment_on_verifiable_facts",
            ),
            self.all(
                "builds_facial_recognition_database", "untargeted_scraping_of_internet_or_cctv"
            ),
            self.all(
                "infers_emotions",
                "emotions_from_biometric_data",
                "at_work_or_in_education",
                "-medical_or_safety_reason",
            ),
            self.all(
                "biometric_categorisation",
                "infers_what_5_1_g_lists",
                "-lawful_biometric_dataset_labelling_or_filtering_5_1_g",
            ),
            self.all(
                "real_time_remote_biometric_identification",
                "publicly_accessible_space",
                "for_law_enforcement",
                "deployer",
                "-relies_on_art_5_1_h_exception",
            ),
        )
        return both(self.reached(), either(*points))

    def credit(self) -> str:
        """Annex III, point 5(b)."""
        return self.all("annex_iii_5_b_creditworthiness", "-solely_financial_fraud_detection")

    def listed(self) -> str:
        """Annex III."""
        points = [point for area in POINTS.values() for point in area]
        return either(self.any_plain(points, *POINTS), self.credit())

    def enforcement_or_migration(self) -> str:
        """The areas of Articles 14(5) and 49(4), by use or by a point of Annex III."""
        areas = ("annex_iii_6_law_enforcement", "annex_iii_7_migration")
        points = [point for area in areas for point in POINTS[area]]
        return self.any_plain(["for_law_enforcement", *points], *areas)

    def derogation(self) -> str:
        """Article 6(3)."""
        joint = ["-part_of_a_joint_output_that_decides"]
        return both(
            self.all(
                "-performs_profiling",
                "-materially_influences_the_outcome",
                *(joint if self.readings["draft_guidelines"] == "followed" else []),
            ),
            self.any(
                "narrow_procedural_task",
                "improves_completed_human_activity",
                "detects_deviations_without_replacing_assessment",
                "preparatory_task",
            ),
        )

    def component(self) -> str:
        """Article 6(1)(a), (1a) and (1b)."""
        return either(
            self.any_plain(
                ("annex_i_is_a_product", "annex_i_failure_endangers"),
                "annex_i_product_or_safety_component",
            ),
            self.all("annex_i_prevents_risks", "-annex_i_convenience_alone"),
        )

    def informing(self) -> str:
        """Article 50(1) to (4)."""
        return either(
            both(
                self.all("interacts_with_people", "-obvious_that_it_is_ai"),
                no(
                    self.all("authorised_by_law_against_crime", "-open_to_the_public_for_reporting")
                ),
            ),
            self.all(
                "generates_content",
                "synthetic_content_beyond_editing",
                "-authorised_by_law_against_crime",
            ),
            both(self.emotions_or_categories(), no(self("permitted_by_law_against_crime"))),
            self.all("deep_fakes", "-authorised_by_law_against_crime"),
            self.all("text_of_public_interest", "-human_review_and_editorial_responsibility"),
        )

    def emotions_or_categories(self) -> str:
        """Article 50(3), first limb."""
        return either(
            self.all("infers_emotions", "emotions_from_biometric_data"),
            self.any("biometric_categorisation", "infers_intentions_from_biometric_data"),
        )

    def _tiers(self) -> dict[str, str]:
        """Every tier."""
        reached, listed, derogation = self.reached(), self.listed(), self.derogation()
        assessed = self.all(
            "annex_i_third_party_assessment", "-annex_i_assessed_for_other_risks_alone"
        )
        product = both(reached, self.component(), assessed)
        section_b = self("annex_i_section_b")
        model = both(
            self("in_union_scope"),
            self.any_plain(
                ("general_purpose_model",),
                "gpai_provider", "training_compute_above_10_25", "designated_with_systemic_risk",
            ),
        )  # fmt: skip
        found = {
            "prohibited": self.prohibited(),
            "high_risk_annex_iii": unless(both(reached, listed), derogation),
            "annex_iii_not_high_risk": both(reached, listed, derogation),
            "high_risk_annex_i": both(product, no(section_b)),
            "annex_i_section_b_limited": both(product, section_b),
            "transparency": both(reached, self.informing()),
        }
        none = [no(found[t]) for t in found if t != "annex_iii_not_high_risk"]
        found["any_system"] = unless(reached, both(self("open_source_2_12"), *none))
        others = [no(answer) for tier, answer in found.items() if tier != "any_system"]
        found["minimal"] = both(found["any_system"], *others, no(model))
        found["gpai"] = model
        found["gpai_systemic"] = both(model, self.any(
            "training_compute_above_10_25", "high_impact_capabilities",
            "designated_with_systemic_risk"))  # fmt: skip
        found["out_of_scope"] = both(no(found["any_system"]), no(model))
        return found

    def _roles(self) -> dict[str, str]:
        """Every role."""
        tiers = self.tiers()
        high = either(tiers["high_risk_annex_iii"], tiers["high_risk_annex_i"])

        names = (
            "deployer", "importer", "distributor", "authorised_representative",
            "product_manufacturer",
        )  # fmt: skip
        return {
            **{name: self(name) for name in names},
            "provider": either(
                self("provider"),
                both(self("product_manufacturer"), tiers["high_risk_annex_i"]),
                both(
                    self.any(
                        "own_name_on_it", "substantially_modified", "intended_purpose_changed"
                    ),
                    high,
                ),
            ),
            "gpai_provider": both(tiers["gpai"], self("gpai_provider")),
        }

    def derived(self, name: str) -> str:
        """Conditions of single duties that several facts decide."""
        tiers, roles = self.tiers(), self.roles()
        high = either(tiers["high_risk_annex_iii"], tiers["high_risk_annex_i"])
        answers: dict[str, Callable[[], str]] = {
            "annex_i_section_a_product": lambda: tiers["high_risk_annex_i"],
            "annex_iii_point_matched": self.listed,
            "emotion_recognition_or_biometric_categorisation": self.emotions_or_categories,
            "falls_under_article_5": lambda: tiers["prohibited"],
            "law_enforcement_migration_area_49_4": self.enforcement_or_migration,
            "owes_information_under_50_1_to_50_4": self.informing,
            "special_category_bias_processing_other_than_as_high_risk_provider": lambda: both(
                self("special_category_data_processed_for_bias"),
                either(self("deployer"), no(both(roles["provider"], high))),
            ),
        }
        return answers[name]()

    def term(self, text: str) -> str:
        """A name of the map, turned round where it says not."""
        if text.startswith("not "):
            return no(self.term(text[4:]))
        path = PLACES[text]
        if path == ["classification"]:
            return self.derived(text)
        return self(path[2]) if path[0] == "system" else UNKNOWN

    def applies(self, control: Mapping[str, Any]) -> str:
        """Whether a control speaks to the system."""
        tiers, roles, applies = self.tiers(), self.roles(), control["applies"]
        answers = (
            either(*(tiers.get(tier, UNKNOWN) for tier in applies["tiers"])),
            either(*(roles.get(role, UNKNOWN) for role in applies["roles"])),
            both(*map(self.term, applies.get("condition") or ())),
        )
        relieved = [both(*map(self.term, relief)) for relief in control["reliefs"]]
        return NO if YES in relieved else both(*answers)

    # ------------------------------------------------------------ from when

    def binds(
        self, control: Mapping[str, Any], at: date, signed: datetime, asked: datetime
    ) -> tuple[bool, str | None]:
        """Whether it binds on a day, and from when."""
        readings = self.readings
        tiers = self.tiers()
        own = control["applies"]["tiers"]
        possible = [t for t in own if tiers.get(t) in {YES, UNKNOWN}] or own
        entries = CALENDAR["dates"][control["calendar"]]
        starts = []
        for tier in entries.keys() & set(possible):
            entry = entries[tier]
            chosen = entry["readings"][readings[entry["switch"]]] if "switch" in entry else entry
            begin = date.fromisoformat(chosen["applies_from"])
            roles = control["applies"]["roles"]
            free = self.freed(entry.get("legacy", ()), tier, roles, signed, asked)
            # Free without an end sorts behind every date.
            starts.append(
                (0, begin) if free is None or (0, begin) > free else max((0, begin), free)
            )
        first = min(starts)
        if first[0]:
            return False, None
        return at >= first[1], first[1].isoformat()

    def freed(
        self, rules: Sequence[str], tier: str, roles: Sequence[str], signed: datetime,
        asked: datetime,
    ) -> tuple[int, date] | None:  # fmt: skip
        """Article 111: until when it is free; (1, …) for good; None where it is not."""
        readings = self.readings
        placing = self.statement.get("placing") or {}
        for name in rules:
            rule = CALENDAR["legacy"][name]
            cut = (
                rule["placed_before"].get("always")
                or (
                    rule["placed_before"]["readings"][readings[rule["placed_before"]["switch"]]][
                        tier
                    ]
                )
            )
            cut_off = datetime.fromisoformat(cut).replace(tzinfo=UTC)
            placed = _moment(placing.get(rule["dated_by"]))
            if placed is None or placed >= cut_off or placed > signed:
                continue
            version = self.statement["placed_on_market_at"]
            if rule["dated_by"] == "first_placed_at" and version is not None:
                at = _moment(version)
                if at is None or at < placed:
                    continue
            ways = rule["ways"]
            if ways is not None and placing.get("way") not in ways:
                continue
            if said({"answer": YES, "reason": placing.get("reason")}) != YES:
                continue
            if any(said(placing.get(one)) != YES for one in rule["affirmed"]):
                continue
            if any(said(placing.get(one)) != NO for one in rule["denied"]):
                continue
            changes = CALENDAR["readings"]["article_111_design_change"]["facts"]
            names = changes[readings["article_111_design_change"]] if rule["unchanged"] else ()
            if not all(_unchanged(placing.get(one), cut_off, signed, asked) for one in names):
                continue
            end = rule["until"]
            denied = end and end["unless_denied"] and said(placing.get(end["unless_denied"])) == NO
            others = end and end["addressees"] and not set(roles) & set(end["addressees"])
            if end is None or denied or others:
                return 1, date.max
            return 0, date.fromisoformat(end["date"])
        return None


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _unchanged(fact: Any, cut_off: datetime, signed: datetime, asked: datetime) -> bool:
    if not (asked < cut_off or signed >= cut_off):
        return False
    latest = fact.get("latest_at") if isinstance(fact, Mapping) else None
    if said(fact) == NO:
        return latest is None
    at = _moment(latest)
    return said(fact) == YES and at is not None and at < cut_off


# ---------------------------------------------------------------- random systems


@functools.cache
def dates_of_the_law() -> list[date]:
    """Every date that the calendar holds."""
    found = set()
    todo: list[Any] = [CALENDAR["dates"], CALENDAR["legacy"], CALENDAR["milestones"]]
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            try:
                found.add(date.fromisoformat(one))
            except ValueError:
                continue
        elif isinstance(one, Mapping):
            todo += one.values()
        elif isinstance(one, list):
            todo += one
    return sorted(found)


def case(seed: int, names: Sequence[str], known: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """A random system and a random question about it.

    Half of them are published cases with some answers changed; the rest are random throughout,
    from nearly silent to nearly complete.
    """
    dice = random.Random(seed)
    days = dates_of_the_law()
    answers: dict[str, str] = dict(dice.choice(known)) if dice.random() < 0.5 else {}
    share = dice.choice([0.02, 0.1, 0.3, 0.9]) if answers else dice.choice([0.2, 0.6, 0.97])
    weights = dice.choice([(1, 6, 1), (1, 1, 1), (3, 3, 1)])
    facts: dict[str, Any] = {}
    for name in names:
        if dice.random() < share:
            answers[name] = dice.choices((YES, NO, UNKNOWN), weights)[0]
            if dice.random() < 0.1:
                answers.pop(name)
        if name in answers:
            reason = "x" if dice.random() < 0.02 else "As people signed it."
            facts[name] = {"answer": answers[name], "reason": reason}

    def moment() -> str:
        day = dice.choice(days) + timedelta(dice.choice([-400, -2, -1, 0, 1, 2, 400]))
        return f"{day.isoformat()}T{dice.choice(['00:00:00', '12:00:00'])}Z"

    def fact() -> dict[str, str]:
        return {
            "answer": dice.choice([YES, NO, NO, UNKNOWN]),
            "reason": dice.choice(["As people signed it.", "As people signed it.", ""]),
        }

    statement: dict[str, Any] = {
        "facts": facts,
        "placed_on_market_at": dice.choice([None, None, moment()]),
    }
    if dice.random() < 0.7:
        placing: dict[str, Any] = {
            "reason": "The first invoice of a customer.",
            "way": dice.choice(["placed_on_market", "put_into_service"]),
            "first_placed_at": moment(),
            "general_purpose_model_placed_at": moment(),
            "annex_x_component": fact(),
            "for_public_authorities": fact(),
            "significant_design_change": fact(),
            "substantial_modification": fact(),
        }
        for change in ("significant_design_change", "substantial_modification"):
            if placing[change]["answer"] == YES and dice.random() < 0.7:
                placing[change]["latest_at"] = moment()
        for gone in list(placing):
            if dice.random() < 0.05:
                del placing[gone]
        statement["placing"] = placing
    readings = {
        switch: dice.choice(sorted(known["options"]))
        for switch, known in CALENDAR["readings"].items()
    }
    asked = moment()
    at = moment()
    return {
        "statement": statement,
        "stage": dice.choice(["data", "training", "pre_deploy", "first_use", "post_deploy"]),
        "as_of": asked,
        "at": at,
        "signed": {"signers": ["b.keller"], "time": dice.choice([asked, moment()])},
        "settings": {
            switch: {"reading": reading, "owner": "legal", "reason": "As counsel advised us."}
            for switch, reading in readings.items()
        },
    }
