# METADATA
# title: Article 9, risk management
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 9
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_09

import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.facts
import data.lexgate.lib.real_world
import data.lexgate.lib.register
import data.lexgate.lib.risks
import data.lexgate.lib.settings

# METADATA
# title: A risk management system was established, is put to work, documented and maintained
# scope: document
# description: >-
#   Article 9(1) has a risk management system established, implemented, documented
#   and maintained. Each of the four is written down and held against something
#   nobody typed: a commit of the risk file before the market, a test that the
#   process asked for and that ran, the file that the dossier saw with nothing left
#   to be written, and the commit that holds it as it is. What the system does is
#   asked under paragraph 2.
# custom:
#   id: EUAIA-9.1
#   article: 9(1)
#   due: pre_deploy
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - data_quality.data_sets
#     - dossier.documents.risk_management
#     - fairness.data_sets.testing.attributes
#     - file_history.documents.risk_management
#     - log_test
#     - performance.data_sets.testing.measures
#     - risk_management.document
#     - risk_management.process.documented
#     - risk_management.process.established
#     - risk_management.process.implemented.description
#     - risk_management.process.implemented.test
#     - risk_management.process.maintained
#     - risk_management.process.owner
#     - robustness.data_sets.testing.disturbances
#     - stop_test
#     - system.placed_on_market_at
#     - test_report
#   settings: [limits.data_quality, limits.fairness, limits.performance]
#   remedy: Write down how the risk management system is {term}, commit the risk file, and collect its history and the dossier.
risk_management_system_kept contains risks.established(
	"established",
	[
		evidence.at(["risk_management", "process", "established"]),
		check.name(evidence.at(["risk_management", "process", "owner"])),
	],
	evidence.at(["file_history", "documents", "risk_management"]),
	evidence.stated(["system", "placed_on_market_at"]),
)

risk_management_system_kept contains risks.tested(
	"implemented",
	[evidence.at(["risk_management", "process", "implemented", "description"])],
	evidence.at(["risk_management", "process", "implemented", "test"]),
	_seen,
)

risk_management_system_kept contains risks.documented(
	"documented",
	[evidence.at(["risk_management", "process", "documented"])],
	evidence.at(["risk_management", "document"]),
	evidence.at(["dossier", "documents", "risk_management"]),
)

risk_management_system_kept contains risks.maintained(
	"maintained",
	[evidence.at(["risk_management", "process", "maintained"])],
	evidence.at(["risk_management", "document"]),
	evidence.at(["file_history", "documents", "risk_management"]),
)

# METADATA
# title: The risk file was reviewed since this model was trained, and since alerts from use
# scope: document
# description: >-
#   Article 9(2) has risk management run through the lifecycle as an iterative
#   process, with regular systematic review and updating. The Act names no interval.
#   Its half here: a review with its outcome stands in the risk file, in a version
#   committed since this model was trained and, once in use, since the monitor last
#   ran with alerts. The house's half: the last of them is no older than it allows.
#   How well anybody looked is not asked.
# custom:
#   id: EUAIA-9.2
#   article: 9(2)
#   due: pre_deploy
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - file_history.documents.risk_management
#     - model.trained_at
#     - monitoring
#     - risk_management.reviews
#   settings: [risk_management.days_between_reviews]
#   remedy: Review the risk file after {term}, write down what was found, commit it, and collect its history.
reviewed_systematically contains risks.reviewed(
	"training of the model",
	evidence.at(["risk_management", "reviews"]),
	evidence.at(["file_history", "documents", "risk_management"]),
	evidence.at(["model", "trained_at"]),
)

reviewed_systematically contains risks.reviewed_after_alerts(
	term,
	evidence.at(["risk_management", "reviews"]),
	evidence.at(["file_history", "documents", "risk_management"]),
	evidence.at(["monitoring"]),
) if {
	some term in risks.terms_in_use
}

reviewed_systematically contains risks.review_recent(
	["reviews", "house limit"],
	evidence.at(["risk_management", "reviews"]),
	evidence.at(["file_history", "documents", "risk_management"]),
	settings.at_most(["risk_management", "days_between_reviews"]),
)

# METADATA
# title: Known and foreseeable risks are identified, and cover what instruments found
# scope: document
# description: >-
#   Article 9(2)(a) has the known and the reasonably foreseeable risks to health,
#   safety or fundamental rights identified and analysed. Each of the three must be
#   endangered by a risk that rests on a test that ran, or be said not to be, with a
#   reason; each protected attribute must stand in a risk to fundamental rights;
#   each test of the reports that the house asks for that did not pass, and each
#   limit of the house that is missed or undecided, must be named by a risk; and
#   each risk is described in its own section of the risk file. That no other risk
#   is known or foreseeable is not shown by this.
# custom:
#   id: EUAIA-9.2.a
#   article: 9(2)(a)
#   due: pre_deploy
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - data_quality.data_sets
#     - dossier.documents.risk_management.mapped
#     - dossier.documents.risk_management.mapped.*
#     - fairness.data_sets.testing.attributes
#     - fairness.data_sets.testing.attributes.*.measures.*
#     - log_test
#     - performance.data_sets.testing.measures
#     - performance.data_sets.testing.measures.*
#     - risk_management.no_risk.*
#     - risk_management.risks
#     - risk_management.risks.*.analysis
#     - risk_management.risks.*.hazard
#     - risk_management.risks.*.section
#     - robustness.data_sets.testing.disturbances
#     - stop_test
#     - test_report
#     - test_report.*
#   settings: [fairness.protected_attributes, limits.data_quality, limits.fairness, limits.performance, risk_management.test_reports]
#   remedy: Identify and analyse the risk that {term} asks for, in a section of the risk file of its own, and name what instruments found of it.
known_and_foreseeable_risks_identified contains risks.endangered(
	interest,
	evidence.at(["risk_management", "risks"]),
	_seen,
	evidence.at(["risk_management", "no_risk", interest]),
) if {
	some interest in ["health", "safety", "fundamental_rights"]
}

known_and_foreseeable_risks_identified contains risks.concerned(
	attribute,
	evidence.at(["risk_management", "risks"]),
	_seen,
) if {
	some attribute in settings.members(["fairness", "protected_attributes"])
}

known_and_foreseeable_risks_identified contains risks.answered(
	["findings", report],
	report,
	evidence.at(["test_report", report]),
	evidence.at(["risk_management", "risks"]),
) if {
	some report in settings.members(["risk_management", "test_reports"])
}

known_and_foreseeable_risks_identified contains risks.limit_answered(
	["limit", measure],
	["performance", measure],
	evidence.at(["performance", "data_sets", "testing", "measures", measure]),
	settings.limit(["limits", "performance", measure]),
	evidence.at(["risk_management", "risks"]),
) if {
	some measure in settings.names(["limits", "performance"])
}

known_and_foreseeable_risks_identified contains risks.limit_answered(
	["limit", measure, attribute],
	["fairness", attribute, measure],
	evidence.at(["fairness", "data_sets", "testing", "attributes", attribute, "measures", measure]),
	settings.limit(["limits", "fairness", measure]),
	evidence.at(["risk_management", "risks"]),
) if {
	some measure in settings.names(["limits", "fairness"])
	some attribute in settings.attributes(["limits", "fairness", measure])
}

known_and_foreseeable_risks_identified contains risks.described(
	["risk", risk],
	[
		evidence.at(["risk_management", "risks", risk, "hazard"]),
		evidence.at(["risk_management", "risks", risk, "analysis"]),
	],
	evidence.at(["risk_management", "risks", risk, "section"]),
	evidence.at(["dossier", "documents", "risk_management", "mapped", risk]),
) if {
	some risk in _risks
}

# METADATA
# title: Risks are estimated and evaluated, also under foreseeable misuse
# scope: document
# description: >-
#   Article 9(2)(b) has the risks estimated and evaluated that may emerge under the
#   intended purpose and under reasonably foreseeable misuse. Each risk of the risk
#   file has a likelihood and a severity, by the organisation's own scale or words,
#   and what follows from them, resting on a test that ran; of several risks not all
#   rest on the same one. At least one way of misuse is evaluated, was tried, and led to a risk of misuse; that there are no
#   others is not shown by this, nor that an estimate is right.
# custom:
#   id: EUAIA-9.2.b
#   article: 9(2)(b)
#   due: pre_deploy
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - data_quality.data_sets
#     - dossier.documents.risk_management.mapped
#     - fairness.data_sets.testing.attributes
#     - log_test
#     - performance.data_sets.testing.measures
#     - risk_management.misuse
#     - risk_management.risks
#     - risk_management.risks.*.estimate.evaluation
#     - risk_management.risks.*.estimate.likelihood
#     - risk_management.risks.*.estimate.severity
#     - risk_management.risks.*.estimate.test
#     - robustness.data_sets.testing.disturbances
#     - stop_test
#     - test_report
#   settings: [limits.data_quality, limits.fairness, limits.performance]
#   remedy: Estimate and evaluate {term}, naming a test that ran.
risks_estimated contains risks.tested(
	["risk", risk],
	[
		check.name(evidence.at(["risk_management", "risks", risk, "estimate", "likelihood"])),
		check.name(evidence.at(["risk_management", "risks", risk, "estimate", "severity"])),
		evidence.at(["risk_management", "risks", risk, "estimate", "evaluation"]),
	],
	evidence.at(["risk_management", "risks", risk, "estimate", "test"]),
	_seen,
) if {
	some risk in _risks
}

risks_estimated contains risks.apart(
	"tests apart",
	[evidence.at(["risk_management", "risks", risk, "estimate", "test"]) | some risk in _risks],
	_seen,
)

risks_estimated contains risks.misused(
	"misuse",
	evidence.at(["risk_management", "misuse"]),
	evidence.at(["risk_management", "risks"]),
	_seen,
)

# METADATA
# title: Other risks are evaluated from what the monitor of the system in use recorded
# scope: document
# description: >-
#   Article 9(2)(c) has other risks evaluated by analysing the data of post-market
#   monitoring under Article 72. The evaluation speaks of the very record of the
#   monitor: its alerts, its runs, its end and each of its metrics; and alerts led
#   to a risk of their own. Drift and reports of deployers are not read here, and
#   the monitoring system itself is judged under Article 72.
# custom:
#   id: EUAIA-9.2.c
#   article: 9(2)(c)
#   due: post_deploy
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - monitoring.alerts
#     - monitoring.metrics
#     - monitoring.period.to
#     - monitoring.runs_completed
#     - risk_management.post_market_inputs.alerts
#     - risk_management.post_market_inputs.evaluation
#     - risk_management.post_market_inputs.metrics
#     - risk_management.post_market_inputs.risk
#     - risk_management.post_market_inputs.runs
#     - risk_management.post_market_inputs.until
#     - risk_management.risks
#   settings: []
#   remedy: Evaluate the present record of the monitor for other risks ({term}), and take it into the risk file.
risks_from_use_evaluated contains check.documented(
	"data of use",
	array.concat(
		[evidence.at(["risk_management", "post_market_inputs", "evaluation"])],
		risks.said(evidence.at(["risk_management", "post_market_inputs", "metrics"])),
	),
	[
		{
			"relation": "equals",
			"stated": evidence.at(["risk_management", "post_market_inputs", "alerts"]),
			"observed": evidence.at(["monitoring", "alerts"]),
		},
		{
			"relation": "equals",
			"stated": evidence.at(["risk_management", "post_market_inputs", "runs"]),
			"observed": evidence.at(["monitoring", "runs_completed"]),
		},
		{
			"relation": "equals",
			"stated": evidence.at(["risk_management", "post_market_inputs", "until"]),
			"observed": evidence.at(["monitoring", "period", "to"]),
		},
		{
			"relation": "equals",
			"stated": risks.named(evidence.at(["risk_management", "post_market_inputs", "metrics"])),
			"observed": evidence.at(["monitoring", "metrics"]),
		},
	],
)

risks_from_use_evaluated contains risks.led_to(
	"alerts",
	evidence.at(["monitoring", "alerts"]),
	evidence.at(["risk_management", "post_market_inputs", "risk"]),
	evidence.at(["risk_management", "risks"]),
)

# METADATA
# title: Targeted measures against each risk were adopted and tried
# scope: document
# description: >-
#   Article 9(2)(d) has appropriate and targeted measures adopted that address the
#   risks identified under point (a). Each risk of the risk file has its measures,
#   adopted by a day that had come when they were signed for, and a test of them
#   that ran; of several risks not all name the same test, which would be targeted at
#   none. The measures to control what remains are asked under paragraph 5; that
#   measures are appropriate is judged there, too.
# custom:
#   id: EUAIA-9.2.d
#   article: 9(2)(d)
#   due: pre_deploy
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - data_quality.data_sets
#     - dossier.documents.risk_management.mapped
#     - fairness.data_sets.testing.attributes
#     - log_test
#     - performance.data_sets.testing.measures
#     - risk_management.risks
#     - risk_management.risks.*.measures
#     - risk_management.risks.*.measures.test
#     - risk_management.stated_at
#     - robustness.data_sets.testing.disturbances
#     - stop_test
#     - test_report
#   settings: [limits.data_quality, limits.fairness, limits.performance]
#   remedy: Adopt measures against {term}, with the day and a test that ran.
targeted_measures_adopted contains risks.adopted(
	["risk", risk],
	evidence.at(["risk_management", "risks", risk, "measures"]),
	evidence.at(["risk_management", "stated_at"]),
	_seen,
) if {
	some risk in _risks
}

targeted_measures_adopted contains risks.apart(
	"tests apart",
	[evidence.at(["risk_management", "risks", risk, "measures", "test"]) | some risk in _risks],
	_seen,
)

# METADATA
# title: Effects and interactions of the requirements were considered in the measures
# scope: document
# description: >-
#   Article 9(4) has the measures give due consideration to the effects and possible
#   interaction of all requirements of the Section together, so as to minimise risks
#   and to balance the measures. Two people judge the three, with reasons, on the
#   risk file as it is signed; and it says for each of Articles 10 to 15 how
#   measures interact with it.
# custom:
#   id: EUAIA-9.4
#   article: 9(4)
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: medium
#   reads:
#     - assessment.EUAIA-9.4.answers.*
#     - risk_management
#     - risk_management.interactions.*
#   settings: []
#   remedy: Say how measures interact with {term}, and have two people judge it on the present risk file.
interactions_considered contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-9.4", "answers", element]),
	[evidence.digest("risk_management").value],
) if {
	some element in ["effects_of_requirements_combined", "possible_interactions", "balance_of_measures"]
}

interactions_considered contains check.text(article, evidence.at(["risk_management", "interactions", article])) if {
	some article in ["article_10", "article_11", "article_12", "article_13", "article_14", "article_15"]
}

# METADATA
# title: The residual risk of each hazard, and overall, was judged acceptable
# scope: document
# description: >-
#   Article 9(5), first subparagraph, has the residual risk of each hazard and the
#   overall residual risk judged acceptable. Two people judge each risk of the risk
#   file, and all of them together, with reasons, on the risk file and on the tests
#   of this model as they are now. The Act sets no measure of what is acceptable.
# custom:
#   id: EUAIA-9.5
#   article: 9(5)
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-9.5.answers.*
#     - assessment.EUAIA-9.5.answers.overall_residual_risk
#     - dossier.documents.risk_management.mapped
#     - fairness
#     - performance
#     - risk_management
#     - risk_management.risks
#     - risk_management.risks.*.residual
#   settings: []
#   remedy: Say what remains of {term}, and have two people judge it on the present risk file and tests.
residual_risk_judged_acceptable contains check.assessed(
	["residual risk", risk],
	evidence.at(["assessment", "EUAIA-9.5", "answers", risk]),
	_judged_on,
) if {
	some risk in _risks
}

residual_risk_judged_acceptable contains check.assessed(
	"overall residual risk",
	evidence.at(["assessment", "EUAIA-9.5", "answers", "overall_residual_risk"]),
	_judged_on,
)

residual_risk_judged_acceptable contains check.text(["described", risk], evidence.at(["risk_management", "risks", risk, "residual"])) if {
	some risk in _risks
}

_judged_on := [
	evidence.digest("risk_management").value,
	evidence.digest("performance").value,
	evidence.digest("fairness").value,
]

# METADATA
# title: Risks were judged eliminated or reduced by design as far as technically feasible
# scope: document
# description: >-
#   Article 9(5), second subparagraph, point (a), has risks eliminated or reduced
#   through adequate design and development as far as technically feasible. Two
#   people judge each risk of the risk file, with reasons, on what it says of
#   design, as it is signed.
# custom:
#   id: EUAIA-9.5.a
#   article: 9(5)(a)
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-9.5.a.answers.*
#     - dossier.documents.risk_management.mapped
#     - risk_management
#     - risk_management.risks
#     - risk_management.risks.*.by_design
#   settings: []
#   remedy: Say what design takes away of {term}, and have two people judge whether more is feasible.
reduced_by_design contains check.assessed(
	["as far as feasible", risk],
	evidence.at(["assessment", "EUAIA-9.5.a", "answers", risk]),
	[evidence.digest("risk_management").value],
) if {
	some risk in _risks
}

reduced_by_design contains check.text(["described", risk], evidence.at(["risk_management", "risks", risk, "by_design"])) if {
	some risk in _risks
}

# METADATA
# title: What remains of risks is controlled, by controls whose tests passed
# description: >-
#   Article 9(5), second subparagraph, point (b), has adequate mitigation and
#   control measures implemented, where appropriate, for risks that can't be
#   eliminated. Each risk of the risk file names a control with a test that passed:
#   a test of a report, a limit of the house that is met, the stop or the log. Or it
#   says why nothing of it remains to be controlled; that rests on text alone.
# custom:
#   id: EUAIA-9.5.b
#   article: 9(5)(b)
#   due: pre_deploy
#   scope: system
#   basis: documented
#   severity: high
#   reads:
#     - data_quality.data_sets
#     - dossier.documents.risk_management.mapped
#     - fairness.data_sets.testing.attributes
#     - log_test
#     - performance.data_sets.testing.measures
#     - risk_management.risks
#     - risk_management.risks.*.controls
#     - robustness.data_sets.testing.disturbances
#     - stop_test
#     - test_report
#   settings: [limits.data_quality, limits.fairness, limits.performance]
#   remedy: Control what remains of {term}, with a test that passes, or say why nothing remains.
remaining_risks_controlled contains risks.controlled(
	["risk", risk],
	evidence.at(["risk_management", "risks", risk, "controls"]),
	_seen,
) if {
	some risk in _risks
}

# METADATA
# title: Deployers get the instructions for use on file, and training where appropriate
# scope: document
# description: >-
#   Article 9(5), second subparagraph, point (c), has deployers given the
#   information that Article 13 asks for and, where appropriate, training. The
#   instructions that people say they give are the very file that the dossier saw;
#   so is the material of the training, or a reason says that none is appropriate,
#   which rests on text alone. What the instructions must hold is asked under
#   Article 13.
# custom:
#   id: EUAIA-9.5.c
#   article: 9(5)(c)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - dossier.documents.deployer_training.digest
#     - dossier.documents.instructions_for_use
#     - risk_management.deployer_information.instructions
#     - risk_management.deployer_information.provision
#     - risk_management.deployer_information.training
#   settings: []
#   remedy: Name the file of {term} that deployers are given, and collect the dossier with it.
deployers_informed contains risks.documented(
	"information",
	[evidence.at(["risk_management", "deployer_information", "provision"])],
	evidence.at(["risk_management", "deployer_information", "instructions"]),
	evidence.at(["dossier", "documents", "instructions_for_use"]),
)

deployers_informed contains risks.trained(
	"training",
	evidence.at(["risk_management", "deployer_information", "training"]),
	evidence.at(["dossier", "documents", "deployer_training", "digest"]),
)

# METADATA
# title: What deployers know and where they use the system was considered
# scope: document
# description: >-
#   Article 9(5), third subparagraph, has due consideration given to the technical
#   knowledge, experience, education and training to be expected of the deployer,
#   and to the context of use. Two people judge each of the five, with reasons, on
#   what the risk file says of it, as it is signed. What deployers really know is
#   not measured.
# custom:
#   id: EUAIA-9.5.subpara3
#   article: 9(5), third subparagraph
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: medium
#   reads:
#     - assessment.EUAIA-9.5.subpara3.answers.*
#     - risk_management
#     - risk_management.deployer_profile.*
#   settings: []
#   remedy: Say what can be expected of deployers as to {term}, and have two people judge it.
deployer_profile_considered contains check.assessed(
	["considered", element],
	evidence.at(["assessment", "EUAIA-9.5.subpara3", "answers", element]),
	[evidence.digest("risk_management").value],
) if {
	some element in _expected_of_deployers
}

deployer_profile_considered contains check.text(["described", element], evidence.at(["risk_management", "deployer_profile", element])) if {
	some element in _expected_of_deployers
}

_expected_of_deployers := ["technical_knowledge", "experience", "education", "training", "context"]

# METADATA
# title: The system was tested to find measures, for consistency and for the requirements
# scope: document
# description: >-
#   Article 9(6) has systems tested to identify the most appropriate and targeted
#   measures, and so that they perform consistently for their intended purpose and
#   comply with the Section. For each of the three a test is named that ran: for
#   consistency with the intended purpose as the facts have it, and for compliance
#   one for each of Articles 10, 12, 14 and 15, by an instrument that measures it: a
#   test of a report counts for Article 14 alone, where a signed fact takes the stop
#   away. The run on this model has ended. Articles 11 and 13 ask for documents,
#   which no test tries; how tests came out is asked elsewhere.
# custom:
#   id: EUAIA-9.6
#   article: 9(6)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - data_quality.data_sets
#     - fairness.data_sets.testing.attributes
#     - log_test
#     - performance.data_sets.testing.measures
#     - performance.run
#     - risk_management.testing.consistency.description
#     - risk_management.testing.consistency.test
#     - risk_management.testing.intended_purpose
#     - risk_management.testing.measures.description
#     - risk_management.testing.measures.test
#     - risk_management.testing.requirements.*
#     - robustness.data_sets.testing.disturbances
#     - stop_test
#     - system.facts.not_appropriate_or_proportionate_14_4_e
#     - system.intended_purpose
#     - test_report
#   settings: [limits.data_quality, limits.fairness, limits.performance]
#   remedy: Run a test for {term}, and name it.
tested_for_its_purposes contains risks.tested(
	"measures",
	[evidence.at(["risk_management", "testing", "measures", "description"])],
	evidence.at(["risk_management", "testing", "measures", "test"]),
	_seen,
)

tested_for_its_purposes contains risks.consistent(
	"consistent performance",
	[evidence.at(["risk_management", "testing", "consistency", "description"])],
	{
		"stated": evidence.at(["risk_management", "testing", "intended_purpose"]),
		"facts": evidence.at(["system", "intended_purpose"]),
	},
	evidence.at(["risk_management", "testing", "consistency", "test"]),
	_seen,
)

tested_for_its_purposes contains risks.complied(
	["compliance", article],
	article,
	evidence.at(["risk_management", "testing", "requirements", article]),
	_seen,
	facts.answer("not_appropriate_or_proportionate_14_4_e"),
) if {
	some article in ["article_10", "article_12", "article_14", "article_15"]
}

tested_for_its_purposes contains risks.ended(
	"run of tests",
	evidence.at(["performance", "run"]),
)

# METADATA
# title: Tests in real-world conditions kept to the conditions of Article 60
# scope: document
# description: >-
#   Article 9(7) lets tests include ones in real-world conditions in accordance with
#   Article 60, whose conditions have no entry of their own. Judged entry by entry
#   over a stated period: plan submitted and approved, or tacitly after 30 days
#   where national law has that; registration; begin before the market; six months,
#   or twelve with an extension notified before; consent; and a text on each other
#   condition. Ethical review and what subjects experienced are not asked. All dates
#   are those that people signed.
# custom:
#   id: EUAIA-9.7
#   article: 9(7)
#   due: on_event
#   scope: version
#   basis: documented
#   severity: medium
#   calendar: real_world_testing
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii, high_risk_annex_i]
#     condition: [real_world_testing_used]
#   reads:
#     - real_world_testing
#     - real_world_testing.tests
#     - real_world_testing.tests.*
#     - system.placed_on_market_at
#   settings: [real_world_testing.days_without_record]
#   remedy: Complete the register of tests in real-world conditions ({term}), or sign the fact that none is made.
tested_in_real_world_conditions contains real_world.kept(
	"register",
	evidence.at(["real_world_testing"]),
	settings.at_most(["real_world_testing", "days_without_record"]),
)

tested_in_real_world_conditions contains real_world.approved(
	[register.name(test, place), "plan and approval"],
	test,
) if {
	some place in register.places(evidence.at(["real_world_testing", "tests"]))
	test := evidence.at(["real_world_testing", "tests", place])
}

tested_in_real_world_conditions contains real_world.registered(
	[register.name(test, place), "registration"],
	test,
) if {
	some place in register.places(evidence.at(["real_world_testing", "tests"]))
	test := evidence.at(["real_world_testing", "tests", place])
}

tested_in_real_world_conditions contains real_world.in_time(
	[register.name(test, place), "six months"],
	test,
) if {
	some place in register.places(evidence.at(["real_world_testing", "tests"]))
	test := evidence.at(["real_world_testing", "tests", place])
}

tested_in_real_world_conditions contains real_world.before_market(
	[register.name(test, place), "before the market"],
	test,
	evidence.stated(["system", "placed_on_market_at"]),
) if {
	some place in register.places(evidence.at(["real_world_testing", "tests"]))
	test := evidence.at(["real_world_testing", "tests", place])
}

tested_in_real_world_conditions contains real_world.consented(
	[register.name(test, place), "consent"],
	test,
) if {
	some place in register.places(evidence.at(["real_world_testing", "tests"]))
	test := evidence.at(["real_world_testing", "tests", place])
}

tested_in_real_world_conditions contains real_world.conditioned(
	[register.name(test, place), field],
	test,
	field,
) if {
	some place in register.places(evidence.at(["real_world_testing", "tests"]))
	test := evidence.at(["real_world_testing", "tests", place])
	some field in ["establishment", "transfers", "vulnerable_subjects", "deployers", "oversight", "reversible"]
}

# METADATA
# title: This very model was tested before it was placed on the market
# description: >-
#   Article 9(8) leaves open when tests run while a system is developed, but some
#   must precede the market. The run of tests on the artefact asked about must
#   have ended before this version was placed on the market or put into service.
#   Later runs do no harm; whether earlier ones were due is not judged here.
# custom:
#   id: EUAIA-9.8.timing
#   article: 9(8)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   reads: [performance.run.finished_at, system.placed_on_market_at]
#   settings: []
#   remedy: Run the {term} on this artefact before it is placed on the market, and state that date.
tested_before_market contains check.before_market(
	"tests",
	evidence.at(["performance", "run", "finished_at"]),
	evidence.stated(["system", "placed_on_market_at"]),
)

# METADATA
# title: Limits were set before the tests (the Act), and are met (the house)
# scope: document
# description: >-
#   Article 9(8) has tests run against metrics and thresholds defined before. The
#   Act's half: the owner of each limit signed it before the tests began, and the
#   number that it limits was measured. The house's half: the number keeps to the
#   limit, which is the organisation's own and no number of the Act. A limit on
#   fairness is asked for the attributes that it names. That the metrics suit the
#   intended purpose is a judgement which is not asked here.
# custom:
#   id: EUAIA-9.8.metrics
#   article: 9(8)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   reads:
#     - fairness.data_sets.testing.attributes.*.measures.*
#     - fairness.examined.*.way
#     - fairness.observed_at
#     - limits
#     - limits.limits.fairness.*
#     - limits.limits.performance.*
#     - limits.stated_at
#     - model.data_sets.testing.rows
#     - performance.data_sets.testing.measures.*
#     - performance.observed_at
#     - performance.run.finished_at
#     - performance.run.started_at
#   settings: [fairness.accepted_ways, limits.fairness, limits.performance]
#   remedy: "For {term}: sign the limit before the tests, measure it, or, where the interval spans the limit, test on more people or better the model (`lexgate advise` tries mitigations)."
tested_against_prior_limits contains check.set_beforehand(
	[measure, attribute, "set beforehand"],
	settings.limit(["limits", "fairness", measure]),
	{
		"limit": evidence.at(["limits", "limits", "fairness", measure]),
		"signers": evidence.signers("limits"),
		"stated_at": evidence.at(["limits", "stated_at"]),
	},
	[
		evidence.at(["performance", "run", "started_at"]),
		evidence.at(["performance", "run", "finished_at"]),
		evidence.at(["fairness", "observed_at"]),
	],
) if {
	some measure in settings.names(["limits", "fairness"])
	some attribute in settings.attributes(["limits", "fairness", measure])
}

tested_against_prior_limits contains check.measured(
	[measure, attribute, "measured"],
	_measured(attribute, measure),
	evidence.at(["model", "data_sets", "testing", "rows"]),
) if {
	some measure in settings.names(["limits", "fairness"])
	some attribute in settings.attributes(["limits", "fairness", measure])
}

tested_against_prior_limits contains check.within(
	[measure, attribute, "house limit"],
	_measured(attribute, measure),
	settings.limit(["limits", "fairness", measure]),
) if {
	some measure in settings.names(["limits", "fairness"])
	some attribute in settings.attributes(["limits", "fairness", measure])
}

tested_against_prior_limits contains check.set_beforehand(
	[measure, "set beforehand"],
	settings.limit(["limits", "performance", measure]),
	{
		"limit": evidence.at(["limits", "limits", "performance", measure]),
		"signers": evidence.signers("limits"),
		"stated_at": evidence.at(["limits", "stated_at"]),
	},
	[
		evidence.at(["performance", "run", "started_at"]),
		evidence.at(["performance", "run", "finished_at"]),
		evidence.at(["performance", "observed_at"]),
	],
) if {
	some measure in settings.names(["limits", "performance"])
}

tested_against_prior_limits contains check.measured(
	[measure, "measured"],
	evidence.at(["performance", "data_sets", "testing", "measures", measure]),
	evidence.at(["model", "data_sets", "testing", "rows"]),
) if {
	some measure in settings.names(["limits", "performance"])
}

tested_against_prior_limits contains check.within(
	[measure, "house limit"],
	evidence.at(["performance", "data_sets", "testing", "measures", measure]),
	settings.limit(["limits", "performance", measure]),
) if {
	some measure in settings.names(["limits", "performance"])
}

_measured(attribute, measure) := check.in_an_accepted_way(
	evidence.at(["fairness", "data_sets", "testing", "attributes", attribute, "measures", measure]),
	{
		"way": evidence.at(["fairness", "examined", attribute, "way"]),
		"accepted": settings.allowed(["fairness", "accepted_ways", attribute]),
	},
)

# METADATA
# title: Harm to minors and to other vulnerable groups was considered
# scope: document
# description: >-
#   Article 9(9) has providers consider whether the system, in view of its intended
#   purpose, is likely to harm people under 18 and, as appropriate, other vulnerable
#   groups. Two people judge both, with reasons, on the risk file as it is signed
#   and on the profile of the data. The risk file says what was considered of
#   minors, and of each group that the testing data hold of a protected attribute,
#   or how its groups were considered where the data hold none. Groups that no
#   attribute of the house names are left to the two people.
# custom:
#   id: EUAIA-9.9
#   article: 9(9)
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: high
#   reads:
#     - assessment.EUAIA-9.9.answers.*
#     - data_quality
#     - data_quality.data_sets.testing.groups.*
#     - risk_management
#     - risk_management.vulnerable_groups.groups.*
#     - risk_management.vulnerable_groups.minors.reason
#     - risk_management.vulnerable_groups.not_counted.*
#   settings: [fairness.protected_attributes]
#   remedy: Consider whether harm to {term} is likely, and have two people judge it.
vulnerable_groups_considered contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-9.9", "answers", element]),
	[evidence.digest("risk_management").value, evidence.digest("data_quality").value],
) if {
	some element in ["minors", "other_vulnerable_groups"]
}

vulnerable_groups_considered contains check.text(
	["described", "minors"],
	evidence.at(["risk_management", "vulnerable_groups", "minors", "reason"]),
)

vulnerable_groups_considered contains risks.considered(
	["groups", attribute],
	evidence.at(["risk_management", "vulnerable_groups", "groups", attribute]),
	evidence.at(["data_quality", "data_sets", "testing", "groups", attribute]),
	evidence.at(["risk_management", "vulnerable_groups", "not_counted", attribute]),
) if {
	some attribute in settings.members(["fairness", "protected_attributes"])
}

# The risks that are judged one by one: those stated, and those with a section in the risk file.
_risks := risks.names(
	evidence.at(["risk_management", "risks"]),
	evidence.at(["dossier", "documents", "risk_management", "mapped"]),
)

# What instruments saw that a test can be named of, and the limits that make a number pass.
_seen := risks.instruments({
	"test_report": evidence.at(["test_report"]),
	"performance": evidence.at(["performance", "data_sets", "testing", "measures"]),
	"fairness": evidence.at(["fairness", "data_sets", "testing", "attributes"]),
	"data_quality": evidence.at(["data_quality", "data_sets"]),
	"robustness": evidence.at(["robustness", "data_sets", "testing", "disturbances"]),
	"log_test": evidence.at(["log_test"]),
	"stop_test": evidence.at(["stop_test"]),
	"limits": {
		"performance": {measure: settings.limit(["limits", "performance", measure]) |
			some measure in settings.names(["limits", "performance"])
		},
		"fairness": {measure: settings.limit(["limits", "fairness", measure]) |
			some measure in settings.names(["limits", "fairness"])
		},
		"data_quality": {measure: settings.limit(["limits", "data_quality", measure]) |
			some measure in settings.names(["limits", "data_quality"])
		},
	},
})
