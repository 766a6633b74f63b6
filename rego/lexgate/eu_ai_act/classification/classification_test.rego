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

	_answers(found) == {
		"any_system": case.want[0],
		"high_risk_annex_iii": case.want[1],
		"high_risk_annex_i": case.want[2],
	}
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

	perhaps := classification.tiers.high_risk_annex_iii with trust.evidence as _evidence(_alone(note, "unknown"))
		with trust.documents as _documents

	[listed.answer, listed.facts] == ["yes", [note]]
	[perhaps.answer, perhaps.facts] == ["unknown", [note]]
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

	_answers(found) == {
		"provider": case.want[0],
		"deployer": case.want[1],
		"importer": case.want[2],
		"product_manufacturer": case.want[3],
	}
}

test_whole_entries if {
	tiers := classification.tiers with trust.evidence as _evidence({})
		with trust.documents as _documents
	roles := classification.roles with trust.evidence as _evidence({})
		with trust.documents as _documents

	tiers == {
		"any_system": {
			"answer": "yes",
			"provision": "Articles 2 and 3(1)",
			"facts": ["ai_system", "excluded_by_article_2", "in_union_scope"],
			"signers": ["b.keller"],
		},
		"high_risk_annex_iii": {
			"answer": "yes",
			"provision": "Article 6(2) and Annex III",
			"facts": ["annex_iii_5_b_creditworthiness"],
			"signers": ["b.keller"],
		},
		"high_risk_annex_i": {
			"answer": "no",
			"provision": "Articles 2(2) and 6(1) and Annex I, Section A",
			"facts": ["annex_i_product_or_safety_component", "annex_i_third_party_assessment"],
			"signers": ["b.keller"],
		},
	}
	roles == {
		"provider": {
			"answer": "yes",
			"provision": "Articles 3(3) and 25",
			"facts": ["provider"],
			"signers": ["b.keller"],
		},
		"deployer": {
			"answer": "yes",
			"provision": "Article 3(4)",
			"facts": ["deployer"],
			"signers": ["b.keller"],
		},
		"importer": {
			"answer": "no",
			"provision": "Article 3(6)",
			"facts": ["importer"],
			"signers": ["b.keller"],
		},
		"product_manufacturer": {
			"answer": "no",
			"provision": "Articles 2(1)(e) and 25(3)",
			"facts": ["product_manufacturer"],
			"signers": ["b.keller"],
		},
	}
}

test_deciding_facts[note] if {
	both := ["product_manufacturer", "provider"]
	some note, case in {
		"of Section B": {
			"change": object.union(_in_a_product, {"annex_i_section_b": "yes"}),
			"annex_i": ["annex_i_section_b"],
			"provider": ["provider"],
		},
		"the provider by its own fact": {
			"change": _in_a_product,
			"annex_i": [
				"annex_i_product_or_safety_component",
				"annex_i_section_b",
				"annex_i_third_party_assessment",
			],
			"provider": ["provider"],
		},
		"a manufacturer is the provider": {
			"change": object.union(_in_a_product, {"provider": "no", "product_manufacturer": "yes"}),
			"annex_i": [
				"annex_i_product_or_safety_component",
				"annex_i_section_b",
				"annex_i_third_party_assessment",
			],
			"provider": ["product_manufacturer"],
		},
		"neither fact makes a provider": {
			"change": {"provider": "no"},
			"annex_i": ["annex_i_product_or_safety_component", "annex_i_third_party_assessment"],
			"provider": both,
		},
		"a manufacturer who is no provider": {
			"change": {"provider": "no", "product_manufacturer": "yes"},
			"annex_i": ["annex_i_product_or_safety_component", "annex_i_third_party_assessment"],
			"provider": both,
		},
		"both may make a provider": {
			"change": object.union(_in_a_product, {"provider": null, "product_manufacturer": null}),
			"annex_i": [
				"annex_i_product_or_safety_component",
				"annex_i_section_b",
				"annex_i_third_party_assessment",
			],
			"provider": both,
		},
	}

	tier := classification.tiers.high_risk_annex_i with trust.evidence as _evidence(case.change)
		with trust.documents as _documents

	role := classification.roles.provider with trust.evidence as _evidence(case.change)
		with trust.documents as _documents

	[tier.facts, role.facts] == [case.annex_i, case.provider]
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

	_answers(tiers) == {name: "unknown" | some name in ["any_system", "high_risk_annex_iii", "high_risk_annex_i"]}
	_answers(roles) == {name: "unknown" | some name in ["provider", "deployer", "importer", "product_manufacturer"]}
	roles.provider.facts == ["product_manufacturer", "provider"]
	roles.provider.signers == []
}

_alone(point, answer) := object.union({"annex_iii_5_b_creditworthiness": "no"}, {point: answer})

_answers(entries) := {name: entry.answer | some name, entry in entries}

_documents := {"system": {"signers": {"b.keller"}}}

# A change to null takes the fact away.
_evidence(changes) := {"system": {"facts": {name: {"answer": answer, "reason": "As people signed."} |
	some name, answer in object.union(_facts, changes)
	answer != null
}}}
