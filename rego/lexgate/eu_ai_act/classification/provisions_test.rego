package lexgate.eu_ai_act.classification_test

import data.lexgate.eu_ai_act.classification
import data.lexgate.lib.trust

# Who reads an answer looks it up by its provision.
test_provisions_of_tiers if {
	tiers := classification.tiers with trust.evidence as _evidence({}) with trust.documents as _documents

	{tier: found.provision | some tier, found in tiers} == {
		"any_system": "Articles 2 and 3(1)",
		"out_of_scope": "Articles 2 and 3(1)",
		"prohibited": "Article 5(1)",
		"high_risk_annex_iii": "Article 6(2) and Annex III",
		"annex_iii_not_high_risk": "Article 6(3)",
		"high_risk_annex_i": "Articles 2(2) and 6(1) and Annex I, Section A",
		"annex_i_section_b_limited": "Articles 2(2) and 6(1) and Annex I, Section B",
		"transparency": "Article 50(1) to (4)",
		"gpai": "Article 3(63)",
		"gpai_systemic": "Article 51(1) and (2)",
		"minimal": "Articles 5, 6 and 50 do not reach it",
	}
}

test_provisions_of_roles if {
	roles := classification.roles with trust.evidence as _evidence({}) with trust.documents as _documents
	assessment := classification.fundamental_rights_assessment with trust.evidence as _evidence({})
		with trust.documents as _documents

	assessment.provision == "Article 27(1)"
	{role: found.provision | some role, found in roles} == {
		"provider": "Articles 3(3) and 25",
		"deployer": "Article 3(4)",
		"importer": "Article 3(6)",
		"distributor": "Article 3(7)",
		"authorised_representative": "Article 3(5)",
		"product_manufacturer": "Articles 2(1)(e) and 25(3)",
		"gpai_provider": "Articles 3(3) and 3(63)",
	}
}

# A point that nobody cleared is shown, and one of Annex III once somebody meets it.
test_provisions_of_points if {
	nothing := classification.points with trust.evidence as {} with trust.documents as {}
	points := classification.points with trust.evidence as _evidence({"annex_iii_4_a_recruitment": "yes"})
		with trust.documents as _documents

	points.annex_iii_4_a_recruitment.provision == "Annex III"
	points.annex_iii_5_b_creditworthiness.provision == "Annex III"
	{point: found.provision | some point, found in nothing} == {
		"5.1.a": "Article 5(1)(a)",
		"5.1.b": "Article 5(1)(b)",
		"5.1.ba": "Article 5(1)(ba), (1a) and (1b)",
		"5.1.bb": "Article 5(1)(bb) and (1a)",
		"5.1.c": "Article 5(1)(c)",
		"5.1.d": "Article 5(1)(d)",
		"5.1.e": "Article 5(1)(e)",
		"5.1.f": "Article 5(1)(f)",
		"5.1.g": "Article 5(1)(g)",
		"5.1.h": "Article 5(1)(h)",
		"50.1": "Article 50(1)",
		"50.2": "Article 50(2)",
		"50.3": "Article 50(3)",
		"50.4": "Article 50(4)",
		"annex_iii_5_b_creditworthiness": "Annex III",
	}
}

test_the_summary_holds_all_of_it if {
	summary := classification.summary with trust.evidence as _evidence({"performs_profiling": "yes", "preparatory_task": "yes"})
		with trust.documents as _documents

	count(summary) == 7
	summary.tiers.high_risk_annex_iii.answer == "yes"
	summary.roles.deployer.answer == "yes"
	summary.holds == {"high_risk_annex_iii"}
	summary.points.annex_iii_5_b_creditworthiness.answer == "yes"
	summary.fundamental_rights_assessment.answer == "yes"
	count(summary.contradictions) == 1
	summary.counts.signed > 20
}

# Each role that one fact decides.
test_roles_of_one_fact[note] if {
	some note in {"distributor", "authorised_representative"}
	every answer in {"yes", "no"} {
		role := classification.roles[note] with trust.evidence as _evidence({note: answer})
			with trust.documents as _documents
		role.answer == answer
		role.facts == [note]
	}
}

# Who says to provide a model has one, whatever else was answered.
test_providers_of_models[note] if {
	some note, case in {
		"of a model": {"change": {"gpai_provider": "yes", "general_purpose_model": "yes"}, "want": ["yes", "yes"]},
		"of what is said to be none": {"change": {"gpai_provider": "yes"}, "want": ["yes", "yes"]},
		"nobody": {"change": {"gpai_provider": "no", "general_purpose_model": "yes"}, "want": ["yes", "no"]},
		"of a model outside the Union": {
			"change": {"gpai_provider": "yes", "general_purpose_model": "yes", "in_union_scope": "no"},
			"want": ["no", "no"],
		},
	}
	answers := object.union(_harmless, case.change)
	tier := classification.tiers.gpai with trust.evidence as _evidence(answers) with trust.documents as _documents
	role := classification.roles.gpai_provider with trust.evidence as _evidence(answers) with trust.documents as _documents

	[tier.answer, role.answer] == case.want
}

# Wanted: Annex I, Section A, and Section B.
test_products[note] if {
	some note, case in {
		"of Section B": {"change": {"annex_i_section_b": "yes"}, "want": ["no", "yes"]},
		"assessed by nobody else": {"change": {"annex_i_section_b": "yes", "annex_i_third_party_assessment": "no"}, "want": ["no", "no"]},
		"assessed for other risks alone": {"change": {"annex_i_assessed_for_other_risks_alone": "yes"}, "want": ["no", "no"]},
		"of Section B, assessed for other risks alone": {
			"change": {"annex_i_section_b": "yes", "annex_i_assessed_for_other_risks_alone": "yes"},
			"want": ["no", "no"],
		},
		"perhaps assessed for other risks alone": {
			"change": {"annex_i_assessed_for_other_risks_alone": "unknown"},
			"want": ["unknown", "no"],
		},
		"prevents risks": {"change": _component_that({"annex_i_prevents_risks": "yes"}), "want": ["yes", "no"]},
		"prevents risks, for convenience alone": {
			"change": _component_that({"annex_i_prevents_risks": "yes", "annex_i_convenience_alone": "yes"}),
			"want": ["no", "no"],
		},
		"for convenience, and endangers by failing": {
			"change": _component_that({"annex_i_failure_endangers": "yes", "annex_i_convenience_alone": "yes"}),
			"want": ["yes", "no"],
		},
	}
	answers := object.union(_in_a_product, case.change)
	tiers := classification.tiers with trust.evidence as _evidence(answers) with trust.documents as _documents

	[tiers.high_risk_annex_i.answer, tiers.annex_i_section_b_limited.answer] == case.want
}

_component_that(change) := object.union(
	{
		"annex_i_product_or_safety_component": "unknown",
		"annex_i_is_a_product": "no",
		"annex_i_failure_endangers": "no",
		"annex_i_prevents_risks": "no",
		"annex_i_convenience_alone": "no",
	},
	change,
)

# An area of law enforcement counts by itself, before anybody names its point.
test_areas_without_a_point[note] if {
	some note in {"annex_iii_6_law_enforcement", "annex_iii_7_migration"}
	answers := object.union({"for_law_enforcement": "no", "serves_authorities_or_emergencies": "no"}, {note: "yes"})
	found := classification.conditions.law_enforcement_migration_area_49_4 with trust.evidence as _evidence(answers)
		with trust.documents as _documents

	found.answer == "yes"
}

# Infrastructure is an area and its own only point.
test_infrastructure[note] if {
	some note, case in {
		"it is": {"answer": "yes", "want": "yes"},
		"nobody knows": {"answer": "unknown", "want": "unknown"},
		"it is not": {"answer": "no", "want": "no"},
	}
	answers := {"annex_iii_5_b_creditworthiness": "no", "annex_iii_2_critical_infrastructure": case.answer}
	tier := classification.tiers.high_risk_annex_iii with trust.evidence as _evidence(answers)
		with trust.documents as _documents
	points := classification.points with trust.evidence as _evidence(answers) with trust.documents as _documents
	found := classification.contradictions with trust.evidence as _evidence(answers) with trust.documents as _documents

	tier.answer == case.want
	{point | some point, _ in points; startswith(point, "annex_iii_2")} == {"annex_iii_2_critical_infrastructure" |
		case.answer == "yes"
	}
	count(found) == 0
}

# What only looks like a contradiction.
test_no_contradictions[note] if {
	some note, change in {
		"an area with a point": {
			"annex_iii_4_employment": "yes",
			"annex_iii_4_a_recruitment": "yes",
			"annex_iii_4_b_work": "no",
		},
		"an area, and nobody knows of a point": {
			"annex_iii_4_employment": "yes",
			"annex_iii_4_a_recruitment": "unknown",
			"annex_iii_4_b_work": "no",
		},
		"Article 6(3) without profiling": {"performs_profiling": "no", "preparatory_task": "yes"},
		"Article 6(3), and nobody knows of profiling": {"performs_profiling": "unknown", "preparatory_task": "yes"},
		"profiling without Article 6(3)": {"performs_profiling": "yes", "preparatory_task": "no"},
		"classes of people, and profiling": {
			"evaluates_or_classifies_people": "yes",
			"classifies_individuals": "yes",
			"performs_profiling": "yes",
		},
		"single people, and nobody knows whether they are classified": {
			"evaluates_or_classifies_people": "unknown",
			"classifies_individuals": "yes",
			"performs_profiling": "no",
		},
	}
	found := classification.contradictions with trust.evidence as _evidence(change) with trust.documents as _documents

	found == set()
}

# A column that carries a protected attribute: wanted are the pairs that nobody examined.
test_telling_columns[note] if {
	some note, case in {
		"read by the model": {"features": ["income", "Postcode"], "want": {["origin", "postcode"]}},
		"another column alone": {"features": ["income"], "want": set()},
		"measured": {"features": ["postcode"], "way": "measured", "want": set()},
		"by a proxy": {"features": ["postcode"], "way": "proxy", "want": set()},
		"by an audit from outside": {"features": ["postcode"], "way": "external_audit", "want": set()},
		"not processed": {"features": ["postcode"], "way": "not_processed", "want": {["origin", "postcode"]}},
		"in no way that has a name": {"features": ["postcode"], "way": null, "want": {["origin", "postcode"]}},
		"features that are no texts": {"features": [null, 7, {}, "postcode"], "want": {["origin", "postcode"]}},
		"no features": {"features": null, "want": set()},
		"a column that is no text": {"features": ["postcode"], "columns": [null, 7, ["postcode"]], "want": set()},
		"columns that are no list": {"features": ["postcode"], "columns": "postcode", "want": set()},
		"attributes that are no texts": {"features": ["postcode"], "attributes": [null, 7, {}], "want": set()},
	}
	evidence := {
		"model": {"features": case.features},
		"fairness": {"examined": {"origin": object.filter(case, ["way"])}},
	}
	found := classification.contradictions with trust.evidence as evidence
		with trust.documents as {}
		with data.org.settings as {"defaults": {"fairness": {
			"protected_attributes": object.get(case, "attributes", ["origin"]),
			"carried_by": {"origin": object.get(case, "columns", ["postcode"])},
		}}}
		with input as {"subject": {"system": "s"}}

	{contradiction.facts | some contradiction in found} == case.want
}
