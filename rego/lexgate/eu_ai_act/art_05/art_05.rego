# METADATA
# title: Article 5, prohibited practices
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 5
# custom:
#   calendar: prohibitions
#   applies: {roles: [provider, deployer, importer, product_manufacturer], tiers: [any_system]}
package lexgate.eu_ai_act.art_05

import data.lexgate.lib.check
import data.lexgate.lib.evidence

# METADATA
# title: Emotions are not inferred at work or in education
# description: >-
#   Article 5(1)(f) bans inferring emotions of people at work or in education from
#   biometric data, unless it is meant for medical or safety reasons. Candidates
#   and trainees count. Elsewhere emotion recognition is not banned; it is
#   high-risk and has to be announced.
# custom:
#   id: EUAIA-5.1.f
#   article: 5(1)(f)
#   due: pre_deploy
#   scope: system
#   basis: assessed
#   severity: critical
#   reads: [assessment.EUAIA-5.1.f.answers.*]
#   settings: []
#   remedy: Have two people assess {term} by its elements, each with a reason.
emotions_not_inferred_at_work_or_school contains check.lacks_an_element(
	"emotion inference at work or in education",
	{element: evidence.at(["assessment", "EUAIA-5.1.f", "answers", element]) |
		some element in [
			"infers_emotions_of_people",
			"from_biometric_data",
			"at_work_or_in_education",
			"for_no_medical_or_safety_reason",
		]
	},
)
