# METADATA
# title: Article 26, obligations of deployers
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 26
# custom:
#   calendar: high_risk
#   applies: {roles: [deployer], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_26

import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.settings

# METADATA
# title: The deployer monitors the system, by the instructions for use
# scope: document
# description: >-
#   Article 26(5) has deployers monitor the operation of the system on the basis
#   of the instructions for use. The runs of the monitor that were planned took
#   place, their record reaches up to now, and it follows the instructions as they
#   are now. Planned runs are our measure: the Act names none. For financial
#   institutions compliance with the rules on their governance counts as this
#   monitoring, which is not read here. Whether somebody had to be informed is
#   asked elsewhere.
# custom:
#   id: EUAIA-26.5.monitor
#   article: 26(5)
#   due: post_deploy
#   scope: deployment
#   basis: measured
#   severity: high
#   reads:
#     - instructions_for_use
#     - monitoring.instructions_digest
#     - monitoring.period.to
#     - monitoring.runs_completed
#     - monitoring.runs_expected
#   settings: [monitoring.days_without_record]
#   remedy: Run the monitor as planned, by the present instructions for use, and collect its {term}.
operation_monitored contains check.completed(
	"record of runs",
	evidence.at(["monitoring", "runs_expected"]),
	evidence.at(["monitoring", "runs_completed"]),
	evidence.at(["monitoring", "period", "to"]),
	settings.at_most(["monitoring", "days_without_record"]),
)

operation_monitored contains check.same(
	"instructions for use",
	evidence.at(["monitoring", "instructions_digest"]),
	evidence.digest("instructions_for_use"),
)
