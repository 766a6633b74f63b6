package lexgate.draft_test

import data.lexgate.draft
import data.lexgate.eu_ai_act.classification

_fact(answer) := {"answer": answer, "reason": "As people will sign."}

test_what_nobody_signed_is_told_and_is_no_evidence if {
	found := draft.classified with input.facts as {"ai_system": _fact("no")}

	found.tiers.any_system.answer == "no"
	found.tiers.any_system.signers == []
	classification.tiers.any_system.answer == "unknown" with input.facts as {"ai_system": _fact("no")}
}

# A score for credit: high-risk, so that what Article 10 asks depends on training.
_score := {
	"ai_system": "yes",
	"in_union_scope": "yes",
	"excluded_by_article_2": "no",
	"provider": "yes",
	"deployer": "no",
	"annex_iii_5_b_creditworthiness": "yes",
	"solely_financial_fraud_detection": "no",
	"influences_behaviour": "no",
	"generates_content": "no",
	"evaluates_or_classifies_people": "yes",
	"predicts_offences": "no",
	"handles_biometric_data": "no",
	"concerns_education_or_work": "no",
	"part_of_products_or_infrastructure": "no",
	"special_category_data_processed_for_bias": "no",
	"real_world_testing_used": "no",
	"continues_to_learn_after_placing": "no",
}

test_conditions[note] if {
	some note, case in {
		"nobody knows of training": {"change": {}, "want": {"trained_with_data"}},
		"known": {"change": {"trained_with_data": "yes"}, "want": set()},
		"not high-risk": {"change": {"concerns_natural_persons": "no", "annex_iii_5_b_creditworthiness": "no", "evaluates_or_classifies_people": "no"}, "want": set()},
		"no provider": {"change": {"provider": "no"}, "want": set()},
		"perhaps a provider": {"change": {"provider": "unknown"}, "want": set()},
		"a point of Article 5 that nobody knows": {
			"change": {"predicts_offences": "unknown"},
			"want": {"trained_with_data", "predicts_offences"},
		},
	}

	found := draft.conditions with input.facts as {name: _fact(answer) |
		some name, answer in object.union(_score, case.change)
	}

	found == case.want
}

# Who fills the facts in is asked as before the market, where work can be outside the Act.
test_as_before_the_market if {
	said := object.union(
		{name: _fact(answer) | some name, answer in _score},
		{"before_the_market": _fact("yes")},
	)
	found := draft.classified with input.facts as said
	conditions := draft.conditions with input.facts as said

	found.tiers.any_system.answer == "no"
	conditions == set()
}
