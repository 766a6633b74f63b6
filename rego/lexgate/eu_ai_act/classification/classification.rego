# METADATA
# title: What kind of system it is, and in which roles the organisation stands
# description: >-
#   Tiers and roles are sets with three answers each, derived from single facts
#   that people signed with a reason. A fact that nobody stated is unknown and
#   takes nothing away. The derogation of Article 6(3) is not read here, so that
#   a use listed in Annex III counts as high-risk.
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Articles 2, 3, 6 and Annexes I and III
package lexgate.eu_ai_act.classification

import data.lexgate.lib.facts

# METADATA
# title: Each tier, with its answer, provision, deciding facts and their signers
tiers := {
	"any_system": {
		"answer": _any_system,
		"provision": "Articles 2 and 3(1)",
		"facts": facts.deciding(_any_system, _scope),
		"signers": facts.signers,
	},
	"high_risk_annex_iii": {
		"answer": _annex_iii,
		"provision": "Article 6(2) and Annex III",
		"facts": facts.deciding(_annex_iii, _annex_iii_points),
		"signers": facts.signers,
	},
	"high_risk_annex_i": {
		"answer": _annex_i,
		"provision": "Articles 2(2) and 6(1) and Annex I, Section A",
		"facts": facts.deciding(_annex_i, _annex_i_conditions),
		"signers": facts.signers,
	},
}

# METADATA
# title: Each role, with its answer, provision, deciding facts and their signers
roles[role] := {
	"answer": answer,
	"provision": provision,
	"facts": facts.deciding(answer, _ways_into(role)),
	"signers": facts.signers,
} if {
	some role, provision in _roles
	answer := facts.any_of({way | some way in _ways_into(role)})
}

_roles := {
	"provider": "Articles 3(3) and 25",
	"deployer": "Article 3(4)",
	"importer": "Article 3(6)",
	"product_manufacturer": "Articles 2(1)(e) and 25(3)",
}

# By Article 25(3) the manufacturer of a product of Annex I, Section A, counts as the
# provider of the high-risk system in it. Article 25(1) is part of the fact itself.
_ways_into(role) := {
	"provider": facts.answer("provider"),
	"product_manufacturer": facts.all_of({facts.answer("product_manufacturer"), _annex_i}),
} if {
	role == "provider"
} else := {role: facts.answer(role)}

# Article 3(1) and Article 2(1) have to hold, and none of the exclusions of
# Article 2 (military alone, research alone, ...).
_scope := {
	"ai_system": facts.answer("ai_system"),
	"in_union_scope": facts.answer("in_union_scope"),
	"excluded_by_article_2": facts.negation(facts.answer("excluded_by_article_2")),
}

_any_system := facts.all_of({answer | some answer in _scope})

# The eight areas of Annex III; point 5(b) apart, since scoring for fraud alone is
# outside it.
_annex_iii_points := {
	"annex_iii_1_biometrics": facts.answer("annex_iii_1_biometrics"),
	"annex_iii_2_critical_infrastructure": facts.answer("annex_iii_2_critical_infrastructure"),
	"annex_iii_3_education": facts.answer("annex_iii_3_education"),
	"annex_iii_4_employment": facts.answer("annex_iii_4_employment"),
	"annex_iii_5_essential_services_other_than_b": facts.answer("annex_iii_5_essential_services_other_than_b"),
	"annex_iii_5_b_creditworthiness": _creditworthiness,
	"annex_iii_6_law_enforcement": facts.answer("annex_iii_6_law_enforcement"),
	"annex_iii_7_migration": facts.answer("annex_iii_7_migration"),
	"annex_iii_8_justice_and_democracy": facts.answer("annex_iii_8_justice_and_democracy"),
}

_creditworthiness := facts.all_of({
	facts.answer("annex_iii_5_b_creditworthiness"),
	facts.negation(facts.answer("solely_financial_fraud_detection")),
})

_annex_iii := facts.all_of({_any_system, facts.any_of({answer | some answer in _annex_iii_points})})

# For products of Section B, Article 2(2) leaves little but Article 6(1) to apply.
_annex_i_conditions := {
	"annex_i_product_or_safety_component": facts.answer("annex_i_product_or_safety_component"),
	"annex_i_third_party_assessment": facts.answer("annex_i_third_party_assessment"),
	"annex_i_section_b": facts.negation(facts.answer("annex_i_section_b")),
}

_annex_i := facts.all_of({_any_system, facts.all_of({answer | some answer in _annex_i_conditions})})
