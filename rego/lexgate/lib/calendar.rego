# METADATA
# description: >-
#   From when a control binds by the Act. Dates, readings and the rules of Article 111
#   are data with the act that set them. What doesn't parse binds: an entry, or the
#   moment of the question.
package lexgate.lib.calendar

import data.lexgate.lib.legacy
import data.lexgate.lib.moment
import data.lexgate.lib.readings

# METADATA
# title: Whether a control binds at a moment, from when, by which act, how certain
# description: >-
#   The earliest date among the tiers that the system has or may have. `roles` are
#   those whose duty it is; `at` is the moment to judge the law by, as text. `from` is
#   null where nobody knows the date, and where Article 111 frees the system without
#   an end. `disputed` holds the date by each reading; `legacy` what Article 111 says.
# scope: document
binds(calendar, tiers, roles, at) := {
	"now": _now(first, at),
	"from": first.from,
	"set_by": first.set_by,
	"certainty": first.certainty,
	"disputed": first.disputed,
	"legacy": first.legacy,
} if {
	# One entry that can't be read leaves no answer.
	entries := {tier: _entry(found, tier, roles) |
		some tier, found in data.lexgate.calendar.dates[calendar]
		tier in tiers
	}
	ranked := [[_begins(entry), tier, entry] | some tier, entry in entries]
	count(ranked) == count(entries)
	first := min(ranked)[2]
} else := {
	"now": true,
	"from": null,
	"set_by": null,
	"certainty": "unknown",
	"disputed": null,
	"legacy": null,
}

# What is free without an end begins after everything that has a date; between two such
# the ordinary date decides.
_begins(entry) := [0, moment.day_ns(entry.from)]

_begins(entry) := [1, moment.day_ns(entry.legacy.applies_from)] if _free_for_good(entry)

_free_for_good(entry) if {
	entry.from == null
	entry.legacy.frees == true
	entry.legacy.until == null
}

# The entry for a tier: by the reading that counts, and after what Article 111 changes.
_entry(found, tier, roles) := {
	"from": relief.until,
	"set_by": relief.rule,
	"certainty": relief.certainty,
	"disputed": dated.disputed,
	"legacy": object.union(relief, {"applies_from": dated.applies_from}),
} if {
	dated := _dated(found)
	relief := legacy.of(found.legacy, tier, roles)
	relief.frees == true
	_later(relief.until, dated.applies_from)
} else := {
	"from": dated.applies_from,
	"set_by": dated.set_by,
	"certainty": dated.certainty,
	"disputed": dated.disputed,
	"legacy": array.concat(told, [null])[0],
} if {
	dated := _dated(found)

	# What a rule lacks that doesn't free.
	told := [object.union(relief, {"applies_from": dated.applies_from, "frees": false, "until": null}) |
		relief := legacy.of(found.legacy, tier, roles)
		is_object(relief)
	]
} else := null

# Relief ends no duty earlier than it begins.
_later(null, _)

_later(until, from) if moment.day_ns(until) > moment.day_ns(from)

_dated(found) := {
	"applies_from": found.applies_from,
	"set_by": found.set_by,
	"certainty": found.certainty,
	"disputed": null,
} if {
	object.get(found, "switch", null) == null
	moment.day_ns(found.applies_from)
} else := {
	"applies_from": counts.applies_from,
	"set_by": counts.set_by,
	"certainty": found.certainty,
	"disputed": {
		"switch": found.switch,
		"reading": reading,
		"readings": {name: {"from": one.applies_from, "set_by": one.set_by} | some name, one in found.readings},
	},
} if {
	reading := readings.of(found.switch)
	counts := found.readings[reading]
	every one in found.readings {
		moment.day_ns(one.applies_from)
		is_string(one.set_by)
	}
}

# Upcoming, and free by Article 111, are positive findings; everything else binds.
_now(first, at) := false if {
	moment.ns(at) < moment.day_ns(first.from)
} else := false if {
	moment.ns(at)
	_free_for_good(first)
} else := true
