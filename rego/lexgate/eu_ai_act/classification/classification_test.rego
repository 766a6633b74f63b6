package lexgate.eu_ai_act.classification_test

import data.lexgate.eu_ai_act.classification
import data.lexgate.lib.trust

# A lender that built its own score: provider and deployer, high-risk by Annex III,
# point 5(b), and in no product.
_facts := {
	"ai_system": "yes",
	"in_union_scope": "yes",
	"excluded_by_article_2": "no",
	"provider": "yes",
	"deployer": "yes",
	"importer": "no",
	"product_manufacturer": "no",
	"distributor": "no",
	"concerns_natural_persons": "yes",
	"handles_biometric_data": "yes",
	"serves_authorities_or_emergencies": "yes",
	"annex_iii_1_biometrics": "no",
	"annex_iii_2_critical_infrastructure": "no",
	"annex_iii_3_education": "no",
	"annex_iii_4_employment": "no",
	"annex_iii_5_b_creditworthiness": "yes",
	"annex_iii_5_essential_services_other_than_b": "no",
	"annex_iii_6_law_enforcement": "no",
	"annex_iii_7_migration": "no",
	"annex_iii_8_justice_and_democracy": "no",
	"solely_financial_fraud_detection": "no",
	"annex_i_product_or_safety_component": "no",
	"annex_i_third_party_assessment": "no",
	"annex_i_section_b": "no",
	"annex_i_assessed_for_other_risks_alone": "no",
	"own_name_on_it": "no",
	"substantially_modified": "no",
	"intended_purpose_changed": "no",
}

_in_a_product := {
	"annex_i_product_or_safety_component": "yes",
	"annex_i_third_party_assessment": "yes",
}

# Wanted: any system, Annex III, Annex I.
test_tiers[note] if {
	some note, case in {
		"a score for credit": {"change": {}, "want": ["yes", "yes", "no"]},
		"no AI system, though its use is listed": {"change": {"ai_system": "no"}, "want": ["no", "no", "no"]},
		"perhaps an AI system": {"change": {"ai_system": "unknown"}, "want": ["unknown", "unknown", "no"]},
		"outside the Union": {"change": {"in_union_scope": "no"}, "want": ["no", "no", "no"]},
		"nobody said whether in the Union": {
			"change": {"in_union_scope": null},
			"want": ["unknown", "unknown", "no"],
		},
		"excluded": {"change": {"excluded_by_article_2": "yes"}, "want": ["no", "no", "no"]},
		"perhaps excluded": {
			"change": {"excluded_by_article_2": "unknown"},
			"want": ["unknown", "unknown", "no"],
		},
		"excluded, and perhaps no AI system": {
			"change": {"excluded_by_article_2": "yes", "ai_system": null},
			"want": ["no", "no", "no"],
		},
		"excluded, though in a product": {
			"change": object.union(_in_a_product, {"excluded_by_article_2": "yes"}),
			"want": ["no", "no", "no"],
		},
		"perhaps excluded, and in a product": {
			"change": object.union(_in_a_product, {"excluded_by_article_2": null}),
			"want": ["unknown", "unknown", "unknown"],
		},
		"nothing that is listed": {
			"change": {"annex_iii_5_b_creditworthiness": "no"},
			"want": ["yes", "no", "no"],
		},
		"perhaps listed": {
			"change": {"annex_iii_5_b_creditworthiness": "no", "annex_iii_4_employment": null},
			"want": ["yes", "unknown", "no"],
		},
		"listed, and perhaps once more": {
			"change": {"annex_iii_4_employment": "unknown"},
			"want": ["yes", "yes", "no"],
		},
		"fraud alone": {"change": {"solely_financial_fraud_detection": "yes"}, "want": ["yes", "no", "no"]},
		"perhaps fraud alone": {
			"change": {"solely_financial_fraud_detection": "unknown"},
			"want": ["yes", "unknown", "no"],
		},
		"fraud alone, whatever is scored": {
			"change": {"solely_financial_fraud_detection": "yes", "annex_iii_5_b_creditworthiness": null},
			"want": ["yes", "no", "no"],
		},
		"fraud alone, and hiring": {
			"change": {"solely_financial_fraud_detection": "yes", "annex_iii_4_employment": "yes"},
			"want": ["yes", "yes", "no"],
		},
		"fraud alone, and insurance": {
			"change": {
				"solely_financial_fraud_detection": "yes",
				"annex_iii_5_essential_services_other_than_b": "yes",
			},
			"want": ["yes", "yes", "no"],
		},
		"perhaps credit": {
			"change": {"annex_iii_5_b_creditworthiness": null},
			"want": ["yes", "unknown", "no"],
		},
		"in a product too": {"change": _in_a_product, "want": ["yes", "yes", "yes"]},
		"in a product alone": {
			"change": object.union(_in_a_product, {"annex_iii_5_b_creditworthiness": "no"}),
			"want": ["yes", "no", "yes"],
		},
		"in a product that nobody else assesses": {
			"change": {"annex_i_product_or_safety_component": "yes"},
			"want": ["yes", "yes", "no"],
		},
		"assessed by others, yet in no product": {
			"change": {"annex_i_third_party_assessment": "yes"},
			"want": ["yes", "yes", "no"],
		},
		"in a product that others perhaps assess": {
			"change": object.union(_in_a_product, {"annex_i_third_party_assessment": "unknown"}),
			"want": ["yes", "yes", "unknown"],
		},
		"perhaps in a product": {
			"change": object.union(_in_a_product, {"annex_i_product_or_safety_component": null}),
			"want": ["yes", "yes", "unknown"],
		},
		"in a product of Section B": {
			"change": object.union(_in_a_product, {"annex_i_section_b": "yes"}),
			"want": ["yes", "yes", "no"],
		},
		"perhaps of Section B": {
			"change": object.union(_in_a_product, {"annex_i_section_b": "unknown"}),
			"want": ["yes", "yes", "unknown"],
		},
		"nobody asked for the Section": {
			"change": object.union(_in_a_product, {"annex_i_section_b": null}),
			"want": ["yes", "yes", "unknown"],
		},
		"of Section B, and no more is known": {
			"change": {
				"annex_i_product_or_safety_component": null,
				"annex_i_third_party_assessment": null,
				"annex_i_section_b": "yes",
			},
			"want": ["yes", "yes", "no"],
		},
	}

	found := classification.tiers with trust.evidence as _evidence(case.change)
		with trust.documents as _documents

	[found[tier].answer | some tier in ["any_system", "high_risk_annex_iii", "high_risk_annex_i"]] == case.want
}

# Every condition that the map leaves to classification has an answer.
test_derived_conditions if {
	derived := {name | some name, path in data.lexgate.field_map.facts; path == ["classification"]}
	count(derived) > 5
	derived - object.keys(classification.conditions) == set()
}

test_conditions[note] if {
	some note, case in {
		"credit, beside Annex I": {"name": "annex_iii_except_point_2", "change": {}, "want": "yes"},
		"infrastructure alone": {
			"name": "annex_iii_except_point_2",
			"change": {"annex_iii_5_b_creditworthiness": "no", "annex_iii_2_critical_infrastructure": "yes"},
			"want": "no",
		},
		"a point of Annex III": {"name": "annex_iii_point_matched", "change": {}, "want": "yes"},
		"no point": {"name": "annex_iii_point_matched", "change": {"annex_iii_5_b_creditworthiness": "no"}, "want": "no"},
		"biometrics alone": {
			"name": "annex_iii_points_2_to_8",
			"change": {"annex_iii_5_b_creditworthiness": "no", "annex_iii_1_biometrics": "yes"},
			"want": "no",
		},
		"credit is one of points 2 to 8": {"name": "annex_iii_points_2_to_8", "change": {}, "want": "yes"},
		"in a product": {"name": "annex_i_section_a_product", "change": _in_a_product, "want": "yes"},
		"in none": {"name": "annex_i_section_a_product", "change": {}, "want": "no"},
		"special categories, by the provider of a high-risk system": {
			"name": "special_category_bias_processing_other_than_as_high_risk_provider",
			"change": {"special_category_data_processed_for_bias": "yes", "deployer": "no"},
			"want": "no",
		},
		"special categories, by who is provider and deployer of it": {
			"name": "special_category_bias_processing_other_than_as_high_risk_provider",
			"change": {"special_category_data_processed_for_bias": "yes", "deployer": "yes"},
			"want": "yes",
		},
		"special categories, by a deployer alone": {
			"name": "special_category_bias_processing_other_than_as_high_risk_provider",
			"change": {"special_category_data_processed_for_bias": "yes", "provider": "no"},
			"want": "yes",
		},
		"special categories, of a system that is not high-risk": {
			"name": "special_category_bias_processing_other_than_as_high_risk_provider",
			"change": {"special_category_data_processed_for_bias": "yes", "annex_iii_5_b_creditworthiness": "no"},
			"want": "yes",
		},
		"no special categories": {
			"name": "special_category_bias_processing_other_than_as_high_risk_provider",
			"change": {"special_category_data_processed_for_bias": "no", "provider": "no"},
			"want": "no",
		},
		"computing power above the threshold": {
			"name": "art_51_1_a_condition_met_or_known_to_be_met",
			"change": {"training_compute_above_10_25": "yes", "high_impact_capabilities": "no"},
			"want": "yes",
		},
		"capabilities of high impact": {
			"name": "art_51_1_a_condition_met_or_known_to_be_met",
			"change": {"training_compute_above_10_25": "no", "high_impact_capabilities": "yes"},
			"want": "yes",
		},
		"neither of Article 51(1)(a)": {
			"name": "art_51_1_a_condition_met_or_known_to_be_met",
			"change": {"training_compute_above_10_25": "no", "high_impact_capabilities": "no"},
			"want": "no",
		},
		"moods from faces at work": {
			"name": "falls_under_article_5",
			"change": {"infers_emotions": "yes", "emotions_from_biometric_data": "yes", "at_work_or_in_education": "yes", "medical_or_safety_reason": "no"},
			"want": "yes",
		},
		"moods from faces, and nobody says where": {
			"name": "falls_under_article_5",
			"change": {"infers_emotions": "yes", "emotions_from_biometric_data": "yes", "at_work_or_in_education": null},
			"want": "unknown",
		},
		"nothing of Article 5": {
			"name": "falls_under_article_5",
			"change": _harmless,
			"want": "no",
		},
		"law enforcement": {"name": "law_enforcement_migration_area_49_4", "change": {"for_law_enforcement": "yes"}, "want": "yes"},
		"age groups by faces": {
			"name": "emotion_recognition_or_biometric_categorisation",
			"change": {"biometric_categorisation": "yes"},
			"want": "yes",
		},
	}
	found := classification.conditions[case.name].answer with trust.evidence as _evidence(case.change)
		with trust.documents as _documents

	found == case.want
}

test_each_point_of_annex_iii[note] if {
	some note in {
		"annex_iii_1_biometrics",
		"annex_iii_2_critical_infrastructure",
		"annex_iii_3_education",
		"annex_iii_4_employment",
		"annex_iii_5_b_creditworthiness",
		"annex_iii_5_essential_services_other_than_b",
		"annex_iii_6_law_enforcement",
		"annex_iii_7_migration",
		"annex_iii_8_justice_and_democracy",
	}

	listed := classification.tiers.high_risk_annex_iii with trust.evidence as _evidence(_alone(note, "yes"))
		with trust.documents as _documents

	perhaps := classification.tiers.high_risk_annex_iii with trust.evidence as _evidence(_alone(note, null))
		with trust.documents as _documents

	[listed.answer, note in listed.facts] == ["yes", true]
	[perhaps.answer, perhaps.open] == ["unknown", [note]]
}

# Wanted: provider, deployer, importer, product manufacturer.
test_roles[note] if {
	some note, case in {
		"provider and deployer": {"change": {}, "want": ["yes", "yes", "no", "no"]},
		"neither": {"change": {"provider": "no", "deployer": "no"}, "want": ["no", "no", "no", "no"]},
		"perhaps a provider": {"change": {"provider": "unknown"}, "want": ["unknown", "yes", "no", "no"]},
		"perhaps a deployer": {"change": {"deployer": null}, "want": ["yes", "unknown", "no", "no"]},
		"an importer who provides, too": {"change": {"importer": "yes"}, "want": ["yes", "yes", "yes", "no"]},
		"perhaps an importer": {"change": {"importer": null}, "want": ["yes", "yes", "unknown", "no"]},
		"perhaps a manufacturer, in no product": {
			"change": {"provider": "no", "product_manufacturer": null},
			"want": ["no", "yes", "no", "unknown"],
		},
		"a manufacturer is the provider": {
			"change": object.union(_in_a_product, {"provider": "no", "product_manufacturer": "yes"}),
			"want": ["yes", "yes", "no", "yes"],
		},
		"a manufacturer, and the provider is not known": {
			"change": object.union(_in_a_product, {"provider": null, "product_manufacturer": "yes"}),
			"want": ["yes", "yes", "no", "yes"],
		},
		"somebody else's product": {
			"change": object.union(_in_a_product, {"provider": "no"}),
			"want": ["no", "yes", "no", "no"],
		},
		"perhaps a manufacturer": {
			"change": object.union(_in_a_product, {"provider": "no", "product_manufacturer": "unknown"}),
			"want": ["unknown", "yes", "no", "unknown"],
		},
		"a manufacturer of what is not high-risk": {
			"change": {"provider": "no", "product_manufacturer": "yes"},
			"want": ["no", "yes", "no", "yes"],
		},
		"a manufacturer of what is perhaps high-risk": {
			"change": {
				"annex_i_product_or_safety_component": "yes",
				"annex_i_third_party_assessment": null,
				"provider": "no",
				"product_manufacturer": "yes",
			},
			"want": ["unknown", "yes", "no", "yes"],
		},
		"a manufacturer of a product of Section B": {
			"change": object.union(_in_a_product, {
				"annex_i_section_b": "yes",
				"provider": "no",
				"product_manufacturer": "yes",
			}),
			"want": ["no", "yes", "no", "yes"],
		},
		"a manufacturer and provider of a product of Section B": {
			"change": object.union(_in_a_product, {"annex_i_section_b": "yes", "product_manufacturer": "yes"}),
			"want": ["yes", "yes", "no", "yes"],
		},
		"a manufacturer, outside the Union": {
			"change": object.union(_in_a_product, {
				"in_union_scope": "no",
				"provider": "no",
				"product_manufacturer": "yes",
			}),
			"want": ["no", "yes", "no", "yes"],
		},
	}

	found := classification.roles with trust.evidence as _evidence(case.change)
		with trust.documents as _documents

	[found[role].answer | some role in ["provider", "deployer", "importer", "product_manufacturer"]] == case.want
}

test_whole_entries if {
	tiers := classification.tiers with trust.evidence as _evidence({})
		with trust.documents as _documents
	roles := classification.roles with trust.evidence as _evidence({})
		with trust.documents as _documents

	tiers.any_system == {
		"answer": "yes",
		"provision": "Articles 2 and 3(1)",
		"facts": ["ai_system", "excluded_by_article_2", "in_union_scope"],
		"open": [],
		"reliefs": [],
		"signers": ["b.keller"],
	}
	tiers.high_risk_annex_i == {
		"answer": "no",
		"provision": "Articles 2(2) and 6(1) and Annex I, Section A",
		"facts": ["annex_i_product_or_safety_component", "annex_i_third_party_assessment"],
		"open": [],
		"reliefs": [],
		"signers": ["b.keller"],
	}
	roles.importer == {
		"answer": "no",
		"provision": "Article 3(6)",
		"facts": ["importer"],
		"open": [],
		"reliefs": [],
		"signers": ["b.keller"],
	}
}

test_deciding_facts[note] if {
	some note, case in {
		"a score for credit": {
			"change": {},
			"tier": "high_risk_annex_iii",
			"facts": [
				"ai_system",
				"annex_iii_5_b_creditworthiness",
				"excluded_by_article_2",
				"in_union_scope",
				"solely_financial_fraud_detection",
			],
		},
		"fraud alone": {
			"change": {"solely_financial_fraud_detection": "yes"},
			"tier": "high_risk_annex_iii",
			"facts": [
				"annex_iii_1_biometrics",
				"annex_iii_2_critical_infrastructure",
				"annex_iii_3_education",
				"annex_iii_4_employment",
				"annex_iii_5_essential_services_other_than_b",
				"annex_iii_6_law_enforcement",
				"annex_iii_7_migration",
				"annex_iii_8_justice_and_democracy",
				"solely_financial_fraud_detection",
			],
		},
		"of Section B": {
			"change": object.union(_in_a_product, {"annex_i_section_b": "yes"}),
			"tier": "high_risk_annex_i",
			"facts": ["annex_i_section_b"],
		},
		"Article 6(3) holds": {
			"change": _freed,
			"tier": "high_risk_annex_iii",
			"facts": [
				"materially_influences_the_outcome",
				"narrow_procedural_task",
				"part_of_a_joint_output_that_decides",
				"performs_profiling",
			],
		},
	}

	found := classification.tiers[case.tier] with trust.evidence as _evidence(case.change)
		with trust.documents as _documents

	found.facts == case.facts
}

# Wanted of Annex III: the answer, and whether Article 6(3) frees it.
test_article_6_3[note] if {
	some note, case in {
		"claimed and shown": {"change": {}, "want": ["no", "yes"]},
		"with profiling": {"change": {"performs_profiling": "yes"}, "want": ["yes", "no"]},
		"nobody knows of profiling": {"change": {"performs_profiling": null}, "want": ["yes", "unknown"]},
		"a part of what decides": {"change": {"part_of_a_joint_output_that_decides": "yes"}, "want": ["yes", "no"]},
		"it influences": {"change": {"materially_influences_the_outcome": "yes"}, "want": ["yes", "no"]},
		"nobody knows whether it influences": {
			"change": {"materially_influences_the_outcome": "unknown"},
			"want": ["yes", "unknown"],
		},
		"none of the four": {
			"change": {
				"narrow_procedural_task": "no",
				"improves_completed_human_activity": "no",
				"detects_deviations_without_replacing_assessment": "no",
				"preparatory_task": "no",
			},
			"want": ["yes", "no"],
		},
		"perhaps one of the four": {"change": {"narrow_procedural_task": null}, "want": ["yes", "unknown"]},
		"another of the four": {
			"change": {"narrow_procedural_task": "no", "preparatory_task": "yes"},
			"want": ["no", "yes"],
		},
		"nothing that is listed": {"change": {"annex_iii_5_b_creditworthiness": "no"}, "want": ["no", "no"]},
		"perhaps listed": {"change": {"annex_iii_5_b_creditworthiness": null}, "want": ["no", "unknown"]},
	}

	found := classification.tiers with trust.evidence as _evidence(object.union(_freed, case.change))
		with trust.documents as _documents

	[found.high_risk_annex_iii.answer, found.annex_iii_not_high_risk.answer] == case.want
}

# Article 2(8) ends where the system goes to the market. Wanted: any system.
test_before_the_market[note] if {
	some note, case in {
		"while it is trained": {"stage": "training", "more": {"placed_on_market_at": null}, "want": "no"},
		"while data are gathered": {"stage": "data", "more": {"placed_on_market_at": null}, "want": "no"},
		"when it is to be placed": {"stage": "pre_deploy", "more": {"placed_on_market_at": null}, "want": "yes"},
		"in use": {"stage": "post_deploy", "more": {"placed_on_market_at": null}, "want": "yes"},
		"at no stage": {"stage": null, "more": {"placed_on_market_at": null}, "want": "yes"},
		"placed": {"stage": "training", "more": {"placed_on_market_at": "2026-06-01T00:00:00Z"}, "want": "yes"},
		"nobody says whether it was placed": {"stage": "training", "more": {}, "want": "yes"},
		"placed by the facts of Article 111": {
			"stage": "training",
			"more": {"placed_on_market_at": null, "placing": {"first_placed_at": "2026-06-01T00:00:00Z"}},
			"want": "yes",
		},
		"nobody signed for it": {
			"stage": "training",
			"more": {"placed_on_market_at": null},
			"signed": null,
			"want": "yes",
		},
	}

	stated := _evidence({"before_the_market": object.get(case, "signed", "yes")}).system
	found := classification.tiers with trust.evidence as {"system": object.union(stated, case.more)}
		with trust.documents as _documents
		with input.stage as case.stage

	found.any_system.answer == case.want
}

# By Article 25(1) others become providers of a high-risk system.
test_article_25[note] if {
	some note, case in {
		"another purpose": {"change": {"intended_purpose_changed": "yes"}, "want": "yes"},
		"an own name": {"change": {"own_name_on_it": "yes"}, "want": "yes"},
		"a substantial change": {"change": {"substantially_modified": "yes"}, "want": "yes"},
		"of what is not high-risk": {
			"change": {"intended_purpose_changed": "yes", "annex_iii_5_b_creditworthiness": "no"},
			"want": "no",
		},
		"in a product": {
			"change": object.union(_in_a_product, {
				"substantially_modified": "yes",
				"annex_iii_5_b_creditworthiness": "no",
			}),
			"want": "yes",
		},
		"nobody knows of the purpose": {"change": {"intended_purpose_changed": null}, "want": "unknown"},
		"none of it": {"change": {}, "want": "no"},
	}

	role := classification.roles.provider with trust.evidence as _evidence(object.union({"provider": "no"}, case.change))
		with trust.documents as _documents

	role.answer == case.want
}

# Each point of Article 5(1) as a conjunction: all elements are needed, and each exception
# counts. Wanted: with all of them, and with one of each turned round.
test_article_5[note] if {
	some note, case in {
		"5.1.a": {
			"needs": ["influences_people_covertly_or_deceptively", "distorts_behaviour_materially", "significant_harm"],
			"without": [],
		},
		"5.1.b": {
			"needs": [
				"reaches_vulnerable_people",
				"exploits_vulnerabilities",
				"distorts_behaviour_materially",
				"significant_harm",
			],
			"without": [],
		},
		"5.1.ba": {
			"needs": [
				"generates_or_manipulates_media",
				"intimate_material_of_identifiable_people",
				"meant_for_prohibited_material",
			],
			"without": ["consent_of_those_shown", "no_more_exposure_than_before"],
		},
		"5.1.bb": {
			"needs": ["generates_or_manipulates_media", "child_sexual_abuse_material", "used_for_prohibited_material"],
			"without": ["with_right_under_national_law"],
		},
		"5.1.c": {
			"needs": [
				"evaluates_or_classifies_people",
				"over_a_period",
				"by_social_behaviour_or_personality",
				"detrimental_in_an_unrelated_context",
			],
			"without": [],
		},
		"5.1.d": {
			"needs": ["predicts_offences", "solely_by_profiling_or_traits"],
			"without": ["supports_assessment_on_verifiable_facts"],
		},
		"5.1.e": {
			"needs": ["builds_facial_recognition_database", "untargeted_scraping_of_internet_or_cctv"],
			"without": [],
		},
		"5.1.f": {
			"needs": ["infers_emotions", "emotions_from_biometric_data", "at_work_or_in_education"],
			"without": ["medical_or_safety_reason"],
		},
		"5.1.g": {
			"needs": ["biometric_categorisation", "infers_what_5_1_g_lists"],
			"without": ["lawful_biometric_dataset_labelling_or_filtering_5_1_g"],
		},
		"5.1.h": {
			"needs": [
				"real_time_remote_biometric_identification",
				"publicly_accessible_space",
				"for_law_enforcement",
				"deployer",
			],
			"without": ["relies_on_art_5_1_h_exception"],
		},
	}

	whole := object.union_n([
		_harmless,
		{name: "yes" | some name in array.concat(case.needs, ["generates_content"])},
		{name: "no" | some name in case.without},
	])
	_prohibited(whole) == {note: "yes"}
	every name in case.needs {
		_prohibited(object.union(whole, {name: "no"})) == {}
		_prohibited(object.union(whole, {name: null})) == {note: "unknown"}
	}
	every name in case.without {
		_prohibited(object.union(whole, {name: "yes"})) == {}
		_prohibited(object.union(whole, {name: null})) == {note: "unknown"}
	}
}

# Article 5(1a): who offers is caught by what is foreseeable without safeguards.
test_article_5_1a[note] if {
	some note, case in {
		"foreseeable without safeguards": {"change": {}, "want": {"5.1.bb": "yes"}},
		"with safeguards": {"change": {"reasonable_safeguards_against_it": "yes"}, "want": {}},
		"not foreseeable": {"change": {"prohibited_material_foreseeable": "no"}, "want": {}},
		"offered by nobody here": {"change": {"provider": "no"}, "want": {}},
		"offered by an importer": {"change": {"provider": "no", "importer": "yes"}, "want": {"5.1.bb": "yes"}},
		"used otherwise by a deployer": {"change": {"provider": "no", "deployer": "yes"}, "want": {}},
		"nobody knows of safeguards": {
			"change": {"reasonable_safeguards_against_it": null},
			"want": {"5.1.bb": "unknown"},
		},
	}

	offered := object.union(_harmless, {
		"generates_or_manipulates_media": "yes",
		"child_sexual_abuse_material": "yes",
		"provider": "yes",
		"prohibited_material_foreseeable": "yes",
		"reasonable_safeguards_against_it": "no",
	})
	_prohibited(object.union(offered, case.change)) == case.want
}

# Wanted: the points of Article 50 that hold or may hold.
test_article_50[note] if {
	some note, case in {
		"a chatbot": {"yes": ["interacts_with_people"], "want": {"50.1": "yes"}},
		"a chatbot that is plainly one": {"yes": ["interacts_with_people", "obvious_that_it_is_ai"], "want": {}},
		"a chatbot against crime": {"yes": ["interacts_with_people", "authorised_by_law_against_crime"], "want": {}},
		"a chatbot for reports of crime": {
			"yes": ["interacts_with_people", "authorised_by_law_against_crime", "open_to_the_public_for_reporting"],
			"want": {"50.1": "yes"},
		},
		"a generator": {"yes": ["generates_content", "synthetic_content_beyond_editing"], "want": {"50.2": "yes"}},
		"a spelling check": {"yes": ["generates_content"], "want": {}},
		"moods from faces": {"yes": ["infers_emotions", "emotions_from_biometric_data"], "want": {"50.3": "yes"}},
		"moods from words": {"yes": ["infers_emotions"], "want": {}},
		"intentions from gait": {"yes": ["infers_intentions_from_biometric_data"], "want": {"50.3": "yes"}},
		"age from faces": {"yes": ["biometric_categorisation"], "want": {"50.3": "yes"}},
		"age from faces, permitted": {"yes": ["biometric_categorisation", "permitted_by_law_against_crime"], "want": {}},
		"a deep fake": {"yes": ["deep_fakes"], "want": {"50.4": "yes"}},
		"news": {"yes": ["text_of_public_interest"], "want": {"50.4": "yes"}},
		"news that people answer for": {
			"yes": ["text_of_public_interest", "human_review_and_editorial_responsibility"],
			"want": {},
		},
		"a deep fake that people answer for": {
			"yes": ["deep_fakes", "human_review_and_editorial_responsibility"],
			"want": {"50.4": "yes"},
		},
	}

	_points(object.union(_harmless, {name: "yes" | some name in case.yes}), "50.") == case.want
}

test_models[note] if {
	some note, case in {
		"a model": {"yes": ["general_purpose_model"], "want": ["yes", "no"]},
		"much computed": {"yes": ["general_purpose_model", "training_compute_above_10_25"], "want": ["yes", "yes"]},
		"designated": {"yes": ["general_purpose_model", "designated_with_systemic_risk"], "want": ["yes", "yes"]},
		"capable": {"yes": ["general_purpose_model", "high_impact_capabilities"], "want": ["yes", "yes"]},
		"capable, and for one task": {"yes": ["high_impact_capabilities"], "want": ["no", "no"]},
		"designated, though said to be none": {"yes": ["designated_with_systemic_risk"], "want": ["yes", "yes"]},
		"much computed, though said to be none": {"yes": ["training_compute_above_10_25"], "want": ["yes", "yes"]},
	}

	found := classification.tiers with trust.evidence as _evidence(object.union(_harmless, {name: "yes" | some name in case.yes}))
		with trust.documents as _documents

	[found.gpai.answer, found.gpai_systemic.answer] == case.want
}

# Article 27: not every deployer.
test_assessment_of_rights[note] if {
	some note, case in {
		"every deployer of point 5(b)": {"change": {}, "want": "yes"},
		"no deployer": {"change": {"deployer": "no"}, "want": "no"},
		"hiring, by a company": {"change": _hiring, "want": "no"},
		"hiring, by a public body": {
			"change": object.union(_hiring, {"body_governed_by_public_law": "yes"}),
			"want": "yes",
		},
		"hiring, by a private provider of public services": {
			"change": object.union(_hiring, {"private_provider_of_public_services": "yes"}),
			"want": "yes",
		},
		"water supply, by a public body": {
			"change": {
				"annex_iii_5_b_creditworthiness": "no",
				"annex_iii_2_critical_infrastructure": "yes",
				"body_governed_by_public_law": "yes",
				"private_provider_of_public_services": "no",
			},
			"want": "no",
		},
		"hiring, and nobody knows of the body": {
			"change": object.union(_hiring, {"body_governed_by_public_law": null}),
			"want": "unknown",
		},
		"life insurance": {
			"change": {
				"annex_iii_5_b_creditworthiness": "no",
				"annex_iii_5_essential_services_other_than_b": "yes",
				"annex_iii_5_c_life_and_health_insurance": "yes",
			},
			"want": "yes",
		},
	}

	found := classification.fundamental_rights_assessment with trust.evidence as _evidence(case.change)
		with trust.documents as _documents

	found.answer == case.want
}

test_contradictions[note] if {
	some note, case in {
		"none": {"change": {}, "want": set()},
		"a yes within a no": {"change": {"annex_iii_4_a_recruitment": "yes"}, "want": {["annex_iii_4_employment", "annex_iii_4_a_recruitment"]}},
		"an area without a point": {
			"change": {
				"annex_iii_4_employment": "yes",
				"annex_iii_4_a_recruitment": "no",
				"annex_iii_4_b_work": "no",
			},
			"want": {["annex_iii_4_employment", "none of its points"]},
		},
		"Article 6(3) with profiling": {
			"change": {"performs_profiling": "yes", "preparatory_task": "yes"},
			"want": {["performs_profiling", "preparatory_task"]},
		},
		"scores of people, and no profiling": {
			"change": {
				"evaluates_or_classifies_people": "yes",
				"classifies_individuals": "yes",
				"performs_profiling": "no",
			},
			"want": {["evaluates_or_classifies_people", "performs_profiling"]},
		},
		"means of districts, and no profiling": {
			"change": {
				"evaluates_or_classifies_people": "yes",
				"classifies_individuals": "no",
				"performs_profiling": "no",
			},
			"want": set(),
		},
	}

	found := classification.contradictions with trust.evidence as _evidence(case.change)
		with trust.documents as _documents

	{contradiction.facts | some contradiction in found} == case.want
	every contradiction in found {
		contradiction.what in _what_is_told
	}
}

# In which words a pair is told; what speaks against a fact is worded in the data.
_what_is_told := {
	"a no to the wider fact, and a yes within it",
	"the area is met, and each of its points is answered no",
	"Article 6(3) is claimed, and it never holds with profiling",
	"it classifies people one by one, and profiles nobody",
	"nobody is profiled, and an instrument compared decisions about people",
	"the level of accuracy stated lies outside what was measured",
	"the model reads a column that carries a protected attribute, which nobody examined",
} | {way.what | some ways in data.lexgate.facts.contradicted_by; some way in ways}

# A no to a wider fact says nothing where something within it was stated and is no plain no.
# Wanted: the answer to whether the system is minimal.
test_a_doubted_no_implies_nothing[note] if {
	some note, case in {
		"nobody is concerned": {"change": {}, "want": "yes"},
		"bodies are looked at, it seems": {"change": {"handles_biometric_data": "yes"}, "want": "unknown"},
		"nobody knows whether bodies are looked at": {"change": {"handles_biometric_data": "unknown"}, "want": "unknown"},
		"media are generated, it seems": {
			"change": {"generates_or_manipulates_media": "yes", "used_for_prohibited_material": "yes"},
			"want": "unknown",
		},
		"nobody knows of polls": {"change": {"serves_authorities_or_emergencies": null}, "want": "unknown"},
		"faces are crawled, and nobody is concerned": {
			"change": {"builds_facial_recognition_database": "yes"},
			"want": "unknown",
		},
	}

	answers := object.union(
		{
			"ai_system": "yes", "in_union_scope": "yes", "excluded_by_article_2": "no", "deployer": "yes",
			"concerns_natural_persons": "no", "generates_content": "no", "general_purpose_model": "no",
			"annex_iii_2_critical_infrastructure": "no", "annex_i_product_or_safety_component": "no",
			"serves_authorities_or_emergencies": "no",
		},
		case.change,
	)
	stated := {name: {"answer": answer, "reason": "As people signed."} |
		some name, answer in answers
		answer != null
	}
	found := classification.tiers with trust.evidence as {"system": {"facts": stated}}
		with trust.documents as _documents

	found.minimal.answer == case.want
}

test_what_cannot_be_read_is_no_silence[note] if {
	some note, said in {"false": false, "null": null, "a list": ["yes"], "text": "yes"}

	facts := object.union(_evidence({"concerns_natural_persons": "no"}).system.facts, {"annex_iii_4_a_recruitment": said})
	stated := object.remove(facts, ["annex_iii_4_employment", "annex_iii_5_b_creditworthiness"])
	found := classification.tiers with trust.evidence as {"system": {"facts": stated}}
		with trust.documents as _documents

	found.high_risk_annex_iii.answer == "unknown"
}

test_facts_of_another_type_are_none[note] if {
	some note, said in {"a list": [], "text": "yes", "null": null, "a number": 1, "true": true}

	found := classification.summary with trust.evidence as {"system": {"facts": said}} with trust.documents as {}

	found.counts.signed == 0
	found.holds == set()
}

# What evidence says against the facts, and against what is stated of accuracy.
test_contradictions_by_evidence[note] if {
	some note, case in {
		"all in line": {"change": {}, "facts": {}, "want": set()},
		"about nobody, and people were compared": {
			"change": {},
			"facts": {"concerns_natural_persons": "no"},
			"want": {["concerns_natural_persons"]},
		},
		"nobody is profiled, and people were compared": {
			"change": {},
			"facts": {"performs_profiling": "no"},
			"want": {["performs_profiling"]},
		},
		"not trained, and there is a training set": {
			"change": {"model": {"data_sets": {"training": {"rows": 9}}, "features": ["income"]}},
			"facts": {"trained_with_data": "no"},
			"want": {["trained_with_data"]},
		},
		"no credit, and the purpose speaks of it": {
			"change": {"system": {"intended_purpose": "Credit scoring of applicants."}},
			"facts": {"annex_iii_5_b_creditworthiness": "no"},
			"want": {["annex_iii_5_b_creditworthiness"]},
		},
		"accuracy that was not measured so": {
			"change": {"instructions_for_use": {"accuracy": {"accuracy": {"level": 0.95}}}},
			"facts": {},
			"want": {["instructions_for_use", "accuracy"]},
		},
		"accuracy that nobody measured": {
			"change": {"instructions_for_use": {"accuracy": {"recall": {"level": 0.95}}}},
			"facts": {},
			"want": set(),
		},
		"a telling column that nobody examined": {
			"change": {"model": {"features": ["income", "AGE_years"]}},
			"facts": {},
			"want": set(),
		},
		"a telling column, and the attribute is examined by nobody": {
			"change": {"model": {"features": ["AGE_years"]}, "fairness": {"examined": {"age": {"way": "not_processed"}}}},
			"facts": {},
			"want": {["age", "age_years"]},
		},
	}
	evidence := object.union(_measured, case.change)

	found := classification.contradictions with trust.evidence as object.union(_evidence(case.facts), evidence)
		with trust.documents as _documents
		with data.org.settings as {"defaults": {"fairness": {"protected_attributes": ["age"], "carried_by": {"age": ["age_years"]}}}}
		with input as {"subject": {"system": "s"}}

	{contradiction.facts | some contradiction in found} == case.want
	every contradiction in found {
		contradiction.what in _what_is_told
	}
}

_measured := {
	"fairness": {
		"data_sets": {"testing": {"attributes": {"age": {}}}},
		"examined": {"age": {"way": "measured"}},
	},
	"performance": {"data_sets": {"testing": {"measures": {"accuracy": {
		"value": 0.7,
		"low": 0.6,
		"high": 0.8,
		"n": 90,
		"method": "bootstrap",
	}}}}},
	"instructions_for_use": {"accuracy": {"accuracy": {"level": 0.7, "conditions": "On all of the test data."}}},
	"model": {"features": ["income"], "data_sets": {}},
}

# The Commission's drafts read a part of a joint output as high-risk; legal may set them aside.
test_draft_guidelines[note] if {
	some note, case in {
		"followed by default": {"settings": {}, "want": "yes"},
		"followed": {"settings": {"draft_guidelines": "followed"}, "want": "yes"},
		"set aside": {"settings": {"draft_guidelines": "set_aside"}, "want": "no"},
	}
	chosen := {switch: {"reading": reading, "owner": "legal", "reason": "As counsel advised us."} |
		some switch, reading in case.settings
	}
	changed := {
		"performs_profiling": "no",
		"materially_influences_the_outcome": "no",
		"preparatory_task": "yes",
		"part_of_a_joint_output_that_decides": "yes",
	}

	found := classification.tiers with trust.evidence as _evidence(changed)
		with trust.documents as _documents
		with data.org.settings as {"law": {"readings": chosen}}

	found.high_risk_annex_iii.answer == case.want
}

# A no that evidence speaks against lowers no tier.
test_a_no_against_the_evidence_implies_nothing[note] if {
	harmless := object.union(_harmless, {
		"annex_iii_5_b_creditworthiness": null,
		"concerns_natural_persons": "no",
		"handles_biometric_data": "no",
	})
	some note, case in {
		"no evidence": {"evidence": {}, "want": "no"},
		"people were compared": {"evidence": {"fairness": _measured.fairness}, "want": "unknown"},
		"nothing was compared": {"evidence": {"fairness": {"data_sets": {}}}, "want": "no"},
	}

	found := classification.tiers with trust.evidence as object.union(_evidence(harmless), case.evidence)
		with trust.documents as _documents

	found.high_risk_annex_iii.answer == case.want
}

# What is contradicted keeps the higher tier.
test_a_yes_within_a_no_counts if {
	found := classification.tiers with trust.evidence as _evidence({
		"annex_iii_5_b_creditworthiness": "no",
		"annex_iii_4_a_recruitment": "yes",
	})
		with trust.documents as _documents

	found.high_risk_annex_iii.answer == "yes"
}

test_what_holds[note] if {
	some note, case in {
		"high-risk": {"change": {}, "want": {"high_risk_annex_iii"}},
		"prohibited, whatever else": {
			"change": {"builds_facial_recognition_database": "yes", "untargeted_scraping_of_internet_or_cctv": "yes"},
			"want": {"prohibited"},
		},
		"minimal": {
			"change": object.union(_harmless, {"annex_iii_5_b_creditworthiness": "no"}),
			"want": {"minimal"},
		},
		"under an open licence, and high-risk": {"change": {"open_source_2_12": "yes"}, "want": {"high_risk_annex_iii"}},
		"under an open licence": {
			"change": object.union(_harmless, {"annex_iii_5_b_creditworthiness": "no", "open_source_2_12": "yes"}),
			"want": {"out_of_scope"},
		},
	}

	found := classification.holds with trust.evidence as _evidence(object.union(_nothing_else, case.change))
		with trust.documents as _documents

	found == case.want
}

test_counts if {
	found := classification.counts with trust.evidence as {"system": {"facts": {
		"concerns_natural_persons": {"answer": "no", "reason": "As people signed."},
		"provider": {"answer": "yes", "reason": "As people signed."},
		"deployer": {"answer": "unknown", "reason": "Nobody asked."},
	}}}
		with trust.documents as _documents

	found.signed == 2
	found.implied == count([name |
		some name, around in data.lexgate.facts.within
		"concerns_natural_persons" in around
	])
	found.unknown > 3
}

_hiring := {
	"annex_iii_5_b_creditworthiness": "no",
	"annex_iii_4_employment": "yes",
	"annex_iii_4_a_recruitment": "yes",
	"body_governed_by_public_law": "no",
	"private_provider_of_public_services": "no",
}

_freed := {
	"performs_profiling": "no",
	"part_of_a_joint_output_that_decides": "no",
	"materially_influences_the_outcome": "no",
	"narrow_procedural_task": "yes",
	"improves_completed_human_activity": "no",
	"detects_deviations_without_replacing_assessment": "no",
	"preparatory_task": "no",
}

# A no to everything that Articles 5 and 50 ask, and to models.
_harmless := object.union(
	{name: "no" | some name in [
		"general_purpose_model",
		"training_compute_above_10_25",
		"high_impact_capabilities",
		"designated_with_systemic_risk",
		"interacts_with_people",
		"obvious_that_it_is_ai",
		"authorised_by_law_against_crime",
		"open_to_the_public_for_reporting",
		"permitted_by_law_against_crime",
		"generates_content",
		"synthetic_content_beyond_editing",
		"deep_fakes",
		"text_of_public_interest",
		"human_review_and_editorial_responsibility",
	]},
	{name: "no" | some name in [
		"influences_people_covertly_or_deceptively",
		"distorts_behaviour_materially",
		"significant_harm",
		"reaches_vulnerable_people",
		"exploits_vulnerabilities",
		"generates_or_manipulates_media",
		"intimate_material_of_identifiable_people",
		"consent_of_those_shown",
		"no_more_exposure_than_before",
		"child_sexual_abuse_material",
		"with_right_under_national_law",
		"meant_for_prohibited_material",
		"prohibited_material_foreseeable",
		"reasonable_safeguards_against_it",
		"used_for_prohibited_material",
		"evaluates_or_classifies_people",
		"over_a_period",
		"by_social_behaviour_or_personality",
		"detrimental_in_an_unrelated_context",
		"unjustified_or_disproportionate_treatment",
		"predicts_offences",
		"solely_by_profiling_or_traits",
		"supports_assessment_on_verifiable_facts",
		"builds_facial_recognition_database",
		"untargeted_scraping_of_internet_or_cctv",
		"infers_emotions",
		"emotions_from_biometric_data",
		"infers_intentions_from_biometric_data",
		"at_work_or_in_education",
		"medical_or_safety_reason",
		"biometric_categorisation",
		"infers_what_5_1_g_lists",
		"lawful_biometric_dataset_labelling_or_filtering_5_1_g",
		"real_time_remote_biometric_identification",
		"publicly_accessible_space",
		"for_law_enforcement",
		"relies_on_art_5_1_h_exception",
	]},
)

_nothing_else := object.union(_harmless, {"excluded_by_article_2": "no"})

_prohibited(answers) := _points(answers, "5.1.")

_points(answers, beginning) := {point: entry.answer |
	some point, entry in found
	startswith(point, beginning)
} if {
	found := classification.points with trust.evidence as _evidence(answers)
		with trust.documents as _documents
}

test_without_usable_facts[note] if {
	some note, evidence in {
		"nothing at all": {},
		"no facts": {"system": {"facts": {}}},
		"facts that are text": {"system": {"facts": "yes"}},
		"answers without reasons": {"system": {"facts": {name: {"answer": answer} | some name, answer in _facts}}},
		"truth values": {"system": {"facts": {name: {"answer": true, "reason": "As people signed."} |
			some name, _ in _facts
		}}},
	}

	tiers := classification.tiers with trust.evidence as evidence with trust.documents as {}
	roles := classification.roles with trust.evidence as evidence with trust.documents as {}

	{entry.answer | some entry in tiers} == {"unknown"}
	{entry.answer | some entry in roles} == {"unknown"}
	tiers.any_system.open == ["ai_system", "excluded_by_article_2", "in_union_scope"]
	roles.provider.signers == []
}

# The wider facts are yes, so that a point that nobody stated is asked for itself.
_alone(point, answer) := object.union(
	{
		"annex_iii_5_b_creditworthiness": "no",
		"concerns_education_or_work": "yes",
		"part_of_products_or_infrastructure": "yes",
	},
	{point: answer},
)

_documents := {"system": {"signers": {"b.keller"}}}

# A change to null takes the fact away.
_evidence(changes) := {"system": {"facts": {name: {"answer": answer, "reason": "As people signed."} |
	some name, answer in object.union(_facts, changes)
	answer != null
}}}
