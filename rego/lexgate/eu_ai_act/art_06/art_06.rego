# METADATA
# title: Article 6(4), documenting why a system of Annex III is not high-risk
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 6
# custom:
#   calendar: derogation
#   applies: {roles: [provider], tiers: [annex_iii_not_high_risk]}
package lexgate.eu_ai_act.art_06

import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.facts
import data.lexgate.lib.risks

# METADATA
# title: Why the system is not high-risk was documented before it was placed on the market
# scope: document
# description: >-
#   Article 6(4) has a provider who considers a system of Annex III not to be high-risk
#   document that assessment before the system is placed on the market or put into service.
#   A commit held the very text before that day, and it was complete by then. It speaks of
#   the intended purpose, and answers what Article 6(3) asks: no significant risk, no
#   material influence, no profiling, and each of the four conditions, of which one holds;
#   where a signed fact says the same, both agree. Whether the answers are right is not
#   judged here, nor the registration (Article 49(2)) or what an authority asked for.
# custom:
#   id: EUAIA-6.4
#   article: 6(4)
#   due: pre_deploy
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - derogation_assessment.annex_iii
#     - derogation_assessment.assessed_at
#     - derogation_assessment.conditions.*
#     - derogation_assessment.document
#     - derogation_assessment.intended_purpose
#     - derogation_assessment.material_influence
#     - derogation_assessment.profiling
#     - derogation_assessment.significant_risk
#     - file_history.documents.derogation_assessment
#     - system.facts.*
#     - system.facts.materially_influences_the_outcome
#     - system.facts.performs_profiling
#     - system.intended_purpose
#     - system.placed_on_market_at
#   reliefs: [[open_source_2_12, not falls_under_article_5, not owes_information_under_50_1_to_50_4, not annex_i_section_a_product]]
#   settings: []
#   remedy: Complete the assessment under Article 6(3) as to {term}, commit it, and collect its history.
not_high_risk_documented contains risks.committed(
	"document",
	evidence.at(["derogation_assessment", "document"]),
	evidence.at(["file_history", "documents", "derogation_assessment"]),
	evidence.stated(["system", "placed_on_market_at"]),
)

not_high_risk_documented contains check.before_market(
	"complete",
	evidence.at(["derogation_assessment", "assessed_at"]),
	evidence.stated(["system", "placed_on_market_at"]),
)

not_high_risk_documented contains risks.same_purpose(
	"intended purpose",
	[check.name(evidence.at(["derogation_assessment", "annex_iii"]))],
	evidence.at(["derogation_assessment", "intended_purpose"]),
	evidence.at(["system", "intended_purpose"]),
)

# No fact of the system says by itself that a risk is significant.
not_high_risk_documented contains risks.denied(
	"significant risk",
	evidence.at(["derogation_assessment", "significant_risk"]),
	"no",
)

not_high_risk_documented contains risks.denied(
	"material influence",
	evidence.at(["derogation_assessment", "material_influence"]),
	facts.answer("materially_influences_the_outcome"),
)

not_high_risk_documented contains risks.denied(
	"profiling",
	evidence.at(["derogation_assessment", "profiling"]),
	facts.answer("performs_profiling"),
)

not_high_risk_documented contains risks.agrees(
	["condition", point],
	evidence.at(["derogation_assessment", "conditions", point]),
	facts.answer(fact),
) if {
	some point, fact in _conditions
}

not_high_risk_documented contains risks.one_holds(
	"one of the conditions",
	{point: evidence.at(["derogation_assessment", "conditions", point]) | some point, _ in _conditions},
)

# Points (a) to (d) of Article 6(3), second subparagraph, with the facts that mean the same.
_conditions := {
	"a": "narrow_procedural_task",
	"b": "improves_completed_human_activity",
	"c": "detects_deviations_without_replacing_assessment",
	"d": "preparatory_task",
}
