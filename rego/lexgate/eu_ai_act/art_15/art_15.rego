# METADATA
# title: Article 15, accuracy, robustness and cybersecurity
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 15
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_15

import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.settings

# METADATA
# title: Accuracy, robustness and cybersecurity were judged appropriate and lasting
# description: >-
#   Article 15(1) has systems reach an appropriate level of accuracy, robustness
#   and cybersecurity, and keep it throughout their lifecycle. The Act says no
#   number. Two people judge each of the three, and that they last, with reasons;
#   accuracy on the tests of this model as they are now.
# custom:
#   id: EUAIA-15.1
#   article: 15(1)
#   due: pre_deploy
#   scope: version
#   basis: assessed
#   severity: high
#   reads: [assessment.EUAIA-15.1.answers.*, performance]
#   settings: []
#   remedy: Have two people judge {term}, with reasons, on the tests as they are now.
level_judged_appropriate contains check.assessed(
	element,
	evidence.at(["assessment", "EUAIA-15.1", "answers", element]),
	basis,
) if {
	some element, basis in {
		"accuracy": [evidence.digest("performance").value],
		"robustness": [],
		"cybersecurity": [],
		"consistent_over_lifecycle": [],
	}
}

# METADATA
# title: Levels of accuracy are declared in the instructions for use
# description: >-
#   Article 15(3) has the levels of accuracy and their metrics declared in the
#   instructions for use. Each measure that the organisation uses must be there
#   with its level and the conditions it holds under; and the level must lie in the
#   interval measured, or it is the level of another system. Whether it is high
#   enough is asked under Article 15(1).
# custom:
#   id: EUAIA-15.3
#   article: 15(3)
#   due: pre_deploy
#   scope: document
#   basis: documented
#   severity: high
#   reads:
#     - instructions_for_use.accuracy.*.conditions
#     - instructions_for_use.accuracy.*.level
#     - performance.data_sets.testing.measures.*
#   settings: [accuracy.measures]
#   remedy: Declare the level of {term} in the instructions for use as it was measured, with its conditions.
accuracy_declared contains check.declared(
	measure,
	evidence.at(["instructions_for_use", "accuracy", measure, "level"]),
	evidence.at(["instructions_for_use", "accuracy", measure, "conditions"]),
	evidence.at(["performance", "data_sets", "testing", "measures", measure]),
) if {
	some measure in settings.members(["accuracy", "measures"])
}
