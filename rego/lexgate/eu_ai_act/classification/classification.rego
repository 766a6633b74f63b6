# METADATA
# title: What kind of system it is, and in which roles the organisation stands
# description: >-
#   Tiers and roles are sets with three answers each, derived from single facts
#   that people signed with a reason. A fact that nobody stated is unknown and
#   takes nothing away. Each answer names its provision, the facts that decided and
#   who signed them, and the unknown facts that could still change it.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Articles 2, 3, 5, 6, 25, 27, 50, 51 and Annexes I and III
package lexgate.eu_ai_act.classification

import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.facts
import data.lexgate.lib.readings
import data.lexgate.lib.settings
import data.lexgate.lib.subject
import data.lexgate.lib.trust

# METADATA
# title: All of it, as the decision shows it
summary := {
	"tiers": tiers,
	"roles": roles,
	"holds": holds,
	"points": points,
	"fundamental_rights_assessment": fundamental_rights_assessment,
	"contradictions": contradictions,
	"counts": counts,
}

# METADATA
# title: Each tier, with its answer, provision, deciding facts and their signers
tiers[tier] := _shown(_tiers[tier]) if {
	some tier, _ in _tiers
}

_tiers := {
	"any_system": ["Articles 2 and 3(1)", _any_system],
	"out_of_scope": ["Articles 2 and 3(1)", _out_of_scope],
	"prohibited": ["Article 5(1)", _prohibited],
	"high_risk_annex_iii": ["Article 6(2) and Annex III", _annex_iii],
	"annex_iii_not_high_risk": ["Article 6(3)", _annex_iii_not_high_risk],
	"high_risk_annex_i": ["Articles 2(2) and 6(1) and Annex I, Section A", _annex_i_a],
	"annex_i_section_b_limited": ["Articles 2(2) and 6(1) and Annex I, Section B", _annex_i_b],
	"transparency": ["Article 50(1) to (4)", _transparency],
	"gpai": ["Article 3(63)", _gpai],
	"gpai_systemic": ["Article 51(1) and (2)", _gpai_systemic],
	"minimal": ["Articles 5, 6 and 50 do not reach it", _minimal],
}

# METADATA
# title: The tiers that the system plainly has
# description: What is prohibited is that alone; its other tiers are told for information.
holds := {"prohibited"} if {
	tiers.prohibited.answer == "yes"
} else := {tier |
	some tier, found in tiers
	found.answer == "yes"
	tier != "any_system"
}

# METADATA
# title: Each role, with its answer, provision, deciding facts and their signers
roles[role] := _shown(_roles[role]) if {
	some role, _ in _roles
}

_roles := {
	"provider": ["Articles 3(3) and 25", _provider],
	"deployer": ["Article 3(4)", facts.fact("deployer")],
	"importer": ["Article 3(6)", facts.fact("importer")],
	"distributor": ["Article 3(7)", facts.fact("distributor")],
	"authorised_representative": ["Article 3(5)", facts.fact("authorised_representative")],
	"product_manufacturer": ["Articles 2(1)(e) and 25(3)", facts.fact("product_manufacturer")],
	"gpai_provider": ["Articles 3(3) and 3(63)", facts.each_of([_gpai, facts.fact("gpai_provider")])],
}

# METADATA
# title: The points that the system meets, and those of Articles 5(1) and 50 that it may meet
points[point] := _shown(_points[point]) if {
	some point, _ in _points
	_points[point][1].answer != "no"
}

_points := object.union_n([
	_article_5,
	_article_50,
	{point: ["Annex III", facts.fact(point)] |
		some within in _within
		some point in facts.stated_yes(within)
	},
	{"annex_iii_5_b_creditworthiness": ["Annex III", _creditworthiness]},
])

# METADATA
# title: Whether deployers owe the assessment of Article 27
# description: >-
#   Of a system of Annex III, point 2 aside: bodies governed by public law and private
#   ones that provide public services; of points 5(b) and (c) every deployer.
fundamental_rights_assessment := _shown(["Article 27(1)", _assessment_27])

_assessment_27 := facts.each_of([
	_annex_iii,
	facts.fact("deployer"),
	facts.some_of([
		_creditworthiness,
		facts.fact("annex_iii_5_c_life_and_health_insurance"),
		facts.each_of([
			facts.one_of({"body_governed_by_public_law", "private_provider_of_public_services"}),
			facts.one_of(_listed_names - {"annex_iii_2_critical_infrastructure"}),
		]),
	]),
])

# METADATA
# title: What conditions of single duties ask for and several facts decide
# scope: document
conditions := {
	"annex_i_section_a_product": _annex_i_a,
	"annex_iii_except_point_2": facts.some_of([
		facts.one_of(_listed_names - {"annex_iii_2_critical_infrastructure"}),
		_creditworthiness,
	]),
	"annex_iii_point_matched": _listed,
	"annex_iii_points_2_to_8": facts.some_of([
		facts.one_of(_listed_names - (_within.annex_iii_1_biometrics | {"annex_iii_1_biometrics"})),
		_creditworthiness,
	]),
	"annex_iii_system": _annex_iii,
	"art_51_1_a_condition_met_or_known_to_be_met": facts.one_of({"training_compute_above_10_25", "high_impact_capabilities"}),
	"emotion_recognition_or_biometric_categorisation": _emotions_or_categories,
	"falls_under_article_5": _prohibited,
	"fria_deployer_27_1": _assessment_27,
	"law_enforcement_migration_area_49_4": facts.one_of(union({
		{"for_law_enforcement"},
		_within.annex_iii_6_law_enforcement,
		_within.annex_iii_7_migration,
		facts.stated_yes({"annex_iii_6_law_enforcement", "annex_iii_7_migration"}),
	})),
	"owes_information_under_50_1_to_50_4": facts.some_of([node | some [_, node] in _article_50]),
	# Article 25(3) speaks of safety components; of a product that is itself the system, its
	# manufacturer is the provider anyway.
	"safety_component_of_section_a_product": _annex_i_a,
	# Whoever is both provider and deployer of a high-risk system is its deployer too.
	"special_category_bias_processing_other_than_as_high_risk_provider": facts.each_of([
		facts.fact("special_category_data_processed_for_bias"),
		facts.some_of([
			facts.fact("deployer"),
			facts.opposite(facts.each_of([_provider, facts.some_of([_annex_iii, _annex_i_a])])),
		]),
	]),
}

# METADATA
# title: Facts that contradict each other, with what each pair says
# scope: document
contradictions contains {"facts": [wider, within], "what": "a no to the wider fact, and a yes within it"} if {
	some within in facts.stated_yes(object.keys(data.lexgate.facts.within))
	some wider in data.lexgate.facts.within[within]
	facts.answer(wider) == "no"
}

contradictions contains {"facts": [area, "none of its points"], "what": "the area is met, and each of its points is answered no"} if {
	some area, within in _within
	facts.answer(area) == "yes"
	facts.one_of(within).answer == "no"
}

contradictions contains {"facts": ["performs_profiling", condition], "what": "Article 6(3) is claimed, and it never holds with profiling"} if {
	facts.answer("performs_profiling") == "yes"
	some condition in _derogation_conditions
	facts.answer(condition) == "yes"
}

contradictions contains {"facts": ["evaluates_or_classifies_people", "performs_profiling"], "what": "it classifies people one by one, and profiles nobody"} if {
	facts.answer("evaluates_or_classifies_people") == "yes"
	facts.answer("classifies_individuals") == "yes"
	facts.answer("performs_profiling") == "no"
}

contradictions contains {"facts": [name], "what": what} if {
	some name, speaking in facts.contradicted
	some what in speaking
}

contradictions contains {"facts": ["performs_profiling"], "what": "nobody is profiled, and an instrument compared decisions about people"} if {
	facts.answer("performs_profiling") == "no"
	is_object(trust.evidence.fairness.data_sets)
}

contradictions contains {"facts": ["instructions_for_use", measure], "what": "the level of accuracy stated lies outside what was measured"} if {
	some measure, _ in trust.evidence.instructions_for_use.accuracy
	check.declared(
		measure,
		evidence.at(["instructions_for_use", "accuracy", measure, "level"]),
		evidence.at(["instructions_for_use", "accuracy", measure, "conditions"]),
		evidence.at(["performance", "data_sets", "testing", "measures", measure]),
	).status == "fail"
}

contradictions contains {"facts": [attribute, column], "what": "the model reads a column that carries a protected attribute, which nobody examined"} if {
	some attribute in settings.members(["fairness", "protected_attributes"])
	some column in settings.members(["fairness", "carried_by", attribute])

	# A setting that can't be used is no column; the controls over it are unknown.
	is_string(column)
	some feature in trust.evidence.model.features
	is_string(feature)
	lower(feature) == lower(column)
	not object.get(trust.evidence, ["fairness", "examined", attribute, "way"], null) in {"measured", "proxy", "external_audit"}
}

# METADATA
# title: How many facts were signed, follow from a signed no, and are unknown
# scope: document
counts := {
	"signed": count(facts.known(_stated)),
	"implied": count(facts.known(object.keys(data.lexgate.facts.within) - _stated)),
	"unknown": count(_open),
}

_stated := object.keys(stated) if {
	stated := trust.evidence.system.facts
	is_object(stated)
} else := set()

_open := {name |
	some found in [tiers, roles]
	some entry in found
	some name in entry.open
}

_shown([provision, node]) := {
	"answer": node.answer,
	"provision": provision,
	"facts": sort(facts.signed(node.facts)),
	"open": _open_facts(node),
	"reliefs": sort(facts.to_ask(node.reliefs)),
	"signers": facts.signers,
}

_open_facts(node) := sort(facts.to_ask(node.facts)) if {
	node.answer == "unknown"
} else := []

# ---------------------------------------------------------------- scope

# Article 3(1) and Article 2(1) have to hold, and none of the exclusions of Article 2
# (military alone, research alone, ...). Work before the market is outside only where
# somebody signs for that.
_reached := facts.unless(_ai_in_the_union, facts.fact("before_the_market")) if {
	_before_the_market
} else := _ai_in_the_union

_ai_in_the_union := facts.with_without({"ai_system", "in_union_scope"}, {"excluded_by_article_2"})

# Article 2(8) ends with placing on the market or putting into service, which is what any
# later stage is about.
_before_the_market if {
	subject.stage in {"data", "training"}
	trust.evidence.system.placed_on_market_at == null
	not trust.evidence.system.placing
}

# By Article 2(12) an open licence frees what is neither high-risk nor under Articles 5 or 50.
_any_system := facts.unless(_reached, facts.each_of(array.concat(
	[facts.fact("open_source_2_12")],
	_none_of([_prohibited, _annex_iii, _annex_i_a, _annex_i_b, _transparency]),
)))

_out_of_scope := facts.each_of([facts.opposite(_any_system), facts.opposite(_gpai)])

_minimal := facts.each_of(array.concat([_any_system], _none_of([
	_prohibited,
	_annex_iii,
	_annex_iii_not_high_risk,
	_annex_i_a,
	_annex_i_b,
	_transparency,
	_gpai,
])))

_none_of(nodes) := [facts.opposite(node) | some node in nodes]

# ---------------------------------------------------------------- roles

# By Article 25(3) the manufacturer of a product of Annex I, Section A, counts as the
# provider of the high-risk system in it; by Article 25(1) whoever puts a name on a
# high-risk system, changes it substantially, or gives it the purpose that makes it one.
_provider := facts.some_of([
	facts.fact("provider"),
	facts.each_of([facts.fact("product_manufacturer"), _annex_i_a]),
	facts.each_of([
		facts.one_of({"own_name_on_it", "substantially_modified", "intended_purpose_changed"}),
		facts.some_of([_annex_iii, _annex_i_a]),
	]),
])

# ---------------------------------------------------------------- Article 5

_prohibited := facts.each_of([_reached, facts.some_of([node | some [_, node] in _article_5])])

# Each point is a conjunction of its elements, some of which are exceptions.
_article_5["5.1.a"] := ["Article 5(1)(a)", facts.with_without(
	{"influences_people_covertly_or_deceptively", "distorts_behaviour_materially", "significant_harm"},
	set(),
)]

_article_5["5.1.b"] := ["Article 5(1)(b)", facts.with_without(
	{
		"reaches_vulnerable_people",
		"exploits_vulnerabilities",
		"distorts_behaviour_materially",
		"significant_harm",
	},
	set(),
)]

_article_5["5.1.ba"] := ["Article 5(1)(ba), (1a) and (1b)", facts.each_of([
	facts.with_without(
		{"generates_or_manipulates_media", "intimate_material_of_identifiable_people"},
		{"consent_of_those_shown", "no_more_exposure_than_before"},
	),
	_limbs,
])]

_article_5["5.1.bb"] := ["Article 5(1)(bb) and (1a)", facts.each_of([
	facts.with_without(
		{"generates_or_manipulates_media", "child_sexual_abuse_material"},
		{"with_right_under_national_law"},
	),
	_limbs,
])]

_article_5["5.1.c"] := ["Article 5(1)(c)", facts.each_of([
	facts.with_without(
		{"evaluates_or_classifies_people", "over_a_period", "by_social_behaviour_or_personality"},
		set(),
	),
	facts.one_of({"detrimental_in_an_unrelated_context", "unjustified_or_disproportionate_treatment"}),
])]

_article_5["5.1.d"] := ["Article 5(1)(d)", facts.with_without(
	{"predicts_offences", "solely_by_profiling_or_traits"},
	{"supports_assessment_on_verifiable_facts"},
)]

_article_5["5.1.e"] := ["Article 5(1)(e)", facts.with_without(
	{"builds_facial_recognition_database", "untargeted_scraping_of_internet_or_cctv"},
	set(),
)]

_article_5["5.1.f"] := ["Article 5(1)(f)", facts.with_without(
	{"infers_emotions", "emotions_from_biometric_data", "at_work_or_in_education"},
	{"medical_or_safety_reason"},
)]

_article_5["5.1.g"] := ["Article 5(1)(g)", facts.with_without(
	{"biometric_categorisation", "infers_what_5_1_g_lists"},
	{"lawful_biometric_dataset_labelling_or_filtering_5_1_g"},
)]

_article_5["5.1.h"] := ["Article 5(1)(h)", facts.with_without(
	{
		"real_time_remote_biometric_identification",
		"publicly_accessible_space",
		"for_law_enforcement",
		"deployer",
	},
	{"relies_on_art_5_1_h_exception"},
)]

# Article 5(1a): who offers is caught by purpose, or by what is foreseeable without
# safeguards; who deploys by the use itself.
_limbs := facts.some_of([
	facts.each_of([
		facts.one_of({"provider", "importer", "distributor", "product_manufacturer"}),
		facts.some_of([
			facts.fact("meant_for_prohibited_material"),
			facts.with_without({"prohibited_material_foreseeable"}, {"reasonable_safeguards_against_it"}),
		]),
	]),
	facts.with_without({"deployer", "used_for_prohibited_material"}, set()),
])

# ---------------------------------------------------------------- Annex III

# A use that is listed is high-risk, unless Article 6(3) is plainly shown to hold.
_annex_iii := facts.unless(facts.each_of([_reached, _listed]), _derogation)

_annex_iii_not_high_risk := facts.each_of([_reached, _listed, _derogation])

_listed := facts.some_of([facts.one_of(_listed_names), _creditworthiness])

_derogation_conditions := {
	"narrow_procedural_task",
	"improves_completed_human_activity",
	"detects_deviations_without_replacing_assessment",
	"preparatory_task",
}

# Never with profiling; nor for a part of what decides jointly, as the Commission's drafts
# read it, unless legal sets them aside.
_derogation := facts.each_of([
	facts.with_without(set(), union({
		{"performs_profiling", "materially_influences_the_outcome"},
		{"part_of_a_joint_output_that_decides" | readings.of("draft_guidelines") != "set_aside"},
	})),
	facts.one_of(_derogation_conditions),
])

# Who answers yes to an area and to none of its points is in it.
_listed_names := union({
	union({within | some within in _within}),
	facts.stated_yes(object.keys(_within)),
})

# The areas of Annex III with their points; 5(b) apart, since scoring for fraud alone is
# outside it.
_within := {
	"annex_iii_1_biometrics": {
		"annex_iii_1_a_remote_identification",
		"annex_iii_1_b_sensitive_categorisation",
		"annex_iii_1_c_emotion_recognition",
	},
	"annex_iii_2_critical_infrastructure": {"annex_iii_2_critical_infrastructure"},
	"annex_iii_3_education": {
		"annex_iii_3_a_admission",
		"annex_iii_3_b_learning_outcomes",
		"annex_iii_3_c_level_of_education",
		"annex_iii_3_d_tests",
	},
	"annex_iii_4_employment": {"annex_iii_4_a_recruitment", "annex_iii_4_b_work"},
	"annex_iii_5_essential_services_other_than_b": {
		"annex_iii_5_a_public_assistance",
		"annex_iii_5_c_life_and_health_insurance",
		"annex_iii_5_d_emergencies",
	},
	"annex_iii_6_law_enforcement": {
		"annex_iii_6_a_victims",
		"annex_iii_6_b_polygraphs",
		"annex_iii_6_c_evidence",
		"annex_iii_6_d_offending",
		"annex_iii_6_e_profiling",
	},
	"annex_iii_7_migration": {
		"annex_iii_7_a_polygraphs",
		"annex_iii_7_b_risks",
		"annex_iii_7_c_applications",
		"annex_iii_7_d_identification",
	},
	"annex_iii_8_justice_and_democracy": {"annex_iii_8_a_judicial_authorities", "annex_iii_8_b_elections"},
}

_creditworthiness := facts.with_without({"annex_iii_5_b_creditworthiness"}, {"solely_financial_fraud_detection"})

# ---------------------------------------------------------------- Annex I

# For products of Section B, Article 2(2) leaves little but Article 6(1) to apply.
_annex_i_a := facts.each_of([_reached, _component, facts.with_without(
	{"annex_i_third_party_assessment"},
	{"annex_i_assessed_for_other_risks_alone", "annex_i_section_b"},
)])

_annex_i_b := facts.each_of([_reached, _component, facts.with_without(
	{"annex_i_third_party_assessment", "annex_i_section_b"},
	{"annex_i_assessed_for_other_risks_alone"},
)])

# Article 6(1b) wins over (1a): what endangers by failing is a safety component, whatever
# it is for.
_component := facts.some_of([
	facts.one_of(union({
		{"annex_i_is_a_product", "annex_i_failure_endangers"},
		facts.stated_yes({"annex_i_product_or_safety_component"}),
	})),
	facts.with_without({"annex_i_prevents_risks"}, {"annex_i_convenience_alone"}),
])

# ---------------------------------------------------------------- Article 50

_transparency := facts.each_of([_reached, facts.some_of([node | some [_, node] in _article_50])])

_article_50 := {
	"50.1": ["Article 50(1)", facts.each_of([
		facts.with_without({"interacts_with_people"}, {"obvious_that_it_is_ai"}),
		facts.opposite(facts.with_without({"authorised_by_law_against_crime"}, {"open_to_the_public_for_reporting"})),
	])],
	"50.2": ["Article 50(2)", facts.with_without(
		{"generates_content", "synthetic_content_beyond_editing"},
		{"authorised_by_law_against_crime"},
	)],
	"50.3": ["Article 50(3)", facts.each_of([
		_emotions_or_categories,
		facts.with_without(set(), {"permitted_by_law_against_crime"}),
	])],
	"50.4": ["Article 50(4)", facts.some_of([
		facts.with_without({"deep_fakes"}, {"authorised_by_law_against_crime"}),
		facts.with_without({"text_of_public_interest"}, {"human_review_and_editorial_responsibility"}),
	])],
}

_emotions_or_categories := facts.some_of([
	facts.with_without({"infers_emotions", "emotions_from_biometric_data"}, set()),
	facts.one_of({"biometric_categorisation", "infers_intentions_from_biometric_data"}),
])

# ---------------------------------------------------------------- general-purpose models

# What only such a model can be speaks for one, whatever else was answered.
_gpai := facts.each_of([facts.fact("in_union_scope"), facts.one_of(union({
	{"general_purpose_model"},
	facts.stated_yes({"gpai_provider", "training_compute_above_10_25", "designated_with_systemic_risk"}),
}))])

# More than 10^25 operations only raise a presumption, which the Commission can be shown
# not to hold; until it accepts that, the model has systemic risk.
_gpai_systemic := facts.each_of([_gpai, facts.one_of({
	"training_compute_above_10_25",
	"high_impact_capabilities",
	"designated_with_systemic_risk",
})])
