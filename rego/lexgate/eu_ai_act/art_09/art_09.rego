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
import data.lexgate.lib.settings

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
	evidence.at(["system", "placed_on_market_at"]),
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
