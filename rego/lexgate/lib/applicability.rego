# METADATA
# description: >-
#   Whether a control speaks to this system: by tier, role and condition. Not
#   applicable needs a stated fact; what is unknown applies.
package lexgate.lib.applicability

import data.lexgate.eu_ai_act.classification
import data.lexgate.lib.facts
import data.lexgate.lib.settings
import data.lexgate.lib.subject
import data.lexgate.lib.trust

# METADATA
# title: Applies (yes, no or unknown) and, for a no, the fact that takes it away
# scope: document
of(control) := {"answer": "no", "because": because} if {
	because := set_aside(object.get(control, "applies", {}), object.get(control, "reliefs", []))
	because != null
} else := {
	"answer": facts.all_of({
		_tier(object.get(control, ["applies", "tiers"], [])),
		_role(object.get(control, ["applies", "roles"], [])),
		_condition_of(object.get(control, ["applies", "condition"], null)).answer,
	}),
	"because": null,
}

# METADATA
# title: The controls of some articles that speak to the system now, each with its rule
# scope: document
judging(articles) := {article: rules |
	some article in articles
	rules := {id: control.rule |
		some id, control in data.lexgate.catalogue.controls
		control["package"] == article
		subject.reached(control.due)

		# What a stated fact takes away is none of them; what is unknown is one.
		is_null(set_aside(object.get(control, "applies", {}), object.get(control, "reliefs", [])))
	}
}

# METADATA
# title: The fact that takes a control away, with who signed it; null where none does
# description: By what the control asks for, since many ask for the same.
# scope: document
set_aside(applies, reliefs) := array.flatten([
	_by_tier(object.get(applies, "tiers", [])),
	_by_role(object.get(applies, "roles", [])),
	_by_condition(object.get(applies, "condition", null)),
	_by_relief(reliefs),
	[null],
])[0]

# METADATA
# title: Those of some tiers that the system has or may have
# scope: document
tiers(asked) := {tier |
	some tier in asked
	object.get(classification.tiers, [tier, "answer"], null) != "no"
}

# METADATA
# title: The unknown facts of the system that decide the condition of a control
# description: What another document states is not among them.
# scope: document
open(control) := {name |
	node := _condition_of(object.get(control, ["applies", "condition"], null))
	node.answer == "unknown"
	some name in facts.to_ask(node.facts)
	not contains(name, ".")
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

# A tier or role that classification doesn't know is unknown, and not absent.
_tier(asked) := facts.any_of({answer |
	some tier in asked
	answer := object.get(classification.tiers, [tier, "answer"], null)
})

_role(asked) := facts.any_of({answer |
	some role in asked
	answer := object.get(classification.roles, [role, "answer"], null)
})

_condition_of(names) := _all_hold(names) if {
	names != null
} else := {"answer": "yes", "facts": set(), "reliefs": set()}

# Where each fact stands, by the map.
_paths := data.lexgate.field_map.facts

# Facts by the names of the map; "not " before one of them turns it round.
_all_hold(names) := facts.fact(path[2]) if {
	# Most ask for one fact of the system, as it is.
	count(names) == 1
	path := _paths[names[0]]
	path[0] == "system"
	path[1] == "facts"
} else := facts.each_of([_holds(name) | some name in names])

_holds(name) := facts.opposite(_term(trim_prefix(name, "not "))) if {
	startswith(name, "not ")
} else := _term(name)

# A name that the map doesn't know is a fact that nobody stated.
_term(name) := facts.fact(path[2]) if {
	path := _paths[name]
	array.slice(path, 0, 2) == ["system", "facts"]
} else := classification.conditions[name] if {
	_paths[name] == ["classification"]
} else := facts.stated_at(path) if {
	path := _paths[name]
	not path[0] in {"system", "classification"}
} else := {"answer": "unknown", "facts": {name}, "reliefs": set()}

# Every way in which a control can fall away, each with the facts and who signed
# them. A relief is a fact that is plainly yes.
_by_tier(asked) := [_because("the system is in none of the tiers", names) |
	_tier(asked) == "no"
	names := {name |
		some tier in asked
		some name in classification.tiers[tier].facts
	}
]

_by_role(asked) := [_because("the organisation has none of the roles", names) |
	_role(asked) == "no"
	names := {name |
		some role in asked
		some name in classification.roles[role].facts
	}
]

_by_condition(names) := [_because("the condition is not met", node.facts) |
	names != null
	node := _all_hold(names)
	node.answer == "no"
]

_by_relief(reliefs) := [_because("a stated fact takes the duty away", node.facts) |
	some relief in reliefs
	node := _all_hold(relief)
	node.answer == "yes"
]

_because(reason, names) := {
	"reason": reason,
	"facts": signed,
	"signers": sort({signer |
		some name in signed
		some signer in _signed_by(name)
	}),
} if {
	signed := sort(facts.signed(names))
}

# Who signed the facts of the system, and the other documents that state one.
_signed_by(name) := trust.documents[document].signers if {
	contains(name, ".")
	document := split(name, ".")[0]
} else := facts.signers

# METADATA
# title: Why a part of a document is not asked for - null where it is
# description: >-
#   By the facts that the map names for it; what nobody knows lifts nothing.
# scope: document
lifted(id) := because if {
	entry := data.lexgate.field_map.entries[id]
	because := array.concat(
		_by_condition(object.get(entry, "condition", null)),
		_by_relief(object.get(entry, "reliefs", [])),
	)[0]
} else := null
