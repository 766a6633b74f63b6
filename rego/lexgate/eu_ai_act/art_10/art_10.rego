# METADATA
# title: Article 10, data and data governance
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 10
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_10

import data.lexgate.lib.applicability
import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.settings

# METADATA
# title: Where the data come from is on record
# description: >-
#   Article 10(2)(b) has data governance concern how data were collected, their
#   origin and, for personal data, the purpose they were first collected for. For
#   each data set the record must name all three, and speak of the very file that
#   the model was made from.
# custom:
#   id: EUAIA-10.2.b
#   article: 10(2)(b)
#   due: data
#   scope: version
#   basis: documented
#   severity: high
#   reads:
#     - data_governance.data_sets.*.collection
#     - data_governance.data_sets.*.digest
#     - data_governance.data_sets.*.origin
#     - data_governance.data_sets.*.original_purpose
#     - model.data_sets.*.digest
#   settings: [data_sets.roles]
#   remedy: Record origin, collection and first purpose of the {term} data, with the digest of the file.
origins_recorded contains check.documented(
	role,
	[
		evidence.at(["data_governance", "data_sets", role, "origin"]),
		evidence.at(["data_governance", "data_sets", role, "collection"]),
		evidence.at(["data_governance", "data_sets", role, "original_purpose"]),
	],
	[{
		"relation": "equals",
		"stated": evidence.at(["data_governance", "data_sets", role, "digest"]),
		"observed": evidence.at(["model", "data_sets", role, "digest"]),
	}],
) if {
	some role in applicability.data_sets
}

# METADATA
# title: Data sets are examined for biases
# description: >-
#   Article 10(2)(f) has training, validation and testing data examined for
#   biases that may harm people or lead to discrimination. In each of these sets
#   each attribute that the organisation protects must have been examined, by a
#   stated method, on real people; or a signed reason says that it is not
#   processed, and the model reads no column that could carry it. Whether a
#   number is good enough is asked elsewhere: the Act sets none, and Article 9(8)
#   leaves the limit to the provider.
# custom:
#   id: EUAIA-10.2.f
#   article: 10(2)(f)
#   due: data
#   scope: version
#   basis: measured
#   severity: high
#   reads:
#     - data_governance.not_processed.*.reason
#     - fairness.data_sets.*.attributes.*
#     - model.data_sets.*.rows
#     - model.features
#     - model.n_features
#   settings: [data_sets.roles, fairness.carried_by, fairness.minimum_n, fairness.protected_attributes]
#   remedy: Examine {term} with the fairness collector, or record why it is not processed.
examined_for_biases contains check.examined(
	[role, attribute],
	evidence.at(["fairness", "data_sets", role, "attributes", attribute]),
	{
		"rows": evidence.at(["model", "data_sets", role, "rows"]),
		"minimum": settings.at_least(["fairness", "minimum_n"]),
	},
	{
		"reason": evidence.at(["data_governance", "not_processed", attribute, "reason"]),
		"carriers": settings.members(["fairness", "carried_by", attribute]),
		"features": evidence.at(["model", "features"]),
		"n_features": evidence.at(["model", "n_features"]),
	},
) if {
	some role in applicability.data_sets
	some attribute in settings.members(["fairness", "protected_attributes"])
}
