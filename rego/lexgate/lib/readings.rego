# METADATA
# description: >-
#   Legal switches: which reading of the law counts where it can be read in more than
#   one way. Each has its default as data; the organisation may set another, with an
#   owner and a reason. What is set and can't be used gives the strictest reading.
package lexgate.lib.readings

import data.lexgate.lib.tree

# METADATA
# title: The reading that counts for a switch; null when there is no such switch
# scope: document
of(switch) := object.get(in_force, [switch, "reading"], null)

# METADATA
# title: Every switch, with the reading that counts and who chose it
in_force := {switch: object.union(_chosen(switch, known), {
	"provisions": known.provisions,
	"certainty": known.certainty,
	"argued": known.argued,
	"default": known.default,
}) |
	some switch, known in data.lexgate.calendar.readings
}

_chosen(switch, known) := {"reading": found.reading, "chosen_by": "organisation", "owner": found.owner, "reason": found.reason} if {
	found := _settings.law.readings[switch]
	known.options[found.reading]
	is_string(found.owner)
	is_string(found.reason)
	count(trim_space(found.reason)) >= 12
	regex.match(`\pL{3}`, found.reason)
} else := {"reading": known.default, "chosen_by": "default", "owner": null, "reason": null} if {
	is_object(data.org.settings)
	tree.reachable(_settings, ["law", "readings", switch])
	object.get(_settings, ["law", "readings", switch], set()) == set()
} else := {"reading": known.strictest, "chosen_by": "unusable_setting", "owner": null, "reason": null}

_settings := data.org.settings if {
	is_object(data.org.settings)
} else := {}
