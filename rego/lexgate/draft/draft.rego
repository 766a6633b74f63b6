# METADATA
# description: >-
#   What would follow from facts that nobody signed yet, for whoever is writing them
#   down. It is no decision and part of none.
package lexgate.draft

import data.lexgate.eu_ai_act.classification
import data.lexgate.lib.applicability
import data.lexgate.lib.trust

# METADATA
# title: Tiers, roles and what could still change them, were the facts of the input signed
classified := found if {
	found := classification.summary with trust.evidence as {"system": {"facts": input.facts, "placed_on_market_at": null}}
		with trust.documents as {}
		with input.stage as "training"
}

# METADATA
# title: Facts that decide whether a control of the tiers and roles applies
conditions := found if {
	found := _conditions with trust.evidence as {"system": {"facts": input.facts, "placed_on_market_at": null}}
		with trust.documents as {}
		with input.stage as "training"
}

_conditions := {fact |
	some control in data.lexgate.catalogue.controls
	count(object.get(control.applies, "condition", [])) > 0
	applicability.of(control).answer == "unknown"
	applicability.of(object.union(control, {"applies": {"condition": null}})).answer == "yes"
	some fact in applicability.open(control)
}
