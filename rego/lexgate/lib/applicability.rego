# METADATA
# description: >-
#   Whether a control speaks to this system: by tier, role and condition. Not
#   applicable needs a stated fact; what is unknown applies.
package lexgate.lib.applicability

import data.lexgate.eu_ai_act.classification
import data.lexgate.lib.facts
import data.lexgate.lib.settings

# METADATA
# title: Applies (yes, no or unknown) and, for a no, the fact that takes it away
# scope: document
of(control) := {"answer": "no", "because": because} if {
	because := _taken_away(control)[0]
} else := {"answer": facts.all_of(_parts(control)), "because": null}

# METADATA
# title: The tiers of a control that the system has or may have
# scope: document
tiers(control) := {tier |
	some tier in control.applies.tiers
	object.get(classification.tiers, [tier, "answer"], null) != "no"
}

# METADATA
# title: The data sets that Article 10 asks about
# description: >-
#   The sets that the organisation names; for a system that is not trained with
#   data only the testing set, by Article 10(6).
data_sets := {"testing"} if {
	facts.answer("trained_with_data") == "no"
	not _unusable_roles
} else := settings.members(["data_sets", "roles"])

_unusable_roles if {
	some role in settings.members(["data_sets", "roles"])
	not is_string(role)
}

_parts(control) := {
	_tier(control),
	_role(control),
	_condition(control),
}

# A tier or role that classification doesn't know is unknown, and not absent.
_tier(control) := facts.any_of({answer |
	some tier in control.applies.tiers
	answer := object.get(classification.tiers, [tier, "answer"], null)
})

_role(control) := facts.any_of({answer |
	some role in control.applies.roles
	answer := object.get(classification.roles, [role, "answer"], null)
})

_condition(control) := facts.answer(control.applies.condition) if {
	is_string(control.applies.condition)
} else := "yes"

# Every way in which a control can fall away, each with the facts and who signed
# them. A relief is a fact that is plainly yes.
_taken_away(control) := array.flatten([
	_by_tier(control),
	_by_role(control),
	_by_condition(control),
	_by_relief(control),
])

_by_tier(control) := [_because("the system is in none of the tiers", names) |
	_tier(control) == "no"
	names := sort({name |
		some tier in control.applies.tiers
		some name in classification.tiers[tier].facts
	})
]

_by_role(control) := [_because("the organisation has none of the roles", names) |
	_role(control) == "no"
	names := sort({name |
		some role in control.applies.roles
		some name in classification.roles[role].facts
	})
]

_by_condition(control) := [_because("the condition is not met", sort(facts.signed({control.applies.condition}))) |
	_condition(control) == "no"
]

_by_relief(control) := [_because("a stated fact takes the duty away", [relief]) |
	some relief in object.get(control, "reliefs", [])
	facts.answer(relief) == "yes"
]

_because(reason, names) := {"reason": reason, "facts": names, "signers": facts.signers}
