# METADATA
# title: Article 12, record-keeping
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 12
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_12

import data.lexgate.lib.check
import data.lexgate.lib.evidence

# METADATA
# title: The system records events by itself
# description: >-
#   Article 12(1) has a high-risk system technically allow the automatic recording
#   of events over its lifetime. An instrument drove the service, and each request
#   left a record with a time that nobody wrote by hand. Which events the logs must
#   enable to see (12(2)) and how long logs are kept (19, 26(6)) is asked elsewhere.
# custom:
#   id: EUAIA-12.1
#   article: 12(1)
#   due: pre_deploy
#   scope: version
#   basis: measured
#   severity: high
#   reads: [log_test.records, log_test.requests, log_test.without_time]
#   settings: []
#   remedy: Have the service write a timed record of each request by itself, and run the test of its {term} again.
events_recorded_automatically contains check.recorded(
	"event log",
	evidence.at(["log_test", "requests"]),
	evidence.at(["log_test", "records"]),
	evidence.at(["log_test", "without_time"]),
)
