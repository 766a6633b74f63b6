# METADATA
# description: >-
#   Numbers and lists that people own, at two levels: the organisation's and the
#   system's. The stricter holds. A setting that the organisation lacks, or that
#   is mistyped at either level, answers nothing: what is missing never helps.
package lexgate.lib.settings

import data.lexgate.lib.moment
import data.lexgate.lib.subject
import data.lexgate.lib.tree
import data.lexgate.lib.trust

# METADATA
# title: Name of the organisation; empty when none is set
organisation := data.org.settings.organisation if {
	is_string(data.org.settings.organisation)
	count(data.org.settings.organisation) < 200
} else := ""

# METADATA
# title: The members of a list, of both levels together
# description: >-
#   A list that can't be used has one member that no evidence answers, so that a
#   control over it is unknown and not empty.
# scope: document
members(path) := {member | some level in _levels(path); some member in level} if {
	_usable(path, "list")
} else := {{"unusable_setting": path}}

# METADATA
# title: The members of a list that allows, where both levels allow them
# description: A system may take away and never adds; a list that can't be used allows nothing.
# scope: document
allowed(path) := {member |
	some member in _at("organisation", path)
	every level in _levels(path) {
		member in level
	}
} if {
	_usable(path, "list")
} else := set()

# METADATA
# title: The names under a setting, of both levels together
# scope: document
names(path) := {name | some level in _levels(path); some name, _ in level} if {
	_usable(path, "names")
} else := {{"unusable_setting": path}}

# METADATA
# title: The smaller of the numbers at both levels; null when it can't be used
# scope: document
at_most(path) := min(_levels(path)) if _usable(path, "number")

else := null

# METADATA
# title: The larger of the numbers at both levels; null when it can't be used
# scope: document
at_least(path) := max(_levels(path)) if _usable(path, "number")

else := null

# METADATA
# title: The limit in force, with the level that set it and the least n; null when it can't be used
# description: >-
#   The stricter of both levels, field by field. A system's looser limit holds
#   only with a deviation that the owner of the organisation's limit signed for
#   exactly that limit, until a day that has not come.
# scope: document
limit(path) := object.union(found, {"minimum_n": at_least(["fairness", "minimum_n"])}) if {
	found := _in_force(path)
} else := null

_in_force(path) := object.union(wanted, {"level": "system", "deviation": deviation, "owner": organisation.owner}) if {
	_usable_limit(path)
	wanted := _at("system", path)
	organisation := _at("organisation", path)
	deviation := _deviation(path, organisation, wanted)
} else := object.union(strict, {"level": "system", "deviation": null}) if {
	_usable_limit(path)
	strict := _stricter(_at("organisation", path), _at("system", path))
} else := object.union(own, {"level": "organisation", "deviation": null}) if {
	_usable_limit(path)
	own := _at("organisation", path)
}

# METADATA
# title: The attributes that a limit is for, of both levels together
# description: >-
#   A system's own limit may add attributes and never takes one away. A list that
#   can't be used, or a limit that is not there, has one member that nothing answers.
# scope: document
attributes(path) := {attribute | some list in lists; some attribute in list} if {
	_usable_limit(path)
	lists := [list | some limit in _levels(path); list := object.get(limit, "attributes", null); list != null]
	object.get(_at("organisation", path), "attributes", null) != null
	every list in lists {
		_sound(list, "list")
	}
} else := {{"unusable_setting": path}}

# METADATA
# title: Deviations that are in force
deviations contains found if {
	some setting, _ in object.get(trust.evidence, "deviation", {})
	path := split(setting, ".")
	_usable_limit(path)
	found := {"setting": setting, "deviation": _deviation(path, _at("organisation", path), _at("system", path))}
}

_at("organisation", path) := object.get(_of_organisation, path, null)

_at("system", path) := object.get(_of_system, path, null)

_of_organisation := _object(object.get(_all, "defaults", {}))

_of_system := _object(object.get(_all, ["systems", subject.system], {}))

_object(value) := value if is_object(value)

else := {}

_all := data.org.settings if is_object(data.org.settings)

else := {}

_levels(path) := [value |
	some value in [object.get(_of_organisation, path, null), object.get(_of_system, path, null)]
	value != null
]

# The organisation's level must be there and every level that is there must be sound.
_usable(path, type) if {
	object.get(_of_organisation, path, null) != null
	every system in _with_settings_of_its_own {
		tree.reachable(_all, array.concat(["systems", system], path))
	}
	every level in _levels(path) {
		_sound(level, type)
	}
}

_with_settings_of_its_own := {subject.system | not _system_has_none}

# A system without settings of its own has none that could be mistyped.
_system_has_none if {
	is_object(object.get(_all, "systems", {}))
	object.get(_all, ["systems", subject.system], {}) == {}
}

# Two limits are held against each other where they say the same thing in the same unit.
_usable_limit(path) if {
	_usable(path, "limit")
	count({limit.relation | some limit in _levels(path)}) == 1
	count({limit.unit | some limit in _levels(path)}) == 1
}

_sound(value, "list") if {
	is_array(value)
	count(value) > 0
	every member in value {
		_word(member)
	}
}

_sound(value, "names") if {
	is_object(value)
	count(value) > 0
	every name, _ in value {
		_word(name)
	}
}

_sound(value, "number") if _number(value)

_sound(value, "limit") if {
	value.relation in {"at_least", "at_most"}
	value.bound in {"interval", "point"}
	_number(value.value)
	_word(value.unit)
	_word(value.owner)
	is_string(value.source)
	is_string(value.reason)

	# Past the end of the day on which it had to be looked at again, it no longer counts.
	subject.as_of < moment.day_ns(value.review_by) + moment.days(1)
}

_word(text) if {
	is_string(text)
	count(text) > 0
	count(text) < 200
}

_number(x) if {
	regex.match(`^-?[0-9]{1,15}(\.[0-9]{1,17})?([eE][+-]?[0-9]{1,2})?$`, json.marshal(x))
}

_stricter(organisation, system) := object.union(system, {
	"value": _tighter(system.relation, organisation.value, system.value),
	"bound": _wider({organisation.bound, system.bound}),
	"owner": organisation.owner,
})

_tighter("at_least", a, b) := max([a, b])

_tighter("at_most", a, b) := min([a, b])

# The whole interval asks for more than the point alone.
_wider(bounds) := "point" if bounds == {"point"}

else := "interval"

_deviation(path, organisation, system) := {
	"reason": signed.predicate.reason,
	"signers": signed.signers,
	"digest": signed.digest,
	"until": signed.predicate.until,
} if {
	is_object(system)
	signed := trust.documents[concat("/", ["deviation", concat(".", path)])]
	signed.predicate.value == system
	organisation.owner in signed.signers
	is_string(signed.predicate.reason)
	count(trim_space(signed.predicate.reason)) >= 12
	subject.as_of < moment.ns(signed.predicate.until)
}
