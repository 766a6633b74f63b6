# METADATA
# title: Article 4, AI literacy
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 4
# custom:
#   calendar: literacy
#   applies: {roles: [provider, deployer], tiers: [any_system]}
package lexgate.eu_ai_act.art_04

import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.settings

# METADATA
# title: Measures support the AI literacy of those who deal with AI systems
# description: >-
#   Article 4(1), in its wording since July 2026, has providers and deployers take
#   measures that support the AI literacy of their staff and of others who operate
#   and use AI systems for them. For each audience that the organisation names at
#   least one measure was taken, on a day that has come. Whether a measure fits
#   what people know, the context of use and those affected is not judged, and no
#   level of any person is asked for or guaranteed.
# custom:
#   id: EUAIA-4.1
#   article: 4(1)
#   due: pre_deploy
#   scope: organisation
#   basis: attested
#   severity: medium
#   reads: [literacy.measures, literacy.stated_at]
#   settings: [literacy.audiences]
#   remedy: Take a measure for {term} and sign for it with its day.
literacy_supported contains check.taken_for(
	audience,
	evidence.at(["literacy", "measures"]),
	evidence.at(["literacy", "stated_at"]),
) if {
	some audience in settings.members(["literacy", "audiences"])
}
