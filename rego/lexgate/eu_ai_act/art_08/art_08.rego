# METADATA
# title: Article 8, compliance with the requirements
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 8
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_08

import data.lexgate.lib.applicability
import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.risks
import data.lexgate.lib.subject

# METADATA
# title: The requirements of Section 2 are met, as far as controls judge them
# description: >-
#   Article 8(1) has high-risk systems comply with the requirements of the Section, which
#   are Articles 9 to 15. The answer is the worst of the controls of these articles that
#   apply and are due, as far as the Act asks and not the house; which they are follows from
#   the catalogue. That the intended purpose and the state of the art were taken into
#   account, and the risk management system with them, is judged where an article asks it.
# custom:
#   id: EUAIA-8.1
#   article: 8(1)
#   due: pre_deploy
#   scope: version
#   basis: derived
#   severity: high
#   reads: []
#   settings: []
#   remedy: Close what is open under {term}.
requirements_met contains check.derived(id, checks) if {
	some rules in _judging
	some id, _ in rules
	checks := object.get(_found, id, set())
}

# The rules of the controls of the Section that speak to this system now, by article.
_judging[control["package"]][id] := control.rule if {
	some id, control in data.lexgate.catalogue.controls

	# Annex IV is what Article 11(1) asks the technical documentation to contain.
	control["package"] in {"art_09", "art_10", "art_11", "annex_iv", "art_12", "art_13", "art_14", "art_15"}
	subject.reached(control.due)

	# What a stated fact takes away is none of the requirements; what is unknown is one.
	is_null(applicability.set_aside(object.get(control, "applies", {}), object.get(control, "reliefs", [])))
}

# The rule asked for and no other of its article: what does not apply is not worked out.
_found[id] := data.lexgate.eu_ai_act.art_09[rule] if some id, rule in _judging.art_09

_found[id] := data.lexgate.eu_ai_act.art_10[rule] if some id, rule in _judging.art_10

_found[id] := data.lexgate.eu_ai_act.art_11[rule] if some id, rule in _judging.art_11

_found[id] := data.lexgate.eu_ai_act.art_12[rule] if some id, rule in _judging.art_12

_found[id] := data.lexgate.eu_ai_act.annex_iv[rule] if some id, rule in _judging.annex_iv

_found[id] := data.lexgate.eu_ai_act.art_13[rule] if some id, rule in _judging.art_13

_found[id] := data.lexgate.eu_ai_act.art_14[rule] if some id, rule in _judging.art_14

_found[id] := data.lexgate.eu_ai_act.art_15[rule] if some id, rule in _judging.art_15

# METADATA
# title: Product law of Annex I, Section A, is signed for, act by act
# scope: document
# description: >-
#   Article 8(2) makes providers of products under Annex I, Section A, responsible for their
#   full compliance with that law. For each of the acts that the Section lists since 27 July
#   2026 somebody signs whether it applies, and why; where it does, how all of its
#   requirements are met, with the file that shows it; and one of them applies. Nothing of
#   that law is judged here, and delegated acts under Article 2(13) are not read. That the
#   documentation may be integrated is a choice, which relieves of nothing.
# custom:
#   id: EUAIA-8.2
#   article: 8(2)
#   due: pre_deploy
#   scope: system
#   basis: attested
#   severity: low
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii, high_risk_annex_i]
#     condition: [annex_i_section_a_product]
#   reads: [product_law.requirements, product_law.requirements.*]
#   settings: []
#   remedy: Sign whether the law on {term} applies and, where it does, how all of it is met, with its file.
product_law_met contains risks.act_met(
	act,
	evidence.at(["product_law", "requirements", act]),
) if {
	some act in _acts
}

product_law_met contains risks.some_act(
	"one of the acts",
	evidence.at(["product_law", "requirements"]),
	_acts,
)

# Points 2 to 12 of Annex I, Section A, in their order. Machinery, point 1 before, stands in
# Section B by Regulation (EU) 2026/1744.
_acts := [
	"toys",
	"recreational_craft",
	"lifts",
	"explosive_atmospheres",
	"radio_equipment",
	"pressure_equipment",
	"cableways",
	"personal_protective_equipment",
	"gas_appliances",
	"medical_devices",
	"in_vitro_diagnostics",
]
