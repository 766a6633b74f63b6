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
}

test_conditions[note] if {
	some note, case in {
		"nobody knows of training": {"change": {}, "want": {"trained_with_data"}},
		"known": {"change": {"trained_with_data": "yes"}, "want": set()},
		"not high-risk": {"change": {"concerns_natural_persons": "no", "annex_iii_5_b_creditworthiness": "no", "annex_iii_2_critical_infrastructure": "no", "annex_i_product_or_safety_component": "no"}, "want": set()},
		"no provider": {"change": {"provider": "no"}, "want": set()},
		"perhaps a provider": {"change": {"provider": "unknown"}, "want": set()},
		"a deployer, and nobody knows of the exception": {
			"change": {"deployer": "yes"},
			"want": {"trained_with_data", "relies_on_art_5_1_h_exception"},
		},
	}

	found := draft.conditions with input.facts as {name: _fact(answer) |
		some name, answer in object.union(_score, case.change)
	}

	found == case.want
}
