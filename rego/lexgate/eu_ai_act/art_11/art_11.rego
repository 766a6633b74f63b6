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
import data.lexgate.lib.parts
import data.lexgate.lib.subject

# METADATA
# title: Who chose the simplified way used the form of the Commission
# description: >-
#   Article 11(1) lets small and mid-sized organisations give the elements of Annex IV
#   in a simplified manner, and has those who do use the Commission's form. It is a way
#   to write the documentation, never an excuse: all items stay asked for. The form that
#   is named must be one whose publication the rule book knows. While none is published
#   nobody can have used it, and who chose this way stays unknown.
# custom:
#   id: EUAIA-11.1.sme
#   article: 11(1)
#   due: pre_deploy
#   scope: document
#   basis: documented
#   severity: low
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii, high_risk_annex_i]
#     condition: [sme_or_smc_simplified_form_11_1]
#   reads: [technical_documentation.form]
#   settings: []
#   remedy: Use the {term} once it is published, or write the documentation in full.
simplified_form_of_the_commission contains parts.published_form(
	"simplified form of the Commission",
	evidence.at(["technical_documentation", "form"]),
)

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
	evidence.stated(["system", "placed_on_market_at"]),
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

# METADATA
# title: One set of documentation also answers the law of the product
# scope: document
# description: >-
#   Article 11(2) has a single set of technical documentation drawn up for a product
#   under Annex I, Section A, with what the Act asks and what the law of the product
#   asks. The set names that law and says where what it asks is to be found; and the
#   file that holds the set is the one that was read. Whether what the law of the
#   product asks is complete is for that law, and is not judged here.
# custom:
#   id: EUAIA-11.2
#   article: 11(2)
#   due: pre_deploy
#   scope: version
#   basis: documented
#   severity: medium
#   applies:
#     roles: [provider]
#     tiers: [high_risk_annex_iii, high_risk_annex_i]
#     condition: [annex_i_section_a_product]
#   reads:
#     - dossier.documents.technical_documentation.digest
#     - technical_documentation.product_law.acts
#     - technical_documentation.product_law.file
#     - technical_documentation.product_law.information
#   settings: []
#   remedy: Put what the law of the product asks into the same set, and state the {term}.
one_set_with_product_law contains check.text(
	"law of the product",
	evidence.at(["technical_documentation", "product_law", "acts"]),
)

one_set_with_product_law contains check.text(
	"information that it asks for",
	evidence.at(["technical_documentation", "product_law", "information"]),
)

one_set_with_product_law contains parts.refers(
	"file of the one set",
	evidence.at(["technical_documentation", "product_law", "file"]),
	evidence.at(["dossier", "documents", "technical_documentation", "digest"]),
)
