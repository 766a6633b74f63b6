# METADATA
# title: Article 11, technical documentation
# related_resources:
#   - ref: http://data.europa.eu/eli/reg/2024/1689/2026-07-27
#     description: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Article 11
# custom:
#   calendar: high_risk
#   applies: {roles: [provider], tiers: [high_risk_annex_iii, high_risk_annex_i]}
package lexgate.eu_ai_act.art_11

import data.lexgate.lib.check
import data.lexgate.lib.evidence
import data.lexgate.lib.subject

# METADATA
# title: The technical documentation was drawn up before the system was placed on the market
# description: >-
#   Article 11(1) has the technical documentation drawn up before the system is
#   placed on the market or put into service. Both dates are declared. What the
#   documentation contains is not asked here.
# custom:
#   id: EUAIA-11.1.timing
#   article: 11(1)
#   due: pre_deploy
#   scope: version
#   basis: computed
#   severity: high
#   reads: [system.placed_on_market_at, technical_documentation.drawn_up_at]
#   settings: []
#   remedy: Draw up the {term} before the system is placed on the market, and state both dates.
documentation_drawn_up_in_time contains check.before_market(
	"technical documentation",
	evidence.at(["technical_documentation", "drawn_up_at"]),
	evidence.at(["system", "placed_on_market_at"]),
)

# METADATA
# title: The technical documentation is that of the version asked about
# scope: document
# description: >-
#   Article 11(1) has the technical documentation kept up to date. It must cover
#   the version that is asked about, which must also be the version that the
#   registry carries for the model. That every change has found its way into the
#   text is not shown by this.
# custom:
#   id: EUAIA-11.1.uptodate
#   article: 11(1)
#   due: pre_deploy
#   scope: version
#   basis: computed
#   severity: high
#   reads:
#     - model.registry.version
#     - technical_documentation.covers_version
#     - technical_documentation.registry_version
#   settings: []
#   remedy: Bring the technical documentation up to the {term}.
documentation_up_to_date contains check.same(
	"version asked about",
	evidence.at(["technical_documentation", "covers_version"]),
	{"value": subject.version, "source": ["request", "subject", "version"]},
)

documentation_up_to_date contains check.same(
	"version in the registry",
	evidence.at(["technical_documentation", "covers_version"]),
	evidence.at(["model", "registry", "version"]),
)

documentation_up_to_date contains check.same(
	"registry entry",
	evidence.at(["technical_documentation", "registry_version"]),
	evidence.at(["model", "registry", "version"]),
)
